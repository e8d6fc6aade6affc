"""Place names → sites, each with a level, a radius and the reason it was taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location

from geo.gazetteer import Gazetteer, Place, load_gazetteer
from geo.placing import NO_PLACE, Placement, place_name, placed
from geo.schema import LOCATION_DTYPES, SITE_DTYPES, conform

_KEYS: Final = ("place", "spot", "admin1", "admin2", "country", "latitude", "longitude")


@dataclass(frozen=True)
class Located:
    """Reports with their sites; ``len(reports) + len(unlocated)`` is the number given.

    Attributes
    ----------
    reports
        The located reports: the columns given, with `geo.schema.LOCATION_DTYPES`.
    unlocated
        Reports without a site: the columns given, with ``reason`` and ``candidates``.
    sites
        One row a site in use, towns of spots included (`geo.schema.SITE_DTYPES`).
    """

    reports: pd.DataFrame
    unlocated: pd.DataFrame
    sites: pd.DataFrame


def locate_reports(reports: pd.DataFrame, gazetteer: Gazetteer, *, country: str) -> Located:
    """Give every report a site, or list it as unlocated with the reason.

    Each distinct place is looked up once. Coordinates given in a report are kept as they are.

    Parameters
    ----------
    reports
        Canonical columns (`geo.schema.REPORT_DTYPES`), any index.
    gazetteer
        Where names are looked up.
    country
        ISO alpha-2 code taken for reports that state no country.
    """
    keys = list(_KEYS)
    distinct = reports[keys].drop_duplicates().reset_index(drop=True)
    placements = [
        place_name(gazetteer, default_country=country, **dict(zip(keys, row, strict=True)))
        for row in distinct.itertuples(index=False, name=None)
    ]
    rows = [_location_row(p) for p in placements]
    found = pd.DataFrame(rows, index=distinct.index, columns=list(LOCATION_DTYPES))
    found["candidates"] = ["; ".join(p.candidates) for p in placements]
    renamed = {"latitude": "_latitude", "longitude": "_longitude"}
    codes = pd.concat([distinct, found.rename(columns=renamed)], axis=1)
    joined = reports.reset_index(names="_row").merge(codes, on=keys, how="left")
    joined = joined.set_index("_row")
    joined.index.name = reports.index.name
    is_located = joined["site_id"] != ""
    located = joined[is_located].copy()
    located["latitude"], located["longitude"] = located["_latitude"], located["_longitude"]
    located = located.drop(columns=["_latitude", "_longitude", "candidates"])
    missing = joined.loc[~is_located, [*reports.columns, "geo_note", "candidates"]]
    return Located(
        reports=located.astype(LOCATION_DTYPES),
        unlocated=missing.rename(columns={"geo_note": "reason"}),
        sites=_site_table(placements),
    )


def _location_row(placement: Placement) -> dict[str, Any]:
    place, town = placement.place or NO_PLACE, placement.town or NO_PLACE
    return {
        "site_id": place.place_id,
        "site": place.name,
        "level": place.level,
        "town_id": town.place_id,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "radius_km": place.radius_km,
        "geo_method": placement.method if placement.place else "",
        "geo_match": placement.match,
        "geo_note": placement.note,
    }


def _site_table(placements: list[Placement]) -> pd.DataFrame:
    rows: dict[str, dict[str, Any]] = {}
    for placement in placements:
        town = placement.town
        for place in (placement.place, town):
            if place is None or town is None:
                continue
            rows.setdefault(
                place.place_id,
                {
                    "site_id": place.place_id,
                    "site": place.name,
                    "level": place.level,
                    "town_id": town.place_id,
                    "admin1": place.name if place.level == "province" else place.admin1,
                    "admin2": place.admin2,
                    "country": place.country,
                    "latitude": place.latitude,
                    "longitude": place.longitude,
                    "radius_km": place.radius_km,
                },
            )
    return conform(pd.DataFrame(list(rows.values()), columns=list(SITE_DTYPES)), SITE_DTYPES)


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
        location = _as_location(placement.place, _location_row(placement))
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
            _as_location(place, _location_row(placed(place, note="nearest")) | {"distance_km": km})
            for place, km in found
        ]
        if exactly_one:
            return locations[0] if locations else None
        return locations


def _as_location(place: Place, raw: dict[str, Any]) -> Location:
    parts = dict.fromkeys(filter(None, (place.name, place.admin2, place.admin1, place.country)))
    return Location(", ".join(parts), (place.latitude, place.longitude), raw)
