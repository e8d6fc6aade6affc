"""Lifecycles by hand, and what holds for every timeline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.schema import COUNT_DTYPES, SITE_DTYPES, STATES, TIMELINE_COLUMNS, empty
from geo.timeline import build_timeline, count_days, days_of, frame_at

Make = Callable[..., pd.DataFrame]
SITES = ["karachi", "lahore", "quetta"]
LETTERS = {"s": "started", "c": "continuing", "e": "ended", "_": "silent"}

entries = st.lists(
    st.tuples(
        st.sampled_from(SITES),
        st.integers(1, 9),
        st.fixed_dictionaries(
            {
                "reports": st.integers(1, 5),
                "sources": st.integers(0, 4),
                "ended": st.booleans(),
                "size_low": st.sampled_from([None, 10, 200]),
                "size_high": st.sampled_from([None, 300, 900]),
            }
        ),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda entry: entry[:2],
)


def day(number: int) -> pd.Timestamp:
    return pd.Timestamp(2021, 1, number)


@pytest.mark.parametrize(
    ("days", "gap_days", "expected"),
    [
        # A report each day
        ([1, 2, 3], 0, "scc"),
        ([1, 2, 3], 2, "scc"),
        # One silent day between
        ([1, 3], 0, "s_s"),
        ([1, 3], 1, "s_c"),
        ([1, 3], 2, "s_c"),
        # Two silent days
        ([1, 4], 0, "s__s"),
        ([1, 4], 1, "s__s"),
        ([1, 4], 2, "s__c"),
        # Three silent days
        ([1, 5], 2, "s___s"),
        # The gap is counted from the last report, not from the first
        ([1, 3, 5], 1, "s_c_c"),
        ([1, 2, 4, 7], 1, "sc_c__s"),
        # Silence to the end of the data
        ([2], 0, "s_____"),
        ([2], 2, "s_____"),
    ],
)
def test_lifecycles_by_hand(
    make_counts: Make, make_sites: Make, days: list[int], gap_days: int, expected: str
) -> None:
    last = day(days[0] + len(expected) - 1)
    active = ((number, False) for number in days)
    found = in_words(make_counts, make_sites, *active, gap_days=gap_days, last_day=last)
    assert found == [LETTERS[letter] for letter in expected]


def in_words(make_counts: Make, make_sites: Make, *days: tuple[int, bool], **options: Any) -> list:
    counts = make_counts(*(("k", d, {"ended": ended}) for d, ended in days))
    return build_timeline(counts, make_sites(["k"]), **options)["state"].tolist()


@pytest.mark.parametrize("gap_days", [0, 1, 2])
def test_an_end_and_activity_on_one_day_is_an_end(
    make_counts: Make, make_sites: Make, gap_days: int
) -> None:
    found = in_words(make_counts, make_sites, (1, False), (2, True), gap_days=gap_days)
    assert found == ["started", "ended"]
    assert in_words(make_counts, make_sites, (1, True), gap_days=gap_days) == ["ended"]


def test_an_end_on_the_first_day_is_an_onset_too(make_counts: Make, make_sites: Make) -> None:
    timeline = build_timeline(make_counts(("k", 1, {"ended": True})), make_sites(["k"]))
    assert timeline["onset"].tolist() == [True]
    days = count_days(timeline)
    assert (days["started"].sum(), days["ended"].sum(), days["active"].sum()) == (1, 1, 1)


def test_protest_after_an_end_goes_on_within_the_gap_and_starts_beyond_it(
    make_counts: Make, make_sites: Make
) -> None:
    days = ((1, False), (2, True), (3, False), (6, False))
    assert in_words(make_counts, make_sites, *days) == [
        *("started", "ended", "continuing", "silent", "silent", "started")
    ]


@pytest.mark.parametrize("gap_days", [0, 1, 2, 30])
def test_silence_is_never_an_end(make_counts: Make, make_sites: Make, gap_days: int) -> None:
    found = in_words(make_counts, make_sites, (1, False), gap_days=gap_days, last_day=day(20))
    assert found == ["started"] + ["silent"] * 19


def test_a_site_active_on_the_last_day_has_not_ended(make_counts: Make, make_sites: Make) -> None:
    timeline = build_timeline(make_counts(("k", 1), ("k", 2), ("q", 1)), make_sites(["k", "q"]))
    last = timeline[timeline["day"] == day(2)].set_index("site_id")["state"].to_dict()
    assert last == {"k": "continuing", "q": "silent"}


def test_the_last_day_may_come_later_never_earlier(make_counts: Make, make_sites: Make) -> None:
    assert len(in_words(make_counts, make_sites, (1, False), (4, False), last_day=day(2))) == 4
    assert len(in_words(make_counts, make_sites, (1, False), last_day=day(3))) == 3


def test_onset_days_are_those_of_the_latest_onset(make_counts: Make, make_sites: Make) -> None:
    timeline = build_timeline(make_counts(("k", 1), ("k", 5)), make_sites(["k"]), last_day=day(6))
    assert timeline["onset_day"].dt.day.tolist() == [1, 1, 1, 1, 5, 5]
    assert timeline["onset"].tolist() == [True, False, False, False, True, False]


def test_columns_and_their_order(make_counts: Make, make_sites: Make) -> None:
    timeline = build_timeline(make_counts(("k", 1)), make_sites(["k"]))
    further = ["town_id", "admin2", "country", "onset", "onset_day", "weak", "ends"]
    spread = ["weight", "precise", "onset_low", "onset_high"]
    assert list(timeline.columns) == [*TIMELINE_COLUMNS, *further, *spread]
    assert timeline["onset_low"].dtype == timeline["onset_high"].dtype == "datetime64[s]"
    assert timeline["day"].dtype == timeline["onset_day"].dtype == "datetime64[s]"


def test_a_negative_gap_is_refused(make_counts: Make, make_sites: Make) -> None:
    with pytest.raises(InputError, match="The gap rule is -1 days; give 0 or more"):
        build_timeline(make_counts(("k", 1)), make_sites(["k"]), gap_days=-1)


def test_nothing_makes_an_empty_timeline() -> None:
    timeline = build_timeline(empty(COUNT_DTYPES), empty(SITE_DTYPES), last_day=day(9))
    assert timeline.empty
    assert set(TIMELINE_COLUMNS) <= set(timeline.columns)
    assert len(days_of(timeline)) == 0
    assert count_days(timeline).empty
    assert frame_at(timeline, day(1), mode="cumulative").empty


@settings(deadline=None, max_examples=20)
@given(entries, st.integers(0, 3), st.integers(0, 12))
def test_what_holds_for_every_timeline(
    make_counts: Make, make_sites: Make, rows: list, gap_days: int, last: int
) -> None:
    counts = make_counts(*rows)
    last_day = day(last) if last else None
    sites = make_sites(SITES)
    timeline = build_timeline(counts, sites, gap_days=gap_days, last_day=last_day)
    end = max(counts["day"].max(), last_day or counts["day"].max())
    for _, site in timeline.groupby("site_id"):
        expected = pd.date_range(site["day"].min(), end)
        assert site["day"].tolist() == expected.tolist()
        assert site.iloc[0]["state"] != "silent"
        assert bool(site.iloc[0]["onset"])
    assert set(timeline["state"]) <= set(STATES)
    active = timeline[timeline["state"] != "silent"]
    assert len(active) == len(counts)
    assert (timeline.loc[timeline["state"] == "silent", "reports"] == 0).all()
    assert active["reports"].sum() == counts["reports"].sum()
    assert (timeline["state"] == "ended").sum() == counts["ended"].sum()
    shuffled = counts.sample(frac=1, random_state=0)
    again = build_timeline(shuffled, sites, gap_days=gap_days, last_day=last_day)
    pd.testing.assert_frame_equal(timeline, again)


@settings(deadline=None, max_examples=14)
@given(entries, st.integers(0, 3))
def test_days_add_up(make_counts: Make, make_sites: Make, rows: list, gap_days: int) -> None:
    timeline = build_timeline(make_counts(*rows), make_sites(SITES), gap_days=gap_days)
    days = count_days(timeline)
    assert days["day"].tolist() == days_of(timeline).tolist()
    assert (days["active"] + days["silent"] == days["sites"]).all()
    assert (days["started"] <= days["active"]).all()
    assert (days["ended"] <= days["active"]).all()
    assert (days["active"] <= days["reports"]).all()
    assert days["sites"].is_monotonic_increasing
    assert days["reports"].sum() == timeline["reports"].sum()


@settings(deadline=None, max_examples=14)
@given(entries)
def test_all_until_the_last_day_is_everything(
    make_counts: Make, make_sites: Make, rows: list
) -> None:
    counts = make_counts(*rows)
    timeline = build_timeline(counts, make_sites(SITES))
    frame = frame_at(timeline, timeline["day"].max(), mode="cumulative").set_index("site_id")
    by_site = counts.groupby("site_id")
    assert frame["reports"].to_dict() == by_site["reports"].sum().to_dict()
    assert frame["sources"].to_dict() == by_site["sources"].max().to_dict()
    for column, pick in (("size_low", "min"), ("size_high", "max")):
        expected = by_site[column].agg(pick)
        pd.testing.assert_series_equal(
            frame[column].astype("Int64"), expected.astype("Int64"), check_names=False
        )


@settings(deadline=None, max_examples=14)
@given(entries, st.integers(1, 9), st.integers(1, 12))
def test_frames_are_sums_of_days(
    make_counts: Make, make_sites: Make, rows: list, number: int, window: int
) -> None:
    timeline = build_timeline(make_counts(*rows), make_sites(SITES), last_day=day(9))
    shown = day(number)
    today = frame_at(timeline, shown)
    windowed = frame_at(timeline, shown, mode="window", window_days=window)
    everything = frame_at(timeline, shown, mode="cumulative")
    for frame in (today, windowed, everything):
        assert list(frame.columns) == list(timeline.columns)
        assert frame["site_id"].tolist() == today["site_id"].tolist()
        assert frame["state"].tolist() == today["state"].tolist()
        assert (frame["day"] == shown).all()
    first = shown - pd.Timedelta(days=window - 1)
    within = timeline[timeline["day"].between(first, shown)]
    assert windowed["reports"].sum() == within["reports"].sum()
    assert (today["reports"] <= windowed["reports"]).all()
    assert (windowed["reports"] <= everything["reports"]).all()
    one = frame_at(timeline, shown, mode="window", window_days=1)
    pd.testing.assert_frame_equal(one, today, check_dtype=False)
    long = frame_at(timeline, shown, mode="window", window_days=400)
    pd.testing.assert_frame_equal(long, everything)


def test_a_frame_before_all_is_empty(make_counts: Make, make_sites: Make) -> None:
    timeline = build_timeline(make_counts(("k", 5)), make_sites(["k"]))
    assert frame_at(timeline, day(4), mode="cumulative").empty


@pytest.mark.parametrize("window", [0, -3])
def test_a_window_holds_at_least_its_day(make_counts: Make, make_sites: Make, window: int) -> None:
    timeline = build_timeline(make_counts(("k", 5)), make_sites(["k"]))
    with pytest.raises(InputError, match="shows nothing; give 1 or more"):
        frame_at(timeline, day(5), mode="window", window_days=window)


def test_days_without_any_report_are_days_all_the_same(make_counts: Make, make_sites: Make) -> None:
    timeline = build_timeline(make_counts(("k", 1), ("k", 4)), make_sites(["k"]))
    days = count_days(timeline)
    assert days["reports"].tolist() == [1, 0, 0, 1]
    assert days["silent"].tolist() == [0, 1, 1, 0]


def test_columns_that_agree_can_be_changed_apart(make_counts: Make, make_sites: Make) -> None:
    timeline = build_timeline(make_counts(("k", 1), ("q", 1)), make_sites(["k", "q"]))
    timeline.loc[0, "town_id"] = "other"
    timeline.loc[0, "onset_low"] = day(2)
    assert timeline.loc[0, ["site_id", "town_id"]].tolist() == ["k", "other"]
    assert timeline.loc[0, ["onset_day", "onset_low", "onset_high"]].tolist() == [
        *(day(1), day(2), day(1))
    ]


def test_a_counted_site_must_be_in_the_table(make_counts: Make, make_sites: Make) -> None:
    with pytest.raises(InputError, match="The site 'q' is counted but not in the table"):
        build_timeline(make_counts(("k", 1), ("q", 1)), make_sites(["k"]))
