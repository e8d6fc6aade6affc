"""Whatever a source is → scans of the engine that was chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from geo.scans.databases import scan_database
from geo.scans.engines import Engine
from geo.scans.files import kinds_of, list_files, scan_delimited
from geo.scans.parquet import ParquetFile, local_parquet, scan_parquet
from geo.scans.scan import Scan
from geo.scans.stores import is_store, list_store


def open_scans(
    sources: Sequence[str],
    engine: Engine,
    *,
    whole: bool = False,
    tell: Callable[[float, str], None],
) -> list[Scan]:
    """Open sources as lazy tables.

    Raises
    ------
    DharnaError
        When one cannot be used.
    """
    scans: list[Scan] = []
    for source in sources:
        tell(0.0, f"opening {source}")
        if "://" in source and not is_store(source):
            scans.append(scan_database(source, engine.backend))
            continue
        name = Path(source).stem
        parquet, delimited, stamps = _files_of(source, engine)
        scans += scan_parquet(parquet, engine.backend, name=name)
        if delimited:
            scans += scan_delimited(
                delimited,
                engine.backend,
                engine.scratch,
                name=name,
                whole=whole,
                tell=tell,
                stamps=stamps,
            )
    return scans


def _files_of(source: str, engine: Engine) -> tuple[list[ParquetFile], list[Path], dict[Path, str]]:
    """Return a source's Parquet files, those to be written as Parquet, and the stamps of copies."""
    if is_store(source):
        stored = list_store(source)
        stamps = stored.fetched(engine.scratch)
        return stored.parquet(engine), kinds_of(list(stamps)).get("delimited", []), stamps
    kinds = kinds_of(list_files(source))
    parquet = [local_parquet(file) for file in kinds.get("parquet", [])]
    return parquet, kinds.get("delimited", []), {}
