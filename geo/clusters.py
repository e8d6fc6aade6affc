"""Clusters of onsets in space and time: DBSCAN on a sparse graph of neighbours."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo.errors import InputError
from geo.neighbours import BOX, pairs_within
from geo.observations import Floats
from geo.pairs import MAX_PAIRS, events

Indices = npt.NDArray[np.intp]

NOISE = -1


def cluster_onsets(
    x_km: npt.ArrayLike,
    y_km: npt.ArrayLike,
    t_days: npt.ArrayLike,
    *,
    distance_km: float,
    lag_days: float,
    min_onsets: int = 5,
) -> npt.NDArray[np.int64]:
    """Find clusters of onsets that hang together in space and in time.

    Two onsets are neighbours within `distance_km` *and* `lag_days`. An onset with at least
    `min_onsets` neighbours, itself counted, is a core; cores that are neighbours share a cluster; a
    neighbour of a core that is no core joins the core nearest to it in units of both limits.

    Returns
    -------
    numpy.ndarray
        Cluster of each onset, numbered from 0 by first day (then by place); -1 outside all. The
        order of rows does not matter.

    Raises
    ------
    InputError
        When arrays differ in length or hold gaps, a limit is not positive, or more than 30 million
        pairs are neighbours.

    Notes
    -----
    Sources: Ester, Kriegel, Sander and Xu, KDD-96 (1996) 226-231; with time as a second limit:
    Birant and Kut, Data and Knowledge Engineering 60 (2007) 208-221.
    """
    x, y, t = events(x_km, y_km, t_days)
    if not (distance_km > 0 and lag_days > 0 and min_onsets >= 1):
        msg = "Clusters need a distance and a lag above 0 and at least 1 onset."
        raise InputError(msg)
    n = len(t)
    if n == 0:
        return np.empty(0, dtype=np.int64)
    i, j, apart = _neighbours(x / distance_km, y / distance_km, t / lag_days)
    size = 1 + np.bincount(i, minlength=n) + np.bincount(j, minlength=n)
    core = size >= min_onsets
    group = _components(i, j, core)
    order = np.lexsort([y, x, t])
    labels = np.full(n, NOISE, dtype=np.int64)
    cores = order[core[order]]
    _, first, member = np.unique(group[cores], return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    labels[cores] = rank[member]
    _join_border(labels, core, i, j, apart)
    return labels


def _neighbours(x: Floats, y: Floats, t: Floats) -> tuple[Indices, Indices, Floats]:
    """Return pairs within 1 in the plane and within 1 in time, and the larger of the two."""
    # A box holds the disc and the interval; what its corners add is taken off again.
    reach = 1 + 1e-12
    i, j = pairs_within(
        np.column_stack([x, y, t]),
        reach,
        most=MAX_PAIRS,
        refusal="{count} pairs of onsets are neighbours; give a smaller distance or lag.",
        shape=BOX,
    )
    apart = np.maximum(np.hypot(x[i] - x[j], y[i] - y[j]), np.abs(t[i] - t[j]))
    near = apart <= reach
    return i[near], j[near], apart[near]


def _components(i: Indices, j: Indices, core: npt.NDArray[np.bool_]) -> npt.NDArray[np.int32]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    both = core[i] & core[j]
    ones = np.ones(int(both.sum()), dtype=np.int8)
    graph = coo_array((ones, (i[both], j[both])), shape=(len(core), len(core)))
    _, group = connected_components(graph, directed=False)
    return np.asarray(group, dtype=np.int32)


def _join_border(
    labels: npt.NDArray[np.int64],
    core: npt.NDArray[np.bool_],
    i: Indices,
    j: Indices,
    apart: Floats,
) -> None:
    """Give each non-core neighbour of a core the label of the nearest core, then the lowest."""
    border, anchor = np.concatenate([i, j]), np.concatenate([j, i])
    apart = np.concatenate([apart, apart])
    joins = ~core[border] & core[anchor]
    border, anchor, apart = border[joins], anchor[joins], apart[joins]
    order = np.lexsort([labels[anchor], apart, border])
    taken, first = np.unique(border[order], return_index=True)
    labels[taken] = labels[anchor[order][first]]
