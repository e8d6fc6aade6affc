"""Day first or month first: decided once for a file from its data, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from geo.dates.written import WrittenCell, WrittenDay

Order = Literal["day-first", "month-first", "ambiguous", "none"]


class Evidence(NamedTuple):
    """What the numeric dates of one column say about its order."""

    numeric: bool
    """Whether the column has any."""
    day_first: str
    """A cell that is a day in this order only, or empty."""
    month_first: str

    @property
    def own(self) -> Order:
        """The order that this column decides by itself."""
        if bool(self.day_first) == bool(self.month_first):
            return "ambiguous" if self.numeric else "none"
        return "day-first" if self.day_first else "month-first"


def weigh(cells: Iterable[tuple[str, WrittenCell | None]]) -> Evidence:
    """Look through a column's cells for such as decide its order.

    A cell that is a day in neither order (40/1/2021, 13/13/2021) decides nothing.
    """
    numeric, found = False, {"day-first": "", "month-first": ""}
    for text, cell in cells:
        for day in cell.ends if cell else ():
            if day.form != "year-last":
                continue
            numeric = True
            if (order := only_order(day)) and not found[order]:
                found[order] = text
    return Evidence(numeric, found["day-first"], found["month-first"])


def only_order(day: WrittenDay) -> Literal["day-first", "month-first"] | None:
    """Return the one order in which two numbers are a day and a month, if there is but one."""
    first, second, _ = day.parts
    if 13 <= first <= 31 and 1 <= second <= 12:
        return "day-first"
    if 13 <= second <= 31 and 1 <= first <= 12:
        return "month-first"
    return None


def fits_both(day: WrittenDay) -> bool:
    """Tell whether two numbers are different days in the two orders."""
    first, second, _ = day.parts
    return first != second and 1 <= first <= 12 and 1 <= second <= 12


def agree(columns: Mapping[str, Evidence]) -> dict[str, tuple[Order, str]]:
    """Give each column its order and the name of the column that decided it.

    A column decides for itself where it can. One that cannot follows the others if all of them
    that decide say the same; one that contradicts itself follows nobody.
    """
    deciders = {name: e for name, e in columns.items() if e.own in ("day-first", "month-first")}
    orders = {evidence.own for evidence in deciders.values()}
    decided: dict[str, tuple[Order, str]] = {}
    for name, evidence in columns.items():
        contradicts = bool(evidence.day_first and evidence.month_first)
        if evidence.own == "ambiguous" and len(orders) == 1 and not contradicts:
            decider = next(iter(deciders))
            decided[name] = (columns[decider].own, decider)
        else:
            decided[name] = (evidence.own, name)
    return decided


def as_known(day: WrittenDay, order: Order) -> tuple[int, int, int] | None:
    """Return year, month and day, or ``None`` where the order is needed and not decided."""
    if day.form == "known":
        return day.parts
    if day.form == "short":
        return None
    first, second, year = day.parts
    if fits_both(day) and order not in ("day-first", "month-first"):
        return None
    chosen = only_order(day) or (order if order == "month-first" else "day-first")
    return (year, second, first) if chosen == "day-first" else (year, first, second)
