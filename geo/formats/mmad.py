"""MMAD, Mass Mobilization in Autocracies: its table of reports and its table of events."""

from __future__ import annotations

from typing import Final

from geo.formats.countries import from_cow
from geo.formats.description import Column, Format, Read, Source, TypeRule, rules_by_code
from geo.formats.sizes import read_size, whole
from geo.formats.text import Text, by_distinct, joined, map_distinct, without

_MISSING: Final = ("NA", "-99", "-999", "NaN")
_TYPES: Final = (
    TypeRule("0 Pro-government protest", "demonstration"),
    TypeRule("1 Anti-government protest", "demonstration"),
    TypeRule("3 Protest on other matters", "demonstration"),
)
_BY_CODE: Final = rules_by_code(_TYPES)


def _read(source: Source) -> Read:
    size_text, low, high = by_distinct(
        [
            _cell(source, "numparticipants"),
            _cell(source, "avg_numparticipants", "mean_avg_numparticipants"),
        ],
        _size,
    )
    return Read(
        {
            "report_id": _cell(source, "id", "event_id"),
            "date": _cell(source, "event_date"),
            "event_type": map_distinct(source.code("side"), lambda _: "demonstration"),
            "event_type_raw": map_distinct(source.code("side"), _side),
            "place": _cell(source, "asciiname"),
            "country": map_distinct(source.code("cowcode"), from_cow),
            "latitude": _cell(source, "latitude"),
            "longitude": _cell(source, "longitude"),
            "organiser": _cell(source, "actors"),
            "size_low": low,
            "size_high": high,
            "size_text": size_text,
            "source": _cell(source, "source"),
            "note": joined(
                _cell(source, "issue"),
                map_distinct(source.code("side"), lambda c: "Pro-government." if c == "0" else ""),
            ),
        },
        map_distinct(source.code("side"), lambda _: ""),
    )


def _cell(source: Source, *names: str) -> Text:
    return without(source.text(*names), _MISSING)


def _side(code: str) -> str:
    rule = _BY_CODE.get(code)
    return rule.raw.split(" ", 1)[1] if rule else "Protest"


def _size(words: str, average: str) -> tuple[str, str, str]:
    """Read the size in words; the coders' average stands in where they give no number."""
    size = read_size(words)
    if any(size[1:]) or not whole(average):
        return size
    return size[0], whole(average), whole(average)


MMAD: Final = Format(
    id="mmad",
    title="MMAD",
    marks=(
        ("cowcode", "asciiname", "event_date", "avg_numparticipants"),
        ("cowcode", "asciiname", "event_date", "mean_avg_numparticipants"),
        ("cowcode", "asciiname", "event_date", "side"),
    ),
    columns=(
        Column("report_id", ("id", "event_id"), "as it is; the table of events has none"),
        Column("date", ("event_date",), "as it is"),
        Column("event_type", ("side",), "demonstration: MMAD codes no forms of protest"),
        Column("event_type_raw", ("side",), "by the table below"),
        Column("place", ("asciiname",), "as it is"),
        Column("country", ("cowcode",), "Correlates of War number → ISO alpha-2"),
        Column("latitude", ("latitude",), "as it is"),
        Column("longitude", ("longitude",), "as it is"),
        Column("organiser", ("actors",), "as it is"),
        Column("size_text", ("numparticipants",), "as it is"),
        Column(
            "size_low",
            ("numparticipants", "avg_numparticipants", "mean_avg_numparticipants"),
            "the number that the words state, else the coders' average",
        ),
        Column(
            "size_high",
            ("numparticipants", "avg_numparticipants", "mean_avg_numparticipants"),
            "likewise",
        ),
        Column("source", ("source",), "as it is"),
        Column("note", ("issue", "side"), "the issue; says so when the protest is pro-government"),
    ),
    known=(
        *("id", "event_id", "cowcode", "location", "latitude", "longitude", "asciiname"),
        *("event_date", "side", "actors", "issue", "scope", "part_violence", "sec_engagement"),
        *("numparticipants", "avg_numparticipants", "source", "version", "numreports"),
        *("max_scope", "max_partviolence", "max_secengagement", "mean_avg_numparticipants"),
    ),
    types=_TYPES,
    aside="None. Pro-government protests are kept and said to be so.",
    precision="Days and towns are exact; nothing coarser is in the data.",
    codebook="MMAD Codebook, https://mmadatabase.org/",
    licence="Free registration; cite Weidmann and Rød (2019).",
    read=_read,
    variants=(
        ("MMAD (reports)", ("avg_numparticipants",)),
        ("MMAD (events)", ("mean_avg_numparticipants",)),
    ),
)
