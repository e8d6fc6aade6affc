"""Rows or columns of text → a `RawTable`: header checked, each row fitted to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from geo.tables.raw import Choices, RawTable, Row, fault, shown

MOST_COLUMNS: Final = 4_096
MOST_PADDED_CELLS: Final = 20_000_000
"""Beyond this, a table may not have more cells than its file has bytes."""
_CELLS_AT_ONCE: Final = 600_000


Part = tuple[list[pa.Array], NDArray[np.int64]]
"""Some rows of a table: an array for each column that is kept, and the lines."""


@dataclass(frozen=True)
class Header:
    """Column names, and how many rows of the file they and a tag row take."""

    names: list[str]
    rows: int
    notes: tuple[str, ...] = ()


def header_names(name: str, cells: Sequence[str]) -> list[str]:
    """Return column names: stripped, unnamed ones numbered, empty ones at the end left out.

    Raises
    ------
    FormatError
        When there is no name, a name stands twice or there are too many.
    """
    header = [cell.strip() for cell in cells]
    while header and not header[-1]:
        header.pop()
    if not header:
        raise fault(name, "has no header in its first line; name its columns there.")
    if len(header) > MOST_COLUMNS:
        words = f"has {len(header):,} columns; a table of reports has at most {MOST_COLUMNS:,}."
        raise fault(name, words)
    if "\0" in "".join(header):
        raise fault(name, "has NUL characters in its header; save it as CSV in UTF-8.")
    header = [column or f"column_{i}" for i, column in enumerate(header, start=1)]
    doubled = [column for column, times in Counter(header).items() if times > 1]
    if doubled:
        words = f"has two columns named '{shown(doubled[0], 40)}'; rename one of them."
        raise fault(name, words)
    return header


def find_header(name: str, rows: Sequence[list[str]], choices: Choices) -> Header:
    """Take the header from the first rows; it may take none of them, and a tag row may follow."""
    first = rows[0]
    given = choices.header_of(first) if choices.header_of is not None else None
    if given is not None:
        extra = [f"column_{i}" for i in range(len(given) + 1, len(first) + 1)]
        note = "the file has no header line; its columns were told by their number and content"
        return Header(header_names(name, [*given, *extra]), 0, (note,))
    names = header_names(name, first)
    if len(rows) > 1 and choices.is_tag_row is not None and choices.is_tag_row(rows[1]):
        return Header(names, 2, ("tag row 2 left out",))
    return Header(names, 1)


def shape_rows(
    name: str,
    rows: Iterable[Row],
    choices: Choices,
    *,
    misshapen: dict[int, str] | None = None,
    notes: tuple[str, ...] = (),
    size: int | None = None,
    nul: bool = False,
) -> RawTable:
    """Fit rows of text to their header.

    Parameters
    ----------
    name
        What to call the file.
    rows
        Line number and cells, blank rows left out.
    choices
        The caller's knowledge; columns not wanted are not kept.
    misshapen
        Line → reason; the iterator `rows` may add to it while it runs.
    notes
        Notes so far.
    size
        Bytes of the file: few bytes cannot hold many cells.
    nul
        Whether NUL characters are to be looked for.
    """
    faults: dict[int, str] = {} if misshapen is None else misshapen
    stream = iter(rows)
    header, first = open_table(name, stream, choices, faults)
    wanted = choices.wanted(header.names)
    places = [header.names.index(column) for column in wanted]
    width = len(header.names)
    parts: list[Part] = []
    lines = 0
    body = chain(first, stream)
    while batch := list(islice(body, max(1, _CELLS_AT_ONCE // width))):
        parts.append(fit(batch, places, width, faults, nul=nul))
        lines += len(batch)
        if size is not None:
            check_padding(name, lines, width, size)
    frame = join_parts(wanted, parts)
    return RawTable(name, frame, faults, notes + header.notes, tuple(header.names))


def open_table(
    name: str, rows: Iterator[Row], choices: Choices, faults: dict[int, str]
) -> tuple[Header, list[Row]]:
    """Take the header off; return it and the rows that were taken but lie below it.

    Raises
    ------
    FormatError
        When there is no row, or no header that can be read.
    """
    first = list(islice(rows, 2))
    if not first:
        raise fault(name, "is empty; it needs a header line and rows below it.")
    if first[0][0] in faults:
        raise fault(name, f"has a header that cannot be read: {faults[first[0][0]]}.")
    header = find_header(name, [cells for _, cells in first], choices)
    for line, _ in first[: header.rows]:
        faults.pop(line, None)
    return header, first[header.rows :]


def check_padding(name: str, rows: int, width: int, size: int) -> None:
    """Refuse a file of few bytes that would make very many cells."""
    if rows * width > max(MOST_PADDED_CELLS, size):
        words = f"has {width:,} columns over rows that are nearly empty; remove what is unused."
        raise fault(name, words)


def fit(
    rows: Sequence[Row], places: Sequence[int], width: int, faults: dict[int, str], *, nul: bool
) -> Part:
    """Fit rows to the header's width; keep the columns at `places`."""
    columns = list(
        zip(*(fit_row(row, line, width, faults, nul=nul) for line, row in rows), strict=True)
    )
    arrays = [pa.array(columns[place], pa.large_string()) for place in places]
    return arrays, np.array([line for line, _ in rows], dtype="int64")


def join_parts(wanted: Sequence[str], parts: Sequence[Part]) -> pd.DataFrame:
    """Put the parts of a table below one another."""
    arrays = {
        column: pa.chunked_array([part[0][i] for part in parts], pa.large_string())
        for i, column in enumerate(wanted)
    }
    lines = [part[1] for part in parts] or [np.empty(0, dtype="int64")]
    return text_frame(arrays, pd.Index(np.concatenate(lines), name="line"))


def shape_held(
    name: str, rows: Iterable[Row], choices: Choices, *, notes: tuple[str, ...] = ()
) -> RawTable:
    """Fit rows that cannot be read again: what is not wanted now is held for `RawTable.fetch`."""
    whole = replace(choices, columns=None)
    return keep_wanted(shape_rows(name, rows, whole, notes=notes, nul=True), choices)


def fit_row(
    row: list[str], line: int, width: int, faults: dict[int, str], *, nul: bool = False
) -> list[str]:
    """Fill a row that is too short; set one aside that is too long."""
    if nul and any("\0" in cell for cell in row):
        faults.setdefault(line, "the row holds NUL characters")
        row = [cell.replace("\0", "") for cell in row]
    if len(row) == width:
        return row
    if len(row) < width:
        return row + [""] * (width - len(row))
    if any(cell.strip() for cell in row[width:]):
        words = "put quotation marks around cells that hold the delimiter"
        faults.setdefault(line, f"{len(row)} cells under {width} columns: {words}")
        # What does not fit stays in the last cell: a row set aside is shown whole.
        return [*row[: width - 1], ",".join(row[width - 1 :])]
    return row[:width]


def shape_columns(
    name: str,
    columns: Mapping[str, Sequence[str] | pa.Array | pa.ChunkedArray],
    choices: Choices,
    *,
    rows: int,
    misshapen: dict[int, str] | None = None,
    notes: tuple[str, ...] = (),
) -> RawTable:
    """Build the table of a format that has columns and no lines; rows are numbered from 2."""
    names = header_names(name, list(columns))
    arrays = {new: as_text_array(columns[old]) for new, old in zip(names, columns, strict=True)}
    index = pd.RangeIndex(2, rows + 2, name="line")
    table = RawTable(name, text_frame(arrays, index), dict(misshapen or {}), notes, tuple(names))
    return keep_wanted(table, choices)


def keep_wanted(table: RawTable, choices: Choices) -> RawTable:
    """Leave the columns that are not wanted to `RawTable.fetch`."""
    wanted = choices.wanted(list(table.columns_all))
    whole = table.cells
    if len(wanted) == len(whole.columns):
        return table
    return replace(table, cells=whole[wanted], again=lambda lines: whole.loc[lines])


def as_text_array(values: Sequence[str] | pa.Array | pa.ChunkedArray) -> pa.ChunkedArray:
    """Return one column of large strings, without nulls."""
    import pyarrow.compute as pc

    if not isinstance(values, pa.Array | pa.ChunkedArray):
        values = pa.array(values, pa.large_string())
    if isinstance(values, pa.Array):
        values = pa.chunked_array([values])
    return pc.fill_null(values.cast(pa.large_string()), "")


def text_frame(arrays: Mapping[str, pa.ChunkedArray], index: pd.Index) -> pd.DataFrame:
    """Put Arrow columns into a frame without copying them."""
    columns = {name: pd.Series(array, dtype="str") for name, array in arrays.items()}
    if not columns:
        return pd.DataFrame(index=index)
    frame = pd.DataFrame(columns)
    frame.index = index
    return frame


def drop_blank(rows: Iterable[Row]) -> Iterator[Row]:
    """Leave out rows in which nothing is written."""
    return (row for row in rows if "".join(row[1]).strip())
