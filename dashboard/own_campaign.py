"""The campaign that a session brought itself: held by that session, shown to no other."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import streamlit as st

from dashboard import session
from dashboard.opening import OWN, Opened, current, opened_from
from dashboard.translation import retell, tr
from dashboard.workspace import Tell, Workspace, assemble, workspace_of
from geo.corrections import Corrections
from geo.errors import DharnaError

_FOLDER: Final = "_own_folder"


@dataclass(frozen=True, eq=False)
class Own:
    """A workspace with the campaign made of it; ``None``, with the reason, when none can be."""

    workspace: Workspace
    opened: Opened | None
    error: str = ""


def own() -> Own | None:
    """Return what this session brought, or began to change; ``None`` when it did neither."""
    held: Own | None = st.session_state.get(OWN)
    return held


def workspace() -> Workspace:
    """Return this session's workspace; one begun with the campaign shown when it has none yet."""
    held = own()
    if held is not None:
        return held.workspace
    shown = current()
    # An archive is never loaded: a workspace beside it begins empty.
    return workspace_of(shown.campaign) if isinstance(shown, Opened) else Workspace()


def corrections() -> Corrections:
    """Return the corrections by hand that this session made or loaded."""
    return workspace().corrections


def hold(changed: Workspace, *, tell: Tell) -> None:
    """Make a campaign of a changed workspace, and show it in this session."""
    try:
        opened = opened_from(assemble(changed, tell=tell)) if changed.entries else None
        st.session_state[OWN] = Own(changed, opened)
    except DharnaError as error:
        st.session_state[OWN] = Own(changed, None, str(error))
    session.forget()


def hold_campaign(changed: Workspace) -> None:
    """Take over settings or rules that leave every report where it was placed."""
    shown = current()
    if not isinstance(shown, Opened):
        return
    held = shown.campaign
    info = changed.info or held.info
    opened = opened_from(replace(held, info=info, rules=changed.rules))
    st.session_state[OWN] = Own(changed, opened)
    session.forget()


def drop() -> None:
    """Go back to the campaign of this server."""
    st.session_state.pop(OWN, None)
    session.forget()


def folder() -> Path:
    """Return this session's own folder for what it uploads; it goes when the session goes."""
    if _FOLDER not in st.session_state:
        st.session_state[_FOLDER] = tempfile.TemporaryDirectory(
            prefix="dharna-", ignore_cleanup_errors=True
        )
    kept: tempfile.TemporaryDirectory[str] = st.session_state[_FOLDER]
    return Path(kept.name)


@contextmanager
def telling(label: str) -> Iterator[Callable[[str], None]]:
    """Show what is being done while it is done."""
    with st.status(label, expanded=True) as status:
        line = st.empty()

        def tell(text: str) -> None:
            line.text(f"{retell(text)} …")

        yield tell
        status.update(label=tr("Done"), state="complete", expanded=False)
