"""Reports in events → counts by site and day: one Ibis expression, run by whatever engine is given.

DuckDB in memory serves unless a caller brings another Ibis backend; the expression is the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pandas as pd

from geo.codes import Coded, days_from, nullable_integers, one_key, sorting_rows
from geo.count_tables import count_tables
from geo.merge import Merged
from geo.report_codes import code_ledger
from geo.schema import COUNT_DTYPES, empty
from geo.weights import precision_of, spread_days

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

_TOTALS: Final = ("reports", "weak", "ends")
_WEIGHED: Final = ("weight", "precise")


def count_site_days(
    ledger: Merged | pd.DataFrame,
    *,
    by: Literal["site_id", "town_id"] = "site_id",
    backend: Any = None,
) -> pd.DataFrame:
    """Count reports and outlets for each site and day on which something was reported.

    Parameters
    ----------
    ledger
        From `geo.merge.merge_reports`, or the ``ledger`` of it, or some rows of that; the first
        is faster. Planned reports are left out: a plan is not a protest. Merging by distance
        changes nothing here: each report counts where it was placed.
    by
        ``site_id`` keeps spots apart; ``town_id`` gathers them into their towns.
    backend
        An Ibis backend; DuckDB in memory when ``None``.

    Returns
    -------
    pandas.DataFrame
        `geo.schema.COUNT_DTYPES`, sorted by site and day. ``reports`` and ``sources`` are counted
        without repeats; ``weak`` of the reports have that certainty and ``ends`` of them tell of an
        end; ``precise`` of them are known to the day. A report known to a week or a month only
        counts on each day of its window, and ``weight`` sums what each report has on the day: 1 if
        it is known to the day, else its share of one (`geo.weights`). Sizes are persons: the lowest
        low and highest high of a site, summed over a town's spots unless a report on the whole town
        says more. A town has ``ended`` when a report
        on the whole town says so, or one on each of its sites that was active that day; a report
        on several days ends only the last of them.

    Raises
    ------
    InputError
        When a report has no day.
    """
    codes = ledger.codes if isinstance(ledger, Merged) else code_ledger(ledger)
    taken = np.flatnonzero(~codes.planned)
    if len(taken) == 0:
        return empty(COUNT_DTYPES)
    import ibis  # 0.4 s: only when something is counted.

    rows = ledger.reports if isinstance(ledger, Merged) else ledger
    windows = spread_days(codes.first_day, codes.last_day, precision_of(rows))
    reports, mentions, repeated = count_tables(codes, taken, by=by, windows=windows)
    engine = backend if backend is not None else ibis.duckdb.connect()
    counts = engine.to_pyarrow(
        site_day_counts(
            ibis.memtable(reports),
            by=by,
            mentions=ibis.memtable(mentions),
            repeated=repeated,
        )
    )
    return counts_frame(counts, codes.site.values)


def site_day_counts(
    reports: ir.Table,
    *,
    by: str,
    mentions: ir.Table | None = None,
    repeated: bool = True,
    spans: bool = True,
) -> ir.Table:
    """Build the expression: reports with a first and last day → counts by ``key`` and ``day``.

    Parameters
    ----------
    reports
        ``report_id site_id town_id date date_end outlet ended weak size_low size_high``; names are
        texts or codes. With a column ``alone``, reports for which it holds are known to be of
        one day and the only ones of their key and day: they are taken over, with ``outlets`` as
        their number of outlets, and only the others are grouped. ``weight`` is what a report has on
        each of its days; 1 without such a column.
    by
        Which column is the key.
    mentions
        ``site_id town_id date date_end outlet``: one row for each outlet behind a report; the
        reports themselves when ``None``. Only those not ``alone`` are needed.
    repeated
        Whether a ``report_id`` may stand in several rows; counting is slower then.
    spans
        Whether a row may be of several days; rows are then gone through twice.
    """
    import ibis

    rows = reports.filter(~reports.alone) if "alone" in reports.columns else reports
    named = rows if mentions is None else mentions
    counts = _grouped(rows, named, by=by, repeated=repeated, spans=spans)
    if "alone" not in reports.columns:
        return counts
    lone, weighed = reports.filter(reports.alone), "weight" in reports.columns
    taken_over = lone.select(
        key=lone[by],
        day=lone.date.cast("date"),
        reports=ibis.literal(1, "int64"),
        weak=lone.weak.cast("int64"),
        ends=lone.ended.cast("int64"),
        sources=lone.outlets.cast("int64"),
        size_low=lone.size_low,
        size_high=lone.size_high,
        ended=lone.ended,
        weight=lone.weight if weighed else ibis.literal(1.0, "float64"),
        precise=(lone.weight == 1).cast("int64") if weighed else ibis.literal(1, "int64"),
    )
    return taken_over.union(counts)


def _grouped(
    rows: ir.Table, mentions: ir.Table, *, by: str, repeated: bool, spans: bool
) -> ir.Table:
    facts = ["site_id", "size_low", "size_high", "weak", "ended"]
    weighed = "weight" in rows.columns
    if weighed:
        facts.append("weight")
    days = _each_day(rows, by, [*facts, "report_id"] if repeated else facts, spans=spans)
    days = days.mutate(ended=days.ended & days.is_last)
    sites = days.group_by("key", "site_id", "day").agg(
        low=days.size_low.min(),
        high=days.size_high.max(),
        reports=days.count(),
        weak=days.count(where=days.weak),
        ends=days.count(where=days.ended),
        **(_weights(days) if weighed else {}),
    )
    totals = [*_TOTALS, *(_WEIGHED if weighed else ())]
    own = sites.site_id == sites.key
    sums = sites.group_by("key", "day").agg(
        own_low=sites.low.max(where=own),
        own_high=sites.high.max(where=own),
        spots_low=sites.low.sum(where=~own),
        spots_high=sites.high.sum(where=~own),
        own_ends=sites.ends.max(where=own),
        least_ends=sites.ends.min(),
        # Floats hold these numbers exactly; DuckDB sums integers in 128 bits, far slower.
        **{name: sites[name].cast("float64").sum() for name in totals},
    )
    if repeated:
        names = days.group_by("key", "day").agg(
            reports=days.report_id.nunique(),
            weak=days.report_id.nunique(where=days.weak),
            ends=days.report_id.nunique(where=days.ended),
        )
        if weighed:
            names = names.join(_distinct_weights(days), ["key", "day"])
        sums = sums.drop(*totals).join(names, ["key", "day"])
    joined = sums.left_join(_outlets(mentions, by, spans=spans), ["key", "day"])
    return joined.select(
        "key",
        "day",
        **{name: joined[name].cast("int64") for name in _TOTALS},
        sources=joined.sources.fill_null(0),
        size_low=_larger(joined.own_low, joined.spots_low),
        size_high=_larger(joined.own_high, joined.spots_high),
        ended=(joined.own_ends.fill_null(0) > 0) | (joined.least_ends > 0),
        weight=(joined.weight if weighed else joined.reports).cast("float64"),
        precise=(joined.precise if weighed else joined.reports).cast("int64"),
    )


def _weights(days: ir.Table) -> dict[str, ir.Value]:
    return {"weight": days.weight.sum(), "precise": days.count(where=days.weight == 1)}


def _distinct_weights(days: ir.Table) -> ir.Table:
    """Sum weights over different reports: one that stands in several rows has its largest."""
    each = days.group_by("key", "day", "report_id").agg(weight=days.weight.max())
    each = each.filter(each.report_id.notnull())
    return each.group_by("key", "day").agg(**_weights(each))


def _outlets(mentions: ir.Table, by: str, *, spans: bool) -> ir.Table:
    """Count the outlets of each key and day; the empty text is none."""
    days = _each_day(mentions, by, ["outlet"], spans=spans)
    named = days.outlet != "" if days.outlet.type().is_string() else None
    return days.group_by("key", "day").agg(sources=days.outlet.nunique(where=named))


def _each_day(rows: ir.Table, by: str, columns: list[str], *, spans: bool) -> ir.Table:
    """Return ``key day is_last`` and these columns: a row on several days once for each of them."""
    import ibis

    first, last = rows.date.cast("date"), rows.date_end.cast("date")
    one = rows.filter(first == last) if spans else rows
    one = one.select(*columns, key=one[by], day=one.date.cast("date"), is_last=ibis.literal(True))
    if not spans:
        return one
    several = rows.filter(first < last)
    first, last = several.date.cast("date"), several.date_end.cast("date")
    length = last.delta(first, unit="day")
    several = several.select(
        *columns,
        key=several[by],
        first=first,
        length=length,
        offset=ibis.range(0, length + 1).unnest(),
    )
    # Some engines make a date and days a time, without Ibis' knowing.
    day = (several.first + several.offset.as_interval("D")).cast("timestamp").cast("date")
    several = several.select(*columns, "key", day=day, is_last=several.offset == several.length)
    return one.union(several)


def _larger(a: ir.NumericValue, b: ir.NumericValue) -> ir.NumericValue:
    """Return the larger of two values, or the one that is there."""
    import ibis

    return ibis.greatest(ibis.coalesce(a, b), ibis.coalesce(b, a))


def counts_frame(counts: pa.Table, sites: pd.Index) -> pd.DataFrame:
    """Return what `site_day_counts` gave as `geo.schema.COUNT_DTYPES`, sorted by site and day.

    Parameters
    ----------
    counts
        Keys are places in `sites`.
    sites
        Names of the keys, sorted.
    """
    import pyarrow as pa

    key = counts["key"].to_numpy()
    day = counts["day"].cast(pa.int32()).to_numpy()
    order = sorting_rows(one_key([key, day]))

    def column(name: str) -> Any:
        return counts[name].to_numpy()[order]

    columns = {
        "site_id": Coded(key[order], sites).text(),
        "day": days_from(day[order]),
        "reports": column("reports"),
        "sources": column("sources"),
        "size_low": nullable_integers(column("size_low")),
        "size_high": nullable_integers(column("size_high")),
        "weak": column("weak"),
        "ends": column("ends"),
        "ended": column("ended").astype(bool, copy=False),
        "weight": column("weight"),
        "precise": column("precise"),
    }
    return pd.DataFrame(columns, columns=list(COUNT_DTYPES), copy=False)
