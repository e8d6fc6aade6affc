"""Place names → sites, each with a level, a radius and the reason it was taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location

from geo.candidates import candidate_places
from geo.gazetteer import Gazetteer, Place, load_gazetteer
from geo.locating import Located, locate_reports, location_row
from geo.placement import placed
from geo.placing import place_name

_STRUCTURED: Final[Mapping[str, tuple[str, ...]]] = {
    "place": ("city", "town", "village"),
    "spot": ("street", "amenity"),
    "admin1": ("state",),
    "admin2": ("county", "district"),
    "country": (),
}
"""Columns of reports, and what structured queries of geopy's geocoders call them."""
__all__ = ["Located", "OfflineGazetteer", "locate_reports"]


class OfflineGazetteer(Geocoder):  # type: ignore[misc]
    """A geopy geocoder over the gazetteer that ships with Dharna. It never opens a connection.

    Parameters
    ----------
    country
        ISO alpha-2 code of the gazetteer to load, unless one is given.
    gazetteer
        A gazetteer to use instead.

    Examples
    --------
    >>> karachi = OfflineGazetteer().geocode("Numaish Chowrangi, Karachi")
    >>> karachi.raw["level"]
    'spot'
    """

    def __init__(self, country: str = "PK", *, gazetteer: Gazetteer | None = None) -> None:
        super().__init__()
        self.country = country
        self.gazetteer = gazetteer if gazetteer is not None else load_gazetteer(country)

    def geocode(
        self,
        query: str | dict[str, str],
        *,
        exactly_one: bool = True,
        timeout: object = DEFAULT_SENTINEL,  # noqa: ARG002 - geopy's contract
    ) -> Location | list[Location] | None:
        """Return the location of a name.

        Parameters
        ----------
        query
            A name ("Numaish Chowrangi, Karachi"), or a dict with any of ``place``, ``spot``,
            ``admin1``, ``admin2`` and ``country``; ``street city county state``, as Nominatim
            has them, mean the same.
        exactly_one
            ``False`` gives a list: the place taken, then its namesakes that may be meant.
        timeout
            Accepted for geopy's sake; nothing is waited for.

        Returns
        -------
        Location or list of Location or None
            ``raw`` holds ``site_id level radius_km geo_method geo_match geo_note``.
        """
        parts = _parts({"place": query} if isinstance(query, str) else query)
        placement = place_name(self.gazetteer, **parts, default_country=self.country, propose=False)
        if placement.place is None:
            return None
        location = self._as_location(placement.place, location_row(placement))
        if exactly_one:
            return location
        # What was put at an area for want of the name has no namesakes, only names like it.
        others = [] if placement.is_fallback else self._namesakes(parts, placement.place)
        return [location, *others]

    def reverse(
        self,
        query: Any,
        *,
        exactly_one: bool = True,
        timeout: object = DEFAULT_SENTINEL,  # noqa: ARG002 - geopy's contract
    ) -> Location | list[Location] | None:
        """Return the nearest town to a point (latitude first, as geopy has it), or the nearest ten.

        ``raw["distance_km"]`` says how far it is.
        """
        latitude, longitude = (float(x) for x in self._coerce_point_to_string(query).split(","))
        found = self.gazetteer.nearest(latitude, longitude, count=1 if exactly_one else 10)
        locations = [
            self._as_location(
                place, location_row(placed(place, note="nearest")) | {"distance_km": km}
            )
            for place, km in found
        ]
        if exactly_one:
            return locations[0] if locations else None
        return locations

    def _namesakes(self, parts: dict[str, str], taken: Place) -> list[Location]:
        found = candidate_places(self.gazetteer, parts, country=self.country)
        note = "may be meant as well"
        return [
            self._as_location(place, location_row(placed(place, note=note)))
            for place in found
            if place.place_id != taken.place_id
        ]

    def _as_location(self, place: Place, raw: dict[str, Any]) -> Location:
        town = self.gazetteer.town_of(place).name
        nation = self.gazetteer.places.get(place.country)
        country = nation.name if nation is not None else place.country
        parts = (place.name, town, place.admin2, place.admin1, country)
        address = ", ".join(dict.fromkeys(filter(None, parts)))
        return Location(address, (place.latitude, place.longitude), raw)


def _parts(query: Mapping[str, str]) -> dict[str, str]:
    """Return what a structured query says, under this project's names."""
    return {
        name: next((str(query[key]) for key in (name, *others) if query.get(key)), "")
        for name, others in _STRUCTURED.items()
    }
