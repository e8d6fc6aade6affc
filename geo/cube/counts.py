"""Rows of the cube → counts by site and day, as `geo.engine.count_site_days` gives them.

The cube's rows stand in the order of town, day and site. The engine picks those of a selection and
leaves long stretches of them in that order, so that little is to be sorted: every count is then a
sum over a run of rows, and nothing is hashed.
"""

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
    Rows,
    days_from,
    nullable_integers,
    one_key,
    sorting_rows,
)
from geo.outlets import Outlets
from geo.schema import COUNT_DTYPES

By = Literal["site_id", "town_id"]
Columns = dict[str, npt.NDArray[Any]]

COUNTED: Final = "town, day, site, n, span, weak, ended, low, high, outlet, source"
"""Columns of the cube that are counted; ``report`` too where ids stand in several rows."""
NO_OUTLET, SEVERAL_OUTLETS = -1, -2
"""Stand for the outlet of a source cell that names none, or several."""
_TOTALS: Final = ("reports", "weak", "ends", "precise")


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


def count_rows(rows: Columns, *, by: By, outlets: Outlets) -> Columns:
    """Count picked rows of the cube, in any order; one near that of town, day and site is fastest.

    Parameters
    ----------
    rows
        `COUNTED`, and ``report`` (-1: none) if there is one.
    by
        ``site_id`` keeps spots apart; ``town_id`` gathers them into their towns.
    outlets
        The outlets behind each source cell.

    Returns
    -------
    dict
        ``key day`` and the rest of `geo.schema.COUNT_DTYPES`; sizes are NaN where none is stated.
    """
    rows = _in_order(rows)
    site, town, day = rows["site"], rows["town"], rows["day"]
    starts = _runs(town, day, site)
    found = _by_site(rows, starts)
    found["key"], found["day"] = site[starts], day[starts]
    group_starts = starts
    if by == "town_id":
        within = _runs(town[starts], day[starts])
        group_starts = starts[within]
        if len(within) < len(starts):
            found = _gathered(found, within, town[starts])
        else:
            found["key"] = town[starts]
    group = np.repeat(np.arange(len(group_starts)), np.diff(group_starts, append=len(day)))
    found["sources"] = _distinct_outlets(rows, group, len(group_starts), outlets)
    if "report" in rows:
        _add_repeats(found, rows, group)
    return found


def joined(parts: list[Columns], names: pd.Index) -> SiteDays:
    """Put the counts of several parts of a cube together, in the order of site and day."""
    whole = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    key, day = whole.pop("key"), whole.pop("day")
    code = one_key([key, day])
    if len(code) and (np.diff(code) < 0).any():
        order = sorting_rows(code)
        key, day = key[order], day[order]
        whole = {name: values[order] for name, values in whole.items()}
    columns: dict[str, Any] = {
        **{name: whole[name].astype(np.int64) for name in (*_TOTALS, "sources")},
        **{name: nullable_integers(whole[name]) for name in ("size_low", "size_high")},
        "ended": whole["ended"],
        "weight": whole["weight"],
    }
    return SiteDays(key, day, columns, names)


def _in_order(rows: Columns) -> Columns:
    """Put rows in the order of town, day and site; an engine promises none."""
    key = one_key([rows["town"], rows["day"], rows["site"]])
    if not (key[1:] < key[:-1]).any():
        return rows
    # Merges the stretches that are in order already.
    order = np.argsort(key, kind="stable")
    return {name: values[order] for name, values in rows.items()}


def _runs(*columns: npt.NDArray[Any]) -> Rows:
    """Return where each run of rows begins that are alike in these columns."""
    new = np.zeros(len(columns[0]), dtype=bool)
    new[:1] = True
    for column in columns:
        new[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(new)


def _by_site(rows: Columns, starts: Rows) -> Columns:
    n = rows["n"]
    told = rows["ended"] > 0
    ends = _sum(n * told, starts)
    counted = np.where(rows["report"] < 0, n, 0) if "report" in rows else n
    is_precise = rows["span"] == 1
    precise = counted if is_precise.all() else counted * is_precise
    weight = counted if is_precise.all() else counted / rows["span"]
    return {
        "reports": _sum(counted, starts),
        "weak": _sum(counted * rows["weak"], starts),
        "ends": _sum(counted * told, starts),
        "precise": _sum(precise, starts),
        "weight": _sum(weight.astype(np.float64), starts),
        "size_low": _each(np.fmin, rows["low"], starts),
        "size_high": _each(np.fmax, rows["high"], starts),
        "told": ends,
        "ended": ends > 0,
    }


def _gathered(found: Columns, within: Rows, town: Ints) -> Columns:
    """Gather sites into towns: a report on the whole town says more than those on its spots."""
    own = found["key"] == town
    together: Columns = {name: _sum(found[name], within) for name in (*_TOTALS, "weight")}
    for name, larger in (("size_low", np.fmin), ("size_high", np.fmax)):
        of_town = _each(larger, np.where(own, found[name], np.nan), within)
        together[name] = np.fmax(of_town, _sum_known(np.where(own, np.nan, found[name]), within))
    ends = found["told"]
    together["ended"] = (_each(np.maximum, np.where(own, ends, 0), within) > 0) | (
        _each(np.minimum, ends, within) > 0
    )
    return {**together, "key": town[within], "day": found["day"][within]}


def _distinct_outlets(rows: Columns, group: Rows, groups: int, outlets: Outlets) -> Longs:
    """Count the different outlets of each group; rows that name several are looked up."""
    single = rows["outlet"] >= 0
    several = np.flatnonzero(rows["outlet"] == SEVERAL_OUTLETS)
    width = max(len(outlets.names), 1)
    key = group[single].astype(np.int64)
    key *= width
    key += rows["outlet"][single]
    if len(several):
        place, outlet = _outlets_of(rows["source"][several], outlets)
        more = group[several[place]].astype(np.int64) * width + outlet
        # Groups that such a row belongs to are put in order apart from the rest.
        key = np.concatenate([key, more])
    return _count_distinct(key, width, groups)


def _outlets_of(sources: Ints, outlets: Outlets) -> tuple[Rows, Ints]:
    lengths = np.diff(outlets.starts)[sources]
    place = np.repeat(np.arange(len(sources)), lengths)
    within = np.arange(len(place)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return place, outlets.named[np.repeat(outlets.starts[sources], lengths) + within]


def _count_distinct(key: Longs, width: int, groups: int) -> Longs:
    """Count the different keys of each group; only groups out of order are sorted."""
    if len(key) == 0:
        return np.zeros(groups, dtype=np.int64)
    falls = np.flatnonzero(key[1:] < key[:-1])
    if len(falls):
        group = key // width
        if (group[1:] < group[:-1]).any():
            key = np.sort(key)
        else:
            is_mixed = np.zeros(groups, dtype=bool)
            is_mixed[group[falls]] = True
            mixed = np.flatnonzero(is_mixed[group])
            key[mixed] = np.sort(key[mixed])
    first = np.append(True, key[1:] != key[:-1])
    return np.bincount(key[first] // width, minlength=groups)


def _add_repeats(found: Columns, rows: Columns, group: Rows) -> None:
    """Add the reports whose id stands in several rows, each id once a group."""
    at = np.flatnonzero(rows["report"] >= 0)
    if len(at) == 0:
        return
    each = pd.DataFrame(
        {
            "group": group[at],
            "report": rows["report"][at],
            "weak": rows["weak"][at] > 0,
            "ends": rows["ended"][at] > 0,
            "weight": 1.0 / rows["span"][at],
        }
    )
    ids = each.groupby(["group", "report"], sort=True).max().reset_index("group")
    ids["precise"] = ids["weight"] == 1
    sums = ids.assign(reports=1).groupby("group").sum()
    for name in (*_TOTALS, "weight"):
        found[name] = found[name].astype(np.float64)
        found[name][sums.index] += sums[name].to_numpy(dtype=np.float64)


def _sum(values: npt.NDArray[Any], starts: Rows) -> npt.NDArray[Any]:
    kind = np.float64 if values.dtype.kind == "f" else np.int64
    if len(starts) == len(values):
        return values.astype(kind)
    return np.add.reduceat(values, starts, dtype=kind) if len(starts) else np.zeros(0, dtype=kind)


def _sum_known(values: Floats, starts: Rows) -> Floats:
    """Sum what is known; NaN where nothing is."""
    known = ~np.isnan(values)
    total = _sum(np.where(known, values, 0.0), starts)
    return np.where(_sum(known.astype(np.int64), starts) > 0, total, np.nan)


def _each(function: np.ufunc, values: npt.NDArray[Any], starts: Rows) -> npt.NDArray[Any]:
    if len(starts) == len(values):
        return values
    reduced: npt.NDArray[Any] = function.reduceat(values, starts) if len(starts) else values[:0]
    return reduced
