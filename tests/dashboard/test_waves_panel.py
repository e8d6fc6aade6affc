"""Panel Waves, run by Streamlit itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.server import SOURCE_VARIABLE

TOWNS = ("Quetta", "Mastung", "Kalat", "Pishin", "Sibi", "Machh")
FAR = ("Karachi", "Hyderabad", "Thatta", "Badin", "Matli", "Jamshoro")


@pytest.fixture
def panel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    def script() -> None:
        import streamlit as st

        from dashboard import opening, waves_panel

        st.title(opening.current().campaign.info.title)
        waves_panel.draw(opening.current())

    rows = [f"2020-01-{5 + i:02},{town}" for i, town in enumerate(TOWNS)]
    rows += [f"2020-07-{5 + i:02},{town}" for i, town in enumerate(FAR)]
    path = tmp_path / "years.csv"
    path.write_text("\n".join(["date,place", *rows]) + "\n", encoding="utf-8")
    monkeypatch.setenv(SOURCE_VARIABLE, str(path))
    test = AppTest.from_function(script, default_timeout=60).run()
    assert not test.exception, test.exception
    return test


def test_waves_are_offered_opened_and_left_again(panel: AppTest) -> None:
    assert panel.dataframe[0].value["Places"].tolist() == [6, 6]
    whole = panel.title[0].value
    choices = panel.selectbox(key="waves-choice").options
    assert choices == ["Quetta, 2020-01-05 (6 onsets)", "Karachi, 2020-07-05 (6 onsets)"]
    panel.selectbox(key="waves-choice").select_index(1)
    panel.button(key="waves-open").click().run()
    assert not panel.exception, panel.exception
    assert panel.title[0].value == "Karachi, 2020-07-05"
    panel.button(key="waves-back").click().run()
    assert panel.title[0].value == whole
    assert panel.dataframe[0].value["Places"].tolist() == [6, 6]


def test_too_narrow_limits_find_none_and_say_so(panel: AppTest) -> None:
    panel.number_input(key="waves-least").set_value(50).run()
    assert "No wave was found" in panel.info[0].value


def test_a_short_campaign_is_told_to_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def script() -> None:
        from dashboard import opening, waves_panel

        waves_panel.draw(opening.current())

    monkeypatch.setenv(SOURCE_VARIABLE, "machh_2021")
    test = AppTest.from_function(script, default_timeout=60).run()
    assert not test.exception
    assert "This campaign covers 7 days" in test.caption[0].value
