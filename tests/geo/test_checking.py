"""Every row that was read is accounted for, whatever its format and whatever is in it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.checking import STATED_RADIUS, ReadOptions, ReadResult, check_table, join_reads
from geo.formats import FORMATS
from geo.schema import REPORT_DTYPES
from geo.tables import RawTable

ACLED = {
    "event_id_cnty": "PAK1",
    "event_date": "05 January 2021",
    "time_precision": "1",
    "event_type": "Protests",
    "sub_event_type": "Peaceful protest",
    "actor1": "Protesters (Pakistan)",
    "assoc_actor_1": "",
    "country": "Pakistan",
    "admin1": "Balochistan",
    "admin2": "Quetta",
    "location": "Quetta",
    "latitude": "30.1798",
    "longitude": "66.975",
    "geo_precision": "1",
    "source": "Dawn (Pakistan)",
    "notes": "",
    "tags": "crowd size=no report",
}


def table(*rows: dict[str, str], name: str = "x.csv", **columns: str) -> RawTable:
    whole = [{**columns, **row} for row in rows]
    cells = pd.DataFrame(whole, index=pd.RangeIndex(2, 2 + len(rows), name="line"), dtype="str")
    return RawTable(name, cells.fillna(""), {})


def assert_accounted(read: ReadResult) -> None:
    assert read.accepted + len(read.rejected) == read.rows_read
    lines = [*read.reports.index, *read.set_aside.index, *read.rejected["line"]]
    assert sorted(lines) == sorted(read.cells.index)
    assert (read.rejected["reason"] != "").all()
    assert (read.set_aside["reason"] != "").all()
    further = [name for name in read.reports if name not in REPORT_DTYPES]
    assert further in ([], [STATED_RADIUS])
    ids = [*read.reports["report_id"], *read.set_aside["report_id"]]
    assert len(set(ids)) == len(ids)


CELLS = st.sampled_from(
    [
        *("", "x", "2021", "1", "0", "-99", "14", "05 January 2021", "2021-01-05", "5/1/2021"),
        *("30.18", "66.97", "118", "0.0", "Quetta", "Pakistan", "PK", "145", "Protests", "Battles"),
        *("=1+1", "<script>", "10-100", "a;b", "کوئٹہ", "\x00", "9" * 30, "1e400", "nan"),
    ]
)


@pytest.mark.parametrize("form", [f for f in FORMATS if f.marks], ids=lambda f: f.id)
@settings(deadline=None, max_examples=3)
@given(data=st.data())
def test_accepted_and_rejected_are_all_for_every_format(form: object, data: st.DataObject) -> None:
    header = list(dict.fromkeys(form.known))  # type: ignore[attr-defined]
    rows = data.draw(
        st.lists(st.lists(CELLS, min_size=len(header), max_size=len(header)), max_size=5)
    )
    cells = pd.DataFrame(rows, columns=header, dtype="str")
    cells.index = pd.RangeIndex(2, 2 + len(rows), name="line")
    for include_aside in (False, True):
        read = check_table(RawTable("x.csv", cells, {}), ReadOptions(include_aside=include_aside))
        assert read.recognition.format == form.id  # type: ignore[attr-defined]
        assert_accounted(read)
        if include_aside:
            assert read.set_aside.empty


def test_what_is_no_protest_is_set_aside_and_can_be_included() -> None:
    battle = {"event_type": "Battles", "sub_event_type": "Armed clash", "event_id_cnty": "PAK2"}
    raw = table({}, battle, **ACLED)
    read = check_table(raw)
    assert (len(read.reports), len(read.set_aside), len(read.rejected)) == (1, 1, 0)
    assert read.set_aside["reason"].tolist() == ["ACLED: Battles › Armed clash"]
    with_all = check_table(raw, ReadOptions(include_aside=True))
    assert with_all.reports["report_id"].tolist() == ["PAK1", "PAK2"]


def test_swapped_coordinates_are_told_and_exchanged_only_when_asked() -> None:
    swapped = {"latitude": "66.975", "longitude": "30.1798", "event_id_cnty": "PAK2"}
    raw = table({}, swapped, **ACLED)
    read = check_table(raw)
    assert [f.kind for f in read.findings] == ["swapped"]
    assert read.findings[0].lines == [3]
    assert read.reports.loc[3, "latitude"] == 66.975
    mended = check_table(raw, ReadOptions(fixes=frozenset({"swapped"})))
    assert mended.reports.loc[3, ["latitude", "longitude"]].tolist() == [30.1798, 66.975]
    assert mended.reports.loc[2, "latitude"] == 30.1798


def test_zero_zero_is_no_place_on_earth() -> None:
    nowhere = {"latitude": "0", "longitude": "0.0"}
    raw = table(
        nowhere, {**nowhere, "location": "", "admin1": "", "admin2": "", "country": ""}, **ACLED
    )
    read = check_table(raw)
    assert pd.isna(read.reports.loc[2, "latitude"])
    assert read.rejected["reason"].tolist() == ["no place name and no coordinates"]
    assert any("0" in note for note in read.notes)


def test_a_range_of_days_gives_both_ends() -> None:
    read = check_table(table({"date": "5-8 January 2021", "place": "Quetta"}))
    assert read.reports.loc[2, "date"] == pd.Timestamp("2021-01-05")
    assert read.reports.loc[2, "date_end"] == pd.Timestamp("2021-01-08")


def test_coordinates_in_one_column_are_read() -> None:
    read = check_table(table({"date": "2021-01-05", "coordinates": "30°10'47\"N, 66.975"}))
    assert read.reports.loc[2, "latitude"] == pytest.approx(30.17972, abs=1e-4)


def test_roles_chosen_by_the_user_win() -> None:
    raw = table({"when": "2021-01-05", "seen": "2021-01-09", "where": "Quetta"})
    read = check_table(raw, ReadOptions(roles={"date": "seen", "place": "where"}))
    assert read.reports.loc[2, "date"] == pd.Timestamp("2021-01-09")


def test_joined_sources_keep_every_row_and_name_their_file() -> None:
    good = {"report_id": "a", "date": "2021-01-05", "place": "Quetta"}
    first = check_table(table(good, {**good, "date": "soon"}, name="one.csv"))
    second = check_table(table(good, {**good, "place": ""}, name="two.csv"))
    joined = join_reads([first, second], "both")
    assert joined.rows_read == 4
    assert joined.accepted + len(joined.rejected) == 4
    assert joined.reports["report_id"].tolist() == ["a", "a~2"]
    assert joined.rejected["file"].tolist() == ["one.csv", "two.csv"]
    assert joined.reports.index.is_unique


def test_rejected_rows_can_be_mended_and_read_again_alone() -> None:
    bad = {"report_id": "b", "date": "soon", "place": "Quetta", "note": "as told"}
    rejected = check_table(table(bad)).rejected
    mended = rejected.assign(date="2021-01-06").astype("str")
    again = check_table(RawTable("mended.csv", mended.set_axis([2], axis=0), {}))
    assert again.reports["report_id"].tolist() == ["b"]
    assert again.reports["note"].tolist() == ["as told"]


def test_many_bad_rows_are_each_told_why_in_little_time() -> None:
    count = 50_000
    cells = pd.DataFrame({"date": ["soon"] * count, "place": [""] * count}, dtype="str")
    read = check_table(RawTable("x.csv", cells, {}))
    assert len(read.rejected) == count
    assert read.rejected["reason"].nunique() == 1
    assert "not a day" in read.rejected.loc[0, "reason"]
    assert "no place" in read.rejected.loc[0, "reason"]


def test_options_are_not_changed_by_reading() -> None:
    options = ReadOptions(roles={"place": "city"})
    check_table(table({"date": "2021-01-05", "city": "Quetta"}), options)
    assert options == replace(options)
