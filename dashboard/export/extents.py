"""What part of the world a picture shows, and how closely towns are seen there."""

from __future__ import annotations

import math
from typing import Final

import pandas as pd

from dashboard.address import Camera
from dashboard.export.basemap import Extent
from dashboard.export.inset import SPLIT_PX
from dashboard.export.labels import TILE_PX, web_mercator_px
from dashboard.geometry import COUNTRY_EXTENT
from geo.schema import AREA_LEVELS

_CAMERA_PX: Final = 600.0
"""Height of the map that a camera's zoom is meant for."""
_LEAST_MARGIN: Final = 0.02
_MARGIN: Final = 0.2
"""Around the sites of a town, in degrees and as a share of their spread."""


def around_sites(timeline: pd.DataFrame, *, is_close: bool) -> Extent | None:
    """Return the surroundings of a timeline's sites; ``None`` for the country that ships.

    With `is_close` they are shown even where they lie in that country.
    """
    sites = timeline[["site_id", "longitude", "latitude"]].drop_duplicates("site_id").dropna()
    west, south, east, north = COUNTRY_EXTENT
    inside = sites["longitude"].between(west, east) & sites["latitude"].between(south, north)
    if sites.empty or (not is_close and float(inside.mean()) >= 0.5):
        return None
    west, east = sites["longitude"].min(), sites["longitude"].max()
    south, north = sites["latitude"].min(), sites["latitude"].max()
    margin = max(east - west, north - south, _LEAST_MARGIN) * _MARGIN
    return (west - margin, south - margin, east + margin, north + margin)


def seen_by(camera: Camera) -> Extent:
    """Return what a map 600 px high and as wide shows from a camera."""
    half = _CAMERA_PX / 2 / (TILE_PX * 2**camera.zoom)
    x = camera.longitude / 360 + 0.5
    latitude = math.radians(camera.latitude)
    y = 0.5 - math.asinh(math.tan(latitude)) / (2 * math.pi)
    north, south = (
        math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * edge))))
        for edge in (y - half, y + half)
    )
    return ((x - half - 0.5) * 360, south, (x + half - 0.5) * 360, north)


def towns_apart(spots: pd.DataFrame, zoom: float) -> set[str]:
    """Return the towns whose active sites span so many pixels at a zoom that each is shown."""
    active = spots[(spots["state"] != "silent") & ~spots["level"].isin(AREA_LEVELS)]
    sites = active.drop_duplicates("site_id").dropna(subset=["longitude", "latitude"])
    x, y = web_mercator_px(sites["longitude"], sites["latitude"], zoom=zoom)
    grouped = sites.assign(x=x, y=y).groupby("town_id")[["x", "y"]]
    spans = (grouped.max() - grouped.min()).max(axis=1)
    return {str(town) for town in spans.index[spans >= SPLIT_PX]}
