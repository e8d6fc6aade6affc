"""What reading a file gives: a table of text cells, and the sentence when there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from geo.errors import FormatError

LONGEST_SHOWN: Final = 60

Row = tuple[int, list[str]]
"""A line number and the cells of the row that begins there."""


@dataclass(frozen=True)
class RawTable:
    """A table as its file holds it.

    Attributes
    ----------
    name
        The file's name, for messages; a member of an archive is ``archive.zip/member.csv``.
    cells
        All rows, text only (dtype ``str``, never null), columns as in the header; indexed by line
        number (the header is line 1; in a workbook the sheet's row; 2, 3, 4 … where a format knows
        no lines). Only the columns that were asked for, when some were.
    misshapen
        Line number → reason, for rows that do not fit the header.
    notes
        Sentences on how the file was read, to be shown to the user.
    columns_all
        The whole header.
    """

    name: str
    cells: pd.DataFrame
    misshapen: dict[int, str]
    notes: tuple[str, ...] = ()
    columns_all: tuple[str, ...] = ()
    again: Callable[[list[int]], pd.DataFrame] | None = field(
        default=None, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        if not self.columns_all:
            object.__setattr__(self, "columns_all", tuple(self.cells.columns))

    def fetch(self, lines: Sequence[int]) -> pd.DataFrame:
        """Return the whole rows that begin on these lines, in this order, with every column.

        Rows of a file that was read in part are read again.

        Raises
        ------
        KeyError
            When no row begins on one of the lines.
        FormatError
            When the file has changed or gone since it was read.
        """
        wanted = [int(line) for line in lines]
        absent = set(wanted).difference(self.cells.index) if wanted else set()
        if absent:
            raise KeyError(min(absent))
        if self.again is None or not wanted:
            return self.cells.loc[wanted].reindex(columns=list(self.columns_all)).astype("str")
        return self.again(sorted(set(wanted))).loc[wanted]


@dataclass(frozen=True)
class Reading:
    """All tables of a file, and a sentence for each part that could not be read."""

    tables: tuple[RawTable, ...]
    failures: tuple[FormatError, ...] = ()


@dataclass(frozen=True)
class Choices:
    """What the caller knows of headers.

    Attributes
    ----------
    header_of
        Given the first row, the column names when the row is data of a format without header.
    is_tag_row
        Whether a row below the header holds tags, not data.
    columns
        Given the header, the columns that are needed; all when it returns ``None``.
    """

    header_of: Callable[[Sequence[str]], list[str] | None] | None = None
    is_tag_row: Callable[[Sequence[str]], bool] | None = None
    columns: Callable[[list[str]], list[str] | None] | None = None

    def wanted(self, header: list[str]) -> list[str]:
        """Return the columns to keep, in the header's order."""
        chosen = None if self.columns is None else self.columns(list(header))
        return header if chosen is None else [name for name in header if name in set(chosen)]


ALL: Final = Choices()


def shown(text: str, longest: int = LONGEST_SHOWN) -> str:
    r"""Make a piece of a file fit to stand in a sentence: short, and on one line.

    >>> shown("Quetta\n(city)")
    'Quetta (city)'
    """
    flat = " ".join("".join(c if c.isprintable() else " " for c in text[:400]).split())
    return flat if len(flat) <= longest else f"{flat[: longest - 1]}…"


def fault(name: str, words: str) -> FormatError:
    """Build the error that says what is wrong with the file `name`."""
    return FormatError(f"{name} {words}", where=name)
