"""A campaign's measures as figures that explain themselves: for command, pages and exports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Protocol

import numpy.typing as npt
import pandas as pd

from geo.campaign import CampaignInfo
from geo.errors import GazetteerError, InputError
from geo.figures import DAY_FIGURES, Figure, day_figures, has_front, whole_figures
from geo.gazetteer import load_gazetteer
from geo.lifecycle import lifecycles
from geo.onsets import Origin, find_origin, first_onsets
from geo.plane import geodesic
from geo.spread import Spread, measure_spread

__all__ = ["DAY_FIGURES", "FEW_ONSETS", "Figure", "Measures", "campaign_origin", "measure"]

FEW_ONSETS: Final = 30
"""Below this number of onsets p-values stay behind details."""


class Measured(Protocol):
    """What is measured: a campaign or an archive."""

    @property
    def info(self) -> CampaignInfo:
        """What is said of it."""

    @property
    def days(self) -> pd.DatetimeIndex:
        """Every day that it covers."""


class Followed(Protocol):
    """How it ran."""

    @property
    def timeline(self) -> pd.DataFrame:
        """From `geo.timeline.build_timeline`."""


@dataclass(frozen=True, eq=False)
class Measures:
    """Everything that is measured of a course.

    Attributes
    ----------
    campaign, title
        What was measured.
    spread
        The measures as `geo.spread` gives them.
    onsets
        One row a located site: ``site_id site admin1 onset_day onset_low onset_high day_number
        distance_km bearing_deg from_site_id from_site link_km lag_days basis``, by day and
        distance. The link is an inference; empty on the first day.
    stretches
        From `geo.lifecycle.lifecycles`.
    """

    campaign: str
    title: str
    spread: Spread
    onsets: pd.DataFrame
    stretches: pd.DataFrame

    @property
    def origin(self) -> Origin:
        """Where distances and days are counted from."""
        return self.spread.origin

    @property
    def days(self) -> pd.DataFrame:
        """One row a day: `geo.spread.MEASURE_DTYPES`."""
        return self.spread.days

    @cached_property
    def links(self) -> pd.DataFrame:
        """`geo.spread.LINK_DTYPES` with the names and days of both places."""
        named = self.onsets[["site_id", "site", "onset_day"]]
        source = named.add_prefix("from_")
        links = self.spread.links.merge(named, on="site_id", how="left")
        links = links.merge(source, on="from_site_id", how="left").astype({"basis": "str"})
        return links[
            [
                *("site_id", "site", "onset_day", "from_site_id", "from_site"),
                *("from_onset_day", "lag_days", "distance_km", "basis"),
            ]
        ]

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """The figures of the whole, by name."""
        return whole_figures(self.spread, self.onsets, self.stretches)

    @property
    def has_front(self) -> bool:
        """Whether a front can be measured: distance changes with time beyond chance."""
        return has_front(self.spread)

    def on(self, day: pd.Timestamp) -> dict[str, Figure]:
        """Return the figures of one day, or of all days until it, by name; none outside the days.

        Growth and front without an interval that is bounded on one side at least have no value.
        """
        rows = self.days[self.days["day"] == day]
        if rows.empty:
            return {}
        return day_figures(rows.iloc[0])

    def as_json(self) -> dict[str, Any]:
        """Return all of it ready for JSON: figures with their words, and the measures in full."""
        first, last = self.days["day"].iloc[[0, -1]]
        return {
            "campaign": self.campaign,
            "title": self.title,
            "first_day": f"{first:%Y-%m-%d}",
            "last_day": f"{last:%Y-%m-%d}",
            "front_is_measurable": self.has_front,
            "links_are": "inferences from days and places, nobody's observation",
            "figures": {name: figure.as_json() for name, figure in self.figures.items()},
            "details": self.spread.summary(),
        }


def measure(
    campaign: Measured,
    course: Followed,
    *,
    gap_days: int | None = None,
    serial_interval: npt.ArrayLike | None = None,
    populations: Mapping[str, int] | None = None,
    near_km: float = 50.0,
    soon_days: float = 2.0,
    seed: int | None = 0,
) -> Measures:
    """Measure a course of a campaign.

    Parameters
    ----------
    campaign, course
        From `geo.pipeline.open_campaign` and `geo.pipeline.follow`. The origin is the campaign's
        own where the course has it, else the earliest place of the course.
    gap_days
        The gap rule of the course; the campaign's own when ``None``.
    serial_interval, near_km, soon_days, seed
        As for `geo.spread.measure_spread`.
    populations
        Population by ``site_id``; those of the gazetteer unless given.

    Raises
    ------
    InputError
        When the course has no located site.
    """
    timeline, info = course.timeline, campaign.info
    origin = campaign_origin(campaign, timeline)
    people = populations
    if people is None:
        people = _populations(info.country, timeline["site_id"].unique().tolist())
    spread = measure_spread(
        timeline,
        origin=origin,
        serial_interval=serial_interval,
        near_km=near_km,
        soon_days=soon_days,
        populations=people or None,
        seed=seed,
    )
    return Measures(
        campaign=info.id,
        title=info.title,
        spread=spread,
        onsets=_onset_table(timeline, spread),
        stretches=lifecycles(timeline, gap_days=info.gap_days if gap_days is None else gap_days),
    )


def campaign_origin(campaign: Measured, timeline: pd.DataFrame) -> Origin:
    """Return the campaign's stated origin, or, where filters left it out, the earliest place.

    Raises
    ------
    InputError
        When there is no located site at all.
    """
    info = campaign.info
    day = info.origin_day
    if day is None and len(campaign.days) and campaign.days[0] < timeline["day"].min():
        day = campaign.days[0]
    for place, admin1 in ((info.origin_place, info.origin_admin1), ("", "")):
        try:
            return find_origin(timeline, place=place, admin1=admin1, day=day)
        except InputError:
            continue
    msg = "Nothing can be measured: no report is placed at a town or a spot."
    raise InputError(msg)


def _populations(country: str, site_ids: list[str]) -> dict[str, int]:
    try:
        places = load_gazetteer(country).places
    except GazetteerError:
        # Reports with coordinates of their own need no gazetteer; nobody's number is known then.
        return {}
    found = {site: places[site].population for site in site_ids if site in places}
    return {site: people for site, people in found.items() if people > 0}


def _onset_table(timeline: pd.DataFrame, spread: Spread) -> pd.DataFrame:
    begun = timeline.loc[timeline["onset"], ["site_id", "day", "onset_low", "onset_high"]]
    first = first_onsets(timeline)[["site_id", "site", "admin1", "onset_day"]]
    spans = begun.rename(columns={"day": "onset_day"})
    table = first.merge(spans, on=["site_id", "onset_day"], how="left")
    places = timeline.drop_duplicates("site_id")[["site_id", "latitude", "longitude"]]
    table = table.merge(places, on="site_id", how="left")
    origin = spread.origin
    table["day_number"] = (table["onset_day"] - origin.day.normalize()).dt.days
    distance, bearing = geodesic(
        origin.latitude,
        origin.longitude,
        table["latitude"].to_numpy(),
        table["longitude"].to_numpy(),
    )
    table["distance_km"], table["bearing_deg"] = distance, bearing
    links = spread.links.rename(columns={"distance_km": "link_km"})
    table = table.merge(links.astype({"basis": "str"}), on="site_id", how="left")
    names = table.set_index("site_id")["site"]
    table["from_site"] = table["from_site_id"].map(names)
    table["lag_days"] = table["lag_days"].astype("Int64")
    for name in ("from_site_id", "from_site", "basis"):
        table[name] = table[name].fillna("").astype("str")
    ordered = table.sort_values(["onset_day", "distance_km", "site_id"], ignore_index=True)
    return ordered[
        [
            *("site_id", "site", "admin1", "latitude", "longitude"),
            *("onset_day", "onset_low", "onset_high", "day_number", "distance_km", "bearing_deg"),
            *("from_site_id", "from_site", "link_km", "lag_days", "basis"),
        ]
    ]
