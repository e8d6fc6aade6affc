"""Tables out: whole or not at all, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.export.tables import neutralise_formulas, write_table, write_whole
from geo.errors import InputError, OutputError

DAYS = pd.Series(pd.to_datetime(["2021-01-05", None]).as_unit("s"))
FRAME = pd.DataFrame(
    {
        "place": pd.Series(["Quetta", "کراچی"], dtype="str"),
        "day": DAYS,
        "size": pd.Series([5, None], dtype="Int64"),
        "latitude": [30.18, np.nan],
    }
)
DANGEROUS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "=cmd|' /C calc'!A0",
    "+92 21 1",
    "-",
]
HARMLESS = ["", "Quetta", "-5", "+5", "-1,000.5", "5-6", "a=b", " =1", "کراچی", "'=1", "30%"]


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode(), newline="")))


def test_csv_is_utf8_with_days_and_empty_cells(tmp_path: Path) -> None:
    write_table(FRAME, tmp_path / "x.csv")
    assert rows(tmp_path / "x.csv") == [
        ["place", "day", "size", "latitude"],
        ["Quetta", "2021-01-05", "5", "30.18"],
        ["کراچی", "", "", ""],
    ]


def test_parquet_keeps_types(tmp_path: Path) -> None:
    write_table(FRAME, tmp_path / "x.PARQUET")
    again = pd.read_parquet(tmp_path / "x.PARQUET")
    assert list(again.columns) == list(FRAME.columns)
    assert pd.api.types.is_datetime64_any_dtype(again["day"])
    assert again["day"].iloc[0] == pd.Timestamp("2021-01-05")
    assert again["place"].tolist() == FRAME["place"].tolist()


@pytest.mark.parametrize("name", ["x.txt", "x", "x.csv.gz", ".csv", "x.json"])
def test_other_endings_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"name a file that ends in \.csv or \.parquet"):
        write_table(FRAME, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("cell", DANGEROUS)
def test_a_cell_that_would_run_gets_an_apostrophe(tmp_path: Path, cell: str) -> None:
    write_table(pd.DataFrame({"note": [cell]}), tmp_path / "x.csv")
    assert rows(tmp_path / "x.csv")[1:] == [["'" + cell.replace("\r", "\n")]]


@pytest.mark.parametrize("cell", ["a\r=1+1", "a\r\n=1+1", "a\n=1+1", "\r\r@x"])
def test_no_cell_breaks_out_of_its_row(tmp_path: Path, cell: str) -> None:
    write_table(pd.DataFrame({"a": [cell, "x"], "b": ["y", "z"]}), tmp_path / "x.csv")
    with (tmp_path / "x.csv").open(encoding="utf-8", newline=None) as file:
        assert len(list(csv.reader(file))) == 3


@pytest.mark.parametrize("cell", HARMLESS)
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert neutralise_formulas(pd.DataFrame({"note": [cell]}))["note"].tolist() == [cell]


@pytest.mark.parametrize("name", ["=1+1", "@note", "-1+1"])
def test_a_heading_that_would_run_gets_an_apostrophe(tmp_path: Path, name: str) -> None:
    write_table(pd.DataFrame({name: ["x"]}), tmp_path / "x.csv")
    assert rows(tmp_path / "x.csv")[0] == ["'" + name]


def test_numbers_stay_numbers() -> None:
    frame = pd.DataFrame({"longitude": [-67.0], "size": pd.Series([-3], dtype="Int64")})
    pd.testing.assert_frame_equal(neutralise_formulas(frame), frame)


def test_mixed_cells_keep_their_kinds() -> None:
    frame = pd.DataFrame({"x": pd.Series([None, "=1", -2, 3.5], dtype="object")})
    assert neutralise_formulas(frame)["x"].tolist()[1:] == ["'=1", -2, 3.5]
    assert pd.isna(neutralise_formulas(frame)["x"].iloc[0])


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(max_size=8) | st.sampled_from(DANGEROUS), max_size=6))
def test_no_cell_begins_a_formula(cells: list[str]) -> None:
    frame = pd.DataFrame({"note": pd.Series(cells, dtype="str")})
    before = frame.copy()
    for given_cell, cell in zip(cells, neutralise_formulas(frame)["note"], strict=True):
        assert cell in (given_cell, "'" + given_cell)
        assert cell[:1] not in ("=", "@", "\t", "\r")
        assert cell[:1] not in ("+", "-") or cell[1:].replace(",", "").replace(".", "").isdigit()
    pd.testing.assert_frame_equal(frame, before)


def test_a_file_that_is_there_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("old " * 1000)
    write_table(FRAME, path)
    assert path.read_text(encoding="utf-8").startswith("place,day")
    assert path.stat().st_mode & 0o777 == 0o644
    assert [p.name for p in tmp_path.iterdir()] == ["x.csv"]


def test_a_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"^Cannot write .*No such file or directory; choose"):
        write_whole(b"x", tmp_path / "no" / "x.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_files_place_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "x.csv").mkdir()
    with pytest.raises(OutputError, match="directory"):
        write_whole(b"x", tmp_path / "x.csv")
    assert [p.name for p in tmp_path.iterdir()] == ["x.csv"]


def test_a_disk_that_fills_up_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OutputError, match="No space left on device"):
        write_whole(b"new", path)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["x.csv"]
