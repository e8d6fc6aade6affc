"""Panel Online: a server asked for the names that the gazetteer does not know, if switched on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import streamlit as st

from dashboard import own_campaign
from dashboard.markdown import plain
from dashboard.opening import Opened
from dashboard.translation import retell, tr, trn
from geo._online import (
    OnlineAnswers,
    OnlineSettings,
    Waiting,
    ask_online,
    names_to_ask,
    not_asked_yet,
)
from geo._online_server import PUBLIC_DELAY_S, PUBLIC_SERVERS, online_settings, providers
from geo.errors import DharnaError
from geo.gazetteer import Gazetteer
from geo.pipeline import gazetteer_for

_SHOWN: Final = 8
_WAITING: Final = "_online_waiting"
_ASKING: Final = "_online_asking"
_KEY_NAMES: Final = {
    **dict.fromkeys(("here", "herev7"), "apikey"),
    **dict.fromkeys(("geonames", "arcgis"), "username"),
    "azure": "subscription_key",
}
"""What a provider calls its key, where it is not ``api_key``."""


def draw(opened: Opened) -> None:
    """Draw the switch, who is asked and for what, and the bar while it is asked."""
    held = own_campaign.workspace()
    with st.expander(tr("Ask an online geocoder"), expanded=held.online is not None):
        on = st.toggle(
            tr("Let Dharna ask a server on the internet for places not known here"),
            key="online_on",
            help=tr("Off until switched on, in each session anew."),
        )
        if held.online is not None:
            _told(held.online)
        if not on:
            return
        gazetteer = gazetteer_for(opened.campaign.read.reports, opened.campaign.info.country)
        waiting = _waiting(opened, gazetteer)
        settings = _settings()
        if settings is None:
            return
        try:
            names = [_in_words(asked) for asked in not_asked_yet(waiting, settings)]
        except DharnaError as error:
            st.error(plain(retell(error)))
            return
        _what_leaves(settings, names)
        _ask(opened, gazetteer, settings, len(names), known=len(waiting) - len(names))


def _settings() -> OnlineSettings | None:
    """Return whom to ask, as the user set it; ``None``, with the reason shown, while it cannot."""
    first, second = st.columns(2)
    provider = first.selectbox(tr("Provider"), providers(), key="online_provider")
    server = second.text_input(
        tr("Own server"),
        key="online_server",
        placeholder="http://localhost:8080",
        help=tr("Empty: the public one."),
    )
    is_public = provider in PUBLIC_SERVERS and not server.strip()
    email = first.text_input(
        tr("Your e-mail address (public servers ask who you are)"), key="online_email"
    )
    delay_s = second.number_input(
        tr("Seconds between two questions"),
        *(PUBLIC_DELAY_S if is_public else 0.0, 60.0),
        PUBLIC_DELAY_S if not server.strip() else 0.0,
        key=f"online_delay-{is_public}-{bool(server.strip())}",
    )
    options: dict[str, Any] = {}
    if provider not in PUBLIC_SERVERS:
        key = first.text_input(tr("Key or user name at this provider"), type="password")
        if key.strip():
            options[_KEY_NAMES.get(provider, "api_key")] = key.strip()
    try:
        return online_settings(
            provider, server=server, email=email, delay_s=float(delay_s), options=options
        )
    except DharnaError as error:
        st.info(plain(retell(error)))
        return None


def _what_leaves(settings: OnlineSettings, names: list[str]) -> None:
    st.markdown(
        trn(
            "**What leaves this machine:** {n} name, with the square, district, province and "
            "country written beside it, goes to {host}. Nothing else of your files does: no dates, "
            "no numbers, no sources. Whoever runs that server can see what is asked. Answers are "
            "kept on this machine, so that no name is asked twice.",
            "**What leaves this machine:** {n} names, with the square, district, province and "
            "country written beside them, go to {host}. Nothing else of your files does: no dates, "
            "no numbers, no sources. Whoever runs that server can see what is asked. Answers are "
            "kept on this machine, so that no name is asked twice.",
            len(names),
            host=plain(settings.host),
        )
    )
    if settings.user_agent:
        st.caption(tr("It is told who asks: {agent}", agent=plain(settings.user_agent)))
    if names:
        more = " …" if len(names) > _SHOWN else ""
        st.caption("; ".join(plain(name) for name in names[:_SHOWN]) + more)


def _ask(
    opened: Opened, gazetteer: Gazetteer, settings: OnlineSettings, waiting: int, *, known: int
) -> None:
    """Ask when told to; a press on Stop keeps what was answered so far."""
    place = st.empty()
    if st.session_state.pop(_ASKING, False):
        # The run that asked was broken off: by Stop, or by anything else that was pressed.
        _take(opened, gazetteer, settings, only_kept=True)
    label = trn("Ask for {n} name", "Ask for {n} names", waiting)
    if not waiting and known:
        label = tr("Use the answers known from before ({n})", n=known)
    pressed = place.button(label, type="primary", key="online_ask", disabled=not (waiting or known))
    if pressed:
        place.button(tr("Stop"), key="online_stop")
        st.session_state[_ASKING] = True
        _take(opened, gazetteer, settings, only_kept=False)


def _take(
    opened: Opened, gazetteer: Gazetteer, settings: OnlineSettings, *, only_kept: bool
) -> None:
    bar = st.progress(0.0, text=tr("Asking …"))

    def progress(done: int, whole: int, left_s: float) -> None:
        text = tr(
            "{done} of {whole}, about {minutes} min {seconds} s left",
            done=done,
            whole=whole,
            minutes=int(left_s) // 60,
            seconds=int(left_s) % 60,
        )
        bar.progress(done / whole, text=text)

    held = own_campaign.workspace()
    try:
        answers = ask_online(
            opened.campaign.read.reports,
            gazetteer,
            country=opened.campaign.info.country,
            settings=settings,
            corrections=held.corrections,
            progress=None if only_kept else progress,
            only_kept=only_kept,
        )
    except DharnaError as error:
        st.session_state.pop(_ASKING, None)
        st.error(plain(retell(error)))
        return
    st.session_state.pop(_ASKING, None)
    with own_campaign.telling(tr("Placing anew")) as tell:
        own_campaign.hold(replace(held, online=answers), tell=tell)
    st.rerun()


def _told(answers: OnlineAnswers) -> None:
    """Say what became of the names that were asked for."""
    st.write(
        tr(
            "Asked: {asked} names, {kept} more known from before. Placed by the answers: {placed}; "
            "without an answer that fits: {lost}; not asked: {left}. They are marked *online*; "
            "corrections by hand win.",
            asked=answers.asked,
            kept=answers.from_cache,
            placed=len(answers.places),
            lost=answers.not_found,
            left=answers.left,
        )
    )
    if answers.stopped:
        st.warning(plain(answers.stopped))


def _waiting(opened: Opened, gazetteer: Gazetteer) -> list[Waiting]:
    """Return the names not known here, worked out once for each state of the campaign."""
    corrections = own_campaign.corrections()
    state = (opened.campaign.fingerprint, opened.campaign.info.country, corrections.to_csv())
    known = st.session_state.get(_WAITING)
    if known is None or known[0] != state:
        waiting = names_to_ask(
            opened.campaign.read.reports,
            gazetteer,
            country=opened.campaign.info.country,
            corrections=corrections,
        )
        known = st.session_state[_WAITING] = (state, waiting)
    names: list[Waiting] = known[1]
    return names


def _in_words(asked: Waiting) -> str:
    written, _ = asked
    return ", ".join(filter(None, (written["spot"], written["place"])))
