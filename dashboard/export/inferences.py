"""Links, front and mean centre of every day of a campaign, each worked out once and when asked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from dashboard.address import ViewState
from dashboard.export.overlays import Front, Overlay
from dashboard.measure_shapes import centre_shapes
from dashboard.reports import frame_span
from dashboard.translation import place_name
from geo.daily import centres_by_day
from geo.errors import InputError
from geo.links import find_links
from geo.measures import campaign_origin
from geo.narrative import Language
from geo.onsets import first_onsets, reach_by_day
from geo.pipeline import Campaign


@dataclass(frozen=True, eq=False)
class Inferences:
    """What is inferred and measured of a campaign's towns.

    Parameters
    ----------
    campaign
        Whose origin the front is measured from.
    timeline
        Of towns, under the filters in force.
    language
        Of the origin's name.
    """

    campaign: Campaign
    timeline: pd.DataFrame
    language: Language

    def on(self, day: pd.Timestamp, state: ViewState) -> Overlay:
        """Return what a state shows of it on a day; links of all days that the frame holds."""
        links = self.links if state.links else self.links[:0]
        span = frame_span(
            day, self.campaign.days[0], mode=state.mode, window_days=state.window_days
        )
        links = links[links["onset_day"].between(*span)]
        front = self.fronts.get(day) if state.front else None
        centre = centre_shapes(self._centres, day) if state.centre else None
        return Overlay(links.assign(is_today=links["onset_day"] == day), front, centre)

    @cached_property
    def links(self) -> pd.DataFrame:
        """Links between towns with where both ends are: see `Overlay`, and ``onset_day``."""
        onsets = first_onsets(self.timeline)
        places = onsets[["site_id", "longitude", "latitude"]]
        links = find_links(onsets)[["site_id", "from_site_id"]]
        links = links.merge(onsets[["site_id", "onset_day"]], on="site_id")
        links = links.merge(places, on="site_id")
        return links.merge(places.add_prefix("from_"), on="from_site_id")

    @cached_property
    def fronts(self) -> dict[pd.Timestamp, Front]:
        """The front of each day that has one."""
        timeline = self.timeline
        try:
            origin = campaign_origin(self.campaign, timeline)
        except InputError:
            # Nothing is placed at a town: there is no front.
            return {}
        sites = timeline.loc[timeline["site"] == origin.name, "site_id"]
        place = place_name(str(sites.iloc[0]) if len(sites) else "", origin.name, self.language)
        reach = reach_by_day(first_onsets(timeline), origin)
        days = pd.DatetimeIndex(reach.index)
        return {day: Front(origin, float(km), place) for day, km in zip(days, reach, strict=True)}

    @cached_property
    def _centres(self) -> pd.DataFrame:
        return centres_by_day(self.timeline)
