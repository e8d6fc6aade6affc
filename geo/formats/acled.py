"""ACLED exports: the upper-case header of old, the 31 columns of later years, that of 2024."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from geo.formats.description import Column, Format, Read, Source, TypeRule
from geo.formats.notes import CROWD_IN_NOTES, type_in_notes
from geo.formats.sizes import read_size
from geo.formats.text import (
    Text,
    blank_where,
    by_distinct,
    first_of,
    map_distinct,
)

_TYPES: Final = (
    TypeRule("Protests › Peaceful protest", "demonstration"),
    TypeRule("Protests › Protest with intervention", "demonstration"),
    TypeRule("Protests › Excessive force against protesters", "demonstration"),
    TypeRule("Riots › Violent demonstration", "riot"),
    TypeRule("Riots › Mob violence", "riot"),
    TypeRule("Riots/Protests", "demonstration"),
    TypeRule("Battles", "other", aside=True),
    TypeRule("Explosions/Remote violence", "other", aside=True),
    TypeRule("Violence against civilians", "other", aside=True),
    TypeRule("Strategic developments", "other", aside=True),
)
_GENERIC: Final = re.compile(r"(protesters?|rioters?)( \(.*\))?", re.IGNORECASE)
_CROWD: Final = re.compile(r"crowd size\s*=\s*([^;|\]]*)", re.IGNORECASE)
_NEAR_KM: Final = "25"
_DATE_PRECISION: Final = {"1": "day", "2": "week", "3": "month"}


def _read(source: Source) -> Read:
    event_type, raw, aside = _types(source)
    with ThreadPoolExecutor(max_workers=1) as beside:
        # Reading the notes takes as long as all the rest: Arrow lets both run at once.
        refined = beside.submit(_refined, event_type, source.text("notes"))
        columns = _columns(source)
        columns |= {"event_type": refined.result(), "event_type_raw": raw}
    return Read(columns, aside)


def _types(source: Source) -> tuple[Text, ...]:
    kinds = [source.text("event_type"), source.text("sub_event_type")]
    if pc.any(pc.match_substring(kinds[0], "/")).as_py():
        # Before 2019 one type held both, and only the actor told them apart.
        kinds.append(map_distinct(source.text("actor1"), _first_word))
    return by_distinct(kinds, _type_of)


def _columns(source: Source) -> dict[str, Text]:
    region, radius = by_distinct([source.text("geo_precision")], _geo_precision)
    is_region = pc.not_equal(region, "")
    place, spot = by_distinct([blank_where(is_region, source.text("location"))], _place_and_spot)
    size_text, size_low, size_high = _crowd(source)
    named = map_distinct(
        source.text("actor1"), lambda name: "" if _GENERIC.fullmatch(name) else name
    )
    return {
        "report_id": source.text("event_id_cnty", "data_id"),
        "date": source.text("event_date"),
        "date_precision": map_distinct(source.text("time_precision"), _date_precision),
        "place": place,
        "spot": spot,
        "admin1": source.text("admin1"),
        "admin2": blank_where(is_region, source.text("admin2")),
        "country": source.text("country"),
        "latitude": blank_where(is_region, source.text("latitude")),
        "longitude": blank_where(is_region, source.text("longitude")),
        "radius_km": radius,
        "organiser": first_of(source.text("assoc_actor_1", "ally_actor_1"), named),
        "size_low": size_low,
        "size_high": size_high,
        "size_text": size_text,
        "source": source.text("source"),
        "note": source.text("notes"),
    }


def _first_word(actor: str) -> str:
    return actor.split(" ", 1)[0].lower()


def _type_of(event_type: str, sub_event_type: str, actor: str = "") -> tuple[str, str, str]:
    raw = " › ".join(filter(None, (event_type, sub_event_type)))
    kind = event_type.lower()
    if kind == "riots/protests":
        return ("riot" if actor == "rioters" else "demonstration"), raw, ""
    if kind.startswith("protest"):
        return "demonstration", raw, ""
    if kind.startswith("riot"):
        return "riot", raw, ""
    return "other", raw, f"ACLED: {raw or 'no event type'}"


def _refined(event_type: Text, notes: Text) -> Text:
    """Say what form a demonstration took, where its notes do."""
    return first_of(type_in_notes(notes, pc.equal(event_type, "demonstration")), event_type)


def _geo_precision(code: str) -> tuple[str, str]:
    """Tell whether only a region is known, and the radius that the code implies."""
    plain = code.removesuffix(".0")
    return ("yes" if plain == "3" else ""), (_NEAR_KM if plain == "2" else "")


def _date_precision(code: str) -> str:
    return _DATE_PRECISION.get(code.removesuffix(".0"), "")


def _place_and_spot(location: str) -> tuple[str, str]:
    """Take a part of a town from its town: ACLED writes "Karachi - Saddar"."""
    town, _, part = location.partition(" - ")
    return town, part


def _crowd(source: Source) -> tuple[Text, ...]:
    """Return the crowd size: from the tags; without such a column, from the notes."""
    if source.has("tags"):
        return by_distinct([source.text("tags")], _crowd_in_tags)
    named = CROWD_IN_NOTES.replace("([^", "(?P<size>[^")
    found = pc.extract_regex(source.text("notes"), named)
    sizes = pc.fill_null(pc.struct_field(found, "size"), "").cast(pa.large_string())
    return by_distinct([sizes], read_size)


def _crowd_in_tags(tags: str) -> tuple[str, str, str]:
    found = _CROWD.search(tags)
    return read_size(found[1] if found else "")


ACLED: Final = Format(
    id="acled",
    title="ACLED",
    marks=(
        ("event_date", "event_type", "event_id_cnty"),
        ("event_date", "event_type", "sub_event_type", "actor1"),
        ("event_date", "event_type", "data_id", "actor1"),
    ),
    columns=(
        Column(
            "report_id", ("event_id_cnty", "data_id"), "as it is; `data_id` where that is missing"
        ),
        Column("date", ("event_date",), "as it is"),
        Column("date_precision", ("time_precision",), "1 → day, 2 → week, 3 → month"),
        Column(
            "event_type",
            ("event_type", "sub_event_type", "actor1", "notes"),
            "by the table below; the notes tell a sit-in, road block, strike, vigil or march from "
            "other demonstrations when they say that one was held",
        ),
        Column("event_type_raw", ("event_type", "sub_event_type"), "both, joined by ›"),
        Column(
            "place",
            ("location", "geo_precision"),
            "what stands before ` - ` (“Karachi - Saddar”); empty at geo precision 3",
            deciding=("geo_precision",),
        ),
        Column("spot", ("location",), "what stands after ` - `"),
        Column("admin1", ("admin1",), "as it is"),
        Column(
            "admin2",
            ("admin2", "geo_precision"),
            "as it is; empty at geo precision 3, where it is that of the town that stands in",
            deciding=("geo_precision",),
        ),
        Column("country", ("country",), "as it is"),
        Column(
            "latitude",
            ("latitude", "geo_precision"),
            "as it is; empty at geo precision 3",
            deciding=("geo_precision",),
        ),
        Column(
            "longitude",
            ("longitude", "geo_precision"),
            "as it is; empty at geo precision 3",
            deciding=("geo_precision",),
        ),
        Column("radius_km", ("geo_precision",), f"2 → {_NEAR_KM}; else none is stated"),
        Column(
            "organiser",
            ("assoc_actor_1", "ally_actor_1", "actor1"),
            "the associated actors; else the first actor, unless it is just protesters or rioters",
        ),
        Column(
            "size_text",
            ("tags", "notes"),
            "`crowd size=` of the tags; `[size=…]` of the notes in exports without tags",
        ),
        Column("size_low", ("tags", "notes"), "the number, range or lower bound that it states"),
        Column("size_high", ("tags", "notes"), "the number, range or upper bound that it states"),
        Column("source", ("source",), "as it is, a list joined by `;`"),
        Column("note", ("notes",), "as it is"),
    ),
    known=(
        *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type"),
        *("sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2"),
        *("inter2", "interaction", "civilian_targeting", "iso", "region", "country", "admin1"),
        *("admin2", "admin3", "location", "latitude", "longitude", "geo_precision", "source"),
        *("source_scale", "notes", "fatalities", "tags", "timestamp", "data_id", "iso3", "gwno"),
        *("event_id_no_cnty", "ally_actor_1", "ally_actor_2", "population_1km"),
        *("population_2km", "population_5km", "population_best"),
    ),
    types=_TYPES,
    aside="Every event type but protests and riots.",
    precision=(
        "Geo precision 1 (the town) keeps the coordinates. 2 (near the town, part of a district) "
        f"keeps them with a radius of {_NEAR_KM} km. 3 (a region, with a town to stand in for it) "
        "drops coordinates, place and district: the report is placed at its province."
    ),
    codebook="ACLED Codebook, https://acleddata.com/knowledge-base/codebook/",
    licence="Registration and ACLED's terms of use; records may not be redistributed.",
    read=_read,
    variants=(
        ("ACLED (2024 columns)", ("disorder_type",)),
        ("ACLED (31 columns, 2019 to 2022)", ("sub_event_type",)),
        ("ACLED (columns before 2019)", ("event_type",)),
    ),
)
