"""Onsets out of a timeline: the unit of everything that is measured of spread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.distance import great_circle_km
from geo.errors import InputError
from geo.schema import AREA_LEVELS

_AT_ORIGIN_KM: Final = 1.0


@dataclass(frozen=True)
class Origin:
    """Where and when a campaign began: WGS84 degrees, and the day that is number 0."""

    latitude: float
    longitude: float
    day: pd.Timestamp
    name: str = ""


def find_origin(
    timeline: pd.DataFrame,
    *,
    place: str = "",
    admin1: str = "",
    day: pd.Timestamp | None = None,
) -> Origin:
    """Say where and when a timeline began.

    Parameters
    ----------
    timeline
        From `geo.timeline.build_timeline`.
    place, admin1
        The site's name and, if given, its province. Without a name the earliest located site
        counts; of several that day the one with most reports, then the first by id.
    day
        The day that is number 0; the first of the data unless given.

    Raises
    ------
    InputError
        When there is no such site, or no located site at all.
    """
    begun = timeline.loc[timeline["onset"].to_numpy(dtype=bool)]
    known = begun.merge(
        first_onsets(timeline)[["site_id", "onset_day"]].rename(columns={"onset_day": "day"}),
        on=["site_id", "day"],
    )
    if place:
        known = known[known["site"] == place]
    if place and admin1:
        known = known[known["admin1"] == admin1]
    if known.empty:
        where = f"{place!r}" if place else "a located site"
        msg = f"The campaign has no onset at {where}; name one of its towns as the origin."
        raise InputError(msg)
    ranked = known.sort_values(["day", "reports", "site_id"], ascending=[True, False, True])
    site = ranked.iloc[0]
    return Origin(
        latitude=float(site["latitude"]),
        longitude=float(site["longitude"]),
        day=pd.Timestamp(timeline["day"].min() if day is None else day).normalize(),
        name=str(site["site"]),
    )


def first_onsets(timeline: pd.DataFrame) -> pd.DataFrame:
    """Return each located site's first onset: the points of the front and of the links.

    Columns ``site_id site level admin1 latitude longitude onset_day``, sorted by day and site.
    Sites that stand for an area are left out.
    """
    return _onsets(timeline).drop_duplicates("site_id", ignore_index=True)


def all_onsets(timeline: pd.DataFrame) -> pd.DataFrame:
    """Return every onset of located sites, returns after a silence too: for tests and waves.

    Columns as `first_onsets`, sorted by day and site.
    """
    return _onsets(timeline)


def _onsets(timeline: pd.DataFrame) -> pd.DataFrame:
    columns = ["site_id", "site", "level", "admin1", "latitude", "longitude", "day"]
    begun = timeline.loc[timeline["onset"].to_numpy(dtype=bool), columns]
    kept = begun[is_point(begun)].rename(columns={"day": "onset_day"})
    return kept.sort_values(["onset_day", "site_id"], ignore_index=True)


def is_point(sites: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Tell which sites have a place of their own: coordinates, and a level finer than an area."""
    known = np.isfinite(sites["latitude"].to_numpy()) & np.isfinite(sites["longitude"].to_numpy())
    return np.asarray(known & ~sites["level"].isin(AREA_LEVELS).to_numpy(), dtype=np.bool_)


def reach_by_day(onsets: pd.DataFrame, origin: Origin) -> pd.Series:
    """Return how far from the origin nine in ten of each day's new places lie, in km.

    Parameters
    ----------
    onsets
        From `first_onsets`.
    origin
        From `find_origin`.

    Returns
    -------
    pandas.Series
        Great-circle km by day; days without a new place are not in it, nor is a day whose only new
        place is the origin itself.
    """
    away = onsets.assign(
        km=great_circle_km(
            origin.latitude, origin.longitude, onsets["latitude"], onsets["longitude"]
        )
    )
    away = away[away["km"] > _AT_ORIGIN_KM]
    reach: pd.Series = away.groupby("onset_day")["km"].quantile(0.9)
    return reach
