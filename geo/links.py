"""Links between onsets: the nearest site that began earlier, and how likely each one is.

Every link is an inference. That a nearer site began earlier does not say that anyone there was
followed: both may answer to one call. Columns named ``basis`` carry that sentence to every table.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.distance import EARTH_RADIUS_KM
from geo.errors import InputError
from geo.neighbours import pairs_within
from geo.observations import days_as_numbers
from geo.plane import geodesic, unit_vectors

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

NEAREST: Final = "inferred: nearest site with an earlier onset"
LIKELY: Final = "inferred: likelihood by lag and distance"
LINK_DTYPES: Final[dict[str, str]] = {
    "site_id": "str",
    "from_site_id": "str",
    "lag_days": "int64",
    "distance_km": "float64",
    "basis": "category",
}
_MAX_PAIRS: Final = 20_000_000


def find_links(onsets: pd.DataFrame) -> pd.DataFrame:
    """Link each site to the nearest site with an earlier onset: an inference, not an observation.

    Parameters
    ----------
    onsets
        One row a site, any order: ``site_id``, ``latitude`` and ``longitude`` (WGS84 degrees) and
        ``onset_day``, a date or a number of days.

    Returns
    -------
    pandas.DataFrame
        `LINK_DTYPES`, sorted by onset day and site; sites of the first day have no link. Nearest is
        meant on the sphere, exactly; among sites at one spot the earliest counts, then the first by
        id. ``distance_km`` is the WGS84 geodesic.

    Raises
    ------
    InputError
        When a site comes twice, or lacks a day or a coordinate.

    Notes
    -----
    As a link only ever points back in time, the nearest earlier site of each site together form
    the minimum spanning arborescence (Edmonds 1967) of all links allowed.
    """
    ordered = ordered_onsets(onsets)
    latitude, longitude = ordered["latitude"].to_numpy(), ordered["longitude"].to_numpy()
    day = ordered["number"].to_numpy()
    source, _ = nearest_earlier(latitude, longitude, day)
    target = np.flatnonzero(source >= 0)
    source = source[target]
    return _link_frame(ordered, target, source, basis=NEAREST)


def nearest_earlier(latitude: Floats, longitude: Floats, day: Floats) -> tuple[Indices, Floats]:
    """Return, for rows sorted by day, each row's nearest earlier row and the distance to it.

    The days are halved again and again; at each halving one k-d tree of the earlier half answers
    for the later half, so that all n rows cost n log(days) searches.

    Returns
    -------
    tuple
        Row numbers, -1 without an earlier row, and great-circle km, infinite there.
    """
    from scipy.spatial import cKDTree

    nearest, chord = np.full(len(day), -1, dtype=np.intp), np.full(len(day), np.inf)
    if len(day) == 0:
        return nearest, chord
    points = unit_vectors(latitude, longitude)
    starts = np.append(np.flatnonzero(np.diff(day, prepend=-np.inf) > 0), len(day))
    # Neighbours in space ask one after the other: their paths through a tree are still warm.
    walk = np.asarray(cKDTree(points, balanced_tree=False, compact_nodes=False).indices)
    stack = [(0, len(starts) - 1, walk)]
    while stack:
        begin, end, rows = stack.pop()
        if end - begin < 2:
            continue
        middle = (begin + end) // 2
        is_later = rows >= starts[middle]
        earlier, later = rows[~is_later], rows[is_later]
        tree = cKDTree(points[earlier], balanced_tree=False, compact_nodes=False)
        found, answer = tree.query(points[later])
        source = earlier[answer]
        closer = (found < chord[later]) | ((found == chord[later]) & (source < nearest[later]))
        chord[later[closer]], nearest[later[closer]] = found[closer], source[closer]
        stack += [(begin, middle, earlier), (middle, end, later)]
    spot = latitude + 1j * longitude
    return _earliest_at_spot(spot, nearest), _chord_to_km(chord)


def link_likelihoods(
    onsets: pd.DataFrame,
    *,
    serial_interval: npt.ArrayLike,
    scale_km: float,
    within_km: float | None = None,
) -> pd.DataFrame:
    r"""Weigh every earlier site by how well lag and distance fit: an inference, not an observation.

    The weight of j as the source of i is w(t_i - t_j) · exp(-d_ij / scale), divided by the sum over
    all earlier sites within reach, so that the weights of a site sum to one.

    Parameters
    ----------
    onsets
        As for `find_links`.
    serial_interval
        Weights by lag in days from 0, lag 0 without weight.
    scale_km
        Distance at which a link is 1/e as likely; infinite leaves distance out.
    within_km
        Sites farther than this are not asked; five times `scale_km` unless given.

    Returns
    -------
    pandas.DataFrame
        `LINK_DTYPES` and ``weight``, sorted by onset day, site and falling weight. A site without
        any candidate is missing. Summing ``weight`` by ``from_site_id`` gives each site's case
        reproduction number.

    Raises
    ------
    InputError
        When the parameters cannot be used, or more than 20 million pairs lie within reach.

    Notes
    -----
    Source: Wallinga and Teunis, American Journal of Epidemiology 160 (2004) 509-516.
    """
    by_lag = np.asarray(serial_interval, dtype=np.float64).ravel()
    if not (by_lag >= 0).all() or len(by_lag) < 2 or by_lag[0] != 0 or not scale_km > 0:
        msg = "Links need a serial interval with 0 at lag 0 and a scale above 0 km."
        raise InputError(msg)
    ordered = ordered_onsets(onsets)
    day = ordered["number"].to_numpy()
    source, target = _pairs_within(ordered, 5 * scale_km if within_km is None else within_km)
    source, target = np.minimum(source, target), np.maximum(source, target)
    lag = (day[target] - day[source]).round().astype(np.int64)
    possible = (lag > 0) & (lag < len(by_lag))
    source, target, lag = source[possible], target[possible], lag[possible]
    links = _link_frame(ordered, target, source, basis=LIKELY)
    weight = by_lag[lag] * np.exp(-links["distance_km"].to_numpy() / scale_km)
    total = np.bincount(target, weight, len(ordered))[target]
    links["weight"] = np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)
    links["target"], links["source"] = target, source
    kept = links[links["weight"] > 0].sort_values(
        ["target", "weight", "source"], ascending=[True, False, True]
    )
    return kept.drop(columns=["target", "source"]).reset_index(drop=True)


def _pairs_within(ordered: pd.DataFrame, distance_km: float) -> tuple[Indices, Indices]:
    if ordered.empty:
        nothing = np.empty(0, dtype=np.intp)
        return nothing, nothing
    return pairs_within(
        unit_vectors(ordered["latitude"], ordered["longitude"]),
        km_to_chord(distance_km),
        most=_MAX_PAIRS,
        refusal=f"{{count}} pairs of sites lie within {distance_km:g} km; "
        "give a smaller distance, or fewer onsets.",
    )


def ordered_onsets(onsets: pd.DataFrame) -> pd.DataFrame:
    """Sort by day and site, so that the order of rows cannot matter."""
    table = onsets[["site_id", "latitude", "longitude"]].assign(
        number=days_as_numbers(onsets["onset_day"].to_numpy())
    )
    if table["site_id"].duplicated().any():
        name = table.loc[table["site_id"].duplicated(), "site_id"].iloc[0]
        msg = f"The site {name!r} comes twice; give each site's first onset only."
        raise InputError(msg)
    if table["number"].isna().any():
        msg = "An onset has no day; leave it out."
        raise InputError(msg)
    return table.sort_values(["number", "site_id"], ignore_index=True)


def _link_frame(
    ordered: pd.DataFrame, target: Indices, source: Indices, *, basis: str
) -> pd.DataFrame:
    latitude, longitude = ordered["latitude"].to_numpy(), ordered["longitude"].to_numpy()
    day, names = ordered["number"].to_numpy(), ordered["site_id"]
    distance, _ = geodesic(latitude[target], longitude[target], latitude[source], longitude[source])
    return pd.DataFrame(
        {
            "site_id": names.take(target).to_numpy(),
            "from_site_id": names.take(source).to_numpy(),
            "lag_days": (day[target] - day[source]).round().astype(np.int64),
            "distance_km": distance,
            "basis": pd.Categorical([basis]).repeat(len(target)),
        }
    ).astype({"site_id": "str", "from_site_id": "str"})


def _earliest_at_spot(spot: npt.NDArray[np.complex128], nearest: Indices) -> Indices:
    """Let the first row at one spot stand for all rows there: rows are sorted by day and id."""
    _, first, number = np.unique(spot, return_index=True, return_inverse=True)
    if len(first) == len(spot):
        return nearest
    return np.where(nearest >= 0, first[number[nearest]], -1)


def km_to_chord(distance_km: float) -> float:
    """Return the straight distance between unit vectors a great-circle distance apart."""
    return 2 * math.sin(min(distance_km / EARTH_RADIUS_KM, math.pi) / 2) + 1e-12


def _chord_to_km(chord: Floats) -> Floats:
    finite = np.isfinite(chord)
    km = np.full(len(chord), np.inf)
    km[finite] = 2 * EARTH_RADIUS_KM * np.arcsin(np.clip(chord[finite] / 2, 0, 1))
    return km
