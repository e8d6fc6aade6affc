"""What a page may ask of the campaign it shows, whether that is small or an archive."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, Final

import pandas as pd

from dashboard.account import Account
from dashboard.address import Choices, ViewState
from dashboard.filters import Filters
from dashboard.player.feed import Feed
from geo.campaign import CampaignInfo
from geo.cube.lists import ReportsPage
from geo.measures import Followed
from geo.narrative import Language
from geo.pipeline import SiteLevel

if TYPE_CHECKING:
    from dashboard.story import Story

PAGE: Final = 200
"""Reports that a list shows at once."""


class Shown(ABC):
    """A campaign as pages see it; shared by sessions, and never changed by them.

    Attributes
    ----------
    choices
        What a view may name.
    """

    choices: Choices

    @property
    @abstractmethod
    def info(self) -> CampaignInfo:
        """What is said of the campaign."""

    @property
    @abstractmethod
    def fingerprint(self) -> str:
        """Changes whenever a report does."""

    @property
    @abstractmethod
    def source_name(self) -> str:
        """What was read."""

    @property
    @abstractmethod
    def sites(self) -> pd.DataFrame:
        """`geo.schema.SITE_DTYPES`."""

    @property
    @abstractmethod
    def days(self) -> pd.DatetimeIndex:
        """Every day that the campaign covers."""

    @property
    @abstractmethod
    def context(self) -> pd.DataFrame:
        """What happened in those days and was not a protest."""

    @property
    @abstractmethod
    def left_out(self) -> tuple[int, int, int]:
        """How many rows were read, rejected, and not placed."""

    @property
    def limits(self) -> str:
        """Say in a sentence what this campaign cannot be used for; empty for most."""
        return ""

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences about how the source was read."""
        return ()

    @abstractmethod
    def source_table(self) -> pd.DataFrame:
        """Return who reported how much: ``source reports page``, most first."""

    @property
    def lists_rejected(self) -> bool:
        """Whether page Data lists the rows that were left out, and does not only count them."""
        return True

    @property
    def has_cards(self) -> bool:
        """Whether a place's reports stand on its card in the player, not in the list alone."""
        return True

    @property
    def notes_on_cards(self) -> list[str]:
        """The different notes of reports that the player shows itself."""
        return []

    @cached_property
    def focus_names(self) -> dict[str, str]:
        """Town id → name, for the towns that can be looked at closely."""
        names = self.sites.set_index("site_id")["site"]
        return {town: str(names[town]) for town in self.choices.focuses}

    @abstractmethod
    def account(self) -> Account:
        """Say what became of the rows that were read."""

    @abstractmethod
    def is_empty(self, filters: Filters) -> bool:
        """Tell whether no report is left under these filters."""

    def is_measurable(self, _filters: Filters) -> bool:
        """Tell whether a selection has few enough days of sites to be measured and drawn."""
        return True

    @abstractmethod
    def feed(self, filters: Filters) -> Feed:
        """Return what the player plays; the same selection is packed once."""

    @abstractmethod
    def sentences(self, filters: Filters, language: Language) -> list[str]:
        """Say each day in a sentence, without its name; nothing where there are too many rows."""

    @abstractmethod
    def course(self, filters: Filters, level: SiteLevel) -> Followed:
        """Follow the filtered reports day by day.

        Raises
        ------
        InputError
            When there are too many days of sites.
        """

    @abstractmethod
    def reports(self, shown: ViewState, *, site_id: str = "", first: int = 0) -> ReportsPage:
        """Read the reports behind a view, `PAGE` at a time.

        Parameters
        ----------
        shown
            The view.
        site_id
            One town of it alone.
        first
            How many to leave out.
        """

    @abstractmethod
    def days_story(self) -> Story:
        """Return the days as a story, for whoever has told none."""
