"""Parquet files, wherever they lie → lazy tables: those with the same columns as one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from geo.scans.backends import read_files
from geo.scans.headers import scan_of
from geo.scans.scan import LINE, Scan
from geo.scans.spark import read_on_spark
from geo.tables.fast import quoted
from geo.tables.raw import fault, shown

if TYPE_CHECKING:
    import ibis.expr.types as ir

_numbers: Final = count()


@dataclass(frozen=True)
class ParquetFile:
    """A file that its engine reads.

    Attributes
    ----------
    address
        What the engine calls it: a path, or an address.
    schema
        Its columns.
    rows
        How many it has.
    stamp
        What changes when it does.
    """

    address: str
    schema: pa.Schema
    rows: int
    stamp: str


def local_parquet(file: Path) -> ParquetFile:
    """Look at the end of a Parquet file, where it says what it holds.

    Raises
    ------
    FormatError
        When it is damaged.
    """
    schema, rows = described(file, file.name)
    return ParquetFile(str(file.resolve()), schema, rows, stamp_of_file(file))


def stamp_of_file(file: Path) -> str:
    """Return what changes when a file does: its path, size and time."""
    stat = file.stat()
    return f"{file.resolve()}\0{stat.st_size}\0{stat.st_mtime_ns}"


def described(file: Any, name: str) -> tuple[pa.Schema, int]:
    """Return the columns and the number of rows of a Parquet file.

    Raises
    ------
    FormatError
        When it is damaged.
    """
    import pyarrow.parquet as pq

    try:
        metadata = pq.read_metadata(file)
        return metadata.schema.to_arrow_schema(), metadata.num_rows
    except (pa.ArrowException, OSError) as error:
        words = "is a Parquet file that cannot be read (damaged?); write it anew."
        raise fault(shown(name), words) from error


def scan_parquet(files: Sequence[ParquetFile], backend: Any, *, name: str) -> list[Scan]:
    """Open Parquet files as lazy tables: those with the same columns as one.

    Raises
    ------
    FormatError, InputError
        When files have no columns, or the engine cannot read them.
    """
    groups: dict[tuple[str, ...], list[ParquetFile]] = {}
    for file in files:
        names = tuple(f"{field.name}:{field.type}" for field in file.schema)
        groups.setdefault(names, []).append(file)
    started = 2
    scans = []
    for group in groups.values():
        scans.append(_open_group(group, backend, name=name, first_line=started))
        started += sum(file.rows for file in group)
    return scans


def _open_group(files: Sequence[ParquetFile], backend: Any, *, name: str, first_line: int) -> Scan:
    starts, line = [], first_line
    for file in files:
        starts.append(line)
        line += file.rows
    table = numbered(files, starts, backend, name=name)
    stamps = "\n".join(file.stamp for file in files)
    return scan_of(
        table, backend, name=name, stamped=lambda: hashlib.sha256(stamps.encode()).hexdigest()
    )


def numbered(
    files: Sequence[ParquetFile], starts: Sequence[int], backend: Any, *, name: str
) -> ir.Table:
    """Open Parquet files as one table whose rows are numbered from these lines on."""
    import duckdb

    if backend.name == "pyspark":
        addresses = [file.address for file in files]
        return read_on_spark(backend, dict(zip(addresses, starts, strict=True)))
    if backend.name != "duckdb":
        table = read_files([file.address for file in files], backend)
        return table.drop(LINE) if LINE in table.columns else table
    paths = ", ".join(quoted(_literal(file.address)) for file in files)
    view = f"dharna_scan_{next(_numbers)}"
    of_file = f"({list(starts)})[file_index::BIGINT + 1]"
    line, rest = f"file_row_number + {of_file}", "*"
    if LINE in files[0].schema.names:
        line, rest = f'"{LINE}" + {of_file} - 2', f'* EXCLUDE ("{LINE}")'
    sql = (
        f'CREATE TEMP VIEW {view} AS SELECT {rest}, {line} AS "{LINE}" '  # noqa: S608
        f"FROM read_parquet([{paths}])"
    )
    try:
        backend.con.execute(sql)
        return backend.table(view)
    except duckdb.Error as error:
        words = "holds Parquet files that cannot be read together; write them anew."
        raise fault(name, words) from error


def _literal(path: str) -> str:
    """Write a path so that DuckDB does not take it for a pattern."""
    return "".join(f"[{mark}]" if mark in "*?[" else mark for mark in path)
