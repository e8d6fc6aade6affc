"""The campaign of this server, opened once and read by all its sessions."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import pandas as pd

from dashboard.address import Choices
from dashboard.filters import Filters, apply_filters, facet_table, facet_values
from dashboard.server import DEFAULT_SOURCE, SOURCE_VARIABLE
from geo.pipeline import Campaign, Course, SiteLevel, follow, open_campaign

_OPENING: Final = threading.Lock()
_FOLLOWING: Final = threading.Lock()


@dataclass(frozen=True, eq=False)
class Opened:
    """A campaign opened for the dashboard, with what its pages may choose from."""

    campaign: Campaign
    facets: pd.DataFrame
    choices: Choices

    @cached_property
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


def _towns_with_spots(campaign: Campaign) -> list[str]:
    """Name the towns with at least two sites of their own, most reports first."""
    points = campaign.reports[campaign.reports["level"].isin(["spot", "town"])]
    per_town = points.groupby("town_id").agg(
        sites=("site_id", "nunique"), reports=("report_id", "size")
    )
    several = per_town[per_town["sites"] > 1]
    return several.sort_values("reports", ascending=False).index.tolist()
