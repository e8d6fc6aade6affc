"""Folders, globs and files of Parquet and CSV → scans on DuckDB."""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, Final

import pandas as pd

from geo.errors import FormatError, SourceNotFoundError
from geo.scans.headers import SAMPLE_ROWS
from geo.scans.parquet import local_parquet, numbered, stamp_of_file
from geo.scans.scan import Scan
from geo.scans.staging import Staged, stage
from geo.scans.stores import is_store
from geo.tables.kinds import PACKED, head_of, kind_of
from geo.tables.raw import shown

_PATTERN: Final = frozenset("*?[")
_READ: Final = (".parquet", ".pq", ".parq")
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
    if is_store(source):
        return True
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


def scan_delimited(
    files: Sequence[Path],
    backend: Any,
    folder: Path,
    *,
    name: str,
    whole: bool,
    tell: Callable[[float, str], None],
    stamps: Mapping[Path, str] | None = None,
) -> list[Scan]:
    """Write CSV files as Parquet into a folder, and open them as lazy tables.

    `stamps` are what changes when a file does, where that is not its own time: of a copy.

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
        held = [local_parquet(staged.path) for _, staged in group]
        table = numbered(held, starts, backend, name=name)
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
                stamped=partial(stamp_of, [file for file, _ in group], stamps),
                notes=tuple(dict.fromkeys(note for _, s in group for note in s.notes)),
            )
        )
    return scans


def stamp_of(files: Sequence[Path], stamps: Mapping[Path, str] | None = None) -> str:
    """Return what changes when one of the files does: name, size and time, as SHA-256."""
    known = stamps or {}
    told = hashlib.sha256()
    for file in files:
        told.update(f"{known.get(file) or stamp_of_file(file)}\n".encode())
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
