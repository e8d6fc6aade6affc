"""Measures as figures that explain themselves."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pandas as pd
import pytest

from geo.errors import InputError
from geo.measure_words import MEASURE_WORDS
from geo.measures import DAY_FIGURES, Measures, campaign_origin, measure
from geo.pipeline import Campaign, follow
from geo.spread import MEASURE_DTYPES


@pytest.fixture(scope="module")
def shipped(campaign: Campaign) -> Measures:
    return measure(campaign, follow(campaign), serial_interval=[0, 0.5, 0.5])


def test_every_figure_has_its_words(shipped: Measures) -> None:
    for name, figure in shipped.figures.items():
        assert figure.name == name
        words = MEASURE_WORDS[name]
        assert words.label
        assert words.meaning.endswith(".")
        assert "\n" not in words.meaning
        assert words.formula
        assert words.caveat
    assert set(DAY_FIGURES) - {"outlets", "crowd"} <= set(MEASURE_DTYPES)
    assert set(DAY_FIGURES) <= set(MEASURE_WORDS)


def test_intervals_hold_their_values(shipped: Measures) -> None:
    for figure in shipped.figures.values():
        if figure.value is not None and figure.low is not None and figure.high is not None:
            assert figure.low <= figure.value <= figure.high


def test_it_is_json_without_nan(shipped: Measures) -> None:
    found = shipped.as_json()
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found["campaign"] == "machh_2021"
    assert found["front_is_measurable"] is False
    front = found["figures"]["front_km_per_day"]
    assert front["low"] < 0 < front["high"]
    assert "No front can be measured" in front["note"]
    assert found["figures"]["doubling_days"]["value"] is None
    assert found["details"]["origin"]["name"] == "Quetta"


def test_the_figures_of_the_last_day_are_those_of_the_whole(shipped: Measures) -> None:
    last = shipped.on(shipped.days["day"].iloc[-1])
    assert set(last) == set(DAY_FIGURES)
    for name in ("sites", "provinces", "reach_km2", "population"):
        assert last[name].value == pytest.approx(shipped.figures[name].value)
    assert shipped.on(pd.Timestamp("2020-01-01")) == {}


def test_a_day_tells_its_outlets_its_crowd_and_how_fast_it_doubles(shipped: Measures) -> None:
    figures = shipped.on(pd.Timestamp("2021-01-08"))
    row = shipped.days[shipped.days["day"] == "2021-01-08"].iloc[0]
    assert figures["outlets"].value == row["sources_low"]
    assert figures["outlets"].note == f"at most {row['sources_high']:,}"
    assert f"{row['sized_sites']} of {row['active']} sites have a size" in figures["crowd"].note
    growth, doubling = figures["growth_per_day"], figures["doubling_days"]
    assert doubling.low == pytest.approx(math.log(2) / growth.high)
    assert doubling.high == pytest.approx(math.log(2) / growth.low)
    assert shipped.on(pd.Timestamp("2021-01-03"))["doubling_days"].low is None


def test_population_is_that_of_the_towns_reached(campaign: Campaign) -> None:
    course = follow(campaign)
    found = measure(campaign, course, populations={"PK-SD/karachi": 100, "PK-PB/lahore": 11})
    assert found.days["population"].tolist() == [0, 11, 111, 111, 111, 111, 111]
    known = measure(campaign, course)
    assert known.figures["population"].value > 10_000_000


def test_the_onset_table_holds_each_located_site_once(shipped: Measures) -> None:
    table = shipped.onsets
    assert table["site_id"].is_unique
    assert len(table) == shipped.spread.front.n
    karachi = table.set_index("site").loc["Karachi"]
    assert karachi["day_number"] == 2
    assert karachi["distance_km"] == pytest.approx(590, abs=5)
    first = table[table["day_number"] == 0]
    assert (first["from_site"] == "").all()
    assert first["lag_days"].isna().all()
    later = table[table["day_number"] > 0]
    assert (later["lag_days"] >= 1).all()
    assert later["basis"].str.startswith("inferred").all()


def test_links_bear_names_and_say_what_they_are(shipped: Measures) -> None:
    links = shipped.links
    assert len(links) == len(shipped.spread.links)
    assert (links["from_onset_day"] < links["onset_day"]).all()
    assert not links[["site", "from_site"]].isna().any().any()
    assert set(links["basis"]) == {"inferred: nearest site with an earlier onset"}


def test_a_selection_without_the_origin_counts_from_its_earliest_place(campaign: Campaign) -> None:
    reports = campaign.reports[campaign.reports["town_id"].str.startswith("PK-SD")]
    course = follow(campaign, reports)
    origin = campaign_origin(campaign, course.timeline)
    assert origin.day == pd.Timestamp("2021-01-03")
    assert origin.name != "Quetta"
    unstated = replace(campaign, info=replace(campaign.info, origin_place="", origin_day=None))
    assert campaign_origin(unstated, course.timeline).day == pd.Timestamp("2021-01-03")


def test_nothing_placed_cannot_be_measured(campaign: Campaign) -> None:
    areas = campaign.reports[campaign.reports["level"] == "province"]
    assert len(areas)
    for reports in (areas, campaign.reports.iloc[:0]):
        with pytest.raises(InputError, match="Nothing can be measured"):
            measure(campaign, follow(campaign, reports))
