"""All days on one page: a small map each, with one title, one legend and the small print."""

from __future__ import annotations

import io
import math
from typing import Final

import pandas as pd

from dashboard.export.basemap import draw_base, fit_view
from dashboard.export.labels import Box
from dashboard.export.legend import draw_legend, is_mirrored
from dashboard.export.lettering import fit_block, set_line
from dashboard.export.material import Material
from dashboard.export.overlays import draw_overlay
from dashboard.export.page import draw_foot, page_edges
from dashboard.export.pictures import snapshot_options
from dashboard.export.presets import Preset
from dashboard.export.sheet import DOTS_PER_INCH, DRAWING, Sheet
from dashboard.export.sites import draw_areas, draw_points, in_view
from dashboard.export.snapshot import (
    SnapshotOptions,
    borders_in_words,
    comment_of,
    legend_of,
    new_sheet,
)
from dashboard.theme import Scheme
from dashboard.translation import trn
from geo.narrative import day_in_words
from geo.schema import AREA_LEVELS

MOST_DAYS: Final = 60
"""More small maps than this cannot be told apart: days are then taken at equal steps."""
_NARROW: Final = 340.0
"""A legend narrower than this (units) is set in smaller letters."""
_SHAPE: Final = 1.2
"""Width over height of a small map."""
_GAP: Final = 12.0
_HEAD: Final = 30.0
"""Between maps, and above each for its day, in units."""


def small_multiples(material: Material, *, preset: Preset, scheme: Scheme) -> bytes:
    """Draw all days covered on one page, as PNG.

    Parameters
    ----------
    material
        What is looked at.
    preset, scheme
        Size and colours.
    """
    options = snapshot_options(material, preset, scheme)
    with DRAWING:
        sheet = new_sheet(options)
        days = shown_days(material.days)
        caption = material.caption(material.days[-1], whole=True)
        edges = page_edges(sheet)
        borders = borders_in_words(options, material.boundaries)
        foot = draw_foot(sheet, edges, caption=caption, borders=borders)
        unit = sheet.unit
        title = fit_block(
            material.title, "bold", 22 * unit, width=edges.right - edges.left, height=40 * unit
        )
        top = sheet.write(
            title,
            edges.left,
            edges.top,
            colour=sheet.palette.accent,
            width=edges.right - edges.left,
            gid="title",
        )
        sheet.rule(edges.left, edges.right, top + 4 * unit, colour=sheet.palette.text, width=1.6)
        body = Box(edges.left, top + 12 * unit, edges.right, foot - 10 * unit)
        count = len(days)
        columns, rows = _grid(count + 1, body, unit)
        size = _cell_size(body, columns, rows, unit)
        for number in range(count):
            cell = _cell(body, number, columns, size, unit)
            _draw_day(sheet, material, options, days[number], cell)
        last = _cell(body, count, columns, size, unit)
        # All that is left of the row, or as much as a legend can use.
        room = Box(last.left, last.top, min(body.right, last.left + 560 * unit), last.bottom)
        if is_mirrored():
            room = Box(max(body.left, last.right - 560 * unit), last.top, last.right, last.bottom)
        _draw_legend(sheet, material, options, room, _mark_share(last, unit))
        target = io.BytesIO()
        said = {
            "Title": f"{material.title}: {material.span_in_words}",
            "Description": " ".join(material.sentence(day) for day in days),
            "Source": caption.attribution,
            "Comment": comment_of(caption),
            "Software": "Dharna",
        }
        sheet.figure.savefig(
            target,
            format="png",
            dpi=DOTS_PER_INCH,
            metadata={name: text.replace("\0", "") for name, text in said.items()},
            pil_kwargs={"dpi": (preset.dpi, preset.dpi)},
        )
    return target.getvalue()


def shown_days(days: pd.DatetimeIndex) -> pd.DatetimeIndex:
    """Return the days that get a map: all, or at equal steps back from the last."""
    step = math.ceil(len(days) / MOST_DAYS)
    return days[::-1][::step][::-1]


def _grid(cells: int, body: Box, unit: float) -> tuple[int, int]:
    """Return the numbers of columns and rows at which the maps are largest."""

    def width(columns: int) -> float:
        rows = math.ceil(cells / columns)
        return _cell_size(body, columns, rows, unit)[0]

    columns = max(range(1, cells + 1), key=lambda n: (width(n), n))
    return columns, math.ceil(cells / columns)


def _cell_size(body: Box, columns: int, rows: int, unit: float) -> tuple[float, float]:
    """Return width and height (px) of a map with the day above it."""
    gap = _GAP * unit
    width = (body.right - body.left - (columns - 1) * gap) / columns
    height = (body.bottom - body.top - (rows - 1) * gap) / rows
    map_height = min(height - _HEAD * unit, width / _SHAPE)
    return max(map_height, 1.0) * _SHAPE, max(map_height, 1.0) + _HEAD * unit


def _cell(body: Box, number: int, columns: int, size: tuple[float, float], unit: float) -> Box:
    """Return where a map goes: days follow each other in the direction that is read."""
    width, height = size
    # What is left over goes between the columns.
    across = body.right - body.left
    gap = (across - columns * width) / max(columns - 1, 1) if columns > 1 else 0.0
    column = number % columns
    if is_mirrored():
        column = columns - 1 - column
    left = body.left + column * (width + gap)
    top = body.top + (number // columns) * (height + _GAP * unit)
    return Box(left, top, left + width, top + height)


def _draw_day(
    sheet: Sheet, material: Material, options: SnapshotOptions, day: pd.Timestamp, cell: Box
) -> None:
    unit, palette = sheet.unit, sheet.palette
    frame = material.frame(day)
    room = cell.right - cell.left
    words = day_in_words(day, weekday=False, language=material.language)
    reports = int(frame["reports"].sum())
    line = fit_block(words, "bold", 13 * unit, width=room * 0.66, height=20 * unit)
    mirrored = is_mirrored()
    begins, ends = cell.left, cell.right
    if mirrored:
        begins, ends = cell.right - line.width_px, cell.left
    sheet.write(line, begins, cell.top, colour=palette.text, gid="day")
    number = set_line(trn("{n} report", "{n} reports", reports), "regular", 10 * unit)
    sheet.write_line(
        number,
        ends,
        cell.top + 14 * unit,
        colour=palette.muted,
        align="left" if mirrored else "right",
        gid="count",
    )
    box = Box(cell.left, cell.top + _HEAD * unit * 0.8, cell.right, cell.bottom)
    view = fit_view(box, options.extent)
    clip = draw_base(sheet, view, material.boundaries, is_blank=not options.land)
    shown = in_view(frame, view, material.boundaries)
    areas = shown["level"].isin(AREA_LEVELS)
    small = sheet.marked(_mark_share(box, unit))
    draw_areas(small, view, shown[areas], boundaries=material.boundaries, clip=clip)
    draw_overlay(small, view, material.overlay(day), clip=clip)
    draw_points(small, shown[~areas], clip=clip)
    sheet.panel(box, face="none", edge=palette.border).set_zorder(8)


def _mark_share(box: Box, unit: float) -> float:
    """Return how large symbols are on a small map: less small than the map, to be seen at all."""
    share: float = max(min((box.right - box.left) / (620 * unit), 1.0), 0.3) ** 0.8
    return share


def _draw_legend(
    sheet: Sheet, material: Material, options: SnapshotOptions, box: Box, mark_share: float
) -> None:
    """Draw the legend after the last day, its symbols as large as on the maps."""
    overlays = [material.overlay(day) for day in material.days]
    legend = legend_of(material.drawn, options, material.boundaries, overlays=overlays)
    narrow = box.right - box.left < _NARROW * sheet.unit
    small = sheet.marked(mark_share).scaled(0.85 if narrow else 1.0)
    draw_legend(small, box, legend=legend, columns=2)
