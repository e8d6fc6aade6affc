"""Whole rows read anew, by the lines on which they begin."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pandas as pd

from geo.tables.encodings import decode_line
from geo.tables.scratch import Source
from geo.tables.shaping import fit_row


class RowsAgain:
    """Reads rows of a UTF-8 file, with every column.

    Parameters
    ----------
    source
        The file; it must not have changed since.
    delimiter
        What parts its cells.
    names
        The header.
    lines
        The lines on which all rows of the table begin, ascending.
    """

    def __init__(self, source: Source, delimiter: str, names: list[str], lines: pd.Index) -> None:
        self._source, self._stamp = source, source.stamp()
        self._delimiter, self._names, self.lines = delimiter, names, lines

    def __call__(self, wanted: list[int]) -> pd.DataFrame:
        """Return the rows of these lines, which are ascending."""
        self._source.check(self._stamp)
        texts = _texts(self._source, wanted, self._ends(wanted))
        rows = [
            fit_row(self._cells(text), line, len(self._names), {}, nul=True)
            for line, text in zip(wanted, texts, strict=True)
        ]
        index = pd.Index(wanted, name="line", dtype="int64")
        return pd.DataFrame(rows, columns=self._names, index=index, dtype="str")

    def _cells(self, text: str) -> list[str]:
        lines = io.StringIO(text, newline="")
        try:
            return next(csv.reader(lines, delimiter=self._delimiter, strict=True), [])
        except csv.Error:
            # Set aside when it was first read: one line, cut at every delimiter.
            first = io.StringIO(text, newline="").readline()
            return first.rstrip("\r\n").split(self._delimiter)

    def _ends(self, wanted: list[int]) -> list[int]:
        """Return the line on which the row after each begins; -1 after the last."""
        after = (self.lines.get_indexer(pd.Index(wanted)) + 1).tolist()
        return [int(self.lines[i]) if i < len(self.lines) else -1 for i in after]


def _texts(source: Source, starts: list[int], ends: list[int]) -> Iterator[str]:
    """Yield the text of rows that take the lines from each start up to each end (-1: the last)."""
    spans = iter(zip(starts, ends, strict=True))
    start, end = next(spans, (0, 0))
    taken: list[str] = []
    with source.path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        for number, line in enumerate(file, start=1):
            if taken and number == end:
                yield _joined(taken)
                taken = []
                start, end = next(spans, (0, 0))
                if not start:
                    return
            if number >= start:
                taken.append(line)
    if taken:
        yield _joined(taken)


def _joined(lines: list[str]) -> str:
    """Join lines; one in another encoding, in a column that was passed over, is decoded here."""
    return "".join(decode_line(line.encode("utf-8", errors="surrogateescape"))[0] for line in lines)
