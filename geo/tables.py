"""Files → tables of text cells, with the line each row came from. Nothing is interpreted here."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError

import pandas as pd

from geo.errors import FormatError, SourceNotFoundError

_CSV_ENDINGS: Final = (".csv", ".tsv", ".txt", ".tab")
_EXCEL_ENDINGS: Final = (".xlsx", ".xlsm")
_LONGEST_CELL: Final = 1_000_000

_Row = tuple[int, list[str]]
"""A line number and the cells that begin there."""


@dataclass(frozen=True)
class RawTable:
    """A table as its file holds it.

    Attributes
    ----------
    name
        The file's name, for messages.
    cells
        All rows, text only, columns as in the header; indexed by line number (header is line 1).
    misshapen
        Line number → reason, for rows that do not fit the header.
    """

    name: str
    cells: pd.DataFrame
    misshapen: dict[int, str]


def read_table(path: Path) -> RawTable:
    """Read a CSV, TSV or Excel file as text cells.

    Delimiter (comma, semicolon, tab, bar) and encoding (UTF-8 with or without byte-order mark,
    else Windows-1252) are found out from the content. Blank lines are skipped.

    Raises
    ------
    SourceNotFoundError
        When there is no such file.
    FormatError
        When the file is empty or is no table of a kind that is read.
    """
    if not path.is_file():
        msg = f"There is no file {path}; give a file, or a campaign named by 'dharna datasets'."
        raise SourceNotFoundError(msg)
    ending = path.suffix.lower()
    if ending not in (*_CSV_ENDINGS, *_EXCEL_ENDINGS):
        kinds = ", ".join((*_CSV_ENDINGS, *_EXCEL_ENDINGS))
        msg = f"{path.name} is not of a kind that is read ({kinds}); save it as CSV or Excel."
        raise FormatError(msg, where=path.name)
    try:
        if ending in _EXCEL_ENDINGS:
            return _as_table(path.name, _read_excel(path), {})
        return _as_table(path.name, *_read_delimited(path))
    except OSError as error:
        msg = f"{path.name} cannot be read: {error.strerror or error}."
        raise FormatError(msg, where=path.name) from error


def _as_table(name: str, rows: list[_Row], misquoted: dict[int, str]) -> RawTable:
    if rows and rows[0][0] in misquoted:
        msg = f"{name} has a header that cannot be read: {misquoted[rows[0][0]]}."
        raise FormatError(msg, where=name)
    if not rows:
        msg = f"{name} is empty; it needs a header line and rows below it."
        raise FormatError(msg, where=name)
    header = [cell.strip() for cell in rows[0][1]]
    while header and not header[-1]:
        header.pop()
    doubled = [column for column, times in Counter(filter(None, header)).items() if times > 1]
    if doubled:
        msg = f"{name} has two columns named '{doubled[0][:40]}'; rename one of them."
        raise FormatError(msg, where=name)
    if not header:
        msg = f"{name} has no header in its first line; name its columns there."
        raise FormatError(msg, where=name)
    header = [column or f"column_{i}" for i, column in enumerate(header, start=1)]
    width = len(header)
    misshapen = dict(misquoted)
    fitted = []
    for line, row in rows[1:]:
        if len(row) > width and any(cell.strip() for cell in row[width:]) and line not in misquoted:
            misshapen[line] = f"{len(row)} cells under {width} columns: quote cells with commas"
            # What does not fit stays in the last cell: a row set aside is shown whole.
            row = [*row[: width - 1], ",".join(row[width - 1 :])]
        fitted.append((row + [""] * width)[:width])
    lines = [line for line, _ in rows[1:]]
    cells = pd.DataFrame(fitted, columns=header, index=pd.Index(lines, name="line"), dtype="str")
    return RawTable(name, cells, misshapen)


def _read_delimited(path: Path) -> tuple[list[_Row], dict[int, str]]:
    """Return the rows, and line number → reason for those with a stray quotation mark."""
    data = path.read_bytes()
    if b"\x00" in data[:65536]:
        msg = f"{path.name} is not a text file; save it as CSV in UTF-8."
        raise FormatError(msg, where=path.name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(",;\t|", key=first.count)
    csv.field_size_limit(_LONGEST_CELL)
    lines = list(io.StringIO(text, newline=""))
    rows: list[_Row] = []
    misquoted: dict[int, str] = {}
    start = 0
    while start < len(lines):
        start = _read_on(lines, start, delimiter, rows=rows, misquoted=misquoted)
    return [(line, row) for line, row in rows if any(cell.strip() for cell in row)], misquoted


def _read_on(
    lines: list[str],
    start: int,
    delimiter: str,
    *,
    rows: list[_Row],
    misquoted: dict[int, str],
) -> int:
    """Read rows until a quotation mark is wrong; return the index of the line to go on from.

    A quotation mark that is never closed would take all later rows into one cell: such a row is
    set aside as one line, and reading begins afresh on the next.
    """
    rest = (lines[i] for i in range(start, len(lines)))
    reader = csv.reader(rest, delimiter=delimiter, strict=True)
    at = start
    try:
        for row in reader:
            rows.append((at + 1, row))
            at = start + reader.line_num
    except csv.Error as error:
        rows.append((at + 1, lines[at].rstrip("\r\n").split(delimiter)))
        misquoted[at + 1] = f"quotation marks out of order or a cell too long ({error})"
        return at + 1
    return len(lines)


def _read_excel(path: Path) -> list[_Row]:
    # openpyxl takes 0.2 s to import and only workbooks need it.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    damage = (InvalidFileException, zipfile.BadZipFile, zlib.error, ParseError, EOFError)
    try:
        with warnings.catch_warnings():
            # openpyxl warns of styles and widgets that it leaves out; only cells matter here.
            warnings.simplefilter("ignore")
            book = load_workbook(path, read_only=True, data_only=True)
            try:
                rows = _largest_sheet(list(book.worksheets))
            finally:
                book.close()
    except (*damage, KeyError, ValueError, TypeError, AttributeError) as error:
        msg = f"{path.name} cannot be opened (protected or damaged?); save it as CSV."
        raise FormatError(msg, where=path.name) from error
    return [(line, row) for line, row in rows if any(cell.strip() for cell in row)]


def _largest_sheet(sheets: list[Any]) -> list[_Row]:
    for sheet in sheets:
        # Some programs state a size of one cell: what is there counts, not what is stated.
        sheet.reset_dimensions()
    tables = [list(sheet.iter_rows(values_only=True)) for sheet in sheets]
    largest = max(tables, key=_filled_cells, default=[])
    return [(line, [_cell_text(cell) for cell in row]) for line, row in enumerate(largest, start=1)]


def _filled_cells(table: list[tuple[object, ...]]) -> int:
    return sum(cell is not None for row in table for cell in row)


def _cell_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
