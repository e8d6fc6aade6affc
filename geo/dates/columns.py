"""Columns of dates: read on their distinct cells, with what was decided told in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from geo.dates import notes
from geo.dates.cells import read_cell
from geo.dates.numbers import read_numbers
from geo.dates.order import Order, agree, as_known, fits_both, weigh
from geo.dates.short_years import YearPlace, find_year, place_years
from geo.dates.written import WrittenCell

_ENDING_CLOCK: Final = r"[T ]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?( [AP]M)?(Z|[+-]\d{2}(:?\d{2})?)?$"
"""The plainest of the clock times that `read_cell` drops: without them few distinct cells stay."""
_MANY: Final = 5_000
_PRECISIONS: Final = ("", "day", "week", "month")
_NAT: Final = np.datetime64("NaT", "s")


class ParsedDays(NamedTuple):
    """Days of one column, with what was decided about it."""

    days: pd.Series
    """``datetime64[s]`` at midnight; null where the cell holds no day or cannot be read."""
    order: str
    """``day-first``, ``month-first``, ``ambiguous`` or ``none`` (no such numeric dates)."""
    ends: pd.Series
    """``datetime64[s]``: the last day where the cell holds a range, else null."""
    precision: pd.Series
    """``day``, ``week`` or ``month``; empty where `days` is null."""
    notes: tuple[str, ...]
    """What the user should know of how the column was read, one sentence each."""


class Distinct(NamedTuple):
    """A column taken apart: ``texts[codes]`` is the column again."""

    codes: np.ndarray
    texts: pd.Series

    def counts(self) -> np.ndarray:
        """Count the cells that hold each text."""
        return np.bincount(self.codes, minlength=len(self.texts))


class Days(NamedTuple):
    """What the distinct cells hold; the arrays are as long as `Distinct.texts`."""

    first: np.ndarray
    last: np.ndarray
    precision: np.ndarray
    undecided: np.ndarray
    backward: np.ndarray


def parse_days(column: pd.Series) -> ParsedDays:
    """Read a column of dates written as text.

    A clock time after the day is dropped, with its zone: the day stays as written. Numeric dates
    with the year last (``5/1/2021``) are read day-first or month-first once for the column:
    whichever order fits all its cells. Where both orders fit some cell and nothing in the column
    decides, those cells stay null and `order` is ``ambiguous``: the caller says so instead of
    guessing. A year alone is no day and stays null.

    Parameters
    ----------
    column
        Text cells, any length.

    >>> parse_days(pd.Series(["2021-01-05", "5 January 2021"])).days.dt.day.tolist()
    [5, 5]
    >>> parse_days(pd.Series(["13/1/2021", "5/1/2021"])).order
    'day-first'
    """
    return parse_days_together({"": column})[""]


def parse_days_together(columns: Mapping[str, pd.Series]) -> dict[str, ParsedDays]:
    """Read the date columns of one file, with one order of day and month for all of them.

    Parameters
    ----------
    columns
        Columns of text cells by name; they may differ in length and index.

    >>> both = {"date": pd.Series(["13/1/2021"]), "date_end": pd.Series(["5/2/2021"])}
    >>> parse_days_together(both)["date_end"].days.dt.month.tolist()
    [2]
    """
    parsed: dict[str, ParsedDays] = {}
    written: dict[str, list[WrittenCell | None]] = {}
    distinct = {name: _distinct(column) for name, column in columns.items()}
    years: dict[str, YearPlace] = {}
    for name, column in columns.items():
        numbers = read_numbers(distinct[name].texts)
        if numbers is not None:
            days = _single_days(numbers.days)
            parsed[name] = _spread(column, distinct[name], days, "none", (numbers.note,))
            continue
        distinct[name] = _without_clocks(distinct[name])
        texts = distinct[name].texts
        cells = [read_cell(text) for text in texts.tolist()]
        years[name] = find_year(zip(texts, cells, strict=True))
        written[name] = place_years(cells, years[name].place)
    evidence = {
        name: weigh(zip(distinct[name].texts, cells, strict=True))
        for name, cells in written.items()
    }
    for name, (order, decider) in agree(evidence).items():
        cells, apart = written[name], distinct[name]
        days = _place(cells, order)
        counted = notes.Counted(apart.texts, apart.counts(), cells)
        said = (
            *notes.about_order(order, evidence[decider], decider if decider != name else ""),
            *notes.about_years(counted, days.first, years[name]),
            *notes.about_undecided(counted, days.undecided, evidence[name]),
            *notes.about_cells(counted, days.first, days.backward),
            *notes.about_unread(counted, np.isnat(days.first)),
        )
        parsed[name] = _spread(columns[name], apart, days, order, said)
    return {name: parsed[name] for name in columns}


def fits_both_orders(cell: str) -> bool:
    """Tell whether a numeric date could be read day-first and month-first, as different days.

    >>> fits_both_orders("5/1/2021"), fits_both_orders("13/1/2021"), fits_both_orders("soon")
    (True, False, False)
    """
    found = read_cell(cell.strip())
    if found is None:
        return False
    return any(end.form != "known" and fits_both(end) for end in found.ends)


def _distinct(column: pd.Series) -> Distinct:
    codes, found = pd.factorize(column.astype("str"))
    # A null has the code -1: the last text.
    texts = pd.concat([pd.Series(found, dtype="str").str.strip(), pd.Series([""], dtype="str")])
    return Distinct(codes % len(texts), texts.reset_index(drop=True))


def _without_clocks(apart: Distinct) -> Distinct:
    """Make cells one that differ in their clock times alone, where there are many."""
    if len(apart.texts) <= _MANY or not apart.texts.str.contains(":", regex=False).any():
        return apart
    codes, found = pd.factorize(apart.texts.str.replace(_ENDING_CLOCK, "", regex=True))
    return Distinct(codes[apart.codes], pd.Series(found, dtype="str"))


def _single_days(days: np.ndarray) -> Days:
    none = np.zeros(len(days), dtype="bool")
    ends = np.full(len(days), _NAT)
    return Days(days, ends, (~np.isnat(days)).astype("int8"), none, none)


def _place(cells: list[WrittenCell | None], order: Order) -> Days:
    size = len(cells)
    first, last = np.zeros((size, 3), dtype="int64"), np.zeros((size, 3), dtype="int64")
    back, precision = np.zeros(size, dtype="int64"), np.zeros(size, dtype="int8")
    undecided, ranged = np.zeros(size, dtype="bool"), np.zeros(size, dtype="bool")
    for row, cell in enumerate(cells):
        if cell is None:
            continue
        start = as_known(cell.first, order)
        end = as_known(cell.last, order) if cell.last else start
        if start is None or end is None:
            undecided[row] = True
            continue
        first[row], last[row], ranged[row] = start, end, cell.last is not None
        back[row], precision[row] = cell.back, _PRECISIONS.index(cell.precision)
    days, ends = _days(first) - back.astype("timedelta64[D]"), _days(last)
    backward = ranged & (ends < days)
    # A range is read as a whole or not at all.
    days[np.isnat(ends) | backward] = _NAT
    ends[~ranged | np.isnat(days)] = _NAT
    precision[np.isnat(days)] = 0
    return Days(days, ends, precision, undecided, backward)


def _days(parts: np.ndarray) -> np.ndarray:
    """Turn rows of year, month and day into days; null where there is no such day."""
    year, month, day = parts.T
    within = (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1)
    months = ((year - 1970) * 12 + np.clip(month, 1, 12) - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1).astype("timedelta64[D]")
    result: np.ndarray = days.astype("datetime64[s]")
    result[~within | (days.astype("datetime64[M]") != months)] = _NAT
    return result


def _spread(
    column: pd.Series, apart: Distinct, days: Days, order: str, said: tuple[str, ...]
) -> ParsedDays:
    index, codes = column.index, apart.codes
    words = pd.Series(_PRECISIONS, dtype="str").array.take(days.precision[codes])
    return ParsedDays(
        pd.Series(days.first[codes], index=index, dtype="datetime64[s]"),
        order,
        pd.Series(days.last[codes], index=index, dtype="datetime64[s]"),
        pd.Series(words, index=index, dtype="str"),
        said,
    )
