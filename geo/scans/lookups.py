"""Combinations judged once → small tables that an engine joins back to the rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from geo.scans.beside import beside
from geo.scans.cells import Reading, key_of
from geo.scans.dimensions import Combinations
from geo.scans.scan import Scan

if TYPE_CHECKING:
    import ibis.expr.types as ir

Flags = npt.NDArray[np.bool_]
_KEY: Final = "__k"


@dataclass(frozen=True, eq=False)
class Lookup:
    """What each combination of some columns became.

    Attributes
    ----------
    name
        The dimension's.
    columns
        Columns of the header that tell the combinations apart: no more than are needed.
    readings
        What of a column's cells is read, where that is not all.
    keys
        Those columns, one row an entry.
    values
        What to join: one row an entry. Entries of one key give a row of the source several rows.
    rows
        How many rows of the source have the entry's combination.
    """

    name: str
    columns: tuple[str, ...]
    readings: Mapping[str, Reading]
    keys: pa.Table
    values: pd.DataFrame
    rows: npt.NDArray[np.int64]

    @property
    def names(self) -> list[str]:
        """The columns of the values."""
        return [str(name) for name in self.values.columns]

    def taken(self, keep: Flags | npt.NDArray[np.intp]) -> Lookup:
        """Return the lookup with some of its entries: by a mask, or by their places."""
        at = np.flatnonzero(keep) if keep.dtype == np.bool_ else keep
        return replace(
            self,
            keys=self.keys.take(pa.array(at)),
            values=self.values.iloc[at].reset_index(drop=True),
            rows=self.rows[at],
        )

    def with_values(self, values: pd.DataFrame) -> Lookup:
        """Return the same entries with other values."""
        return replace(self, values=values.reset_index(drop=True))

    @cached_property
    def table(self) -> pa.Table:
        """Keys and values as one table."""
        keys = {f"{_KEY}{i}": self.keys[name] for i, name in enumerate(self.columns)}
        values = pa.Table.from_pandas(self.values, preserve_index=False)
        kinds = {name: values[name] for name in values.column_names}
        return pa.table({**keys, **{name: _plain(column) for name, column in kinds.items()}})

    def join(self, rows: ir.Table, scan: Scan, columns: list[str]) -> ir.Table:
        """Join some of the values to rows of the scan; rows whose key has no entry are dropped."""
        import ibis

        table = self.table
        if not self.columns:
            if not len(self.values):
                rows = rows.filter(ibis.literal(False))
            return rows.mutate(**{c: _constant(table[c]) for c in columns})
        keys = [f"{_KEY}{i}" for i in range(len(self.columns))]
        wanted = table.select([*keys, *columns])
        if not len(self.values):
            wanted = table.schema.empty_table().select([*keys, *columns])
        small = beside(scan.backend, wanted)
        kinds = zip(self.columns, keys, strict=True)
        same = [self._key_of(rows, scan, c) == small[k] for c, k in kinds]
        joined = rows.join(small, same)
        return joined.drop(*keys)

    def _key_of(self, rows: ir.Table, scan: Scan, column: str) -> Any:
        return key_of(rows[scan.columns[column]], reading=self.readings.get(column, ""))


def lookup(made: Combinations, values: pd.DataFrame) -> Lookup:
    """Return the lookup of combinations, keyed by as few of their columns as tell them apart."""
    names = _telling(made.keys) if made.dimension.columns else ()
    return Lookup(
        name=made.dimension.name,
        columns=names,
        readings=made.dimension.readings,
        keys=made.keys.select(list(names)),
        values=values.reset_index(drop=True),
        rows=made.rows.to_numpy(np.int64),
    )


def _telling(keys: pa.Table) -> tuple[str, ...]:
    """Leave out columns, the costly ones first, as long as the others still tell rows apart."""
    codes = {name: pd.factorize(keys[name].to_pandas())[0] for name in keys.column_names}
    left = sorted(codes, key=lambda name: -_cost(keys[name]))
    for name in list(left):
        others = [other for other in left if other != name]
        if others and not pd.DataFrame({o: codes[o] for o in others}).duplicated().any():
            left = others
    return tuple(name for name in keys.column_names if name in left)


def _cost(column: pa.ChunkedArray) -> float:
    """Return the bytes of a cell: what hashing it costs."""
    return float(column.nbytes / max(len(column), 1))


def _plain(column: pa.ChunkedArray) -> Any:
    """Return a column of a type that every engine knows."""
    kind = column.type
    if pa.types.is_large_string(kind):
        return column.cast(pa.string())
    if pa.types.is_timestamp(kind):
        return column.cast(pa.timestamp("s")).cast(pa.date32())
    return column


def _constant(column: pa.ChunkedArray) -> Any:
    """Return the first value of a column as a literal of its type; null of a column without any."""
    import ibis
    from ibis.formats.pyarrow import PyArrowType

    value = column[0].as_py() if len(column) else None
    return ibis.literal(value, PyArrowType.to_ibis(column.type))
