"""The measures panel, run by Streamlit itself, and the pure parts behind it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.measure_cards import (
    cards_html,
    interval_in_words,
    onset_rows,
    onset_sentences,
    value_in_words,
)
from dashboard.measure_charts import (
    distance_time_chart,
    front_band,
    growth_chart,
    new_by_period,
    sites_chart,
)
from dashboard.measure_shapes import centre_shapes
from dashboard.server import SOURCE_VARIABLE
from dashboard.theme import PALETTES, Scheme
from geo.campaign import CampaignInfo
from geo.daily import centres_by_day
from geo.distance import great_circle_km
from geo.granularity import GRANULARITIES, Granularity
from geo.measure_words import MEASURE_WORDS
from geo.measures import Figure, Measures, measure
from geo.pipeline import Campaign, Course, follow
from geo.timeline import build_timeline

Make = Callable[..., pd.DataFrame]
DAY = pd.Timestamp("2021-01-06")


@pytest.fixture(scope="module")
def shipped(campaign: Campaign) -> Measures:
    return measure(campaign, follow(campaign))


@pytest.fixture(scope="module")
def wave(make_counts: Make, make_sites: Make, campaign: Campaign) -> Measures:
    """Towns every 60 km to the north, one a day."""
    names = [f"t{i:02}" for i in range(12)]
    sites = make_sites(
        names,
        **{n: {"latitude": 25 + 0.5415 * i, "longitude": 68.0} for i, n in enumerate(names)},
    )
    timeline = build_timeline(make_counts(*[(n, i + 1) for i, n in enumerate(names)]), sites)
    info = CampaignInfo(id="wave", title="A <b>wave</b>", country="PK")
    other = Campaign(info, (), campaign.located, campaign.context)
    return measure(other, Course(campaign_merged(campaign), timeline))


def campaign_merged(campaign: Campaign) -> Any:
    return follow(campaign).merged


def panel(monkeypatch: pytest.MonkeyPatch, day: str, **filters: tuple[str, ...]) -> AppTest:
    def script(day: str, filters: dict[str, tuple[str, ...]]) -> None:
        import pandas as pd

        from dashboard import measures_panel, opening
        from dashboard.address import ViewState
        from dashboard.filters import Filters

        opened = opening.current()
        shown = ViewState(pd.Timestamp(day), filters=Filters(**filters))
        measures_panel.draw(opened, shown)

    monkeypatch.setenv(SOURCE_VARIABLE, "machh_2021")
    test = AppTest.from_function(
        script, kwargs={"day": day, "filters": filters}, default_timeout=60
    )
    test.run()
    assert not test.exception, test.exception
    return test


def told(test: AppTest) -> str:
    parts = [m.value for m in test.markdown] + [c.value for c in test.caption]
    return " ".join(parts + [h.proto.body for h in test.get("html")]).replace("\\", "")


def test_the_panel_says_that_the_shipped_week_has_no_front(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    test = panel(monkeypatch, "2021-01-06")
    words = told(test)
    assert "No front can be measured: the 95 % interval, −26 to 83 km/day, holds zero" in words
    assert "Karachi" in " ".join(test.dataframe[0].value["Place"])
    assert "95 % interval" in words
    assert "Formula and doubt" in words


def test_p_values_stay_behind_details_while_onsets_are_few(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    test = panel(monkeypatch, "2021-01-08")
    (details,) = [e for e in test.expander if e.label == "Details: tests, on few onsets"]
    inside = " ".join(h.proto.body for h in details.get("html"))
    assert "p-value" in inside
    outside = told(test).replace(inside, "")
    assert "p-value" not in outside


def test_a_selection_without_a_place_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    test = panel(monkeypatch, "2021-01-08", level=("province",))
    assert "Nothing can be measured" in test.info[0].value


def test_onsets_are_said_with_day_distance_and_nearest_earlier_site(shipped: Measures) -> None:
    sentences = onset_sentences(shipped, pd.Timestamp("2021-01-05"))
    karachi = next(s for s in sentences if s.startswith("Karachi"))
    assert karachi.startswith("Karachi, day 2, about 590 km, nearest earlier site ")
    first = onset_sentences(shipped, pd.Timestamp("2021-01-03"))
    assert "Quetta, day 0" in first
    assert onset_sentences(shipped, pd.Timestamp("2020-01-01")) == []


def test_the_onset_table_grows_with_the_day(shipped: Measures) -> None:
    until = [len(onset_rows(shipped, day)) for day in shipped.days["day"]]
    assert until == sorted(until)
    assert until[-1] == len(onset_rows(shipped)) == shipped.spread.front.n


@pytest.mark.parametrize("scheme", PALETTES)
@pytest.mark.parametrize("draw", [distance_time_chart, sites_chart, growth_chart])
def test_charts_hold_a_valid_specification_and_fetch_nothing(
    shipped: Measures, scheme: Scheme, draw: Callable[..., Any]
) -> None:
    found = draw(shipped, DAY, scheme).to_dict()
    found.pop("$schema")
    assert "http" not in json.dumps(found)
    assert len(found["layer"]) >= 2


def test_a_band_is_drawn_only_where_a_front_can_be_measured(
    shipped: Measures, wave: Measures
) -> None:
    assert not shipped.has_front
    assert front_band(shipped).empty
    marks = [
        layer["mark"]["type"]
        for layer in distance_time_chart(shipped, DAY, "light").to_dict()["layer"]
    ]
    assert "area" not in marks
    assert wave.has_front
    band = front_band(wave)
    assert (band["low"] <= band["km"] + 1e-9).all()
    assert (band["km"] <= band["high"] + 1e-9).all()
    slope = np.diff(band["km"]) / np.diff(band["day"])
    np.testing.assert_allclose(slope, 60, atol=0.5)
    drawn = distance_time_chart(wave, DAY, "light").to_dict()["layer"]
    assert "area" in [layer["mark"]["type"] for layer in drawn]


@pytest.mark.parametrize("period", GRANULARITIES)
def test_bars_of_any_length_hold_every_new_site(wave: Measures, period: Granularity) -> None:
    bars = new_by_period(wave, period)
    assert bars["new"].sum() == wave.days["new"].sum() == 12
    assert (bars["start"].iloc[1:].to_numpy() > bars["end"].iloc[:-1].to_numpy()).all()
    found = sites_chart(wave, wave.days["day"].iloc[3], "dark", period=period).to_dict()
    assert len(found["layer"]) == 3
    # Bounded on all four sides: without the lower one a bar would be a dash at its height.
    assert {"x", "x2", "y", "y2"} <= set(found["layer"][0]["encoding"])


def test_r_is_drawn_under_the_interval_that_the_reader_states(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    test = panel(monkeypatch, "2021-01-08")
    charts = len(test.get("vega_lite_chart"))
    test.number_input(key="serial_mean").set_value(2.0)
    test.number_input(key="serial_sd").set_value(1.0)
    test.number_input(key="serial_window").set_value(3).run()
    assert not test.exception
    assert len(test.get("vega_lite_chart")) == charts + 1
    test.number_input(key="serial_window").set_value(30).run()
    assert "too few days" in " ".join(info.value for info in test.info)


def test_onsets_after_the_day_are_pale(shipped: Measures) -> None:
    found = distance_time_chart(shipped, DAY, "light").to_dict()
    rows = [row for data in found["datasets"].values() for row in data if "begun" in row]
    assert {row["day"] for row in rows if row["begun"]} == {0, 1, 2, 3}


def test_the_shapes_lie_about_the_centre(shipped: Measures, campaign: Campaign) -> None:
    centres = centres_by_day(follow(campaign).timeline)
    shapes = centre_shapes(centres, DAY)
    assert shapes.way.shape == (4, 2)
    assert shapes.is_today
    row = shipped.days[shipped.days["day"] == DAY].iloc[0]
    longitude, latitude = shapes.way[-1]
    assert (longitude, latitude) == pytest.approx((row["centre_longitude"], row["centre_latitude"]))
    ring = shapes.ring
    assert ring[0] == pytest.approx(ring[-1])
    away = great_circle_km(latitude, longitude, ring[:, 1], ring[:, 0])
    assert away.max() == pytest.approx(row["ellipse_major_km"], rel=0.01)
    assert away.min() == pytest.approx(row["ellipse_minor_km"], rel=0.01)
    # The long axis points where its bearing says, one way or the other.
    far = ring[away.argmax()] - (longitude, latitude)
    east, north = far[0] * np.cos(np.radians(latitude)), far[1]
    bearing = np.degrees(np.arctan2(east, north)) % 180
    assert bearing == pytest.approx(row["ellipse_bearing_deg"], abs=4)


def test_before_all_there_is_no_shape(shipped: Measures, campaign: Campaign) -> None:
    centres = centres_by_day(follow(campaign).timeline)
    shapes = centre_shapes(centres, pd.Timestamp("2020-01-01"))
    assert (len(shapes.way), shapes.is_today, len(shapes.ring)) == (0, False, 0)
    assert len(centre_shapes(centres, pd.Timestamp("2022-01-01")).way) == len(centres) == 7
    assert centres["major_km"].notna().sum() == shipped.days["ellipse_major_km"].notna().sum()
    assert centres_by_day(follow(campaign).timeline.iloc[:0]).empty


def test_cards_hold_meaning_formula_and_interval_and_no_markup_of_the_data(
    shipped: Measures,
) -> None:
    html = cards_html(shipped.figures.values(), "light")
    assert html.count("<details>") == len(shipped.figures)
    hostile = Figure("sites", 3, MEASURE_WORDS["sites"], note="<img src=x>")
    assert "<img" not in cards_html([hostile], "dark")


@pytest.mark.parametrize(
    ("value", "low", "high", "said", "interval"),
    [
        (25.87, -26.04, 82.96, "26 km/day", "95 % interval −26 to 83"),
        (0.0, None, 4.0, "0 km/day", "95 % interval unbounded to 4.00"),
        (None, None, None, "cannot be told", ""),
        (1234.5, None, None, "1,230 km/day", ""),
        (-0.123, None, None, "−0.123 km/day", ""),
    ],
)
def test_figures_are_written_out(
    value: float | None, low: float | None, high: float | None, said: str, interval: str
) -> None:
    figure = Figure("front_km_per_day", value, MEASURE_WORDS["front_km_per_day"], low, high)
    assert value_in_words(figure) == said
    assert interval_in_words(figure) == interval
