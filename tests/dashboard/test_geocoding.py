"""Every row comes back, in its order, with its place or the reason why not."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.geocoding import geocode_sources
from geo.errors import DharnaError
from geo.schema import LEVELS, LOCATION_DTYPES

Write = Callable[[str, str | bytes], Path]
ACCOUNTS = ["format", "rows_read", "accepted", "rejected", "located", "unlocated", "by_level"]
HEADER = ["date", "place", "spot", "latitude", "longitude", "my column"]

cells = st.sampled_from(
    [
        *("", "x", "2021-01-05", "soon", "Quetta", "Karachi", "کراچی", "Atlantis", "=1+1"),
        *("30.5", "67.25", "95", "a,b", 'q"q', "a\nb", "Numaish Chowrangi", "Western Bypass"),
    ]
)


def check(result: object, rows: int) -> None:
    table, accounts = result.table, result.accounts  # type: ignore[attr-defined]
    assert list(accounts) == ACCOUNTS
    assert len(table) == accounts["rows_read"] == rows
    assert accounts["accepted"] + accounts["rejected"] == rows
    assert accounts["located"] + accounts["unlocated"] == accounts["accepted"]
    assert sum(accounts["by_level"].values()) == accounts["located"]
    assert list(accounts["by_level"]) == [k for k in LEVELS if k in accounts["by_level"]]
    assert list(table.columns)[-len(LOCATION_DTYPES) :] == list(LOCATION_DTYPES)
    placed = table["site_id"] != ""
    assert placed.sum() == accounts["located"]
    assert table.loc[placed, ["latitude", "longitude", "radius_km"]].notna().all(axis=None)
    assert table.loc[~placed, "latitude"].isna().all()
    assert (table.loc[~placed, "geo_note"] != "").all()


@settings(deadline=None, max_examples=12)
@given(st.lists(st.lists(cells, min_size=1, max_size=7), max_size=6))
def test_every_row_comes_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    stream = io.StringIO()
    csv.writer(stream).writerows([HEADER, *rows])
    path = tmp_path_factory.mktemp("g") / "x.csv"
    path.write_bytes(stream.getvalue().encode())
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    result = geocode_sources(str(path))
    check(result, len(filled))
    given_places = [(row + [""] * 6)[1] for row in filled]
    assert result.table["place"].tolist() == given_places


def test_rows_without_a_day_are_placed_all_the_same(write: Write) -> None:
    result = geocode_sources(str(write("x.csv", "date,place\n,Quetta\n2021-01-05,Karachi\n")))
    assert result.table["site_id"].tolist() == ["PK-BA/quetta", "PK-SD/karachi"]
    no_days = geocode_sources(str(write("y.csv", "city\nQuetta\nAtlantis\n")))
    check(no_days, 2)
    assert no_days.accounts["format"] == "table"
    assert no_days.table["geo_note"].tolist()[1] == "'Atlantis' is not in the gazetteer"


def test_reasons_stand_in_the_row(write: Write) -> None:
    text = "date,place,latitude,longitude\nsoon,Quetta,,\n,,30,\n,Here,30.5,67.25\n"
    result = geocode_sources(str(write("x.csv", text)))
    notes = result.table["geo_note"].tolist()
    assert notes[0].startswith("rejected: date 'soon'")
    assert notes[1].startswith("rejected: latitude and longitude must both be given")
    assert (result.table["latitude"].iloc[2], result.table["longitude"].iloc[2]) == (30.5, 67.25)
    assert result.in_words() == "3 rows read, 2 rejected, 1 placed (1 town), 0 not placed"


def test_columns_of_ones_own_stay(write: Write) -> None:
    text = "note,place,reason,line\nkeep =me,Quetta,because,9\n"
    table = geocode_sources(str(write("x.csv", text))).table
    assert table[["note", "place", "reason", "line"]].iloc[0].tolist() == [
        *("keep =me", "Quetta", "because", "9")
    ]


def test_no_rows_are_no_rows(write: Write) -> None:
    result = geocode_sources(str(write("x.csv", "date,place\n")))
    check(result, 0)
    assert result.in_words() == "0 rows read, 0 rejected, 0 placed (none), 0 not placed"


def test_the_shipped_campaign_is_placed_whole() -> None:
    result = geocode_sources("machh_2021")
    check(result, 249)
    assert result.accounts["located"] == 249
    assert result.accounts["format"] == "canonical"
    assert result.table["report_id"].is_unique
    assert result.table["report_id"].iloc[0] == "m21-002"


@pytest.mark.parametrize("source", ["nowhere.csv", "", "db://x", "x" * 5000])
def test_sources_that_are_not_there(source: str, tmp_path: Path, monkeypatch: object) -> None:
    monkeypatch.chdir(tmp_path)  # type: ignore[attr-defined]
    with pytest.raises(DharnaError):
        geocode_sources(source)


def test_the_table_does_not_depend_on_the_order_of_rows(write: Write) -> None:
    rows = [",Quetta", "soon,Quetta", ",Atlantis", "2021-01-05,Karachi"]
    there = geocode_sources(str(write("a.csv", "\n".join(["date,place", *rows]))))
    back = geocode_sources(str(write("b.csv", "\n".join(["date,place", *rows[::-1]]))))
    assert there.accounts == back.accounts
    pd.testing.assert_frame_equal(there.table, back.table.iloc[::-1].reset_index(drop=True))
