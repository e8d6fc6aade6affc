"""Files → tables of text cells, with the line each row came from. Nothing is interpreted here."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

import pandas as pd

from geo.errors import FormatError, SourceNotFoundError

_CSV_ENDINGS: Final = (".csv", ".tsv", ".txt", ".tab")
_EXCEL_ENDINGS: Final = (".xlsx", ".xlsm")
_LONGEST_CELL: Final = 1_000_000


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
    if ending in _CSV_ENDINGS:
        rows = _read_delimited(path)
    elif ending in _EXCEL_ENDINGS:
        rows = _read_excel(path)
    else:
        kinds = ", ".join((*_CSV_ENDINGS, *_EXCEL_ENDINGS))
        msg = f"{path.name} is not of a kind that is read ({kinds}); save it as CSV or Excel."
        raise FormatError(msg, where=path.name)
    return _as_table(path.name, rows)


def _as_table(name: str, rows: list[tuple[int, list[str]]]) -> RawTable:
    if not rows:
        msg = f"{name} is empty; it needs a header line and rows below it."
        raise FormatError(msg, where=name)
    header = [cell.strip() for cell in rows[0][1]]
    while header and not header[-1]:
        header.pop()
    doubled = [column for column, times in Counter(filter(None, header)).items() if times > 1]
    if doubled:
        msg = f"{name} has two columns named '{doubled[0]}'; rename one of them."
        raise FormatError(msg, where=name)
    if not header:
        msg = f"{name} has no header in its first line; name its columns there."
        raise FormatError(msg, where=name)
    header = [column or f"column_{i}" for i, column in enumerate(header, start=1)]
    width = len(header)
    misshapen = {}
    fitted = []
    for line, row in rows[1:]:
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            misshapen[line] = f"{len(row)} cells under {width} columns: quote cells with commas"
        fitted.append((row + [""] * width)[:width])
    lines = [line for line, _ in rows[1:]]
    cells = pd.DataFrame(fitted, columns=header, index=pd.Index(lines, name="line"), dtype="str")
    return RawTable(name, cells, misshapen)


def _read_delimited(path: Path) -> list[tuple[int, list[str]]]:
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
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    csv.field_size_limit(_LONGEST_CELL)
    rows = []
    started = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((started, row))
            started = reader.line_num + 1
    except csv.Error as error:
        msg = f"{path.name}, line {started}: {error}; check the quotation marks there."
        raise FormatError(msg, where=path.name) from error
    return rows


def _read_excel(path: Path) -> list[tuple[int, list[str]]]:
    try:
        # openpyxl takes 0.2 s to import and only workbooks need it.
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    except ModuleNotFoundError as error:
        msg = f"{path.name} is a workbook: install dharna[excel] to read it, or save it as CSV."
        raise FormatError(msg, where=path.name) from error

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        msg = f"{path.name} cannot be opened (protected or damaged?); save it as CSV."
        raise FormatError(msg, where=path.name) from error
    try:
        sheet = max(book.worksheets, key=lambda s: (s.max_row or 0) * (s.max_column or 0))
        rows = [
            (line, [_cell_text(cell) for cell in row])
            for line, row in enumerate(sheet.iter_rows(values_only=True), start=1)
        ]
    finally:
        book.close()
    return [(line, row) for line, row in rows if any(cell.strip() for cell in row)]


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
