"""The page around the map: title, day, sentence, legend and small print, wide, square or tall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from dashboard.export.labels import Box
from dashboard.export.legend import Legend, draw_legend
from dashboard.export.lettering import (
    fit_block,
    set_block,
    set_capitals,
    set_line,
    shorten_block,
)
from dashboard.export.sheet import Sheet
from geo.narrative import day_in_words

MADE_WITH: Final = "Made with Dharna"
_WIDE_FROM: Final = 1.25
_TALL_UNTIL: Final = 0.8
"""Width over height: at least the one, text stands beside the map; up to the other, above it."""
_WIDEST_MAP: Final = 1.9
_TALLEST_MAP: Final = 1.15
"""Width over height and height over width of a map beyond which the base layers would end."""
_SMALL_PRINT_SHARE: Final = 0.17
_MARGIN: Final = 26.0
_GUTTER: Final = 22.0
"""In units."""


@dataclass(frozen=True)
class Caption:
    """What is written on a picture; `made` is the day it was made, as text."""

    title: str
    day: pd.Timestamp
    sentence: str
    attribution: str
    doubt: str
    selection: str
    made: str
    fingerprint: str


@dataclass(frozen=True)
class SmallPrint:
    """What the small print says besides the caption: whose borders, and what was filtered."""

    borders: str
    filtered: str


def mark_share(width_px: int, height_px: int) -> float:
    """Return how large symbols are drawn: smaller where text above the map leaves it less room."""
    return 1.0 if width_px / height_px >= _WIDE_FROM else 0.78


def lay_out(sheet: Sheet, *, caption: Caption, legend: Legend, small_print: SmallPrint) -> Box:
    """Write everything but the map and return the box (px) left for it."""
    margin = _MARGIN * sheet.unit
    page = Box(margin, margin * 0.8, sheet.width_px - margin, sheet.height_px - margin * 0.6)
    foot = _draw_foot(sheet, page, caption=caption, small_print=small_print)
    body = Box(page.left, page.top, page.right, foot - 12 * sheet.unit)
    shape = sheet.width_px / sheet.height_px
    if shape >= _WIDE_FROM:
        return _wide(sheet, body, caption=caption, legend=legend)
    if shape > _TALL_UNTIL:
        return _square(sheet, body, caption=caption, legend=legend)
    return _tall(sheet, body, caption=caption, legend=legend)


def sentence_of(caption: Caption) -> str:
    """Return the day's sentence without the day, which stands above it in large letters.

    >>> day = pd.Timestamp("2021-01-06")
    >>> said = "Wednesday 6 January 2021: protest reported in 1 town."
    >>> sentence_of(Caption("", day, said, "", "", "", "", ""))
    'Protest reported in 1 town.'
    """
    opening = f"{day_in_words(caption.day)}: "
    rest = caption.sentence.removeprefix(opening)
    return rest[:1].upper() + rest[1:] if rest != caption.sentence else rest


def _wide(sheet: Sheet, body: Box, *, caption: Caption, legend: Legend) -> Box:
    """Text and legend in a column on the left, the map on the right."""
    unit, gutter = sheet.unit, _GUTTER * sheet.unit
    tall, across = body.bottom - body.top, body.right - body.left
    width = max(0.29 * across, across - gutter - _WIDEST_MAP * tall)
    right = body.left + width
    top = _draw_head(sheet, body.left, body.top, width, caption=caption, stacked=True)
    column = Box(body.left, top + 0.3 * (body.bottom - top), right, body.bottom)
    room = draw_legend(sheet, column, legend=legend, drop=True) - top - 12 * unit
    text = fit_block(sentence_of(caption), "regular", 15 * unit, width=width, height=room)
    sheet.write(text, body.left, top, colour=sheet.palette.text, width=width, gid="sentence")
    return Box(right + gutter, body.top, body.right, body.bottom)


def _square(sheet: Sheet, body: Box, *, caption: Caption, legend: Legend) -> Box:
    """Text above, the legend on the left, the map on the right."""
    top = _draw_opening(sheet, body, caption=caption)
    right = body.left + 0.27 * (body.right - body.left)
    draw_legend(sheet, Box(body.left, top, right, body.bottom), legend=legend)
    return Box(right + 0.7 * _GUTTER * sheet.unit, top, body.right, body.bottom)


def _tall(sheet: Sheet, body: Box, *, caption: Caption, legend: Legend) -> Box:
    """Text above, the map in the middle, the legend in two columns below it."""
    top = _draw_opening(sheet, body, caption=caption)
    low = Box(body.left, top + 0.5 * (body.bottom - top), body.right, body.bottom)
    under = draw_legend(sheet, low, legend=legend, columns=2, drop=True)
    # A map taller than this would show where the base layers end.
    lowest = top + _TALLEST_MAP * (body.right - body.left)
    return Box(body.left, top, body.right, min(under - 12 * sheet.unit, lowest))


def _draw_opening(sheet: Sheet, body: Box, *, caption: Caption) -> float:
    """Draw title, day and sentence across the page and return where the map may begin."""
    unit, width = sheet.unit, body.right - body.left
    top = _draw_head(sheet, body.left, body.top, width, caption=caption, stacked=False)
    room = 0.2 * (body.bottom - body.top)
    text = fit_block(sentence_of(caption), "regular", 14 * unit, width=width, height=room)
    end = sheet.write(text, body.left, top, colour=sheet.palette.text, width=width, gid="sentence")
    return end + 10 * unit


def _draw_head(
    sheet: Sheet, left: float, top: float, width: float, *, caption: Caption, stacked: bool
) -> float:
    """Draw title and day, the weekday above the date or before it; return where they end."""
    unit, palette = sheet.unit, sheet.palette
    lines = 3 if stacked else 2
    title = shorten_block(caption.title, "bold", 16 * unit, width=width, lines=lines)
    top = sheet.write(title, left, top, colour=palette.accent, width=width, gid="title")
    sheet.rule(left, left + width, top + 6 * unit, colour=palette.text, width=1.6)
    top += 12 * unit
    day = day_in_words(caption.day)
    weekday, date = day.split(" ", 1)
    if stacked:
        line = set_line(weekday, "headline", 21 * unit)
        top = sheet.write(line, left, top, colour=palette.muted, gid="weekday") - 6 * unit
    room = 60 * unit
    words = date if stacked else day
    size = (41 if stacked else 36) * unit
    large = fit_block(words, "headline", size, width=width, height=room)
    return sheet.write(large, left, top, colour=palette.text, gid="day") + 6 * unit


def _draw_foot(sheet: Sheet, page: Box, *, caption: Caption, small_print: SmallPrint) -> float:
    """Write the small print at the foot of the page, in two columns, and return its top (px)."""
    unit, muted = sheet.unit, sheet.palette.muted
    across, height = page.right - page.left, _SMALL_PRINT_SHARE * sheet.height_px
    filtered = f"Filtered: {small_print.filtered.rstrip('.')}." if small_print.filtered else ""
    shown = _joined(caption.selection, filtered, caption.doubt)
    sources = _joined(caption.attribution, small_print.borders)
    # Columns as wide as their texts are long, so that they end at about the same height.
    share = min(max(len(shown) / max(len(shown) + len(sources), 1), 0.3), 0.7)
    gutter = _GUTTER * unit
    widths = (share * (across - gutter), (1 - share) * (across - gutter))
    columns = (("What is shown", shown, widths[0]), ("Sources and borders", sources, widths[1]))
    fitted = [fit_block(t, "regular", 9.6 * unit, width=w, height=height) for _, t, w in columns]
    size = min(block.size_px for block in fitted)
    blocks = [set_block(t, "regular", size, width=w) for _, t, w in columns]
    heads = [set_capitals(words, 8.4 * unit) for words, _, _ in columns]
    made = _joined(MADE_WITH, caption.made, f"data {caption.fingerprint}", by=" · ")
    imprint = set_line(made, "regular", 9.6 * unit, width=across)
    under = page.bottom - imprint.height_px - 3 * unit
    top = under - max(block.height_px for block in blocks) - heads[0].height_px
    sheet.rule(page.left, page.right, top - 5 * unit, colour=sheet.palette.border, width=0.8)
    for left, head, block, width in zip(
        (page.left, page.right - widths[1]), heads, blocks, widths, strict=True
    ):
        begin = sheet.write(head, left, top, colour=muted, gid="small print")
        sheet.write(block, left, begin, colour=muted, width=width, gid="small print")
    sheet.write(imprint, page.left, under + 3 * unit, colour=muted, gid="imprint")
    return top - 5 * unit


def _joined(*texts: str, by: str = " ") -> str:
    return by.join(text.strip() for text in texts if text.strip())
