"""Folders, globs and files of Parquet and CSV → scans on DuckDB."""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pyarrow as pa

from geo.errors import FormatError, SourceNotFoundError
from geo.scans.cells import cells_of, key_of
from geo.scans.scan import LINE, Scan
from geo.scans.spark import read_on_spark
from geo.scans.staging import Staged, stage
from geo.tables.fast import quoted
from geo.tables.kinds import PACKED, head_of, kind_of
from geo.tables.raw import fault, shown
from geo.tables.shaping import header_names

if TYPE_CHECKING:
    import ibis.expr.types as ir

_PATTERN: Final = frozenset("*?[")
_READ: Final = (".parquet", ".pq", ".parq")
SAMPLE_ROWS: Final = 200
LARGE_BYTES: Final = 400_000_000
"""A file beyond this is not loaded whole: its cells would take several GB."""
LARGE_PARQUET_BYTES: Final = 60_000_000
"""Parquet packs the same cells about six times as close."""
_numbers = count()


def is_pattern(source: str) -> bool:
    """Tell whether a source names many files: a folder, or a path with ``*``, ``?`` or ``[]``."""
    if "://" in source:
        return False
    try:
        if Path(source).is_dir():
            return True
        return bool(_PATTERN & set(source)) and not Path(source).is_file()
    except (OSError, ValueError):
        # No system has a file of such a name.
        return False


def is_large(source: str) -> bool:
    """Tell whether a source is to be opened with `open_archive`: many files, or one too large."""
    if is_pattern(source):
        return not (Path(source) / "campaign.toml").is_file()
    if "://" in source:
        return False
    path = Path(source)
    try:
        size = path.stat().st_size if path.is_file() else 0
        if size < LARGE_PARQUET_BYTES:
            return False
        with path.open("rb") as file:
            is_parquet = file.read(4) == b"PAR1"
    except (OSError, ValueError):
        return False
    return is_parquet or size > LARGE_BYTES


def list_files(source: str) -> list[Path]:
    """Name the files that a folder, a glob or a path stands for, sorted.

    Hidden files and those that begin with ``_`` are markers of what wrote the folder.

    Raises
    ------
    SourceNotFoundError
        When there is none.
    """
    path = Path(source)
    if path.is_file():
        return [path]
    found: list[Path]
    if path.is_dir():
        found = [file for file in path.rglob("*") if file.is_file()]
    else:
        found = [file for file in map(Path, glob.iglob(source, recursive=True)) if file.is_file()]  # noqa: PTH207
    there = sorted(file for file in found if not file.name.startswith((".", "_")))
    if not there:
        where = shown(source, 160)
        msg = (
            f"There is no file at {where}; give a file, a folder of files, or a pattern such as "
            "'data/*.parquet'."
        )
        raise SourceNotFoundError(msg)
    return there


def scan_parquet(files: Sequence[Path], backend: Any, *, name: str) -> list[Scan]:
    """Open Parquet files as lazy tables: those with the same columns as one.

    Raises
    ------
    FormatError
        When a file is damaged, or has no columns.
    """
    import pyarrow.parquet as pq

    groups: dict[tuple[str, ...], list[tuple[Path, int]]] = {}
    for file in files:
        try:
            metadata = pq.read_metadata(file)
        except (pa.ArrowException, OSError) as error:
            words = "is a Parquet file that cannot be read (damaged?); write it anew."
            raise fault(shown(file.name), words) from error
        names = tuple(f"{f.name}:{f.type}" for f in metadata.schema.to_arrow_schema())
        groups.setdefault(names, []).append((file, metadata.num_rows))
    started = 2
    scans = []
    for group in groups.values():
        scans.append(_open_parquet(group, backend, name=name, first_line=started))
        started += sum(rows for _, rows in group)
    return scans


def _open_parquet(
    files: Sequence[tuple[Path, int]], backend: Any, *, name: str, first_line: int
) -> Scan:
    starts, line = [], first_line
    for _, rows in files:
        starts.append(line)
        line += rows
    table = _numbered([file for file, _ in files], starts, backend, name=name)
    given = [column for column in table.columns if column != LINE]
    few = backend.to_pyarrow(table.select(given).limit(SAMPLE_ROWS))
    return Scan(
        name=name,
        table=in_places(table),
        backend=backend,
        columns=header_of(name, given),
        sample=sample_of(few, header_names(name, given)),
        fingerprint=stamp_of([file for file, _ in files]),
    )


def scan_delimited(
    files: Sequence[Path],
    backend: Any,
    folder: Path,
    *,
    name: str,
    whole: bool,
    tell: Callable[[float, str], None],
) -> list[Scan]:
    """Write CSV files as Parquet into a folder, and open them as lazy tables.

    Raises
    ------
    FormatError
        When a file has no header that can be read.
    """
    import pyarrow.parquet as pq

    groups: dict[tuple[str, ...], list[tuple[Path, Staged]]] = {}
    sizes = [file.stat().st_size for file in files]
    for number, file in enumerate(files):
        tell(0.3 * sum(sizes[:number]) / max(sum(sizes), 1), f"reading {file.name}")
        staged = stage(file, folder, next(_numbers), whole=whole)
        kept = pq.read_schema(staged.path).names
        groups.setdefault((*staged.header, "", *kept), []).append((file, staged))
    scans, line = [], 0
    for group in groups.values():
        starts = []
        for _, staged in group:
            starts.append(line + staged.first_line)
            line += pq.read_metadata(staged.path).num_rows + staged.first_line - 1
        held = [staged.path for _, staged in group]
        table = _numbered(held, starts, backend, name=name)
        header = group[0][1].header
        cells = backend.to_pyarrow(table.limit(SAMPLE_ROWS)).to_pandas()
        shown_cells = {c: cells.get(f"c{i}", "") for i, c in enumerate(header)}
        scans.append(
            Scan(
                name=name,
                table=table,
                backend=backend,
                columns={column: f"c{i}" for i, column in enumerate(header)},
                sample=pd.DataFrame(shown_cells, index=cells.index).astype("str"),
                fingerprint=stamp_of([file for file, _ in group]),
                notes=tuple(dict.fromkeys(note for _, s in group for note in s.notes)),
            )
        )
    return scans


def _numbered(files: Sequence[Path], starts: Sequence[int], backend: Any, *, name: str) -> ir.Table:
    """Open Parquet files as one table whose rows are numbered from these lines on."""
    import duckdb
    import pyarrow.parquet as pq

    if backend.name == "pyspark":
        resolved = [file.resolve() for file in files]
        return read_on_spark(backend, dict(zip(resolved, starts, strict=True)))
    paths = ", ".join(quoted(_literal(str(file))) for file in files)
    view = f"dharna_scan_{next(_numbers)}"
    of_file = f"({list(starts)})[file_index::BIGINT + 1]"
    line, rest = f"file_row_number + {of_file}", "*"
    if LINE in pq.read_schema(files[0]).names:
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


def stamp_of(files: Sequence[Path]) -> str:
    """Return what changes when one of the files does: name, size and time, as SHA-256."""
    told = hashlib.sha256()
    for file in files:
        stat = file.stat()
        told.update(f"{file.resolve()}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return told.hexdigest()


def kinds_of(files: Sequence[Path]) -> dict[str, list[Path]]:
    """Sort files by what they are (``parquet``, ``delimited`` and so on).

    Raises
    ------
    FormatError
        When one is of no kind that is read where it stays.
    """
    kinds: dict[str, list[Path]] = {}
    for file in files:
        kind = kind_of(shown(file.name), file, head_of(file))
        kinds.setdefault("delimited" if kind in PACKED else kind, []).append(file)
    for kind in kinds.keys() - {"parquet", "delimited"}:
        msg = (
            f"{shown(kinds[kind][0].name)} is no Parquet or CSV file; among many files only these "
            "are read: open it by itself."
        )
        raise FormatError(msg)
    return kinds


def _literal(path: str) -> str:
    """Write a path so that DuckDB does not take it for a pattern."""
    return "".join(f"[{mark}]" if mark in "*?[" else mark for mark in path)
