"""The state of one browser session's view.

It is kept apart from the widgets: Streamlit forgets a widget that a run did not come to draw, such
as one interrupted by the timer. Each run puts the state into the widgets before they are drawn, and
a widget that its user changed tells its value in a callback.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from dashboard.address import Choices, ViewState, from_params, to_params
from dashboard.filters import FACETS, Filters
from dashboard.player.component import Tiles
from dashboard.theme import Scheme
from dashboard.tiles import tile_server
from dashboard.translation import Language, set_language

_VIEW: Final = "_view"
_ADDRESS_WRITTEN: Final = "_address_written"
_RERUN: Final = "_rerun_page"
_LANGUAGE: Final = "_language"
_COMMAND: Final = "_command"
_GIVEN: Final = "_given_by_address"
_ONLINE: Final = "_online_tiles"


def speak() -> Language:
    """Let this run speak the session's language; first in every page, fragment and callback.

    Streamlit may run each of them in a thread of its own, which knows nothing of the others.
    """
    asked = st.query_params.get("lang", "")
    if _LANGUAGE not in st.session_state:
        st.session_state[_LANGUAGE] = "ur" if asked == "ur" else "en"
    spoken: Language = st.session_state[_LANGUAGE]
    set_language(spoken)
    return spoken


def tiles() -> Tiles | None:
    """Return the online tiles that may be used, and whether this session has switched them on."""
    server = tile_server()
    return server and replace(server, is_on=bool(st.session_state.get(_ONLINE)))


def keep_online(told: Mapping[str, Any]) -> None:
    """Remember whether the user has switched online tiles on or off in a player."""
    if isinstance(told.get("online"), bool):
        st.session_state[_ONLINE] = told["online"]


def choose_language(language: Language) -> None:
    """Change the session's language, in the address as well."""
    st.session_state[_LANGUAGE] = language
    if language == "ur":
        st.query_params["lang"] = "ur"
    else:
        st.query_params.pop("lang", None)
    st.session_state[_ADDRESS_WRITTEN] = _address()


def keep_language() -> None:
    """Let the address say the language on every page: links between pages say nothing of it."""
    if speak() == "en":
        st.query_params.pop("lang", None)
    elif st.query_params.get("lang") != "ur":
        st.query_params["lang"] = "ur"


def restore(choices: Choices) -> None:
    """Take the state from the address when a session begins or its user goes back or forward.

    A page that was left and is come back to has no parameters: what was last shown stays.
    """
    params = _address()
    came_back = _VIEW in st.session_state and not params.keys() - {"lang"}
    is_known = st.session_state.get(_ADDRESS_WRITTEN) == params
    if came_back and not is_known:
        # The link back said nothing of the view: the address is to hold it again.
        st.session_state.pop(_GIVEN, None)
    elif not is_known:
        st.session_state[_VIEW] = st.session_state[_GIVEN] = from_params(params, choices)
        command_anew()
        st.session_state[_ADDRESS_WRITTEN] = params


def forget() -> None:
    """Begin the view anew: another campaign is shown, and this one's days are not its days."""
    for name in (_VIEW, _GIVEN, _ADDRESS_WRITTEN):
        st.session_state.pop(name, None)
    for name in st.query_params:
        if name != "lang":
            del st.query_params[name]


def state() -> ViewState:
    """Return the state; `restore` comes first."""
    held: ViewState = st.session_state[_VIEW]
    return held


def change(**values: Any) -> None:
    """Change some fields of the state; for callbacks."""
    st.session_state[_VIEW] = replace(state(), **values)


def command_anew() -> None:
    """Let the player take over the state: it was changed from outside of it."""
    st.session_state[_COMMAND] = command_number() + 1


def command_number() -> int:
    """Return the number of the state that the player was last told to take over."""
    number: int = st.session_state.get(_COMMAND, 0)
    return number


def seed(name: str) -> None:
    """Put a field of the state into its widget's key, before the widget is drawn."""
    st.session_state[name] = getattr(state(), name)


def seed_filters() -> None:
    """Put the filters into their widgets' keys, before any of them is drawn."""
    for facet in FACETS:
        st.session_state[f"filter_{facet}"] = list(getattr(state().filters, facet))


def take(name: str) -> None:
    """Take over what a widget's user chose; the widget's callback."""
    change(**{name: st.session_state[name]})
    command_anew()


def take_filter(facet: str) -> None:
    """Take over what a filter's user chose; the widget's callback."""
    chosen = {facet: tuple(st.session_state[f"filter_{facet}"])}
    change(filters=replace(state().filters, **chosen))


def reset_filters() -> None:
    """Let every report through again; a button's callback."""
    change(filters=Filters())
    rerun_page_later()


def keep_address() -> None:
    """Let the address bar hold the state, once it is another than the address gave.

    Until the player is there a change of the address would make an entry of the history, and going
    back would lead to the same page.
    """
    if state() is st.session_state.get(_GIVEN):
        return
    params = to_params(state()) | ({"lang": ["ur"]} if speak() == "ur" else {})
    if _address() != params:
        st.query_params.from_dict(params)
    st.session_state[_ADDRESS_WRITTEN] = params


def _address() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def rerun_page_later() -> None:
    """Ask for a run of the whole page after the run of a part of it."""
    st.session_state[_RERUN] = True


def rerun_page_if_asked() -> None:
    """Rerun the page when something asked for it; call last in the part that runs alone."""
    if st.session_state.pop(_RERUN, False):
        st.rerun()


def scheme() -> Scheme:
    """Return the colour scheme that the browser shows."""
    return "dark" if st.context.theme.type == "dark" else "light"
