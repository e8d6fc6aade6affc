"""Every page, run by Streamlit itself without a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from dashboard.opening import open_source
from dashboard.playing import command_of
from dashboard.server import SOURCE_VARIABLE

HERE = Path(dashboard.__file__).parent
EXPLORE = HERE / "app_pages" / "explore.py"
ABOUT = HERE / "app_pages" / "about.py"


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    def opened(path: Path = EXPLORE, *, source: str = "machh_2021", **params: object) -> AppTest:
        monkeypatch.setenv(SOURCE_VARIABLE, source)
        test = AppTest.from_file(str(path), default_timeout=60)
        for name, value in params.items():
            test.query_params[name] = value
        test.run()
        assert not test.exception, test.exception
        return test

    return opened


def words(test: AppTest) -> str:
    told = [m.value for m in test.markdown]
    return " ".join(told + [h.proto.body for h in test.get("html") if "dharna-day" in h.proto.body])


def listed(test: AppTest) -> str:
    return " ".join(h.proto.body for h in test.get("html") if "dharna-reports" in h.proto.body)


def commanded(test: AppTest) -> dict[str, Any]:
    """What the page tells the player to show."""
    opened = open_source("machh_2021")
    return command_of(test.session_state["_view"], opened)


def test_the_navigation_opens_explore(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SOURCE_VARIABLE, "machh_2021")
    test = AppTest.from_file(str(HERE / "app.py"), default_timeout=60).run()
    assert not test.exception
    assert "Sit-ins after the Machh killings" in words(test)


def test_the_first_day_is_shown_with_its_reports(page: Callable[..., AppTest]) -> None:
    test = page()
    assert commanded(test)["day"] == "2021-01-03"
    assert "Quetta" in listed(test)
    assert "Karachi</b>" not in listed(test), "Karachi had no report yet on 3 January"


def test_filters_reach_list_and_address(page: Callable[..., AppTest]) -> None:
    test = page(day="2021-01-07")
    test.multiselect(key="filter_province").select("Sindh").run()
    assert test.query_params["province"] == "Sindh"
    assert "filtered by Province or territory: Sindh" in words(test)
    assert "Karachi" in listed(test)
    assert "Lahore</b>" not in listed(test)


def test_an_address_restores_everything(page: Callable[..., AppTest]) -> None:
    test = page(
        day="2021-01-07",
        mode="window",
        window="2",
        doubt="1",
        silent="0",
        links="1",
        camera="67.0100,24.8600,9.50",
        borders="india",
        event_type="sit-in",
    )
    told = commanded(test)
    assert (told["mode"], told["windowDays"], told["borders"]) == ("window", 2, "india")
    assert (told["layers"]["doubt"], told["layers"]["silent"], told["layers"]["links"]) == (
        *(True, False, True),
    )
    assert told["camera"] == {"longitude": 67.01, "latitude": 24.86, "zoom": 9.5}
    assert test.multiselect(key="filter_event_type").value == ["sit-in"]


def test_a_town_looked_at_closely_shows_its_reports(page: Callable[..., AppTest]) -> None:
    test = page(day="2021-01-07", focus="PK-SD/karachi")
    assert "Numaish Chowrangi" in listed(test)
    assert "Quetta</b>" not in listed(test)
    camera = commanded(test)["camera"]
    assert camera["longitude"] == pytest.approx(67.1, abs=0.3)
    assert camera["zoom"] > 9


def test_what_was_no_protest_is_told_apart(page: Callable[..., AppTest]) -> None:
    test = page(day="2021-01-09")
    protests, _, others = listed(test).partition("Of those days, not protests")
    assert "buried on Saturday" in others
    assert "buried on Saturday" not in protests
    elsewhere = page(day="2021-01-09", focus="PK-SD/karachi")
    assert not [h for h in elsewhere.get("html") if "buried on Saturday" in h.proto.body]


def test_empty_results_offer_a_way_back(page: Callable[..., AppTest]) -> None:
    test = page(day="2021-01-07", province="Islamabad Capital Territory", event_type="strike")
    assert "No report is left" in test.info[0].value
    test.button(key="empty").click().run()
    assert not test.exception
    assert "province" not in test.query_params
    assert "Karachi" in listed(test)


def test_about_names_sources_doubts_and_licences(page: Callable[..., AppTest]) -> None:
    test = page(ABOUT)
    titles = [h.value for h in test.header]
    assert titles[:2] == ["Sources", "What is not sure"]
    told = words(test)
    for word in ("249 rows read", "ODbL", "CC BY", "hatched"):
        assert word in told.replace("\\", "")


def test_a_file_without_a_usable_row_says_so(page: Callable[..., AppTest], tmp_path: Path) -> None:
    table = tmp_path / "nowhere.csv"
    table.write_text("date,place\n2021-01-05,Nowhereabad\nsoon,Quetta\n", encoding="utf-8")
    test = page(source=str(table))
    assert "no report that could be both placed and dated" in test.warning[0].value
    about = page(ABOUT, source=str(table))
    told = words(about).replace("\\", "")
    assert "2 rows read" in told
    assert "1 rejected" in told
    assert "1 not placed" in told
