"""An archive → counts by site and day, by the expression that counts everything else."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Literal

import pandas as pd

from geo.archive import Archive
from geo.archive_outlets import outlet_numbers
from geo.engine import counts_frame, site_day_counts
from geo.scans.lookups import Lookup
from geo.scans.part import Part
from geo.schema import COUNT_DTYPES, empty

if TYPE_CHECKING:
    import ibis.expr.types as ir


def count_archive(
    archive: Archive, *, by: Literal["site_id", "town_id"] = "site_id"
) -> pd.DataFrame:
    """Count reports and outlets for each site and day, in the engine that holds the rows.

    Returns
    -------
    pandas.DataFrame
        As `geo.engine.count_site_days` gives it of the same reports: `geo.schema.COUNT_DTYPES`.
    """
    if not len(archive.placed.ids):
        return empty(COUNT_DTYPES)
    outlets = outlet_numbers(archive)
    weighed = any((part.lookups["days"].values["weight"] != 1).any() for part in archive.parts)
    apart = [part.days_apart() for part in archive.parts]
    spans = any(days is None for days in apart)
    both = [
        _tables(part, days, said, weighed=weighed)
        for part, days, said in zip(archive.parts, apart, outlets, strict=True)
    ]
    reports, mentions = (
        reduce(lambda a, b: a.union(b), tables) for tables in zip(*both, strict=True)
    )
    counts = archive.backend.to_pyarrow(
        site_day_counts(reports, by=by, mentions=mentions, repeated=False, spans=spans)
    )
    return counts_frame(counts, archive.placed.ids)


def _tables(
    part: Part, days: Lookup | None, outlets: Lookup, *, weighed: bool
) -> tuple[ir.Table, ir.Table]:
    further = () if days is None else (days,)
    when = ["window_first", "window_last", "weight"] if days is None else []
    rows = part.rows(
        ["site", "town", "size_low", "size_high", "planned", "ending", "weak", *when],
        extra=further,
    )
    rows = rows.filter(~rows.planned)
    named = part.rows(["site", "town", "planned", *when], extra=(*further, outlets))
    named = named.filter(~named.planned)
    weight = {"weight": rows.weight} if weighed else {}
    reports = rows.select(
        site_id=rows.site,
        town_id=rows.town,
        **_span(rows, days),
        ended=rows.ending if days is None else rows.ending & rows.is_last,
        weak=rows.weak,
        size_low=rows.size_low.cast("float64"),
        size_high=rows.size_high.cast("float64"),
        **weight,
    )
    mentions = named.select(
        site_id=named.site, town_id=named.town, **_span(named, days), outlet=named.outlet
    )
    return reports, mentions


def _span(rows: ir.Table, days: Lookup | None) -> dict[str, ir.Value]:
    if days is None:
        return {"date": rows.window_first, "date_end": rows.window_last}
    return {"date": rows.day, "date_end": rows.day}
