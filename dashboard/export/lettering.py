"""Letters for pictures: fonts that are surely there, text that cannot break them, lines that fit.

Only fonts that matplotlib or Dharna itself carries are used, by their path, so that a picture looks
the same on every machine. A text whose first letter is one of a right-to-left script is set in the
Urdu face as a whole, which has the letters of Latin too.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

from matplotlib import get_data_path
from matplotlib.backends.backend_agg import get_hinting_flag
from matplotlib.font_manager import FontProperties, get_font

from dashboard.fonts import ttf_path

Face = Literal["headline", "bold", "regular", "italic", "urdu", "urdu bold"]

LINE_HEIGHT: Final = 1.36
"""Distance between base lines, in font sizes."""
ELLIPSIS: Final = "…"
_FILES: Final[dict[Face, str]] = {
    "headline": "STIXGeneralBol.ttf",
    "bold": "DejaVuSans-Bold.ttf",
    "regular": "DejaVuSans.ttf",
    "italic": "DejaVuSans-Oblique.ttf",
}
_FALLBACK: Final[dict[Face, Face]] = {
    "headline": "bold",
    "bold": "urdu bold",
    "italic": "regular",
    "regular": "urdu",
}
"""The face to take when one lacks a letter of the text."""
_URDU: Final[dict[Face, Face]] = {"headline": "urdu bold", "bold": "urdu bold"}
"""The face of a right-to-left text; ``urdu`` for all others."""
_ENLARGED: Final[dict[Face, float]] = {"urdu": 1.14, "urdu bold": 1.14}
"""Naskh letters are small for their size: so much larger they are as easily read as the others."""
_UNKNOWN: Final = ("\N{REPLACEMENT CHARACTER}", "?")
_RIGHT_TO_LEFT: Final = "\N{RIGHT-TO-LEFT MARK}"
_HAIR_SPACE: Final = "\N{HAIR SPACE}"
_CONTROLS: Final = ("Cc", "Cf", "Cs")
_JOINERS: Final = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
_STEP: Final = 0.96
_CLOSE: Final = 0.015
"""Share of a line by which the sum of its words may differ from the whole."""
_DOTS_PER_INCH: Final = 72


@dataclass(frozen=True)
class Lettering:
    """Text broken into lines of one face and size (px), ready to be drawn as it is."""

    lines: tuple[str, ...]
    face: Face
    size_px: float

    @property
    def height_px(self) -> float:
        """The height of all lines, with the space that belongs to each."""
        return len(self.lines) * self.size_px * LINE_HEIGHT

    @property
    def width_px(self) -> float:
        """The width of the longest line."""
        return max((width_px(line, self.face, self.size_px) for line in self.lines), default=0.0)

    @property
    def right_to_left(self) -> bool:
        """Whether the first letter with a direction is one of a right-to-left script."""
        return _is_right_to_left("".join(self.lines))


@lru_cache(maxsize=1024)
def font(face: Face, size_px: float) -> FontProperties:
    """Return a font at a size in pixels, for a figure of 72 dots per inch."""
    return FontProperties(fname=_path(face), size=size_px * _ENLARGED.get(face, 1.0))


@lru_cache(maxsize=4096)
def drawable(text: str, face: Face) -> tuple[str, Face]:
    r"""Return text that can be drawn without a gap, on one line, and the face to draw it with.

    Control and direction-changing characters are left out, white space becomes one space, and a
    letter that no font has becomes a sign for that.

    >>> drawable("Machh\n and\tQuetta", "regular")
    ('Machh and Quetta', 'regular')
    """
    kept = [
        letter
        for letter in unicodedata.normalize("NFC", text)
        if letter.isspace() or letter in _JOINERS or unicodedata.category(letter) not in _CONTROLS
    ]
    line = " ".join("".join(kept).split())
    if _is_right_to_left(line):
        return _known_only(line, _URDU.get(face, "urdu")), _URDU.get(face, "urdu")
    last = face
    while not set(line) <= _letters(last) and last in _FALLBACK:
        last = _FALLBACK[last]
    # Where even the Urdu face lacks a letter, the face of all other texts has the most.
    last = last if set(line) <= _letters(last) else "bold" if last == "urdu bold" else "regular"
    return _known_only(line, last), last


def _known_only(line: str, face: Face) -> str:
    known = _letters(face)
    sign = next(letter for letter in _UNKNOWN if letter in known)
    return "".join(letter if letter in known else sign for letter in line)


def _is_right_to_left(text: str) -> bool:
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((kind in ("R", "AL") for kind in directions if kind in ("L", "R", "AL")), False)


@lru_cache(maxsize=16384)
def width_px(line: str, face: Face, size_px: float) -> float:
    """Return the width of a drawable line in pixels, as it will be drawn."""
    engine = get_font(_path(face))
    engine.clear()
    engine.set_size(size_px * _ENLARGED.get(face, 1.0), _DOTS_PER_INCH)
    # Letters are fitted to the pixel grid: in small sizes that changes a line's width by 3 %.
    flags = get_hinting_flag()  # type: ignore[no-untyped-call]
    engine.set_text(line, 0.0, flags=flags)
    return engine.get_width_height()[0] / 64


def set_line(text: str, face: Face, size_px: float, *, width: float | None = None) -> Lettering:
    """Set text on one line; beyond `width` (px) it is cut and marked with an ellipsis."""
    line, face = drawable(text, face)
    if width is None or width_px(line, face, size_px) <= width:
        return Lettering((line,), face, size_px)
    line = line[: int(width / size_px * 8)]  # no letter that matters is narrower than 1/8 em
    while line and width_px(line.rstrip() + ELLIPSIS, face, size_px) > width:
        line = line[:-1]
    return Lettering((line.rstrip() + ELLIPSIS,), face, size_px)


def set_capitals(text: str, size_px: float) -> Lettering:
    """Set a name in widely spaced small capitals; Urdu, which joins its letters, stays as it is."""
    line, face = drawable(text.upper(), "regular")
    joined = any(unicodedata.bidirectional(letter) == "AL" for letter in line)
    return Lettering((line if joined else _HAIR_SPACE.join(line),), face, size_px)


def set_block(text: str, face: Face, size_px: float, *, width: float) -> Lettering:
    """Break text into lines of at most `width` pixels, within a word only where it must be."""
    line, face = drawable(text, face)
    lines = _wrapped(line, face, size_px, width)
    if _is_right_to_left(line):
        # A line that begins with a Latin name is one of a right-to-left text all the same.
        lines = (part if _is_right_to_left(part) else _RIGHT_TO_LEFT + part for part in lines)
    return Lettering(tuple(lines), face, size_px)


def fit_block(text: str, face: Face, size_px: float, *, width: float, height: float) -> Lettering:
    """Break text into lines at the largest size up to `size_px` at which it fits the box (px).

    Nothing is cut: a text far too long gets small, down to a pixel, and no smaller.
    """

    def at(steps: int) -> Lettering:
        return set_block(text, face, max(size_px * _STEP**steps, 1.0), width=width)

    def fits(steps: int) -> bool:
        return at(steps).height_px <= height or size_px * _STEP**steps <= 1.0

    # Most texts need none or few steps; for the others the step is found by leaps, then by halves.
    low, high = 0, 0
    while not fits(high):
        low, high = high + 1, 2 * high + 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(middle) else (middle + 1, high)
    return at(high)


def shorten_block(text: str, face: Face, size_px: float, *, width: float, lines: int) -> Lettering:
    """Break text into at most `lines` lines; the last is cut and marked when there is more."""
    block = set_block(text, face, size_px, width=width)
    if len(block.lines) <= lines:
        # Lines of like length: a title must not leave one word on a line of its own.
        shares = (set_block(text, face, size_px, width=width * s / 10) for s in range(5, 10))
        return next((b for b in shares if len(b.lines) == len(block.lines)), block)
    rest = " ".join(block.lines[lines - 1 :])
    last = set_line(rest, block.face, size_px, width=width)
    return Lettering((*block.lines[: lines - 1], *last.lines), block.face, size_px)


def _wrapped(line: str, face: Face, size_px: float, width: float) -> Iterator[str]:
    """Yield lines of at most a width (px)."""
    held, used = "", 0.0
    for word in _broken(line.split(" "), face, size_px, width):
        longer = f"{held} {word}" if held else word
        wide = width_px(f"{word} ", face, size_px)
        # Words come again and are remembered, lines do not: those are measured in close cases only.
        close = abs(used + wide - width) < _CLOSE * width + size_px
        too_long = width_px(longer, face, size_px) > width if close else used + wide > width
        if held and too_long:
            yield held
            longer, used = word, 0.0
        held, used = longer, used + wide
    yield held


def _broken(words: list[str], face: Face, size_px: float, width: float) -> Iterator[str]:
    """Yield words, those wider than a whole line in pieces."""
    for whole in words:
        word = whole
        while len(word) > 1 and width_px(word, face, size_px) > width:
            # Where to cut is found by halves: a word of a million letters must not take forever.
            low, high = 1, len(word) - 1
            while low < high:
                middle = (low + high + 1) // 2
                fits = width_px(word[:middle], face, size_px) <= width
                low, high = (middle, high) if fits else (low, middle - 1)
            yield word[:low]
            word = word[low:]
        yield word


@lru_cache(maxsize=8)
def _letters(face: Face) -> frozenset[str]:
    return frozenset(chr(code) for code in get_font(_path(face)).get_charmap())


def _path(face: Face) -> str:
    if face in ("urdu", "urdu bold"):
        return str(ttf_path(bold=face == "urdu bold"))
    return str(Path(get_data_path()) / "fonts" / "ttf" / _FILES[face])
