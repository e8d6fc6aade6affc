"""One line on the terminal that says how far a long work is, and about how long it takes yet."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TextIO

_LENGTH: Final = 24
_WIDTH: Final = 78
_KNOWN_FROM: Final = 0.03
"""A share below this says nothing yet about the time that is left."""


@contextmanager
def progress_line(stream: TextIO | None = None) -> Iterator[Callable[[float, str], None]]:
    """Show a line while a long work goes on; nothing on what is no terminal.

    Parameters
    ----------
    stream
        Where to; standard error when ``None``.
    """
    to = stream or sys.stderr
    started = time.monotonic()
    shown = to.isatty()

    def tell(share: float, what: str) -> None:
        if shown:
            line = line_of(share, what, seconds=time.monotonic() - started)
            to.write(f"\r{line[:_WIDTH]:<{_WIDTH}}")
            to.flush()

    try:
        yield tell
    finally:
        if shown:
            to.write("\r" + " " * _WIDTH + "\r")
            to.flush()


def line_of(share: float, what: str, *, seconds: float) -> str:
    """Write the line of a share of the work that took so many seconds.

    >>> line_of(0.25, "Reading", seconds=20)
    '[######                  ]  25 %  Reading, about 60 s left'
    """
    bar = "#" * int(share * _LENGTH)
    left = seconds_left(share, seconds)
    said = "" if left is None else f", about {left:.0f} s left"
    return f"[{bar:<{_LENGTH}}] {share:4.0%}".replace("%", " %") + f"  {what}{said}"


def seconds_left(share: float, seconds: float) -> float | None:
    """Reckon how long the rest takes; ``None`` when too little is done to tell, or all.

    >>> seconds_left(0.25, 20)
    60.0
    """
    return seconds * (1 - share) / share if _KNOWN_FROM < share < 1 else None
