"""The web map: a pydeck specification that needs no network. Nothing here knows of Streamlit."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import pydeck as pdk
from pydeck.bindings.json_tools import default_serialize

from dashboard import theme
from dashboard.base_layers import base_layers
from dashboard.export.labels import web_mercator_px
from dashboard.geometry import COUNTRY_EXTENT
from dashboard.map_labels import map_labels, unread
from dashboard.theme import PALETTES, SYMBOLS, Palette, Scheme
from dashboard.translation import digits_said, language, place_name, province_name, tr, trn
from geo.boundaries import Boundaries
from geo.campaign import View
from geo.schema import AREA_LEVELS

NATIONAL: Final = View(longitude=69.4, latitude=30.2, zoom=4.7)
"""Pakistan, on a map 600 px high."""
_TOWN_LABEL_PX: Final = 14
_AREA_LABEL_PX: Final = 12
_AREA_NAMES_UP_TO_ZOOM: Final = 8.0
_FONT: Final = "'Source Sans', 'Source Sans Pro', sans-serif"


class CompactDeck(pdk.Deck):  # type: ignore[misc]
    """A deck whose specification has no blanks: pydeck's own is three times as long."""

    def to_json(self) -> str:
        """Return the specification as JSON."""
        return json.dumps(
            self, sort_keys=True, default=default_serialize, separators=(",", ":"), allow_nan=False
        )


@dataclass(frozen=True)
class MapLook:
    """How a map is shown, apart from what is on it.

    ``height_px`` is that of the map; labels are placed for its first view.
    """

    scheme: Scheme = "light"
    height_px: int = 430
    width_px: int = 640
    doubt: bool = False
    silent: bool = True
    text_scale: float = 1.0


def fit_view(frame: pd.DataFrame, look: MapLook) -> View:
    """Return the view that holds all of a frame's sites, for a city's spots.

    Parameters
    ----------
    frame
        Sites with ``latitude longitude`` (WGS84); at least one.
    look
        Gives the size of the map.
    """
    x, y = web_mercator_px(frame["longitude"].to_numpy(), frame["latitude"].to_numpy(), zoom=0)
    width, height = max(np.ptp(x), 1e-4), max(np.ptp(y), 1e-4)
    zoom = math.log2(min(0.72 * look.width_px / width, 0.72 * look.height_px / height))
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


def fit_country(view: View, look: MapLook) -> View:
    """Adjust a country's view, meant for a map 600 px high, to the map's own height."""
    zoom = view.zoom + math.log2(look.height_px / 600)
    return View(view.longitude, view.latitude, round(zoom, 2))


def build_deck(
    frame: pd.DataFrame, *, boundaries: Boundaries, view: View, look: MapLook
) -> pdk.Deck:
    """Draw one frame over the shipped boundaries.

    Parameters
    ----------
    frame
        From `geo.timeline.frame_at`.
    boundaries
        From `geo.boundaries.load_boundaries`.
    view
        Where the map first looks.
    look
        Scheme, size and what to show.

    Returns
    -------
    pydeck.Deck
        Without a map style and without a map provider: it asks for nothing from outside.
    """
    palette = PALETTES[look.scheme]
    shown = frame if look.silent else frame[frame["state"] != "silent"]
    points = _marked(shown[~shown["level"].isin(AREA_LEVELS)])
    areas = shown[shown["level"].isin(AREA_LEVELS)]
    layers = [
        *base_layers(boundaries, palette, view.zoom),
        *_area_layers(areas, boundaries, palette),
        *([_doubt_layer(points, palette)] if look.doubt else []),
        *_symbol_layers(points, palette),
        _label_layer(points, boundaries, view, look),
    ]
    return CompactDeck(
        layers=layers,
        initial_view_state=pdk.ViewState(
            longitude=view.longitude, latitude=view.latitude, zoom=view.zoom
        ),
        map_provider=None,
        # As text: what a file says is never read as HTML.
        tooltip={"text": "{tip}", "style": _tooltip_style(palette)},
    )


def tooltip_text(site: Mapping[Any, Any]) -> str:
    """Describe a site in plain lines."""
    is_area = site["level"] in AREA_LEVELS or not site["admin1"]
    name = place_name(site.get("site_id", ""), site["site"], language())
    province = province_name(site["admin1"], language())
    lines = [name if is_area else f"{name}{tr(', ')}{province}"]
    symbol = theme.SYMBOL_OF[site["state"]]
    lines.append(f"{tr(symbol.label)}: {tr(symbol.meaning)}")
    if site["reports"]:
        told = [trn("{n} report", "{n} reports", int(site["reports"]))]
        if site["weak"]:
            told.append(tr("{n} of them weak", n=int(site["weak"])))
        if site["sources"] > 1:
            told.append(trn("{n} outlet", "{n} outlets", int(site["sources"])))
        lines.append(tr(", ").join(told))
    size = size_in_words(site["size_low"], site["size_high"])
    if size:
        lines.append(tr("{size} (coded from the sources' words)", size=size))
    level = tr(site["level"])
    if site["level"] in AREA_LEVELS:
        lines.append(tr("No place within the {level} is named", level=level))
    else:
        within = digits_said(f"{site['radius_km']:g}")
        lines.append(tr("{level}, placed within {km} km", level=level, km=within))
    return "\n".join(lines)


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


def _marked(points: pd.DataFrame) -> pd.DataFrame:
    marked = points.assign(
        radius=[theme.radius_px(n) for n in points["reports"]],
        tip=[unread(tooltip_text(site)) for site in points.to_dict("records")],
    )
    return marked.sort_values("radius", ascending=False)


def _area_layers(areas: pd.DataFrame, boundaries: Boundaries, palette: Palette) -> list[pdk.Layer]:
    """Shade the areas that stand for reports without a town; never a point in a field.

    A province is shaded as it is, a district or tehsil as the circle of its radius. A country is
    not shaded: the whole map would be, and say nothing.
    """
    outlines = {f["properties"]["place_id"]: f for f in boundaries.provinces["features"]}
    provinces, circles = [], []
    sites: list[dict[str, Any]] = areas.to_dict("records")  # type: ignore[assignment]
    for site in sites:
        if site["state"] == "silent" or site["level"] == "country":
            continue
        colour = theme.state_colour(palette, site["state"])
        drawn = {
            "tip": unread(tooltip_text(site)),
            "fill": theme.rgba(colour, 0.16),
            "line": theme.rgba(colour, 0.9),
        }
        if site["site_id"] in outlines:
            provinces.append({**outlines[site["site_id"]], "properties": drawn, **drawn})
        else:
            at = {name: site[name] for name in ("longitude", "latitude")}
            circles.append({**at, **drawn, "metres": 1000 * site["radius_km"]})
    look = {
        "filled": True,
        "stroked": True,
        "get_fill_color": "fill",
        "get_line_color": "line",
        "line_width_units": pdk.types.String("pixels"),
        "get_line_width": 1.6,
        "pickable": True,
    }
    shapes = {"type": "FeatureCollection", "features": provinces}
    layers = []
    if provinces:
        layers.append(pdk.Layer("GeoJsonLayer", id="areas", data=shapes, **look))
    if circles:
        layers.append(
            pdk.Layer(
                "ScatterplotLayer",
                id="area-circles",
                data=circles,
                get_position=["longitude", "latitude"],
                get_radius="metres",
                **look,
            )
        )
    return layers


def _doubt_layer(points: pd.DataFrame, palette: Palette) -> pdk.Layer:
    shown = points[points["state"] != "silent"]
    return pdk.Layer(
        "ScatterplotLayer",
        id="doubt",
        data=_rows(shown.assign(metres=shown["radius_km"] * 1000), "metres"),
        get_position=["longitude", "latitude"],
        get_radius="metres",
        filled=True,
        stroked=True,
        get_fill_color=theme.rgba(palette.doubt, 0.14),
        get_line_color=theme.rgba(palette.doubt, 0.55),
        line_width_units=pdk.types.String("pixels"),
        get_line_width=1,
    )


def _symbol_layers(points: pd.DataFrame, palette: Palette) -> list[pdk.Layer]:
    """One layer a state, quiet states below; a started site gets its outer ring from a second."""
    layers = []
    for symbol in reversed(SYMBOLS):
        sites = points[points["state"] == symbol.state]
        if sites.empty:
            continue
        if symbol.halo_px:
            colour = theme.state_colour(palette, symbol.state)
            halo = sites.assign(radius=sites["radius"] + symbol.halo_px)
            layers.append(_ring(f"{symbol.state}-halo", halo, colour))
        layers.append(
            pdk.Layer(
                "ScatterplotLayer",
                id=f"sites-{symbol.state}",
                data=_rows(sites, "radius", "tip"),
                get_position=["longitude", "latitude"],
                get_radius="radius",
                radius_units=pdk.types.String("pixels"),
                filled=True,
                # A hollow symbol still needs a body that the pointer can meet.
                get_fill_color=theme.rgba(
                    theme.body_colour(palette, symbol), max(symbol.fill, 0.02)
                ),
                stroked=True,
                get_line_color=theme.rgba(theme.edge_colour(palette, symbol)),
                line_width_units=pdk.types.String("pixels"),
                get_line_width=symbol.stroke_px,
                pickable=True,
                auto_highlight=True,
                highlight_color=theme.rgba(palette.text, 0.25),
            )
        )
    return layers


def _ring(name: str, sites: pd.DataFrame, colour: str) -> pdk.Layer:
    return pdk.Layer(
        "ScatterplotLayer",
        id=name,
        data=_rows(sites, "radius"),
        get_position=["longitude", "latitude"],
        get_radius="radius",
        radius_units=pdk.types.String("pixels"),
        filled=False,
        stroked=True,
        get_line_color=theme.rgba(colour),
        line_width_units=pdk.types.String("pixels"),
        get_line_width=1.8,
    )


def _label_layer(
    points: pd.DataFrame, boundaries: Boundaries, view: View, look: MapLook
) -> pdk.Layer:
    palette = PALETTES[look.scheme]
    town_px = round(_TOWN_LABEL_PX * look.text_scale)
    area_px = round(_AREA_LABEL_PX * look.text_scale)
    named = boundaries if view.zoom <= _AREA_NAMES_UP_TO_ZOOM else None
    towns, areas = map_labels(
        points,
        named,
        view,
        site_px=town_px,
        area_px=area_px,
        width_px=look.width_px,
        height_px=look.height_px,
    )
    rows = [
        *({**row, "colour": theme.rgba(palette.muted), "size": area_px} for row in areas),
        *({**row, "colour": theme.rgba(palette.text), "size": town_px} for row in towns),
    ]
    return pdk.Layer(
        "TextLayer",
        id="labels",
        data=rows,
        get_position=["longitude", "latitude"],
        get_text="text",
        get_color="colour",
        get_size="size",
        get_pixel_offset="offset",
        get_text_anchor="anchor",
        get_alignment_baseline="baseline",
        font_family=pdk.types.String(_FONT),
        font_weight=pdk.types.String("600"),
        character_set=pdk.types.String("auto"),
        font_settings={"sdf": True, "fontSize": 48, "buffer": 6, "smoothing": 0.1},
        outline_width=0.22,
        outline_color=theme.rgba(palette.land, 0.9),
    )


def _rows(sites: pd.DataFrame, *columns: str) -> list[dict[str, Any]]:
    wanted = ["longitude", "latitude", *columns]
    rows: list[dict[str, Any]] = sites[wanted].to_dict("records")  # type: ignore[assignment]
    return rows


def _tooltip_style(palette: Palette) -> dict[str, str]:
    return {
        "backgroundColor": palette.surface,
        "color": palette.text,
        "fontSize": "13px",
        "maxWidth": "280px",
        "whiteSpace": "pre-line",
        "borderRadius": "4px",
    }
