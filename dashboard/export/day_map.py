"""One day on the map, in three steps from below upwards: ground, what lies under the symbols, over.

A still draws all of it at once. A film draws the ground once, the rest once a day, and symbols as
often as they move.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from dashboard.export.basemap import MapView, draw_base, draw_scale
from dashboard.export.inset import (
    Inset,
    Point,
    draw_inset_count,
    draw_inset_ground,
    draw_leader,
    leader_end,
    outer_box,
    place_inset,
)
from dashboard.export.labels import Box, FloatArray
from dashboard.export.notices import draw_notices
from dashboard.export.overlays import NOTHING, Overlay, draw_overlay
from dashboard.export.sheet import Sheet, symbol_reach
from dashboard.export.sites import (
    draw_areas,
    draw_doubts,
    draw_names,
    draw_points,
    in_view,
)
from dashboard.theme import radius_px
from geo.boundaries import Boundaries
from geo.schema import AREA_LEVELS

SMALL_MAP_ZORDER = 6
"""What lies below this is under a small map."""
_SCALE_UNITS = (230.0, 52.0)
"""Room for scale bar and north in the lower left corner, in units."""
_INSET_NAMES = 0.86
"""Letters of names on a small map, as a share of those on the large one."""


@dataclass(frozen=True)
class DayMap:
    """What a map shows of one day: its sites, what is inferred, and a city's own sites."""

    frame: pd.DataFrame
    overlay: Overlay = NOTHING
    inset: Inset | None = None


@dataclass(frozen=True)
class MapLayers:
    """What of a map is drawn besides the symbols."""

    doubt: bool = False
    names: bool = True
    land: bool = True


@dataclass(frozen=True)
class Ground:
    """A map's ground as it was drawn: where the map and its small map are, and their frames."""

    boundaries: Boundaries
    layers: MapLayers
    view: MapView
    clip: Rectangle
    small: MapView | None = None
    small_clip: Rectangle | None = None
    leader_end: Point = (0.0, 0.0)

    def seen(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the sites that the large map can show, with their place in pixels."""
        return in_view(frame, self.view, self.boundaries)

    def seen_in_small(self, day: DayMap) -> pd.DataFrame | None:
        """Return the sites on the small map, with their place in pixels."""
        if self.small is None or day.inset is None:
            return None
        return in_view(day.inset.active, self.small, self.boundaries)


def draw_ground(
    sheet: Sheet,
    view: MapView,
    days: Iterable[DayMap],
    *,
    boundaries: Boundaries,
    layers: MapLayers,
) -> Ground:
    """Draw what stays the same on all of some days; a small map keeps clear of all their sites."""
    clip = draw_base(sheet, view, boundaries, is_blank=not layers.land)
    ground = Ground(boundaries, layers, view, clip)
    shown = list(days)
    inset = next((day.inset for day in shown if day.inset is not None), None)
    if inset is None:
        return ground
    box, unit = view.box, sheet.unit
    across, tall = (size * unit for size in _SCALE_UNITS)
    scale = Box(box.left, box.bottom - tall, box.left + across, box.bottom)
    symbols = np.concatenate([_reaches(sheet, ground.seen(day.frame)) for day in shown])
    small = place_inset(sheet, view, inset, symbols=symbols, obstacles=[scale])
    if small is None:
        return ground
    small_clip = draw_inset_ground(sheet, small, inset, boundaries, is_blank=not layers.land)
    end = leader_end(sheet, view, small, inset, symbols=symbols)
    return replace(ground, small=small, small_clip=small_clip, leader_end=end)


def draw_under(sheet: Sheet, ground: Ground, day: DayMap) -> None:
    """Draw what lies under the symbols: shaded areas, doubt, links and front."""
    shown = ground.seen(day.frame)
    areas = shown["level"].isin(AREA_LEVELS)
    draw_areas(sheet, ground.view, shown[areas], boundaries=ground.boundaries, clip=ground.clip)
    if ground.layers.doubt:
        draw_doubts(sheet, ground.view, shown[~areas], clip=ground.clip)
        spots = ground.seen_in_small(day)
        if ground.small is not None and ground.small_clip is not None and spots is not None:
            above = SMALL_MAP_ZORDER + 1.5
            draw_doubts(sheet, ground.small, spots, clip=ground.small_clip, zorder=above)
    draw_overlay(sheet, ground.view, day.overlay, clip=ground.clip)
    if ground.small is not None and day.inset is not None:
        symbols = _reaches(sheet, shown)
        draw_leader(sheet, ground.view, day.inset, end=ground.leader_end, symbols=symbols)


def draw_symbols(sheet: Sheet, ground: Ground, day: DayMap) -> None:
    """Draw each site's symbol, on the large map and on the small one."""
    shown = ground.seen(day.frame)
    draw_points(sheet, shown[~shown["level"].isin(AREA_LEVELS)], clip=ground.clip)
    spots = ground.seen_in_small(day)
    if ground.small_clip is not None and spots is not None:
        draw_points(sheet, spots, clip=ground.small_clip, zorder=8)


def draw_over(sheet: Sheet, ground: Ground, day: DayMap) -> None:
    """Draw what lies over the symbols: scale, notices, names, and the map's edge."""
    view = ground.view
    shown = ground.seen(day.frame)
    obstacles = [draw_scale(sheet, view)]
    taken = outer_box(sheet, ground.small) if ground.small is not None else None
    if taken is not None:
        obstacles.append(taken)
    obstacles += draw_notices(sheet, view.box, day.frame, shown, taken=taken)
    if ground.layers.names:
        draw_names(
            sheet,
            view,
            shown,
            boundaries=ground.boundaries,
            obstacles=obstacles,
            of_land=ground.layers.land,
        )
    _draw_small_names(sheet, ground, day)
    edge = sheet.panel(view.box, face="none", edge=sheet.palette.border)
    edge.set(zorder=8, gid="map")


def _draw_small_names(sheet: Sheet, ground: Ground, day: DayMap) -> None:
    spots = ground.seen_in_small(day)
    if ground.small is None or spots is None or day.inset is None:
        return
    draw_inset_count(sheet, ground.small, day.inset)
    if ground.layers.names:
        box, unit = ground.small.box, sheet.unit
        scale = Box(box.left, box.bottom - 32 * unit, box.right, box.bottom)
        small = sheet.lettered(_INSET_NAMES)
        draw_names(
            small, ground.small, spots, boundaries=ground.boundaries, obstacles=[scale],
            of_land=False,
        )  # fmt: skip


def _reaches(sheet: Sheet, shown: pd.DataFrame) -> FloatArray:
    """Return x, y and reach (px) of points."""
    points = shown[~shown["level"].isin(AREA_LEVELS)]
    reach = [
        symbol_reach(
            str(state), radius_px(0 if pd.isna(n) else float(n)) * sheet.mark, mark=sheet.mark
        )
        for state, n in zip(points["state"], points["reports"], strict=True)
    ]
    return np.column_stack([points["x"], points["y"], np.array(reach, dtype=np.float64)]).reshape(
        -1, 3
    )
