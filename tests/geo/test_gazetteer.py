"""Finding places by name in a table of made-up rows, and loading the shipped ones."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.errors import GazetteerError
from geo.gazetteer import COLUMNS, Gazetteer, load_gazetteer


def ids(found: list) -> list[str]:
    return [place.place_id for place in found]


def changed(table: pd.DataFrame, row: int, **cells: object) -> pd.DataFrame:
    copy = table.copy()
    for name, value in cells.items():
        copy[name] = copy[name].astype("object")
        copy.loc[row, name] = value
    return copy


@pytest.mark.parametrize(
    "name", ["Karachi", "karachi", "KARACHI.", "کراچی", "كراچي", "Kurrachee", "K'chi", "Kchi"]
)
def test_names_alternates_and_aliases(places: Gazetteer, name: str) -> None:
    assert ids(places.find(name)) == ["PK-SD/karachi"]


@pytest.mark.parametrize("name", ["", " ", "|", "Kar", "Karachii", "Karachi|Kurrachee"])
def test_what_is_no_name_finds_nothing(places: Gazetteer, name: str) -> None:
    assert places.find(name) == []


def test_finest_first_then_by_population(places: Gazetteer) -> None:
    assert ids(places.find("Nasirabad")) == ["PK-SD/nasirabad", "PK-BA/d/nasirabad"]
    assert ids(places.find("Kot")) == ["PK-PB/kot-a", "PK-SD/kot-b"]
    assert ids(places.find("Sahiwal"))[-1] == "PK-PB/d/sahiwal"


def test_a_search_can_be_narrowed(places: Gazetteer) -> None:
    assert ids(places.find("Nasirabad", levels=("district",))) == ["PK-BA/d/nasirabad"]
    assert ids(places.find("Nasirabad", within="PK-SD")) == ["PK-SD/nasirabad"]
    assert ids(places.find("Western Bypass", within="PK-BA/quetta")) == ["PK-BA/quetta/bypass"]
    assert len(places.find("Western Bypass", within="PK")) == 2
    assert places.find("Karachi", country="IN") == []
    assert places.find("Karachi", within="PK-PB") == []


def test_ancestors_go_from_fine_to_coarse(places: Gazetteer) -> None:
    chain = ("PK-SD/karachi/numaish", "PK-SD/karachi", "PK-SD", "PK")
    assert places.ancestors("PK-SD/karachi/numaish") == chain


def test_only_a_spot_lies_in_a_town(places: Gazetteer) -> None:
    by_id = places.places
    assert places.town_of(by_id["PK-SD/karachi/numaish"]).place_id == "PK-SD/karachi"
    for other in ("PK-SD/karachi", "PK-SD", "PK", "PK-BA/d/nasirabad"):
        assert places.town_of(by_id[other]).place_id == other


def test_the_nearest_come_first(places: Gazetteer) -> None:
    found = places.nearest(24.9, 67.0, count=3)
    assert found[0][0].place_id == "PK-SD/karachi"
    distances = [km for _, km in found]
    assert distances == sorted(distances)
    assert distances[0] == pytest.approx(4.56, abs=0.1)
    assert {place.level for place, _ in found} == {"town"}
    assert places.nearest(24.87, 67.03, levels=("spot",))[0][0].name == "Numaish Chowrangi"


def test_the_nearest_are_never_more_than_there_are(places: Gazetteer) -> None:
    assert len(places.nearest(30, 70, count=500, levels=("spot",))) == 3
    assert places.nearest(30, 70, levels=("tehsil",)) == []


def test_names_to_propose_lie_within_the_area(places: Gazetteer) -> None:
    everywhere, balochistan = places.names(), places.names(within="PK-BA")
    assert balochistan["western bypass"] == "PK-BA/quetta/bypass"
    assert places.names(within="PK-SD")["western bypass"] == "PK-SD/karachi/bypass"
    assert set(balochistan) < set(everywhere)
    assert "karachi" not in balochistan


def test_a_circle_of_parents_ends(place_table: pd.DataFrame) -> None:
    circle = changed(place_table, 0, parent_id="PK-SD")
    assert Gazetteer(circle).ancestors("PK-SD") == ("PK-SD", "PK")


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_is_needed(place_table: pd.DataFrame, column: str) -> None:
    with pytest.raises(GazetteerError, match=f"lacks the column '{column}'"):
        Gazetteer(place_table.drop(columns=column))


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"place_id": "PK"}, "PK stands twice"),
        ({"level": "hamlet"}, "level 'hamlet' is none of spot, town"),
        ({"parent_id": "PK-XX"}, "parent PK-XX of PK-BA is in no table"),
        ({"latitude": None}, "PK-BA lacks a coordinate or radius"),
        ({"radius_km": float("nan")}, "PK-BA lacks a coordinate or radius"),
    ],
)
def test_tables_that_are_not_well_formed(
    place_table: pd.DataFrame, cells: dict, sentence: str
) -> None:
    with pytest.raises(GazetteerError, match=sentence):
        Gazetteer(changed(place_table, 1, **cells))


def test_an_alias_needs_its_place(place_table: pd.DataFrame) -> None:
    aliases = pd.DataFrame({"alias": ["Mach"], "place_id": ["PK-BA/machh"]})
    with pytest.raises(GazetteerError, match="'Mach' names the place PK-BA/machh"):
        Gazetteer(place_table, aliases)


def test_the_shipped_gazetteer_loads_once() -> None:
    shipped = load_gazetteer("PK")
    assert shipped is load_gazetteer("PK")
    assert len(shipped) > 1000
    assert {p.level for p in shipped.places.values()} >= {
        *("spot", "town", "tehsil", "district", "province", "country")
    }


@pytest.mark.parametrize("country", ["", "../pk", "P", "PKK", "п1"])
def test_a_country_has_two_letters(country: str) -> None:
    with pytest.raises(GazetteerError, match="No gazetteer ships for the country"):
        load_gazetteer(country)
