"""A generated ACLED-shaped CSV to site-days, against ``pandas.read_csv`` of the same file.

Each figure is of a process of its own, its libraries imported before the clock starts.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from bench.acled_like import write_acled_like
from bench.measure import Result

ROWS = 1_000_000
TIMES_MORE = 5
ROUNDS = 3
_PANDAS = "import pandas as pd\ndef work(path):\n    return pd.read_csv(path)\n"
_OURS = """
import duckdb, ibis, pandera.pandas, scipy.spatial
from geo.engine import count_site_days
from geo.gazetteer import load_gazetteer
from geo.geocoder import locate_reports
from geo.loader import read_reports
from geo.merge import merge_reports
from pathlib import Path
places = load_gazetteer("PK")
def work(path):
    read = read_reports(Path(path))
    located = locate_reports(read.reports, places, country="PK")
    return count_site_days(merge_reports(located.reports), by="town_id")
"""
_MEASURE = """
import resource, sys, time
started = time.perf_counter()
work(sys.argv[1])
seconds = time.perf_counter() - started
print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)
"""


def run() -> list[Result]:
    with tempfile.TemporaryDirectory() as folder:
        path = write_acled_like(Path(folder) / "acled.csv", ROWS)
        # By turns, so that a busy minute weighs on both.
        pairs = [(_measured(_OURS, path), _measured(_PANDAS, path)) for _ in range(ROUNDS)]
        ours = median(seconds for (seconds, _), _ in pairs)
        theirs = median(seconds for _, (seconds, _) in pairs)
        peak = max(gigabytes for (_, gigabytes), _ in pairs)
        path.unlink()
        larger = write_acled_like(Path(folder) / "larger.csv", TIMES_MORE * ROWS)
        longer, _ = _measured(_OURS, larger)
    return [
        Result("1M rows to site-days", ours, "pandas.read_csv", theirs, "at most 1 times"),
        Result("its peak memory", peak, "limit", 2.5, "at most 1 times", unit="GB"),
        Result("5M rows to site-days", longer, "5 times 1M", TIMES_MORE * ours, "about 1"),
    ]


def _measured(work: str, path: Path) -> tuple[float, float]:
    """Return the seconds and the peak memory in GB of one run."""
    ran = subprocess.run(
        [sys.executable, "-c", work + _MEASURE, str(path)],
        check=True,
        capture_output=True,
        text=True,
    )
    seconds, gigabytes = ran.stdout.split()[-2:]
    return float(seconds), float(gigabytes)
