"""A table of a database, through Ibis: DuckDB, SQLite, PostgreSQL."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit, urlunsplit

import pyarrow as pa

from geo.errors import FormatError, SourceNotFoundError
from geo.tables.columnar import plain_text
from geo.tables.raw import ALL, RawTable, fault, shown
from geo.tables.shaping import as_text_array, shape_columns

_KINDS: Final = {
    "duckdb": "duckdb",
    "sqlite": "sqlite",
    "sqlite3": "sqlite",
    "postgres": "postgres",
    "postgresql": "postgres",
}
_STORES: Final = frozenset(
    ("s3", "s3a", "s3n", "gs", "gcs", "hdfs", "abfs", "abfss", "az", "azure", "wasb", "wasbs", "r2")
)
_WAIT_SECONDS: Final = 10
_MOST_NAMED: Final = 8
_PATTERN: Final = re.compile(r"^(?P<scheme>[a-z0-9]+)://", re.IGNORECASE)


@dataclass(frozen=True)
class Address:
    """A database address, taken apart.

    Attributes
    ----------
    kind
        ``duckdb``, ``sqlite`` or ``postgres``.
    target
        The file's path, or the server's address without the table.
    table
        What ``?table=`` names; empty when it names none.
    shown
        The address without its password: what messages call it.
    """

    kind: str
    target: str
    table: str
    shown: str


def read_database(url: str) -> RawTable:
    """Read one table of a database; its engine turns every cell to text.

    Parameters
    ----------
    url
        ``duckdb://events.duckdb?table=events``, ``sqlite:///events.db?table=events`` (three strokes
        before a path from here, four before one from the root) or
        ``postgres://user:password@host/database?table=schema.events``. Without ``?table=`` the
        database must hold one table only.

    Raises
    ------
    SourceNotFoundError
        When there is no such file, server, database or table.
    FormatError
        When the address cannot be understood, or the table not read.
    """
    address = parse_address(url)
    with connected(address) as base:
        schema, table = find_table(base, address)
        try:
            found, kinds = _as_text(base, schema, table)
        except Exception as error:
            if _is_bug(error):
                raise
            what = shown(str(error).split("\n", maxsplit=1)[0], 100)
            words = f"has a table '{shown(table, 40)}' that cannot be read ({what})."
            raise fault(address.shown, words) from None
    columns = {
        name: plain_text(as_text_array(found[i]), kinds[i])
        for i, name in enumerate(found.column_names)
    }
    name = table if not schema else f"{schema}.{table}"
    label = f"{address.shown.split('?')[0]}?table={shown(name)}"
    return shape_columns(label, columns, ALL, rows=found.num_rows)


def parse_address(url: str) -> Address:
    """Take a database address apart.

    >>> parse_address("postgres://me:secret@host/db?table=a.b").shown
    'postgres://me@host/db?table=a.b'
    """
    found = _PATTERN.match(url)
    scheme = found["scheme"].lower() if found else ""
    kind = _KINDS.get(scheme, "")
    if scheme in _STORES:
        msg = (
            f"Object stores ({scheme}://) are not read here; copy the files to a folder or mount "
            "the bucket as one, and give the folder. The commands read s3:// and gs://."
        )
        raise FormatError(msg)
    if not kind:
        known = "duckdb://, sqlite:/// and postgres://"
        msg = f"Databases are read by addresses that begin with {known}; this one does not."
        raise FormatError(msg)
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        # The address itself may hold a password: it is not repeated.
        msg = f"The {kind} address cannot be understood; write user:password@host:port/database."
        raise FormatError(msg) from None
    if kind == "postgres":
        return _server_address(parts)
    path, _, query = url[len(found[0]) if found else 0 :].partition("?")
    if kind == "sqlite" and path.startswith("/"):
        path = path[1:]
    path = unquote(path)
    table = dict(parse_qsl(query)).get("table", "")
    prefix = "sqlite:///" if kind == "sqlite" else "duckdb://"
    name = shown(f"{prefix}{path}" + (f"?table={table}" if table else ""), 160)
    return Address(kind, path, table, name)


def _server_address(parts: SplitResult) -> Address:
    query = parse_qsl(parts.query)
    table = dict(query).get("table", "")
    rest = [(key, value) for key, value in query if key != "table"]
    target = urlunsplit(("postgresql", parts.netloc, parts.path, urlencode(rest), ""))
    host = parts.netloc.rpartition("@")[2]
    user = f"{shown(parts.username, 40)}@" if parts.username else ""
    name = f"postgres://{user}{host}{parts.path}" + (f"?table={table}" if table else "")
    return Address("postgres", target, table, shown(name, 160))


@contextmanager
def connected(address: Address) -> Iterator[Any]:
    """Open the database of an address to read from it; the Ibis backend, closed afterwards.

    Raises
    ------
    SourceNotFoundError, FormatError
        When there is none, or it cannot be opened.
    """
    import duckdb
    import ibis

    base: Any
    if address.kind == "postgres":
        base = connect_server(address)
    else:
        path = Path(address.target)
        if not path.is_file():
            msg = f"There is no database file {shown(address.target, 160)}; give its path."
            raise SourceNotFoundError(msg)
        try:
            if address.kind == "sqlite":
                uri = f"{path.resolve().as_uri()}?mode=ro"
                # DuckDB and Ibis may hand the connection to a thread of their own.
                opened = sqlite3.connect(uri, uri=True, check_same_thread=False)
                opened.execute("SELECT name FROM sqlite_master LIMIT 1").fetchall()
                base = ibis.sqlite.from_connection(opened)
            else:
                base = ibis.duckdb.connect(path, read_only=True)
        except (sqlite3.Error, duckdb.Error, OSError) as error:
            what = shown(str(error).split("\n", maxsplit=1)[0], 80)
            words = f"is no {address.kind} database that can be opened ({what})."
            raise fault(address.shown, words) from error
    try:
        yield base
    finally:
        base.disconnect()


def connect_server(address: Address) -> Any:
    """Connect to a PostgreSQL server, to read only; return the Ibis backend.

    Raises
    ------
    FormatError, SourceNotFoundError
        When the driver is missing, or the server cannot be reached.
    """
    if find_spec("psycopg") is None:
        words = "needs a PostgreSQL driver; install dharna[postgres]."
        raise fault(address.shown, words)
    import ibis
    import psycopg

    try:
        opened = psycopg.connect(address.target, connect_timeout=_WAIT_SECONDS, autocommit=True)
        opened.execute("SET default_transaction_read_only = on")
        return ibis.postgres.from_connection(opened)
    except psycopg.Error as error:
        what = shown(_without_secrets(str(error), address.target), 120)
        msg = f"{address.shown} cannot be reached ({what}); check server, database and password."
        # The driver's own error may repeat the address with the password in it.
        raise SourceNotFoundError(msg) from None


def _without_secrets(text: str, target: str) -> str:
    parts = urlsplit(target)
    secrets = {parts.password or "", unquote(parts.password or "")}
    secrets |= {value for key, value in parse_qsl(parts.query) if "password" in key}
    for secret in sorted(secrets - {""}, key=len, reverse=True):
        text = text.replace(secret, "***")
    return text.replace(target, "the server")


def find_table(base: Any, address: Address) -> tuple[str, str]:
    """Return the schema (empty: the usual one) and name of the table that is meant."""
    if address.table:
        for schema, table in _ways_to_split(address.table):
            try:
                names = _list_tables(base, address.kind, schema)
            except Exception as error:
                if _is_bug(error):
                    raise
                continue
            if table in names:
                return schema, table
        words = f"{address.shown} has no table '{shown(address.table, 40)}'"
        msg = f"{words}{_choice(_list_tables(base, address.kind))}."
        raise SourceNotFoundError(msg)
    names = _list_tables(base, address.kind)
    if len(names) != 1:
        raise fault(address.shown, f"names no table{_choice(names)}; add ?table=NAME.")
    return "", str(names[0])


def _list_tables(base: Any, kind: str, schema: str = "") -> list[str]:
    if kind != "duckdb":
        return sorted(base.list_tables(database=schema or None))
    # Ibis 12 asks DuckDB by a name that DuckDB 2 no longer has.
    sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = ? ORDER BY 1"
    found = base.con.execute(sql, [schema or "main"]).fetchall()
    return [str(name) for (name,) in found]


def _ways_to_split(table: str) -> list[tuple[str, str]]:
    schema, dot, name = table.partition(".")
    return [("", table), (schema, name)] if dot else [("", table)]


def _choice(names: list[str]) -> str:
    if not names:
        return " and the database holds none"
    named = ", ".join(shown(name, 40) for name in names[:_MOST_NAMED])
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f" (there are: {named}{more})"


def _as_text(base: Any, schema: str, table: str) -> tuple[pa.Table, list[str]]:
    import ibis

    rows = base.table(table, database=schema or None)
    kinds = []
    columns = []
    for name, kind in rows.schema().items():
        cell = ibis.literal("") if kind.is_binary() else rows[name].cast("string")
        columns.append(cell.name(name))
        family = "float" if kind.is_floating() or kind.is_decimal() else "text"
        kinds.append("time" if kind.is_timestamp() else family)
    return rows.select(*columns).to_pyarrow(), kinds


def _is_bug(error: Exception) -> bool:
    """Tell our own mistakes from what drivers raise, each in classes of their own."""
    return isinstance(error, (NameError, AttributeError, AssertionError, ImportError))
