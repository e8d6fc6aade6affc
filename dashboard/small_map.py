"""A small map of a few numbered places with their radii, for choosing among them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pydeck as pdk

from dashboard import theme
from dashboard.base_layers import base_layers
from dashboard.maps import CompactDeck, fit_view
from dashboard.theme import PALETTES, Scheme
from geo.boundaries import load_boundaries
from geo.gazetteer import Place

_LEAST_DEGREES = 0.6


def small_map(places: Sequence[Place], *, scheme: Scheme, height_px: int = 300) -> pdk.Deck:
    """Draw places as numbered points in the order given, each in its radius of doubt.

    Parameters
    ----------
    places
        At least one; WGS84 degrees, kilometres.
    scheme
        Colours.
    height_px
        Of the map.
    """
    palette = PALETTES[scheme]
    rows = pd.DataFrame(
        {
            "longitude": [place.longitude for place in places],
            "latitude": [place.latitude for place in places],
            "radius_m": [1000 * place.radius_km for place in places],
            "number": [str(i) for i in range(1, len(places) + 1)],
        }
    )
    view = fit_view(_with_margin(rows), width_px=480, height_px=height_px)
    common = {"data": rows, "get_position": ["longitude", "latitude"]}
    layers = [
        *base_layers(load_boundaries(), palette, view.zoom),
        pdk.Layer(
            "ScatterplotLayer",
            id="radius",
            get_radius="radius_m",
            get_fill_color=theme.rgba(palette.doubt, 0.18),
            get_line_color=theme.rgba(palette.doubt, 0.7),
            stroked=True,
            line_width_min_pixels=1,
            **common,
        ),
        pdk.Layer(
            "ScatterplotLayer",
            id="place",
            get_radius=9,
            radius_units="'pixels'",
            get_fill_color=theme.rgba(palette.continuing),
            **common,
        ),
        pdk.Layer(
            "TextLayer",
            id="number",
            get_text="number",
            get_size=12,
            get_color=theme.rgba(palette.land),
            **common,
        ),
    ]
    state = pdk.ViewState(longitude=view.longitude, latitude=view.latitude, zoom=view.zoom)
    return CompactDeck(layers, initial_view_state=state, map_provider=None, tooltip=False)


def _with_margin(rows: pd.DataFrame) -> pd.DataFrame:
    """Widen the bounds by the radii, and to no less than a district's surroundings."""
    half = np.maximum(rows["radius_m"] / 111_000, _LEAST_DEGREES / 2)
    return pd.concat(
        [
            rows.assign(
                latitude=rows["latitude"] + sign * half, longitude=rows["longitude"] + sign * half
            )
            for sign in (-1, 1)
        ]
    )
