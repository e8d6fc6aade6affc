"""Columns of an engine's table under the names that people see, and some of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import pandas as pd
import pyarrow as pa

from geo.scans.cells import cells_of, key_of
from geo.tables.shaping import header_names

if TYPE_CHECKING:
    import ibis.expr.types as ir

SAMPLE_ROWS: Final = 200


def in_places(table: ir.Table) -> ir.Table:
    """Name the columns of a table by their places, so that none is named as one of a report."""
    given = [column for column in table.columns if not column.startswith("__")]
    kept = [column for column in table.columns if column.startswith("__")]
    return table.select(
        **{f"c{i}": table[name] for i, name in enumerate(given)}, **{k: table[k] for k in kept}
    )


def header_of(name: str, given: Sequence[str]) -> dict[str, str]:
    """Return the header that people see, with the column of `in_places` for each."""
    return {column: f"c{i}" for i, column in enumerate(header_names(name, given))}


def sample_of(rows: pa.Table, names: Sequence[str]) -> pd.DataFrame:
    """Return some typed rows as text cells under the names of the header."""
    import ibis

    given = ibis.memtable(rows)
    keys = {name: key_of(given[old]) for name, old in zip(names, rows.column_names, strict=True)}
    return cells_of(ibis.duckdb.connect().to_pyarrow(given.select(**keys)))
