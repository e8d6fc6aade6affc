"""What every column of an exported table means, and the Frictionless package that says so.

Frictionless Data Package v1 (https://specs.frictionlessdata.io/data-package/).
"""

from __future__ import annotations

import json
from typing import Any, Final

import pandas as pd

from dashboard.export.data_tables import DataTable

COLUMNS: Final[dict[str, str]] = {
    "report_id": "Name of the report",
    "date": "First day that the report or event speaks of (local calendar day)",
    "date_end": "Last day that it speaks of",
    "date_precision": "How finely the source dates it: day, week or month",
    "event_type": "Form of protest, one of eight",
    "event_type_raw": "The source's own word for the form",
    "place": "Place as the source names it",
    "spot": "Square, road or building as the source names it",
    "admin1": "Province or territory",
    "admin2": "District",
    "country": "Country (ISO 3166-1 alpha-2)",
    "latitude": "Latitude of the site (WGS84 degrees)",
    "longitude": "Longitude of the site (WGS84 degrees)",
    "organiser": "Organisations named as organisers; several are parted by semicolons",
    "size_low": "Lowest size stated (persons); empty where none is",
    "size_high": "Highest size stated (persons); empty where none is",
    "size_text": "Size in the source's words",
    "status": "What the source says of the day: start, continue, end, observed or planned",
    "certainty": "How sure the source is: stated, approximate or weak",
    "source": "Who reported",
    "source_url": "Where the report can be read",
    "source_date": "When the source was published, as it says",
    "note": "What else the source says",
    "site_id": "Name of the site in these tables",
    "site": "The site's name for readers",
    "level": "How fine the site is: spot, town, tehsil, district, province or country",
    "town_id": "The town that a spot belongs to; the site itself otherwise",
    "radius_km": "The site lies within this radius about nine times in ten (km)",
    "geo_method": "How it was placed: given, gazetteer, boundary, online or manual",
    "geo_match": "What it was matched with",
    "geo_note": "What to know about the match",
    "site_latitude": "Latitude of the site (WGS84 degrees)",
    "site_longitude": "Longitude of the site (WGS84 degrees)",
    "planned": "Whether only a plan is told of; plans are never counted",
    "ended": "On reports and events: whether an end is told of. On measures: sites whose end was "
    "reported that day",
    "weak": "Whether the report is weak; on site-days the number of weak reports",
    "outlet": "The independent outlet behind the source",
    "event_id": "The event that the report was merged into",
    "rule": "Why it was merged",
    "reports": "Number of reports",
    "sources": "Number of independent outlets",
    "first_day": "First day with a report, of the days covered",
    "last_day": "Last day with a report, of the days covered",
    "days": "Number of days with a report",
    "day": "Calendar day",
    "state": "started, continuing, ended or silent; silent means no report, not an end",
    "onset": "Whether the site began that day, or began again after a silence",
    "onset_day": "The latest such day until then",
    "ends": "Number of reports that tell of an end",
    "from_site_id": "The nearest site with an earlier onset: an inference",
    "from_site": "Its name",
    "from_latitude": "Its latitude (WGS84 degrees)",
    "from_longitude": "Its longitude (WGS84 degrees)",
    "lag_days": "Days between the two onsets",
    "distance_km": "Distance between the two sites along the WGS84 ellipsoid (km)",
    "basis": "What the link rests on",
    "active": "Sites with a report that day",
    "started": "Sites with an onset that day",
    "silent": "Sites that had begun, without a report that day",
    "day_number": "Days since the origin's day",
    "new": "Sites with their first report ever",
    "onsets": "First reports, and first ones after a silence",
    "sites": "Sites that had begun by that day",
    "sources_low": "Fewest outlets that can be behind the day's reports",
    "sources_high": "Most outlets that can be behind the day's reports",
    "sized_sites": "Sites with a stated size",
    "provinces": "Provinces and territories with a report that day",
    "reach_km2": "Area of the hull of all sites until then (square km)",
    "population": "Population of the places active that day, where known",
    "distance_median_km": "Median distance of the day's onsets from the origin (km)",
    "distance_p90_km": "90th percentile of that distance (km)",
    "front_km_per_day": "Speed of the front (Theil-Sen, km a day)",
    "front_low": "Lower 95 % bound of that speed",
    "front_high": "Upper 95 % bound of that speed",
    "direction_deg": "Mean direction of onsets from the origin (degrees clockwise from north)",
    "concentration": "How far directions agree, from 0 to 1",
    "centre_latitude": "Latitude of the centre of active sites (WGS84 degrees)",
    "centre_longitude": "Longitude of that centre (WGS84 degrees)",
    "ellipse_major_km": "Longer half-axis of the standard deviational ellipse (km)",
    "ellipse_minor_km": "Shorter half-axis (km)",
    "ellipse_bearing_deg": "Direction of the longer axis (degrees clockwise from north)",
    "weight": "Reports that day, one of a week or a month counted by its share of the day",
    "vague": "Active sites that only reports of a week or a month tell of",
    "growth_per_day": "Growth rate of onsets (a day)",
    "growth_low": "Lower 95 % bound of that rate",
    "growth_high": "Upper 95 % bound of that rate",
    "doubling_days": "Days in which onsets double",
    "measure": "Name of the measure",
    "value": "Its value, in the unit that the method states",
}

_OWN_WORDS: Final[dict[tuple[str, str], str]] = {
    ("reports", "latitude"): "Latitude that the source gave (WGS84 degrees); empty without one",
    ("reports", "longitude"): "Longitude that the source gave (WGS84 degrees); empty without one",
    ("measures", "reports"): "Number of reports that day",
    ("measures", "size_low"): "Sum of the lowest sizes stated that day (persons)",
    ("measures", "size_high"): "Sum of the highest sizes stated that day (persons)",
    ("sites", "reports"): "Number of reports that count, of the days covered",
}


def meaning(table: str, column: str) -> str:
    """Say what a column of a table holds.

    >>> meaning("measures", "reports")
    'Number of reports that day'
    """
    return _OWN_WORDS.get((table, column), COLUMNS.get(column, ""))


def field_type(column: pd.Series) -> str:
    """Return a column's type in the words of a Frictionless table schema.

    >>> field_type(pd.Series([1, 2]))
    'integer'
    """
    kind = column.dtype
    if pd.api.types.is_bool_dtype(kind):
        return "boolean"
    if pd.api.types.is_datetime64_any_dtype(kind):
        return "date"
    if pd.api.types.is_integer_dtype(kind):
        return "integer"
    return "number" if pd.api.types.is_float_dtype(kind) else "string"


def dictionary_table(tables: list[DataTable]) -> pd.DataFrame:
    """Return a row for each column of each table: ``table column type meaning``."""
    rows = [
        (table.name, str(name), field_type(table.frame[name]), meaning(table.name, str(name)))
        for table in tables
        for name in table.frame
    ]
    return pd.DataFrame(rows, columns=["table", "column", "type", "meaning"]).astype("str")


def data_package(tables: list[DataTable], about: dict[str, str], paths: dict[str, str]) -> bytes:
    """Return ``datapackage.json`` for the tables whose CSV files `paths` names.

    Parameters
    ----------
    tables
        From `dashboard.export.data_tables.tables_of`.
    about
        From `dashboard.export.data_tables.about_of`.
    paths
        Table name → file name beside the package.
    """
    package = {
        "profile": "tabular-data-package",
        "name": paths[tables[0].name].rpartition("_")[0].lower() or "dharna",
        "title": about["title"],
        "description": " ".join((about.get("summary", ""), about["doubt"])).strip(),
        "created": f"{about['made']}T00:00:00Z",
        "sources": [{"title": about["sources"]}],
        "dharna": {name: about[name] for name in about if name not in ("title", "summary")},
        "resources": [_resource(table, paths[table.name]) for table in tables],
    }
    text = json.dumps(package, ensure_ascii=False, indent=2)
    return f"{text}\n".encode()


def _resource(table: DataTable, path: str) -> dict[str, Any]:
    fields = [
        {
            "name": str(name),
            "type": field_type(table.frame[name]),
            "description": meaning(table.name, str(name)),
        }
        for name in table.frame
    ]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    whole = [name for name in table.key if not table.frame[name].isna().any()]
    if len(whole) == len(table.key) and not table.frame.duplicated(whole).any():
        schema["primaryKey"] = whole
    return {
        "profile": "tabular-data-resource",
        "name": table.name.replace("_", "-"),
        "title": table.title,
        "description": table.about,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }
