"""Panel Waves of page Data: a long file split into campaigns, each of which can be opened."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from dashboard import own_campaign, session
from dashboard.filters import Filters
from dashboard.markdown import plain
from dashboard.opening import OWN, Opened, course_of, opened_from
from dashboard.own_campaign import Own
from dashboard.translation import apart, iso_date, language, province_name, retell, tr, trn
from geo.errors import InputError
from geo.pipeline import Course
from geo.wave_campaigns import campaign_waves, wave_campaign
from geo.waves import Waves

_WHOLE: Final = "_whole_of_wave"
"""Key of what was shown before a wave of it: the session's own, or ``None`` for the server's."""
_CHOICE: Final = "waves-choice"
_LONG_DAYS: Final = 60


def draw(opened: Opened) -> None:
    """Offer the waves of the campaign shown, and the way back from one that was opened."""
    if _is_wave(opened):
        title = plain(tr(opened.campaign.info.title))
        st.markdown(tr("Shown is one wave: **{title}**.", title=title))
        st.button(tr("Back to all waves"), on_click=_back, key="waves-back")
        return
    days = len(opened.choices.days)
    if days <= _LONG_DAYS:
        st.caption(
            trn(
                "This campaign covers {n} day. Waves are meant for files of months and years; "
                "within a short campaign there is mostly one.",
                "This campaign covers {n} days. Waves are meant for files of months and years; "
                "within a short campaign there is mostly one.",
                days,
            )
        )
    distance, lag, least = _limits()
    course = course_of(opened, Filters(), "town")
    try:
        with st.spinner(tr("Looking for waves")):
            waves = campaign_waves(course, distance_km=distance, lag_days=lag, min_onsets=least)
    except InputError as error:
        st.info(plain(retell(error)))
        return
    if waves.waves.empty:
        st.info(
            tr(
                "No wave was found: nowhere do so many onsets lie within these limits. "
                "Give wider ones, or fewer onsets."
            )
        )
        return
    _offer(opened, course, waves)


def _limits() -> tuple[float, float, int]:
    with st.container(horizontal=True):
        distance = st.number_input(tr("Within km"), 10, 2000, 150, step=10, key="waves-km")
        lag = st.number_input(tr("Within days"), 1, 365, 14, key="waves-days")
        least = st.number_input(tr("Onsets together"), 2, 1000, 5, key="waves-least")
    return float(distance), float(lag), int(least)


def _offer(opened: Opened, course: Course, waves: Waves) -> None:
    table = waves.waves
    outside = int((waves.onsets["wave_id"] == "").sum())
    st.write(
        tr(
            "{waves} waves hold {held} of {n} onsets; {outside} lie outside all. A wave bears the "
            "place and date of its first onset.",
            waves=len(table),
            held=int(table["onsets"].sum()),
            n=len(waves.onsets),
            outside=outside,
        )
    )
    st.dataframe(_shown(table), hide_index=True)
    largest = table.sort_values("onsets", ascending=False)
    names = dict(zip(table["wave_id"], _labels(table), strict=True))
    st.selectbox(
        tr("Wave"), largest["wave_id"].tolist(), format_func=names.__getitem__, key=_CHOICE
    )
    st.button(
        tr("Open this wave as a campaign"),
        on_click=_open,
        args=(opened, course, waves),
        key="waves-open",
        type="primary",
    )
    st.caption(
        tr(
            "Waves are clusters of onsets in space and time (DBSCAN). Where reports are thin a "
            "wave falls apart, where they are dense two become one: try neighbouring limits. "
            "Reports placed only at a district or province belong to none."
        )
    )


def _shown(table: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            tr("Wave"): table["name"],
            tr("Province"): [province_name(name, language()) for name in table["admin1"]],
            tr("First day"): [iso_date(day) for day in table["first_day"]],
            tr("Last onset"): [iso_date(day) for day in table["last_onset"]],
            tr("Onsets"): table["onsets"],
            tr("Places"): table["sites"],
        }
    )


def _labels(table: pd.DataFrame) -> list[str]:
    return [
        f"{apart(name)} ({trn('{n} onset', '{n} onsets', int(n))})"
        for name, n in zip(table["name"], table["onsets"], strict=True)
    ]


def _open(opened: Opened, course: Course, waves: Waves) -> None:
    """Show the chosen wave in this session; the tables that it came from stay as they are."""
    wave_id: str = st.session_state[_CHOICE]
    held = own_campaign.own()
    wave = opened_from(wave_campaign(opened.campaign, course, waves, wave_id))
    st.session_state[_WHOLE] = (wave, held)
    st.session_state[OWN] = Own(own_campaign.workspace(), wave)
    session.forget()


def _back() -> None:
    _, held = st.session_state.pop(_WHOLE)
    if held is None:
        own_campaign.drop()
    else:
        st.session_state[OWN] = held
        session.forget()


def _is_wave(opened: Opened) -> bool:
    known = st.session_state.get(_WHOLE)
    return known is not None and known[0] is opened
