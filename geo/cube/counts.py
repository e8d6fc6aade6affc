"""A selection of the cube → counts by site and day, as `geo.engine.count_site_days` gives them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.codes import (
    Coded,
    Floats,
    Ints,
    Longs,
    days_from,
    nullable_integers,
    one_key,
    sorting_rows,
)
from geo.schema import COUNT_DTYPES

By = Literal["site_id", "town_id"]

_SUMS: Final = """
  sum(n::DOUBLE) {unnamed} AS reports, sum(n::DOUBLE) FILTER (weak {and_unnamed}) AS weak,
  sum(n::DOUBLE) FILTER (ended {and_unnamed}) AS ends,
  sum(n * weight) {unnamed} AS weight,
  sum(n::DOUBLE) FILTER (weight = 1 {and_unnamed}) AS precise
"""
_COUNTS: Final = """
WITH picked AS MATERIALIZED (SELECT {key} AS key, * FROM cube WHERE {where}),
shared AS (SELECT * FROM picked WHERE NOT alone),
one_site AS (
  SELECT key, day, {sums}, min(low) AS size_low, max(high) AS size_high,
    coalesce(bool_or(ended), false) AS ended
  FROM shared WHERE {is_one} GROUP BY key, day
), by_site AS (
  SELECT key, site, day, {sums}, min(low) AS low, max(high) AS high,
    sum(n::DOUBLE) FILTER (ended) AS told_ends
  FROM shared WHERE NOT {is_one} GROUP BY key, site, day
), gathered AS (
  SELECT key, day, sum(reports) AS reports, sum(weak) AS weak, sum(ends) AS ends,
    sum(weight) AS weight, sum(precise) AS precise,
    max(low) FILTER (site = key) AS own_low, max(high) FILTER (site = key) AS own_high,
    sum(low) FILTER (site <> key) AS spots_low, sum(high) FILTER (site <> key) AS spots_high,
    coalesce(max(told_ends) FILTER (site = key), 0) > 0
      OR min(coalesce(told_ends, 0)) > 0 AS ended
  FROM by_site GROUP BY key, day
), sums AS (
  SELECT key, day, reports, weak, ends, weight, precise, size_low, size_high, ended FROM one_site
  UNION ALL
  SELECT key, day, reports, weak, ends, weight, precise,
    greatest(own_low, spots_low), greatest(own_high, spots_high), ended FROM gathered
), {repeats} named AS (
  SELECT key, day, count(*) AS sources
  FROM (SELECT DISTINCT key, day, {outlet} FROM shared {outlet_join} WHERE {outlet} IS NOT NULL)
  GROUP BY key, day
)
SELECT key, day, n::DOUBLE AS reports, outlets AS sources, low AS size_low, high AS size_high,
  CASE WHEN weak THEN n ELSE 0 END AS weak, CASE WHEN ended THEN n ELSE 0 END AS ends, ended,
  n * weight AS weight, CASE WHEN weight = 1 THEN n ELSE 0 END AS precise
FROM picked WHERE alone
UNION ALL
SELECT sums.key, sums.day, {total_reports}, coalesce(sources, 0), size_low, size_high,
  {total_weak}, {total_ends}, ended, {total_weight}, {total_precise}
FROM sums LEFT JOIN named USING (key, day) {repeats_join}
"""
_REPEATS: Final = """
repeats AS (
  SELECT key, day, count(DISTINCT report) AS reports,
    count(DISTINCT report) FILTER (weak) AS weak, count(DISTINCT report) FILTER (ended) AS ends
  FROM shared WHERE report IS NOT NULL GROUP BY key, day
), repeated_weights AS (
  SELECT key, day, sum(weight) AS weight, count(*) FILTER (weight = 1) AS precise
  FROM (SELECT key, day, report, max(weight) AS weight FROM shared
        WHERE report IS NOT NULL GROUP BY key, day, report)
  GROUP BY key, day
),
"""
_REPEATS_JOIN: Final = """
LEFT JOIN repeats USING (key, day) LEFT JOIN repeated_weights USING (key, day)
"""


@dataclass(frozen=True, eq=False)
class SiteDays:
    """Counts by site and day as numbers, sorted by both.

    Attributes
    ----------
    site
        Codes into `names`.
    day
        Days since 1970-01-01.
    columns
        The rest of `geo.schema.COUNT_DTYPES`, by name.
    names
        Site ids in the order of their codes.
    """

    site: Ints
    day: Ints
    columns: dict[str, Any]
    names: pd.Index

    def __len__(self) -> int:
        return len(self.site)

    def frame(self, *, coded: bool = False) -> pd.DataFrame:
        """Return `geo.schema.COUNT_DTYPES`; the ids as categories when `coded`."""
        site: Any
        if coded:
            site = pd.Categorical.from_codes(self.site, categories=self.names)
        else:
            site = Coded(self.site, self.names).text()
        whole = {"site_id": site, "day": days_from(self.day), **self.columns}
        return pd.DataFrame(whole, columns=list(COUNT_DTYPES), copy=False)

    def where(self, keep: npt.NDArray[np.bool_]) -> SiteDays:
        """Return the rows for which `keep` holds."""
        columns = {name: values[keep] for name, values in self.columns.items()}
        return SiteDays(self.site[keep], self.day[keep], columns, self.names)


def count_cells(
    engine: Any, names: pd.Index, *, by: By, where: str, several_outlets: bool, repeated: bool
) -> SiteDays:
    """Count what a condition picks of the cube.

    Parameters
    ----------
    engine
        A DuckDB connection that knows ``cube`` and ``cell_outlet``.
    names
        Site ids in the order of their codes.
    by
        ``site_id`` keeps spots apart; ``town_id`` gathers them into their towns.
    where
        A condition on the cube's columns, made of numbers only.
    several_outlets
        Whether a source cell may name several outlets.
    repeated
        Whether a report's id may stand in several rows.
    """
    table = engine.sql(
        _query(by=by, where=where, several_outlets=several_outlets, repeated=repeated)
    ).to_arrow_table()
    key = table["key"].to_numpy()
    day = table["day"].cast("int32").to_numpy()
    order = sorting_rows(one_key([key, day]))

    def whole(name: str) -> Longs:
        return np.asarray(table[name].to_numpy()[order], dtype=np.int64)

    def floats(name: str) -> Floats:
        return np.asarray(table[name].to_numpy(), dtype=np.float64)[order]

    columns = {
        **{name: whole(name) for name in ("reports", "sources", "weak", "ends", "precise")},
        **{name: nullable_integers(floats(name)) for name in ("size_low", "size_high")},
        "ended": table["ended"].to_numpy()[order].astype(bool),
        "weight": floats("weight"),
    }
    return SiteDays(key[order].astype(np.int32), day[order], columns, names)


def _query(*, by: By, where: str, several_outlets: bool, repeated: bool) -> str:
    totals = ("reports", "weak", "ends", "weight", "precise")
    of_repeats = {
        name: f"coalesce({table}.{name}, 0)"
        for table, names in (("repeats", totals[:3]), ("repeated_weights", totals[3:]))
        for name in names
    }
    return _COUNTS.format(
        key="town" if by == "town_id" else "site",
        where=where,
        is_one="NOT several" if by == "town_id" else "true",
        sums=_SUMS.format(
            unnamed="FILTER (report IS NULL)" if repeated else "",
            and_unnamed="AND report IS NULL" if repeated else "",
        ),
        outlet="named_outlet.outlet" if several_outlets else "outlet",
        outlet_join="JOIN cell_outlet AS named_outlet USING (source)" if several_outlets else "",
        repeats=_REPEATS if repeated else "",
        repeats_join=_REPEATS_JOIN if repeated else "",
        **{
            f"total_{name}": f"coalesce(sums.{name}, 0)"
            + (f" + {of_repeats[name]}" if repeated else "")
            for name in totals
        },
    )
