"""The tables behind a map, as filtered: reports, events, sites, site-days, links, measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import pandas as pd

from dashboard.export.material import Material
from geo.schema import LOCATION_DTYPES, REPORT_DTYPES, SITE_DTYPES, TIMELINE_COLUMNS
from geo.spread import LINK_DTYPES, find_links, first_onsets, measure_spread
from geo.timeline import count_days

Geometry = Literal["", "point", "line"]

_LEDGER: Final = ("planned", "ended", "weak", "outlet", "event_id", "rule")
_EVENTS: Final = (
    *("event_id", "site_id", "site", "level", "admin1", "latitude", "longitude", "radius_km"),
    *("date", "date_end", "event_type", "planned", "ended", "reports", "sources"),
    *("size_low", "size_high"),
)
_TIMELINE: Final = (
    *TIMELINE_COLUMNS,
    *("town_id", "admin2", "country", "onset", "onset_day", "weak", "ends"),
)
_TOTALS: Final = ("first_day", "last_day", "days", "reports")
_ENDS: Final = (
    *("from_site", "site", "from_latitude", "from_longitude", "latitude", "longitude"),
    "onset_day",
)
_DAY_COUNTS: Final = ("reports", "active", "started", "ended", "silent")


@dataclass(frozen=True)
class DataTable:
    """One table with what it holds; `geometry` says what its coordinates make.

    `coordinates` names the columns of longitude and latitude (WGS84 degrees), a line's beginning
    before its end.
    """

    name: str
    title: str
    about: str
    frame: pd.DataFrame
    key: tuple[str, ...]
    geometry: Geometry = ""
    coordinates: tuple[str, ...] = ("longitude", "latitude")


def tables_of(material: Material) -> list[DataTable]:
    """Return the tables of the days covered, filtered as the state says.

    Site-days are followed over the whole campaign before days are cut off, so that a site that
    began earlier is not said to start. Measures look back to the beginning too, for the front and
    the links of a day rest on all days before it.
    """
    days = material.days
    until = material.timeline[material.timeline["day"] <= days[-1]].reset_index(drop=True)
    timeline = material.timeline[material.timeline["day"].isin(material.days)]
    timeline = timeline.reset_index(drop=True)
    sites = material.campaign.located.sites
    named = set(timeline["site_id"])
    tables = []
    if material.has_reports:
        reports = material.ledger
        named |= {*reports["site_id"], *reports["town_id"]}
        tables = [_reports(reports), _events(material, sites)]
    return [
        *tables,
        _sites(named, timeline, sites),
        DataTable(
            "site_days",
            "Site-days",
            "What was reported of each site on each day since its first. Silent means no report: "
            "it is not an end.",
            timeline[list(_TIMELINE)],
            ("site_id", "day"),
            "point",
        ),
        _links(until, days),
        _measures(until, days),
        _whole(until),
    ]


def about_of(material: Material) -> dict[str, str]:
    """Return what a file of data says of itself, a heading each with its text."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        made_with = f"Dharna {version('dharna')}"
    except PackageNotFoundError:
        made_with = "Dharna"
    info = material.campaign.info
    rows = {
        "title": material.title,
        "summary": info.summary,
        "days": material.span_in_words,
        "filters": material.filters_in_words or "none",
        "selection": material.caption(material.days[-1], whole=True).selection,
        "doubt": material.doubt,
        "sources": material.attribution,
        "borders": material.borders,
        "data": material.campaign.fingerprint,
        "address": material.address,
        "made": material.made,
        "made with": made_with,
    }
    return {name: " ".join(text.split()) for name, text in rows.items() if text.strip()}


def _reports(ledger: pd.DataFrame) -> DataTable:
    # Coordinates that a source gave stand apart from those of the site: read again, a row without
    # any is looked up by its name once more, and gathers into its town as before.
    axes = ("latitude", "longitude")
    given = ledger["geo_method"] == "given"
    located = ledger.assign(
        **{f"site_{axis}": ledger[axis] for axis in axes},
        **{axis: ledger[axis].where(given) for axis in axes},
    )
    columns = [*dict.fromkeys([*REPORT_DTYPES, *LOCATION_DTYPES])]
    columns += [f"site_{axis}" for axis in axes]
    return DataTable(
        "reports",
        "Reports",
        "One source's statement about one place and day, with where it was placed and the event "
        "that it belongs to.",
        located[[*columns, *_LEDGER]].reset_index(drop=True),
        ("report_id",),
        "point",
        ("site_longitude", "site_latitude"),
    )


def _events(material: Material, sites: pd.DataFrame) -> DataTable:
    events = material.course(material.level).merged.events
    events = events[events["event_id"].isin(material.ledger["event_id"])]
    placed = events.merge(
        sites.drop(columns="town_id"), on="site_id", how="left", validate="many_to_one"
    )
    return DataTable(
        "events",
        "Events",
        "The reports of one site and one day, merged.",
        placed[list(_EVENTS)],
        ("event_id",),
        "point",
    )


def _sites(named: set[str], timeline: pd.DataFrame, sites: pd.DataFrame) -> DataTable:
    active = timeline[timeline["state"] != "silent"].groupby("site_id")
    totals = active.agg(
        first_day=("day", "min"),
        last_day=("day", "max"),
        days=("day", "nunique"),
        reports=("reports", "sum"),
    )
    used = sites[sites["site_id"].isin(named)].reset_index(drop=True)
    joined = used.merge(totals, on="site_id", how="left")
    joined = joined.astype({"days": "Int64", "reports": "Int64"})
    return DataTable(
        "sites",
        "Sites",
        "Each place with a report: a point, a radius that says how sure the place is, and a level.",
        joined[[*SITE_DTYPES, *_TOTALS]],
        ("site_id",),
        "point",
    )


def _links(timeline: pd.DataFrame, days: pd.DatetimeIndex) -> DataTable:
    first = first_onsets(timeline)
    links = find_links(first).astype({"basis": "str"})
    ends = first.set_index("site_id")
    names = timeline.drop_duplicates("site_id").set_index("site_id")["site"]
    for prefix, ids in (("from_", links["from_site_id"]), ("", links["site_id"])):
        links[f"{prefix}site"] = names.reindex(ids).to_numpy()
        for axis in ("latitude", "longitude"):
            links[f"{prefix}{axis}"] = ends[axis].reindex(ids).to_numpy(dtype=float)
    links["onset_day"] = ends["onset_day"].reindex(links["site_id"]).to_numpy()
    return DataTable(
        "links",
        "Links",
        "From each site to the nearest site that was active earlier: an inference, never an "
        "observation.",
        links.loc[links["onset_day"].isin(days), [*LINK_DTYPES, *_ENDS]].reset_index(drop=True),
        ("site_id",),
        "line",
        ("from_longitude", "from_latitude", "longitude", "latitude"),
    )


def _measures(timeline: pd.DataFrame, days: pd.DatetimeIndex) -> DataTable:
    counts = count_days(timeline, days).set_index("day")[list(_DAY_COUNTS)]
    if len(timeline):
        spread = measure_spread(timeline).days.set_index("day")
        counts = counts.join(spread[[c for c in spread if c not in counts]], how="left")
    return DataTable(
        "measures",
        "Measures by day",
        "Counts and measures of the spread, a row a day. See the method for what each one means "
        "and how it misleads.",
        counts.reset_index(),
        ("day",),
    )


def _whole(timeline: pd.DataFrame) -> DataTable:
    rows = list(_flat(measure_spread(timeline).summary())) if len(timeline) else []
    frame = pd.DataFrame(rows, columns=["measure", "value"]).astype("str")
    return DataTable(
        "measures_whole",
        "Measures of the whole",
        "Each measure by name, of all days from the beginning to the last one covered; empty where "
        "it cannot be told.",
        frame,
        ("measure",),
    )


def _flat(values: dict[str, Any], under: str = "") -> list[tuple[str, str]]:
    """List nested values by their path.

    >>> _flat({"front": {"n": 3, "speed": None}})
    [('front.n', '3'), ('front.speed', '')]
    """
    rows = []
    for name, value in values.items():
        path = f"{under}{name}"
        if isinstance(value, dict):
            rows += _flat(value, f"{path}.")
        else:
            rows.append((path, "" if value is None else str(value)))
    return rows
