"""The reports behind a frame as a list to read: who said what, with the link to where."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any, Final

import pandas as pd

from dashboard.markdown import web_address
from dashboard.translation import iso_date, language, tr, trn

_SHOWN_AT_MOST: Final = 200
STYLE: Final = """
ul.dharna-reports { list-style: none; margin: 0; padding: 0 !important; }
ul.dharna-reports li { margin: 0 !important; padding: 0.35rem 0; border-bottom: 1px solid #8884; }
ul.dharna-reports { font-size: 0.85rem; line-height: 1.35; }
"""


def report_list_html(rows: pd.DataFrame, *, several_days: bool, of_place: bool = False) -> str:
    """Draw the reports of a frame; every cell is escaped.

    Parameters
    ----------
    rows
        From `dashboard.reports.reports_table`.
    several_days
        Whether to say the day of each.
    of_place
        Whether they are those of one place that was clicked on.
    """
    if rows.empty and of_place:
        told = tr("No report from this place in the days shown; it was reported on others.")
        return f"<p>{escape(told)}</p>"
    if rows.empty:
        return f"<p>{escape(tr('No report of this day is left under these filters.'))}</p>"
    records: list[dict[str, Any]] = rows.head(_SHOWN_AT_MOST).to_dict("records")  # type: ignore[assignment]
    items = "".join(_item(row, several_days=several_days) for row in records)
    rest = len(rows) - len(records)
    told = trn("{n} more report is not listed here.", "{n} more reports are not listed here.", rest)
    more = f"<p>{escape(told)}</p>" if rest > 0 else ""
    return f'<ul class="dharna-reports">{items}</ul>{more}'


def context_html(rows: pd.DataFrame, *, places: Mapping[str, str] | None = None) -> str:
    """Draw what happened in those days and was not a protest; every cell is escaped.

    Parameters
    ----------
    rows
        From `dashboard.reports.context_in_span`; may be empty.
    places
        Names of places in the language of the run by those that the rows have.
    """
    if rows.empty:
        return ""
    records: list[dict[str, Any]] = rows.to_dict("records")  # type: ignore[assignment]
    named = places or {}
    items = "".join(
        f"<li><b>{_cell(named.get(row['place'], row['place']))}</b>: {_cell(tr(row['text']))} · "
        f"{_source(row['source'], row['source_url'])}</li>"
        for row in records
    )
    head = escape(tr("Of those days, not protests"))
    return f'<p><b>{head}</b></p><ul class="dharna-reports">{items}</ul>'


def _item(row: dict[str, Any], *, several_days: bool) -> str:
    said = f"{escape(tr(', '))}{_cell(tr(row['Said']))}" if row["Said"] else ""
    day = f"{escape(iso_date(pd.Timestamp(row['Day'])))} · " if several_days else ""
    doubt = f" <i>[{escape(tr(row['Certainty']))}]</i>" if row["Certainty"] != "stated" else ""
    note = f"<br><bdi>{escape(tr(row['Note']))}</bdi>" if row["Note"] else ""
    return (
        f"<li>{day}<b>{_cell(row['Where'])}</b>: {escape(row['What'])}{said} · "
        f"{_source(row['Source'], row['Link'])}{doubt}{note}</li>"
    )


def _cell(text: str) -> str:
    """Escape what a file says; a name in other letters does not turn the words around it."""
    return f"<bdi>{escape(text)}</bdi>" if language() == "ur" else escape(text)


def _source(outlet: str, link: object) -> str:
    name = _cell(outlet or tr("source not stated"))
    address = web_address(link) if isinstance(link, str) else None
    if address is None:
        return name
    address = escape(address, quote=True)
    return f'<a href="{address}" target="_blank" rel="noopener noreferrer">{name}</a>'
