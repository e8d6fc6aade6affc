"""What a newer edition of a file changed, by hand and in general."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.editions import CHANGES, COMPARED, TABLE_DTYPES, EditionChanges, compare_editions
from geo.errors import InputError
from geo.pipeline import Campaign
from geo.schema import REPORT_DTYPES, empty

Make = Callable[..., pd.DataFrame]

ROWS = [
    {"report_id": "x1", "place": "Karachi", "source": "Dawn", "note": "Road closed."},
    {"report_id": "x2", "place": "Lahore", "source": "Dawn", "size_low": 100},
    {"report_id": "x3", "place": "Quetta", "source": "Geo", "latitude": 30.18, "longitude": 67.0},
    {"report_id": "x4", "place": "Multan", "source": "", "date": "2021-01-06"},
]


def edited(row: int, **cells: Any) -> list[dict[str, Any]]:
    return [{**r, **(cells if i == row else {})} for i, r in enumerate(ROWS)]


@pytest.fixture
def compare(make_reports: Make) -> Callable[..., EditionChanges]:
    def against(rows: list[dict[str, Any]], **options: Any) -> EditionChanges:
        return compare_editions(make_reports(*ROWS), make_reports(*rows), **options)

    return against


Compare = Callable[..., EditionChanges]


def test_the_same_file_changes_nothing(compare: Compare) -> None:
    changes = compare(ROWS)
    assert changes.table.empty
    assert changes.table.dtypes.astype(str).to_dict() == TABLE_DTYPES
    assert changes.sentence == (
        "Against the older edition: 0 new, 0 moved, 0 recoded, 0 deleted, 4 unchanged of 4."
    )


def test_a_new_report_and_a_deleted_one(compare: Compare) -> None:
    changes = compare([*ROWS[1:], {"report_id": "x9", "place": "Skardu", "source": "GB News"}])
    assert changes.table[["report_id", "change", "column", "old", "new"]].to_numpy().tolist() == [
        ["x9", "new", "", "", "2021-01-05, Skardu, sit-in, GB News"],
        ["x1", "deleted", "", "2021-01-05, Karachi, sit-in, Dawn", ""],
    ]
    assert changes.counts == {"new": 1, "moved": 0, "recoded": 0, "deleted": 1, "unchanged": 3}


def test_a_recoded_cell(compare: Compare) -> None:
    changes = compare(edited(1, size_low=250))
    assert changes.table.iloc[0].tolist()[:5] == ["x2", "recoded", "size_low", "100", "250"]
    assert pd.isna(changes.table["distance_km"].iloc[0])
    changes = compare(edited(3, date="2021-01-07", status="end"))
    assert changes.table["column"].tolist() == ["date", "date_end", "status"]
    assert changes.counts["recoded"] == 1


def test_a_moved_report_has_a_distance(compare: Compare) -> None:
    changes = compare(edited(2, latitude=31.18))
    row = changes.table.iloc[0]
    assert row[["change", "column", "old", "new"]].tolist() == [
        *("moved", "coordinates", "30.18, 67", "31.18, 67"),
    ]
    assert row["distance_km"] == pytest.approx(111.2, abs=0.1)


def test_a_place_that_is_renamed_has_moved(compare: Compare) -> None:
    changes = compare(edited(0, place="Hyderabad", note="Road open."))
    assert changes.table[["change", "column"]].to_numpy().tolist() == [
        ["moved", "place"],
        ["recoded", "note"],
    ]
    assert changes.counts == {"new": 0, "moved": 1, "recoded": 0, "deleted": 0, "unchanged": 3}


def test_coordinates_that_appear_have_no_distance(compare: Compare) -> None:
    changes = compare(edited(0, latitude=24.86, longitude=67.01))
    assert changes.table["old"].tolist() == [""]
    assert changes.table["distance_km"].isna().all()
    assert changes.counts["moved"] == 1


def test_blanks_and_rounding_are_no_change(compare: Compare) -> None:
    assert compare(edited(0, note=" Road closed. ")).table.empty
    assert compare(edited(2, latitude=30.1800000001)).table.empty
    assert not compare(edited(2, latitude=30.18001)).table.empty


def test_only_the_columns_named_are_compared(compare: Compare) -> None:
    rows = edited(0, note="Other.", place="Hub")
    assert compare(rows, compare=["note"]).table["column"].tolist() == ["note"]
    assert compare(rows, compare=["size_low", "no such column"]).table.empty


def test_locating_is_compared_by_site(campaign: Campaign) -> None:
    moved = campaign.reports.copy()
    moved.loc[moved.index[3], "site_id"] = "PK-PB/lahore"
    changes = compare_editions(campaign.reports, moved)
    assert changes.table[["change", "column"]].to_numpy().tolist() == [["moved", "site_id"]]


def test_ids_of_another_file_are_not_trusted(compare: Compare) -> None:
    renamed = [{**row, "report_id": f"y{i}"} for i, row in enumerate(edited(1, size_low=3))]
    changes = compare(renamed)
    assert changes.key == "content"
    assert changes.counts == {"new": 0, "moved": 0, "recoded": 1, "deleted": 0, "unchanged": 3}
    assert changes.table["report_id"].tolist() == ["y1"]
    assert "matched by date, place, source, type and note" in changes.sentence


def test_line_numbers_that_shift_are_not_trusted(make_reports: Make) -> None:
    """A file without ids of its own: a row put in at the top renumbers all that follow."""
    rows = [{"place": f"Place {i}", "source": "Dawn"} for i in range(9)]
    old = make_reports(*({**row, "report_id": f"march-{i + 2}"} for i, row in enumerate(rows)))
    rows.insert(6, {"place": "Karachi", "source": "Geo"})
    new = make_reports(*({**row, "report_id": f"march-{i + 2}"} for i, row in enumerate(rows)))
    changes = compare_editions(old, new)
    assert changes.key == "content"
    assert changes.counts == {"new": 1, "moved": 0, "recoded": 0, "deleted": 0, "unchanged": 9}
    assert changes.table["report_id"].tolist() == ["march-8"]


def test_numbered_ids_are_trusted_when_they_agree(make_reports: Make) -> None:
    rows = [{"report_id": f"K-{i}", "place": f"Place {i}", "note": "a"} for i in range(6)]
    changed = [{**row, "note": "b", "source": "Geo", "date": "2021-01-09"} for row in rows]
    changes = compare_editions(make_reports(*rows), make_reports(*rows[:3], *changed[3:]))
    assert changes.key == "report_id"
    assert changes.counts["recoded"] == 3


def test_without_ids_a_changed_note_or_place_is_still_found(make_reports: Make) -> None:
    old = make_reports(*ROWS).drop(columns="report_id")
    changes = compare_editions(old, old.assign(note=["Road open.", "", "", ""]))
    assert changes.table["column"].tolist() == ["note"]
    changes = compare_editions(old, old.assign(place=["Hub", *old["place"][1:]]))
    assert changes.counts["moved"] == 1
    assert changes.table["report_id"].tolist() == [""]


def test_a_column_may_be_named_as_the_key(compare: Compare) -> None:
    swapped = [{**row, "report_id": f"x{4 - i}"} for i, row in enumerate(ROWS)]
    assert compare(swapped, key="place").table.empty
    with pytest.raises(InputError, match="no column 'serial'"):
        compare(ROWS, key="serial")


def test_repeated_keys_are_paired_in_their_order(make_reports: Make) -> None:
    rows = [{"report_id": "a", "note": note} for note in ("1", "2", "3")]
    changes = compare_editions(make_reports(*rows), make_reports(*rows[:2]))
    assert changes.counts == {"new": 0, "moved": 0, "recoded": 0, "deleted": 1, "unchanged": 2}


def test_empty_editions(make_reports: Make) -> None:
    nothing, some = empty(REPORT_DTYPES), make_reports(*ROWS)
    assert compare_editions(nothing, some).counts["new"] == 4
    assert compare_editions(some, nothing).counts["deleted"] == 4
    assert compare_editions(nothing, nothing).table.dtypes.astype(str).to_dict() == TABLE_DTYPES


def test_categories_are_compared_as_texts(make_reports: Make) -> None:
    old = make_reports(*ROWS)
    new = make_reports(*edited(0, source="Geo"))
    kinds = dict.fromkeys(["place", "source", "event_type", "status"], "category")
    changes = compare_editions(old.astype(kinds), new)
    assert changes.table["column"].tolist() == ["source"]


cells = st.fixed_dictionaries(
    {
        "report_id": st.sampled_from(["a", "b", "c", "file-2", "file-3", "file-4"]),
        "date": st.sampled_from(["2021-01-05", "2021-01-06"]),
        "place": st.sampled_from(["Karachi", "Quetta", " Quetta", ""]),
        "source": st.sampled_from(["Dawn", "Geo", ""]),
        "note": st.sampled_from(["", "Road closed.", "Road closed. "]),
        "latitude": st.sampled_from([None, 24.86, 30.18]),
        "longitude": st.sampled_from([None, 67.0]),
        "size_low": st.sampled_from([None, 10, 20]),
        "event_type": st.sampled_from(["sit-in", "march"]),
    }
)
editions = st.lists(cells, min_size=1, max_size=8)


@settings(deadline=None, max_examples=40)
@given(editions, editions)
def test_counts_add_up_and_agree_with_the_table(
    make_reports: Make, old: list[dict[str, Any]], new: list[dict[str, Any]]
) -> None:
    a, b = make_reports(*old), make_reports(*new)
    changes = compare_editions(a, b)
    counts, table = changes.counts, changes.table
    kept = counts["unchanged"] + counts["moved"] + counts["recoded"]
    assert kept + counts["deleted"] == len(a)
    assert kept + counts["new"] == len(b)
    assert all((table["change"] == name).sum() >= counts[name] for name in CHANGES)
    assert set(table["change"]) <= set(CHANGES)
    changed = table[table["column"] != ""]
    assert (changed["old"].str.strip() != changed["new"].str.strip()).all()
    assert set(changed["column"]) <= {*COMPARED, "coordinates"}
    assert table.loc[table["change"] != "moved", "distance_km"].isna().all()


@settings(deadline=None, max_examples=40)
@given(editions, editions)
def test_the_other_way_round_new_ones_are_deleted(
    make_reports: Make, old: list[dict[str, Any]], new: list[dict[str, Any]]
) -> None:
    a, b = make_reports(*old), make_reports(*new)
    there, back = compare_editions(a, b), compare_editions(b, a)
    assert there.key == back.key
    assert there.counts == {
        **back.counts,
        "new": back.counts["deleted"],
        "deleted": back.counts["new"],
    }


@settings(deadline=None, max_examples=25)
@given(editions, st.booleans())
def test_an_edition_and_itself_are_the_same(
    make_reports: Make, rows: list[dict[str, Any]], other_ids: bool
) -> None:
    frame = make_reports(*rows)
    again = frame.assign(report_id="new/" + frame["report_id"]) if other_ids else frame
    changes = compare_editions(frame, again)
    assert changes.table.empty
    assert changes.counts["unchanged"] == len(frame)
