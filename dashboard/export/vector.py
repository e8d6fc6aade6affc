"""Pictures made of lines and letters: SVG and PDF, with real text and a size kept sane.

In an SVG the fonts travel along, cut down to the letters in use, for most machines lack them. In
a PDF they are embedded too, but for right-to-left text: its word gaps would be misplaced, so that
it is laid in as an image.
"""

from __future__ import annotations

import io
import logging
import re
from base64 import b64encode
from collections.abc import Callable
from typing import Any, Final, Literal
from xml.sax.saxutils import escape

import numpy as np
from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.collections import Collection
from matplotlib.figure import Figure
from matplotlib.font_manager import get_font
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text

from dashboard.export.lettering import width_px
from dashboard.export.page import Caption
from dashboard.export.sheet import DRAWING
from dashboard.export.snapshot import comment_of
from geo.narrative import day_in_words

# The Urdu font bears no date, of which its reader would tell each time.
logging.getLogger("fontTools.ttLib.tables._h_e_a_d").setLevel(logging.ERROR)

DENSE_FROM: Final = 4000
"""Symbols of one layer from which on it is laid in as an image."""
RASTER_DPI: Final = 300
_RIGHT_TO_LEFT: Final = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_SETTINGS: Final = {
    "text.hinting": "none",
    "svg.fonttype": "none",
    "svg.hashsalt": "dharna",
    "pdf.fonttype": 42,
    "pdf.compression": 6,
}


def vector_bytes(build: Callable[[], Figure], kind: str, caption: Caption) -> bytes:
    """Return a figure as ``svg`` or ``pdf``.

    The figure is built here, as letters are as wide as they were drawn only where none is fitted
    to the grid of a screen: such text would run over its lines.
    """
    with DRAWING, rc_context(_SETTINGS):  # type: ignore[arg-type]
        width_px.cache_clear()
        try:
            figure = build()
            rasterise_dense(figure)
            return _svg(figure, caption) if kind == "svg" else _pdf(figure, caption)
        finally:
            width_px.cache_clear()


def _svg(figure: Figure, caption: Caption) -> bytes:
    """Return a figure as SVG with a title, a description and its fonts."""
    for written in _texts(figure):
        _name_font(written)
    text = _saved(figure, "svg", _svg_metadata(caption)).decode("utf-8")
    title = escape(f"{caption.title}: {day_in_words(caption.day)}")
    named = (
        f'<title id="picture-title">{title}</title>'
        f'<desc id="picture-desc">{escape(caption.sentence)}</desc>'
        f"<style>{_font_faces(figure)}</style>"
    )
    opening = re.search(r"<svg [^>]*>", text)
    if opening is None:
        msg = "matplotlib wrote an SVG without its first element."
        raise AssertionError(msg)
    role = ' role="img" aria-labelledby="picture-title picture-desc">'
    start, end = opening.span()
    return (text[:start] + text[start : end - 1] + role + named + text[end:]).encode()


def _pdf(figure: Figure, caption: Caption) -> bytes:
    """Return a figure as one page of PDF, titled, with the day's sentence as its subject."""
    for text in _texts(figure):
        if _RIGHT_TO_LEFT.search(text.get_text()):
            text.set_rasterized(True)
    return _saved(figure, "pdf", pdf_metadata(caption))


def pdf_metadata(caption: Caption) -> dict[str, Any]:
    """Return what a PDF says of itself; no hour, which would make each export another file."""
    return {
        "Title": f"{caption.title}: {day_in_words(caption.day)}",
        "Subject": caption.sentence,
        "Keywords": f"{comment_of(caption)} {caption.attribution}",
        "Creator": "Dharna",
        "Producer": "Dharna, matplotlib",
        "CreationDate": None,
    }


def rasterise_dense(figure: Figure) -> None:
    """Have layers of very many symbols laid in as images: as lines they would fill megabytes."""
    for artist in figure.findobj(Collection):
        if isinstance(artist, Collection) and np.shape(artist.get_offsets())[0] >= DENSE_FROM:
            artist.set_rasterized(True)


def _saved(figure: Figure, kind: str, metadata: dict[str, Any]) -> bytes:
    target = io.BytesIO()
    figure.savefig(target, format=kind, dpi=RASTER_DPI, metadata=metadata)
    return target.getvalue()


def _svg_metadata(caption: Caption) -> dict[str, Any]:
    return {
        "Title": f"{caption.title}: {day_in_words(caption.day)}",
        "Description": caption.sentence,
        "Source": caption.attribution,
        "Relation": comment_of(caption),
        "Creator": "Dharna",
        "Language": "en",
        "Date": None,
    }


def _texts(figure: Figure) -> list[Text]:
    found: list[Artist] = figure.findobj(Text)
    return [artist for artist in found if isinstance(artist, Text) and artist.get_text()]


def _name_font(text: Text) -> None:
    """Let a text say which family, weight and style its font file has: an SVG names no files."""
    properties = text.get_fontproperties().copy()
    face = get_font(str(properties.get_file()))
    properties.set_family([face.family_name])
    properties.set_weight(_weight(face))
    properties.set_style(_style(face))
    text.set_fontproperties(properties)


def _weight(face: FT2Font) -> Literal["bold", "normal"]:
    return "bold" if "Bold" in face.style_name else "normal"


def _style(face: FT2Font) -> Literal["italic", "normal"]:
    slanted = "Oblique" in face.style_name or "Italic" in face.style_name
    return "italic" if slanted else "normal"


def _font_faces(figure: Figure) -> str:
    """Return the faces in use as style rules, each cut down to its letters."""
    letters: dict[str, set[str]] = {}
    for text in _texts(figure):
        path = str(text.get_fontproperties().get_file())
        letters.setdefault(path, set()).update(text.get_text())
    return "".join(_font_face(path, "".join(sorted(used))) for path, used in letters.items())


def _font_face(path: str, letters: str) -> str:
    from fontTools import subset

    options = subset.Options(flavor="woff", layout_features=["*"], notdef_outline=True)
    options.recalc_timestamp = False
    options.drop_tables += ["FFTM"]
    font = subset.load_font(path, options)
    cut = subset.Subsetter(options)
    cut.populate(text=letters)
    cut.subset(font)
    target = io.BytesIO()
    subset.save_font(font, target, options)
    font.close()
    face = get_font(path)
    data = b64encode(target.getvalue()).decode()
    return (
        f"@font-face{{font-family:'{face.family_name}';font-weight:{_weight(face)};"
        f"font-style:{_style(face)};"
        f"src:url(data:font/woff;base64,{data}) format('woff')}}"
    )
