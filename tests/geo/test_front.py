"""The front: published slopes, waves that are known, and chance that must not look like one."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
import scipy.stats
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.front import front_speed, theil_sen_speed
from geo.observations import days_as_numbers

Wave = Callable[[np.random.Generator, int], tuple[np.ndarray, np.ndarray]]


def late_days(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Towns at fixed distances; the day scatters and is written down as a whole day."""
    distance = rng.uniform(0, 600, n)
    return distance, np.round(distance / 60 + rng.normal(0, 1, n))


def late_starts(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Towns spread over a disc that join some time after the front has passed."""
    distance = 900 * np.sqrt(rng.uniform(0, 1, n))
    return distance, np.floor(distance / 60 + rng.exponential(1, n))


def far_places(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Days are exact; places scatter about the front."""
    day = rng.integers(0, 12, n).astype(float)
    return 60 * day + rng.normal(0, 60, n), day


def clean(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    distance = rng.uniform(0, 1200, n)
    return distance, distance / 60


@pytest.mark.parametrize("wave", [late_days, late_starts, far_places])
@pytest.mark.parametrize("n", [20, 80])
def test_a_wave_of_60_km_a_day_is_recovered_at_least_90_times_in_100(wave: Wave, n: int) -> None:
    rng = np.random.default_rng(2021)
    fronts = [front_speed(*wave(rng, n)) for _ in range(100)]
    assert sum(f.low <= 60 <= f.high for f in fronts) >= 90
    assert sum(f.low > 0 for f in fronts) >= 95


@pytest.mark.parametrize("n", [15, 60])
def test_chance_is_flagged_as_a_wave_at_most_7_times_in_100(n: int) -> None:
    rng = np.random.default_rng(1)
    flagged = edges = 0
    for _ in range(100):
        front = front_speed(rng.uniform(0, 1200, n), rng.integers(0, 10, n))
        flagged += front.low > 0 and front.speed_km_per_day > 0
        edges += front.quantile_low > 0 and front.quantile_speed_km_per_day > 0
    assert flagged <= 7
    assert edges <= 7


@pytest.mark.parametrize("n", [12, 30])
def test_chance_measured_from_its_first_site_is_no_wave_either(n: int) -> None:
    """The first site lies at distance 0 on the first day by definition: that is no finding."""
    rng = np.random.default_rng(4)
    flagged = 0
    for _ in range(300):
        x, y, day = *rng.uniform(-600, 600, (2, n)), rng.integers(0, 9, n)
        first = day.argmin()
        front = front_speed(np.hypot(x - x[first], y - y[first]), day)
        flagged += front.low > 0
    assert flagged <= 0.045 * 300


def test_the_farthest_so_far_would_have_flagged_chance() -> None:
    """Why the front is measured on onsets: a running maximum rises in any data."""
    rng = np.random.default_rng(1)
    flagged = 0
    for _ in range(100):
        distance = np.maximum.accumulate(rng.exponential(400, 30))
        flagged += front_speed(distance, np.arange(30)).low > 0
    assert flagged > 25


def test_an_exact_wave_is_exact() -> None:
    front = front_speed([0, 60, 120, 180, 240], [3, 4, 5, 6, 7])
    assert (front.speed_km_per_day, front.low, front.high) == (60, 60, 60)
    assert front.intercept_km == -180
    assert front.quantile_speed_km_per_day == pytest.approx(60)
    assert front.n == 5
    rng = np.random.default_rng(0)
    front = front_speed(*clean(rng, 50))
    assert front.speed_km_per_day == pytest.approx(60)
    assert front.quantile_speed_km_per_day == pytest.approx(60)


def test_sens_own_example() -> None:
    """Sen (1968), JASA 63, page 1383: slope 4; the bounds as scipy gives them for 95 %."""
    x, y = [1, 2, 3, 4, 10, 12, 18], [9, 15, 19, 20, 45, 55, 78]
    front = front_speed(y, x)
    assert front.speed_km_per_day == 4
    assert front.low == pytest.approx(26 / 7)
    assert front.high == pytest.approx(35 / 8)


def test_engels_food_expenditure() -> None:
    """The 90 % regression quantile of Koenker and Bassett (1982) as quantreg and statsmodels give
    it: slope 0.6862995, intercept 67.35087."""
    data = sm.datasets.engel.load_pandas().data
    front = front_speed(data["foodexp"], data["income"])
    assert front.quantile_speed_km_per_day == pytest.approx(0.6862995, abs=1e-6)
    assert front.quantile_intercept_km == pytest.approx(67.35087, abs=1e-3)
    assert front.quantile_low < 0.6862995 < front.quantile_high


@settings(deadline=None, max_examples=25)
@given(st.integers(5, 60), st.integers(0, 10_000))
def test_the_slope_and_lower_bound_are_scipys(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    day, distance = rng.integers(0, 9, n).astype(float), rng.uniform(0, 900, n)
    day[:2] = 0, 5
    reference = scipy.stats.theilslopes(distance, day)
    front = front_speed(distance, day)
    assert front.speed_km_per_day == pytest.approx(reference.slope)
    assert front.low <= front.speed_km_per_day <= front.high
    assert front.low == pytest.approx(min(reference.low_slope, front.low))
    assert front.high == pytest.approx(max(reference.high_slope, front.high))
    if reference.low_slope <= 0 <= reference.high_slope:
        assert front.low == pytest.approx(reference.low_slope)
        assert front.high == pytest.approx(reference.high_slope)


@settings(deadline=None, max_examples=25)
@given(st.integers(12, 60), st.integers(0, 10_000))
def test_the_edge_minimises_the_check_loss(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    day = rng.integers(0, 9, n).astype(float)
    day[:2] = 0, 5
    distance = 50 * day + rng.uniform(0, 300, n)
    front = front_speed(distance, day)

    def loss(slope: float, intercept: float) -> float:
        rest = distance - slope * day - intercept
        return float(np.where(rest >= 0, 0.9 * rest, -0.1 * rest).sum())

    best = loss(front.quantile_speed_km_per_day, front.quantile_intercept_km)
    # The optimum of a regression quantile passes through two of the points.
    i, j = np.triu_indices(n, 1)
    told = day[i] != day[j]
    slopes = (distance[j] - distance[i])[told] / (day[j] - day[i])[told]
    starts = distance[i][told] - slopes * day[i][told]
    others = [loss(b, a) for b, a in zip(slopes, starts, strict=True)]
    assert best <= min(others) + 1e-6 * (1 + abs(best))


def test_more_pairs_than_are_looked_at_change_little() -> None:
    rng = np.random.default_rng(3)
    distance, day = late_days(rng, 400)
    whole, part = theil_sen_speed(distance, day), theil_sen_speed(distance, day, max_pairs=20_000)
    assert part == pytest.approx(whole, rel=0.05)
    assert theil_sen_speed(distance, day, max_pairs=20_000) == part


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 1000))
def test_order_zero_and_units_of_days_do_not_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    distance, day = late_days(rng, 25)
    front = front_speed(distance, day)
    order = rng.permutation(25)
    dates = np.datetime64("2021-01-03") + day.astype("timedelta64[D]")
    for other in (
        front_speed(distance[order], day[order]),
        front_speed(distance, day + 100),
        front_speed(distance, dates),
        front_speed(pd.Series(distance), pd.Series(dates.astype("datetime64[s]"))),
    ):
        assert other.speed_km_per_day == pytest.approx(front.speed_km_per_day)
        assert other.low == pytest.approx(front.low)
        assert other.high == pytest.approx(front.high)
        assert other.quantile_speed_km_per_day == pytest.approx(
            front.quantile_speed_km_per_day, abs=1e-6
        )
    mirrored = front_speed(-distance, day)
    assert mirrored.speed_km_per_day == pytest.approx(-front.speed_km_per_day)
    assert mirrored.low == pytest.approx(-front.high, rel=0.02)


@pytest.mark.parametrize(
    ("distance", "day", "note"),
    [
        ([], [], "0 onsets: a speed needs at least 3"),
        ([1], [1], "1 onsets: a speed needs at least 3"),
        ([1, 2], [1, 2], "2 onsets: a speed needs at least 3"),
        ([1, 2, 3, 4, 5, 6], [2] * 6, "all 6 onsets fall on one day"),
        ([1, 2, math.nan, 4], [1, 2, 3, math.nan], "2 onsets without distance or day are left out"),
    ],
)
def test_too_little_is_said_not_raised(distance: list, day: list, note: str) -> None:
    front = front_speed(distance, day)
    assert note in front.note
    assert math.isnan(front.speed_km_per_day)
    assert math.isnan(front.low)
    assert math.isnan(front.quantile_high)


def test_four_onsets_have_a_slope_but_no_interval() -> None:
    front = front_speed([0, 60, 120, 180], [0, 1, 2, 3])
    assert front.speed_km_per_day == 60
    assert (front.low, front.high) == (-math.inf, math.inf)
    assert "4 onsets are too few for a 95 % interval" in front.note


def test_all_at_one_distance_do_not_move() -> None:
    front = front_speed([100] * 8, range(8))
    assert (front.speed_km_per_day, front.low, front.high) == (0, 0, 0)


def test_arrays_of_two_lengths_are_refused() -> None:
    with pytest.raises(InputError, match="3 distances and 2 onset days"):
        front_speed([1, 2, 3], [1, 2])


def test_days_without_a_date_are_missing() -> None:
    days = days_as_numbers(np.array(["1970-01-03", "NaT"], dtype="datetime64[s]"))
    assert days[0] == 2
    assert math.isnan(days[1])
