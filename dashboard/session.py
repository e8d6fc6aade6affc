"""What one browser session holds: the campaign it looks at and the state of its view."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, Final

import pandas as pd
import streamlit as st

from dashboard.address import LONGEST_WINDOW, Choices, ViewState, from_params, to_params
from dashboard.filters import FACETS, Filters, apply_filters, facet_table, facet_values
from dashboard.server import DEFAULT_SOURCE, SOURCE_VARIABLE
from dashboard.theme import Scheme
from geo.pipeline import Campaign, Course, SiteLevel, follow, open_campaign

_ADDRESS_WRITTEN: Final = "_address_written"
_LAST_SHOWN: Final = "_last_shown"
_PLAIN: Final = tuple(field.name for field in fields(ViewState) if field.name != "filters")
_OPENING: Final = threading.Lock()
_FOLLOWING: Final = threading.Lock()


@dataclass(frozen=True, eq=False)
class Opened:
    """A campaign opened for the dashboard, with what its pages may choose from."""

    campaign: Campaign
    facets: pd.DataFrame
    choices: Choices

    @property
    def focus_names(self) -> dict[str, str]:
        """Town id → name, for the towns that can be looked at closely."""
        names = self.campaign.located.sites.set_index("site_id")["site"]
        return {town: str(names[town]) for town in self.choices.focuses}


def open_source(source: str) -> Opened:
    """Open the source that this server was started with; shared by its sessions, read only."""
    with _OPENING:  # The warming thread and the first session must not both do the work.
        return _open_once(source)


@lru_cache(maxsize=4)
def _open_once(source: str) -> Opened:
    campaign = open_campaign(source)
    facets = facet_table(campaign)
    choices = Choices(
        days=tuple(campaign.days),
        focuses=tuple(_towns_with_spots(campaign)),
        values=facet_values(facets),
    )
    return Opened(campaign, facets, choices)


def current() -> Opened:
    """Return the campaign of this server."""
    return open_source(os.environ.get(SOURCE_VARIABLE, DEFAULT_SOURCE))


def course_of(opened: Opened, filters: Filters, level: SiteLevel) -> Course:
    """Follow the filtered reports; the same question is answered once for all sessions."""
    with _FOLLOWING:
        return _follow_once(opened, filters, level)


@lru_cache(maxsize=256)
def _follow_once(opened: Opened, filters: Filters, level: SiteLevel) -> Course:
    reports = apply_filters(opened.campaign.reports, opened.facets, filters)
    return follow(opened.campaign, reports, level=level)


def restore(choices: Choices) -> None:
    """Take the state from the address when a session begins or its user goes back or forward.

    Streamlit forgets widgets that a run did not draw (another page, an empty result); what was
    last shown brings them back.
    """
    params = {name: st.query_params.get_all(name) for name in st.query_params}
    last: ViewState | None = st.session_state.get(_LAST_SHOWN)
    came_back = last is not None and not params
    if not came_back and st.session_state.get(_ADDRESS_WRITTEN) != params:
        set_state(from_params(params, choices))
        st.session_state[_ADDRESS_WRITTEN] = params
    elif last is not None and not set(_widget_values(last)) <= set(st.session_state):
        set_state(last)


def set_state(shown: ViewState) -> None:
    """Put a state into the widgets' keys; call before the widgets are made."""
    st.session_state.update(_widget_values(shown))


def state() -> ViewState:
    """Read the state from the widgets' keys."""
    held = {name: st.session_state[name] for name in _PLAIN}
    return ViewState(**held, filters=chosen_filters())


def _widget_values(shown: ViewState) -> dict[str, Any]:
    plain = {name: getattr(shown, name) for name in _PLAIN}
    chosen = {f"filter_{facet}": list(getattr(shown.filters, facet)) for facet in FACETS}
    return plain | chosen


def chosen_filters() -> Filters:
    """Read the filters from the widgets' keys."""
    return Filters(**{facet: tuple(st.session_state[f"filter_{facet}"]) for facet in FACETS})


def keep_address(shown: ViewState) -> None:
    """Let the address bar hold the state that is shown."""
    params = to_params(shown)
    st.session_state[_LAST_SHOWN] = shown
    if st.session_state.get(_ADDRESS_WRITTEN) != params:
        st.query_params.from_dict(params)
        st.session_state[_ADDRESS_WRITTEN] = params


def reset_filters() -> None:
    """Let every report through again; for a button's callback."""
    for facet in FACETS:
        st.session_state[f"filter_{facet}"] = []


def show_range(first: pd.Timestamp, last: pd.Timestamp) -> None:
    """Show a range of days as a window that ends on its last; for a chart's callback."""
    length = (last - first).days + 1
    st.session_state["day"] = last
    st.session_state["mode"] = "window" if length > 1 else "day"
    st.session_state["window_days"] = min(length, LONGEST_WINDOW)


def scheme() -> Scheme:
    """Return the colour scheme that the browser shows."""
    return "dark" if st.context.theme.type == "dark" else "light"


def _towns_with_spots(campaign: Campaign) -> list[str]:
    """Name the towns with at least two sites of their own, most reports first."""
    points = campaign.reports[campaign.reports["level"].isin(["spot", "town"])]
    per_town = points.groupby("town_id").agg(
        sites=("site_id", "nunique"), reports=("report_id", "size")
    )
    several = per_town[per_town["sites"] > 1]
    return several.sort_values("reports", ascending=False).index.tolist()
