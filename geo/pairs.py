"""Pairs of onsets near in space, counted again and again under shuffled dates."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from geo.errors import InputError
from geo.front import days_as_numbers

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]
Days = npt.NDArray[Any]
Counter = Callable[[Days], npt.NDArray[np.int64]]

MAX_PAIRS: Final = 30_000_000
"""480 MB while they are found, as much again while they are counted."""
_CHUNK: Final = 32_768
"""Pairs looked at in one go: what fits a core's own cache."""


def events(
    x_km: npt.ArrayLike, y_km: npt.ArrayLike, t_days: npt.ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """Return three arrays of one length without gaps, or say what is wrong with them."""
    x, y = (np.asarray(v, dtype=np.float64).ravel() for v in (x_km, y_km))
    t = days_as_numbers(t_days)
    if not len(x) == len(y) == len(t):
        msg = f"There are {len(x)} x, {len(y)} y and {len(t)} days; give one for one."
        raise InputError(msg)
    if not (np.isfinite(x).all() and np.isfinite(y).all() and np.isfinite(t).all()):
        msg = "An onset lacks its place or day; leave such rows out."
        raise InputError(msg)
    return x, y, t


def check_limits(distances: Sequence[float], lags: Sequence[float], permutations: int) -> None:
    """Refuse thresholds that are missing or negative, and a negative number of shuffles."""
    limits = [*distances, *lags]
    if not distances or not lags or not all(v >= 0 and math.isfinite(v) for v in limits):
        msg = "Distances and lags must be numbers of 0 or more, at least one of each."
        raise InputError(msg)
    if permutations < 0:
        msg = f"{permutations} shuffles cannot be made; give 0 or more."
        raise InputError(msg)


def in_fixed_order(x: Floats, y: Floats, t: Floats) -> tuple[Floats, Floats, Floats]:
    """Put onsets in an order of their own: neighbours side by side, whatever order they came in.

    A seed then gives one p-value for one set of onsets, and pairs are read from near-by memory.
    """
    from scipy.spatial import cKDTree

    order = np.lexsort([t, y, x])
    if len(order):
        order = order[cKDTree(np.column_stack([x[order], y[order]])).indices]
    return x[order], y[order], t[order]


def count_near(x: Floats, y: Floats, distance_km: float) -> int:
    """Return how many pairs lie within a distance, without listing them."""
    from scipy.spatial import cKDTree

    if len(x) == 0:
        return 0
    tree = cKDTree(np.column_stack([x, y]))
    return (int(tree.count_neighbors(tree, distance_km)) - len(x)) // 2


def near_pairs(x: Floats, y: Floats, distance_km: float) -> tuple[Indices, Indices]:
    """Return both rows of each pair within a distance.

    Raises ``InputError`` above `MAX_PAIRS`, before any memory is taken.
    """
    from scipy.spatial import cKDTree

    count = count_near(x, y, distance_km)
    if count == 0:
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    if count > MAX_PAIRS:
        msg = (
            f"{count:,} pairs of onsets lie within {distance_km:g} km; "
            "give a smaller distance, or a part of the data."
        )
        raise InputError(msg)
    tree = cKDTree(np.column_stack([x, y]))
    pairs = tree.query_pairs(distance_km, output_type="ndarray")
    pairs = pairs[np.argsort(pairs[:, 0], kind="stable")]
    return np.ascontiguousarray(pairs[:, 0]), np.ascontiguousarray(pairs[:, 1])


def compact(t_days: Floats) -> Days:
    """Return the days in the smallest type that holds their differences exactly."""
    if len(t_days) == 0:
        return t_days
    shifted = t_days - t_days.min()
    whole = bool((shifted == np.floor(shifted)).all())
    if whole and shifted.max() <= np.iinfo(np.int16).max:
        return np.asarray(shifted, dtype=np.int16)
    if whole and shifted.max() <= np.iinfo(np.int32).max:
        return np.asarray(shifted, dtype=np.int32)
    return t_days


def pair_counter(i: Indices, j: Indices, *, starts: Indices, lags: Sequence[float]) -> Counter:
    """Return a function of days that counts pairs within each lag.

    Pairs are sorted into bands of distance that begin at `starts`; the counts are those of all
    bands until then, one after the other, and within a band one for each lag.
    """
    ends = np.append(starts[1:], len(i))

    def count(days: Days) -> npt.NDArray[np.int64]:
        whole = days.dtype.kind == "i"
        limits = [math.floor(lag) if whole else lag for lag in lags]
        found = np.zeros((len(starts), len(lags)), dtype=np.int64)
        for band, (begin, end) in enumerate(zip(starts, ends, strict=True)):
            for first in range(int(begin), int(end), _CHUNK):
                last = min(first + _CHUNK, int(end))
                apart = days.take(i[first:last])
                apart -= days.take(j[first:last])
                np.abs(apart, out=apart)
                found[band] += [np.count_nonzero(apart <= limit) for limit in limits]
        return np.asarray(found.cumsum(axis=0).ravel(), dtype=np.int64)

    return count


def shuffle(
    days: Days, count: Counter, permutations: int, seed: int | None
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the counts of the days as they are, and under shuffles: one row a shuffle."""
    rng = np.random.default_rng(seed)
    observed = count(days)
    drawn = np.zeros((permutations, len(observed)), dtype=np.int64)
    for row in drawn:
        row[:] = count(rng.permutation(days))
    return observed, drawn


def close_count(t_days: Floats, lag_days: float) -> npt.NDArray[np.int64]:
    """Return for each onset how many others lie within a lag of it."""
    ranked = np.sort(t_days)
    until = np.searchsorted(ranked, t_days + lag_days, side="right")
    before = np.searchsorted(ranked, t_days - lag_days, side="left")
    return np.asarray(until - before - 1, dtype=np.int64)


def close_pairs(t_days: Floats, lag_days: float) -> int:
    """Return how many pairs of onsets lie within a lag."""
    return int(close_count(t_days, lag_days).sum()) // 2


def upper_share(drawn: npt.NDArray[Any], observed: float) -> float:
    """Return (1 + draws of at least `observed`) / (1 + draws); NaN without draws."""
    if len(drawn) == 0:
        return math.nan
    return float((1 + np.count_nonzero(drawn >= observed)) / (1 + len(drawn)))
