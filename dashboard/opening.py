"""The campaign that a session shows: this server's own, unless the session brought another."""

from __future__ import annotations

import os
import threading
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st
from typing_extensions import override

from dashboard.account import Account, account_of
from dashboard.address import Choices, ViewState
from dashboard.archives import Progress, open_if_large
from dashboard.feeding import REPORTS_ON_CARDS, day_sentences, feed_of_courses
from dashboard.filters import Filters, apply_filters, facet_table, facet_values
from dashboard.player.feed import Feed
from dashboard.reports import reports_in_frame, span_of
from dashboard.server import DEFAULT_SOURCE, SOURCE_VARIABLE
from dashboard.shown import PAGE, Shown
from dashboard.stories import days_as_story
from dashboard.story import Story
from dashboard.translation import place_names
from geo.campaign import CampaignInfo
from geo.cube.lists import ReportsPage
from geo.narrative import Language
from geo.pipeline import Campaign, Course, SiteLevel, follow, open_campaign

if TYPE_CHECKING:
    from dashboard.first_opening import FirstOpening

_OPENING: Final = threading.Lock()
_TELLING: ContextVar[Progress | None] = ContextVar("telling", default=None)
_ROWS_KEPT: Final = 4_000_000
"""Rows of all the courses that are kept for one campaign; two courses are kept in any case."""
_FEEDS_KEPT: Final = 8
_HELD: Final[dict[str, Shown]] = {}
_AWAITED: Final[list[FirstOpening]] = []
_LEVELS: Final[tuple[SiteLevel, ...]] = ("town", "spot")
OWN: Final = "_own_campaign"
"""Key of the session state that holds what a session brought itself."""


@dataclass(frozen=True, eq=False)
class Opened(Shown):
    """A campaign held in memory, with what its pages may choose from."""

    campaign: Campaign
    facets: pd.DataFrame
    choices: Choices
    courses: dict[tuple[Filters, SiteLevel], Course] = field(default_factory=dict, repr=False)
    feeds: dict[Filters, Feed] = field(default_factory=dict, repr=False)
    said: dict[tuple[Filters, Language], list[str]] = field(default_factory=dict, repr=False)
    following: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    @override
    def info(self) -> CampaignInfo:
        return self.campaign.info

    @property
    @override
    def fingerprint(self) -> str:
        return self.campaign.fingerprint

    @property
    @override
    def source_name(self) -> str:
        return self.campaign.read.name

    @property
    @override
    def sites(self) -> pd.DataFrame:
        return self.campaign.located.sites

    @property
    @override
    def days(self) -> pd.DatetimeIndex:
        return self.campaign.days

    @property
    @override
    def context(self) -> pd.DataFrame:
        return self.campaign.context

    @property
    @override
    def left_out(self) -> tuple[int, int, int]:
        read = self.campaign.read
        return read.rows_read, len(read.rejected), len(self.campaign.located.unlocated)

    @property
    @override
    def notes_on_cards(self) -> list[str]:
        reports = self.campaign.reports
        found: list[str] = reports["note"].unique().tolist()
        return found if len(reports) <= REPORTS_ON_CARDS else []

    @override
    def source_table(self) -> pd.DataFrame:
        table = self.campaign.reports.groupby("source").agg(
            reports=("report_id", "size"), page=("source_url", "first")
        )
        return table.sort_values("reports", ascending=False).reset_index()

    @override
    def account(self) -> Account:
        return account_of(self.campaign, self.course(Filters(), "town"))

    @override
    def is_empty(self, filters: Filters) -> bool:
        return self.course(filters, "town").timeline.empty

    @override
    def feed(self, filters: Filters) -> Feed:
        known = self.feeds
        if filters not in known:
            if len(known) >= _FEEDS_KEPT:
                del known[next(iter(known))]
            towns, spots = (self.course(filters, level) for level in _LEVELS)
            known[filters] = feed_of_courses(self.campaign, towns, spots)
        return known[filters]

    @override
    def sentences(self, filters: Filters, language: Language) -> list[str]:
        known = self.said
        if (filters, language) not in known:
            if len(known) >= _FEEDS_KEPT:
                del known[next(iter(known))]
            timeline = self.course(filters, "town").timeline
            known[filters, language] = day_sentences(self.campaign, timeline, language)
        return known[filters, language]

    @override
    def course(self, filters: Filters, level: SiteLevel) -> Course:
        """Follow the filtered reports; the same question is answered once."""
        with self.following:
            known = self.courses
            if (filters, level) not in known:
                if len(known) >= max(2, _ROWS_KEPT // (len(self.campaign.reports) + 1000)):
                    del known[next(iter(known))]
                reports = apply_filters(self.campaign.reports, self.facets, filters)
                known[filters, level] = follow(self.campaign, reports, level=level)
            return known[filters, level]

    @override
    def reports(self, shown: ViewState, *, site_id: str = "", first: int = 0) -> ReportsPage:
        reports = self._reports(shown)
        if site_id:
            reports = reports[reports["town_id"] == site_id]
        ordered = reports.sort_values(["date", "site", "source"], kind="stable")
        rows = ordered.iloc[first : first + PAGE]
        return ReportsPage(rows, first, len(ordered) > first + PAGE)

    @override
    def days_story(self) -> Story:
        return days_as_story(
            self.campaign,
            self.course(Filters(), "town").timeline,
            names_ur=place_names(self.sites, "ur"),
        )

    def _reports(self, shown: ViewState) -> pd.DataFrame:
        ledger = self.course(shown.filters, "spot" if shown.focus else "town").merged.ledger
        return reports_in_frame(ledger, span_of(shown, self.days[0]), town_id=shown.focus)


def open_source(source: str, *, tell: Progress | None = None) -> Shown:
    """Open what this server was started with, one source a line; shared by its sessions.

    Parameters
    ----------
    source
        As the server was given it.
    tell
        Told how far the opening of an archive is.
    """
    with _OPENING:  # The warming thread and the first session must not both do the work.
        token = _TELLING.set(tell)
        try:
            return _open_once(source)
        finally:
            _TELLING.reset(token)


def hold(source: str, opened: Shown) -> None:
    """Show an archive that another process made ready, wherever this server's source is shown."""
    with _OPENING:
        _HELD[source] = opened
        _AWAITED.clear()


def await_opening(first: FirstOpening) -> None:
    """Let pages show how far a first opening is, until its archive is held."""
    _AWAITED.append(first)


def awaited() -> FirstOpening | None:
    """Return the first opening that this server's pages wait for, if any."""
    return _AWAITED[0] if _AWAITED else None


@lru_cache(maxsize=4)
def _open_once(source: str) -> Shown:
    if source in _HELD:
        return _HELD[source]
    sources = source.split("\n")
    archive = open_if_large(sources, tell=_TELLING.get())
    return opened_from(open_campaign(*sources)) if archive is None else archive


def opened_from(campaign: Campaign) -> Opened:
    """Make ready what the pages may choose from in a campaign."""
    facets = facet_table(campaign)
    choices = Choices(
        days=tuple(campaign.days),
        focuses=tuple(_towns_with_spots(campaign)),
        values=facet_values(facets),
    )
    return Opened(campaign, facets, choices)


def current() -> Shown:
    """Return the campaign that this session shows; what one brought is shown to no other."""
    own = st.session_state.get(OWN)
    if own is not None and own.opened is not None:
        opened: Shown = own.opened
        return opened
    return open_source(os.environ.get(SOURCE_VARIABLE, DEFAULT_SOURCE))


def course_of(opened: Opened, filters: Filters, level: SiteLevel) -> Course:
    """Follow the filtered reports; the same question is answered once."""
    return opened.course(filters, level)


def _towns_with_spots(campaign: Campaign) -> list[str]:
    """Name the towns with at least two sites of their own, most reports first."""
    points = campaign.reports[campaign.reports["level"].isin(["spot", "town"])]
    per_town = points.groupby("town_id").agg(
        sites=("site_id", "nunique"), reports=("report_id", "size")
    )
    several = per_town[per_town["sites"] > 1]
    return several.sort_values("reports", ascending=False).index.tolist()
