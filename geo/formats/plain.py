"""Dharna's own header, and any other table by what its columns are called."""

from __future__ import annotations

from typing import Final

from geo.formats.description import (
    COORDINATES,
    DAY,
    MONTH,
    RADIUS,
    Column,
    Format,
    columns_by_key,
    key,
)
from geo.schema import REPORT_DTYPES

SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    "report_id": ("id", "event_id", "incident_id", "record_id"),
    "date": (
        *("event_date", "start_date", "date_start", "incident_date", "protest_date"),
        *("date_of_event", "date_of_protest", "datetime", "when"),
        *("fecha", "datum", "تاریخ", "التاريخ"),
    ),
    "date_end": ("end_date", "date_finish", "until"),
    "event_type": (
        *("type", "form", "protest_form", "protest_type", "kind", "tactic", "tipo"),
        *("نوعیت", "النوع"),
    ),
    "place": (
        *("city", "town", "location", "place_name", "locality", "city_town", "where", "venue_city"),
        *(
            "ville",
            "lieu",
            "ciudad",
            "lugar",
            "ort",
            "stadt",
            "شہر",
            "مقام",
            "جگہ",
            "مدينة",
            "المدينة",
        ),
        "name",
    ),
    "spot": ("site", "venue", "landmark", "address", "location_detail"),
    "admin1": (
        *("province", "state", "region", "admin_1", "adm1", "provincia", "صوبہ", "المحافظة"),
    ),
    "admin2": ("district", "county", "admin_2", "adm2", "distrito", "ضلع"),
    "country": ("country_code", "iso2", "country_name", "nation", "pays", "país", "ملک", "البلد"),
    "latitude": ("lat", "y", "latitud"),
    "longitude": ("lon", "lng", "long", "x", "longitud"),
    "organiser": (
        *("organizer", "organisers", "organizers", "organisation", "organization"),
        *("organisations", "organizations", "actor", "actors", "منتظمین", "تنظیم"),
    ),
    "size_low": ("size_min", "crowd_min", "participants_min"),
    "size_high": ("size_max", "crowd_max", "participants_max"),
    "size_text": (
        "size",
        "crowd_size",
        "turnout",
        "participants",
        "crowd",
        "attendance",
        "شرکاء",
        "تعداد",
    ),
    "source": (
        "outlet",
        "publisher",
        "source_publisher",
        "newspaper",
        "media",
        "fuente",
        "ماخذ",
        "ذریعہ",
    ),
    "source_url": ("url", "link", "source_link", "web_address"),
    "source_date": ("published", "publication_date", "date_published"),
    "note": (
        *("notes", "description", "comment", "comments", "quote_or_paraphrase", "summary"),
        *("details", "تفصیل", "خلاصہ"),
    ),
    RADIUS: ("radius", "uncertainty_km", "accuracy_km"),
    COORDINATES: (
        *("coords", "coordinate", "lat_lon", "lat_lng", "lat_long", "latitude_longitude"),
        *("gps", "geo", "geopoint", "geolocation", "point"),
    ),
}
"""Canonical column → what tables call it; a canonical name wins over these, then the first."""
_YEAR: Final = ("year", "event_year", "start_year", "yr", "año", "année", "سال")
_MONTH: Final = ("month", "event_month", "start_month", "mes", "mois", "مہینہ")
_DAY: Final = ("day", "event_day", "start_day", "day_of_month", "día", "jour", "دن")
_AS_IT_IS: Final = {
    "date": "read by its own layout; day-first or month-first is decided once for the column",
    COORDINATES: "latitude and longitude in one cell, taken apart",
}


def roles_by_name(header: list[str]) -> dict[str, str]:
    """Give each canonical column the table's column that bears its name or a synonym.

    A date in three columns gives the roles ``date`` (the year), ``month`` and ``day``.

    >>> roles_by_name(["Year", "Month", "Day", "City"])
    {'date': 'Year', 'place': 'City', 'month': 'Month', 'day': 'Day'}
    """
    by_key = columns_by_key(header)
    if {"siteid", "geomethod"} <= by_key.keys():
        # What `dharna geocode` wrote: its `site` is a place that was found, not one that was given.
        by_key.pop("site", None)
    roles: dict[str, str] = {}
    for canonical in (*REPORT_DTYPES, RADIUS, COORDINATES):
        if found := _first(by_key, (canonical, *SYNONYMS.get(canonical, ()))):
            roles[canonical] = found
    if "date" not in roles:
        year, month, day = (_first(by_key, names) for names in (_YEAR, _MONTH, _DAY))
        if year and month:
            roles |= {"date": year, MONTH: month} | ({DAY: day} if day else {})
        elif day:
            roles["date"] = day
    order = {name: place for place, name in enumerate(REPORT_DTYPES)}
    return dict(sorted(roles.items(), key=lambda item: order.get(item[0], len(order))))


def _first(by_key: dict[str, str], names: tuple[str, ...]) -> str:
    return next((by_key[key(name)] for name in names if key(name) in by_key), "")


CANONICAL: Final = Format(
    id="canonical",
    title="Dharna's own columns",
    marks=(),
    columns=tuple(Column(name, (name,), "as it is") for name in (*REPORT_DTYPES, RADIUS)),
    known=(*REPORT_DTYPES, RADIUS),
    types=(),
    aside="None.",
    precision="As `date_precision` and `radius_km` state it.",
    codebook="README.md of Dharna",
    licence="The file's own.",
)
TABLE: Final = Format(
    id="table",
    title="Table",
    marks=(),
    columns=(
        *(
            Column(name, (name, *SYNONYMS.get(name, ())), _AS_IT_IS.get(name, "as it is"))
            for name in (*REPORT_DTYPES, RADIUS, COORDINATES)
        ),
        Column(MONTH, _MONTH, f"joined with the year ({', '.join(_YEAR)}) and the day to a date"),
        Column(DAY, _DAY, "likewise; without year and month it is the date itself"),
    ),
    known=(),
    types=(),
    aside="None.",
    precision="As the table's columns state it.",
    codebook="None: roles are taken from the columns' names, else proposed from their cells.",
    licence="The file's own.",
)
