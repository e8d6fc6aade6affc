"""Parquet of a made-up national archive to site-days: against a bare ``GROUP BY`` and pandas.

Each figure is of a process of its own, its libraries imported before the clock starts. Growth is
measured in steps of ten times; ``DHARNA_BENCH_ROWS=100000000`` adds the last (1.4 GB of disk).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from bench.acled_like import write_acled_like
from bench.archive_like import write_archive_like
from bench.measure import Result

STEPS = (1_000_000, 10_000_000, 100_000_000)
COMPARED = 10_000_000
ROUNDS = 3
MEMORY = 2_000_000_000
_BARE = """
import duckdb
def work(path):
    return duckdb.sql(f'''
        SELECT place, admin1, latitude, longitude, date, count(*), count(DISTINCT source),
            min(size_low), max(size_high), count(*) FILTER (WHERE status = 'end')
        FROM read_parquet('{path}/*.parquet') WHERE status <> 'planned' GROUP BY ALL
    ''').to_arrow_table()
"""
_PANDAS = """
import pandas as pd
def work(path):
    columns = ["place", "admin1", "latitude", "longitude", "date", "source", "size_low"]
    rows = pd.read_parquet(path, columns=[*columns, "size_high", "status"])
    rows = rows[rows["status"] != "planned"].assign(ended=rows["status"] == "end")
    return rows.groupby(["place", "admin1", "latitude", "longitude", "date"]).agg(
        reports=("source", "size"), sources=("source", "nunique"), low=("size_low", "min"),
        high=("size_high", "max"), ends=("ended", "sum"),
    )
"""
_OURS = f"""
import duckdb, ibis, pandera.pandas, scipy.spatial
from geo.archive import open_archive
from geo.archive_counts import count_archive
from geo.gazetteer import load_gazetteer
load_gazetteer("PK")
def work(path):
    return count_archive(open_archive(path, memory={MEMORY}), by="town_id")
"""
_READ_CSV = "import pandas as pd\ndef work(path):\n    return pd.read_csv(path)\n"
_MEASURE = """
import resource, sys, time
started = time.perf_counter()
work(sys.argv[1])
seconds = time.perf_counter() - started
print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)
"""


def run() -> list[Result]:
    largest = int(os.environ.get("DHARNA_BENCH_ROWS", COMPARED))
    results: list[Result] = []
    with tempfile.TemporaryDirectory() as root:
        before = None
        for rows in (step for step in STEPS if step <= largest):
            name = f"{rows // 10**6}M rows to site-days"
            folder = write_archive_like(Path(root) / str(rows), rows)
            if rows == COMPARED:
                results += _compared(folder, name)
            seconds, peak = _measured(_OURS, folder)
            if before is not None:
                goal = "at most 1.2 times" if rows == STEPS[-1] else "about 1"
                results.append(Result(name, seconds, "10 times a tenth", 10 * before, goal))
            results.append(Result("its peak memory", peak, "limit", 2.0, "at most 1 times", "GB"))
            before = seconds
        path = write_acled_like(Path(root) / "acled.csv", STEPS[0])
        pairs = [(_measured(_OURS, path)[0], _measured(_READ_CSV, path)[0]) for _ in range(ROUNDS)]
        ours, theirs = (median(side) for side in zip(*pairs, strict=True))
        results.append(Result("1M ACLED rows, engine", ours, "pandas.read_csv", theirs, "under 4"))
    return results


def _compared(folder: Path, name: str) -> list[Result]:
    # By turns, so that a busy minute weighs on all.
    rounds = [
        [_measured(work, folder)[0] for work in (_OURS, _BARE, _PANDAS)] for _ in range(ROUNDS)
    ]
    ours, bare, frames = (median(side) for side in zip(*rounds, strict=True))
    return [
        Result(name, ours, "bare GROUP BY", bare, "at most 1.5 times"),
        Result(name, ours, "pandas", frames, "at most 0.33 times"),
    ]


def _measured(work: str, path: Path) -> tuple[float, float]:
    """Return the seconds and the peak memory in GB of one run."""
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", work + _MEASURE, str(path)],
        check=True,
        capture_output=True,
        text=True,
    )
    seconds, gigabytes = ran.stdout.split()[-2:]
    return float(seconds), float(gigabytes)
