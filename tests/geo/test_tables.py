"""Files as they come: every one gives rows, or one sentence that says why not."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import FormatError, SourceNotFoundError
from geo.tables import RawTable, read_table

Write = Callable[[str, str | bytes], Path]

cells = st.text(
    st.sampled_from("ab1 ,;\t\"'=|\n\r\u2028\x0bک")
    | st.characters(exclude_categories=["Cs", "Cc"]),
    max_size=8,
)


def rows_of(table: RawTable) -> list[list[str]]:
    return table.cells.to_numpy().tolist()


def workbook(*rows: list[object], title: str = "Sheet") -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return book


def as_bytes(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def rezipped(data: bytes, name: str, change: Callable[[bytes], bytes | None]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            content: bytes | None = old.read(item.filename)
            if item.filename == name:
                content = change(old.read(item.filename))
            if content is not None:
                new.writestr(item.filename, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
GOOD_BOOK = as_bytes(workbook(["date", "place"], ["2021-01-05", "Quetta"]))


@pytest.mark.parametrize(
    "content",
    [
        "date,place\n2021-01-05,Quetta\n",
        "date;place\n2021-01-05;Quetta\n",
        "date\tplace\n2021-01-05\tQuetta\n",
        "date|place\n2021-01-05|Quetta",
        "date,place\r\n2021-01-05,Quetta\r\n",
        "date,place\r2021-01-05,Quetta\r",
        "\n\ndate,place\n\n2021-01-05,Quetta\n\n",
        "date,place,,\n2021-01-05,Quetta,,\n",
        '"date","place"\n"2021-01-05","Quetta"\n',
        b"\xef\xbb\xbfdate,place\n2021-01-05,Quetta\n",
    ],
)
def test_ways_to_write_one_table(write: Write, content: str | bytes) -> None:
    table = read_table(write("x.csv", content))
    assert list(table.cells.columns) == ["date", "place"]
    assert rows_of(table) == [["2021-01-05", "Quetta"]]
    assert table.misshapen == {}


def test_old_windows_letters_are_read(write: Write) -> None:
    table = read_table(write("x.csv", "date,place\n2021-01-05,Café’s\n".encode("cp1252")))
    assert rows_of(table) == [["2021-01-05", "Café’s"]]


def test_lines_are_those_of_the_file(write: Write) -> None:
    table = read_table(write("x.csv", 'date,place\n\n1,"a\nb"\n\n2,c\n'))
    assert table.cells.index.tolist() == [3, 6]
    assert table.cells["place"].tolist() == ["a\nb", "c"]


def test_a_header_alone_is_a_table_without_rows(write: Write) -> None:
    table = read_table(write("x.csv", "date,place\n"))
    assert len(table.cells) == 0
    assert list(table.cells.columns) == ["date", "place"]


def test_nameless_columns_get_a_name(write: Write) -> None:
    assert list(read_table(write("x.csv", "date,,place\n1,2,3\n")).cells) == [
        *("date", "column_2", "place")
    ]


def test_short_rows_are_filled_and_long_ones_kept_whole(write: Write) -> None:
    table = read_table(write("x.csv", "date,place\n1\n1,2,,\n1,2,3,4\n"))
    assert rows_of(table) == [["1", ""], ["1", "2"], ["1", "2,3,4"]]
    assert list(table.misshapen) == [4]
    assert "4 cells under 2 columns" in table.misshapen[4]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "is empty"),
        ("\n \n,,\n", "is empty"),
        (bytes(range(256)), "is not a text file"),
        (b"\x00" * 5000, "is not a text file"),
        ("da\x00te,place\n" + "2021-01-05,Quetta\n" * 9, "NUL characters in its header"),
        ("date,place,place\n1,2,3\n", "two columns named 'place'"),
        ('date,"place\n1,2\n', "a header that cannot be read"),
    ],
)
def test_files_that_are_no_table(write: Write, content: str | bytes, sentence: str) -> None:
    with pytest.raises(FormatError, match=sentence) as caught:
        read_table(write("bad.csv", content))
    assert str(caught.value).startswith("bad.csv")
    assert caught.value.where == "bad.csv"


def test_unknown_kinds_and_missing_files(write: Write, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"x\.json is JSON, but neither"):
        read_table(write("x.json", "{}"))
    with pytest.raises(SourceNotFoundError, match="There is no file"):
        read_table(tmp_path / "no.csv")
    with pytest.raises(SourceNotFoundError, match="There is no file"):
        read_table(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(write: Write) -> None:
    path = write("x.csv", "date,place\n")
    path.chmod(0)
    with pytest.raises(FormatError, match="cannot be read: Permission denied"):
        read_table(path)


def test_a_disk_that_fails(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> bytes:
        raise OSError(5, "Input/output error")

    path = write("x.csv", "date,place\n")
    monkeypatch.setattr(Path, "open", fail)
    with pytest.raises(FormatError, match=r"x\.csv cannot be read: Input/output error"):
        read_table(path)


@pytest.mark.parametrize(
    "bad",
    ['2,"Quetta', '2,"Quetta" city', '2,"a"b"c', '"2,Quetta', f'2,"{"a" * 1_000_001}"'],
    ids=["open", "early end", "inner", "first cell", "endless"],
)
def test_a_stray_quotation_mark_costs_its_own_row_only(write: Write, bad: str) -> None:
    content = f'date,place\n1,Machh\n{bad}\n3,"Karachi, Numaish"\n4,Lahore\n'
    table = read_table(write("x.csv", content))
    assert list(table.misshapen) == [3]
    assert "quotation marks" in table.misshapen[3]
    good = table.cells.drop(index=3)
    assert good.to_numpy().tolist() == [["1", "Machh"], ["3", "Karachi, Numaish"], ["4", "Lahore"]]
    assert "".join(table.cells.loc[3]).startswith(bad.replace(",", "")[:9])


def test_many_stray_marks_are_read_in_no_time(write: Write) -> None:
    content = "date,place\n" + '1,"Quetta\n' * 20_000
    table = read_table(write("x.csv", content))
    assert len(table.cells) == len(table.misshapen) == 20_000


@settings(deadline=None, max_examples=80)
@given(st.lists(st.lists(cells, min_size=3, max_size=3), max_size=6), st.sampled_from(",;\t|"))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str
) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([["a", "b", "c"], *rows])
    path = tmp_path_factory.mktemp("t") / "x.csv"
    path.write_bytes(stream.getvalue().encode())
    table = read_table(path)
    assert rows_of(table) == [row for row in rows if any(cell.strip() for cell in row)]
    assert table.misshapen == {}


@settings(deadline=None, max_examples=80)
@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("t") / "x.csv"
    path.write_bytes(data)
    try:
        table = read_table(path)
    except FormatError:
        return
    assert table.cells.index.is_unique


def test_excel_cells_become_text(write: Write) -> None:
    book = workbook(
        ["date", "place", "size_low", "latitude", "note"],
        [datetime(2021, 1, 5, 18, 30), "Quetta", 200, 30.18, None],
        [date(2021, 1, 6), "کراچی", 1000.0, 25, True],
        [None] * 5,
        ["7 January 2021", "Lahore", "", None, "=1+1"],
    )
    table = read_table(write("x.xlsx", as_bytes(book)))
    assert rows_of(table)[:2] == [
        ["2021-01-05", "Quetta", "200", "30.18", ""],
        ["2021-01-06", "کراچی", "1000", "25", "True"],
    ]
    assert table.cells.index.tolist() == [2, 3, 5]


def test_the_fullest_sheet_is_read(write: Write) -> None:
    book = workbook(["about this file"], title="Notes")
    data = book.create_sheet("Data")
    data.append(["date", "place"])
    data.append(["2021-01-05", "Quetta"])
    assert rows_of(read_table(write("x.xlsx", as_bytes(book)))) == [["2021-01-05", "Quetta"]]


def test_a_wrong_size_stated_in_a_sheet_loses_nothing(write: Write) -> None:
    data = rezipped(GOOD_BOOK, SHEET, lambda xml: xml.replace(b'ref="A1:B2"', b'ref="A1"'))
    assert data != GOOD_BOOK
    assert rows_of(read_table(write("x.xlsx", data))) == [["2021-01-05", "Quetta"]]


def corrupted(data: bytes) -> bytes:
    """Overwrite the compressed cells, so that they no longer unpack."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        start = book.getinfo(SHEET).header_offset + 30 + len(SHEET)
    return data[:start] + b"\xff" * 20 + data[start + 20 :]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x05\x06" + b"\x00" * 18,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512,
        GOOD_BOOK[: len(GOOD_BOOK) // 2],
        corrupted(GOOD_BOOK),
        rezipped(GOOD_BOOK, SHEET, lambda xml: xml[: len(xml) // 2]),
        rezipped(GOOD_BOOK, SHEET, lambda _: None),
        rezipped(GOOD_BOOK, "xl/workbook.xml", lambda _: b"<a>"),
        rezipped(GOOD_BOOK, "xl/workbook.xml", lambda _: None),
    ],
    ids=[
        *("empty", "no entries", "password", "cut", "cells", "xml", "no sheet"),
        *("bad book", "no book"),
    ],
)
def test_damaged_workbooks(write: Write, content: bytes) -> None:
    with pytest.raises(FormatError, match=r"^bad\.xlsx (cannot be opened|is empty)"):
        read_table(write("bad.xlsx", content))
