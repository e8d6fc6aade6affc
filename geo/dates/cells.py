"""One cell → the day or the range of days written in it, as far as the cell alone says."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from geo.dates.layouts import MONTH_MARK, is_month_or_day, read_layout
from geo.dates.words import (
    KNOWN_WORDS,
    MONTHS,
    PARTS_OF_MONTH,
    PASSED_OVER,
    RANGE_WORDS,
    WEEKDAYS,
    fold,
    to_western_digits,
)
from geo.dates.written import WrittenCell, WrittenDay, known

_LONGEST: Final = 80
_LONGEST_MONTH: Final = 16
_DIGIT: Final = re.compile(r"\d")
_WORD: Final = re.compile(r"[^\W\d_]+")
_ISO: Final = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_COMPACT: Final = re.compile(r"((?:1[5-9]|20|21)\d\d)(\d\d)(\d\d)(?:t?\d{6}z?|t\d{4}z?)?")
_ISO_WEEK: Final = re.compile(r"(\d{4})-?w(\d\d)(?:-?([1-7]))?")
_CLOCK: Final = re.compile(
    r"(?:^|(?<![A-Za-z])T|[\s,]+(?:at\s+)?)"
    r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?:[AaPp]\.?[Mm]\.?)?\s?"
    r"(?:Z|UTC|GMT|PKT|IST|BST|CES?T|[ECMP][SD]T|[+-]\d{2}(?::?\d{2})?)?(?![\d:])"
)
_ORDINAL: Final = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|o|a)\b")
_WEEK: Final = re.compile(
    r"(?:the )?(?:week|wk) (?:of|beginning|commencing|starting|from|(ending))\b|w/(?:c|(e))\b"
)
_EDGES: Final = " \t\n,;.()[]"
_LOOSE: Final = f"{_EDGES}-/~"
_PUNCTUATION: Final = str.maketrans("–—‑’", "~~-'")


def read_cell(cell: str) -> WrittenCell | None:
    """Read one cell; ``None`` where it holds no day that can be told.

    A clock time is dropped with its zone: the day stays as it is written.

    >>> read_cell("Wednesday-May 8-2002").first.parts
    (2002, 5, 8)
    >>> read_cell("5-8 January 2021").last.parts
    (2021, 1, 8)
    """
    if len(cell) > _LONGEST or MONTH_MARK in cell or not _DIGIT.search(cell):
        return None
    text = _without_clock(cell) if ":" in cell else cell.strip()
    if found := _ISO.fullmatch(text):
        return WrittenCell(known(found[1], found[3], found[4]))
    if not KNOWN_WORDS.issuperset(_WORD.findall(fold(text))):
        return None
    text = _ORDINAL.sub("", _plain(text)).strip(_EDGES)
    if found := _COMPACT.fullmatch(text):
        return WrittenCell(known(found[1], found[2], found[3]))
    if found := _ISO_WEEK.fullmatch(text):
        return _iso_week(int(found[1]), int(found[2]), found[3])
    week = _WEEK.match(text)
    text, weekdays, part_of_month = _replace_words(text[week.end() :] if week else text)
    written = read_layout(text)
    if written is None or (part_of_month and written.precision != "month"):
        return None
    if week:
        return written._replace(precision="week", back=6 if week[1] or week[2] else 0)
    single = len(weekdays) == 1 and written.last is None and written.precision == "day"
    return written._replace(weekday=weekdays[0]) if single else written


def may_lack_its_year(cell: str) -> bool:
    """Tell whether a cell may be a month and year, or a month and day without a year.

    >>> may_lack_its_year("Jan-21"), may_lack_its_year("Jan 2021")
    (True, False)
    """
    if len(cell) > _LONGEST_MONTH:
        return False
    return is_month_or_day(_replace_words(_plain(cell).strip(_EDGES))[0])


def _without_clock(cell: str) -> str:
    # What stood between two clock times is left at the end.
    return _CLOCK.sub(" ", to_western_digits(cell)).strip().rstrip(_LOOSE)


def _plain(text: str) -> str:
    return fold(text.translate(_PUNCTUATION))


def _replace_words(text: str) -> tuple[str, list[int], bool]:
    """Write the words of plain text as layouts know them.

    Returns the text, the weekdays (0 is Monday) taken out of it, and whether it spoke of the early,
    middle or late part of a month.
    """
    weekdays: list[int] = []
    parts: list[str] = []

    def replace(found: re.Match[str]) -> str:
        word = found[0]
        if word in MONTHS:
            return f"{MONTH_MARK}{MONTHS[word]:02}"
        if word in RANGE_WORDS:
            return "~"
        if word in WEEKDAYS:
            weekdays.append(WEEKDAYS[word])
        elif word in PARTS_OF_MONTH:
            parts.append(word)
        elif word not in PASSED_OVER:
            return word
        return " "

    plain = re.sub(r"\s+", " ", _WORD.sub(replace, text))
    return plain.strip(_LOOSE if weekdays or parts else _EDGES), weekdays, bool(parts)


def _iso_week(year: int, week: int, weekday: str | None) -> WrittenCell | None:
    try:
        day = date.fromisocalendar(year, week, int(weekday or 1))
    except ValueError:
        return None
    written = WrittenDay("known", (day.year, day.month, day.day))
    return WrittenCell(written, precision="day" if weekday else "week")
