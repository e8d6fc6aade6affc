"""The shipped place tables: towns, areas, districts, tehsils, outlines and aliases."""

import json
import math
import re
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from shapely import contains_xy, union_all
from shapely.geometry import Point, shape
from shapely.ops import nearest_points

from geo.boundaries import load_boundaries
from geo.distance import great_circle_km
from geo.names import name_key

COLUMNS = [
    *("place_id", "name", "level", "parent_id", "admin1", "admin2", "country"),
    *("latitude", "longitude", "radius_km", "population", "alternates"),
    *("source", "source_id", "how"),
]
PROVINCES = {
    "PK-BA": "Balochistan",
    "PK-GB": "Gilgit-Baltistan",
    "PK-IS": "Islamabad Capital Territory",
    "PK-JK": "Azad Jammu and Kashmir",
    "PK-KP": "Khyber Pakhtunkhwa",
    "PK-PB": "Punjab",
    "PK-SD": "Sindh",
}
CANONICAL_TOWNS = {
    "Machh": "PK-BA/machh",
    "Quetta": "PK-BA/quetta",
    "Karachi": "PK-SD/karachi",
    "Lahore": "PK-PB/lahore",
    "Islamabad": "PK-IS/islamabad",
    "Multan": "PK-PB/multan",
    "Rawalpindi": "PK-PB/rawalpindi",
    "Peshawar": "PK-KP/peshawar",
    "Kohat": "PK-KP/kohat",
    "Faisalabad": "PK-PB/faisalabad",
    "Parachinar": "PK-KP/parachinar",
    "Sahiwal": "PK-PB/sahiwal",
    "Sargodha": "PK-PB/sargodha",
    "Badin": "PK-SD/badin",
    "Hyderabad": "PK-SD/hyderabad",
    "Khairpur": "PK-SD/khairpur",
    "Sukkur": "PK-SD/sukkur",
    "Khairpur Nathan Shah": "PK-SD/khairpur-nathan-shah",
    "Skardu": "PK-GB/skardu",
    "Muzaffargarh": "PK-PB/muzaffargarh",
    "Bannu": "PK-KP/bannu",
    "Dera Ismail Khan": "PK-KP/dera-ismail-khan",
    "Hafizabad": "PK-PB/hafizabad",
    "Lakki Marwat": "PK-KP/lakki-marwat",
    "Mansehra": "PK-KP/mansehra",
    "Chakwal": "PK-PB/chakwal",
    "Matli": "PK-SD/matli",
    "Sharaqpur": "PK-PB/sharaqpur",
    "Tando Bago": "PK-SD/tando-bago",
}
FORMER_NAMES = {
    "Lyallpur": "PK-PB/faisalabad",
    "Montgomery": "PK-PB/sahiwal",
    "Campbellpur": "PK-PB/attock",
    "Fort Sandeman": "PK-BA/zhob",
    "Nawabshah": "PK-SD/nawabshah",
    "Rabwah": "PK-PB/chenab-nagar",
    "Bhai Pheru": "PK-PB/phool-nagar",
    "Hindubagh": "PK-BA/muslim-bagh",
    "Edwardesabad": "PK-KP/bannu",
    "Mach": "PK-BA/machh",
    "لائل پور": "PK-PB/faisalabad",
}
# The provinces are simplified to about 1 km and their source is for maps of 1:10 million.
BORDER_TOLERANCE_KM = 1.0
# The source draws the Siachen area apart; the tehsil's polygon reaches into it.
BORDER_EXCEPTIONS = {"PK-GB/t/mashabrum": 3.0}


def read(name: str) -> pd.DataFrame:
    with (files("data") / "gazetteer" / name).open(encoding="utf-8") as file:
        return pd.read_csv(file, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def places() -> pd.DataFrame:
    names = ("pk_areas.csv", "pk_districts.csv", "pk_places.csv", "pk_tehsils.csv")
    table = pd.concat([read(name) for name in names], ignore_index=True)
    numbers = ["latitude", "longitude", "radius_km"]
    return table.assign(**{column: table[column].astype(float) for column in numbers})


@pytest.fixture(scope="module")
def towns(places: pd.DataFrame) -> pd.DataFrame:
    return places[places["level"] == "town"].set_index("place_id")


@pytest.fixture(scope="module")
def outlines() -> dict[str, Any]:
    path = files("data") / "gazetteer" / "pk_outlines.geojson"
    whole: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return whole


@pytest.fixture(scope="module")
def districts_land(outlines: dict[str, Any]) -> dict[str, Any]:
    """Districts, divisions and former districts, put together from tehsils."""
    parts: dict[str, list[Any]] = {}
    tehsils = {}
    for feature in outlines["features"]:
        land = tehsils[feature["properties"]["place_id"]] = shape(feature["geometry"])
        parts.setdefault(feature["properties"]["district_id"], []).append(land)
    for area, ids in outlines["made_of"].items():
        parts[area] = [tehsils[i] for i in ids]
    return {area: union_all(lands) for area, lands in parts.items()}


@pytest.mark.parametrize(
    ("file", "levels"),
    [
        ("pk_areas.csv", {"country", "province"}),
        ("pk_districts.csv", {"district"}),
        ("pk_places.csv", {"town"}),
        ("pk_tehsils.csv", {"tehsil"}),
    ],
)
def test_each_file_has_the_columns_and_only_its_levels(file: str, levels: set[str]) -> None:
    table = read(file)
    assert list(table.columns) == COLUMNS
    assert set(table["level"]) == levels
    assert table["place_id"].is_monotonic_increasing


def test_counts_are_those_the_readme_states(places: pd.DataFrame) -> None:
    assert Counter(places["level"]) == {
        "country": 1,
        "province": 7,
        "district": 215,
        "town": 656,
        "tehsil": 629,
    }


def test_ids_are_unique_and_say_level_and_province(places: pd.DataFrame) -> None:
    assert places["place_id"].is_unique
    marks = {"country": r"PK", "province": r"PK-[A-Z]{2}", "town": r"PK-[A-Z]{2}/[a-z0-9-]+"}
    marks |= {"district": r"PK-[A-Z]{2}/d/[a-z0-9-]+", "tehsil": r"PK-[A-Z]{2}/t/[a-z0-9-]+"}
    for place_id, level in zip(places["place_id"], places["level"], strict=True):
        assert re.fullmatch(marks[level], place_id), place_id


def test_ids_do_not_clash_with_the_spots(places: pd.DataFrame) -> None:
    assert not set(read("pk_spots.csv")["place_id"]) & set(places["place_id"])


def test_parents_exist_and_are_coarser(places: pd.DataFrame) -> None:
    level = places.set_index("place_id")["level"].to_dict()
    allowed = {
        "province": {"country"},
        "district": {"province"},
        "tehsil": {"district", "province"},
        "town": {"district", "province"},
    }
    for row in places.itertuples():
        if row.level == "country":
            assert row.parent_id == ""
        else:
            assert level[row.parent_id] in allowed[row.level], row.place_id
            assert row.level == "province" or row.place_id[:5] == row.parent_id[:5]


def test_admin_names_follow_from_the_ids(places: pd.DataFrame) -> None:
    names = places.set_index("place_id")["name"].to_dict()
    for row in places.itertuples():
        assert row.country == "PK"
        assert row.admin1 == PROVINCES.get(row.place_id[:5], "")
        in_district = row.level in {"town", "tehsil"} and "/d/" in row.parent_id
        district = names[row.parent_id] if in_district else ""
        assert row.admin2 == (row.name if row.level == "district" else district)


def test_numbers_are_in_range_and_every_row_says_where_it_is_from(places: pd.DataFrame) -> None:
    assert places["latitude"].between(23.5, 37.1).all()
    assert places["longitude"].between(60.8, 77.9).all()
    assert (places["radius_km"] > 0).all()
    assert places["population"].map(lambda text: text == "" or int(text) > 0).all()
    assert (places["how"] != "").all()
    assert set(places["source"]) == {"geonames", "geoboundaries", "natural-earth", "dharna"}


def test_names_are_clean(places: pd.DataFrame) -> None:
    for row in places.itertuples():
        names = [row.name, *filter(None, row.alternates.split("|"))]
        assert len({name.casefold() for name in names}) == len(names), row.place_id
        assert all(name == name.strip() and "  " not in name for name in names), row.place_id
        assert row.name.isascii(), row.place_id


def test_every_place_lies_in_its_province(places: pd.DataFrame) -> None:
    polygons = {
        feature["properties"]["place_id"]: shape(feature["geometry"])
        for feature in load_boundaries().provinces["features"]
    }
    outside = {}
    for row in places[places["level"] != "country"].itertuples():
        point, polygon = Point(row.longitude, row.latitude), polygons[row.place_id[:5]]
        near = nearest_points(polygon, point)[0]
        km = float(great_circle_km(row.latitude, row.longitude, near.y, near.x))
        if km > BORDER_EXCEPTIONS.get(row.place_id, BORDER_TOLERANCE_KM):
            outside[row.place_id] = km
    assert outside == {}


def test_towns_lie_in_their_district(towns: pd.DataFrame, districts_land: dict[str, Any]) -> None:
    outside = {}
    for town in towns[towns["parent_id"].str.contains("/d/")].itertuples():
        point, land = Point(town.longitude, town.latitude), districts_land[town.parent_id]
        near = nearest_points(land, point)[0]
        km = float(great_circle_km(town.latitude, town.longitude, near.y, near.x))
        # Hand-placed towns are right to a few km, and the outlines are simplified to about one.
        if km > max(2.0, town.radius_km):
            outside[town.Index] = km
    # data/README.md names both.
    assert outside == {
        "PK-BA/chowki-jamali": pytest.approx(25.0, abs=1.0),
        "PK-KP/pattan": pytest.approx(5.3, abs=1.0),
    }


def test_areas_stand_in_or_near_their_land_and_hold_most_of_it(
    places: pd.DataFrame, districts_land: dict[str, Any], outlines: dict[str, Any]
) -> None:
    tehsils = {f["properties"]["place_id"]: shape(f["geometry"]) for f in outlines["features"]}
    known = tehsils | districts_land
    shares = []
    for row in places[places["level"].isin(["tehsil", "district"])].itertuples():
        if row.place_id not in known:
            continue
        land = known[row.place_id]
        near = nearest_points(land, Point(row.longitude, row.latitude))[0]
        away = great_circle_km(row.latitude, row.longitude, near.y, near.x)
        assert away <= row.radius_km, row.place_id
        west, south, east, north = land.bounds
        grid = np.meshgrid(np.linspace(west, east, 40), np.linspace(south, north, 40))
        inside = contains_xy(land, *grid)
        longitude, latitude = (axis[inside] for axis in grid)
        km = great_circle_km(row.latitude, row.longitude, latitude, longitude)
        shares.append((row.level, float(np.mean(km <= row.radius_km))))
    held = pd.DataFrame(shares, columns=["level", "share"]).groupby("level")["share"]
    assert held.min()["tehsil"] > 0.8
    # Tehsils count alike in a district, so that large empty ones may stick out: the desert of
    # Khairpur, the hills north of Karachi.
    assert held.mean().between(0.85, 0.95).all()
    assert held.min()["district"] > 0.25
    assert held.quantile(0.1)["district"] > 0.75


def test_outlines_are_those_of_the_tehsils(places: pd.DataFrame, outlines: dict[str, Any]) -> None:
    drawn = {f["properties"]["place_id"]: f["properties"] for f in outlines["features"]}
    table = places[(places["level"] == "tehsil") & (places["source_id"] != "")]
    assert set(drawn) == set(table["place_id"])
    parents = table.set_index("place_id")["parent_id"].to_dict()
    assert {i: p["district_id"] for i, p in drawn.items()} == parents
    assert all(shape(f["geometry"]).is_valid for f in outlines["features"])
    assert "ODbL" in outlines["attribution"]
    assert {t for parts in outlines["made_of"].values() for t in parts} <= set(drawn)
    path = files("data") / "gazetteer" / "pk_outlines.geojson"
    assert len(path.read_bytes()) < 600_000


def test_every_district_and_division_has_land(
    places: pd.DataFrame, districts_land: dict[str, Any]
) -> None:
    districts = places[places["level"] == "district"]
    assert set(districts["place_id"]) == set(districts_land) - {"PK-IS"}


def test_divisions_hold_their_districts(places: pd.DataFrame) -> None:
    ids = set(places["place_id"])
    for division in (
        "PK-KP/d/malakand-division",
        "PK-BA/d/makran-division",
        "PK-PB/d/lahore-division",
    ):
        assert division in ids
    divisions = places[places["name"].str.endswith(" Division")]
    assert len(divisions) == 38
    radius = places.set_index("place_id")["radius_km"]
    assert radius["PK-KP/d/malakand-division"] > radius["PK-KP/d/swat"]


@pytest.mark.parametrize(
    ("district_id", "made"),
    [
        ("PK-BA/d/hub", "2022"),
        ("PK-BA/d/usta-muhammad", "2022"),
        ("PK-BA/d/chaman", "2021"),
        ("PK-BA/d/surab", "2017"),
        ("PK-BA/d/tump", "2026"),
        ("PK-BA/d/upper-dera-bugti", "2026"),
        ("PK-KP/d/upper-chitral", "2018"),
        ("PK-KP/d/lower-south-waziristan", "2022"),
        ("PK-KP/d/kolai-palas", "2017"),
        ("PK-PB/d/wazirabad", "2022"),
        ("PK-PB/d/taunsa", "2022"),
        ("PK-SD/d/keamari", "2020"),
        ("PK-GB/d/gupis-yasin", "2019"),
    ],
)
def test_districts_made_since_2017_are_there_and_say_so(
    places: pd.DataFrame, district_id: str, made: str
) -> None:
    how = places.set_index("place_id").at[district_id, "how"]
    assert f"made in {made}" in how


def test_former_names_lead_to_the_places_of_today(
    places: pd.DataFrame,
) -> None:
    aliases = read("pk_aliases.csv").set_index("alias")["place_id"].to_dict()
    names = {
        name: row.place_id
        for row in places[places["level"] == "town"].itertuples()
        for name in [row.name, *row.alternates.split("|")]
    } | aliases
    assert {name: names[name] for name in FORMER_NAMES} == FORMER_NAMES


def test_most_places_have_an_urdu_name(places: pd.DataFrame) -> None:
    has_urdu = places["alternates"].str.contains("[\u0600-\u06ff]")
    numbered = places["name"].str.startswith("Chak ")
    assert has_urdu[(places["level"] == "town") & ~numbered].mean() > 0.88
    assert has_urdu[places["level"] == "tehsil"].mean() > 0.9
    known = places["population"].replace("", "0").astype(int) > 100_000
    assert has_urdu[known].all()


def test_seats_bear_the_urdu_name_of_their_district(places: pd.DataFrame) -> None:
    districts = places[places["level"] == "district"].set_index("place_id")
    for town in places[places["level"] == "town"].itertuples():
        if town.name == town.admin2:
            urdu = districts.at[town.parent_id, "alternates"].split("|")[0]
            assert urdu in town.alternates.split("|"), town.place_id


def test_the_radii_rest_on_what_was_measured() -> None:
    tables = Path(__file__).parents[2] / "scripts" / "gazetteer"
    constants = pd.read_csv(tables / "radii.csv").set_index("name")["value"]
    measured = pd.read_csv(tables / "radii_measured.csv")
    assert (measured["within_radius"] >= 0.88).all()
    point_error = constants["town_point_error_km"]
    towns = read("pk_places.csv")
    towns = towns[(towns["source"] == "geonames") & (towns["population"] != "")]
    people = towns["population"].astype(float)
    expected = np.sqrt(point_error**2 + people / 8000.0 / math.pi)
    assert np.allclose(towns["radius_km"].astype(float), expected, atol=0.051)
    readme = (files("data") / "README.md").read_text(encoding="utf-8")
    for row in measured.itertuples():
        assert f"| {row.places} | {row.median_km} | {row.ninth_decile_km} |" in readme, row.what


@pytest.mark.parametrize(("name", "place_id"), CANONICAL_TOWNS.items())
def test_the_campaign_towns_have_their_canonical_names(
    towns: pd.DataFrame, name: str, place_id: str
) -> None:
    assert towns.at[place_id, "name"] == name


def test_namesakes_are_kept_apart(towns: pd.DataFrame) -> None:
    seat, other = towns.loc["PK-PB/sahiwal"], towns.loc["PK-PB/sahiwal-sargodha"]
    assert seat["admin2"] == "Sahiwal"
    assert math.isclose(seat["longitude"], 73.1, abs_tol=0.05)
    assert other["admin2"] == "Sargodha"
    assert other["population"] == ""
    assert towns.at["PK-SD/khairpur-ghotki", "admin2"] == "Ghotki"
    assert towns.at["PK-SD/nasirabad", "admin2"] == "Qambar Shahdadkot"
    assert towns.at["PK-JK/mirpur", "admin1"] == PROVINCES["PK-JK"]
    assert towns.at["PK-SD/mirpur-khas", "name"] == "Mirpur Khas"
    assert int(towns.at["PK-SD/khairpur", "population"]) > int(
        towns.at["PK-SD/khairpur-ghotki", "population"]
    )


def test_radius_grows_with_population(towns: pd.DataFrame) -> None:
    known = towns[(towns["source"] == "geonames") & (towns["population"] != "")]
    known = known.assign(people=known["population"].astype(int)).sort_values("people")
    assert known["radius_km"].is_monotonic_increasing
    assert known["radius_km"].min() >= 1.5
    assert 15 < towns.at["PK-SD/karachi", "radius_km"] < 30


def test_past_names_of_provinces_and_agencies_are_alternates(places: pd.DataFrame) -> None:
    names = places.set_index("place_id")["alternates"].str.split("|")
    assert {"NWFP", "N.W.F.P.", "KPK", "FATA"} <= set(names["PK-KP"])
    assert "Northern Areas" in names["PK-GB"]
    assert "AJK" in names["PK-JK"]
    for agency in ("bajaur", "khyber", "kurram", "mohmand", "orakzai", "north-waziristan"):
        assert any("Agency" in name for name in names[f"PK-KP/d/{agency}"]), agency


def test_provinces_and_districts_have_urdu_names(places: pd.DataFrame) -> None:
    areas = places[places["level"].isin(["country", "province", "district"])]
    first = areas["alternates"].str.split("|").str[0]
    assert first.map(lambda name: "\u0600" <= name[0] <= "\u06ff").all()


def test_aliases_point_to_places_and_add_something(places: pd.DataFrame) -> None:
    aliases = read("pk_aliases.csv")
    assert list(aliases.columns) == ["alias", "place_id", "note"]
    assert len(aliases) >= 200
    assert set(aliases["place_id"]) <= set(places["place_id"])
    keys = aliases["alias"].map(name_key)
    assert keys.is_unique
    # A tehsil may share a spelling ("Quetta City"): the town is the finer level and comes first.
    named = places[places["level"] != "tehsil"]
    known = {
        name_key(name)
        for row in named.itertuples()
        for name in [row.name, *row.alternates.split("|")]
    }
    assert sorted(set(keys) & known) == []


def test_small_places_lead_to_their_tehsil(places: pd.DataFrame) -> None:
    aliases = read("pk_aliases.csv")
    small = aliases[aliases["note"] == "a place in it"]
    assert len(small) > 700
    levels = places.set_index("place_id")["level"]
    assert set(levels[small["place_id"]]) == {"tehsil"}
    lead = small.set_index("alias")["place_id"]
    assert lead["Kassowal"] == "PK-PB/t/chichawatni"
    assert lead["Damadola"] == "PK-KP/t/mamund"


def test_the_towns_of_one_province_differ_but_for_two_known_pairs(towns: pd.DataFrame) -> None:
    keys = Counter((place_id[:5], name_key(name)) for place_id, name in towns["name"].items())
    assert {key for key, count in keys.items() if count > 1} == {
        ("PK-PB", "sahiwal"),
        ("PK-SD", "khairpur"),
        ("PK-PB", "kamra"),
    }


def test_licences_stay_apart() -> None:
    assert set(read("pk_tehsils.csv")["source"]) == {"geoboundaries"}
    assert set(read("pk_districts.csv")["source"]) == {"geoboundaries"}
    assert "geoboundaries" not in set(read("pk_areas.csv")["source"])
    assert "geoboundaries" not in set(read("pk_spots.csv")["source"])
    assert "geoboundaries" not in set(read("pk_places.csv")["source"])
    licence = (files("data") / "gazetteer" / "pk_tehsils.LICENSE.md").read_text(encoding="utf-8")
    assert "Open Database License" in licence
    assert all(name in licence for name in ("pk_tehsils.csv", "pk_districts.csv", "pk_outlines"))
