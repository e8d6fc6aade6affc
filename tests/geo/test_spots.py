"""The hand-made table of squares, roads and neighbourhoods."""

import math
import re
from importlib.resources import files

import pandas as pd
import pytest

COLUMNS = [
    *("place_id", "name", "level", "parent_id", "admin1", "admin2", "country"),
    *("latitude", "longitude", "radius_km", "population", "alternates"),
    *("source", "source_id", "how"),
]
PROVINCES = {
    "PK-BA": "Balochistan",
    "PK-IS": "Islamabad Capital Territory",
    "PK-KP": "Khyber Pakhtunkhwa",
    "PK-PB": "Punjab",
    "PK-SD": "Sindh",
}
TOWN_CENTRES = {
    "PK-BA/machh": (29.864, 67.330),
    "PK-BA/quetta": (30.184, 67.001),
    "PK-IS/islamabad": (33.721, 73.043),
    "PK-KP/dera-ismail-khan": (31.831, 70.902),
    "PK-KP/peshawar": (34.008, 71.578),
    "PK-PB/chakwal": (32.933, 72.854),
    "PK-PB/faisalabad": (31.416, 73.090),
    "PK-PB/lahore": (31.558, 74.351),
    "PK-PB/multan": (30.197, 71.478),
    "PK-PB/rawalpindi": (33.597, 73.048),
    "PK-SD/badin": (24.656, 68.837),
    "PK-SD/hyderabad": (25.397, 68.377),
    "PK-SD/karachi": (24.861, 67.010),
    "PK-SD/khairpur-nathan-shah": (27.091, 67.735),
    "PK-SD/matli": (25.043, 68.656),
    "PK-SD/sukkur": (27.703, 68.859),
    "PK-SD/tando-bago": (24.789, 68.965),
}
"""Latitude and longitude of GeoNames, rounded."""
REACH_KM = {"PK-SD/karachi": 33.0, "PK-PB/lahore": 15.0}
"""How far from the centre a spot of the town may lie; 9 km elsewhere."""
OUTSIDE = {"PK-PB/lahore/lahore-pattoki-road"}
"""Roads that lead out of their town."""


@pytest.fixture(scope="module")
def spots() -> pd.DataFrame:
    with (files("data") / "gazetteer" / "pk_spots.csv").open("rb") as handle:
        frame = pd.read_csv(handle, dtype=str, keep_default_na=False, encoding="utf-8")
    numbers = ["latitude", "longitude", "radius_km"]
    return frame.assign(**{name: pd.to_numeric(frame[name]) for name in numbers})


def kilometres(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Distance of two latitude-longitude pairs on a sphere of 6371 km (haversine)."""
    (lat1, lon1), (lat2, lon2) = first, second
    north = math.radians(lat2 - lat1) / 2
    east = math.radians(lon2 - lon1) / 2
    chord = math.sin(north) ** 2 + (
        math.cos(math.radians(lat1)) * math.cos(math.radians(lat2)) * math.sin(east) ** 2
    )
    return 2 * 6371.0 * math.asin(math.sqrt(chord))


def position(spots: pd.DataFrame, place_id: str) -> tuple[float, float]:
    row = spots[spots["place_id"] == place_id]
    return float(row["latitude"].item()), float(row["longitude"].item())


def test_table_has_the_gazetteer_columns(spots: pd.DataFrame) -> None:
    assert list(spots.columns) == COLUMNS
    assert len(spots) >= 130
    assert set(spots["level"]) == {"spot"}
    assert set(spots["country"]) == {"PK"}


def test_ids_are_unique_and_made_of_town_and_name(spots: pd.DataFrame) -> None:
    assert spots["place_id"].is_unique
    for row in spots.itertuples(index=False):
        slug = re.sub(r"[^a-z0-9]+", "-", str(row.name).lower().replace("'", "")).strip("-")
        assert row.place_id == f"{row.parent_id}/{slug}"


def test_spots_belong_to_a_known_town_and_province(spots: pd.DataFrame) -> None:
    assert set(spots["parent_id"]) == set(TOWN_CENTRES)
    assert (spots["admin1"] == spots["parent_id"].str[:5].map(PROVINCES)).all()


def test_parents_are_in_the_town_table(spots: pd.DataFrame) -> None:
    with (files("data") / "gazetteer" / "pk_places.csv").open("rb") as handle:
        towns = pd.read_csv(handle, dtype=str, keep_default_na=False, encoding="utf-8")
    assert set(spots["parent_id"]) <= set(towns["place_id"])


def test_radii_are_positive_and_honest(spots: pd.DataFrame) -> None:
    assert spots["radius_km"].between(0.2, 32.0).all()
    unplaced = spots["how"].str.contains("not placed|not known", regex=True)
    assert unplaced.sum() > 10
    assert (spots.loc[unplaced, "radius_km"] >= 1.5).all()


def test_every_row_says_where_its_coordinate_comes_from(spots: pd.DataFrame) -> None:
    assert (spots["how"].str.len() >= 20).all()
    assert (spots["source"] != "").all()
    assert not spots["how"].str.contains("http|/work|/tmp", regex=True).any()


def test_coordinates_are_degrees_with_at_most_four_decimals(spots: pd.DataFrame) -> None:
    assert spots["latitude"].between(24.0, 37.0).all()
    assert spots["longitude"].between(61.0, 77.0).all()
    for name in ("latitude", "longitude"):
        assert (spots[name] == spots[name].round(4)).all()


def test_spots_lie_near_their_town(spots: pd.DataFrame) -> None:
    for place_id in spots["place_id"]:
        if place_id in OUTSIDE:
            continue
        town = "/".join(place_id.split("/")[:2])
        distance = kilometres(TOWN_CENTRES[town], position(spots, place_id))
        assert distance <= REACH_KM.get(town, 9.0), place_id


def test_a_name_means_one_spot_in_a_town(spots: pd.DataFrame) -> None:
    owners: dict[tuple[str, str], str] = {}
    for row in spots.itertuples(index=False):
        names = [str(row.name), *[name for name in str(row.alternates).split("|") if name]]
        for name in names:
            assert name == name.strip()
            key = (str(row.parent_id), name.casefold())
            assert key not in owners, (key, owners.get(key))
            owners[key] = str(row.place_id)


@pytest.mark.parametrize(
    ("first", "second", "low_km", "high_km"),
    [
        # MA Jinnah Road runs from Numaish to Merewether Tower, somewhat under 5 km.
        ("numaish-chowrangi", "merewether-tower", 4.0, 5.5),
        # The Green Line stations Nagan and Power House are neighbours but two.
        ("nagan-chowrangi", "power-house-chowrangi", 1.5, 2.5),
        ("nipa-chowrangi", "safari-park", 0.8, 1.8),
        ("nipa-chowrangi", "johar-mor", 1.8, 2.8),
        ("colony-gate", "star-gate", 0.3, 0.9),
        ("malir-15", "malir-halt", 1.0, 2.0),
        ("nazimabad-no-1", "nazimabad-no-7", 1.6, 2.6),
        ("teen-talwar", "do-talwar", 1.2, 1.7),
    ],
)
def test_karachi_spots_lie_as_far_apart_as_they_should(
    spots: pd.DataFrame, first: str, second: str, low_km: float, high_km: float
) -> None:
    here, there = (position(spots, f"PK-SD/karachi/{name}") for name in (first, second))
    assert low_km < kilometres(here, there) < high_km


def test_well_known_neighbours_lie_on_the_right_side_of_each_other(spots: pd.DataFrame) -> None:
    def at(name: str) -> tuple[float, float]:
        return position(spots, name)

    karachi, lahore = "PK-SD/karachi", "PK-PB/lahore"
    assert at(f"{karachi}/khuda-ki-basti")[0] > at(f"{karachi}/nagan-chowrangi")[0]
    assert at(f"{karachi}/malir-15")[1] > at(f"{karachi}/star-gate")[1]
    assert at(f"{karachi}/ibrahim-hyderi")[0] < at(f"{karachi}/korangi")[0]
    assert at(f"{lahore}/imamia-colony")[0] > at(f"{lahore}/minar-e-pakistan")[0]
    assert at(f"{lahore}/thokar-niaz-beg")[1] < at(f"{lahore}/kalma-chowk")[1]
    assert at("PK-BA/quetta/western-bypass")[1] < TOWN_CENTRES["PK-BA/quetta"][1]


def test_the_two_western_bypasses_are_two_spots(spots: pd.DataFrame) -> None:
    named = spots[
        (spots["name"] == "Western Bypass")
        | spots["alternates"].str.split("|").map(lambda names: "Western Bypass" in names)
    ]
    assert sorted(named["parent_id"]) == ["PK-BA/quetta", "PK-SD/karachi"]
