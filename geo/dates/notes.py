"""Sentences about how a column of dates was read. They quote a cell, shortened, as proof."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from geo.dates.cells import may_lack_its_year
from geo.dates.numbers import SERIAL
from geo.dates.order import Evidence, Order
from geo.dates.short_years import YearPlace
from geo.dates.written import WrittenCell

_QUOTED: Final = 60
_YEARS_LISTED: Final = 3
_SERIAL: Final = re.compile(SERIAL)


class Counted(NamedTuple):
    """The distinct cells of a column, and how often each stands in it."""

    texts: pd.Series
    counts: np.ndarray
    cells: Sequence[WrittenCell | None]

    def tell(self, chosen: np.ndarray, one: str, many: str) -> Iterator[str]:
        """Say how many cells are `chosen` and quote the first; say nothing where none is."""
        rows = np.flatnonzero(chosen)
        if rows.size:
            count = int(self.counts[rows].sum())
            sentence = one if count == 1 else many
            yield sentence.format(count=count, cell=quote(self.texts.iloc[rows[0]]))

    def which(self, among: np.ndarray, test: Callable[[str], object]) -> np.ndarray:
        """Return those of the rows `among` (a mask) whose text passes the test, as a mask."""
        chosen = among.copy()
        chosen[among] = [bool(test(text)) for text in self.texts[among].tolist()]
        return chosen


def about_order(order: Order, evidence: Evidence, decider: str) -> Iterator[str]:
    """Say which order was decided, and by which cell of which other column."""
    if order in ("day-first", "month-first"):
        proof = evidence.day_first if order == "day-first" else evidence.month_first
        where = f" in {decider}" if decider else ""
        yield f"dates were read {order} ({quote(proof)}{where} decides)"


def about_years(column: Counted, days: np.ndarray, place: YearPlace) -> Iterator[str]:
    """Say what century two-digit years were read in, and that they stand first if they do."""
    if place.place == "first":
        yield f"two-digit years were taken to stand first ({quote(place.example)} decides)"
    read_rows = np.flatnonzero(~np.isnat(days)).tolist()
    cells = (column.cells[row] for row in read_rows)
    ends = (end for cell in cells if cell for end in cell.ends)
    read = sorted({(end.year, end.short_year) for end in ends if end.short_year})
    if not read:
        return
    if len(read) <= _YEARS_LISTED:
        short, full = ", ".join(s for _, s in read), ", ".join(str(year) for year, _ in read)
    else:
        short, full = f"{read[0][1]} to {read[-1][1]}", f"{read[0][0]} to {read[-1][0]}"
    yield f"two-digit years {short} were read as {full}"


def about_undecided(column: Counted, undecided: np.ndarray, evidence: Evidence) -> Iterator[str]:
    """Say which dates stay unread because they may be either of two days."""
    short = np.array(
        [cell is not None and any(e.form == "short" for e in cell.ends) for cell in column.cells],
        dtype="bool",
    )
    may = "may have the year first or last ({cell}): not read"
    yield from column.tell(undecided & short, f"1 date {may}", f"{{count}} dates {may}")
    may = "may be day-first or month-first ({cell}): not read"
    if evidence.day_first and evidence.month_first:
        fits = (quote(evidence.day_first), quote(evidence.month_first))
        may += ", as {} is day-first and {} month-first".format(*map(_braced, fits))
    yield from column.tell(undecided & ~short, f"1 date {may}", f"{{count}} dates {may}")


def about_cells(column: Counted, days: np.ndarray, backward: np.ndarray) -> Iterator[str]:
    """Say what is odd about single cells: other weekdays, ranges that run backward."""
    yield from column.tell(
        backward,
        "1 range ends before it starts ({cell}): not read",
        "{count} ranges end before they start ({cell}): not read",
    )
    named = [-1 if c is None or c.weekday is None else c.weekday for c in column.cells]
    # 1 January 1970 was a Thursday.
    weekday = (days.astype("datetime64[D]").astype("int64") + 3) % 7
    other = ~np.isnat(days) & (np.array(named) >= 0) & (weekday != named)
    yield from column.tell(
        other,
        "1 cell names another weekday than its day has ({cell})",
        "{count} cells name another weekday than their day has ({cell})",
    )


def about_unread(column: Counted, unread: np.ndarray) -> Iterator[str]:
    """Say which unread cells would be days if more were known of them."""
    yield from column.tell(
        column.which(unread, _SERIAL.fullmatch),
        "1 number among other dates may be an Excel day number ({cell}): not read",
        "{count} numbers among other dates may be Excel day numbers ({cell}): not read",
    )
    may = "may be a month and its year or a day without a year ({cell}): not read"
    yield from column.tell(
        column.which(unread, may_lack_its_year), f"1 cell {may}", f"{{count}} cells {may}"
    )


def quote(cell: str) -> str:
    """Shorten a cell for a sentence, without its line breaks.

    >>> quote("x" * 80) == "x" * 59 + "…"
    True
    """
    plain = " ".join(cell.split())
    return plain if len(plain) <= _QUOTED else f"{plain[: _QUOTED - 1]}…"


def _braced(cell: str) -> str:
    return cell.replace("{", "{{").replace("}", "}}")
