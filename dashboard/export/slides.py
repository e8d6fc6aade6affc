"""Slides: a title, a picture a step with its words to be edited, a chart of counts, the sources.

The picture holds the map and what its signs mean; what is written stands over it as text, where it
stands on a still picture. Urdu decks run from right to left.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import numpy as np
import pandas as pd
from PIL import Image

from dashboard.export.files import CannotMakeError
from dashboard.export.frames import Stage
from dashboard.export.material import Material
from dashboard.export.options import ExportOptions
from dashboard.export.page import MADE_WITH, sentence_of
from dashboard.export.pictures import snapshot_options
from dashboard.export.presets import PRESETS
from dashboard.export.progress import Progress
from dashboard.export.sheet import Block
from dashboard.export.stable_zip import restamped
from dashboard.export.steps import ShownStep, steps_of
from dashboard.theme import PALETTES, Palette
from dashboard.translation import date_in_words, translate
from geo.timeline import count_days

SLIDES_TYPE: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_EMU: Final = 6350
"""A pixel of 1920 on a slide 13.33 inches wide, in the format's own unit (914,400 an inch)."""
_POINTS: Final = 0.5
_SANS, _SERIF, _URDU = "Arial", "Times New Roman", "Noto Naskh Arabic"
"""Fonts that every office has; DejaVu Sans, that pictures are set in, is wider than the first."""
_TITLE_ONLY: Final = 5
_SHEET: Final = re.compile(r"ppt/embeddings/.*\.xlsx")
_TIMES: Final = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
_LABELS: Final = 40
"""Days from which on only some are named below the chart."""


_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u08ff]")
_METHOD: Final = (
    "Reports of one place and day are one event; a place's first day, and its first after a "
    "silence, is a start. Silence is never read as an end."
)


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


def slides(material: Material, options: ExportOptions, progress: Progress | None = None) -> bytes:
    """Return a deck as PPTX.

    Parameters
    ----------
    material
        What is looked at; without a story its days are the steps.
    options
        Story, colours, language. A deck is always 16:9.
    progress
        Told of each slide; may cancel.

    Raises
    ------
    CannotMakeError
        When python-pptx is not installed.
    """
    try:
        import pptx
    except ModuleNotFoundError as error:
        msg = "Slides need python-pptx; install it with: pip install 'dharna[slides]'."
        raise CannotMakeError(msg) from error
    told = progress or Progress()
    deck = _Deck(pptx.Presentation(), material, options)
    deck.add_title()
    steps = steps_of(material, options)
    stages: dict[int, Stage] = {}
    for number, step in enumerate(steps):
        told.done(number / (len(steps) + 2))
        key = id(step.material)
        if key not in stages:
            own = {s.day: s.caption for s in steps if s.material is step.material}
            shown = snapshot_options(step.material, PRESETS["slide"], options.scheme)
            stages = {key: Stage(step.material, shown, captions=own, drawn=False)}
        deck.add_step(step, stages[key])
    told.done(len(steps) / (len(steps) + 2))
    deck.add_chart()
    deck.add_sources()
    told.done(1.0)
    return _without_hour(deck.data(), material.made)


class _Deck:
    """A presentation that slides are put into."""

    def __init__(self, presentation: Any, material: Material, options: ExportOptions) -> None:
        self.presentation = presentation
        self.material = material
        self.options = options
        self.palette: Palette = PALETTES[options.scheme]
        self.urdu = options.language == "ur"
        presentation.slide_width, presentation.slide_height = 1920 * _EMU, 1080 * _EMU
        if self.urdu:
            presentation.part._element.set("rtl", "1")
        core = presentation.core_properties
        core.title, core.subject = material.title, material.span_in_words
        core.author = core.last_modified_by = "Dharna"
        core.comments = f"{material.doubt} Data {material.campaign.fingerprint}."
        core.language = options.language
        core.created = core.modified = datetime.fromisoformat(material.made)

    def add_title(self) -> None:
        """Add the opening slide."""
        material, palette = self.material, self.palette
        story = self.options.story
        title = story.title.of(self.options.language) if story is not None else ""
        slide = self._slide(
            title or material.title, Place(110, 150, 1700, 260, 64, bold=True, from_below=True)
        )
        first, last = (
            date_in_words(day, self.options.language, weekday=False)
            for day in (material.days[0], material.days[-1])
        )
        self._text(slide, f"{first} – {last}", Place(110, 430, 1700, 70, 36), palette.muted)
        summary = translate(material.campaign.info.summary, self.options.language)
        self._text(slide, summary, Place(110, 540, 1500, 340, 32), palette.text)
        foot = f"{material.attribution} {self._made()}"
        self._text(slide, foot, Place(110, 940, 1700, 90, 20), palette.muted)
        self._notes(slide, f"{summary}\n{material.doubt}")

    def add_step(self, step: ShownStep, stage: Stage) -> None:
        """Add a slide with the picture of one step and its words."""
        pixels = stage.compose(None, stage.day(step.day), 1.0)
        held = io.BytesIO()
        Image.fromarray(np.ascontiguousarray(pixels[..., :3])).save(held, format="PNG")
        blocks = stage.blocks(step.day)
        date = next(block for block in blocks if block.gid == "day")
        column = next(block.width for block in blocks if block.gid == "title")
        day = replace(_placed(date), width=column)
        slide = self._slide(" ".join(date.lettering.lines), day, serif=True)
        picture = slide.shapes.add_picture(
            io.BytesIO(held.getvalue()), 0, 0, 1920 * _EMU, 1080 * _EMU
        )
        picture.name = "Map"
        picture._element.nvPicPr.cNvPr.set("descr", step.caption.sentence)
        # Behind everything: first of the shapes, after the two elements that describe the group.
        slide.shapes._spTree.remove(picture._element)
        slide.shapes._spTree.insert(2, picture._element)
        for gid, group in _grouped(blocks):
            if gid == "day":
                continue
            text = sentence_of(step.caption) if gid == "sentence" else _joined(group)
            serif = group[0].lettering.face == "headline"
            place = _placed(*group)
            if gid in ("weekday", "imprint"):
                # One line, set in a wider face than the one that was measured.
                place = replace(place, width=max(column, place.width))
            self._text(slide, text, place, group[0].colour, serif=serif, name=gid)
        self._notes(slide, step.note)

    def add_chart(self) -> None:
        """Add reports and active places by day as a chart that can be edited."""
        from pptx.chart.data import CategoryChartData
        from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
        from pptx.util import Pt

        palette, language = self.palette, self.options.language
        counts = count_days(self.material.timeline, self.material.days)
        slide = self._slide(
            translate("Reports and places by day", language),
            Place(110, 60, 1700, 90, 44, bold=True),
        )
        data = CategoryChartData()
        data.categories = [_short(day, language) for day in counts["day"]]
        data.add_series(translate("Reports", language), counts["reports"].tolist())
        data.add_series(translate("Places with a report", language), counts["active"].tolist())
        box = (110 * _EMU, 170 * _EMU, 1700 * _EMU, 740 * _EMU)
        shape = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *box, data)
        shape.name = "Counts"
        said = f"{int(counts['reports'].sum())} reports, {self.material.span_in_words}"
        shape._element.nvGraphicFramePr.cNvPr.set("descr", said)
        chart = shape.chart
        chart.has_legend, chart.has_title = True, False
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
        chart.font.size, chart.font.name = Pt(14), _SANS
        chart.font.color.rgb = _rgb(palette.text)
        for series, colour in zip(
            chart.plots[0].series, (palette.continuing, palette.started), strict=True
        ):
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = _rgb(colour)
        chart.plots[0].gap_width, chart.plots[0].overlap = 60, 0
        if len(counts) <= _LABELS:
            chart.plots[0].has_data_labels = True
            labels = chart.plots[0].data_labels
            labels.font.size, labels.font.color.rgb = Pt(11), _rgb(palette.text)
        chart.value_axis.major_gridlines.format.line.color.rgb = _rgb(palette.border)
        chart.value_axis.format.line.fill.background()
        self._text(slide, self.material.doubt, Place(110, 940, 1700, 90, 22), palette.muted)
        self._notes(slide, f"{said}. {self.material.doubt}")

    def add_sources(self) -> None:
        """Add the closing slide: sources, borders, method, and what is not known."""
        material, palette, language = self.material, self.palette, self.options.language
        slide = self._slide(
            translate("Sources and method", language), Place(110, 60, 1700, 90, 44, bold=True)
        )
        caption = material.caption(material.days[-1], whole=True)
        parts = [
            caption.selection,
            material.doubt,
            *(translate(line, language) for line in material.campaign.info.attributions),
            material.attribution,
            material.borders,
            translate(_METHOD, language),
            f"{self._made()} {material.address}",
        ]
        unique = list(dict.fromkeys(part.strip() for part in parts if part.strip()))
        self._text(slide, "\n".join(unique), Place(110, 170, 1700, 850, 28), palette.text)
        self._notes(slide, material.doubt)

    def data(self) -> bytes:
        """Return the deck."""
        held = io.BytesIO()
        self.presentation.save(held)
        return held.getvalue()

    def _made(self) -> str:
        campaign = self.material.campaign
        language = self.options.language
        data = translate("data {fingerprint}", language, fingerprint=campaign.fingerprint)
        return " · ".join((translate(MADE_WITH, language), self.material.made, data))

    def _slide(self, title: str, at: Place, *, serif: bool = False) -> Any:
        slide = self.presentation.slides.add_slide(self.presentation.slide_layouts[_TITLE_ONLY])
        slide.background.fill.solid()
        slide.background.fill.fore_color.rgb = _rgb(self.palette.background)
        self._fill(slide.shapes.title, title, at, self.palette.text, serif=serif)
        return slide

    def _text(
        self,
        slide: Any,
        text: str,
        at: Place,
        colour: str,
        *,
        serif: bool = False,
        name: str = "",
    ) -> None:
        shape = slide.shapes.add_textbox(0, 0, 1, 1)
        if name:
            shape.name = name.capitalize()
        self._fill(shape, text, at, colour, serif=serif)

    def _fill(self, shape: Any, text: str, at: Place, colour: str, *, serif: bool) -> None:
        from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
        from pptx.util import Pt

        shape.left, shape.top = round(at.left * _EMU), round(at.top * _EMU)
        shape.width, shape.height = round(at.width * _EMU), round(at.height * _EMU)
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
                run.font.name = _SERIF if serif else _SANS
                run.font.color.rgb = _rgb(colour)
                _set_script(run, self.options.language)

    def _notes(self, slide: Any, text: str) -> None:
        frame = slide.notes_slide.notes_text_frame
        frame.text = _NOT_XML.sub("", text)
        if self.urdu:
            for paragraph in frame.paragraphs:
                paragraph._p.get_or_add_pPr().set("rtl", "1")


def _placed(*blocks: Block) -> Place:
    """Return the room of some blocks, a little taller than they are."""
    first = blocks[0]
    top = min(block.top for block in blocks)
    bottom = max(block.top + block.lettering.height_px for block in blocks)
    bold = "bold" in first.lettering.face or first.lettering.face == "headline"
    width = max(block.width for block in blocks)
    return Place(first.left, top, width, bottom - top, first.lettering.size_px, bold)


def _grouped(blocks: list[Block]) -> list[tuple[str, list[Block]]]:
    """Put each heading of the small print together with its text."""
    groups: list[tuple[str, list[Block]]] = []
    for block in blocks:
        last = groups[-1][1][-1] if groups else None
        below = last is not None and block.gid == "small print" and last.gid == block.gid
        if below and last is not None and abs(block.left - last.left) < 1:
            groups[-1][1].append(block)
        else:
            groups.append((block.gid, [block]))
    return groups


def _joined(blocks: list[Block]) -> str:
    """Return blocks as paragraphs, without the hair spaces that widen capitals."""
    lines = (" ".join(block.lettering.lines) for block in blocks)
    return "\n".join(line.replace("\N{HAIR SPACE}", "") for line in lines)


def _set_script(run: Any, language: str) -> None:
    """Name the font of right-to-left letters, and the language, which chooses a voice to read."""
    from pptx.oxml.ns import qn

    properties = run._r.get_or_add_rPr()
    properties.set("lang", "ur-PK" if language == "ur" else "en-GB")
    script = properties.find(qn("a:cs"))
    if script is None:
        script = properties.makeelement(qn("a:cs"), {})
        properties.append(script)
    script.set("typeface", _URDU)


def _short(day: pd.Timestamp, language: Any) -> str:
    """Return a day without its year, which the title slide names.

    >>> _short(pd.Timestamp("2021-01-06"), "en")
    '6 January'
    """
    return date_in_words(day, language, weekday=False).rpartition(" ")[0]


def _rgb(colour: str) -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(colour.lstrip("#").upper())


def _without_hour(data: bytes, made: str) -> bytes:
    """Take the hour out of the archive and out of the workbook behind the chart."""
    stamp = rb"\g<1>" + f"{made}T00:00:00Z".encode() + rb"\g<2>"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        changed = {}
        for name in filter(_SHEET.fullmatch, archive.namelist()):
            with zipfile.ZipFile(io.BytesIO(archive.read(name))) as book:
                core = _TIMES.sub(stamp, book.read("docProps/core.xml"))
            changed[name] = restamped(archive.read(name), {"docProps/core.xml": core})
    return restamped(data, changed)
