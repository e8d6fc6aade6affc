"""`dharna timeline`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from dashboard.commands.options import (
    Corrections,
    Country,
    Engine,
    IncludeAside,
    Memory,
    Out,
    Sources,
    archive_place,
)
from dashboard.commands.telling import (
    accounts_in_words,
    progress_bar,
    say,
    say_left_out,
    say_notes,
)

if TYPE_CHECKING:
    from dashboard.archives import Place
    from geo.checking import ReadOptions
    from geo.corrections import Corrections as CorrectionsByHand
    from geo.granularity import Granularity
    from geo.pipeline import SiteLevel

_UNMERGED: Final = (
    "--merge-km was not used: it joins reports to events, which --events writes, and sources that "
    "are not loaded are counted by site and day, the same with it or without."
)


def timeline(
    sources: Sources,
    out: Out,
    level: Annotated[str, typer.Option(help="town (spots gathered) or spot.")] = "town",
    gap_days: Annotated[
        int | None, typer.Option(help="Silent days that one stretch of protest may hold.")
    ] = None,
    merge_km: Annotated[
        float, typer.Option(help="Spots of a town this near are one event (0: same site only).")
    ] = 0.0,
    period: Annotated[
        str, typer.Option(help="Length of a row's period: day, week or month.")
    ] = "day",
    country: Country = "PK",
    corrections: Corrections = None,
    include_aside: IncludeAside = False,
    days: Annotated[
        Path | None, typer.Option("--days", help="Table of measures by day: .csv or .parquet.")
    ] = None,
    links: Annotated[
        Path | None, typer.Option("--links", help="Table of links inferred between places.")
    ] = None,
    measures: Annotated[
        Path | None,
        typer.Option("--measures", help="JSON of all measures with formulas and intervals."),
    ] = None,
    events: Annotated[
        Path | None,
        typer.Option("--events", help="Table of events, reports merged: .csv or .parquet."),
    ] = None,
    engine: Engine = "duckdb",
    memory: Memory = "",
) -> None:
    """Write each site's state on each day: started, continuing, ended, silent."""
    from geo.checking import ReadOptions
    from geo.corrections import read_corrections
    from geo.errors import InputError
    from geo.granularity import checked_granularity

    if level not in ("town", "spot"):
        msg = f"--level is '{level}'; give town or spot."
        raise InputError(msg)
    asked = _Asked(
        sources=sources,
        out=out,
        level=level,  # type: ignore[arg-type]
        gap_days=gap_days,
        merge_km=merge_km,
        period=checked_granularity(period),
        options=ReadOptions(include_aside=include_aside, country=country),
        corrections=None if corrections is None else read_corrections(corrections),
        figures=(days, links, measures),
        events=events,
    )
    place = archive_place(sources, engine, memory)
    if place is None:
        _write_loaded(asked)
    else:
        _write_archive(asked, place)


@dataclass(frozen=True)
class _Asked:
    """The command's options, read and checked."""

    sources: list[str]
    out: Path
    level: SiteLevel
    gap_days: int | None
    merge_km: float
    period: Granularity
    options: ReadOptions
    corrections: CorrectionsByHand | None
    figures: tuple[Path | None, Path | None, Path | None]
    events: Path | None


def _write_loaded(asked: _Asked) -> None:
    from dashboard.export.tables import write_table
    from geo.granularity import timeline_by
    from geo.merge import EVENT_COLUMNS, MergeRules
    from geo.pipeline import follow, open_campaign
    from geo.schema import TIMELINE_COLUMNS

    rules = MergeRules(distance_km=asked.merge_km)
    opened = open_campaign(*asked.sources, options=asked.options, corrections=asked.corrections)
    campaign = replace(opened, rules=rules)
    course = follow(campaign, level=asked.level, gap_days=asked.gap_days)
    rows = timeline_by(course.timeline, asked.period)
    write_table(rows[list(TIMELINE_COLUMNS)], asked.out)
    if asked.events is not None:
        write_table(course.merged.events[list(EVENT_COLUMNS)], asked.events)
    days, links, measures = asked.figures
    if days or links or measures:
        from dashboard.measure_files import write_measures
        from geo.measures import measure

        measured = measure(campaign, course, gap_days=asked.gap_days)
        write_measures(measured, days=days, links=links, figures=measures)
    say_left_out(campaign.failures)
    say(
        f"{asked.out}: {len(rows)} site-{asked.period}s of {rows['site_id'].nunique()} sites; "
        f"{accounts_in_words(campaign)}"
    )
    say_notes(campaign.read.notes)


def _write_archive(asked: _Asked, place: Place) -> None:
    from dashboard.archive_commands import write_timeline
    from geo.merge import MergeRules

    rules = MergeRules(distance_km=asked.merge_km)  # A wrong distance is told before the work.
    with progress_bar(quiet=True) as tell:
        archive, words = write_timeline(
            asked.sources,
            asked.out,
            level=asked.level,
            gap_days=asked.gap_days,
            period=asked.period,
            options=asked.options,
            corrections=asked.corrections,
            place=place,
            figures=asked.figures,
            events=None if asked.events is None else (asked.events, rules),
            tell=tell,
        )
    say(words)
    say_notes((*([_UNMERGED] if asked.merge_km and not asked.events else []), *archive.notes))
