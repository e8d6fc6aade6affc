"""Rows of the cube → counts by site and day, as `geo.engine.count_site_days` gives them.

The rows of a site and day stand together, so that every count is a sum over a run of rows: nothing
is sorted and nothing is hashed.
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
from geo.cube.columns import ENDED, VAGUE, WEAK, Chosen, Columns, Part
from geo.outlets import Outlets
from geo.schema import COUNT_DTYPES

By = Literal["site_id", "town_id"]
_TOTALS: Final = ("reports", "weak", "ends", "precise")
_WHOLE: Final = (*_TOTALS, "sources")
_SIZES: Final = ("size_low", "size_high")
_COUNTED: Final = 1023
_SHIFTS: Final = {WEAK: 0, ENDED: 10, VAGUE: 20}
_PACKED: Final = np.array(
    [
        sum(1 << shift for bit, shift in _SHIFTS.items() if flags & bit)
        for flags in range(1 + WEAK + ENDED + VAGUE)
    ],
    dtype=np.int32,
)
"""By flags: a one in the ten bits of each of them, to be added up together."""
_WORD: Final = 64
_MOST_WORDS: Final = 8
"""Up to so many words of bits stand for the outlets of a cell; more outlets are sorted."""


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
        The rest of `geo.schema.COUNT_DTYPES`, by name: whole numbers in any width, sizes as floats
        (NaN: none is stated).
    names
        Site ids in the order of their codes.
    """

    site: Ints
    day: Ints
    columns: Columns
    names: pd.Index

    def __len__(self) -> int:
        return len(self.site)

    def rows(self, at: Any = slice(None)) -> dict[str, Any]:
        """Return the columns of some rows, each of the type that `COUNT_DTYPES` states."""
        found: dict[str, Any] = {name: self.columns[name][at] for name in ("ended", "weight")}
        found |= {name: self.columns[name][at].astype(np.int64) for name in _WHOLE}
        found |= {name: nullable_integers(self.columns[name][at]) for name in _SIZES}
        return found

    def frame(self) -> pd.DataFrame:
        """Return `geo.schema.COUNT_DTYPES`."""
        site = Coded(self.site, self.names).text()
        whole = {"site_id": site, "day": days_from(self.day), **self.rows()}
        return pd.DataFrame(whole, columns=list(COUNT_DTYPES), copy=False)


def count_rows(part: Part, rows: slice, chosen: Chosen, *, by: By, outlets: Outlets) -> Columns:
    """Count the rows of a stretch that have a chosen value in every facet.

    Parameters
    ----------
    part, rows
        One of its `chunks`.
    chosen
        Codes by facet.
    by
        ``site_id`` keeps spots apart; ``town_id`` gathers them into their towns.
    outlets
        The outlets behind each source cell.

    Returns
    -------
    dict
        ``key day`` and the rest of `geo.schema.COUNT_DTYPES`, in the order of town, day and site.
    """
    is_picked = part.pick(rows, chosen)
    picked = rows if is_picked is None else np.flatnonzero(is_picked) + rows.start
    group = part.columns["group"][picked]
    starts = _runs(group)
    groups = group[starts]
    found = _sums(part, picked, starts)
    # The place of each group among those found: sizes and repeated ids are few, and looked up.
    base = int(groups[0]) if len(groups) else 0
    place = np.zeros(int(groups[-1]) - base + 1 if len(groups) else 0, dtype=np.intp)
    place[groups - base] = np.arange(len(groups))

    def places(of: Rows) -> Rows:
        at: Rows = place[part.columns["group"][of] - base]
        return at

    _add_sizes(found, part, rows, is_picked, places)
    site, town = part.columns["site"][groups], part.columns["town"][groups]
    found["key"], found["day"] = site, part.columns["day"][groups]
    within = np.arange(len(groups))
    if by == "town_id":
        if part.is_split:
            within = _runs(town, found["day"])
            found = _gathered(found, within, town)
        else:
            found["key"] = town
    row_starts = starts[within]
    found["sources"] = _distinct_outlets(part.columns["source"][picked], row_starts, outlets)
    repeated = _within(part.columns["repeated"], rows, is_picked)
    if len(repeated[1]):
        into = np.searchsorted(within, places(repeated[1]), side="right") - 1
        _add_repeats(found, part, repeated, into)
    return found


def joined(parts: list[Columns], names: pd.Index) -> SiteDays:
    """Put the counts of several stretches together, in the order of site and day."""
    if not parts:
        parts = [_nothing()]
    whole = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    key, day = whole.pop("key"), whole.pop("day")
    falls = (key[1:] < key[:-1]) | ((key[1:] == key[:-1]) & (day[1:] < day[:-1]))
    if falls.any():
        order = sorting_rows(one_key([key, day]))
        key, day = key[order], day[order]
        whole = {name: values[order] for name, values in whole.items()}
    return SiteDays(key, day, whole, names)


def _nothing() -> Columns:
    whole: Columns = {name: np.empty(0, dtype=np.int32) for name in ("key", "day", *_WHOLE)}
    whole |= {name: np.empty(0) for name in (*_SIZES, "weight")}
    return {**whole, "ended": np.empty(0, dtype=bool)}


def _runs(*columns: npt.NDArray[Any]) -> Rows:
    """Return where each run of rows begins that are alike in these columns."""
    new = np.zeros(len(columns[0]), dtype=bool)
    new[:1] = True
    for column in columns:
        new[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(new)


def _sums(part: Part, picked: Rows | slice, starts: Rows) -> Columns:
    flags = part.columns["flags"][picked]
    told = int(np.bitwise_or.reduce(flags)) if len(flags) else 0
    n = None if part.is_single else part.columns["n"][picked]
    length = np.diff(starts, append=len(flags)).astype(np.int32)
    reports = length if n is None else _sum(n, starts)

    packed = None
    if n is None and told and int(length.max()) <= _COUNTED:
        # Three sums in one: few rows of a site and day leave room for them in one number.
        packed = np.add.reduceat(_PACKED[flags], starts)

    def sum_of(bit: int) -> npt.NDArray[Any]:
        if not told & bit:
            return np.zeros(len(starts), dtype=np.int32)
        if packed is not None:
            return (packed >> _SHIFTS[bit]) & _COUNTED
        has = (flags & bit) > 0
        return _sum(has if n is None else n * has, starts)

    vague = sum_of(VAGUE)
    weight = (reports - vague).astype(np.float64)
    if told & VAGUE:
        at = np.flatnonzero(flags & VAGUE)
        span = part.columns["span"][picked][at]
        shares = 1.0 / span if n is None else n[at] / span
        into = np.searchsorted(starts, at, side="right") - 1
        weight += np.bincount(into, weights=shares, minlength=len(starts))
    ends = sum_of(ENDED)
    ended = ends > 0
    if told & ENDED and n is not None:
        # Rows whose ids stand in several count none here, and tell of an end all the same.
        ended = np.logical_or.reduceat(flags & ENDED, starts)
    return {
        "reports": reports,
        "weak": sum_of(WEAK),
        "ends": ends,
        "precise": reports - vague,
        "weight": weight,
        "ended": ended,
    }


def _within(
    numbers: npt.NDArray[Any], rows: slice, is_picked: npt.NDArray[np.bool_] | None
) -> tuple[npt.NDArray[Any], Rows]:
    """Return which of some row numbers are picked: their places among these numbers, and they."""
    first, last = np.searchsorted(numbers, [rows.start, rows.stop])
    of_stretch = numbers[first:last]
    if is_picked is None:
        return np.arange(first, last), of_stretch
    kept = np.flatnonzero(is_picked[of_stretch - rows.start])
    return kept + first, of_stretch[kept]


def _add_sizes(
    found: Columns,
    part: Part,
    rows: slice,
    is_picked: npt.NDArray[np.bool_] | None,
    places: Any,
) -> None:
    at, numbers = _within(part.columns["sized"], rows, is_picked)
    into = places(numbers)
    starts = _runs(into)
    for name, column, larger in (("size_low", "low", np.fmin), ("size_high", "high", np.fmax)):
        sizes = np.full(len(found["reports"]), np.nan)
        if len(at):
            sizes[into[starts]] = _each(larger, part.columns[column][at], starts)
        found[name] = sizes


def _gathered(found: Columns, within: Rows, town: Ints) -> Columns:
    """Gather sites into towns: a report on the whole town says more than those on its spots."""
    own = found["key"] == town
    together: Columns = {name: _sum(found[name], within) for name in (*_TOTALS, "weight")}
    for name, larger in (("size_low", np.fmin), ("size_high", np.fmax)):
        of_town = _each(larger, np.where(own, found[name], np.nan), within)
        together[name] = np.fmax(of_town, _sum_known(np.where(own, np.nan, found[name]), within))
    ended = found["ended"]
    together["ended"] = _each(np.logical_or, ended & own, within) | _each(
        np.logical_and, ended, within
    )
    return {**together, "key": town[within], "day": found["day"][within]}


def _distinct_outlets(sources: npt.NDArray[Any], starts: Rows, outlets: Outlets) -> Ints:
    """Count the different outlets that each run of source cells names."""
    words = _words_of(outlets)
    if words is None:
        group = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(sources)))
        place, outlet = _outlets_of(sources, outlets)
        key = group[place].astype(np.int64) * len(outlets.names) + outlet
        return _count_distinct(key, len(outlets.names), len(starts))
    number = np.zeros(len(starts), dtype=np.int32)
    if len(starts):
        for word in words:
            named = word[sources]
            if len(starts) < len(sources):
                named = np.bitwise_or.reduceat(named, starts)
            number += np.bitwise_count(named)
    return number


def _words_of(outlets: Outlets) -> list[npt.NDArray[np.uint64]] | None:
    """Return the outlets of each cell as bits of a few words; ``None`` for very many outlets."""
    count = -(-len(outlets.names) // _WORD)
    if count > _MOST_WORDS:
        return None
    cell = np.repeat(np.arange(len(outlets.starts) - 1), np.diff(outlets.starts))
    words = [np.zeros(len(outlets.starts) - 1, dtype=np.uint64) for _ in range(count)]
    for number, word in enumerate(words):
        own = outlets.named // _WORD == number
        bits = np.uint64(1) << (outlets.named[own] % _WORD).astype(np.uint64)
        np.bitwise_or.at(word, cell[own], bits)
    return words


def _outlets_of(sources: npt.NDArray[Any], outlets: Outlets) -> tuple[Rows, Ints]:
    lengths = np.diff(outlets.starts)[sources]
    place = np.repeat(np.arange(len(sources)), lengths)
    within = np.arange(len(place)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return place, outlets.named[np.repeat(outlets.starts[sources], lengths) + within]


def _count_distinct(key: Longs, width: int, groups: int) -> Ints:
    key = np.sort(key)
    first = np.append(True, key[1:] != key[:-1])[: len(key)]
    return np.bincount(key[first] // width, minlength=groups).astype(np.int32)


def _add_repeats(
    found: Columns, part: Part, repeated: tuple[npt.NDArray[Any], Rows], into: Rows
) -> None:
    """Add the reports whose id stands in several rows, each id once a group."""
    at, numbers = repeated
    flags = part.columns["flags"][numbers]
    each = pd.DataFrame(
        {
            "group": into,
            "report": part.columns["report"][at],
            "weak": (flags & WEAK) > 0,
            "ends": (flags & ENDED) > 0,
            "weight": 1.0 / part.columns["span"][numbers],
        }
    )
    ids = each.groupby(["group", "report"], sort=True).max().reset_index("group")
    ids["precise"] = ids["weight"] == 1
    sums = ids.assign(reports=1).groupby("group").sum()
    for name in (*_TOTALS, "weight"):
        found[name] = found[name].astype(np.float64)
        found[name][sums.index] += sums[name].to_numpy(dtype=np.float64)


def _sum(values: npt.NDArray[Any], starts: Rows) -> npt.NDArray[Any]:
    kind = np.float64 if values.dtype.kind == "f" else np.int32
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
