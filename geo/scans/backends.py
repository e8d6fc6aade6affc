"""Any other engine that Ibis connects to, by its address; what it cannot do is told in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial, reduce
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from geo.errors import InputError, SourceNotFoundError
from geo.tables.raw import shown

if TYPE_CHECKING:
    import ibis.expr.types as ir

_OWN: Final = frozenset(("duckdb", "postgres", "pyspark"))
"""Engines that have ways of their own here."""
_LOOSE: Final = frozenset(("mysql", "mssql", "singlestoredb"))
"""Engines that by default take texts for equal which differ in case or accents."""
_ASKED: Final = frozenset(("to_pyarrow", "execute", "create_table", "to_parquet", "to_csv"))
_BUGS: Final = (NameError, AssertionError)


class Guarded:
    """An Ibis backend whose failures are sentences.

    Parameters
    ----------
    backend
        What all is asked of.
    told
        Makes the error to raise of what the engine raised; an interrupt is not handed to it.
    """

    def __init__(self, backend: Any, told: Callable[[Exception], Exception]) -> None:
        self.inner = backend
        self.told = told

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.inner, name)
        return self._guarded(found) if name in _ASKED else found

    def _guarded(self, asked: Callable[..., Any]) -> Callable[..., Any]:
        def ask(*given: Any, **named: Any) -> Any:
            try:
                return asked(*given, **named)
            except _BUGS:
                raise
            except Exception as error:
                if "Interrupt" in type(error).__name__ or str(error) == "Query interrupted":
                    raise
                told = self.told(error)
                if told is error:
                    raise
                raise told from error

        return ask


def _cannot(name: str, error: Exception) -> InputError:
    what = f"{type(error).__name__}: {shown(' '.join(str(error).split()), 120)}"
    msg = (
        f"{name} cannot answer what is asked of it ({what}); give the rows as Parquet to duckdb or "
        "a Spark cluster."
    )
    return InputError(msg)


def is_backend(address: str) -> bool:
    """Tell whether an address is one of an engine that Ibis may connect to."""
    scheme, mark, _ = address.partition("://")
    return bool(mark) and scheme.lower() in _names()


def _names() -> frozenset[str]:
    return frozenset(found.name for found in entry_points(group="ibis.backends")) - _OWN


def connect_backend(address: str) -> Guarded:
    """Connect to an engine by its Ibis address.

    Raises
    ------
    InputError, SourceNotFoundError
        When its driver is missing, or it cannot be reached.
    """
    import ibis

    scheme = address.partition("://")[0].lower()
    if scheme in _LOOSE:
        msg = (
            f"{scheme}:// takes names that differ in case for one, so that places would be mixed "
            "up; write the table to Parquet and give that."
        )
        raise InputError(msg)
    try:
        backend = ibis.connect(_without_table(address))
    except ImportError as error:
        msg = f"The engine {scheme}:// needs its driver; install ibis-framework[{scheme}]."
        raise InputError(msg) from error
    except _BUGS:
        raise
    except Exception as error:
        # A driver's own words may repeat the address with its password.
        msg = (
            f"The engine {scheme}:// cannot be reached ({type(error).__name__}); check its address."
        )
        raise SourceNotFoundError(msg) from None
    return Guarded(backend, partial(_cannot, backend.name))


def _without_table(address: str) -> str:
    before, _, query = address.partition("?")
    rest = [(key, value) for key, value in parse_qsl(query) if key != "table"]
    return f"{before}?{urlencode(rest)}" if rest else before


def open_table(source: str, backend: Any) -> tuple[str, ir.Table]:
    """Open the table that an address names with ``?table=``, or the only one there is.

    Raises
    ------
    SourceNotFoundError
        When there is no such table, or the address names none of several.
    """
    named = dict(parse_qsl(urlsplit(source).query)).get("table", "")
    there = sorted(str(name) for name in backend.list_tables())
    if not named and len(there) == 1:
        named = there[0]
    if named not in there:
        listed = ", ".join(shown(name, 40) for name in there[:8]) or "none"
        called = shown(named, 40)
        msg = f"{backend.name} has no table '{called}'; add ?table=NAME (there are: {listed})."
        raise SourceNotFoundError(msg)
    return named, backend.table(named)


def read_files(paths: Sequence[str], backend: Any) -> ir.Table:
    """Open Parquet files of one kind as one table.

    Raises
    ------
    InputError
        When the engine reads tables only.
    """
    try:
        tables = [backend.read_parquet(path) for path in paths]
    except (AttributeError, NotImplementedError) as error:
        msg = f"{backend.name} reads tables, no files; name one: {backend.name}://…?table=NAME."
        raise InputError(msg) from error
    return reduce(lambda a, b: a.union(b), tables)
