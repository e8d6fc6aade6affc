"""Slides: a title, a picture a step with its words to be edited, a chart of counts, the sources.

The picture holds the map and what its signs mean; what is written stands over it as text, where it
stands on a still picture. Urdu decks run from right to left.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import numpy as np
from PIL import Image

from dashboard.export.files import CannotMakeError
from dashboard.export.frames import Stage
from dashboard.export.material import Material
from dashboard.export.options import ExportOptions
from dashboard.export.page import MADE_WITH, made_on, sentence_of
from dashboard.export.pictures import snapshot_options
from dashboard.export.presets import PRESETS
from dashboard.export.progress import Progress
from dashboard.export.sheet import Block
from dashboard.export.slide_chart import add_chart
from dashboard.export.slide_shapes import EMU, URDU, Place, SlideWriter
from dashboard.export.stable_zip import restamped
from dashboard.export.steps import ShownStep, steps_of
from dashboard.theme import PALETTES, Palette
from dashboard.translation import date_in_words, translate
from geo.narrative import Language

SLIDES_TYPE: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_SHEET: Final = re.compile(r"ppt/embeddings/.*\.xlsx")
_TIMES: Final = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
_METHOD: Final = (
    "Reports of one place and day are one event; a place's first day, and its first after a "
    "silence, is a start. Silence is never read as an end."
)
_FONT: Final = "These slides name the font {font}: install it where they are shown."


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
    add_chart(deck.writer, material)
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
        self.writer = SlideWriter(presentation, self.palette, options.language)
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
        slide = self.writer.slide(
            title or material.title, Place(110, 150, 1700, 260, 64, bold=True, from_below=True)
        )
        first, last = (
            date_in_words(day, self.options.language, weekday=False)
            for day in (material.days[0], material.days[-1])
        )
        self.writer.text(slide, f"{first} – {last}", Place(110, 430, 1700, 70, 36), palette.muted)
        summary = translate(material.campaign.info.summary, self.options.language)
        self.writer.text(slide, summary, Place(110, 540, 1500, 340, 32), palette.text)
        foot = f"{material.attribution} {self._made()}"
        self.writer.text(slide, foot, Place(110, 940, 1700, 90, 20), palette.muted)
        self.writer.notes(slide, f"{summary}\n{material.doubt}")

    def add_step(self, step: ShownStep, stage: Stage) -> None:
        """Add a slide with the picture of one step and its words."""
        pixels = stage.compose(None, stage.day(step.day), 1.0)
        held = io.BytesIO()
        Image.fromarray(np.ascontiguousarray(pixels[..., :3])).save(held, format="PNG")
        blocks = stage.blocks(step.day, step.caption)
        date = next(block for block in blocks if block.gid == "day")
        column = next(block.width for block in blocks if block.gid == "title")
        day = replace(_placed(date), width=column)
        slide = self.writer.slide(" ".join(date.lettering.lines), day, serif=True)
        picture = slide.shapes.add_picture(
            io.BytesIO(held.getvalue()), 0, 0, 1920 * EMU, 1080 * EMU
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
            self.writer.text(slide, text, place, group[0].colour, serif=serif, name=gid)
        self.writer.notes(slide, step.note)

    def add_sources(self) -> None:
        """Add the closing slide: sources, borders, method, and what is not known."""
        material, palette, language = self.material, self.palette, self.options.language
        slide = self.writer.slide(
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
            translate(_FONT, language, font=URDU) if language == "ur" else "",
            f"{self._made()} {_apart(material.address, language)}",
        ]
        unique = list(dict.fromkeys(part.strip() for part in parts if part.strip()))
        self.writer.text(slide, "\n".join(unique), Place(110, 170, 1700, 850, 28), palette.text)
        self.writer.notes(slide, material.doubt)

    def data(self) -> bytes:
        """Return the deck."""
        held = io.BytesIO()
        self.presentation.save(held)
        return held.getvalue()

    def _made(self) -> str:
        campaign = self.material.campaign
        language = self.options.language
        data = translate("data {fingerprint}", language, fingerprint=campaign.fingerprint)
        made = made_on(self.material.made, language)
        return " · ".join((translate(MADE_WITH, language), made, data))


def _apart(address: str, language: Language) -> str:
    """Return an address that keeps its order among letters written from right to left."""
    if language != "ur" or not address:
        return address
    return f"\N{LEFT-TO-RIGHT ISOLATE}{address}\N{POP DIRECTIONAL ISOLATE}"


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
