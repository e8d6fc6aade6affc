"""A small map of one crowded city in a free corner of the large one, where that helps.

A country's map shows a city as one symbol. Where many of its squares and roads are named, the
small map shows each, with symbols as large as on the large map, and a line from the city to it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from dashboard.export.basemap import (
    Extent,
    MapView,
    base_paths,
    draw_bar,
    draw_base,
    fit_view,
)
from dashboard.export.labels import Box, FloatArray
from dashboard.export.lettering import set_line
from dashboard.export.sheet import Sheet, colour_of
from dashboard.translation import direction, language, tr, trn
from geo.boundaries import Boundaries
from geo.schema import AREA_LEVELS

Point = tuple[float, float]
"""In pixels of the picture, y downwards."""

LEAST_SITES: Final = 4
"""Active sites of a city on one day from which on a small map of it helps."""
SPLIT_PX: Final = 64.0
"""A city as wide as this on the map, in units, comes apart there and needs no other."""
_SHARES: Final = (0.44, 0.40, 0.36, 0.32, 0.28)
"""Heights to try, as shares of the map's shorter side."""
_SHAPE: Final = 1.25
"""Width over height."""
_LEAST_HEIGHT: Final = 118.0
_TITLE: Final = 19.0
_PADDING: Final = 20.0
_MARGIN: Final = 10.0
"""In units: below this a small map is of no use; its title; around its sites; to the map's edge."""
_CLEARANCE: Final = 9.0
"""How far a line keeps from other symbols, in units."""
_LEAST_DEGREES: Final = 0.04


@dataclass(frozen=True)
class Inset:
    """A city to be shown by its squares and roads.

    Parameters
    ----------
    town_id, name
        The city, and its name in the picture's language.
    longitude, latitude
        Where it stands on the large map (WGS84 degrees).
    extent
        Around all of its sites, the same on every day.
    frame
        What its sites show on the day: rows of `geo.timeline.frame_at`.
    """

    town_id: str
    name: str
    longitude: float
    latitude: float
    extent: Extent
    frame: pd.DataFrame

    @property
    def active(self) -> pd.DataFrame:
        """The sites with a report: silent ones would fill a small map and say little."""
        frame = self.frame
        return frame[(frame["state"] != "silent") & ~frame["level"].isin(AREA_LEVELS)]


def most_crowded(frames: Iterable[pd.DataFrame]) -> str:
    """Return the id of the town with most active sites on one day; empty where none has enough.

    Parameters
    ----------
    frames
        Frames of spots, a day each.
    """
    most: dict[str, int] = {}
    for frame in frames:
        active = frame[(frame["state"] != "silent") & ~frame["level"].isin(AREA_LEVELS)]
        counts = active.groupby("town_id")["site_id"].nunique()
        for town, count in counts.items():
            most[str(town)] = max(most.get(str(town), 0), int(count))
    enough = {town: count for town, count in most.items() if count >= LEAST_SITES and town}
    return max(enough, key=lambda town: (enough[town], town), default="")


def extent_of(sites: pd.DataFrame) -> Extent | None:
    """Return west, south, east, north of a town's sites; ``None`` without coordinates."""
    points = sites[~sites["level"].isin(AREA_LEVELS)].dropna(subset=["longitude", "latitude"])
    if points.empty:
        return None
    west, east = float(points["longitude"].min()), float(points["longitude"].max())
    south, north = float(points["latitude"].min()), float(points["latitude"].max())
    across, down = (max(_LEAST_DEGREES - d, 0.0) / 2 for d in (east - west, north - south))
    return west - across, south - down, east + across, north + down


def place_inset(
    sheet: Sheet,
    view: MapView,
    inset: Inset,
    *,
    symbols: FloatArray,
    obstacles: Sequence[Box] = (),
) -> MapView | None:
    """Find a free corner for a small map; ``None`` where there is none or it would not help.

    Parameters
    ----------
    view
        Of the large map.
    symbols
        Rows of x, y and radius (px) to be kept clear: all that any day shows.
    obstacles
        Boxes (px) to be kept clear too.

    Returns
    -------
    MapView
        Of the small map; its title stands above its box.
    """
    west, south, east, north = inset.extent
    corners_x, corners_y = view.project(np.array([west, east]), np.array([north, south]))
    across, down = corners_x[1] - corners_x[0], corners_y[1] - corners_y[0]
    x, y = (float(v) for v in view.project(inset.longitude, inset.latitude))
    box = view.box
    is_seen = box.left < x < box.right and box.top < y < box.bottom
    if not is_seen or max(across, down) >= SPLIT_PX * sheet.mark:
        return None
    shorter = min(box.right - box.left, box.bottom - box.top)
    margin = _MARGIN * sheet.unit
    for share in _SHARES:
        height = share * shorter
        if height < _LEAST_HEIGHT * sheet.unit:
            break
        for outer in _corners(box, height * _SHAPE, height, margin):
            if _is_free(outer, symbols, obstacles, margin):
                return _view_in(sheet, outer, inset.extent)
    return None


def draw_inset_ground(
    sheet: Sheet,
    small: MapView,
    inset: Inset,
    boundaries: Boundaries,
    *,
    is_blank: bool = False,
) -> Rectangle:
    """Draw what of a small map is the same each day; return the frame its symbols are cut at."""
    unit, palette = sheet.unit, sheet.palette
    outer = outer_box(sheet, small)
    sheet.panel(outer, face=palette.background).set_zorder(6)
    clip = draw_base(sheet, small, boundaries, is_blank=is_blank, raised=True)
    title = set_line(inset.name, "bold", 11.5 * unit)
    width = outer.right - outer.left - 14 * unit
    sheet.write(
        title, outer.left + 7 * unit, outer.top + 1.5 * unit,
        colour=palette.text, width=width, gid="inset:title",
    )  # fmt: skip
    draw_bar(sheet, small, small.box.left + 9 * unit, small.box.bottom - 9 * unit, zorder=9.2)
    if not is_blank and not _is_inland(small, boundaries):
        words = set_line(tr("the coast is coarse here"), "italic", 9 * unit)
        sheet.write_line(
            words, small.box.right - 6 * unit, small.box.bottom - 6 * unit, colour=palette.muted,
            align="right", halo=palette.land, zorder=9.2, gid="inset:coarse",
        )  # fmt: skip
    edge = sheet.panel(outer, face="none", edge=palette.muted)
    edge.set(zorder=9.3, gid="inset")
    return clip


def draw_inset_count(sheet: Sheet, small: MapView, inset: Inset) -> None:
    """Write over a small map how many places of the city have a report that day."""
    unit = sheet.unit
    outer = outer_box(sheet, small)
    words = trn("{n} place with a report", "{n} places with a report", len(inset.active))
    number = set_line(words, "regular", 10 * unit)
    title = set_line(inset.name, "bold", 11.5 * unit)
    if number.width_px + title.width_px + 24 * unit > outer.right - outer.left:
        return
    mirrored = direction(language()) == "rtl"
    x = outer.left + 7 * unit if mirrored else outer.right - 7 * unit
    sheet.write_line(
        number, x, outer.top + 13.5 * unit, colour=sheet.palette.muted,
        align="left" if mirrored else "right", zorder=9.2, gid="inset:count",
    )  # fmt: skip


def outer_box(sheet: Sheet, small: MapView) -> Box:
    """Return the box of a small map with its title (px)."""
    return replace(small.box, top=small.box.top - _TITLE * sheet.unit)


def _corners(box: Box, width: float, height: float, margin: float) -> Iterable[Box]:
    """Yield the corners, the emptiest of most maps first: the lower left has the scale."""
    left, right = box.left + margin, box.right - margin - width
    top, bottom = box.top + margin, box.bottom - margin - height
    for x, y in ((right, bottom), (left, top), (right, top), (left, bottom)):
        yield Box(x, y, x + width, y + height)


def _is_free(box: Box, symbols: FloatArray, obstacles: Sequence[Box], margin: float) -> bool:
    x, y, radius = symbols.reshape(-1, 3).T
    across = np.maximum(np.maximum(box.left - x, x - box.right), 0.0)
    down = np.maximum(np.maximum(box.top - y, y - box.bottom), 0.0)
    if bool((np.hypot(across, down) < radius + margin).any()):
        return False
    return all(
        o.right <= box.left or o.left >= box.right or o.bottom <= box.top or o.top >= box.bottom
        for o in obstacles
    )


def _view_in(sheet: Sheet, outer: Box, extent: Extent) -> MapView:
    """Fit an extent into a box, with room for its symbols all around."""
    box = replace(outer, top=outer.top + _TITLE * sheet.unit)
    pad = _PADDING * sheet.mark
    inner = Box(box.left + pad, box.top + pad, box.right - pad, box.bottom - pad)
    fitted = fit_view(inner, extent)
    return MapView(box, fitted.zoom, fitted.left - pad, fitted.top - pad)


def leader_end(
    sheet: Sheet, large: MapView, small: MapView, inset: Inset, *, symbols: FloatArray
) -> Point:
    """Return where on a small map a line from its city ends that crosses as few symbols as can be.

    Parameters
    ----------
    symbols
        Rows of x, y and radius (px) on the large map, of all days that the line is drawn on.
    """
    x, y = (float(v) for v in large.project(inset.longitude, inset.latitude))
    apart = np.hypot(symbols[:, 0] - x, symbols[:, 1] - y)
    others = symbols[apart >= 1.0] + (0.0, 0.0, _CLEARANCE * sheet.unit)

    def cost(end: Point) -> tuple[int, float]:
        return _crossed((x, y), end, others), math.hypot(end[0] - x, end[1] - y)

    return min(_edge_points(outer_box(sheet, small)), key=cost)


def draw_leader(
    sheet: Sheet, large: MapView, inset: Inset, *, end: Point, symbols: FloatArray
) -> None:
    """Draw the line from the edge of a city's symbol, one of the day's `symbols`, to its end."""
    x, y = (float(v) for v in large.project(inset.longitude, inset.latitude))
    apart = np.hypot(symbols[:, 0] - x, symbols[:, 1] - y)
    own = float(symbols[apart < 1.0, 2].max(initial=0.0))
    length = math.hypot(end[0] - x, end[1] - y)
    if length <= own:
        return
    share = own / length
    line = sheet.axes.plot(
        [x + (end[0] - x) * share, end[0]],
        [y + (end[1] - y) * share, end[1]],
        color=colour_of(sheet.palette.muted, 0.9),
        linewidth=1.0 * sheet.unit,
        solid_capstyle="butt",
        zorder=4.2,
    )
    line[0].set_gid("inset:line")


def _edge_points(box: Box) -> list[Point]:
    """Return points along the four sides of a box."""
    across, down = np.linspace(box.left, box.right, 25), np.linspace(box.top, box.bottom, 25)
    level = [(float(x), y) for y in (box.top, box.bottom) for x in across]
    return level + [(x, float(y)) for x in (box.left, box.right) for y in down]


def _crossed(start: Point, end: Point, symbols: FloatArray) -> int:
    """Count the discs that a straight line meets."""
    way = np.array(end) - np.array(start)
    squared = float(way @ way)
    if squared == 0 or not len(symbols):
        return 0
    along = np.clip(((symbols[:, :2] - start) @ way) / squared, 0.0, 1.0)
    nearest = np.array(start) + along[:, None] * way
    return int((np.hypot(*(symbols[:, :2] - nearest).T) < symbols[:, 2]).sum())


def _is_inland(small: MapView, boundaries: Boundaries) -> bool:
    """Tell whether a small map shows land alone, so that no line of it can be too coarse."""
    box = small.box
    xs, ys = np.linspace(box.left, box.right, 7), np.linspace(box.top, box.bottom, 7)
    grid = np.array([(x, y) for x in xs for y in ys])
    land = base_paths(boundaries).land.transformed(small.transform())
    return bool(land.contains_points(grid).all())
