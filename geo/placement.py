"""What placing gives back: the place taken, and why, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from geo.gazetteer import Place
from geo.schema import AREA_LEVELS

NO_PLACE: Final = Place("", "", "", "", "", "", "", 0.0, 0.0, 0.0, 0, "", "")
"""Stands where there is no place: every text empty."""
_SOURCES: Final = {
    "dharna": "hand table",
    "geonames": "GeoNames",
    "geoboundaries": "geoBoundaries",
    "natural-earth": "Natural Earth",
    "pak-geodata": "pak-geodata",
    "karachi-smart-transit-system": "bus stops of Karachi",
    "lahore-itms": "road survey of Lahore",
    "isb-metro": "metro stations of Islamabad",
    "airportsdata": "list of airports",
    "wikipedia": "Wikipedia",
    "mnzil": "bus stops of Karachi",
}
_SHOWN: Final = 60


@dataclass(frozen=True)
class Placement:
    """Where one place name was put, or why it was not.

    Attributes
    ----------
    place
        The site; ``None`` when unlocated.
    town
        The town it gathers into at national zoom; the place itself unless a spot.
    method
        One of `geo.schema.GEO_METHODS`.
    match, note
        What was taken, and why or with what doubt.
    candidates
        Names to propose to a person. Never used to place anything.
    is_fallback
        Whether the name was not found: there is no place, or it is the area stated beside it.
    """

    place: Place | None
    town: Place | None = None
    method: str = "gazetteer"
    match: str = ""
    note: str = ""
    candidates: tuple[str, ...] = ()
    is_fallback: bool = False


def placed(place: Place, *, note: str, town: Place | None = None) -> Placement:
    """Return a placement at a gazetteer place, with what was taken in words."""
    source = _SOURCES.get(place.source, place.source)
    if place.level in AREA_LEVELS:
        says_so = place.name.casefold().endswith(("division", place.level))
        kind = "" if place.place_id.endswith("/around") or says_so else place.level
        region = place.admin1 if place.level in ("tehsil", "district") else ""
        match = ", ".join(filter(None, (f"{kind} {place.name}".strip(), region, source)))
    else:
        name = f"{town.name} › {place.name}" if town is not None else place.name
        region = place.admin1 if place.level == "town" else ""
        match = ", ".join(filter(None, (name, region, place.level, source)))
    method = "boundary" if place.level in AREA_LEVELS else "gazetteer"
    return Placement(place, town=town or place, method=method, match=match, note=note)


def short(text: str) -> str:
    """Return a text on one line, cut after 60 characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHOWN else f"{flat[: _SHOWN - 1]}…"
