"""Reports known to a week or a month only: the days they may mean, each with its share of one.

A report that is dated to a day, or to several days on which protest went on, counts as one on each
of them. One that is dated to a week or a month tells of some day within it: it is spread over the
window with weights that sum to one, and no day of the window is known to have seen protest.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from geo.codes import Floats, Ints, day_numbers, days_from

IMPRECISE: Final = ("week", "month")
_MONDAY: Final = 3
"""Days from 1 January 1970, a Thursday, back to its Monday."""


class Windows(NamedTuple):
    """First and last day of each report's window, as days since 1970-01-01, and a day's weight."""

    first: Ints
    last: Ints
    weight: Floats


def spread_days(first: Ints, last: Ints, precision: pd.Series) -> Windows | None:
    """Widen the reports known to a week or a month to their windows.

    Parameters
    ----------
    first, last
        Days since 1970-01-01, shape (n,).
    precision
        ``date_precision`` of the same reports: ``day``, ``week`` or ``month``.

    Returns
    -------
    Windows or None
        ``None`` when every report is known to the day. A single day stands for the ISO week (Monday
        to Sunday) or the calendar month that holds it, a range for itself. A day's weight is 1 for
        reports known to the day, and else 1 over the length of the window.
    """
    is_week, is_month = (_says(precision, word) for word in IMPRECISE)
    if not (is_week.any() or is_month.any()):
        return None
    begin, end = first.copy(), last.copy()
    single = first == last
    weeks, months = np.flatnonzero(is_week & single), np.flatnonzero(is_month & single)
    begin[weeks] -= (first[weeks] + _MONDAY) % 7
    end[weeks] = begin[weeks] + 6
    month = first[months].astype("datetime64[D]").astype("datetime64[M]")
    begin[months] = month.astype("datetime64[D]").astype(np.int32)
    end[months] = (month + 1).astype("datetime64[D]").astype(np.int32) - 1
    vague = is_week | is_month
    weight = np.ones(len(first))
    weight[vague] = 1.0 / np.maximum(end[vague] - begin[vague] + 1, 1)
    return Windows(begin, end, weight)


def report_windows(reports: pd.DataFrame) -> pd.DataFrame:
    """Return the days that each report may mean: ``first last weight``, indexed as the reports.

    Parameters
    ----------
    reports
        Reports or a ledger: ``date date_end`` and, if there, ``date_precision``.

    >>> row = pd.DataFrame({"date": ["2021-01-06"], "date_end": ["2021-01-06"],
    ...                     "date_precision": ["week"]})
    >>> days = row[["date", "date_end"]].astype("datetime64[s]")
    >>> report_windows(row.assign(**days)).iloc[0].astype(str).tolist()
    ['2021-01-04 00:00:00', '2021-01-10 00:00:00', '0.14285714285714285']
    """
    first, last = day_numbers(reports["date"]), day_numbers(reports["date_end"])
    found = spread_days(first, last, precision_of(reports))
    windows = found or Windows(first, last, np.ones(len(first)))
    return pd.DataFrame(
        {
            "first": days_from(windows.first),
            "last": days_from(windows.last),
            "weight": windows.weight,
        },
        index=reports.index,
    )


def precision_of(reports: pd.DataFrame) -> pd.Series:
    """Return the column of precisions; all reports are known to the day where there is none."""
    if "date_precision" in reports:
        return reports["date_precision"]
    return pd.Series("day", index=reports.index, dtype="str")


def _says(column: pd.Series, word: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.asarray((column == word).fillna(False).to_numpy(dtype=bool))
