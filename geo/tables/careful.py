"""CSV row by row: every row is kept or has a reason, whatever stands around it."""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final

from geo.tables.dialect import find_delimiter
from geo.tables.raw import Row, fault
from geo.tables.scratch import Source

LONGEST_CELL: Final = 1_000_000
LONGEST_LINE: Final = 64_000_000
ENDS_WITHIN: Final = "the file ends within this row"
TRIED_BYTES: Final = 262_144
_MARK: Final = b"\xef\xbb\xbf"
_STATED: Final = re.compile(r'[\r\n]*"?sep=(?P<mark>.)"?(?:\r\n|\n|\r)', re.IGNORECASE)


@dataclass(frozen=True)
class Spot:
    """Where in a file a row begins: after so many lines, at this byte."""

    lines: int
    byte: int


def begin(data: bytes) -> tuple[Spot, str]:
    """Return where the table begins, and its delimiter, from a file's first bytes.

    Excel may state the delimiter in a line of its own.
    """
    mark = len(_MARK) if data.startswith(_MARK) else 0
    if len(data) >= TRIED_BYTES:
        # The last line may be cut there; it would not bear a delimiter out.
        data = data[: data.rfind(b"\n") + 1 or len(data)]
    text = data[mark:].decode("utf-8", errors="replace")
    found = _STATED.match(text)
    if found is None:
        return Spot(0, mark), find_delimiter(text)
    lines = len(io.StringIO(found[0], newline="").readlines())
    return Spot(lines, mark + len(found[0].encode())), found["mark"]


def read_rows(
    source: Source,
    spot: Spot,
    delimiter: str,
    misquoted: dict[int, str],
    starts: list[int] | None = None,
) -> Iterator[Row]:
    """Yield line number and cells of each row of a UTF-8 file.

    Parameters
    ----------
    source
        The file.
    spot
        Where to begin.
    delimiter
        What parts the cells.
    misquoted
        Takes line → reason for rows whose quotation marks are out of order. Such a row is given as
        one line, and reading begins afresh on the next: a mark that is never closed would take all
        later rows into one cell.
    starts
        Takes the byte at which each line from `spot` on begins, when given.

    Raises
    ------
    FormatError
        When a line is longer than any row can be.
    """
    with source.path.open("rb") as file:
        file.seek(spot.byte)
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        lines = _whole_lines(source.name, text)
        if starts is not None:
            lines = _counted(lines, spot.byte, starts)
        yield from rows_of(lines, spot.lines, delimiter, misquoted)


def _counted(lines: Iterator[str], byte: int, starts: list[int]) -> Iterator[str]:
    for line in lines:
        starts.append(byte)
        byte += len(line.encode())
        yield line


def _whole_lines(name: str, file: IO[str]) -> Iterator[str]:
    while line := file.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            words = f"has a line of more than {LONGEST_LINE / 1e6:.0f} million characters;"
            raise fault(name, f"{words} break it into rows.")
        yield line


def rows_of(
    source: Iterator[str], start: int, delimiter: str, misquoted: dict[int, str]
) -> Iterator[Row]:
    """Yield the rows of lines of text, of which so many stand before them in the file."""
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
        return ENDS_WITHIN
    return f"quotation marks out of order or a cell too long ({error})"
