"""GeoNames dumps (``PK.zip``, ``allCountries.zip``): villages, added to what ships."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from geo.cache import cache_folder, whole_folder
from geo.distance import great_circle_km
from geo.errors import FormatError, SourceNotFoundError
from geo.gazetteer import COLUMNS, DUMP, Gazetteer
from geo.gazetteer_tables import has_tables, read_tables
from geo.place_index import IndexedGazetteer, write_index
from geo.wording import bare_name
from geo.world import Progress, joined_names, load_dumps, town_radius_km

_FIELDS: Final = (
    *("geonameid", "name", "asciiname", "alternatenames", "latitude", "longitude", "fclass"),
    *("fcode", "country", "cc2", "admin1", "admin2", "admin3", "admin4", "population"),
    *("elevation", "dem", "timezone", "modified"),
)
"""The columns of GeoNames' main table, in its order."""
_READ: Final = tuple(
    name
    for name in _FIELDS
    if name not in ("cc2", "admin4", "elevation", "dem", "timezone", "modified")
)
_AREAS: Final = {"ADM1": "province", "ADM2": "district", "ADM3": "tehsil", "PCLI": "country"}
_GONE: Final = ("PPLH", "PPLQ", "PPLW", "PPLCH")
"""Populated places that are no more."""
_AREA_KM: Final = {"country": 500.0, "province": 150.0, "district": 40.0, "tehsil": 20.0}
"""Radii of areas in which a dump has too few places to tell."""
_LEAST_PLACES: Final = 5


def add_dump(path: str | Path, *, progress: Progress | None = None) -> int:
    """Add the places of a GeoNames dump to those that ship, for good, in the cache folder.

    A dump of the same countries that was added before is replaced.

    Parameters
    ----------
    path
        ``PK.zip``, ``allCountries.zip``, or the text file within: tab-separated, 19 columns.
    progress
        Told how far it is.

    Returns
    -------
    int
        The number of places added.

    Raises
    ------
    SourceNotFoundError, FormatError
        When there is no such file, or it is no dump.
    OutputError
        When the cache folder cannot be written.
    """
    tell = progress or (lambda _share, _what: None)
    file = Path(path)
    if not file.is_file():
        msg = f"There is no file {file.name}: download a dump from GeoNames and give its path."
        raise SourceNotFoundError(msg)
    areas, spread = _read_areas(file, tell)
    countries = sorted(spread["country"].unique())
    name = "-".join(countries) if len(countries) <= 3 else f"{len(countries)}-countries"
    digest = hashlib.sha256("|".join(countries).encode()).hexdigest()[:6]
    folder = cache_folder() / "dumps" / f"{name}-{digest}"
    with whole_folder(folder) as draft:
        tables = _tables(file, areas, spread, tell)
        write_index(draft, tables, {"source": "GeoNames, CC BY 4.0", "file": file.name})
    load_dumps.cache_clear()
    from geo.gazetteer import load_gazetteer

    load_gazetteer.cache_clear()
    tell(1.0, "the dump's places are ready")
    return len(IndexedGazetteer(folder))


@contextmanager
def _opened(file: Path) -> Iterator[IO[bytes]]:
    if not zipfile.is_zipfile(file):
        with file.open("rb") as plain:
            yield plain
        return
    with zipfile.ZipFile(file) as archive:
        texts = [
            entry
            for entry in archive.infolist()
            if entry.filename.endswith(".txt") and "readme" not in entry.filename.casefold()
        ]
        if not texts:
            msg = f"{file.name} holds no table of places: give a dump such as PK.zip."
            raise FormatError(msg, where=file.name)
        with archive.open(max(texts, key=lambda entry: entry.file_size)) as inner:
            yield inner


def _batches(file: Path) -> Iterator[tuple[float, pa.Table]]:
    """Yield the populated places and areas of a dump, with the share of the file read."""
    text = pa.string()
    kinds = dict.fromkeys(_READ, text) | {"latitude": pa.float64(), "longitude": pa.float64()}
    size = file.stat().st_size
    with _opened(file) as stream:
        counted = _Counted(stream)
        try:
            reader = pa_csv.open_csv(
                cast("Any", counted),
                read_options=pa_csv.ReadOptions(column_names=list(_FIELDS), block_size=8 << 20),
                parse_options=pa_csv.ParseOptions(delimiter="\t", quote_char=False),
                convert_options=pa_csv.ConvertOptions(
                    include_columns=list(_READ), column_types=kinds, strings_can_be_null=False
                ),
            )
            for batch in reader:
                table = pa.table(batch)
                lived_in = pc.and_(
                    pc.equal(table["fclass"], "P"),
                    pc.invert(pc.is_in(table["fcode"], pa.array(_GONE))),
                )
                is_area = pc.is_in(table["fcode"], pa.array(list(_AREAS)))
                # A zip shrinks such text to about a quarter; the bar need not be exact.
                share = min(1.0, counted.read_so_far / (4 * size))
                yield share, table.filter(pc.or_(lived_in, is_area))
        except (pa.ArrowInvalid, zipfile.BadZipFile) as error:
            first = str(error).splitlines()[0][:60]
            msg = f"{file.name} is no GeoNames dump (19 columns between tabs): {first}."
            raise FormatError(msg, where=file.name) from None


class _Counted:
    """A stream that knows how much of it was read."""

    closed = False

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.read_so_far = 0

    def read(self, size: int = -1) -> bytes:
        content = self._stream.read(size)
        self.read_so_far += len(content)
        return content

    def readable(self) -> bool:
        return True


def _read_areas(file: Path, tell: Progress) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a dump's areas, and where its populated places lie by the areas' codes."""
    areas, places = [], []
    for share, table in _batches(file):
        tell(0.4 * share, f"reading {file.name}")
        is_area = pc.is_in(table["fcode"], pa.array(list(_AREAS)))
        areas.append(table.filter(is_area).to_pandas())
        codes = ["country", "admin1", "admin2", "admin3", "latitude", "longitude"]
        places.append(table.filter(pc.invert(is_area)).select(codes).to_pandas())
    spread = pd.concat(places, ignore_index=True) if places else pd.DataFrame()
    if spread.empty:
        msg = f"{file.name} holds no populated place: give a dump such as PK.zip."
        raise FormatError(msg, where=file.name)
    return pd.concat(areas, ignore_index=True), spread


def _tables(
    file: Path, areas: pd.DataFrame, spread: pd.DataFrame, tell: Progress
) -> Iterator[pd.DataFrame]:
    parents: dict[tuple[str, str, str, str], tuple[str, str, str]] = {}
    known: set[str] = set()
    for country in sorted(spread["country"].unique()):
        of_country = areas[areas["country"] == country]
        where = spread[spread["country"] == country]
        yield _area_table(country, of_country, where, parents)
        if has_tables(country):
            shipped = read_tables(country)[0]
            known |= set(shipped.loc[shipped["source"] == "geonames", "source_id"])
    for share, table in _batches(file):
        tell(0.4 + 0.55 * share, "indexing")
        places = table.filter(pc.equal(table["fclass"], "P")).to_pandas()
        places = places[~places["geonameid"].isin(known)]
        if len(places):
            yield _place_table(places, parents)


def _area_table(
    country: str,
    areas: pd.DataFrame,
    where: pd.DataFrame,
    parents: dict[tuple[str, str, str, str], tuple[str, str, str]],
) -> pd.DataFrame:
    """Return the areas of a country that do not ship, and note every area's id by its codes.

    ``parents`` maps country and codes of the three levels, empty where there is none, to the id
    and the names of the province and the district.
    """
    shipped = Gazetteer(*read_tables(country)) if has_tables(country) else None
    rows: list[dict[str, Any]] = []
    parents[country, "", "", ""] = (country, "", "")
    if shipped is None and not (areas["fcode"] == "PCLI").any():
        rows.append(_row(country, country, "country", "", country, where, "country"))
    order = {"PCLI": 0, "ADM1": 1, "ADM2": 2, "ADM3": 3}
    ranked = areas.assign(rank=areas["fcode"].map(order)).sort_values("rank", kind="stable")
    for area in ranked.to_dict("records"):
        level = _AREAS[area["fcode"]]
        depth = order[area["fcode"]]
        codes = [area["admin1"], area["admin2"], area["admin3"]][:depth]
        key = (country, *codes, *[""] * (3 - depth))
        outer = parents.get((country, *codes[:-1], *[""] * (4 - depth)), (country, "", ""))
        if level == "country":
            if shipped is None:
                rows.append(_row(area, country, level, "", country, where, "country"))
            continue
        inside = where
        for name, code in zip(("admin1", "admin2", "admin3"), codes, strict=False):
            inside = inside[inside[name] == code]
        found = _same(shipped, str(area["name"]), level, outer[0]) if shipped else ""
        place_id = found or (
            f"{country}-{codes[0]}" if depth == 1 else f"{country}/{area['geonameid']}"
        )
        province = str(area["name"]) if depth == 1 else outer[1]
        district = str(area["name"]) if depth == 2 else outer[2]
        if found and shipped is not None:
            place = shipped.places[found]
            province, district = place.admin1, place.admin2
        else:
            rows.append(
                _row(area, place_id, level, outer[0], country, inside, level)
                | {"admin1": province, "admin2": district}
            )
        parents[key] = (place_id, province, district)
    return pd.DataFrame(rows, columns=list(COLUMNS)) if rows else _no_rows()


def _no_rows() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype="object") for name in COLUMNS})


def _same(shipped: Gazetteer, name: str, level: str, within: str) -> str:
    """Return the id of the area that ships under that name, if one does."""
    plain = bare_name(name).town
    inside = within if within in shipped.places else ""
    for text in (name, plain):
        found = shipped.find(text, levels=(level,), within=inside)
        found = found or shipped.find(text, levels=(level,), within=inside, by="spelling")
        if len(found) == 1:
            return found[0].place_id
    return ""


def _row(
    area: Any, place_id: str, level: str, parent: str, country: str, inside: pd.DataFrame, kind: str
) -> dict[str, Any]:
    named = isinstance(area, dict)
    lat = float(area["latitude"]) if named else float(inside["latitude"].mean())
    lon = float(area["longitude"]) if named else float(inside["longitude"].mean())
    plain = bare_name(str(area["name"])).town if named else ""
    radius = _AREA_KM[kind]
    if len(inside) >= _LEAST_PLACES:
        lat, lon = float(inside["latitude"].median()), float(inside["longitude"].median())
        km = great_circle_km(lat, lon, inside["latitude"], inside["longitude"])
        radius = max(round(float(np.quantile(km, 0.9)), 1), 2.0)
    return {
        "place_id": place_id,
        "name": area["name"] if named else country,
        "level": level,
        "parent_id": parent,
        "admin1": "",
        "admin2": "",
        "country": country,
        "latitude": round(lat, 5),
        "longitude": round(lon, 5),
        "radius_km": radius,
        "population": int(area["population"] or 0) if named else 0,
        "alternates": joined_names((plain, *area["alternatenames"].split(","))) if named else "",
        "source": "geonames",
        "source_id": str(area["geonameid"]) if named else "",
        "how": f"{DUMP}: middle of its places, nine tenths of which lie within the radius",
    }


def _place_table(
    places: pd.DataFrame, parents: dict[tuple[str, str, str, str], tuple[str, str, str]]
) -> pd.DataFrame:
    codes = places[["country", "admin1", "admin2", "admin3"]].itertuples(index=False, name=None)
    found = []
    for country, *levels in codes:
        for depth in (3, 2, 1, 0):
            area = parents.get((country, *levels[:depth], *[""] * (3 - depth)))
            if area is not None:
                break
        found.append(area or (country, "", ""))
    people = pd.to_numeric(places["population"], errors="coerce").fillna(0).astype("int64")
    return pd.DataFrame(
        {
            "place_id": places["country"] + "/" + places["geonameid"],
            "name": places["name"],
            "level": "town",
            "parent_id": [area[0] for area in found],
            "admin1": [area[1] for area in found],
            "admin2": [area[2] for area in found],
            "country": places["country"],
            "latitude": places["latitude"],
            "longitude": places["longitude"],
            "radius_km": people.map(town_radius_km),
            "population": people,
            "alternates": [
                joined_names((ascii_name, *others.split(",")))
                for ascii_name, others in zip(
                    places["asciiname"], places["alternatenames"], strict=True
                )
            ],
            "source": "geonames",
            "source_id": places["geonameid"],
            "how": DUMP,
        }
    )[list(COLUMNS)].reset_index(drop=True)
