"""Panel Editions: what a newer edition of the campaign's file changes."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from dashboard import own_campaign
from dashboard.export.tables import csv_bytes
from dashboard.markdown import plain
from dashboard.opening import Opened
from dashboard.translation import retell, tr
from dashboard.workspace import Workspace, add_source, assemble
from geo.editions import EditionChanges, compare_editions
from geo.errors import DharnaError
from geo.pipeline import Campaign
from geo.schema import REPORT_DTYPES

_CHANGES: Final = "_edition_changes"
_SHOWN: Final = 500


def draw(opened: Opened) -> None:
    """Compare a newer edition with what is shown, and offer to open it."""
    file = st.file_uploader(tr("A newer edition of the same file"), key="edition")
    if file is None:
        st.session_state.pop(_CHANGES, None)
        return
    if st.session_state.get(_CHANGES, ("",))[0] != (file.file_id, opened.campaign.fingerprint):
        _compare(opened, file.file_id, file.name, file.getvalue())
    _, changes, newer = st.session_state[_CHANGES]
    if isinstance(changes, str):
        st.error(plain(retell(changes)))
        return
    _show(opened, changes, newer)


def _compare(opened: Opened, file_id: str, name: str, data: bytes) -> None:
    place = own_campaign.folder() / f"edition-{file_id}"
    place.mkdir(exist_ok=True)
    path = place / (name.replace("/", "_")[-120:] or "file")
    path.write_bytes(data)
    campaign = opened.campaign
    with own_campaign.telling(tr("Comparing")) as tell:
        newer = add_source(Workspace(), str(path), country=campaign.info.country, tell=tell)
        changes: EditionChanges | str
        try:
            located = assemble(newer, tell=tell)
            changes = compare_editions(_placed_or_not(campaign), _placed_or_not(located))
        except DharnaError as error:
            changes = newer.failures[0] if newer.failures else str(error)
    key = (file_id, campaign.fingerprint)
    st.session_state[_CHANGES] = (key, changes, newer)


def _placed_or_not(campaign: Campaign) -> pd.DataFrame:
    """Return all reports of a campaign; those without a place have no site."""
    located = campaign.located
    return pd.concat([located.reports, located.unlocated[list(REPORT_DTYPES)]])


def _show(opened: Opened, changes: EditionChanges, newer: Workspace) -> None:
    st.write(plain(retell(changes.sentence)))
    if len(changes.table):
        st.dataframe(changes.table.head(_SHOWN), hide_index=True)
        st.download_button(
            tr("Download the changes"),
            data=lambda: csv_bytes(changes.table),
            file_name=f"{opened.campaign.info.id}-changes.csv",
            mime="text/csv",
            on_click="ignore",
        )
    if st.button(tr("Show the newer edition")):
        with own_campaign.telling(tr("Reading")) as tell:
            own_campaign.hold(newer, tell=tell)
        st.rerun()
