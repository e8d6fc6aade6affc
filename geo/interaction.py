"""Space-time interaction without the Knox test's weaknesses: Baker's and Jacquez's statistics."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.errors import InputError
from geo.observations import Floats
from geo.pairs import (
    check_limits,
    close_count,
    events,
    in_fixed_order,
    near_pairs,
    upper_share,
)

Rows = npt.NDArray[np.intp]


@dataclass(frozen=True)
class InteractionResult:
    """Another statistic of space-time interaction, with its one-sided permutation p-value."""

    statistic: float
    p_value: float
    n: int
    permutations: int


def modified_knox_test(
    x_km: npt.ArrayLike,
    y_km: npt.ArrayLike,
    t_days: npt.ArrayLike,
    *,
    distance_km: float,
    lag_days: float,
    permutations: int = 999,
    seed: int | None = None,
) -> InteractionResult:
    r"""Run Baker's modified Knox test, which allows for crowded places and days.

    The statistic is X - sum of s_i · u_i / (2 (n - 1)), where s_i and u_i are the numbers of onsets
    near onset i in space and close to it in time. Parameters and errors are those of `knox_test`.

    Source: Baker, International Journal of Health Geographics 3 (2004) 23.
    """
    x, y, t = in_fixed_order(*events(x_km, y_km, t_days))
    shuffles = check_limits([distance_km], [lag_days], permutations)
    n = len(t)
    if n < 2:
        return InteractionResult(0.0, math.nan, n, shuffles)
    i, j = near_pairs(x, y, distance_km)
    near = np.bincount(i, minlength=n) + np.bincount(j, minlength=n)
    soon = close_count(t, lag_days)
    rng = np.random.default_rng(seed)

    def statistic(order: Rows) -> float:
        shuffled = t[order]
        pairs = np.count_nonzero(np.abs(shuffled[i] - shuffled[j]) <= lag_days)
        return float(pairs - near @ soon[order] / (2 * (n - 1)))

    observed = statistic(np.arange(n))
    drawn = np.array([statistic(rng.permutation(n)) for _ in range(shuffles)])
    return InteractionResult(observed, upper_share(drawn, observed - 1e-9), n, shuffles)


def jacquez_test(
    x_km: npt.ArrayLike,
    y_km: npt.ArrayLike,
    t_days: npt.ArrayLike,
    *,
    neighbours: int,
    permutations: int = 999,
    seed: int | None = None,
) -> InteractionResult:
    """Count onsets that are among the k nearest both in space and in time (Jacquez 1996).

    Needs no thresholds, and so adapts to dense and empty regions. Equally far neighbours are taken
    in the order of the rows. Parameters and errors are those of `knox_test`.

    Source: Jacquez, Statistics in Medicine 15 (1996) 1935-1949.
    """
    x, y, t = events(x_km, y_km, t_days)
    n = len(t)
    if not 1 <= neighbours < n:
        msg = f"{neighbours} neighbours of {n} onsets cannot be found; give 1 to {max(n - 1, 1)}."
        raise InputError(msg)
    shuffles = check_limits([0.0], [0.0], permutations)
    in_space = _nearest_pairs(np.column_stack([x, y]), neighbours)
    in_time = np.sort(_nearest_pairs(t[:, None], neighbours))
    a, b = in_space // n, in_space % n
    rng = np.random.default_rng(seed)

    def statistic(order: Rows) -> float:
        return float(np.isin(order[a] * n + order[b], in_time, assume_unique=True).sum())

    observed = statistic(np.arange(n))
    drawn = np.array([statistic(rng.permutation(n)) for _ in range(shuffles)])
    return InteractionResult(observed, upper_share(drawn, observed), n, shuffles)


def _nearest_pairs(points: Floats, neighbours: int) -> npt.NDArray[np.int64]:
    """Return each row with its k nearest other rows, coded as row · n + other."""
    from scipy.spatial import cKDTree

    n = len(points)
    # A few more than k, so that ties at the k-th place are seen and taken in the order of rows.
    asked = min(n, neighbours + 17)
    far, other = cKDTree(points).query(points, asked)
    row = np.repeat(np.arange(n), asked)
    far, other = far.ravel(), other.ravel()
    keep = row != other
    row, far, other = row[keep], far[keep], other[keep]
    order = np.lexsort([other, far, row])
    row, other = row[order], other[order]
    rank = np.arange(len(row)) - np.searchsorted(row, row)
    taken = rank < neighbours
    return np.asarray(row[taken] * n + other[taken], dtype=np.int64)
