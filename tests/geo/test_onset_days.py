"""Onsets among days that are known and days that reports of a week or a month may mean."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.onset_days import find_onsets
from geo.spread import Origin, all_onsets, measure_days
from geo.timeline import build_timeline

Make = Callable[..., pd.DataFrame]
WEEK = 1 / 7


def active(*days: tuple[int, float, int]) -> pd.DataFrame:
    """Build days of one site: number, weight, and how many of its reports are known to the day."""
    return pd.DataFrame(
        {
            "site_id": pd.Series(["k"] * len(days), dtype="str"),
            "day": pd.to_datetime([f"2021-01-{d:02}" for d, _, _ in days]).astype("datetime64[s]"),
            "reports": [1] * len(days),
            "weight": [w for _, w, _ in days],
            "precise": [p for _, _, p in days],
        }
    )


def vague(first: int, last: int, share: float = WEEK) -> list[tuple[int, float, int]]:
    return [(day, share, 0) for day in range(first, last + 1)]


def known(*days: int) -> list[tuple[int, float, int]]:
    return [(day, 1.0, 1) for day in days]


def told(frame: pd.DataFrame, gap_days: int = 1) -> list[tuple[int, int, int]]:
    """Return day, low and high of each onset."""
    found = find_onsets(frame, gap_days=gap_days)
    rows = found[found["onset"]]
    assert (rows["onset_day"] == frame["day"][rows.index]).all()
    days = rows[["onset_day", "onset_low", "onset_high"]]
    return [tuple(day.day for day in row) for row in days.itertuples(index=False)]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        # Known days alone: the gap rule
        (known(3, 4, 8), [(3, 3, 3), (8, 8, 8)]),
        # A week alone: its middle, and it lies within the week
        (vague(4, 10), [(7, 4, 10)]),
        # A month alone
        (vague(1, 30, 1 / 30), [(15, 1, 30)]),
        # A day known within the week is the onset; it may lie as early as the week begins
        ([*vague(4, 6), *known(7), *vague(8, 10)], [(7, 4, 7)]),
        # Vague days after a known onset begin nothing
        ([*known(4), *vague(5, 11)], [(4, 4, 4)]),
        # Nor do they bridge the silence between two known stretches
        ([*known(2), *vague(3, 9), *known(10)], [(2, 2, 2), (10, 3, 10)]),
        # A week beyond the gap rule is an onset of its own
        ([*known(2), *vague(11, 17)], [(2, 2, 2), (14, 11, 17)]),
        # One within it is not
        ([*known(2), *vague(4, 10)], [(2, 2, 2)]),
        # Two weeks, one after the other: the first one's middle
        (vague(4, 17), [(7, 4, 10)]),
    ],
)
def test_onsets_by_hand(
    days: list[tuple[int, float, int]], expected: list[tuple[int, int, int]]
) -> None:
    assert told(active(*days)) == expected


def test_two_reports_of_one_week_have_its_middle_too() -> None:
    frame = active(*vague(4, 10, 2 * WEEK)).assign(reports=2)
    assert told(frame) == [(7, 4, 10)]


def test_a_week_within_a_month_lies_in_that_week() -> None:
    frame = active(*vague(1, 30, 1 / 30))
    within = frame["day"].dt.day.between(8, 14)
    frame.loc[within, "weight"] += WEEK
    frame.loc[within, "reports"] = 2
    ((day, low, high),) = told(frame)
    assert (low, day) == (1, 11)
    assert 14 <= high < 30


def test_vague_days_that_lead_up_belong_to_the_coming_onset() -> None:
    found = find_onsets(active(*known(1), *vague(4, 6), *known(7)), gap_days=1)
    assert found["onset_day"].dt.day.tolist() == [1, 7, 7, 7, 7]


def test_no_active_day_has_no_onset() -> None:
    assert find_onsets(active(), gap_days=1).empty


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.integers(1, 28), st.booleans()),
        min_size=1,
        unique_by=lambda t: t[:2],
    ),
    st.integers(0, 3),
)
def test_what_holds_for_all(rows: list[tuple[str, int, bool]], gap_days: int) -> None:
    rows.sort()
    frame = pd.concat(
        [active((d, 1.0 if k else WEEK, int(k))).assign(site_id=s) for s, d, k in rows],
        ignore_index=True,
    )
    found = find_onsets(frame, gap_days=gap_days)
    assert (found["onset_low"] <= found["onset_day"]).all()
    assert (found["onset_day"] <= found["onset_high"]).all()
    alone = find_onsets(frame[frame["precise"] > 0].reset_index(drop=True), gap_days=gap_days)
    of_known = found[(frame["precise"] > 0).to_numpy()].reset_index(drop=True)
    # Vague reports move no onset of known days, and make none among them.
    assert of_known["onset"].tolist() == alone["onset"].tolist()
    assert of_known["onset_day"].tolist() == alone["onset_day"].tolist()
    marked = found[found["onset"]]
    assert set(found["onset_day"]) == set(marked["onset_day"])
    assert (found.groupby(frame["site_id"])["onset"].sum() >= 1).all()


def test_a_timeline_keeps_vague_days_lighter_and_without_an_onset(
    make_counts: Make, make_sites: Make
) -> None:
    light = {"weight": WEEK, "precise": 0}
    counts = make_counts(*[("k", day, light) for day in range(4, 11)], ("q", 5))
    timeline = build_timeline(counts, make_sites(["k", "q"]))
    own = timeline[timeline["site_id"] == "k"]
    assert own["state"].tolist() == ["continuing"] * 3 + ["started"] + ["continuing"] * 3
    assert own["weight"].sum() == pytest.approx(1)
    assert (own["precise"] == 0).all()
    onsets = all_onsets(timeline).set_index("site_id")["onset_day"].dt.day
    assert onsets.to_dict() == {"k": 7, "q": 5}
    days = measure_days(timeline, origin=Origin(25.0, 68.0, pd.Timestamp("2021-01-04")))
    assert days["new"].tolist() == [0, 1, 0, 1, 0, 0, 0]
    assert days["sites"].tolist() == [1, 2, 2, 2, 2, 2, 2]
    assert days["vague"].tolist() == [1] * 7
    np.testing.assert_allclose(days["weight"], [WEEK, 1 + WEEK, *[WEEK] * 5])
