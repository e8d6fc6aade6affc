"""Weeks and months instead of days, for data of years."""

from __future__ import annotations

from typing import Final, Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import InputError
from geo.timeline import count_days

Granularity = Literal["day", "week", "month"]
GRANULARITIES: Final[tuple[Granularity, ...]] = get_args(Granularity)

_DAY: Final = "datetime64[D]"
_LONG_DAYS: Final = 120
_VERY_LONG_DAYS: Final = 3 * 365


def propose_granularity(days: int) -> Granularity:
    """Propose what to show so many days by: days, above four months weeks, above 3 years months.

    >>> propose_granularity(7), propose_granularity(365), propose_granularity(3650)
    ('day', 'week', 'month')
    """
    if days <= _LONG_DAYS:
        return "day"
    return "week" if days <= _VERY_LONG_DAYS else "month"


def period_starts(days: pd.Series, granularity: Granularity) -> pd.Series:
    """Return the first day of the period of each day: a week's Monday, a month's first.

    Raises
    ------
    InputError
        When the granularity is none of `GRANULARITIES`.

    >>> day = pd.Series(pd.to_datetime(["2021-01-06"]))
    >>> period_starts(day, "week")[0].day, period_starts(day, "month")[0].day
    (4, 1)
    """
    checked_granularity(granularity)
    number = days.to_numpy().astype(_DAY)
    return pd.Series(_starts(number, granularity).astype("datetime64[s]"), index=days.index)


def periods_between(
    first: pd.Timestamp, last: pd.Timestamp, granularity: Granularity
) -> pd.DatetimeIndex:
    """Return the first day of every period from that of one day to that of another."""
    checked_granularity(granularity)
    ends = _starts(np.array([first, last], dtype="datetime64[s]").astype(_DAY), granularity)
    if granularity == "month":
        months = ends.astype("datetime64[M]")
        starts = np.arange(months[0], months[1] + 1).astype(_DAY)
    else:
        starts = np.arange(ends[0], ends[1] + 1, 7 if granularity == "week" else 1)
    return pd.DatetimeIndex(starts.astype("datetime64[s]"), name="day")


def timeline_by(timeline: pd.DataFrame, granularity: Granularity) -> pd.DataFrame:
    """Gather a timeline's days into weeks or months.

    Parameters
    ----------
    timeline
        From `geo.timeline.build_timeline`.
    granularity
        ``day`` gives the timeline back.

    Returns
    -------
    pandas.DataFrame
        The same columns, one row a site and period, ``day`` being the period's first. ``reports
        weight precise weak ends`` are summed, ``sources`` is the largest of a day, sizes are the
        lowest low and the highest high. ``onset`` is whether one lies in the period, and
        ``onset_day`` the last onset until its end, a day still. ``state`` is ``ended`` when the
        last day with a report is; else ``started`` with an onset, ``continuing`` with a report, and
        ``silent`` without any. ``active_days`` is added: how many days have a report.
    """
    checked_granularity(granularity)
    rows = timeline.sort_values(["site_id", "day"], ignore_index=True)
    is_active = (rows["state"] != "silent").to_numpy(dtype=bool)
    if granularity == "day" or rows.empty:
        return rows.assign(active_days=is_active.astype(np.int64))
    site, _ = pd.factorize(rows["site_id"])
    start = _starts(rows["day"].to_numpy().astype(_DAY), granularity)
    begins = np.ones(len(rows), dtype=bool)
    begins[1:] = (np.diff(site) != 0) | (start[1:] != start[:-1])
    starts = np.flatnonzero(begins)
    last = np.append(starts[1:], len(rows)) - 1
    gathered = rows.iloc[last].reset_index(drop=True)
    gathered["day"] = start[starts].astype("datetime64[s]")
    for name in ("reports", "weak", "ends", "precise", "weight"):
        gathered[name] = np.add.reduceat(rows[name].to_numpy(), starts)
    gathered["sources"] = np.maximum.reduceat(rows["sources"].to_numpy(), starts)
    for name, pick in (("size_low", np.fmin), ("size_high", np.fmax)):
        sizes = rows[name].to_numpy(dtype=np.float64, na_value=np.nan)
        gathered[name] = pd.Series(pick.reduceat(sizes, starts)).astype("Int64")
    onset = np.logical_or.reduceat(rows["onset"].to_numpy(dtype=bool), starts)
    active_days = np.add.reduceat(is_active.astype(np.int64), starts)
    gathered["onset"], gathered["active_days"] = onset, active_days
    gathered["state"] = _states(rows, is_active, starts, onset=onset, active=active_days > 0)
    return gathered[[*timeline.columns, "active_days"]]


def count_periods(
    timeline: pd.DataFrame,
    granularity: Granularity,
    *,
    first: pd.Timestamp | None = None,
    last: pd.Timestamp | None = None,
) -> pd.DataFrame:
    """Count by day, week or month what `geo.timeline.count_days` counts, no period left out.

    Parameters
    ----------
    timeline
        From `geo.timeline.build_timeline`.
    granularity
        Length of a period; a site that is active on several of its days counts once.
    first, last
        The days to count from and to; the timeline's own unless given.
    """
    if timeline.empty and (first is None or last is None):
        return count_days(timeline)
    begin = timeline["day"].min() if first is None else first
    end = timeline["day"].max() if last is None else last
    return count_days(timeline_by(timeline, granularity), periods_between(begin, end, granularity))


def _states(
    rows: pd.DataFrame,
    is_active: npt.NDArray[np.bool_],
    starts: npt.NDArray[np.intp],
    *,
    onset: npt.NDArray[np.bool_],
    active: npt.NDArray[np.bool_],
) -> pd.Series:
    order = np.arange(len(rows))
    latest = np.maximum.reduceat(np.where(is_active, order, -1), starts)
    ended = (rows["state"] == "ended").to_numpy(dtype=bool)[np.maximum(latest, 0)] & (latest >= 0)
    words = np.select([ended, onset, active], ["ended", "started", "continuing"], "silent")
    return pd.Series(words, dtype="str")


def _starts(
    day: npt.NDArray[np.datetime64], granularity: Granularity
) -> npt.NDArray[np.datetime64]:
    if granularity == "month":
        return np.asarray(day.astype("datetime64[M]").astype(_DAY))
    if granularity == "day":
        return day
    # 1 January 1970 was a Thursday.
    return np.asarray(day - ((day.astype(np.int64) + 3) % 7).astype("timedelta64[D]"))


def checked_granularity(word: str) -> Granularity:
    """Return a word as a granularity.

    Raises
    ------
    InputError
        When it is none of `GRANULARITIES`.
    """
    for known in GRANULARITIES:
        if word == known:
            return known
    msg = f"There is no granularity {str(word)[:60]!r}; give day, week or month."
    raise InputError(msg)
