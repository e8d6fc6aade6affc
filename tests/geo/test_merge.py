"""Reports of one site and day become one event; the ledger keeps every report."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.codes import code_together, one_key, sorting_rows
from geo.distance import great_circle_km
from geo.errors import InputError
from geo.gazetteer import Gazetteer
from geo.geocoder import locate_reports
from geo.merge import COMPATIBLE, Merged, MergeRules, merge_reports, unmerge
from geo.outlets import split_names
from geo.schema import CERTAINTIES, EVENT_TYPES, LOCATION_DTYPES, REPORT_DTYPES, STATUSES, empty

Merge = Callable[..., Merged]


@pytest.fixture(scope="module")
def merged(places: Gazetteer, make_reports: Callable[..., pd.DataFrame]) -> Merge:
    def merge(*rows: dict, outlets: dict[str, str] | None = None) -> Merged:
        rows = tuple({"place": "Karachi", **row} for row in rows)
        located = locate_reports(make_reports(*rows), places, country="PK")
        return merge_reports(located.reports, outlets=outlets)

    return merge


def test_one_site_and_day_is_one_event(merged: Merge) -> None:
    result = merged({"source": "A"}, {"source": "B"}, {"date": "2021-01-06"})
    assert len(result.events) == 2
    first = result.events.iloc[0]
    assert first["event_id"] == "PK-SD/karachi@2021-01-05"
    assert (first["reports"], first["sources"]) == (2, 2)
    assert result.ledger["rule"].tolist() == ["same site and day"] * 2 + ["only report"]


def test_a_town_and_its_spot_stay_apart(merged: Merge) -> None:
    result = merged({}, {"spot": "Numaish Chowrangi"})
    assert len(result.events) == 2
    assert result.events["town_id"].unique().tolist() == ["PK-SD/karachi"]


def test_a_plan_is_kept_apart_from_what_took_place(merged: Merge) -> None:
    result = merged({"status": "planned"}, {})
    assert sorted(result.events["planned"]) == [False, True]
    assert "PK-SD/karachi@2021-01-05:planned" in set(result.events["event_id"])


def test_several_days_are_an_event_of_their_own(merged: Merge) -> None:
    result = merged({}, {"date_end": "2021-01-07"})
    assert sorted(result.events["event_id"]) == [
        "PK-SD/karachi@2021-01-05",
        "PK-SD/karachi@2021-01-05/2021-01-07",
    ]


def test_a_repost_is_no_second_outlet(merged: Merge) -> None:
    rows = ({"source": "Dawn"}, {"source": "Dawn (repost)"}, {"source": ""})
    assert merged(*rows).events["sources"].tolist() == [2]
    outlets = {"Dawn (repost)": "Dawn"}
    assert merged(*rows, outlets=outlets).events["sources"].tolist() == [1]


def test_outlets_may_be_chained_or_swapped(merged: Merge) -> None:
    """A label is looked up once: what it leads to is an outlet, not another label."""
    result = merged({"source": "A"}, {"source": "B"}, outlets={"A": "B", "B": "A"})
    assert result.ledger["outlet"].tolist() == ["B", "A"]


def test_sizes_are_the_lowest_low_and_highest_high(merged: Merge) -> None:
    event = merged(
        {"size_low": 100, "size_high": 300}, {"size_low": 50}, {"size_high": 200}
    ).events.iloc[0]
    assert (event["size_low"], event["size_high"]) == (50, 300)


def test_an_unknown_size_stays_unknown(merged: Merge) -> None:
    assert merged({}).events[["size_low", "size_high"]].isna().all(axis=None)


def test_the_commonest_form_names_the_event(merged: Merge) -> None:
    forms = ["march", "sit-in", "march", "strike"]
    assert merged(*({"event_type": f} for f in forms)).events["event_type"].tolist() == ["march"]
    tie = merged({"event_type": "march"}, {"event_type": "sit-in"})
    assert tie.events["event_type"].tolist() == ["sit-in"]


def test_one_report_of_an_end_ends_the_event(merged: Merge) -> None:
    assert merged({}, {"status": "end"}).events["ended"].tolist() == [True]


def test_nothing_merges_to_nothing(places: Gazetteer) -> None:
    located = locate_reports(empty(REPORT_DTYPES), places, country="PK")
    result = merge_reports(located.reports)
    assert len(result.events) == len(result.ledger) == 0
    assert {"event_id", "planned", "ended", "outlet", "rule"} <= set(result.ledger.columns)


report_rows = st.lists(
    st.fixed_dictionaries(
        {
            "place": st.sampled_from(["Karachi", "Quetta"]),
            "spot": st.sampled_from(["", "Western Bypass"]),
            "date": st.sampled_from(["2021-01-05", "2021-01-06"]),
            "status": st.sampled_from(STATUSES),
            "event_type": st.sampled_from(EVENT_TYPES),
            "source": st.sampled_from(["", "A", "B"]),
            "size_low": st.sampled_from([None, 10, 200]),
        }
    ),
    min_size=1,
    max_size=10,
)


@settings(deadline=None, max_examples=12)
@given(report_rows, st.randoms(use_true_random=False))
def test_nothing_merged_is_lost_and_order_makes_no_difference(
    merged: Merge, rows: list[dict], random: object
) -> None:
    result = merged(*rows)
    ledger = result.ledger
    assert len(ledger) == len(rows)
    assert result.events["event_id"].is_unique
    again = ledger.groupby("event_id")["report_id"].nunique()
    counted = result.events.set_index("event_id")["reports"]
    assert again.sort_index().to_dict() == counted.sort_index().to_dict()
    assert counted.sum() == len(rows)
    assert set(ledger.loc[ledger["planned"], "status"]) <= {"planned"}
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    other = merged(*shuffled).events
    pd.testing.assert_frame_equal(result.events, other)


# Rows that are located by hand, so that sites lie where a test wants them.

NORTH_OF_KARACHI = {"": None, "a": 0.0, "b": 0.009, "c": 0.018, "d": 0.09}
"""Degrees: a, b and c follow each other at 1 km, d is 8 km farther; "" is the town itself."""
CATEGORIES = ["site_id", "town_id", "source", "event_type", "status", "certainty"]


def located(*rows: dict[str, Any]) -> pd.DataFrame:
    filled = []
    for i, row in enumerate(rows):
        spot, town = row.get("spot", ""), row.get("town", "karachi")
        north = NORTH_OF_KARACHI[spot]
        first = pd.Timestamp("2021-01-05") + pd.Timedelta(days=row.get("day", 0))
        filled.append(
            {
                "report_id": row.get("report_id", f"r{i}"),
                "date": first,
                "date_end": first + pd.Timedelta(days=row.get("length", 1) - 1),
                "event_type": row.get("type", "sit-in"),
                "status": row.get("status", "observed"),
                "certainty": row.get("certainty", "stated"),
                "source": row.get("source", "A"),
                "size_low": row.get("low"),
                "size_high": row.get("high"),
                "site_id": f"{town}/{spot}" if spot else town,
                "level": "spot" if spot else "town",
                "town_id": town,
                "latitude": 24.86 + (north or 0.0),
                "longitude": 67.01,
            }
        )
    frame = pd.DataFrame(filled)
    for name, kind in {**REPORT_DTYPES, **LOCATION_DTYPES}.items():
        if name not in frame:
            frame[name] = "" if kind == "str" else np.nan
    return frame.astype({**REPORT_DTYPES, **LOCATION_DTYPES})


def joined(*rows: dict[str, Any], **rules: Any) -> list[list[int]]:
    """Return which rows are one event, by their places."""
    ledger = merge_reports(located(*rows), rules=MergeRules(**rules)).ledger
    return sorted(sorted(rows) for rows in ledger.groupby("event_id").indices.values())


random_rows = st.lists(
    st.fixed_dictionaries(
        {
            "report_id": st.sampled_from(["r1", "r2", "r3", "r4"]),
            "spot": st.sampled_from(sorted(NORTH_OF_KARACHI)),
            "town": st.sampled_from(["karachi", "quetta"]),
            "day": st.integers(0, 2),
            "length": st.integers(1, 2),
            "type": st.sampled_from(EVENT_TYPES),
            "status": st.sampled_from(STATUSES),
            "certainty": st.sampled_from(CERTAINTIES),
            "source": st.sampled_from(["", "A", "B", "A; B", "C (x; y)"]),
            "low": st.sampled_from([None, 10, 200]),
            "high": st.sampled_from([None, 20, 300]),
        }
    ),
    min_size=1,
    max_size=14,
)
random_rules = st.builds(
    MergeRules, same_type=st.booleans(), distance_km=st.sampled_from([0.0, 1.1, 2.5, 20.0])
)


def test_a_cell_may_name_several_outlets() -> None:
    rows = [{"source": "Dawn; Geo News"}, {"source": "Geo News ;Samaa"}, {"source": "Dawn"}]
    result = merge_reports(located(*rows), outlets={"Samaa": "Dawn"})
    assert result.events["sources"].tolist() == [2]
    assert result.ledger["outlet"].tolist() == ["Dawn; Geo News", "Geo News; Dawn", "Dawn"]


def test_a_whole_cell_may_be_one_label() -> None:
    result = merge_reports(located({"source": "Dawn; Geo"}), outlets={"Dawn; Geo": "A pool"})
    assert result.events["sources"].tolist() == [1]
    assert result.ledger["outlet"].tolist() == ["A pool"]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("", []),
        (" ; ", []),
        ("Dawn", ["Dawn"]),
        ("Dawn;", ["Dawn"]),
        ("Dawn;Dawn; Geo", ["Dawn", "Geo"]),
        ("Photograph (agency; paper not stated)", ["Photograph (agency; paper not stated)"]),
        ("Photograph (agency; x); Dawn", ["Photograph (agency; x)", "Dawn"]),
        ("Half (open; Dawn", ["Half (open", "Dawn"]),
    ],
)
def test_outlets_are_parted_at_semicolons_outside_brackets(cell: str, names: list[str]) -> None:
    assert split_names(cell) == names


def test_every_type_but_other_is_in_one_group() -> None:
    grouped = [kind for kinds in COMPATIBLE.values() for kind in kinds]
    assert sorted([*grouped, "other"]) == sorted(EVENT_TYPES)


def test_types_that_exclude_each_other_stay_apart_when_asked_to() -> None:
    rows = [{"type": "vigil"}, {"type": "riot"}, {"type": "sit-in"}, {"type": "strike"}]
    assert joined(*rows) == [[0, 1, 2, 3]]
    result = merge_reports(located(*rows), rules=MergeRules(same_type=True))
    assert sorted(result.events["event_id"]) == [
        "karachi@2021-01-05",
        "karachi@2021-01-05:riot",
        "karachi@2021-01-05:strike",
    ]
    assert result.ledger["rule"].tolist() == [
        "same site and day, compatible type",
        "only report",
        "same site and day, compatible type",
        "only report",
    ]


def test_other_goes_with_most_reports_of_its_site() -> None:
    riots = [{"type": "riot"}, {"type": "riot"}, {"type": "march"}]
    assert joined(*riots, {"type": "other"}, same_type=True) == [[0, 1, 3], [2]]
    assert joined({"type": "riot"}, {"type": "march"}, {"type": "other"}, same_type=True) == [
        [0],
        [1, 2],
    ]
    assert joined({"type": "other"}, {"type": "other"}, same_type=True) == [[0, 1]]
    assert joined({"type": "other"}, {"type": "riot", "day": 1}, same_type=True) == [[0], [1]]


def test_other_goes_with_the_spots_it_is_joined_with() -> None:
    rows = [{"spot": "a", "type": "other"}, {"spot": "b", "type": "riot"}, {"spot": "d"}]
    assert joined(*rows, same_type=True, distance_km=1.1) == [[0, 1], [2]]


def test_spots_of_a_town_stay_apart_unless_a_distance_is_given() -> None:
    rows = [{"spot": "a"}, {"spot": "b"}, {"spot": "c"}, {"spot": "d"}]
    assert joined(*rows) == [[0], [1], [2], [3]]
    assert joined(*rows, distance_km=0.9) == [[0], [1], [2], [3]]
    assert joined(*rows, distance_km=1.1) == [[0, 1, 2], [3]]
    assert joined(*rows, distance_km=9.0) == [[0, 1, 2, 3]]


def test_only_what_lies_between_on_the_day_joins() -> None:
    assert joined({"spot": "a"}, {"spot": "b", "day": 1}, {"spot": "c"}, distance_km=1.1) == [
        [0],
        [1],
        [2],
    ]
    planned = [{"spot": "a"}, {"spot": "b", "status": "planned"}]
    assert joined(*planned, distance_km=1.1) == [[0], [1]]


def test_a_town_is_not_joined_to_its_spot_nor_to_another_towns() -> None:
    assert joined({"spot": ""}, {"spot": "a"}, distance_km=50) == [[0], [1]]
    towns = [{"spot": "a"}, {"spot": "a", "town": "malir"}]
    assert joined(*towns, distance_km=50) == [[0], [1]]


def test_spots_of_no_known_town_are_joined() -> None:
    frame = located({"spot": "a"}, {"spot": "b", "town": "elsewhere"})
    frame["town_id"] = frame["site_id"]
    result = merge_reports(frame, rules=MergeRules(distance_km=1.1))
    assert len(result.events) == 1
    assert result.ledger["rule"].tolist() == ["same day, 1.0 km apart"] * 2


def test_the_ledger_says_how_far_the_nearest_spot_was() -> None:
    rows = [{"spot": "a"}, {"spot": "a"}, {"spot": "b"}, {"spot": "c", "day": 1}]
    result = merge_reports(located(*rows), rules=MergeRules(distance_km=5))
    assert result.ledger["rule"].tolist() == [
        *["same town and day, 1.0 km apart"] * 3,
        "only report",
    ]
    assert result.events["site_id"].tolist() == ["karachi/a", "karachi/c"]
    close = located({"spot": "a"}, {"spot": "b"}).assign(latitude=[24.86, 24.8601])
    merged = merge_reports(close, rules=MergeRules(distance_km=5))
    assert merged.ledger["rule"].tolist() == ["same town and day, under 0.1 km apart"] * 2


def test_joined_spots_give_one_size() -> None:
    rows = [{"spot": "a", "low": 100, "high": 200}, {"spot": "b", "low": 50, "high": 80}]
    event = merge_reports(located(*rows), rules=MergeRules(distance_km=5)).events.iloc[0]
    assert (event["size_low"], event["size_high"], event["reports"]) == (50, 200, 2)


def test_the_rules_are_said_in_words() -> None:
    assert MergeRules().sentence == "Reports of one site and day are one event."
    assert "compatible" in MergeRules(same_type=True).sentence
    assert "0.8 km" in MergeRules(distance_km=0.8).sentence


@pytest.mark.parametrize("distance_km", [-1.0, float("nan"), float("inf")])
def test_a_distance_is_checked(distance_km: float) -> None:
    with pytest.raises(InputError, match="give 0 or more"):
        MergeRules(distance_km=distance_km)


def test_too_many_near_spots_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.nearby.MAX_PAIRS", 2)
    frame = located({"spot": "a"}, {"spot": "b"}, {"spot": "c"})
    with pytest.raises(InputError, match="3 pairs of spots"):
        len(merge_reports(frame, rules=MergeRules(distance_km=5)).events)


def test_a_report_without_a_day_is_refused() -> None:
    frame = located({}, {})
    frame.loc[1, "date"] = pd.NaT
    with pytest.raises(InputError, match="'r1' has no day"):
        merge_reports(frame)


@pytest.mark.parametrize("rules", [MergeRules(), MergeRules(same_type=True, distance_km=2)])
def test_nothing_merges_to_nothing_by_any_rule(rules: MergeRules) -> None:
    result = merge_reports(located({}).iloc[:0], rules=rules)
    assert len(result.events) == len(result.ledger) == 0
    filled = merge_reports(located({}), rules=rules)
    assert result.events.dtypes.to_dict() == filled.events.dtypes.to_dict()
    assert result.ledger.dtypes.to_dict() == filled.ledger.dtypes.to_dict()


@settings(deadline=None, max_examples=25)
@given(random_rows, random_rules, st.permutations(range(14)))
def test_merging_can_be_undone(
    rows: list[dict[str, Any]], rules: MergeRules, order: list[int]
) -> None:
    frame = located(*rows).set_axis([f"line {i}" for i in range(len(rows))])
    frame = frame.iloc[[i for i in order if i < len(rows)]]
    before = frame.copy(deep=True)
    result = merge_reports(frame, rules=rules)
    assert len(result.events) == result.ledger["event_id"].nunique()
    pd.testing.assert_frame_equal(unmerge(result), before)
    pd.testing.assert_frame_equal(result.ledger[list(before.columns)], before)


@settings(deadline=None, max_examples=25)
@given(random_rows, random_rules)
def test_text_and_categories_merge_alike(rows: list[dict[str, Any]], rules: MergeRules) -> None:
    frame = located(*rows)
    text = merge_reports(frame, rules=rules)
    other = merge_reports(frame.astype(dict.fromkeys(CATEGORIES, "category")), rules=rules)
    pd.testing.assert_frame_equal(text.events, other.events)
    added = ["planned", "ended", "weak", "outlet", "event_id", "rule"]
    pd.testing.assert_frame_equal(text.ledger[added], other.ledger[added])


@settings(deadline=None, max_examples=40)
@given(random_rows, random_rules)
def test_events_agree_with_a_plain_recomputation(
    rows: list[dict[str, Any]], rules: MergeRules
) -> None:
    result = merge_reports(located(*rows), rules=rules)
    events = result.events.set_index("event_id")
    assert list(events.index) == list(
        result.events.sort_values(["site_id", "date", "date_end", "planned"], kind="stable")[
            "event_id"
        ]
    )
    for event_id, part in result.ledger.groupby("event_id"):
        event = events.loc[event_id]
        ranked = sorted(
            set(part["event_type"]),
            key=lambda kind: (-(part["event_type"] == kind).sum(), EVENT_TYPES.index(kind)),
        )
        named = {name for cell in part["source"] for name in split_names(cell)}
        assert (event["reports"], event["sources"]) == (part["report_id"].nunique(), len(named))
        assert event["event_type"] == ranked[0]
        assert event["ended"] == (part["status"] == "end").any()
        for name, of in (
            ("size_low", part["size_low"].min()),
            ("size_high", part["size_high"].max()),
        ):
            assert event[name] is of or event[name] == of
        assert set(part["town_id"]) == {event["town_id"]}
        assert event["site_id"] == part["site_id"].value_counts().sort_index().idxmax()


@settings(deadline=None, max_examples=40)
@given(random_rows, st.sampled_from([0.0, 1.1, 2.5, 20.0]))
def test_spots_are_joined_by_single_linkage(rows: list[dict[str, Any]], distance: float) -> None:
    frame = located(*rows)
    parent = list(range(len(frame)))

    def root(i: int) -> int:
        return i if parent[i] == i else root(parent[i])

    records = frame.to_dict("records")
    for (i, a), (j, b) in combinations(enumerate(records), 2):
        one = (a["date"], a["date_end"], a["status"] == "planned", a["town_id"]) == (
            *(b["date"], b["date_end"], b["status"] == "planned", b["town_id"]),
        )
        km = great_circle_km(a["latitude"], a["longitude"], b["latitude"], b["longitude"])
        near = a["level"] == b["level"] == "spot" and km <= distance
        if one and (a["site_id"] == b["site_id"] or near):
            parent[root(i)] = root(j)
    groups: dict[int, list[int]] = {}
    for i in range(len(frame)):
        groups.setdefault(root(i), []).append(i)
    assert joined(*rows, distance_km=distance) == sorted(groups.values())


@settings(deadline=None, max_examples=25)
@given(random_rows)
def test_what_one_event_holds_is_compatible(rows: list[dict[str, Any]]) -> None:
    ledger = merge_reports(located(*rows), rules=MergeRules(same_type=True)).ledger
    for _, part in ledger.groupby("event_id"):
        kinds = set(part["event_type"]) - {"other"}
        assert any(kinds <= set(group) for group in COMPATIBLE.values())


@settings(deadline=None, max_examples=25)
@given(random_rows, random_rules, st.randoms(use_true_random=False))
def test_the_order_of_reports_makes_no_difference(
    rows: list[dict[str, Any]], rules: MergeRules, random: Any
) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    pd.testing.assert_frame_equal(
        merge_reports(located(*rows), rules=rules).events,
        merge_reports(located(*shuffled), rules=rules).events,
    )


@settings(deadline=None)
@given(st.lists(st.tuples(*[st.integers(-(2**40), 2**40)] * 4), min_size=1, max_size=20))
def test_a_key_sorts_as_its_columns_do(rows: list[tuple[int, ...]]) -> None:
    """Four columns of 41 bits do not fit one number as they are."""
    key = one_key([np.array(column) for column in zip(*rows, strict=True)])
    assert [rows[i] for i in sorting_rows(key)] == sorted(rows)
    assert len(set(key.tolist())) == len(set(rows))


def test_two_columns_share_one_list_of_texts() -> None:
    a, b = pd.Series(["x", None, "y"]), pd.Series(["z", "x", ""])
    first, second = code_together(a, b)
    assert first.text().tolist() == ["x", "", "y"]
    assert second.text().tolist() == ["z", "x", ""]
    assert first.codes[0] == second.codes[1]
