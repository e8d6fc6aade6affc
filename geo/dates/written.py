"""What one cell says of a day before its column is known."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Precision = Literal["day", "week", "month"]
_PIVOT: Final = 69


class WrittenDay(NamedTuple):
    """A day as it stands in a cell."""

    form: Literal["known", "year-last", "short"]
    """``known``: `parts` are year, month, day. ``year-last``: day and month in either order, then
    the year. ``short``: three numbers of two digits, the year first or last."""
    parts: tuple[int, int, int]
    short_year: str = ""
    """The two digits that the year was written with, where it is known which they are."""

    @property
    def year(self) -> int:
        """The year, if it is known which number is the year."""
        return self.parts[0 if self.form == "known" else 2]


class WrittenCell(NamedTuple):
    """What a cell holds: its day, or first and last day."""

    first: WrittenDay
    last: WrittenDay | None = None
    precision: Precision = "day"
    weekday: int | None = None
    """0 (Monday) to 6 where the cell names one beside a single day."""
    back: int = 0
    """Days from the start to the written day ("week ending ...": 6)."""

    @property
    def ends(self) -> tuple[WrittenDay, ...]:
        """The one or two days that are written."""
        return (self.first,) if self.last is None else (self.first, self.last)


def full_year(short: str) -> int:
    """Return the year of two digits: 69 to 99 are of the 1900s, 00 to 68 of the 2000s.

    >>> full_year("21"), full_year("98")
    (2021, 1998)
    """
    number = int(short)
    return number + (1900 if number >= _PIVOT else 2000)


def known(year: str, month: str, day: str) -> WrittenDay:
    """Return the day of three texts of digits, the year with two of them or four."""
    digits = year.lstrip("'")
    short = digits if len(digits) == 2 else ""
    whole = full_year(digits) if short else int(digits)
    return WrittenDay("known", (whole, int(month), int(day)), short)


def year_last(first: str, second: str, year: str) -> WrittenDay:
    """Return a day whose first two numbers are day and month in an order not known yet."""
    a, b, c = int(first), int(second), int(year)
    if len(year) == 4:
        return WrittenDay("year-last", (a, b, c))
    # A year is not written with one digit: such a first number is a day or a month.
    if len(first) == 1:
        return WrittenDay("year-last", (a, b, full_year(year)), year)
    return WrittenDay("short", (a, b, c))
