"""Reports of one site and day become one event; the ledger keeps every report."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.gazetteer import Gazetteer
from geo.geocoder import locate_reports
from geo.merge import Merged, merge_reports
from geo.schema import EVENT_TYPES, REPORT_DTYPES, STATUSES, empty

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
