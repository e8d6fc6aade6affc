"""Spots of one town and day that lie near each other, taken for one site."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd

from geo.codes import Coded, Floats, Ints, Longs, Rows, group_rows, group_starts, one_key
from geo.distance import great_circle_km
from geo.links import km_to_chord
from geo.neighbours import pairs_within
from geo.plane import unit_vectors

MAX_PAIRS: Final = 30_000_000
"""Of spots within the distance: 0.7 GB while they are looked at."""
_AT_ONCE: Final = 4_000_000
"""Pairs of a spot and day looked up in one go."""


@dataclass(frozen=True, eq=False)
class NearSpots:
    """Pairs of spots within the distance, each in both directions.

    Attributes
    ----------
    starts
        Pairs ``starts[s]:starts[s + 1]`` begin at the site of code ``s``.
    other, km
        The site at their other end, and how far it is.
    """

    starts: Rows
    other: Ints
    km: Floats


def near_spots(reports: pd.DataFrame, site: Coded, town: Coded, distance_km: float) -> NearSpots:
    """Find the spots of one town, or of no known town, that lie within a distance.

    A spot's point is the southernmost of its reports, then the westernmost: the same one whatever
    the order of the rows.

    Parameters
    ----------
    reports
        Located reports, or their distinct places: ``level latitude longitude``.
    site, town
        Of the same rows, out of one list of places.
    distance_km
        Great-circle distance, 0 excluded.

    Raises
    ------
    InputError
        When more than `MAX_PAIRS` pairs lie within the distance.
    """
    latitude = reports["latitude"].to_numpy(dtype=np.float64)
    longitude = reports["longitude"].to_numpy(dtype=np.float64)
    usable = (reports["level"] == "spot").to_numpy(dtype=bool)
    rows = np.flatnonzero(usable & np.isfinite(latitude) & np.isfinite(longitude))
    order = rows[np.lexsort([town.codes[rows], longitude[rows], latitude[rows], site.codes[rows]])]
    first = order[group_starts(site.codes[order])]
    spot, within = site.codes[first], town.codes[first]
    # Apart by more than any two points of the sphere, so that no pair spans two towns.
    town_axis = np.where(within == spot, -1, within) * 4.0
    points = np.column_stack([unit_vectors(latitude[first], longitude[first]), town_axis])
    a, b = pairs_within(
        points,
        km_to_chord(distance_km),
        most=MAX_PAIRS,
        refusal=f"{{count}} pairs of spots lie within {distance_km:g} km of each other; "
        "merge within a smaller distance.",
    )
    here, there = first[a], first[b]
    km = great_circle_km(latitude[here], longitude[here], latitude[there], longitude[there])
    near = km <= distance_km
    a, b, km = a[near], b[near], km[near]
    here, there = np.concatenate([spot[a], spot[b]]), np.concatenate([spot[b], spot[a]])
    by_site = np.argsort(here, kind="stable")
    starts = np.searchsorted(here[by_site], np.arange(len(site.values) + 1))
    other = there[by_site].astype(np.int32)
    return NearSpots(starts, other, np.concatenate([km, km])[by_site])


def join_spots(
    site: Ints, scope: Longs, near: NearSpots, *, rows: Longs | None = None
) -> tuple[Ints, Floats]:
    """Join the spots of one scope (a day, say) that are near, and those near to these, and so on.

    Parameters
    ----------
    site
        One site a report.
    scope
        Only reports of one scope are joined.
    near
        From `near_spots`.
    rows
        How many reports each entry stands for; one when ``None``.

    Returns
    -------
    main, km
        For each report the site that stands for those it was joined with: the one with the most
        reports, the first by name of equals; its own when it was not joined. And how far the
        nearest of them is; NaN when there is none.
    """
    order, starts = group_rows(one_key([scope, site]))
    first, length = order[starts], np.diff(starts, append=len(order))
    node_site, node_scope = site[first], np.unique(scope[first], return_inverse=True)[1]
    weight = length if rows is None or not len(rows) else np.add.reduceat(rows[order], starts)
    label, node_km = _joined(node_site, node_scope, near)
    best = np.lexsort([node_site, -weight, label])
    head = best[group_starts(label[best])]
    main = np.empty(len(first), dtype=np.int32)
    main[best] = np.repeat(node_site[head], np.diff(group_starts(label[best]), append=len(best)))
    node_of = np.empty(len(order), dtype=np.intp)
    node_of[order] = np.repeat(np.arange(len(first)), length)
    return main[node_of], node_km[node_of]


def _joined(site: Ints, scope: Rows, near: NearSpots) -> tuple[Rows, Floats]:
    """Return a label for each node (a site in a scope; sorted), and its nearest one's distance."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    width = len(near.starts)
    key = scope.astype(np.int64) * width + site
    km = np.full(len(site), np.inf)
    degree = np.diff(near.starts)[site]
    neighboured = np.flatnonzero(degree)
    ends: list[tuple[Rows, Rows]] = []
    load = np.cumsum(degree[neighboured]) // _AT_ONCE
    for begin, end in _runs(load):
        nodes = neighboured[begin:end]
        count = degree[nodes]
        first = np.repeat(np.cumsum(count) - count, count)
        pair = np.repeat(near.starts[site[nodes]], count) + np.arange(int(count.sum())) - first
        here = np.repeat(nodes, count)
        wanted = scope[here].astype(np.int64) * width + near.other[pair]
        there = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
        met = key[there] == wanted
        here, there, pair = here[met], there[met], pair[met]
        np.minimum.at(km, here, near.km[pair])
        ends.append((here, there))
    here = np.concatenate([e[0] for e in ends]) if ends else np.zeros(0, dtype=np.intp)
    there = np.concatenate([e[1] for e in ends]) if ends else here
    links = coo_array((np.ones(len(here), dtype=bool), (here, there)), shape=(len(site),) * 2)
    label = connected_components(links, directed=False)[1]
    return np.asarray(label, dtype=np.intp), np.where(np.isinf(km), np.nan, km)


def _runs(values: Rows) -> list[tuple[int, int]]:
    return list(pairwise([*group_starts(values).tolist(), len(values)]))
