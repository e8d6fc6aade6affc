"""What changes whenever files do, known without reading them."""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Sequence
from pathlib import Path

from geo import __version__
from geo.tables.databases import parse_address


def source_stamp(sources: Sequence[str]) -> str | None:
    """Return sixteen hexadecimal digits that change with the files of these sources (SHA-256).

    Parameters
    ----------
    sources
        Files, folders and patterns.

    Returns
    -------
    str or None
        ``None`` when one of them is no file: an address tells nothing without being asked.
    """
    told = hashlib.sha256(__version__.encode())
    for source in sources:
        files = _files_of(source)
        if files is None:
            return None
        told.update(source.encode())
        for path in files:
            stat = path.stat()
            told.update(f"{path.resolve()}|{stat.st_size}|{stat.st_mtime_ns}\n".encode())
    return told.hexdigest()[:16]


def _files_of(source: str) -> list[Path] | None:
    if source.lower().startswith("duckdb:"):
        path = Path(parse_address(source).target)
        return [path] if path.is_file() else None
    if "://" in source:
        return None
    path = Path(source)
    if path.is_file():
        return [path]
    found = path.rglob("*") if path.is_dir() else map(Path, glob.glob(source, recursive=True))  # noqa: PTH207  a pattern may be absolute
    return sorted(file for file in found if file.is_file()) or None
