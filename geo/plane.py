"""From degrees to kilometres: geodesics, an equal-area plane laid at the data, and its hulls."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo.errors import InputError

if TYPE_CHECKING:
    import pyproj

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Plane:
    """Lambert azimuthal equal-area projection of WGS84 about a centre, in km east and north.

    Areas are true everywhere. Distances are true at the centre and, 1,000 km away, 0.3 % short
    outwards and 0.3 % long across. Source: Snyder, Map Projections: A Working Manual, USGS
    Professional Paper 1395 (1987), pages 182-190.
    """

    latitude: float
    longitude: float

    @cached_property
    def _projection(self) -> pyproj.Proj:
        import pyproj

        return pyproj.Proj(
            proj="laea", lat_0=self.latitude, lon_0=self.longitude, datum="WGS84", units="km"
        )

    def forward(self, latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Return km east and km north of the centre for WGS84 degrees."""
        lat, lon = _degrees(latitude, longitude)
        if lat.size == 0:
            return lat, lon
        x, y = self._projection(lon, lat)
        return np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)

    def inverse(self, x_km: npt.ArrayLike, y_km: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Return WGS84 latitude and longitude for km east and north; NaN stays NaN."""
        x, y = (np.atleast_1d(np.asarray(v, dtype=np.float64)) for v in (x_km, y_km))
        latitude, longitude = np.full(x.shape, np.nan), np.full(x.shape, np.nan)
        known = np.isfinite(x) & np.isfinite(y)
        if known.any():
            longitude[known], latitude[known] = self._projection(x[known], y[known], inverse=True)
        return latitude, longitude


def plane_for(latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> Plane:
    """Choose the equal-area plane whose centre is the mean direction of the points.

    The mean is taken of unit vectors, so that points on both sides of the date line do not meet in
    the Gulf of Guinea.

    Raises
    ------
    InputError
        When there is no point, or a coordinate is not a number of degrees.

    >>> plane_for([24.9, 30.2], [67.0, 67.0])
    Plane(latitude=27.55, longitude=67.0)
    """
    lat, lon = _degrees(latitude, longitude)
    if lat.size == 0:
        msg = "No point to lay a map plane at; give at least one located site."
        raise InputError(msg)
    x, y, z = unit_vectors(lat, lon).mean(axis=0)
    return Plane(
        latitude=round(float(np.degrees(np.arctan2(z, np.hypot(x, y)))), 6),
        longitude=round(float(np.degrees(np.arctan2(y, x))), 6),
    )


def unit_vectors(latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> Floats:
    """Return points on the unit sphere, shape (n, 3), for WGS84 degrees.

    The straight distance between two of them grows with their great-circle distance, which makes a
    search for neighbours in space a search on the sphere.
    """
    lat, lon = (np.radians(v) for v in _degrees(latitude, longitude))
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def geodesic(
    latitude_a: npt.ArrayLike,
    longitude_a: npt.ArrayLike,
    latitude_b: npt.ArrayLike,
    longitude_b: npt.ArrayLike,
) -> tuple[Floats, Floats]:
    """Return WGS84 geodesic distances in km and bearings in degrees clockwise from north.

    Bearings are those at `a` towards `b`, in [0, 360). Parameters are WGS84 degrees of one
    broadcastable shape. Source: Karney, Algorithms for geodesics, Journal of Geodesy 87 (2013).
    """
    arrays = np.broadcast_arrays(
        *(
            np.atleast_1d(np.asarray(v, dtype=np.float64))
            for v in (latitude_a, longitude_a, latitude_b, longitude_b)
        )
    )
    lat_a, lon_a, lat_b, lon_b = (np.ascontiguousarray(v) for v in arrays)
    if lat_a.size == 0:
        return lat_a, lat_a
    bearing, _, metres = _ellipsoid().inv(lon_a, lat_a, lon_b, lat_b)
    return np.asarray(metres) / 1000.0, np.asarray(bearing) % 360.0 % 360.0


def hull_area_km2(x_km: npt.ArrayLike, y_km: npt.ArrayLike) -> float:
    """Return the area of the convex hull of points in an equal-area plane.

    Fewer than three points, or points on one line, enclose nothing: 0.

    >>> round(hull_area_km2([0, 2, 2, 0, 1], [0, 0, 2, 2, 1]), 9)
    4.0
    """
    return _hull(np.column_stack([np.asarray(x_km, float), np.asarray(y_km, float)]))[0]


def growing_hull_km2(
    x_km: npt.NDArray[np.float64], y_km: npt.NDArray[np.float64], ends: npt.NDArray[np.intp]
) -> Floats:
    """Return the hull's area after the first ``ends[0]``, ``ends[1]`` … points (never falling).

    Only the corners are carried from one step to the next, so that a year of days costs little
    more than its last one.
    """
    areas = np.zeros(len(ends))
    corners, begin = np.empty((0, 2)), 0
    for step, end in enumerate(ends):
        if end > begin:
            fresh = np.column_stack([x_km[begin:end], y_km[begin:end]])
            areas[step], corners = _hull(np.vstack([corners, fresh]))
            begin = int(end)
        elif step:
            areas[step] = areas[step - 1]
    return np.maximum.accumulate(areas) if len(areas) else areas


def _hull(points: Floats) -> tuple[float, Floats]:
    """Return area and corners; flat points have no area, and all stay corners."""
    from scipy.spatial import ConvexHull, QhullError

    distinct = np.unique(points, axis=0)
    if len(distinct) < 3:
        return 0.0, distinct
    try:
        hull = ConvexHull(distinct)
    except QhullError:
        # Qhull's way of saying that the points lie on one line: they enclose nothing.
        return 0.0, distinct
    return float(hull.volume), distinct[hull.vertices]


def _degrees(latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> tuple[Floats, Floats]:
    lat, lon = (np.atleast_1d(np.asarray(v, dtype=np.float64)) for v in (latitude, longitude))
    if lat.shape != lon.shape:
        msg = f"There are {lat.size} latitudes and {lon.size} longitudes; give one for one."
        raise InputError(msg)
    if not (np.abs(lat) <= 90).all() or not np.isfinite(lon).all():
        msg = "A coordinate is missing or beyond 90 degrees; leave such sites out."
        raise InputError(msg)
    return lat, lon


@lru_cache(maxsize=1)
def _ellipsoid() -> pyproj.Geod:
    import pyproj

    return pyproj.Geod(ellps="WGS84")
