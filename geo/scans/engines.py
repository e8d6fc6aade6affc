"""The engine that reads a source: DuckDB on this machine unless told otherwise."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from geo.errors import InputError
from geo.scans.backends import Guarded, connect_backend, is_backend
from geo.scans.databases import connect_database, is_server
from geo.scans.spark import connect_spark
from geo.scans.stores import is_store, told_by_store
from geo.tables.raw import shown
from geo.watching import quieten

OWN_SHARE: Final = 700_000_000
"""Bytes that reading, placing and following take beside the engine."""
LEAST: Final = 300_000_000


@dataclass(frozen=True, eq=False)
class Engine:
    """An engine that is open.

    Attributes
    ----------
    kind
        ``duckdb``, ``pyspark``, ``postgres`` or another name of Ibis.
    backend
        The Ibis backend.
    scratch
        Folder for what is written on the way; it goes with the backend.
    """

    kind: str
    backend: Any
    scratch: Path

    def __post_init__(self) -> None:
        # Every table of the engine holds its backend: the folder lives as long as one does.
        held = self.backend.inner if isinstance(self.backend, Guarded) else self.backend
        weakref.finalize(held, shutil.rmtree, self.scratch, ignore_errors=True)


def open_engine(address: str, sources: Sequence[str], *, memory: int | None) -> Engine:
    """Open the engine of this address.

    Raises
    ------
    InputError
        When it is none, or cannot be reached.
    """
    servers = [source for source in sources if is_server(source)]
    if address == "duckdb" and servers:
        # The rows stay where they are: the server that holds them counts them.
        return Engine("postgres", connect_database(servers[0]), _scratch_folder())
    if address == "duckdb":
        opened = open_duckdb(memory)
        stores = [source for source in sources if is_store(source)]
        if not stores:
            return opened
        # The network may fail in the midst of a query.
        return replace(opened, backend=Guarded(opened.backend, partial(told_by_store, stores[0])))
    if is_server(address):
        return Engine("postgres", connect_database(address), _scratch_folder())
    if address.startswith("spark://"):
        return Engine("pyspark", connect_spark(address, memory=memory), _scratch_folder())
    if is_backend(address):
        backend = connect_backend(address)
        return Engine(backend.name, backend, _scratch_folder())
    scheme = shown(address.partition("://")[0], 40)
    msg = (
        f"The engine '{scheme}' is not known; give duckdb, spark://host:port, postgres://… or "
        "another address that Ibis connects to."
    )
    raise InputError(msg)


def open_duckdb(memory: int | None) -> Engine:
    """Open DuckDB in memory, such that it spills to a folder that is removed afterwards."""
    import duckdb
    import ibis

    folder = _scratch_folder()
    config: dict[str, Any] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "temp_directory": str(folder),
        "preserve_insertion_order": "false",
    }
    if memory is not None:
        config["memory_limit"] = f"{max(memory - OWN_SHARE, LEAST)}B"
    connection = duckdb.connect(config=config)
    quieten(connection)
    backend = ibis.duckdb.from_connection(connection)
    return Engine("duckdb", backend, folder)


def _scratch_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="dharna-"))
