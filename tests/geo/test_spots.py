"""The table of squares, roads, press clubs and neighbourhoods."""

import math
import re
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest

COLUMNS = [
    *("place_id", "name", "level", "parent_id", "admin1", "admin2", "country"),
    *("latitude", "longitude", "radius_km", "population", "alternates"),
    *("source", "source_id", "how"),
]
PROVINCES = {
    "PK-BA": "Balochistan",
    "PK-GB": "Gilgit-Baltistan",
    "PK-IS": "Islamabad Capital Territory",
    "PK-KP": "Khyber Pakhtunkhwa",
    "PK-PB": "Punjab",
    "PK-SD": "Sindh",
}
CITIES = {
    "PK-SD/karachi": 200,
    "PK-PB/lahore": 100,
    "PK-IS/islamabad": 60,
    "PK-PB/rawalpindi": 40,
    "PK-KP/peshawar": 40,
    "PK-BA/quetta": 45,
}
"""How many spots the table has of the cities it is made for, at least."""
SOURCES = {
    "airportsdata",
    "dharna",
    "geonames",
    "isb-metro",
    "karachi-smart-transit-system",
    "lahore-itms",
    "mnzil",
    "pak-geodata",
    "wikipedia",
}
REACH_KM = {"PK-SD/karachi": 43.0, "PK-PB/lahore": 30.0, "PK-IS/islamabad": 30.0}
"""How far from the centre a spot of the town may lie; 16 km elsewhere."""
OUTSIDE = {"PK-PB/lahore/lahore-pattoki-road"}
"""Roads that lead out of their town."""


@pytest.fixture(scope="module")
def spots() -> pd.DataFrame:
    with (files("data") / "gazetteer" / "pk_spots.csv").open("rb") as handle:
        frame = pd.read_csv(handle, dtype=str, keep_default_na=False, encoding="utf-8")
    numbers = ["latitude", "longitude", "radius_km"]
    return frame.assign(**{name: pd.to_numeric(frame[name]) for name in numbers})


@pytest.fixture(scope="module")
def towns() -> pd.DataFrame:
    with (files("data") / "gazetteer" / "pk_places.csv").open("rb") as handle:
        frame = pd.read_csv(handle, dtype=str, keep_default_na=False, encoding="utf-8")
    numbers = ["latitude", "longitude"]
    frame = frame.assign(**{name: pd.to_numeric(frame[name]) for name in numbers})
    return frame.set_index("place_id")


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
    assert set(spots["level"]) == {"spot"}
    assert set(spots["country"]) == {"PK"}


def test_the_great_cities_have_their_known_spots(spots: pd.DataFrame) -> None:
    counted = spots["parent_id"].value_counts()
    assert sum(CITIES.values()) >= 250
    assert {town: int(counted[town]) for town in CITIES if counted[town] < CITIES[town]} == {}


def test_ids_are_unique_and_made_of_town_and_name(spots: pd.DataFrame) -> None:
    assert spots["place_id"].is_unique
    for row in spots.itertuples(index=False):
        slug = re.sub(r"[^a-z0-9]+", "-", str(row.name).lower().replace("'", "")).strip("-")
        assert row.place_id == f"{row.parent_id}/{slug}"


def test_parents_are_in_the_town_table(spots: pd.DataFrame, towns: pd.DataFrame) -> None:
    assert set(spots["parent_id"]) <= set(towns.index)
    parents = towns.loc[spots["parent_id"]]
    assert spots["admin1"].tolist() == parents["admin1"].tolist()
    assert spots["admin2"].tolist() == parents["admin2"].tolist()
    assert (spots["admin1"] == spots["parent_id"].str[:5].map(PROVINCES)).all()


def test_radii_are_positive_and_honest(spots: pd.DataFrame) -> None:
    assert spots["radius_km"].between(0.2, 32.0).all()
    unplaced = spots["how"].str.contains("not placed|not known", regex=True)
    assert unplaced.sum() > 10
    assert (spots.loc[unplaced, "radius_km"] >= 1.5).all()
    # A list that nobody reviewed is believed within kilometres only.
    unreviewed = spots["how"].str.contains("unreviewed")
    assert (spots.loc[unreviewed, "radius_km"] >= 2.0).all()
    areas = spots["source"] == "pak-geodata"
    assert (spots.loc[areas, "radius_km"] >= 1.6).all()


def test_spots_that_no_list_places_stand_at_their_town(
    spots: pd.DataFrame, towns: pd.DataFrame
) -> None:
    unplaced = spots[spots["how"].str.startswith("not placed by any list read: the centre of the")]
    assert 60 < len(unplaced) < 0.25 * len(spots)
    for row in unplaced[unplaced["how"].str.contains("where it may lie")].itertuples():
        town = towns.loc[row.parent_id]
        assert (row.latitude, row.longitude) == pytest.approx(
            (town["latitude"], town["longitude"]), abs=1e-4
        )
        assert row.radius_km >= 4.0


def test_every_row_says_where_its_coordinate_comes_from(spots: pd.DataFrame) -> None:
    assert (spots["how"].str.len() >= 20).all()
    assert set(spots["source"]) == SOURCES
    assert not spots["how"].str.contains("http|/work|/tmp", regex=True).any()


def test_the_notices_of_the_works_used_go_with_the_table(spots: pd.DataFrame) -> None:
    notice = (files("data") / "gazetteer" / "pk_spots.LICENSE.md").read_text(encoding="utf-8")
    assert "MIT License" in notice
    for source in set(spots.loc[spots["how"].str.contains("MIT licence"), "source"]) - {"dharna"}:
        assert f"`{source}`" in notice


def test_the_rows_are_those_of_the_hand_tables(spots: pd.DataFrame) -> None:
    tables = Path(__file__).parents[2] / "scripts" / "gazetteer"
    named = set(zip(spots["parent_id"], spots["name"], strict=True))
    for table in ("spots", "spots_stops", "spots_of_geonames", "spots_airports", "spots_unplaced"):
        rows = pd.read_csv(tables / f"{table}.csv", dtype=str, keep_default_na=False)
        assert set(zip(rows["town_id"], rows["name"], strict=True)) <= named, table
    left_out = pd.read_csv(tables / "spot_areas_left_out.csv")["area_id"]
    assert not set(spots["source_id"]) & set(left_out)


def test_coordinates_are_degrees_with_at_most_four_decimals(spots: pd.DataFrame) -> None:
    assert spots["latitude"].between(24.0, 37.0).all()
    assert spots["longitude"].between(61.0, 77.0).all()
    for name in ("latitude", "longitude"):
        assert (spots[name] == spots[name].round(4)).all()


def test_spots_lie_near_their_town(spots: pd.DataFrame, towns: pd.DataFrame) -> None:
    for row in spots.itertuples():
        if row.place_id in OUTSIDE:
            continue
        town = towns.loc[row.parent_id]
        distance = kilometres((town["latitude"], town["longitude"]), (row.latitude, row.longitude))
        assert distance <= REACH_KM.get(row.parent_id, 16.0), row.place_id


def test_most_spots_have_an_urdu_name(spots: pd.DataFrame) -> None:
    added = spots[spots["source"].isin(["pak-geodata", "airportsdata"])]
    assert added["alternates"].str.contains("[\u0600-\u06ff]").all()
    assert spots["alternates"].str.contains("[\u0600-\u06ff]").mean() > 0.85


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
    assert at("PK-BA/quetta/western-bypass")[1] < at("PK-BA/quetta/alamdar-road")[1]
    assert at(f"{lahore}/wagah-border")[1] > at(f"{lahore}/shalimar-gardens")[1]
    assert at(f"{lahore}/gajju-matta")[0] < at(f"{lahore}/kalma-chowk")[0]
    islamabad = "PK-IS/islamabad"
    assert at(f"{islamabad}/sector-g-11")[1] < at(f"{islamabad}/sector-g-6")[1]
    assert at(f"{islamabad}/sector-f-6")[0] > at(f"{islamabad}/sector-i-8")[0]
    assert at("PK-KP/peshawar/hayatabad")[1] < at("PK-KP/peshawar/bala-hisar-fort")[1]


def test_the_two_western_bypasses_are_two_spots(spots: pd.DataFrame) -> None:
    named = spots[
        (spots["name"] == "Western Bypass")
        | spots["alternates"].str.split("|").map(lambda names: "Western Bypass" in names)
    ]
    assert sorted(named["parent_id"]) == ["PK-BA/quetta", "PK-SD/karachi"]
