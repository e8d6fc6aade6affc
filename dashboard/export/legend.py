"""What the signs on a picture mean: states with shape and colour, sizes, shades and lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from dashboard.export.basemap import CONTROL_DASHES, CONTROL_PX, HATCH_OPACITY, HATCH_PX
from dashboard.export.labels import Box
from dashboard.export.lettering import fit_block, set_block, set_capitals, set_line
from dashboard.export.overlays import (
    CENTRE_PX,
    CROSS_PX,
    ELLIPSE_PX,
    FRONT_DASHES,
    FRONT_OPACITY,
    FRONT_PX,
    LINK_DASHES,
    LINK_PX,
)
from dashboard.export.sheet import Disc, Sheet, colour_of, draw_doubt, symbol_discs
from dashboard.theme import SIZE_STEPS, SYMBOLS, radius_px
from dashboard.translation import direction, language, tr
from dashboard.translation import number as written

SHADE_OPACITY: Final = 0.22
_LEAST_SHARE: Final = 0.6
"""How far a legend's letters may shrink before it is drawn regardless."""
_SAMPLE: Final = 30.0
"""Width of the column of signs, in units."""


@dataclass(frozen=True)
class Legend:
    """What a picture's legend must explain: what sizes count, and which signs are in use.

    `front_from` is the place that the front is measured from; empty where none is drawn.
    """

    counted: str
    areas: bool
    doubt: bool
    links: bool = False
    front_from: str = ""
    centre: bool = False
    hatch: bool = False
    control: bool = False


def is_mirrored() -> bool:
    """Tell whether the language of this run is written from right to left."""
    return direction(language()) == "rtl"


def draw_legend(
    sheet: Sheet, box: Box, *, legend: Legend, columns: int = 1, drop: bool = False
) -> float:
    """Draw states and keys in one column or two, as large as fits, and return their top (px).

    Letters shrink where there is too little room. The legend begins at the top of the box, or with
    `drop` ends at its bottom.
    """
    trial = sheet.blank()
    height = _draw(trial, box, top=0.0, legend=legend, columns=columns)
    while height > box.bottom - box.top and trial.unit > _LEAST_SHARE * sheet.unit:
        trial = trial.scaled(0.95)
        height = _draw(trial, box, top=0.0, legend=legend, columns=columns)
    top = box.bottom - height if drop else box.top
    _draw(sheet.scaled(trial.unit / sheet.unit), box, top=top, legend=legend, columns=columns)
    return top


def _draw(sheet: Sheet, box: Box, *, top: float, legend: Legend, columns: int) -> float:
    if columns == 1:
        middle = draw_states(sheet, box.left, top, box.right - box.left)
        under = middle + 7 * sheet.unit
        return draw_keys(sheet, box.left, under, box.right - box.left, legend=legend)
    width = (box.right - box.left) / 2 - 10 * sheet.unit
    first, second = box.left, box.right - width
    if is_mirrored():
        first, second = second, first
    left = draw_states(sheet, first, top, width)
    return max(left, draw_keys(sheet, second, top, width, legend=legend))


def draw_states(sheet: Sheet, left: float, top: float, width: float) -> float:
    """Draw the four states, a symbol each with its name and meaning; return where they end."""
    unit, palette = sheet.unit, sheet.palette
    indent, room = left + _SAMPLE * unit, width - _SAMPLE * unit
    middle = left + 11 * unit
    if is_mirrored():
        indent, middle = left, left + width - 11 * unit
    top = _heading(sheet, tr("On that day"), left, top, width)
    for symbol in SYMBOLS:
        name = set_line(tr(symbol.label), "bold", 12 * unit)
        meaning = set_block(tr(symbol.meaning), "regular", 11 * unit, width=room)
        radius = radius_px(1 if symbol.state != "silent" else 0) * sheet.mark
        x, y = middle, top + 8.5 * unit
        discs = symbol_discs(palette, symbol.state, x, y, radius=radius, mark=sheet.mark)
        sheet.discs(discs, zorder=8, gid=f"legend:{symbol.state}")
        gid = f"legend:{symbol.state}"
        top = sheet.write(name, indent, top, colour=palette.text, width=room, gid=gid)
        top = sheet.write(meaning, indent, top, colour=palette.muted, width=room, gid=gid)
        top += 4 * unit
    return top


def draw_keys(sheet: Sheet, left: float, top: float, width: float, *, legend: Legend) -> float:
    """Draw the sizes, then a line for each further sign in use; return where they end."""
    top = _draw_sizes(sheet, left, top, width, counted=legend.counted)
    for words, draw in _signs(legend):
        room = width - _SAMPLE * sheet.unit
        text = set_block(words, "regular", 11 * sheet.unit, width=room)
        middle = top + 7.5 * sheet.unit
        half = 5 * sheet.unit
        begin, indent = left, left + _SAMPLE * sheet.unit
        if is_mirrored():
            begin, indent = left + width - 22 * sheet.unit, left
        draw(sheet, Box(begin, middle - half, begin + 22 * sheet.unit, middle + half))
        muted = sheet.palette.muted
        top = sheet.write(text, indent, top, colour=muted, width=room, gid="legend:key")
        top += 3 * sheet.unit
    return top


def _signs(legend: Legend) -> list[tuple[str, Callable[[Sheet, Box], None]]]:
    """Return the further signs in use: what each means, and how a sample of it is drawn."""
    signs: list[tuple[str, Callable[[Sheet, Box], None]]] = []
    if legend.areas:
        signs.append((tr("Shaded: a whole area, no town named"), _sample_shade))
    if legend.doubt:
        signs.append((tr("Dashed circle: where the place may lie"), _sample_doubt))
    if legend.links:
        words = tr("Link to the nearest place that began earlier: inferred, not a claim of cause")
        signs.append((words, _sample_link))
    if legend.front_from:
        words = tr(
            "Front: nine in ten of the day's new places lie within it, measured from {place}",
            place=legend.front_from,
        )
        signs.append((words, _sample_front))
    if legend.centre:
        words = tr("Mean centre, its way until then, and the standard deviational ellipse")
        signs.append((words, _sample_centre))
    if legend.hatch:
        signs.append((tr("Disputed area"), _sample_hatch))
    if legend.control:
        signs.append((tr("Line of control"), _sample_control))
    return signs


def _draw_sizes(sheet: Sheet, left: float, top: float, width: float, *, counted: str) -> float:
    """Draw hollow circles on one base line, each with its number."""
    unit, muted = sheet.unit, sheet.palette.muted
    top = _heading(sheet, counted, left, top, width)
    if is_mirrored():
        numbers = sum(
            set_line(written(n, language()), "regular", 11 * unit).width_px for n in SIZE_STEPS
        )
        circles = sum(2 * radius_px(step) * sheet.mark for step in SIZE_STEPS)
        taken = circles + numbers + (19 * len(SIZE_STEPS) - 14) * unit
        left = left + width - min(taken, width)
    x, base = left, top + 2 * radius_px(SIZE_STEPS[-1]) * sheet.mark + 2 * unit
    for step in SIZE_STEPS:
        radius = radius_px(step) * sheet.mark
        face, edge = colour_of(muted, 0.14), colour_of(muted)
        disc = Disc(x + radius, base - radius, radius, face, edge, 1.2 * unit)
        sheet.discs([disc], zorder=8, gid=f"legend:size-{step}")
        number = set_line(written(step, language()), "regular", 11 * unit)
        x += 2 * radius + 5 * unit
        sheet.write_line(number, x, base - 2 * unit, colour=muted, gid="legend:size")
        x += number.width_px + 14 * unit
    return base + 9 * unit


def _heading(sheet: Sheet, words: str, left: float, top: float, width: float) -> float:
    lettering = set_capitals(words, 10 * sheet.unit)
    if lettering.width_px > width:
        lettering = fit_block(
            words, "regular", 10 * sheet.unit, width=width, height=28 * sheet.unit
        )
    muted = sheet.palette.muted
    end = sheet.write(lettering, left, top, colour=muted, width=width, gid="legend:heading")
    return end + 3 * sheet.unit


def _sample_shade(sheet: Sheet, box: Box) -> None:
    colour = sheet.palette.muted
    sheet.panel(box, face=colour, opacity=SHADE_OPACITY)
    sheet.panel(box, face="none", edge=colour)


def _sample_doubt(sheet: Sheet, box: Box) -> None:
    radius = (box.bottom - box.top) / 2 + 2 * sheet.unit
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    draw_doubt(sheet, x, y, radius=radius)


def _sample_hatch(sheet: Sheet, box: Box) -> None:
    colour, unit = colour_of(sheet.palette.disputed, HATCH_OPACITY), sheet.unit
    tall = box.bottom - box.top
    for number in range(int((box.right - box.left - tall) / (5 * unit)) + 1):
        x = box.left + number * 5 * unit
        line = sheet.axes.plot([x, x + tall], [box.bottom, box.top], color=colour, zorder=8)
        line[0].set_linewidth(HATCH_PX * unit)


def _sample_control(sheet: Sheet, box: Box) -> None:
    muted = colour_of(sheet.palette.muted, 0.85)
    _sample_line(sheet, box, colour=muted, width=CONTROL_PX * sheet.unit, dashes=CONTROL_DASHES)


def _sample_link(sheet: Sheet, box: Box) -> None:
    colour = colour_of(sheet.palette.text, 0.8)
    _sample_line(sheet, box, colour=colour, width=LINK_PX * sheet.mark, dashes=LINK_DASHES)


def _sample_front(sheet: Sheet, box: Box) -> None:
    colour = colour_of(sheet.palette.started, FRONT_OPACITY)
    _sample_line(sheet, box, colour=colour, width=FRONT_PX * sheet.mark, dashes=FRONT_DASHES)


def _sample_centre(sheet: Sheet, box: Box) -> None:
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    colour, half = sheet.palette.text, CROSS_PX * sheet.mark / 2
    turn = np.linspace(0, 2 * np.pi, 49)
    wide, tall = (box.right - box.left) / 2, (box.bottom - box.top) / 2 + sheet.unit
    lines = (
        ([x - half, x + half], [y, y], CENTRE_PX),
        ([x, x], [y - half, y + half], CENTRE_PX),
        (x + wide * np.cos(turn), y + tall * np.sin(turn), ELLIPSE_PX),
    )
    for across, down, width in lines:
        sheet.axes.plot(across, down, color=colour, linewidth=width * sheet.mark, zorder=8)


def _sample_line(
    sheet: Sheet, box: Box, *, colour: Any, width: float, dashes: tuple[int, tuple[float, float]]
) -> None:
    y = (box.top + box.bottom) / 2
    line = sheet.axes.plot([box.left, box.right], [y, y], color=colour, linewidth=width, zorder=8)
    line[0].set(linestyle=dashes, dash_capstyle="butt")
