"""Words of the interface: looked up by their English, filled in, written in the right digits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from importlib import resources
from typing import Final, Literal, get_args

from dashboard.translation.po import Entry, read_po
from geo import narrative_ur
from geo.narrative import Language

Direction = Literal["ltr", "rtl"]

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
_DIRECTIONS: Final[dict[Language, Direction]] = {"en": "ltr", "ur": "rtl"}
_LOCALES: Final[dict[Language, str]] = {"en": "en-GB", "ur": "ur-PK"}
_FILLED: Final = re.compile(r"\{(\w+)\}")
_APART: Final = ("\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}")
__all__ = [
    "LANGUAGES",
    "Direction",
    "Language",
    "apart",
    "direction",
    "entries",
    "in_language",
    "language",
    "locale",
    "number",
    "set_language",
    "tr",
    "translate",
    "trn",
]
_spoken: ContextVar[Language] = ContextVar("language", default="en")


def language() -> Language:
    """Return the language that this run speaks."""
    return _spoken.get()


def set_language(language: str) -> Language:
    """Speak a language from now on, and return it; English for a word that names none.

    It holds for the thread that runs. Streamlit runs a fragment or a callback in a thread of its
    own at times: set it there as well.
    """
    known: Language = next((tag for tag in LANGUAGES if tag == language), "en")
    _spoken.set(known)
    return known


@contextmanager
def in_language(language: Language) -> Iterator[None]:
    """Speak a language for a while.

    >>> with in_language("ur"):
    ...     tr("Play")
    'چلائیں'
    """
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def tr(english: str, **values: object) -> str:
    """Return the words of the interface in the language of this run.

    Parameters
    ----------
    english
        As the catalogue has it, with ``{name}`` for what is filled in.
    values
        What is filled in. Whole numbers are written in the language's digits with thousands set
        apart; write others with `number`.
    """
    return translate(english, language(), **values)


def trn(one: str, several: str, n: int, **values: object) -> str:
    """Return the words for one or for several, with ``{n}`` filled in; as `tr` in all else.

    >>> trn("{n} report", "{n} reports", 1234)
    '1,234 reports'
    """
    spoken = language()
    entry = _catalogue(spoken).get(one)
    if entry is not None and entry.several == several:
        found = entry.words[0 if n == 1 else -1]
    else:
        found = one if n == 1 else several
    return _filled(found, {"n": n, **values}, spoken)


def translate(english: str, language: Language, **values: object) -> str:
    """Return the words of the interface in a language; as `tr`.

    >>> translate("Province or territory", "ur")
    'صوبہ یا علاقہ'
    """
    entry = _catalogue(language).get(english)
    return _filled(english if entry is None else entry.words[0], values, language)


def direction(language: Language) -> Direction:
    """Return the direction that a language is written in, for HTML's ``dir``."""
    return _DIRECTIONS[language]


def locale(language: Language) -> str:
    """Return a language's BCP 47 tag, for the browser.

    >>> locale("ur")
    'ur-PK'
    """
    return _LOCALES[language]


def number(value: float, language: Language | None = None, *, decimals: int = 0) -> str:
    """Write a number with a language's digits, the run's unless told, thousands set apart.

    >>> number(1234.5, "en", decimals=1), number(1234, "ur")
    ('1,234.5', '۱٬۲۳۴')
    """
    if (language or _spoken.get()) == "ur":
        return narrative_ur.number(value, decimals=decimals)
    return f"{value:,.{decimals}f}"


def apart(text: str, language: Language | None = None) -> str:
    """Set a Latin name apart from Urdu words, so that it does not turn those around it.

    >>> apart("Dawn", "en")
    'Dawn'
    """
    strong = (unicodedata.bidirectional(letter) for letter in text)
    first = next((kind for kind in strong if kind in ("L", "R", "AL")), "")
    return text.join(_APART) if (language or _spoken.get()) == "ur" and first == "L" else text


def entries(language: Language) -> Mapping[str, Entry]:
    """Return the catalogue of a language by its English; empty for English itself."""
    return _catalogue(language)


@lru_cache(maxsize=4)
def _catalogue(language: Language) -> dict[str, Entry]:
    if language == "en":
        return {}
    folder = resources.files("dashboard.translation") / language
    files = sorted(file.name for file in folder.iterdir() if file.name.endswith(".po"))
    found: dict[str, Entry] = {}
    for name in files:
        for entry in read_po((folder / name).read_text(encoding="utf-8"), where=name):
            found.setdefault(entry.english, entry)
    return found


def _filled(template: str, values: Mapping[str, object], language: Language) -> str:
    return _FILLED.sub(
        lambda found: _written(values[found[1]], language) if found[1] in values else found[0],
        template,
    )


def _written(value: object, language: Language) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return number(value, language)
    return apart(str(value), language)
