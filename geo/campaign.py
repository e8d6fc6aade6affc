"""A campaign: a named set of reports, located and ready to be counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True)
class View:
    """Where a map first looks: WGS84 degrees and a web-map zoom."""

    longitude: float
    latitude: float
    zoom: float


@dataclass(frozen=True)
class Uncertainty:
    """One thing that is not sure about a campaign."""

    title: str
    text: str


@dataclass(frozen=True)
class CampaignInfo:
    """What is said of a campaign, apart from its reports.

    `outlets` maps a source's label to the independent outlet behind it, so that a repost does not
    count as a second witness.
    """

    id: str
    title: str
    country: str
    summary: str = ""
    origin_place: str = ""
    origin_admin1: str = ""
    origin_day: pd.Timestamp | None = None
    first_day: pd.Timestamp | None = None
    last_day: pd.Timestamp | None = None
    gap_days: int = 1
    view: View | None = None
    attribution: str = ""
    attributions: tuple[str, ...] = ()
    uncertain: tuple[Uncertainty, ...] = ()
    outlets: Mapping[str, str] = field(default_factory=dict)
