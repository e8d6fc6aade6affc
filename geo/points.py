"""Coordinates that a report states → sites, many at once."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
import pandas as pd

from geo.areas import Areas, stated_areas
from geo.distance import great_circle_km
from geo.gazetteer import Gazetteer, Place
from geo.names import name_key
from geo.towns import named_town

GIVEN_RADIUS_KM: Final = 1.0
"""The doubt of a stated coordinate whose source states none."""
_FAR_FROM_NAMESAKE_KM: Final = 60.0
POINT_COLUMNS: Final = (
    *("site_id", "site", "level", "town_id", "latitude", "longitude", "radius_km"),
    *("geo_method", "geo_match", "geo_note", "admin1", "country"),
)


def place_points(
    rows: pd.DataFrame, gazetteer: Gazetteer, *, country: str
) -> tuple[pd.DataFrame, list[Place]]:
    """Give every stated coordinate a site of its own, kept exactly where it is.

    Parameters
    ----------
    rows
        Distinct ``place spot admin1 admin2 country latitude longitude``; both numbers finite.
    gazetteer
        Knows the towns that spots gather into.
    country
        ISO alpha-2 code taken for rows that state no country.

    Returns
    -------
    sites, towns
        One row a row given, under its index, with `POINT_COLUMNS`; and the gazetteer's towns that
        are named in ``town_id``. A point farther than 60 km from the town it is named after keeps
        its coordinates and says so.
    """

    @cache
    def around(admin1: str, admin2: str, nation: str) -> tuple[Areas, str, str]:
        areas = stated_areas(gazetteer, admin1=admin1, admin2=admin2, country=nation or country)
        province = next((area.name for area in areas.places if area.level == "province"), "")
        return areas, province, areas.places[0].country if areas.places else ""

    latitude = rows["latitude"].to_numpy(np.float64)
    longitude = rows["longitude"].to_numpy(np.float64)
    at = [f"{y:.4f},{x:.4f}" for y, x in zip(latitude.tolist(), longitude.tolist(), strict=True)]
    texts = [rows[name].tolist() for name in ("place", "spot", "admin1", "admin2", "country")]
    slugs: dict[str, str] = {}
    found: list[tuple[str, ...]] = []
    named: list[Place | None] = []
    for place, spot, admin1, admin2, nation, here in zip(*texts, at, strict=True):
        name = spot or place or here.replace(",", ", ")
        if name not in slugs:
            slugs[name] = name_key(name).replace(" ", "-")
        areas, province, land = around(admin1, admin2, nation)
        town = named_town(gazetteer, place, areas) if place else None
        if town is not None:
            province, land = province or town.admin1, town.country
        level = "spot" if spot or not place else "town"
        found.append((f"at/{here}/{slugs[name]}", name, level, province, land))
        named.append(town)
    sites = pd.DataFrame(
        found, index=rows.index, columns=["site_id", "site", "level", "admin1", "country"]
    )
    away = _distances(latitude, longitude, named)
    is_far = away > _FAR_FROM_NAMESAKE_KM
    has_spot = (rows["spot"] != "").to_numpy()
    towns = {
        row: town
        for row, town in enumerate(named)
        if town is not None and has_spot[row] and not is_far[row]
    }
    town_ids = sites["site_id"].tolist()
    for row, town in towns.items():
        town_ids[row] = town.place_id
    notes = ["coordinates as given"] * len(sites)
    for row in np.flatnonzero(is_far).tolist():
        name = getattr(named[row], "name", "")
        notes[row] += f"; {away[row]:.0f} km from the {name} of the gazetteer"
    sites = sites.assign(
        town_id=town_ids,
        latitude=latitude,
        longitude=longitude,
        radius_km=GIVEN_RADIUS_KM,
        geo_method="given",
        geo_match=[f"{name}, given" for name in sites["site"]],
        geo_note=notes,
    )
    return sites[list(POINT_COLUMNS)], list({t.place_id: t for t in towns.values()}.values())


def _distances(
    latitude: np.ndarray, longitude: np.ndarray, named: list[Place | None]
) -> np.ndarray:
    """Return the km from each point to the town it is named after; NaN where there is none."""
    away = np.full(len(named), np.nan)
    rows = [row for row, town in enumerate(named) if town is not None]
    lat = np.array([town.latitude for town in named if town is not None])
    lon = np.array([town.longitude for town in named if town is not None])
    if rows:
        away[rows] = great_circle_km(latitude[rows], longitude[rows], lat, lon)
    return away
