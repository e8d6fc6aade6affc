"""Counts by site and day → each site's lifecycle, and what a map shows for one day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.codes import days_from, group_starts
from geo.errors import InputError
from geo.onset_days import find_onsets
from geo.schema import STATES, TIMELINE_COLUMNS

Mode = Literal["day", "window", "cumulative"]

_STARTED, _CONTINUING, _ENDED, _SILENT = range(len(STATES))
_PLACE: Final = (
    *("site_id", "site", "level", "town_id", "admin1", "admin2", "country"),
    *("latitude", "longitude", "radius_km"),
)
_COLUMNS: Final = (
    *TIMELINE_COLUMNS,
    *("town_id", "admin2", "country", "onset", "onset_day", "weak", "ends"),
    *("weight", "precise", "onset_low", "onset_high"),
)


def build_timeline(
    counts: pd.DataFrame,
    sites: pd.DataFrame,
    *,
    gap_days: int = 1,
    last_day: pd.Timestamp | None = None,
) -> pd.DataFrame:
    """Follow each site from its first day to the last day of the data.

    A day with reports is ``started`` on a site's first day, or on its first day after a silence of
    more than `gap_days` days; ``ended`` when a report says that it ended that day; else
    ``continuing``. A day without a report is ``silent``, whatever came before: silence is not an
    end, and a site active on the last day has not ended.

    Days that only reports of a week or a month may mean (``precise`` is 0) are active, but begin
    nothing and bridge no silence: `geo.onset_days` says where the onset of such reports is set.

    Parameters
    ----------
    counts
        From `geo.engine.count_site_days`.
    sites
        `geo.schema.SITE_DTYPES`; must hold every ``site_id`` of `counts`.
    gap_days
        How many silent days may lie within one stretch of protest.
    last_day
        Where the data end; the last counted day unless given.

    Returns
    -------
    pandas.DataFrame
        One row a site and day, sorted by both: `geo.schema.TIMELINE_COLUMNS`, then ``town_id
        admin2 country``, ``onset`` (bool), ``onset_day`` (the latest onset until then; the coming
        one on days that reports of a week or a month may mean), ``weak`` and ``ends`` (how many of
        the reports are weak, and tell of an end), ``weight`` (sum of the reports' shares of the
        day), ``precise`` (how many of them are known to the day), ``onset_low onset_high`` (the
        days between which that onset lies).

    Raises
    ------
    InputError
        When `gap_days` is negative, or a site is missing from `sites`.
    """
    if gap_days < 0:
        msg = f"The gap rule is {gap_days} days; give 0 or more."
        raise InputError(msg)
    names, site, columns = _laid_out(counts, gap_days=gap_days, last_day=last_day)
    places = sites.take(_rows_of(sites, names))
    own_town = bool((places["town_id"] == places["site_id"]).all())
    for name in _PLACE:
        if not (own_town and name == "town_id"):
            columns[name] = places[name].array.take(site)
    if own_town:
        # A copy shares the text itself, which is never written to.
        columns["town_id"] = columns["site_id"].copy()
    held = {name: columns[name] for name in _COLUMNS if name in columns}
    timeline = pd.DataFrame(held, copy=False)
    if "onset_low" not in held:
        # Copied by pandas when one of them is written to, and not before.
        timeline["onset_low"] = timeline["onset_high"] = timeline["onset_day"]
    return timeline


def days_of(timeline: pd.DataFrame) -> pd.DatetimeIndex:
    """Return every calendar day from the first to the last of a timeline, none left out."""
    if timeline.empty:
        return pd.DatetimeIndex([])
    return pd.date_range(timeline["day"].min(), timeline["day"].max(), unit="s")


def frame_at(
    timeline: pd.DataFrame, day: pd.Timestamp, *, mode: Mode = "day", window_days: int = 3
) -> pd.DataFrame:
    """Return what the map shows for one day: one row a site that had begun by then.

    Parameters
    ----------
    timeline
        From `build_timeline`.
    day
        The last day of the frame.
    mode
        ``day``: that day alone; ``window``: `window_days` days up to it; ``cumulative``: all days
        until it. A site's ``state`` is always that of `day` itself.
    window_days
        Length of the window, the day itself included.

    Returns
    -------
    pandas.DataFrame
        The timeline's columns. ``reports`` and ``weight`` are summed over the frame (a report of a
        week stands on several days: its weights sum to one, it is counted on each); ``sources`` is
        the largest number of outlets on one of its days; sizes are the lowest low and highest high.

    Raises
    ------
    InputError
        When `window_days` is not positive.
    """
    if window_days < 1:
        msg = f"A window of {window_days} days shows nothing; give 1 or more."
        raise InputError(msg)
    until = timeline[timeline["day"] <= day]
    today = until[until["day"] == day]
    if mode == "day" or today.empty:
        return today.reset_index(drop=True)
    first = day - pd.Timedelta(days=window_days - 1)
    shown = until if mode == "cumulative" else until[until["day"] >= first]
    sums = shown.groupby("site_id").agg(
        reports=("reports", "sum"),
        weak=("weak", "sum"),
        ends=("ends", "sum"),
        weight=("weight", "sum"),
        precise=("precise", "sum"),
        sources=("sources", "max"),
        size_low=("size_low", "min"),
        size_high=("size_high", "max"),
    )
    frame = today.drop(columns=list(sums.columns)).merge(sums, on="site_id", how="left")
    return frame[list(timeline.columns)].reset_index(drop=True)


def count_days(timeline: pd.DataFrame, days: pd.DatetimeIndex | None = None) -> pd.DataFrame:
    """Sum a timeline by day: ``day reports active started ended silent sites``.

    ``active`` sites had a report that day, ``started`` and ``ended`` ones are among them, ``sites``
    had begun by then. There is one row for each of `days`, the timeline's own unless given.
    """
    days = days_of(timeline) if days is None else days
    grouped = timeline.groupby("day")
    state = timeline["state"]
    table = pd.DataFrame(
        {
            "reports": grouped["reports"].sum(),
            "active": (state != "silent").groupby(timeline["day"]).sum(),
            "started": timeline["onset"].groupby(timeline["day"]).sum(),
            "ended": (state == "ended").groupby(timeline["day"]).sum(),
            "silent": (state == "silent").groupby(timeline["day"]).sum(),
            "sites": grouped["site_id"].nunique(),
        }
    )
    return table.reindex(days, fill_value=0).rename_axis("day").astype("int64").reset_index()


@dataclass(frozen=True, eq=False)
class _Grid:
    """Every day of every site, one row each.

    ``names`` are the sites, ``site`` and ``day`` (since 1970-01-01) those of each row, and
    ``active`` the rows with a report, in the order of the counts.
    """

    names: pd.Index
    site: npt.NDArray[np.int32]
    day: npt.NDArray[np.int32]
    active: npt.NDArray[np.intp]


def _laid_out(
    counts: pd.DataFrame, *, gap_days: int, last_day: pd.Timestamp | None
) -> tuple[pd.Index, npt.NDArray[np.int32], dict[str, Any]]:
    """Return the sites, the site of each row, and each column that is no place's."""
    active = counts.sort_values(["site_id", "day"], ignore_index=True)
    onsets = find_onsets(active, gap_days=gap_days)
    grid = _every_day(active, last_day)
    return grid.names, grid.site, _at_their_rows(active, onsets, grid)


def _every_day(active: pd.DataFrame, last_day: pd.Timestamp | None) -> _Grid:
    """Lay out one row for each site and day from its first active day to the last day."""
    site, names = pd.factorize(active["site_id"])
    day = active["day"].to_numpy().astype("datetime64[D]").astype(np.int32)
    first = day[group_starts(site)]
    last = day.max(initial=-(2**31))
    if last_day is not None:
        last = max(last, int(np.datetime64(last_day, "D").astype(np.int64)))
    lengths = last - first + 1
    begin = np.cumsum(lengths) - lengths
    of_row = np.repeat(np.arange(len(first), dtype=np.int32), lengths)
    days = np.arange(lengths.sum(), dtype=np.int32) - np.repeat(begin - first, lengths).astype(
        np.int32
    )
    return _Grid(pd.Index(names), of_row, days, begin[site] + day - first[site])


def _at_their_rows(active: pd.DataFrame, onsets: pd.DataFrame, grid: _Grid) -> dict[str, Any]:
    """Put what is known of active days where they stand among all days."""
    at, length = grid.active, len(grid.site)
    # Rows of one site stand together and the first is active, so that the last active row before
    # is its own.
    latest = np.zeros(length, dtype=np.int32)
    latest[at] = np.arange(len(at))
    np.maximum.accumulate(latest, out=latest)
    onset = np.zeros(length, dtype=bool)
    onset[at] = onsets["onset"]
    state = np.full(length, _SILENT, dtype=np.int8)
    state[at] = np.where(active["ended"], _ENDED, np.where(onsets["onset"], _STARTED, _CONTINUING))
    columns: dict[str, Any] = {
        "day": days_from(grid.day),
        "state": pd.Index(STATES, dtype="str").take(state).array,
        "onset": onset,
    }
    all_known = bool((onsets["onset_low"] == onsets["onset_high"]).all())
    for name in ("onset_day",) if all_known else ("onset_day", "onset_low", "onset_high"):
        columns[name] = onsets[name].to_numpy()[latest]
    for name in ("reports", "sources", "weak", "ends", "precise"):
        columns[name] = np.zeros(length, dtype=np.int64)
        columns[name][at] = active[name]
    columns["weight"] = np.zeros(length)
    columns["weight"][at] = active["weight"]
    for name in ("size_low", "size_high"):
        unknown = np.ones(length, dtype=bool)
        unknown[at] = active[name].isna()
        sizes = np.zeros(length, dtype=np.int64)
        sizes[at] = active[name].fillna(0)
        columns[name] = pd.arrays.IntegerArray(sizes, unknown)
    return columns


def _rows_of(sites: pd.DataFrame, names: pd.Index) -> npt.NDArray[np.intp]:
    """Return the row of the site table that each name stands in."""
    row = pd.Index(sites["site_id"]).get_indexer(names)
    if (row < 0).any():
        name = str(names[int((row < 0).argmax())])[:60]
        msg = f"The site {name!r} is counted but not in the table of sites; add its row."
        raise InputError(msg)
    return np.asarray(row, dtype=np.intp)
