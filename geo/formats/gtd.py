"""GTD, the Global Terrorism Database: no protests; its rows can be included as context."""

from __future__ import annotations

from typing import Final

from geo.formats.description import Column, Format, Read, Source, TypeRule
from geo.formats.split_dates import join_columns
from geo.formats.text import (
    Text,
    blank_where,
    by_distinct,
    is_one_of,
    joined,
    map_distinct,
    without,
)

_MISSING: Final = ("Unknown", "unknown", "-9", "-99", "NA", ".")
_NEAR_KM: Final = "10"
_CENTROIDS: Final = ("2", "3", "4", "5")


def _read(source: Source) -> Read:
    raw, aside = by_distinct(
        [source.text("attacktype1_txt")],
        lambda words: (words or "Attack", f"GTD: {words or 'attack'}, terrorism"),
    )
    date, precision, doubt = join_columns(
        source.text("iyear"), source.text("imonth"), source.text("iday")
    )
    where = source.code("specificity")
    radius, place = by_distinct([source.code("vicinity"), where, _cell(source, "city")], _place)
    return Read(
        {
            "report_id": source.text("eventid"),
            "date": date,
            "date_end": _cell(source, "resolution"),
            "date_precision": precision,
            "event_type": map_distinct(where, lambda _: "other"),
            "event_type_raw": raw,
            "place": place,
            "admin1": _cell(source, "provstate"),
            "country": source.text("country_txt"),
            "latitude": blank_where(is_one_of(where, _CENTROIDS), source.text("latitude")),
            "longitude": blank_where(is_one_of(where, _CENTROIDS), source.text("longitude")),
            "radius_km": radius,
            "source": _cell(source, "scite1"),
            "note": joined(_cell(source, "summary"), _approximate(source), doubt),
        },
        aside,
    )


def _cell(source: Source, name: str) -> Text:
    return without(source.text(name), _MISSING)


def _place(vicinity: str, specificity: str, city: str) -> tuple[str, str]:
    is_near = vicinity == "1" and specificity == "1"
    is_area = specificity in ("3", "4", "5")
    return (_NEAR_KM if is_near else ""), ("" if is_area else city)


def _approximate(source: Source) -> Text:
    return map_distinct(
        _cell(source, "approxdate"), lambda words: f"Date: {words}." if words else ""
    )


GTD: Final = Format(
    id="gtd",
    title="Global Terrorism Database",
    marks=(
        ("eventid", "iyear", "imonth", "iday", "country_txt"),
        ("iyear", "imonth", "iday", "attacktype1_txt"),
    ),
    columns=(
        Column("report_id", ("eventid",), "as it is"),
        Column(
            "date",
            ("iyear", "imonth", "iday"),
            "joined; day 0 → the month; month 0 → no date, and the row is rejected",
        ),
        Column("date_end", ("resolution",), "as it is"),
        Column("date_precision", ("iday",), "day; month where the day is 0"),
        Column("event_type", ("attacktype1_txt",), "other"),
        Column("event_type_raw", ("attacktype1_txt",), "as it is"),
        Column(
            "place",
            ("city", "specificity"),
            "as it is; empty at specificity 3 to 5; “Unknown” is none",
            deciding=("specificity",),
        ),
        Column("admin1", ("provstate",), "as it is; “Unknown” is none"),
        Column("country", ("country_txt",), "as it is"),
        Column(
            "latitude",
            ("latitude", "specificity"),
            "as it is at specificity 1; else empty",
            deciding=("specificity",),
        ),
        Column(
            "longitude",
            ("longitude", "specificity"),
            "as it is at specificity 1; else empty",
            deciding=("specificity",),
        ),
        Column(
            "radius_km",
            ("vicinity", "specificity"),
            f"1 (in the vicinity) → {_NEAR_KM} at specificity 1",
            deciding=("specificity",),
        ),
        Column("source", ("scite1",), "as it is"),
        Column("note", ("summary", "approxdate"), "joined by `;`"),
    ),
    known=(
        *("eventid", "iyear", "imonth", "iday", "approxdate", "extended", "resolution", "country"),
        *("country_txt", "region", "region_txt", "provstate", "city", "latitude", "longitude"),
        *("specificity", "vicinity", "location", "summary", "crit1", "crit2", "crit3"),
        *("doubtterr", "alternative", "alternative_txt", "multiple", "success", "suicide"),
        *(f"attacktype{n}{end}" for n in (1, 2, 3) for end in ("", "_txt")),
        *(
            f"{name}{n}{end}"
            for n in (1, 2, 3)
            for name in ("targtype", "targsubtype", "natlty")
            for end in ("", "_txt")
        ),
        *(f"{name}{n}" for n in (1, 2, 3) for name in ("corp", "target", "guncertain")),
        *("gname", "gsubname", "gname2", "gsubname2", "gname3", "gsubname3", "motive"),
        *("individual", "nperps", "nperpcap", "claimed", "claimmode", "claimmode_txt", "claim2"),
        *("claimmode2", "claimmode2_txt", "claim3", "claimmode3", "claimmode3_txt", "compclaim"),
        *(
            f"weap{name}{n}{end}"
            for n in (1, 2, 3, 4)
            for name in ("type", "subtype")
            for end in ("", "_txt")
        ),
        *("weapdetail", "nkill", "nkillus", "nkillter", "nwound", "nwoundus", "nwoundte"),
        *("property", "propextent", "propextent_txt", "propvalue", "propcomment", "ishostkid"),
        *("nhostkid", "nhostkidus", "nhours", "ndays", "divert", "kidhijcountry", "ransom"),
        *("ransomamt", "ransomamtus", "ransompaid", "ransompaidus", "ransomnote"),
        *("hostkidoutcome", "hostkidoutcome_txt", "nreleased", "addnotes", "scite1", "scite2"),
        *("scite3", "dbsource", "INT_LOG", "INT_IDEO", "INT_MISC", "INT_ANY", "related"),
    ),
    types=(TypeRule("every attack type", "other", aside=True),),
    aside="Every row: the data set has no protests. Included, they are of type other.",
    precision=(
        "Specificity 1 keeps the coordinates. From 2 on they are the centre of an area and are "
        "dropped: 2 is placed by the town's name, 3 and 4 at the province, 5 at the country."
    ),
    codebook="GTD Codebook, https://www.start.umd.edu/gtd/",
    licence="Registration and START's terms of use; records may not be redistributed.",
    read=_read,
)
