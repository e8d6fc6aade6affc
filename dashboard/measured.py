"""Measures of the courses that a session looks at, each computed once."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboard.translation import tr
from geo.measures import Followed, Measured, Measures, measure

_HELD: Final = "_measured"
_KEPT: Final = 4


def measured(campaign: Measured, course: Followed) -> Measures:
    """Return the measures of a course; the last four courses of a session are kept.

    Raises
    ------
    InputError
        When no report of the course is placed at a town or a spot.
    """
    held: list[tuple[Followed, Measures]] = st.session_state.setdefault(_HELD, [])
    for known, measures in held:
        if known is course:
            return measures
    with st.spinner(tr("Measuring"), show_time=False):
        measures = measure(campaign, course)
    held.append((course, measures))
    del held[:-_KEPT]
    return measures
