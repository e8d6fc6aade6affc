"""An archive → its events: `geo.merge` by the same rules, in the engine that holds the rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, reduce
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from geo.archive import COLUMNS, Archive
from geo.archive_outlets import outlet_cells, outlet_numbers
from geo.codes import Coded
from geo.errors import InputError
from geo.event_keys import (
    CELL,
    EVENT,
    SPAN,
    JoinedSpots,
    alone,
    count_cells,
    event_ids,
    group_of,
    join_cells,
    reasons,
    with_groups,
    with_sizes,
)
from geo.merge import EVENT_COLUMNS
from geo.merge_rules import MergeRules
from geo.nearby import NearSpots, near_spots
from geo.scans.beside import beside, kept
from geo.scans.lookups import Lookup
from geo.schema import EVENT_TYPES

if TYPE_CHECKING:
    import ibis.expr.types as ir

LEDGER_COLUMNS: Final = (
    *COLUMNS,
    *("planned", "ended", "weak", "outlet", "event_id", "rule"),
)
_KINDS: Final = (*EVENT_TYPES, "")
_FLAGS: Final = ("planned", "ending", "weak")


@dataclass(frozen=True, eq=False)
class ArchiveEvents:
    """The events of an archive with their ledger, lazy.

    Attributes
    ----------
    archive
        Whose reports they are.
    rules
        By which rules they were merged.
    """

    archive: Archive
    rules: MergeRules = field(default_factory=MergeRules)

    @cached_property
    def events(self) -> ir.Table:
        """One row an event: `EVENT_COLUMNS`, as `geo.merge.Merged.events` has them; no order."""
        keyed = self._keyed(["town", *_FLAGS, "size_low", "size_high", "event_type"])
        facts = keyed.group_by(*EVENT).agg(
            town=keyed.town.min(where=keyed.site == keyed.main),
            ended=keyed.ending.any(),
            reports=keyed.count().cast("int64"),
            size_low=keyed.size_low.min().cast("int64"),
            size_high=keyed.size_high.max().cast("int64"),
        )
        facts = _beside(facts, _commonest_types(keyed), "event_type")
        named = self._keyed([], extra=outlet_numbers(self.archive))
        sources = named.group_by(*EVENT).agg(sources=named.outlet.nunique().cast("int64"))
        facts = _beside(facts, sources, "sources")
        facts = facts.mutate(sources=facts.sources.fill_null(0))
        whole = self._with_names(facts, main="site_id", town="town_id")
        whole = whole.mutate(event_id=event_ids(whole.site_id, whole))
        return whole.select(*EVENT_COLUMNS)

    @cached_property
    def ledger(self) -> ir.Table:
        """One row a report: `LEDGER_COLUMNS`, with its event, and why it was merged; no order."""
        keyed = self._keyed(
            [*COLUMNS, "town", *_FLAGS], extra=outlet_cells(self.archive), reasons_too=True
        )
        keyed = self._with_names(keyed, main="main_id")
        keyed = keyed.mutate(ended=keyed.ending, event_id=event_ids(keyed.main_id, keyed))
        return keyed.select(*LEDGER_COLUMNS)

    def _rows(self, columns: list[str], extra: list[Lookup] | None = None) -> ir.Table:
        """Return reports with ``site``, `SPAN`, ``kind`` and these columns."""
        import ibis

        wanted = [*CELL[:-1], *(["event_type"] if self.rules.same_type else []), *columns]
        wanted = list(dict.fromkeys(wanted))
        tables = [
            part.rows(wanted, extra=() if extra is None else (extra[number],))
            for number, part in enumerate(self.archive.parts)
        ]
        rows = reduce(lambda a, b: a.union(b), tables)
        kind = group_of(rows.event_type) if self.rules.same_type else ibis.literal(0, "int32")
        return rows.mutate(kind=kind)

    def _keyed(
        self,
        columns: list[str],
        extra: list[Lookup] | None = None,
        *,
        reasons_too: bool = False,
    ) -> ir.Table:
        """Return reports with the columns of `EVENT`, and these; with ``rule`` if asked for."""
        rows = self._rows(columns, extra)
        keys = self._keys
        cell = {name: f"{name}_of_cell" for name in CELL}
        further = ("apart", "of_event") if reasons_too else ()
        keys = keys.select(
            **{new: keys[old] for old, new in cell.items()},
            **{name: keys[name] for name in ("main", "group", *further)},
        )
        keyed = rows.join(keys, [rows[old] == keys[new] for old, new in cell.items()])
        if reasons_too:
            keyed = keyed.mutate(in_town=keyed.site != keyed.town)
            keyed = keyed.mutate(rule=reasons(keyed, self.rules))
        return keyed.drop(*cell.values())

    @cached_property
    def _keys(self) -> ir.Table:
        """Every cell with the event that it belongs to, kept by the engine once it is found."""
        return kept(self.archive.backend, self._found_keys())

    def _found_keys(self) -> ir.Table:
        rows, rules = self._rows([]), self.rules
        cells = kept(self.archive.backend, count_cells(rows))
        near = self._near
        joined = self._joined(cells, near, SPAN)
        settled = alone(cells) if joined is None else joined.main_of(cells, self.archive.backend)
        if not rules.same_type:
            return with_sizes(settled.mutate(group=settled.kind))
        settled = with_groups(settled)
        if near is not None:
            # Spots join those whose reports are of their own group.
            again = self._joined(settled, near, (*SPAN, "group"))
            bare = settled.drop("main", "apart")
            settled = alone(bare) if again is None else again.main_of(bare, self.archive.backend)
        return with_sizes(settled)

    def _joined(
        self, cells: ir.Table, near: NearSpots | None, scope: tuple[str, ...]
    ) -> JoinedSpots | None:
        """Ask for the numbers of reports of sites that have one near, and join these."""
        if near is None:
            return None
        has_near = np.flatnonzero(np.diff(near.starts)).astype(np.int32)
        sites = beside(self.archive.backend, pa.table({"near_site": has_near}))
        of_near = cells.join(sites, cells.site == sites.near_site)
        nodes = of_near.group_by("site", *scope).agg(n=of_near.n.sum().cast("int64"))
        return join_cells(self.archive.backend.to_pyarrow(nodes), near, scope)

    @cached_property
    def _near(self) -> NearSpots | None:
        """Spots within the rules' distance of each other; ``None`` when there are none."""
        if not self.rules.distance_km or not len(self.archive.placed.ids):
            return None
        places = pd.concat([found.values for found in self.archive.placed.lookups])
        places = places[places["site_id"] != ""]
        ids = self.archive.placed.ids
        site, town = (Coded(places[name].to_numpy(np.int32), ids) for name in ("site", "town"))
        near = near_spots(places, site, town, self.rules.distance_km)
        return near if len(near.other) else None

    def _with_names(self, rows: ir.Table, **columns: str) -> ir.Table:
        """Give codes of places their ids: code column → the column of ids."""
        ids = pa.array(self.archive.placed.ids.tolist(), pa.string())
        for code, name in columns.items():
            numbers = np.arange(len(ids), dtype=np.int32)
            table = beside(self.archive.backend, pa.table({f"{name}_code": numbers, name: ids}))
            rows = rows.join(table, rows[code] == table[f"{name}_code"]).drop(f"{name}_code")
        return rows


def merge_archive(archive: Archive, *, rules: MergeRules | None = None) -> ArchiveEvents:
    """Merge the reports of an archive that speak of one event, in its engine.

    The events are those that `geo.merge.merge_reports` makes of the same reports. Only which spots
    are near is worked out here, from numbers of reports by site and day; all else stays where the
    rows are, until somebody asks.

    Parameters
    ----------
    archive
        From `geo.archive.open_archive`.
    rules
        `MergeRules` of one site and day when ``None``.

    Raises
    ------
    InputError
        When a report has no day.
    """
    for part in archive.parts:
        days = part.lookups["days"]
        if days.values["date"].isna().any():
            msg = f"{part.scan.name} has reports without a day; leave out those that state none."
            raise InputError(msg, where=part.scan.name)
    return ArchiveEvents(archive, rules or MergeRules())


def _commonest_types(keyed: ir.Table) -> ir.Table:
    """Return `EVENT` and the ``event_type`` of most reports; of equals the earlier one."""
    width = len(_KINDS)
    rank = keyed.event_type.cases(*((k, i) for i, k in enumerate(_KINDS)), else_=width - 1)
    ranked = keyed.select(*EVENT, rank=rank.cast("int64"))
    counted = ranked.group_by(*EVENT, "rank").agg(n=ranked.count().cast("int64"))
    scored = counted.mutate(score=counted.n * width + (width - 1 - counted["rank"]))
    best = scored.group_by(*EVENT).agg(best=scored.score.max())
    place = (width - 1 - best.best % width).cast("int64")
    kind = place.cases(*enumerate(_KINDS), else_="")
    return best.mutate(event_type=kind).drop("best")


def _beside(events: ir.Table, others: ir.Table, name: str) -> ir.Table:
    """Put a column of a table with the same keys beside those of events."""
    keys = {key: f"{key}_beside" for key in EVENT}
    right = others.select(**{new: others[old] for old, new in keys.items()}, **{name: others[name]})
    both = events.left_join(right, [events[old] == right[new] for old, new in keys.items()])
    return both.drop(*keys.values())
