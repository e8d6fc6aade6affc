"""GeoJSON shapes → the plain pieces that a web map's simplest layers draw."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

import numpy as np

COUNTRY_EXTENT: Final = (60.6, 23.3, 79.2, 37.3)
"""West, south, east, north of the base map that ships, in WGS84 degrees."""


def polygons_of(collection: dict[str, Any]) -> list[list[list[list[float]]]]:
    """Return every polygon of a collection as its rings, outer ring first."""
    polygons: list[list[list[list[float]]]] = []
    for feature in collection["features"]:
        shape = feature["geometry"]
        several = shape["type"] == "MultiPolygon"
        polygons += shape["coordinates"] if several else [shape["coordinates"]]
    return polygons


def segments_of(collection: dict[str, Any]) -> list[dict[str, list[float]]]:
    """Return every straight piece of a collection's MultiLineStrings, from ``a`` to ``b``."""
    return [
        {"a": a, "b": b}
        for feature in collection["features"]
        for line in feature["geometry"]["coordinates"]
        for a, b in pairwise(line)
    ]


def dashed(collection: dict[str, Any], *, dash_deg: float, gap_deg: float) -> dict[str, Any]:
    """Cut the lines of a GeoJSON collection into dashes.

    Parameters
    ----------
    collection
        MultiLineString features, longitude first, WGS84.
    dash_deg, gap_deg
        Lengths along the line in degrees, as drawn on a plain plate of degrees.

    Returns
    -------
    dict
        The same features with MultiLineStrings of dashes; every bend within a dash is kept.
    """
    features = []
    for feature in collection["features"]:
        lines = feature["geometry"]["coordinates"]
        pieces = [piece for line in lines for piece in _cut(line, dash_deg, gap_deg)]
        geometry = {"type": "MultiLineString", "coordinates": pieces}
        features.append({**feature, "geometry": geometry})
    return {"type": "FeatureCollection", "features": features}


def _cut(line: list[list[float]], dash: float, gap: float) -> list[list[list[float]]]:
    points = np.asarray(line, dtype=float)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    pieces = []
    for start in np.arange(0.0, along[-1], dash + gap):
        end = min(start + dash, along[-1])
        inside = along[(along > start) & (along < end)]
        at = np.concatenate([[start], inside, [end]])
        x, y = np.interp(at, along, points[:, 0]), np.interp(at, along, points[:, 1])
        pieces.append(np.column_stack([x, y]).round(4).tolist())
    return pieces
