"""The page around the map: title, day, sentence, legend and small print, wide, square or tall."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pandas as pd

from dashboard.export.labels import Box
from dashboard.export.legend import Legend, draw_legend, is_mirrored
from dashboard.export.lettering import (
    fit_block,
    set_block,
    set_capitals,
    set_line,
    shorten_block,
)
from dashboard.export.sheet import Sheet
from dashboard.translation import date_in_words, language, tr
from geo.narrative import Language, day_in_words

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
    """What is written on a picture.

    `made` is the day it was made, as text; `address` the query that shows the same view again.
    """

    title: str
    day: pd.Timestamp
    sentence: str
    attribution: str
    doubt: str
    selection: str
    made: str
    fingerprint: str
    address: str = ""


def mark_share(width_px: int, height_px: int) -> float:
    """Return how large symbols are drawn: smaller where text above the map leaves it less room."""
    return 1.0 if width_px / height_px >= _WIDE_FROM else 0.78


@dataclass(frozen=True)
class Page:
    """A sheet with its parts: what changes from day to day goes on a sheet of its own.

    ``day`` is the sheet for title, day and sentence, often the same one. Texts above the map take
    at least ``opening_px``, so that the map stays where it is from day to day.
    """

    sheet: Sheet
    day: Sheet
    caption: Caption
    opening_px: float = 0.0


def lay_out(
    sheet: Sheet,
    *,
    caption: Caption,
    legend: Legend,
    borders: str,
    day: Sheet | None = None,
    foot: Sheet | None = None,
    opening_px: float = 0.0,
) -> Box:
    """Write everything but the map and return the box (px) left for it.

    Title, day and sentence are written on `day` if it is given: see `Page`; the small print on
    `foot`.
    """
    page = Page(sheet, day or sheet, caption, opening_px)
    edges = page_edges(sheet)
    below = draw_foot(foot or sheet, edges, caption=caption, borders=borders)
    body = Box(edges.left, edges.top, edges.right, below - 12 * sheet.unit)
    shape = sheet.width_px / sheet.height_px
    if shape >= _WIDE_FROM:
        return _wide(page, body, legend=legend)
    if shape > _TALL_UNTIL:
        return _square(page, body, legend=legend)
    return _tall(page, body, legend=legend)


def opening_height(sheet: Sheet, captions: Iterable[Caption], borders: str) -> float:
    """Return the most room (px) that the texts above the map take on any of these days.

    Nothing is drawn on `sheet`. It is 0 where texts stand beside the map.
    """
    if sheet.width_px / sheet.height_px >= _WIDE_FROM:
        return 0.0
    trial = sheet.blank()
    edges = page_edges(trial)
    most = 0.0
    for caption in captions:
        foot = draw_foot(trial, edges, caption=caption, borders=borders)
        body = Box(edges.left, edges.top, edges.right, foot - 12 * trial.unit)
        most = max(most, _draw_opening(Page(trial, trial, caption), body) - body.top)
    return most


def page_edges(sheet: Sheet) -> Box:
    """Return the page within its margins (px)."""
    margin = _MARGIN * sheet.unit
    return Box(margin, margin * 0.8, sheet.width_px - margin, sheet.height_px - margin * 0.6)


def sentence_of(caption: Caption) -> str:
    """Return the day's sentence without the day, which stands above it in large letters.

    >>> day = pd.Timestamp("2021-01-06")
    >>> said = "Wednesday 6 January 2021: protest reported in 1 town."
    >>> sentence_of(Caption("", day, said, "", "", "", "", ""))
    'Protest reported in 1 town.'
    """
    opening = f"{day_in_words(caption.day, language=language())}: "
    rest = caption.sentence.removeprefix(opening)
    return rest[:1].upper() + rest[1:] if rest != caption.sentence else rest


def _wide(page: Page, body: Box, *, legend: Legend) -> Box:
    """Text and legend in a column on the left, the map on the right."""
    sheet, caption = page.sheet, page.caption
    unit, gutter = sheet.unit, _GUTTER * sheet.unit
    tall, across = body.bottom - body.top, body.right - body.left
    width = max(0.29 * across, across - gutter - _WIDEST_MAP * tall)
    left = body.right - width if is_mirrored() else body.left
    top = _draw_head(page.day, left, body.top, width, caption=caption, stacked=True)
    column = Box(left, top + 0.3 * (body.bottom - top), left + width, body.bottom)
    room = draw_legend(sheet, column, legend=legend, drop=True) - top - 12 * unit
    text = fit_block(sentence_of(caption), "regular", 15 * unit, width=width, height=room)
    page.day.write(text, left, top, colour=sheet.palette.text, width=width, gid="sentence")
    if is_mirrored():
        return Box(body.left, body.top, left - gutter, body.bottom)
    return Box(left + width + gutter, body.top, body.right, body.bottom)


def _square(page: Page, body: Box, *, legend: Legend) -> Box:
    """Text above, the legend on the left, the map on the right."""
    sheet = page.sheet
    top = _draw_opening(page, body)
    width, gutter = 0.27 * (body.right - body.left), 0.7 * _GUTTER * sheet.unit
    left = body.right - width if is_mirrored() else body.left
    draw_legend(sheet, Box(left, top, left + width, body.bottom), legend=legend)
    if is_mirrored():
        return Box(body.left, top, left - gutter, body.bottom)
    return Box(left + width + gutter, top, body.right, body.bottom)


def _tall(page: Page, body: Box, *, legend: Legend) -> Box:
    """Text above, the map in the middle, the legend in two columns below it."""
    sheet = page.sheet
    top = _draw_opening(page, body)
    low = Box(body.left, top + 0.5 * (body.bottom - top), body.right, body.bottom)
    under = draw_legend(sheet, low, legend=legend, columns=2, drop=True)
    # A map taller than this would show where the base layers end.
    lowest = top + _TALLEST_MAP * (body.right - body.left)
    return Box(body.left, top, body.right, min(under - 12 * sheet.unit, lowest))


def _draw_opening(page: Page, body: Box) -> float:
    """Draw title, day and sentence across the page and return where the map may begin."""
    sheet, caption = page.day, page.caption
    unit, width = sheet.unit, body.right - body.left
    top = _draw_head(sheet, body.left, body.top, width, caption=caption, stacked=False)
    room = 0.2 * (body.bottom - body.top)
    text = fit_block(sentence_of(caption), "regular", 14 * unit, width=width, height=room)
    end = sheet.write(text, body.left, top, colour=sheet.palette.text, width=width, gid="sentence")
    return max(end + 10 * unit, body.top + page.opening_px)


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
    day = day_in_words(caption.day, language=language())
    weekday, date = day.split(" ", 1)
    if stacked:
        line = set_line(weekday, "headline", 21 * unit)
        top = sheet.write(line, left, top, colour=palette.muted, width=width, gid="weekday")
        top -= 6 * unit
    room = 60 * unit
    words = date if stacked else day
    size = (41 if stacked else 36) * unit
    large = fit_block(words, "headline", size, width=width, height=room)
    return sheet.write(large, left, top, colour=palette.text, width=width, gid="day") + 6 * unit


def made_on(made: str, said_in: Language) -> str:
    """Return the day something was made; in words where a date's parts would change places.

    >>> made_on("2021-02-01", "en"), made_on("2021-02-01", "ur")
    ('2021-02-01', '۱ فروری ۲۰۲۱')
    """
    if said_in == "en":
        return made
    return date_in_words(pd.Timestamp(made), said_in, weekday=False)


def draw_foot(sheet: Sheet, page: Box, *, caption: Caption, borders: str) -> float:
    """Write the small print at the foot of the page, in two columns, and return its top (px)."""
    unit, muted = sheet.unit, sheet.palette.muted
    across, height = page.right - page.left, _SMALL_PRINT_SHARE * sheet.height_px
    shown = _joined(caption.selection, caption.doubt)
    sources = _joined(caption.attribution, borders)
    # Columns as wide as their texts are long, so that they end at about the same height.
    share = min(max(len(shown) / max(len(shown) + len(sources), 1), 0.3), 0.7)
    gutter = _GUTTER * unit
    widths = (share * (across - gutter), (1 - share) * (across - gutter))
    heads_of = (tr("What is shown"), tr("Sources and borders"))
    columns = ((heads_of[0], shown, widths[0]), (heads_of[1], sources, widths[1]))
    fitted = [fit_block(t, "regular", 9.6 * unit, width=w, height=height) for _, t, w in columns]
    size = min(block.size_px for block in fitted)
    blocks = [set_block(t, "regular", size, width=w) for _, t, w in columns]
    heads = [set_capitals(words, 8.4 * unit) for words, _, _ in columns]
    data = tr("data {fingerprint}", fingerprint=caption.fingerprint)
    made = _joined(
        tr(MADE_WITH), made_on(caption.made, language()), data, caption.address, by=" · "
    )
    imprint = set_line(made, "regular", 9.6 * unit, width=across)
    under = page.bottom - imprint.height_px - 3 * unit
    top = under - max(block.height_px for block in blocks) - heads[0].height_px
    sheet.rule(page.left, page.right, top - 5 * unit, colour=sheet.palette.border, width=0.8)
    lefts = [page.left, page.right - widths[1]]
    if is_mirrored():
        lefts = [page.right - widths[0], page.left]
    for left, head, block, width in zip(lefts, heads, blocks, widths, strict=True):
        begin = sheet.write(head, left, top, colour=muted, width=width, gid="small print")
        sheet.write(block, left, begin, colour=muted, width=width, gid="small print")
    sheet.write(imprint, page.left, under + 3 * unit, colour=muted, width=across, gid="imprint")
    return top - 5 * unit


def _joined(*texts: str, by: str = " ") -> str:
    return by.join(text.strip() for text in texts if text.strip())
