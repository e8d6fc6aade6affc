"""On which line of a file each row begins."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

_BLOCK: Final = 1 << 20
_LF, _CR, _QUOTE = 10, 13, 34


@dataclass(frozen=True)
class Lines:
    """Line ends of a file: how many, and what else stands in it that matters to reading."""

    ends: int
    ended: bool
    lone_cr: bool
    nul: bool

    @property
    def count(self) -> int:
        """Number of lines, the last one included when it has no end."""
        return self.ends + (not self.ended)


def count_lines(path: Path) -> Lines:
    """Count the line ends of a file."""
    memory = bytearray(_BLOCK)
    buffer = np.frombuffer(memory, dtype=np.uint8)
    mask = np.empty(_BLOCK, dtype=bool)
    ends = returns = pairs = 0
    nul = False
    last = _LF
    with path.open("rb", buffering=0) as file:
        while size := file.readinto(memory):
            block = buffer[:size]
            ends += int(np.count_nonzero(np.equal(block, _LF, out=mask[:size])))
            nul = nul or memory.find(b"\0", 0, size) >= 0
            if returns or memory.find(b"\r", 0, size) >= 0:
                returns += int(np.count_nonzero(block == _CR))
                pairs += int(np.count_nonzero((block[:-1] == _CR) & (block[1:] == _LF)))
                pairs += int(last == _CR and block[0] == _LF)
            last = int(block[-1])
    return Lines(ends, last == _LF, returns != pairs, nul)


def has_nul(path: Path) -> bool:
    """Tell whether a file holds a NUL byte."""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if b"\0" in block:
                return True
    return False


def row_lines(path: Path) -> NDArray[np.int64]:
    """Return the line on which each row begins that is not an empty line, the header's included.

    Line ends within quotation marks belong to their row: a line end closes a row when the marks
    before it are even in number. Holds for files whose marks are all in order.
    """
    found: list[NDArray[np.int64]] = []
    lines = offset = quotes = 0
    previous_end = -1
    previous_line = 0
    with path.open("rb") as file:
        while data := file.read(_BLOCK * 8):
            block = np.frombuffer(data, dtype=np.uint8)
            ends = np.flatnonzero(block == _LF)
            marks = np.flatnonzero(block == _QUOTE)
            even = ((np.searchsorted(marks, ends) + quotes) & 1) == 0
            closing = np.flatnonzero(even)
            at = ends[closing] + offset
            number = closing + lines + 1
            before = np.concatenate(([previous_end], at[:-1])) if len(at) else at
            first = np.concatenate(([previous_line], number[:-1])) + 1 if len(at) else number
            # An empty line has nothing, or a carriage return alone, before its end.
            length = at - before - 1
            returned = (length == 1) & (block[np.maximum(ends[closing] - 1, 0)] == _CR)
            found.append(first[(length > 0) & ~returned])
            if len(at):
                previous_end, previous_line = int(at[-1]), int(number[-1])
            lines += len(ends)
            quotes += len(marks)
            offset += len(data)
    if offset - previous_end > 1:
        found.append(np.array([previous_line + 1]))
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)
