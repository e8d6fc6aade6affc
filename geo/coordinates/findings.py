"""What looks wrong with coordinates, and the two fixes that a user may choose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal, NamedTuple

import numpy as np
import pandas as pd

from geo.errors import InputError

Box = tuple[float, float, float, float]
"""West, south, east and north in degrees; west above east where it crosses the 180th meridian."""

Kind = Literal["swapped", "zero", "outside", "equal"]
Fix = Literal["exchange", "blank"]

_MARGIN_KM: Final = 50.0
_KM_PER_DEGREE: Final = 111.2
_SMALLEST_COSINE: Final = 0.05
_ZERO_DEG: Final = 0.001
_LINES_LISTED: Final = 5


class CoordinateFinding(NamedTuple):
    """Rows whose coordinates look wrong in one way."""

    kind: Kind
    lines: list[int]
    """Index labels of the rows."""
    sentence: str
    fix: Fix | None
    """What may be done: `exchange` the two, or `blank` them, so that the place name counts."""


def inspect_coordinates(
    latitude: pd.Series,
    longitude: pd.Series,
    country: pd.Series | str,
    *,
    boxes: Mapping[str, Box],
) -> list[CoordinateFinding]:
    """Look for coordinates that are exchanged, zero, the same twice, or far from their country.

    A row is judged against its country's box, widened by 50 km; a country without a box judges
    nothing. Nothing is altered.

    Parameters
    ----------
    latitude, longitude
        Degrees (WGS84) on one index of lines; null where there is none.
    country
        Name or code of the country that the rows state, as `boxes` has it: one for all or one a
        row; empty where none is stated.
    boxes
        Country to `Box`.

    Returns
    -------
    list of CoordinateFinding
        A row is in one finding at most.

    >>> pakistan = {"PK": (60.9, 23.7, 77.9, 37.1)}
    >>> found = inspect_coordinates(pd.Series([67.0]), pd.Series([30.2]), "PK", boxes=pakistan)
    >>> found[0].kind, found[0].fix
    ('swapped', 'exchange')
    """
    lat, lon = latitude.to_numpy(dtype="float64"), longitude.to_numpy(dtype="float64")
    countries, box = _boxes(country, len(latitude), boxes)
    in_range, turned_in_range = _in_range(lat, lon), _in_range(lon, lat)
    found: list[CoordinateFinding] = []
    # Null Island is nobody's; all else is right where it lies in its country.
    zero = (np.abs(lat) <= _ZERO_DEG) & (np.abs(lon) <= _ZERO_DEG)
    left = ~np.isnan(lat) & ~np.isnan(lon) & (zero | ~(in_range & _within(lat, lon, box)))
    kinds: tuple[tuple[Kind, np.ndarray, Fix, str, str], ...] = (
        ("zero", zero, "blank", "is at 0, 0", "are at 0, 0"),
        (
            "equal",
            in_range & (lat == lon),
            "blank",
            "has the same number as latitude and as longitude",
            "have the same number as latitude and as longitude",
        ),
        (
            "swapped",
            turned_in_range & _within(lon, lat, box),
            "exchange",
            "lies in {country} only with latitude and longitude exchanged",
            "lie in {country} only with latitude and longitude exchanged",
        ),
        (
            "swapped",
            ~in_range & turned_in_range,
            "exchange",
            "has a latitude beyond 90 degrees, which as a longitude would be one",
            "have a latitude beyond 90 degrees, which as a longitude would be one",
        ),
        (
            "outside",
            in_range & ~np.isnan(box[0]),
            "blank",
            "lies more than 50 km outside {country}",
            "lie more than 50 km outside {country}",
        ),
    )
    for kind, looks_so, fix, one, many in kinds:
        rows = np.flatnonzero(left & looks_so)
        left = left & ~looks_so
        if rows.size:
            lines = [int(line) for line in latitude.index[rows]]
            country = _named(countries, rows)
            sentence = f"{_told(lines)} {one if len(lines) == 1 else many}"
            found.append(CoordinateFinding(kind, lines, sentence.format(country=country), fix))
    return found


def exchange(
    latitude: pd.Series, longitude: pd.Series, lines: Iterable[int]
) -> tuple[pd.Series, pd.Series]:
    """Return both columns with latitude and longitude exchanged in the rows of these lines.

    Raises
    ------
    InputError
        If a line is not in the columns.

    >>> lat, lon = exchange(pd.Series([67.0, 24.9]), pd.Series([30.2, 67.0]), [0])
    >>> lat.tolist(), lon.tolist()
    ([30.2, 24.9], [67.0, 67.0])
    """
    rows = _rows(latitude.index, lines)
    return latitude.mask(rows, longitude), longitude.mask(rows, latitude)


def blank(
    latitude: pd.Series, longitude: pd.Series, lines: Iterable[int]
) -> tuple[pd.Series, pd.Series]:
    """Return both columns without the coordinates of these lines.

    Raises
    ------
    InputError
        If a line is not in the columns.
    """
    rows = _rows(latitude.index, lines)
    return latitude.mask(rows), longitude.mask(rows)


def _rows(index: pd.Index, lines: Iterable[int]) -> np.ndarray:
    wanted = pd.Index(list(lines), dtype=index.dtype)
    unknown = wanted[~wanted.isin(index)]
    if len(unknown):
        msg = f"There is no line {unknown[0]} to mend coordinates in; read the file again."
        raise InputError(msg, where=f"line {unknown[0]}")
    rows: np.ndarray = index.isin(wanted)
    return rows


def _boxes(
    country: pd.Series | str, size: int, boxes: Mapping[str, Box]
) -> tuple[np.ndarray, np.ndarray]:
    """Return each row's country, and west, south, east and north as four rows of numbers."""
    if isinstance(country, str):
        codes, names = np.zeros(size, dtype="int64"), [country]
    else:
        codes, found = pd.factorize(country.astype("str"))
        names = [*map(str, found), ""]
    nowhere = (np.nan,) * 4
    table = np.array([boxes.get(name, nowhere) for name in names], dtype="float64")
    return np.array(names)[codes], table[codes].T


def _in_range(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    result: np.ndarray = (np.abs(lat) <= 90) & (np.abs(lon) <= 180)
    return result


def _within(lat: np.ndarray, lon: np.ndarray, box: np.ndarray) -> np.ndarray:
    """Tell which points lie in their box or at most 50 km off it; false without a box."""
    west, south, east, north = box
    high = _MARGIN_KM / _KM_PER_DEGREE
    wide = high / np.maximum(np.cos(np.radians(lat)), _SMALLEST_COSINE)
    after_west, before_east = lon >= west - wide, lon <= east + wide
    across = np.where(west <= east, after_west & before_east, after_west | before_east)
    result: np.ndarray = across & (lat >= south - high) & (lat <= north + high) & ~np.isnan(west)
    return result


def _named(countries: np.ndarray, rows: np.ndarray) -> str:
    names = np.unique(countries[rows])
    return str(names[0]) if len(names) == 1 else "the country stated"


def _told(lines: list[int]) -> str:
    """Say how many rows, and which lines they are in."""
    listed = ", ".join(map(str, lines[:_LINES_LISTED]))
    more = f" and {len(lines) - _LINES_LISTED} more" if len(lines) > _LINES_LISTED else ""
    if len(lines) == 1:
        return f"1 row (line {listed})"
    return f"{len(lines)} rows (lines {listed}{more})"
