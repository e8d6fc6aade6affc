"""Numeric dates of three two-digit numbers: whether the year is the first or the last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

from geo.dates.written import WrittenCell, WrittenDay, full_year

_LAST_DAY: Final = 31

Place = Literal["first", "last", "ambiguous", "none"]


class YearPlace(NamedTuple):
    """Where a column's two-digit years stand, and a cell that shows it."""

    place: Place
    example: str = ""


def find_year(cells: Iterable[tuple[str, WrittenCell | None]]) -> YearPlace:
    """Tell where the two-digit years of a column stand.

    A number above 31 is a year, and a first number of one digit is none. Where nothing of the kind
    decides, the year is taken to be last, as people write it (``05-01-21``), unless the first
    numbers look more like years than the last do: then it stays ``ambiguous``. They look so where
    every cell is a day with its year first, and fewer years are needed that way.
    """
    written = [(text, end) for text, cell in cells if cell for end in cell.ends]
    short = [(text, end.parts) for text, end in written if end.form == "short"]
    if not short:
        return YearPlace("none")
    first = next((text for text, (a, _, _) in short if a > _LAST_DAY), "")
    last = next((text for text, (_, _, c) in short if c > _LAST_DAY), "") or next(
        (text for text, end in written if end.form == "year-last" and end.short_year), ""
    )
    if first and last:
        return YearPlace("ambiguous", first)
    if first:
        return YearPlace("first", first)
    years_first, years_last = {a for _, (a, _, _) in short}, {c for _, (_, _, c) in short}
    fits_year_first = all(1 <= b <= 12 and c >= 1 for _, (_, b, c) in short)
    if not last and fits_year_first and len(years_first) < len(years_last):
        return YearPlace("ambiguous", short[0][0])
    return YearPlace("last", last)


def place_years(cells: Sequence[WrittenCell | None], place: Place) -> list[WrittenCell | None]:
    """Give the two-digit numeric dates their years, where `place` is decided."""
    if place not in ("first", "last"):
        return list(cells)
    return [cell and _with_years(cell, place) for cell in cells]


def _with_years(cell: WrittenCell, place: Place) -> WrittenCell:
    last = cell.last and _placed(cell.last, place)
    return cell._replace(first=_placed(cell.first, place), last=last)


def _placed(day: WrittenDay, place: Place) -> WrittenDay:
    if day.form != "short":
        return day
    a, b, c = day.parts
    if place == "first":
        return WrittenDay("known", (full_year(f"{a:02}"), b, c), f"{a:02}")
    return WrittenDay("year-last", (a, b, full_year(f"{c:02}")), f"{c:02}")
