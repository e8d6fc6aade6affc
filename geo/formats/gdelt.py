"""GDELT event exports, version 1.0 (57 or 58 columns) and 2.0 (61): tab-separated, no header."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from geo.formats.countries import from_fips
from geo.formats.description import Column, Format, Read, Source, TypeRule, rules_by_code
from geo.formats.text import blank_where, by_distinct, is_one_of, map_distinct

_ACTOR: Final = (
    *("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code"),
    *("Religion2Code", "Type1Code", "Type2Code", "Type3Code"),
)
_GEO_1: Final = ("Type", "FullName", "CountryCode", "ADM1Code", "Lat", "Long", "FeatureID")
_GEO_2: Final = (*_GEO_1[:4], "ADM2Code", *_GEO_1[4:])
_HEAD: Final = (
    *("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"),
    *(f"Actor{number}{name}" for number in (1, 2) for name in _ACTOR),
    *("IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass"),
    *("GoldsteinScale", "NumMentions", "NumSources", "NumArticles", "AvgTone"),
)
COLUMNS_1: Final = (
    *_HEAD,
    *(f"{whose}Geo_{name}" for whose in ("Actor1", "Actor2", "Action") for name in _GEO_1),
    *("DATEADDED", "SOURCEURL"),
)
COLUMNS_2: Final = (
    *_HEAD,
    *(f"{whose}Geo_{name}" for whose in ("Actor1", "Actor2", "Action") for name in _GEO_2),
    *("DATEADDED", "SOURCEURL"),
)
_BY_WIDTH: Final = {57: COLUMNS_1[:-1], 58: COLUMNS_1, 61: COLUMNS_2}
_TYPES: Final = (
    TypeRule("140 Engage in political dissent", "demonstration"),
    TypeRule("141 Demonstrate or rally", "demonstration"),
    TypeRule("142 Conduct hunger strike", "other"),
    TypeRule("143 Conduct strike or boycott", "strike"),
    TypeRule("144 Obstruct passage, block", "road-block"),
    TypeRule("145 Protest violently, riot", "riot"),
    TypeRule("01-13, 15-20 All other root codes", "other", aside=True),
)
_BY_CODE: Final = rules_by_code(_TYPES)
_CITIES: Final = ("3", "4")
_STATES: Final = ("2", "5")


def header_of(first_row: Sequence[str]) -> list[str] | None:
    """Return the columns of a GDELT event export whose first row this is, or nothing.

    Such files have no header: 57 columns until March 2013, 58 since, 61 in version 2.0.

    Parameters
    ----------
    first_row
        Cells of the file's first row.

    >>> header_of(["date", "place"]) is None
    True
    """
    columns = _BY_WIDTH.get(len(first_row))
    if columns is None:
        return None
    cell = {name: (text or "").strip() for name, text in zip(columns, first_row, strict=True)}
    looks = (
        ("GLOBALEVENTID", r"\d+"),
        ("SQLDATE", r"(?:1[89]|20)\d{6}"),
        ("Year", r"(?:1[89]|20)\d{2}"),
        ("IsRootEvent", r"[01]?"),
        ("EventCode", r"\d{2,4}|---|X*"),
        ("QuadClass", r"[1-4]?"),
    )
    fits = all(re.fullmatch(pattern, cell[name], re.ASCII) for name, pattern in looks)
    return list(columns) if fits else None


def _read(source: Source) -> Read:
    event_type, raw, aside = by_distinct([source.code("EventCode")], _type_of)
    place, admin1 = by_distinct(
        [source.code("ActionGeo_Type"), source.text("ActionGeo_FullName")], _names
    )
    is_area = is_one_of(source.code("ActionGeo_Type"), ("", "1", *_STATES))
    (note,) = by_distinct([source.text("NumMentions"), source.text("NumSources")], _coverage)
    url, outlet = by_distinct([source.text("SOURCEURL")], lambda cell: (_url(cell), domain(cell)))
    return Read(
        {
            "report_id": source.text("GLOBALEVENTID"),
            "date": source.text("SQLDATE"),
            "event_type": event_type,
            "event_type_raw": raw,
            "place": place,
            "admin1": admin1,
            "country": map_distinct(source.text("ActionGeo_CountryCode"), from_fips),
            "latitude": blank_where(is_area, source.text("ActionGeo_Lat")),
            "longitude": blank_where(is_area, source.text("ActionGeo_Long")),
            "certainty": map_distinct(source.code("IsRootEvent"), _certainty),
            "source": outlet,
            "source_url": url,
            "source_date": map_distinct(source.text("DATEADDED"), _day_added),
            "note": note,
        },
        aside,
    )


def _type_of(code: str) -> tuple[str, str, str]:
    if code.startswith("14"):
        rule = _BY_CODE.get(code[:3], _BY_CODE["140"])
        return rule.event_type, f"CAMEO {code}: {rule.raw.split(' ', 1)[1]}", ""
    return "other", f"CAMEO {code}", f"GDELT: CAMEO code {code or 'missing'}, no protest"


def _names(kind: str, full_name: str) -> tuple[str, str]:
    """Return town and province of a full name such as "Karachi, Sindh, Pakistan"."""
    parts = [part.strip() for part in full_name.split(",")]
    areas = [part for part in parts[1:-1] if part and "(general)" not in part]
    if kind in _CITIES and parts[0]:
        return parts[0], areas[-1] if areas else ""
    if kind in _STATES and len(parts) > 1:
        return "", parts[0]
    return "", ""


def _certainty(is_root_event: str) -> str:
    return "weak" if is_root_event == "0" else "approximate"


def _url(cell: str) -> str:
    return cell if re.match(r"https?://", cell, re.IGNORECASE) else ""


def domain(url: str) -> str:
    """Return the outlet that a web address names; the text itself when it is none.

    >>> domain("https://www.dawn.com/news/1600001"), domain("BBC Monitoring")
    ('dawn.com', 'BBC Monitoring')
    """
    found = re.match(r"https?://(?:www\.)?([^/:?#\s]+)", url, re.IGNORECASE)
    return found[1].lower() if found else url


def _day_added(stamp: str) -> str:
    day = stamp[:8]
    return f"{day[:4]}-{day[4:6]}-{day[6:]}" if re.fullmatch(r"\d{8}", day) else ""


def _coverage(mentions: str, sources: str) -> tuple[str]:
    return (f"{mentions} mentions, {sources} sources" if mentions and sources else "",)


_COLUMNS: Final = (
    Column("report_id", ("GLOBALEVENTID",), "as it is"),
    Column("date", ("SQLDATE",), "as it is (YYYYMMDD)"),
    Column("event_type", ("EventCode",), "by the table below"),
    Column("event_type_raw", ("EventCode",), "the CAMEO code with the words of its group"),
    Column(
        "place",
        ("ActionGeo_FullName", "ActionGeo_Type"),
        "first part, when the type is a city (3, 4)",
        deciding=("ActionGeo_Type",),
    ),
    Column(
        "admin1",
        ("ActionGeo_FullName", "ActionGeo_Type"),
        "second part of a city's name; first part of a state's (types 2, 5)",
        deciding=("ActionGeo_Type",),
    ),
    Column("country", ("ActionGeo_CountryCode",), "FIPS 10-4 code → ISO alpha-2"),
    Column(
        "latitude",
        ("ActionGeo_Lat", "ActionGeo_Type"),
        "as it is for a city (3, 4); else empty",
        deciding=("ActionGeo_Type",),
    ),
    Column(
        "longitude",
        ("ActionGeo_Long", "ActionGeo_Type"),
        "as it is for a city (3, 4); else empty",
        deciding=("ActionGeo_Type",),
    ),
    Column(
        "certainty",
        ("IsRootEvent",),
        "approximate, as coded by machine; weak where it is not in the lead of the article",
    ),
    Column("source", ("SOURCEURL",), "the site's name; empty in files before April 2013"),
    Column("source_url", ("SOURCEURL",), "as it is, when it is a web address"),
    Column("source_date", ("DATEADDED",), "its day"),
    Column("note", ("NumMentions", "NumSources"), "“12 mentions, 3 sources”"),
)
_ASIDE: Final = "Every event whose CAMEO root code is not 14 (protest)."
_PRECISION: Final = (
    "The day is taken as given. Of places, only cities (types 3 and 4) keep their coordinates, "
    "which are the city's centre as found by machine; states and countries are placed by name."
)
_LICENCE: Final = "Free for any use with a citation of the GDELT Project and a link to it."
GDELT_1: Final = Format(
    id="gdelt-1",
    title="GDELT 1.0 events",
    marks=(("GLOBALEVENTID", "SQLDATE", "EventCode", "ActionGeo_Type", "ActionGeo_FullName"),),
    columns=_COLUMNS,
    known=COLUMNS_1,
    types=_TYPES,
    aside=_ASIDE,
    precision=_PRECISION,
    codebook="GDELT Data Format Codebook 1.03, http://data.gdeltproject.org/documentation/",
    licence=_LICENCE,
    read=_read,
)
GDELT_2: Final = Format(
    id="gdelt-2",
    title="GDELT 2.0 events",
    marks=((*GDELT_1.marks[0], "ActionGeo_ADM2Code"),),
    columns=_COLUMNS,
    known=COLUMNS_2,
    types=_TYPES,
    aside=_ASIDE,
    precision=_PRECISION,
    codebook="GDELT Event Codebook 2.0, http://data.gdeltproject.org/documentation/",
    licence=_LICENCE,
    read=_read,
)
