"""Every measure of a timeline together: by hand, by property, and on the shipped campaign."""

from __future__ import annotations

import json
import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import spread
from geo.errors import InputError
from geo.pipeline import Campaign, follow
from geo.schema import COUNT_DTYPES, SITE_DTYPES, empty
from geo.spread import (
    MEASURE_DTYPES,
    Origin,
    all_onsets,
    find_origin,
    first_onsets,
    front_speed,
    measure_days,
    measure_spread,
)
from geo.timeline import build_timeline, count_days

Make = Callable[..., pd.DataFrame]
SITES = [f"s{i}" for i in range(8)]
START = Origin(25.0, 68.0, pd.Timestamp("2021-01-01"))

entries = st.lists(
    st.tuples(
        st.sampled_from(SITES),
        st.integers(1, 12),
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
    max_size=25,
    unique_by=lambda entry: entry[:2],
)


@pytest.fixture(scope="module")
def shipped(campaign: Campaign) -> pd.DataFrame:
    return follow(campaign).timeline


def test_public_names_are_there() -> None:
    for name in spread.__all__:
        assert getattr(spread, name) is not None


@settings(deadline=None, max_examples=15)
@given(entries, st.integers(0, 2))
def test_counts_are_those_of_the_timeline(
    make_counts: Make, make_sites: Make, rows: list, gap_days: int
) -> None:
    timeline = build_timeline(make_counts(*rows), make_sites(SITES), gap_days=gap_days)
    found, counted = measure_days(timeline, origin=START), count_days(timeline)
    assert list(found.columns) == list(MEASURE_DTYPES)
    assert found.dtypes.astype(str).to_dict() == MEASURE_DTYPES
    for column in ("day", "reports", "active", "ended", "silent", "sites"):
        assert found[column].tolist() == counted[column].tolist()
    assert found["onsets"].tolist() == counted["started"].tolist()
    assert (found["new"] <= found["onsets"]).all()
    assert found["new"].cumsum().tolist() == found["sites"].tolist()
    assert (found["sources_low"] <= found["sources_high"]).all()
    assert (found["reach_km2"].diff().dropna() >= 0).all()
    assert (found["sized_sites"] <= found["active"]).all()
    low = timeline.groupby("day")["size_low"].sum(min_count=1)
    assert found["size_low"].fillna(-1).tolist() == low.fillna(-1).tolist()
    shuffled = timeline.sample(frac=1, random_state=0)
    pd.testing.assert_frame_equal(found, measure_days(shuffled, origin=START))


@settings(deadline=None, max_examples=10)
@given(entries)
def test_silent_rows_are_not_needed(make_counts: Make, make_sites: Make, rows: list) -> None:
    timeline = build_timeline(make_counts(*rows), make_sites(SITES))
    active = timeline[timeline["state"] != "silent"]
    pd.testing.assert_frame_equal(
        measure_days(timeline, origin=START), measure_days(active, origin=START)
    )


def test_a_small_course_by_hand(make_counts: Make, make_sites: Make) -> None:
    counts = make_counts(
        ("s0", 1, {"reports": 2, "sources": 2, "size_low": 100}),
        ("s1", 2, {"size_low": 50}),
        ("s2", 2),
        ("s0", 3, {"ended": True}),
    )
    sites = make_sites(
        ["s0", "s1", "s2"],
        s0={"latitude": 25.0, "longitude": 68.0},
        s1={"latitude": 26.0, "longitude": 68.0, "admin1": "Punjab"},
        s2={"latitude": 25.0, "longitude": 69.0},
    )
    timeline = build_timeline(counts, sites)
    found = measure_days(timeline, origin=START, populations={"s0": 1000, "s2": 10})
    assert found["day_number"].tolist() == [0, 1, 2]
    assert found["active"].tolist() == [1, 2, 1]
    assert found["silent"].tolist() == [0, 1, 2]
    assert found["ended"].tolist() == [0, 0, 1]
    assert found["provinces"].tolist() == [1, 2, 2]
    assert found["population"].tolist() == [1000, 1010, 1010]
    assert found["sources_high"].tolist() == [2, 2, 1]
    assert found["sources_low"].tolist() == [2, 1, 1]
    assert found["size_low"].fillna(0).tolist() == [100, 50, 0]
    assert found["sized_sites"].tolist() == [1, 1, 0]
    # A degree of latitude at 25 N is 110.8 km, a degree of longitude 101.0 km.
    assert found.loc[1, "distance_median_km"] == pytest.approx((110.78 + 100.95) / 2, abs=0.1)
    assert found.loc[1, "direction_deg"] == pytest.approx(45, abs=0.5)
    assert found.loc[1, "concentration"] == pytest.approx(math.sqrt(0.5), abs=0.01)
    assert found.loc[2, "reach_km2"] == pytest.approx(110.78 * 100.5 / 2, rel=0.01)
    assert found.loc[1, "centre_latitude"] == pytest.approx(25.5, abs=0.01)
    assert found["front_km_per_day"].isna().all()
    assert found["ellipse_major_km"].isna().all()


def test_areas_count_but_have_no_place(make_counts: Make, make_sites: Make) -> None:
    counts = make_counts(("s0", 1), ("s1", 2))
    sites = make_sites(["s0", "s1"], s1={"level": "province", "latitude": 36.0})
    timeline = build_timeline(counts, sites)
    found = measure_days(timeline, origin=START)
    assert found["sites"].tolist() == [1, 2]
    assert found["distance_median_km"].isna().tolist() == [False, True]
    assert first_onsets(timeline)["site_id"].tolist() == ["s0"]
    only_area = timeline[timeline["site_id"] == "s1"]
    alone = measure_days(only_area, origin=START)
    assert alone["active"].tolist() == [1]
    assert alone["centre_latitude"].isna().all()
    with pytest.raises(InputError, match="no onset at a located site"):
        find_origin(only_area)
    whole = measure_spread(only_area, origin=START)
    assert whole.plane is None
    assert whole.ellipse is None


def test_weights_by_reports_pull_the_centre(make_counts: Make, make_sites: Make) -> None:
    timeline = build_timeline(
        make_counts(("s0", 1, {"reports": 9}), ("s1", 1)), make_sites(["s0", "s1"])
    )
    alike = measure_days(timeline, origin=START).loc[0, "centre_latitude"]
    weighed = measure_days(timeline, origin=START, weighting="reports").loc[0, "centre_latitude"]
    assert alike == pytest.approx(25.5, abs=0.01)
    assert weighed == pytest.approx(25.1, abs=0.01)


def test_nothing_is_measured_of_nothing() -> None:
    timeline = build_timeline(empty(COUNT_DTYPES), empty(SITE_DTYPES))
    found = measure_days(timeline, origin=START)
    assert found.empty
    assert list(found.columns) == list(MEASURE_DTYPES)
    assert all_onsets(timeline).empty


def test_returns_after_a_silence_are_onsets_but_not_first_ones(
    make_counts: Make, make_sites: Make
) -> None:
    timeline = build_timeline(make_counts(("s0", 1), ("s0", 9)), make_sites(["s0"]))
    assert len(all_onsets(timeline)) == 2
    assert len(first_onsets(timeline)) == 1
    found = measure_days(timeline, origin=START)
    assert (found["new"].sum(), found["onsets"].sum()) == (1, 2)


def test_where_it_began(shipped: pd.DataFrame) -> None:
    quetta = find_origin(shipped, place="Quetta", admin1="Balochistan")
    assert (quetta.name, quetta.day) == ("Quetta", pd.Timestamp("2021-01-03"))
    assert quetta.latitude == pytest.approx(30.18, abs=0.05)
    assert find_origin(shipped).day == quetta.day
    with pytest.raises(InputError, match="no onset at 'Kabul'"):
        find_origin(shipped, place="Kabul")
    with pytest.raises(InputError, match="no onset at 'Quetta'"):
        find_origin(shipped, place="Quetta", admin1="Sindh")


def test_the_shipped_campaign_leapt_to_the_cities(shipped: pd.DataFrame) -> None:
    """Known from the record: Quetta and Karachi are about 590 km apart, and Karachi began on day 2.
    Onsets appear in far cities at once, so that no front may be found."""
    origin = find_origin(shipped, place="Quetta")
    found = measure_spread(shipped, origin=origin, serial_interval=[0, 0.5, 0.5], window_days=3)
    onsets = first_onsets(shipped).set_index("site")
    assert (onsets.loc["Karachi", "onset_day"] - origin.day).days == 2
    karachi = found.links.set_index("site_id").loc["PK-SD/karachi"]
    assert karachi["lag_days"] == 2
    assert found.front.low < 0 < found.front.high
    assert found.continuity.n == (found.links.shape[0])
    assert found.days["provinces"].iloc[-1] >= 5
    assert found.reproduction is not None
    last = found.days.iloc[-1]
    assert last["reach_km2"] == pytest.approx(found.reach_km2)
    assert last["front_km_per_day"] == pytest.approx(found.front.speed_km_per_day)
    since = (first_onsets(shipped)["onset_day"] - origin.day).dt.days
    assert found.front.n == len(since)


def test_a_summary_is_json_without_nan(shipped: pd.DataFrame) -> None:
    summary = measure_spread(shipped).summary()
    again = json.loads(json.dumps(summary, allow_nan=False))
    assert again == summary
    assert again["front"]["n"] == again["located_sites"]
    assert set(again["ellipse"]) >= {"latitude", "longitude", "major_km", "bearing_deg"}
    assert again["reproduction"] is None


def test_a_wave_goes_through_the_whole_way(make_counts: Make, make_sites: Make) -> None:
    """Towns every 60 km along a meridian, one a day."""
    names = [f"s{i:02}" for i in range(20)]
    step = 60 / 110.8
    sites = make_sites(
        names, **{n: {"latitude": 25 + step * i, "longitude": 68.0} for i, n in enumerate(names)}
    )
    timeline = build_timeline(make_counts(*[(n, i + 1) for i, n in enumerate(names)]), sites)
    found = measure_spread(timeline, near_km=70)
    assert found.origin.name == "S00"
    assert found.front.speed_km_per_day == pytest.approx(60, abs=0.3)
    assert found.direction.bearing_deg == pytest.approx(0, abs=1e-6)
    assert found.direction.concentration == pytest.approx(1)
    assert found.continuity.share == 1
    assert found.links["lag_days"].tolist() == [1] * 19
    np.testing.assert_allclose(found.links["distance_km"], 60, atol=0.3)
    assert found.days["front_km_per_day"].iloc[-1] == pytest.approx(60, abs=0.3)
    assert found.days["front_km_per_day"].iloc[:4].isna().all()
    assert found.front == front_speed(*(found.days["distance_median_km"], found.days["day_number"]))
