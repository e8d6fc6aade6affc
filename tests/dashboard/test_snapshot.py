"""The still picture: what it says, what it draws, and that nothing lies on anything else."""

from __future__ import annotations

import io
import re
import threading
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from PIL import Image

from dashboard.export import day_map
from dashboard.export.basemap import fit_view
from dashboard.export.labels import Box
from dashboard.export.notices import NO_REPORTS
from dashboard.export.page import MADE_WITH, sentence_of
from dashboard.export.snapshot import (
    Caption,
    SnapshotOptions,
    build_figure,
    draw_snapshot,
    picture_metadata,
)
from dashboard.geometry import COUNTRY_EXTENT
from dashboard.theme import SIZE_STEPS, SYMBOLS, radius_px
from geo.boundaries import load_boundaries
from geo.distance import great_circle_km
from geo.errors import InputError
from geo.narrative import describe_day
from geo.pipeline import follow
from geo.timeline import days_of, frame_at

SIZES = {"wide": (1920, 1080), "small": (1280, 720), "square": (1080, 1080), "tall": (1080, 1920)}
KARACHI = (66.85, 24.72, 67.35, 25.08)
DAY = pd.Timestamp("2021-01-08")
SMALL = SnapshotOptions(640, 360)
HOSTILE = "$x_1$ \\frac{1}{0} <script>alert('1')</script> _a_ کراچی میں دھرنا 漢字 😀 \u202e\x00\n"


@pytest.fixture(scope="module")
def timeline(campaign):
    return follow(campaign).timeline


@pytest.fixture(scope="module")
def spots(campaign):
    return follow(campaign, level="spot").timeline


@pytest.fixture(scope="module")
def boundaries():
    return load_boundaries()


def a_caption(timeline, day=DAY, **changed):
    caption = Caption(
        title="Sit-ins after the Machh killings, January 2021",
        day=day,
        sentence=describe_day(timeline, day),
        attribution="Statements of some thirty outlets, coded for this project. GeoNames, CC BY.",
        doubt="Reports are what sources said; silence is not an end.",
        selection="97 reports of 20 outlets; nothing filtered.",
        made="12 January 2021",
        fingerprint="3f9a1c0b77de",
    )
    return replace(caption, **changed)


def figure_at(timeline, boundaries, *, day=DAY, caption=None, **options):
    caption = caption or a_caption(timeline, day)
    return build_figure(
        frame_at(timeline, day),
        caption=caption,
        boundaries=boundaries,
        options=SnapshotOptions(**options),
    )


def texts(figure, pattern=""):
    """Return what is written, by a pattern of the whole gid; everything without one."""
    written = [a for a in figure.axes[0].get_children() if isinstance(a, Text) and a.get_text()]
    return [text for text in written if re.fullmatch(pattern or ".*", text.get_gid() or "")]


def words(figure, pattern=""):
    return " ".join(text.get_text() for text in texts(figure, pattern))


def boxes_of(figure, pattern=""):
    renderer = figure.canvas.get_renderer()
    return {text: text.get_window_extent(renderer) for text in texts(figure, pattern)}


def by_gid(figure, pattern):
    return [a for a in figure.axes[0].get_children() if re.fullmatch(pattern, a.get_gid() or "")]


def overlap_px(one, other):
    """How deep two boxes lie in one another: 0 when they only touch."""
    common = Bbox.intersection(one, other)
    return 0.0 if common is None else min(common.width, common.height)


def as_image(png):
    return Image.open(io.BytesIO(png))


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_it_is_a_png_of_the_size_asked_for(timeline, boundaries, size):
    png = draw_snapshot(
        frame_at(timeline, DAY),
        caption=a_caption(timeline),
        boundaries=boundaries,
        options=SnapshotOptions(*size),
    )
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert as_image(png).size == size


def test_the_sentence_is_the_alternative_text(timeline, boundaries):
    caption = a_caption(timeline, attribution="GeoNames; جنگ")
    png = draw_snapshot(
        frame_at(timeline, DAY), caption=caption, boundaries=boundaries, options=SMALL
    )
    held = as_image(png).text
    assert held["Description"] == describe_day(timeline, DAY)
    assert held["Title"] == f"{caption.title}: Friday 8 January 2021"
    assert held["Source"] == "GeoNames; جنگ"
    assert held["Software"] == "Dharna"


def test_the_same_day_is_the_same_picture_and_another_is_not(timeline, boundaries):
    def pixels(day, scheme="light"):
        png = draw_snapshot(
            frame_at(timeline, day),
            caption=a_caption(timeline, day),
            boundaries=boundaries,
            options=replace(SMALL, scheme=scheme),
        )
        return np.asarray(as_image(png))

    first = pixels(pd.Timestamp("2021-01-05"))
    assert (first == pixels(pd.Timestamp("2021-01-05"))).all()
    assert (first != pixels(DAY)).any()
    dark = pixels(pd.Timestamp("2021-01-05"), "dark")
    assert dark[..., :3].mean() < 80 < 180 < first[..., :3].mean()


def test_everything_said_is_on_the_picture(timeline, boundaries):
    figure = figure_at(timeline, boundaries)
    caption = a_caption(timeline)
    assert words(figure, "title") == caption.title
    assert words(figure, "weekday") == "Friday"
    assert words(figure, "day") == "8 January 2021"
    assert words(figure, "sentence") == sentence_of(caption)
    small_print = words(figure, "small print")
    for said in (caption.attribution, caption.doubt, caption.selection, boundaries.note):
        assert said in small_print
    assert words(figure, "imprint") == f"{MADE_WITH} · {caption.made} · data {caption.fingerprint}"


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_the_legend_has_every_state_and_size(timeline, boundaries, size):
    figure = figure_at(timeline, boundaries, width_px=size[0], height_px=size[1])
    for symbol in SYMBOLS:
        assert words(figure, f"legend:{symbol.state}") == f"{symbol.label} {symbol.meaning}"
        (sign,) = [a for a in by_gid(figure, f"legend:{symbol.state}") if not isinstance(a, Text)]
        assert len(sign.get_offsets()) == (2 if symbol.halo_px else 1)
    keys = words(figure, "legend:key")
    assert "Disputed area" in keys
    assert "Line of control" in keys
    assert words(figure, "legend:size") == " ".join(str(step) for step in SIZE_STEPS)


def test_legend_and_map_draw_sizes_alike(timeline, boundaries):
    figure = figure_at(timeline, boundaries)
    for step in SIZE_STEPS:
        (sign,) = by_gid(figure, f"legend:size-{step}")
        assert sign.get_widths() == pytest.approx([2 * radius_px(step) * 1.5])
    frame = frame_at(timeline, DAY)
    karachi = int(frame.loc[frame["site_id"] == "PK-SD/karachi", "reports"].iloc[0])
    (symbols,) = by_gid(figure, "symbols")
    largest = 2 * radius_px(karachi) * 1.5
    # Edges lie within the radius, so that the disc itself is narrower by its stroke.
    assert symbols.get_widths().max() == pytest.approx(largest - 3.0 * 1.5)


def test_signs_not_in_use_are_not_in_the_legend(timeline, boundaries):
    keys = words(figure_at(timeline, boundaries, day=pd.Timestamp("2021-01-05")), "legend:key")
    assert "Shaded" not in keys
    assert "Dashed circle" not in keys
    with_doubt = figure_at(timeline, boundaries, doubt=True)
    assert "Shaded" in words(with_doubt, "legend:key")
    assert "Dashed circle" in words(with_doubt, "legend:key")
    india = figure_at(timeline, load_boundaries(view="india"))
    assert "Disputed" not in words(india, "legend:key")


def test_small_symbols_are_drawn_last(timeline, boundaries):
    (symbols,) = by_gid(figure_at(timeline, boundaries), "symbols")
    discs = symbols.get_widths()[symbols.get_facecolors()[:, 3] > 0.2]
    assert len(discs) > 5
    # A stroke takes at most three units from a disc's width: 4.5 px here.
    assert (np.diff(discs) <= 4.5).all()
    assert discs[0] == discs.max()


def test_a_province_is_shaded_and_never_a_dot(timeline, boundaries):
    frame = frame_at(timeline, DAY)
    areas = frame[frame["level"] == "province"]
    assert list(areas["site_id"]) == ["PK-GB"]
    figure = figure_at(timeline, boundaries)
    assert len(by_gid(figure, "area:PK-GB")) == 1
    lettered = words(figure, "label:area:PK-GB")
    assert lettered == "Gilgit-Baltistan no town named"
    assert texts(figure, "label:name:PK-GB") == []
    (symbols,) = by_gid(figure, "symbols")
    rings = (frame["state"] == "started").sum()
    assert len(symbols.get_offsets()) == len(frame) - len(areas) + rings


def test_an_area_without_a_polygon_is_a_circle_of_its_radius(timeline, boundaries):
    frame = frame_at(timeline, DAY)
    district = frame.iloc[:1].assign(
        site_id="PK-BA/d/kech", level="district", latitude=26.0, longitude=63.0, radius_km=100.0
    )
    figure = build_figure(
        district, caption=a_caption(timeline), boundaries=boundaries, options=SnapshotOptions()
    )
    (area,) = by_gid(figure, "area:PK-BA/d/kech")
    (bar,) = by_gid(figure, r"scale:\d+")
    km = int(bar.get_gid().split(":")[1])
    px_per_km = np.ptp(bar.get_xdata()) / km
    extent = area.get_path().get_extents(area.get_patch_transform() + area.get_transform())
    width = extent.width
    # Web Mercator stretches with latitude: 31 degrees in the middle of the map, 26 here.
    stretch = np.cos(np.radians(31)) / np.cos(np.radians(26))
    assert width == pytest.approx(200 * px_per_km * stretch, rel=0.02)
    assert not by_gid(figure, "symbols")


@pytest.mark.parametrize("focus", [None, KARACHI], ids=["country", "city"])
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_the_scale_bar_is_true(timeline, boundaries, focus, size):
    options = {"width_px": size[0], "height_px": size[1], "focus": focus}
    figure = figure_at(timeline, boundaries, **options)
    (bar,) = by_gid(figure, r"scale:\d+")
    km = int(bar.get_gid().split(":")[1])
    assert words(figure, "scale").startswith(f"{km} km")
    (edge,) = by_gid(figure, "map")
    box = Box(*edge.get_bbox().extents)
    view = fit_view(box, focus or COUNTRY_EXTENT)
    middle = view.middle_latitude()
    # How far apart two places of the map's middle latitude are that the bar just spans.
    degrees = np.linspace(50, 95, 450_001)
    x, _ = view.project(degrees, np.full_like(degrees, middle))
    west, east = np.interp([bar.get_xdata().min(), bar.get_xdata().max()], x, degrees)
    assert great_circle_km(middle, west, middle, east) == pytest.approx(km, rel=0.02)


def test_the_map_shows_its_extent_where_it_should():
    box = Box(100, 50, 900, 650)
    view = fit_view(box, COUNTRY_EXTENT)
    west, south, east, north = COUNTRY_EXTENT
    x, y = view.project([west, east], [north, south])
    assert box.left - 1e-6 <= x[0] < x[1] <= box.right + 1e-6
    assert box.top - 1e-6 <= y[0] < y[1] <= box.bottom + 1e-6
    assert min(x[0] - box.left, y[0] - box.top) == pytest.approx(0, abs=1e-6)
    assert (x[0] - box.left) == pytest.approx(box.right - x[1])


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_no_text_lies_on_another_on_any_day(timeline, boundaries, size):
    for day in days_of(timeline):
        figure = figure_at(timeline, boundaries, day=day, width_px=size[0], height_px=size[1])
        boxes = boxes_of(figure)
        assert len(boxes) > 30
        for (one, a), (other, b) in combinations(boxes.items(), 2):
            # Boxes of lines hold room for accents and tails; letters touch later than boxes.
            lowest = min(one.get_fontsize(), other.get_fontsize())
            assert overlap_px(a, b) < 0.3 * lowest, (day, one.get_text(), other.get_text())
        for text, box in boxes.items():
            assert box.x0 >= 0, text
            assert box.x1 <= size[0], text
            assert box.y0 >= 0, text
            assert box.y1 <= size[1], text


@pytest.mark.parametrize("mode", ["day", "cumulative"])
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_placed_names_do_not_overlap_on_any_day(timeline, boundaries, monkeypatch, mode, size):
    kept = []
    draw_names = day_map.draw_names
    monkeypatch.setattr(
        day_map, "draw_names", lambda *args, **kw: kept.append(draw_names(*args, **kw))
    )
    for day in days_of(timeline):
        build_figure(
            frame_at(timeline, day, mode=mode),
            caption=a_caption(timeline, day),
            boundaries=boundaries,
            options=SnapshotOptions(*size),
        )
    assert len(kept) == 7
    for placed in kept:
        for one, other in combinations([label.box for label in placed], 2):
            apart = (
                one.right <= other.left
                or other.right <= one.left
                or one.bottom <= other.top
                or other.bottom <= one.top
            )
            assert apart


def test_the_names_that_matter_are_there(timeline, boundaries):
    figure = figure_at(timeline, boundaries)
    for name in ("Karachi", "Lahore", "Quetta", "Peshawar", "Islamabad", "Rawalpindi"):
        assert name in words(figure, "label:PK-.*")


def test_a_city_shows_its_spots_and_counts_the_rest(spots, boundaries):
    figure = figure_at(spots, boundaries, day=pd.Timestamp("2021-01-07"), focus=KARACHI)
    assert "Numaish" in words(figure, "label:.*")
    frame = frame_at(spots, pd.Timestamp("2021-01-07"))
    active = frame[frame["state"] != "silent"]
    west, south, east, north = KARACHI
    inside = active["longitude"].between(west, east) & active["latitude"].between(south, north)
    number = int(re.match(r"\d+", words(figure, "notice")).group())
    # The map is wider than the extent: some beyond it are still shown.
    assert 0 < number <= (~inside).sum()
    assert texts(figure, "label:area:PK-GB") == []


def test_a_site_without_coordinates_is_counted_and_breaks_nothing(timeline, boundaries):
    frame = frame_at(timeline, DAY)
    frame.loc[frame["site"] == "Karachi", ["latitude", "longitude"]] = np.nan
    figure = build_figure(
        frame, caption=a_caption(timeline), boundaries=boundaries, options=SnapshotOptions()
    )
    assert words(figure, "notice").startswith("1 more site with reports")


def test_a_focus_that_is_no_number_shows_the_country():
    nowhere = SnapshotOptions(focus=(float("nan"),) * 4)
    assert nowhere.extent == COUNTRY_EXTENT
    assert SnapshotOptions(focus=KARACHI).extent == KARACHI


def test_an_empty_frame_is_drawn_and_says_so(timeline, boundaries):
    nothing = frame_at(timeline, pd.Timestamp("2020-12-01"))
    assert nothing.empty
    caption = a_caption(timeline, pd.Timestamp("2020-12-01"))
    figure = build_figure(
        nothing, caption=caption, boundaries=boundaries, options=SnapshotOptions()
    )
    assert words(figure, "notice") == NO_REPORTS
    assert "no protest is reported" in words(figure, "sentence").lower()
    png = draw_snapshot(nothing, caption=caption, boundaries=boundaries, options=SMALL)
    assert as_image(png).size == (640, 360)


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_hostile_text_is_drawn_as_it_stands(timeline, boundaries, size):
    caption = a_caption(
        timeline,
        title=HOSTILE + "A very long title " * 40,
        sentence=HOSTILE + "w" * 300 + " and so on" * 60,
        attribution=HOSTILE * 4,
        selection=HOSTILE * 4,
        doubt=HOSTILE,
        fingerprint=HOSTILE,
    )
    frame = frame_at(timeline, DAY)
    frame["site"] = [HOSTILE if number % 2 else "کوئٹہ" for number in range(len(frame))]
    options = SnapshotOptions(*size)
    figure = build_figure(frame, caption=caption, boundaries=boundaries, options=options)
    assert "$x_1$ \\frac{1}{0} <script>" in words(figure, "title")
    assert words(figure, "title").endswith("…")
    assert words(figure, "sentence").endswith("and so on")
    for text, box in boxes_of(figure).items():
        assert box.x1 <= size[0], text
        assert box.y0 >= 0, text
    png = draw_snapshot(frame, caption=caption, boundaries=boundaries, options=options)
    assert as_image(png).text["Description"] == caption.sentence.replace("\0", "")


def test_a_sentence_of_400_letters_is_neither_cut_nor_on_the_legend(timeline, boundaries):
    said = ("no report that day from Badin, Bannu and Chakwal; " * 8)[:400]
    for size in SIZES.values():
        caption = a_caption(timeline, sentence=said)
        options = {"width_px": size[0], "height_px": size[1]}
        figure = figure_at(timeline, boundaries, caption=caption, **options)
        assert words(figure, "sentence").split() == said.split()
        lowest = min(box.y0 for box in boxes_of(figure, "sentence").values())
        legend = boxes_of(figure, "legend:heading").values()
        assert lowest > max(box.y1 for box in legend)


def test_urdu_is_set_from_the_right(timeline, boundaries):
    caption = a_caption(timeline, title="مچھ کے بعد دھرنے", sentence="کراچی میں دھرنا")
    figure = figure_at(timeline, boundaries, caption=caption)
    assert {text.get_horizontalalignment() for text in texts(figure, "title|sentence")} == {"right"}
    assert {text.get_horizontalalignment() for text in texts(figure, "day")} == {"left"}


def test_the_day_is_not_said_twice(timeline):
    caption = a_caption(timeline)
    assert caption.sentence.startswith("Friday 8 January 2021: protest")
    assert sentence_of(caption).startswith("Protest reported in ")
    assert sentence_of(replace(caption, sentence="something else")) == "something else"


def test_metadata_hold_no_null(timeline):
    caption = a_caption(timeline, title="a\0b", sentence="c\0d")
    assert all("\0" not in text for text in picture_metadata(caption).values())


@pytest.mark.parametrize("size", [(100, 720), (1280, 9000), (0, 0), (-5, 720)])
def test_a_size_out_of_reach_is_refused_with_a_reason(size):
    with pytest.raises(InputError, match="pixels; give 320 to 7680"):
        SnapshotOptions(*size)


def test_threads_draw_the_same_pictures(timeline, boundaries):
    days = [pd.Timestamp("2021-01-05"), DAY]
    frames = {day: frame_at(timeline, day) for day in days}
    captions = {day: a_caption(timeline, day) for day in days}

    def draw(day):
        return draw_snapshot(
            frames[day], caption=captions[day], boundaries=boundaries, options=SMALL
        )

    alone = {day: draw(day) for day in days}
    drawn = []
    threads = [
        threading.Thread(target=lambda day=day: drawn.append((day, draw(day)))) for day in days * 3
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(drawn) == 6
    assert all(png == alone[day] for day, png in drawn)
