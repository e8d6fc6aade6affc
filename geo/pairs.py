"""Pairs of onsets near in space, counted again and again under shuffled dates."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from geo.errors import InputError
from geo.neighbours import count_within
from geo.observations import Floats, as_numbers, days_as_numbers, whole_number

Indices = npt.NDArray[np.int32]
Counts = npt.NDArray[np.int64]
Days = npt.NDArray[Any]

MAX_PAIRS: Final = 30_000_000
"""What is listed at once: 240 MB."""
MOST_PAIRS: Final = 1_000_000_000
"""What is counted piece by piece: half a minute for every ten shuffles."""
_CHUNK: Final = 32_768
"""Pairs looked at in one go: what fits a core's own cache."""
_PIECE: Final = 4_000_000
"""Pairs found in one go where they are too many to be kept."""
_DRAWS: Final = 64_000_000
"""Bytes of shuffled days held at once."""


def events(
    x_km: npt.ArrayLike, y_km: npt.ArrayLike, t_days: npt.ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """Return three arrays of one length without gaps, or say what is wrong with them."""
    x, y = as_numbers(x_km, "x"), as_numbers(y_km, "y")
    t = days_as_numbers(t_days)
    if not len(x) == len(y) == len(t):
        msg = f"There are {len(x)} x, {len(y)} y and {len(t)} days; give one for one."
        raise InputError(msg)
    if not (np.isfinite(x).all() and np.isfinite(y).all() and np.isfinite(t).all()):
        msg = "An onset lacks its place or day; leave such rows out."
        raise InputError(msg)
    return x, y, t


def check_limits(distances: Sequence[float], lags: Sequence[float], permutations: int) -> int:
    """Return the number of shuffles; refuse it and thresholds that are missing or negative."""
    limits = [limit for limit in (*distances, *lags) if isinstance(limit, Real)]
    known = len(limits) == len(distances) + len(lags)
    if not distances or not lags or not known or not all(0 <= v < math.inf for v in limits):
        msg = "Distances and lags must be numbers of 0 or more, at least one of each."
        raise InputError(msg)
    return whole_number(permutations, "The number of shuffles", least=0)


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
    return count_within(np.column_stack([x, y]), distance_km)


def near_pairs(x: Floats, y: Floats, distance_km: float) -> tuple[Indices, Indices]:
    """Return both rows of each pair within a distance.

    Raises ``InputError`` above `MAX_PAIRS`, before any memory is taken.
    """
    count = count_near(x, y, distance_km)
    _refuse_above(MAX_PAIRS, count, distance_km)
    pieces = list(_near_pieces(x, y, distance_km, count))
    if not pieces:
        return np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int32)
    return np.concatenate([i for i, _ in pieces]), np.concatenate([j for _, j in pieces])


def _refuse_above(most: int, count: int, distance_km: float) -> None:
    if count > most:
        msg = (
            f"{count:,} pairs of onsets lie within {distance_km:g} km; "
            "give a smaller distance, or a part of the data."
        )
        raise InputError(msg)


def _near_pieces(
    x: Floats, y: Floats, distance_km: float, count: int
) -> Iterator[tuple[Indices, Indices]]:
    """Find the pairs within a distance, many in pieces: those of some rows with all behind them.

    Rows in the order of `in_fixed_order` make small pieces: neighbours in space stand together.
    """
    from scipy.spatial import cKDTree

    if count == 0:
        return
    points = np.column_stack([x, y])
    rows = len(points) if count <= MAX_PAIRS else max(int(len(points) * _PIECE / count), 1)
    for begin in range(0, len(points), rows):
        part = points[begin : begin + rows]
        tree = cKDTree(part)
        inner = tree.query_pairs(distance_km, output_type="ndarray")
        inner = inner[np.argsort(inner[:, 0], kind="stable")] + begin
        yield inner[:, 0].astype(np.int32), inner[:, 1].astype(np.int32)
        rest = points[begin + rows :]
        if len(rest):
            across = tree.sparse_distance_matrix(cKDTree(rest), distance_km, output_type="ndarray")
            order = np.argsort(across["i"], kind="stable")
            i, j = across["i"][order] + begin, across["j"][order] + begin + rows
            yield i.astype(np.int32), j.astype(np.int32)


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


@dataclass(frozen=True, eq=False)
class PairCounts:
    """Pairs within each distance and lag, the lags of the first distance first.

    Attributes
    ----------
    observed
        Of the days as they are, shape (distances · lags,).
    drawn
        The same under shuffled days, one row a shuffle.
    near
        Pairs within each distance, whatever their days.
    neighbours
        Of each onset, within the largest distance, shape (n,).
    """

    observed: Counts
    drawn: Counts
    near: Counts
    neighbours: Counts


def count_pairs(
    places: tuple[Floats, Floats],
    t_days: Floats,
    *,
    distances: Sequence[float],
    lags: Sequence[float],
    permutations: int,
    seed: int | None,
) -> PairCounts:
    """Count pairs near in space and close in time, as they are and under shuffled days.

    Parameters
    ----------
    places, t_days
        From `in_fixed_order`.
    distances, lags
        Each rising. The counts are of pairs *within* them, so that they hold one another.

    Raises
    ------
    InputError
        When more than `MOST_PAIRS` pairs lie within the largest distance.

    Notes
    -----
    Pairs above `MAX_PAIRS` are not kept but found again for each batch of shuffles, so that memory
    does not grow with them.
    """
    (x, y), days = places, compact(t_days)
    every = len(x) * (len(x) - 1) // 2
    count = every if every <= MAX_PAIRS else count_near(x, y, distances[-1])
    _refuse_above(MOST_PAIRS, count, distances[-1])

    def bands() -> Iterator[_Bands]:
        for i, j in _near_pieces(x, y, distances[-1], count):
            yield _banded(x, y, i, j, distances)

    kept = list(bands()) if count <= MAX_PAIRS else None
    rng = np.random.default_rng(seed)
    at_once = max(_DRAWS // max(days.nbytes, 1), 1)
    found = np.zeros((1 + permutations, len(distances), len(lags)), dtype=np.int64)
    near = np.zeros(len(distances), dtype=np.int64)
    neighbours = np.zeros(len(x), dtype=np.int64)
    for begin in range(0, 1 + permutations, at_once):
        end = min(begin + at_once, 1 + permutations)
        draws = [days if row == 0 else rng.permutation(days) for row in range(begin, end)]
        for piece in bands() if kept is None else kept:
            if begin == 0:
                near += piece.ends
                for side in (piece.i, piece.j):
                    neighbours += np.bincount(side, minlength=len(x))
            found[begin:end] += _count_close(piece, draws, lags)
    flat = found.reshape(len(found), -1)
    return PairCounts(flat[0], flat[1:], near, neighbours)


class _Bands(NamedTuple):
    """Pairs sorted by distance band, and how many lie within each distance."""

    i: Indices
    j: Indices
    ends: Counts


def _banded(x: Floats, y: Floats, i: Indices, j: Indices, distances: Sequence[float]) -> _Bands:
    if len(distances) == 1:
        return _Bands(i, j, np.array([len(i)], dtype=np.int64))
    apart = np.hypot(x[i] - x[j], y[i] - y[j])
    # The rounding of hypot must not put a pair on the wrong side of its own threshold.
    band = np.searchsorted(np.multiply(distances[:-1], 1 + 1e-12), apart)
    order = np.argsort(band, kind="stable")
    ends = np.bincount(band, minlength=len(distances)).cumsum()
    return _Bands(i[order], j[order], np.asarray(ends, dtype=np.int64))


def _count_close(pairs: _Bands, draws: Sequence[Days], lags: Sequence[float]) -> Counts:
    """Return the pairs of each distance within each lag: shape (draws, distances, lags)."""
    whole = draws[0].dtype.kind == "i"
    limits = [math.floor(lag) for lag in lags] if whole else lags
    found = np.zeros((len(draws), len(pairs.ends), len(lags)), dtype=np.int64)
    begin = 0
    for band, end in enumerate(pairs.ends.tolist()):
        for first in range(begin, end, _CHUNK):
            chunk = slice(first, min(first + _CHUNK, end))
            # What take() wants: converted here once, not by each draw.
            i, j = pairs.i[chunk].astype(np.intp), pairs.j[chunk].astype(np.intp)
            for row, days in enumerate(draws):
                apart = days.take(i)
                apart -= days.take(j)
                np.abs(apart, out=apart)
                found[row, band] += [np.count_nonzero(apart <= limit) for limit in limits]
        begin = end
    return np.asarray(found.cumsum(axis=1), dtype=np.int64)


def close_count(t_days: Floats, lag_days: float) -> npt.NDArray[np.int64]:
    """Return for each onset how many others lie within a lag of it."""
    ranked = np.sort(t_days)
    until = np.searchsorted(ranked, t_days + lag_days, side="right")
    before = np.searchsorted(ranked, t_days - lag_days, side="left")
    return np.asarray(until - before - 1, dtype=np.int64)


def shuffled_sd(near: Counts, soon: Counts) -> float:
    """Return the exact standard deviation, over all shuffles, of the pairs both near and close.

    Parameters
    ----------
    near, soon
        How many others lie near each onset in space, and close to it in time, shape (n,).

    Notes
    -----
    Sources: Barton and David, in David (ed.), Research Papers in Statistics (1966) 217-227;
    Mantel, Cancer Research 27 (1967) 209-220. NaN below four onsets.
    """
    n = len(near)
    if n < 4:
        return math.nan
    pairs = [float(v.sum()) / 2 for v in (near, soon)]
    corners = [float((v * (v - 1.0)).sum()) for v in (near, soon)]
    apart = [p * (p - 1) - c for p, c in zip(pairs, corners, strict=True)]
    three = n * (n - 1.0) * (n - 2)
    mean = 2 * pairs[0] * pairs[1] / (n * (n - 1.0))
    square = mean + corners[0] * corners[1] / three + 4 * apart[0] * apart[1] / (three * (n - 3))
    return math.sqrt(max(square - mean**2, 0.0))


def close_pairs(t_days: Floats, lag_days: float) -> int:
    """Return how many pairs of onsets lie within a lag."""
    return int(close_count(t_days, lag_days).sum()) // 2


def upper_share(drawn: npt.NDArray[Any], observed: float) -> float:
    """Return (1 + draws of at least `observed`) / (1 + draws); NaN without draws."""
    if len(drawn) == 0:
        return math.nan
    return float((1 + np.count_nonzero(drawn >= observed)) / (1 + len(drawn)))
