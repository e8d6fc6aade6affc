"""Combinations of places → sites: looked up once, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from geo.corrections import Corrections
from geo.gazetteer import Gazetteer
from geo.locating import locate_reports, one_a_site
from geo.pipeline import gazetteer_for
from geo.scans.accounting import Accounts
from geo.scans.lookups import Lookup
from geo.schema import LOCATION_DTYPES, SITE_DTYPES, empty

_AT_ONCE: Final = 200_000
"""Placing takes 3 KB a place while it lasts, and a tenth of that is kept."""
_AREAS: Final = ("place", "spot", "admin1", "admin2", "country")


@dataclass(frozen=True, eq=False)
class Placed:
    """Places of several scans, placed together.

    Attributes
    ----------
    lookups
        For each scan, all of its combinations that an accepted report has: `LOCATION_DTYPES`, the
        codes ``site`` and ``town`` (places in `ids`), and the place as it was written. What was not
        placed has an empty ``site_id`` and says why in ``geo_note``.
    sites
        `SITE_DTYPES`.
    ids
        Sites and towns, sorted: what the codes stand for.
    unlocated
        Number of accepted reports without a site.
    """

    lookups: tuple[Lookup, ...]
    sites: pd.DataFrame
    ids: pd.Index
    unlocated: int


def place_combinations(
    accounts: list[Accounts],
    *,
    country: str,
    corrections: Corrections | None,
    progress: Callable[[float, str], None] | None = None,
) -> Placed:
    """Place every combination that an accepted report has."""
    taken = [a.lookups["place"].taken(a.accepted > 0) for a in accounts]
    each = [part.values.assign(part=number) for number, part in enumerate(taken)]
    whole = pd.concat(each, ignore_index=True)
    if whole.empty:
        none = pd.DataFrame(index=whole.index, columns=list(LOCATION_DTYPES), dtype="str")
        blank = [part.with_values(none.assign(site=0, town=0, site_name="")) for part in taken]
        return Placed(tuple(blank), empty(SITE_DTYPES), pd.Index([], dtype="str"), 0)
    gazetteer = gazetteer_for(whole, country, progress=progress)
    starts = range(0, len(whole), _AT_ONCE)
    places = [
        _placed(whole.iloc[start : start + _AT_ONCE], gazetteer, country, corrections)
        for start in starts
    ]
    found, sites = places[0] if len(places) == 1 else _as_one(places)
    ids = pd.Index(sorted(set(found["site_id"]) | set(found["town_id"]) - {""}), dtype="str")
    ids = ids[ids != ""]
    values = found.rename(columns={"site": "site_name"}).assign(
        site=ids.get_indexer(pd.Index(found["site_id"])).astype(np.int32),
        town=ids.get_indexer(pd.Index(found["town_id"])).astype(np.int32),
        **{name: whole[name] for name in _AREAS},
    )
    parts, start = [], 0
    for part in taken:
        parts.append(part.with_values(values.iloc[start : start + len(part.rows)]))
        start += len(part.rows)
    missing = np.concatenate([a.accepted[a.accepted > 0] for a in accounts])
    unlocated = int(missing[(found["site_id"] == "").to_numpy()].sum())
    return Placed(tuple(parts), sites, ids, unlocated)


def _placed(
    rows: pd.DataFrame, gazetteer: Gazetteer, country: str, corrections: Corrections | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return `LOCATION_DTYPES` of each row, and the sites."""
    located = locate_reports(rows, gazetteer, country=country, corrections=corrections)
    found = located.reports[list(LOCATION_DTYPES)].reindex(rows.index)
    texts = [name for name, kind in LOCATION_DTYPES.items() if kind == "str"]
    found[texts] = found[texts].fillna("").astype("str")
    found.loc[located.unlocated.index, "geo_note"] = located.unlocated["reason"]
    return found, located.sites


def _as_one(
    places: list[tuple[pd.DataFrame, pd.DataFrame]],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Put what was placed piece by piece together: a site of several pieces has one radius."""
    found, sites = (pd.concat(tables) for tables in zip(*places, strict=True))
    whole = one_a_site(sites.reset_index(drop=True))
    if len(whole) == len(sites):
        return found, whole
    radius = sites.groupby("site_id")["radius_km"].max()
    whole = whole.assign(radius_km=radius.loc[whole["site_id"]].to_numpy())
    is_given = (found["geo_method"] == "given").to_numpy()
    found.loc[is_given, "radius_km"] = radius.loc[found["site_id"][is_given]].to_numpy()
    return found, whole.reset_index(drop=True)
