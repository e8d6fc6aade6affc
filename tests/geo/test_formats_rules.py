"""The rules by which words and codes become canonical cells."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.formats.acled import ACLED
from geo.formats.ccc import CCC
from geo.formats.countries import from_cow, from_fips
from geo.formats.description import Source, Text
from geo.formats.gdelt import domain
from geo.formats.notes import type_in_notes
from geo.formats.sizes import read_size, whole
from geo.formats.split_dates import join_columns
from geo.formats.text import (
    by_distinct,
    constant,
    encoded_of,
    first_of,
    joined,
    series_of,
    text_of,
    without,
)
from geo.schema import EVENT_TYPES


def text(*cells: str) -> Text:
    return pa.chunked_array([pa.array(list(cells), pa.large_string())])


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        *(("500", "500", "500"), ("about 500", "500", "500"), ("around 1,200", "1200", "1200")),
        *(("approximately 300 people", "300", "300"), ("~50", "50", "50"), ("5.0", "5", "5")),
        *(("between 200 and 300", "200", "300"), ("200-300", "200", "300")),
        *(("200 to 300 protesters", "200", "300"), ("from 50 to 60", "50", "60")),
        *(("1–2 thousand", "1000", "2000"), ("5 thousand", "5000", "5000")),
        *(("2 lakh", "200000", "200000"), ("1.5 million", "1500000", "1500000")),
        *(("at least 1,000", "1000", ""), ("more than 100", "100", ""), (">10000", "10000", "")),
        *(
            ("500+", "500", ""),
            ("500 or more", "500", ""),
            ("over 10 thousand people", "10000", ""),
        ),
        *(("up to 2,000", "", "2000"), ("less than 50", "", "50"), ("fewer than 10", "", "10")),
        *(("hundreds", "", ""), ("several hundred", "", ""), ("tens of thousands", "", "")),
        *(("dozens of people", "", ""), ("1000s", "", ""), ("a few thousand", "", "")),
        *(("5 groups of 100", "", ""), ("300 then 200", "", ""), ("300 to 200", "", "")),
        *(("999999999999", "", ""), ("-5", "", ""), ("1e9", "", ""), ("3/4", "", "")),
        *(("12,34", "", ""), ("2021-01-05", "", "")),
    ],
)
def test_sizes_in_words(words: str, low: str, high: str) -> None:
    assert read_size(words) == (words, low, high)


@pytest.mark.parametrize("words", ["", "no report", "No Report ", "NA", ".", "-99", "unspecified"])
def test_sizes_that_say_nothing(words: str) -> None:
    assert read_size(words) == ("", "", "")


@settings(deadline=None)
@given(st.integers(0, 10**8), st.integers(0, 10**8))
def test_a_range_is_read_back_from_either_way_of_writing_it(a: int, b: int) -> None:
    low, high = sorted((a, b))
    for written in (f"between {low} and {high}", f"{low:,} to {high:,}", f"{low}-{high}"):
        assert read_size(written)[1:] == (str(low), str(high))


@settings(deadline=None)
@given(st.text(max_size=40))
def test_sizes_are_whole_numbers_in_order_or_nothing(words: str) -> None:
    _, low, high = read_size(words)
    assert all(part == "" or part.isdecimal() for part in (low, high))
    assert not (low and high) or int(low) <= int(high)
    assert whole(words) == "" or whole(words).isdecimal()


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ("sit-in", "On 5 January 2021, residents staged a sit-in outside the press club."),
        ("sit-in", "Teachers marched to the assembly and held a three-day dharna."),
        ("sit-in", "MINERS CONTINUED THEIR PROTEST SIT IN"),
        ("road-block", "Villagers blocked the National Highway for hours."),
        ("road-block", "The road near Mastung was blocked by protesters."),
        ("road-block", "They took out a rally, burning tyres and blocking traffic."),
        ("strike", "Traders observed a complete shutter-down strike."),
        ("strike", "Lawyers boycotted courts and observed a strike."),
        ("vigil", "Civil society held a candlelight vigil."),
        ("march", "A party took out a rally from the chowk."),
        ("march", "Nurses marched towards the secretariat."),
        ("march", "On 8 March 2021, women took out a rally."),
        ("", "Residents gathered and raised slogans."),
        ("", "Workers threatened to hold a sit-in if wages are not paid."),
        ("", "Traders announced that they would observe a strike on Friday."),
        ("", "They called off their sit-in."),
        ("", "Doctors held a protest against the strike."),
        ("", "Prisoners went on hunger strike."),
        ("", "They held a protest over drone strikes."),
        ("", "The protest was held on 8 March."),
        ("", "Residents sat. In the evening they left."),
        ("", ""),
    ],
)
def test_the_form_of_a_protest_in_its_notes(form: str, sentence: str) -> None:
    notes = text(sentence)
    assert type_in_notes(notes, pa.chunked_array([[True]])).to_pylist() == [form]
    assert type_in_notes(notes, pa.chunked_array([[False]])).to_pylist() == [""]


@pytest.mark.parametrize("repeats", [1, 3])
def test_many_notes_are_read_as_one_by_one(repeats: int) -> None:
    """Distinct notes are read in parts and repeated ones once: both ways give the same."""
    rows = 60_000
    said = ["They staged a sit-in", "They marched", "They met", "They blocked the road"]
    each = [f"{said[i % 4]} {i // (repeats * 4) if repeats > 1 else i}." for i in range(rows)]
    ask = [i % 5 > 0 for i in range(rows)]
    expected = [("sit-in", "march", "", "road-block")[i % 4] if ask[i] else "" for i in range(rows)]
    notes = pa.chunked_array([pa.array(each[:999]), pa.array(each[999:])]).cast(pa.large_string())
    assert type_in_notes(notes, pa.chunked_array([ask])).to_pylist() == expected


def test_dates_in_three_columns() -> None:
    year = text("2002.0", "1975", "1970", "", "2015", "1999")
    date, precision, note = join_columns(
        year, text("5", "3", "0", "1", "13", "Mar"), text("8", "0", "0", "1", "1", "30")
    )
    assert date.to_pylist() == ["2002-05-08", "1975-03", "", "", "2015-13-01", "1999-03-30"]
    assert precision.to_pylist() == ["day", "month", "", "", "day", "day"]
    assert note.to_pylist() == [
        "",
        "The day is not known.",
        "Only the year 1970 is known.",
        "",
        "",
        "",
    ]


def test_country_codes_of_other_systems() -> None:
    fips = {"CH": "CN", "SZ": "CH", "UK": "GB", "GM": "DE", "IZ": "IQ", "AS": "AU", "AU": "AT"}
    assert {code: from_fips(code) for code in fips} == fips
    cow = {"2": "US", "255": "DE", "365": "RU", "710": "CN", "750": "IN", "770": "PK", "345": "RS"}
    assert {code: from_cow(code) for code in cow} == cow
    assert from_fips("") == from_cow("") == from_cow("999") == ""


def test_every_code_leads_to_a_country() -> None:
    from geo.formats import countries

    codes = {*countries._BY_FIPS.values(), *countries._BY_COW.values()}
    assert all(len(code) == 2 and code.isupper() for code in codes)
    assert len(countries._BY_FIPS) > 240
    assert len(countries._BY_COW) > 190


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("protest", "demonstration"),
        ("rally; march", "march"),
        ("strike; picket", "strike"),
        ("hunger strike", "other"),
        ("car caravan", "march"),
        ("counter-protest", "demonstration"),
        ("die-in; march", "sit-in"),
        ("blockade", "road-block"),
        ("vigil; rally", "vigil"),
        ("boat parade", "march"),
        ("townhall", "other"),
        ("", "other"),
    ],
)
def test_ccc_types(words: str, kind: str) -> None:
    assert CCC.read is not None
    read = CCC.read(Source(pd.DataFrame({"type": pd.Series([words], dtype="str")})))
    assert read.columns["event_type"].to_pylist() == [kind]
    assert kind in EVENT_TYPES


@pytest.mark.parametrize(
    ("location", "place", "spot"),
    [
        ("Karachi - Saddar", "Karachi", "Saddar"),
        ("Quetta", "Quetta", ""),
        ("Dera Ismail Khan", "Dera Ismail Khan", ""),
        ("Ain-al-Arab", "Ain-al-Arab", ""),
        ("Hub - Sakran - Main Road", "Hub", "Sakran - Main Road"),
    ],
)
def test_acled_locations(location: str, place: str, spot: str) -> None:
    assert ACLED.read is not None
    cells = pd.DataFrame({"location": [location], "geo_precision": ["1"]}, dtype="str")
    columns = ACLED.read(Source(cells)).columns
    assert (columns["place"][0].as_py(), columns["spot"][0].as_py()) == (place, spot)


def test_the_site_that_an_address_names() -> None:
    assert domain("HTTPS://WWW.Example.org:80/x?y=www.z") == "example.org"
    assert domain("") == ""


CELLS = st.lists(st.text(max_size=4), max_size=30)


@settings(deadline=None)
@given(CELLS)
def test_text_is_trimmed_as_python_trims(cells: list[str]) -> None:
    column = pd.Series(cells, dtype="str")
    trimmed = text_of(column)
    # Arrow knows no separators of the ASCII control block as white space.
    expected = [cell.strip() if not set(cell) & set("\x1c\x1d\x1e\x1f") else None for cell in cells]
    for found, wanted in zip(trimmed.to_pylist(), expected, strict=True):
        assert wanted is None or found == wanted
    assert series_of(trimmed, column.index).dtype == "str"


def test_text_of_any_column_has_no_nulls() -> None:
    for column in (
        pd.Series([" a", None, "b "], dtype="str"),
        pd.Series([" a", None, "b "], dtype="object"),
        pd.Series(["a", None, "b"], dtype="category"),
        pd.Series(["x", "a", None, "b"], dtype="str").iloc[1:],
    ):
        assert text_of(column).to_pylist() == ["a", "", "b"]
    assert text_of(pd.Series([1, 2])).to_pylist() == ["1", "2"]
    assert text_of(pd.Series([], dtype="str")).to_pylist() == []


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), max_size=30))
def test_distinct_combinations_give_what_each_row_gives(rows: list[tuple[str, str]]) -> None:
    first, second = text(*(a for a, _ in rows)), text(*(b for _, b in rows))
    made = by_distinct([first, second], lambda a, b: (a + b, a, "same"))
    assert made[0].to_pylist() == [a + b for a, b in rows]
    assert made[1].to_pylist() == [a for a, _ in rows]
    assert made[2].to_pylist() == ["same"] * len(rows)


def test_columns_in_several_pieces_are_one() -> None:
    pieces = pa.chunked_array([["a", "b"], [], ["b", "c", "a"]], pa.large_string())
    assert encoded_of(pieces).to_pylist() == ["a", "b", "b", "c", "a"]
    assert by_distinct([pieces], lambda cell: (cell * 2,))[0].to_pylist() == [
        *("aa", "bb", "bb", "cc", "aa")
    ]


def test_columns_are_put_together() -> None:
    a, b = text("x", "", "", "p"), text("y", "z", "", "")
    assert first_of(a, b).to_pylist() == ["x", "z", "", "p"]
    assert joined(a, b).to_pylist() == ["x; y", "z", "", "p"]
    assert without(a, ["x"]).to_pylist() == ["", "", "", "p"]
    assert constant("k", 2).to_pylist() == ["k", "k"]
