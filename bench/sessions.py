"""Many sessions on one server: a filter change of each, by Streamlit's own websocket protocol.

``python -m bench.sessions SOURCE [SESSIONS]`` serves a large source and drives it; `run` makes one
up (10M rows, or ``DHARNA_BENCH_ROWS``).
"""

from __future__ import annotations

import asyncio
import itertools
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from bench.large_campaign import write_campaign
from bench.measure import Result

SESSIONS = 20
CHANGES = 4
LIMIT_S = 120.0
FILTERS = [
    {"event_type": kind, "certainty": sure}
    for kind in ("march", "strike", "sit-in", "vigil", "riot", "road-block")
    for sure in ("stated", "weak", "approximate")
]


def run() -> list[Result]:
    rows = int(os.environ.get("DHARNA_BENCH_ROWS", 10_000_000))
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root) / "campaign"
        write_campaign(folder, rows=rows)
        return [measure(str(folder), cache=str(Path(root) / "cache"))]


def measure(source: str, sessions: int = SESSIONS, *, cache: str = "") -> Result:
    port = _free_port()
    code = (
        "import sys; from dashboard.cli import main; "
        f"sys.argv = ['dharna', 'run', {source!r}, '--port', '{port}', '--headless']; main()"
    )
    environment = {**os.environ, **({"DHARNA_CACHE": cache} if cache else {})}
    server = subprocess.Popen([sys.executable, "-c", code], env=environment)
    try:
        _wait_for(port)
        asyncio.run(asyncio.wait_for(_session(port, [{}], 0), LIMIT_S))
        alone = asyncio.run(asyncio.wait_for(_session(port, _changes(0), 0.0), LIMIT_S))
        many = asyncio.run(asyncio.wait_for(_together(port, sessions), LIMIT_S))
    finally:
        server.terminate()
        server.wait()
    ours, one = float(np.percentile(many, 95)), float(np.percentile(alone, 95))
    name = f"{sessions} sessions, 95th percentile"
    return Result(name, ours, "one session's", one, "at most 4 times")


async def _together(port: int, sessions: int) -> list[float]:
    # A filter change is measured, not twenty pages that open at one moment.
    opened = asyncio.Barrier(sessions)
    found = await asyncio.gather(
        *(_session(port, _changes(1 + i), 0.4 * i, opened) for i in range(sessions))
    )
    return list(itertools.chain(*found))


def _changes(number: int) -> list[dict[str, str]]:
    first = number * CHANGES
    return [FILTERS[(first + i) % len(FILTERS)] for i in range(CHANGES)]


async def _session(
    port: int, changes: list[dict[str, str]], wait_s: float, opened: asyncio.Barrier | None = None
) -> list[float]:
    """Open the page, then change its filters, with a pause to look at the map between two."""
    times = []
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    protocols = ["streamlit"]
    async with connect(address, subprotocols=protocols, max_size=None) as channel:  # type: ignore[arg-type]
        await _run(channel, {})
        if opened is not None:
            await opened.wait()
        await asyncio.sleep(wait_s)
        for change in changes:
            started = time.perf_counter()
            await _run(channel, change)
            times.append(time.perf_counter() - started)
            await asyncio.sleep(4.0)
    return times


async def _run(channel: object, params: dict[str, str]) -> None:
    ask = BackMsg()
    ask.rerun_script.query_string = urlencode({"day": "2019-03-01", **params})
    await channel.send(ask.SerializeToString())  # type: ignore[attr-defined]
    while True:
        told = ForwardMsg()
        told.ParseFromString(await channel.recv())  # type: ignore[attr-defined]
        if told.WhichOneof("type") == "script_finished":
            return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    until = time.monotonic() + LIMIT_S
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2).read()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError("The server did not come up.")


if __name__ == "__main__":
    print(measure(sys.argv[1], *map(int, sys.argv[2:3])).line())
