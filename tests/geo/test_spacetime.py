"""Tests of interaction: the Burkitt data, brute force, scikit-learn, and chance."""

from __future__ import annotations

import math
from datetime import date, timedelta
from itertools import combinations, permutations

import libpysal
import numpy as np
import pandas as pd
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import DBSCAN

from geo.errors import InputError
from geo.pairs import MAX_PAIRS
from geo.spacetime import (
    cautions,
    cluster_onsets,
    jacquez_test,
    knox_table,
    knox_test,
    modified_knox_test,
)

Events = tuple[np.ndarray, np.ndarray, np.ndarray]


@pytest.fixture(scope="module")
def burkitt() -> Events:
    """188 cases of Burkitt's lymphoma, West Nile district, 1961-1975 (Williams et al., British
    Journal of Cancer 37 (1978) 109). Read from libpysal, which states no licence for the rows."""
    table = libpysal.io.open(libpysal.examples.get_path("burkitt.dbf"))
    x, y, t = (np.array(table.by_col(name), dtype=float) for name in ("X", "Y", "T"))
    table.close()
    return x, y, t


def chance(seed: int, n: int = 60) -> Events:
    rng = np.random.default_rng(seed)
    return rng.uniform(0, 100, n), rng.uniform(0, 100, n), rng.integers(0, 30, n).astype(float)


def contagion(seed: int, n: int = 60) -> Events:
    """Each onset lies within 10 km east and north, and 3 days, of one of the six before it."""
    rng = np.random.default_rng(seed)
    x, y, t = np.zeros((3, n))
    for i in range(1, n):
        j = rng.integers(max(0, i - 6), i)
        x[i], y[i] = x[j] + rng.uniform(-10, 10), y[j] + rng.uniform(-10, 10)
        t[i] = t[j] + rng.integers(1, 4)
    return x, y, t


def test_burkitt_knox(burkitt: Events) -> None:
    """Documentation of pointpats.spacetime; P(X > 13) = 0.14625 there is 0.222 for P(X >= 13)."""
    found = knox_test(*burkitt, distance_km=20, lag_days=5, seed=1)
    assert (found.observed, found.n) == (13, 188)
    assert found.expected == pytest.approx(10.143816, abs=5e-7)
    assert found.ratio == pytest.approx(13 / 10.143816)
    assert found.p_poisson == pytest.approx(0.222, abs=5e-4)
    over = found.p_poisson - scipy.stats.poisson.pmf(13, found.expected)
    assert over == pytest.approx(0.14625, abs=5e-6)
    assert found.p_value == pytest.approx(0.222, abs=0.04)
    assert found.permutations == 999
    assert found.warnings == ()


def test_burkitt_modified_knox_and_jacquez(burkitt: Events) -> None:
    modified = modified_knox_test(*burkitt, distance_km=20, lag_days=5, permutations=99, seed=1)
    assert modified.statistic == pytest.approx(2.81016043, abs=5e-9)
    assert 0.05 < modified.p_value < 0.3
    jacquez = jacquez_test(*burkitt, neighbours=3, permutations=99, seed=1)
    assert jacquez.statistic == 12
    assert 0.1 < jacquez.p_value < 0.5


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 9999), st.integers(0, 40), st.floats(0, 60), st.integers(0, 12))
def test_knox_counts_pairs(seed: int, n: int, distance: float, lag: int) -> None:
    x, y, t = chance(seed, n)
    i, j = np.triu_indices(n, 1)
    near = np.hypot(x[i] - x[j], y[i] - y[j]) <= distance
    soon = np.abs(t[i] - t[j]) <= lag
    found = knox_test(x, y, t, distance_km=distance, lag_days=lag, permutations=9, seed=0)
    assert found.observed == (near & soon).sum()
    assert found.pairs_near == near.sum()
    assert found.pairs_soon == soon.sum()
    if n > 1:
        assert found.expected == pytest.approx(near.sum() * soon.sum() / len(i))
    assert math.isnan(found.ratio) == (found.expected == 0)
    assert 0.1 <= found.p_value <= 1
    order = np.random.default_rng(seed).permutation(n)
    again = knox_test(
        *(x[order], y[order], t[order]),
        distance_km=distance,
        lag_days=lag,
        permutations=9,
        seed=0,
    )
    assert again == found or math.isnan(found.ratio)


def test_the_expectation_is_the_mean_over_shuffles() -> None:
    x, y, t = chance(3)
    rng = np.random.default_rng(0)
    counts = [
        knox_test(x, y, rng.permutation(t), distance_km=20, lag_days=3, permutations=0).observed
        for _ in range(400)
    ]
    found = knox_test(x, y, t, distance_km=20, lag_days=3, permutations=0)
    assert math.isnan(found.p_value)
    assert np.mean(counts) == pytest.approx(found.expected, abs=4 * np.std(counts) / 20)


def test_chance_is_found_about_5_times_in_100_and_contagion_always() -> None:
    options = {"distance_km": 15, "lag_days": 3, "permutations": 99, "seed": 0}
    false = sum(knox_test(*chance(seed), **options).p_value <= 0.05 for seed in range(100))
    true = sum(knox_test(*contagion(seed), **options).p_value <= 0.05 for seed in range(20))
    assert false <= 11  # 99 % point of a binomial with 100 draws at 0.05
    assert true == 20


def test_site_days_would_be_taken_for_contagion_and_are_warned_of() -> None:
    """Sit-ins of a week at random places from random days, given as seven rows each."""
    found, warned = 0, 0
    for seed in range(20):
        x, y, t = chance(seed, 30)
        days = np.concatenate([t + k for k in range(7)])
        result = knox_test(
            *(np.tile(x, 7), np.tile(y, 7), days),
            distance_km=15,
            lag_days=3,
            permutations=99,
            seed=0,
        )
        found += result.p_value <= 0.05
        warned += any("look like reports" in text for text in result.warnings)
    assert found >= 18
    assert warned == 20


@pytest.mark.parametrize("scale", [1, 0.5, 1000])
def test_fine_and_long_times_are_counted_alike(scale: float) -> None:
    x, y, t = chance(1)
    plain = knox_test(x, y, t, distance_km=20, lag_days=3, seed=2)
    scaled = knox_test(x, y, t * scale + 7, distance_km=20, lag_days=3 * scale, seed=2)
    assert (scaled.observed, scaled.p_value) == (plain.observed, plain.p_value)


def test_dates_are_days() -> None:
    x, y, t = chance(1)
    dates = np.datetime64("2021-01-03", "s") + t.astype("timedelta64[D]")
    plain = knox_test(x, y, t, distance_km=20, lag_days=3, seed=2)
    assert knox_test(x, y, dates, distance_km=20, lag_days=3, seed=2) == plain


def test_a_table_holds_each_knox_test() -> None:
    x, y, t = contagion(5)
    table = knox_table(x, y, t, distances_km=[10, 5], lags_days=[2, 4], permutations=199, seed=3)
    assert table["distance_km"].tolist() == [5, 5, 10, 10]
    assert table["lag_days"].tolist() == [2, 4, 2, 4]
    for row in table.itertuples():
        one = knox_test(
            *(x, y, t),
            distance_km=row.distance_km,
            lag_days=row.lag_days,
            permutations=199,
            seed=3,
        )
        assert (row.observed, row.expected) == (one.observed, pytest.approx(one.expected))
        assert row.p_value == pytest.approx(one.p_value, abs=0.02)
        assert row.p_family >= row.p_value
    empty = knox_table(x, y, t, distances_km=[5], lags_days=[2], permutations=0)
    assert empty[["p_value", "p_family"]].isna().all(axis=None)


def test_the_family_p_value_holds_its_level() -> None:
    options = {"distances_km": [5, 10, 20], "lags_days": [2, 5], "permutations": 49, "seed": 0}
    found = sum(knox_table(*chance(s), **options)["p_family"].min() <= 0.06 for s in range(60))
    single = sum(knox_table(*chance(s), **options)["p_value"].min() <= 0.06 for s in range(60))
    assert found <= 10
    assert single > found


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"distance_km": -1}, "numbers of 0 or more"),
        ({"lag_days": math.inf}, "numbers of 0 or more"),
        ({"permutations": -1}, "whole number of 0 or more"),
    ],
)
def test_limits_that_cannot_be_meant_are_refused(change: dict, message: str) -> None:
    options = {"distance_km": 1, "lag_days": 1, **change}
    with pytest.raises(InputError, match=message):
        knox_test([0, 1], [0, 1], [0, 1], **options)


def test_gaps_and_lengths_are_refused() -> None:
    with pytest.raises(InputError, match="2 x, 1 y and 2 days"):
        knox_test([0, 1], [0], [0, 1], distance_km=1, lag_days=1)
    with pytest.raises(InputError, match="lacks its place or day"):
        knox_test([0, math.nan], [0, 1], [0, 1], distance_km=1, lag_days=1)
    with pytest.raises(InputError, match="3 neighbours of 2 onsets"):
        jacquez_test([0, 1], [0, 1], [0, 1], neighbours=3)


def test_too_many_pairs_are_refused_before_they_are_listed() -> None:
    n = 8000
    assert n * (n - 1) // 2 > MAX_PAIRS
    zero = np.zeros(n)
    with pytest.raises(InputError, match="31,996,000 pairs of onsets"):
        modified_knox_test(zero, zero, np.arange(n), distance_km=1, lag_days=1)


def test_pairs_that_are_counted_in_pieces_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y, t = chance(3, 300)
    limits = {"distances_km": [4, 20, 60], "lags_days": [2, 9], "permutations": 19, "seed": 7}
    whole = knox_table(x, y, t, **limits)
    monkeypatch.setattr("geo.pairs.MAX_PAIRS", 10)
    monkeypatch.setattr("geo.pairs._PIECE", 50)
    monkeypatch.setattr("geo.pairs._DRAWS", 2000)
    pd.testing.assert_frame_equal(knox_table(x, y, t, **limits), whole)
    monkeypatch.setattr("geo.pairs.MOST_PAIRS", 100)
    with pytest.raises(InputError, match="pairs of onsets lie within 60 km"):
        knox_table(x, y, t, **limits)


@pytest.mark.parametrize("seed", range(3))
def test_the_deviation_is_that_of_all_shuffles(seed: int) -> None:
    """Six onsets can be shuffled in 720 ways: count them all."""
    rng = np.random.default_rng(seed)
    x, y, t = *rng.uniform(0, 10, (2, 6)), rng.integers(0, 5, 6)
    result = knox_test(x, y, t, distance_km=5, lag_days=1, permutations=0)
    near = np.hypot(x[:, None] - x, y[:, None] - y) <= 5
    counts = [
        sum(near[i, j] and abs(days[i] - days[j]) <= 1 for i, j in combinations(range(6), 2))
        for days in permutations(t.tolist())
    ]
    assert result.expected == pytest.approx(np.mean(counts))
    assert result.sd == pytest.approx(np.std(counts))


def test_the_normal_p_value_agrees_with_many_shuffles() -> None:
    x, y, t = chance(5, 400)
    result = knox_test(x, y, t, distance_km=15, lag_days=5, permutations=999, seed=1)
    assert result.p_normal == pytest.approx(result.p_value, abs=0.05)


@pytest.mark.parametrize(
    "days",
    [
        pd.Series(pd.to_datetime(["2021-01-03", "2021-01-05", "2021-01-09"])),
        pd.Series(pd.to_datetime(["2021-01-03", "2021-01-05", "2021-01-09"])).dt.tz_localize("UTC"),
        ["2021-01-03", "2021-01-05", "2021-01-09"],
        [date(2021, 1, 3), date(2021, 1, 5), date(2021, 1, 9)],
        pd.to_timedelta([0, 2, 6], unit="D"),
        [timedelta(0), timedelta(2), timedelta(6)],
        pd.array([4, 6, 10], dtype="Int64"),
        [0.5, 2.5, 6.5],
    ],
    ids=["datetimes", "with a zone", "text", "dates", "durations", "timedeltas", "Int64", "floats"],
)
def test_days_come_in_many_forms(days: object) -> None:
    result = knox_test([0, 0, 0], [0, 0, 0], days, distance_km=1, lag_days=4, permutations=0)
    assert result.observed == 2


def test_what_is_no_day_is_refused_in_a_sentence() -> None:
    with pytest.raises(InputError, match="neither a number nor a date"):
        knox_test([0, 1], [0, 1], ["3 Jan", "soon"], distance_km=1, lag_days=1)
    with pytest.raises(InputError, match="x must be numbers"):
        knox_test(["a", "b"], [0, 1], [0, 1], distance_km=1, lag_days=1)
    with pytest.raises(InputError, match="whole number of 0 or more"):
        knox_test([0, 1], [0, 1], [0, 1], distance_km=1, lag_days=1, permutations=9.5)


def test_cautions() -> None:
    x, y, t = chance(0, 12)
    assert "With 12 onsets" in cautions(x, y, np.arange(12.0))[0]
    x, y, t = chance(0, 100)
    assert cautions(x, y, t) == ()
    growing = np.floor(30 * np.linspace(0, 1, 100) ** 0.3)
    assert any("grew at different rates" in text for text in cautions(x, y, growing))
    assert cautions(*np.empty((3, 0)))[0].startswith("With 0 onsets")


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 9999), st.integers(1, 6))
def test_clusters_are_those_of_dbscan(seed: int, least: int) -> None:
    x, y, t = chance(seed, 80)
    found = cluster_onsets(x, y, t, distance_km=12, lag_days=4, min_onsets=least)
    apart = np.maximum(np.hypot(x[:, None] - x, y[:, None] - y) / 12, np.abs(t[:, None] - t) / 4)
    reference = DBSCAN(eps=1, min_samples=least, metric="precomputed").fit(apart)
    core = np.zeros(80, dtype=bool)
    core[reference.core_sample_indices_] = True
    # Cores: the same partition. Noise: the same rows. Border rows may touch several clusters.
    pairs = set(zip(found[core], reference.labels_[core], strict=True))
    assert len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})
    assert ((found == -1) == (reference.labels_ == -1)).all()
    for row in np.flatnonzero(~core & (found >= 0)):
        reach = np.where(core, apart[row], np.inf)
        assert reach.min() <= 1
        assert found[row] in found[reach == reach.min()]
    order = np.random.default_rng(seed).permutation(80)
    again = cluster_onsets(
        x[order], y[order], t[order], distance_km=12, lag_days=4, min_onsets=least
    )
    assert (again == found[order]).all()


def test_a_border_onset_joins_the_nearer_core() -> None:
    """At 8 it sees one core of each cluster, 8.5 and 9 km away, and is no core itself."""
    x = np.array([-9, -9, -9, -0.5, 8, 17, 27, 27, 27])
    t = np.array([5.0, 5, 5, 5, 5, 4, 4, 4, 4])
    found = cluster_onsets(x, x * 0, t, distance_km=10, lag_days=3, min_onsets=4)
    assert found.tolist() == [1, 1, 1, 1, 1, 0, 0, 0, 0]


def test_clusters_are_numbered_by_first_day() -> None:
    t = np.array([9.0, 9, 9, 1, 1, 1, 50])
    x = np.array([0.0, 0, 0, 500, 500, 500, 0])
    found = cluster_onsets(x, x, t, distance_km=5, lag_days=2, min_onsets=3)
    assert found.tolist() == [1, 1, 1, 0, 0, 0, -1]
    assert cluster_onsets([], [], [], distance_km=1, lag_days=1).tolist() == []
    with pytest.raises(InputError, match="above 0 and at least 1 onset"):
        cluster_onsets([0], [0], [0], distance_km=0, lag_days=1)
