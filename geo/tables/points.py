"""Geometries → latitude and longitude as text: of points, never of areas or lines."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final

import numpy as np

NOT_POINTS: Final = "shapes that are no points were left without coordinates: an area is no place"
_POINT, _MULTIPOINT = 1, 4
_EWKB_SRID: Final = 0x20000000

Point = tuple[float, float]
"""x and y, in the order of the file: longitude, then latitude."""


def point_of_wkb(data: bytes | None) -> Point | None:
    """Return the point that well-known binary holds, also as a collection of one; else ``None``.

    >>> point_of_wkb(struct.pack("<BIdd", 1, 1, 67.0, 30.2))
    (67.0, 30.2)
    """
    if data is None or len(data) < 21:
        return None
    order = "<" if data[0] == 1 else ">"
    (code,) = struct.unpack_from(f"{order}I", data, 1)
    at = 9 if code & _EWKB_SRID else 5
    kind = (code & 0x0FFFFFFF) % 1000
    if kind == _MULTIPOINT:
        (count,) = struct.unpack_from(f"{order}I", data, at)
        return point_of_wkb(data[at + 4 :]) if count == 1 else None
    if kind != _POINT or len(data) < at + 16:
        return None
    x, y = struct.unpack_from(f"{order}dd", data, at)
    return None if np.isnan(x) or np.isnan(y) else (x, y)


def coordinate_texts(
    points: Sequence[Point | None], crs: str | None
) -> tuple[list[str], list[str]]:
    """Return latitudes and longitudes in EPSG:4326 as text; empty where there is no point.

    Parameters
    ----------
    points
        x and y in `crs`.
    crs
        What pyproj makes a system of; ``None`` is EPSG:4326.

    Raises
    ------
    ValueError
        When `crs` is not known.
    """
    at = [i for i, point in enumerate(points) if point is not None]
    x = np.array([point[0] for point in points if point is not None], dtype="float64")
    y = np.array([point[1] for point in points if point is not None], dtype="float64")
    if crs is not None and len(at):
        x, y = _to_wgs84(x, y, crs)
    latitudes, longitudes = [""] * len(points), [""] * len(points)
    for i, longitude, latitude in zip(at, x.tolist(), y.tolist(), strict=True):
        if np.isfinite(longitude) and np.isfinite(latitude):
            latitudes[i], longitudes[i] = number_text(latitude), number_text(longitude)
    return latitudes, longitudes


def number_text(value: float) -> str:
    """Write a number as short as it stays the same; whole ones without ``.0``.

    >>> number_text(200.0), number_text(30.18)
    ('200', '30.18')
    """
    text = repr(float(value))
    return text.removesuffix(".0")


def with_points(
    columns: dict[str, list[str]], points: Sequence[Point | None], crs: str | None
) -> dict[str, list[str]]:
    """Add ``latitude`` and ``longitude`` unless the columns hold them already."""
    if {"latitude", "longitude"} <= columns.keys() or not any(points):
        return columns
    latitudes, longitudes = coordinate_texts(points, crs)
    return {**columns, "latitude": latitudes, "longitude": longitudes}


def _to_wgs84(
    x: np.ndarray[tuple[int], np.dtype[np.float64]],
    y: np.ndarray[tuple[int], np.dtype[np.float64]],
    crs: str,
) -> tuple[
    np.ndarray[tuple[int], np.dtype[np.float64]], np.ndarray[tuple[int], np.dtype[np.float64]]
]:
    from pyproj import CRS, Transformer
    from pyproj.exceptions import CRSError

    try:
        given = CRS.from_user_input(crs)
        if given == CRS.from_epsg(4326) or given.to_authority() == ("OGC", "CRS84"):
            return x, y
        change = Transformer.from_crs(given, 4326, always_xy=True)
        longitude, latitude = change.transform(x, y)
    except CRSError as error:
        raise ValueError(str(error)) from error
    # Degrees to nine places are a tenth of a millimetre; what follows is rounding.
    return np.round(longitude, 9), np.round(latitude, 9)
