"""What is known of a format: its columns, what becomes of each, and what is no protest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import pandas as pd

from geo.formats.text import Text, constant, map_distinct, text_of
from geo.schema import REPORT_DTYPES

RADIUS: Final = "radius_km"
"""Kilometres of doubt about the coordinates, as the source states them or its coding implies."""
COORDINATES: Final = "coordinates"
"""Latitude and longitude in one column of text."""
MONTH: Final = "month"
DAY: Final = "day"
"""Roles of a table whose date is split: `date` is then the column of the year."""
ROLES: Final = (*REPORT_DTYPES, RADIUS, COORDINATES, MONTH, DAY)
"""Every part that a column can play."""


@dataclass(frozen=True)
class Column:
    """What one canonical column is made from.

    Attributes
    ----------
    canonical
        One of `ROLES`.
    sources
        All columns of the source that it is made from; the first that a table has stands for it.
    becomes
        What becomes of them, in words.
    deciding
        Those of the sources that only decide on the others, and stand for nothing: codes of
        precision.
    """

    canonical: str
    sources: tuple[str, ...]
    becomes: str
    deciding: tuple[str, ...] = ()

    def main(self, by_key: Mapping[str, str]) -> str:
        """Return the table's column that stands for it; empty when there is none."""
        own = (name for name in self.sources if name not in self.deciding)
        return next((by_key[key(name)] for name in own if key(name) in by_key), "")


@dataclass(frozen=True)
class TypeRule:
    """What one kind of event becomes.

    Attributes
    ----------
    raw
        The source's own words, or its code with the words of its codebook.
    event_type
        One of `geo.schema.EVENT_TYPES`.
    aside
        Whether it is no protest, and set aside unless asked for.
    """

    raw: str
    event_type: str
    aside: bool = False


@dataclass(frozen=True)
class Read:
    """What a format's rows became: canonical columns, and why a row is no protest."""

    columns: dict[str, Text]
    aside: Text


class Source:
    """A table's cells by their columns' keys; a column that is missing is empty.

    Parameters
    ----------
    cells
        Text cells.
    """

    def __init__(self, cells: pd.DataFrame) -> None:
        self._cells = cells
        self._names = columns_by_key(cells.columns)
        self._texts: dict[str, Text] = {}

    def __len__(self) -> int:
        return len(self._cells)

    def has(self, *names: str) -> bool:
        """Tell whether the table has one of these columns."""
        return any(key(name) in self._names for name in names)

    def text(self, *names: str) -> Text:
        """Return the first of these columns that the table has; an empty one if it has none."""
        for name in names:
            column = self._names.get(key(name))
            if column is not None:
                if column not in self._texts:
                    self._texts[column] = text_of(self._cells[column])
                return self._texts[column]
        return constant("", len(self))

    def code(self, *names: str) -> Text:
        """Return a column of codes: whole numbers, even where a program wrote them as ``1.0``."""
        return map_distinct(self.text(*names), lambda cell: cell.removesuffix(".0"))


@dataclass(frozen=True)
class Format:
    """A format of event data.

    Attributes
    ----------
    id, title
        Short and human name.
    marks
        Sets of columns; a table that has all of one set is of this format.
    columns
        What each canonical column is made from.
    known
        All columns of the format's published tables.
    types
        Kinds of event and what they become.
    aside, precision
        In words: which rows are set aside, and what date and place precision become.
    codebook, licence
        Where the columns are described, and on what terms the data are given.
    read
        Function that does all this to a table; ``None`` where columns are taken as they are.
    variants
        Titles of the format's versions, each with the columns that tell it; the first that fits.
    """

    id: str
    title: str
    marks: tuple[tuple[str, ...], ...]
    columns: tuple[Column, ...]
    known: tuple[str, ...]
    types: tuple[TypeRule, ...]
    aside: str
    precision: str
    codebook: str
    licence: str
    read: Callable[[Source], Read] | None = field(default=None, repr=False)
    variants: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @cached_property
    def known_keys(self) -> frozenset[str]:
        """Keys of all columns that the format's tables have or that are read from them."""
        read = (name for column in self.columns for name in column.sources)
        return frozenset(key(name) for name in (*self.known, *read))

    def fits(self, keys: Iterable[str]) -> bool:
        """Tell whether a header with these keys is of this format."""
        there = frozenset(keys)
        return any(there >= {key(name) for name in mark} for mark in self.marks)

    def title_of(self, keys: Iterable[str]) -> str:
        """Name the version of the format that a header with these keys has."""
        there = frozenset(keys)
        for title, columns in self.variants:
            if there >= {key(name) for name in columns}:
                return title
        return self.title

    def roles(self, by_key: Mapping[str, str]) -> dict[str, str]:
        """Give each canonical column the table's column that it is mainly made from."""
        mains = {column.canonical: column.main(by_key) for column in self.columns}
        return {canonical: found for canonical, found in mains.items() if found}


def key(name: str) -> str:
    """Return what a column's name is compared by: letter case and joints make no difference.

    >>> key(" Event_Date "), key("event.date") == key("EVENT DATE")
    ('eventdate', True)
    """
    return re.sub(r"[\s_\-.\x00-\x1f\u200b-\u200f\ufeff]+", "", name.lower())


def columns_by_key(header: Iterable[str]) -> dict[str, str]:
    """Return a header's columns by their keys; of two that are alike, the first."""
    found: dict[str, str] = {}
    for name in header:
        found.setdefault(key(name), name)
    return found


def rules_by_code(rules: Sequence[TypeRule]) -> dict[str, TypeRule]:
    """Return rules by the code that their words begin with ("1 Organized demonstration")."""
    return {rule.raw.split(" ", 1)[0]: rule for rule in rules}
