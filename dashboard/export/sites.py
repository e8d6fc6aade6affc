"""What was reported, drawn on the map: symbols, shaded areas, doubt, and names that do not collide.

Small symbols lie on large ones, so that none hides; a site that stands for a whole district or
province is shaded, never a dot.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from dashboard.export.basemap import BasePaths, MapView, add_path, base_paths, km_to_world
from dashboard.export.labels import Box, LabelAnchor, PlacedLabel, place_labels, web_mercator_px
from dashboard.export.legend import SHADE_OPACITY
from dashboard.export.lettering import Face, Lettering, set_capitals, set_line
from dashboard.export.sheet import (
    Align,
    Sheet,
    colour_of,
    draw_doubt,
    symbol_discs,
    symbol_reach,
)
from dashboard.theme import radius_px, state_colour
from dashboard.translation import language, place_name, tr
from geo.boundaries import Boundaries
from geo.schema import AREA_LEVELS

NO_TOWN: Final = "no town named"
_NAME_PX: Final = 12.0
_PROVINCE_PX: Final = 10.5
_NEIGHBOUR_PX: Final = 9.5
"""Sizes of names, in units."""
_LONGEST_NAME_PX: Final = 190.0
_LEAST_AREA_PX: Final = 45.0
"""A province smaller than this on the map goes without its name."""
_BREAK_FROM: Final = 15
"""A province's name of so many letters is set on two lines."""
_ABOVE_BASE: Final = 0.80
_NAME_HEIGHT: Final = 1.06
"""A name's box, in font sizes: from above its capitals to below its descenders."""

_ALIGNS: Final[dict[str, Align]] = {"start": "left", "middle": "center", "end": "right"}


@dataclass(frozen=True)
class MapName:
    """A name to be placed, its lettering line by line, its colour and that of the land under it."""

    lines: tuple[Lettering, ...]
    colour: str
    halo: str
    anchor: LabelAnchor


def in_view(frame: pd.DataFrame, view: MapView, boundaries: Boundaries) -> pd.DataFrame:
    """Return the sites that this map can show, with their place on the picture as ``x`` and ``y``.

    A point or an area wholly outside the map's box is left out, as is a row without coordinates.
    """
    located = frame[np.isfinite(frame["longitude"]) & np.isfinite(frame["latitude"])]
    x, y = view.project(located["longitude"].to_numpy(), located["latitude"].to_numpy())
    box = view.box
    inside = (x >= box.left) & (x <= box.right) & (y >= box.top) & (y <= box.bottom)
    areas = located["level"].isin(AREA_LEVELS).to_numpy()
    frame_box = Bbox.from_extents(box.left, box.top, box.right, box.bottom)
    layers = base_paths(boundaries)
    shown = inside & ~areas
    shown[areas] = [
        _area_path(site, layers).get_extents(view.transform()).overlaps(frame_box)
        for site in located[areas].to_dict("records")
    ]
    placed: pd.DataFrame = located.assign(x=x, y=y).loc[shown]
    return placed


def draw_areas(
    sheet: Sheet, view: MapView, areas: pd.DataFrame, *, boundaries: Boundaries, clip: Rectangle
) -> None:
    """Shade the areas that sites stand for."""
    layers = base_paths(boundaries)
    for site in areas.to_dict("records"):
        silent = site["state"] == "silent"
        colour = state_colour(sheet.palette, str(site["state"]))
        style: dict[str, Any] = {
            "facecolor": "none" if silent else colour_of(colour, SHADE_OPACITY),
            "edgecolor": colour_of(colour, 0.9),
            "linewidth": 1.2 * sheet.unit,
            "linestyle": (0, (3.0, 2.0)) if silent else "solid",
            "gid": f"area:{site['site_id']}",
            "zorder": 3,
        }
        add_path(sheet, _area_path(site, layers), view, clip=clip, **style)


def draw_points(sheet: Sheet, points: pd.DataFrame, *, clip: Rectangle, zorder: float = 5) -> None:
    """Draw each site's symbol, the largest first."""
    discs = [
        disc
        for site, radius in _largest_first(sheet, points)
        for disc in symbol_discs(
            sheet.palette,
            str(site["state"]),
            float(site["x"]),
            float(site["y"]),
            radius=radius,
            mark=sheet.mark,
        )
    ]
    if discs:
        sheet.discs(discs, zorder=zorder, gid="symbols").set_clip_path(clip)


def draw_doubts(
    sheet: Sheet, view: MapView, points: pd.DataFrame, *, clip: Rectangle, zorder: float = 4
) -> None:
    """Draw the circle within which each place may lie, where it is larger than its symbol."""
    for site, radius in _largest_first(sheet, points):
        reach = view.km_to_px(float(site["radius_km"]), float(site["latitude"]))
        if reach > symbol_reach(str(site["state"]), radius, mark=sheet.mark):
            x, y = float(site["x"]), float(site["y"])
            circle = draw_doubt(sheet, x, y, radius=reach)
            circle.set_zorder(zorder)
            circle.set_clip_path(clip)


def _largest_first(sheet: Sheet, points: pd.DataFrame) -> Iterator[tuple[dict[Any, Any], float]]:
    """Yield each site with its symbol's radius (px)."""
    sized = points.assign(radius=[radius_px(n) * sheet.mark for n in counted(points)])
    ordered = sized.sort_values(["radius", "site_id"], ascending=[False, True])
    for site in ordered.to_dict("records"):
        yield site, float(site["radius"])


def draw_names(
    sheet: Sheet,
    view: MapView,
    sites: pd.DataFrame,
    *,
    boundaries: Boundaries,
    obstacles: Sequence[Box],
    of_land: bool = True,
) -> list[PlacedLabel]:
    """Write the names of sites, then, with `of_land`, of provinces and neighbours with room."""
    names = _site_names(sheet, view, sites, boundaries)
    names += _base_names(sheet, view, boundaries) if of_land else []
    named = {
        f"name:{site_id}" for site_id in sites.loc[sites["level"].isin(AREA_LEVELS), "site_id"]
    }
    wanted = {name.anchor.key: name for name in names if name.anchor.key not in named}
    margin = 3 * sheet.unit
    box = view.box
    bounds = Box(box.left + margin, box.top + margin, box.right - margin, box.bottom - margin)
    anchors = [name.anchor for name in wanted.values()]
    placed = place_labels(anchors, obstacles=obstacles, bounds=bounds)
    for label in placed:
        _write_name(sheet, wanted[label.key], label)
    return placed


def _area_path(site: dict[Hashable, Any], layers: BasePaths) -> Path:
    """Return an area's outline, or a circle of its stated radius, in world pixels at zoom 0."""
    path = layers.land if site["level"] == "country" else layers.provinces.get(site["site_id"])
    if path is not None:
        return path
    x, y = web_mercator_px(site["longitude"], site["latitude"], zoom=0)
    radius = km_to_world(float(site["radius_km"]), float(site["latitude"]))
    return Path.circle((float(x), float(y)), radius)


def _write_name(sheet: Sheet, name: MapName, label: PlacedLabel) -> None:
    for number, line in enumerate(name.lines):
        baseline = label.box.top + (number * _NAME_HEIGHT + _ABOVE_BASE) * line.size_px
        sheet.write_line(
            line,
            label.x_px,
            baseline,
            colour=name.colour,
            align=_ALIGNS[label.horizontal],
            halo=name.halo,
            gid=f"label:{label.key}",
        )


def _site_names(
    sheet: Sheet, view: MapView, sites: pd.DataFrame, boundaries: Boundaries
) -> list[MapName]:
    """Return the sites' names: active ones before silent ones, then by number of reports."""
    label_points = {
        feature["properties"]["place_id"]: _label_point(view, feature)
        for feature in boundaries.provinces["features"]
    }
    names = []
    for site, reports in zip(sites.to_dict("records"), counted(sites), strict=True):
        state, area = str(site["state"]), site["level"] in AREA_LEVELS
        silent = state == "silent"
        size = (_NAME_PX - 1.5 if silent or area else _NAME_PX) * sheet.name_unit
        face: Face = "regular" if silent else "bold"
        name = place_name(str(site["site_id"]), str(site["site"]), language())
        lines = [set_line(name, face, size, width=_LONGEST_NAME_PX * sheet.name_unit)]
        if area:
            lines.append(set_line(tr(NO_TOWN), "italic", size))
        x, y = float(site["x"]), float(site["y"])
        if area:
            x, y = label_points.get(str(site["site_id"]), (x, y))
        radius = 0.0 if area else radius_px(reports) * sheet.mark
        reach = symbol_reach(state, radius, mark=sheet.mark) if radius else 0.0
        colour = sheet.palette.muted if silent else sheet.palette.text
        priority = (0.0 if silent else 1e9) + reports
        key = f"area:{site['site_id']}" if area else str(site["site_id"])
        anchor = _anchor(key, lines, x, y, reach=reach, priority=priority)
        names.append(MapName(tuple(lines), colour, sheet.palette.land, anchor))
    return names


def _base_names(sheet: Sheet, view: MapView, boundaries: Boundaries) -> list[MapName]:
    """Return the names of provinces and neighbours that are large enough on this map."""
    mark, palette = sheet.mark, sheet.palette
    layers = base_paths(boundaries)
    names = []
    for feature in boundaries.provinces["features"]:
        place_id = feature["properties"]["place_id"]
        extent = layers.provinces[place_id].get_extents(view.transform())
        if max(extent.width, extent.height) < _LEAST_AREA_PX * mark:
            continue
        lines = _in_two(_named(feature), _PROVINCE_PX * mark)
        x, y = _label_point(view, feature)
        anchor = _anchor(f"name:{place_id}", lines, x, y, reach=0.0, priority=-1.0)
        names.append(MapName(lines, palette.muted, palette.land, anchor))
    for feature in boundaries.neighbours["features"]:
        lines = _in_two(_named(feature), _NEIGHBOUR_PX * mark)
        x, y = _label_point(view, feature)
        key = f"name:{feature['properties']['place_id']}"
        anchor = _anchor(key, lines, x, y, reach=0.0, priority=-2.0)
        names.append(MapName(lines, palette.muted, palette.neighbour, anchor))
    return names


def _anchor(
    key: str, lines: Sequence[Lettering], x: float, y: float, *, reach: float, priority: float
) -> LabelAnchor:
    return LabelAnchor(
        key=key,
        text=" ".join(line.lines[0] for line in lines),
        x_px=x,
        y_px=y,
        radius_px=reach,
        width_px=max(line.width_px for line in lines),
        height_px=sum(line.size_px * _NAME_HEIGHT for line in lines),
        priority=priority,
    )


def _in_two(name: str, size_px: float) -> tuple[Lettering, ...]:
    """Set a name in small capitals, a long one on two lines of nearly equal length."""
    words = name.split()
    if len(name) < _BREAK_FROM or len(words) < 2:
        return (set_capitals(name, size_px),)
    cut = min(range(1, len(words)), key=lambda i: abs(len(" ".join(words[:i])) * 2 - len(name)))
    halves = (" ".join(words[:cut]), " ".join(words[cut:]))
    return tuple(set_capitals(half, size_px) for half in halves)


def _named(feature: dict[str, Any]) -> str:
    about = feature["properties"]
    return str((language() == "ur" and about.get("name_ur")) or about["name"])


def _label_point(view: MapView, feature: dict[str, Any]) -> tuple[float, float]:
    properties = feature["properties"]
    x, y = view.project(properties["label_longitude"], properties["label_latitude"])
    return float(x), float(y)


def counted(sites: pd.DataFrame) -> list[float]:
    """Return each site's number of reports; none is 0."""
    return [float(number) for number in sites["reports"].fillna(0)]
