"""The still picture of one day: title, day, sentence, map, legend and small print on one sheet.

Drawn with matplotlib's own objects and no pyplot, which keeps one state for the whole process: two
sessions of the dashboard may draw at once. The map is Web Mercator, as on the screen.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pandas as pd
from matplotlib.figure import Figure

from dashboard.export.basemap import Extent, base_paths, fit_view, is_in_view
from dashboard.export.day_map import (
    DayMap,
    MapLayers,
    draw_ground,
    draw_over,
    draw_symbols,
    draw_under,
)
from dashboard.export.labels import Box
from dashboard.export.legend import Legend
from dashboard.export.overlays import Overlay
from dashboard.export.page import Caption, lay_out, mark_share
from dashboard.export.presets import LEAST_PX, MOST_PX
from dashboard.export.sheet import DOTS_PER_INCH, DRAWING, Sheet
from dashboard.export.sites import in_view
from dashboard.geometry import COUNTRY_EXTENT
from dashboard.theme import Scheme
from dashboard.translation import tr
from geo.boundaries import Boundaries
from geo.errors import InputError
from geo.narrative import day_in_words
from geo.schema import AREA_LEVELS

__all__ = ["Caption", "SnapshotOptions", "build_figure", "draw_snapshot", "picture_metadata"]

NO_BORDERS: Final = "No borders are drawn."


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
    names
        Whether places are named on the map.
    land
        Whether land and borders are drawn; a bare ground otherwise.
    mode_words
        What the size of a symbol counts, such as "Reports of that day".
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
    names: bool = True
    land: bool = True
    mode_words: str = "Reports of that day"
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
    def layers(self) -> MapLayers:
        """What is drawn besides the symbols."""
        return MapLayers(doubt=self.doubt, names=self.names, land=self.land)

    @property
    def extent(self) -> Extent:
        """What the map must show."""
        if self.focus is None or not all(math.isfinite(edge) for edge in self.focus):
            return COUNTRY_EXTENT
        return self.focus


def draw_snapshot(
    day: DayMap | pd.DataFrame,
    *,
    caption: Caption,
    boundaries: Boundaries,
    options: SnapshotOptions = SnapshotOptions(),
) -> bytes:
    """Draw one day and return it as a PNG that carries its own description.

    Parameters
    ----------
    day
        What is shown: a frame from `geo.timeline.frame_at`, one row a site, or more than that. It
        may be empty.
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
        figure = build_figure(day, caption=caption, boundaries=boundaries, options=options)
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
        "Comment": comment_of(caption),
        "Software": "Dharna",
    }
    return {name: text.replace("\0", "") for name, text in texts.items()}


def comment_of(caption: Caption) -> str:
    """Say what a picture is made of: selection, doubt, data and the address of the view."""
    view = f" View {caption.address}" if caption.address else ""
    return f"{caption.selection} {caption.doubt} Data {caption.fingerprint}.{view}"


def build_figure(
    day: DayMap | pd.DataFrame,
    *,
    caption: Caption,
    boundaries: Boundaries,
    options: SnapshotOptions = SnapshotOptions(),
) -> Figure:
    """Return the picture as a figure of 72 dots per inch, for those who draw it elsewhere.

    Parameters are those of `draw_snapshot`. Artists tell what they are by their ``gid``:
    ``legend:<state>``, ``label:<site>``, ``area:<site>``, ``scale:<km>``, ``link``, ``front``,
    ``centre``, ``ellipse``, ``inset``, ``map``.
    """
    shown = day if isinstance(day, DayMap) else DayMap(day)
    sheet = new_sheet(options)
    legend = legend_of(shown.frame, options, boundaries, overlays=[shown.overlay])
    borders = borders_in_words(options, boundaries)
    box = lay_out(sheet, caption=caption, legend=legend, borders=borders)
    view = fit_view(box, options.extent)
    ground = draw_ground(sheet, view, [shown], boundaries=boundaries, layers=options.layers)
    draw_under(sheet, ground, shown)
    draw_symbols(sheet, ground, shown)
    draw_over(sheet, ground, shown)
    return sheet.figure


def new_sheet(options: SnapshotOptions) -> Sheet:
    """Return an empty sheet of the size and colours asked for."""
    width, height = options.width_px, options.height_px
    # Where letters are large for their page the map has no room for as large symbols.
    share = mark_share(width, height) / options.letters**0.5
    return Sheet(width, height, scheme=options.scheme, mark_share=share, letters=options.letters)


def legend_of(
    frame: pd.DataFrame,
    options: SnapshotOptions,
    boundaries: Boundaries,
    *,
    overlays: Iterable[Overlay] = (),
) -> Legend:
    """Return what the legend of some sites, and of what is inferred of them, must explain."""
    # The map's box is not known before the legend is drawn; the whole picture is near enough.
    whole = fit_view(Box(0, 0, options.width_px, options.height_px), options.extent)
    layers = base_paths(boundaries)
    drawn = list(overlays)
    front = next((overlay.front for overlay in drawn if overlay.front is not None), None)
    return Legend(
        options.mode_words,
        areas=bool(in_view(frame, whole, boundaries)["level"].isin(AREA_LEVELS).any()),
        doubt=options.doubt,
        links=any(len(overlay.links) for overlay in drawn),
        front_from=front.place if front is not None else "",
        centre=any(overlay.centre is not None for overlay in drawn),
        hatch=options.land and is_in_view(layers.hatch, whole),
        control=options.land and is_in_view(layers.control, whole),
    )


def borders_in_words(options: SnapshotOptions, boundaries: Boundaries) -> str:
    """Say whose borders are drawn."""
    return tr(boundaries.note) if options.land else tr(NO_BORDERS)
