"""Names as people write them, on the gazetteer that ships; the wrong place is worse than none."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.areas import stated_areas
from geo.gazetteer import Gazetteer, load_gazetteer
from geo.placing import Placement, place_name
from geo.wording import bare_name, named_together, says_nowhere


@pytest.fixture(scope="module")
def shipped() -> Gazetteer:
    return load_gazetteer("PK")


def at(gazetteer: Gazetteer, place: str = "", spot: str = "", **stated: Any) -> Placement:
    return place_name(gazetteer, place=place, spot=spot, default_country="PK", **stated)


def id_of(placement: Placement) -> str | None:
    return placement.place.place_id if placement.place else None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        # words for a kind of place, and nearness
        ("Sui town", "PK-BA/sui"),
        ("near Mach", "PK-BA/machh"),
        ("Mach area", "PK-BA/machh"),
        ("outskirts of Quetta", "PK-BA/quetta"),
        ("Quetta city", "PK-BA/quetta"),
        ("city of Lahore", "PK-PB/lahore"),
        ("District Mastung", "PK-BA/d/mastung"),
        ("Mastung district", "PK-BA/d/mastung"),
        ("ضلع مستونگ", "PK-BA/d/mastung"),
        ("Khyber Agency", "PK-KP/d/khyber"),
        ("Punjab province", "PK-PB"),
        ("interior Sindh", "PK-SD"),
        ("parts of Balochistan", "PK-BA"),
        # transliterations
        ("Mastoong", "PK-BA/mastung"),
        ("Noshki", "PK-BA/nushki"),
        ("Dera Ismaeel Khan", "PK-KP/dera-ismail-khan"),
        ("Dera Ismailkhan", "PK-KP/dera-ismail-khan"),
        ("Faisalaabad", "PK-PB/faisalabad"),
        ("Jacobaabad", "PK-SD/jacobabad"),
        ("Sharaqpur Shareef", "PK-PB/sharaqpur"),
        ("Hyderaabad", "PK-SD/hyderabad"),
        ("Laahore", "PK-PB/lahore"),
        # letters and signs
        ("D.I. Khan", "PK-KP/dera-ismail-khan"),
        ("d i khan", "PK-KP/dera-ismail-khan"),
        ("كوئٹه", "PK-BA/quetta"),
        ("کوئٹہ، بلوچستان", "PK-BA/quetta"),
        ("کوئٹہ\u200c", "PK-BA/quetta"),
        ("ﮐﺮﺍﭼﯽ", "PK-SD/karachi"),
        ("کَراچی", "PK-SD/karachi"),
        ("KARACHI!!", "PK-SD/karachi"),
        # a spot with its city
        ("Numaish Chowrangi, Karachi", "PK-SD/karachi/numaish-chowrangi"),
        ("Karachi (Numaish Chowrangi)", "PK-SD/karachi/numaish-chowrangi"),
        ("Karachi - Numaish Chowrangi", "PK-SD/karachi/numaish-chowrangi"),
        ("Numaish Chowrangi Karachi", "PK-SD/karachi/numaish-chowrangi"),
        ("Numaish Chowrangi in Karachi", "PK-SD/karachi/numaish-chowrangi"),
        ("Lahore Press Club", "PK-PB/lahore/lahore-press-club"),
        ("Some Unknown Chowk Karachi", "PK-SD/karachi"),
        # and the country
        ("Quetta, Balochistan, Pakistan", "PK-BA/quetta"),
        ("Karachi,Sindh,Pakistan", "PK-SD/karachi"),
    ],
)
def test_names_as_people_write_them(shipped: Gazetteer, written: str, expected: str) -> None:
    assert id_of(at(shipped, written)) == expected


def test_karachi_east_is_the_district(shipped: Gazetteer) -> None:
    for written in ("Karachi - East", "Karachi East", "District East, Karachi"):
        found = at(shipped, written).place
        assert found is not None
        assert found.place_id in {"PK-SD/d/karachi-east", "PK-SD/karachi"}
    assert id_of(at(shipped, "Karachi - East")) == "PK-SD/d/karachi-east"


def test_a_tehsil_by_its_kind(shipped: Gazetteer) -> None:
    found = at(shipped, "Tehsil Kot Addu")
    assert found.place is not None
    assert (found.place.level, found.place.name) == ("tehsil", "Kot Addu")
    assert found.match.startswith("tehsil Kot Addu, Punjab")
    town = at(shipped, "Kot Addu").place
    assert town is not None
    assert town.level == "town"


@pytest.mark.parametrize(
    "written",
    [
        *("unknown", "Unknown", "n/a", "N.A.", "-", "?", "several cities", "various locations"),
        *("multiple places", "not specified", "other", "نامعلوم", "location unknown"),
    ],
)
def test_junk_is_no_place(shipped: Gazetteer, written: str) -> None:
    assert says_nowhere(written)
    assert at(shipped, written).place is None
    area = at(shipped, written, admin1="Sindh")
    assert id_of(area) == "PK-SD"
    assert at(shipped, "Karachi", written).place == at(shipped, "Karachi").place


@pytest.mark.parametrize("written", ["Unknown Soldier Park Town", "Nall", "Nabeel", "Other Side"])
def test_names_that_only_look_like_junk(written: str) -> None:
    assert bare_name(written).town
    assert not says_nowhere("Nall")


def test_several_places_in_one_cell(shipped: Gazetteer) -> None:
    """They have no one point: the area that holds them, or none when that is the country."""
    for written in ("Karachi and Hyderabad", "Karachi; Hyderabad", "Karachi / Hyderabad"):
        found = at(shipped, written)
        assert id_of(found) == "PK-SD"
        assert "several places in one cell (Karachi, Hyderabad)" in found.note
        assert found.candidates == ("Karachi, Sindh", "Hyderabad, Hyderabad")
    apart = at(shipped, "Karachi and Lahore")
    assert apart.place is None
    assert "give each its own row" in apart.note
    assert len(apart.candidates) == 2
    half = at(shipped, "Karachi and Atlantis")
    assert half.place is None
    assert "not all known" in half.note
    same = at(shipped, "Machh; Mach")
    assert id_of(same) == "PK-BA/machh"
    assert id_of(at(shipped, "Azad Jammu and Kashmir")) == "PK-JK"
    assert named_together("Karachi and Lahore") == ("Karachi", "Lahore")


def test_spellings_are_read_only_where_one_place_can_be_meant(place_table: pd.DataFrame) -> None:
    twice = place_table.copy()
    twice.loc[twice["place_id"] == "PK-PB/kot-a", "name"] = "Moohabad"
    twice.loc[twice["place_id"] == "PK-SD/kot-b", "name"] = "Muhaabad"
    gazetteer = Gazetteer(twice)
    assert at(gazetteer, "Muhabad").place is None
    found = at(gazetteer, "Muhabad", admin1="Sindh")
    assert id_of(found) == "PK-SD/kot-b"
    assert found.note == "'Muhabad' read as Muhaabad"


def test_urdu_names_are_read_by_their_consonants(places: Gazetteer) -> None:
    """The gazetteer of the test has no Urdu name but Karachi's."""
    found = at(places, "میرپور خاص")
    assert id_of(found) == "PK-SD/mirpur-khas"
    assert "read as Mirpur Khas" in found.note
    assert at(places, "Mirpar Khes").place is None


def test_districts_made_since_do_not_lose_their_places(shipped: Gazetteer) -> None:
    """A town in what was another district when the report was written is near it still."""
    town = at(shipped, "Kot Addu", admin1="Punjab", admin2="Muzaffargarh").place
    assert town is not None
    assert (town.level, town.name) == ("town", "Kot Addu")


def test_a_name_of_another_district_is_not_taken(shipped: Gazetteer) -> None:
    found = at(shipped, "Gwadar", admin1="Balochistan", admin2="Zhob")
    assert id_of(found) == "PK-BA/d/zhob"
    assert (
        "'Gwadar' is not in the gazetteer for Zhob, but is a town of Gwadar: placed" in found.note
    )
    assert found.is_fallback


def test_a_tehsil_in_the_district_column_is_used(shipped: Gazetteer) -> None:
    found = at(shipped, "Basti Nowhere", admin1="Punjab", admin2="Kot Momin")
    assert found.place is not None
    assert found.place.level == "tehsil"


@pytest.mark.parametrize(
    ("admin1", "expected"),
    [
        ("NWFP", "PK-KP"),
        ("N.W.F.P.", "PK-KP"),
        ("FATA", "PK-KP"),
        ("Sind", "PK-SD"),
        ("Baluchistan", "PK-BA"),
        ("Northern Areas", "PK-GB"),
        ("Gilgit Baltistan", "PK-GB"),
        ("Azad Kashmir", "PK-JK"),
        ("Islamabad", "PK-IS"),
        ("سندھ", "PK-SD"),
    ],
)
def test_provinces_under_any_of_their_names(shipped: Gazetteer, admin1: str, expected: str) -> None:
    assert id_of(at(shipped, "Atlantis", admin1=admin1)) == expected


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("Malir Halt", "Matli"), ("Kharmang", "Kharan"), ("Mirpur", "Mirpur Khas")],
)
def test_traps_of_likeness(shipped: Gazetteer, wrong: str, right: str) -> None:
    found, other = at(shipped, wrong).place, at(shipped, right).place
    assert found is None or other is None or found.place_id != other.place_id


def test_urdu_commas(shipped: Gazetteer) -> None:
    assert id_of(at(shipped, "حیدرآباد، سندھ")) == "PK-SD/hyderabad"
    assert id_of(at(shipped, "کراچی؛ حیدرآباد")) == "PK-SD"


text = st.text(max_size=40)


@settings(deadline=None, max_examples=300)
@given(text, text, text, text)
def test_nothing_written_makes_it_fail(
    places: Gazetteer, place: str, spot: str, admin1: str, admin2: str
) -> None:
    found = at(places, place, spot, admin1=admin1, admin2=admin2)
    assert (found.place is None) <= bool(found.note)
    assert "\n" not in found.note
    if found.place is not None:
        assert found.place.country == "PK"
        assert found.place.radius_km > 0


words = st.sampled_from(
    [
        "Karachi",
        "Quetta",
        "and",
        ",",
        "near",
        "Press Club",
        "district",
        "Sindh",
        "(",
        ")",
        ";",
        "-",
        "Atlantis",
        "Sahiwal",
        "Punjab",
        "city",
        "/",
        "کراچی",
        "،",
        "unknown",
        "\n",
        "India",
    ]
)


@settings(deadline=None, max_examples=300)
@given(st.lists(words, max_size=7))
def test_mixed_words_never_fail_nor_leave_the_country(places: Gazetteer, parts: list[str]) -> None:
    found = at(places, " ".join(parts))
    assert found.place is None or found.place.country == "PK"


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("Karachi, Lahore, Islamabad", "several places in one cell (Karachi, Lahore, Islamabad)"),
        ("Karachi, Lahore", "several places in one cell (Karachi, Lahore)"),
        ("Rawalpindi-Islamabad", "several places in one cell (Rawalpindi, Islamabad)"),
    ],
)
def test_a_list_of_towns_is_no_spot_in_the_last_of_them(cell: str, says: str) -> None:
    found = place_name(load_gazetteer("PK"), place=cell, default_country="PK")
    assert found.place is None
    assert says in found.note


@pytest.mark.parametrize(
    ("cell", "place_id"),
    [
        ("Sahiwal, Sargodha", "PK-PB/sahiwal-sargodha"),
        ("Quetta, Mastung", "PK-BA"),
        ("Frontier Region Kohat", "PK-KP/t/fr-kohat"),
        ("Gwadar port", "PK-BA/gwadar"),
        ("Neelam valley", "PK-JK/d/neelum"),
        ("Jafarabad Distrcit", "PK-BA/d/jaffarabad"),
    ],
)
def test_cells_as_event_files_have_them(cell: str, place_id: str) -> None:
    found = place_name(load_gazetteer("PK"), place=cell, default_country="PK")
    assert found.place is not None
    assert found.place.place_id == place_id


@pytest.mark.parametrize("village", ["Chak 123/JB", "Goth Ali Muhammad", "Mouza Shah Pur"])
def test_a_village_beside_a_large_town_is_placed_at_its_district(village: str) -> None:
    found = place_name(load_gazetteer("PK"), place=f"{village}, Multan", default_country="PK")
    assert found.place is not None
    assert found.place.level == "district"
    assert f"'{village}' is not in the gazetteer" in found.note
    quarter = place_name(load_gazetteer("PK"), place="Xyz Colony, Multan", default_country="PK")
    assert quarter.place is not None
    assert quarter.place.level == "town"


def test_a_town_of_another_province_is_told_and_proposed_never_taken() -> None:
    for written in ({"place": "Quetta", "admin1": "Punjab"}, {"place": "Quetta, Punjab"}):
        found = place_name(load_gazetteer("PK"), default_country="PK", **written)
        assert found.place is not None
        assert found.place.place_id == "PK-PB"
        assert "but is a town of Balochistan" in found.note
        assert found.candidates == ("Quetta, Quetta",)


def test_a_district_that_is_not_known_leaves_the_finer_area_standing(places: Gazetteer) -> None:
    areas = stated_areas(places, admin1="Sahiwal", admin2="Nowhere municipality", country="PK")
    assert areas.around is not None
    assert areas.around.place_id == "PK-PB/d/sahiwal"
    assert "is no district of the gazetteer" in areas.unused


@pytest.mark.parametrize(
    ("cell", "note"),
    [
        ("Basti Malook", "'Basti Malook' is a name of it, or lies in it"),
        ("Tehsil Kot Addu", ""),
        ("Korangi Town", ""),
    ],
)
def test_a_place_that_stands_for_its_tehsil_says_so(cell: str, note: str) -> None:
    found = place_name(load_gazetteer("PK"), place=cell, default_country="PK")
    assert found.place is not None
    assert (found.place.level, found.note) == ("tehsil", note)
