"""Page Export and the page that stands alone, without a browser."""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64decode
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from dashboard.address import ViewState
from dashboard.export.material import Material
from dashboard.export.options import ExportOptions
from dashboard.export.standalone import standalone_page
from dashboard.server import SOURCE_VARIABLE
from dashboard.story import Step, Story, Text
from geo.pipeline import Campaign

PAGE = Path(dashboard.__file__).parent / "app_pages" / "export.py"
DAY = pd.Timestamp("2021-01-08").as_unit("s")


@pytest.fixture
def page(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    # The folder of pages, which the test puts first on the path, has a data.py of its own.
    assert len(campaign.reports)
    monkeypatch.setenv(SOURCE_VARIABLE, "machh_2021")
    test = AppTest.from_file(str(PAGE), default_timeout=120)
    test.query_params["day"] = "2021-01-06"
    test.run()
    assert not test.exception, test.exception
    return test


def test_the_page_makes_what_is_asked_for(page: AppTest) -> None:
    assert "Wednesday 6 January 2021" in page.markdown[0].value
    page.multiselect[0].set_value(["png", "csv"])
    page.button[0].click().run()
    assert not page.exception, page.exception
    labels = [button.proto.label for button in page.get("download_button")]
    assert labels[0].startswith("machh_2021_2021-01-06.png")
    assert any("datapackage.json" in label for label in labels)


def test_nothing_chosen_makes_nothing(page: AppTest) -> None:
    page.multiselect[0].set_value([])
    page.button[0].click().run()
    assert not page.exception
    assert page.get("download_button") == []


def packed(data: bytes) -> dict:
    text = data.decode()
    found = re.search(r'id="dharna-data">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_the_page_that_stands_alone_names_no_other_place(campaign: Campaign) -> None:
    material = Material(campaign, ViewState(DAY), "2021-02-01")
    data = standalone_page(material, ExportOptions())
    assert data == standalone_page(material, ExportOptions())
    assert len(data) < 1_000_000
    text = data.decode()
    assert "default-src 'none'" in text
    head = text[: text.index("<footer")]
    assert not re.search(r"""(?:src|href)=["']?(?!data:)[a-z]""", head)
    assert "SIL OPEN FONT LICENSE" in text.upper()
    assert "MIT License" in text
    held = packed(data)
    assert gzip.decompress(b64decode(held["feeds"][0]["data"])).startswith(b"DHARNA1")
    assert held["state"]["day"] == "2021-01-08"
    assert material.campaign.fingerprint in text


def test_data_cannot_leave_their_element(campaign: Campaign) -> None:
    from dataclasses import replace

    evil = "</script><script>window.hacked=1</script>"
    other = replace(campaign, info=replace(campaign.info, title=evil, summary=evil))
    story = Story(Text(evil), steps=(Step("a", ViewState(DAY), Text(evil), Text(evil)),))
    material = Material(other, ViewState(DAY), "2021-02-01")
    data = standalone_page(material, ExportOptions(story=story))
    assert b"<script>window.hacked" not in data
    held = packed(data)
    assert held["story"][0]["title"] == evil
    assert held["layout"] == "present"


def test_an_urdu_page_runs_from_right_to_left(campaign: Campaign) -> None:
    material = Material(campaign, ViewState(DAY), "2021-02-01", language="ur")
    data = standalone_page(material, ExportOptions(language="ur"))
    assert b'dir="rtl"' in data[:200]
    held = packed(data)
    assert held["text"]["dir"] == "rtl"
    assert len(held["text"]["sentences"]) == len(campaign.days)
