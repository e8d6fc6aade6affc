"""Is it more than chance: tests of interaction between place and date, on onsets.

All of them keep the places and the dates as they are and ask only whether near onsets are also
close in time more often than when the dates are dealt to the places at random. None can tell
spread from one place to another from a call that reaches one region first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.clusters import cluster_onsets
from geo.interaction import InteractionResult, jacquez_test, modified_knox_test
from geo.observations import Floats
from geo.pairs import (
    check_limits,
    close_count,
    close_pairs,
    count_pairs,
    events,
    in_fixed_order,
    shuffled_sd,
    upper_share,
)

__all__ = [
    "InteractionResult",
    "KnoxResult",
    "cautions",
    "cluster_onsets",
    "jacquez_test",
    "knox_table",
    "knox_test",
    "modified_knox_test",
]

_FEW: Final = 30
_MUCH_GROWTH: Final = 2.0
_REPEATED: Final = 0.1


@dataclass(frozen=True)
class KnoxResult:
    """Knox test: pairs near in space and close in time, against shuffled dates.

    ``p_value`` is (1 + shuffles with at least as many) / (1 + shuffles); ``p_poisson`` is P(X >=
    observed) for X Poisson with the expected mean (Knox's own approximation); ``p_normal`` the same
    for a normal X with that mean and ``sd``, its exact standard deviation over all shuffles: good
    where pairs are many, and then the cheapest. ``pairs_near`` and ``pairs_soon`` are the pairs
    near in space and those close in time.
    """

    observed: int
    expected: float
    ratio: float
    p_value: float
    p_poisson: float
    p_normal: float
    sd: float
    n: int
    pairs_near: int
    pairs_soon: int
    permutations: int
    warnings: tuple[str, ...]


def knox_test(
    x_km: npt.ArrayLike,
    y_km: npt.ArrayLike,
    t_days: npt.ArrayLike,
    *,
    distance_km: float,
    lag_days: float,
    permutations: int = 999,
    seed: int | None = None,
) -> KnoxResult:
    r"""Test whether onsets near each other are close in time more often than by chance.

    Parameters
    ----------
    x_km, y_km
        Places of onsets in a plane (`geo.plane`), km, shape (n,).
    t_days
        Their days, numbers or dates. Give onsets, not reports nor site-days: a sit-in of a
        week is one onset, and seven reports of it would be taken for contagion.
    distance_km, lag_days
        A pair is near within `distance_km` and close within `lag_days`, both included. Choose them
        before looking.
    permutations
        Shuffles of the dates; 0 leaves ``p_value`` NaN.
    seed
        Same seed, same p-value, in whatever order the onsets come.

    Returns
    -------
    KnoxResult
        ``expected`` is (near pairs) · (close pairs) / (all pairs), the exact mean over all
        shuffles; ``ratio`` is observed over expected, NaN without expectation.

    Raises
    ------
    InputError
        When an array has another length or a missing value, a threshold is negative, or more than
        a billion pairs are near.

    Notes
    -----
    Sources: Knox, Applied Statistics 13 (1964) 25-29; Mantel, Cancer Research 27 (1967) 209-220;
    the caution on shifting populations: Kulldorff and Hjalmars, Biometrics 55 (1999) 544-552.
    """
    x, y, t = in_fixed_order(*events(x_km, y_km, t_days))
    shuffles = check_limits([distance_km], [lag_days], permutations)
    found = count_pairs(
        *((x, y), t),
        distances=[distance_km],
        lags=[lag_days],
        permutations=shuffles,
        seed=seed,
    )
    n, near = len(t), int(found.near[0])
    close = close_count(t, lag_days)
    soon, observed = int(close.sum()) // 2, int(found.observed[0])
    expected = near * soon / (n * (n - 1) / 2) if n > 1 else 0.0
    spread = shuffled_sd(found.neighbours, close)
    return KnoxResult(
        observed=observed,
        expected=expected,
        ratio=observed / expected if expected > 0 else math.nan,
        p_value=upper_share(found.drawn[:, 0], observed),
        p_poisson=_poisson_upper(observed, expected),
        p_normal=_normal_upper(observed, expected, spread),
        sd=spread,
        n=n,
        pairs_near=near,
        pairs_soon=soon,
        permutations=shuffles,
        warnings=cautions(x, y, t),
    )


def knox_table(
    x_km: npt.ArrayLike,
    y_km: npt.ArrayLike,
    t_days: npt.ArrayLike,
    *,
    distances_km: Sequence[float],
    lags_days: Sequence[float],
    permutations: int = 999,
    seed: int | None = None,
) -> pd.DataFrame:
    """Run the Knox test for several thresholds on the same shuffles.

    Returns
    -------
    pandas.DataFrame
        One row a pair of thresholds (pairs *within* both, so that rows hold one another):
        ``distance_km lag_days observed expected ratio p_value p_family``. ``p_family`` allows for
        having looked at every row: the share of shuffles in which any row lies as many standard
        deviations above its mean (Westfall and Young 1993, single-step max T).

    Raises
    ------
    InputError
        As `knox_test`.
    """
    x, y, t = in_fixed_order(*events(x_km, y_km, t_days))
    distances, lags = sorted(set(distances_km)), sorted(set(lags_days))
    shuffles = check_limits(distances, lags, permutations)
    found = count_pairs(
        *((x, y), t), distances=distances, lags=lags, permutations=shuffles, seed=seed
    )
    observed, n = found.observed, len(t)
    soon = np.array([close_pairs(t, lag) for lag in lags], dtype=np.float64)
    expected = (found.near[:, None] * soon[None, :] / max(n * (n - 1) / 2, 1)).ravel()
    table = pd.DataFrame(
        {
            "distance_km": np.repeat(np.asarray(distances, dtype=np.float64), len(lags)),
            "lag_days": np.tile(np.asarray(lags, dtype=np.float64), len(distances)),
            "observed": observed,
            "expected": expected,
            "ratio": np.divide(
                observed, expected, out=np.full(len(expected), np.nan), where=expected > 0
            ),
        }
    )
    table["p_value"] = [upper_share(found.drawn[:, k], observed[k]) for k in range(len(table))]
    table["p_family"] = _family_share(found.drawn, observed, expected)
    return table


def cautions(x_km: Floats, y_km: Floats, t_days: Floats) -> tuple[str, ...]:
    """Return what speaks against trusting a test on these onsets, in sentences for a reader."""
    n = len(t_days)
    found = []
    if n < _FEW:
        found.append(
            f"With {n} onsets the test sees only strong interaction: a large p-value says little."
        )
    if n == 0:
        return tuple(found)
    order = np.lexsort([t_days, y_km, x_km])
    same = (np.diff(x_km[order]) == 0) & (np.diff(y_km[order]) == 0)
    repeats = int((same & (np.diff(t_days[order]) <= 1)).sum())
    if repeats > _REPEATED * n:
        found.append(
            f"{repeats} of {n} rows repeat a place within a day of another row: these look like "
            "reports, not onsets, and a long protest would be taken for contagion."
        )
    middle = (float(t_days.min()) + float(t_days.max())) / 2
    early, late = int((t_days < middle).sum()), int((t_days > middle).sum())
    if n >= 10 and max(early, late) > _MUCH_GROWTH * max(min(early, late), 1):
        found.append(
            f"{early} onsets fall in the first half of the days and {late} in the second: if "
            "regions grew at different rates, the test shows interaction without contagion."
        )
    return tuple(found)


def _family_share(
    shuffled: npt.NDArray[np.int64], observed: npt.NDArray[np.int64], mean: Floats
) -> Floats:
    """Return single-step max-T p-values: each row against the most extreme row of a shuffle."""
    if len(shuffled) == 0:
        return np.full(len(observed), np.nan)
    spread = shuffled.std(axis=0)
    moves = spread > 0
    if not moves.any():
        return np.ones(len(observed))
    extreme = ((shuffled[:, moves] - mean[moves]) / spread[moves]).max(axis=1)
    score = np.full(len(observed), -np.inf)
    score[moves] = (observed[moves] - mean[moves]) / spread[moves]
    reached = (extreme[None, :] >= score[:, None] - 1e-9).sum(axis=1)
    return np.asarray((1 + reached) / (1 + len(shuffled)), dtype=np.float64)


def _normal_upper(observed: int, mean: float, sd: float) -> float:
    """Return P(X >= observed) for a normal variable, with the correction for whole numbers."""
    if not sd > 0:
        return math.nan
    return math.erfc((observed - 0.5 - mean) / sd / math.sqrt(2)) / 2


def _poisson_upper(observed: int, mean: float) -> float:
    """Return P(X >= observed) for a Poisson variable."""
    from scipy.special import gammainc

    return 1.0 if observed <= 0 else float(gammainc(observed, mean))
