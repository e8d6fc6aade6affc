"""A generated ACLED-shaped CSV to site-days, against bare reads of the same file."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.acled_like import write_acled_like
from bench.measure import Result
from bench.processes import by_turns, growth, once

STEPS = (10_000, 100_000, 1_000_000)
_BARE = {
    "pandas.read_csv": """
import pandas as pd
def work(path):
    pd.read_csv(path)
""",
    "DuckDB read_csv": """
import duckdb
def work(path):
    duckdb.read_csv(path).to_arrow_table()
""",
}
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
    located = locate_reports(read_reports(Path(path)).reports, places, country="PK")
    count_site_days(merge_reports(located.reports), by="town_id")
"""


def run() -> list[Result]:
    results: list[Result] = []
    ours: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for rows in STEPS:
            path = write_acled_like(Path(folder) / f"{rows}.csv", rows)
            found = by_turns({"ours": _OURS, **_BARE}, path)
            ours[rows] = found.pop("ours")
            results += [
                Result(f"load {rows:,} rows", ours[rows], bare, seconds, "at most 1 times")
                for bare, seconds in found.items()
            ]
            if rows == STEPS[-1]:
                peak = once(_OURS, path)[1]
                results.append(
                    Result("its peak memory", peak, "limit", 2.5, "at most 1 times", unit="GB")
                )
    return results + growth("load", ours, "rows")
