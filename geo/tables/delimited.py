"""CSV and its kin, with care: every row is kept or has a reason, whatever stands around it."""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import IO, Final

import pandas as pd

from geo.tables.dialect import find_delimiter
from geo.tables.encodings import to_utf8
from geo.tables.fast import read_fast
from geo.tables.physical import has_nul
from geo.tables.raw import Choices, RawTable, Row, fault
from geo.tables.scratch import Source, copied
from geo.tables.shaping import drop_blank, refetch, shape_rows

FAST_FROM_BYTES: Final = 1_000_000
LONGEST_CELL: Final = 1_000_000
LONGEST_LINE: Final = 64_000_000
_TRIED_BYTES: Final = 262_144
_STATED: Final = re.compile(r'[\r\n]*"?sep=(?P<mark>.)"?(?:\r\n|\n|\r)', re.IGNORECASE)
_ENDS_WITHIN: Final = "the file ends within this row"


def read_delimited(source: Source, choices: Choices) -> RawTable:
    """Read a text file whose cells are parted by a delimiter.

    Files beyond `FAST_FROM_BYTES` go through DuckDB when it takes every row; all others, and those
    in which a row is out of order, through a reader that sets such rows aside one by one.

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
        return _with_care(source, choices, ())
    source, notes = copied(source.name, made[0]), made[1]
    if large and (table := _fast(source, choices, notes)) is not None:
        return table
    return _with_care(source, choices, notes)


def _fast(source: Source, choices: Choices, notes: tuple[str, ...]) -> RawTable | None:
    with source.path.open("rb") as file:
        data = file.read(_TRIED_BYTES)
    if b"\0" in data:
        return None
    try:
        text = data[: data.rindex(b"\n") + 1].decode("utf-8-sig")
    except ValueError:
        return None
    start, delimiter = _start(text)
    misquoted: dict[int, str] = {}
    lines = io.StringIO(text, newline="")
    for _ in range(start):
        lines.readline()
    rows = drop_blank(_rows(lines, start, delimiter, misquoted))
    first = list(islice(rows, 3))
    if misquoted or not first:
        return None
    return read_fast(source, delimiter, first, choices, notes=notes)


def _with_care(source: Source, choices: Choices, notes: tuple[str, ...]) -> RawTable:
    misshapen: dict[int, str] = {}
    stamp = source.stamp()
    nul = has_nul(source.path)

    def shape(rows: Iterable[Row], chosen: Choices, faults: dict[int, str]) -> RawTable:
        return shape_rows(
            *(source.name, rows, chosen),
            misshapen=faults,
            notes=notes,
            size=source.size,
            nul=nul,
        )

    def again(lines: list[int]) -> pd.DataFrame:
        source.check(stamp)
        whole = replace(choices, columns=None)
        faults: dict[int, str] = {}
        return refetch(
            lambda rows: shape(rows, whole, faults),
            lambda: drop_blank(read_rows(source, faults)),
            lines,
        )

    table = shape(drop_blank(read_rows(source, misshapen)), choices, misshapen)
    lacking = len(table.cells.columns) < len(table.columns_all)
    cut = ("the last line is cut off",) if _ENDS_WITHIN in table.misshapen.values() else ()
    return replace(table, notes=table.notes + cut, again=again if lacking else None)


def read_rows(source: Source, misquoted: dict[int, str]) -> Iterator[Row]:
    """Yield line number and cells of each row of a UTF-8 file.

    Parameters
    ----------
    source
        The file.
    misquoted
        Takes line → reason for rows whose quotation marks are out of order. Such a row is given as
        one line, and reading begins afresh on the next: a mark that is never closed would take all
        later rows into one cell.

    Raises
    ------
    FormatError
        When a line is longer than any row can be.
    """
    with source.path.open(encoding="utf-8-sig", newline="") as file:
        text = file.read(_TRIED_BYTES)
        cut = text.rfind("\n") + 1 if len(text) == _TRIED_BYTES else 0
        start, delimiter = _start(text[: cut or None])
        file.seek(0)
        lines = _whole_lines(source.name, file)
        for _ in range(start):
            next(lines, "")
        yield from _rows(lines, start, delimiter, misquoted)


def _whole_lines(name: str, file: IO[str]) -> Iterator[str]:
    while line := file.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            words = f"has a line of more than {LONGEST_LINE / 1e6:.0f} million characters;"
            raise fault(name, f"{words} break it into rows.")
        yield line


def _start(text: str) -> tuple[int, str]:
    """Return the number of lines before the table, and the delimiter; Excel may state it first."""
    found = _STATED.match(text)
    if found is None:
        return 0, find_delimiter(text)
    skipped = len(io.StringIO(found[0], newline="").readlines())
    return skipped, found["mark"]


def _rows(
    source: Iterator[str], start: int, delimiter: str, misquoted: dict[int, str]
) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    pending: deque[str] = deque()
    taken: list[str] = []

    def lines() -> Iterator[str]:
        while True:
            line = pending.popleft() if pending else next(source, "")
            if not line:
                return
            taken.append(line)
            yield line

    at = start
    while True:
        reader = csv.reader(lines(), delimiter=delimiter, strict=True)
        try:
            for row in reader:
                yield at + 1, row
                at += len(taken)
                taken.clear()
        except csv.Error as error:
            first = taken[0]
            # Everything beyond the first line is read again, from its beginning.
            pending.extendleft(reversed(taken[1:]))
            taken.clear()
            last = not pending
            if last:
                follow = next(source, "")
                last = not follow
                if follow:
                    pending.append(follow)
            misquoted[at + 1] = _reason(error, last=last)
            yield at + 1, first.rstrip("\r\n").split(delimiter)
            at += 1
        else:
            return


def _reason(error: csv.Error, *, last: bool) -> str:
    if last and "end of data" in str(error):
        return _ENDS_WITHIN
    return f"quotation marks out of order or a cell too long ({error})"
