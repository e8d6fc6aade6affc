"""What an online geocoder said → places, within what was stated alone."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from geo.areas import Areas, km_between
from geo.gazetteer import Place
from geo.names import name_key, sound_key
from geo.placement import Placement
from geo.wording import bare_name

Key = tuple[str, ...]

WRITTEN: Final = ("place", "spot", "admin1", "admin2", "country")
_DEFAULT_RADIUS_KM: Final = 5.0
_COVERED_KM: Final = 25.0
"""Answers of one name that lie farther apart leave open which was meant."""
_FAR_FROM_PROVINCE: Final = 1.5
"""Radii of a province or country within which an answer counts as inside it."""
_LEVEL_OF: Final = {
    "country": "country",
    **dict.fromkeys(("state", "region", "province"), "province"),
    **dict.fromkeys(("county", "district", "state_district"), "district"),
    **dict.fromkeys(("municipality", "subdistrict"), "tehsil"),
    **dict.fromkeys(("city", "town", "village", "hamlet", "locality", "isolated_dwelling"), "town"),
}
"""What a server calls a thing → the level of its site; all else is a spot."""


@dataclass(frozen=True)
class OnlineAnswers:
    """What a server said, by what was written.

    Attributes
    ----------
    places
        Key of what was written → the place, for names that were found.
    asked, from_cache, not_found, left
        Numbers of names sent to the server, known from before, not placed by its answer (it knew
        none, one elsewhere, or several apart), and not asked.
    stopped
        Why it ended early, in one sentence; empty when all names were asked. Asking again goes on
        where it stopped.
    """

    places: Mapping[Key, Place]
    asked: int = 0
    from_cache: int = 0
    not_found: int = 0
    left: int = 0
    stopped: str = ""

    def find(self, written: Mapping[str, str]) -> Placement | None:
        """Return the placement of a place as written, if the server knew it."""
        place = self.places.get(answer_key(written))
        if place is None:
            return None
        match = f"{place.name}, {place.level}, {place.source}"
        note = f"not in the gazetteer: found online as '{place.how}'"
        return Placement(place, place, method="online", match=match, note=note)


def answer_key(written: Mapping[str, str]) -> Key:
    """Return under what an answer is found: what was written, by its keys."""
    return tuple(name_key(str(written.get(name, ""))) for name in WRITTEN)


def kept_answer(locations: Sequence[Any]) -> dict[str, Any]:
    """Return geopy's locations as they are kept: the first, and where others of its name are."""
    if not locations:
        return {}
    first, *others = [_told(location) for location in locations]
    named = name_key(_name_of(first))
    first["others"] = [
        [other["latitude"], other["longitude"]]
        for other in others
        if name_key(_name_of(other)) == named and other["country"] == first["country"]
    ]
    return first


def _told(location: Any) -> dict[str, Any]:
    """Return point, name, kind, country and extent as Nominatim, Photon and their like tell."""
    raw = location.raw if isinstance(location.raw, dict) else {}
    properties = _part(raw, "properties") or raw
    address = _part(raw, "address") or _part(raw, "components")
    code = address.get("country_code") or properties.get("countrycode") or ""
    box = None
    if raw.get("boundingbox"):
        south, north, west, east = (float(x) for x in raw["boundingbox"])
        box = [south, west, north, east]
    elif properties.get("extent"):
        west, north, east, south = (float(x) for x in properties["extent"])
        box = [south, west, north, east]
    kind = raw.get("addresstype") or properties.get("osm_value") or properties.get("type") or ""
    return {
        "latitude": float(location.latitude),
        "longitude": float(location.longitude),
        "address": str(location.address)[:300],
        "name": str(properties.get("name") or ""),
        "kind": str(kind),
        "country": str(code).upper(),
        "box": box,
    }


def _part(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = raw.get(name)
    return part if isinstance(part, dict) else {}


def _name_of(kept: Mapping[str, Any]) -> str:
    return str(kept.get("name") or str(kept["address"]).partition(",")[0])


def as_place(
    kept: Mapping[str, Any],
    written: Mapping[str, str],
    areas: Areas,
    nation: Place,
    *,
    provider: str,
) -> Place | None:
    """Return an answer as a place; ``None`` for none, or one that what was written rules out.

    Ruled out are answers in another country, province or district than stated, a whole country,
    one of several of its name far apart, and (but for Nominatim, which looks for exactly the words
    given) one whose name is another.
    """
    if not kept or not all(math.isfinite(kept[name]) for name in ("latitude", "longitude")):
        return None
    name = _name_of(kept)
    latitude, longitude = kept["latitude"], kept["longitude"]
    place = replace(
        nation,
        place_id=f"online/{latitude:.4f},{longitude:.4f}/{name_key(name).replace(' ', '-')}",
        name=name,
        level=_LEVEL_OF.get(str(kept.get("kind", "")), "spot"),
        parent_id=nation.place_id,
        latitude=latitude,
        longitude=longitude,
        radius_km=_radius_km(kept, nation),
        population=0,
        source=provider,
        how=str(kept["address"]),
    )
    if place.level == "country" or not _lies_within(place, kept, areas, nation):
        return None
    if provider != "nominatim" and not _bears(kept, written):
        return None
    return _with_others(place, kept, areas)


def _radius_km(kept: Mapping[str, Any], nation: Place) -> float:
    """Return how far the corners of what was found are from its point, in km."""
    if not kept.get("box"):
        return _DEFAULT_RADIUS_KM
    south, west, north, east = kept["box"]
    at = replace(nation, latitude=kept["latitude"], longitude=kept["longitude"])
    corners = (replace(at, latitude=y, longitude=x) for y in (south, north) for x in (west, east))
    return round(max(1.0, *(km_between(at, corner) for corner in corners)), 1)


def _lies_within(place: Place, kept: Mapping[str, Any], areas: Areas, nation: Place) -> bool:
    stated = str(kept.get("country") or "")
    if stated and stated != nation.country:
        return False
    wide = [area for area in areas.places if area.level in ("province", "country")]
    if stated:
        wide = [area for area in wide if area.level != "country"]
    inside = all(km_between(place, a) <= _FAR_FROM_PROVINCE * a.radius_km for a in wide)
    return inside and areas.is_near(place)


def _bears(kept: Mapping[str, Any], written: Mapping[str, str]) -> bool:
    """Return whether what was found bears the name that was written, by its consonants at least."""
    texts = [written[part] for part in ("spot", "place") if name_key(written[part])]
    wanted = {sound_key(text) for text in texts} | {sound_key(bare_name(t).town) for t in texts}
    pieces = (_name_of(kept), *str(kept["address"]).split(","))
    return bool((wanted - {""}) & {sound_key(piece) for piece in pieces})


def _with_others(place: Place, kept: Mapping[str, Any], areas: Areas) -> Place | None:
    """Return a place whose radius covers others of its name near it; ``None`` if some are far."""
    radius_km = place.radius_km
    for latitude, longitude in kept.get("others", ()):
        other = replace(place, latitude=latitude, longitude=longitude)
        away_km = km_between(place, other)
        if away_km <= max(_COVERED_KM, place.radius_km):
            radius_km = max(radius_km, round(away_km, 1))
        elif areas.is_near(other):
            return None
    return replace(place, radius_km=radius_km)
