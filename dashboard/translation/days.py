"""Days in words."""

from __future__ import annotations

import pandas as pd

from geo.narrative import Language, day_in_words


def date_in_words(day: pd.Timestamp, language: Language, *, weekday: bool = True) -> str:
    """Write a day out in a language.

    >>> date_in_words(pd.Timestamp("2021-01-06"), "ur", weekday=False)
    '۶ جنوری ۲۰۲۱'
    """
    return day_in_words(day, weekday=weekday, language=language)
