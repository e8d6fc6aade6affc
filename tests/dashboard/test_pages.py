"""Every page, run by Streamlit itself without a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import dashboard
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


def map_specification(test: AppTest) -> str:
    charts = test.get("deck_gl_json_chart")
    assert len(charts) == 1
    return str(charts[0].proto.json)


def test_the_navigation_opens_explore(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SOURCE_VARIABLE, "machh_2021")
    test = AppTest.from_file(str(HERE / "app.py"), default_timeout=60).run()
    assert not test.exception
    assert "Protest reported in 3 towns" in words(test)


def test_the_first_day_is_shown_and_told(page: Callable[..., AppTest]) -> None:
    test = page()
    assert "Quetta, Machh and Multan" in words(test)
    specification = map_specification(test)
    assert "Quetta" in specification
    assert "Karachi" not in specification, "Karachi had no report yet on 3 January"


def test_the_map_asks_for_nothing_outside(page: Callable[..., AppTest]) -> None:
    test = page(day="2021-01-08")
    proto = test.get("deck_gl_json_chart")[0].proto
    assert "http" not in proto.json
    assert proto.alt.startswith("Friday 8 January 2021: protest reported in 19 towns")


def test_step_buttons_and_slider_move_the_day(page: Callable[..., AppTest]) -> None:
    test = page(day="2021-01-05")
    test.button(key="step-next").click().run()
    assert test.query_params["day"] == "2021-01-06"
    test.button(key="step-last").click().run()
    assert test.query_params["day"] == "2021-01-09"
    assert test.button(key="step-next").disabled
    test.button(key="step-previous").click().run()
    assert "19 towns" in words(test)
    test.button(key="step-first").click().run()
    assert test.query_params["day"] == "2021-01-03"
    assert test.button(key="step-first").disabled


def test_filters_reach_sentence_map_list_and_address(page: Callable[..., AppTest]) -> None:
    test = page(day="2021-01-07")
    test.multiselect(key="filter_province").select("Sindh").run()
    assert test.query_params["province"] == "Sindh"
    assert "5 towns" in words(test)
    assert "Lahore" not in map_specification(test)
    listed = " ".join(h.proto.body for h in test.get("html") if "dharna-reports" in h.proto.body)
    assert "Karachi" in listed
    assert "Lahore</b>" not in listed


def test_an_address_restores_everything(page: Callable[..., AppTest]) -> None:
    test = page(
        day="2021-01-07", mode="window", window="2", doubt="1", silent="0", event_type="sit-in"
    )
    assert test.selectbox(key="mode").value == "window"
    assert test.number_input(key="window_days").value == 2
    assert test.checkbox(key="doubt").value is True
    assert test.checkbox(key="silent").value is False
    assert test.multiselect(key="filter_event_type").value == ["sit-in"]
    assert '"doubt"' in map_specification(test)


def test_a_town_looked_at_closely_shows_its_spots(page: Callable[..., AppTest]) -> None:
    test = page(day="2021-01-07", focus="PK-SD/karachi")
    assert "Numaish Chowrangi" in map_specification(test)
    assert "Quetta" not in map_specification(test)
    assert "sites" in words(test)


def test_what_was_no_protest_is_told_apart(page: Callable[..., AppTest]) -> None:
    test = page(day="2021-01-09")
    listed = next(h.proto.body for h in test.get("html") if "dharna-reports" in h.proto.body)
    protests, _, others = listed.partition("Of those days, not protests")
    assert "buried on Saturday" in others
    assert "buried on Saturday" not in protests
    elsewhere = page(day="2021-01-09", focus="PK-SD/karachi")
    assert not [h for h in elsewhere.get("html") if "buried on Saturday" in h.proto.body]


def test_empty_results_offer_a_way_back(page: Callable[..., AppTest]) -> None:
    test = page(day="2021-01-07", province="Islamabad Capital Territory", event_type="strike")
    assert "No report is left" in test.info[0].value
    assert not test.get("deck_gl_json_chart")
    test.button(key="reset-empty").click().run()
    assert not test.exception
    assert "14 towns" in words(test)
    assert "province" not in test.query_params


def test_window_and_all_days_add_up(page: Callable[..., AppTest]) -> None:
    test = page(day="2021-01-09", mode="cumulative")
    assert '"tip":"Karachi, Sindh' in map_specification(test)
    assert "128 reports" in map_specification(test), "every report of Karachi by the last day"


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
