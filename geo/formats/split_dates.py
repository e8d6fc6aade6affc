"""Year, month and day in columns of their own → one date, with no more precision than they have."""

from __future__ import annotations

import re
from typing import Final

import pandas as pd

from geo.formats.text import Text, by_distinct, series_of, text_of

_MONTH_ONLY: Final = re.compile(r"\d{4}-\d{2}")
_YEAR: Final = re.compile(r"\d{4}")


def join_columns(year: Text, month: Text, day: Text) -> tuple[Text, Text, Text]:
    """Join columns of parts to a date in ISO form.

    Without a day the date is a month (``1975-03``). Without a month no day can be told: the date
    stays empty and the year goes into a note. A day that the calendar does not have is given as it
    stands, for the reader of dates to refuse.

    Returns
    -------
    tuple of Text
        Date; precision (``day`` or ``month``); note. Each empty where there is none.
    """
    from geo.dates import join_parts

    rows = pd.RangeIndex(len(year))
    date = text_of(join_parts(*(series_of(part, rows) for part in (year, month, day))))
    precision, note = by_distinct([date, year], _told)
    return date, precision, note


def _told(date: str, year: str) -> tuple[str, str]:
    """Return what is known of a date, and what is not in words.

    >>> _told("1975-03", "1975"), _told("", "1970")
    (('month', 'The day is not known.'), ('', 'Only the year 1970 is known.'))
    """
    if date:
        only_month = _MONTH_ONLY.fullmatch(date) is not None
        return ("month", "The day is not known.") if only_month else ("day", "")
    known = _YEAR.match(year)
    return "", f"Only the year {known[0]} is known." if known else ""
