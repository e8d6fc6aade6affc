"""Small tables put beside the rows of an engine, to be joined to them."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from geo.scans.spark import keep_on_spark, put_on_spark

if TYPE_CHECKING:
    import ibis.expr.types as ir

_numbers: Final = count()
_KEEPING: Final = {"duckdb": True, "postgres": True, "datafusion": False}
"""Engines that keep tables, and whether these must be told from lasting ones."""


def beside(backend: Any, table: pa.Table) -> ir.Table:
    """Return a table of this process as one that the engine joins to its own.

    Parameters
    ----------
    backend
        The Ibis backend that holds the rows.
    table
        Columns of whole numbers, floats, flags, days and text.
    """
    if backend.name == "pyspark":
        return put_on_spark(backend, table)
    import ibis

    return ibis.memtable(table)


def kept(backend: Any, table: ir.Table) -> ir.Table:
    """Return what an expression gives as a table that the engine keeps until it is closed.

    Whoever goes on from it then neither repeats the work nor the expression.
    """
    if backend.name == "pyspark":
        return keep_on_spark(backend, table)
    if backend.name not in _KEEPING:
        # Others have no temporary tables, or none that a query may name twice.
        return table
    temporary = _KEEPING[backend.name] or None
    return backend.create_table(f"dharna_kept_{next(_numbers)}", table, temp=temporary)
