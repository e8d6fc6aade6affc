"""Distances on the sphere, and the one place where latitude and longitude change order."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

EARTH_RADIUS_KM: Final = 6371.0088
"""Mean radius of the WGS84 ellipsoid, R1 = (2a + b) / 3 (Moritz 2000)."""


def great_circle_km(
    latitude_a: npt.ArrayLike,
    longitude_a: npt.ArrayLike,
    latitude_b: npt.ArrayLike,
    longitude_b: npt.ArrayLike,
) -> npt.NDArray[np.float64]:
    """Return great-circle distances in km (haversine; at most 0.56 % off the geodesic).

    Parameters are WGS84 degrees of one broadcastable shape. Source: Sinnott, "Virtues of the
    Haversine", Sky and Telescope 68 (1984).

    >>> round(float(great_circle_km(30.1841, 67.0014, 24.8608, 67.0104)))
    592
    """
    lat_a, lon_a, lat_b, lon_b = (
        np.radians(np.asarray(x, dtype=np.float64))
        for x in (latitude_a, longitude_a, latitude_b, longitude_b)
    )
    half = (
        np.sin((lat_b - lat_a) / 2) ** 2
        + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    )
    distance: npt.NDArray[np.float64] = (
        2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    )
    return distance


def lonlat(latitude: float, longitude: float) -> tuple[float, float]:
    """Turn the geographer's order (latitude first) into the map's (longitude first).

    >>> lonlat(24.86, 67.01)
    (67.01, 24.86)
    """
    return (longitude, latitude)
