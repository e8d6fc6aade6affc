"""The still picture of one day: title, day, sentence, map, legend and small print on one sheet.

Drawn with matplotlib's own objects and no pyplot, which keeps one state for the whole process: two
sessions of the dashboard may draw at once. The map is Web Mercator, as on the screen.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from typing import Final

import pandas as pd
from matplotlib.figure import Figure

from dashboard.export.basemap import Extent, MapView, draw_base, draw_scale, fit_view
from dashboard.export.labels import Box
from dashboard.export.legend import Legend
from dashboard.export.lettering import fit_block, set_block
from dashboard.export.page import Caption, SmallPrint, lay_out, mark_share
from dashboard.export.presets import LEAST_PX, MOST_PX
from dashboard.export.sheet import DOTS_PER_INCH, DRAWING, Sheet
from dashboard.export.sites import draw_areas, draw_names, draw_points, in_view
from dashboard.geometry import COUNTRY_EXTENT
from dashboard.theme import Scheme
from dashboard.translation import tr, trn
from geo.boundaries import Boundaries
from geo.errors import InputError
from geo.narrative import day_in_words
from geo.schema import AREA_LEVELS

__all__ = ["Caption", "SnapshotOptions", "build_figure", "draw_snapshot", "picture_metadata"]

NO_REPORTS: Final = "No report for this day in these data"


@dataclass(frozen=True)
class SnapshotOptions:
    """How a picture is drawn.

    Parameters
    ----------
    width_px, height_px
        Size of the picture. Letters and symbols grow with the shorter side.
    scheme
        ``light`` or ``dark``.
    doubt
        Whether each site's radius of doubt is drawn where it is larger than its symbol.
    mode_words
        What the size of a symbol counts, such as "Reports of that day".
    filters_in_words
        What was filtered, for the small print; empty when nothing was.
    focus
        West, south, east, north in WGS84 degrees to show instead of the whole country; the whole
        country when one of them is not a number, as for a town without sites.
    dpi
        Pixels to an inch, for programs that print; the picture itself stays the same.
    letters
        How much larger than on a slide letters are.
    in_points
        Whether the size is meant in points, for a picture made of lines: it may be smaller.

    Raises
    ------
    InputError
        When the picture would be smaller than `LEAST_PX` or larger than `MOST_PX` on a side.
    """

    width_px: int = 1920
    height_px: int = 1080
    scheme: Scheme = "light"
    doubt: bool = False
    mode_words: str = "Reports of that day"
    filters_in_words: str = ""
    focus: Extent | None = None
    dpi: int = DOTS_PER_INCH
    letters: float = 1.0
    in_points: bool = False

    def __post_init__(self) -> None:
        for side in (self.width_px, self.height_px):
            if side > MOST_PX or (side < LEAST_PX and not self.in_points):
                msg = f"A picture's side of {side} pixels; give {LEAST_PX} to {MOST_PX}."
                raise InputError(msg)

    @property
    def extent(self) -> Extent:
        """What the map must show."""
        if self.focus is None or not all(math.isfinite(edge) for edge in self.focus):
            return COUNTRY_EXTENT
        return self.focus


def draw_snapshot(
    frame: pd.DataFrame,
    *,
    caption: Caption,
    boundaries: Boundaries,
    options: SnapshotOptions = SnapshotOptions(),
) -> bytes:
    """Draw one day and return it as a PNG that carries its own description.

    Parameters
    ----------
    frame
        From `geo.timeline.frame_at`: one row a site. It may be empty.
    caption
        What is written beside the map. The sentence is also the alternative text: the PNG's
        ``Description``.
    boundaries
        From `geo.boundaries.load_boundaries`; their note is printed on the picture.
    options
        Size, colours and extent.
    """
    target = io.BytesIO()
    with DRAWING:
        figure = build_figure(frame, caption=caption, boundaries=boundaries, options=options)
        figure.savefig(
            target,
            format="png",
            dpi=DOTS_PER_INCH,
            metadata=picture_metadata(caption),
            pil_kwargs={"dpi": (options.dpi, options.dpi)},
        )
    return target.getvalue()


def picture_metadata(caption: Caption) -> dict[str, str]:
    """Return the PNG text chunks of a picture: title, description, source, software."""
    texts = {
        "Title": f"{caption.title}: {day_in_words(caption.day)}",
        "Description": caption.sentence,
        "Source": caption.attribution,
        "Comment": f"{caption.selection} {caption.doubt} Data {caption.fingerprint}.",
        "Software": "Dharna",
    }
    return {name: text.replace("\0", "") for name, text in texts.items()}


def build_figure(
    frame: pd.DataFrame,
    *,
    caption: Caption,
    boundaries: Boundaries,
    options: SnapshotOptions = SnapshotOptions(),
) -> Figure:
    """Return the picture as a figure of 72 dots per inch, for those who draw it elsewhere.

    Parameters are those of `draw_snapshot`. Artists tell what they are by their ``gid``:
    ``legend:<state>``, ``label:<site>``, ``area:<site>``, ``scale:<km>``, ``map``.
    """
    sheet = new_sheet(options)
    legend = legend_of(frame, options, boundaries)
    small_print = SmallPrint(tr(boundaries.note), filtered=options.filters_in_words)
    box = lay_out(sheet, caption=caption, legend=legend, small_print=small_print)
    view = fit_view(box, options.extent)
    draw_map(sheet, view, frame, boundaries=boundaries, doubt=options.doubt)
    return sheet.figure


def new_sheet(options: SnapshotOptions) -> Sheet:
    """Return an empty sheet of the size and colours asked for."""
    width, height = options.width_px, options.height_px
    # Where letters are large for their page the map has no room for as large symbols.
    share = mark_share(width, height) / options.letters**0.5
    return Sheet(width, height, scheme=options.scheme, mark_share=share, letters=options.letters)


def legend_of(frame: pd.DataFrame, options: SnapshotOptions, boundaries: Boundaries) -> Legend:
    """Return what the legend of some sites must explain."""
    # The map's box is not known before the legend is drawn; the whole picture is near enough.
    whole = fit_view(Box(0, 0, options.width_px, options.height_px), options.extent)
    areas = bool(in_view(frame, whole, boundaries)["level"].isin(AREA_LEVELS).any())
    return Legend(options.mode_words, boundaries=boundaries, areas=areas, doubt=options.doubt)


def draw_map(
    sheet: Sheet, view: MapView, frame: pd.DataFrame, *, boundaries: Boundaries, doubt: bool
) -> None:
    """Draw base, sites, scale and names into a view's box."""
    clip = draw_base(sheet, view, boundaries)
    shown = in_view(frame, view, boundaries)
    are_areas = shown["level"].isin(AREA_LEVELS)
    draw_areas(sheet, view, shown[are_areas], boundaries=boundaries, clip=clip)
    draw_points(sheet, view, shown[~are_areas], doubt=doubt, clip=clip)
    obstacles = [draw_scale(sheet, view)]
    obstacles += draw_notices(sheet, view.box, frame, shown)
    draw_names(sheet, view, shown, boundaries=boundaries, obstacles=obstacles)
    edge = sheet.panel(view.box, face="none", edge=sheet.palette.border)
    edge.set(zorder=8, gid="map")


def draw_notices(sheet: Sheet, box: Box, frame: pd.DataFrame, shown: pd.DataFrame) -> list[Box]:
    """Say on the map that there is nothing to show, or how much of it is elsewhere."""
    notices = [_draw_notice(sheet, box, tr(NO_REPORTS))] if frame.empty else []
    hidden = frame[(frame["state"] != "silent") & ~frame["site_id"].isin(shown["site_id"])]
    return [*notices, _draw_hidden(sheet, box, len(hidden))] if len(hidden) else notices


def _draw_notice(sheet: Sheet, box: Box, words: str) -> Box:
    """Write a notice on a plate in the middle of the map."""
    unit = sheet.unit
    room = (box.right - box.left) * 0.9
    line = fit_block(words, "bold", 18 * unit, width=room, height=26 * unit)
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    half, tall = line.width_px / 2 + 16 * unit, line.height_px / 2 + 9 * unit
    plate = Box(x - half, y - tall, x + half, y + tall)
    sheet.panel(plate, face=sheet.palette.background, edge=sheet.palette.border).set_zorder(9)
    sheet.write(
        line,
        x - line.width_px / 2,
        y - line.height_px / 2,
        colour=sheet.palette.text,
        gid="notice",
    )
    return plate


def _draw_hidden(sheet: Sheet, box: Box, number: int) -> Box:
    """Say in the map's lower right corner how many reported sites it does not show."""
    unit = sheet.unit
    room = (box.right - box.left) * 0.45
    words = trn(
        "{n} more site with reports outside this map or without coordinates",
        "{n} more sites with reports outside this map or without coordinates",
        number,
    )
    block = set_block(words, "italic", 10 * unit, width=room)
    plate = Box(
        box.right - block.width_px - 16 * unit,
        box.bottom - block.height_px - 8 * unit,
        box.right,
        box.bottom,
    )
    sheet.panel(plate, face=sheet.palette.background, opacity=0.85).set_zorder(8)
    sheet.write(
        block, plate.left + 8 * unit, plate.top + 4 * unit, colour=sheet.palette.text, gid="notice"
    )
    return plate
