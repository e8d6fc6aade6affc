"""Where onsets lie: mean centre, standard deviational ellipse, and direction from the origin."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import InputError

Floats = npt.NDArray[np.float64]

FEWEST_SITES: Final = 3
"""Two sites have a line between them, not an ellipse; the correction divides by n - 2."""


@dataclass(frozen=True)
class Ellipse:
    """A standard deviational ellipse in an equal-area plane, km.

    ``rotation_rad`` turns the major axis counter-clockwise from east, in (-π/2, π/2];
    ``bearing_deg`` is the same axis clockwise from north, in [0, 180).
    """

    x_km: float
    y_km: float
    major_km: float
    minor_km: float
    rotation_rad: float
    bearing_deg: float
    n: int


@dataclass(frozen=True)
class Direction:
    """Mean bearing (degrees clockwise from north) and concentration between 0 and 1."""

    bearing_deg: float
    concentration: float
    n: int


def weighted_centre(
    x_km: npt.ArrayLike, y_km: npt.ArrayLike, weights: npt.ArrayLike | None = None
) -> tuple[float, float]:
    """Return the mean centre, km east and north; two NaN when there is no weight.

    >>> weighted_centre([0, 4], [0, 8], [3, 1])
    (1.0, 2.0)
    """
    x, y, w = _weighted(x_km, y_km, weights)
    total = float(w.sum())
    if total <= 0:
        return math.nan, math.nan
    return float(w @ x) / total, float(w @ y) / total


def standard_ellipse(
    x_km: npt.ArrayLike, y_km: npt.ArrayLike, weights: npt.ArrayLike | None = None
) -> Ellipse | None:
    r"""Return the weighted standard deviational ellipse, or ``None`` below three sites.

    Along each principal axis the semi-axis is sqrt(2 · sum w·d² / sum w · n / (n - 2)), with d the
    distance from the mean centre along that axis and n the number of sites.

    Parameters
    ----------
    x_km, y_km
        Sites in an equal-area plane (`geo.plane`), km, shape (n,).
    weights
        At least 0; a site of weight 0 is no site. All 1 unless given.

    Raises
    ------
    InputError
        When the arrays differ in length or a weight is negative.

    Notes
    -----
    Sources: Yuill, Geografiska Annaler B 53 (1971) 28-39, with the corrections of CrimeStat
    (chapter 4); the same values as `pointpats.ellipse`. If sites scatter normally it holds about
    63 in 100 of them; nothing tests that they do.
    """
    x, y, w = _weighted(x_km, y_km, weights)
    here = w > 0
    x, y, w = x[here], y[here], w[here]
    if len(x) < FEWEST_SITES:
        return None
    table = ellipses_by_group(x, y, w, group=np.zeros(len(x), dtype=np.intp), groups=1)
    row = table.iloc[0]
    rotation = float(row["rotation_rad"])
    return Ellipse(
        x_km=float(row["x_km"]),
        y_km=float(row["y_km"]),
        major_km=float(row["major_km"]),
        minor_km=float(row["minor_km"]),
        rotation_rad=rotation,
        bearing_deg=float(row["bearing_deg"]),
        n=len(x),
    )


def ellipses_by_group(
    x_km: Floats, y_km: Floats, weights: Floats, *, group: npt.NDArray[np.intp], groups: int
) -> pd.DataFrame:
    """Return centre and ellipse of each group: one row a group, in the order of their numbers.

    Columns ``n x_km y_km major_km minor_km rotation_rad bearing_deg``. The centre is NaN without
    sites, the ellipse below three. Weights must be positive.
    """

    def total(values: Floats) -> Floats:
        return np.asarray(np.bincount(group, values, groups), dtype=np.float64)

    n = np.bincount(group, minlength=groups)
    weight = total(weights)
    weight[weight == 0] = np.nan
    x, y = total(weights * x_km) / weight, total(weights * y_km) / weight
    east, north = x_km - x[group], y_km - y[group]
    xx = total(weights * east**2) / weight
    yy = total(weights * north**2) / weight
    xy = total(weights * east * north) / weight
    # Eigenvalues of the 2 x 2 covariance matrix; rounding may take the smaller below zero.
    middle, reach = (xx + yy) / 2, np.hypot((xx - yy) / 2, xy)
    corrected = np.divide(2.0 * n, n - 2, out=np.full(groups, np.nan), where=n >= FEWEST_SITES)
    rotation = np.where(n >= FEWEST_SITES, np.arctan2(2 * xy, xx - yy) / 2, np.nan)
    return pd.DataFrame(
        {
            "n": n,
            "x_km": x,
            "y_km": y,
            "major_km": np.sqrt((middle + reach) * corrected),
            "minor_km": np.sqrt(np.maximum(middle - reach, 0.0) * corrected),
            "rotation_rad": rotation,
            "bearing_deg": (90 - np.degrees(rotation)) % 180 % 180,
        }
    )


def ellipse_outline(ellipse: Ellipse, *, points: int = 72) -> tuple[Floats, Floats]:
    """Return the outline as km east and north, closed: the first point comes again at the end."""
    turn = np.linspace(0, 2 * np.pi, points + 1)
    along, across = ellipse.major_km * np.cos(turn), ellipse.minor_km * np.sin(turn)
    cosine, sine = math.cos(ellipse.rotation_rad), math.sin(ellipse.rotation_rad)
    x = ellipse.x_km + along * cosine - across * sine
    y = ellipse.y_km + along * sine + across * cosine
    return x, y


def mean_direction(bearing_deg: npt.ArrayLike) -> Direction:
    """Return the circular mean of bearings and their mean resultant length.

    Parameters
    ----------
    bearing_deg
        Bearings from the origin, degrees clockwise from north, shape (n,); NaN is left out (a site
        at the origin lies in no direction).

    Returns
    -------
    Direction
        ``bearing_deg`` in [0, 360): the direction of the sum of unit vectors; NaN without bearings,
        or where they cancel out. ``concentration`` R is the length of their mean: 1 when all agree,
        near 0 when they point all round, or to two opposite sides. With few onsets R is large by
        chance: its expectation for n random bearings is about 0.89 / sqrt(n).

    Notes
    -----
    Source: Mardia and Jupp, Directional Statistics (2000), chapter 2.

    >>> round(mean_direction([350, 10, 30]).bearing_deg, 6)
    10.0
    """
    bearing = np.asarray(bearing_deg, dtype=np.float64).ravel()
    table = directions_by_group(bearing, group=np.zeros(len(bearing), dtype=np.intp), groups=1)
    row = table.iloc[0]
    return Direction(float(row["bearing_deg"]), float(row["concentration"]), int(row["n"]))


def directions_by_group(
    bearing_deg: Floats, *, group: npt.NDArray[np.intp], groups: int
) -> pd.DataFrame:
    """Return ``n bearing_deg concentration`` of each group, in the order of their numbers."""
    known = np.isfinite(bearing_deg)
    angle, group = np.radians(bearing_deg[known]), group[known]
    n = np.bincount(group, minlength=groups)
    north = np.bincount(group, np.cos(angle), groups)
    east = np.bincount(group, np.sin(angle), groups)
    length = np.divide(np.hypot(north, east), n, out=np.full(groups, np.nan), where=n > 0)
    # Twice modulo: a hair below zero becomes 360.0 at first.
    # Opposite bearings leave only rounding errors, which point nowhere.
    told = length > 1e-9
    mean = np.where(told, np.degrees(np.arctan2(east, north)) % 360 % 360, np.nan)
    return pd.DataFrame({"n": n, "bearing_deg": mean, "concentration": length})


def _weighted(
    x_km: npt.ArrayLike, y_km: npt.ArrayLike, weights: npt.ArrayLike | None
) -> tuple[Floats, Floats, Floats]:
    x, y = (np.asarray(v, dtype=np.float64).ravel() for v in (x_km, y_km))
    w = np.ones(len(x)) if weights is None else np.asarray(weights, dtype=np.float64).ravel()
    if not len(x) == len(y) == len(w):
        msg = f"There are {len(x)} x, {len(y)} y and {len(w)} weights; give one for one."
        raise InputError(msg)
    if not (w >= 0).all():
        msg = "A weight is negative or missing; give 0 or more."
        raise InputError(msg)
    return x, y, w
