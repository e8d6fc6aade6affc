"""Names become places by stated rules; nothing is dropped and nothing is placed by likeness."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from geopy.geocoders.base import Geocoder
from geopy.point import Point
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.gazetteer import Gazetteer, load_gazetteer
from geo.geocoder import OfflineGazetteer, locate_reports
from geo.placing import Placement, place_name
from geo.schema import GEO_METHODS, LEVELS, LOCATION_DTYPES, REPORT_DTYPES, SITE_DTYPES, empty

MakeReports = Callable[..., pd.DataFrame]


@pytest.fixture(scope="module")
def shipped() -> Gazetteer:
    return load_gazetteer("PK")


def at(gazetteer: Gazetteer, place: str = "", spot: str = "", **given_: Any) -> Placement:
    return place_name(gazetteer, place=place, spot=spot, default_country="PK", **given_)


def id_of(placement: Placement) -> str | None:
    return placement.place.place_id if placement.place else None


# The rules, on made-up places


def test_a_town_by_its_name(places: Gazetteer) -> None:
    found = at(places, "Karachi")
    assert id_of(found) == "PK-SD/karachi"
    assert found.method == "gazetteer"
    assert found.note == ""
    assert found.match == "Karachi, Sindh, town, GeoNames"


@pytest.mark.parametrize(
    "text",
    [
        "Karachi, Sindh",
        "Karachi, Pakistan",
        "Karachi, Sindh, Pakistan",
        "karachi , SINDH,PAKISTAN",
        "Karachi,",
    ],
)
def test_a_town_with_its_province_and_country_in_one_cell(places: Gazetteer, text: str) -> None:
    assert id_of(at(places, text)) == "PK-SD/karachi"


@pytest.mark.parametrize(
    ("place", "spot"),
    [
        ("Karachi", "Numaish Chowrangi"),
        ("Numaish Chowrangi, Karachi", ""),
        ("Karachi, Numaish Chowrangi", ""),
        ("", "Numaish Chowrangi, Karachi"),
        ("Numaish Chowrangi, Karachi, Sindh", ""),
        ("Numaish Chowrangi, Karachi, Pakistan", ""),
        ("Karachi, Sindh", "Numaish Chowrangi"),
    ],
)
def test_ways_to_name_a_spot(places: Gazetteer, place: str, spot: str) -> None:
    found = at(places, place, spot)
    assert id_of(found) == "PK-SD/karachi/numaish"
    assert found.town is not None
    assert found.town.place_id == "PK-SD/karachi"
    assert found.match == "Karachi › Numaish Chowrangi, spot, GeoNames"


def test_a_spot_that_only_one_town_has_needs_no_town(places: Gazetteer) -> None:
    found = at(places, "", "Numaish Chowrangi")
    assert id_of(found) == "PK-SD/karachi/numaish"
    assert "only one town" in found.note


def test_a_spot_that_two_towns_have_needs_its_town(places: Gazetteer) -> None:
    assert id_of(at(places, "Quetta", "Western Bypass")) == "PK-BA/quetta/bypass"
    assert id_of(at(places, "Karachi", "Western Bypass")) == "PK-SD/karachi/bypass"
    assert id_of(at(places, "", "Western Bypass", admin1="Sindh")) == "PK-SD/karachi/bypass"
    alone = at(places, "", "Western Bypass")
    assert alone.place is None
    assert "2 towns have a spot" in alone.note
    assert alone.candidates == ("Western Bypass, Quetta", "Western Bypass, Karachi")


def test_an_unknown_spot_is_placed_at_its_town_with_a_note(places: Gazetteer) -> None:
    found = at(places, "Quetta", "Atlantis Square")
    assert id_of(found) == "PK-BA/quetta"
    assert found.note == "spot 'Atlantis Square' is not in the gazetteer: placed at its town"
    area = at(places, "Sindh", "Atlantis Square")
    assert id_of(area) == "PK-SD"
    assert "placed at its province" in area.note


def test_the_province_decides_between_namesakes(places: Gazetteer) -> None:
    assert id_of(at(places, "Nasirabad", admin1="Sindh")) == "PK-SD/nasirabad"
    district = at(places, "Nasirabad", admin1="Balochistan")
    assert id_of(district) == "PK-BA/d/nasirabad"
    assert district.method == "boundary"
    assert id_of(at(places, "Nasirabad, Balochistan")) == "PK-BA/d/nasirabad"
    undecided = at(places, "Nasirabad")
    assert id_of(undecided) == "PK-SD/nasirabad"
    assert undecided.note == "also a district of Balochistan: took the town"


def test_the_district_decides_between_namesakes(places: Gazetteer) -> None:
    assert id_of(at(places, "Sahiwal", admin2="Sargodha")) == "PK-PB/sahiwal-sargodha"
    assert id_of(at(places, "Sahiwal", admin2="Sahiwal")) == "PK-PB/sahiwal"


def test_else_the_district_seat_is_taken_and_said(places: Gazetteer) -> None:
    found = at(places, "Sahiwal")
    assert id_of(found) == "PK-PB/sahiwal"
    assert found.note == "two places named Sahiwal in Punjab: took the district seat"
    assert found.candidates == ("Sahiwal, Sahiwal", "Sahiwal, Sargodha")


def test_else_the_largest_by_far(places: Gazetteer) -> None:
    found = at(places, "Kot")
    assert id_of(found) == "PK-PB/kot-a"
    assert "took the largest by far" in found.note
    assert id_of(at(places, "Kot", admin1="Sindh")) == "PK-SD/kot-b"


def test_else_one_site_covers_them_if_they_are_near(places: Gazetteer) -> None:
    """Three times as large is not yet larger by far."""
    found = at(places, "Garh")
    assert id_of(found) == "PK-PB/garh-a+garh-b"
    assert found.place is not None
    assert found.place.radius_km >= 5.0
    assert "near each other: the radius covers them" in found.note


def test_else_the_area_that_holds_them_all(place_table: pd.DataFrame) -> None:
    apart = place_table.copy()
    apart.loc[apart["place_id"] == "PK-PB/garh-b", "latitude"] = 32.0
    found = at(Gazetteer(apart), "Garh")
    assert id_of(found) == "PK-PB"
    assert found.method == "boundary"
    assert found.note.startswith("two places named Garh in Punjab, none clearly meant")
    assert found.candidates == ("Garh, Punjab", "Garh, Punjab")


def test_a_part_of_a_name_is_another_name(places: Gazetteer) -> None:
    assert id_of(at(places, "Mirpur")) == "PK-JK/mirpur"
    assert id_of(at(places, "Mirpur Khas")) == "PK-SD/mirpur-khas"
    elsewhere = at(places, "Mirpur", admin1="Sindh")
    assert id_of(elsewhere) == "PK-SD"
    assert "not in the gazetteer for Sindh" in elsewhere.note


def test_an_unknown_place_is_placed_at_the_area_stated(places: Gazetteer) -> None:
    province = at(places, "Atlantis", admin1="Sindh")
    assert (id_of(province), province.method) == ("PK-SD", "boundary")
    assert province.note == "'Atlantis' is not in the gazetteer for Sindh: placed at its province"
    district = at(places, "Atlantis", admin1="Balochistan", admin2="Nasirabad")
    assert id_of(district) == "PK-BA/d/nasirabad"


def test_an_unknown_place_of_a_country_is_not_placed(places: Gazetteer) -> None:
    for given_ in ({}, {"country": "PK"}, {"country": "Pakistan"}):
        found = at(places, "Atlantis", **given_)
        assert found.place is None
        assert found.note == "'Atlantis' is not in the gazetteer"


def test_areas_alone_are_places(places: Gazetteer) -> None:
    assert id_of(at(places, admin1="Sindh")) == "PK-SD"
    assert id_of(at(places, country="PK")) == "PK"
    assert id_of(at(places, "Sindh")) == "PK-SD"
    assert id_of(at(places, admin1="Punjab", admin2="Sahiwal")) == "PK-PB/d/sahiwal"


def test_nothing_named_is_nowhere(places: Gazetteer) -> None:
    assert at(places).place is None
    assert at(places, ",").place is None


def test_an_area_that_is_not_known_is_not_used_and_said_so(places: Gazetteer) -> None:
    found = at(places, "Karachi", admin1="Telangana", admin2="Nowhere")
    assert id_of(found) == "PK-SD/karachi"
    assert "'Telangana' is no province" in found.note
    assert "'Nowhere' is no district" in found.note


@pytest.mark.parametrize("country", ["IN", "India", "Atlantis"])
def test_another_country_is_not_placed_here(places: Gazetteer, country: str) -> None:
    found = at(places, "Karachi", country=country)
    assert found.place is None
    assert found.note == f"no gazetteer for the country '{country}'"


@pytest.mark.parametrize("text", ["Mirpur, India", "Mirpur, Punjab, INDIA", "Kot, Afghanistan"])
def test_a_town_abroad_is_not_placed_at_its_namesake(places: Gazetteer, text: str) -> None:
    assert at(places, text).place is None


@pytest.mark.parametrize(
    "name", ["Karachik", "Qetta", "Mirpur Kha", "Sahiwall", "Numaish Chowrngi"]
)
def test_likeness_proposes_and_never_places(places: Gazetteer, name: str) -> None:
    found = at(places, name)
    assert found.place is None
    assert len(found.candidates) >= 1
    nearby = at(places, "Karachi", name)
    assert id_of(nearby) == "PK-SD/karachi"


def test_proposals_lie_in_the_area_stated(places: Gazetteer) -> None:
    assert at(places, "Sahiwall", admin1="Punjab").candidates == ("Sahiwal, Punjab",)
    assert at(places, "Sahiwall", admin1="Sindh").candidates == ()


coordinates = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@settings(deadline=None, max_examples=25)
@given(coordinates, st.sampled_from(["", "Karachi", "Atlantis"]), st.sampled_from(["", "Here"]))
def test_given_coordinates_are_kept_exactly(
    places: Gazetteer,
    make_reports: MakeReports,
    point: tuple[float, float],
    place: str,
    spot: str,
) -> None:
    row = {"place": place, "spot": spot, "latitude": point[0], "longitude": point[1]}
    found = locate_reports(make_reports(row), places, country="PK").reports.iloc[0]
    assert (found["latitude"], found["longitude"]) == point
    assert found["geo_method"] == "given"
    assert found["level"] == ("town" if place and not spot else "spot")
    assert found["radius_km"] > 0


def given_(make_reports: MakeReports, places: Gazetteer, **row: Any) -> pd.Series:
    return locate_reports(make_reports(row), places, country="PK").reports.iloc[0]


def test_given_coordinates_far_from_the_name_are_kept_and_said(
    places: Gazetteer, make_reports: MakeReports
) -> None:
    far = given_(make_reports, places, place="Karachi", latitude=30.18, longitude=67.0)
    assert "km from the Karachi of the gazetteer" in far["geo_note"]
    near = given_(
        make_reports, places, place="Karachi", spot="My corner", latitude=24.9, longitude=67.0
    )
    assert near["geo_note"] == "coordinates as given"
    assert near["town_id"] == "PK-SD/karachi"


def test_half_a_coordinate_is_none(places: Gazetteer, make_reports: MakeReports) -> None:
    for half in ({"latitude": 30.0}, {"latitude": 30.0, "longitude": float("nan")}):
        found = given_(make_reports, places, place="Karachi", **half)
        assert found["site_id"] == "PK-SD/karachi"


def test_the_doubt_that_a_source_states_widens_the_radius(
    places: Gazetteer, make_reports: MakeReports
) -> None:
    point = {"place": "Atlantis", "latitude": 30.0, "longitude": 67.0}
    reports = make_reports(point, point, point, {**point, "latitude": 31.0}, {"place": "Karachi"})
    reports["radius_km"] = [float("nan"), 25.0, 0.2, 0.2, 99.0]
    found = locate_reports(reports, places, country="PK")
    # The largest holds for the whole site; less than the default is not believed; a name's own
    # radius is the gazetteer's.
    assert found.reports["radius_km"].tolist() == [25.0, 25.0, 25.0, 1.0, 5.0]
    sites = found.sites.set_index("site_id")["radius_km"]
    assert sites[found.reports["site_id"]].tolist() == [25.0, 25.0, 25.0, 1.0, 5.0]


# Whole tables

names = st.sampled_from(
    [
        *("", "Karachi", "Quetta", "Sahiwal", "Garh", "Atlantis", "کراچی", "Numaish, Karachi"),
        *("Western Bypass", "Numaish Chowrangi", "Sindh", ",", "=1+1", "Karachi\nQuetta", " "),
    ]
)
report_rows = st.lists(
    st.fixed_dictionaries(
        {
            "place": names,
            "spot": names,
            "admin1": st.sampled_from(["", "Sindh", "Punjab", "Nowhere"]),
            "admin2": st.sampled_from(["", "Sahiwal"]),
            "country": st.sampled_from(["", "PK", "IN"]),
            "latitude": st.sampled_from([None, 24.9, -0.0]),
            "longitude": st.sampled_from([None, 67.0]),
        }
    ),
    min_size=1,
    max_size=8,
)


@settings(deadline=None, max_examples=25)
@given(report_rows)
def test_located_and_unlocated_are_all(
    places: Gazetteer, make_reports: MakeReports, rows: list[dict]
) -> None:
    reports = make_reports(*rows)
    reports.index = pd.Index(range(100, 100 + len(rows)), name="line")
    before = reports.copy()
    found = locate_reports(reports, places, country="PK")
    pd.testing.assert_frame_equal(reports, before)
    assert len(found.reports) + len(found.unlocated) == len(reports)
    both = [*found.reports.index, *found.unlocated.index]
    assert sorted(both) == reports.index.tolist()
    assert found.reports.index.is_monotonic_increasing
    assert (found.unlocated["reason"] != "").all()
    assert set(found.reports["level"]) <= set(LEVELS)
    assert set(found.reports["geo_method"]) <= set(GEO_METHODS)
    assert found.sites["site_id"].is_unique
    assert set(found.reports["site_id"]) | set(found.reports["town_id"]) <= set(
        found.sites["site_id"]
    )
    stated = reports[reports["latitude"].notna() & reports["longitude"].notna()]
    kept = found.reports.loc[stated.index]
    assert kept["latitude"].tolist() == stated["latitude"].tolist()
    assert kept["longitude"].tolist() == stated["longitude"].tolist()


@settings(deadline=None, max_examples=8)
@given(report_rows)
def test_a_place_does_not_depend_on_its_neighbours(
    places: Gazetteer, make_reports: MakeReports, rows: list[dict]
) -> None:
    together = locate_reports(make_reports(*rows), places, country="PK").reports
    for number, row in enumerate(rows):
        alone = locate_reports(make_reports(row), places, country="PK").reports
        assert (
            alone["site_id"].tolist() == together.loc[together.index == number, "site_id"].tolist()
        )


def test_no_reports_are_located_as_none(places: Gazetteer) -> None:
    found = locate_reports(empty(REPORT_DTYPES), places, country="PK")
    assert len(found.reports) == len(found.unlocated) == len(found.sites) == 0
    assert set(LOCATION_DTYPES) <= set(found.reports.columns)
    assert list(found.sites.columns) == list(SITE_DTYPES)


def test_each_place_is_looked_up_once(
    places: Gazetteer, make_reports: MakeReports, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    real = place_name
    monkeypatch.setattr(
        "geo.locating.place_name", lambda *a, **k: asked.append(k["place"]) or real(*a, **k)
    )
    reports = make_reports(*[{"place": name} for name in ("Karachi", "Quetta") * 50])
    assert len(locate_reports(reports, places, country="PK").reports) == 100
    assert sorted(asked) == ["Karachi", "Quetta"]


def test_a_town_of_spots_is_among_the_sites(places: Gazetteer, make_reports: MakeReports) -> None:
    reports = make_reports({"place": "Karachi", "spot": "Numaish Chowrangi"})
    found = locate_reports(reports, places, country="PK")
    assert found.sites["site_id"].tolist() == ["PK-SD/karachi/numaish", "PK-SD/karachi"]
    assert found.sites["town_id"].tolist() == ["PK-SD/karachi", "PK-SD/karachi"]


# The contract of geopy


@pytest.fixture(scope="module")
def geocoder(places: Gazetteer) -> OfflineGazetteer:
    return OfflineGazetteer(gazetteer=places)


def test_it_is_a_geopy_geocoder(geocoder: OfflineGazetteer) -> None:
    assert isinstance(geocoder, Geocoder)
    assert geocoder.country == "PK"


def test_geocode_takes_a_string(geocoder: OfflineGazetteer) -> None:
    found = geocoder.geocode("Numaish Chowrangi, Karachi")
    assert found.address == "Numaish Chowrangi, Karachi, Sindh, Pakistan"
    assert (found.latitude, found.longitude) == found.point[:2] == (24.87, 67.03)
    assert set(found.raw) >= {
        *("site_id", "level", "radius_km", "geo_method", "geo_match", "geo_note")
    }


def test_geocode_takes_a_structured_query_of_geopy(geocoder: OfflineGazetteer) -> None:
    query = {"street": "Numaish Chowrangi", "city": "Karachi", "state": "Sindh"}
    assert geocoder.geocode(query).raw["level"] == "spot"
    assert geocoder.geocode({"postalcode": "75300"}) is None


def test_a_list_has_the_namesakes_and_nothing_that_is_only_like_it(shipped: Gazetteer) -> None:
    geocoder = OfflineGazetteer(gazetteer=shipped)
    found = geocoder.geocode("Sahiwal", exactly_one=False)
    assert found[0].raw == geocoder.geocode("Sahiwal").raw
    assert "PK-PB/sahiwal-sargodha" in {location.raw["site_id"] for location in found[1:]}
    unknown = geocoder.geocode({"place": "Karachee X", "admin1": "Sindh"}, exactly_one=False)
    assert [location.raw["site_id"] for location in unknown] == ["PK-SD"]


def test_geocode_takes_a_dict(geocoder: OfflineGazetteer) -> None:
    query = {"place": "Nasirabad", "admin1": "Balochistan"}
    assert geocoder.geocode(query).raw["site_id"] == "PK-BA/d/nasirabad"
    assert geocoder.geocode({"place": "Karachi", "spot": "Western Bypass"}).raw["level"] == "spot"
    assert geocoder.geocode({"place": "Karachi", "country": "IN"}) is None


def test_geocode_gives_a_list_when_asked(geocoder: OfflineGazetteer) -> None:
    found = geocoder.geocode("Karachi", exactly_one=False)
    assert isinstance(found, list)
    assert [location.raw["site_id"] for location in found] == ["PK-SD/karachi"]


@pytest.mark.parametrize("query", ["Atlantis", "", ",", "Hyderabad, India", {}, {"place": ""}])
@pytest.mark.parametrize("exactly_one", [True, False])
def test_geocode_gives_none_for_the_unknown(
    geocoder: OfflineGazetteer, query: Any, exactly_one: bool
) -> None:
    assert geocoder.geocode(query, exactly_one=exactly_one) is None


def test_a_timeout_is_accepted(geocoder: OfflineGazetteer) -> None:
    assert geocoder.geocode("Karachi", timeout=0.001) is not None
    assert geocoder.reverse((24.86, 67.01), timeout=None) is not None


@pytest.mark.parametrize(
    "query",
    [(24.9, 67.0), [24.9, 67.0], Point(24.9, 67.0), "24.9, 67.0", "24 54m 0s N, 67 0m 0s E"],
)
def test_reverse_takes_latitude_first(geocoder: OfflineGazetteer, query: Any) -> None:
    found = geocoder.reverse(query)
    assert found.raw["site_id"] == "PK-SD/karachi"
    assert found.raw["distance_km"] == pytest.approx(4.56, abs=0.1)


def test_reverse_gives_the_nearest_ten(geocoder: OfflineGazetteer) -> None:
    found = geocoder.reverse((24.9, 67.0), exactly_one=False)
    distances = [location.raw["distance_km"] for location in found]
    assert len(found) == 10
    assert distances == sorted(distances)


def test_reverse_refuses_what_is_no_point(geocoder: OfflineGazetteer) -> None:
    with pytest.raises(ValueError, match="unknown format"):
        geocoder.reverse("nowhere at all")
    with pytest.warns(UserWarning, match="Latitude"), pytest.raises(ValueError, match="Latitude"):
        geocoder.reverse((95.0, 67.0))


def test_no_connection_is_ever_opened(
    geocoder: OfflineGazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("a connection was opened"))
    assert geocoder.geocode("Karachi")
    assert geocoder.reverse((24.9, 67.0))


# The shipped gazetteer, where the project's own words name a trap


@pytest.mark.parametrize(
    ("place", "given_", "expected"),
    [
        ("Sahiwal", {}, "PK-PB/sahiwal"),
        ("Sahiwal", {"admin1": "Punjab"}, "PK-PB/sahiwal"),
        ("Sahiwal", {"admin2": "Sargodha"}, "PK-PB/sahiwal-sargodha"),
        ("Nasirabad", {"admin1": "Balochistan"}, "PK-BA/d/nasirabad"),
        ("Nasirabad", {"admin1": "Sindh"}, "PK-SD/nasirabad"),
        ("Hyderabad", {}, "PK-SD/hyderabad"),
        ("Hyderabad, Sindh", {}, "PK-SD/hyderabad"),
        ("Hyderabad", {"country": "India"}, None),
        ("Hyderabad, India", {}, None),
        ("Mirpur", {"admin1": "Azad Jammu and Kashmir"}, "PK-JK/mirpur"),
        ("Mirpur Khas", {}, "PK-SD/mirpur-khas"),
        ("Khairpur", {"admin1": "Sindh"}, "PK-SD/khairpur"),
        ("Khairpur", {}, "PK-SD/khairpur"),
        ("Khairpur Nathan Shah", {}, "PK-SD/khairpur-nathan-shah"),
        ("Numaish Chowrangi, Karachi", {}, "PK-SD/karachi/numaish-chowrangi"),
        ("کراچی", {}, "PK-SD/karachi"),
        ("كراچي", {}, "PK-SD/karachi"),
        ("D.I. Khan", {}, "PK-KP/dera-ismail-khan"),
        ("D I Khan", {}, "PK-KP/dera-ismail-khan"),
        ("Mach", {}, "PK-BA/machh"),
        ("Machh", {}, "PK-BA/machh"),
        ("Lahore, Punjab", {}, "PK-PB/lahore"),
        ("Karachi, Pakistan", {}, "PK-SD/karachi"),
        ("Islamabad", {}, "PK-IS/islamabad"),
    ],
)
def test_traps_on_the_shipped_gazetteer(
    shipped: Gazetteer, place: str, given_: dict[str, str], expected: str | None
) -> None:
    assert id_of(at(shipped, place, **given_)) == expected


def test_the_two_western_bypasses(shipped: Gazetteer) -> None:
    quetta, karachi = (at(shipped, town, "Western Bypass") for town in ("Quetta", "Karachi"))
    assert quetta.town is not None
    assert quetta.place is not None
    assert (quetta.town.place_id, quetta.place.level) == ("PK-BA/quetta", "spot")
    assert karachi.town is not None
    assert karachi.place is not None
    assert (karachi.town.place_id, karachi.place.level) == ("PK-SD/karachi", "spot")
    assert id_of(quetta) != id_of(karachi)


@pytest.mark.parametrize(
    ("name", "like"), [("Malir", "Matli"), ("Kharmang", "Kharan"), ("Malirr", "Matli")]
)
@pytest.mark.parametrize("admin1", ["", "Sindh", "Gilgit-Baltistan", "Balochistan"])
def test_a_likeness_never_stands_in(shipped: Gazetteer, name: str, like: str, admin1: str) -> None:
    found = at(shipped, name, admin1=admin1)
    assert found.place is None or like not in found.place.name


def test_the_wrong_province_never_finds_a_town_elsewhere(shipped: Gazetteer) -> None:
    found = at(shipped, "Karachi", admin1="Punjab")
    assert found.place is not None
    assert found.place.admin1 == "Punjab"
    assert found.place.level == "province"


def test_a_point_stated_in_several_ways_is_the_same_site_in_any_order(
    places: Gazetteer, make_reports: MakeReports
) -> None:
    """An engine gives rows in an order of its own."""
    here = {"spot": "Camp", "latitude": 30.19781, "longitude": 67.0}
    rows = make_reports(
        {**here, "admin1": ""},
        {**here, "admin1": "Balochistan", "place": "Quetta"},
        {**here, "admin1": "Sindh", "latitude": 30.19779},
    )
    tables = [
        locate_reports(rows.iloc[order], places, country="PK").sites.sort_values("site_id")
        for order in ([0, 1, 2], [2, 1, 0], [1, 0, 2])
    ]
    camp = tables[0][tables[0]["level"] == "spot"]
    assert camp["admin1"].tolist() == ["Sindh"]
    for table in tables[1:]:
        pd.testing.assert_frame_equal(
            table.reset_index(drop=True), tables[0].reset_index(drop=True)
        )
