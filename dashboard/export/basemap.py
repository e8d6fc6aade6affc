"""The land under the symbols: one projection for everything, borders, hatching, scale, north.

The projection is Web Mercator (EPSG:3857), the same as the map on the screen; it stretches with
latitude, so that the scale bar is true at the middle of the map only, and says so.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from matplotlib.patches import PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Bbox

from dashboard.export.labels import TILE_PX, Box, FloatArray, web_mercator_px
from dashboard.export.lettering import set_line
from dashboard.export.sheet import Sheet, colour_of
from dashboard.translation import tr
from geo.boundaries import Boundaries, FeatureCollection, line_features
from geo.distance import EARTH_RADIUS_KM

Extent = tuple[float, float, float, float]
"""West, south, east, north in WGS84 degrees."""

CONTROL_DASHES: Final = (0, (4.0, 2.6))
CONTROL_PX: Final = 1.4
HATCH_OPACITY: Final = 0.55
HATCH_PX: Final = 0.7
"""Lines that the legend shows too; widths in units."""
_SPARE_PX: Final = 40.0
"""Beyond a map's edge lines are kept: their width reaches into it."""
_ROUND_KM: Final = (1, 2, 5, 10, 20, 50, 100, 200, 300, 500, 1000)


@dataclass(frozen=True)
class MapView:
    """What part of the world fills a box of the picture; `left` and `top` are world pixels."""

    box: Box
    zoom: float
    left: float
    top: float

    def project(self, longitude: Any, latitude: Any) -> tuple[FloatArray, FloatArray]:
        """Project WGS84 degrees to pixels of the picture."""
        x, y = web_mercator_px(longitude, latitude, zoom=self.zoom)
        return x - self.left + self.box.left, y - self.top + self.box.top

    def transform(self) -> Affine2D:
        """Return the way from world pixels at zoom 0 to pixels of the picture."""
        shift = (self.box.left - self.left, self.box.top - self.top)
        return Affine2D().scale(2.0**self.zoom).translate(*shift)

    def km_to_px(self, km: float, latitude: float) -> float:
        """Return the length in pixels of some kilometres along a parallel (spherical Earth)."""
        return km_to_world(km, latitude) * float(2.0**self.zoom)

    def middle_latitude(self) -> float:
        """Return the latitude of the box's middle: the inverse of the projection."""
        y = self.top + (self.box.bottom - self.box.top) / 2
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / TILE_PX / 2.0**self.zoom))))


def km_to_world(km: float, latitude: float) -> float:
    """Return the length in world pixels at zoom 0 of some kilometres along a parallel."""
    degrees = math.degrees(km / (EARTH_RADIUS_KM * math.cos(math.radians(latitude))))
    return degrees / 360 * TILE_PX


def fit_view(box: Box, extent: Extent) -> MapView:
    """Return the view that shows all of an extent as large as the box allows, in its middle."""
    west, south, east, north = extent
    x, y = web_mercator_px([west, east], [north, south], zoom=0)
    across, down = float(x[1] - x[0]), float(y[1] - y[0])
    width, height = box.right - box.left, box.bottom - box.top
    scale = min(width / max(across, 1e-6), height / max(down, 1e-6))
    left, top = float(x.mean()) * scale - width / 2, float(y.mean()) * scale - height / 2
    return MapView(box, math.log2(scale), left, top)


def draw_base(
    sheet: Sheet,
    view: MapView,
    boundaries: Boundaries,
    *,
    is_blank: bool = False,
    raised: bool = False,
) -> Rectangle:
    """Draw sea, land, coast and borders, and return the frame that everything is clipped to.

    Nothing but land without an edge is drawn where `is_blank`; with `raised` the map lies over
    another.
    """
    palette, unit = sheet.palette, sheet.unit
    zorder = 7.0 if raised else 1.0
    frame = sheet.panel(view.box, face=palette.land if is_blank else palette.sea)
    frame.set_zorder(zorder)
    if is_blank:
        return frame
    layers = base_paths(boundaries)
    muted = colour_of(palette.muted, 0.85)
    for path, style in (
        (layers.neighbours, {"facecolor": palette.neighbour, "linewidth": 0.0}),
        (layers.land, {"facecolor": palette.land, "linewidth": 0.0}),
        (layers.hatch, _pen(colour_of(palette.disputed, HATCH_OPACITY), HATCH_PX * unit)),
        (layers.coast, _pen(palette.coast, 0.9 * unit)),
        (layers.province, _pen(palette.border, 0.9 * unit)),
        (layers.disputed, _pen(palette.border, 0.8 * unit, (0, (1.2, 2.4)))),
        (layers.international, _pen(muted, 1.2 * unit)),
        (layers.control, _pen(muted, CONTROL_PX * unit, CONTROL_DASHES)),
    ):
        seen = part_in_view(path, view, is_filled=style["facecolor"] != "none")
        add_path(sheet, seen, view, clip=frame, zorder=zorder, **style)
    return frame


def add_path(sheet: Sheet, path: Path, view: MapView, *, clip: Rectangle, **style: Any) -> None:
    """Add a path in world pixels at zoom 0 to the map, cut at the map's frame."""
    patch = PathPatch(path, transform=view.transform() + sheet.axes.transData, **style)
    sheet.add(patch)
    patch.set_clip_path(clip)


def draw_scale(sheet: Sheet, view: MapView) -> Box:
    """Draw scale bar and north arrow in the map's lower left corner and return their box."""
    unit = sheet.unit
    left, base = view.box.left + 40 * unit, view.box.bottom - 16 * unit
    wide = draw_bar(sheet, view, left, base, zorder=9, at_latitude=True)
    _draw_north(sheet, view.box.left + 21 * unit, base)
    return Box(view.box.left, base - 36 * unit, left + wide + 6 * unit, view.box.bottom)


def draw_bar(
    sheet: Sheet,
    view: MapView,
    left: float,
    base: float,
    *,
    zorder: float,
    at_latitude: bool = False,
) -> float:
    """Draw a bar of round length from a lower left corner (px) and return how wide it got."""
    unit, colour = sheet.unit, sheet.palette.text
    latitude = view.middle_latitude()
    room = min(150 * unit, (view.box.right - view.box.left) / 5)
    km = max((k for k in _ROUND_KM if view.km_to_px(k, latitude) <= room), default=_ROUND_KM[0])
    length = view.km_to_px(km, latitude)
    tick = 5 * unit
    bar = sheet.axes.plot(
        [left, left, left + length, left + length],
        [base - tick, base, base, base - tick],
        color=colour,
        linewidth=1.4 * unit,
        solid_joinstyle="miter",
        zorder=zorder,
    )
    bar[0].set_gid(f"scale:{km}")
    label = set_line(_bar_words(km, latitude if at_latitude else None), "regular", 10.5 * unit)
    halo = sheet.palette.sea
    sheet.write_line(
        label, left, base - 9 * unit, colour=colour, gid="scale", halo=halo, zorder=zorder
    )
    return max(length, label.width_px)


def _bar_words(km: int, latitude: float | None) -> str:
    if latitude is None:
        return tr("{km} km", km=km)
    degrees = round(abs(latitude))
    if latitude < 0:
        return tr("{km} km at {degrees}° S", km=km, degrees=degrees)
    return tr("{km} km at {degrees}° N", km=km, degrees=degrees)


def _draw_north(sheet: Sheet, x: float, base: float) -> None:
    unit, colour = sheet.unit, sheet.palette.text
    half, tall = 5 * unit, 19 * unit
    points = [(x, base - tall), (x + half, base), (x, base - 4 * unit), (x - half, base)]
    sheet.add(Polygon(points, closed=True, facecolor=colour, linewidth=0.0, zorder=9))
    north = set_line(tr("N"), "bold", 10 * unit)
    sheet.write_line(north, x, base - tall - 3 * unit, colour=colour, align="center", gid="north")


def part_in_view(path: Path, view: MapView, *, is_filled: bool = False) -> Path:
    """Return what of a path in world pixels at zoom 0 a map can show: the rest fills files."""
    if not len(np.asarray(path.vertices)):
        return path
    box, scale = view.box, 2.0**view.zoom
    least = np.array([view.left - _SPARE_PX, view.top - _SPARE_PX]) / scale
    across = np.array([box.right - box.left, box.bottom - box.top])
    most = least + (across + 2 * _SPARE_PX) / scale
    points, codes = np.asarray(path.vertices), np.asarray(path.codes)
    begins = codes == Path.MOVETO
    if is_filled:
        return _cut_rings(np.split(points, np.flatnonzero(begins)[1:]), Bbox([least, most]))
    low, high = np.minimum(points[:-1], points[1:]), np.maximum(points[:-1], points[1:])
    meets = ((low <= most) & (high >= least)).all(axis=1) & ~begins[1:]
    drawn_to = np.concatenate([[False], meets])
    kept = drawn_to | np.concatenate([meets, [False]])
    return Path(points[kept], np.where(drawn_to, Path.LINETO, Path.MOVETO)[kept])


def _cut_rings(rings: Iterable[FloatArray], box: Bbox) -> Path:
    """Join rings that meet a box into one path, those that reach beyond it cut there."""
    kept = []
    for ring in rings:
        low, high = ring.min(axis=0), ring.max(axis=0)
        if (low > box.max).any() or (high < box.min).any():
            continue
        if (low >= box.min).all() and (high <= box.max).all():
            kept.append(Path(ring))
            continue
        # One ring at a time: of several at once matplotlib makes one polygon.
        cut = Path(ring, closed=True).clip_to_bbox(box)
        if np.asarray(cut.vertices).size:
            kept.append(cut)
    return Path.make_compound_path(*kept)


def is_in_view(path: Path, view: MapView) -> bool:
    """Tell whether a map shows anything of some lines."""
    return bool(np.asarray(part_in_view(path, view).vertices).size)


def _pen(colour: Any, width: float, dashes: Any = "solid") -> dict[str, Any]:
    return {
        "facecolor": "none",
        "edgecolor": colour,
        "linewidth": width,
        "linestyle": dashes,
        "capstyle": "butt",
    }


@dataclass(frozen=True)
class BasePaths:
    """One viewpoint's layers as paths in world pixels at zoom 0; provinces also by id."""

    neighbours: Path
    land: Path
    hatch: Path
    coast: Path
    province: Path
    disputed: Path
    international: Path
    control: Path
    provinces: dict[str, Path]


class _Same:
    """Boundaries as a cache's key: equal only to themselves, for dictionaries have no hash."""

    def __init__(self, boundaries: Boundaries) -> None:
        self.boundaries = boundaries

    def __hash__(self) -> int:
        return id(self.boundaries)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.boundaries is self.boundaries


def base_paths(boundaries: Boundaries) -> BasePaths:
    """Return the boundaries' paths, projected once."""
    return _base_paths(_Same(boundaries))


@lru_cache(maxsize=8)
def _base_paths(same: _Same) -> BasePaths:
    boundaries = same.boundaries

    def lines(kind: str) -> Path:
        return _path(line_features(boundaries, kind))

    features = boundaries.provinces["features"]
    return BasePaths(
        neighbours=_path(boundaries.neighbours),
        land=_path(boundaries.provinces),
        hatch=lines("disputed_hatch"),
        coast=lines("coast"),
        province=lines("province"),
        disputed=lines("disputed"),
        international=lines("international"),
        control=lines("line_of_control"),
        provinces={f["properties"]["place_id"]: _path({"features": [f]}) for f in features},
    )


def _path(collection: FeatureCollection) -> Path:
    """Join the rings or lines of a collection into one path."""
    parts = [part for feature in collection["features"] for part in _parts(feature["geometry"])]
    if not parts:
        return Path(np.empty((0, 2)))
    codes = [_codes(len(part)) for part in parts]
    points = np.concatenate([np.asarray(part, dtype=np.float64)[:, :2] for part in parts])
    x, y = web_mercator_px(points[:, 0], points[:, 1], zoom=0)
    return Path(np.column_stack([x, y]), np.concatenate(codes))


def _codes(length: int) -> Any:
    codes = np.full(length, Path.LINETO, dtype=Path.code_type)
    codes[0] = Path.MOVETO
    return codes


def _parts(geometry: dict[str, Any]) -> Iterable[Sequence[Any]]:
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind == "LineString":
        return [coordinates]
    if kind == "MultiPolygon":
        return [ring for polygon in coordinates for ring in polygon]
    return list(coordinates)
