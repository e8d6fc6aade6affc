"""The places that may be meant by what is written, for a person to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from geo.gazetteer import Gazetteer, Place
from geo.placing import place_name

WRITTEN: Final = ("spot", "place", "admin2", "admin1", "country")
"""What a report may say of its place, from fine to coarse."""


def candidate_places(
    gazetteer: Gazetteer, written: Mapping[str, str], *, country: str
) -> list[Place]:
    """Return the places that a person might mean by what is written, to choose from.

    Parameters
    ----------
    gazetteer
        Where names are looked up.
    written
        Any of `WRITTEN`.
    country
        ISO alpha-2 code taken where none is written.
    """
    parts = {name: str(written.get(name, "")) for name in WRITTEN}
    placement = place_name(gazetteer, default_country=country, **parts)  # type: ignore[arg-type]
    places = [placement.place] if placement.place is not None else []
    for candidate in placement.candidates:
        name, _, region = candidate.rpartition(", ")
        for place in gazetteer.find(name):
            near = (place.admin2, place.admin1, place.country, gazetteer.town_of(place).name)
            if region in near:
                places.append(place)
    return list({place.place_id: place for place in places}.values())
