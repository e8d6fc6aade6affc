"""Links and front on a picture: over the land, under the symbols, as the player draws them.

Both are inferences, and the legend says so wherever one is drawn.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from dashboard.export.basemap import MapView
from dashboard.export.sheet import Sheet, colour_of
from geo.distance import EARTH_RADIUS_KM
from geo.onsets import Origin

LINK_DASHES: Final = (0, (4.0, 2.4))
LINK_PX: Final = 1.5
FRONT_DASHES: Final = (0, (6.0, 3.6))
FRONT_PX: Final = 1.6
FRONT_OPACITY: Final = 0.85
"""Lines that the legend shows too; widths in units, dashes in line widths."""
_LEAN: Final = 0.18
"""How far a link's curve leans to one side, as a share of its length."""
_EARLIER: Final = 0.45
"""Opacity of links of earlier days, which a frame of several days holds."""
_CORNERS: Final = 144
_ENDS: Final = ("from_longitude", "from_latitude", "longitude", "latitude")


@dataclass(frozen=True)
class Front:
    """Within `km` of the origin lie nine in ten of a day's new places.

    `place` is the origin's name in the picture's language.
    """

    origin: Origin
    km: float
    place: str


@dataclass(frozen=True)
class Overlay:
    """What of a day is inferred: links and front.

    ``links`` has a row a link with `from_longitude`, `from_latitude`, `longitude`, `latitude`
    (WGS84 degrees) and `is_today`, whether its later end began on the day itself.
    """

    links: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=[*_ENDS, "is_today"]))
    front: Front | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is drawn."""
        return self.links.empty and self.front is None


NOTHING: Final = Overlay()


def draw_overlay(sheet: Sheet, view: MapView, overlay: Overlay, *, clip: Rectangle) -> None:
    """Draw links and front into a map, cut at its frame."""
    for row in overlay.links.itertuples():
        x, y = view.project(
            np.array([row.from_longitude, row.longitude], dtype=np.float64),
            np.array([row.from_latitude, row.latitude], dtype=np.float64),
        )
        opacity = 0.8 if row.is_today else 0.8 * _EARLIER
        _dash(
            sheet,
            _curve((float(x[0]), float(y[0])), (float(x[1]), float(y[1]))),
            colour=colour_of(sheet.palette.text, opacity),
            width=LINK_PX if row.is_today else 1.0,
            dashes=LINK_DASHES,
            gid="link",
            clip=clip,
        )
    if overlay.front is not None:
        x, y = view.project(*_circle(overlay.front))
        _dash(
            sheet,
            Path(np.column_stack([x, y])),
            colour=colour_of(sheet.palette.started, FRONT_OPACITY),
            width=FRONT_PX,
            dashes=FRONT_DASHES,
            gid="front",
            clip=clip,
        )


def _dash(
    sheet: Sheet,
    path: Path,
    *,
    colour: tuple[float, ...],
    width: float,
    dashes: tuple[int, tuple[float, float]],
    gid: str,
    clip: Rectangle,
) -> None:
    patch = PathPatch(
        path,
        facecolor="none",
        edgecolor=colour,
        linewidth=width * sheet.mark,
        linestyle=dashes,
        capstyle="butt",
        zorder=4.5,
        gid=gid,
    )
    sheet.add(patch)
    patch.set_clip_path(clip)


def _curve(start: tuple[float, float], end: tuple[float, float]) -> Path:
    """Return a link's curve (px): bent beside its middle, always on the same hand."""
    (x0, y0), (x1, y1) = start, end
    bend = ((x0 + x1) / 2 - (y1 - y0) * _LEAN, (y0 + y1) / 2 + (x1 - x0) * _LEAN)
    return Path([start, bend, end], [Path.MOVETO, Path.CURVE3, Path.CURVE3])


def _circle(front: Front) -> tuple[np.ndarray, np.ndarray]:
    """Return longitudes and latitudes of the points at one great-circle distance, closed."""
    origin, angle = front.origin, front.km / EARTH_RADIUS_KM
    bearing = np.linspace(0.0, 2 * math.pi, _CORNERS + 1)
    phi = math.radians(origin.latitude)
    sine = math.sin(phi) * math.cos(angle) + math.cos(phi) * math.sin(angle) * np.cos(bearing)
    east = np.arctan2(
        np.sin(bearing) * math.sin(angle) * math.cos(phi), math.cos(angle) - math.sin(phi) * sine
    )
    return origin.longitude + np.degrees(east), np.degrees(np.arcsin(sine))
