"""CSV and its kin: large files through DuckDB, what is out of order row by row."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import islice
from typing import Final

from geo.tables.again import RowsAgain
from geo.tables.blocks import read_blocks
from geo.tables.careful import ENDS_WITHIN, TRIED_BYTES, begin, read_rows, rows_of
from geo.tables.encodings import to_utf8
from geo.tables.fast import read_fast
from geo.tables.physical import has_nul
from geo.tables.raw import Choices, RawTable
from geo.tables.scratch import Source, copied
from geo.tables.shaping import drop_blank, shape_rows

FAST_FROM_BYTES: Final = 1_000_000


def read_delimited(source: Source, choices: Choices) -> RawTable:
    """Read a text file whose cells are parted by a delimiter.

    Files beyond `FAST_FROM_BYTES` go through DuckDB: whole when it takes every row, else block by
    block. Smaller ones, and blocks in which a row is out of order, go through a reader that sets
    such rows aside one by one.

    Raises
    ------
    FormatError
        When there is no header that can be read.
    """
    large = source.size > FAST_FROM_BYTES
    if large and (table := _fast(source, choices, ())) is not None:
        return table
    made = to_utf8(source.path)
    if made is None:
        return _with_care(source, choices, (), large=large)
    source, notes = copied(source.name, made[0]), made[1]
    if large and (table := _fast(source, choices, notes)) is not None:
        return table
    return _with_care(source, choices, notes, large=large)


def _first_bytes(source: Source) -> bytes:
    with source.path.open("rb") as file:
        return file.read(TRIED_BYTES)


def _fast(source: Source, choices: Choices, notes: tuple[str, ...]) -> RawTable | None:
    data = _first_bytes(source)
    if b"\0" in data:
        return None
    spot, delimiter = begin(data)
    try:
        text = data[spot.byte : data.rindex(b"\n") + 1].decode()
    except ValueError:
        return None
    misquoted: dict[int, str] = {}
    lines = io.StringIO(text, newline="")
    first = list(islice(drop_blank(rows_of(lines, spot.lines, delimiter, misquoted)), 3))
    if misquoted or not first:
        return None
    return read_fast(source, delimiter, first, choices, notes=notes)


def _with_care(
    source: Source, choices: Choices, notes: tuple[str, ...], *, large: bool
) -> RawTable:
    spot, delimiter = begin(_first_bytes(source))
    faults: dict[int, str] = {}
    nul = has_nul(source.path)
    if large:
        table = read_blocks(source, spot, delimiter, choices, faults, notes=notes, nul=nul)
    else:
        rows = drop_blank(read_rows(source, spot, delimiter, faults))
        table = shape_rows(
            *(source.name, rows, choices),
            misshapen=faults,
            notes=notes,
            size=source.size,
            nul=nul,
        )
    cut = ("the last line is cut off",) if ENDS_WITHIN in faults.values() else ()
    again = RowsAgain(source, delimiter, list(table.columns_all), table.cells.index)
    lacking = len(table.cells.columns) < len(table.columns_all)
    return replace(table, notes=table.notes + cut, again=again if lacking else None)
