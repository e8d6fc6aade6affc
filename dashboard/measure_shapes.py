"""Centre path and ellipse as GeoJSON, for the maps that draw them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from geo.ellipse import Ellipse, ellipse_outline
from geo.measures import Measures


def spread_shapes(measures: Measures, day: pd.Timestamp) -> dict[str, Any]:
    """Return the way of the mean centre until a day, and that day's centre and ellipse.

    Parameters
    ----------
    measures
        From `geo.measures.measure`.
    day
        Any day.

    Returns
    -------
    dict
        A GeoJSON FeatureCollection in WGS84, longitude first, with at most one feature of each
        ``properties.kind``: ``centre-path`` (LineString, two days at least), ``centre`` (Point) and
        ``ellipse`` (Polygon, three active places at least).
    """
    days = measures.days
    known = days[(days["day"] <= day) & days["centre_latitude"].notna()]
    way = known[["centre_longitude", "centre_latitude"]].round(5).to_numpy().tolist()
    features = []
    if len(way) > 1:
        features.append(_feature("centre-path", "LineString", way))
    today = known[known["day"] == day]
    if len(today):
        features.append(_feature("centre", "Point", way[-1]))
        ring = _ring(measures, today.iloc[0])
        if ring:
            features.append(_feature("ellipse", "Polygon", [ring]))
    return {"type": "FeatureCollection", "features": features}


def shapes_by_day(measures: Measures) -> pd.DataFrame:
    """Return ``day longitude latitude ellipse`` of every day that has a centre.

    ``ellipse`` is a closed ring of longitude and latitude, empty below three active places.
    """
    known = measures.days[measures.days["centre_latitude"].notna()]
    return pd.DataFrame(
        {
            "day": known["day"],
            "longitude": known["centre_longitude"],
            "latitude": known["centre_latitude"],
            "ellipse": pd.Series(
                [_ring(measures, row) for _, row in known.iterrows()],
                index=known.index,
                dtype="object",
            ),
        }
    ).reset_index(drop=True)


def _ring(measures: Measures, row: pd.Series) -> list[list[float]]:
    plane = measures.spread.plane
    if plane is None or pd.isna(row["ellipse_major_km"]):
        return []
    x, y = plane.forward(row["centre_latitude"], row["centre_longitude"])
    ellipse = Ellipse(
        x_km=float(x[0]),
        y_km=float(y[0]),
        major_km=float(row["ellipse_major_km"]),
        minor_km=float(row["ellipse_minor_km"]),
        rotation_rad=float(np.radians(90 - row["ellipse_bearing_deg"])),
        bearing_deg=float(row["ellipse_bearing_deg"]),
        n=int(row["active"]),
    )
    latitude, longitude = plane.inverse(*ellipse_outline(ellipse))
    ring: list[list[float]] = np.column_stack([longitude, latitude]).round(5).tolist()
    return ring


def _feature(kind: str, geometry: str, coordinates: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"kind": kind},
        "geometry": {"type": geometry, "coordinates": coordinates},
    }
