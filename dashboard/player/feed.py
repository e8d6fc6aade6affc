"""Timelines, sites and sentences → what the player in the browser is fed with. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from dashboard.player.pack import narrowest, pack
from geo.campaign import View
from geo.schema import AREA_LEVELS, STATES

ONSET: Final = 4
LIGHT: Final = 8
"""Bits of a row's flags, above its state's place in `geo.schema.STATES`."""
UNKNOWN_SIZE: Final = -1
_LARGEST_SIZE: Final = 2**31 - 1
_EPOCH: Final = pd.Timestamp("1970-01-01")
_REPORT_TEXT: Final = 240


@dataclass(frozen=True)
class Origin:
    """Where and when a campaign began; ``frontKm`` is measured from here (WGS84 degrees)."""

    longitude: float
    latitude: float
    day: pd.Timestamp
    name: str


@dataclass(frozen=True)
class Feed:
    """A packed campaign, and a revision that changes whenever its content does."""

    data: bytes
    rev: str


def build_feed(
    towns: pd.DataFrame,
    spots: pd.DataFrame,
    sites: pd.DataFrame,
    days: pd.DatetimeIndex,
    *,
    sentences: Sequence[str] = (),
    title: str = "",
    attribution: str = "",
    view: View | None = None,
    links: pd.DataFrame | None = None,
    origin: Origin | None = None,
    front_km: pd.Series | None = None,
    centres: pd.DataFrame | None = None,
    reports: pd.DataFrame | None = None,
    names_ur: Mapping[str, str] | None = None,
) -> Feed:
    """Pack a followed campaign for the player.

    Parameters
    ----------
    towns, spots
        From `geo.timeline.build_timeline`, of towns and of spots. Only rows with a report are sent:
        silence is what is left. Rows of spots are sent for towns with several sites only.
    sites
        `geo.schema.SITE_DTYPES`; must hold every ``site_id`` of both timelines.
    days
        Every day that the campaign covers; rows of other days are left out.
    sentences
        One for each day, without the day's name.
    view
        Where the map first looks, meant for a map 600 px high; all sites when ``None``.
    links
        From `geo.links.find_links`, between towns.
    origin, front_km
        Where the front is measured from, and its distance by day in km (NaN: none that day).
    centres
        From `geo.daily.centres_by_day`, of towns.
    reports
        Ledger rows to be read on a site's card: ``site_id date date_end source source_url note
        planned``.
    names_ur
        ``site_id`` → name in Urdu.
    """
    used = _used_sites(towns, spots, sites)
    index = pd.Series(np.arange(len(used)), index=used["site_id"])
    header = feed_header(
        days,
        index,
        sentences=sentences,
        title=title,
        attribution=attribution,
        view=view,
        links=links,
        origin=origin,
        front_km=front_km,
        centres=centres,
        reports=reports,
    )
    header["sites"] = site_columns(used, index, names_ur or {})
    header["town"] = _rows(towns, index, days)
    header["spot"] = _rows(_of_split_towns(spots, used), index, days)
    data = pack({"rev": "", **header})
    rev = hashlib.sha256(data).hexdigest()[:16]
    return Feed(pack({"rev": rev, **header}), rev)


def feed_header(
    days: pd.DatetimeIndex,
    index: pd.Series,
    *,
    sentences: Sequence[str] = (),
    title: str = "",
    attribution: str = "",
    view: View | None = None,
    links: pd.DataFrame | None = None,
    origin: Origin | None = None,
    front_km: pd.Series | None = None,
    centres: pd.DataFrame | None = None,
    reports: pd.DataFrame | None = None,
) -> dict[str, Any]:
    """Return what a pack says apart from sites and their days.

    Parameters
    ----------
    index
        ``site_id`` → place among the sites that are sent.
    days, sentences, title, attribution, view, links, origin, front_km, centres, reports
        As for `build_feed`.
    """
    return {
        "firstDay": (days[0] - _EPOCH).days if len(days) else 0,
        "dayCount": len(days),
        "title": title,
        "attribution": attribution,
        "camera": None
        if view is None
        else {"longitude": view.longitude, "latitude": view.latitude, "zoom": view.zoom},
        "sentences": list(sentences),
        "links": _link_columns(links, index),
        "origin": None
        if origin is None
        else {
            "longitude": origin.longitude,
            "latitude": origin.latitude,
            "day": (origin.day - _EPOCH).days,
            "name": origin.name,
        },
        "frontKm": _front(front_km, days),
        "centre": _centre_columns(centres, days),
        "reports": _report_rows(reports, index, days),
    }


def _used_sites(towns: pd.DataFrame, spots: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
    """Return the sites of either timeline with their towns, in the table's order."""
    named = pd.concat([towns["site_id"], spots["site_id"]]).unique()
    wanted = sites[sites["site_id"].isin(named)]
    missing = set(named) - set(wanted["site_id"])
    if missing:
        msg = f"The site table lacks {len(missing)} sites of the timeline, as {min(missing)!r}."
        raise ValueError(msg)
    return wanted.reset_index(drop=True)


def _of_split_towns(spots: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
    """Keep the spots of towns with several sites: any other town is its only site."""
    active = spots[spots["state"] != "silent"]
    several = active.groupby("town_id")["site_id"].nunique()
    points = sites.loc[~sites["level"].isin(AREA_LEVELS), "site_id"]
    kept = active["town_id"].isin(several.index[several > 1]) & active["town_id"].isin(points)
    return active[kept]


def site_columns(
    sites: pd.DataFrame, index: pd.Series, names_ur: Mapping[str, str]
) -> dict[str, Any]:
    """Return what a pack says of the sites that are sent, in their order."""
    own = pd.Series(np.arange(len(sites)))
    town = sites["town_id"].map(index).fillna(own).astype("int64")
    return {
        "count": len(sites),
        "id": sites["site_id"].tolist(),
        "name": sites["site"].tolist(),
        "nameUrdu": [names_ur.get(site, "") for site in sites["site_id"]],
        "admin1": sites["admin1"].tolist(),
        "level": sites["level"].tolist(),
        "longitude": sites["longitude"].to_numpy(np.float32),
        "latitude": sites["latitude"].to_numpy(np.float32),
        "radiusKm": sites["radius_km"].to_numpy(np.float32),
        "town": narrowest(town.to_numpy()),
        "area": sites["level"].isin(AREA_LEVELS).to_numpy(np.uint8),
    }


def _rows(timeline: pd.DataFrame, index: pd.Series, days: pd.DatetimeIndex) -> dict[str, Any]:
    """Return the active rows as columns sorted by day and site, with each day's offset."""
    active = timeline[(timeline["state"] != "silent") & timeline["day"].isin(days)]
    day = (active["day"] - days[0]).dt.days.to_numpy() if len(days) else np.empty(0, np.int64)
    site = active["site_id"].map(index).to_numpy(np.int64)
    order = np.lexsort((site, day))
    rows = active.iloc[order]
    flags = rows["state"].map({name: i for i, name in enumerate(STATES)}).to_numpy(np.uint8)
    flags = flags + ONSET * rows["onset"].to_numpy(np.uint8)
    flags = flags + LIGHT * (rows["precise"] == 0).to_numpy(np.uint8)
    sized = (rows["size_low"].notna() | rows["size_high"].notna()).to_numpy()
    low, high = (rows.loc[sized, name] for name in ("size_low", "size_high"))
    offset = np.searchsorted(day[order], np.arange(len(days) + 1))
    return {
        "offset": offset.astype(np.uint32),
        "site": narrowest(site[order]),
        "reports": narrowest(rows["reports"].to_numpy()),
        "flags": flags.astype(np.uint8),
        "sources": narrowest(rows["sources"].to_numpy()),
        "weak": narrowest(rows["weak"].to_numpy()),
        **size_columns(
            np.flatnonzero(sized),
            low.to_numpy(dtype=np.float64, na_value=np.nan),
            high.to_numpy(dtype=np.float64, na_value=np.nan),
        ),
    }


def size_columns(rows: Any, low: Any, high: Any) -> dict[str, Any]:
    """Return the sizes of the rows that have one: persons, NaN where a bound is not known."""

    def sizes(of: Any) -> Any:
        return np.where(np.isnan(of), UNKNOWN_SIZE, np.minimum(of, _LARGEST_SIZE)).astype(np.int32)

    return {"sizeRow": rows.astype(np.uint32), "sizeLow": sizes(low), "sizeHigh": sizes(high)}


def _link_columns(links: pd.DataFrame | None, index: pd.Series) -> dict[str, Any]:
    nothing = np.empty(0, dtype=np.uint32)
    if links is None or links.empty:
        return {"from": nothing, "to": nothing}
    both = links["site_id"].isin(index.index) & links["from_site_id"].isin(index.index)
    shown = links[both]
    return {
        "from": shown["from_site_id"].map(index).to_numpy(np.uint32),
        "to": shown["site_id"].map(index).to_numpy(np.uint32),
    }


def _front(front_km: pd.Series | None, days: pd.DatetimeIndex) -> list[float | None]:
    if front_km is None:
        return [None] * len(days)
    aligned = front_km.reindex(days)
    return [None if pd.isna(km) else round(float(km), 1) for km in aligned]


def _centre_columns(centres: pd.DataFrame | None, days: pd.DatetimeIndex) -> dict[str, Any]:
    """Return one value a day, NaN where there is none; no days at all without centres."""
    names = {
        "longitude": "longitude",
        "latitude": "latitude",
        "majorKm": "major_km",
        "minorKm": "minor_km",
        "bearing": "bearing_deg",
    }
    if centres is None or centres.empty:
        return {name: np.empty(0, np.float32) for name in names}
    by_day = centres.set_index("day").reindex(days)
    return {name: by_day[column].to_numpy(np.float32) for name, column in names.items()}


def shortened_note(note: str) -> str:
    """Return a report's note as cards show it."""
    return note if len(note) <= _REPORT_TEXT else note[:_REPORT_TEXT].rstrip() + "…"


def _report_rows(
    reports: pd.DataFrame | None, index: pd.Series, days: pd.DatetimeIndex
) -> list[list[Any]]:
    """Return ``site first last source url text planned`` a report, days counted from the first."""
    if reports is None or not len(days):
        return []
    shown = reports[reports["site_id"].isin(index.index)].sort_values(["date", "source"])
    text = shown["note"].map(shortened_note)
    columns = (
        shown["site_id"].map(index).astype("int64"),
        (shown["date"] - days[0]).dt.days,
        (shown["date_end"] - days[0]).dt.days,
        shown["source"],
        shown["source_url"],
        text,
        shown["planned"].astype("int64"),
    )
    return [list(row) for row in zip(*(column.tolist() for column in columns), strict=True)]
