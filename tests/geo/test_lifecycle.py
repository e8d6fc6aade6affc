"""Stretches of protest, their censoring, and plans apart."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from geo.lifecycle import LIFECYCLE_DTYPES, lifecycles, planned_days
from geo.schema import COUNT_DTYPES, SITE_DTYPES, empty
from geo.timeline import build_timeline

Make = Callable[..., pd.DataFrame]


def day(number: int) -> pd.Timestamp:
    return pd.Timestamp(2021, 1, number)


def test_each_onset_is_a_stretch(make_counts: Make, make_sites: Make) -> None:
    counts = make_counts(
        ("k", 1, {"reports": 2}), ("k", 3), ("k", 7, {"ended": True}), ("q", 9), ("r", 8)
    )
    timeline = build_timeline(counts, make_sites(["k", "q", "r"]), last_day=day(10))
    found = lifecycles(timeline, gap_days=1)
    assert found.dtypes.astype(str).to_dict() == LIFECYCLE_DTYPES
    assert found["site_id"].tolist() == ["k", "k", "r", "q"]
    assert found["days"].tolist() == [3, 1, 1, 1]
    assert found["active_days"].tolist() == [2, 1, 1, 1]
    assert found["reports"].tolist() == [3, 1, 1, 1]
    assert found["ended"].tolist() == [False, True, False, False]
    # Silent for longer than the gap rule, ended, silent for two days, and for one.
    assert found["censored"].tolist() == [False, False, False, True]


@pytest.mark.parametrize(("gap_days", "censored"), [(0, False), (1, False), (2, True)])
def test_silence_within_the_gap_rule_is_no_end(
    make_counts: Make, make_sites: Make, gap_days: int, censored: bool
) -> None:
    timeline = build_timeline(
        make_counts(("k", 1)), make_sites(["k"]), gap_days=gap_days, last_day=day(3)
    )
    assert lifecycles(timeline, gap_days=gap_days)["censored"].tolist() == [censored]


def test_a_site_active_on_the_last_day_has_not_ended(make_counts: Make, make_sites: Make) -> None:
    timeline = build_timeline(make_counts(("k", 1), ("k", 2)), make_sites(["k"]))
    found = lifecycles(timeline, gap_days=0).iloc[0]
    assert bool(found["censored"])
    assert not found["ended"]


def test_nothing_has_no_stretch() -> None:
    timeline = build_timeline(empty(COUNT_DTYPES), empty(SITE_DTYPES))
    assert lifecycles(timeline).empty
    assert list(lifecycles(timeline).columns) == list(LIFECYCLE_DTYPES)


def test_plans_stand_apart_and_say_whether_a_report_followed(
    make_counts: Make, make_sites: Make
) -> None:
    timeline = build_timeline(make_counts(("k", 5)), make_sites(["k", "q"]), last_day=day(6))
    ledger = pd.DataFrame(
        {
            "report_id": ["a", "b", "c", "d"],
            "town_id": ["k", "k", "q", "k"],
            "date": [day(5), day(5), day(5), day(1)],
            "date_end": [day(6), day(5), day(5), day(1)],
            "planned": [True, True, True, False],
        }
    ).astype({"date": "datetime64[s]", "date_end": "datetime64[s]"})
    found = planned_days(ledger, timeline, by="town_id")
    assert found.to_dict("records") == [
        {"site_id": "k", "day": day(5), "reports": 2, "reported": True},
        {"site_id": "k", "day": day(6), "reports": 1, "reported": False},
        {"site_id": "q", "day": day(5), "reports": 1, "reported": False},
    ]
    assert planned_days(ledger.iloc[3:], timeline, by="town_id").empty
