"""The campaign that a session shows: this server's own, unless the session brought another."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

import pandas as pd
import streamlit as st

from dashboard.address import Choices
from dashboard.filters import Filters, apply_filters, facet_table, facet_values
from dashboard.player.feed import Feed
from dashboard.server import DEFAULT_SOURCE, SOURCE_VARIABLE
from geo.pipeline import Campaign, Course, SiteLevel, follow, open_campaign

_OPENING: Final = threading.Lock()
_ROWS_KEPT: Final = 4_000_000
"""Rows of all the courses that are kept for one campaign; two courses are kept in any case."""
OWN: Final = "_own_campaign"
"""Key of the session state that holds what a session brought itself."""


@dataclass(frozen=True, eq=False)
class Opened:
    """A campaign opened for the dashboard, with what its pages may choose from."""

    campaign: Campaign
    facets: pd.DataFrame
    choices: Choices
    courses: dict[tuple[Filters, SiteLevel], Course] = field(default_factory=dict, repr=False)
    feeds: dict[Filters, Feed] = field(default_factory=dict, repr=False)
    following: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @cached_property
    def focus_names(self) -> dict[str, str]:
        """Town id → English name, for the towns that can be looked at closely."""
        names = self.campaign.located.sites.set_index("site_id")["site"]
        return {town: str(names[town]) for town in self.choices.focuses}


def open_source(source: str) -> Opened:
    """Open what this server was started with, one source a line; shared by its sessions."""
    with _OPENING:  # The warming thread and the first session must not both do the work.
        return _open_once(source)


@lru_cache(maxsize=4)
def _open_once(source: str) -> Opened:
    return opened_from(open_campaign(*source.split("\n")))


def opened_from(campaign: Campaign) -> Opened:
    """Make ready what the pages may choose from in a campaign."""
    facets = facet_table(campaign)
    choices = Choices(
        days=tuple(campaign.days),
        focuses=tuple(_towns_with_spots(campaign)),
        values=facet_values(facets),
    )
    return Opened(campaign, facets, choices)


def current() -> Opened:
    """Return the campaign that this session shows; what one brought is shown to no other."""
    own = st.session_state.get(OWN)
    if own is not None and own.opened is not None:
        opened: Opened = own.opened
        return opened
    return open_source(os.environ.get(SOURCE_VARIABLE, DEFAULT_SOURCE))


def course_of(opened: Opened, filters: Filters, level: SiteLevel) -> Course:
    """Follow the filtered reports; the same question is answered once."""
    with opened.following:
        known = opened.courses
        if (filters, level) not in known:
            if len(known) >= max(2, _ROWS_KEPT // (len(opened.campaign.reports) + 1000)):
                del known[next(iter(known))]
            reports = apply_filters(opened.campaign.reports, opened.facets, filters)
            known[filters, level] = follow(opened.campaign, reports, level=level)
        return known[filters, level]


def _towns_with_spots(campaign: Campaign) -> list[str]:
    """Name the towns with at least two sites of their own, most reports first."""
    points = campaign.reports[campaign.reports["level"].isin(["spot", "town"])]
    per_town = points.groupby("town_id").agg(
        sites=("site_id", "nunique"), reports=("report_id", "size")
    )
    several = per_town[per_town["sites"] > 1]
    return several.sort_values("reports", ascending=False).index.tolist()
