"""Slides: what is in them, that they are the same each time, and that an office opens them."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from shutil import which

import pandas as pd
import pytest
from pptx import Presentation

from dashboard.address import ViewState
from dashboard.export.material import Material
from dashboard.export.options import ExportOptions
from dashboard.export.slides import slides
from dashboard.filters import Filters
from dashboard.story import Step, Story, Text
from geo.pipeline import Campaign

DAY = pd.Timestamp("2021-01-08").as_unit("s")
STORY = Story(
    title=Text("How it spread", "احتجاج کیسے پھیلا"),
    steps=(
        Step("one", ViewState(DAY), Text("First", "پہلا"), Text("Many towns.", "کئی شہر۔")),
        Step(
            "two",
            ViewState(DAY, filters=Filters(province=("Sindh",))),
            note=Text("Say this \x07slowly."),
        ),
    ),
)


@pytest.fixture(scope="module")
def material(campaign: Campaign) -> Material:
    return Material(
        campaign, ViewState(DAY), "2021-02-01", first=pd.Timestamp("2021-01-07").as_unit("s")
    )


@pytest.fixture(scope="module")
def deck(material: Material) -> bytes:
    return slides(material, ExportOptions())


def texts(slide) -> str:
    return "\n".join(s.text_frame.text for s in slide.shapes if s.has_text_frame)


def test_a_slide_a_day_between_title_chart_and_sources(deck: bytes, material: Material) -> None:
    held = list(Presentation(io.BytesIO(deck)).slides)
    assert len(held) == 1 + 3 + 2
    assert held[0].shapes.title.text_frame.text == material.title
    for slide, day in zip(held[1:4], material.days, strict=True):
        assert f"{day.day} January 2021" in slide.shapes.title.text_frame.text
        said = material.sentence(day).partition(": ")[2]
        assert said[1:] in texts(slide)
        assert material.campaign.info.attribution[:30] in texts(slide)
        picture = next(shape for shape in slide.shapes if shape.shape_type == 13)
        assert picture._element.nvPicPr.cNvPr.get("descr") == material.sentence(day)
        assert slide.shapes[0].shape_id == picture.shape_id, "the picture lies behind"
        assert material.sentence(day) in slide.notes_slide.notes_text_frame.text
    chart = next(shape.chart for shape in held[4].shapes if shape.has_chart)
    assert [series.name for series in chart.plots[0].series] == ["Reports", "Places with a report"]
    assert chart.plots[0].series[0].values == (66, 97, 4)
    assert material.boundaries.note in texts(held[5])
    assert material.campaign.fingerprint in texts(held[5])


def test_a_deck_is_the_same_bytes_each_time(deck: bytes, material: Material) -> None:
    assert slides(material, ExportOptions()) == deck


def test_a_story_is_told_in_its_own_words(material: Material) -> None:
    options = ExportOptions(story=STORY)
    held = list(Presentation(io.BytesIO(slides(material, options))).slides)
    assert len(held) == 1 + 2 + 2
    assert held[0].shapes.title.text_frame.text == "How it spread"
    assert "Many towns." in texts(held[1])
    assert "First" in texts(held[1])
    assert "Say this slowly." in held[2].notes_slide.notes_text_frame.text
    assert "Sindh" in texts(held[2])


def test_an_urdu_deck_runs_from_right_to_left(campaign: Campaign) -> None:
    material = Material(campaign, ViewState(DAY), "2021-02-01", language="ur")
    data = slides(material, ExportOptions(story=STORY, language="ur"))
    deck = Presentation(io.BytesIO(data))
    assert deck.part._element.get("rtl") == "1"
    held = list(deck.slides)
    assert held[0].shapes.title.text_frame.text == "احتجاج کیسے پھیلا"
    for slide in held:
        for shape in slide.shapes:
            if shape.has_text_frame and shape.text_frame.text:
                for paragraph in shape.text_frame.paragraphs:
                    is_urdu = any("\u0600" <= letter <= "\u06ff" for letter in paragraph.text)
                    assert (paragraph._p.get_or_add_pPr().get("rtl") == "1") == is_urdu


@pytest.mark.skipif(which("soffice") is None, reason="needs LibreOffice")
def test_an_office_makes_a_page_of_every_slide(deck: bytes, tmp_path: Path) -> None:
    path = tmp_path / "deck.pptx"
    path.write_bytes(deck)
    subprocess.run(
        [
            *("soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"),
            *("--convert-to", "pdf", "--outdir", str(tmp_path), str(path)),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    told = subprocess.run(
        ["pdfinfo", tmp_path / "deck.pdf"], capture_output=True, text=True, check=True
    )
    assert "Pages:           6" in told.stdout
