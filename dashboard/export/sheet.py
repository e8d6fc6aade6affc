"""The paper a picture is drawn on: pixels from the top left, one unit that everything scales by."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Final, Literal

from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import EllipseCollection
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle
from matplotlib.patheffects import Normal, withStroke
from matplotlib.text import Text

from dashboard.export.labels import Box
from dashboard.export.lettering import LINE_HEIGHT, Lettering, font
from dashboard.theme import PALETTES, Palette, Scheme, body_colour, edge_colour, rgba, state_colour
from dashboard.theme import SYMBOL_OF as SYMBOLS

Align = Literal["left", "center", "right"]

DRAWING: Final = threading.RLock()
"""Held while text is measured and drawn: matplotlib's settings are one for all threads."""
DOTS_PER_INCH: Final = 72
"""At 72 a point is a pixel: font sizes and line widths need no conversion."""
REFERENCE_PX: Final = 720
"""The shorter side for which sizes in `dashboard.theme` are meant."""
RING_PX: Final = 1.7
_BASELINE: Final = 1.02
"""From the top of a line to its base line, in font sizes."""


@dataclass(frozen=True)
class Disc:
    """A circle in pixels with colours as RGBA between 0 and 1."""

    x_px: float
    y_px: float
    radius_px: float
    face: tuple[float, ...]
    edge: tuple[float, ...]
    edge_px: float


@dataclass(frozen=True)
class Block:
    """Some lines as they were written: where their top left corner is, and what they are (px)."""

    gid: str
    lettering: Lettering
    left: float
    top: float
    width: float
    colour: str


class Sheet:
    """A figure with one set of axes in pixels: x to the right, y downwards.

    ``unit`` is how many pixels a letter's pixel of a 1280 x 720 picture takes, ``mark`` the same
    for symbols and names on the map.
    """

    def __init__(
        self,
        width_px: int,
        height_px: int,
        *,
        scheme: Scheme,
        mark_share: float = 1.0,
        letters: float = 1.0,
    ) -> None:
        self.width_px = width_px
        self.height_px = height_px
        self.scheme: Scheme = scheme
        self.palette: Palette = PALETTES[scheme]
        self.blocks: list[Block] = []
        self.name_share = 1.0
        self.unit = min(width_px, height_px) * letters / REFERENCE_PX
        self.mark = self.unit * mark_share
        size = (width_px / DOTS_PER_INCH, height_px / DOTS_PER_INCH)
        self.figure = Figure(figsize=size, dpi=DOTS_PER_INCH, facecolor=self.palette.background)
        FigureCanvasAgg(self.figure)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.axes.set(xlim=(0, width_px), ylim=(height_px, 0))

    def clear(self) -> None:
        """Take everything off again."""
        self.blocks.clear()
        self.axes.clear()
        self.axes.set_axis_off()
        self.axes.set(xlim=(0, self.width_px), ylim=(self.height_px, 0))

    def scaled(self, factor: float) -> Sheet:
        """Return the same sheet with letters of another size; what is drawn lands on this one."""
        other = copy(self)
        other.unit = self.unit * factor
        return other

    def marked(self, share: float) -> Sheet:
        """Return the same sheet with symbols of another size, such as for a small map."""
        other = copy(self)
        other.mark = self.unit * share
        return other

    @property
    def name_unit(self) -> float:
        """How many pixels a pixel of a name on the map takes."""
        return self.mark * self.name_share

    def lettered(self, share: float) -> Sheet:
        """Return the same sheet with names on the map of another size, symbols as they are."""
        other = copy(self)
        other.name_share = share
        return other

    def blank(self) -> Sheet:
        """Return an empty sheet like this one, to try out how much room something takes."""
        share = self.mark / self.unit
        other = Sheet(self.width_px, self.height_px, scheme=self.scheme, mark_share=share)
        return other.scaled(self.unit / other.unit)

    def write(
        self,
        lettering: Lettering,
        left: float,
        top: float,
        *,
        colour: str,
        width: float | None = None,
        gid: str = "text",
    ) -> float:
        """Write lines from a top left corner and return where they end, in pixels downwards.

        Right-to-left text is set against the right edge when `width` (px) says where that is.
        """
        flush = width is not None and lettering.right_to_left
        across = lettering.width_px if width is None else width
        self.blocks.append(Block(gid, lettering, left, top, across, colour))
        step = lettering.size_px * LINE_HEIGHT
        for number, line in enumerate(lettering.lines):
            self.write_line(
                Lettering((line,), lettering.face, lettering.size_px),
                left + (width or 0.0) if flush else left,
                top + number * step + lettering.size_px * _BASELINE,
                colour=colour,
                align="right" if flush else "left",
                gid=gid,
            )
        return top + lettering.height_px

    def write_line(
        self,
        lettering: Lettering,
        x: float,
        baseline: float,
        *,
        colour: str,
        align: Align = "left",
        halo: str | None = None,
        zorder: float = 10.0,
        gid: str = "text",
    ) -> None:
        """Write the first line of some lettering on a base line (px); never read as mathematics."""
        text = Text(
            x,
            baseline,
            lettering.lines[0],
            color=colour,
            fontproperties=font(lettering.face, lettering.size_px),
            horizontalalignment=align,
            verticalalignment="baseline",
            parse_math=False,
            usetex=False,
            zorder=zorder,
            gid=gid,
        )
        if halo is not None:
            stroke = withStroke(linewidth=3.0 * self.mark, foreground=halo)
            text.set_path_effects([stroke, Normal()])
        self.add(text)

    def add(self, artist: Artist) -> None:
        """Add an artist in pixels; unlike ``add_patch`` this skips the search for data limits."""
        self.axes.add_artist(artist)

    def rule(self, left: float, right: float, y: float, *, colour: str, width: float = 1.0) -> None:
        """Draw a level line (px)."""
        self.axes.plot(
            [left, right],
            [y, y],
            color=colour,
            linewidth=width * self.unit,
            solid_capstyle="butt",
            zorder=9,
        )

    def panel(self, box: Box, *, face: str, edge: str = "none", opacity: float = 1.0) -> Rectangle:
        """Draw a filled rectangle (px)."""
        rectangle = Rectangle(
            (box.left, box.top),
            box.right - box.left,
            box.bottom - box.top,
            facecolor=face,
            edgecolor=edge,
            linewidth=0.8 * self.unit,
            alpha=opacity,
        )
        self.add(rectangle)
        return rectangle

    def discs(self, discs: Sequence[Disc], *, zorder: float, gid: str) -> EllipseCollection:
        """Draw circles in their order, the last on top, as one artist."""
        across = [2 * disc.radius_px for disc in discs]
        collection = EllipseCollection(
            across,
            across,
            [0.0] * len(discs),
            units="xy",
            offsets=[(disc.x_px, disc.y_px) for disc in discs] or [(0.0, 0.0)][:0],
            offset_transform=self.axes.transData,
            facecolors=[disc.face for disc in discs],
            edgecolors=[disc.edge for disc in discs],
            linewidths=[disc.edge_px for disc in discs],
            zorder=zorder,
        )
        collection.set_gid(gid)
        self.axes.add_collection(collection, autolim=False)
        return collection


def symbol_discs(
    palette: Palette, state: str, x: float, y: float, *, radius: float, mark: float
) -> list[Disc]:
    """Return the circles that make a state's symbol: ring, disc (px)."""
    symbol = SYMBOLS[state]
    colour = colour_of(state_colour(palette, state))
    edge = colour_of(edge_colour(palette, symbol))
    # A hollow ring is drawn within its radius, as a disc is.
    inset = symbol.stroke_px * mark / 2
    discs = [
        Disc(
            x,
            y,
            radius - inset,
            colour_of(body_colour(palette, symbol), symbol.fill),
            edge,
            symbol.stroke_px * mark,
        )
    ]
    if symbol.halo_px:
        ring = symbol_reach(state, radius, mark=mark) - RING_PX * mark / 2
        discs.insert(0, Disc(x, y, ring, (0.0, 0.0, 0.0, 0.0), colour, RING_PX * mark))
    return discs


def draw_doubt(sheet: Sheet, x: float, y: float, *, radius: float) -> Circle:
    """Draw the circle (px) within which a place lies about nine times in ten."""
    circle = Circle(
        (x, y),
        radius,
        facecolor=colour_of(sheet.palette.doubt, 0.05),
        edgecolor=colour_of(sheet.palette.doubt),
        linewidth=0.9 * sheet.mark,
        linestyle=(0, (2.4, 2.0)),
        zorder=4,
    )
    sheet.add(circle)
    return circle


def symbol_reach(state: str, radius: float, *, mark: float) -> float:
    """Return how far a symbol of some radius reaches from its centre (px), its ring included."""
    halo = SYMBOLS[state].halo_px
    return radius + (halo + RING_PX) * mark if halo else radius


def colour_of(colour: str, opacity: float = 1.0) -> tuple[float, ...]:
    """Turn ``#rrggbb`` into RGBA between 0 and 1."""
    return tuple(part / 255 for part in rgba(colour, opacity))
