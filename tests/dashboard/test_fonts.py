"""The Urdu fonts: there, whole, and used where Urdu is written."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import dashboard
from dashboard.export.lettering import drawable, font, set_block, set_line, width_px
from dashboard.fonts import FILES, folder, font_data_uri, font_face_css, ttf_path
from dashboard.translation.places import LETTERS

URDU = "کوئٹہ کے شہروں میں ۱۲ خبریں، ڈیرہ اور ٹنڈو؛ لڑائی نہیں۔"


@pytest.mark.parametrize("bold", [False, True])
def test_the_letters_of_urdu_and_latin_are_all_there(bold: bool) -> None:
    known = set(map(chr, TTFont(ttf_path(bold=bold)).getBestCmap()))
    assert known >= LETTERS | set("۰۱۲۳۴۵۶۷۸۹٬٫،؛۔؟")
    assert set(map(chr, range(0x20, 0x7F))) | set("–…·°éü") <= known


@pytest.mark.parametrize("bold", [False, True])
def test_a_font_shapes_and_is_free(bold: bool) -> None:
    font = TTFont(ttf_path(bold=bold))
    features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert {"init", "medi", "fina"} <= features
    assert font["OS/2"].fsType == 0
    assert "Noto Naskh Arabic" in font["name"].getDebugName(1)


def test_licences_lie_beside_the_fonts() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder().glob("OFL-*.txt"))]
    assert len(texts) == 2
    for text in texts:
        assert "SIL OPEN FONT LICENSE Version 1.1" in text


def test_style_rules_name_files_that_are_there() -> None:
    css = font_face_css("/fonts/")
    addresses = re.findall(r'url\("/fonts/([\w.-]+)"\)', css)
    assert addresses == list(FILES["naskh"].values())
    for name in addresses:
        assert (folder() / name).read_bytes()[:4] == b"wOF2"
    assert css.count("font-family: 'Noto Naskh Arabic'") == len(addresses)
    assert css.count("unicode-range: U+0600-06FF") == len(addresses)


def test_a_page_that_stands_alone_has_the_fonts_in_it() -> None:
    head, _, encoded = font_data_uri("naskh", weight=600).partition(",")
    assert head == "data:font/woff2;base64"
    data = base64.b64decode(encoded)
    assert data == (folder() / FILES["naskh"][600]).read_bytes()
    with pytest.raises(KeyError):
        font_data_uri("nastaliq", weight=600)


@pytest.mark.parametrize(
    ("face", "set_in"),
    [("regular", "urdu"), ("italic", "urdu"), ("bold", "urdu bold"), ("headline", "urdu bold")],
)
def test_urdu_is_set_in_the_urdu_face_letter_by_letter(face, set_in) -> None:
    assert drawable(URDU, face) == (URDU, set_in)
    assert drawable("Machh", face) == ("Machh", face)
    # A Latin text with a name in Urdu that the face lacks.
    line, taken = drawable("Source: روزنامہ دنیا", face)
    assert line == "Source: روزنامہ دنیا"
    assert taken == set_in


def test_letters_of_no_font_are_marked() -> None:
    assert drawable("\U00012345 a", "regular") == ("\N{REPLACEMENT CHARACTER} a", "regular")
    assert drawable("کراچی \U00012345", "bold") == ("کراچی ?", "urdu bold")


def test_every_line_of_a_right_to_left_text_is_one() -> None:
    block = set_block("خبریں: Dawn News اور Geo News اور ARY News سے", "regular", 14, width=60)
    assert len(block.lines) > 3
    assert block.right_to_left
    for line in block.lines:
        assert (
            line.startswith("\N{RIGHT-TO-LEFT MARK}") or set_line(line, "regular", 14).right_to_left
        )
        assert line.strip("\N{RIGHT-TO-LEFT MARK}")
    latin = set_block("Dawn and کراچی", "regular", 14, width=30)
    assert not any("\N{RIGHT-TO-LEFT MARK}" in line for line in latin.lines)


def drawn_px(text: str) -> int:
    """Return how many pixels a text spans as matplotlib draws it."""
    figure = Figure(figsize=(8, 1), dpi=72)
    canvas = FigureCanvasAgg(figure)
    line = set_line(text, "regular", 20)
    figure.text(0.02, 0.4, line.lines[0], fontproperties=font(line.face, 20), parse_math=False)
    canvas.draw()
    inked = np.flatnonzero((np.asarray(canvas.buffer_rgba())[:, :, 0] < 128).any(axis=0))
    return int(inked[-1] - inked[0] + 1)


def test_what_is_measured_is_what_is_drawn() -> None:
    for text in (URDU, "ہے", "کراچی Karachi"):
        line = set_line(text, "regular", 20)
        measured = width_px(line.lines[0], line.face, 20)
        assert drawn_px(text) == pytest.approx(measured, abs=4)


def test_joined_letters_are_narrower_than_letters_alone() -> None:
    """Shaping is at work: unjoined forms of these letters are far wider."""
    joined = width_px("بببببب", "urdu", 20)
    alone = 6 * width_px("ب", "urdu", 20)
    assert joined < 0.75 * alone


def test_the_player_has_the_same_fonts() -> None:
    copies = sorted((Path(dashboard.__file__).parent / "player" / "assets").rglob("*.woff2"))
    own = {path.read_bytes() for path in folder().glob("*.woff2")}
    assert copies
    assert {copy.read_bytes() for copy in copies} <= own
