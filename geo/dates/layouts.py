"""The layouts that dates are written in.

They are told on plain text: lower case, digits 0-9, months as ``@01`` to ``@12`` (`MONTH_MARK`),
range words and long dashes as ``~``, weekdays and articles taken out.
"""

from __future__ import annotations

import calendar
import re
from typing import Final

from geo.dates.written import WrittenCell, WrittenDay, known, year_last

MONTH_MARK: Final = "@"

_S = r"[\s,./-]*"
_D = r"(\d{1,2})"
_M = rf"{MONTH_MARK}(\d\d)"
_Y = r"(\d{4})"
_Y2 = r"(\d{4}|'?\d{2})"
_TO = r"\s*[-~]\s*"
_SEP = r"\s?[./-]\s?"

# Two digits after a month and a day are a year only where the layout leaves no doubt.
_DAY_MONTH_YEAR: Final = re.compile(rf"{_D}{_S}{_M}(?:{_S}{_Y}|[\s.,/-]?\s?('?\d\d))")
_MONTH_DAY_YEAR: Final = re.compile(rf"{_M}{_S}{_D}(?:[\s,./-]+{_Y}|,\s?('?\d\d)|\s?('\d\d))")
_MONTH_DAY_SHORT: Final = re.compile(rf"{_M}([-/]){_D}\2(\d\d)")
_YEAR_MONTH_DAY: Final = re.compile(rf"{_Y}{_S}{_M}{_S}{_D}")
_YEAR_FIRST: Final = re.compile(rf"{_Y}{_SEP}{_D}{_SEP}{_D}|{_Y} {_D} {_D}")
_YEAR_LAST: Final = re.compile(rf"{_D}{_SEP}{_D}{_SEP}(\d{{4}}|\d\d)")
_MONTH_YEAR: Final = re.compile(rf"{_M}{_S}{_Y}|{_M}\s?('\d\d)|{_D}[/-]{_Y}")
_YEAR_MONTH: Final = re.compile(rf"{_Y}(?:{_S}{_M}|[/-]{_D})")
_MONTH_OR_DAY: Final = re.compile(rf"{_M}[\s-]\d\d")

_DAYS_OF_MONTH: Final = re.compile(rf"{_D}{_TO}{_D}{_S}{_M}{_S}{_Y2}")
_DAYS_OF_MONTHS: Final = re.compile(rf"{_D}{_S}{_M}{_TO}{_D}{_S}{_M}{_S}{_Y2}")
_MONTH_AND_DAYS: Final = re.compile(rf"{_M}{_S}{_D}{_TO}{_D}{_S}{_Y}")
_MONTHS_AND_DAYS: Final = re.compile(rf"{_M}{_S}{_D}{_TO}{_M}{_S}{_D}{_S}{_Y}")
_NEXT_DAY: Final = re.compile(r"\b(\d{1,2})\s*(?:and|&)\s*(\d{1,2})\b")
_SPLITS: Final = tuple(
    re.compile(split)
    for split in (r"\s*~\s*", r"\s+-\s+", r"(?<=\d{4})-(?=\d)", r"\s*/\s*(?=\d{4}-)")
)


def read_layout(text: str) -> WrittenCell | None:
    """Read plain text that is one day, one month or one range; ``None`` for anything else."""
    return _read_one(text) or _read_one(text.replace("~", "-")) or _read_range(_join_days(text))


def is_month_or_day(text: str) -> bool:
    """Tell whether plain text may be a month and a year, or a month and a day without a year."""
    return _MONTH_OR_DAY.fullmatch(text) is not None


def _read_one(text: str) -> WrittenCell | None:
    if found := _DAY_MONTH_YEAR.fullmatch(text):
        return WrittenCell(known(found[3] or found[4], found[2], found[1]))
    if found := _MONTH_DAY_YEAR.fullmatch(text):
        return WrittenCell(known(found[3] or found[4] or found[5], found[1], found[2]))
    if found := _MONTH_DAY_SHORT.fullmatch(text):
        return WrittenCell(known(found[4], found[1], found[3]))
    if found := _YEAR_MONTH_DAY.fullmatch(text):
        return WrittenCell(known(found[1], found[2], found[3]))
    if found := _YEAR_FIRST.fullmatch(text):
        return WrittenCell(known(*(part for part in found.groups() if part)))
    if found := _YEAR_LAST.fullmatch(text):
        return WrittenCell(year_last(found[1], found[2], found[3]))
    if found := _MONTH_YEAR.fullmatch(text):
        year, month = found[2] or found[4] or found[6], found[1] or found[3] or found[5]
        return WrittenCell(known(year, month, "1"), precision="month")
    if found := _YEAR_MONTH.fullmatch(text):
        return WrittenCell(known(found[1], found[2] or found[3], "1"), precision="month")
    return None


def _read_range(text: str) -> WrittenCell | None:
    if found := _DAYS_OF_MONTH.fullmatch(text):
        day, end, month, year = found.groups()
        return WrittenCell(known(year, month, day), known(year, month, end))
    if found := _MONTH_AND_DAYS.fullmatch(text):
        month, day, end, year = found.groups()
        return WrittenCell(known(year, month, day), known(year, month, end))
    if found := _DAYS_OF_MONTHS.fullmatch(text):
        day, month, end, end_month, year = found.groups()
        return _over_months(known(year, month, day), known(year, end_month, end))
    if found := _MONTHS_AND_DAYS.fullmatch(text):
        month, day, end_month, end, year = found.groups()
        return _over_months(known(year, month, day), known(year, end_month, end))
    for split in _SPLITS:
        ends = split.split(text)
        if len(ends) == 2 and (first := _read_one(ends[0])) and (last := _read_one(ends[1])):
            return _join(first, last)
    return None


def _join_days(text: str) -> str:
    """Write two days in a row ("5 and 6 January") as the range they are."""
    found = _NEXT_DAY.search(text)
    if found and int(found[2]) == int(found[1]) + 1:
        return f"{text[: found.start()]}{found[1]}~{found[2]}{text[found.end() :]}"
    return text


def _over_months(first: WrittenDay, last: WrittenDay) -> WrittenCell:
    """Put the first day in the year before, where its month is later: "28 December - 3 January"."""
    year, month, day = first.parts
    if month > last.parts[1]:
        first = first._replace(parts=(year - 1, month, day))
    return WrittenCell(first, last)


def _join(first: WrittenCell, last: WrittenCell) -> WrittenCell | None:
    if first.precision != last.precision:
        return None
    end = last.first
    if last.precision == "month":
        year, month, _ = end.parts
        if not 1 <= month <= 12:
            return None
        end = end._replace(parts=(year, month, calendar.monthrange(year, month)[1]))
    return first._replace(last=end)
