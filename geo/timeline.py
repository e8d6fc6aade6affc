"""Counts by site and day → each site's lifecycle, and what a map shows for one day."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from geo.errors import InputError

Mode = Literal["day", "window", "cumulative"]


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
        admin2 country``, ``onset`` (bool), ``onset_day`` (the latest onset until then), ``weak``
        and ``ends`` (how many of the reports are weak, and tell of an end).

    Raises
    ------
    InputError
        When `gap_days` is negative.
    """
    if gap_days < 0:
        msg = f"The gap rule is {gap_days} days; give 0 or more."
        raise InputError(msg)
    active = counts.sort_values(["site_id", "day"]).reset_index(drop=True)
    step = active.groupby("site_id")["day"].diff().dt.days
    active["onset"] = step.isna() | (step - 1 > gap_days)
    active["state"] = np.where(
        active["ended"], "ended", np.where(active["onset"], "started", "continuing")
    )
    grid = _every_day(active, last_day)
    full = grid.merge(active.drop(columns="ended"), on=["site_id", "day"], how="left")
    full["state"] = full["state"].fillna("silent").astype("str")
    full["onset"] = full["onset"].eq(True)
    numbers = ["reports", "sources", "weak", "ends"]
    full[numbers] = full[numbers].fillna(0).astype("int64")
    onset_day = full["day"].where(full["onset"])
    full["onset_day"] = onset_day.groupby(full["site_id"]).ffill().astype("datetime64[s]")
    placed = full.merge(sites, on="site_id", how="left", validate="many_to_one")
    return placed[
        [
            *("site_id", "site", "level", "admin1", "latitude", "longitude", "radius_km"),
            *("day", "state", "reports", "sources", "size_low", "size_high"),
            *("town_id", "admin2", "country", "onset", "onset_day", "weak", "ends"),
        ]
    ]


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
        The timeline's columns. ``reports`` is summed over the frame; ``sources`` is the largest
        number of outlets on one of its days; sizes are the lowest low and highest high.

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


def _every_day(active: pd.DataFrame, last_day: pd.Timestamp | None) -> pd.DataFrame:
    """Return one row for each site and day from its first active day to the last day."""
    if active.empty:
        return active[["site_id", "day"]]
    first = active.groupby("site_id")["day"].min()
    last = active["day"].max() if last_day is None else max(active["day"].max(), last_day)
    lengths = ((last - first).dt.days + 1).to_numpy()
    starts = np.repeat(first.to_numpy().astype("datetime64[D]"), lengths)
    offsets = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return pd.DataFrame(
        {
            "site_id": np.repeat(first.index.to_numpy(), lengths),
            "day": (starts + offsets.astype("timedelta64[D]")).astype("datetime64[s]"),
        }
    ).astype({"site_id": "str"})
