"""Days in words."""

from __future__ import annotations

import pandas as pd

from dashboard.translation.catalogue import language as spoken
from geo.narrative import Language, day_in_words
from geo.narrative_ur import digits


def date_in_words(
    day: pd.Timestamp, language: Language | None = None, *, weekday: bool = True
) -> str:
    """Write a day out in a language, the run's unless told.

    >>> date_in_words(pd.Timestamp("2021-01-06"), "ur", weekday=False)
    '۶ جنوری ۲۰۲۱'
    """
    return day_in_words(day, weekday=weekday, language=language or spoken())


def iso_date(day: pd.Timestamp, language: Language | None = None) -> str:
    """Write a day as ``YYYY-MM-DD`` in a language's digits, for tables and sliders.

    Behind Urdu letters its parts would change places: it is set apart from them.

    >>> iso_date(pd.Timestamp("2021-01-06"), "ur").strip("\N{LEFT-TO-RIGHT ISOLATE}\u2069")
    '۲۰۲۱-۰۱-۰۶'
    """
    written = f"{day:%Y-%m-%d}"
    if (language or spoken()) != "ur":
        return written
    return f"\N{LEFT-TO-RIGHT ISOLATE}{digits(written)}\N{POP DIRECTIONAL ISOLATE}"


def digits_said(text: str, language: Language | None = None) -> str:
    """Write the digits of a text, such as of a clock or a date, as a language does.

    >>> digits_said("14:05", "ur")
    '۱۴:۰۵'
    """
    return digits(text) if (language or spoken()) == "ur" else text
