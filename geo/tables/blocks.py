"""Large CSV files in which some rows are out of order: in blocks, each the fastest way it goes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

import numpy as np

from geo.tables.careful import Spot, read_rows
from geo.tables.fast import Layout, read_body
from geo.tables.raw import Choices, RawTable
from geo.tables.scratch import Scratch, Source, copied
from geo.tables.shaping import Part, check_padding, drop_blank, fit, join_parts, open_table

_BLOCK_BYTES: Final = 1 << 23
_LF, _QUOTE = 10, 34


def read_blocks(
    source: Source,
    spot: Spot,
    delimiter: str,
    choices: Choices,
    faults: dict[int, str],
    *,
    notes: tuple[str, ...],
    nul: bool,
) -> RawTable:
    """Read a UTF-8 file block by block, such that a bad row makes only its own block slow.

    Parameters
    ----------
    source
        The file.
    spot
        Where the table begins.
    delimiter
        What parts its cells.
    choices
        Columns that are not wanted are not made.
    faults
        Takes line → reason for rows that do not fit.
    notes
        Notes so far.
    nul
        Whether the file holds NUL characters.

    Raises
    ------
    FormatError
        When there is no header that can be read.
    """
    starts: list[int] = []
    rows = drop_blank(read_rows(source, spot, delimiter, faults, starts))
    header, first = open_table(source.name, rows, choices, faults)
    first = first or list(islice(rows, 1))
    wanted = choices.wanted(header.names)
    parts: list[Part] = []
    if first:
        line, cells = first[0]
        width = max(len(cells), len(header.names))
        layout = Layout(delimiter, header.names, width, wanted)
        body = Spot(line - 1, starts[line - 1 - spot.lines])
        count = 0
        for part in read_parts(source, body, layout, faults, nul=nul):
            parts.append(part)
            count += len(part[1])
            check_padding(source.name, count, len(header.names), source.size)
    frame = join_parts(wanted, parts)
    return RawTable(source.name, frame, faults, notes + header.notes, tuple(header.names))


def read_parts(
    source: Source, spot: Spot, layout: Layout, faults: dict[int, str], *, nul: bool
) -> Iterator[Part]:
    """Yield the rows of a file from a place on, some at a time.

    Parameters
    ----------
    source, layout
        The file, and how its rows are laid out.
    spot
        Where the first of the rows begins.
    faults
        Takes line → reason for rows that do not fit; those of a part are in it with the part.
    nul
        Whether the file holds NUL characters.
    """
    size = source.size
    while spot.byte < size:
        with source.path.open("rb") as file:
            file.seek(spot.byte)
            data = file.read(_BLOCK_BYTES)
        until = spot.byte + len(data)
        end = len(data) if until >= size else _last_row_end(data)
        part = _fast_part(source.name, data[:end], layout, spot) if end else None
        if part is None:
            part, spot = _careful_part(source, spot, until, layout, faults, nul=nul)
        else:
            spot = Spot(spot.lines + data.count(b"\n", 0, end), spot.byte + end)
        yield part


def _last_row_end(data: bytes) -> int:
    """Return where the last row ends that ends in a block: at a line end outside of marks."""
    block = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(block == _LF)
    marks = np.flatnonzero(block == _QUOTE)
    outside = ends[(np.searchsorted(marks, ends) & 1) == 0]
    return int(outside[-1]) + 1 if len(outside) else 0


def _fast_part(name: str, data: bytes, layout: Layout, spot: Spot) -> Part | None:
    copy = Scratch()
    copy.path.write_bytes(data)
    block = copied(name, copy)
    misquoted: dict[int, str] = {}
    first = next(drop_blank(read_rows(block, Spot(0, 0), layout.delimiter, misquoted)), None)
    if first is None or misquoted:
        return None
    found = read_body(block, layout, first)
    if found is None:
        return None
    columns, lines = found
    return [column.combine_chunks() for column in columns], lines.to_numpy() + spot.lines


def _careful_part(
    source: Source, spot: Spot, until: int, layout: Layout, faults: dict[int, str], *, nul: bool
) -> tuple[Part, Spot]:
    """Read the rows that begin before a byte; return them and where the next row begins."""
    starts: list[int] = []
    taken = []
    rest = Spot(spot.lines, source.size)
    for line, cells in drop_blank(read_rows(source, spot, layout.delimiter, faults, starts)):
        start = starts[line - 1 - spot.lines]
        if start >= until:
            rest = Spot(line - 1, start)
            break
        taken.append((line, cells))
    return fit(taken, layout.places, len(layout.names), faults, nul=nul), rest
