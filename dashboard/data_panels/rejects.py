"""Panel Rejected: rows that cannot be used as they are, to be mended and loaded again alone."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboard.export.tables import csv_bytes
from dashboard.translation import tr
from geo.pipeline import Campaign

_SHOWN: Final = 500


def draw(campaign: Campaign) -> None:
    """List the rejected rows with their reasons, and offer them as a file."""
    rejected = campaign.read.rejected
    if rejected.empty:
        st.write(tr("No row was rejected."))
        return
    st.write(
        tr(
            "Each row keeps its own cells, its line and the reason. Download them, mend them in a "
            "spreadsheet, and bring the file as one more: only these rows are read again."
        )
    )
    if len(rejected) > _SHOWN:
        st.caption(
            tr(
                "The first {shown} of {n} are shown; the file has all.",
                shown=_SHOWN,
                n=len(rejected),
            )
        )
    st.dataframe(rejected.head(_SHOWN), hide_index=True)
    st.download_button(
        tr("Download the rejected rows ({n})", n=len(rejected)),
        data=lambda: csv_bytes(rejected),
        file_name=f"{campaign.info.id}-rejected.csv",
        mime="text/csv",
        on_click="ignore",
    )
