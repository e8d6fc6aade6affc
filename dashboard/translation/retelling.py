"""Sentences that the library makes in English, told again in the language of the run.

The library knows no interface and no language but its own: its notes, doubts and errors are English
sentences with names and numbers filled in. Here they are known by their pattern, as the catalogue
``library.po`` has them, and what was filled in is told again in its turn.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final

from dashboard.translation.catalogue import apart, entries, language
from dashboard.translation.po import read_po
from geo.narrative import Language
from geo.narrative_ur import digits

_FILE: Final = "library.po"
_FILLED: Final = re.compile(r"\\\{(\w+)\\\}")
_PLACE: Final = re.compile(r"(\{\w+\})")
_BETWEEN: Final = re.compile(r"(?<=[^\d.]\.) (?=[A-Z0-9'(])|(?<=;) ")
_NUMBER: Final = re.compile(r"[-−]?\d[\d,.:/\s%-]*")
_DEPTH: Final = 4
_LONGEST: Final = 2000
"""Characters of a text that is looked at; whatever is longer is a file's, not the library's."""


@dataclass(frozen=True)
class _Pattern:
    text: re.Pattern[str]
    words: str
    literal: int


def retell(told: object, language_told: Language | None = None) -> str:
    """Tell a sentence of the library in a language, the run's unless told.

    What no pattern knows stays English, set apart from the words around it.

    Parameters
    ----------
    told
        A sentence, several of them, or an error whose message they are.

    >>> retell("no place named", "ur")
    'کسی جگہ کا نام نہیں'
    """
    spoken, text = language_told or language(), str(told)
    if spoken == "en" or len(text) > _LONGEST:
        return text
    return _told(text, spoken, _DEPTH)


def _told(text: str, spoken: Language, depth: int) -> str:
    whole = _known(text, spoken, depth)
    if whole is not None:
        return whole
    if _NUMBER.fullmatch(text):
        return digits(text.replace(",", "٬") if re.fullmatch(r"\d{1,3}(,\d{3})+", text) else text)
    parts = _BETWEEN.split(text)
    if depth and len(parts) > 1:
        return " ".join(_told(part, spoken, depth - 1) for part in parts)
    return apart(text, spoken)


def _known(text: str, spoken: Language, depth: int) -> str | None:
    """Return a text in other words where the catalogue knows it or its pattern."""
    bare = text.rstrip(".;")
    end = text[len(bare) :].replace(".", "۔").replace(";", "؛")
    for asked, after in ((text, ""), (bare, end)):
        entry = entries(spoken).get(asked)
        if entry is not None and "{" not in asked:
            return entry.words[0] + after
    if not depth:
        return None
    for asked, after in ((bare, end), (text, "")) if end else ((text, ""),):
        for pattern in _patterns(spoken):
            found = pattern.text.fullmatch(asked)
            if found is not None:
                values = {
                    f"{{{name}}}": _told(value, spoken, depth - 1)
                    for name, value in found.groupdict(default="").items()
                }
                pieces = _PLACE.split(pattern.words)
                return "".join(values.get(piece, piece) for piece in pieces) + after
    return None


@lru_cache(maxsize=2)
def _patterns(spoken: Language) -> tuple[_Pattern, ...]:
    """Return the catalogue's patterns, those that say most by themselves first."""
    file = resources.files("dashboard.translation") / spoken / _FILE
    found = []
    for entry in read_po(file.read_text(encoding="utf-8"), where=_FILE):
        if "{" not in entry.english:
            continue
        written = _FILLED.sub(r"(?P<\1>.+?)", re.escape(entry.english))
        literal = len(re.sub(r"\{\w+\}", "", entry.english))
        found.append(_Pattern(re.compile(written, re.DOTALL), entry.words[0], literal))
    return tuple(sorted(found, key=lambda pattern: -pattern.literal))
