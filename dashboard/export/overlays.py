"""Links, front and mean centre on a picture: over the land, under the symbols, as in the player.

Links and front are inferences, and the legend says so wherever one is drawn.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
import pandas as pd
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from dashboard.export.basemap import MapView
from dashboard.export.sheet import Sheet, colour_of
from dashboard.measure_shapes import CentreShapes, Points
from geo.distance import EARTH_RADIUS_KM
from geo.onsets import Origin

LINK_DASHES: Final = (0, (4.0, 2.4))
LINK_PX: Final = 1.5
FRONT_DASHES: Final = (0, (6.0, 3.6))
FRONT_PX: Final = 1.6
FRONT_OPACITY: Final = 0.85
CENTRE_PX: Final = 1.9
CROSS_PX: Final = 7.0
ELLIPSE_PX: Final = 1.3
ELLIPSE_OPACITY: Final = 0.75
"""Lines that the legend shows too; widths in units, dashes in line widths."""
_LEAN: Final = 0.18
"""How far a link's curve leans to one side, as a share of its length."""
_EARLIER: Final = 0.45
"""Opacity of links of earlier days, which a frame of several days holds."""
_CORNERS: Final = 144
_SOLID: Final = "solid"
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
    """What of a day is inferred or measured: links, front and mean centre.

    ``links`` has a row a link with `from_longitude`, `from_latitude`, `longitude`, `latitude`
    (WGS84 degrees) and `is_today`, whether its later end began on the day itself.
    """

    links: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=[*_ENDS, "is_today"]))
    front: Front | None = None
    centre: CentreShapes | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is drawn."""
        return self.links.empty and self.front is None and self.centre is None


NOTHING: Final = Overlay()


def draw_overlay(sheet: Sheet, view: MapView, overlay: Overlay, *, clip: Rectangle) -> None:
    """Draw links, front and mean centre into a map, cut at its frame."""
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
    if overlay.centre is not None:
        _draw_centre(sheet, view, overlay.centre, clip=clip)


def _draw_centre(sheet: Sheet, view: MapView, centre: CentreShapes, *, clip: Rectangle) -> None:
    """Draw the day's ellipse, the way of the centre until the day, and a cross where it ends."""
    text = sheet.palette.text

    def line(points: Points, *, width: float, opacity: float, gid: str, colour: str = text) -> None:
        x, y = view.project(points[:, 0], points[:, 1])
        drawn = colour_of(colour, opacity)
        path = Path(np.column_stack([x, y]))
        _dash(sheet, path, colour=drawn, width=width, dashes=_SOLID, gid=gid, clip=clip)

    if len(centre.ring):
        line(centre.ring, width=ELLIPSE_PX, opacity=ELLIPSE_OPACITY, gid="ellipse")
    if not len(centre.way):
        return
    if len(centre.way) > 1:
        line(centre.way, width=CENTRE_PX + 2.4, opacity=0.85, gid="halo", colour=sheet.palette.land)
        line(centre.way, width=CENTRE_PX, opacity=1, gid="centre-way")
    x, y = (float(v[0]) for v in view.project(*centre.way[-1:].T))
    opacity = 1.0 if centre.is_today else _EARLIER
    for colour, width, more in ((sheet.palette.land, 5.0, 1.5), (text, 2.4, 0.0)):
        half = (CROSS_PX + more) * sheet.mark
        for start, end in (((x - half, y), (x + half, y)), ((x, y - half), (x, y + half))):
            drawn = colour_of(colour, opacity)
            path = Path([start, end])
            _dash(sheet, path, colour=drawn, width=width, dashes=_SOLID, gid="centre", clip=clip)


def _dash(
    sheet: Sheet,
    path: Path,
    *,
    colour: tuple[float, ...],
    width: float,
    dashes: tuple[int, tuple[float, float]] | Literal["solid"],
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
