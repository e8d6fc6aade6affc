"""Land and borders of the web map, the same at every step: cut once for a view and kept.

Two layer kinds, the simplest: on software GL the first picture waits for each kind to be compiled,
and paths take ten times as long as plain segments.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import pydeck as pdk

from dashboard import theme
from dashboard.export.labels import TILE_PX
from dashboard.geometry import dashed, polygons_of, segments_of
from dashboard.theme import Palette
from geo.boundaries import Boundaries, line_features

_SEA: Final = [[20, -10], [120, -10], [120, 60], [20, 60]]
_LINES: Final = (
    # Kind, colour of the palette, width and dash in pixels (0: solid), from below upwards.
    ("disputed_hatch", "disputed", 0.8, 0.0),
    ("coast", "coast", 1.0, 0.0),
    ("province", "border", 1.0, 0.0),
    ("disputed", "border", 1.2, 3.5),
    ("international", "muted", 1.5, 0.0),
    ("line_of_control", "muted", 1.5, 7.0),
)


def base_layers(boundaries: Boundaries, palette: Palette, zoom: float) -> list[pdk.Layer]:
    """Draw sea, land and borders.

    Parameters
    ----------
    boundaries
        From `geo.boundaries.load_boundaries`.
    palette
        Of the scheme shown.
    zoom
        The view's: dashes have their length in pixels at it.
    """
    degrees_a_pixel = 360 / (TILE_PX * 2.0**zoom)
    land = pdk.Layer(
        "SolidPolygonLayer",
        id="land",
        data=_land(boundaries, palette),
        get_polygon="polygon",
        get_fill_color="fill",
    )
    lines = [
        pdk.Layer(
            "LineLayer",
            id=f"line-{kind}",
            data=_segments(boundaries, kind, dash_px * degrees_a_pixel),
            get_source_position="a",
            get_target_position="b",
            get_color=theme.rgba(getattr(palette, colour)),
            get_width=width_px,
        )
        for kind, colour, width_px, dash_px in _LINES
    ]
    return [land, *lines]


@lru_cache(maxsize=16)
def _land(boundaries: Boundaries, palette: Palette) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [{"polygon": [_SEA], "fill": theme.rgba(palette.sea)}]
    for collection, colour in (
        (boundaries.neighbours, palette.neighbour),
        (boundaries.provinces, palette.land),
    ):
        fill = theme.rgba(colour)
        rows += [{"polygon": rings, "fill": fill} for rings in polygons_of(collection)]
    return rows


@lru_cache(maxsize=128)
def _segments(boundaries: Boundaries, kind: str, dash_deg: float) -> list[dict[str, list[float]]]:
    lines = line_features(boundaries, kind)
    if dash_deg:
        lines = dashed(lines, dash_deg=dash_deg, gap_deg=0.6 * dash_deg)
    return segments_of(lines)
