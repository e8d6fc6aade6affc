"""Columns are recognised by what they are called, never by the file's name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import SchemaError
from geo.formats import recognise
from geo.schema import REPORT_DTYPES


def roles(*header: str, needs_date: bool = True) -> dict[str, str]:
    return recognise(header, where="x.csv", needs_date=needs_date).roles


def test_the_canonical_header_is_taken_as_it_is() -> None:
    found = recognise(list(REPORT_DTYPES), where="x.csv")
    assert found.format == "canonical"
    assert found.roles == {name: name for name in REPORT_DTYPES}


def test_synonyms_make_a_table() -> None:
    found = recognise(["event_date", "city", "lat", "lng", "province"], where="x.csv")
    assert found.format == "table"
    assert found.roles == {
        "date": "event_date",
        "place": "city",
        "latitude": "lat",
        "longitude": "lng",
        "admin1": "province",
    }


@pytest.mark.parametrize("name", ["Event Date", "EVENT_DATE", "event-date", " event.date "])
def test_case_blanks_and_joints_make_no_difference(name: str) -> None:
    assert roles(name, "Place")["date"] == name


def test_a_canonical_name_wins_over_a_synonym() -> None:
    assert roles("day", "date", "city", "place") == {"date": "date", "place": "place"}
    assert roles("city", "date", "town")["place"] == "city"


def test_the_first_of_two_alike_is_taken() -> None:
    assert roles("Date", "date", "place")["date"] == "Date"


def test_a_table_without_a_day_can_only_be_located() -> None:
    with pytest.raises(SchemaError, match=r"x\.csv has no date column.*place, note") as caught:
        roles("place", "note")
    assert caught.value.where == "x.csv"
    assert roles("place", needs_date=False) == {"place": "place"}


@pytest.mark.parametrize("header", [["date"], ["date", "lat"], ["date", "longitude", "note"]])
def test_a_table_without_a_place_is_refused(header: list[str]) -> None:
    with pytest.raises(SchemaError, match="neither a place column nor latitude and longitude"):
        roles(*header)


@pytest.mark.parametrize("column", ["place", "spot", "district", "province", "country"])
def test_any_place_name_will_do(column: str) -> None:
    assert recognise(["date", column], where="x").locatable


def test_coordinates_alone_will_do() -> None:
    assert recognise(["date", "y", "x"], where="x").locatable


def test_a_message_stays_short_whatever_the_header() -> None:
    with pytest.raises(SchemaError) as caught:
        roles("<html>" + "y" * 100_000, *(f"c{i}" for i in range(5000)))
    assert len(str(caught.value)) < 700


@settings(deadline=None)
@given(st.lists(st.text(max_size=12), max_size=8, unique=True))
def test_every_role_is_a_column_of_the_header(header: list[str]) -> None:
    try:
        found = roles(*header, needs_date=False)
    except SchemaError:
        return
    assert set(found.values()) <= set(header)
    assert len(set(found.values())) == len(found)
