"""Tables of databases → scans on the database's own engine."""

from __future__ import annotations

import hashlib
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from geo.errors import InputError, SourceNotFoundError
from geo.scans.backends import is_backend, open_table
from geo.scans.files import stamp_of
from geo.scans.headers import scan_of
from geo.scans.scan import Scan
from geo.tables.databases import (
    Address,
    connect_server,
    connected,
    find_table,
    parse_address,
)
from geo.tables.fast import quoted
from geo.tables.raw import fault, shown

if TYPE_CHECKING:
    import ibis.expr.types as ir

LARGE_TABLE_ROWS: Final = 500_000
"""A table beyond this is not loaded: as many rows of CSV take about 400 MB."""


def is_server(source: str) -> bool:
    """Tell whether a source or an engine is the address of a PostgreSQL server."""
    return source.lower().startswith(("postgres://", "postgresql://"))


def has_many_rows(source: str) -> bool:
    """Tell whether a source is a table of PostgreSQL or DuckDB that is too long to be loaded.

    Raises
    ------
    DharnaError
        When the address of a database leads to no table.
    """
    if not is_server(source) and not source.lower().startswith("duckdb:"):
        return False
    address = parse_address(source)
    with connected(address) as base:
        schema, name = find_table(base, address)
        table = base.table(name, database=schema or None)
        # The first rows are counted, not all: a long table takes no longer than a short one.
        return int(table.limit(LARGE_TABLE_ROWS + 1).count().execute()) > LARGE_TABLE_ROWS


def connect_database(source: str) -> Any:
    """Connect to the server of an address; its tables are only read, beside temporary ones.

    Raises
    ------
    FormatError, SourceNotFoundError
        When the address cannot be understood or the server not be reached.
    """
    backend = connect_server(parse_address(source))
    # What is joined to the rows goes to the server as temporary tables.
    backend.con.execute("SET default_transaction_read_only = off")
    weakref.finalize(backend, backend.con.close)
    return backend


def scan_database(source: str, backend: Any) -> Scan:
    """Open a table of a database as a lazy table.

    Raises
    ------
    SourceNotFoundError, FormatError, InputError
        When there is no such table, or it is of another kind of database than the engine.
    """
    if is_backend(source):
        return _scan_backend(source, backend)
    address = parse_address(source)
    if address.kind == "postgres" and backend.name == "postgres":
        schema, name = find_table(backend, address)
        table = backend.table(name, database=schema or None)
        return _scan(address.shown, backend, table, name, lambda: _added_up(backend, schema, name))
    if address.kind == "duckdb" and backend.name == "duckdb":
        return _scan_duckdb(address, backend)
    msg = (
        f"{address.shown} is not read by {backend.name}; give sources of one kind, with the engine "
        "that holds them."
    )
    raise InputError(msg)


def _scan_duckdb(address: Address, backend: Any) -> Scan:
    import duckdb
    import ibis

    path = Path(address.target)
    if not path.is_file():
        msg = f"There is no database file {shown(address.target, 160)}; give its path."
        raise SourceNotFoundError(msg)
    try:
        alone = ibis.duckdb.connect(path, read_only=True)
        schema, name = find_table(alone, address)
        alone.disconnect()
        catalog = "file_" + hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]
        attach = f"ATTACH IF NOT EXISTS {quoted(str(path))} AS {catalog} (READ_ONLY)"
        backend.con.execute(attach)
    except duckdb.Error as error:
        what = shown(str(error).split("\n", maxsplit=1)[0], 80)
        raise fault(address.shown, f"cannot be opened ({what}).") from error
    table = backend.table(name, database=(catalog, schema or "main"))
    return _scan(address.shown, backend, table, name, lambda: stamp_of([path]))


def _scan_backend(source: str, backend: Any) -> Scan:
    scheme = source.partition("://")[0].lower()
    if backend.name != scheme:
        msg = f"{scheme}:// is not read by {backend.name}; name it as --engine too."
        raise InputError(msg)
    name, table = open_table(source, backend)
    # Nothing is known of when such a table changes: what is made from it serves once.
    return _scan(f"{scheme}://?table={name}", backend, table, name, lambda: str(uuid4()))


def _added_up(backend: Any, schema: str, name: str) -> str:
    """Return the number and the summed hashes of rows: any cell that changes alters it."""
    from psycopg import sql

    named = sql.Identifier(*([schema, name] if schema else [name]))
    query = sql.SQL("SELECT count(*), sum(hashtextextended(r::text, 0)) FROM {} AS r")
    return "\0".join(str(cell) for cell in backend.con.execute(query.format(named)).fetchone())


def _scan(
    shown_as: str, backend: Any, table: ir.Table, name: str, stamped: Callable[[], str]
) -> Scan:
    return scan_of(table, backend, name=name, stamped=lambda: f"{shown_as}\0{stamped()}")
