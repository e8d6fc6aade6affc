"""Place names → sites, each with a level, a radius and the reason it was taken."""

from __future__ import annotations

from typing import Any

from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location

from geo.gazetteer import Gazetteer, Place, load_gazetteer
from geo.locating import Located, locate_reports, location_row
from geo.placement import placed
from geo.placing import place_name

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
            ``admin1``, ``admin2`` and ``country``.
        exactly_one
            ``False`` gives a list.
        timeout
            Accepted for geopy's sake; nothing is waited for.

        Returns
        -------
        Location or list of Location or None
            ``raw`` holds ``site_id level radius_km geo_method geo_match geo_note``.
        """
        parts = {"place": query} if isinstance(query, str) else query
        placement = place_name(
            self.gazetteer,
            place=parts.get("place", ""),
            spot=parts.get("spot", ""),
            admin1=parts.get("admin1", ""),
            admin2=parts.get("admin2", ""),
            country=parts.get("country", ""),
            default_country=self.country,
        )
        if placement.place is None:
            return None
        location = _as_location(placement.place, location_row(placement))
        return location if exactly_one else [location]

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
            _as_location(place, location_row(placed(place, note="nearest")) | {"distance_km": km})
            for place, km in found
        ]
        if exactly_one:
            return locations[0] if locations else None
        return locations


def _as_location(place: Place, raw: dict[str, Any]) -> Location:
    parts = dict.fromkeys(filter(None, (place.name, place.admin2, place.admin1, place.country)))
    return Location(", ".join(parts), (place.latitude, place.longitude), raw)
