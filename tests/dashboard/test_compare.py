"""Page Compare, run by Streamlit itself, and what it draws as data."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from dashboard.compare import (
    CURVES,
    Side,
    comparison_html,
    curve_chart,
    curves,
    days_shown,
    side_names,
)
from dashboard.day_multiples import multiples_html, multiples_svg
from dashboard.filters import Filters, apply_filters, facet_table
from dashboard.server import SOURCE_VARIABLE
from dashboard.theme import PALETTES, Scheme
from geo.boundaries import load_boundaries
from geo.measures import measure
from geo.pipeline import Campaign, follow

PAGE = Path(dashboard.__file__).parent / "app_pages" / "compare.py"
SVG = "{http://www.w3.org/2000/svg}"


def side_of(campaign: Campaign, name: str, filters: Filters) -> Side:
    reports = apply_filters(campaign.reports, facet_table(campaign), filters)
    course = follow(campaign, reports)
    return Side(name, course.timeline, measure(campaign, course))


@pytest.fixture(scope="module")
def sides(campaign: Campaign) -> list[Side]:
    return [
        side_of(campaign, "Sindh <i>", Filters(province=("Sindh",))),
        side_of(campaign, "Punjab", Filters(province=("Punjab",))),
    ]


def players(test: AppTest) -> list[dict[str, Any]]:
    """What the players of a page were given, but for tables."""
    return [json.loads(part.proto.mixed.json) for part in test.get("bidi_component")]


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Callable[[], AppTest]:
    def opened() -> AppTest:
        monkeypatch.setenv(SOURCE_VARIABLE, "machh_2021")
        test = AppTest.from_file(str(PAGE), default_timeout=90).run()
        assert not test.exception, test.exception
        return test

    return opened


def test_days_are_counted_from_the_origin_of_the_campaign(sides: list[Side]) -> None:
    """Sindh began two days after the first day, which is no day 0 of its own."""
    sindh = sides[0]
    assert sindh.day(0) == pd.Timestamp("2021-01-03")
    assert sindh.measures.days["day_number"].iloc[0] == 2
    assert sindh.frame(0).empty
    assert "Karachi" in set(sindh.frame(2)["site"])
    assert sindh.frame(99).empty


def test_curves_stand_on_one_axis(sides: list[Side]) -> None:
    found = curves(sides, "sites")
    for side in sides:
        own = found[found["side"] == side.name]
        assert own["value"].tolist() == side.measures.days["sites"].tolist()
    shares = curves(sides, "sites", as_share=True)
    assert shares.groupby("side")["value"].max().tolist() == [1.0, 1.0]
    assert (found["day"].min(), found["day"].max()) == (0, 6)


@pytest.mark.parametrize("column", CURVES)
@pytest.mark.parametrize("scheme", PALETTES)
def test_every_curve_can_be_drawn(sides: list[Side], column: str, scheme: Scheme) -> None:
    found = curve_chart(sides, column, number=3, scheme=scheme).to_dict()
    found.pop("$schema")
    assert "http" not in json.dumps(found)
    colours = found["layer"][0]["encoding"]["color"]["scale"]
    assert colours["domain"] == [side.name for side in sides]
    assert colours["range"] == [PALETTES[scheme].continuing, PALETTES[scheme].started]


def test_the_table_has_a_column_for_each_side(sides: list[Side]) -> None:
    drawn = comparison_html(sides, "light")
    table = ElementTree.fromstring(drawn.partition("</style>")[2])
    head = [cell.text for cell in table.iterfind("thead/tr/th")]
    assert head == ["Measure", "Sindh <i>", "Punjab", "Meaning"]
    rows = {row[0].text: row for row in table.iterfind("tbody/tr")}
    told = "".join(rows["Sites reached"][2].itertext())
    assert told.split()[0] == str(sides[1].timeline["site_id"].nunique())
    assert "95 % interval" in "".join(rows["Front speed"][1].itertext())
    assert drawn.count("<details>") == len(rows)


@pytest.mark.parametrize("scheme", PALETTES)
def test_small_maps_hold_one_mark_for_each_active_place(sides: list[Side], scheme: Scheme) -> None:
    numbers = days_shown(6)
    drawing = multiples_svg(sides[1], numbers, boundaries=load_boundaries(), scheme=scheme)
    tree = ElementTree.fromstring(drawing)
    cells = [g for g in tree if g.tag == f"{SVG}g"]
    assert len(cells) == len(numbers)
    for number, cell in zip(numbers, cells, strict=True):
        frame = sides[1].frame(number)
        active = frame[(frame["state"] != "silent") & frame["level"].isin(["town", "spot"])]
        assert len(list(cell.iter(f"{SVG}circle"))) == len(active)
    assert len(drawing) < 200_000


def test_small_maps_escape_names_and_say_whose_borders(sides: list[Side]) -> None:
    html = multiples_html(sides, [0, 3], boundaries=load_boundaries(), scheme="light")
    assert "Sindh <i>" not in html
    assert "Sindh &lt;i&gt;" in html
    assert load_boundaries().note[:30] in html
    images = re.findall(r"base64,([^\"]+)", html)
    assert len(images) == 2
    for data in images:
        ElementTree.fromstring(base64.b64decode(data))
    assert re.findall(r'alt="([^"]+)"', html)[0].startswith("Active sites by day. day 0: 0")


def test_sides_are_named_by_what_tells_them_apart() -> None:
    both = [Filters(province=("Sindh",)), Filters(province=("Sindh",))]
    assert side_names(["a", "a"], both) == [
        "a (Province or territory: Sindh) (1)",
        "a (Province or territory: Sindh) (2)",
    ]


def test_the_page_begins_with_two_provinces(page: Callable[[], AppTest]) -> None:
    test = page()
    shown = " ".join(m.value for m in test.markdown).replace("\\", "")
    assert "Sindh" in shown
    assert "Punjab" in shown
    assert len(players(test)) == 2
    assert any("dharna-both" in part.proto.body for part in test.get("html"))


def test_the_slider_moves_both_maps(page: Callable[[], AppTest]) -> None:
    test = page()
    before = players(test)
    saved = [button.proto.label for button in test.get("download_button")]
    assert saved == ["Save as a picture"] * 2
    test.select_slider(key="compare_day").set_value(5).run()
    assert not test.exception
    after = players(test)
    for was, now in zip(before, after, strict=True):
        assert "day 5, Friday 8 January 2021" in now["setup"]["label"]
        assert now["command"]["state"] == {"day": "2021-01-08"}
        assert now["command"]["rev"] != was["command"]["rev"]


def test_other_measures_and_shares_can_be_chosen(page: Callable[[], AppTest]) -> None:
    test = page()
    test.selectbox(key="compare_curve").select("reach_km2").run()
    test.checkbox(key="compare_share").check().run()
    assert not test.exception


def test_a_selection_without_a_report_says_so(page: Callable[[], AppTest]) -> None:
    test = page()
    filters = [m for m in test.multiselect if m.key.startswith("compare_a_")]
    for_level = next(m for m in filters if "_level_" in m.key)
    for_level.select("province").run()
    assert not test.exception
    assert test.info
    assert not players(test)
