"""Text on slides: where it stands, in which font, colour and direction, and the speaker's notes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from dashboard.theme import Palette
from geo.narrative import Language

EMU: Final = 6350
"""A pixel of 1920 on a slide 13.33 inches wide, in the format's own unit (914,400 an inch)."""
SANS: Final = "Arial"
_SERIF, URDU = "Times New Roman", "Noto Naskh Arabic"
"""Fonts that every office has; DejaVu Sans, that pictures are set in, is wider than the first."""
_POINTS: Final = 0.5
_TITLE_ONLY: Final = 5
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u08ff]")


@dataclass(frozen=True)
class Place:
    """Where some text stands on a slide, and how large it is, in pixels of 1920 x 1080."""

    left: float
    top: float
    width: float
    height: float
    size: float
    bold: bool = False
    from_below: bool = False


class SlideWriter:
    """Puts slides and text into a presentation, from right to left where the language is Urdu."""

    def __init__(self, presentation: Any, palette: Palette, language: Language) -> None:
        self.presentation = presentation
        self.palette = palette
        self.language = language
        self.urdu = language == "ur"
        presentation.slide_width, presentation.slide_height = 1920 * EMU, 1080 * EMU
        if self.urdu:
            presentation.part._element.set("rtl", "1")

    def slide(self, title: str, at: Place, *, serif: bool = False) -> Any:
        """Add a slide with a title and return it."""
        slide = self.presentation.slides.add_slide(self.presentation.slide_layouts[_TITLE_ONLY])
        slide.background.fill.solid()
        slide.background.fill.fore_color.rgb = rgb_of(self.palette.background)
        self._fill(slide.shapes.title, title, at, self.palette.text, serif=serif)
        return slide

    def text(
        self,
        slide: Any,
        text: str,
        at: Place,
        colour: str,
        *,
        serif: bool = False,
        name: str = "",
    ) -> None:
        """Write text on a slide."""
        shape = slide.shapes.add_textbox(0, 0, 1, 1)
        if name:
            shape.name = name.capitalize()
        self._fill(shape, text, at, colour, serif=serif)

    def notes(self, slide: Any, text: str) -> None:
        """Write what the speaker alone sees."""
        frame = slide.notes_slide.notes_text_frame
        frame.text = _NOT_XML.sub("", text)
        if self.urdu:
            for paragraph in frame.paragraphs:
                paragraph._p.get_or_add_pPr().set("rtl", "1")

    def _fill(self, shape: Any, text: str, at: Place, colour: str, *, serif: bool) -> None:
        from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
        from pptx.util import Pt

        shape.left, shape.top = round(at.left * EMU), round(at.top * EMU)
        shape.width, shape.height = round(at.width * EMU), round(at.height * EMU)
        frame = shape.text_frame
        frame.word_wrap = True
        frame.vertical_anchor = MSO_ANCHOR.BOTTOM if at.from_below else MSO_ANCHOR.TOP
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.text = _NOT_XML.sub("", text)
        for paragraph in frame.paragraphs:
            paragraph.alignment = PP_ALIGN.RIGHT if self.urdu else PP_ALIGN.LEFT
            if self.urdu and _RIGHT_TO_LEFT.search(paragraph.text):
                paragraph._p.get_or_add_pPr().set("rtl", "1")
            if len(frame.paragraphs) > 1:
                paragraph.space_after = Pt(9)
            for run in paragraph.runs:
                run.font.size, run.font.bold = Pt(round(at.size * _POINTS, 1)), at.bold
                run.font.name = _SERIF if serif else SANS
                run.font.color.rgb = rgb_of(colour)
                _set_script(run, self.language)


def rgb_of(colour: str) -> Any:
    """Turn ``#rrggbb`` into the format's own colour."""
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(colour.lstrip("#").upper())


def _set_script(run: Any, language: str) -> None:
    """Name the font of right-to-left letters, and the language, which chooses a voice to read."""
    from pptx.oxml.ns import qn

    properties = run._r.get_or_add_rPr()
    properties.set("lang", "ur-PK" if language == "ur" else "en-GB")
    script = properties.find(qn("a:cs"))
    if script is None:
        script = properties.makeelement(qn("a:cs"), {})
        properties.append(script)
    script.set("typeface", URDU)
