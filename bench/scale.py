"""Parquet of a made-up national archive to site-days: against a bare ``GROUP BY`` and pandas.

Growth is measured in steps of ten times; ``DHARNA_BENCH_ROWS=100000000`` adds the last (1.4 GB of
disk).
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from bench.acled_like import write_acled_like
from bench.archive_like import write_archive_like
from bench.measure import Result
from bench.processes import by_turns, growth, once

STEPS = (1_000_000, 10_000_000, 100_000_000)
COMPARED = 10_000_000
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
_READ_CSV = """
import pandas as pd
def work(path):
    pd.read_csv(path)
"""


def run() -> list[Result]:
    largest = int(os.environ.get("DHARNA_BENCH_ROWS", COMPARED))
    results: list[Result] = []
    ours: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as root:
        for rows in (step for step in STEPS if step <= largest):
            name = f"{rows // 10**6}M rows to site-days"
            folder = write_archive_like(Path(root) / str(rows), rows)
            if rows == COMPARED:
                found = by_turns({"ours": _OURS, "bare": _BARE, "pandas": _PANDAS}, folder)
                seconds = found["ours"]
                results += [
                    Result(name, seconds, "bare GROUP BY", found["bare"], "at most 1.5 times"),
                    Result(name, seconds, "pandas", found["pandas"], "at most 0.33 times"),
                ]
            ours[rows], peak = once(_OURS, folder)
            results.append(Result("its peak memory", peak, "limit", 2.0, "at most 1 times", "GB"))
        path = write_acled_like(Path(root) / "acled.csv", STEPS[0])
        found = by_turns({"ours": _OURS, "pandas": _READ_CSV}, path)
    engine = Result(
        "1M ACLED rows, engine", found["ours"], "pandas.read_csv", found["pandas"], "under 4"
    )
    return [*results, *growth("site-days", ours, "rows"), engine]
