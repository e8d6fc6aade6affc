"""Reports → their sites: each distinct place is looked up once, and taken back to its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from geo._online_answers import OnlineAnswers
from geo.areas import country_place
from geo.corrections import Corrections
from geo.distinct import Codes, distinct_rows, side_by_side, spread_text
from geo.gazetteer import Gazetteer, Place
from geo.placement import NO_PLACE, Placement
from geo.placing import place_name
from geo.points import place_points
from geo.schema import LOCATION_DTYPES, SITE_DTYPES, conform
from geo.suggest import suggest

_TEXTS: Final = ["place", "spot", "admin1", "admin2", "country"]
_KEYS: Final = [*_TEXTS, "latitude", "longitude"]
_PROPOSED_FOR: Final = 500
"""Names not found that get proposals; a longer list is no list for a person."""


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


def locate_reports(
    reports: pd.DataFrame,
    gazetteer: Gazetteer,
    *,
    country: str,
    corrections: Corrections | None = None,
    online: OnlineAnswers | None = None,
) -> Located:
    """Give every report a site, or list it as unlocated with the reason.

    Each distinct place is looked up once. Coordinates given in a report are kept as they are.

    Parameters
    ----------
    reports
        Canonical columns (`geo.schema.REPORT_DTYPES`), any index. A further column ``radius_km``
        is the doubt in km that a source states of its coordinates: the site's radius is no
        smaller, and the largest holds for the site.
    gazetteer
        Where names are looked up.
    country
        ISO alpha-2 code taken for reports that state no country.
    corrections
        Places set by hand, which win over all else.
    online
        What a server said of names that the gazetteer does not know; see `geo._online`.

    Raises
    ------
    InputError
        When a correction names a site that the gazetteer lacks.
    """
    codes, distinct = distinct_rows(reports, _KEYS)
    by_hand = _by_hand(distinct, gazetteer, corrections)
    is_point = distinct[["latitude", "longitude"]].notna().all(axis=1)
    is_point &= ~distinct.index.isin(by_hand)
    points, towns = place_points(distinct[is_point], gazetteer, country=country)
    points["radius_km"] = _stated_radii(reports, codes, points)
    rows_of_names = distinct.loc[~is_point, _TEXTS]
    placements = []
    for number, *row in rows_of_names.itertuples(name=None):
        written = dict(zip(_TEXTS, row, strict=True))
        placement = by_hand.get(number)
        if placement is None:
            placement = place_name(gazetteer, **written, default_country=country, propose=False)
            if placement.is_fallback and online is not None:
                placement = online.find(written) or placement
        placements.append(placement)
    named = pd.DataFrame(
        [location_row(p) for p in placements],
        index=rows_of_names.index,
        columns=list(LOCATION_DTYPES),
    )
    named["candidates"] = _candidates(gazetteer, rows_of_names, placements, country)
    found = pd.concat([points, named]).reindex(distinct.index)
    is_located = (found["site_id"] != "").to_numpy()[codes]
    rows = slice(None) if is_located.all() else is_located
    located, taken = reports[rows], codes[rows]
    columns = side_by_side(
        lambda name: _spread(found[name], taken, located.index), list(LOCATION_DTYPES), len(taken)
    )
    left = np.flatnonzero(~is_located)
    # Taking no rows from columns in many chunks is slow; a slice is not.
    unlocated = reports.iloc[left] if len(left) else reports.iloc[:0]
    missing = found.iloc[codes[left]]
    return Located(
        reports=located.assign(**columns),
        unlocated=unlocated.assign(
            reason=pd.Series(missing["geo_note"].tolist(), unlocated.index, dtype="str"),
            candidates=pd.Series(missing["candidates"].tolist(), unlocated.index, dtype="str"),
        ),
        sites=_site_table(points, {**_with_towns(placements), **{t: t for t in towns}}),
    )


def _by_hand(
    distinct: pd.DataFrame, gazetteer: Gazetteer, corrections: Corrections | None
) -> dict[int, Placement]:
    """Return the placements that a person has set, by row."""
    if corrections is None or not len(corrections):
        return {}
    found = (
        (number, corrections.find(gazetteer, dict(zip(_TEXTS, row, strict=True))))
        for number, *row in distinct[_TEXTS].itertuples(name=None)
    )
    return {int(number): placement for number, placement in found if placement is not None}


def _candidates(
    gazetteer: Gazetteer, rows: pd.DataFrame, placements: list[Placement], country: str
) -> list[str]:
    """Return what to propose for each name: what was found beside it, or names like it."""
    listed = ["; ".join(p.candidates) for p in placements]
    wanted = [
        number
        for number, placement in enumerate(placements)
        if placement.place is None and not listed[number]
    ]
    groups: dict[str, list[int]] = {}
    for number in wanted[:_PROPOSED_FOR]:
        nation = country_place(gazetteer, rows["country"].iloc[number] or country)
        if nation is not None:
            groups.setdefault(nation.place_id, []).append(number)
    for within, numbers in groups.items():
        names = [rows["place"].iloc[i] or rows["spot"].iloc[i] for i in numbers]
        for number, found in zip(numbers, suggest(gazetteer, names, within=within), strict=True):
            listed[number] = "; ".join(found)
    return listed


def _spread(column: pd.Series, codes: Codes, index: pd.Index[Any]) -> pd.Series:
    if LOCATION_DTYPES[str(column.name)] == "str":
        return spread_text(column.tolist(), codes, index)
    return pd.Series(column.to_numpy(np.float64)[codes], index=index)


def _stated_radii(reports: pd.DataFrame, codes: Codes, points: pd.DataFrame) -> pd.Series:
    """Return the radius of each point: the largest that any report of the site states, if any."""
    default = points["radius_km"].astype("float64")
    if "radius_km" not in reports:
        return default
    stated = reports["radius_km"].to_numpy(np.float64, na_value=np.nan)
    largest = np.full(int(codes.max(initial=-1)) + 1, -np.inf)
    known = np.isfinite(stated)
    np.maximum.at(largest, codes[known], stated[known])
    wider = default.clip(lower=pd.Series(largest[points.index], index=points.index))
    radii: pd.Series = wider.groupby(points["site_id"]).transform("max")
    return radii


def location_row(placement: Placement) -> dict[str, Any]:
    """Return a placement as a row with `geo.schema.LOCATION_DTYPES`."""
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


def _with_towns(placements: list[Placement]) -> dict[Place, Place]:
    """Return the places taken with the town that each gathers into; towns with themselves."""
    towns: dict[Place, Place] = {}
    for placement in placements:
        if placement.place is not None and placement.town is not None:
            towns.setdefault(placement.place, placement.town)
            towns.setdefault(placement.town, placement.town)
    return towns


def _site_table(points: pd.DataFrame, towns: dict[Place, Place]) -> pd.DataFrame:
    rows = [
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
        }
        for place, town in towns.items()
    ]
    known = pd.DataFrame(rows, columns=list(SITE_DTYPES))
    whole = conform(pd.concat([known, one_a_site(points)], ignore_index=True), SITE_DTYPES)
    return whole.drop_duplicates("site_id", ignore_index=True)


def one_a_site(points: pd.DataFrame) -> pd.DataFrame:
    """Take one of the rows of each site, the same one whatever their order.

    One that states its province before one that does not, then the southernmost.

    Parameters
    ----------
    points
        ``site_id admin1 country latitude longitude level town_id``, and any other columns.
    """
    if not points["site_id"].duplicated().any():
        return points
    unstated = {f"no_{name}": points[name] == "" for name in ("admin1", "country")}
    ranked = points.assign(**unstated).sort_values(
        [*unstated, "latitude", "longitude", "admin1", "country", "level", "town_id"]
    )
    taken = ranked.drop_duplicates("site_id").set_index("site_id")
    return taken.loc[points["site_id"].unique()].reset_index()[list(points.columns)]
