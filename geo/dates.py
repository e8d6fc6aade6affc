"""Days as people write them → days, without guessing between day-first and month-first."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

import pandas as pd

_FORMATS: Final = (
    ("%Y-%m-%d", re.compile(r"\d{4}-\d{1,2}-\d{1,2}$")),
    ("%Y/%m/%d", re.compile(r"\d{4}/\d{1,2}/\d{1,2}$")),
    ("%Y%m%d", re.compile(r"(?:1[6-9]|20)\d{6}$")),
    ("%d %B %Y", re.compile(r"\d{1,2}[ -][A-Za-z]{4,9}[ -]\d{4}$")),
    ("%d %b %Y", re.compile(r"\d{1,2}[ -][A-Za-z]{3}[ -]\d{4}$")),
    ("%d %b %y", re.compile(r"\d{1,2}[ -][A-Za-z]{3}[ -]\d{2}$")),
    ("%B %d %Y", re.compile(r"[A-Za-z]{4,9} \d{1,2},? \d{4}$")),
    ("%b %d %Y", re.compile(r"[A-Za-z]{3} \d{1,2},? \d{4}$")),
)
_TIME: Final = r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$"
_NUMERIC: Final = r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$"


class ParsedDays(NamedTuple):
    """Days of one column, with what was decided about its order."""

    days: pd.Series
    """``datetime64[s]`` at midnight; null where the cell holds no day or cannot be read."""
    order: str
    """``day-first``, ``month-first``, ``ambiguous`` or ``none`` (no such numeric dates)."""


def parse_days(column: pd.Series) -> ParsedDays:
    """Read a column of dates written as text.

    A clock time after the day is dropped. Numeric dates with the year last (``5/1/2021``) are read
    day-first or month-first once for the column: whichever order fits all its cells. Where both
    orders fit some cell and nothing in the column decides, those cells stay null and `order` is
    ``ambiguous``: the caller says so instead of guessing.

    Parameters
    ----------
    column
        Text cells, any length.

    >>> parse_days(pd.Series(["2021-01-05", "5 January 2021"])).days.dt.day.tolist()
    [5, 5]
    >>> parse_days(pd.Series(["13/1/2021", "5/1/2021"])).order
    'day-first'
    """
    text = column.fillna("").astype("str").str.strip().str.replace(_TIME, "", regex=True)
    days = pd.Series(pd.NaT, index=column.index, dtype="datetime64[s]")
    for layout, pattern in _FORMATS:
        fits = text.str.fullmatch(pattern) & days.isna()
        if fits.any():
            cells = text[fits]
            if " " in layout:
                cells = cells.str.replace(r"[-, ]+", " ", regex=True)
            days[fits] = pd.to_datetime(cells, format=layout, errors="coerce").astype(
                "datetime64[s]"
            )
    parts = text.str.extract(_NUMERIC)
    numeric = parts[0].notna()
    if not numeric.any():
        return ParsedDays(days, "none")
    first, second = parts.loc[numeric, 0].astype(int), parts.loc[numeric, 1].astype(int)
    order = _decide_order(first, second)
    # The same number twice is the same day in either order, and no month is a 13th.
    decided = (first == second) | (first > 12) | (second > 12) | (order != "ambiguous")
    swapped = (
        (second > 12) if order == "ambiguous" else pd.Series(order == "month-first", first.index)
    )
    day, month = second.where(swapped, first), first.where(swapped, second)
    iso = parts.loc[numeric, 2] + "-" + month.astype(str) + "-" + day.astype(str)
    numbers = pd.to_datetime(iso[decided], format="%Y-%m-%d", errors="coerce")
    days[numbers.index] = numbers.astype("datetime64[s]")
    return ParsedDays(days, order)


def fits_both_orders(cell: str) -> bool:
    """Tell whether a numeric date could be read day-first and month-first, as different days.

    >>> fits_both_orders("5/1/2021"), fits_both_orders("13/1/2021"), fits_both_orders("soon")
    (True, False, False)
    """
    found = re.match(_NUMERIC, cell.strip())
    if found is None:
        return False
    first, second = int(found[1]), int(found[2])
    return first != second and 1 <= first <= 12 and 1 <= second <= 12


def _decide_order(first: pd.Series, second: pd.Series) -> str:
    # A cell that is a day in neither order (40/1/2021, 13/13/2021) decides nothing.
    day_first = bool((first.between(13, 31) & (second <= 12)).any())
    month_first = bool((second.between(13, 31) & (first <= 12)).any())
    if day_first and not month_first:
        return "day-first"
    if month_first and not day_first:
        return "month-first"
    return "ambiguous"
