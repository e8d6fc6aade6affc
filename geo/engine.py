"""Reports in events → counts by site and day: one Ibis expression, run by whatever engine is given.

DuckDB in memory serves unless a caller brings another Ibis backend; the expression is the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import pandas as pd

from geo.schema import COUNT_DTYPES, conform, empty

if TYPE_CHECKING:
    import ibis.expr.types as ir

_INPUT: Final = {
    "report_id": "str",
    "site_id": "str",
    "town_id": "str",
    "date": "datetime64[s]",
    "date_end": "datetime64[s]",
    "outlet": "str",
    "ended": "bool",
    "weak": "bool",
    "size_low": "float64",
    "size_high": "float64",
}


def count_site_days(
    ledger: pd.DataFrame, *, by: Literal["site_id", "town_id"] = "site_id", backend: Any = None
) -> pd.DataFrame:
    """Count reports and outlets for each site and day on which something was reported.

    Parameters
    ----------
    ledger
        From `geo.merge.merge_reports`. Planned reports are left out: a plan is not a protest.
    by
        ``site_id`` keeps spots apart; ``town_id`` gathers them into their towns.
    backend
        An Ibis backend; DuckDB in memory when ``None``.

    Returns
    -------
    pandas.DataFrame
        `geo.schema.COUNT_DTYPES`, sorted by site and day. ``reports`` and ``sources`` are counted
        without repeats; ``weak`` of the reports have that certainty and ``ends`` of them tell of an
        end. Sizes are persons: the lowest low and highest high of a site, summed over a
        town's spots unless a report on the whole town says more. A town has ``ended`` when a report
        on the whole town says so, or one on each of its sites that was active that day; a report
        on several days ends only the last of them.
    """
    taken = ledger[~ledger["planned"]]
    if taken.empty:
        return empty(COUNT_DTYPES)
    import ibis  # 0.4 s: only when something is counted.

    table = ibis.memtable(conform(taken.astype({"ended": "bool", "weak": "bool"}), _INPUT))
    engine = backend if backend is not None else ibis.duckdb.connect()
    counts = engine.execute(site_day_counts(table, by=by))
    return (
        conform(counts.rename(columns={"key": "site_id"}), COUNT_DTYPES)
        .sort_values(["site_id", "day"])
        .reset_index(drop=True)
    )


def site_day_counts(reports: ir.Table, *, by: str) -> ir.Table:
    """Build the expression: reports with a first and last day → counts by ``key`` and ``day``."""
    import ibis

    length = reports.date_end.cast("date").delta(reports.date.cast("date"), unit="day")
    days = reports.mutate(key=reports[by], length=length, offset=ibis.range(0, length + 1).unnest())
    # A report on several days that tells of an end tells of one end, on its last day.
    days = days.mutate(ended=days.ended & (days.offset == days.length))
    days = days.mutate(day=days.date.cast("date") + days.offset.as_interval("D"))
    sites = days.group_by("key", "site_id", "day").agg(
        low=days.size_low.min(), high=days.size_high.max(), ended=days.ended.any()
    )
    own = sites.site_id == sites.key
    sums = sites.group_by("key", "day").agg(
        own_low=sites.low.max(where=own),
        own_high=sites.high.max(where=own),
        spots_low=sites.low.sum(where=~own),
        spots_high=sites.high.sum(where=~own),
        own_ended=sites.ended.any(where=own),
        all_ended=sites.ended.all(),
    )
    totals = days.group_by("key", "day").agg(
        reports=days.report_id.nunique(),
        sources=days.outlet.nunique(where=days.outlet != ""),
        weak=days.report_id.nunique(where=days.weak),
        ends=days.report_id.nunique(where=days.ended),
    )
    joined = totals.join(sums, ["key", "day"])
    return joined.select(
        "key",
        "day",
        "reports",
        "sources",
        "weak",
        "ends",
        size_low=_larger(joined.own_low, joined.spots_low),
        size_high=_larger(joined.own_high, joined.spots_high),
        ended=joined.own_ended.fill_null(False) | joined.all_ended,
    )


def _larger(a: ir.NumericValue, b: ir.NumericValue) -> ir.NumericValue:
    """Return the larger of two values, or the one that is there."""
    import ibis

    return ibis.greatest(ibis.coalesce(a, b), ibis.coalesce(b, a))
