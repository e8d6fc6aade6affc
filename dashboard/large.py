"""An archive as pages see it: counts from its cube, lists by pages, nothing loaded whole."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from typing_extensions import override

from dashboard.account import Account
from dashboard.address import Choices, ViewState
from dashboard.answers import Answers
from dashboard.feeding import attribution_of, bare_sentence, origin_of, view_of
from dashboard.filters import Filters
from dashboard.player.cells import CellLevel, gather_sites
from dashboard.player.feed import Feed, Origin
from dashboard.player.large_feed import build_large_feed
from dashboard.reports import span_of
from dashboard.shown import PAGE, Shown
from dashboard.story import Step, Story, Text
from dashboard.translation import place_names, tr
from geo.campaign import CampaignInfo
from geo.cube import Cube
from geo.cube.counts import By
from geo.cube.following import ActiveDays
from geo.cube.lists import ReportsPage
from geo.errors import InputError
from geo.links import find_links
from geo.measures import Followed
from geo.narrative import Language, day_in_words, describe_day
from geo.onsets import first_onsets, reach_by_day
from geo.pipeline import SiteLevel

MOST_CHOICES: Final = 1_000
"""Values of a facet that a list offers: those with most reports."""
_ROWS_KEPT: Final = 12_000_000
"""Active days of all selections that are kept for every session together."""
_FEED_BYTES_KEPT: Final = 120_000_000
_ROWS_MEASURED: Final = 2_000_000
"""Days of sites that are followed and measured at once: four seconds and 1.2 GB."""
_SITES_LINKED: Final = 5_000
_FEED_LAYOUT: Final = 2
_STORY_DAYS: Final = 12


@dataclass(frozen=True)
class Narrowed:
    """The timeline of a selection that is small enough to be measured."""

    timeline: pd.DataFrame


@dataclass(frozen=True, eq=False)
class LargeCampaign(Shown):
    """An archive opened by its cube; one for all sessions of a server.

    Attributes
    ----------
    cube
        Its counts and lists.
    name
        What was read.
    choices
        What a view may name.
    """

    cube: Cube
    name: str
    choices: Choices
    _active: Answers[tuple[Filters, By], ActiveDays] = field(
        default_factory=lambda: Answers(_ROWS_KEPT, len), repr=False
    )
    _feeds: Answers[Filters, Feed] = field(
        default_factory=lambda: Answers(_FEED_BYTES_KEPT, lambda feed: len(feed.data)), repr=False
    )
    _courses: Answers[tuple[Filters, By], Narrowed] = field(
        default_factory=lambda: Answers(2 * _ROWS_MEASURED, lambda c: len(c.timeline)), repr=False
    )

    @property
    @override
    def info(self) -> CampaignInfo:
        return self.cube.info

    @property
    @override
    def fingerprint(self) -> str:
        return self.cube.fingerprint[:12]

    @property
    @override
    def source_name(self) -> str:
        return self.name

    @property
    @override
    def sites(self) -> pd.DataFrame:
        return self.cube.sites

    @property
    @override
    def days(self) -> pd.DatetimeIndex:
        return self.cube.days

    @property
    @override
    def context(self) -> pd.DataFrame:
        return pd.DataFrame()

    @property
    @override
    def left_out(self) -> tuple[int, int, int]:
        account = self.cube.account
        return account.rows_read, account.rejected, account.unlocated

    @property
    @override
    def limits(self) -> str:
        return tr(
            "This archive is read where it lies and never loaded whole: its rows cannot be changed "
            "or corrected here, and no pack of all its reports is made."
        )

    @property
    @override
    def lists_rejected(self) -> bool:
        return False

    @property
    @override
    def has_cards(self) -> bool:
        return False

    @property
    @override
    def notes(self) -> tuple[str, ...]:
        return self.cube.account.notes

    @override
    def source_table(self) -> pd.DataFrame:
        cells = self.cube.cells[self.cube.cells["facet"] == "source"]
        most = cells.sort_values("reports", ascending=False).head(MOST_CHOICES)
        table = most[["cell", "reports"]].rename(columns={"cell": "source"})
        return table.assign(page="").reset_index(drop=True)

    @override
    def account(self) -> Account:
        account = self.cube.account
        return Account(
            read=account.rows_read,
            rejected=account.rejected,
            aside=account.set_aside,
            unplaced=account.unlocated,
            placed=account.placed,
            events=account.events,
            sites=account.sites,
            planned=account.planned_events,
        )

    @override
    def is_empty(self, filters: Filters) -> bool:
        if not filters.active:
            return not len(self.days)
        return not len(self.active(filters, "town_id"))

    def active(self, filters: Filters, by: By) -> ActiveDays:
        """Return the active days of a selection; worked out once for all sessions."""
        selection = _selection_of(filters)
        return self._active.get((filters, by), lambda: self.cube.active_days(selection, by=by))

    @cached_property
    def cells(self) -> list[CellLevel]:
        """The cells that gather this archive's sites."""
        return gather_sites(self.sites)

    @cached_property
    def _names_ur(self) -> dict[str, str]:
        return place_names(self.sites, "ur")

    @cached_property
    def _plain_sites(self) -> pd.DataFrame:
        """The sites with texts as objects of Python, which are made once and not for each feed."""
        texts: pd.Index = self.sites.select_dtypes("str").columns
        return self.sites.astype(dict.fromkeys(texts, "object"))

    @override
    def feed(self, filters: Filters) -> Feed:
        return self._feeds.get(filters, lambda: self._kept_feed(filters))

    def _kept_feed(self, filters: Filters) -> Feed:
        """Pack a selection; that of all reports is kept beside the cube for the next time."""
        if filters.active:
            return self._packed(filters)
        path = self.cube.folder / f"feed-{_FEED_LAYOUT}.bin"
        if path.is_file():
            rev, data = path.read_bytes().split(b"\n", 1)
            return Feed(data, rev.decode())
        feed = self._packed(filters)
        with suppress(OSError):  # A cache that may only be read is read all the same.
            _write_whole(path, feed.rev.encode() + b"\n" + feed.data)
        return feed

    def _packed(self, filters: Filters) -> Feed:
        towns = self.active(filters, "town_id")
        spots = self.active(filters, "site_id") if self.cube.has_spots else None
        onsets = towns.first_onsets(self.sites)
        begun = origin_of(self.info, onsets)
        points = first_onsets(onsets)
        feed, _ = build_large_feed(
            towns,
            spots,
            self._plain_sites,
            self.days,
            levels=self.cells,
            names_ur=self._names_ur,
            title=self.info.title,
            attribution=attribution_of(self.info, self.name),
            view=view_of(self.info, self.sites),
            links=find_links(points) if len(points) <= _SITES_LINKED else None,
            origin=begun and Origin(begun.longitude, begun.latitude, begun.day, begun.name),
            front_km=None if begun is None else reach_by_day(points, begun),
        )
        return feed

    @override
    def sentences(self, filters: Filters, language: Language) -> list[str]:
        return []

    @override
    def course(self, filters: Filters, level: SiteLevel) -> Followed:
        by: By = "town_id" if level == "town" else "site_id"
        if not filters.active and self.cube.account.sites * len(self.days) > 4 * _ROWS_MEASURED:
            # Known without counting anything.
            msg = tr(
                "An archive is measured in parts: filter by province, form, organiser or source "
                "until at most {n} days of sites are left.",
                n=_ROWS_MEASURED,
            )
            raise InputError(msg)
        return self._courses.get((filters, by), lambda: self._narrowed(filters, by))

    def is_measurable(self, filters: Filters) -> bool:
        """Tell whether a selection has few enough days of sites to be measured and drawn."""
        days = self.days
        if not len(days) or self.is_empty(filters):
            return False
        return self.active(filters, "town_id").timeline_rows(days[-1]) <= _ROWS_MEASURED

    def _narrowed(self, filters: Filters, by: By) -> Narrowed:
        active = self.active(filters, by)
        last = self.days[-1]
        return Narrowed(active.timeline(self.sites, last_day=last, most_rows=_ROWS_MEASURED))

    @override
    def reports(self, shown: ViewState, *, site_id: str = "", first: int = 0) -> ReportsPage:
        return self.cube.reports(
            _selection_of(shown.filters),
            days=span_of(shown, self.days[0]),
            town_id=site_id or shown.focus,
            first=first,
            most=PAGE,
        )

    @override
    def days_story(self) -> Story:
        return self._days_story

    @cached_property
    def _days_story(self) -> Story:
        """The days on which most places began, in their order."""
        active = self.active(Filters(), "town_id")
        begun = pd.Series(active.counts.day[active.onset]).value_counts().head(_STORY_DAYS)
        onsets = active.first_onsets(self.sites)
        steps = [self._step(day, active, onsets) for day in sorted(begun.index)]
        return Story(
            title=Text(en=self.info.title),
            campaign=self.info.id,
            fingerprint=self.fingerprint,
            steps=tuple(steps),
        )

    def _step(self, number: int, active: ActiveDays, onsets: pd.DataFrame) -> Step:
        day = pd.Timestamp(np.datetime64(int(number), "D")).as_unit("s")
        view = ViewState(day)
        today = active.frame_at(self.sites, day)
        told = pd.concat([onsets[onsets["day"] < day], today], ignore_index=True)
        return Step(
            id=f"{day:%Y-%m-%d}",
            view=view,
            title=Text(day_in_words(day), day_in_words(day, language="ur")),
            text=Text(bare_sentence(describe_day(told, day))),
        )


def open_cube(cube: Cube, name: str) -> LargeCampaign:
    """Make ready what the pages may choose from in an archive."""
    values = {facet: _most_reported(counts) for facet, counts in cube.values.items()}
    choices = Choices(days=tuple(cube.days), focuses=tuple(cube.towns_with_spots), values=values)
    return LargeCampaign(cube, name, choices)


def _most_reported(counts: dict[str, int]) -> dict[str, int]:
    if len(counts) <= MOST_CHOICES:
        return counts
    least = sorted(counts.values(), reverse=True)[MOST_CHOICES - 1]
    kept = [name for name, number in counts.items() if number >= least]
    return {name: counts[name] for name in kept[:MOST_CHOICES]}


def _selection_of(filters: Filters) -> dict[str, Sequence[str]]:
    return asdict(filters)


def _write_whole(path: Path, data: bytes) -> None:
    number, draft = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
        Path(draft).replace(path)
    finally:
        Path(draft).unlink(missing_ok=True)
