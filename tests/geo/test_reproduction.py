"""Reproduction number and growth, against EpiEstim and statsmodels."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.reproduction import (
    discrete_serial_interval,
    growth_by_day,
    growth_rate,
    reproduction_number,
)

# Daily onsets of influenza in a school in Pennsylvania, 27 April to 28 May 2009 (Cauchemez et al.,
# PNAS 108 (2011) 2825), and the serial interval of Ferguson et al., Nature 437 (2005) 209: data set
# Flu2009 of the R package EpiEstim.
FLU_2009 = [
    *(1, 1, 0, 2, 5, 3, 3, 3, 6, 2, 5, 9, 13, 12, 13, 11),
    *(12, 6, 6, 6, 3, 1, 0, 2, 0, 0, 0, 0, 2, 0, 2, 0),
]
FLU_INTERVAL = [0, 0.233, 0.359, 0.198, 0.103, 0.053, 0.027, 0.014, 0.007, 0.003, 0.002, 0.001]

daily = st.lists(st.integers(0, 30), min_size=9, max_size=40)


def test_influenza_in_a_school_2009() -> None:
    """Weekly windows of estimate_R(method = "non_parametric_si") in EpiEstim."""
    found = reproduction_number(FLU_2009, FLU_INTERVAL)
    assert found.loc[8, "mean"] == pytest.approx(1.7356089, abs=5e-8)
    assert found.loc[8, "sd"] == pytest.approx(0.4090869, abs=5e-8)
    assert found.loc[20, "mean"] == pytest.approx(0.9369319, abs=5e-8)
    assert found.loc[20, "sd"] == pytest.approx(0.1144645, abs=1e-7)


def test_its_shape() -> None:
    found = reproduction_number(FLU_2009, FLU_INTERVAL)
    assert list(found.columns) == ["mean", "sd", "low", "high"]
    assert found.index.tolist() == list(range(8, 33))
    assert found.index.name == "day"
    assert ((found["low"] < found["mean"]) & (found["mean"] < found["high"])).all()
    assert len(reproduction_number(FLU_2009[:8], FLU_INTERVAL)) == 1
    short = reproduction_number(FLU_2009[:7], FLU_INTERVAL)
    assert short.empty
    assert list(short.columns) == ["mean", "sd", "low", "high"]
    assert len(reproduction_number(FLU_2009, FLU_INTERVAL, window_days=1)) == 31


@settings(deadline=None, max_examples=25)
@given(daily, st.integers(1, 8))
def test_one_window_by_hand(onsets: list[int], window: int) -> None:
    weights = [0, 0.5, 0.3, 0.2]
    found = reproduction_number(onsets, weights, window_days=window)
    for last in found.index:
        days = range(last - window, last)  # counted from 0
        pressure = sum(weights[s] * onsets[t - s] for t in days for s in range(1, 4) if t - s >= 0)
        posterior = scipy.stats.gamma(
            1 + sum(onsets[t] for t in days), scale=1 / (1 / 5 + pressure)
        )
        assert found.loc[last, "mean"] == pytest.approx(posterior.mean())
        assert found.loc[last, "sd"] == pytest.approx(posterior.std())
        assert found.loc[last, "low"] == pytest.approx(posterior.ppf(0.025))
        assert found.loc[last, "high"] == pytest.approx(posterior.ppf(0.975))


def test_nothing_gives_back_the_prior() -> None:
    found = reproduction_number([0] * 10, FLU_INTERVAL)
    assert found["mean"].tolist() == [5.0] * 3
    assert found["sd"].tolist() == [5.0] * 3


def test_a_constant_course_tends_to_one() -> None:
    found = reproduction_number([1000] * 40, FLU_INTERVAL)
    assert found["mean"].iloc[-1] == pytest.approx(1, abs=1e-3)


def test_weights_are_scaled_unless_rounding_is_to_blame() -> None:
    plain = reproduction_number(FLU_2009, FLU_INTERVAL)
    doubled = reproduction_number(FLU_2009, np.multiply(FLU_INTERVAL, 2))
    np.testing.assert_allclose(plain, doubled)
    rounded = reproduction_number(FLU_2009, np.multiply(FLU_INTERVAL, 0.995))
    assert (rounded["mean"] > plain["mean"]).all()


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([0.5, 0.5], "weight 0.5 at lag 0"),
        ([0, -1, 2], "weights of 0 or more"),
        ([0, 0], "do not sum to 0"),
        ([], "do not sum to 0"),
        ([0, math.nan], "weights of 0 or more"),
    ],
)
def test_weights_that_cannot_be_meant_are_refused(weights: list, message: str) -> None:
    with pytest.raises(InputError, match=message):
        reproduction_number(FLU_2009, weights)


def test_gaps_and_windows_without_days_are_refused() -> None:
    with pytest.raises(InputError, match="fill days without onsets with 0"):
        reproduction_number([1, math.nan, 2], FLU_INTERVAL)
    with pytest.raises(InputError, match="whole number of 1 or more"):
        reproduction_number(FLU_2009, FLU_INTERVAL, window_days=0)
    with pytest.raises(InputError, match="onsets a day must be numbers"):
        reproduction_number(["many"] * 9, FLU_INTERVAL)


def test_windows_before_a_mean_interval_has_passed_tell_nothing() -> None:
    """As EpiEstim: with a mean of 9.5 days the windows that end on days 8 and 9 are too early."""
    found = reproduction_number(FLU_2009, [0, *[1 / 18] * 18])
    assert found["mean"].isna().tolist() == [True, True, *[False] * 23]
    assert found.loc[[8, 9]].isna().all(axis=None)


def test_the_published_interval_is_a_shifted_gamma() -> None:
    """Mean 2.6 and sd 1.5 days give the published weights of Flu2009, to three decimals."""
    weights = discrete_serial_interval(2.6, 1.5)
    np.testing.assert_allclose(weights[:12], FLU_INTERVAL, atol=5.1e-4)
    assert weights.sum() == pytest.approx(1)
    assert weights @ np.arange(len(weights)) == pytest.approx(2.6, abs=1e-3)


@pytest.mark.parametrize(("mean", "sd"), [(1, 1), (0.5, 1), (3, 0), (math.nan, 1)])
def test_an_interval_that_is_none_is_refused(mean: float, sd: float) -> None:
    with pytest.raises(InputError, match="give a mean above 1 day"):
        discrete_serial_interval(mean, sd)


# statsmodels takes a perfect fit (1, 1, 1, 1) for a separation, and may stop early on steep data.
@pytest.mark.filterwarnings("ignore::statsmodels.tools.sm_exceptions.ModelWarning")
@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 20), min_size=4, max_size=30))
def test_growth_is_that_of_a_poisson_regression(onsets: list[int]) -> None:
    found = growth_rate(onsets)
    days = np.flatnonzero(onsets)
    if sum(onsets) < 3 or set(days) in ({0}, {len(onsets) - 1}):
        assert math.isnan(found.rate_per_day)
        assert "tell no trend" in found.note
        return
    design = sm.add_constant(np.arange(float(len(onsets))))
    model = sm.GLM(onsets, design, family=sm.families.Poisson())
    fit = model.fit(start_params=[math.log(np.mean(onsets)), 0], maxiter=300, tol=1e-13)
    if not fit.converged or abs(fit.params[1]) > 5:
        return
    dispersion = max(fit.pearson_chi2 / (len(onsets) - 2), 1.0)
    assert found.rate_per_day == pytest.approx(fit.params[1], abs=1e-6)
    error = (found.high - found.low) / 2 / scipy.stats.norm.ppf(0.975)
    assert error == pytest.approx(fit.bse[1] * math.sqrt(dispersion), rel=1e-3)


def test_doubling_is_hidden_while_the_interval_spans_zero() -> None:
    flat = growth_rate([5, 6, 5, 6, 5, 6])
    assert flat.low < 0 < flat.high
    assert math.isnan(flat.doubling_days)
    assert "neither growth nor decline" in flat.note


def test_doubling_and_halving() -> None:
    doubling = growth_rate([10, 20, 40, 80, 160])
    assert doubling.doubling_days == pytest.approx(1)
    assert doubling.doubling_low < 1 < doubling.doubling_high
    halving = growth_rate([160, 80, 40, 20, 10])
    assert halving.doubling_days == pytest.approx(-1)
    assert halving.rate_per_day == pytest.approx(-doubling.rate_per_day)


def test_bursts_widen_the_interval() -> None:
    smooth, bursts = growth_rate([10] * 12), growth_rate([0, 0, 40] * 4)
    assert smooth.dispersion == 1
    assert bursts.dispersion > 10
    assert bursts.high - bursts.low > 2 * (smooth.high - smooth.low)


@settings(deadline=None, max_examples=20)
@given(daily)
def test_growth_by_day_is_growth_of_its_window(onsets: list[int]) -> None:
    table = growth_by_day(onsets, window_days=5)
    assert len(table) == len(onsets)
    for day in range(2, len(onsets)):
        one = growth_rate(onsets[max(0, day - 4) : day + 1])
        row = table.iloc[day]
        assert row["growth"] == pytest.approx(one.rate_per_day, abs=1e-9, nan_ok=True)
        assert row["low"] == pytest.approx(one.low, abs=1e-9, nan_ok=True)
        assert row["doubling_days"] == pytest.approx(one.doubling_days, rel=1e-6, nan_ok=True)
    assert growth_by_day([]).empty
