"""A Spark cluster as the engine: it reads the paths itself, where its workers see them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.util import find_spec
from itertools import count
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

import pyarrow as pa

from geo.errors import InputError
from geo.scans.scan import LINE
from geo.tables.raw import shown

if TYPE_CHECKING:
    import ibis.expr.types as ir

_LOCAL: Final = ("127.0.0.1", "localhost", "::1")
_MEGABYTE: Final = 2**20
_SENT_BYTES: Final = 64 * _MEGABYTE
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
    from pyspark.sql import SparkSession

    from geo.scans.spark_backend import SparkBackend

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
        backend = SparkBackend()
        backend.register_options()
        backend.do_connect(session)
        return backend
    except Exception as error:
        if isinstance(error, (NameError, AttributeError, TypeError)):
            raise
        msg = f"The Spark cluster {shown(address, 80)} cannot be reached; check host and port."
        raise InputError(msg) from error


def read_on_spark(backend: Any, files: Mapping[str, int]) -> ir.Table:
    """Open Parquet files as one lazy table on the cluster.

    Parameters
    ----------
    backend
        From `connect_spark`.
    files
        The path or address of each with the line of its first row. A column `LINE` that they have
        is counted from 2 on; else the cluster numbers the rows, where it says which file one is
        from.

    Raises
    ------
    InputError
        When the cluster sees no such files, or has no connector for their store.
    """
    from pyspark.sql import functions as sql

    try:
        frame = backend._session.read.parquet(*files)
        urls = frame.inputFiles()
    except Exception as error:
        raise _unread(next(iter(files)), error) from error
    # The cluster writes addresses in its own way, with one stroke after the scheme.
    there = {url.replace("file:///", "file:/", 1): _plain_path(url) for url in urls}
    starts = {url: files.get(path) for url, path in there.items()}
    if None not in starts.values() and len(starts) == len(files):
        pairs = [sql.lit(part) for pair in starts.items() for part in pair]
        start = sql.element_at(sql.create_map(*pairs), sql.col("_metadata.file_path"))
        own = sql.col(LINE) - 2 if LINE in frame.columns else sql.col("_metadata.row_index")
        frame = frame.withColumn(LINE, start.cast("bigint") + own)
    elif LINE in frame.columns:
        frame = frame.drop(LINE)
    return _viewed(backend, frame)


def _plain_path(url: str) -> str:
    return unquote(url.removeprefix("file://"))


def _unread(address: str, error: Exception) -> Exception:
    """Return the sentence for files that a cluster does not read; our own mistakes as they are."""
    words = str(error)
    if re.search(r"S3AFileSystem|GoogleHadoopFileSystem|No FileSystem for scheme", words):
        scheme = address.split(":", 1)[0]
        msg = (
            f"The Spark cluster has no connector for {scheme}://; start it with Hadoop's (such as "
            "--packages org.apache.hadoop:hadoop-aws), or read with --engine duckdb."
        )
        return InputError(msg)
    if "PATH_NOT_FOUND" in words:
        msg = f"The Spark cluster sees no {shown(address, 160)}; give a folder that all of it sees."
        return InputError(msg)
    return error


def put_on_spark(backend: Any, table: pa.Table) -> ir.Table:
    """Put a table of this process on the cluster; a small one is sent to every executor whole.

    Without being told, Spark takes what comes from outside for too large for that, and sorts all
    rows to join them.
    """
    from pyspark.sql import functions as sql

    frame = backend._session.createDataFrame(table)
    return _viewed(backend, sql.broadcast(frame) if table.nbytes <= _SENT_BYTES else frame)


def keep_on_spark(backend: Any, table: ir.Table) -> ir.Table:
    """Have the cluster keep what an expression gives, in its memory and then on its disks."""
    return _viewed(backend, backend._session.sql(backend.compile(table)).persist())


def _viewed(backend: Any, frame: Any) -> ir.Table:
    view = f"dharna_{next(_numbers)}"
    frame.createOrReplaceTempView(view)
    return backend.table(view)
