"""The cubes that are kept, and one of them that is open."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from geo.cache import cache_folder, whole_folder
from geo.campaign import CampaignInfo
from geo.cube.build import (
    ABOUT,
    CubeAccount,
    LocatedReports,
    Progress,
    info_from_json,
    write_cube,
)
from geo.cube.columns import Columns, Part, read_parts
from geo.cube.counts import By, SiteDays, count_rows, joined
from geo.cube.following import ActiveDays, follow_counts
from geo.cube.kept_days import read_days, write_days
from geo.cube.lists import ReportsPage, count_reports, in_words, read_page
from geo.cube.tables import outlets_of_cells
from geo.facets import FACETS, in_order, values_of
from geo.outlets import Outlets
from geo.watching import quieten

Selection = Mapping[str, Sequence[str]]
"""Facet → chosen values; an empty choice lets everything through."""

_LAYOUT: Final = 5
"""Raised whenever the files of a cube change their meaning."""
_KEPT: Final = 8
_YOUNG_S: Final = 86_400.0
"""A cube used within a day is never put away: another process may be reading it."""
_USED: Final = "used"
_COUNTING: Final = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="counting")
"""Counts stretches of rows for every cube and session: numpy lets others run meanwhile."""


@dataclass(frozen=True, eq=False)
class Cube:
    """A cube that is open; shared by threads, and never changed.

    Attributes
    ----------
    folder
        Where its files are.
    fingerprint
        That of the source it was made of.
    info, account
        What is said of the campaign, and what became of its rows.
    sites
        `geo.schema.SITE_DTYPES` and ``reports``, their number, plans among them; sorted by
        ``site_id``.
    cells
        ``facet code cell reports``: the different cells of each facet.
    """

    folder: Path
    fingerprint: str
    info: CampaignInfo
    account: CubeAccount
    sites: pd.DataFrame
    cells: pd.DataFrame
    database: Any

    @cached_property
    def names(self) -> pd.Index:
        """Site ids in the order of their codes."""
        names: pd.Index = pd.Index(self.sites["site_id"])
        return names

    @cached_property
    def days(self) -> pd.DatetimeIndex:
        """Every day that the campaign covers, from its first report to its last."""
        if not self.account.first_day:
            return pd.DatetimeIndex([])
        first = self.info.first_day or pd.Timestamp(self.account.first_day)
        last = self.info.last_day or pd.Timestamp(self.account.last_day)
        return pd.date_range(first, last, unit="s")

    @cached_property
    def values(self) -> dict[str, dict[str, int]]:
        """The reports of each value of each facet, plans among them, in the order to offer them."""
        found = {}
        for facet, codes in self._codes.items():
            number = self._reports_of_cells(facet)
            counts = {value: int(number[cells].sum()) for value, cells in codes.items()}
            found[facet] = in_order(counts, facet)
        return found

    def counts(self, selection: Selection | None = None, *, by: By = "town_id") -> SiteDays:
        """Count the reports that have a chosen value in every facet with a choice.

        Parameters
        ----------
        selection
            By facet; a value that the campaign does not hold picks nothing.
        by
            As for `geo.engine.count_site_days`.
        """
        chosen = {
            facet: self._chosen(facet, values)
            for facet, values in (selection or {}).items()
            if values
        }

        def counted(stretch: tuple[Part, slice]) -> Columns:
            part, rows = stretch
            return count_rows(part, rows, chosen, by=by, outlets=self._outlets)

        stretches = [(part, rows) for part in self._parts for rows in part.chunks]
        return joined(list(_COUNTING.map(counted, stretches)), self.names)

    def active_days(self, selection: Selection | None = None, *, by: By = "town_id") -> ActiveDays:
        """Follow what `counts` counts, by the campaign's own gap rule."""
        path = self.folder / f"{by}.parquet"
        if not any((selection or {}).values()) and path.is_file():
            return read_days(path, self.names, gap_days=self.info.gap_days)
        return follow_counts(self.counts(selection, by=by), gap_days=self.info.gap_days)

    @cached_property
    def has_spots(self) -> bool:
        """Whether any town has several sites with reports."""
        held = self.sites[self.sites["reports"] > 0]
        return bool(held["town_id"].duplicated().any())

    def reports(
        self,
        selection: Selection | None = None,
        *,
        days: tuple[pd.Timestamp, pd.Timestamp],
        site_id: str = "",
        town_id: str = "",
        first: int = 0,
        most: int = 50,
    ) -> ReportsPage:
        """Read some of the reports that may speak of a day in a span, plans among them.

        Parameters
        ----------
        selection
            As for `counts`.
        days
            First and last day of the span.
        site_id, town_id
            A site, or a town with all its sites, when one is named.
        first, most
            How many to leave out, and how many to return at most.
        """
        where = self._where(selection, site=site_id, town=town_id)
        rows = read_page(
            self.database.cursor(),
            str(self.folder / "reports.parquet"),
            where=where,
            days=days,
            longest_days=self.account.longest_days,
            first=first,
            most=most + 1,
        )
        words = in_words(rows.head(most), self.sites, self.cells)
        return ReportsPage(words, first, len(rows) > most)

    def tally(
        self,
        selection: Selection | None = None,
        *,
        days: tuple[pd.Timestamp, pd.Timestamp],
        town_id: str = "",
    ) -> pd.DataFrame:
        """Count the reports that may speak of a day in a span, without plans.

        Parameters
        ----------
        selection, days, town_id
            As for `reports`.

        Returns
        -------
        pandas.DataFrame
            ``certainty source reports``, both as the cells say it.
        """
        where = self._where(selection, town=town_id)
        found = count_reports(
            self.database.cursor(),
            str(self.folder / "reports.parquet"),
            where=where,
            days=days,
            longest_days=self.account.longest_days,
        )
        for facet in ("certainty", "source"):
            of_facet = self.cells[self.cells["facet"] == facet].set_index("code")["cell"]
            found[facet] = found[facet].map(of_facet).astype("str")
        return found

    def outlets_named(self, cells: Iterable[str]) -> int:
        """Count the different outlets that some source cells name."""
        codes = self._outlets.cells.values.get_indexer(pd.Index(list(cells)))
        starts = self._outlets.starts
        named = [self._outlets.named[starts[code] : starts[code + 1]] for code in codes]
        return len(np.unique(np.concatenate(named))) if named else 0

    def _where(self, selection: Selection | None, **places: str) -> str:
        conditions = [
            _condition(facet, self._chosen(facet, chosen))
            for facet, chosen in (selection or {}).items()
            if chosen
        ]
        for column, name in places.items():
            if name:
                code = self.names.get_indexer(pd.Index([name]))[0]
                conditions.append(f"{column} = {int(code)}")
        return " AND ".join(conditions) or "true"

    @cached_property
    def towns_with_spots(self) -> list[str]:
        """Towns with at least two sites of their own, most reports first."""
        points = self.sites[
            self.sites["level"].isin(["spot", "town"]) & (self.sites["reports"] > 0)
        ]
        per_town = points.groupby("town_id").agg(
            sites=("site_id", "size"), reports=("reports", "sum")
        )
        several = per_town[per_town["sites"] > 1]
        return [str(town) for town in several.sort_values("reports", ascending=False).index]

    @cached_property
    def _parts(self) -> list[Part]:
        return read_parts(self.folder)

    @cached_property
    def _outlets(self) -> Outlets:
        return outlets_of_cells(self.cells, self.info.outlets)

    @cached_property
    def _codes(self) -> dict[str, dict[str, np.ndarray[Any, np.dtype[np.int32]]]]:
        """The codes of the cells that hold each value of each facet."""
        found = {}
        for facet in FACETS:
            of_facet = self.cells[self.cells["facet"] == facet]
            codes: dict[str, list[int]] = {}
            for code, cell in zip(of_facet["code"].tolist(), of_facet["cell"], strict=True):
                for value in values_of(cell, facet):
                    codes.setdefault(value, []).append(code)
            found[facet] = {v: np.asarray(held, dtype=np.int32) for v, held in codes.items()}
        return found

    def _reports_of_cells(self, facet: str) -> np.ndarray[Any, np.dtype[np.int64]]:
        of_facet = self.cells[self.cells["facet"] == facet]
        number = np.zeros(int(of_facet["code"].max()) + 1 if len(of_facet) else 0, dtype=np.int64)
        number[of_facet["code"].to_numpy()] = of_facet["reports"].to_numpy()
        return number

    def _chosen(self, facet: str, values: Sequence[str]) -> np.ndarray[Any, np.dtype[np.int32]]:
        known = self._codes[facet]
        parts = [known[value] for value in values if value in known]
        return np.unique(np.concatenate(parts)) if parts else np.empty(0, dtype=np.int32)


def cube_folder(fingerprint: str) -> Path:
    """Return where the cube of a source is kept; it need not exist yet."""
    return cache_folder() / "cubes" / f"{fingerprint}-{_LAYOUT}"


def find_cube(fingerprint: str) -> Cube | None:
    """Open the cube that is kept of a source; ``None`` when there is none."""
    folder = cube_folder(fingerprint)
    if not (folder / ABOUT).is_file():
        return None
    return read_cube(folder, fingerprint)


def make_cube(
    reports: LocatedReports,
    fingerprint: str,
    *,
    memory: int | None = None,
    progress: Progress | None = None,
) -> Cube:
    """Make a source's cube and keep it, whole or not at all; older ones are put away.

    Parameters
    ----------
    reports
        The source's located reports.
    fingerprint
        That of the source.
    memory
        Bytes that sorting and counting may use; 2 GB when ``None``.
    progress
        Told how far it is.

    Raises
    ------
    OutputError
        When the cache folder cannot be written.
    """
    target = cube_folder(fingerprint)
    with whole_folder(target) as draft:
        write_cube(reports, draft, memory=memory, progress=progress)
        made = read_cube(draft, fingerprint)
        levels: tuple[By, ...] = ("town_id", "site_id") if made.has_spots else ("town_id",)
        for by in levels:
            write_days(made.active_days(by=by), draft / f"{by}.parquet")
    tidy_cubes()
    return read_cube(target, fingerprint)


def read_cube(folder: Path, fingerprint: str) -> Cube:
    """Open the cube in a folder."""
    import duckdb

    database = duckdb.connect()
    quieten(database)
    about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    account = about["account"]
    account["notes"] = tuple(account["notes"])
    sites = pd.read_parquet(folder / "sites.parquet")
    with suppress(OSError):  # A cache that may only be read is read all the same.
        (folder / _USED).touch()
    return Cube(
        folder=folder,
        fingerprint=fingerprint,
        info=info_from_json(about["info"]),
        account=CubeAccount(**account),
        sites=sites,
        cells=pd.read_parquet(folder / "facets.parquet"),
        database=database,
    )


def tidy_cubes(*, kept: int = _KEPT) -> None:
    """Put away the cubes that were used longest ago, and drafts that nobody finished."""
    folders = [path for path in (cache_folder() / "cubes").glob("*") if path.is_dir()]
    used = {path: _last_used(path) for path in folders}
    order = sorted(folders, key=lambda path: -used[path])
    whole = [path for path in order if not path.name.startswith(".")]
    drafts = [path for path in order if path.name.startswith(".")]
    for path in (*whole[kept:], *drafts):
        if time.time() - used[path] > _YOUNG_S:
            shutil.rmtree(path, ignore_errors=True)


def _last_used(folder: Path) -> float:
    mark = folder / _USED
    with suppress(OSError):
        return (mark if mark.exists() else folder).stat().st_mtime
    return time.time()


def _condition(facet: str, codes: np.ndarray[Any, np.dtype[np.int32]]) -> str:
    return f"{facet} IN ({', '.join(map(str, codes.tolist()))})" if len(codes) else "false"
