"""Distances on the sphere."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.distance import EARTH_RADIUS_KM, great_circle_km, lonlat

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
points = st.tuples(latitudes, longitudes)


@settings(deadline=None)
@given(points, points)
def test_distances_are_symmetric_and_bounded(a: tuple, b: tuple) -> None:
    there, back = float(great_circle_km(*a, *b)), float(great_circle_km(*b, *a))
    assert there == pytest.approx(back, abs=1e-9)
    assert 0 <= there <= np.pi * EARTH_RADIUS_KM + 1e-6


@settings(deadline=None)
@given(points)
def test_a_point_is_nowhere_else(a: tuple) -> None:
    assert float(great_circle_km(*a, *a)) == pytest.approx(0, abs=1e-6)


@settings(deadline=None)
@given(points, points, points)
def test_no_detour_is_shorter(a: tuple, b: tuple, c: tuple) -> None:
    direct = float(great_circle_km(*a, *c))
    assert direct <= float(great_circle_km(*a, *b)) + float(great_circle_km(*b, *c)) + 1e-3


@settings(deadline=None)
@given(points)
def test_the_antipode_is_half_the_circumference_away(a: tuple) -> None:
    opposite = (-a[0], a[1] - 180)
    assert float(great_circle_km(*a, *opposite)) == pytest.approx(np.pi * EARTH_RADIUS_KM, abs=0.5)


def test_published_distance() -> None:
    """Nashville to Los Angeles airport, the worked example of the haversine (Rosetta Code).

    Published as 2886.44 km (R = 6371.8) and 2887.26 km (R = 6372.8); scaled to R1 here.
    """
    expected = 2887.2599506 / 6372.8 * EARTH_RADIUS_KM
    found = float(great_circle_km(36.12, -86.67, 33.94, -118.40))
    assert found == pytest.approx(expected, rel=1e-7)


def test_one_degree_of_a_meridian() -> None:
    expected = EARTH_RADIUS_KM * np.pi / 180
    assert float(great_circle_km(30, 67, 31, 67)) == pytest.approx(expected)
    assert float(great_circle_km(0, 0, 0, 1)) == pytest.approx(expected)


def test_across_the_date_line() -> None:
    assert float(great_circle_km(0, 179.5, 0, -179.5)) == pytest.approx(111.195, abs=0.01)


def test_arrays_are_broadcast() -> None:
    distances = great_circle_km(30.0, 67.0, [30.0, 31.0], [67.0, 67.0])
    assert distances.shape == (2,)
    assert distances[0] == 0 < distances[1]


def test_the_map_has_longitude_first() -> None:
    assert lonlat(24.86, 67.01) == (67.01, 24.86)
