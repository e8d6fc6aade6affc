"""A Spark cluster as the engine: it reads the paths itself, where its workers see them."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from itertools import count
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from geo.errors import InputError
from geo.tables.raw import shown

if TYPE_CHECKING:
    import ibis.expr.types as ir

_LOCAL: Final = ("127.0.0.1", "localhost", "::1")
_MEGABYTE: Final = 2**20
_numbers = count()


def connect_spark(address: str, *, memory: int | None) -> Any:
    """Connect to the master of a Spark cluster; return the Ibis backend.

    Parameters
    ----------
    address
        ``spark://host:port``.
    memory
        Bytes that each of its executors may use; the cluster's own setting when ``None``.

    Raises
    ------
    InputError
        When PySpark is missing, or the cluster cannot be reached.
    """
    if find_spec("pyspark") is None:
        msg = "The engine spark:// needs PySpark and Java; install dharna[spark]."
        raise InputError(msg)
    import ibis
    from pyspark.sql import SparkSession

    settings = {
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "false",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
    }
    if (urlsplit(address).hostname or "") in _LOCAL:
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    if memory is not None:
        settings["spark.executor.memory"] = f"{memory // _MEGABYTE}m"
    builder = SparkSession.builder.master(address).appName("dharna")
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        return ibis.pyspark.connect(session)
    except Exception as error:
        if isinstance(error, (NameError, AttributeError, TypeError)):
            raise
        msg = f"The Spark cluster {shown(address, 80)} cannot be reached; check host and port."
        raise InputError(msg) from error


def read_on_spark(backend: Any, paths: Sequence[str]) -> ir.Table:
    """Open Parquet files or folders as one lazy table on the cluster."""
    view = f"dharna_scan_{next(_numbers)}"
    backend._session.read.parquet(*paths).createOrReplaceTempView(view)
    return backend.table(view)
