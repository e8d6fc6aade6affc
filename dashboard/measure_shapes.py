"""The mean centre's way and the ellipse of a day, for pictures: the player draws its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

Points = npt.NDArray[np.float64]

_CORNERS: Final = 96


@dataclass(frozen=True, eq=False)
class CentreShapes:
    """Lines of one day in WGS84, longitude first, shape (n, 2).

    ``way`` runs from the first centre to that of the day, or to the last before it (``is_today``
    tells which), and is empty before there is any; ``ring`` is the closed outline of the day's
    ellipse, empty below three active sites.
    """

    way: Points
    is_today: bool
    ring: Points


def centre_shapes(centres: pd.DataFrame, day: pd.Timestamp) -> CentreShapes:
    """Return what is drawn of the mean centre on a day.

    Parameters
    ----------
    centres
        From `geo.daily.centres_by_day`.
    day
        Any day.
    """
    until = centres[centres["day"] <= day]
    way = until[["longitude", "latitude"]].to_numpy(dtype=np.float64)
    today = until[until["day"] == day]
    ring = np.empty((0, 2))
    if len(today) and not np.isnan(today["major_km"].iloc[0]):
        ring = _ring(today.iloc[0])
    return CentreShapes(way, len(today) > 0, ring)


def _ring(row: pd.Series) -> Points:
    import pyproj

    turn = np.linspace(0, 2 * np.pi, _CORNERS + 1)
    along, across = row["major_km"] * np.cos(turn), row["minor_km"] * np.sin(turn)
    bearing: Any = row["bearing_deg"] + np.degrees(np.arctan2(across, along))
    longitude, latitude, _ = pyproj.Geod(ellps="WGS84").fwd(
        np.full(len(turn), row["longitude"]),
        np.full(len(turn), row["latitude"]),
        bearing,
        1000 * np.hypot(along, across),
    )
    return np.column_stack([longitude, latitude])
