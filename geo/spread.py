"""How far, how fast, along what: every measure of a campaign's spread in one call.

The measures live in modules of their own (`geo.front`, `geo.reproduction`, `geo.links`,
`geo.ellipse`, `geo.continuity`, `geo.daily`); their public names are here too. `docs/method.md`
gives each one's formula, source, assumption, and the way it misleads.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.continuity import Continuity, continuity
from geo.daily import MEASURE_DTYPES, Weighting, measure_days
from geo.ellipse import Direction, Ellipse, mean_direction, standard_ellipse, weighted_centre
from geo.front import FrontSpeed, front_speed
from geo.links import LINK_DTYPES, find_links, link_likelihoods
from geo.onsets import Origin, all_onsets, find_origin, first_onsets
from geo.pairs import count_near
from geo.plane import Plane, geodesic, hull_area_km2, plane_for
from geo.reproduction import (
    Growth,
    discrete_serial_interval,
    growth_rate,
    reproduction_number,
)
from geo.spacetime import KnoxResult, knox_test

__all__ = [
    "LINK_DTYPES",
    "MEASURE_DTYPES",
    "Continuity",
    "Direction",
    "Ellipse",
    "FrontSpeed",
    "Growth",
    "KnoxResult",
    "Origin",
    "Spread",
    "all_onsets",
    "continuity",
    "discrete_serial_interval",
    "find_links",
    "find_origin",
    "first_onsets",
    "front_speed",
    "growth_rate",
    "hull_area_km2",
    "link_likelihoods",
    "mean_direction",
    "measure_days",
    "measure_spread",
    "plane_for",
    "reproduction_number",
    "standard_ellipse",
    "weighted_centre",
]

_VISITS: Final = 200_000_000
"""Pairs that the Knox test may look at, all shuffles together: under a second."""
_FEWEST_SHUFFLES: Final = 99
_AT_ORIGIN_KM: Final = 1.0


@dataclass(frozen=True)
class Spread:
    """Everything that is measured of one timeline.

    ``days`` is `measure_days`, ``links`` is `find_links`, ``reproduction`` is `reproduction_number`
    (``None`` unless a serial interval was given). ``ellipse`` is that of all first onsets, in the
    coordinates of ``plane``; both are ``None`` without three, and without any, located sites.
    """

    origin: Origin
    days: pd.DataFrame
    links: pd.DataFrame
    front: FrontSpeed
    growth: Growth
    direction: Direction
    continuity: Continuity
    knox: KnoxResult
    reach_km2: float
    plane: Plane | None
    ellipse: Ellipse | None
    reproduction: pd.DataFrame | None

    def summary(self) -> dict[str, Any]:
        """Return the measures of the whole, ready for JSON: what cannot be told is ``None``."""
        ellipse = asdict(self.ellipse) if self.ellipse is not None else None
        if ellipse is not None and self.plane is not None:
            latitude, longitude = self.plane.inverse(ellipse.pop("x_km"), ellipse.pop("y_km"))
            ellipse |= {"latitude": float(latitude[0]), "longitude": float(longitude[0])}
        whole = {
            "origin": {**asdict(self.origin), "day": self.origin.day.strftime("%Y-%m-%d")},
            "sites": int(self.days["sites"].iloc[-1]) if len(self.days) else 0,
            "located_sites": self.front.n,
            "reach_km2": self.reach_km2,
            "front": asdict(self.front),
            "growth": asdict(self.growth),
            "direction": asdict(self.direction),
            "ellipse": ellipse,
            "continuity": asdict(self.continuity),
            "knox": asdict(self.knox),
            "reproduction": None
            if self.reproduction is None
            else self.reproduction.reset_index().to_dict("records"),
        }
        plain: dict[str, Any] = _plain(whole)
        return plain


def measure_spread(
    timeline: pd.DataFrame,
    *,
    origin: Origin | None = None,
    serial_interval: npt.ArrayLike | None = None,
    near_km: float = 50.0,
    soon_days: float = 2.0,
    window_days: int = 7,
    weighting: Weighting = "sites",
    populations: Mapping[str, int] | None = None,
    seed: int | None = 0,
) -> Spread:
    """Measure a timeline: its days, links, front, growth, direction, continuity and tests.

    Parameters
    ----------
    timeline
        From `geo.timeline.build_timeline`; at least one row.
    origin
        From `find_origin` unless given.
    serial_interval
        Weights by lag from 0 for the reproduction number, which is left out without: no serial
        interval of protests is known, so that it must be somebody's stated assumption.
    near_km, soon_days
        Thresholds of continuity and of the Knox test.
    window_days
        Window of the reproduction number; a campaign that is no longer than it has none.
    weighting, populations
        As for `measure_days`.
    seed
        Of the Knox test's shuffles: 999, fewer where pairs are many, and none where 99 would take
        long; its ``p_normal`` stands in then.

    Raises
    ------
    InputError
        When the timeline is empty or a parameter cannot be used.
    """
    start = find_origin(timeline) if origin is None else origin
    days = measure_days(timeline, origin=start, weighting=weighting, populations=populations)
    first, onsets = first_onsets(timeline), all_onsets(timeline)
    latitude, longitude = first["latitude"].to_numpy(), first["longitude"].to_numpy()
    distance, bearing = geodesic(start.latitude, start.longitude, latitude, longitude)
    since = (first["onset_day"] - start.day.normalize()).dt.days.to_numpy()
    plane = plane_for(latitude, longitude) if len(first) else None
    x, y = plane.forward(latitude, longitude) if plane is not None else (np.empty(0), np.empty(0))
    return Spread(
        origin=start,
        days=days,
        links=find_links(first),
        front=front_speed(distance, since),
        growth=growth_rate(days["onsets"]),
        direction=mean_direction(np.where(distance > _AT_ORIGIN_KM, bearing, np.nan)),
        continuity=continuity(first, distance_km=near_km),
        knox=_knox(onsets, plane, near_km=near_km, soon_days=soon_days, seed=seed),
        reach_km2=hull_area_km2(x, y),
        plane=plane,
        ellipse=standard_ellipse(x, y),
        reproduction=None
        if serial_interval is None
        else reproduction_number(days["onsets"], serial_interval, window_days=window_days),
    )


def _knox(
    onsets: pd.DataFrame, plane: Plane | None, *, near_km: float, soon_days: float, seed: int | None
) -> KnoxResult:
    x, y = np.empty(0), np.empty(0)
    if plane is not None:
        x, y = plane.forward(onsets["latitude"].to_numpy(), onsets["longitude"].to_numpy())
    shuffles = min(999, _VISITS // max(count_near(x, y, near_km), 1))
    return knox_test(
        *(x, y, onsets["onset_day"].to_numpy()),
        distance_km=near_km,
        lag_days=soon_days,
        permutations=shuffles if shuffles >= _FEWEST_SHUFFLES else 0,
        seed=seed,
    )


def _plain(value: Any) -> Any:
    """Turn numbers that JSON does not know into ``None``, and tuples into lists."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value
