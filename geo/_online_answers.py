"""What an online geocoder said → places, of the country asked for alone."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from geo.areas import km_between
from geo.gazetteer import Place
from geo.names import name_key
from geo.placement import Placement

Key = tuple[str, ...]

WRITTEN: Final = ("place", "spot", "admin1", "admin2", "country")
_DEFAULT_RADIUS_KM: Final = 5.0
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
    asked, from_cache, not_found
        Numbers of names sent to the server, known from before, and unknown to the server.
    stopped
        Why it ended early, in one sentence; empty when all names were asked. Asking again goes on
        where it stopped.
    """

    places: Mapping[Key, Place]
    asked: int = 0
    from_cache: int = 0
    not_found: int = 0
    stopped: str = ""

    def find(self, written: Mapping[str, str]) -> Placement | None:
        """Return the placement of a place as written, if the server knew it."""
        place = self.places.get(answer_key(written))
        if place is None:
            return None
        match = f"{place.name}, {place.level}, {place.source}"
        return Placement(place, place, method="online", match=match, note="found online")


def answer_key(written: Mapping[str, str]) -> Key:
    """Return under what an answer is found: what was written, by its keys."""
    return tuple(name_key(str(written.get(name, ""))) for name in WRITTEN)


def answer_details(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return name, kind, country and extent as Nominatim or Photon tell them."""
    properties = raw.get("properties", raw)
    address = raw.get("address", {})
    address = address if isinstance(address, dict) else {}
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
        "name": str(properties.get("name") or ""),
        "kind": str(kind),
        "country": str(code).upper(),
        "box": box,
    }


def as_place(kept: Mapping[str, Any], nation: Place, provider: str) -> Place | None:
    """Return an answer as a place, unless there was none or it lies in another country."""
    if not kept or not all(math.isfinite(kept[name]) for name in ("latitude", "longitude")):
        return None
    name = kept.get("name") or str(kept["address"]).partition(",")[0]
    latitude, longitude = kept["latitude"], kept["longitude"]
    place = replace(
        nation,
        place_id=f"online/{latitude:.4f},{longitude:.4f}/{name_key(name).replace(' ', '-')}",
        name=name,
        level=_LEVEL_OF.get(str(kept.get("kind", "")), "spot"),
        parent_id=nation.place_id,
        latitude=latitude,
        longitude=longitude,
        radius_km=_DEFAULT_RADIUS_KM,
        population=0,
        source=provider,
        how=str(kept["address"]),
    )
    if kept.get("country"):
        if kept["country"] != nation.country:
            return None
    elif km_between(place, nation) > 1.5 * nation.radius_km:
        return None
    if kept.get("box"):
        south, west, north, east = kept["box"]
        corners = (
            replace(place, latitude=y, longitude=x) for y in (south, north) for x in (west, east)
        )
        place = replace(
            place, radius_km=round(max(1.0, *(km_between(place, c) for c in corners)), 1)
        )
    return place
