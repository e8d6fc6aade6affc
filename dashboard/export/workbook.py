"""All tables as sheets of one workbook, with what they are and what their columns mean."""

from __future__ import annotations

import io
import math
import re
from typing import Any, Final

import pandas as pd

from dashboard.export.data_tables import DataTable
from dashboard.export.dictionary import dictionary_table
from dashboard.export.files import CannotMakeError
from dashboard.export.stable_zip import restamped
from dashboard.export.tables import neutralise_formulas

MOST_ROWS: Final = 1_048_575
"""Rows of a sheet, its heading apart."""
LONGEST_CELL: Final = 32_767
_CORE: Final = "docProps/core.xml"
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_TIMES: Final = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
_WIDEST: Final = 60
_LINE_POINTS: Final = 15.0
_WIDEST_PROSE: Final = 90
"""Characters a column is wide at most: of data, and of sentences."""


def workbook(tables: list[DataTable], about: dict[str, str], *, made: str) -> bytes:
    """Return an XLSX file: sheet About, a sheet a table, sheet Dictionary.

    Text that a spreadsheet would run gets an apostrophe in front.

    Raises
    ------
    CannotMakeError
        When a table has more rows than a sheet, or openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook
    except ModuleNotFoundError as error:
        msg = "A workbook needs openpyxl; install it with: pip install 'dharna[excel]'."
        raise CannotMakeError(msg) from error

    for table in tables:
        if len(table.frame) > MOST_ROWS:
            msg = (
                f"{table.title} has {len(table.frame):,} rows, more than a sheet's {MOST_ROWS:,}; "
                "take CSV or Parquet, or filter first."
            )
            raise CannotMakeError(msg)
    book = Workbook(write_only=True)
    core = book.properties
    core.title, core.subject, core.creator = about["title"], about["days"], about["made with"]
    core.description = about["doubt"]
    said = pd.DataFrame({"name": list(about), "text": list(about.values())}).astype("str")
    _add_sheet(book, "About", said, is_prose=True)
    for table in tables:
        _add_sheet(book, table.title, table.frame)
    _add_sheet(book, "Dictionary", dictionary_table(tables), is_prose=True)
    target = io.BytesIO()
    book.save(target)
    return _without_hour(target.getvalue(), made)


def _add_sheet(book: Any, title: str, frame: pd.DataFrame, *, is_prose: bool = False) -> None:
    """Add a sheet; prose is wrapped in its cells, and what is printed is as wide as its page."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    sheet.page_setup.orientation = "landscape"
    sheet.print_title_rows = "1:1"
    cells = _cells(neutralise_formulas(frame))
    widths = []
    for number, name in enumerate(cells, start=1):
        longest = max((len(str(cell)) for cell in cells[name].head(200)), default=0)
        width = min(max(longest, len(str(name))) + 2, _WIDEST_PROSE if is_prose else _WIDEST)
        sheet.column_dimensions[get_column_letter(number)].width = width
        widths.append(width)
    heads = []
    for name in cells:
        head = WriteOnlyCell(sheet, value=str(name))
        head.font = Font(bold=True)
        heads.append(head)
    sheet.append(heads)
    wrapped = Alignment(wrap_text=True, vertical="top")
    for number, row in enumerate(cells.itertuples(index=False, name=None), start=2):
        if not is_prose:
            sheet.append(row)
            continue
        # Not every spreadsheet finds out by itself how high a row of wrapped text is.
        lines = max(
            math.ceil(len(str(text)) / width) for text, width in zip(row, widths, strict=True)
        )
        sheet.row_dimensions[number].height = _LINE_POINTS * lines
        wraps = [WriteOnlyCell(sheet, value=text) for text in row]
        for cell in wraps:
            cell.alignment = wrapped
        sheet.append(wraps)


def _cells(frame: pd.DataFrame) -> pd.DataFrame:
    """Return plain cells: days as dates, empty ones ``None``, text that a workbook can hold."""
    columns = {}
    for name in frame:
        column = frame[name]
        if pd.api.types.is_datetime64_any_dtype(column.dtype):
            cells = column.dt.date.astype(object)
        elif isinstance(column.dtype, pd.StringDtype):
            text = column.str.replace(_NOT_XML, "", regex=True).str.slice(0, LONGEST_CELL)
            cells = text.astype(object)
        else:
            cells = column.astype(object)
        columns[name] = cells.where(column.notna(), None)
    return pd.DataFrame(columns, index=frame.index)


def _without_hour(data: bytes, made: str) -> bytes:
    """Put the day it was made in place of the hour that the writer puts in."""
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        core = archive.read(_CORE)
    stamp = f"{made}T00:00:00Z".encode()
    return restamped(data, {_CORE: _TIMES.sub(rb"\g<1>" + stamp + rb"\g<2>", core)})
