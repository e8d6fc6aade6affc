"""Places to look at by hand: those not found, and those found with doubt."""

from __future__ import annotations

from typing import Final

import pandas as pd

from geo.candidates import WRITTEN
from geo.geocoder import Located
from geo.schema import AREA_LEVELS

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
