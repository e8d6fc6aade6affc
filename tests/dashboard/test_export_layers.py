"""What the state switches on is on the picture, what it switches off is not; and the small map."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.text import Text as Written
from PIL import Image

from dashboard.address import Camera, ViewState
from dashboard.export.basemap import MapView, fit_view, part_in_view
from dashboard.export.inset import LEAST_SITES, extent_of, most_crowded, place_inset
from dashboard.export.labels import Box
from dashboard.export.material import Material
from dashboard.export.options import ExportOptions
from dashboard.export.pictures import snapshot_options
from dashboard.export.presets import Preset
from dashboard.export.request import export_step
from dashboard.export.sheet import Sheet
from dashboard.export.snapshot import build_figure
from dashboard.geometry import COUNTRY_EXTENT
from dashboard.story import Step, Story, Text
from dashboard.translation import in_language
from geo.errors import InputError
from geo.links import find_links
from geo.onsets import first_onsets
from geo.pipeline import Campaign

DAY = pd.Timestamp("2021-01-08").as_unit("s")
QUIET = pd.Timestamp("2021-01-03").as_unit("s")
SMALL = Preset(1280, 720, 144, 1.0, "small")
KARACHI = "PK-SD/karachi"
STEP = Step("b", ViewState(DAY, mode="cumulative"), Text("The fullest day"), Text("Many towns."))


@pytest.fixture(scope="module")
def draw(campaign: Campaign) -> Callable[..., Figure]:
    """Draw a day of the shipped campaign; what is not named is as the address leaves it."""
    courses: dict = {}

    def picture(day: pd.Timestamp = DAY, language: str = "en", **state: object) -> Figure:
        material = Material(campaign, ViewState(day, **state), "2021-02-01", language=language)
        known = replace(material, courses=courses)
        with in_language(language):
            return build_figure(
                known.day_map(day),
                caption=known.caption(day),
                boundaries=known.boundaries,
                options=snapshot_options(known, SMALL, "light"),
            )

    return picture


def drawn(figure: Figure, gid: str) -> list:
    return [a for a in figure.axes[0].get_children() if re.fullmatch(gid, a.get_gid() or "")]


def words(figure: Figure, gid: str = ".*") -> str:
    return " ".join(a.get_text() for a in drawn(figure, gid) if isinstance(a, Written))


def test_links_and_front_are_drawn_where_the_state_shows_them(draw, campaign: Campaign) -> None:
    plain, full = draw(), draw(links=True, front=True)
    assert not drawn(plain, "link|front")
    assert "inferred" not in words(plain, "legend:key")
    timeline = Material(campaign, ViewState(DAY), "2021-02-01").timeline
    onsets = first_onsets(timeline)
    today = set(onsets.loc[onsets["onset_day"] == DAY, "site_id"])
    assert len(drawn(full, "link")) == find_links(onsets)["site_id"].isin(today).sum() > 0
    assert len(drawn(full, "front")) == 1
    assert "inferred, not a claim of cause" in words(full, "legend:key")
    assert "measured from Quetta" in words(full, "legend:key")


def test_a_frame_of_many_days_has_the_links_of_all(draw) -> None:
    assert len(drawn(draw(links=True, mode="cumulative"), "link")) > len(
        drawn(draw(links=True), "link")
    )


def test_the_mean_centre_is_drawn_where_the_state_shows_it(draw) -> None:
    assert not drawn(draw(), "centre|ellipse")
    figure = draw(centre=True)
    (way,), (ellipse,) = drawn(figure, "centre-way"), drawn(figure, "ellipse")
    assert len(way.get_path().vertices) == 6
    assert drawn(figure, "centre")
    middle = ellipse.get_path().vertices[:-1].mean(axis=0)
    assert way.get_path().vertices[-1] == pytest.approx(middle, abs=12)
    assert "Mean centre" in words(figure, "legend:key")
    assert not drawn(draw(QUIET, centre=True), "centre-way")


def test_names_and_land_can_be_left_out(draw) -> None:
    figure = draw(names=False, ground="blank")
    assert not drawn(figure, "label:.*")
    assert "Disputed area" not in words(figure, "legend:key")
    assert "No borders are drawn." in words(figure, "small print")
    assert "Natural Earth" not in words(figure)
    assert drawn(draw(), "label:.*")


def test_borders_are_those_that_were_chosen(draw) -> None:
    assert "Government of India" in words(draw(borders="india"), "small print")


def test_a_crowded_city_has_a_small_map_that_hides_no_symbol(draw) -> None:
    figure = draw()
    (edge,) = drawn(figure, "inset")
    assert words(figure, "inset:title") == "Karachi"
    assert words(figure, "inset:count") == "42 places with a report"
    assert len(drawn(figure, "inset:line")) == 1
    large = drawn(figure, "symbols")[0]
    box = edge.get_extents()
    places = figure.axes[0].transData.transform(large.get_offsets())
    assert not any(box.contains(*place) for place in places)
    for label in drawn(figure, "label:PK-PB.*"):
        assert not label.get_window_extent().overlaps(box)


def test_where_no_city_is_crowded_there_is_no_small_map(draw) -> None:
    assert not drawn(draw(QUIET), "inset.*")
    assert not drawn(draw(focus=KARACHI), "inset.*")


def test_the_most_crowded_town_of_any_day_is_taken() -> None:
    def frame(**towns: int) -> pd.DataFrame:
        rows = [
            {"town_id": town, "site_id": f"{town}/{i}", "state": "started", "level": "spot"}
            for town, count in towns.items()
            for i in range(count)
        ]
        return pd.DataFrame(rows)

    assert most_crowded([frame(a=LEAST_SITES - 1, b=1)]) == ""
    assert most_crowded([frame(a=LEAST_SITES, b=1), frame(b=LEAST_SITES + 1)]) == "b"
    silent = frame(a=LEAST_SITES).assign(state="silent")
    assert most_crowded([silent]) == ""


def test_without_a_free_corner_there_is_no_small_map(campaign: Campaign) -> None:
    material = Material(campaign, ViewState(DAY), "2021-02-01")
    inset = material.day_map(DAY).inset
    assert inset is not None
    sheet = Sheet(1280, 720, scheme="light")
    view = fit_view(Box(300, 20, 1260, 620), COUNTRY_EXTENT)
    nowhere = np.zeros((0, 3))
    free = place_inset(sheet, view, inset, symbols=nowhere)
    assert free is not None
    x, y = np.meshgrid(np.linspace(300, 1260, 12), np.linspace(20, 620, 12))
    everywhere = np.column_stack([x.ravel(), y.ravel(), np.full(144, 5.0)])
    assert place_inset(sheet, view, inset, symbols=everywhere) is None
    close = fit_view(Box(300, 20, 1260, 620), inset.extent)
    assert place_inset(sheet, close, inset, symbols=nowhere) is None


def test_a_close_camera_takes_towns_apart(draw, campaign: Campaign) -> None:
    far = Material(campaign, ViewState(DAY), "2021-02-01")
    camera = Camera(67.05, 24.9, 10.0)
    near = Material(campaign, ViewState(DAY, camera=camera), "2021-02-01", courses=far.courses)
    assert (near.frame(DAY)["town_id"] == KARACHI).sum() > 40
    assert (far.frame(DAY)["town_id"] == KARACHI).sum() == 1
    assert near.frame(DAY)["reports"].sum() == far.frame(DAY)["reports"].sum()
    assert near.sentence(DAY) == far.sentence(DAY)
    figure = draw(camera=camera)
    assert "Numaish" in words(figure, "label:.*") or "Abbas Town" in words(figure, "label:.*")
    assert not drawn(figure, "inset")
    assert "here they are coarse" in words(figure, "small print")


def test_all_furniture_speaks_urdu(draw) -> None:
    figure = draw(language="ur", links=True, front=True, doubt=True)
    for gid in ("scale", "north", "inset:.*", "legend:.*", "weekday", "day"):
        assert words(figure, gid)
        assert not re.search("[A-Za-z0-9]", words(figure, gid)), gid


def test_an_extent_of_nothing_is_none(campaign: Campaign) -> None:
    timeline = Material(campaign, ViewState(DAY), "2021-02-01").timeline
    assert extent_of(timeline[:0]) is None
    one = timeline[timeline["site_id"] == KARACHI][:1]
    west, south, east, north = extent_of(one) or COUNTRY_EXTENT
    assert east - west == pytest.approx(0.04)
    assert north - south == pytest.approx(0.04)


def test_what_is_cut_away_is_not_in_view() -> None:
    square = np.array([(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)], dtype=float)
    far = square + 500
    codes = [Path.MOVETO, *[Path.LINETO] * 4]
    both = Path(np.concatenate([square, far]), codes * 2)
    view = MapView(Box(0, 0, 4, 4), 0.0, left=3.0, top=3.0)
    filled = part_in_view(both, view, is_filled=True)
    assert filled.contains_points([(4, 4), (6, 6)]).all()
    assert filled.get_extents().xmax == 10
    assert part_in_view(both, view).get_extents().xmax == 10
    away = MapView(Box(0, 0, 4, 4), 0.0, left=200.0, top=200.0)
    assert part_in_view(both, away).vertices.size == 0
    wide = MapView(Box(0, 0, 4, 4), 4.0, left=500.0, top=500.0)
    cut = part_in_view(Path(square * 10, codes), wide, is_filled=True)
    assert cut.get_extents().width < 10
    assert cut.contains_point((31.3, 31.3))


def test_a_step_is_saved_with_its_own_words(campaign: Campaign) -> None:
    story = Story(steps=(Step("a", ViewState(QUIET)), STEP))
    file = export_step(campaign, 1, ExportOptions(story=story, preset=SMALL))
    assert file.name == "machh_2021_step_2.png"
    told = Image.open(io.BytesIO(file.data)).info
    assert told["Title"].startswith("The fullest day")
    assert told["Description"] == "Many towns."
    assert "mode=cumulative" in told["Comment"]
    with pytest.raises(InputError, match="no step 3"):
        export_step(campaign, 2, ExportOptions(story=story))
