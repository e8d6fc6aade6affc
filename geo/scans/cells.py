"""Cells of an engine's typed columns: as keys that can be joined, and as the text of a table."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.formats.notes import CROWD_IN_NOTES
from geo.tables.columnar import plain_text
from geo.tables.fast import connect

if TYPE_CHECKING:
    import ibis.expr.types as ir

# Joins take no null for equal: a value that no report states stands in for it.
_NO_INTEGER: Final = -(2**63) + 2
_NO_NUMBER: Final = -1.7976931348623157e308
_NO_DAY: Final = date(1, 2, 3)


# Options such as (?i) do not reach PostgreSQL's extraction.
_HOST: Final = r"^[Hh][Tt][Tt][Pp][Ss]?://(?:[Ww]{3}\.)?([^/:?#\s]+)"
_DEGREES: Final = r"^\s*[+-]?\d{{1,3}}\.\d{{{decimals}}}"
_LONG_DEGREES: Final = r"^\s*[+-]?\d{{1,3}}\.\d{{{decimals}}}\d+\s*$"
Reading = Literal["", "day", "host", "crowd", "degrees4", "degrees3", "degrees2"]
"""What of a cell is of use: all of it, its day, the host of its address, the size of its crowd,
or so many decimals of its degrees."""


def key_of(column: ir.Column, *, reading: Reading = "") -> Any:
    """Return a column as one that can be grouped and joined: never null, of few types.

    Parameters
    ----------
    column
        Any column of a scan.
    reading
        What of its cells is read; the rest is left out, so that fewer of them differ.
    """
    kind = column.type()
    if kind.is_string():
        text = column.fill_null("")
        return _degrees(text, reading) if reading in DECIMALS else _PARTS.get(reading, _whole)(text)
    if kind.is_date() or (reading == "day" and kind.is_timestamp() and kind.timezone is None):
        import ibis

        return column.cast("date").fill_null(ibis.literal(_NO_DAY))
    if kind.is_integer() and not (kind.is_unsigned_integer() and kind.nbytes == 8):
        return column.cast("int64").fill_null(_NO_INTEGER)
    if kind.is_floating():
        number = column.cast("float64")
        if reading in DECIMALS:
            number = number.round(DECIMALS[reading]).cast("float64")
        return number.fill_null(_NO_NUMBER)
    if kind.is_binary():
        import ibis

        return ibis.literal("")
    return column.cast("string").fill_null("")


def _whole(text: ir.StringColumn) -> ir.StringColumn:
    return text


def _host(text: ir.StringColumn) -> ir.StringValue:
    """Return the host of a web address as `geo.formats.gdelt.domain` does; other text as it is."""
    import ibis

    cell = text.strip()
    return ibis.ifelse(cell.re_search(_HOST), cell.re_extract(_HOST, 1).lower(), cell)


def _crowd(text: ir.StringColumn) -> ir.StringValue:
    """Return the words of notes that state the size of a crowd, brackets and all."""
    return text.re_extract(CROWD_IN_NOTES, 0).fill_null("")


def _degrees(text: ir.StringColumn, reading: Reading) -> ir.StringValue:
    """Leave out the decimals beyond those wanted, where a cell is a plain number."""
    import ibis

    decimals = DECIMALS[reading]
    is_long = text.re_search(_LONG_DEGREES.format(decimals=decimals))
    return ibis.ifelse(is_long, text.re_extract(_DEGREES.format(decimals=decimals), 0), text)


DECIMALS: Final[dict[Reading, int]] = {"degrees4": 4, "degrees3": 3, "degrees2": 2}
"""How many decimals are left, from the finest on."""
_PARTS: Final = {"host": _host, "crowd": _crowd}


def cells_of(keys: pa.Table) -> pd.DataFrame:
    """Return keys as text cells, as reading a whole table gives them: empty for null.

    Parameters
    ----------
    keys
        Columns made by `key_of`.
    """
    with connect() as base:
        texts = {name: _text(base, keys[name]) for name in keys.column_names}
    return pd.DataFrame(
        {name: pd.Series(text, dtype="str") for name, text in texts.items()},
        index=pd.RangeIndex(keys.num_rows),
    )


def _text(base: Any, column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return column.cast(pa.large_string())
    none = _NO_DAY if pa.types.is_date(kind) else _NO_NUMBER
    if pa.types.is_integer(kind):
        none = _NO_INTEGER
    given = pa.table({"k": pc.if_else(pc.equal(column, pa.scalar(none, kind)), None, column)})
    found = base.from_arrow(given).project("CAST(k AS VARCHAR) AS t").to_arrow_table()["t"]
    text = pc.fill_null(found.cast(pa.large_string()), "")
    return plain_text(text, "float" if pa.types.is_floating(kind) else "text")
