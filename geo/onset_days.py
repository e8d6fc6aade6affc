"""Where onsets lie: on the first day known, or within the window that vague reports leave open.

A day is *known* when a report dated to the day speaks of it. Known days form stretches by the gap
rule, and each begins with an onset. Days that only reports of a week or a month may mean begin
nothing where known days of the site lie among them or within the gap rule: they are taken to tell
of the same. Where there are none they have one onset, half a report after they begin.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

Flags = npt.NDArray[np.bool_]
Days = npt.NDArray[np.int64]
Rows = npt.NDArray[np.intp]
Numbers = npt.NDArray[np.integer]

_ROUNDING: Final = 1e-9
_DAY: Final = "datetime64[D]"


def find_onsets(active: pd.DataFrame, *, gap_days: int) -> pd.DataFrame:
    """Set the onsets of active days.

    Parameters
    ----------
    active
        ``site_id day reports weight precise``, sorted by the first two, one row a site and day.
    gap_days
        How many silent days may lie within one stretch.

    Returns
    -------
    pandas.DataFrame
        Indexed from 0 as the rows of `active`. ``onset`` is whether one lies on that day;
        ``onset_day`` the latest until then, or the coming one on vague days that lead up to it;
        ``onset_low onset_high`` the days between which that onset lies. For an onset on a known day
        these are the first vague day that leads up to it, if any, and the day itself.

    Notes
    -----
    Among vague days alone the mean share of a report in the day is added up: the onset is set where
    the sum reaches one half, which is the middle of a single window, and has come where it reaches
    one, a window's last day.
    """
    site, _ = pd.factorize(active["site_id"])
    day = active["day"].to_numpy().astype(_DAY).astype(np.int64)
    known = active["precise"].to_numpy() > 0
    row = np.arange(len(day))
    onset = _stretches(site, day, known, gap_days)
    if known.all():
        own = day[np.maximum.accumulate(np.where(onset, row, 0))]
        return _frame(onset, own, own, own)
    # Chains: days of one site, known or not, with no longer silence among them than the rule.
    starts = np.flatnonzero(_begins(site, day, gap_days))
    chain = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(day)))
    vague = np.maximum.reduceat(known, starts) == 0
    share = active["weight"].to_numpy() / np.maximum(active["reports"].to_numpy(), 1)
    half, whole = (_reached(share, chain, starts, level) for level in (0.5, 1.0))
    onset[half[vague]] = True
    first = np.minimum.reduceat(np.where(onset, row, len(row)), starts)[chain]
    latest = np.maximum(np.maximum.accumulate(np.where(onset, row, 0)), first)
    last_known = np.maximum.accumulate(np.where(known, row, -1))
    leads = np.maximum(np.append(-1, last_known[:-1]) + 1, starts[chain])
    low, high = day[leads], np.where(vague[chain], day[whole[chain]], day)
    return _frame(onset, day[latest], low[latest], high[latest])


def mark_onsets(
    site: npt.NDArray[np.integer],
    day: npt.NDArray[np.integer],
    *,
    reports: npt.NDArray[np.number],
    weight: npt.NDArray[np.float64],
    precise: npt.NDArray[np.number],
    gap_days: int,
) -> Flags:
    """Mark the days that `find_onsets` sets an onset on, out of columns of numbers.

    Parameters
    ----------
    site, day
        Sorted by both; days counted from any day.
    reports, weight, precise
        As for `find_onsets`.
    gap_days
        As for `find_onsets`.
    """
    known = precise > 0
    onset = _stretches(site, day, known, gap_days)
    if known.all():
        return onset
    starts = np.flatnonzero(_begins(site, day, gap_days))
    ends = np.append(starts[1:], len(day))
    vague = np.flatnonzero(~np.logical_or.reduceat(known, starts))
    # Chains of vague days alone are few: only their rows are looked at.
    length = (ends - starts)[vague]
    first = np.cumsum(length) - length
    chain = np.repeat(np.arange(len(vague)), length)
    row = np.arange(len(chain)) - np.repeat(first, length) + np.repeat(starts[vague], length)
    if len(row):
        share = weight[row] / np.maximum(reports[row], 1)
        onset[row[_reached(share, chain, first, 0.5)]] = True
    return onset


def _stretches(site: Numbers, day: Numbers, known: Flags, gap_days: int) -> Flags:
    """Mark the known days that are a site's first, or its first after too long a silence."""
    rows = np.flatnonzero(known)
    onset = np.zeros(len(day), dtype=bool)
    onset[rows[_begins(site[rows], day[rows], gap_days)]] = True
    return onset


def _begins(site: Numbers, day: Numbers, gap_days: int) -> Flags:
    first = np.ones(len(day), dtype=bool)
    first[1:] = (site[1:] != site[:-1]) | (day[1:] - day[:-1] > gap_days + 1)
    return first


def _reached(share: npt.NDArray[np.float64], chain: Rows, starts: Rows, level: float) -> Rows:
    """Return each chain's first row where its shares add up to a level, or its last row."""
    total = np.cumsum(share)
    before = np.append(0.0, total)[starts]
    row = np.arange(len(share))
    there = total - before[chain] >= level - _ROUNDING
    last = np.append(starts[1:], len(share)) - 1
    found = np.minimum.reduceat(np.where(there, row, len(row)), starts)
    return np.asarray(np.minimum(found, last), dtype=np.intp)


def _frame(onset: Flags, at: Days, low: Days, high: Days) -> pd.DataFrame:
    columns = {"onset_day": at, "onset_low": low, "onset_high": high}
    days = {name: numbers.astype(_DAY).astype("datetime64[s]") for name, numbers in columns.items()}
    return pd.DataFrame({"onset": onset, **days})
