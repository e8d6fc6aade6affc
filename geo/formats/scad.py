"""SCAD, the Social Conflict Analysis Database: Africa, Mexico, Central America, the Caribbean."""

from __future__ import annotations

from typing import Final

import pyarrow.compute as pc

from geo.formats.description import Column, Format, Read, Source, TypeRule, rules_by_code
from geo.formats.split_dates import join_columns
from geo.formats.text import (
    Text,
    blank_where,
    by_distinct,
    first_of,
    is_one_of,
    joined,
    map_distinct,
    without,
)

_MISSING: Final = ("NA", "-9", "-99", "-88", "-77", ".", "Unknown", "unknown", "[]")
_TYPES: Final = (
    TypeRule("1 Organized demonstration", "demonstration"),
    TypeRule("2 Spontaneous demonstration", "demonstration"),
    TypeRule("3 Organized violent riot", "riot"),
    TypeRule("4 Spontaneous violent riot", "riot"),
    TypeRule("5 General strike", "strike"),
    TypeRule("6 Limited strike", "strike"),
    TypeRule("7 Pro-government violence (repression)", "other", aside=True),
    TypeRule("8 Anti-government violence", "other", aside=True),
    TypeRule("9 Extra-government violence", "other", aside=True),
    TypeRule("10 Intra-government violence", "other", aside=True),
    TypeRule("-9 Placeholder for an armed conflict", "other", aside=True),
)
_BY_CODE: Final = rules_by_code(_TYPES)
_SIZES: Final = {
    "1": ("fewer than 10", "", "9"),
    "2": ("10 to 100", "10", "100"),
    "3": ("101 to 1,000", "101", "1000"),
    "4": ("1,001 to 10,000", "1001", "10000"),
    "5": ("10,001 to 100,000", "10001", "100000"),
    "6": ("100,001 to 1,000,000", "100001", "1000000"),
    "7": ("more than 1,000,000", "1000001", ""),
}
_PROVINCE: Final = ("6",)
_NATION: Final = ("7", "-99")


def _read(source: Source) -> Read:
    event_type, raw, aside = by_distinct([source.code("etype")], _type_of)
    date, precision, doubt = _date(source, "startdate", ("styr", "stmo", "stday"))
    end, _, _ = _date(source, "enddate", *((f"e{x}yr", f"e{x}mo", f"e{x}day") for x in ("", "nd")))
    where = source.code("locnum")
    is_area = is_one_of(where, (*_PROVINCE, *_NATION))
    is_province = is_one_of(where, _PROVINCE)
    named = without(source.text("elocal"), _MISSING)
    size_text, low, high = by_distinct([source.code("npart")], lambda c: _SIZES.get(c, ("",) * 3))
    return Read(
        {
            "report_id": source.text("eventid"),
            "date": date,
            "date_end": end,
            "date_precision": precision,
            "event_type": event_type,
            "event_type_raw": raw,
            "place": blank_where(is_area, named),
            "admin1": blank_where(pc.invert(is_province), named),
            "country": source.text("countryname"),
            "latitude": blank_where(is_area, without(source.text("latitude", "gislat"), _MISSING)),
            "longitude": blank_where(
                is_area, without(source.text("longitude", "gislong"), _MISSING)
            ),
            "organiser": joined(
                *(without(source.text(f"actor{number}"), _MISSING) for number in (1, 2, 3))
            ),
            "size_low": low,
            "size_high": high,
            "size_text": size_text,
            "note": joined(without(source.text("issuenote"), _MISSING), doubt),
        },
        aside,
    )


def _date(source: Source, whole: str, *parts: tuple[str, str, str]) -> tuple[Text, Text, Text]:
    """Return a date from its parts, whose year has four digits; from the whole where they lack."""
    for names in parts:
        if source.has(names[0]):
            date, precision, note = join_columns(*(source.text(name) for name in names))
            return first_of(date, source.text(whole)), precision, note
    blank = map_distinct(source.text(whole), lambda _: "")
    return source.text(whole), blank, blank


def _type_of(code: str) -> tuple[str, str, str]:
    rule = _BY_CODE.get(code)
    if rule is None:
        return "other", f"Type {code}".strip(), f"SCAD: unknown event type {code}".strip()
    words = rule.raw.split(" ", 1)[1]
    return rule.event_type, words, f"SCAD: {words}" if rule.aside else ""


SCAD: Final = Format(
    id="scad",
    title="SCAD",
    marks=(("eventid", "countryname", "etype", "npart", "elocal"), ("etype", "npart", "locnum")),
    columns=(
        Column("report_id", ("eventid",), "as it is; an event at several places has several rows"),
        Column(
            "date",
            ("styr", "startdate", "stmo", "stday"),
            "joined from year, month and day; `startdate` where they are missing",
            deciding=(
                "stmo",
                "stday",
            ),
        ),
        Column(
            "date_end",
            ("eyr", "endyr", "enddate", "emo", "eday", "endmo", "endday"),
            "joined likewise; `enddate` where they are missing",
            deciding=(
                "emo",
                "eday",
                "endmo",
                "endday",
            ),
        ),
        Column("date_precision", ("stday",), "day; month where the day is unknown"),
        Column("event_type", ("etype",), "by the table below"),
        Column("event_type_raw", ("etype",), "the code's words"),
        Column(
            "place",
            ("elocal", "locnum"),
            "as it is; empty where `locnum` names no town (6, 7, -99)",
            deciding=("locnum",),
        ),
        Column(
            "admin1",
            ("elocal", "locnum"),
            "as it is, where `locnum` is 6 (a province)",
            deciding=("locnum",),
        ),
        Column("country", ("countryname",), "as it is"),
        Column(
            "latitude",
            ("latitude", "gislat", "locnum"),
            "as it is; empty where `locnum` is 6, 7 or -99",
            deciding=("locnum",),
        ),
        Column("longitude", ("longitude", "gislong", "locnum"), "likewise", deciding=("locnum",)),
        Column("organiser", ("actor1", "actor2", "actor3"), "those given, joined by `;`"),
        Column("size_low", ("npart",), "the lower bound of the code's class"),
        Column("size_high", ("npart",), "the upper bound of the code's class"),
        Column("size_text", ("npart",), "the class in words: 3 → “101 to 1,000”"),
        Column("note", ("issuenote",), "as it is"),
    ),
    known=(
        *("eventid", "id", "ccode", "iso3", "countryname", "startdate", "enddate", "duration"),
        *("stday", "stmo", "styr", "eday", "emo", "eyr", "endday", "endmo", "endyr", "etype"),
        *("escalation", "actor1", "actor2", "actor3", "target1", "target2", "cgovtarget"),
        *("rgovtarget", "npart", "ndeath", "repress", "elocal", "ilocal", "sublocal", "locnum"),
        *("issue1", "issue2", "issue3", "issuenote", "nsource", "notes", "coder"),
        *("acd_questionable", "latitude", "longitude", "gislat", "gislong", "geo_comments"),
        *("location_precision", "female_event", "lgbtq_issue", "lgtbq_issue"),
    ),
    types=_TYPES,
    aside="Event types 7 to 10 (violence) and -9 (placeholders for armed conflicts).",
    precision=(
        "`locnum` 1 to 5 (towns and rural places) keeps the coordinates. 6 (a province), 7 "
        "(nationwide) and -99 (unknown) drop them: the report is placed at province or country."
    ),
    codebook="SCAD Codebook 3.3, https://www.strausscenter.org/ccaps-research-areas/",
    licence="Open for download; cite Salehyan et al. (2012).",
    read=_read,
)
