"""Still pictures in every format and size: described, deterministic, with letters that fit."""

from __future__ import annotations

import io
import re
import subprocess
import xml.etree.ElementTree as ET
from dataclasses import replace
from shutil import which

import pandas as pd
import pytest
from PIL import Image

from dashboard.address import Camera, ViewState
from dashboard.export.labels import Box
from dashboard.export.material import Material
from dashboard.export.pictures import PICTURE_FORMATS, picture
from dashboard.export.presets import PRESETS, Preset, preset_named, with_size
from dashboard.export.small_multiples import MOST_DAYS, _cell, shown_days, small_multiples
from dashboard.geometry import COUNTRY_EXTENT
from dashboard.translation import in_language
from geo.errors import InputError
from geo.pipeline import Campaign

DAY = pd.Timestamp("2021-01-08").as_unit("s")
SMALL = Preset(640, 360, 144, 1.0, "small")


@pytest.fixture(scope="module")
def material(campaign: Campaign) -> Material:
    return Material(campaign, ViewState(DAY), "2021-02-01")


@pytest.mark.parametrize("kind", PICTURE_FORMATS)
def test_pictures_are_the_same_bytes_each_time(material: Material, kind: str) -> None:
    first, again = (picture(material, DAY, kind, preset=SMALL, scheme="light") for _ in range(2))
    assert first == again


def test_a_png_says_what_it_is(material: Material) -> None:
    data = picture(material, DAY, "png", preset=SMALL, scheme="dark")
    image = Image.open(io.BytesIO(data))
    assert image.size == (640, 360)
    assert round(image.info["dpi"][0]) == 144
    assert image.info["Description"] == material.sentence(DAY)
    assert material.campaign.fingerprint in image.info["Comment"]


def test_an_svg_has_real_text_its_fonts_and_a_description(material: Material) -> None:
    data = picture(material, DAY, "svg", preset=SMALL, scheme="light")
    root = ET.fromstring(data)
    assert root.get("role") == "img"
    named = {element.get("id"): element.text for element in root.iter() if element.get("id")}
    assert named["picture-desc"] == material.sentence(DAY)
    texts = "".join(e.text or "" for e in root.iter() if e.tag.endswith("}text"))
    assert "8 January 2021" in texts
    assert "Karachi" in texts
    families = set(re.findall(r"font-family:'([^']+)'", data.decode()))
    assert {"DejaVu Sans", "STIXGeneral"} <= families
    assert root.get("width") == "320pt"
    assert not re.search(rb'(?:href|src)="http', data)


@pytest.mark.skipif(which("pdftotext") is None, reason="needs poppler-utils")
def test_a_pdf_has_real_text(material: Material, tmp_path) -> None:
    path = tmp_path / "p.pdf"
    path.write_bytes(picture(material, DAY, "pdf", preset=SMALL, scheme="light"))
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
    assert "8 January 2021" in text.stdout
    told = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    assert "320 x 180 pts" in told
    assert "protest reported" in told


def test_vector_files_stay_small(material: Material) -> None:
    for kind, most in (("svg", 1_500_000), ("pdf", 500_000)):
        assert len(picture(material, DAY, kind, preset=PRESETS["slide"], scheme="light")) < most


def test_drawing_an_svg_leaves_no_mark_on_the_next_png(material: Material) -> None:
    before = picture(material, DAY, "png", preset=SMALL, scheme="light")
    picture(material, DAY, "svg", preset=SMALL, scheme="light")
    assert picture(material, DAY, "png", preset=SMALL, scheme="light") == before


@pytest.mark.parametrize("name", PRESETS)
def test_presets_are_drawn(material: Material, name: str) -> None:
    preset = PRESETS[name]
    small = replace(preset, width_px=preset.width_px // 3, height_px=preset.height_px // 3)
    data = picture(material, DAY, "png", preset=small, scheme="light")
    assert Image.open(io.BytesIO(data)).size == (small.width_px, small.height_px)


def test_sizes_and_presets_that_are_none_are_refused() -> None:
    assert with_size(PRESETS["slide"], "640x480").width_px == 640
    for wrong in ("", "640", "x", "640x480x2", "-1x5", "1e3x5"):
        with pytest.raises(InputError, match="give width and height"):
            with_size(PRESETS["slide"], wrong)
    for wrong in ("10x10", "99999x500"):
        with pytest.raises(InputError, match="give sides of 320 to 7680"):
            with_size(PRESETS["slide"], wrong)
    with pytest.raises(InputError, match="There is no preset"):
        preset_named("poster")


def test_a_camera_decides_what_is_shown(campaign: Campaign) -> None:
    assert Material(campaign, ViewState(DAY), "2021-02-01").extent is None
    state = ViewState(DAY, camera=Camera(67.0, 24.9, 9.0))
    west, south, east, north = Material(campaign, state, "2021-02-01").extent or COUNTRY_EXTENT
    assert west < 67.0 < east
    assert south < 24.9 < north
    assert 0.5 < east - west < 1.2


def test_all_days_stand_on_one_page(material: Material) -> None:
    data = small_multiples(material, preset=SMALL, scheme="light")
    image = Image.open(io.BytesIO(data))
    assert image.size == (640, 360)
    for day in material.days:
        assert material.sentence(day) in image.info["Description"]


def test_days_follow_each_other_as_the_language_is_read() -> None:
    body = Box(10.0, 20.0, 310.0, 220.0)
    lefts = {}
    for language in ("en", "ur"):
        with in_language(language):
            lefts[language] = [_cell(body, n, 3, (90.0, 80.0), 1.0).left for n in range(4)]
    assert lefts["en"] == [10.0, 115.0, 220.0, 10.0]
    assert lefts["ur"] == [220.0, 115.0, 10.0, 220.0]


def test_many_days_are_taken_at_equal_steps_to_the_last() -> None:
    days = pd.date_range("2020-01-01", periods=500)
    shown = shown_days(days)
    assert len(shown) <= MOST_DAYS
    assert shown[-1] == days[-1]
    assert len(set(shown[1:] - shown[:-1])) == 1
