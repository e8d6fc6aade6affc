"""Coded reports → the tables that are counted, with those marked that need no counting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.codes import Ints, Rows, one_key, sorting_rows
from geo.report_codes import Flags, ReportCodes
from geo.weights import Windows

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH_ROWS: Final = 65_536


def count_tables(
    codes: ReportCodes, taken: Rows, *, by: str, windows: Windows | None = None
) -> tuple[pa.Table, pa.Table, bool]:
    """Write reports as the tables of numbers that `geo.engine.site_day_counts` reads.

    Parameters
    ----------
    codes
        All reports.
    taken
        Which of them count.
    by
        ``site_id`` or ``town_id``: the key that they will be counted by.
    windows
        The days that each of all reports may mean, with a day's weight; the reports' own days, and
        no column of weights, when ``None``. With windows a report has a row for each of its days,
        so that days that nobody else shares need no counting either.

    Returns
    -------
    reports, mentions, repeated
        One row a report, or a day of it, with ``alone`` and ``outlets``; one row for each outlet of
        a report that is not alone; and whether one of these has the ``report_id`` of another,
        without which the reports have no such column.
    """
    import pyarrow as pa

    rows: Rows | slice
    if windows:
        taken, first, is_last = _each_day(windows, taken)
        rows, last, ended = taken, first, codes.ended[taken] & is_last
    else:
        rows = slice(None) if len(taken) == len(codes) else taken
        first, last, ended = codes.first_day[rows], codes.last_day[rows], codes.ended[rows]
    site, town = codes.site.codes[rows], codes.town.codes[rows]
    alone = _alone(site if by == "site_id" else town, first, last)
    reports = pa.table(
        {
            "site_id": site,
            "town_id": town,
            "date": _dates(first),
            "date_end": _dates(last),
            "outlets": codes.outlets.count(rows),
            "ended": ended,
            "weak": codes.weak[rows],
            "size_low": pa.array(codes.size_low[rows], from_pandas=True),
            "size_high": pa.array(codes.size_high[rows], from_pandas=True),
            "alone": alone,
        }
    )
    if windows:
        reports = reports.append_column("weight", pa.array(windows.weight[rows]))
    shared = np.flatnonzero(~alone)
    # The days of one report bear one id, and are no repetition of it.
    among = taken[shared]
    member: Rows | slice = slice(None)
    if windows:
        among, member = np.unique(among, return_inverse=True)
    names, distinct = pd.factorize(codes.report_id.iloc[among])
    repeated = len(distinct) < len(names)
    if repeated:
        every = np.zeros(len(taken), dtype=np.int64)
        every[shared] = names[member]
        reports = reports.append_column("report_id", pa.array(every))
    place, outlet = codes.outlets.of_rows(taken[shared])
    where = reports.select(["site_id", "town_id", "date", "date_end"])
    mentions = where.take(pa.array(shared[place])).append_column("outlet", pa.array(outlet))
    return _in_batches(reports), _in_batches(mentions), repeated


def _each_day(windows: Windows, taken: Rows) -> tuple[Rows, Ints, Flags]:
    """Return a row for each day of each report taken: the report, the day, whether it is the last.

    A report whose last day lies before its first has none, as when it is counted otherwise.
    """
    length = np.maximum(windows.last[taken] - windows.first[taken] + 1, 0)
    rows = np.repeat(taken, length)
    ends = np.repeat(np.cumsum(length), length)
    day = windows.last[rows] + (np.arange(len(rows)) - ends + 1).astype(np.int32)
    return rows, day, day == windows.last[rows]


def _in_batches(table: pa.Table) -> pa.Table:
    """Cut a table, without copying it, so that an engine can give parts to several cores."""
    import pyarrow as pa

    batches = table.combine_chunks().to_batches(max_chunksize=_BATCH_ROWS)
    return pa.Table.from_batches(batches, schema=table.schema)


def _alone(key: Ints, first: Ints, last: Ints) -> Flags:
    """Tell which rows are of one day and the only ones of their key on it."""
    length = np.maximum(last - first, -1) + 1
    one_day = length == 1
    several = np.flatnonzero(length > 1)
    row = np.concatenate([np.flatnonzero(one_day), np.repeat(several, length[several])])
    ends = np.cumsum(length[several])
    offset = np.arange(len(row) - int(one_day.sum())) - np.repeat(
        ends - length[several], length[several]
    )
    day = first[row]
    day[len(row) - len(offset) :] += offset.astype(np.int32)
    cell = one_key([key[row], day])
    order = sorting_rows(cell)
    cell = cell[order]
    as_before = np.concatenate([[False], cell[1:] == cell[:-1]])
    shared = as_before | np.append(as_before[1:], False)
    alone: Flags = one_day.copy()
    alone[row[order[shared]]] = False
    return alone


def _dates(numbers: Ints) -> pa.Array:
    import pyarrow as pa

    days: pa.Array = pa.array(numbers).view(pa.date32())
    return days
