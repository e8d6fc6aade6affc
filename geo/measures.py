"""A campaign's measures as figures that explain themselves: for command, pages and exports."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import GazetteerError, InputError
from geo.gazetteer import load_gazetteer
from geo.lifecycle import lifecycles
from geo.measure_words import MEASURE_WORDS, Words
from geo.onsets import Origin, find_origin, first_onsets
from geo.pipeline import Campaign, Course
from geo.plane import geodesic
from geo.spread import Spread, measure_spread

FEW_ONSETS: Final = 30
"""Below this number of onsets p-values stay behind details."""
DAY_FIGURES: Final = (
    *("active", "new", "sites", "reports", "provinces", "reach_km2", "population"),
    *("distance_median_km", "distance_p90_km", "front_km_per_day", "growth_per_day"),
    *("doubling_days", "direction_deg", "concentration"),
    *("ellipse_major_km", "ellipse_minor_km", "ellipse_bearing_deg"),
)
"""Columns of `Measures.days` that are shown as figures of one day."""
_BOUNDS: Final = {
    "front_km_per_day": ("front_low", "front_high"),
    "growth_per_day": ("growth_low", "growth_high"),
}


@dataclass(frozen=True)
class Figure:
    """One number with all that belongs to it; ``None`` where it cannot be told.

    ``low`` and ``high`` are a 95 % interval, both ``None`` for a number that has none. ``note``
    says what is special about this value, ``detail`` that it is not to be shown at first sight.
    """

    name: str
    value: float | None
    words: Words
    low: float | None = None
    high: float | None = None
    note: str = ""
    detail: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return it with its words, ready for JSON."""
        return {
            "label": self.words.label,
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "unit": self.words.unit,
            "meaning": self.words.meaning,
            "formula": self.words.formula,
            "sources": list(self.words.sources),
            "caveat": self.words.caveat,
            "note": self.note,
        }


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
        return {figure.name: figure for figure in _figures(self)}

    @property
    def has_front(self) -> bool:
        """Whether distance grows, or shrinks, with time beyond chance: the interval excludes 0."""
        front = self.spread.front
        return bool(front.low > 0 or front.high < 0)

    def on(self, day: pd.Timestamp) -> dict[str, Figure]:
        """Return the figures of one day, or of all days until it, by name; none outside the days.

        Growth and front without an interval that is bounded on one side at least have no value.
        """
        rows = self.days[self.days["day"] == day]
        if rows.empty:
            return {}
        row = rows.iloc[0]
        return {name: _day_figure(name, row) for name in DAY_FIGURES}

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
    campaign: Campaign,
    course: Course,
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


def campaign_origin(campaign: Campaign, timeline: pd.DataFrame) -> Origin:
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


def _day_figure(name: str, row: pd.Series) -> Figure:
    low, high = (_number(row[bound]) if bound else None for bound in _BOUNDS.get(name, ("", "")))
    # An infinite bound is none, but does not hold zero on its own side.
    holds_zero = name in _BOUNDS and row[_BOUNDS[name][0]] <= 0 <= row[_BOUNDS[name][1]]
    note = "the interval holds zero: it cannot be told from chance" if holds_zero else ""
    return Figure(name, _number(row[name]), MEASURE_WORDS[name], low=low, high=high, note=note)


def _figures(measures: Measures) -> list[Figure]:
    spread, last = measures.spread, measures.days.iloc[-1]
    front, growth = spread.front, spread.growth
    far = measures.onsets["distance_km"].to_numpy()[measures.onsets["distance_km"] > 1.0]
    at_median, at_p90 = np.quantile(far, [0.5, 0.9]) if len(far) else (math.nan, math.nan)
    found = [
        _figure("sites", last["sites"]),
        _figure("reports", measures.days["reports"].sum(), note=_spread_note(measures.days)),
        _figure("provinces", last["provinces"]),
        _figure("reach_km2", spread.reach_km2),
        _figure("population", last["population"]),
        _figure("distance_median_km", at_median, note="of all first onsets away from the origin"),
        _figure("distance_p90_km", at_p90, note="of all first onsets away from the origin"),
        _figure(
            "front_km_per_day",
            front.speed_km_per_day,
            front.low,
            front.high,
            note=front_sentence(measures),
        ),
        _figure(
            "leading_edge_km_per_day",
            front.quantile_speed_km_per_day,
            front.quantile_low,
            front.quantile_high,
            note=front.note,
        ),
        _figure("growth_per_day", growth.rate_per_day, growth.low, growth.high, note=growth.note),
        _figure("doubling_days", growth.doubling_days, growth.doubling_low, growth.doubling_high),
        _figure("direction_deg", spread.direction.bearing_deg),
        _figure("concentration", spread.direction.concentration),
    ]
    if spread.ellipse is not None:
        found += [
            _figure("ellipse_major_km", spread.ellipse.major_km),
            _figure("ellipse_minor_km", spread.ellipse.minor_km),
            _figure("ellipse_bearing_deg", spread.ellipse.bearing_deg),
        ]
    near, knox = spread.continuity, spread.knox
    found += [
        _figure("continuity", near.share, note=f"within {near.distance_km:g} km"),
        _figure("continuity_expected", near.expected, note=f"within {near.distance_km:g} km"),
        _figure("knox_ratio", knox.ratio, note=" ".join(knox.warnings), detail=True),
        _figure("knox_p", knox.p_value, note=" ".join(knox.warnings), detail=True),
        _figure("link_km", spread.links["distance_km"].median()),
        _figure("open_stretches", measures.stretches["censored"].sum()),
    ]
    if spread.reproduction is not None and len(spread.reproduction):
        window = spread.reproduction.iloc[-1]
        found.append(
            _figure("reproduction", window["mean"], window["low"], window["high"], detail=True)
        )
    return found


def front_sentence(measures: Measures) -> str:
    """Say whether there is a front that can be measured."""
    front = measures.spread.front
    if math.isnan(front.speed_km_per_day):
        return f"No front can be measured: {front.note}."
    span = f"{_bound(front.low)} to {_bound(front.high)} km/day"
    if measures.has_front:
        way = "away from" if front.speed_km_per_day > 0 else "towards"
        return f"First onsets move {way} {measures.origin.name} (95 % interval {span})."
    return (
        f"No front can be measured: the 95 % interval, {span}, holds zero. "
        "First onsets do not lie farther out, or nearer, with time beyond chance."
    )


def _bound(value: float) -> str:
    if math.isinf(value):
        return "unbounded"
    return f"{value:.0f}".replace("-", "−")


def _spread_note(days: pd.DataFrame) -> str:
    doubtful = float(days["reports"].sum() - days["weight"].sum())
    if doubtful < 0.5:
        return ""
    told = f"{days['weight'].sum():,.0f}"
    return f"{told} when reports of a week or a month count once over their window"


def _figure(
    name: str,
    value: Any,
    low: Any = None,
    high: Any = None,
    *,
    note: str = "",
    detail: bool = False,
) -> Figure:
    return Figure(
        *(name, _number(value), MEASURE_WORDS[name], _number(low), _number(high)),
        note=note,
        detail=detail,
    )


def _number(value: Any) -> float | None:
    """Return a number that JSON knows, or ``None``."""
    if value is None or pd.isna(value) or not math.isfinite(value):
        return None
    return int(value) if float(value).is_integer() else float(value)
