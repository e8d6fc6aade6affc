"""Names on a map: nothing overlaps, whatever comes in and in whatever order."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import get_data_path
from matplotlib.font_manager import get_font

from dashboard.export.labels import (
    Box,
    LabelAnchor,
    place_labels,
    text_width_px,
    web_mercator_px,
)
from geo.gazetteer import load_gazetteer

NEARLY = 1e-6


def an_anchor(key="a", x=100.0, y=100.0, radius=5.0, width=40.0, height=12.0, priority=1.0):
    return LabelAnchor(key, key.title(), x, y, radius, width, height, priority)


def pixels(low, high):
    return st.floats(low, high, allow_nan=False).map(lambda value: round(value, 2))


@st.composite
def anchor_lists(draw):
    return [
        LabelAnchor(
            key=f"site-{number:02}",
            text=f"Site {number}",
            x_px=draw(pixels(0, 300)),
            y_px=draw(pixels(0, 200)),
            radius_px=draw(st.sampled_from([0.0, 4.0, 9.0, 26.0])),
            width_px=draw(pixels(5, 90)),
            height_px=draw(pixels(8, 16)),
            priority=draw(st.sampled_from([0.0, 1.0, 2.0, 50.0])),
        )
        for number in range(draw(st.integers(0, 14)))
    ]


@st.composite
def boxes(draw):
    left, top = draw(pixels(0, 250)), draw(pixels(0, 150))
    return Box(left, top, left + draw(pixels(1, 80)), top + draw(pixels(1, 50)))


def overlap(one, other):
    return (
        min(one.right, other.right) - max(one.left, other.left) > NEARLY
        and min(one.bottom, other.bottom) - max(one.top, other.top) > NEARLY
    )


def distance_to_disc(box, anchor):
    across = max(box.left - anchor.x_px, anchor.x_px - box.right, 0.0)
    down = max(box.top - anchor.y_px, anchor.y_px - box.bottom, 0.0)
    return math.hypot(across, down) - anchor.radius_px


@given(anchor_lists(), st.lists(boxes(), max_size=3))
def test_names_overlap_neither_names_nor_obstacles(anchors, obstacles):
    placed = place_labels(anchors, obstacles=obstacles)
    for one, other in combinations([label.box for label in placed], 2):
        assert not overlap(one, other)
    for label in placed:
        assert not any(overlap(label.box, obstacle) for obstacle in obstacles)


@given(anchor_lists())
def test_names_keep_off_every_symbol_their_own_included(anchors):
    for label in place_labels(anchors):
        for anchor in anchors:
            if anchor.radius_px > 0:
                assert distance_to_disc(label.box, anchor) >= -NEARLY


@given(anchor_lists())
def test_names_are_nearest_to_their_own_symbol(anchors):
    by_key = {anchor.key: anchor for anchor in anchors}
    for label in place_labels(anchors):
        own = by_key[label.key]
        if own.radius_px == 0:
            continue
        for other in anchors:
            apart = math.hypot(own.x_px - other.x_px, own.y_px - other.y_px)
            tangled = apart < own.radius_px + other.radius_px
            if other.key == own.key or other.radius_px == 0 or tangled:
                continue
            gap = distance_to_disc(label.box, own)
            assert distance_to_disc(label.box, other) >= gap - NEARLY


@given(anchor_lists(), st.randoms())
def test_order_of_input_is_irrelevant(anchors, random):
    shuffled = list(anchors)
    random.shuffle(shuffled)
    assert place_labels(shuffled) == place_labels(anchors)


@given(anchor_lists())
def test_names_stay_within_the_bounds(anchors):
    bounds = Box(20, 20, 280, 180)
    for label in place_labels(anchors, bounds=bounds):
        assert label.box.left >= bounds.left
        assert label.box.right <= bounds.right
        assert label.box.top >= bounds.top
        assert label.box.bottom <= bounds.bottom


@given(anchor_lists())
def test_text_is_anchored_where_its_box_says(anchors):
    for label in place_labels(anchors):
        box = label.box
        middle = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
        across = {"start": box.left, "middle": middle[0], "end": box.right}
        down = {"top": box.top, "middle": middle[1], "bottom": box.bottom}
        assert label.x_px == pytest.approx(across[label.horizontal])
        assert label.y_px == pytest.approx(down[label.vertical])


def test_a_lone_name_stands_at_the_right():
    (label,) = place_labels([an_anchor()])
    assert (label.horizontal, label.vertical) == ("start", "middle")
    assert label.box.left > 105


@pytest.mark.parametrize(
    ("blocked", "expected"),
    [
        ([Box(105, 0, 300, 300)], ("end", "middle")),
        ([Box(105, 0, 300, 300), Box(0, 94, 95, 106)], ("end", "bottom")),
        ([Box(112, 90, 300, 110), Box(0, 90, 88, 110)], ("middle", "bottom")),
        ([Box(112, 90, 300, 110), Box(0, 90, 88, 110), Box(0, 0, 300, 92)], ("middle", "top")),
    ],
)
def test_a_blocked_name_takes_the_next_side(blocked, expected):
    (label,) = place_labels([an_anchor()], obstacles=blocked)
    assert (label.horizontal, label.vertical) == expected


def test_a_name_without_room_is_dropped_and_the_important_one_stays():
    wall = [Box(0, 0, 300, 92), Box(0, 108, 300, 300), Box(0, 0, 90, 300)]
    strong, weak = an_anchor("strong", priority=2), an_anchor("weak", priority=1)
    for anchors in ([strong, weak], [weak, strong]):
        (label,) = place_labels(anchors, obstacles=wall)
        assert label.key == "strong"
    (label,) = place_labels([replace(strong, priority=0), weak], obstacles=wall)
    assert label.key == "weak"


def test_a_name_without_a_symbol_lies_over_its_point():
    province = an_anchor("province", radius=0.0)
    (label,) = place_labels([province])
    assert (label.horizontal, label.vertical) == ("middle", "middle")
    assert (label.x_px, label.y_px) == (100.0, 100.0)
    (label,) = place_labels([province], obstacles=[Box(0, 0, 300, 99)])
    assert label.box.top <= 100.0 <= label.box.bottom


def test_no_anchor_gives_no_label():
    assert place_labels([]) == []


@pytest.fixture(scope="module")
def letters():
    engine = get_font(f"{get_data_path()}/fonts/ttf/DejaVuSans.ttf")
    engine.set_size(40, 72)
    return engine


def test_estimated_widths_are_near_those_of_a_font(letters):
    names = {place.name for place in load_gazetteer("PK").places.values()}
    assert len(names) > 500
    latin = [name for name in names if name.isascii()]
    ratios = []
    for name in latin:
        letters.set_text(name, 0)
        ratios.append(text_width_px(name, 40) / (letters.get_width_height()[0] / 64))
    assert min(ratios) > 0.9
    assert max(ratios) < 1.1


@pytest.mark.parametrize("name", ["بلوچستان", "پشاور", "ملتان", "سکردو", "گلگت"])
def test_estimated_widths_of_urdu_are_of_the_right_size(letters, name):
    letters.set_text(name, 0)
    assert text_width_px(name, 40) == pytest.approx(letters.get_width_height()[0] / 64, rel=0.3)


def test_marks_and_controls_take_no_room():
    assert text_width_px("é", 10) == text_width_px("e", 10)
    assert text_width_px("e\N{COMBINING ACUTE ACCENT}\N{ZERO WIDTH JOINER}", 10) == text_width_px(
        "e", 10
    )
    assert text_width_px("", 10) == 0.0


def test_web_mercator_at_known_points():
    # The corners of the web map's square and its middle: EPSG:3857.
    x, y = web_mercator_px([-180, 0, 180], [85.0511287798066, 0, -85.0511287798066], zoom=0)
    np.testing.assert_allclose(x, [0, 256, 512], atol=1e-9)
    np.testing.assert_allclose(y, [0, 256, 512], atol=1e-9)


def test_web_mercator_at_the_published_example():
    # IOGP Publication 373-7-2, "Popular Visualisation Pseudo-Mercator": 24 22 54.433 N,
    # 100 20 00.000 W is E -11169055.58 m, N 2800000.00 m on a sphere of 6378137 m.
    x, y = web_mercator_px(-(100 + 20 / 60), 24 + 22 / 60 + 54.433 / 3600, zoom=0)
    metres_per_px = 2 * math.pi * 6378137 / 512
    assert (x - 256) * metres_per_px == pytest.approx(-11169055.58, abs=0.05)
    assert (256 - y) * metres_per_px == pytest.approx(2800000.00, abs=0.05)


@given(pixels(-180, 180), pixels(-85, 85), st.integers(0, 14))
def test_web_mercator_doubles_with_each_zoom(longitude, latitude, zoom):
    x, y = web_mercator_px(longitude, latitude, zoom=zoom)
    deeper = web_mercator_px(longitude, latitude, zoom=zoom + 1)
    np.testing.assert_allclose(deeper, (2 * x, 2 * y), rtol=1e-12, atol=1e-6)


def test_the_poles_are_held_to_the_edge():
    _, y = web_mercator_px([0, 0], [90, -90], zoom=0)
    np.testing.assert_allclose(y, [0, 512], atol=1e-9)
