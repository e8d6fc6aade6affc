"""Columns that are numbers throughout: seconds since 1970, or the day numbers of a spreadsheet."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from geo.dates.words import to_western_digits

_EPOCH_UNITS: Final = {
    10: (1, "seconds"),
    13: (10**3, "milliseconds"),
    16: (10**6, "microseconds"),
    19: (10**9, "nanoseconds"),
}
_LAST_EPOCH_SECOND: Final = 4_102_444_800
"""1 January 2100."""
_FIRST_SERIAL: Final = 20_000
_LAST_SERIAL: Final = 60_000
_SERIAL_ZERO: Final = np.datetime64("1899-12-30", "s")
_NUMBER: Final = r"\d{5,19}(?:\.\d*)?"
SERIAL: Final = r"[2-5]\d{4}|60000"
"""A cell that may be a spreadsheet's day number (20 000 is in 1954, 60 000 in 2064)."""


class NumberedDays(NamedTuple):
    """Days of a column of numbers, and the sentence that says how they were read."""

    days: np.ndarray
    note: str


def read_numbers(texts: pd.Series) -> NumberedDays | None:
    """Read the distinct cells of a column, if they are day or time numbers of one kind throughout.

    Parameters
    ----------
    texts
        Distinct cells, stripped; blank ones are passed over.

    Returns
    -------
    NumberedDays or None
        Days as ``datetime64[s]`` (those of a count of seconds in UTC), or ``None`` where any cell
        is something else.
    """
    given = texts[texts != ""]
    if given.empty or not to_western_digits(given.iloc[0])[:5].isdigit():
        return None
    if not given.str.fullmatch(_NUMBER).all():
        return None
    whole = given.map(to_western_digits) if not given.str.isascii().all() else given
    numbers = whole.astype("float64").to_numpy()
    length = len(whole.iloc[0].partition(".")[0])
    days = np.full(len(texts), np.datetime64("NaT", "s"))
    filled = (texts != "").to_numpy()
    if length == 5 and bool(((numbers >= _FIRST_SERIAL) & (numbers <= _LAST_SERIAL)).all()):
        days[filled] = _SERIAL_ZERO + np.floor(numbers).astype("timedelta64[D]")
        return NumberedDays(days, "numbers were read as Excel day numbers")
    if length in _EPOCH_UNITS:
        per_second, unit = _EPOCH_UNITS[length]
        seconds = numbers / per_second
        if bool(((numbers >= 10 ** (length - 1)) & (seconds < _LAST_EPOCH_SECOND)).all()):
            midnight = seconds.astype("datetime64[s]").astype("datetime64[D]")
            days[filled] = midnight.astype("datetime64[s]")
            return NumberedDays(days, f"numbers were read as {unit} since 1970, days as in UTC")
    return None
