"""Crowd sizes in words → the lowest and highest number of persons that the words state."""

from __future__ import annotations

import re
from typing import Final

_SCALE: Final = {
    "thousand": 1_000,
    "k": 1_000,
    "lakh": 100_000,
    "lakhs": 100_000,
    "million": 1_000_000,
}
_NUMBER: Final = (
    r"(\d{1,3}(?:[ ,]\d{3})+|\d+(?:\.\d+)?)(?!\d)\s*(thousand|lakhs?|million|k\b)?(?![\w.])"
)
_PERSONS: Final = (
    r"(?:\s+(?:people|persons|protesters|protestors|participants|demonstrators|workers|students|"
    r"women|men|residents|activists))?"
)
_ABOUT: Final = (
    r"(?:(?:about|around|approximately|approx\.?|roughly|some|nearly|almost|estimated|circa|c\.|~)"
    r"\s*)?"
)
_AT_LEAST: Final = r"(?:at least|more than|over|above|upwards of|no less than|no fewer than|>=?)\s*"
_AT_MOST: Final = r"(?:up to|at most|less than|fewer than|under|below|no more than|<=?)\s*"
_ONE: Final = re.compile(rf"{_ABOUT}{_NUMBER}{_PERSONS}")
_LOW: Final = re.compile(rf"{_AT_LEAST}{_NUMBER}{_PERSONS}")
_LOW_AFTER: Final = re.compile(rf"{_NUMBER}{_PERSONS}\s*(?:\+|or more|plus)")
_HIGH: Final = re.compile(rf"{_AT_MOST}{_NUMBER}{_PERSONS}")
_RANGE: Final = re.compile(
    rf"(?:{_ABOUT}|between\s+|from\s+){_NUMBER}\s*(?:-|–|—|to|and|or)\s*{_NUMBER}{_PERSONS}"
)
_NOTHING: Final = re.compile(
    r"|-|\.|na|n/a|none|unknown|unspecified|no report|not reported|no information|-99|-88|-77|-9"
)
_LARGEST: Final = 10**9


def read_size(words: str) -> tuple[str, str, str]:
    """Read a crowd size: a plain number, one with "about" before it, a range, or a bound.

    Words without a number ("hundreds", "dozens") keep their text and give no number.

    Returns
    -------
    tuple of str
        The words themselves, empty when they say that nothing is known; the lowest and the highest
        number of persons, empty where none is stated.

    >>> read_size("between 200 and 300")
    ('between 200 and 300', '200', '300')
    >>> read_size("at least 1,000")
    ('at least 1,000', '1000', '')
    >>> read_size("hundreds")
    ('hundreds', '', '')
    >>> read_size("no report")
    ('', '', '')
    """
    given = " ".join(words.split())
    plain = given.lower()
    if _NOTHING.fullmatch(plain):
        return "", "", ""
    if found := _RANGE.fullmatch(plain):
        low, high = _persons(found[1], found[2] or found[4]), _persons(found[3], found[4])
        # "1-2 thousand" means thousands at both ends; "500-1 thousand" does not.
        if low > high:
            low = _persons(found[1], found[2])
        return (given, _text(low), _text(high)) if low <= high else (given, "", "")
    if found := _ONE.fullmatch(plain):
        size = _text(_persons(found[1], found[2]))
        return given, size, size
    if found := _LOW.fullmatch(plain) or _LOW_AFTER.fullmatch(plain):
        return given, _text(_persons(found[1], found[2])), ""
    if found := _HIGH.fullmatch(plain):
        return given, "", _text(_persons(found[1], found[2]))
    return given, "", ""


def whole(number: str) -> str:
    """Return a number as whole persons; empty when it is none or below zero.

    >>> whole("216.67"), whole("1,200"), whole("NA"), whole("-99")
    ('217', '1200', '', '')
    """
    try:
        value = float(number.replace(",", ""))
    except ValueError:
        return ""
    return str(round(value)) if 0 <= value < _LARGEST else ""


def _persons(number: str, scale: str | None) -> int:
    return round(float(re.sub(r"[ ,]", "", number)) * _SCALE.get(scale or "", 1))


def _text(persons: int) -> str:
    return str(persons) if persons < _LARGEST else ""
