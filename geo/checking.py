"""Tables of text cells → reports: converted, completed, and every row accounted for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from geo.coordinates import CoordinateFinding
from geo.distinct import kept_rows
from geo.errors import SchemaError
from geo.formats import Recognition, convert, format_of, recognise
from geo.formats.description import columns_by_key, key
from geo.judging import STATED_RADIUS, Judged, filled, judge
from geo.schema import REPORT_DTYPES
from geo.tables import RawTable

_SAMPLE_ROWS: Final = 200


@dataclass(frozen=True)
class ReadOptions:
    """How to read a table where its reader has a choice.

    Attributes
    ----------
    roles
        Canonical column → the table's column, over what the header was recognised as; an empty
        text takes a role away.
    include_aside
        Whether rows that are no protests (battles, air strikes) count as reports.
    fixes
        Kinds of doubtful coordinates (`geo.coordinates.CoordinateFinding`) whose fix is applied;
        unless told otherwise only that of 0/0, which stands for "none known".
    needs_date
        Whether a row without a day is rejected. Locating alone needs none.
    country
        ISO alpha-2 code of the country that coordinates are checked against where a row names none.
    """

    roles: Mapping[str, str] = field(default_factory=dict)
    include_aside: bool = False
    fixes: frozenset[str] = frozenset({"zero"})
    needs_date: bool = True
    country: str = "PK"


@dataclass(frozen=True)
class ReadResult:
    """A source read and checked; ``accepted + len(rejected) == rows_read``, always.

    Attributes
    ----------
    name
        What to call the source.
    recognition
        Which column was taken for what.
    rows_read
        Number of rows below the header.
    reports
        Accepted rows in the canonical columns (`geo.schema.REPORT_DTYPES`), indexed by line; with
        `STATED_RADIUS` behind them when the source states one.
    set_aside
        Accepted rows that are no protests, in the same columns with ``reason`` in front; they are
        not checked further.
    rejected
        Rows that cannot be used: ``line``, ``reason``, then the original cells (a column of the
        file that bears one of these names stands as ``line_given`` or ``reason_given``); ``file``
        comes first when several sources were joined.
    date_order
        How numeric dates were read (see `geo.dates.ParsedDays`).
    notes
        Sentences on what was decided while reading.
    findings
        Coordinates that are doubtful as given, each with the fix that is offered.
    table
        The source's own cells; ``None`` when several sources were joined.
    """

    name: str
    recognition: Recognition
    rows_read: int
    reports: pd.DataFrame
    set_aside: pd.DataFrame
    rejected: pd.DataFrame
    date_order: str
    notes: tuple[str, ...] = ()
    findings: tuple[CoordinateFinding, ...] = ()
    table: RawTable | None = None

    @property
    def accepted(self) -> int:
        """Number of rows that can be used, protests or not."""
        return len(self.reports) + len(self.set_aside)

    @property
    def cells(self) -> pd.DataFrame:
        """Every row as its source holds it: text, indexed by line."""
        if self.table is None:
            msg = "several sources were joined; ask each for its cells"
            raise ValueError(msg)
        return whole(self.table)


def check_table(table: RawTable, options: ReadOptions | None = None) -> ReadResult:
    """Turn text cells into reports, and give a reason for every row that cannot be one.

    Raises
    ------
    SchemaError
        When no column holds a date, or none a place.
    """
    chosen = options or ReadOptions()
    recognition = recognise(
        list(table.columns_all),
        where=table.name,
        needs_date=chosen.needs_date,
        roles=chosen.roles,
        sample=table.cells.head(_SAMPLE_ROWS),
    )
    text, aside = convert(_cells_for(table, recognition), recognition)
    judged = judge(text, fixes=chosen.fixes, country=chosen.country, needs_date=chosen.needs_date)
    typed, faults = judged.typed, judged.faults | table.misshapen
    is_faulty = typed.index.isin(list(faults))
    # What is no protest is not judged as one, unless it is to count as a report.
    is_aside = (aside != "").to_numpy() & (not chosen.include_aside)
    is_aside &= ~typed.index.isin(list(table.misshapen))
    is_bad = is_faulty & ~is_aside
    completed = _complete(typed, is_bad, is_faulty, name=table.name)
    # One copy of the rows at most: a file may have millions.
    is_report = ~(is_bad | is_aside)
    reports = completed if is_report.all() else kept_rows(completed, is_report)
    set_aside = kept_rows(completed, is_aside)
    set_aside.insert(0, "reason", aside[is_aside])
    return ReadResult(
        name=table.name,
        recognition=recognition,
        rows_read=len(table.cells),
        reports=reports,
        set_aside=set_aside,
        rejected=_rejected(table, typed.index[is_bad], faults),
        date_order=judged.days["date"].order if "date" in judged.days else "none",
        notes=_notes(table, recognition, judged),
        findings=judged.findings,
        table=table,
    )


def whole(table: RawTable) -> pd.DataFrame:
    """Return all cells of a table, those that were not kept while reading too."""
    return table.cells if table.again is None else table.fetch(table.cells.index.tolist())


def columns_needed(header: list[str]) -> list[str] | None:
    """Return the columns that a report is made from; ``None`` when that cannot be told yet."""
    try:
        found = recognise(header, where="the table", needs_date=True)
    except SchemaError:
        return None
    if found.proposed:
        return None
    form = format_of(found.format)
    by_key = columns_by_key(header)
    read = {by_key.get(key(name)) for column in form.columns for name in column.sources}
    wanted = read.union(found.roles.values()) if form.read else set(found.roles.values())
    return [name for name in header if name in wanted]


def _cells_for(table: RawTable, recognition: Recognition) -> pd.DataFrame:
    """Return the cells kept, or all when the user chose a column that was not."""
    missing = set(recognition.roles.values()) - set(table.cells.columns)
    return whole(table) if missing else table.cells


def join_reads(reads: list[ReadResult], name: str) -> ReadResult:
    """Put several sources together as one; rows are numbered on, and rejects name their file.

    >>> join_reads([], "nothing")
    Traceback (most recent call last):
    ...
    ValueError: there is nothing to join
    """
    if not reads:
        msg = "there is nothing to join"
        raise ValueError(msg)
    if len(reads) == 1:
        return reads[0]
    starts, total = [], 0
    for read in reads:
        starts.append(total)
        ends = [frame.index.max() for frame in (read.reports, read.set_aside) if len(frame)]
        total += int(max(ends, default=0)) + 1
    reports = _numbered_on([r.reports for r in reads], starts)
    set_aside = _numbered_on([r.set_aside for r in reads], starts)
    every = pd.concat([reports["report_id"], set_aside["report_id"]]).sort_index()
    ids = unique_ids(every)
    rejected = [r.rejected.assign(file=r.name) for r in reads]
    table = pd.concat(rejected, ignore_index=True).fillna("")
    return ReadResult(
        name=name,
        recognition=reads[0].recognition,
        rows_read=sum(r.rows_read for r in reads),
        reports=reports.assign(report_id=ids[reports.index]),
        set_aside=set_aside.assign(report_id=ids[set_aside.index]),
        rejected=table[["file", *(c for c in table.columns if c != "file")]],
        date_order="; ".join(dict.fromkeys(r.date_order for r in reads)),
        notes=tuple(f"{r.name}: {note}" for r in reads for note in r.notes),
        findings=tuple(finding for r in reads for finding in r.findings),
    )


def _numbered_on(frames: list[pd.DataFrame], starts: list[int]) -> pd.DataFrame:
    moved = [f.set_axis(f.index + start) for f, start in zip(frames, starts, strict=True)]
    return pd.concat([f for f in moved if len(f)] or moved[:1])


def _complete(
    typed: pd.DataFrame, is_bad: np.ndarray, is_faulty: np.ndarray, *, name: str
) -> pd.DataFrame:
    """Fill what a report may leave out: its id, status, precision and certainty."""
    ids = typed["report_id"]
    if (ids == "").any():
        numbered = Path(name).stem + "-" + ids.index.astype("str")
        ids = ids.where(ids != "", pd.Series(numbered, index=ids.index, dtype="str"))
    unique = unique_ids(ids[~is_bad] if is_bad.any() else ids)
    whole_ids = unique.reindex(ids.index, fill_value="") if is_bad.any() else unique
    complete = filled(typed).assign(report_id=whole_ids)
    sizes = ("size_low", "size_high") if is_faulty.any() else ()
    whole_sizes = {name: complete[name].mask(is_faulty) for name in sizes}
    further = [STATED_RADIUS] if STATED_RADIUS in typed else []
    return complete.assign(**whole_sizes)[[*REPORT_DTYPES, *further]].astype(REPORT_DTYPES)


def unique_ids(ids: pd.Series) -> pd.Series:
    """Give repeated ids numbers (``a``, ``a~2``, ``a~3``), passing over one that is taken.

    >>> unique_ids(pd.Series(["a", "a~2", "a"])).tolist()
    ['a', 'a~2', 'a~3']
    """
    repeats = ids.duplicated()
    if not repeats.any():
        return ids
    taken = set(ids)
    last: dict[str, int] = {}
    named = []
    for name in ids[repeats]:
        number = last.get(name, 1) + 1
        while f"{name}~{number}" in taken:
            number += 1
        last[name] = number
        named.append(f"{name}~{number}")
        taken.add(named[-1])
    unique = ids.copy()
    unique[repeats] = named
    return unique


def _rejected(table: RawTable, lines: pd.Index, faults: Mapping[int, str]) -> pd.DataFrame:
    if len(lines):
        cells = table.fetch(lines.tolist())
    else:
        cells = pd.DataFrame(columns=list(table.columns_all), index=lines, dtype="str")
    taken = {name: f"{name}_given" for name in ("line", "reason", "file") if name in cells}
    rejected = cells.rename(columns=taken)
    rejected.insert(0, "reason", pd.Series([faults[x] for x in lines], index=lines, dtype="str"))
    rejected.insert(0, "line", lines.astype("int64"))
    return rejected.reset_index(drop=True)


def _notes(table: RawTable, recognition: Recognition, judged: Judged) -> tuple[str, ...]:
    said = [
        *table.notes,
        *recognition.notes,
        *(note for parsed in judged.days.values() for note in parsed.notes),
        *(finding.sentence for finding in judged.findings),
    ]
    return tuple(dict.fromkeys(said))
