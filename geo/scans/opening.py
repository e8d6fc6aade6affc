"""Whatever a source is → scans of the engine that was chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from geo.scans.databases import scan_database
from geo.scans.engines import Engine
from geo.scans.files import kinds_of, list_files, scan_delimited, scan_parquet
from geo.scans.scan import Scan


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
        if "://" in source:
            scans.append(scan_database(source, engine.backend))
            continue
        name = Path(source).stem
        kinds = kinds_of(list_files(source))
        if "parquet" in kinds:
            scans += scan_parquet(kinds["parquet"], engine.backend, name=name)
        if "delimited" in kinds:
            scans += scan_delimited(
                kinds["delimited"],
                engine.backend,
                engine.scratch,
                name=name,
                whole=whole,
                tell=tell,
            )
    return scans
