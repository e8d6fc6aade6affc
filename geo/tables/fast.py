"""Large CSV files through DuckDB: all or nothing, and the line of every row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from geo.tables.again import RowsAgain
from geo.tables.physical import count_lines, row_lines
from geo.tables.raw import Choices, RawTable, Row
from geo.tables.scratch import Scratch, Source
from geo.tables.shaping import find_header, text_frame
from geo.watching import quieten

if TYPE_CHECKING:
    import duckdb

_GLOB: Final = frozenset("*?[]{}")
_NO_TEXT: Final = "\x01"
"""What DuckDB may take for null, so that an empty cell stays text; put back afterwards."""


@dataclass(frozen=True)
class Layout:
    """How the rows of a file are laid out.

    Attributes
    ----------
    delimiter
        What parts the cells.
    names
        The header.
    width
        Cells in a row; those beyond the header are empty.
    wanted
        The columns that are kept.
    """

    delimiter: str
    names: list[str]
    width: int
    wanted: list[str]

    @property
    def places(self) -> list[int]:
        """Where in a row the columns that are kept stand."""
        return [self.names.index(name) for name in self.wanted]


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
    width = max(len(first[0][1]), len(header.names))
    layout = Layout(delimiter, header.names, width, choices.wanted(header.names))
    found = read_body(source, layout, first[header.rows])
    if found is None:
        return None
    columns, lines = found
    frame = text_frame(dict(zip(layout.wanted, columns, strict=True)), lines)
    again = RowsAgain(source, delimiter, header.names, lines)
    return RawTable(
        *(source.name, frame, {}, notes + header.notes, tuple(header.names)),
        again if len(layout.wanted) < len(header.names) else None,
    )


def read_body(
    source: Source, layout: Layout, body: Row
) -> tuple[list[pa.ChunkedArray], pd.Index] | None:
    """Read all rows from one on; ``None`` when one does not fit, or nothing is sure.

    Parameters
    ----------
    source
        The file.
    layout
        How its rows are laid out.
    body
        The first row that is data: its line, and its cells, by which the result is checked.

    Returns
    -------
    tuple or None
        The columns that are kept, and the line of each row. Blank rows are left out.
    """
    places = layout.places or [0]
    beyond = list(range(len(layout.names), layout.width))
    table = _query(source, layout, [*places, *beyond], skip=body[0] - 1)
    if table is None or not table.num_rows:
        return None
    columns = [_filled(table[i]) for i in range(len(places))]
    if not all(
        _begins(column, body[1], place) for column, place in zip(columns, places, strict=True)
    ):
        return None
    if not all(_all_blank(table[len(places) + i]) for i in range(len(beyond))):
        return None
    lines = _lines(source, table.num_rows, body[0])
    if lines is None:
        return None
    blank = _blank_rows(columns, lines, RowsAgain(source, layout.delimiter, layout.names, lines))
    if len(blank):
        keep = np.ones(table.num_rows, dtype=bool)
        keep[blank] = False
        columns = [column.filter(pa.array(keep)) for column in columns]
        lines = lines[keep]
    return columns[: len(layout.wanted)], lines


def connect() -> duckdb.DuckDBPyConnection:
    """Open DuckDB in memory, such that it never fetches an extension."""
    import duckdb

    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "arrow_large_buffer_size": "true",
        }
    )
    quieten(connection)
    return connection


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


def csv_query(path: str, layout: Layout, *, skip: int) -> str:
    """Return the SQL of a CSV file's columns that are kept, each named after its place.

    Parameters
    ----------
    path
        From `plain_path`.
    layout
        How the rows are laid out.
    skip
        Lines before the first row.
    """
    none = quoted(_NO_TEXT)
    chosen = ", ".join(f"coalesce(c{i}, {none}) AS c{i}" for i in layout.places)
    return f"SELECT {chosen} FROM {_reader(path, layout, skip)}"  # noqa: S608


def _query(source: Source, layout: Layout, places: list[int], *, skip: int) -> pa.Table | None:
    import duckdb

    chosen = ", ".join(f"c{place}" for place in places)
    try:
        path, _link = plain_path(source)
        with connect() as base:
            sql = f"SELECT {chosen} FROM {_reader(path, layout, skip)}"  # noqa: S608
            return base.sql(sql).to_arrow_table()
    except (duckdb.Error, OSError):
        return None


def _reader(path: str, layout: Layout, skip: int) -> str:
    """Return the call that reads all rows of a file as text, and fails where one does not fit."""
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(layout.width))
    return (
        f"read_csv({quoted(path)}, auto_detect=false, header=false, skip={skip}, "
        f"delim={quoted(layout.delimiter)}, quote='\"', escape='\"', "
        f"nullstr={quoted(_NO_TEXT)}, compression='none', strict_mode=true, "
        f"max_line_size=1000000, columns={{{columns}}})"
    )


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


def _begins(column: pa.ChunkedArray, row: list[str], place: int) -> bool:
    """Tell whether a column's first cell is the row's; DuckDB drops blanks around marks."""
    cell = row[place] if place < len(row) else ""
    return bool(column[0].as_py() in (cell, cell.strip(" ")))


def _filled(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.fill_null(column, _NO_TEXT) if column.null_count else column


def _all_blank(column: pa.ChunkedArray) -> bool:
    return bool(pc.all(pc.equal(pc.utf8_trim_whitespace(column), "")).as_py() is not False)


def _blank_rows(
    columns: list[pa.ChunkedArray], lines: pd.Index, again: RowsAgain
) -> NDArray[np.int64]:
    """Return the positions of rows in which nothing is written, in any column of the file."""
    at = np.flatnonzero(pc.equal(pc.utf8_trim_whitespace(columns[0]), "").to_numpy())
    for column in columns[1:]:
        if not len(at):
            return at
        part = pc.utf8_trim_whitespace(column.take(pa.array(at)))
        at = at[pc.equal(part, "").to_numpy()]
    if not len(at):
        return at
    whole = again(lines[at].tolist())
    blank = np.ones(len(at), dtype=bool)
    for name in whole:
        blank &= (whole[name].str.strip() == "").to_numpy()
    return at[blank]
