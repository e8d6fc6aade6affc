"""A Spark standalone cluster on this machine: a master and two workers, each its own process."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

_UP_S = 300
# The processes are over before a thorough compiler would pay.
QUICK_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
_MASTER = re.compile(r"Starting Spark master at (spark://\S+)")
_WORKER = re.compile(r"Successfully registered with master")


def need_java() -> None:
    if shutil.which("java") is None:
        if os.environ.get("CI"):
            pytest.fail("Java is not installed; .ci/run installs it")
        pytest.skip("Java is not installed")


@contextmanager
def spark_cluster(folder: Path) -> Iterator[str]:
    """Start the processes, wait until both workers are registered; give the master's address."""
    with ExitStack() as stack:
        master = ("org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", "0")
        address = stack.enter_context(_running(folder / "master", _MASTER, *master))
        worker = ("org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1")
        size = ("--cores", "1", "--memory", "1g", "--webui-port", "0", address)
        folders = [folder / "worker-1", folder / "worker-2"]
        with ThreadPoolExecutor(len(folders)) as both:
            starting = [_running(each, _WORKER, *worker, *size) for each in folders]
            for started in both.map(lambda process: stack.enter_context(process), starting):
                assert started == ""
        yield address


@contextmanager
def _running(folder: Path, ready: re.Pattern[str], *command: str) -> Iterator[str]:
    import pyspark

    home = Path(pyspark.__file__).parent
    folder.mkdir()
    log = folder / "log"
    place = {
        "SPARK_HOME": str(home),
        "SPARK_WORKER_DIR": str(folder),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": QUICK_JAVA,
    }
    if "Master" in command[0]:
        command = (*command, "--webui-port", "0")
    with log.open("wb") as file:
        process = subprocess.Popen(
            [str(home / "bin" / "spark-class"), *command],
            stdout=file,
            stderr=subprocess.STDOUT,
            env={**os.environ, **place},
        )
    try:
        until = time.monotonic() + _UP_S
        while not (found := ready.search(log.read_text("utf-8", errors="replace"))):
            time.sleep(0.05)
            told = log.read_text("utf-8", errors="replace")
            assert process.poll() is None, told
            assert time.monotonic() < until, told
        yield found[1] if found.groups() else ""
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
