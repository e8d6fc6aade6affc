"""Moving through the days: step, play, pause, slide."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

import pandas as pd
import streamlit as st

from dashboard import session
from geo.narrative import day_in_words

SECONDS_A_DAY: Final = 1.6
STYLE: Final = """
[class*="st-key-step-"] button p {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
}
"""
_PLAYING: Final = "_playing"
_DUE: Final = "_step_due"
_EARLY_S: Final = 0.2


def timer_seconds() -> float | None:
    """Return how often the part of the page that moves is to rerun by itself, if at all."""
    return SECONDS_A_DAY if st.session_state.get(_PLAYING) else None


def play_on(days: Sequence[pd.Timestamp]) -> None:
    """Step on when the timer, and not a click, brought this run about; call first in a run."""
    if not st.session_state.get(_PLAYING):
        return
    if time.monotonic() < st.session_state[_DUE] - _EARLY_S:
        return
    session.move(days, 1)
    st.session_state[_DUE] = time.monotonic() + SECONDS_A_DAY
    if session.state().day == days[-1]:
        _set_playing(False)


def controls(days: Sequence[pd.Timestamp]) -> None:
    """Draw the buttons and the slider."""
    at = list(days).index(session.state().day)
    first, last = at == 0, at == len(days) - 1
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _step("First day", ":material/first_page:", days, -len(days), first)
        _step("Previous day", ":material/chevron_left:", days, -1, first)
        playing = bool(st.session_state.get(_PLAYING))
        st.button(
            "Pause" if playing else "Play",
            icon=":material/pause:" if playing else ":material/play_arrow:",
            on_click=_toggle,
            args=(days,),
            key="play",
            type="primary",
            disabled=len(days) == 1,
        )
        _step("Next day", ":material/chevron_right:", days, 1, last)
        _step("Last day", ":material/last_page:", days, len(days), last)
        if len(days) > 1:
            st.select_slider(
                "Day",
                options=days,
                key="day",
                on_change=session.take,
                args=("day",),
                format_func=_without_weekday,
                label_visibility="collapsed",
            )


def _step(label: str, icon: str, days: Sequence[pd.Timestamp], steps: int, at_end: bool) -> None:
    st.button(
        label,  # Read out, not shown: see STYLE.
        icon=icon,
        key=f"step-{label.split()[0].lower()}",
        help=label,
        on_click=session.move,
        args=(days, steps),
        disabled=at_end,
    )


def _toggle(days: Sequence[pd.Timestamp]) -> None:
    playing = not st.session_state.get(_PLAYING, False)
    if playing and session.state().day == days[-1]:
        session.change(day=days[0])
    st.session_state[_DUE] = time.monotonic() + SECONDS_A_DAY
    _set_playing(playing)


def _set_playing(playing: bool) -> None:
    st.session_state[_PLAYING] = playing
    # The timer belongs to the page, not to the part of it that is running.
    session.rerun_page_later()


def _without_weekday(day: pd.Timestamp) -> str:
    return day_in_words(day, weekday=False)
