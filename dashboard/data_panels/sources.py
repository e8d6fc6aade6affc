"""Panel Sources: files, pasted rows, a web address, a database."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import streamlit as st

from dashboard import own_campaign
from dashboard.fetching import fetch
from dashboard.markdown import plain
from dashboard.opening import current
from dashboard.translation import number, retell, tr
from dashboard.workspace import Tell, Workspace, add_source
from geo.errors import DharnaError

_ROUND: Final = "_upload_round"
_ADDED: Final = "_sources_are_added"
_KINDS: Final = (
    "CSV, TSV, Excel, Parquet, GeoJSON, GeoPackage, Shapefile (zipped), KML, kepler.gl maps; also "
    "compressed. ACLED, UCDP, GDELT, Crowd Counting, SCAD, Mass Mobilization, MMAD and GTD tables "
    "are known by their headers; any other needs a date and a place."
)


def draw() -> None:
    """Draw the four ways in; whatever is brought stays in this session."""
    _where_to()
    files, paste, web, database = st.tabs(
        [tr("Files"), tr("Paste"), tr("Web address"), tr("Database")]
    )
    with files:
        _files()
    with paste:
        _paste()
    with web:
        _web()
    with database:
        _database()


def _files() -> None:
    number = st.session_state.setdefault(_ROUND, 0)
    brought = st.file_uploader(
        tr("Event files"), accept_multiple_files=True, key=f"files-{number}", help=tr(_KINDS)
    )
    st.caption(tr(_KINDS))
    if not brought:
        return
    with own_campaign.telling(tr("Reading")) as tell:
        held = _begin()
        for file in brought:
            held = _add_bytes(held, file.name, file.getvalue(), tell)
        own_campaign.hold(held, tell=tell)
    st.session_state[_ROUND] = number + 1
    st.rerun()


def _paste() -> None:
    with st.form("paste", border=False, clear_on_submit=True):
        text = st.text_area(
            tr("Rows with their header, copied from a spreadsheet or a CSV file"),
            height=160,
            placeholder="date\tplace\tevent_type\n2021-01-05\tQuetta\tsit-in",
        )
        if not st.form_submit_button(tr("Read these rows")) or not text.strip():
            return
    with own_campaign.telling(tr("Reading")) as tell:
        held = _add_bytes(_begin(), "pasted.csv", text.encode("utf-8"), tell)
        own_campaign.hold(held, tell=tell)
    st.rerun()


def _web() -> None:
    on = st.toggle(
        tr("Let Dharna fetch a file from the internet"),
        key="web_on",
        help=tr(
            "Off until switched on. Only the address that you give is asked, and no private one."
        ),
    )
    with st.form("web", border=False):
        url = st.text_input(tr("Address"), placeholder="https://", disabled=not on)
        if not st.form_submit_button(tr("Fetch and read"), disabled=not on) or not on:
            return
    bar = st.progress(0.0, text=tr("Fetching …"))

    def progress(come: int, total: int | None) -> None:
        share = come / total if total else 0.0
        bar.progress(
            min(share, 1.0),
            text=tr("Fetching: {megabytes} MB …", megabytes=number(come / 1e6, decimals=1)),
        )

    try:
        path = fetch(url, own_campaign.folder(), progress=progress)
    except DharnaError as error:
        st.error(plain(retell(error)))
        return
    _take(str(path))


def _database() -> None:
    st.caption(
        "`duckdb:///path/events.duckdb?table=events`, `sqlite:///path/events.db?table=events`, "
        "`postgres://user:password@host/database?table=events`"
    )
    with st.form("database", border=False):
        url = st.text_input(tr("Database address"), type="password")
        if not st.form_submit_button(tr("Read the table")) or not url.strip():
            return
    if "://" not in url:
        st.error(
            tr("This is no database address; give one such as sqlite:///events.db?table=events.")
        )
        return
    _take(url.strip())


def _take(source: str) -> None:
    with own_campaign.telling(tr("Reading")) as tell:
        held = add_source(_begin(), source, country=_country(), tell=tell)
        own_campaign.hold(held, tell=tell)
    st.rerun()


def _add_bytes(held: Workspace, name: str, data: Any, tell: Tell) -> Workspace:
    # Each in a folder of its own: two files of one name must not overwrite each other.
    place = own_campaign.folder() / str(len(list(own_campaign.folder().iterdir())))
    place.mkdir()
    path = place / (name.replace("/", "_").replace("\\", "_")[-120:] or "file")
    path.write_bytes(data)
    return add_source(held, str(path), country=_country(), tell=tell)


def _where_to() -> None:
    shown = plain(tr(current().info.title))
    held = own_campaign.own()
    brought = held is not None and held.workspace.brought
    st.radio(
        tr("What is read now"),
        [True, False] if brought else [False, True],
        format_func=lambda added: (
            tr("is added to {title}", title=shown) if added else tr("is opened on its own")
        ),
        key=f"{_ADDED}-{brought}",
        horizontal=True,
    )
    st.session_state[_ADDED] = st.session_state[f"{_ADDED}-{brought}"]


def _begin() -> Workspace:
    if not st.session_state[_ADDED]:
        return Workspace()
    return replace(own_campaign.workspace(), failures=())


def _country() -> str:
    return current().info.country
