"""Step by step or by leaps: how many onsets lie next to a place that began earlier."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import InputError
from geo.links import Floats, km_to_chord, nearest_earlier, ordered_onsets
from geo.plane import unit_vectors


@dataclass(frozen=True)
class Continuity:
    """Share of later onsets near a site that began earlier, and the share under shuffled dates.

    NaN when no onset is later than another, and `note` says so.
    """

    share: float
    expected: float
    distance_km: float
    n: int
    note: str


def continuity(onsets: pd.DataFrame, *, distance_km: float = 50.0) -> Continuity:
    r"""Tell whether onsets appear next to earlier sites or far from all of them.

    Parameters
    ----------
    onsets
        As for `find_links`.
    distance_km
        What counts as near.

    Returns
    -------
    Continuity
        ``share`` of the onsets after the first day that lie within `distance_km` of a site with an
        earlier onset, and its exact expectation when the same dates are dealt to the same sites at
        random: for a site with k near sites, of n, on a day on or after which N onsets fall, none
        of the k is earlier with probability C(N - 1, k) / C(n - 1, k).

    Notes
    -----
    A share above expectation speaks for spread from place to place, one below for jumps between
    centres. Dense regions raise both.
    """
    if not distance_km > 0:
        msg = f"Near means within {distance_km} km; give more than 0."
        raise InputError(msg)
    ordered = ordered_onsets(onsets)
    day = ordered["number"].to_numpy()
    n = len(day)
    later = day > day.min() if n else np.zeros(0, dtype=bool)
    if not later.any():
        return Continuity(math.nan, math.nan, distance_km, 0, "no onset is later than another")
    latitude, longitude = ordered["latitude"].to_numpy(), ordered["longitude"].to_numpy()
    _, nearest_km = nearest_earlier(latitude, longitude, day)
    near = _near_count(unit_vectors(latitude, longitude), distance_km)
    return Continuity(
        share=float((nearest_km[later] <= distance_km).mean()),
        expected=_expected_share(near, day),
        distance_km=distance_km,
        n=int(later.sum()),
        note="" if n >= 10 else f"{n} sites are few: shares move by chance",
    )


def _expected_share(near: npt.NDArray[np.int64], day: Floats) -> float:
    """Return the mean chance, over sites and later days, that a near site is earlier."""
    from scipy.special import gammaln

    n = len(day)
    days, counts = np.unique(day, return_counts=True)
    remaining = (n - np.concatenate([[0], np.cumsum(counts)[:-1]])) - 1
    degrees, sites = np.unique(near, return_counts=True)
    none = np.zeros((len(days), len(degrees)))
    left = remaining[:, None] - degrees[None, :]
    possible = left >= 0
    ways = (
        gammaln(remaining[:, None] + 1)
        - gammaln(np.maximum(left, 0) + 1)
        + gammaln(n - degrees[None, :])
        - gammaln(n)
    )
    none[possible] = np.exp(ways[possible])
    chance = (1 - none) @ sites / n
    return float(counts[1:] @ chance[1:] / counts[1:].sum())


def _near_count(points: Floats, distance_km: float) -> npt.NDArray[np.int64]:
    from scipy.spatial import cKDTree

    tree = cKDTree(points)
    found = tree.query_ball_point(points, km_to_chord(distance_km), return_length=True)
    return np.asarray(found, dtype=np.int64) - 1
