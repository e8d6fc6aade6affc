"""Crowd Counting Consortium, United States: the tables of its three phases since 2017."""

from __future__ import annotations

import re
from typing import Final

from geo.formats.description import Column, Format, Read, Source, TypeRule
from geo.formats.gdelt import domain
from geo.formats.sizes import whole
from geo.formats.text import (
    Text,
    by_distinct,
    constant,
    first_of,
    joined,
    map_distinct,
    without,
)

_MISSING: Final = ("NA", "N/A", "n/a", "NaN")
_TYPES: Final = (
    TypeRule("sit-in, die-in, occupation, encampment", "sit-in"),
    TypeRule("blockade, roadblock, road closure", "road-block"),
    TypeRule("strike, walkout, sick-out", "strike"),
    TypeRule("march, parade, procession, caravan, motorcade, bike ride", "march"),
    TypeRule("vigil, prayer service, memorial", "vigil"),
    TypeRule("riot", "riot"),
    TypeRule(
        "demonstration, protest, rally, picket, counter-protest, gathering, direct action",
        "demonstration",
    ),
    TypeRule("any other word", "other"),
    TypeRule("online = 1", "other", aside=True),
)
_PATTERNS: Final = (
    ("sit-in", re.compile(r"\b(?:sit-?ins?|die-?ins?|occupation|encampment|camp-?ins?)\b")),
    ("road-block", re.compile(r"\b(?:blockade|road ?-?block|road closure|obstruct\w*)\b")),
    ("strike", re.compile(r"\b(?<!hunger )(?:strike|walk-?outs?|sick-?outs?)\b")),
    (
        "march",
        re.compile(
            r"\b(?:march(?:es)?|parades?|processions?|caravans?|motorcades?|walk|run|"
            r"(?:bike|bicycle|motorcycle) ride|ride)\b"
        ),
    ),
    ("vigil", re.compile(r"\b(?:vigils?|prayer|memorial)\b")),
    ("riot", re.compile(r"\briots?\b")),
    (
        "demonstration",
        re.compile(
            r"\b(?:demonstrations?|(?:counter-?)?protests?|rall(?:y|ies)|pickets?|gathering|"
            r"direct action|civil disobedience|bannering|sign-?holding)\b"
        ),
    ),
)


def _read(source: Source) -> Read:
    event_type, raw = by_distinct([_cell(source, "type", "event_type")], _type_of)
    url, outlet = by_distinct([_cell(source, "source_1", "source1")], _first_source)
    # The third phase calls "location" what the others call "location_detail".
    detail = "location_detail" if source.has("location_detail") else "location"
    spot = _cell(source, detail) if detail != "location" or source.has("event_type") else None
    return Read(
        {
            "date": _cell(source, "date"),
            "event_type": event_type,
            "event_type_raw": raw,
            "place": first_of(_cell(source, "locality"), _cell(source, "resolved_locality")),
            "spot": constant("", len(source)) if spot is None else spot,
            "admin1": first_of(_cell(source, "state"), _cell(source, "resolved_state")),
            "admin2": first_of(_cell(source, "resolved_county"), _cell(source, "county")),
            "country": constant("US", len(source)),
            "latitude": _cell(source, "lat"),
            "longitude": _cell(source, "lon"),
            "organiser": _cell(source, "organizations", "actors"),
            "size_low": map_distinct(_cell(source, "size_low"), whole),
            "size_high": map_distinct(_cell(source, "size_high"), whole),
            "size_text": _cell(source, "size_text"),
            "source": outlet,
            "source_url": url,
            "note": joined(
                _cell(source, "claims_summary", "claims"), _cell(source, "notes", "misc")
            ),
        },
        map_distinct(
            _cell(source, "online"),
            lambda code: "CCC: an event online only" if code.lower() in _ONLINE else "",
        ),
    )


_ONLINE: Final = ("1", "1.0", "true", "yes")


def _cell(source: Source, *names: str) -> Text:
    return without(source.text(*names), _MISSING)


def _type_of(words: str) -> tuple[str, str]:
    plain = words.lower()
    return next((kind for kind, pattern in _PATTERNS if pattern.search(plain)), "other"), words


def _first_source(cell: str) -> tuple[str, str]:
    is_url = re.match(r"https?://", cell, re.IGNORECASE) is not None
    return (cell if is_url else ""), domain(cell)[:80]


CCC: Final = Format(
    id="ccc",
    title="Crowd Counting Consortium",
    marks=(
        ("date", "locality", "state", "type", "size_low", "source_1"),
        ("date", "locality", "state", "event_type", "size_low", "source1"),
        ("date", "locality", "state", "valence", "macroevent"),
    ),
    columns=(
        Column("date", ("date",), "as it is"),
        Column(
            "event_type",
            ("type", "event_type", "online"),
            "by the table below; of several joined by `;`, the first in the table's order",
            deciding=("online",),
        ),
        Column("event_type_raw", ("type", "event_type"), "as it is"),
        Column("place", ("locality", "resolved_locality"), "the first that is given"),
        Column(
            "spot",
            ("location_detail", "location"),
            "`location` only in the third phase; before, it joins locality and state",
        ),
        Column("admin1", ("state", "resolved_state"), "postal code, as it is"),
        Column("admin2", ("resolved_county", "county"), "as it is"),
        Column("country", (), "US in every row"),
        Column("latitude", ("lat",), "as it is: the centre of the locality"),
        Column("longitude", ("lon",), "as it is: the centre of the locality"),
        Column("organiser", ("organizations", "actors"), "as it is; `notables` is never read"),
        Column("size_low", ("size_low",), "rounded to whole persons"),
        Column("size_high", ("size_high",), "rounded to whole persons"),
        Column("size_text", ("size_text",), "as it is"),
        Column("source", ("source_1", "source1"), "the site's name, or the text when no address"),
        Column("source_url", ("source_1", "source1"), "as it is, when it is a web address"),
        Column("note", ("claims_summary", "claims", "notes", "misc"), "claims and notes, joined"),
    ),
    known=(
        *("date", "locality", "state", "location", "location_detail", "county", "online", "type"),
        *("title", "event_type", "macroevent", "actors", "organizations", "participants"),
        *("notables", "targets", "claims", "claims_summary", "claims_verbatim", "valence", "conf"),
        *("issues", "issue_tags", "issue_tags_summary", "issue_tags_verbatim", "size_text"),
        *("size_low", "size_high", "size_mean", "size_cat", "arrests", "arrests_any"),
        *("injuries_crowd", "injuries_crowd_any", "injuries_police", "injuries_police_any"),
        *("property_damage", "property_damage_any", "chemical_agents", "participant_measures"),
        *("police_measures", "participant_injuries", "police_injuries", "participant_deaths"),
        *("police_deaths", "participant_casualties_any", "police_casualties_any", "notes"),
        *("coder", "misc", "final", "teargas", "damage", "lat", "lon", "resolved_locality"),
        *("resolved_county", "resolved_state", "fips_code"),
        *(f"source{joint}{number}" for joint in ("_", "") for number in range(1, 31)),
    ),
    types=_TYPES,
    aside="Events that took place online only (`online` = 1).",
    precision=(
        "Days are exact. Coordinates are those of the locality, not of the spot; no radius is "
        "stated. “NA” is an empty cell."
    ),
    codebook=(
        "Coding guides of Crowd Counting Consortium, "
        "https://ash.harvard.edu/programs/crowd-counting-consortium/"
    ),
    licence="Open on the Harvard Dataverse under its terms; the source asks to be cited.",
    read=_read,
    variants=(
        ("Crowd Counting Consortium (2025 on)", ("event_type", "source1")),
        ("Crowd Counting Consortium (2021 to 2024)", ("type", "organizations")),
        ("Crowd Counting Consortium (2017 to 2020)", ("type", "actors")),
    ),
)
