"""Rows of the place tables: their columns, names, ids, and the radius of an area."""

from __future__ import annotations

import csv
import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

TABLES = Path(__file__).parent
COLUMNS = [
    *("place_id", "name", "level", "parent_id", "admin1", "admin2", "country"),
    *("latitude", "longitude", "radius_km", "population", "alternates"),
    *("source", "source_id", "how"),
]
EARTH_RADIUS_KM = 6371.0088
SHARE_INSIDE = 0.9
# Shorter ones are airport codes and words such as "Ibis" that match what they should not.
SHORTEST_LATIN_NAME = 5

Row = dict[str, Any]
FloatArray = npt.NDArray[np.float64]


def read_table(name: str) -> list[dict[str, str]]:
    """Read one hand-made table as text, an empty cell as an empty string."""
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def read_index(name: str, key: str) -> dict[str, dict[str, str]]:
    """Read one hand-made table by the values of a column, which must differ."""
    rows = read_table(name)
    index = {row[key]: row for row in rows}
    if len(index) != len(rows):
        raise ValueError(f"{name}: the column {key} has a value twice")
    return index


@dataclass(frozen=True)
class Land:
    """Points of land with their weights: degrees WGS84, weights of any unit."""

    latitude: FloatArray
    longitude: FloatArray
    weight: FloatArray

    def shared_out(self) -> Land:
        """Return the same points with weights that add up to one."""
        return Land(self.latitude, self.longitude, self.weight / self.weight.sum())


def land_of(area: BaseGeometry, *, lines: int = 120) -> Land:
    """Return a grid of points inside an area, each with the land that it stands for."""
    west, south, east, north = area.bounds
    longitude, latitude = (
        axis.ravel()
        for axis in np.meshgrid(np.linspace(west, east, lines), np.linspace(south, north, lines))
    )
    inside = shapely.contains_xy(area, longitude, latitude)
    latitude, longitude = latitude[inside], longitude[inside]
    # Grid points stand for less land further north: weigh them, or the north counts too much.
    return Land(latitude, longitude, np.cos(np.radians(latitude)))


def join_land(parts: Iterable[Land]) -> Land:
    """Return the points of several areas as one."""
    each = list(parts)
    return Land(
        np.concatenate([land.latitude for land in each]),
        np.concatenate([land.longitude for land in each]),
        np.concatenate([land.weight for land in each]),
    )


def km_from(latitude: float, longitude: float, land: Land) -> FloatArray:
    """Return the distance in km of each point of land from one point (haversine)."""
    north = np.radians(land.latitude - latitude) / 2
    east = np.radians(land.longitude - longitude) / 2
    along = math.cos(math.radians(latitude)) * np.cos(np.radians(land.latitude))
    half = np.sin(north) ** 2 + along * np.sin(east) ** 2
    distance: FloatArray = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half))
    return distance


def middle_of(land: Land) -> tuple[float, float]:
    """Return the point with the least mean distance to the land (its geometric median).

    Of all points it is the one that a place in the area, not known any closer, is nearest to on
    average. Weiszfeld's iteration, from the mean.
    """
    weight = land.weight
    latitude = float(np.average(land.latitude, weights=weight))
    longitude = float(np.average(land.longitude, weights=weight))
    for _ in range(200):
        pull = weight / np.maximum(km_from(latitude, longitude, land), 0.1)
        before = latitude, longitude
        latitude = float(np.average(land.latitude, weights=pull))
        longitude = float(np.average(land.longitude, weights=pull))
        if abs(latitude - before[0]) + abs(longitude - before[1]) < 1e-6:
            break
    return latitude, longitude


def radius_holding(
    latitude: float, longitude: float, land: Land, *, share: float = SHARE_INSIDE
) -> float:
    """Return the radius in km of the circle about a point that holds that share of the land."""
    distance = km_from(latitude, longitude, land)
    order = np.argsort(distance, kind="stable")
    inside = np.cumsum(land.weight[order]) / land.weight.sum()
    return float(distance[order][np.searchsorted(inside, share)])


def radius_of(area: BaseGeometry, point: shapely.Point) -> float:
    """Return the radius in km of the circle about a point that holds nine tenths of an area."""
    return radius_holding(point.y, point.x, land_of(area))


def make_row(**cells: Any) -> Row:
    """Return a row with every column, empty where nothing was given."""
    defaults: Row = dict.fromkeys(COLUMNS, "") | {"country": "PK", "population": None}
    return defaults | cells


def fold(name: str) -> str:
    """Write a Latin name without diacritics."""
    plain = unicodedata.normalize("NFKD", name.replace("\u2019", "'").replace("\u2018", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c)).strip()


def clean_alternate(name: str) -> str:
    """Return a GeoNames alternate name made plain, or nothing if it is of no use here."""
    name = " ".join("".join(c for c in name if unicodedata.category(c) != "Cf").split())
    letters = [c for c in name if c.isalpha()]
    arabic = sum("\u0600" <= c <= "\u06ff" for c in letters)
    latin = sum(unicodedata.name(c, "").startswith("LATIN") for c in letters)
    too_short = name.isascii() and len(letters) < SHORTEST_LATIN_NAME
    # GeoNames writes romanised Chinese and the like in small letters.
    if too_short or "،" in name or "," in name or not letters or letters[0].islower():
        return ""
    if arabic == len(letters):
        return unicodedata.normalize("NFC", name)
    plain = fold(name)
    return plain if latin == len(letters) and plain.isascii() else ""


def slug(name: str) -> str:
    """Return the lower-case ASCII form of a name that ids use."""
    ascii_name = fold(name).encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-")


def split(names: str) -> list[str]:
    """Split a cell of names joined by bars."""
    return [name for name in names.split("|") if name]


def join_names(names: Iterable[str]) -> str:
    """Join names with bars, each once whatever its case, empty ones left out."""
    seen: dict[str, str] = {}
    for name in names:
        if name:
            seen.setdefault(name.casefold(), name)
    return "|".join(seen.values())


def measured_km(name: str) -> float:
    """Return one of the constants that ``calibrate_radii.py`` measured, in km."""
    return float(read_index("radii.csv", "name")[name]["value"])


def write_places(path: Path, rows: list[Row]) -> None:
    """Write places sorted by id."""
    write_csv(path, sorted(rows, key=lambda row: str(row["place_id"])), COLUMNS)


def write_csv(path: Path, rows: list[Row], columns: list[str]) -> None:
    """Write a table as UTF-8 with Unix line ends, keys that are no columns left out."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
