"""An archive on the pages: its filters, and opening it again, on a made-up campaign of 10M rows.

``DHARNA_BENCH_ROWS`` sets another number of rows. The yardsticks are the goals in seconds; opening
again is a process of its own, from the start of Python to the bytes that the player is fed with.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.large_campaign import write_campaign
from bench.measure import Result

ROWS = 10_000_000
CHANGE_GOAL_S = 0.5
AGAIN_GOAL_S = 5.0
_OPEN = """
import sys
from dashboard.archives import open_if_large
from dashboard.filters import Filters
opened = open_if_large([sys.argv[1]])
opened.feed(Filters())
"""
_CHANGE = (
    _OPEN
    + """
import time
from statistics import median
chosen = [(kind, sure) for kind in ("march", "strike", "sit-in") for sure in ("weak", "stated")]
seconds = []
for kind, sure in chosen:
    started = time.perf_counter()
    opened.feed(Filters(event_type=(kind,), certainty=(sure,)))
    seconds.append(time.perf_counter() - started)
started = time.perf_counter()
opened.feed(Filters(certainty=("stated",)))
print(median(seconds), time.perf_counter() - started)
"""
)


def run() -> list[Result]:
    rows = int(os.environ.get("DHARNA_BENCH_ROWS", ROWS))
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root) / "campaign"
        write_campaign(folder, rows=rows)
        environment = {**os.environ, "DHARNA_CACHE": str(Path(root) / "cache")}
        first, _ = _timed(_OPEN, folder, environment)
        again, _ = _timed(_OPEN, folder, environment)
        _, told = _timed(_CHANGE, folder, environment)
    narrow, broad = map(float, told.split())
    said = f"{rows / 1e6:g}M rows"
    return [
        Result(f"{said}, opened again", again, "goal", AGAIN_GOAL_S, "at most 1 times"),
        Result("the same", again, "opened the first time", first, "less"),
        Result("filter change, two facets", narrow, "goal", CHANGE_GOAL_S, "at most 1 times"),
        Result("filter change, broadest", broad, "goal", CHANGE_GOAL_S, "at most 1 times"),
    ]


def _timed(code: str, folder: Path, environment: dict[str, str]) -> tuple[float, str]:
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return time.perf_counter() - started, done.stdout
