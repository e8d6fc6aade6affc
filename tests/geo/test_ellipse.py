"""Plane, centre, ellipse, hull and direction, against published values and limiting cases."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPoint

from geo.ellipse import (
    ellipse_outline,
    ellipses_by_group,
    mean_direction,
    standard_ellipse,
    weighted_centre,
)
from geo.errors import InputError
from geo.plane import geodesic, growing_hull_km2, hull_area_km2, plane_for, unit_vectors

# The example in the documentation of pointpats.centrography.ellipse.
POINTS = np.array(
    [
        *([66.22, 32.54], [22.52, 22.39], [31.01, 81.21], [9.47, 31.02], [30.78, 60.10]),
        *([75.21, 58.93], [79.26, 7.68], [8.23, 39.93], [98.73, 77.17], [89.78, 42.53]),
        [65.19, 92.08],
    ]
)


def test_eleven_points_of_pointpats() -> None:
    found = standard_ellipse(*POINTS.T)
    assert found is not None
    assert found.major_km == pytest.approx(50.13029459102783)
    assert found.minor_km == pytest.approx(37.95222670267865)
    assert found.rotation_rad == pytest.approx(0.3465582095042642)
    assert found.bearing_deg == pytest.approx(90 - math.degrees(0.3465582095042642))
    assert (found.x_km, found.y_km) == pytest.approx(tuple(POINTS.mean(axis=0)))
    assert found.n == 11


def test_two_sites_have_no_ellipse() -> None:
    assert standard_ellipse([0, 1], [0, 1]) is None
    assert standard_ellipse([0, 1, 2], [0, 1, 5], [1, 1, 0]) is None
    assert standard_ellipse([0, 1, 2], [0, 1, 5]) is not None


@pytest.mark.parametrize("bearing", [0, 30, 90, 135, 179])
def test_points_on_a_line_give_its_bearing_and_no_width(bearing: float) -> None:
    step = np.arange(-3, 4.0)
    angle = math.radians(bearing)
    found = standard_ellipse(step * math.sin(angle), step * math.cos(angle))
    assert found is not None
    assert found.minor_km == pytest.approx(0, abs=1e-6)
    turned = abs(found.bearing_deg - bearing) % 180
    assert min(turned, 180 - turned) == pytest.approx(0, abs=1e-6)
    assert found.major_km == pytest.approx(math.sqrt(2 * 28 / 7 * 7 / 5))


@settings(deadline=None, max_examples=25)
@given(st.integers(3, 30), st.integers(0, 9999), st.floats(-3, 3))
def test_turning_the_points_turns_the_ellipse(n: int, seed: int, turn: float) -> None:
    points = np.random.default_rng(seed).normal(size=(n, 2)) * [50, 10]
    spin = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    before, after = standard_ellipse(*points.T), standard_ellipse(*(points @ spin.T).T)
    assert before is not None
    assert after is not None
    assert after.major_km == pytest.approx(before.major_km)
    assert after.minor_km == pytest.approx(before.minor_km, abs=1e-6)
    apart = (after.rotation_rad - before.rotation_rad - turn) % math.pi
    assert min(apart, math.pi - apart) == pytest.approx(0, abs=1e-6)


def test_a_weight_is_worth_as_many_sites_up_to_the_correction() -> None:
    x, y = np.array([0, 4, 1, 7.0]), np.array([0, 1, 5, 2.0])
    weights = np.array([1, 3, 2, 1])
    one = standard_ellipse(x, y, weights)
    many = standard_ellipse(np.repeat(x, weights), np.repeat(y, weights))
    assert one is not None
    assert many is not None
    assert one.major_km / math.sqrt(4 / 2) == pytest.approx(many.major_km / math.sqrt(7 / 5))
    assert weighted_centre(x, y, weights) == pytest.approx((many.x_km, many.y_km))


def test_no_weight_no_centre() -> None:
    assert all(math.isnan(v) for v in weighted_centre([], []))
    assert all(math.isnan(v) for v in weighted_centre([1, 2], [1, 2], [0, 0]))


def test_groups_are_what_each_would_be_alone() -> None:
    rng = np.random.default_rng(0)
    x, y, w = rng.normal(size=(3, 60))
    group = rng.integers(0, 5, 60)
    table = ellipses_by_group(x, y, np.abs(w), group=group, groups=6)
    for number in range(5):
        alone = standard_ellipse(x[group == number], y[group == number], np.abs(w)[group == number])
        assert alone is not None
        assert table.loc[number, "major_km"] == pytest.approx(alone.major_km)
        assert table.loc[number, "bearing_deg"] == pytest.approx(alone.bearing_deg)
    assert table.loc[5, "n"] == 0
    assert math.isnan(table.loc[5, "x_km"])


def test_the_outline_lies_on_the_ellipse() -> None:
    found = standard_ellipse(*POINTS.T)
    assert found is not None
    x, y = ellipse_outline(found)
    assert (x[0], y[0]) == pytest.approx((x[-1], y[-1]))
    far = np.hypot(x - found.x_km, y - found.y_km)
    assert far.max() == pytest.approx(found.major_km)
    assert far.min() == pytest.approx(found.minor_km)


@pytest.mark.parametrize(
    ("bearings", "mean", "length"),
    [
        ([90, 90], 90, 1),
        ([350, 10], 0, math.cos(math.radians(10))),
        ([0, 90], 45, math.sqrt(0.5)),
        ([0, 180], math.nan, 0),
        ([], math.nan, math.nan),
        ([math.nan, 200], 200, 1),
    ],
)
def test_mean_directions(bearings: list, mean: float, length: float) -> None:
    found = mean_direction(bearings)
    assert found.bearing_deg == pytest.approx(mean, abs=1e-6, nan_ok=True)
    assert found.concentration == pytest.approx(length, abs=1e-9, nan_ok=True)
    assert found.n == len([b for b in bearings if not math.isnan(b)])


def test_what_does_not_fit_together_is_refused() -> None:
    with pytest.raises(InputError, match="give one for one"):
        standard_ellipse([1, 2], [1, 2, 3])
    with pytest.raises(InputError, match="weight is negative"):
        weighted_centre([1], [1], [-1])
    with pytest.raises(InputError, match="2 latitudes and 1 longitudes"):
        plane_for([1, 2], [1])
    with pytest.raises(InputError, match="beyond 90 degrees"):
        plane_for([91], [1])
    with pytest.raises(InputError, match="at least one located site"):
        plane_for([], [])


def test_geodesics() -> None:
    """Wellington to Salamanca, nearly antipodal, as GeographicLib's documentation gives it."""
    distance, bearing = geodesic(-41.32, 174.81, 40.96, -5.50)
    assert distance[0] == pytest.approx(19959.679267353821, abs=1e-6)
    assert bearing[0] == pytest.approx(161.06766998616, abs=1e-6)
    assert geodesic(30, 67, [], [])[0].size == 0


def test_the_plane_lies_at_the_data_and_keeps_areas() -> None:
    assert plane_for([10, 10], [179, -179]).longitude == pytest.approx(180)
    plane = plane_for([30.2, 24.9, 34.0], [67.0, 67.0, 71.6])
    x, y = plane.forward([30.2, 24.9, 34.0], [67.0, 67.0, 71.6])
    latitude, longitude = plane.inverse(x, y)
    np.testing.assert_allclose(latitude, [30.2, 24.9, 34.0])
    np.testing.assert_allclose(longitude, [67.0, 67.0, 71.6])
    assert np.isnan(plane.inverse([math.nan], [0])[0][0])
    # A degree square's area on the ellipsoid, from its parallels: 10,623.5 km2 at 30-31 N.
    side = np.linspace(0, 1, 101)
    zero, one = np.zeros(101), np.ones(101)
    ring_x, ring_y = plane.forward(
        30 + np.concatenate([zero, side, one, side[::-1]]),
        68 + np.concatenate([side, one, side[::-1], zero]),
    )
    area = 0.5 * abs(ring_x @ np.roll(ring_y, -1) - ring_y @ np.roll(ring_x, -1))
    import pyproj

    lon = 68 + np.concatenate([side, one, side[::-1], zero])
    lat = 30 + np.concatenate([zero, side, one, side[::-1]])
    exact, _ = pyproj.Geod(ellps="WGS84").polygon_area_perimeter(lon, lat)
    assert area == pytest.approx(abs(exact) / 1e6, rel=1e-5)


def test_unit_vectors_are_of_length_one() -> None:
    vectors = unit_vectors([0, 90, -30], [0, 10, 190])
    np.testing.assert_allclose((vectors**2).sum(axis=1), 1)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=12))
def test_hulls_are_shapelys_and_never_shrink(points: list[tuple[int, int]]) -> None:
    x, y = (np.array([p[k] for p in points], dtype=float) for k in (0, 1))
    ends = np.arange(len(points) + 1)
    areas = growing_hull_km2(x, y, ends)
    for end in ends:
        expected = MultiPoint(points[:end]).convex_hull.area if end else 0.0
        assert areas[end] == pytest.approx(expected, abs=1e-9)
        assert hull_area_km2(x[:end], y[:end]) == pytest.approx(expected, abs=1e-9)
