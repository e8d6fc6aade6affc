"""How long `import geo` takes, start of the interpreter excluded."""

from __future__ import annotations

import subprocess
import sys
from statistics import median

from bench.measure import Result

ROUNDS = 7


def run() -> list[Result]:
    ours, pandas = [], []
    for _ in range(ROUNDS):
        ours.append(_import_seconds("geo"))
        pandas.append(_import_seconds("pandas"))
    return [
        Result("import geo", median(ours), "import pandas", median(pandas), "under 0.5 s"),
    ]


def _import_seconds(module: str) -> float:
    code = f"import time; t = time.perf_counter(); import {module}; print(time.perf_counter() - t)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)
