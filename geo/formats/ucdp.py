"""UCDP GED: events of organised violence. None is a protest; they can be included as context."""

from __future__ import annotations

import re
from typing import Final

from geo.formats.description import Column, Format, Read, Source, TypeRule, rules_by_code
from geo.formats.text import (
    Text,
    blank_where,
    by_distinct,
    first_of,
    is_one_of,
    joined,
    map_distinct,
)

_TYPES: Final = (
    TypeRule("1 State-based conflict", "other", aside=True),
    TypeRule("2 Non-state conflict", "other", aside=True),
    TypeRule("3 One-sided violence", "other", aside=True),
)
_BY_CODE: Final = rules_by_code(_TYPES)
_DATE_PRECISION: Final = {"1": "day", "2": "week", "3": "week", "4": "month", "5": "month"}
_NEAR_KM: Final = "25"
_KIND_OF_PLACE: Final = re.compile(r"\s+(?:city|town|village)$", re.IGNORECASE)
_KIND_OF_AREA: Final = re.compile(
    r"\s+(?:province|state|region|governorate|district|division|territory|department|county)$",
    re.IGNORECASE,
)


def _read(source: Source) -> Read:
    raw, aside = by_distinct([source.code("type_of_violence")], _type_of)
    where = source.code("where_prec")
    in_area = is_one_of(where, ("3", "4", "5", "6", "7"))
    beyond_district = is_one_of(where, ("4", "5", "6", "7"))
    beyond_province = is_one_of(where, ("6", "7"))
    return Read(
        {
            "report_id": source.text("id"),
            "date": source.text("date_start"),
            "date_end": blank_where(
                is_one_of(source.code("date_prec"), ("2", "3", "4", "5")), source.text("date_end")
            ),
            "date_precision": map_distinct(
                source.code("date_prec"), lambda code: _DATE_PRECISION.get(code, "")
            ),
            "event_type": map_distinct(where, lambda _: "other"),
            "event_type_raw": raw,
            "place": blank_where(
                in_area,
                map_distinct(source.text("where_coordinates"), lambda n: _KIND_OF_PLACE.sub("", n)),
            ),
            "admin1": blank_where(beyond_province, _area(source, "adm_1")),
            "admin2": blank_where(beyond_district, _area(source, "adm_2")),
            "country": map_distinct(source.text("country"), _country),
            "latitude": blank_where(in_area, source.text("latitude")),
            "longitude": blank_where(in_area, source.text("longitude")),
            "radius_km": map_distinct(where, lambda code: _NEAR_KM if code == "2" else ""),
            "source": first_of(source.text("source_office"), source.text("source_article")),
            "source_date": source.text("source_date"),
            "note": joined(source.text("source_headline"), source.text("where_description")),
        },
        aside,
    )


def _type_of(code: str) -> tuple[str, str]:
    rule = _BY_CODE.get(code)
    words = rule.raw.split(" ", 1)[1] if rule else f"Type {code or 'missing'}"
    return words, f"UCDP GED: {words.lower()}, organised violence"


def _area(source: Source, name: str) -> Text:
    return map_distinct(source.text(name), lambda area: _KIND_OF_AREA.sub("", area))


def _country(name: str) -> str:
    """Take the former name from behind a country's: "Yemen (North Yemen)"."""
    return re.sub(r"\s*\([^)]*\)$", "", name)


UCDP_GED: Final = Format(
    id="ucdp-ged",
    title="UCDP GED",
    marks=(("date_start", "type_of_violence", "where_prec"), ("relid", "dyad_name", "date_start")),
    columns=(
        Column("report_id", ("id",), "as it is"),
        Column("date", ("date_start",), "as it is"),
        Column(
            "date_end",
            ("date_end", "date_prec"),
            "as it is at date precision 1; else empty, as the range is one of doubt",
            deciding=("date_prec",),
        ),
        Column("date_precision", ("date_prec",), "1 → day, 2 and 3 → week, 4 and 5 → month"),
        Column("event_type", ("type_of_violence",), "by the table below"),
        Column("event_type_raw", ("type_of_violence",), "the code's words"),
        Column(
            "place",
            ("where_coordinates", "where_prec"),
            "without “city”, “town” or “village” at its end; empty at location precision 3 to 7",
            deciding=("where_prec",),
        ),
        Column(
            "admin1",
            ("adm_1", "where_prec"),
            "without “province” and the like; empty at 6 and 7",
            deciding=("where_prec",),
        ),
        Column(
            "admin2",
            ("adm_2", "where_prec"),
            "without “district” and the like; empty at 4 to 7",
            deciding=("where_prec",),
        ),
        Column("country", ("country",), "without a former name in brackets"),
        Column(
            "latitude",
            ("latitude", "where_prec"),
            "as it is at location precision 1 and 2; else empty",
            deciding=("where_prec",),
        ),
        Column(
            "longitude",
            ("longitude", "where_prec"),
            "as it is at location precision 1 and 2; else empty",
            deciding=("where_prec",),
        ),
        Column("radius_km", ("where_prec",), f"2 → {_NEAR_KM}; else none is stated"),
        Column("source", ("source_office", "source_article"), "the first that is given"),
        Column("source_date", ("source_date",), "as it is"),
        Column("note", ("source_headline", "where_description"), "both, joined by `;`"),
    ),
    known=(
        *("id", "relid", "year", "active_year", "code_status", "type_of_violence"),
        *("conflict_dset_id", "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id"),
        *("dyad_name", "side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id"),
        *("side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office"),
        *("source_date", "source_headline", "source_original", "where_prec", "where_coordinates"),
        *("where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt"),
        *("priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec"),
        *("date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians"),
        *("deaths_unknown", "best", "high", "low", "gwnoa", "gwnob", "best_est", "high_est"),
        *("low_est", "gwno", "isocc"),
    ),
    types=_TYPES,
    aside="Every row: the data set has no protests. Included, they are of type other.",
    precision=(
        f"Location precision 1 keeps the coordinates, 2 (within 25 km) with a radius of {_NEAR_KM} "
        "km. From 3 on the coordinates are the centre of an area or of a line and are dropped: "
        "3 is placed at its district, 4 and 5 at the province, 6 and 7 at the country."
    ),
    codebook="UCDP GED Codebook, https://ucdp.uu.se/downloads/",
    licence="CC BY 4.0, with a citation of the version used.",
    read=_read,
)
