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

_BEFORE_AREAS: Final = 1e12
_BEFORE_SILENT: Final = 1e9
SOURCE_SANS: Final = 0.9
"""Width of Source Sans 600 against `text_width_px`: median of 729 names 0.86, 95th percentile 0.90,
measured in Chromium."""
_MARGIN_PX: Final = 4.0
_FITS: Final = 0.6


def map_labels(
    points: pd.DataFrame,
    boundaries: Boundaries | None,
    view: View,
    *,
    site_px: int,
    area_px: int,
    width_px: float,
    height_px: float,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Place names for a view: active sites, provinces, silent sites, countries, in this order.

    Parameters
    ----------
    points
        Sites with ``site_id site longitude latitude state reports`` and ``radius`` in pixels.
    boundaries
        Whose areas are named; ``None`` names no area.
    view
        Its zoom decides what fits; zooming in only gives more room.
    site_px, area_px
        Heights of the letters.
    width_px, height_px
        Size of the map; names stay within it.

    Returns
    -------
    tuple
        Rows for a text layer (``longitude latitude text offset anchor baseline``) of sites, and of
        areas.
    """
    sites, degrees = _site_anchors(points, view, size_px=site_px)
    areas: list[LabelAnchor] = []
    if boundaries is not None:
        areas, area_degrees = _area_anchors(boundaries, view, size_px=area_px)
        degrees = degrees | area_degrees
    x, y = _screen(pd.Series(view.longitude), pd.Series(view.latitude), view)
    across, down = width_px / 2 - _MARGIN_PX, height_px / 2 - _MARGIN_PX
    bounds = Box(float(x[0]) - across, float(y[0]) - down, float(x[0]) + across, float(y[0]) + down)
    placed = place_labels([*sites, *areas], bounds=bounds)
    at = {anchor.key: (anchor.x_px, anchor.y_px) for anchor in (*sites, *areas)}
    of_area = {anchor.key for anchor in areas}
    rows = [(label.key, _row(label, at[label.key], degrees[label.key])) for label in placed]
    return (
        [row for key, row in rows if key not in of_area],
        [row for key, row in rows if key in of_area],
    )


def _site_anchors(
    points: pd.DataFrame, view: View, *, size_px: int
) -> tuple[list[LabelAnchor], dict[str, tuple[float, float]]]:
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
            priority=site["reports"] + (_BEFORE_AREAS if site["state"] != "silent" else 0),
        )
        for site in sites
    ]
    return anchors, {site["site_id"]: (site["longitude"], site["latitude"]) for site in sites}


def _area_anchors(
    boundaries: Boundaries, view: View, *, size_px: int
) -> tuple[list[LabelAnchor], dict[str, tuple[float, float]]]:
    anchors, degrees = [], {}
    for priority, collection in (
        (_BEFORE_SILENT, boundaries.provinces),
        (-1.0, boundaries.neighbours),
    ):
        for feature in collection["features"]:
            properties = feature["properties"]
            key, text = f"area:{properties['place_id']}", properties["name"].upper()
            degrees[key] = (properties["label_longitude"], properties["label_latitude"])
            x, y = _screen(pd.Series(degrees[key][0]), pd.Series(degrees[key][1]), view)
            width_px = text_width_px(text, size_px) * SOURCE_SANS
            if _extent_px(feature["geometry"], view) < width_px * _FITS:
                continue
            anchors.append(
                LabelAnchor(
                    key=key,
                    text=text,
                    x_px=float(x[0]),
                    y_px=float(y[0]),
                    radius_px=0.0,
                    width_px=width_px,
                    height_px=size_px * 1.2,
                    priority=priority,
                )
            )
    return anchors, degrees


def unread(text: str) -> str:
    """Keep deck.gl from taking a text for one of its expressions: those begin with ``@@``."""
    return f"\u2060{text}" if text.startswith("@@") else text


def _extent_px(geometry: dict[str, Any], view: View) -> float:
    """Return how wide an area is on the map, in pixels: a name much wider is left off."""
    rings = geometry["coordinates"]
    if geometry["type"] == "MultiPolygon":
        rings = [ring for polygon in rings for ring in polygon]
    longitudes = [point[0] for ring in rings for point in ring]
    width = float(max(longitudes) - min(longitudes))
    scale: float = TILE_PX * 2.0**view.zoom / 360
    return width * scale


def _row(
    label: PlacedLabel, at: tuple[float, float], degrees: tuple[float, float]
) -> dict[str, Any]:
    return {
        "longitude": float(degrees[0]),
        "latitude": float(degrees[1]),
        "text": unread(label.text),
        "offset": [label.x_px - at[0], label.y_px - at[1]],
        "anchor": label.horizontal,
        # deck.gl calls the middle of a line its centre.
        "baseline": {"middle": "center"}.get(label.vertical, label.vertical),
    }


def _screen(longitude: pd.Series, latitude: pd.Series, view: View) -> tuple[np.ndarray, np.ndarray]:
    x, y = web_mercator_px(longitude.to_numpy(), latitude.to_numpy(), zoom=view.zoom)
    return np.asarray(x), np.asarray(y)
