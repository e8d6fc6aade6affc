"""Reports → events: one site and one day, with the ledger of what was merged and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from geo.schema import EVENT_TYPES

_EVENT_KEY: Final = ["site_id", "date", "date_end", "planned"]


@dataclass(frozen=True)
class Merged:
    """Events with their ledger.

    Attributes
    ----------
    events
        One row an event: ``event_id site_id town_id date date_end event_type planned ended reports
        sources size_low size_high``.
    ledger
        One row a report: its columns, and ``event_id planned ended weak outlet rule``.
        Grouping it by
        ``event_id`` gives the events again, so that nothing merged is lost.
    """

    events: pd.DataFrame
    ledger: pd.DataFrame


def merge_reports(reports: pd.DataFrame, *, outlets: Mapping[str, str] | None = None) -> Merged:
    """Merge the reports that speak of one site on one day.

    Plans are kept apart from what took place. Different sites on one day stay different events,
    however near they are.

    Parameters
    ----------
    reports
        Located reports (`geo.schema.REPORT_DTYPES` and `LOCATION_DTYPES`), any index.
    outlets
        Source label → independent outlet behind it; a label that is missing is its own outlet.
    """
    ledger = reports.assign(
        planned=reports["status"] == "planned",
        ended=reports["status"] == "end",
        weak=reports["certainty"] == "weak",
        outlet=reports["source"].replace(dict(outlets or {})),
    )
    groups = ledger.groupby(_EVENT_KEY, sort=True)
    several = groups["report_id"].transform("size") > 1
    ledger["event_id"] = _event_ids(ledger)
    ledger["rule"] = several.map({True: "same site and day", False: "only report"}).astype("str")
    ranked = ledger["event_type"].map({name: i for i, name in enumerate(EVENT_TYPES)})
    events = groups.agg(
        event_id=("event_id", "first"),
        town_id=("town_id", "first"),
        ended=("ended", "any"),
        reports=("report_id", "nunique"),
        size_low=("size_low", "min"),
        size_high=("size_high", "max"),
    ).reset_index()
    named = ledger[ledger["outlet"] != ""].groupby("event_id")["outlet"].nunique()
    events["sources"] = events["event_id"].map(named).fillna(0).astype("int64")
    commonest = (
        ledger.assign(rank=ranked)
        .groupby(["event_id", "event_type", "rank"], as_index=False)
        .size()
        .sort_values(["event_id", "size", "rank"], ascending=[True, False, True])
        .drop_duplicates("event_id")
        .set_index("event_id")["event_type"]
    )
    events["event_type"] = events["event_id"].map(commonest).astype("str")
    return Merged(events, ledger)


def _event_ids(ledger: pd.DataFrame) -> pd.Series:
    first = ledger["date"].dt.strftime("%Y-%m-%d")
    last = ledger["date_end"].dt.strftime("%Y-%m-%d")
    day = first.where(first == last, first + "/" + last)
    plan = ledger["planned"].map({True: ":planned", False: ""})
    ids: pd.Series = ledger["site_id"] + "@" + day + plan
    return ids.astype("str")
