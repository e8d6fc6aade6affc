"""Accepted and rejected rows are all the rows, whatever is in them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.checking import ReadResult, check_table
from geo.errors import DharnaError, InputError, SourceNotFoundError
from geo.loader import list_campaigns, load_campaign, read_reports
from geo.schema import REPORT_DTYPES
from geo.tables import read_table

Write = Callable[[str, str | bytes], Path]

HEADER = ["report_id", "date", "date_end", "place", "latitude", "longitude", "size_low", "note"]
GOOD = [
    ["g1", "2021-01-05", "", "Quetta", "", "", "", ""],
    ["", "2021-01-06", "2021-01-08", "Karachi, Numaish", "24.86", "67.01", "1,000", "=1+1"],
    ["g3", "7 January 2021", "", "کراچی", "", "", "", 'he said "no"\nand left'],
]
words = st.sampled_from(
    [
        *("", " ", "x", "g1", "g1~2", "=SUM(A1)", "+1", "@cmd", '"', "a,b", "a\nb", "کوئٹہ"),
        *("2021-01-05", "2021-02-30", "5/1/2021", "13/1/2021", "1/13/2021", "soon", "20210105"),
        *("30.5", "95", "-181", "nan", "inf", "1e999", "12", "-3", "2.5", "1,000", "9" * 40),
        *("<script>", "'; DROP TABLE", "\u202eabc", "\ufeff", "٣٠", "NULL", "None", "NA"),
    ]
)
rows_of_cells = st.lists(st.lists(words, min_size=0, max_size=len(HEADER) + 2), max_size=7)


def as_csv(rows: list[list[str]], header: list[str] = HEADER) -> str:
    stream = io.StringIO()
    csv.writer(stream).writerows([header, *rows])
    return stream.getvalue()


def read(folder: Path, rows: list[list[str]], **options: Any) -> ReadResult:
    path = folder / "x.csv"
    path.write_bytes(as_csv(rows).encode())
    return read_reports(path, **options)


def originals(result: ReadResult) -> pd.DataFrame:
    return result.rejected.drop(columns=["line", "reason"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("loader")


@settings(deadline=None, max_examples=18)
@given(rows_of_cells, st.booleans())
def test_accepted_and_rejected_are_all(
    folder: Path, rows: list[list[str]], needs_date: bool
) -> None:
    result = read(folder, rows, needs_date=needs_date)
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert result.rows_read == len(filled)
    assert len(result.reports) + len(result.rejected) == result.rows_read
    assert set(result.reports.index) | set(result.rejected["line"]) == set(result.cells.index)
    assert (result.rejected["reason"].str.len() > 5).all()
    assert result.reports["report_id"].is_unique
    assert {n: str(t) for n, t in result.reports.dtypes.items()} == REPORT_DTYPES
    untouched = result.cells.loc[result.rejected["line"]].reset_index(drop=True)
    pd.testing.assert_frame_equal(originals(result), untouched)


@settings(deadline=None, max_examples=12)
@given(rows_of_cells, st.integers(0, 6))
def test_good_rows_are_untouched_by_bad_ones(
    folder: Path, rows: list[list[str]], where: int
) -> None:
    # A good id that a bad row shares is numbered, so bad rows get none of the good ones' ids; and
    # numeric dates are read alike down a column, so none stands among the good rows.
    strangers = [[cell if i else "z" + cell for i, cell in enumerate(row)] for row in rows]
    together = [*strangers[:where], *GOOD, *strangers[where:]]
    mixed = read(folder, together).reports
    alone = read(folder, GOOD).reports
    notes = {row[-1].strip() for row in GOOD}
    kept = mixed[mixed["note"].isin(notes) & mixed["place"].isin(alone["place"])]
    kept = kept[~kept["report_id"].str.startswith("z")]
    ids = alone["report_id"].str.replace(r"^x-\d+$", "", regex=True).tolist()
    assert kept["report_id"].str.replace(r"^x-\d+$", "", regex=True).tolist() == ids
    pd.testing.assert_frame_equal(
        kept.drop(columns="report_id").reset_index(drop=True),
        alone.drop(columns="report_id").reset_index(drop=True),
    )


@settings(deadline=None, max_examples=12)
@given(rows_of_cells.flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
def test_the_order_of_rows_makes_no_difference_to_counts(
    folder: Path, both: tuple[list[list[str]], list[list[str]]]
) -> None:
    one, other = (read(folder, rows) for rows in both)
    assert len(one.reports) == len(other.reports)
    assert sorted(one.rejected["reason"]) == sorted(other.rejected["reason"])
    assert one.date_order == other.date_order


@settings(deadline=None, max_examples=18)
@given(st.lists(st.sampled_from(["a", "a~2", "a~2~2", "", "x-2", "x-3", "b"]), max_size=9))
@example(["a", "a~2", "a"])
@example(["x-3", ""])
def test_repeated_ids_stay_unique_and_the_first_keeps_its_own(folder: Path, ids: list[str]) -> None:
    result = read(folder, [[name, "2021-01-05", "", "Quetta"] for name in ids])
    given_ids = result.reports["report_id"].tolist()
    assert len(set(given_ids)) == len(ids)
    if ids and ids[0]:
        assert given_ids[0] == ids[0]
    for name, unique in zip(ids, given_ids, strict=True):
        assert unique.startswith(name or "x-")


def test_many_repeats_of_one_id_are_quick(folder: Path) -> None:
    result = read(folder, [["same", "2021-01-05", "", "Quetta"]] * 20_000)
    assert result.reports["report_id"].iloc[-1] == "same~20000"


def test_what_a_report_leaves_out_is_filled(write: Write) -> None:
    result = read_reports(write("my reports.csv", "date,place,type\n2021-01-05,Quetta,Sit in\n"))
    report = result.reports.loc[2]
    assert report["report_id"] == "my reports-2"
    assert report["date_end"] == report["date"] == pd.Timestamp("2021-01-05")
    assert (report["event_type"], report["event_type_raw"]) == ("sit-in", "Sit in")
    assert report["status"] == "observed"
    assert report["certainty"] == "stated"
    assert report["date_precision"] == "day"
    assert pd.isna(report["size_low"])
    assert report["note"] == ""


def test_an_unknown_form_of_protest_is_kept_in_its_own_words(write: Write) -> None:
    result = read_reports(write("x.csv", "date,place,event_type\n2021-01-05,Quetta,Hunger camp\n"))
    assert result.reports["event_type"].tolist() == ["other"]
    assert result.reports["event_type_raw"].tolist() == ["Hunger camp"]


def test_formula_text_is_only_text(folder: Path) -> None:
    assert read(folder, GOOD).reports["note"].tolist()[1] == "=1+1"


def test_columns_that_bear_the_names_of_the_account_are_kept(write: Write) -> None:
    content = "date,place,reason,line\nsoon,Quetta,anger,A\n2021-01-05,Karachi,grief,B\n"
    result = read_reports(write("x.csv", content))
    assert len(result.reports) == 1
    row = result.rejected.loc[0]
    assert row["line"] == 2
    assert "not a day" in row["reason"]
    assert (row["reason_given"], row["line_given"]) == ("anger", "A")


def test_ragged_rows_are_set_aside_whole(write: Write) -> None:
    result = read_reports(write("x.csv", "date,place\n2021-01-05,Karachi, Numaish\n2021-01-05\n"))
    assert result.rejected["line"].tolist() == [2, 3]
    assert result.rejected.loc[0, "place"] == "Karachi, Numaish"
    assert "quotation marks around cells" in result.rejected.loc[0, "reason"]
    assert result.rejected.loc[1, "reason"] == "no place name and no coordinates"


def test_web_pages_saved_as_tables_are_refused(write: Write) -> None:
    page = "<!DOCTYPE html>\n<html><head><title>Protests, day by day</title></head></html>\n"
    with pytest.raises(DharnaError, match=r"x\.csv is a web page"):
        read_reports(write("x.csv", page))


def test_a_header_without_rows_is_no_report(write: Write) -> None:
    result = read_reports(write("x.csv", "date,place\n"))
    assert result.rows_read == len(result.reports) == len(result.rejected) == 0
    assert {n: str(t) for n, t in result.reports.dtypes.items()} == REPORT_DTYPES


def test_the_shipped_campaign_can_be_opened_by_name() -> None:
    assert "machh_2021" in list_campaigns()
    source = load_campaign("machh_2021")
    assert source.info.id == "machh_2021"
    assert source.info.view is not None
    assert len(source.read.rejected) == 0
    assert len(source.context) > 0


def test_a_file_is_a_campaign_of_its_own(write: Write) -> None:
    path = write("my_protests.csv", "date,place\n2021-01-05,Quetta\n")
    source = load_campaign(str(path), country="AF")
    assert (source.info.id, source.info.title) == ("my_protests", "my protests")
    assert source.info.country == "AF"
    assert load_campaign(str(path)).info.country == "PK"


def test_a_folder_with_a_campaign_file_is_a_campaign(write: Write, tmp_path: Path) -> None:
    write("reports.csv", "date,place\n2021-01-05,Quetta\n")
    write("campaign.toml", 'id = "own"\ntitle = "Own"\ncountry = "PK"\norigin_date = 2021-01-03\n')
    source = load_campaign(str(tmp_path))
    assert source.info.origin_day == pd.Timestamp("2021-01-03")
    assert len(source.read.reports) == 1
    assert source.context.empty


@pytest.mark.parametrize(
    "toml", ["", "id = ", 'id = "x"', 'id="x"\ntitle="X"\ncountry="PK"\nview=1', b"\xff\xfe"]
)
def test_a_campaign_file_that_cannot_be_used(
    write: Write, tmp_path: Path, toml: str | bytes
) -> None:
    write("reports.csv", "date,place\n2021-01-05,Quetta\n")
    write("campaign.toml", toml)
    with pytest.raises(InputError, match=r"campaign\.toml cannot be used"):
        load_campaign(str(tmp_path))


@pytest.mark.parametrize("source", ["nowhere", "", "no/such.csv", "x" * 5000, "machh_2021x"])
def test_sources_that_are_not_there(source: str, monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SourceNotFoundError):
        load_campaign(source)


def test_a_database_of_an_unknown_kind_is_one_sentence() -> None:
    with pytest.raises(DharnaError, match="duckdb://"):
        load_campaign("mongodb://host/x")


def test_several_sources_are_one_campaign_and_a_bad_one_costs_no_other(write: Write) -> None:
    good = [str(write(name, "date,place\n2021-01-05,Quetta\n")) for name in ("a.csv", "b.csv")]
    bad = str(write("bad.csv", "<html></html>"))
    source = load_campaign(good[0], bad, good[1])
    assert source.read.rows_read == 2
    assert len(source.failures) == 1
    assert source.info.title == "a and 1 more"
    with pytest.raises(DharnaError, match=r"bad\.csv"):
        load_campaign(bad)


def test_checking_a_table_does_not_change_it(write: Write) -> None:
    table = read_table(write("x.csv", as_csv(GOOD)))
    before = table.cells.copy()
    check_table(table)
    pd.testing.assert_frame_equal(table.cells, before)
