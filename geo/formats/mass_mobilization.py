"""Mass Mobilization: protests against governments since 1990, with years that had none."""

from __future__ import annotations

import re
from typing import Final

from geo.formats.description import Column, Format, Read, Source, TypeRule
from geo.formats.sizes import read_size
from geo.formats.split_dates import join_columns
from geo.formats.text import Text, by_distinct, joined, map_distinct, without

_MISSING: Final = ("NA", ".", "-99", "unspecified", "Unspecified", "unknown", "Unknown")
_TYPES: Final = (
    TypeRule("Protest", "demonstration"),
    TypeRule("Protest, violent (protesterviolence = 1)", "riot"),
    TypeRule("No protest in this year (protest = 0)", "other", aside=True),
)
_NATIONWIDE: Final = re.compile(
    r"(?:national|nation-?wide|country-?wide|the country|across the country|all over the country|"
    r"throughout the country|various|several (?:cities|towns)|many (?:cities|towns))(?: level)?",
    re.IGNORECASE,
)


def _read(source: Source) -> Read:
    event_type, raw, aside = by_distinct(
        [source.code("protest"), source.code("protesterviolence")], _type_of
    )
    date, precision, doubt = join_columns(
        *(source.text(f"start{part}") for part in ("year", "month", "day"))
    )
    end, _, _ = join_columns(*(source.text(f"end{part}") for part in ("year", "month", "day")))
    size_text, low, high = by_distinct(
        [_cell(source, "participants"), _cell(source, "participants_category")], _size
    )
    return Read(
        {
            "report_id": source.text("id"),
            "date": date,
            "date_end": end,
            "date_precision": precision,
            "event_type": event_type,
            "event_type_raw": raw,
            "place": map_distinct(
                _cell(source, "location"), lambda name: "" if _NATIONWIDE.fullmatch(name) else name
            ),
            "country": source.text("country"),
            "organiser": _cell(source, "protesteridentity"),
            "size_low": low,
            "size_high": high,
            "size_text": size_text,
            "source": _cell(source, "sources"),
            "note": joined(_cell(source, "notes"), doubt),
        },
        aside,
    )


def _cell(source: Source, name: str) -> Text:
    return without(source.text(name), _MISSING)


def _type_of(protest: str, violence: str) -> tuple[str, str, str]:
    if protest == "0":
        return "other", "No protest", "Mass Mobilization: a year without protest"
    if violence == "1":
        return "riot", "Protest, violent", ""
    return "demonstration", "Protest", ""


def _size(words: str, category: str) -> tuple[str, str, str]:
    """Read the size in words; its class stands in where the words give no number."""
    size = read_size(words)
    if any(size[1:]) or not category:
        return size
    text, low, high = read_size(category)
    return size[0] or text, low, high


MASS_MOBILIZATION: Final = Format(
    id="mass-mobilization",
    title="Mass Mobilization",
    marks=(
        ("country", "startday", "startmonth", "startyear", "protesterviolence"),
        ("country", "startday", "startmonth", "startyear", "protesteridentity"),
    ),
    columns=(
        Column("report_id", ("id",), "as it is"),
        Column("date", ("startyear", "startmonth", "startday"), "joined"),
        Column("date_end", ("endyear", "endmonth", "endday"), "joined"),
        Column("date_precision", ("startday",), "day; month where the day is unknown"),
        Column("event_type", ("protest", "protesterviolence"), "by the table below"),
        Column("event_type_raw", ("protest", "protesterviolence"), "by the table below"),
        Column("place", ("location",), "as it is; empty for “national”, “nationwide” and the like"),
        Column("country", ("country",), "as it is"),
        Column("organiser", ("protesteridentity",), "as it is; “unspecified” is none"),
        Column("size_text", ("participants", "participants_category"), "the words, else the class"),
        Column(
            "size_low",
            ("participants", "participants_category"),
            "the number that the words state, else the lower bound of the class",
        ),
        Column(
            "size_high",
            ("participants", "participants_category"),
            "the number that the words state, else the upper bound of the class",
        ),
        Column("source", ("sources",), "as it is"),
        Column("note", ("notes",), "as it is"),
    ),
    known=(
        *("id", "country", "ccode", "year", "region", "protest", "protestnumber", "startday"),
        *("startmonth", "startyear", "endday", "endmonth", "endyear", "protesterviolence"),
        *("location", "participants_category", "participants", "protesteridentity"),
        *(f"protesterdemand{number}" for number in range(1, 5)),
        *(f"stateresponse{number}" for number in range(1, 8)),
        *("sources", "notes"),
    ),
    types=_TYPES,
    aside="Rows that say that a country had no protest in a year (`protest` = 0).",
    precision="Days are given. Places are names only: there are no coordinates.",
    codebook="Mass Mobilization User's Manual, https://doi.org/10.7910/DVN/HTTWYL",
    licence="Open on the Harvard Dataverse under its terms; the source asks to be cited.",
    read=_read,
)
