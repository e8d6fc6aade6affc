"""What an export is asked for, apart from what it shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import pandas as pd

from dashboard.export.data_files import DATA_FORMATS
from dashboard.export.pictures import PICTURE_FORMATS
from dashboard.export.presets import DEFAULT_PRESET, PRESETS, Preset
from dashboard.story import Story
from dashboard.theme import Scheme
from geo.errors import InputError
from geo.narrative import Language

FILM_FORMATS: Final = ("gif", "mp4", "webm")
FORMATS: Final = (
    *PICTURE_FORMATS,
    "multiples",
    *FILM_FORMATS,
    "pptx",
    "html",
    *DATA_FORMATS,
)
"""What ``--format`` may name, apart from ``all``; ``multiples`` has all days on one page."""
PACK: Final = "all"


@dataclass(frozen=True)
class FilmPace:
    """How fast a film goes.

    Parameters
    ----------
    day_s
        How long one day stays, its growth included.
    growth_s
        How long symbols take to grow from one day to the next.
    hold_s
        How much longer the last day stays.
    fps
        Frames a second, of MP4 and WebM; a GIF, whose every frame costs, has `gif_fps`.
    """

    day_s: float = 1.6
    growth_s: float = 0.7
    hold_s: float = 3.0
    fps: int = 25
    gif_fps: int = 10

    def __post_init__(self) -> None:
        if not (0.05 <= self.day_s <= 60 and self.growth_s >= 0 and 0 <= self.hold_s <= 60):
            msg = f"A film cannot show a day for {self.day_s} s; give 0.05 to 60 seconds."
            raise InputError(msg)
        if not (1 <= self.fps <= 60 and 1 <= self.gif_fps <= 50):
            msg = f"A film of {self.fps} frames a second cannot be made; give 1 to 60."
            raise InputError(msg)


@dataclass(frozen=True)
class ExportOptions:
    """Which files, how large, in which colours and language, of which days.

    Parameters
    ----------
    formats
        Some of `FORMATS`, or `PACK` for one archive with all of them.
    preset
        Size of pictures, films and slides.
    scheme, language
        ``light`` or ``dark``; ``en`` or ``ur``.
    first, last
        The days of films, slides, pages and data; all when ``None``.
    pace
        Of films.
    story
        Steps that slides and page follow; a step a day when ``None``.
    made
        The day it is made, as ``YYYY-MM-DD``; today in UTC. All that a file says of time is this.
    sources
        How the campaign is opened again, for the manifest.
    """

    formats: tuple[str, ...] = ("png",)
    preset: Preset = PRESETS[DEFAULT_PRESET]
    scheme: Scheme = "light"
    language: Language = "en"
    first: pd.Timestamp | None = None
    last: pd.Timestamp | None = None
    pace: FilmPace = field(default_factory=FilmPace)
    story: Story | None = None
    made: str = field(default_factory=lambda: datetime.now(UTC).date().isoformat())
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in self.formats:
            if name not in (*FORMATS, PACK):
                known = ", ".join((*FORMATS, PACK))
                msg = f"There is no format '{name[:60]}'; give some of {known}."
                raise InputError(msg)
        if self.first is not None and self.last is not None and self.first > self.last:
            msg = (
                f"The first day, {self.first:%Y-%m-%d}, lies after the last, "
                f"{self.last:%Y-%m-%d}; exchange them."
            )
            raise InputError(msg)
