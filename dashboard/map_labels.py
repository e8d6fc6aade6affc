"""Names on the web map, placed so that none lies on another or on a symbol."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from dashboard import theme
from dashboard.export.labels import (
    TILE_PX,
    Box,
    LabelAnchor,
    PlacedLabel,
    place_labels,
    text_width_px,
    web_mercator_px,
)
from geo.boundaries import Boundaries
from geo.campaign import View

_BEFORE_ANY_SILENT: Final = 1e6
SOURCE_SANS: Final = 0.9
"""Width of Source Sans 600 against `text_width_px`: median of 729 names 0.86, 95th percentile 0.90,
measured in Chromium."""
_FITS: Final = 0.6


def site_labels(
    points: pd.DataFrame, view: View, *, size_px: int
) -> tuple[list[dict[str, Any]], list[Box]]:
    """Place site names beside their symbols for a view: active sites first, most reports first.

    Parameters
    ----------
    points
        Sites with ``site_id site longitude latitude state reports`` and ``radius`` in pixels.
    view
        Its zoom decides what fits; zooming in only gives more room.
    size_px
        Height of the letters.

    Returns
    -------
    tuple
        Rows for a text layer (``longitude latitude text offset anchor baseline``), and the boxes
        in world pixels that names and symbols take up.
    """
    x, y = _screen(points["longitude"], points["latitude"], view)
    sites: list[dict[str, Any]] = points.assign(x=x, y=y).to_dict("records")  # type: ignore[assignment]
    anchors = [
        LabelAnchor(
            key=site["site_id"],
            text=site["site"],
            x_px=site["x"],
            y_px=site["y"],
            radius_px=site["radius"] + theme.SYMBOL_OF[site["state"]].halo_px + 1,
            width_px=text_width_px(site["site"], size_px) * SOURCE_SANS,
            height_px=size_px * 1.15,
            priority=site["reports"] + (_BEFORE_ANY_SILENT if site["state"] != "silent" else 0),
        )
        for site in sites
    ]
    placed = place_labels(anchors)
    degrees = {site["site_id"]: (site["longitude"], site["latitude"]) for site in sites}
    symbols = [
        Box(a.x_px - a.radius_px, a.y_px - a.radius_px, a.x_px + a.radius_px, a.y_px + a.radius_px)
        for a in anchors
    ]
    return _rows(placed, anchors, degrees), [*symbols, *(label.box for label in placed)]


def unread(text: str) -> str:
    """Keep deck.gl from taking a text for one of its expressions: those begin with ``@@``."""
    return f"\u2060{text}" if text.startswith("@@") else text


def area_labels(
    boundaries: Boundaries, view: View, *, size_px: int, taken: list[Box]
) -> list[dict[str, Any]]:
    """Place province and country names where nothing else stands; provinces first."""
    anchors, degrees = [], {}
    for priority, collection in ((1.0, boundaries.provinces), (0.0, boundaries.neighbours)):
        for feature in collection["features"]:
            properties = feature["properties"]
            key, text = properties["place_id"], properties["name"].upper()
            degrees[key] = (properties["label_longitude"], properties["label_latitude"])
            x, y = _screen(pd.Series(degrees[key][0]), pd.Series(degrees[key][1]), view)
            if _extent_px(feature["geometry"], view) < text_width_px(text, size_px) * _FITS:
                continue
            anchors.append(
                LabelAnchor(
                    key=key,
                    text=text,
                    x_px=float(x[0]),
                    y_px=float(y[0]),
                    radius_px=0.0,
                    width_px=text_width_px(text, size_px) * SOURCE_SANS,
                    height_px=size_px * 1.2,
                    priority=priority,
                )
            )
    return _rows(place_labels(anchors, obstacles=taken), anchors, degrees)


def _extent_px(geometry: dict[str, Any], view: View) -> float:
    """Return how wide an area is on the map, in pixels: a name much wider is left off."""
    rings = geometry["coordinates"]
    if geometry["type"] == "MultiPolygon":
        rings = [ring for polygon in rings for ring in polygon]
    longitudes = [point[0] for ring in rings for point in ring]
    width = float(max(longitudes) - min(longitudes))
    scale: float = TILE_PX * 2.0**view.zoom / 360
    return width * scale


def _rows(
    placed: list[PlacedLabel],
    anchors: list[LabelAnchor],
    degrees: dict[str, tuple[float, float]],
) -> list[dict[str, Any]]:
    at = {anchor.key: (anchor.x_px, anchor.y_px) for anchor in anchors}
    return [
        {
            "longitude": float(degrees[label.key][0]),
            "latitude": float(degrees[label.key][1]),
            "text": unread(label.text),
            "offset": [label.x_px - at[label.key][0], label.y_px - at[label.key][1]],
            "anchor": label.horizontal,
            # deck.gl calls the middle of a line its centre.
            "baseline": {"middle": "center"}.get(label.vertical, label.vertical),
        }
        for label in placed
    ]


def _screen(longitude: pd.Series, latitude: pd.Series, view: View) -> tuple[np.ndarray, np.ndarray]:
    x, y = web_mercator_px(longitude.to_numpy(), latitude.to_numpy(), zoom=view.zoom)
    return np.asarray(x), np.asarray(y)
