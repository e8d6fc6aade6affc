"""The frames of a film: what stays is drawn once, what a day changes once a day, symbols always.

Between two days symbols grow, shrink and change colour; texts and names are those of the coming
day from the first moment on. Nothing is kept of a frame once the next is asked for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.collections import EllipseCollection

from dashboard.export.basemap import fit_view
from dashboard.export.day_map import (
    SMALL_MAP_ZORDER,
    DayMap,
    Ground,
    draw_ground,
    draw_over,
    draw_under,
)
from dashboard.export.growth import SiteDiscs
from dashboard.export.inset import outer_box
from dashboard.export.legend import Legend
from dashboard.export.material import Material
from dashboard.export.options import FilmPace
from dashboard.export.page import Caption, lay_out, opening_height
from dashboard.export.sheet import DRAWING, Block, Sheet
from dashboard.export.snapshot import SnapshotOptions, borders_in_words, legend_of, new_sheet
from geo.schema import AREA_LEVELS

Pixels = npt.NDArray[np.uint8]
"""Rows, columns and red, green, blue, opacity."""
_OPAQUE: Final = 255


@dataclass(frozen=True)
class _Day:
    """One day drawn: what lies under the symbols, the symbols, and what lies over them."""

    under: Pixels
    discs: SiteDiscs
    spots: SiteDiscs | None
    where: npt.NDArray[np.intp]
    share: npt.NDArray[np.float32]
    ink: npt.NDArray[np.float32]


class Stage:
    """The picture that a film plays on: one set of figures for all of its frames.

    Parameters
    ----------
    material
        What is looked at; its days are the film's.
    options
        Size, colours and extent.
    captions
        What is written on each day, its own sentence unless given.
    drawn
        Whether texts are drawn; where not, `blocks` says what stands where.
    """

    def __init__(
        self,
        material: Material,
        options: SnapshotOptions,
        *,
        captions: Mapping[pd.Timestamp, Caption] | None = None,
        drawn: bool = True,
    ) -> None:
        self.drawn = drawn
        self.captions = captions or {
            day: material.caption(day, whole=True) for day in material.days
        }
        self.material = material
        self.options = options
        self.borders = borders_in_words(options, material.boundaries)
        with DRAWING:
            self._begin()

    def _begin(self) -> None:
        material, options = self.material, self.options
        self.sheet = new_sheet(options)
        captions = list(self.captions.values())
        maps = material.day_maps
        self.legend: Legend = legend_of(
            material.drawn,
            options,
            material.boundaries,
            overlays=[shown.overlay for shown in maps.values()],
        )
        self.opening_px = opening_height(self.sheet, captions, self.borders)
        # The legend stands where the longest text of all leaves it room.
        longest = max(captions, key=lambda caption: len(caption.sentence))
        box = lay_out(
            self.sheet,
            caption=longest,
            legend=self.legend,
            borders=self.borders,
            day=self.sheet.blank(),
            foot=None if self.drawn else self.sheet.blank(),
            opening_px=self.opening_px,
        )
        self.base: Ground = draw_ground(
            self.sheet,
            fit_view(box, options.extent),
            maps.values(),
            boundaries=material.boundaries,
            layers=options.layers,
        )
        self.ground = _drawn(self.sheet)
        self.over = new_sheet(options)
        self.over.figure.patch.set_alpha(0.0)
        self.collection = self.sheet.discs([], zorder=5, gid="symbols")
        self.collection.set_clip_path(self.base.clip)
        self.small_collection = self.sheet.discs([], zorder=8, gid="symbols")
        if self.base.small_clip is not None:
            self.small_collection.set_clip_path(self.base.small_clip)

    def blocks(self, day: pd.Timestamp, caption: Caption | None = None) -> list[Block]:
        """Return the texts of a day, or those of its own caption, as they would be written."""
        with DRAWING:
            above, below = self.sheet.blank(), self.sheet.blank()
            lay_out(
                self.sheet.blank(),
                caption=caption or self.captions[day],
                legend=self.legend,
                borders=self.borders,
                day=above,
                foot=below,
                opening_px=self.opening_px,
            )
        return [*above.blocks, *below.blocks]

    def day(self, day: pd.Timestamp) -> _Day:
        """Draw what a day changes."""
        with DRAWING:
            return self._day(day)

    def _day(self, day: pd.Timestamp) -> _Day:
        shown, over = self._map_of(day), self.over
        over.clear()
        lay_out(
            over.blank(),
            caption=self.captions[day],
            legend=self.legend,
            borders=self.borders,
            day=over if self.drawn else over.blank(),
            opening_px=self.opening_px,
        )
        draw_over(over, self.base, shown)
        drawn = _drawn(over).reshape(-1, 4)
        where = np.flatnonzero(drawn[:, 3])
        ink = drawn[where].astype(np.float32)
        share = ink[:, 3:] / _OPAQUE
        sites = self.base.seen(shown.frame)
        spots = self.base.seen_in_small(shown)
        return _Day(
            under=self._under(shown),
            discs=SiteDiscs.of(over, sites[~sites["level"].isin(AREA_LEVELS)]),
            spots=None if spots is None else SiteDiscs.of(over, spots),
            where=where,
            share=share.astype(np.float32),
            ink=(ink[:, :3] * share).astype(np.float32),
        )

    def _map_of(self, day: pd.Timestamp) -> DayMap:
        """Return what is shown of a day; a story's steps may name days that are not covered."""
        known = self.material.day_maps.get(day)
        return self.material.day_map(day) if known is None else known

    def _under(self, shown: DayMap) -> Pixels:
        """Draw what lies under the symbols, which is the bare ground on most days."""
        has_areas = bool(shown.frame["level"].isin(AREA_LEVELS).any())
        is_bare = not has_areas and not self.options.doubt and shown.overlay.is_empty
        if is_bare and self.base.small is None:
            return self.ground
        canvas: Any = self.sheet.figure.canvas
        _restore(canvas, self.ground)
        before = set(self.sheet.axes.get_children())
        draw_under(self.sheet, self.base, shown)
        added = [a for a in self.sheet.axes.get_children() if a not in before]
        added.sort(key=lambda artist: artist.get_zorder())
        below = [artist for artist in added if artist.get_zorder() < SMALL_MAP_ZORDER]
        for artist in below:
            artist.draw(canvas.get_renderer())
        self._restore_small_map()
        for artist in added[len(below) :]:
            artist.draw(canvas.get_renderer())
        for artist in added:
            artist.remove()
        return _copied(canvas)

    def _restore_small_map(self) -> None:
        """Put the small map over what was drawn of the large one."""
        if self.base.small is None:
            return
        box = outer_box(self.sheet, self.base.small)
        rows = slice(math.floor(box.top), math.ceil(box.bottom) + 1)
        columns = slice(math.floor(box.left), math.ceil(box.right) + 1)
        canvas: Any = self.sheet.figure.canvas
        np.asarray(canvas.buffer_rgba())[rows, columns] = self.ground[rows, columns]

    def compose(self, before: _Day | None, after: _Day, share: float) -> Pixels:
        """Return the frame at a share of the way from one day to the next; valid until the next.

        Parameters
        ----------
        before
            The day that is left; ``None`` where there is none.
        after
            The day that comes.
        share
            From 0 to 1.
        """
        canvas: Any = self.sheet.figure.canvas
        eased = _eased(share)
        under = after.under
        if before is not None and before.under is not after.under and eased < 1:
            under = _blended(before.under, after.under, eased)
        _restore(canvas, under)
        discs = after.discs.since(None if before is None else before.discs, eased)
        self._draw(discs, self.collection)
        if after.spots is not None:
            spots = after.spots.since(None if before is None else before.spots, eased)
            self._draw(spots, self.small_collection)
        pixels: Pixels = np.asarray(canvas.buffer_rgba())
        flat = pixels.reshape(-1, 4)
        kept = flat[after.where, :3] * (1 - after.share)
        flat[after.where, :3] = kept + after.ink + 0.5
        return pixels

    def _draw(self, discs: SiteDiscs, collection: EllipseCollection) -> None:
        if len(discs.widths):
            canvas: Any = self.sheet.figure.canvas
            discs.put_into(collection)
            collection.draw(canvas.get_renderer())


def frames(
    stage: Stage, pace: FilmPace, *, fps: int, told: Callable[[float], None] = lambda _: None
) -> Iterator[tuple[Pixels, int]]:
    """Yield each frame of a film with the number of times that it is shown.

    Parameters
    ----------
    stage
        What it plays on.
    pace
        How long days and growth take.
    fps
        Frames a second.
    told
        Told the share that is done, before each frame.
    """
    days = stage.material.days
    each = max(round(pace.day_s * fps), 1)
    growing = min(round(pace.growth_s * fps), each - 1)
    before: _Day | None = None
    for number, day in enumerate(days):
        after = stage.day(day)
        steps = growing if before is not None else 0
        for step in range(steps):
            told((number + step / each) / len(days))
            yield stage.compose(before, after, (step + 1) / (steps + 1)), 1
        told((number + steps / each) / len(days))
        is_last = number == len(days) - 1
        held = each - steps + (round(pace.hold_s * fps) if is_last else 0)
        yield stage.compose(None, after, 1.0), held
        before = after
    told(1.0)


def frame_count(days: int, pace: FilmPace, *, fps: int) -> int:
    """Return how many frames a film of some days has, those shown again counted each time."""
    return max(round(pace.day_s * fps), 1) * days + round(pace.hold_s * fps)


def _eased(share: float) -> float:
    """Begin and end slowly: half a cosine."""
    return (1 - math.cos(math.pi * min(max(share, 0.0), 1.0))) / 2


def _drawn(sheet: Sheet) -> Pixels:
    canvas: Any = sheet.figure.canvas
    canvas.draw()
    return _copied(canvas)


def _copied(canvas: Any) -> Pixels:
    return np.array(canvas.buffer_rgba(), copy=True)


def _restore(canvas: Any, pixels: Pixels) -> None:
    np.copyto(np.asarray(canvas.buffer_rgba()), pixels)


def _blended(before: Pixels, after: Pixels, share: float) -> Pixels:
    """Mix two pictures where they differ."""
    differs = np.flatnonzero((before != after).any(axis=2))
    mixed = after.copy()
    flat, old = mixed.reshape(-1, 4), before.reshape(-1, 4)
    here = old[differs].astype(np.float32)
    flat[differs] = here + (flat[differs] - here) * share + 0.5
    return mixed
