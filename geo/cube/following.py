"""Counts by site and day → the state of each active day, and what a map shows for one day.

As `geo.timeline`, without a row for every silent day: of many sites and years these are most.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.codes import group_starts
from geo.cube.counts import SiteDays
from geo.errors import InputError
from geo.onset_days import mark_onsets
from geo.schema import STATES
from geo.timeline import Mode, build_timeline

Flags = npt.NDArray[np.bool_]
_STARTED, _CONTINUING, _ENDED, _SILENT = range(len(STATES))
_SUMMED: Final = ("reports", "weak", "ends", "weight", "precise")


@dataclass(frozen=True, eq=False)
class ActiveDays:
    """Every day of a site on which something was reported, sorted by site and day.

    Attributes
    ----------
    counts
        What was counted.
    state
        Codes of `geo.schema.STATES`.
    onset
        Whether an onset lies on that day.
    gap_days
        By which rule.
    """

    counts: SiteDays
    state: npt.NDArray[np.uint8]
    onset: Flags
    gap_days: int

    def __len__(self) -> int:
        return len(self.counts)

    @cached_property
    def first_rows(self) -> npt.NDArray[np.intp]:
        """The first row of each site."""
        return group_starts(self.counts.site)

    def rows_of(self, sites: pd.DataFrame, rows: npt.NDArray[Any]) -> pd.DataFrame:
        """Return some rows with the columns of a timeline.

        Parameters
        ----------
        sites
            In the order of the codes.
        rows
            Numbers or flags of the rows.
        """
        counts = self.counts
        frame = sites.iloc[counts.site[rows]].reset_index(drop=True)
        frame["day"] = counts.day[rows].astype("datetime64[D]").astype("datetime64[s]")
        frame["state"] = pd.Index(STATES, dtype="str").take(self.state[rows].astype(np.intp))
        frame["onset"] = self.onset[rows]
        for name, values in counts.rows(rows).items():
            frame[name] = values
        whole: pd.DataFrame = frame.drop(columns="ended")
        return whole

    def first_onsets(self, sites: pd.DataFrame) -> pd.DataFrame:
        """Return the row of each site's first onset, with the columns of a timeline."""
        at = np.flatnonzero(self.onset)
        return self.rows_of(sites, at[group_starts(self.counts.site[at])])

    def frame_at(
        self, sites: pd.DataFrame, day: pd.Timestamp, *, mode: Mode = "day", window_days: int = 3
    ) -> pd.DataFrame:
        """Return what `geo.timeline.frame_at` returns, without the columns of onsets' days."""
        number = int(np.datetime64(day, "D").astype(np.int64))
        counts = self.counts
        today = self.rows_of(sites, counts.day == number)
        begun = counts.site[self.first_rows][counts.day[self.first_rows] <= number]
        quiet = np.setdiff1d(begun, counts.site[counts.day == number], assume_unique=True)
        silent = sites.iloc[quiet].reset_index(drop=True)
        silent = silent.assign(day=day.as_unit("s"), state="silent", onset=False)
        for name in today.columns.difference(silent.columns):
            unknown = pd.array([pd.NA] * len(silent), dtype="Int64")
            silent[name] = unknown if name.startswith("size") else 0
        frame = pd.concat([today, silent], ignore_index=True) if len(silent) else today
        frame = frame.sort_values("site_id", ignore_index=True)
        if mode == "day" or frame.empty:
            return frame
        first = -(2**31) if mode == "cumulative" else number - window_days + 1
        within = (counts.day >= first) & (counts.day <= number)
        sums = self.rows_of(sites, within).groupby("site_id")
        total = sums.agg(
            **{name: (name, "sum") for name in _SUMMED},
            sources=("sources", "max"),
            size_low=("size_low", "min"),
            size_high=("size_high", "max"),
        )
        found = total.reindex(frame["site_id"]).reset_index(drop=True)
        for name in total.columns:
            filled = found[name] if name.startswith("size") else found[name].fillna(0)
            frame[name] = filled.astype(frame[name].dtype)
        return frame

    def timeline_rows(self, last_day: pd.Timestamp) -> int:
        """Return how many rows `timeline` has."""
        last = int(np.datetime64(last_day, "D").astype(np.int64))
        return int((last - self.counts.day[self.first_rows] + 1).clip(0).sum())

    def timeline(
        self, sites: pd.DataFrame, *, last_day: pd.Timestamp, most_rows: int
    ) -> pd.DataFrame:
        """Return the timeline with its silent days, as `geo.timeline.build_timeline` gives it.

        Raises
        ------
        InputError
            When it has more than `most_rows` rows.
        """
        rows = self.timeline_rows(last_day)
        if rows > most_rows:
            msg = (
                f"{rows:,} days of sites are too many to be measured at once "
                f"(at most {most_rows:,}); filter by province, form or organiser."
            )
            raise InputError(msg)
        return build_timeline(self.counts.frame(), sites, gap_days=self.gap_days, last_day=last_day)


def follow_counts(counts: SiteDays, *, gap_days: int) -> ActiveDays:
    """Say what each active day is: started, continuing or ended, by the rules of the timeline."""
    named = {name: counts.columns[name] for name in ("reports", "weight", "precise")}
    onset = mark_onsets(counts.site, counts.day, gap_days=gap_days, **named)
    state = np.where(counts.columns["ended"], _ENDED, np.where(onset, _STARTED, _CONTINUING))
    return ActiveDays(counts, state.astype(np.uint8), onset, gap_days)
