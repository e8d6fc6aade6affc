"""The whole way in two steps: a source is prepared once, then followed under any filter."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import pandas as pd

from geo._online_answers import OnlineAnswers
from geo.campaign import CampaignInfo
from geo.checking import ReadOptions, ReadResult, join_reads
from geo.corrections import Corrections
from geo.countries import iso2_of
from geo.engine import count_site_days
from geo.errors import GazetteerError
from geo.gazetteer import Gazetteer, load_gazetteer
from geo.gazetteer_tables import has_tables
from geo.geocoder import Located, locate_reports
from geo.loader import CampaignSource, load_campaign
from geo.merge import Merged, MergeRules, merge_reports
from geo.timeline import build_timeline
from geo.weights import report_windows
from geo.world import Progress, world_gazetteer

SiteLevel = Literal["town", "spot"]


@dataclass(frozen=True)
class Campaign:
    """A campaign read and located: everything that does not depend on a filter.

    `failures` has a sentence for each of its files that could not be used.
    """

    info: CampaignInfo
    reads: tuple[ReadResult, ...]
    located: Located
    context: pd.DataFrame
    rules: MergeRules = field(default_factory=MergeRules)
    failures: tuple[str, ...] = ()

    @cached_property
    def read(self) -> ReadResult:
        """All tables of the campaign as one."""
        return join_reads(list(self.reads), self.info.title)

    @property
    def reports(self) -> pd.DataFrame:
        """Located reports."""
        return self.located.reports

    @cached_property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that change whenever an accepted report does (SHA-256)."""
        rows = pd.util.hash_pandas_object(self.read.reports, index=False)
        return hashlib.sha256(rows.to_numpy().tobytes()).hexdigest()[:12]

    @cached_property
    def days(self) -> pd.DatetimeIndex:
        """Every day that the campaign covers, from its first report to its last."""
        happened = self.reports[self.reports["status"] != "planned"]
        if happened.empty:
            return pd.DatetimeIndex([])
        windows = report_windows(happened)
        first, last = windows["first"].min(), windows["last"].max()
        return pd.date_range(self.info.first_day or first, self.info.last_day or last, unit="s")


@dataclass(frozen=True)
class Course:
    """How a selection of a campaign's reports ran: events, their ledger, and the timeline."""

    merged: Merged
    timeline: pd.DataFrame


def open_campaign(
    *sources: str,
    country: str | None = None,
    options: ReadOptions | None = None,
    gazetteer: Gazetteer | None = None,
    corrections: Corrections | None = None,
) -> Campaign:
    """Read one source or several as one campaign, and locate its reports.

    Parameters
    ----------
    sources
        A shipped campaign's name; or files' paths and database addresses.
    country
        ISO alpha-2 code for place names without a country, unless the campaign states its own.
    options
        How to read the sources, where there is a choice.
    gazetteer
        Where names are looked up; the country's own unless given.
    corrections
        Places set by hand, which win.

    Raises
    ------
    DharnaError
        With one sentence that says what to do.
    """
    source = load_campaign(*sources, country=country, options=options)
    return locate_source(source, gazetteer=gazetteer, corrections=corrections)


def locate_source(
    source: CampaignSource,
    *,
    gazetteer: Gazetteer | None = None,
    corrections: Corrections | None = None,
    online: OnlineAnswers | None = None,
    progress: Progress | None = None,
) -> Campaign:
    """Locate the reports of a source that was read; corrections by hand win.

    Parameters
    ----------
    source
        From `geo.loader.load_campaign`.
    gazetteer
        Where names are looked up; unless given, the country's own, or the world's when reports name
        places of other countries without coordinates.
    corrections
        Places set by hand.
    online
        What a server said of names that the gazetteer does not know; see `geo._online`.
    progress
        Told how far the building of the world's index is, when it is needed the first time.
    """
    country = source.info.country
    places = gazetteer
    if places is None:
        places = gazetteer_for(source.read.reports, country, progress=progress)
    located = locate_reports(
        source.read.reports, places, country=country, corrections=corrections, online=online
    )
    return Campaign(source.info, source.reads, located, source.context, failures=source.failures)


def gazetteer_for(
    reports: pd.DataFrame, country: str, *, progress: Progress | None = None
) -> Gazetteer:
    """Return the country's own gazetteer, or the world's when reports name places abroad.

    Parameters
    ----------
    reports
        Canonical columns.
    country
        ISO alpha-2 code taken for reports that state no country.
    progress
        Told how far the building of the world's index is, when it is needed the first time.
    """
    if not has_tables(country):
        return world_gazetteer(country, progress=progress)
    named = reports.loc[reports["latitude"].isna(), "country"].unique()
    others = {code for name in named if (code := iso2_of(name))} - {country}
    if others:
        try:
            return world_gazetteer(country, progress=progress)
        except GazetteerError:
            # Without the world's places the reports abroad are unlocated, and say why.
            pass
    return load_gazetteer(country)


def follow(
    campaign: Campaign,
    reports: pd.DataFrame | None = None,
    *,
    level: SiteLevel = "town",
    gap_days: int | None = None,
) -> Course:
    """Merge, count and build the timeline of a campaign's reports.

    Parameters
    ----------
    campaign
        From `open_campaign`.
    reports
        Some of ``campaign.reports``; all of them when ``None``.
    level
        ``town`` gathers spots into their towns; ``spot`` keeps them apart.
    gap_days
        The gap rule; the campaign's own when ``None``.
    """
    taken = campaign.reports if reports is None else reports
    merged = merge_reports(taken, outlets=campaign.info.outlets, rules=campaign.rules)
    counts = count_site_days(merged, by="town_id" if level == "town" else "site_id")
    # A selection that stops early is still followed to the last day that the campaign speaks of.
    last_day = campaign.days[-1] if len(campaign.days) else None
    timeline = build_timeline(
        counts,
        campaign.located.sites,
        gap_days=campaign.info.gap_days if gap_days is None else gap_days,
        last_day=last_day,
    )
    return Course(merged, timeline)
