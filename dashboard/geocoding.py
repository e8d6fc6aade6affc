"""`dharna geocode`: every row comes back, with the place found for it or the reason why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo._online import OnlineAnswers, OnlineSettings, Progress, ask_online
from geo.checking import ReadOptions, ReadResult
from geo.corrections import Corrections
from geo.geocoder import Located, locate_reports
from geo.loader import load_campaign
from geo.pipeline import gazetteer_for
from geo.schema import LEVELS, LOCATION_DTYPES
from geo.world import Progress as IndexProgress


@dataclass(frozen=True)
class Geocoded:
    """The rows of a source with their places, and the accounts of what became of them."""

    table: pd.DataFrame
    accounts: dict[str, Any]
    failures: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def in_words(self) -> str:
        """Say what became of the rows."""
        a = self.accounts
        levels = ", ".join(f"{number} {level}" for level, number in a["by_level"].items())
        return (
            f"{a['rows_read']} rows read, {a['rejected']} rejected, {a['located']} placed "
            f"({levels or 'none'}), {a['unlocated']} not placed"
        )


@dataclass(frozen=True)
class Online:
    """That a server is to be asked for names that the gazetteer does not know, and how."""

    settings: OnlineSettings
    progress: Progress | None = None


def geocode_sources(
    *sources: str,
    country: str = "PK",
    corrections: Corrections | None = None,
    online: Online | None = None,
    indexing: IndexProgress | None = None,
) -> Geocoded:
    """Read sources and locate their rows; a row without a date is located all the same.

    Places abroad are looked up in the world's index; ``indexing`` is told how far its building is,
    when it is needed the first time.

    Returns
    -------
    Geocoded
        ``table`` has one row an input row, in the input's order: its columns as text, then those
        of `geo.schema.LOCATION_DTYPES`. An input column of one of these names keeps its cells
        under the name with ``_given`` behind it. A row that was rejected or not placed has the
        reason in ``geo_note``. Of several tables each row names its own in ``file``. ``accounts``
        has ``format rows_read accepted rejected located unlocated by_level``, and ``online`` when
        a server was asked.

    Raises
    ------
    DharnaError
        With one sentence that says what to do.
    """
    options = ReadOptions(needs_date=False, include_aside=True, country=country)
    loaded = load_campaign(*sources, options=options)
    reports = loaded.read.reports
    gazetteer = gazetteer_for(reports, loaded.info.country, progress=indexing)
    answers = None
    if online is not None:
        answers = ask_online(
            reports,
            gazetteer,
            country=country,
            settings=online.settings,
            corrections=corrections,
            progress=online.progress,
        )
    parts = [
        (
            read,
            locate_reports(
                read.reports, gazetteer, country=country, corrections=corrections, online=answers
            ),
        )
        for read in loaded.reads
    ]
    tables = [_joined(read, located) for read, located in parts]
    if len(parts) > 1:
        named = zip(parts, tables, strict=True)
        tables = [_with_file(table, read.name) for (read, _), table in named]
    table = pd.concat(tables, ignore_index=True)
    texts = {name: "" for name in table.columns if table[name].dtype == "str"}
    table = table.fillna(texts)
    accounts, notes = _accounts(parts), loaded.read.notes
    if answers is not None and online is not None:
        accounts["online"] = _online_accounts(answers, online.settings)
        notes = (*notes, online_in_words(answers, online.settings))
    return Geocoded(table, accounts, loaded.failures, tuple(notes))


def online_in_words(answers: OnlineAnswers, settings: OnlineSettings) -> str:
    """Say whom was asked for how many names, and what became of them."""
    said = (
        f"{settings.host} was asked for {answers.asked:,} names, {answers.from_cache:,} more were "
        f"known from before; {len(answers.places):,} were placed by its answers"
    )
    return f"{said}; {answers.stopped}" if answers.stopped else said


def _online_accounts(answers: OnlineAnswers, settings: OnlineSettings) -> dict[str, Any]:
    return {
        "server": settings.host,
        "asked": answers.asked,
        "from_cache": answers.from_cache,
        "placed": len(answers.places),
        "left": answers.left,
        "stopped": answers.stopped,
    }


def _with_file(table: pd.DataFrame, name: str) -> pd.DataFrame:
    kept = table.rename(columns={"file": "file_given"})
    kept.insert(0, "file", pd.Series(name, index=kept.index, dtype="str"))
    return kept


def _joined(read: ReadResult, located: Located) -> pd.DataFrame:
    cells = read.cells
    found = located.reports[list(LOCATION_DTYPES)].reindex(cells.index)
    notes = pd.concat(
        [
            read.rejected.set_index("line")["reason"].map("rejected: {}".format),
            located.unlocated["reason"],
        ]
    )
    texts = [name for name, kind in LOCATION_DTYPES.items() if kind == "str"]
    found[texts] = found[texts].fillna("")
    found.loc[notes.index, "geo_note"] = notes
    kept = cells.rename(columns={name: f"{name}_given" for name in found.columns})
    return pd.concat([kept, found], axis=1).reset_index(drop=True)


def _accounts(parts: Sequence[tuple[ReadResult, Located]]) -> dict[str, Any]:
    levels = pd.concat([located.reports["level"] for _, located in parts]).value_counts()
    return {
        "format": ", ".join(dict.fromkeys(read.recognition.format for read, _ in parts)),
        "rows_read": sum(read.rows_read for read, _ in parts),
        "accepted": sum(read.accepted for read, _ in parts),
        "rejected": sum(len(read.rejected) for read, _ in parts),
        "located": sum(len(located.reports) for _, located in parts),
        "unlocated": sum(len(located.unlocated) for _, located in parts),
        "by_level": {level: int(levels[level]) for level in LEVELS if level in levels},
    }
