"""Sizes of pictures by what they are for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from geo.errors import InputError

LEAST_PX: Final = 320
MOST_PX: Final = 7680
"""Shortest and longest side of a picture in pixels."""
_SIZE: Final = re.compile(r"(\d{2,5})\s*[x×]\s*(\d{2,5})", re.IGNORECASE)


@dataclass(frozen=True)
class Preset:
    """A picture's size in pixels, how many of them go to an inch, and how large letters are.

    `letters` is 1 where letters are as large as on a slide of that size; on a narrow column of
    print that would be too small to read.
    """

    width_px: int
    height_px: int
    dpi: int
    letters: float
    words: str

    @property
    def points(self) -> tuple[int, int]:
        """Width and height in points of 1/72 inch, for formats that are made of lines."""
        return round(self.width_px / self.dpi * 72), round(self.height_px / self.dpi * 72)


PRESETS: Final[dict[str, Preset]] = {
    "slide": Preset(1920, 1080, 144, 1.0, "Slide, 16:9"),
    "square": Preset(1080, 1080, 144, 1.0, "Square"),
    "story": Preset(1080, 1920, 144, 1.0, "Portrait story, 9:16"),
    "a4": Preset(2480, 3508, 300, 1.0, "A4 page, 300 dpi"),
    "a4-landscape": Preset(3508, 2480, 300, 1.0, "A4 page on its side, 300 dpi"),
    "column": Preset(2008, 3780, 600, 1.45, "Journal column of 85 mm, 600 dpi"),
}
DEFAULT_PRESET: Final = "slide"


def preset_named(name: str) -> Preset:
    """Return a preset by its name.

    Raises
    ------
    InputError
        When there is none of that name.
    """
    if name not in PRESETS:
        msg = f"There is no preset '{name[:60]}'; give one of {', '.join(PRESETS)}."
        raise InputError(msg)
    return PRESETS[name]


def with_size(preset: Preset, size: str) -> Preset:
    """Return a preset with another size in pixels.

    Raises
    ------
    InputError
        When the size is not width and height with an x between, or too small or large.

    >>> with_size(PRESETS["slide"], "1280x720").height_px
    720
    """
    match = _SIZE.fullmatch(size.strip())
    if match is None:
        msg = f"The size '{size[:60]}' is not one; give width and height such as 1920x1080."
        raise InputError(msg)
    width, height = int(match[1]), int(match[2])
    if not all(LEAST_PX <= side <= MOST_PX for side in (width, height)):
        msg = f"A picture of {width} x {height} pixels; give sides of {LEAST_PX} to {MOST_PX}."
        raise InputError(msg)
    return Preset(width, height, preset.dpi, preset.letters, f"{width} x {height}")
