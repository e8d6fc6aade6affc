"""Parquet, and how typed columns become text."""

from __future__ import annotations

import json
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.tables.fast import connect, plain_path, quoted
from geo.tables.points import NOT_POINTS, coordinate_texts, point_of_wkb
from geo.tables.raw import Choices, RawTable, fault
from geo.tables.scratch import Source
from geo.tables.shaping import as_text_array, header_names, text_frame

_INDEX: Final = "__index_level_"
_SHAPE_NAMES: Final = ("geometry", "geom", "wkb_geometry", "wkb")
_MIDNIGHT: Final = r"[ T]00:00:00(\.0+)?(Z|[+-]00(:?00)?)?$"
_WHOLE: Final = r"^(-?[0-9]+)\.0+$"


def read_parquet(source: Source, choices: Choices) -> RawTable:
    """Read a Parquet file through DuckDB, every column as text.

    In GeoParquet the points of the first geometry column become coordinates.

    Raises
    ------
    FormatError
        When the file is damaged or encrypted, or has no columns.
    """
    import duckdb

    name = source.name
    path, _link = plain_path(source)
    try:
        with connect() as base:
            relation = base.sql(f"SELECT * FROM read_parquet({quoted(path)})")  # noqa: S608
            kinds = dict(zip(relation.columns, map(str, relation.types), strict=True))
            shapes = _shape_columns(source, kinds)
            given = [
                c
                for c in kinds
                if c not in shapes and kinds[c] != "BLOB" and not c.startswith(_INDEX)
            ]
            names = header_names(name, given)
            header = names
            if shapes and not {"latitude", "longitude"} <= set(header):
                header = [*names, "latitude", "longitude"]
            wanted = choices.wanted(header)
            kept = {new: old for new, old in zip(names, given, strict=True) if new in wanted}
            arrays, rows = _text_columns(base, path, kept, kinds)
            notes: tuple[str, ...] = ()
            if len(header) > len(names):
                arrays, notes = _add_points(source, shapes, arrays)
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        words = "is a Parquet file that cannot be read (damaged?); write it anew."
        raise fault(name, words) from error
    frame = text_frame(
        {column: arrays[column] for column in wanted}, pd.RangeIndex(2, rows + 2, name="line")
    )
    table = RawTable(name, frame, {}, notes, tuple(header))
    if len(wanted) == len(header):
        return table
    stamp = source.stamp()

    def again(lines: list[int]) -> pd.DataFrame:
        source.check(stamp)
        return read_parquet(source, Choices()).cells.loc[lines]

    return RawTable(name, frame, {}, notes, tuple(header), again)


def plain_text(column: pa.ChunkedArray, kind: str) -> pa.ChunkedArray:
    """Tidy a column that an engine turned to text.

    Parameters
    ----------
    column
        Text.
    kind
        What it was: for ``float`` whole numbers lose ``.0``, for ``time`` midnights lose the hour.
    """
    if kind == "float":
        column = pc.replace_substring_regex(column, _WHOLE, r"\1")
        return pc.if_else(pc.is_in(pc.utf8_lower(column), pa.array(["nan"])), "", column)
    if kind == "time":
        return pc.replace_substring_regex(column, _MIDNIGHT, "")
    return column


def _text_columns(
    base: object, path: str, kept: dict[str, str], kinds: dict[str, str]
) -> tuple[dict[str, pa.ChunkedArray], int]:
    chosen = ", ".join(
        f"CAST({_identifier(old)} AS VARCHAR) AS c{i}" for i, old in enumerate(kept.values())
    )
    sql = f"SELECT {chosen or '1 AS c0'} FROM read_parquet({quoted(path)})"  # noqa: S608
    found: pa.Table = base.sql(sql).to_arrow_table()  # type: ignore[attr-defined]
    arrays = {
        new: plain_text(as_text_array(found[i]), _family(kinds[old]))
        for i, (new, old) in enumerate(kept.items())
    }
    return arrays, found.num_rows


def _family(kind: str) -> str:
    if kind in ("DOUBLE", "FLOAT"):
        return "float"
    return "time" if kind.startswith("TIMESTAMP") else "text"


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _shape_columns(source: Source, kinds: dict[str, str]) -> list[str]:
    """Name the columns that hold geometries: those that GeoParquet lists, or by their type."""
    import pyarrow.parquet as pq

    metadata = pq.read_schema(source.path).metadata or {}
    try:
        listed = json.loads(metadata.get(b"geo", b"{}")).get("columns", {})
    except (ValueError, AttributeError):
        listed = {}
    return [
        name
        for name, kind in kinds.items()
        if name in listed
        or kind.startswith("GEOMETRY")
        or (kind == "BLOB" and name.lower() in _SHAPE_NAMES)
    ]


def _add_points(
    source: Source, shapes: list[str], arrays: dict[str, pa.ChunkedArray]
) -> tuple[dict[str, pa.ChunkedArray], tuple[str, ...]]:
    """Add the coordinates of the first geometry column that is well-known binary."""
    import pyarrow.parquet as pq

    table = pq.read_table(source.path, columns=shapes[:1])
    values = [v if isinstance(v, bytes) else None for v in table[0].to_pylist()]
    points = [point_of_wkb(value) for value in values]
    others = sum(p is None and v is not None for p, v in zip(points, values, strict=True))
    latitudes, longitudes = coordinate_texts(points, _crs(table.schema.metadata, shapes[0]))
    arrays = {
        **arrays,
        "latitude": as_text_array(latitudes),
        "longitude": as_text_array(longitudes),
    }
    return arrays, (f"{others:,} {NOT_POINTS}",) if others else ()


def _crs(metadata: dict[bytes, bytes] | None, column: str) -> str | None:
    """Return the coordinate system that GeoParquet states; none stated is WGS84."""
    try:
        geo = json.loads((metadata or {}).get(b"geo", b"{}"))
        crs = geo["columns"][column]["crs"]
    except (ValueError, KeyError, TypeError):
        return None
    return json.dumps(crs) if isinstance(crs, dict) else None
