"""Each stretch of protest as one row: its onset, its last report, and whether its end was seen."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

LIFECYCLE_DTYPES: Final[dict[str, str]] = {
    "site_id": "str",
    "site": "str",
    "admin1": "str",
    "onset_day": "datetime64[s]",
    "onset_low": "datetime64[s]",
    "onset_high": "datetime64[s]",
    "last_day": "datetime64[s]",
    "days": "int64",
    "active_days": "int64",
    "reports": "int64",
    "weight": "float64",
    "ended": "bool",
    "censored": "bool",
}
"""One row a site and onset. `last_day` is that of its last report, never that of an end unless
`ended`; `censored` means that it may go on beyond the data."""


def lifecycles(
    timeline: pd.DataFrame, *, gap_days: int = 1, last_day: pd.Timestamp | None = None
) -> pd.DataFrame:
    """Gather a timeline into stretches.

    Parameters
    ----------
    timeline
        From `geo.timeline.build_timeline`.
    gap_days
        The rule that the timeline was built with.
    last_day
        Where the data end; the timeline's last day unless given.

    Returns
    -------
    pandas.DataFrame
        `LIFECYCLE_DTYPES`, by onset day and site. ``days`` run from the first to the last day with
        a report, silent ones in between counted. A stretch is ``censored`` when no report tells of
        its end and the data stop before its silence is longer than the gap rule: such a stretch has
        no known length, and a mean over the others alone is too short.
    """
    active = timeline[(timeline["state"] != "silent").to_numpy(dtype=bool)]
    if active.empty:
        return pd.DataFrame(
            {name: pd.Series(dtype=kind) for name, kind in LIFECYCLE_DTYPES.items()}
        )
    rows = active.sort_values(["site_id", "day"])
    grouped = rows.groupby(["site_id", "onset_day"], sort=False)
    table = grouped.agg(
        site=("site", "first"),
        admin1=("admin1", "first"),
        onset_low=("onset_low", "first"),
        onset_high=("onset_high", "first"),
        first_day=("day", "min"),
        last_day=("day", "max"),
        active_days=("day", "size"),
        reports=("reports", "sum"),
        weight=("weight", "sum"),
        state=("state", "last"),
    ).reset_index()
    table["days"] = (table["last_day"] - table["first_day"]).dt.days + 1
    table["ended"] = table["state"] == "ended"
    end = timeline["day"].max() if last_day is None else last_day
    table["censored"] = ~table["ended"] & ((end - table["last_day"]).dt.days <= gap_days)
    ordered = table.sort_values(["onset_day", "site_id"], ignore_index=True)
    return ordered[list(LIFECYCLE_DTYPES)].astype(LIFECYCLE_DTYPES)


def planned_days(ledger: pd.DataFrame, timeline: pd.DataFrame, *, by: str) -> pd.DataFrame:
    """Tell what was planned, apart from what took place.

    Parameters
    ----------
    ledger
        From `geo.merge.merge_reports`.
    timeline
        Of the same reports and the same `by`.
    by
        ``site_id`` or ``town_id``.

    Returns
    -------
    pandas.DataFrame
        ``site_id day reports reported``, one row a site and day that a plan names. ``reported`` is
        whether a protest is reported there for that day: its absence is no proof that none was.
    """
    plans = ledger[ledger["planned"].to_numpy(dtype=bool)]
    length = ((plans["date_end"] - plans["date"]).dt.days + 1).clip(lower=1).to_numpy()
    first = np.repeat(plans["date"].to_numpy().astype("datetime64[D]"), length)
    offset = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    days = pd.DataFrame(
        {
            "site_id": np.repeat(plans[by].astype("str").to_numpy(), length),
            "day": (first + offset.astype("timedelta64[D]")).astype("datetime64[s]"),
            "report_id": np.repeat(plans["report_id"].astype("str").to_numpy(), length),
        }
    ).astype({"site_id": "str"})
    grouped = days.groupby(["site_id", "day"])["report_id"].nunique()
    table = grouped.rename("reports").reset_index()
    active = timeline.loc[timeline["state"] != "silent", ["site_id", "day"]]
    seen = table.merge(active.assign(reported=True), on=["site_id", "day"], how="left")
    return seen.assign(reported=seen["reported"].eq(True))
