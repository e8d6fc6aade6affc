"""What every export is made from: a campaign seen in one state, its days, frames and captions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import pandas as pd

from dashboard.address import ViewState, frame_shown, span_in_words, to_params
from dashboard.export.basemap import Extent
from dashboard.export.day_map import DayMap
from dashboard.export.extents import around_sites, seen_by, towns_apart
from dashboard.export.inferences import Inferences
from dashboard.export.inset import Inset, extent_of, most_crowded
from dashboard.export.overlays import Overlay
from dashboard.export.page import Caption
from dashboard.export.snapshot import NO_BORDERS
from dashboard.filters import apply_filters, facet_table, in_words
from dashboard.legend import COARSE
from dashboard.reports import frame_span, reports_in_frame
from dashboard.translation import in_language, place_name, place_names, tr, translate, trn
from dashboard.translation import number as number_in
from geo.boundaries import Boundaries, load_boundaries
from geo.errors import InputError
from geo.narrative import Language, day_in_words, describe_day
from geo.pipeline import Campaign, Course, SiteLevel, follow

if TYPE_CHECKING:
    from dashboard.shown import Shown

DOUBT: Final = (
    "Reports are what sources said, not all that happened: a day without a report is not an end, "
    "and a place without one may have gone unreported."
)
ONLINE_CREDITS: Final = (
    "Some places: an online geocoder, mostly © OpenStreetMap contributors (ODbL)."
)
MAP_CREDITS: Final = (
    "Places: GeoNames (CC BY 4.0), geoBoundaries (ODbL), hand-made spots. Borders: Natural Earth."
)
PLACE_CREDITS: Final = "Places: GeoNames (CC BY 4.0), geoBoundaries (ODbL), hand-made spots."
_CLOSE_ZOOM: Final = 8.0
"""From here on coast and borders are seen to be coarse."""


@dataclass(frozen=True)
class Tally:
    """How many reports speak of some days, plans left out; of how many outlets, how certain."""

    reports: int
    outlets: int
    certainty: Mapping[str, int]


@dataclass(frozen=True, eq=False)
class Material:
    """A campaign, the state that it is seen in, and what follows from both.

    Parameters
    ----------
    campaign
        From `geo.pipeline.open_campaign`.
    state
        The same object as the address holds.
    first, last
        The days that films, slides and data files cover; all of the campaign's when ``None``.
    made
        The day that the export is made, as text: part of what it says.
    language
        Of the sentences.
    courses
        What is already followed under the state's filters, by level; more is put there.

    Raises
    ------
    InputError
        When the campaign has no day, or none lies between the first and the last.
    """

    campaign: Campaign
    state: ViewState
    made: str
    first: pd.Timestamp | None = None
    last: pd.Timestamp | None = None
    language: Language = "en"
    courses: dict[SiteLevel, Course] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if self.days.empty:
            msg = f"{self.campaign.info.title} holds no day in the span asked for; name another."
            raise InputError(msg)

    @cached_property
    def days(self) -> pd.DatetimeIndex:
        """The days covered, none left out."""
        days = self.campaign.days
        if self.first is not None:
            days = days[days >= self.first]
        return days if self.last is None else days[days <= self.last]

    @cached_property
    def reports(self) -> pd.DataFrame:
        """The campaign's reports that pass the filters."""
        facets = facet_table(self.campaign)
        return apply_filters(self.campaign.reports, facets, self.state.filters)

    def course(self, level: SiteLevel) -> Course:
        """Follow the filtered reports; the same question is answered once."""
        if level not in self.courses:
            self.courses[level] = follow(self.campaign, self.reports, level=level)
        return self.courses[level]

    @property
    def level(self) -> SiteLevel:
        """Spots when one town is looked at, else towns."""
        return "spot" if self.state.focus else "town"

    @cached_property
    def timeline(self) -> pd.DataFrame:
        """What the map steps through."""
        timeline = self.course(self.level).timeline
        focus = self.state.focus
        return timeline[timeline["town_id"] == focus] if focus else timeline

    @cached_property
    def boundaries(self) -> Boundaries:
        """Land and borders to draw."""
        return load_boundaries(view=self.state.borders)

    @cached_property
    def drawn(self) -> pd.DataFrame:
        """The timeline that the map shows: towns that a close camera takes apart by their spots."""
        camera = self.state.camera
        if camera is None or self.state.focus:
            return self.timeline
        spots = self.course("spot").timeline
        apart = towns_apart(spots, camera.zoom)
        towns = self.timeline[~self.timeline["town_id"].isin(apart)]
        return pd.concat([towns, spots[spots["town_id"].isin(apart)]], ignore_index=True)

    def frame(self, day: pd.Timestamp) -> pd.DataFrame:
        """Return what the map shows for a day: one row a site."""
        return self._shown(self.drawn, day)

    def _shown(self, timeline: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
        state = self.state
        frame = frame_shown(timeline, replace(state, day=day))
        return frame if state.silent else frame[frame["state"] != "silent"]

    def day_map(self, day: pd.Timestamp) -> DayMap:
        """Return all that a map shows of a day, the most crowded city of that day apart."""
        town = "" if self.state.focus else most_crowded([self._spot_frame(day)])
        return DayMap(self.frame(day), self.overlay(day), self._inset(town, day))

    @cached_property
    def day_maps(self) -> dict[pd.Timestamp, DayMap]:
        """All that a map shows of each day covered, with one and the same city apart."""
        frames = {day: self._spot_frame(day) for day in self.days}
        town = "" if self.state.focus else most_crowded(frames.values())
        return {
            day: DayMap(self.frame(day), self.overlay(day), self._inset(town, day))
            for day in self.days
        }

    def _spot_frame(self, day: pd.Timestamp) -> pd.DataFrame:
        return self._shown(self.course("spot").timeline, day)

    def _inset(self, town: str, day: pd.Timestamp) -> Inset | None:
        if not town:
            return None
        spots = self.course("spot").timeline
        extent = extent_of(spots[(spots["town_id"] == town) & (spots["state"] != "silent")])
        sites = self.campaign.located.sites
        place = self.drawn[self.drawn["site_id"] == town]
        if extent is None or place.empty:
            return None
        frame = self._spot_frame(day)
        english = str(sites.loc[sites["site_id"] == town, "site"].iloc[0])
        return Inset(
            town,
            place_name(town, english, self.language),
            longitude=float(place["longitude"].iloc[0]),
            latitude=float(place["latitude"].iloc[0]),
            extent=extent,
            frame=frame[frame["town_id"] == town],
        )

    def overlay(self, day: pd.Timestamp) -> Overlay:
        """Return the links, the front and the mean centre of a day, where the state shows them."""
        return self._inferences.on(day, self.state)

    @cached_property
    def _inferences(self) -> Inferences:
        return Inferences(self.campaign, self.course("town").timeline, self.language)

    def reports_of(self, day: pd.Timestamp) -> pd.DataFrame:
        """Return the ledger's rows behind a day's frame."""
        state = self.state
        span = frame_span(
            day, self.campaign.days[0], mode=state.mode, window_days=state.window_days
        )
        return reports_in_frame(self.course(self.level).merged.ledger, span, town_id=state.focus)

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """The ledger's rows of all days covered, of the town looked at if one is."""
        span = (self.days[0], self.days[-1])
        ledger = self.course(self.level).merged.ledger
        return reports_in_frame(ledger, span, town_id=self.state.focus)

    def sentence(self, day: pd.Timestamp) -> str:
        """Say in one sentence what was reported for a day."""
        return describe_day(self.timeline, day, language=self.language, names=self._names)

    @cached_property
    def _names(self) -> dict[str, str]:
        return place_names(self.campaign.located.sites, self.language)

    @property
    def title(self) -> str:
        """The campaign's title, with the town looked at."""
        return " · ".join(filter(None, (self._say(self.campaign.info.title), self.place)))

    @cached_property
    def place(self) -> str:
        """The name of the town looked at; empty for the country."""
        sites = self.campaign.located.sites
        names = sites.loc[sites["site_id"] == self.state.focus, "site"]
        english = str(names.iloc[0]) if len(names) else ""
        return place_name(self.state.focus, english, self.language)

    @property
    def source_name(self) -> str:
        """What was read."""
        return self.campaign.read.name

    @property
    def has_reports(self) -> bool:
        """Whether the reports themselves are at hand, and not their counts alone."""
        return True

    @cached_property
    def shown(self) -> Shown:
        """The campaign as a page's player is fed with it."""
        from dashboard.opening import opened_from

        return opened_from(self.campaign)

    @property
    def attribution(self) -> str:
        """Whose reports these are, and whose places and borders."""
        info = self.campaign.info
        source = self._say("Source: {name}.", name=self.source_name)
        said = self._say(info.attribution) if info.attribution else source
        credits_ = [MAP_CREDITS if self.has_land else PLACE_CREDITS]
        if (self.campaign.reports["geo_method"] == "online").any():
            credits_.append(ONLINE_CREDITS)
        return " ".join((said, *map(self._say, credits_)))

    @property
    def has_land(self) -> bool:
        """Whether land and borders are drawn; symbols stand on a bare ground otherwise."""
        return self.state.ground != "blank"

    @property
    def doubt(self) -> str:
        """What the data cannot tell."""
        camera = self.state.camera
        is_close = bool(self.state.focus) or (camera is not None and camera.zoom >= _CLOSE_ZOOM)
        parts = (DOUBT, COARSE) if is_close and self.has_land else (DOUBT,)
        return " ".join(self._say(part) for part in parts)

    @property
    def borders(self) -> str:
        """Whose borders are drawn."""
        return self._say(self.boundaries.note if self.has_land else NO_BORDERS)

    def _say(self, english: str, **values: object) -> str:
        return translate(english, self.language, **values)

    @property
    def filters_in_words(self) -> str:
        """What was filtered; empty when nothing was."""
        with in_language(self.language):
            return in_words(self.state.filters) if self.state.filters.active else ""

    @property
    def mode_words(self) -> str:
        """What the size of a symbol counts."""
        mode, days = self.state.mode, self.state.window_days
        with in_language(self.language):
            if mode == "cumulative":
                return tr("Reports of all days until then")
            if mode == "window":
                return trn("Reports of {n} day", "Reports of {n} days", days)
            return tr("Reports of that day")

    @property
    def address(self) -> str:
        """The query that shows the state again in the dashboard."""
        return "?" + urlencode(to_params(self.state), doseq=True, safe=",/")

    @property
    def _address_of_any_day(self) -> str:
        """The query of the view without its day; empty where nothing is chosen."""
        params = {name: value for name, value in to_params(self.state).items() if name != "day"}
        return "?" + urlencode(params, doseq=True, safe=",/") if params else ""

    def caption(self, day: pd.Timestamp, *, whole: bool = False) -> Caption:
        """Return what is written on a picture of one day.

        With `whole` the small print speaks of all days covered: one for all frames of a film.
        """
        return Caption(
            title=self.title,
            day=day,
            sentence=self.sentence(day),
            attribution=self.attribution,
            doubt=self.doubt,
            selection=self._selection(self.tally(None if whole else day), whole=whole),
            made=self.made,
            fingerprint=self.campaign.fingerprint,
            address=self.address if not whole else self._address_of_any_day,
        )

    def tally(self, day: pd.Timestamp | None) -> Tally:
        """Count the reports behind a day's frame, or of all days covered."""
        reports = self.ledger if day is None else self.reports_of(day)
        happened = reports[~reports["planned"]]
        outlets = happened.loc[happened["outlet"] != "", "outlet"].nunique()
        certainty = happened["certainty"].value_counts()
        return Tally(len(happened), outlets, {str(c): int(n) for c, n in certainty.items()})

    def _selection(self, tally: Tally, *, whole: bool) -> str:
        doubts = [
            f"{number_in(tally.certainty[c], self.language)} {self._say(c)}"
            for c in ("approximate", "weak")
            if c in tally.certainty
        ]
        with in_language(self.language):
            number = tr(
                "{reports} from {outlets}",
                reports=trn("{n} report", "{n} reports", tally.reports),
                outlets=trn("{n} outlet", "{n} outlets", tally.outlets),
            )
        comma = "، " if self.language == "ur" else ", "
        doubt = f" ({comma.join(doubts)})" if doubts else ""
        with in_language(self.language):
            span = self.span_in_words if whole else span_in_words(self.state)
            kept = in_words(self.state.filters)
        semicolon, stop = ("؛", "۔") if self.language == "ur" else (";", ".")
        return f"{number}{doubt}{semicolon} {span}{semicolon} {kept}{stop}"

    @property
    def span_in_words(self) -> str:
        """The days covered.

        Returns
        -------
        str
            Such as ``2021-01-03 to 2021-01-09``.
        """
        if self.language == "ur":
            first, last = (
                day_in_words(day, weekday=False, language="ur")
                for day in (self.days[0], self.days[-1])
            )
            return f"{first} – {last}"
        return f"{self.days[0]:%Y-%m-%d} to {self.days[-1]:%Y-%m-%d}"

    @cached_property
    def extent(self) -> Extent | None:
        """West, south, east, north of what the map shows; the whole country when ``None``."""
        if self.state.camera is not None:
            return seen_by(self.state.camera)
        return around_sites(self.timeline, is_close=bool(self.state.focus))
