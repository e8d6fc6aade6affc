"""Slides: what is in them, that they are the same each time, and that an office opens them."""

from __future__ import annotations

import io
import os
import re
import subprocess
from pathlib import Path
from shutil import which

import pandas as pd
import pytest
from pptx import Presentation

from dashboard import fonts
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


def test_steps_of_one_day_keep_their_own_words(material: Material) -> None:
    steps = tuple(
        Step(name, ViewState(DAY), Text(name), Text(f"{name}.")) for name in ("One", "Two")
    )
    data = slides(material, ExportOptions(story=Story(steps=steps)))
    first, second = list(Presentation(io.BytesIO(data)).slides)[1:3]
    for slide, own, other in ((first, "One", "Two"), (second, "Two", "One")):
        assert {own, f"{own}."} <= set(texts(slide).split("\n"))
        assert other not in texts(slide).split("\n")


def test_an_urdu_deck_runs_from_right_to_left(urdu_deck: bytes) -> None:
    deck = Presentation(io.BytesIO(urdu_deck))
    assert deck.part._element.get("rtl") == "1"
    held = list(deck.slides)
    assert held[0].shapes.title.text_frame.text == "احتجاج کیسے پھیلا"
    for slide in held:
        for shape in slide.shapes:
            if shape.has_text_frame and shape.text_frame.text:
                for paragraph in shape.text_frame.paragraphs:
                    is_urdu = any("\u0600" <= letter <= "\u06ff" for letter in paragraph.text)
                    assert (paragraph._p.get_or_add_pPr().get("rtl") == "1") == is_urdu


@pytest.fixture(scope="module")
def urdu_deck(campaign: Campaign) -> bytes:
    material = Material(campaign, ViewState(DAY), "2021-02-01", language="ur")
    return slides(material, ExportOptions(story=STORY, language="ur"))


@pytest.fixture(scope="module")
def opened_by_an_office(
    deck: bytes, urdu_deck: bytes, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Both decks as LibreOffice shows them, in a PDF each, with the Urdu font that ships."""
    if which("soffice") is None:
        pytest.skip("needs LibreOffice")
    place = tmp_path_factory.mktemp("office")
    (place / "en.pptx").write_bytes(deck)
    (place / "ur.pptx").write_bytes(urdu_deck)
    (place / "fonts.conf").write_text(
        f"<fontconfig><dir>/usr/share/fonts</dir><dir>{fonts.folder()}</dir>"
        f"<cachedir>{place}/cache</cachedir></fontconfig>",
        encoding="utf-8",
    )
    subprocess.run(
        [
            *("soffice", "--headless", f"-env:UserInstallation=file://{place}/profile"),
            *("--convert-to", "pdf", "--outdir", str(place)),
            *(str(place / "en.pptx"), str(place / "ur.pptx")),
        ],
        check=True,
        capture_output=True,
        timeout=180,
        env={**os.environ, "FONTCONFIG_FILE": str(place / "fonts.conf")},
    )
    return place


def told_by(program: str, path: Path, *options: str) -> str:
    to = ["-"] if program == "pdftotext" else []
    command = [program, *options, str(path), *to]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_an_office_makes_a_page_of_every_slide(opened_by_an_office: Path) -> None:
    for name, pages in (("en", 6), ("ur", 5)):
        assert f"Pages:           {pages}" in told_by(
            "pdfinfo", opened_by_an_office / f"{name}.pdf"
        )


def test_an_office_shows_what_is_written(opened_by_an_office: Path, material: Material) -> None:
    text = " ".join(told_by("pdftotext", opened_by_an_office / "en.pdf").split())
    for said in (material.title, "8 January 2021", "19 towns", "Sources and method", "97"):
        assert said in text


def test_an_office_sets_urdu_from_the_right_in_its_own_font(opened_by_an_office: Path) -> None:
    path = opened_by_an_office / "ur.pdf"
    assert "NotoNaskhArabic" in told_by("pdffonts", path)
    page = told_by("pdftotext", path, "-f", "1", "-l", "1", "-bbox")
    found = re.findall(r'xMin="([\d.]+)".* xMax="([\d.]+)".*>([^<]+)</word>', page)
    title = [
        (float(left), float(right))
        for left, right, word in found
        if re.search("[\u0600-\u06ff\ufb50-\ufeff]", word)
    ]
    assert len(title) > 10
    assert max(right for _, right in title) > 0.9 * 960, "the text begins at the right edge"
    chart = told_by("pdftotext", path, "-f", "4", "-l", "4")
    assert re.search("[۱-۹]۰", chart)
    assert not re.search("[0-9]", chart)
    assert "Noto Naskh Arabic" in told_by("pdftotext", path, "-f", "5", "-l", "5")
