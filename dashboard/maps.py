"""What maps share: where they look, and how a range of persons is said."""

from __future__ import annotations

import json
import math
from typing import Any, Final

import numpy as np
import pandas as pd
import pydeck as pdk
from pydeck.bindings.json_tools import default_serialize

from dashboard.export.labels import web_mercator_px
from dashboard.geometry import COUNTRY_EXTENT
from dashboard.translation import tr
from geo.campaign import View

NATIONAL: Final = View(longitude=69.4, latitude=30.2, zoom=4.7)
"""Pakistan, on a map 600 px high."""


class CompactDeck(pdk.Deck):  # type: ignore[misc]
    """A deck whose specification has no blanks: pydeck's own is three times as long."""

    def to_json(self) -> str:
        """Return the specification as JSON."""
        return json.dumps(
            self, sort_keys=True, default=default_serialize, separators=(",", ":"), allow_nan=False
        )


def fit_view(frame: pd.DataFrame, *, width_px: int, height_px: int) -> View:
    """Return the view that holds all of some sites.

    Parameters
    ----------
    frame
        Sites with ``latitude longitude`` (WGS84); at least one.
    width_px, height_px
        Size of the map.
    """
    x, y = web_mercator_px(frame["longitude"].to_numpy(), frame["latitude"].to_numpy(), zoom=0)
    width, height = max(np.ptp(x), 1e-4), max(np.ptp(y), 1e-4)
    zoom = math.log2(min(0.72 * width_px / width, 0.72 * height_px / height))
    return View(
        longitude=float((frame["longitude"].min() + frame["longitude"].max()) / 2),
        latitude=float((frame["latitude"].min() + frame["latitude"].max()) / 2),
        zoom=round(min(zoom, 13.0), 2),
    )


def is_elsewhere(sites: pd.DataFrame) -> bool:
    """Tell whether most sites lie outside the country that the base map is drawn for."""
    west, south, east, north = COUNTRY_EXTENT
    inside = sites["longitude"].between(west, east) & sites["latitude"].between(south, north)
    return bool(len(sites)) and float(inside.mean()) < 0.5


def size_in_words(low: Any, high: Any) -> str:
    """Write a range of persons; empty when neither end is known.

    >>> size_in_words(1000, 9999), size_in_words(200, None), size_in_words(None, 2500)
    ('1,000 to 9,999 persons', 'at least 200 persons', 'up to 2,500 persons')
    """
    has_low, has_high = not pd.isna(low), not pd.isna(high)
    if has_low and has_high:
        return tr("{low} to {high} persons", low=int(low), high=int(high))
    if has_low:
        return tr("at least {low} persons", low=int(low))
    return tr("up to {high} persons", high=int(high)) if has_high else ""
