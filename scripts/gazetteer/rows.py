"""Rows of the place tables: their columns, names, ids, and the radius of an area."""

from __future__ import annotations

import csv
import math
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
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


def radius_of(area: BaseGeometry, point: shapely.Point) -> float:
    """Return the radius in km of the circle about a point that holds nine tenths of an area."""
    west, south, east, north = area.bounds
    grid = np.meshgrid(np.linspace(west, east, 120), np.linspace(south, north, 120))
    inside = shapely.contains_xy(area, *grid)
    longitude, latitude = (np.radians(axis[inside]) for axis in grid)
    lon0, lat0 = math.radians(point.x), math.radians(point.y)
    half = (
        np.sin((latitude - lat0) / 2) ** 2
        + np.cos(lat0) * np.cos(latitude) * np.sin((longitude - lon0) / 2) ** 2
    )
    # Grid points stand for less land further north: weigh them, or the north counts too much.
    distance, weight = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half)), np.cos(latitude)
    order = np.argsort(distance)
    share = np.cumsum(weight[order]) / weight.sum()
    return float(distance[order][np.searchsorted(share, SHARE_INSIDE)])


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


def write_places(path: Path, rows: list[Row]) -> None:
    """Write places sorted by id."""
    write_csv(path, sorted(rows, key=lambda row: str(row["place_id"])), COLUMNS)


def write_csv(path: Path, rows: list[Row], columns: list[str]) -> None:
    """Write a table as UTF-8 with Unix line ends, keys that are no columns left out."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
