"""Combinations of places → sites: looked up once, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from geo.corrections import Corrections
from geo.locating import locate_reports
from geo.pipeline import gazetteer_for
from geo.scans.accounting import Accounts
from geo.scans.lookups import Lookup
from geo.schema import LOCATION_DTYPES, SITE_DTYPES, empty

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
    located = locate_reports(whole, gazetteer, country=country, corrections=corrections)
    found = located.reports[list(LOCATION_DTYPES)].reindex(whole.index)
    texts = [name for name, kind in LOCATION_DTYPES.items() if kind == "str"]
    found[texts] = found[texts].fillna("").astype("str")
    found.loc[located.unlocated.index, "geo_note"] = located.unlocated["reason"]
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
    return Placed(tuple(parts), located.sites, ids, unlocated)
