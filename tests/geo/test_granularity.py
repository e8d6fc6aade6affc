"""Weeks and months: by hand, and against pandas' own periods."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.granularity import (
    GRANULARITIES,
    count_periods,
    period_starts,
    periods_between,
    propose_granularity,
    timeline_by,
)
from geo.schema import COUNT_DTYPES, SITE_DTYPES, empty
from geo.timeline import build_timeline, count_days

Make = Callable[..., pd.DataFrame]
SITES = ["karachi", "quetta"]
LAST = pd.Timestamp("2021-02-10")

entries = st.lists(
    st.tuples(
        st.sampled_from(SITES),
        st.integers(1, 31),
        st.fixed_dictionaries(
            {
                "reports": st.integers(1, 5),
                "sources": st.integers(0, 4),
                "ended": st.booleans(),
                "size_low": st.sampled_from([None, 10, 200]),
            }
        ),
    ),
    min_size=1,
    max_size=20,
    unique_by=lambda entry: entry[:2],
)


@settings(deadline=None, max_examples=25)
@given(entries, st.sampled_from(["week", "month"]))
def test_periods_gather_the_days(
    make_counts: Make, make_sites: Make, rows: list, granularity: str
) -> None:
    timeline = build_timeline(make_counts(*rows), make_sites(SITES), last_day=LAST)
    found = timeline_by(timeline, granularity)  # type: ignore[arg-type]
    alias = {"week": "W-SUN", "month": "M"}[granularity]
    period = timeline["day"].dt.to_period(alias).dt.start_time.astype("datetime64[s]")
    grouped = timeline.assign(period=period).groupby(["site_id", "period"])
    assert found["site_id"].tolist() == [site for site, _ in grouped.groups]
    assert found["day"].tolist() == [start for _, start in grouped.groups]
    for name in ("reports", "weak", "ends", "precise"):
        assert found[name].tolist() == grouped[name].sum().tolist()
    assert found["sources"].tolist() == grouped["sources"].max().tolist()
    assert found["onset"].tolist() == grouped["onset"].any().tolist()
    assert found["size_low"].fillna(-1).tolist() == grouped["size_low"].min().fillna(-1).tolist()
    silent = timeline["state"].eq("silent").groupby([timeline["site_id"], period]).all()
    assert (found["state"] == "silent").tolist() == silent.tolist()
    assert found["active_days"].sum() == (timeline["state"] != "silent").sum()
    shuffled = timeline.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(found, timeline_by(shuffled, granularity))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "state"),
    [
        ([(4, False), (5, False)], "started"),
        ([(4, False), (5, True)], "ended"),
        ([(4, True), (6, False)], "started"),
    ],
)
def test_the_state_of_a_week(
    make_counts: Make, make_sites: Make, days: list[tuple[int, bool]], state: str
) -> None:
    counts = make_counts(*(("k", day, {"ended": ended}) for day, ended in days))
    weeks = timeline_by(build_timeline(counts, make_sites(["k"]), last_day=LAST), "week")
    assert weeks["state"].tolist() == [state, *["silent"] * 5]
    assert weeks["day"].dt.day_of_week.unique().tolist() == [0]


def test_a_stretch_that_goes_on_is_continuing_next_week(
    make_counts: Make, make_sites: Make
) -> None:
    counts = make_counts(*(("k", day) for day in range(4, 13)))
    weeks = timeline_by(build_timeline(counts, make_sites(["k"])), "week")
    assert weeks["state"].tolist() == ["started", "continuing"]


def test_periods_are_counted_none_left_out(make_counts: Make, make_sites: Make) -> None:
    timeline = build_timeline(make_counts(("k", 4), ("k", 25), ("q", 25)), make_sites(["k", "q"]))
    weeks = count_periods(timeline, "week")
    assert weeks["day"].dt.day.tolist() == [4, 11, 18, 25]
    assert weeks["active"].tolist() == [1, 0, 0, 2]
    assert weeks["reports"].tolist() == [1, 0, 0, 2]
    assert weeks["sites"].tolist() == [1, 1, 1, 2]
    wider = count_periods(timeline, "month", first=pd.Timestamp("2020-11-30"))
    assert wider["day"].dt.strftime("%Y-%m").tolist() == ["2020-11", "2020-12", "2021-01"]
    pd.testing.assert_frame_equal(count_periods(timeline, "day"), count_days(timeline))


def test_nothing_stays_nothing() -> None:
    timeline = build_timeline(empty(COUNT_DTYPES), empty(SITE_DTYPES))
    for granularity in GRANULARITIES:
        assert timeline_by(timeline, granularity).empty
        assert count_periods(timeline, granularity).empty


def test_an_unknown_granularity_is_refused() -> None:
    with pytest.raises(InputError, match="no granularity 'year'; give day, week or month"):
        period_starts(pd.Series(pd.to_datetime(["2021-01-01"])), "year")  # type: ignore[arg-type]


def test_a_month_of_a_leap_year_is_whole() -> None:
    found = periods_between(pd.Timestamp("2024-01-31"), pd.Timestamp("2024-03-01"), "month")
    assert found.strftime("%m-%d").tolist() == ["01-01", "02-01", "03-01"]
    assert propose_granularity(121) == "week"
