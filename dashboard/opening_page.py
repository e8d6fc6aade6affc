"""What every page shows while an archive is opened for the first time."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboard import opening, session
from dashboard.first_opening import FirstOpening
from dashboard.markdown import plain
from dashboard.progress_line import seconds_left
from dashboard.translation import retell, tr

_EVERY_S: Final = 1.0


def draw(first: FirstOpening) -> None:
    """Show how far the opening is, and the page that was asked for once it is done."""
    st.subheader(tr("The archive is being opened"), anchor=False)
    st.write(
        tr(
            "It is read and counted once; the next time it opens at once. This page goes on by "
            "itself, and may be closed meanwhile."
        )
    )
    st.fragment(_progress, run_every=_EVERY_S)(first)


def _progress(first: FirstOpening) -> None:
    session.speak()  # A fragment may run in a thread of its own.
    if opening.awaited() is None:
        st.rerun()
    if first.error:
        st.error(plain(retell(first.error)))
        return
    said = [f"{first.share:.0%}", retell(first.what)]
    left = seconds_left(first.share, first.seconds)
    if left is not None:
        said.append(_left_in_words(left))
    st.progress(min(first.share, 1.0), text=plain(tr(", ").join(filter(None, said))))


def _left_in_words(seconds: float) -> str:
    if seconds < 90:
        return tr("about {n} s left", n=round(seconds))
    return tr("about {n} minutes left", n=round(seconds / 60))
