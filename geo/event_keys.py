"""Which reports are one event, as expressions: the rules of `geo.merge` for an engine's tables.

Everything that decides is the same for all reports of one site, span of days and group of types.
They are counted once as *cells*, and the event of each cell is joined back to its reports.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geo.codes import Floats, Ints, one_key
from geo.merge_rules import COMPATIBLE, GROUPS, MergeRules
from geo.nearby import NearSpots, join_spots
from geo.scans.beside import beside

if TYPE_CHECKING:
    import ibis.expr.types as ir

SPAN: Final = ("date", "date_end", "planned")
"""Columns of the days that a report is of; plans are kept apart."""
CELL: Final = ("site", *SPAN, "kind")
EVENT: Final = ("main", *SPAN, "group")
"""Columns that tell events apart: the site that stands for those joined, days, group of types."""
_OTHER: Final = len(COMPATIBLE)
_WIDTH: Final = len(GROUPS)


@dataclass(frozen=True)
class JoinedSpots:
    """Sites that are joined with others, in one scope each (a day, say).

    Attributes
    ----------
    table
        The scope's columns, ``site``, ``main`` (the site that stands for all) and ``apart``
        (tenths of a km to the nearest).
    scope
        Columns of the scope.
    """

    table: pa.Table
    scope: tuple[str, ...]

    def main_of(self, cells: ir.Table, backend: Any) -> ir.Table:
        """Return the cells with ``main`` and ``apart``: their own site, and null, where alone."""
        import ibis

        names = {name: f"{name}_joined" for name in ("site", *self.scope)}
        renamed = [f"{name}_joined" for name in self.table.column_names]
        found = beside(backend, self.table.rename_columns(renamed))
        same = [cells[name] == found[joined] for name, joined in names.items()]
        both = cells.left_join(found, same)
        return both.select(
            *cells.columns,
            main=ibis.coalesce(both.main_joined, both.site),
            apart=both.apart_joined,
        )


def group_of(event_type: ir.StringColumn) -> Any:
    """Return the place in `geo.merge_rules.GROUPS` of a type; of any other word, the last."""
    places = [(kind, i) for i, kinds in enumerate(COMPATIBLE.values()) for kind in kinds]
    return event_type.cases(*places, else_=_OTHER).cast("int32")


def count_cells(reports: ir.Table) -> ir.Table:
    """Count reports by `CELL`."""
    return reports.group_by(*CELL).agg(n=reports.count().cast("int64"))


def alone(cells: ir.Table) -> ir.Table:
    """Take each site for itself: ``main`` is its own, ``apart`` null."""
    import ibis

    return cells.mutate(main=cells.site, apart=ibis.null("int64"))


def with_groups(cells: ir.Table) -> ir.Table:
    """Settle ``group``: reports of no telling type go with most of their site, else of `main`.

    Between equals the earlier in `geo.merge_rules.GROUPS` is taken, as in `type_groups`.
    """
    own = _with_commonest(cells.mutate(group=cells.kind), ("site", *SPAN))
    return _with_commonest(own, ("main", *SPAN))


def _with_commonest(cells: ir.Table, scope: tuple[str, ...]) -> ir.Table:
    import ibis

    names = cells.columns
    counted = cells.mutate(of_group=cells.n.sum().over(group_by=[*scope, "group"]).cast("int64"))
    is_told = counted.group != _OTHER
    score = ibis.ifelse(
        is_told, counted.of_group * _WIDTH + (_OTHER - counted.group), ibis.null("int64")
    )
    scored = counted.mutate(score=score.cast("int64"))
    best = scored.mutate(best=scored.score.max().over(group_by=list(scope)))
    commonest = _OTHER - best.best % _WIDTH
    settled = ibis.ifelse(
        (best.group != _OTHER) | best.best.isnull(), best.group, commonest.cast("int32")
    )
    return best.mutate(group=settled.cast("int32")).select(*names)


def with_sizes(cells: ir.Table) -> ir.Table:
    """Say of each cell how many reports its event has, as ``of_event``."""
    return cells.mutate(of_event=cells.n.sum().over(group_by=list(EVENT)).cast("int64"))


def join_cells(nodes: pa.Table, near: NearSpots, scope: tuple[str, ...]) -> JoinedSpots:
    """Join the spots that are near in each scope, as `geo.nearby.join_spots` does reports.

    Parameters
    ----------
    nodes
        ``site n`` and the scope's columns: numbers of reports by site and scope, of sites that have
        one near.
    near
        From `geo.nearby.near_spots`.
    scope
        Columns of the scope.
    """
    site: Ints = nodes["site"].to_numpy().astype(np.int32)
    rows = nodes["n"].to_numpy().astype(np.int64)
    key = one_key([_whole(nodes[name]) for name in scope])
    main, km = join_spots(site, key, near, rows=rows)
    is_joined = ~np.isnan(km)
    kept = nodes.filter(pa.array(is_joined)).select(["site", *scope])
    kept = kept.append_column("main", pa.array(main[is_joined], pa.int32()))
    return JoinedSpots(kept.append_column("apart", pa.array(_tenths(km[is_joined]))), scope)


def _tenths(km: Floats) -> npt.NDArray[np.int64]:
    return np.round(km * 10).astype(np.int64)


def _whole(column: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    """Return days, numbers or flags as whole numbers."""
    kind = column.type
    plain = column.cast(pa.date32()).cast(pa.int32()) if pa.types.is_temporal(kind) else column
    found: npt.NDArray[np.int64] = plain.cast(pa.int64()).to_numpy()
    return found


def reasons(cells: ir.Table, rules: MergeRules) -> ir.StringValue:
    """Return why a report of each cell was merged, in the words of `geo.merge`."""
    import ibis

    kinds = ", compatible type" if rules.same_type else ""
    where = ibis.ifelse(cells.in_town, "same town and day, ", "same day, ")
    km = ibis.ifelse(
        cells.apart == 0,
        "under 0.1 km",
        (cells.apart // 10).cast("int64").cast("string")
        + "."
        + (cells.apart % 10).cast("int64").cast("string")
        + " km",
    )
    joined = where + km + f" apart{kinds}"
    merged = ibis.ifelse(cells.apart.isnull(), f"same site and day{kinds}", joined)
    return ibis.ifelse(cells.of_event > 1, merged, "only report")


def event_ids(site_id: ir.StringValue, events: ir.Table) -> ir.StringValue:
    """Return the ids of events: site, days, and what else tells them apart."""
    import ibis

    first, last = events.date.cast("string"), events.date_end.cast("string")
    days = ibis.ifelse(events.date == events.date_end, first, first + "/" + last)
    named = [(i, f":{name}") for i, name in enumerate(GROUPS) if name not in ("gathering", "other")]
    kind = events.group.cases(*named, else_="")
    plan = ibis.ifelse(events.planned, ":planned", "")
    return site_id + "@" + days + kind + plan
