"""The measures of spread, one row a day: what was active, how far it reached, where it moved."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.ellipse import directions_by_group, ellipses_by_group
from geo.front import theil_sen_speed
from geo.onsets import Origin, is_point
from geo.plane import Plane, geodesic, growing_hull_km2, plane_for
from geo.reproduction import growth_by_day

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

Weighting = Literal["sites", "reports"]

MEASURE_DTYPES: Final[dict[str, str]] = {
    "day": "datetime64[s]",
    "day_number": "int64",
    "active": "int64",
    "new": "int64",
    "onsets": "int64",
    "ended": "int64",
    "silent": "int64",
    "sites": "int64",
    "reports": "int64",
    "weight": "float64",
    "vague": "int64",
    "sources_low": "int64",
    "sources_high": "int64",
    "size_low": "Int64",
    "size_high": "Int64",
    "sized_sites": "int64",
    "provinces": "int64",
    "reach_km2": "float64",
    "population": "Int64",
    "distance_median_km": "float64",
    "distance_p90_km": "float64",
    "front_km_per_day": "float64",
    "front_low": "float64",
    "front_high": "float64",
    "direction_deg": "float64",
    "concentration": "float64",
    "centre_latitude": "float64",
    "centre_longitude": "float64",
    "ellipse_major_km": "float64",
    "ellipse_minor_km": "float64",
    "ellipse_bearing_deg": "float64",
    "growth_per_day": "float64",
    "growth_low": "float64",
    "growth_high": "float64",
    "doubling_days": "float64",
}
"""Columns of `measure_days`; NaN where a day has too little to tell."""

_DAILY_PAIRS: Final = 20_000
_AT_ORIGIN_KM: Final = 1.0
_DAY: Final = np.timedelta64(1, "D")


@dataclass(frozen=True)
class _Course:
    """A timeline as arrays: its active rows, and its sites.

    Of a site ``begun`` is its first active day, and ``first`` that of its first onset.
    """

    days: pd.DatetimeIndex
    sites: pd.DataFrame
    rows: pd.DataFrame
    located: npt.NDArray[np.bool_]
    plane: Plane | None
    x_km: Floats
    y_km: Floats


def measure_days(
    timeline: pd.DataFrame,
    *,
    origin: Origin,
    weighting: Weighting = "sites",
    growth_days: int = 7,
    populations: Mapping[str, int] | None = None,
) -> pd.DataFrame:
    """Measure every day of a timeline.

    Parameters
    ----------
    timeline
        From `geo.timeline.build_timeline`, any order of rows.
    origin
        Distances and bearings are taken from here, days counted from its day.
    weighting
        Weights of centre and ellipse: each active ``sites`` alike, or by its ``reports``.
    growth_days
        Window up to each day for the growth rate.
    populations
        Population by ``site_id``, for ``population``; empty without.

    Returns
    -------
    pandas.DataFrame
        `MEASURE_DTYPES`, one row for every day from the first to the last. Counts: ``new`` sites
        have their first onset that day, ``onsets`` count returns after a silence too, ``sites``
        (with a report), ``provinces``, ``reach_km2`` (convex hull) and ``population`` are all until
        that day. ``weight`` counts a report of a week or a month by its share of the day, and
        ``vague`` of the active sites are told of by such reports alone.
        ``sources_low`` and ``sources_high`` are the largest number of outlets at one site and the
        sum over sites: the number of different outlets lies between. Sizes are summed over
        ``sized_sites``, those with a number; the others are not in them. Distances and direction
        are of that day's new sites; the front is `geo.front.front_speed` of the first onsets until
        that day (20,000 random pairs above 200 sites; five onsets at least); centre and ellipse are
        of the active sites. Sites that stand for an area (tehsil and coarser) count, but have no
        place: they are left out of every distance, centre, hull and front.
    """
    if timeline.empty:
        empty = {name: pd.Series(dtype=kind) for name, kind in MEASURE_DTYPES.items()}
        return pd.DataFrame(empty)
    course = _course(timeline)
    counts = _counts(course)
    growth = growth_by_day(counts["onsets"], window_days=growth_days)
    table = pd.concat(
        [
            counts,
            _reached(course, populations),
            _fronts(course, origin),
            _centres(course, weighting),
            growth.set_axis(
                ["growth_per_day", "growth_low", "growth_high", "doubling_days"], axis=1
            ),
        ],
        axis=1,
    )
    table["day"] = course.days
    table["day_number"] = (course.days - origin.day.normalize()).days
    return table[list(MEASURE_DTYPES)].astype(MEASURE_DTYPES)


def centres_by_day(timeline: pd.DataFrame, *, weighting: Weighting = "sites") -> pd.DataFrame:
    """Return where the active sites of each day lie on average, and how they scatter.

    Parameters
    ----------
    timeline, weighting
        As for `measure_days`.

    Returns
    -------
    pandas.DataFrame
        ``day latitude longitude major_km minor_km bearing_deg`` of the days that have a centre; the
        ellipse's half-axes, and the bearing of the long one from north, are NaN below three sites.
    """
    names = ("day", "latitude", "longitude", "major_km", "minor_km", "bearing_deg")
    if timeline.empty:
        return pd.DataFrame({name: pd.Series(dtype="float64") for name in names})
    course = _course(timeline)
    table = _centres(course, weighting).set_axis(names[1:], axis=1)
    table.insert(0, "day", course.days)
    return table[table["latitude"].notna()].reset_index(drop=True)


def _course(timeline: pd.DataFrame) -> _Course:
    """Leave silent rows out: silence is what a site's other days leave over."""
    days = pd.date_range(timeline["day"].min(), timeline["day"].max(), unit="s")
    at = np.flatnonzero((timeline["state"] != "silent").to_numpy(dtype=bool))

    # Column by column: of data of years a copy of all rows would be hundreds of megabytes.
    def active(name: str) -> pd.Series:
        return timeline[name].take(at)

    codes, _ = pd.factorize(active("site_id"))
    number = _day_numbers(active("day"), days)
    first_row = pd.Series(number).groupby(codes).idxmin().to_numpy()
    columns = ["site_id", "admin1", "country", "level", "latitude", "longitude"]
    sites = timeline[columns].take(at[first_row]).reset_index(drop=True)
    sites["begun"] = number[first_row]
    sites["first"] = _day_numbers(timeline["onset_day"].take(at[first_row]), days)
    rows = pd.DataFrame(
        {
            "site": codes,
            "day": number,
            "ended": (active("state") == "ended").to_numpy(dtype=bool),
            "onset": active("onset").to_numpy(dtype=bool),
            "reports": active("reports").to_numpy(dtype=np.float64),
            "weight": active("weight").to_numpy(dtype=np.float64),
            "vague": (active("precise") == 0).to_numpy(dtype=bool),
            "sources": active("sources").to_numpy(dtype=np.float64),
            "size_low": active("size_low").to_numpy(dtype=np.float64, na_value=np.nan),
            "size_high": active("size_high").to_numpy(dtype=np.float64, na_value=np.nan),
        }
    )
    located = is_point(sites)
    x, y = np.full(len(sites), np.nan), np.full(len(sites), np.nan)
    plane = None
    if located.any():
        points = sites.loc[located, ["latitude", "longitude"]].to_numpy()
        plane = plane_for(points[:, 0], points[:, 1])
        x[located], y[located] = plane.forward(points[:, 0], points[:, 1])
    return _Course(days, sites, rows, located, plane, x, y)


def _day_numbers(days: pd.Series, calendar: pd.DatetimeIndex) -> Indices:
    since = days.to_numpy().astype("datetime64[D]") - np.datetime64(calendar[0], "D")
    return np.asarray(since / _DAY, dtype=np.intp)


def _counts(course: _Course) -> pd.DataFrame:
    rows, length = course.rows, len(course.days)
    day = rows["day"].to_numpy()

    def tally(values: npt.NDArray[np.generic] | None = None) -> Floats:
        weights = None if values is None else values.astype(np.float64)
        return np.bincount(day, weights, length).astype(np.float64)

    new = np.bincount(course.sites["first"].to_numpy(), minlength=length)
    begun = np.bincount(course.sites["begun"].to_numpy(), minlength=length)
    active, sites = tally(), begun.cumsum()
    sources = rows["sources"].to_numpy()
    most = np.zeros(length)
    np.maximum.at(most, day, sources)
    table = {
        "active": active,
        "new": new,
        "onsets": tally(rows["onset"].to_numpy()),
        "ended": tally(rows["ended"].to_numpy()),
        "silent": sites - active,
        "sites": sites,
        "reports": tally(rows["reports"].to_numpy()),
        "vague": tally(rows["vague"].to_numpy()),
        "sources_low": most,
        "sources_high": tally(sources),
    }
    sized = ~np.isnan(rows[["size_low", "size_high"]].to_numpy())
    for column, known in zip(("size_low", "size_high"), sized.T, strict=True):
        total = tally(np.where(known, rows[column].to_numpy(), 0.0))
        table[column] = np.where(tally(known) > 0, total, np.nan)
    table["sized_sites"] = tally(sized.any(axis=1))
    return pd.DataFrame(table).round().assign(weight=tally(rows["weight"].to_numpy()))


def _reached(course: _Course, populations: Mapping[str, int] | None) -> pd.DataFrame:
    """Count what all days until each day have reached."""
    sites, length = course.sites, len(course.days)
    named = sites[sites["admin1"] != ""].sort_values("first").drop_duplicates(["country", "admin1"])
    provinces = np.bincount(named["first"].to_numpy(), minlength=length).cumsum()
    order, ends = _located_by_day(course)
    people = np.full(length, np.nan)
    if populations is not None:
        towns = sites["site_id"].map(dict(populations)).fillna(0).to_numpy(dtype=np.float64)
        people = np.bincount(sites["first"].to_numpy(), towns, length).cumsum()
    area = growing_hull_km2(course.x_km[order], course.y_km[order], ends)
    return pd.DataFrame({"provinces": provinces, "reach_km2": area, "population": people})


def _located_by_day(course: _Course) -> tuple[Indices, Indices]:
    """Return located sites in the order of their first day, and how many had begun by each day."""
    first = course.sites["first"].to_numpy()
    chosen = np.flatnonzero(course.located)
    order = chosen[np.lexsort([course.sites["site_id"].to_numpy()[chosen], first[chosen]])]
    ends = np.searchsorted(first[order], np.arange(len(course.days)), side="right")
    return order, np.asarray(ends, dtype=np.intp)


def _fronts(course: _Course, origin: Origin) -> pd.DataFrame:
    """Measure the way of each day's new sites, and the front of all new sites until then."""
    order, ends = _located_by_day(course)
    new = course.sites.iloc[order]
    distance, bearing = geodesic(
        origin.latitude, origin.longitude, new["latitude"].to_numpy(), new["longitude"].to_numpy()
    )
    first, length = new["first"].to_numpy(), len(course.days)
    far = pd.Series(distance).groupby(first)
    days = pd.RangeIndex(length)
    direction = directions_by_group(
        np.where(distance > _AT_ORIGIN_KM, bearing, np.nan), group=first, groups=length
    )
    speeds = np.full((length, 3), np.nan)
    begin = 0
    for day, end in enumerate(ends):
        if end > begin:
            speeds[day] = theil_sen_speed(
                distance[:end], first[:end].astype(np.float64), max_pairs=_DAILY_PAIRS
            )
        elif day:
            speeds[day] = speeds[day - 1]
        begin = end
    # A speed without any bound is a guess: it is not drawn.
    speeds[np.isneginf(speeds[:, 1]) & np.isposinf(speeds[:, 2])] = np.nan
    return pd.DataFrame(
        {
            "distance_median_km": far.median().reindex(days),
            "distance_p90_km": far.quantile(0.9).reindex(days),
            "front_km_per_day": speeds[:, 0],
            "front_low": speeds[:, 1],
            "front_high": speeds[:, 2],
            "direction_deg": direction["bearing_deg"],
            "concentration": direction["concentration"],
        }
    )


def _centres(course: _Course, weighting: Weighting) -> pd.DataFrame:
    """Follow centre and ellipse of the sites that are active."""
    site = course.rows["site"].to_numpy()
    seen = course.located[site]
    site = site[seen]
    reports = course.rows["reports"].to_numpy()[seen]
    weights = np.ones(len(site)) if weighting == "sites" else np.maximum(reports, 1.0)
    table = ellipses_by_group(
        course.x_km[site],
        course.y_km[site],
        weights,
        group=course.rows["day"].to_numpy()[seen],
        groups=len(course.days),
    )
    latitude = longitude = np.full(len(table), math.nan)
    if course.plane is not None:
        latitude, longitude = course.plane.inverse(table["x_km"], table["y_km"])
    return pd.DataFrame(
        {
            "centre_latitude": latitude,
            "centre_longitude": longitude,
            "ellipse_major_km": table["major_km"],
            "ellipse_minor_km": table["minor_km"],
            "ellipse_bearing_deg": table["bearing_deg"],
        }
    )
