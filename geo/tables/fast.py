"""Large CSV files through DuckDB: all or nothing, and the line of every row."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.tables.encodings import decode_line
from geo.tables.physical import count_lines, row_lines
from geo.tables.raw import Choices, RawTable, Row
from geo.tables.scratch import Scratch, Source
from geo.tables.shaping import Header, find_header, text_frame

if TYPE_CHECKING:
    import duckdb

_GLOB: Final = frozenset("*?[]{}")
_NO_TEXT: Final = "\x01"
"""Taken for null instead of the empty cell, which stays text; such a file is refused as binary."""


def read_fast(
    source: Source,
    delimiter: str,
    first: Sequence[Row],
    choices: Choices,
    *,
    notes: tuple[str, ...] = (),
) -> RawTable | None:
    """Read a UTF-8 file whose rows all fit; ``None`` when one does not, or nothing is sure.

    Parameters
    ----------
    source
        The file.
    delimiter
        What parts its cells.
    first
        The first rows that are not blank, read by other means: at least one below the header.
    choices
        Columns that are not wanted are not made.
    notes
        Notes so far.
    """
    header = find_header(source.name, [cells for _, cells in first], choices)
    if len(first) <= header.rows:
        return None
    body_line, body_row = first[header.rows]
    width = max(len(first[0][1]), len(header.names))
    wanted = choices.wanted(header.names)
    places = [header.names.index(name) for name in wanted] or [0]
    beyond = list(range(len(header.names), width))
    stamp = source.stamp()
    table = _query(source, delimiter, width, [*places, *beyond], skip=body_line - 1)
    if table is None or not table.num_rows:
        return None
    arrays = {name: table[i] for i, name in enumerate(wanted)}
    same = all(
        table[i][0].as_py() == _cell(body_row, place).strip(" ") or table[i][0].as_py() == cell
        for i, place in enumerate(places)
        if (cell := _cell(body_row, place)) is not None
    )
    empty_beyond = all(_all_blank(table[len(places) + i]) for i in range(len(beyond)))
    lines = _lines(source, table.num_rows, body_line) if same and empty_beyond else None
    if lines is None:
        return None
    again = _Again(source, stamp, delimiter, header, lines)
    blank = _blank_rows(table.select(range(len(places))), again)
    if len(blank):
        keep = np.ones(table.num_rows, dtype=bool)
        keep[blank] = False
        arrays = {name: column.filter(pa.array(keep)) for name, column in arrays.items()}
        lines = lines[keep]
    return RawTable(
        source.name,
        text_frame(arrays, lines),
        {},
        notes + header.notes,
        tuple(header.names),
        again if len(wanted) < len(header.names) else None,
    )


def connect() -> duckdb.DuckDBPyConnection:
    """Open DuckDB in memory, such that it never fetches an extension."""
    import duckdb

    return duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "arrow_large_buffer_size": "true",
        }
    )


def quoted(text: str) -> str:
    """Return a text as SQL writes it.

    >>> quoted("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def plain_path(source: Source) -> tuple[str, Scratch | None]:
    """Return a path that DuckDB does not take for a pattern: a link's, if need be."""
    if not _GLOB & set(str(source.path)):
        return str(source.path), None
    link = Scratch()
    link.path.unlink()
    link.path.symlink_to(source.path.resolve())
    return str(link.path), link


def _query(
    source: Source, delimiter: str, width: int, places: list[int], *, skip: int
) -> pa.Table | None:
    import duckdb

    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(width))
    chosen = ", ".join(f"c{place}" for place in places)
    try:
        path, _link = plain_path(source)
        with connect() as base:
            sql = (
                f"SELECT {chosen} FROM read_csv({quoted(path)}, auto_detect=false, "  # noqa: S608
                f"header=false, skip={skip}, delim={quoted(delimiter)}, quote='\"', "
                f"escape='\"', nullstr={quoted(_NO_TEXT)}, compression='none', "
                f"strict_mode=true, max_line_size=1000000, columns={{{columns}}})"
            )
            return base.sql(sql).to_arrow_table()
    except (duckdb.Error, OSError):
        return None


def _lines(source: Source, rows: int, body_line: int) -> pd.Index | None:
    """Return each row's line: counted if there is one line to a row, else looked for."""
    lines = count_lines(source.path)
    if lines.nul or lines.lone_cr:
        return None
    if lines.count == body_line - 1 + rows:
        return pd.RangeIndex(body_line, body_line + rows, name="line")
    starts = row_lines(source.path)
    starts = starts[starts >= body_line]
    return pd.Index(starts, name="line") if len(starts) == rows else None


def _cell(row: list[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def _all_blank(column: pa.ChunkedArray) -> bool:
    return bool(pc.all(pc.equal(pc.utf8_trim_whitespace(column), "")).as_py() is not False)


def _blank_rows(table: pa.Table, again: _Again) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the positions of rows in which nothing is written, in any column."""
    mask = pc.equal(pc.utf8_trim_whitespace(table[0]), "")
    at = np.flatnonzero(mask.to_numpy())
    for i in range(1, table.num_columns):
        if not len(at):
            return at
        part = pc.utf8_trim_whitespace(table[i].take(pa.array(at)))
        at = at[pc.equal(part, "").to_numpy()]
    if not len(at) or table.num_columns == len(again.header.names):
        return at
    whole = again(again.lines[at].tolist())
    blank = np.ones(len(at), dtype=bool)
    for name in whole:
        blank &= (whole[name].str.strip() == "").to_numpy()
    return at[blank]


class _Again:
    """Reads whole rows anew, by their lines."""

    def __init__(
        self,
        source: Source,
        stamp: tuple[int, int],
        delimiter: str,
        header: Header,
        lines: pd.Index,
    ) -> None:
        self.source, self.stamp, self.delimiter = source, stamp, delimiter
        self.header, self.lines = header, lines

    def __call__(self, wanted: list[int]) -> pd.DataFrame:
        self.source.check(self.stamp)
        texts = _texts(self.source, wanted, self._ends(wanted))
        width = len(self.header.names)
        rows = []
        for text in texts:
            cells = next(csv.reader([text], delimiter=self.delimiter), [])
            rows.append((cells + [""] * width)[:width])
        index = pd.Index(wanted, name="line", dtype="int64")
        return pd.DataFrame(rows, columns=self.header.names, index=index, dtype="str")

    def _ends(self, wanted: list[int]) -> list[int]:
        """Return the line on which the row after each begins."""
        after = (self.lines.get_indexer(pd.Index(wanted)) + 1).tolist()
        return [int(self.lines[i]) if i < len(self.lines) else -1 for i in after]


def _texts(source: Source, starts: list[int], ends: list[int]) -> Iterator[str]:
    """Yield the text of rows that take the lines from each start up to each end (-1: the last)."""
    spans = iter(zip(starts, ends, strict=True))
    start, end = next(spans, (0, 0))
    taken: list[bytes] = []
    with source.path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if taken and number == end:
                yield _decoded(taken)
                taken = []
                start, end = next(spans, (0, 0))
                if not start:
                    return
            if number >= start:
                taken.append(line)
    if taken:
        yield _decoded(taken)


def _decoded(lines: list[bytes]) -> str:
    return "".join(decode_line(line)[0] for line in lines).rstrip("\r\n")
