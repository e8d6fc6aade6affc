"""The reports behind a frame, as rows to read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from dashboard.address import ShownMode, ViewState
from dashboard.maps import size_in_words
from dashboard.markdown import web_address
from dashboard.translation import tr
from geo.weights import report_windows

COLUMNS: Final = ("Day", "Where", "What", "Source", "Link", "Said", "Certainty", "Note")


def frame_span(
    day: pd.Timestamp, first_day: pd.Timestamp, *, mode: ShownMode, window_days: int
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first and last day that a frame covers."""
    if mode == "cumulative":
        return first_day, day
    length = window_days if mode == "window" else 1
    return day - pd.Timedelta(days=length - 1), day


def span_of(shown: ViewState, first_day: pd.Timestamp) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first and last day of what a view shows of a campaign from `first_day` on."""
    return frame_span(shown.day, first_day, mode=shown.mode, window_days=shown.window_days)


def reports_in_frame(
    ledger: pd.DataFrame, span: tuple[pd.Timestamp, pd.Timestamp], *, town_id: str = ""
) -> pd.DataFrame:
    """Return the ledger's reports that speak of a day in the span, plans among them."""
    first, last = span
    windows = report_windows(ledger)
    within = (windows["first"] <= last) & (windows["last"] >= first)
    if town_id:
        within &= ledger["town_id"] == town_id
    return ledger[within]


def context_in_span(
    context: pd.DataFrame, span: tuple[pd.Timestamp, pd.Timestamp], *, place: str = ""
) -> pd.DataFrame:
    """Return the campaign's context rows of a span of days, for one place or for all.

    Parameters
    ----------
    context
        Text cells ``date place text source source_url``; empty when a campaign has none.
    span
        First and last day.
    place
        A town's name; all places when empty.
    """
    if context.empty:
        return context
    days = pd.to_datetime(context["date"])
    within = days.between(*span)
    return context[within & (context["place"] == place)] if place else context[within]


def reports_table(reports: pd.DataFrame, *, names: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Turn reports into the rows a reader sees: `COLUMNS`, in the order of day and place.

    Parameters
    ----------
    reports
        Rows of the ledger.
    names
        ``site_id`` → name in the language of the run; elsewhere the place stands as it was written.
    """
    sizes = [
        size_in_words(low, high)
        for low, high in zip(reports["size_low"], reports["size_high"], strict=True)
    ]
    written = reports["spot"].where(reports["spot"] == "", reports["spot"] + ", ") + reports[
        "place"
    ].where(reports["place"] != "", reports["site"])
    where = _named(reports, names).fillna(written) if names else written
    rows = pd.DataFrame(
        {
            "Day": reports["date"].dt.strftime("%Y-%m-%d"),
            "Where": where,
            "What": _what(reports),
            "Source": reports["source"],
            "Link": reports["source_url"].map(web_address),
            "Said": reports["size_text"].where(
                reports["size_text"] != "", pd.Series(sizes, reports.index)
            ),
            "Certainty": reports["certainty"],
            "Note": reports["note"],
        }
    )
    return rows.sort_values(["Day", "Where", "Source"])[list(COLUMNS)].reset_index(drop=True)


def _named(reports: pd.DataFrame, names: Mapping[str, str]) -> pd.Series:
    """Name the site, and its town where it lies within one; none where the name is not known."""
    ids = reports["site_id"].astype("str")
    site, town = ids.map(names), reports["town_id"].astype("str").map(names)
    within = town.notna() & (town != site)
    return site.where(~within, site + tr(", ") + town)


def _what(reports: pd.DataFrame) -> list[str]:
    """Say what a report tells of: a protest, a plan for one, or its end."""
    told = {"planned": "planned: {form}", "end": "end of {form}"}
    return [
        tr(told.get(status, "{form}"), form=tr(form))
        for status, form in zip(reports["status"], reports["event_type"], strict=True)
    ]
