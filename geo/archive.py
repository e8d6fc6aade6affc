"""A source too large to be loaded: judged and placed by its distinct values, counted in its engine.

What is worked out once for each distinct combination of cells (days, places, sizes …) is joined
back by the engine that holds the rows: DuckDB unless told otherwise, the same expressions on any.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.campaign import CampaignInfo
from geo.checking import ReadOptions
from geo.corrections import Corrections
from geo.errors import InputError
from geo.formats import recognise
from geo.scans.accounting import account
from geo.scans.dimensions import most_combinations
from geo.scans.engines import open_engine
from geo.scans.files import is_large
from geo.scans.opening import open_scans
from geo.scans.part import AS_GIVEN, Part
from geo.scans.placing import Placed, place_combinations

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["COLUMNS", "Archive", "is_large", "open_archive"]

Progress = Callable[[float, str], None]
_SHARE: Final = 0.8
_USUAL_BYTES: Final = 8_000_000_000
COLUMNS: Final = (
    "line",
    *AS_GIVEN,
    *("site_id", "town_id", "site_name", "level", "latitude", "longitude", "radius_km"),
    *("date", "date_end", "date_precision", "window_first", "window_last", "weight"),
    *("event_type", "event_type_raw", "organiser", "source", "certainty", "status"),
    *("size_low", "size_high", "size_text"),
    *("place", "spot", "admin1", "admin2", "country"),
)
"""Columns of `Archive.located`."""


@dataclass(frozen=True, eq=False)
class Archive:
    """A source that stays where it is, with every row accounted for.

    Attributes
    ----------
    info
        What is said of the campaign.
    sites
        One row a site in use, towns of spots included (`geo.schema.SITE_DTYPES`).
    backend
        The Ibis backend that `located` lives on.
    rows_read, rejected, set_aside, unlocated
        Numbers of rows, as loading the whole source gives them.
    notes
        Sentences on what was decided while reading.
    parts
        One for each of the tables that the sources hold, by their headers.
    placed
        The places of all parts.
    memory
        Bytes that may be used.
    """

    info: CampaignInfo
    sites: pd.DataFrame
    backend: Any
    rows_read: int
    rejected: int
    set_aside: int
    unlocated: int
    notes: tuple[str, ...]
    parts: tuple[Part, ...]
    placed: Placed
    memory: int

    @cached_property
    def located(self) -> ir.Table:
        """Return accepted, placed reports that are protests, lazy: `COLUMNS`, one row a report.

        ``line`` numbers the rows of all sources from 2 on. ``window_first`` and ``window_last`` are
        the days that a report may mean (`geo.weights`), ``weight`` its share of each. ``status``
        may be ``planned``: such reports are listed and never counted. Days are dates, sizes
        persons, coordinates WGS84 degrees.
        """
        return self.rows(list(COLUMNS))

    def rows(self, columns: list[str]) -> ir.Table:
        """Return some columns of `located`; what they do not need is neither read nor joined."""
        tables = [part.rows(columns) for part in self.parts]
        return reduce(lambda a, b: a.union(b), tables)

    @cached_property
    def fingerprint(self) -> str:
        """Changes whenever the source does, or how it is read: a key for what is made from it."""
        told = hashlib.sha256()
        for part in self.parts:
            told.update(part.scan.fingerprint.encode())
            for found in (*part.accounts.lookups.values(), part.place):
                for frame in (found.keys.to_pandas(), found.values):
                    hashes = pd.util.hash_pandas_object(frame, index=False)
                    told.update(hashes.to_numpy().tobytes())
                told.update(found.rows.tobytes())
        return told.hexdigest()[:16]

    @cached_property
    def days(self) -> pd.DatetimeIndex:
        """Every day that the archive covers, from its first report to its last."""
        rows = self.rows(["window_first", "window_last", "planned"])
        rows = rows.filter(~rows.planned)
        ends = rows.agg(first=rows.window_first.min(), last=rows.window_last.max())
        first, last = self.backend.to_pyarrow(ends).to_pylist()[0].values()
        if first is None:
            return pd.DatetimeIndex([])
        return pd.date_range(first, last, unit="s")


def open_archive(
    *sources: str,
    engine: str = "duckdb",
    memory: int | None = None,
    country: str | None = None,
    options: ReadOptions | None = None,
    corrections: Corrections | None = None,
    every_column: bool = False,
    progress: Progress | None = None,
) -> Archive:
    """Open folders, globs, files or tables as one campaign, without loading them.

    Parameters
    ----------
    sources
        Folders, globs and files of Parquet or CSV; database addresses.
    engine
        ``duckdb``, ``spark://host:port``, or the address of a PostgreSQL server.
    memory
        Bytes that may be used; 80 % of the machine's when ``None``.
    country
        ISO alpha-2 code of places that name none.
    options
        How to read them, where there is a choice.
    corrections
        Places set by hand, which win.
    every_column
        Whether all columns are wanted, those that no report is made from too.
    progress
        Told how far it is, as a share of one, and what is done.

    Raises
    ------
    DharnaError
        With one sentence that says what to do.
    """
    chosen = options or ReadOptions()
    chosen = replace(chosen, country=country or chosen.country)
    tell = progress or _silent
    opened = open_engine(engine, sources, memory=memory)
    scans = open_scans(sources, opened, whole=every_column or bool(chosen.roles), tell=tell)
    if not scans:
        msg = "No source was named; give a folder, a pattern, a file or a database address."
        raise InputError(msg)
    budget = memory or round(_SHARE * _machine_bytes())
    read = []
    for number, scan in enumerate(scans):
        tell(0.3 + 0.4 * number / len(scans), f"judging {scan.name}")
        recognition = recognise(
            scan.header,
            where=scan.name,
            needs_date=chosen.needs_date,
            roles=chosen.roles,
            sample=scan.sample,
        )
        accounts_of = account(scan, recognition, chosen, most=most_combinations(budget))
        read.append((scan, recognition, accounts_of))
    accounts = [accounts for _, _, accounts in read]
    tell(0.7, "placing")
    placed = place_combinations(
        accounts, country=chosen.country, corrections=corrections, progress=progress
    )
    parts = tuple(
        Part(scan, recognition, kept, place)
        for (scan, recognition, kept), place in zip(read, placed.lookups, strict=True)
    )
    tell(0.8, "placed")
    notes = (
        n
        for part in parts
        for n in (*part.scan.notes, *part.recognition.notes, *part.accounts.notes)
    )
    return Archive(
        info=_info(sources, chosen.country),
        sites=placed.sites,
        backend=opened.backend,
        rows_read=sum(a.rows for a in accounts),
        rejected=sum(a.rejected for a in accounts),
        set_aside=sum(a.set_aside for a in accounts),
        unlocated=placed.unlocated,
        notes=tuple(dict.fromkeys(notes)),
        parts=parts,
        placed=placed,
        memory=budget,
    )


def _machine_bytes() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        # Windows does not say so.
        return _USUAL_BYTES


def _silent(_share: float, _what: str) -> None:
    """Tell nobody."""


def _info(sources: tuple[str, ...], country: str) -> CampaignInfo:
    first = re.split(r"[?]table=", sources[0])[-1]
    stem = re.sub(r"[*?\[\]]", "", Path(first).stem) or Path(first).parent.name
    name = stem if len(sources) == 1 else f"{stem} and {len(sources) - 1} more"
    slug = re.sub(r"[^\w-]+", "_", stem).strip("_") or "campaign"
    return CampaignInfo(id=slug, title=name.replace("_", " ").strip() or slug, country=country)
