"""Located reports → the cube's folder: read once from the source, then worked on as numbers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
import pandas as pd

from geo.campaign import CampaignInfo, Uncertainty, View
from geo.cube.tables import (
    LONGEST_TEXT,
    READ_ONLY,
    answer,
    cube_parts,
    number_cells,
    number_places,
    number_repeated_ids,
    write_coded,
    write_part,
    write_reports,
)
from geo.errors import InputError
from geo.scans.engines import LEAST, OWN_SHARE
from geo.tables.fast import quoted
from geo.watching import engine_of, quieten, watched

if TYPE_CHECKING:
    import ibis.expr.types as ir

Progress = Callable[[float, str], None]
"""Told the share that is done, and what is being done."""
ABOUT: Final = "about.json"
_READING, _CODING = 0.55, 0.2
"""Shares of the time that the first steps take."""
_MEMORY: Final = 2_000_000_000
_ROWS_AT_ONCE: Final = 50_000
"""Rows that are held as objects of Python while a server sends them."""
_TEXTS: Final = (
    *("site_id", "town_id", "report_id", "date_precision", "event_type"),
    *("organiser", "source", "certainty", "status"),
)


class LocatedReports(Protocol):
    """What a cube is made of; `geo.archive.Archive` is one."""

    @property
    def info(self) -> CampaignInfo:
        """What is said of the campaign."""

    @property
    def sites(self) -> pd.DataFrame:
        """`geo.schema.SITE_DTYPES`."""

    @property
    def located(self) -> ir.Table:
        """Placed reports: `geo.schema.REPORT_DTYPES`, ``site_id`` and ``town_id``; lazy."""

    @property
    def backend(self) -> Any:
        """The Ibis backend that `located` is answered by."""

    @property
    def rows_read(self) -> int:
        """How many rows the source has."""

    @property
    def rejected(self) -> int:
        """How many of them cannot be used."""

    @property
    def set_aside(self) -> int:
        """How many of them are no protests."""

    @property
    def unlocated(self) -> int:
        """How many could not be placed."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences about how the source was read."""


@dataclass(frozen=True)
class CubeAccount:
    """What became of the source's rows: numbers of rows, of sites and of merged events."""

    rows_read: int
    rejected: int
    set_aside: int
    unlocated: int
    placed: int
    planned: int
    events: int
    planned_events: int
    sites: int
    repeated_ids: int
    longest_days: int
    first_day: str
    last_day: str
    notes: tuple[str, ...] = ()


def write_cube(
    reports: LocatedReports,
    folder: Path,
    *,
    memory: int | None = None,
    progress: Progress | None = None,
) -> None:
    """Write a cube's files into an empty folder.

    Parameters
    ----------
    reports
        Located reports; they are read once.
    folder
        Where to; on failure it is left with what was written.
    memory
        Bytes that the process may use; sorting and counting get what Python leaves of them.
    progress
        Told how far it is.

    Raises
    ------
    InputError
        When a report's site is not in the table of sites.
    """
    import duckdb

    tell = progress or _untold
    said = folder / "said.parquet"
    with watched(engine_of(reports), tell, 0.0, _READING, "Reading the reports"):
        read = _write_said(reports, said)
    tell(_READING, "Numbering places and names")
    spill = folder / "spill"
    limit = _MEMORY if memory is None else max(memory - OWN_SHARE, LEAST)
    config: dict[str, Any] = {"memory_limit": f"{limit}B", "temp_directory": str(spill)}
    with duckdb.connect(config=config) as engine:
        quieten(engine)
        answer(engine, "SET preserve_insertion_order = false")
        answer(engine, f"CREATE VIEW said AS SELECT * FROM read_parquet({quoted(read)})")  # noqa: S608
        _write_tables(engine, reports, folder, tell)
    if said.is_dir():
        shutil.rmtree(said)
    for left_over in (said, folder / "coded.parquet"):
        left_over.unlink(missing_ok=True)
    if spill.exists():
        spill.rmdir()


def _untold(_share: float, _what: str) -> None:
    pass


def _write_said(reports: LocatedReports, path: Path) -> str:
    """Write the reports as Parquet where their engine is best at it; return where they lie."""
    rows = _said(reports.located)
    backend = reports.backend
    if backend.name == "duckdb":
        backend.to_parquet(rows, str(path))
        return str(path)
    if backend.name == "pyspark":
        # Its workers write a file each, so that nothing passes through the driver.
        backend.to_parquet(rows, str(path.resolve()))
        if not path.is_dir():
            msg = (
                f"The workers of the cluster do not write to {path.parent} of this machine: name "
                "a folder that they share in DHARNA_CACHE."
            )
            raise InputError(msg)
        return f"{path}/**/*.parquet"
    import pyarrow.parquet as pq

    with (
        backend.to_pyarrow_batches(rows, chunk_size=_ROWS_AT_ONCE) as batches,
        pq.ParquetWriter(path, batches.schema) as writer,
    ):
        for batch in batches:
            writer.write_batch(batch)
    return str(path)


def _said(located: ir.Table) -> ir.Table:
    """Select what the cube needs, with nothing null but sizes."""
    import ibis

    columns = {name: located[name].cast("string").fill_null("") for name in _TEXTS}
    # A source need not hold what is only read.
    columns |= {
        name: located[name].cast("string").fill_null("").substr(0, LONGEST_TEXT)
        if name in located.columns
        else ibis.literal("")
        for name in READ_ONLY
    }
    status = columns["status"]
    return located.select(
        **columns,
        date=located.date.cast("date"),
        date_end=located.date_end.cast("date"),
        planned=status == "planned",
        ended=status == "end",
        low=located.size_low.cast("float64"),
        high=located.size_high.cast("float64"),
    )


def _write_tables(engine: Any, reports: LocatedReports, folder: Path, tell: Progress) -> None:
    placed = int(answer(engine, "SELECT count(*) FROM said")[0][0])
    sites = number_places(engine, reports.sites)
    facets = number_cells(engine)
    # Rows with a number are an archive's: loaded, each would get an id of its own as well.
    are_own = "line" in reports.located.columns
    repeated = number_repeated_ids(engine, placed, are_own=are_own)
    write_coded(engine, folder / "coded.parquet")
    tell(_READING + _CODING, "Counting by site, day and kind")
    parts = cube_parts(engine)
    for number, (first, last) in enumerate(parts):
        path = folder / f"cube-{number:03}"
        write_part(engine, path, first=first, last=last, repeated=repeated > 0)
        share = _READING + _CODING + (0.85 - _READING - _CODING) * (number + 1) / len(parts)
        tell(share, "Counting by site, day and kind")
    tell(0.85, "Putting the reports in the order of their days")
    longest = write_reports(engine, folder / "reports.parquet")
    held = engine.execute("SELECT site, count(*) AS n FROM coded GROUP BY site").fetchnumpy()
    reports_at = np.zeros(len(sites), dtype=np.int64)
    reports_at[held["site"]] = held["n"]
    sites.assign(reports=reports_at).to_parquet(folder / "sites.parquet", index=False)
    facets.to_parquet(folder / "facets.parquet", index=False)
    account = _account(engine, reports, placed=placed, repeated=repeated, longest=longest)
    about = {"info": info_as_json(reports.info), "account": asdict(account)}
    (folder / ABOUT).write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")


def _account(
    engine: Any, reports: LocatedReports, *, placed: int, repeated: int, longest: int
) -> CubeAccount:
    coded, planned, sites, undated, first, last = answer(
        engine,
        "SELECT count(*), count(*) FILTER (planned), count(DISTINCT site), "
        "count(*) FILTER (first_day IS NULL OR last_day IS NULL), "
        "min(first_day) FILTER (NOT planned), max(last_day) FILTER (NOT planned) FROM coded",
    )[0]
    if coded != placed:
        msg = f"{placed - coded:,} reports name a site that is not in the table of sites."
        raise InputError(msg)
    if undated:
        msg = f"{undated:,} reports have no day; leave out reports that state none."
        raise InputError(msg)
    events, planned_events = answer(
        engine,
        "SELECT count(*), count(*) FILTER (planned) "
        "FROM (SELECT DISTINCT site, date, date_end, planned FROM coded)",
    )[0]
    return CubeAccount(
        rows_read=reports.rows_read,
        rejected=reports.rejected,
        set_aside=reports.set_aside,
        unlocated=reports.unlocated,
        placed=placed,
        planned=planned,
        events=events,
        planned_events=planned_events,
        sites=sites,
        repeated_ids=repeated,
        longest_days=longest,
        first_day="" if first is None else first.isoformat(),
        last_day="" if last is None else last.isoformat(),
        notes=reports.notes,
    )


def info_as_json(info: CampaignInfo) -> dict[str, Any]:
    """Return what is said of a campaign as JSON values."""
    values = asdict(info)
    for name in ("origin_day", "first_day", "last_day"):
        values[name] = None if values[name] is None else values[name].isoformat()
    return {**values, "outlets": dict(info.outlets)}


def info_from_json(values: dict[str, Any]) -> CampaignInfo:
    """Return what `info_as_json` wrote."""
    known = {field.name for field in fields(CampaignInfo)}
    given = {name: value for name, value in values.items() if name in known}
    for name in ("origin_day", "first_day", "last_day"):
        given[name] = None if given[name] is None else pd.Timestamp(given[name]).as_unit("s")
    given["view"] = None if given["view"] is None else View(**given["view"])
    given["uncertain"] = tuple(Uncertainty(**item) for item in given["uncertain"])
    given["attributions"] = tuple(given["attributions"])
    return CampaignInfo(**given)
