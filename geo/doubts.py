"""Places to look at by hand: those not found, and those found with doubt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from geo.gazetteer import Gazetteer, Place
from geo.geocoder import Located
from geo.placing import place_name
from geo.schema import AREA_LEVELS

WRITTEN: Final = ("spot", "place", "admin2", "admin1", "country")
"""What a report may say of its place, from fine to coarse."""
COLUMNS: Final = (*WRITTEN, "reports", "taken_as", "level", "radius_km", "why", "candidates")
_WIDE_KM: Final = 25.0


def places_to_check(located: Located) -> pd.DataFrame:
    """List each distinct place that was not found, or not surely.

    A place is doubtful when it stands for an area, when its radius is above 25 km, or when a note
    says why it was taken. Coordinates given in the file are not questioned here.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`: one row a place as written, those not found first, then by number of reports.
        ``taken_as`` is empty where nothing was found.
    """
    missing = located.unlocated.assign(
        taken_as="", level="", radius_km=float("nan"), why=located.unlocated["reason"]
    )
    found = located.reports
    doubted = (
        found["level"].isin(AREA_LEVELS)
        | (found["geo_note"] != "")
        | (found["radius_km"] > _WIDE_KM)
    ) & ~found["geo_method"].isin(["given", "manual"])
    found = found[doubted]
    doubtful = found.assign(
        taken_as=found["geo_match"].where(found["geo_match"] != "", found["site"]),
        why=found["geo_note"],
        candidates="",
    )
    wanted = [name for name in COLUMNS if name != "reports"]
    every = pd.concat([missing[wanted], doubtful[wanted]], ignore_index=True)
    counted = every.groupby(wanted, dropna=False, sort=False).size().reset_index(name="reports")
    counted["_found"] = counted["taken_as"] != ""
    ordered = counted.sort_values(["_found", "reports"], ascending=[True, False], kind="stable")
    return ordered[list(COLUMNS)].reset_index(drop=True)


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
