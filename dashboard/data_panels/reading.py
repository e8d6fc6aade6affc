"""Panel Reading: what each table was taken for, and how to read it another way."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pandas as pd
import streamlit as st

from dashboard import own_campaign
from dashboard.markdown import plain
from dashboard.translation import number, retell, tr, trn
from dashboard.workspace import Entry, Workspace, with_options, without
from geo.checking import ReadOptions, ReadResult
from geo.schema import REPORT_DTYPES

_PREVIEW_ROWS: Final = 8
_NONE: Final = ""
_FIXES: Final = {
    "exchange": "exchange the two",
    "blank": "leave them out, so that the place's name counts",
}
_OFFERED: Final = (
    *("date", "date_end", "place", "spot", "admin2", "admin1", "country"),
    *("latitude", "longitude", "coordinates", "event_type", "organiser", "source", "source_url"),
    *("size_low", "size_high", "size_text", "status", "certainty", "report_id", "note"),
)


def draw(held: Workspace) -> None:
    """Draw one fold for each table."""
    for position, entry in enumerate(held.entries):
        with st.expander(_heading(entry), expanded=entry.read is None):
            if entry.error:
                st.error(plain(retell(entry.error)))
            if entry.read is not None:
                _said(entry.read)
            _choices(held, position, entry)
            _mapping(held, position, entry)
            if st.button(tr("Put this table away"), key=f"away-{position}"):
                _hold(without(held, position))


def _heading(entry: Entry) -> str:
    read = entry.read
    if read is None:
        return tr("{name}: cannot be read yet", name=plain(entry.name))
    return tr(
        "{name}: {format}, {rows} read, {rejected} rejected",
        name=plain(entry.name),
        format=plain(retell(read.recognition.title)),
        rows=trn("{n} row", "{n} rows", read.rows_read),
        rejected=len(read.rejected),
    )


def _said(read: ReadResult) -> None:
    for note in read.notes:
        st.markdown(f"- {plain(retell(note))}")


def _choices(held: Workspace, position: int, entry: Entry) -> None:
    """Offer what was found and not done: rows set aside, coordinates to exchange."""
    read, options = entry.read, entry.options
    aside = len(read.set_aside) if read is not None else 0
    if aside or options.include_aside:
        chosen = st.checkbox(
            tr("Count rows that are no protests as well ({n} are set aside)", n=aside),
            value=options.include_aside,
            key=f"aside-{position}",
        )
        if read is not None and aside:
            reasons = read.set_aside["reason"].value_counts()
            told = (f"{retell(name)}: {number(n)}" for name, n in reasons.head(6).items())
            st.caption(plain(tr("; ").join(told)))
        if chosen != options.include_aside:
            _hold(with_options(held, position, replace(options, include_aside=chosen)))
    for finding in read.findings if read is not None else ():
        if finding.fix is None:
            continue
        applied = finding.kind in options.fixes
        chosen = st.checkbox(
            f"{plain(retell(finding.sentence))}: {tr(_FIXES[finding.fix])}",
            value=applied,
            key=f"{finding.kind}-{position}-{len(finding.lines)}",
        )
        if chosen != applied:
            fixes = options.fixes ^ {finding.kind}
            _hold(with_options(held, position, replace(options, fixes=fixes)))


def _mapping(held: Workspace, position: int, entry: Entry) -> None:
    """Show which column plays which part beside its first cells, to be changed."""
    columns = [_NONE, *entry.table.columns_all]
    roles = dict(entry.read.recognition.roles) if entry.read else dict(entry.options.roles)
    offered = [name for name in (*_OFFERED, *REPORT_DTYPES) if name in _OFFERED or name in roles]
    offered = list(dict.fromkeys(offered))
    lines = entry.table.cells.index[:_PREVIEW_ROWS]
    first = entry.table.fetch(lines.tolist())
    shown = pd.DataFrame(
        {
            "part": offered,
            "column": [roles.get(name, _NONE) for name in offered],
            "first cells": [_sample(first, roles.get(name, _NONE)) for name in offered],
        }
    )
    edited = st.data_editor(
        shown,
        key=f"roles-{position}-{hash(tuple(sorted(roles.items())))}",
        hide_index=True,
        disabled=["part", "first cells"],
        height="content",
        column_config={
            "part": st.column_config.TextColumn(tr("Dharna's column"), width="small"),
            "column": st.column_config.SelectboxColumn(tr("Column of the file"), options=columns),
            "first cells": st.column_config.TextColumn(tr("First cells"), width="large"),
        },
    )
    changed = {
        name: column or _NONE
        for name, column in zip(edited["part"], edited["column"].fillna(_NONE), strict=True)
        if (column or _NONE) != roles.get(name, _NONE)
    }
    if st.button(tr("Read it this way"), key=f"map-{position}", disabled=not changed):
        options = replace(entry.options, roles={**entry.options.roles, **changed})
        _hold(with_options(held, position, options))
    if entry.options.roles and st.button(tr("Back to what was recognised"), key=f"back-{position}"):
        _hold(with_options(held, position, ReadOptions(country=entry.options.country)))
    st.caption(
        tr("First rows, as read") if entry.read is not None else tr("First rows of the file")
    )
    if entry.read is not None and len(entry.read.reports):
        st.dataframe(_filled(entry.read.reports.head(_PREVIEW_ROWS)), hide_index=False)
    else:
        st.dataframe(first)


def _sample(first: pd.DataFrame, column: str) -> str:
    if column not in first:
        return ""
    return " · ".join(" ".join(cell.split())[:40] for cell in first[column].head(4) if cell)


def _filled(reports: pd.DataFrame) -> pd.DataFrame:
    """Leave out the columns that hold nothing in these rows."""
    said = [c for c in reports if (reports[c].notna() & (reports[c].astype("str") != "")).any()]
    return reports[said]


def _hold(changed: Workspace) -> None:
    with own_campaign.telling(tr("Reading anew")) as tell:
        own_campaign.hold(changed, tell=tell)
    st.rerun()
