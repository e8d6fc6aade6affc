"""Values taken out of JSON that anyone may have written: each is checked, each complaint placed."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, NoReturn, TypeVar

import pandas as pd

from geo.errors import InputError

YEARS: Final = (1500, 2200)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TURNING: Final = "\u202a\u202b\u202c\u202d\u202e"
"""Characters that turn the direction of all that follows them."""

Word = TypeVar("Word")


class Fields:
    """One object of a story, out of which only checked values are taken.

    JSON's null stands for a field that is not given. Every method raises `InputError` with one
    sentence that says where the object stands and which of its fields is wrong.

    Parameters
    ----------
    data
        The object.
    where
        What it is called in a sentence, such as ``step 3``.
    """

    def __init__(self, data: Mapping[str, Any], where: str) -> None:
        self.data, self.where = data, where

    def wrong(self, name: str, complaint: str) -> NoReturn:
        """Complain of a field."""
        msg = f"In the story, {self.where}: '{name}' {complaint}."
        raise InputError(msg, where=f"{self.where}, {name}")

    def has(self, name: str) -> bool:
        """Return whether a field is given."""
        return self.data.get(name) is not None

    def take(self, name: str, default: Any) -> Any:
        """Return a field as it is."""
        return self.data[name] if self.has(name) else default

    def inner(self, name: str) -> Fields:
        """Return the object in a field; an empty one where none is given."""
        value = self.take(name, {})
        if not isinstance(value, Mapping):
            self.wrong(name, f"must be an object, not {_shown(value)}")
        return Fields(value, f"{self.where}, {name}")

    def number(
        self,
        name: str,
        default: float | None,
        limits: tuple[float, float],
        *,
        whole: bool = False,
    ) -> float:
        """Return a number within limits; one without a default must be given."""
        value = self.take(name, default)
        low, high = limits
        # JSON's true and false are numbers to Python.
        fits = isinstance(value, int | float) and not isinstance(value, bool)
        if not fits or not low <= value <= high or (whole and value != int(value)):
            kind = "a whole number" if whole else "a number"
            self.wrong(name, f"must be {kind} from {low:g} to {high:g}, not {_shown(value)}")
        return float(value)

    def line(self, name: str, longest: int, *, several_lines: bool = False) -> str:
        """Return text that can be shown; empty where none is given."""
        return self._seen(name, self.take(name, ""), longest, several_lines=several_lines)

    def pattern(self, name: str, pattern: re.Pattern[str], meaning: str, longest: int) -> str:
        """Return text of a certain form; empty where none is given."""
        value = self.line(name, longest)
        if value and not pattern.fullmatch(value):
            self.wrong(name, f"must be {meaning}, not {_shown(value)}")
        return value

    def word(self, name: str, words: Sequence[Word]) -> Word:
        """Return one of some words; the first where none is given."""
        value = self.take(name, words[0])
        for word in words:
            if word == value:
                return word
        return self.wrong(name, f"must be one of {', '.join(map(str, words))}, not {_shown(value)}")

    def lines(self, name: str, most: int, longest: int) -> tuple[str, ...]:
        """Return a list of texts, each once."""
        value = self.take(name, [])
        if not isinstance(value, list) or len(value) > most:
            self.wrong(name, f"must be a list of at most {most} texts")
        return tuple(dict.fromkeys(self._seen(name, item, longest) for item in value))

    def switch(self, name: str, usual: bool) -> bool:
        """Return true or false."""
        value = self.take(name, usual)
        if not isinstance(value, bool):
            self.wrong(name, f"must be true or false, not {_shown(value)}")
        return value

    def day(self, name: str) -> pd.Timestamp:
        """Return a day of the calendar, which must be given."""
        value = self.take(name, None)
        try:
            if not isinstance(value, str) or not _DAY.fullmatch(value):
                raise ValueError
            found = date.fromisoformat(value)
            if not YEARS[0] <= found.year <= YEARS[1]:
                raise ValueError
        except ValueError:
            self.wrong(name, f"must be a day such as 2021-01-06, not {_shown(value)}")
        return pd.Timestamp(found).as_unit("s")

    def _seen(self, name: str, value: Any, longest: int, *, several_lines: bool = False) -> str:
        """Check that text is short enough and that nothing in it works unseen."""
        if not isinstance(value, str):
            self.wrong(name, f"must be text, not {_shown(value)}")
        if len(value) > longest:
            self.wrong(name, f"has {len(value):,} characters; give at most {longest:,}")
        for letter in set(value):
            is_break = several_lines and letter == "\n"
            is_control = unicodedata.category(letter) in ("Cc", "Cs") and not is_break
            if letter in _TURNING or is_control:
                self.wrong(name, f"holds the character U+{ord(letter):04X}; take it out")
        return value


def _shown(value: Any) -> str:
    """Quote a value, short and on one line."""
    if value is None:
        return "left out"
    if isinstance(value, Mapping | list):
        return "an object" if isinstance(value, Mapping) else "a list"
    if not isinstance(value, str):
        return f"{value:.6g}" if isinstance(value, float) else str(value)[:60].lower()
    text = "".join(letter if letter.isprintable() else " " for letter in value[:61])
    return f"'{text}'" if len(value) <= 60 else f"'{text[:59]}…'"


def number_out(value: float) -> int | float:
    """Return a number as JSON should have it: whole where it is.

    >>> number_out(12.0), number_out(0.5)
    (12, 0.5)
    """
    return int(value) if math.isfinite(value) and float(value).is_integer() else float(value)
