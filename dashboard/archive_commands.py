"""What the commands do with sources that are not loaded: folders, globs, large files, engines."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dashboard.archives import Place
from dashboard.export.tables import (
    ENDINGS,
    check_writable,
    write_table,
    write_whole,
    written_whole,
)
from geo.archive import Archive, open_archive
from geo.archive_course import follow_archive
from geo.archive_events import merge_archive
from geo.archive_places import placed_rows, placing_accounts
from geo.checking import ReadOptions
from geo.corrections import Corrections
from geo.errors import InputError
from geo.granularity import Granularity, timeline_by
from geo.merge import MergeRules
from geo.pipeline import SiteLevel
from geo.schema import TIMELINE_COLUMNS
from geo.watching import Tell, engine_of, watched

if TYPE_CHECKING:
    import ibis.expr.types as ir

_UNITS: Final = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
_UNITS_BINARY: Final = {"KIB": 2**10, "MIB": 2**20, "GIB": 2**30, "TIB": 2**40}
_LEAST_BYTES: Final = 10**9


def memory_bytes(text: str) -> int | None:
    """Read an amount of memory; empty is none.

    Raises
    ------
    InputError
        When it is no amount, or less than can be worked with.

    >>> memory_bytes("2GB"), memory_bytes("1.5 GiB"), memory_bytes("")
    (2000000000, 1610612736, None)
    """
    if not text:
        return None
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([A-Za-z]*)", text.strip())
    unit = {**_UNITS, **_UNITS_BINARY}.get(found[2].upper()) if found else None
    if found is None or unit is None:
        msg = f"--memory is '{text[:40]}'; give an amount such as 2GB."
        raise InputError(msg)
    amount = int(float(found[1]) * unit)
    if amount < _LEAST_BYTES:
        msg = f"--memory is {text}; give 1GB or more: the places of a country take half of that."
        raise InputError(msg)
    return amount


def write_timeline(
    sources: Sequence[str],
    out: Path,
    *,
    level: SiteLevel,
    gap_days: int | None,
    period: Granularity = "day",
    options: ReadOptions,
    corrections: Corrections | None,
    place: Place,
    figures: tuple[Path | None, Path | None, Path | None],
    tell: Tell,
    events: tuple[Path, MergeRules] | None = None,
) -> tuple[Archive, str]:
    """Write the timeline of an archive; return the archive and what was written, in words."""
    _check_ending(out)
    if events is not None:
        _check_ending(events[0])
    archive = _opened(sources, options, corrections, place, tell)
    with watched(engine_of(archive), tell, 0.8, 0.95, "counting"):
        course = follow_archive(archive, level=level, gap_days=gap_days)
    tell(0.95, f"writing {out.name}")
    rows = timeline_by(course.timeline, period)
    write_table(rows[list(TIMELINE_COLUMNS)], out)
    if events is not None:
        _write_events(archive, *events)
    days, links, measures = figures
    if days or links or measures:
        from dashboard.measure_files import write_measures
        from geo.measures import measure

        measured = measure(archive, course, gap_days=gap_days)
        write_measures(measured, days=days, links=links, figures=measures)
    tell(1.0, "done")
    number = rows["site_id"].nunique()
    aside = f"{archive.set_aside} set aside as no protests, " if archive.set_aside else ""
    words = (
        f"{out}: {len(rows)} site-{period}s of {number} sites; "
        f"{archive.rows_read} rows read, {archive.rejected} rejected, {aside}"
        f"{archive.unlocated} not placed"
    )
    return archive, words


def _write_events(archive: Archive, out: Path, rules: MergeRules) -> None:
    """Write the events of an archive, in the order in which those of loaded reports stand."""
    rows = merge_archive(archive, rules=rules).events
    rows = rows.order_by("site_id", "date", "date_end", "planned", "event_id")
    if out.suffix.lower() != ".csv":
        # As the days of loaded reports.
        rows = rows.mutate(**{name: rows[name].cast("timestamp") for name in ("date", "date_end")})
    _write_rows(archive, rows, out)


def _write_rows(archive: Archive, rows: ir.Table, out: Path) -> None:
    is_csv = out.suffix.lower() == ".csv"
    if is_csv:
        rows = _harmless(rows)
    with written_whole(out) as unfinished:
        write = archive.backend.to_csv if is_csv else archive.backend.to_parquet
        write(rows, unfinished)


def write_places(
    sources: Sequence[str],
    out: Path,
    *,
    country: str,
    corrections: Corrections | None,
    place: Place,
    report: Path | None,
    tell: Tell,
) -> tuple[Archive, str]:
    """Write every row of an archive with its place, as its engine gives them."""
    _check_ending(out)
    options = ReadOptions(needs_date=False, include_aside=True, country=country)
    archive = _opened(sources, options, corrections, place, tell, every_column=True)
    with watched(engine_of(archive), tell, 0.8, 0.99, "writing"):
        _write_rows(archive, placed_rows(archive), out)
    accounts = placing_accounts(archive)
    if report is not None:
        text = json.dumps(accounts, indent=2, ensure_ascii=False) + "\n"
        write_whole(text.encode("utf-8"), report)
    tell(1.0, "done")
    levels = ", ".join(f"{number} {level}" for level, number in accounts["by_level"].items())
    words = (
        f"{out}: {accounts['rows_read']} rows read, {accounts['rejected']} rejected, "
        f"{accounts['located']} placed ({levels or 'none'}), {accounts['unlocated']} not placed"
    )
    return archive, words


def _check_ending(out: Path) -> None:
    """Refuse before the work what could not be written after it."""
    if out.suffix.lower() not in ENDINGS:
        msg = f"Cannot write {out.name}: name a file that ends in {' or '.join(ENDINGS)}."
        raise InputError(msg)
    check_writable(out)


def _opened(
    sources: Sequence[str],
    options: ReadOptions,
    corrections: Corrections | None,
    place: Place,
    tell: Tell,
    *,
    every_column: bool = False,
) -> Archive:
    return open_archive(
        *sources,
        engine=place.engine,
        memory=place.memory,
        options=options,
        corrections=corrections,
        every_column=every_column,
        progress=tell,
    )


def _harmless(rows: ir.Table) -> ir.Table:
    """Put an apostrophe before text that a spreadsheet would run as a formula."""
    import ibis

    def safe(cell: Any) -> Any:
        signed = cell.re_search(r"^[+\-]") & ~cell.re_search(r"^[+\-]\d+([.,]\d+)*$")
        runs = cell.re_search("^[=@\\t\\r]") | signed
        return ibis.ifelse(runs, ibis.literal("'") + cell, cell)

    kinds = rows.schema()
    texts = [name for name, kind in kinds.items() if kind.is_string()]
    # As loaded reports are written.
    flags = [name for name, kind in kinds.items() if kind.is_boolean()]
    words = {name: ibis.ifelse(rows[name], "True", "False") for name in flags}
    return rows.mutate(**{name: safe(rows[name]) for name in texts}, **words)
