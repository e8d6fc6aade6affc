"""Borders and coasts to draw under a map, from a stated point of view.

The layers were built beforehand (``scripts/build_boundaries.py``) from Natural Earth and ship with
the project, so that a map needs no network. Everything is GeoJSON as plain dictionaries, WGS84,
longitude first: pydeck takes it as it is and matplotlib needs no geopandas to draw it.

A viewpoint (`VIEWS`) says whose borders are drawn. None of them is a statement on status, and
`Boundaries.note` says so in one line that belongs on every picture.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal, cast, get_args

from geo.errors import BoundaryError

View = Literal["ground", "pakistan", "india"]
FeatureCollection = dict[str, Any]

VIEWS: tuple[View, ...] = get_args(View)
DEFAULT_VIEW: View = "ground"
LINE_KINDS = (
    "international",
    "line_of_control",
    "province",
    "coast",
    "disputed",
    "disputed_hatch",
)


@dataclass(frozen=True, eq=False)
class Boundaries:
    """The map layers of one country from one point of view.

    The collections are shared by all callers: copy before changing one.

    Parameters
    ----------
    provinces
        Polygons of the country's provinces and territories. Properties ``place_id``, ``name``,
        ``name_ur``, ``label_longitude``, ``label_latitude`` (degrees, inside), ``views``.
    neighbours
        Polygons of the countries around, clipped to longitude 54 to 86 and latitude 18 to 41; the
        same properties, with the ISO alpha-2 code as ``place_id``.
    disputed
        Polygons that are hatched: ``part``, ``administered_by``, ``claimed_by``, ``views``.
    lines
        MultiLineStrings with ``kind`` (one of `LINE_KINDS`), ``name`` and ``views``. Those of the
        kind ``disputed_hatch`` are the hatching itself, cut to the disputed polygons.
    view
        The viewpoint drawn.
    note
        One line that says whose borders these are, to be printed on every picture.
    """

    provinces: FeatureCollection
    neighbours: FeatureCollection
    disputed: FeatureCollection
    lines: FeatureCollection
    view: View
    note: str


@lru_cache(maxsize=8)
def load_boundaries(country: str = "PK", *, view: str = DEFAULT_VIEW) -> Boundaries:
    """Return the map layers of a country as one viewpoint draws them.

    Parameters
    ----------
    country
        ISO 3166-1 alpha-2 code; layers ship for Pakistan only.
    view
        ``ground`` (who holds what, disputed area hatched), ``pakistan`` or ``india``.

    Raises
    ------
    BoundaryError
        If no layers ship for the country, or the viewpoint is not known.
    """
    if country != "PK":
        raise BoundaryError(f"No boundaries ship for {country!r}; they ship for 'PK' only.")
    if view not in VIEWS:
        raise BoundaryError(f"The viewpoint {view!r} is not known; choose one of {list(VIEWS)}.")
    return Boundaries(
        provinces=_seen_from(view, _read_json("pk_provinces.geojson")),
        neighbours=_seen_from(view, _read_json("neighbours.geojson")),
        disputed=_seen_from(view, _read_json("disputed.geojson")),
        lines=_seen_from(view, _read_json("lines.geojson")),
        view=view,
        note=str(_read_json("notes.json")[view]),
    )


def province_polygon(boundaries: Boundaries, place_id: str) -> dict[str, Any]:
    """Return the GeoJSON geometry of one province, a Polygon or MultiPolygon in WGS84.

    Raises
    ------
    BoundaryError
        If the viewpoint draws no such province.

    Examples
    --------
    >>> province_polygon(load_boundaries(), "PK-BA")["type"]
    'Polygon'
    """
    for feature in boundaries.provinces["features"]:
        if feature["properties"]["place_id"] == place_id:
            return cast(dict[str, Any], feature["geometry"])
    raise BoundaryError(f"The {boundaries.view} viewpoint draws no province {place_id!r}.")


def line_features(boundaries: Boundaries, *kinds: str) -> FeatureCollection:
    """Return the lines of the given kinds, in the file's order.

    Raises
    ------
    BoundaryError
        If a kind is not one of `LINE_KINDS`.
    """
    unknown = sorted(set(kinds) - set(LINE_KINDS))
    if unknown:
        raise BoundaryError(f"No such kind of line: {unknown}; choose from {list(LINE_KINDS)}.")
    wanted = [f for f in boundaries.lines["features"] if f["properties"]["kind"] in kinds]
    return {"type": "FeatureCollection", "features": wanted}


@lru_cache(maxsize=1)
def country_boxes() -> Mapping[str, tuple[float, float, float, float]]:
    """Return the box of every country and territory that has one, by its ISO alpha-2 code.

    A box is west, south, east and north in degrees (WGS84), rounded outward to a tenth, with west
    above east where it crosses the 180th meridian. It holds what the country claims. Boxes tell
    coordinates that are far off; they draw no border.

    Raises
    ------
    BoundaryError
        If the table cannot be read.

    Examples
    --------
    >>> country_boxes()["PK"]
    (60.8, 23.6, 77.9, 37.2)
    """
    name = "country_boxes.csv"
    try:
        text = (files("data") / "boundaries" / name).read_text(encoding="utf-8")
        rows = list(csv.DictReader(text.splitlines()))
        boxes = {
            row["country"]: (
                float(row["west"]),
                float(row["south"]),
                float(row["east"]),
                float(row["north"]),
            )
            for row in rows
        }
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise BoundaryError(f"The boundary file {name} cannot be read: {error}.") from error
    return MappingProxyType(boxes)


def _seen_from(view: str, collection: FeatureCollection) -> FeatureCollection:
    features = [f for f in collection["features"] if view in f["properties"]["views"]]
    return {"type": "FeatureCollection", "features": features}


def _read_json(name: str) -> dict[str, Any]:
    source = files("data") / "boundaries" / name
    try:
        content = json.loads(source.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise BoundaryError(f"The boundary file {name} cannot be read: {error}.") from error
    return cast(dict[str, Any], content)
