"""Reports → events: one site and one day, with the ledger of what was merged and why.

Rows are grouped as numbers. The tables with text are made when they are first asked for, so that
who only counts does not wait for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd

from geo.codes import (
    Coded,
    Ints,
    Longs,
    Rows,
    code_text,
    days_from,
    group_starts,
    nullable_integers,
    one_key,
)
from geo.grouping import Groups, group_reports
from geo.merge_rules import COMPATIBLE, GROUPS, MergeRules
from geo.report_codes import ReportCodes, code_reports
from geo.schema import EVENT_TYPES

__all__ = ["COMPATIBLE", "EVENT_COLUMNS", "MergeRules", "Merged", "merge_reports", "unmerge"]

EVENT_COLUMNS: Final = (
    *("site_id", "date", "date_end", "planned", "event_id", "town_id", "ended", "reports"),
    *("size_low", "size_high", "sources", "event_type"),
)
"""Columns of `Merged.events`."""
_NO_SUFFIX: Final = ("gathering", "other")


@dataclass(frozen=True, eq=False)
class Merged:
    """Events with their ledger.

    Attributes
    ----------
    reports
        What was merged, as it was given.
    rules
        By which rules.
    codes
        The reports as numbers, for whoever counts them.
    """

    reports: pd.DataFrame
    rules: MergeRules
    codes: ReportCodes = field(repr=False)

    @cached_property
    def events(self) -> pd.DataFrame:
        """One row an event.

        ``site_id date date_end planned event_id town_id ended reports size_low size_high sources
        event_type``, sorted by the first four. Sizes are the lowest low and the highest high.
        ``sources`` is the number of independent outlets. The commonest type is the event's.
        """
        groups, codes = self._groups, self.codes
        first, order, starts = groups.first, groups.order, groups.starts
        site = Coded(groups.main[first], codes.site.values)
        return pd.DataFrame(
            {
                "site_id": site.text(),
                "date": days_from(codes.first_day[first]),
                "date_end": days_from(codes.last_day[first]),
                "planned": codes.planned[first],
                "event_id": self._event_ids,
                "town_id": Coded(self._towns, codes.town.values).text(),
                "ended": _each(np.logical_or, codes.ended[order], starts),
                "reports": self._distinct_reports,
                "size_low": nullable_integers(_each(np.fmin, codes.size_low[order], starts)),
                "size_high": nullable_integers(_each(np.fmax, codes.size_high[order], starts)),
                "sources": self._outlet_counts,
                "event_type": self._commonest_types,
            }
        )

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """One row a report: its columns, and ``planned ended weak outlet event_id rule``.

        Grouping it by ``event_id`` gives the events again, so that nothing merged is lost;
        ``rule`` says why the report was merged, ``outlet`` who stands behind it.
        """
        index, groups = self.reports.index, self._groups
        return self.reports.assign(
            planned=self.codes.planned,
            ended=self.codes.ended,
            weak=self.codes.weak,
            outlet=self.codes.outlets.cells.text().set_axis(index),
            event_id=self._event_ids.take(groups.event).set_axis(index),
            rule=self._reasons().set_axis(index),
        )

    @cached_property
    def _groups(self) -> Groups:
        return group_reports(self.reports, self.codes, self.rules)

    @cached_property
    def _event_ids(self) -> pd.Series:
        first, codes = self._groups.first, self.codes
        span = one_key([codes.first_day[first], codes.last_day[first]])
        of_span, rows = _numbered(span)
        begin = np.datetime_as_string(days_from(codes.first_day[first[rows]]), unit="D")
        end = np.datetime_as_string(days_from(codes.last_day[first[rows]]), unit="D")
        days = [a if a == b else f"{a}/{b}" for a, b in zip(begin, end, strict=True)]
        kinds = ["" if name in _NO_SUFFIX else f":{name}" for name in GROUPS]
        tails = pd.Index([kind + plan for kind in kinds for plan in ("", ":planned")], dtype="str")
        tail = self._groups.group[first] * 2 + codes.planned[first]
        site = Coded(self._groups.main[first], codes.site.values).text()
        day = pd.Index([f"@{text}" for text in days], dtype="str").take(of_span)
        ids = site + day.to_series(index=site.index)
        return ids + tails.take(tail).to_series(index=site.index) if tail.any() else ids

    @cached_property
    def _towns(self) -> Ints:
        """The town of each event's site: the first by name where its reports name several."""
        groups, codes = self._groups, self.codes
        own = codes.site.codes == groups.main
        town = np.where(own, codes.town.codes, np.iinfo(np.int32).max).astype(np.int32)
        return np.asarray(_each(np.minimum, town[groups.order], groups.starts))

    @cached_property
    def _distinct_reports(self) -> Longs:
        """Number of different ids: that of the rows, unless one report stands in several."""
        groups = self._groups
        count = groups.size.astype(np.int64)
        shared = np.flatnonzero((count > 1)[groups.event])
        names, _ = pd.factorize(self.reports["report_id"].iloc[shared])
        event = groups.event[shared]
        key = np.sort(one_key([event, names]))
        repeated = len(key) - len(group_starts(key))
        if repeated:
            pairs = pd.DataFrame({"event": event, "name": names}).drop_duplicates()
            count[np.unique(event)] = pairs.groupby("event").size().to_numpy()
        return count

    @cached_property
    def _outlet_counts(self) -> Longs:
        events = self._groups.event
        place, outlet = self.codes.outlets.of_rows(np.arange(len(events)))
        width = max(len(self.codes.outlets.names), 1)
        pairs = np.sort(events[place].astype(np.int64) * width + outlet)
        distinct = pairs[group_starts(pairs)]
        return np.bincount(distinct // width, minlength=len(self._groups.starts)).astype(np.int64)

    @cached_property
    def _commonest_types(self) -> pd.Series:
        """The type of most reports; of equals the earlier in `EVENT_TYPES`."""
        coded = code_text(self.reports["event_type"])
        ranked = [name for name in EVENT_TYPES if name in coded.values]
        ranked += [name for name in coded.values.tolist() if name not in EVENT_TYPES]
        kinds = pd.Index(ranked, dtype="str")
        rank = kinds.get_indexer(coded.values).astype(np.int64)[coded.codes]
        width = max(len(kinds), 1)
        pairs = np.sort(self._groups.event.astype(np.int64) * width + rank)
        starts = group_starts(pairs)
        count = np.diff(starts, append=len(pairs))
        event, rank = np.divmod(pairs[starts], width)
        score = count * width + (width - 1 - rank)
        best = _each(np.maximum, score, group_starts(event))
        return Coded((width - 1 - best % width).astype(np.int32), kinds).text()

    def _reasons(self) -> pd.Series:
        groups, site, town = self._groups, self.codes.site.codes, self.codes.town.codes
        several = (groups.size > 1)[groups.event]
        near = np.where(np.isnan(groups.km), -1, np.round(groups.km * 10)).astype(np.int64)
        known_town = site != town
        sort, rows = _numbered(one_key([several, near, known_town]))
        kinds = ", compatible type" if self.rules.same_type else ""
        reasons = []
        for row in rows:
            if not several[row]:
                reasons.append("only report")
            elif near[row] < 0:
                reasons.append(f"same site and day{kinds}")
            else:
                where = "same town and day" if known_town[row] else "same day"
                apart = f"{near[row] / 10:.1f} km" if near[row] else "under 0.1 km"
                reasons.append(f"{where}, {apart} apart{kinds}")
        return pd.Series(pd.Index(reasons, dtype="str").take(sort))


def merge_reports(
    reports: pd.DataFrame,
    *,
    outlets: Mapping[str, str] | None = None,
    rules: MergeRules | None = None,
) -> Merged:
    """Merge the reports that speak of one event.

    By default that is one site on one day: different sites stay different events, however near
    they are. Plans are kept apart from what took place, and reports on several days from those on
    one of them.

    Parameters
    ----------
    reports
        Located reports (`geo.schema.REPORT_DTYPES` and `LOCATION_DTYPES`), any index; text columns
        may be categories.
    outlets
        Source label → independent outlet behind it; a label that is missing is its own outlet. A
        cell that names several, separated by ";", has them all.
    rules
        `MergeRules` of one site and day when ``None``.

    Raises
    ------
    InputError
        When a report has no day, or too many spots lie within the rules' distance.
    """
    return Merged(reports, rules or MergeRules(), code_reports(reports, outlets))


def unmerge(merged: Merged) -> pd.DataFrame:
    """Return the reports as they were before they were merged: same rows, order and columns."""
    return merged.reports


def _numbered(key: Longs) -> tuple[Rows, Rows]:
    """Return for each row a number of its value, and for each number one row that has it."""
    number, distinct = pd.factorize(key)
    rows = np.empty(len(distinct), dtype=np.intp)
    rows[number] = np.arange(len(number))
    return number, rows


def _each(function: np.ufunc, values: np.ndarray, starts: Rows) -> np.ndarray:
    """Reduce each run of values that begins at `starts` to one."""
    return function.reduceat(values, starts) if len(starts) else values[:0]
