"""Small maps, one a day, as one drawing: the same land under each, symbols as on the large map."""

from __future__ import annotations

import math
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

import pandas as pd

from dashboard.compare import Side
from dashboard.geometry import COUNTRY_EXTENT, polygons_of
from dashboard.maps import is_elsewhere
from dashboard.theme import (
    PALETTES,
    SYMBOL_OF,
    Palette,
    Scheme,
    edge_colour,
    radius_px,
    state_colour,
)
from dashboard.translation import digits_said, iso_date, tr
from geo.boundaries import Boundaries
from geo.schema import AREA_LEVELS

_NAMESPACE: Final = 'xmlns="http://www.w3.org/2000/svg"'
_WIDTH: Final = 150
_HEAD: Final = 18
_GAP: Final = 8
_SCALE: Final = 0.42
"""Symbols of the small maps against those of the large one."""

Extent = tuple[float, float, float, float]


@dataclass(frozen=True)
class _Frame:
    """West, south, east, north in degrees, and the pixels that they take."""

    extent: Extent
    width: int
    height: int

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        west, south, east, north = self.extent
        x = (longitude - west) / (east - west) * self.width
        top, bottom, at = (_mercator(v) for v in (north, south, latitude))
        return round(x, 1), round((top - at) / (top - bottom) * self.height, 1)


def multiples_html(
    sides: Sequence[Side], numbers: Sequence[int], *, boundaries: Boundaries, scheme: Scheme
) -> str:
    """Draw a row of small maps for each side, a map for each day since the origin.

    Parameters
    ----------
    sides
        At least one.
    numbers
        Days since the origin.
    boundaries
        From `geo.boundaries.load_boundaries`; its land is drawn where the sites lie on it.
    scheme
        ``light`` or ``dark``.

    Returns
    -------
    str
        HTML with one image a side and the words that stand in for it.
    """
    parts = []
    for side in sides:
        drawing = multiples_svg(side, numbers, boundaries=boundaries, scheme=scheme)
        data = b64encode(drawing.encode()).decode()
        counts = [int((side.frame(n)["state"] != "silent").sum()) for n in numbers]
        told = tr(", ").join(
            f"{tr('day {n}', n=n)}: {digits_said(str(c))}"
            for n, c in zip(numbers, counts, strict=True)
        )
        alt = escape(tr("Active sites by day. {counts}.", counts=told))
        parts.append(
            f"<p><b>{escape(side.name)}</b></p>"
            f'<img style="max-width:100%" alt="{alt}" '
            f'src="data:image/svg+xml;base64,{data}">'
        )
    return "".join(parts) + f"<p><small>{escape(tr(boundaries.note))}</small></p>"


def multiples_svg(
    side: Side, numbers: Sequence[int], *, boundaries: Boundaries, scheme: Scheme
) -> str:
    """Draw one side's small maps in a row."""
    palette = PALETTES[scheme]
    points = side.timeline[~side.timeline["level"].isin(AREA_LEVELS)]
    elsewhere = is_elsewhere(points)
    frame = _frame(_extent(points) if elsewhere else COUNTRY_EXTENT)
    land = "" if elsewhere else _land(boundaries, frame, palette)
    cells = "".join(
        _cell(side, number, frame, palette, x=i * (_WIDTH + _GAP))
        for i, number in enumerate(numbers)
    )
    width = len(numbers) * (_WIDTH + _GAP) - _GAP
    height = frame.height + _HEAD
    return (
        f'<svg {_NAMESPACE} width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-family="sans-serif"><defs><clipPath id="edge"><rect width="{_WIDTH}" '
        f'height="{frame.height}"/></clipPath><g id="land"><rect width="{_WIDTH}" '
        f'height="{frame.height}" fill="{palette.sea}"/>{land}</g></defs>{cells}</svg>'
    )


def _cell(side: Side, number: int, frame: _Frame, palette: Palette, *, x: int) -> str:
    shown = side.frame(number)
    shown = shown[~shown["level"].isin(AREA_LEVELS)].sort_values("reports")
    marks = "".join(_mark(row, frame, palette) for row in shown.to_dict("records"))
    head = f"{tr('Day {n}', n=number)}{tr(', ')}{iso_date(side.day(number))}"
    return (
        f'<g transform="translate({x} 0)"><text y="13" font-size="12" fill="{palette.text}">'
        f"{escape(head)}</text>"
        f'<g transform="translate(0 {_HEAD})" clip-path="url(#edge)"><use href="#land"/>{marks}'
        "</g></g>"
    )


def _mark(row: dict[Any, Any], frame: _Frame, palette: Palette) -> str:
    symbol = SYMBOL_OF[row["state"]]
    if symbol.state == "silent":
        return ""
    x, y = frame.place(row["longitude"], row["latitude"])
    radius = round(max(radius_px(row["reports"]) * _SCALE, 2.0), 1)
    colour = state_colour(palette, symbol.body or symbol.state)
    edge = edge_colour(palette, symbol)
    opacity = symbol.fill if row["precise"] else symbol.fill / 3
    return (
        f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{colour}" fill-opacity="{opacity:.2f}" '
        f'stroke="{edge}" stroke-width="{max(symbol.stroke_px * _SCALE, 0.5):.1f}"/>'
    )


def _land(boundaries: Boundaries, frame: _Frame, palette: Palette) -> str:
    shapes = (
        (boundaries.neighbours, palette.neighbour),
        (boundaries.provinces, palette.land),
    )
    fills = "".join(
        f'<path d="{_path(polygons_of(collection), frame)}" fill="{colour}"/>'
        for collection, colour in shapes
    )
    lines = "".join(
        f'<path d="{_lines(boundaries, kind, frame)}" fill="none" stroke="{colour}" '
        f'stroke-width="{width}"/>'
        for kind, colour, width in (
            ("disputed_hatch", palette.disputed, 0.3),
            ("province", palette.border, 0.5),
            ("international", palette.muted, 0.7),
            ("line_of_control", palette.muted, 0.7),
        )
    )
    return fills + lines


def _path(polygons: list[list[list[list[float]]]], frame: _Frame) -> str:
    return "".join(_line(ring, frame) + "Z" for rings in polygons for ring in rings)


def _lines(boundaries: Boundaries, kind: str, frame: _Frame) -> str:
    return "".join(
        _line(line, frame)
        for feature in boundaries.lines["features"]
        if feature["properties"]["kind"] == kind
        for line in feature["geometry"]["coordinates"]
    )


def _line(points: list[list[float]], frame: _Frame) -> str:
    placed = dict.fromkeys(frame.place(*point[:2]) for point in points)
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in placed) if placed else ""


def _frame(extent: Extent) -> _Frame:
    west, south, east, north = extent
    tall = (_mercator(north) - _mercator(south)) / math.radians(east - west)
    return _Frame(extent, _WIDTH, round(min(max(_WIDTH * tall, 60), 220)))


def _extent(points: pd.DataFrame) -> Extent:
    west, east = points["longitude"].min(), points["longitude"].max()
    south, north = points["latitude"].min(), points["latitude"].max()
    margin = max(east - west, north - south, 0.5) * 0.12
    return (west - margin, max(south - margin, -80), east + margin, min(north + margin, 80))


def _mercator(latitude: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))
