"""Dates split over a year, a month and a day column → ISO text."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.dates.words import MONTHS, fold


def join_parts(year: pd.Series, month: pd.Series, day: pd.Series) -> pd.Series:
    """Join split dates into ISO text that `parse_days` reads.

    Parameters
    ----------
    year, month, day
        Text or numbers on one index; a month may be a name. Blank, 0 or negative (-99) is unknown.

    Returns
    -------
    pandas.Series
        ``2021-01-05``, or ``2021-01`` where the day is unknown, or empty where the year or the
        month is. A part that is no such number is passed on as it stands (``2021-13-05``), so that
        the row is set aside with what was written.

    >>> one = pd.Series(["1"])
    >>> join_parts(pd.Series(["2021"]), one, pd.Series(["0"])).tolist()
    ['2021-01']
    """
    code = np.zeros(len(year), dtype="int64")
    texts: list[list[str]] = []
    for column in (year, month, day):
        codes, found = pd.factorize(column.astype("str").fillna(""))
        code = code * max(len(found), 1) + codes
        texts.append([str(text).strip() for text in found])
    rows, distinct = pd.factorize(code)
    whole, days = np.divmod(distinct, max(len(texts[2]), 1))
    years, months = np.divmod(whole, max(len(texts[1]), 1))
    joined = [
        _join(texts[0][y], texts[1][m], texts[2][d])
        for y, m, d in zip(years, months, days, strict=True)
    ]
    return pd.Series(pd.array(joined, dtype="str").take(rows), index=year.index, dtype="str")


def _join(year: str, month: str, day: str) -> str:
    named = MONTHS.get(fold(month).rstrip("."))
    parts = (_number(year), str(named) if named else _number(month), _number(day))
    if not parts[0] or not parts[1]:
        return ""
    known = parts if parts[2] else parts[:2]
    return "-".join(
        part.zfill(width) if part.isdecimal() else part
        for part, width in zip(known, (4, 2, 2), strict=False)
    )


def _number(text: str) -> str:
    """Return a whole number's digits, empty where it is unknown, other text as it stands."""
    if not text:
        return ""
    whole, _, fraction = text.partition(".")
    try:
        number = int(whole)
    except ValueError:
        return text
    if fraction.strip("0"):
        return text
    return str(number) if number > 0 else ""
