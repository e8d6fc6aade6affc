"""A typed table of an engine → a scan: its columns under the names that people see, some rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pyarrow as pa

from geo.scans.cells import cells_of, key_of
from geo.scans.scan import Scan
from geo.tables.shaping import header_names

if TYPE_CHECKING:
    import ibis.expr.types as ir

SAMPLE_ROWS: Final = 200


def scan_of(table: ir.Table, backend: Any, *, name: str, stamped: Callable[[], str]) -> Scan:
    """Open a table as a scan; columns that begin with ``__`` are ours and stand in no header.

    Parameters
    ----------
    table, backend
        The rows, and the Ibis backend that they live on.
    name
        What to call it.
    stamped
        Tells what changes when the source does.
    """
    given = _given(table)
    names = header_names(name, given)
    few = backend.to_pyarrow(table.select(given).limit(SAMPLE_ROWS))
    return Scan(
        name=name,
        table=_in_places(table),
        backend=backend,
        columns={column: f"c{i}" for i, column in enumerate(names)},
        sample=_sample(few, names),
        stamped=stamped,
    )


def _given(table: ir.Table) -> list[str]:
    return [column for column in table.columns if not column.startswith("__")]


def _in_places(table: ir.Table) -> ir.Table:
    """Name the columns of a table by their places, so that none is named as one of a report."""
    given = _given(table)
    kept = [column for column in table.columns if column not in given]
    return table.select(
        **{f"c{i}": table[name] for i, name in enumerate(given)}, **{k: table[k] for k in kept}
    )


def _sample(rows: pa.Table, names: Sequence[str]) -> pd.DataFrame:
    """Return some typed rows as text cells under the names of the header."""
    import ibis

    given = ibis.memtable(rows)
    keys = {name: key_of(given[old]) for name, old in zip(names, rows.column_names, strict=True)}
    return cells_of(ibis.duckdb.connect().to_pyarrow(given.select(**keys)))
