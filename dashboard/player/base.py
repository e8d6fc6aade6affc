"""Boundaries and theme → what the player draws below the symbols, and with which colours. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any, Final

from dashboard import theme
from dashboard.geometry import polygons_of
from dashboard.theme import PALETTES, SYMBOLS, Scheme
from dashboard.translation import place_name
from geo.boundaries import LINE_KINDS, VIEWS, Boundaries, load_boundaries
from geo.gazetteer_tables import read_tables

LANDS: Final = ("neighbour", "land")
"""Kinds of land, from below upwards; their colours in the palette have the same names."""
FONT: Final = (
    "'Source Sans', 'Source Sans Pro', 'Source Sans 3', 'Noto Naskh Arabic', system-ui, sans-serif"
)
LINES: Final = (
    # Kind, colour of the palette, width and dash in pixels (0: solid), from below upwards.
    ("disputed_hatch", "disputed", 0.8, 0.0),
    ("coast", "coast", 1.0, 0.0),
    ("province", "border", 1.0, 0.0),
    ("disputed", "border", 1.2, 3.5),
    ("international", "muted", 1.5, 0.0),
    ("line_of_control", "muted", 1.5, 7.0),
)


_SPOT_KM: Final = 2.5
"""A spot placed less finely than this is no landmark."""


@lru_cache(maxsize=4)
def player_base(country: str = "PK") -> str:
    """Return the base layers of a country from all viewpoints, as JSON.

    Raises
    ------
    BoundaryError
        If no layers ship for the country.
    """
    viewpoints = [load_boundaries(country, view=view) for view in VIEWS]
    return json.dumps(
        base_layers(viewpoints, places=places_of(country)),
        ensure_ascii=False,
        separators=(",", ":"),
    )


def places_of(country: str) -> list[dict[str, Any]]:
    """Return what stands on the land for whoever looks closely, the largest first.

    Towns of the gazetteer, and its spots that are placed within `_SPOT_KM`: ``id text textUrdu
    longitude latitude isSpot``.
    """
    table, _ = read_tables(country)
    is_spot = (table["level"] == "spot") & (table["radius_km"] <= _SPOT_KM)
    shown = table[is_spot | (table["level"] == "town")]
    shown = shown.sort_values(["population", "place_id"], ascending=[False, True])
    return [
        {
            "id": place["place_id"],
            "text": place["name"],
            "textUrdu": place_name(place["place_id"], place["name"], "ur"),
            "longitude": round(place["longitude"], 4),
            "latitude": round(place["latitude"], 4),
            "isSpot": place["level"] == "spot",
        }
        for place in shown.to_dict("records")
    ]


def base_layers(
    viewpoints: list[Boundaries], *, places: Sequence[dict[str, Any]] = ()
) -> dict[str, Any]:
    """Put the layers of several viewpoints into one set; each feature names its viewpoints.

    Returns
    -------
    dict
        ``rev views notes names places deck``. ``deck`` is the specification of a pydeck `Deck`: a
        layer of polygons for each kind of land and one of paths for each kind of line, with flat
        lists of longitude and latitude in WGS84 degrees.
        Colours are named (``@@#palette.land``), as the
        player knows which scheme it is shown in.
    """
    shapes: dict[str, list[dict[str, Any]]] = {role: [] for role in LANDS}
    lines: dict[str, list[dict[str, Any]]] = {role: [] for role, *_ in LINES}
    names = []
    drawn = [boundaries.view for boundaries in viewpoints]
    for boundaries in viewpoints:
        for role, collection in (
            ("neighbour", boundaries.neighbours),
            ("land", boundaries.provinces),
        ):
            for feature in _first_seen(collection, boundaries.view, drawn):
                about = feature["properties"]
                shapes[role] += [
                    {"id": about["place_id"], "views": about["views"], "polygon": _polygon(rings)}
                    for rings in polygons_of({"features": [feature]})
                ]
                names.append(_name(role, feature))
        for feature in _first_seen(boundaries.lines, boundaries.view, drawn):
            kind = feature["properties"]["kind"]
            if kind in LINE_KINDS:
                views = feature["properties"]["views"]
                lines[kind] += [
                    {"views": views, "path": _flat(line)}
                    for line in feature["geometry"]["coordinates"]
                ]
    layers = {
        "views": drawn,
        "notes": {boundaries.view: boundaries.note for boundaries in viewpoints},
        "names": names,
        "places": list(places),
        "deck": {"layers": json.loads(_deck(shapes, lines).to_json())["layers"]},
    }
    rev = hashlib.sha256(json.dumps(layers, sort_keys=True).encode()).hexdigest()[:16]
    return {"rev": rev, **layers}


def _deck(shapes: dict[str, list[dict[str, Any]]], lines: dict[str, list[dict[str, Any]]]) -> Any:
    """Put land and lines into layers of deck.gl, from below upwards.

    pydeck takes a string for the name of a column unless it is quoted.
    """
    import pydeck as pdk

    lands = [
        pdk.Layer(
            "SolidPolygonLayer",
            rows,
            id=role,
            get_polygon="polygon",
            position_format="'XY'",
            get_fill_color=f"'@@#palette.{role}'",
        )
        for role, rows in shapes.items()
    ]
    strokes = [
        pdk.Layer(
            "PathLayer",
            lines[role],
            id=role,
            get_path="path",
            position_format="'XY'",
            get_color=f"'@@#palette.{colour}'",
            get_width=width_px,
            width_units="'pixels'",
            dash_px=dash_px,
        )
        for role, colour, width_px, dash_px in LINES
    ]
    return pdk.Deck([*lands, *strokes], map_provider=None)


def player_theme(scheme: Scheme, *, text_scale: float = 1.0) -> dict[str, Any]:
    """Return colours, symbols and sizes of one scheme, ready for JSON."""
    return {
        "scheme": scheme,
        "palette": asdict(PALETTES[scheme]),
        "symbols": [
            {
                "state": symbol.state,
                "fill": symbol.fill,
                "strokePx": symbol.stroke_px,
                "haloPx": symbol.halo_px,
                "body": symbol.body,
            }
            for symbol in SYMBOLS
        ],
        "sizes": _sizes(),
        "lines": [list(line) for line in LINES],
        "font": FONT,
        "textScale": text_scale,
    }


def _sizes() -> dict[str, Any]:
    """Take the rule of sizes apart: base + root · √reports, read off two of its values."""
    root = (theme.radius_px(400) - theme.radius_px(100)) / 10
    return {
        "silentPx": theme.SILENT_RADIUS_PX,
        "basePx": round(theme.radius_px(100) - 10 * root, 4),
        "rootPx": round(root, 4),
        "steps": list(theme.SIZE_STEPS),
    }


def _first_seen(collection: dict[str, Any], view: str, drawn: list[Any]) -> list[dict[str, Any]]:
    """Return the features whose first viewpoint is this one: each comes once in all."""
    return [
        feature
        for feature in collection["features"]
        if next(v for v in drawn if v in feature["properties"]["views"]) == view
    ]


def _name(role: str, feature: dict[str, Any]) -> dict[str, Any]:
    about = feature["properties"]
    longitudes = [point[0] for ring in _rings(feature["geometry"]) for point in ring]
    return {
        "role": "province" if role == "land" else "country",
        "text": about["name"],
        "textUrdu": about.get("name_ur", ""),
        "longitude": about["label_longitude"],
        "latitude": about["label_latitude"],
        "widthDeg": round(max(longitudes) - min(longitudes), 3),
        "views": about["views"],
    }


def _rings(geometry: dict[str, Any]) -> list[list[list[float]]]:
    if geometry["type"] == "MultiPolygon":
        return [ring for polygon in geometry["coordinates"] for ring in polygon]
    rings: list[list[list[float]]] = geometry["coordinates"]
    return rings


def _polygon(rings: list[list[list[float]]]) -> list[float] | dict[str, Any]:
    """Put the rings of a polygon into one flat list; holes are told by where they begin."""
    flat = [_flat(ring) for ring in rings]
    if len(flat) == 1:
        return flat[0]
    begins = [sum(map(len, flat[:i])) for i in range(1, len(flat))]
    return {"positions": [number for ring in flat for number in ring], "holeIndices": begins}


def _flat(points: list[list[float]]) -> list[float]:
    return [round(number, 4) for point in points for number in point[:2]]
