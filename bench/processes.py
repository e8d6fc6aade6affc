"""Work timed in a process of its own; what it imports and prepares is left out."""

from __future__ import annotations

import itertools
import subprocess
import sys
from statistics import median

from bench.measure import Result

_MEASURE = """
import sys, time
held = prepare(*sys.argv[1:]) if "prepare" in globals() else sys.argv[1]
started = time.perf_counter()
work(held)
seconds = time.perf_counter() - started
# getrusage would give the parent's peak, which a child inherits.
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]
print(seconds, int(peak) * 1024 / 1e9)
"""


def once(code: str, *arguments: object) -> tuple[float, float]:
    """Run code that defines ``work`` of what its ``prepare(*arguments)`` returns.

    Without a ``prepare`` it is the work of its one argument, as text.

    Returns
    -------
    tuple
        Seconds of the work, and the process's peak memory in GB (10^9 bytes).
    """
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code + _MEASURE, *map(str, arguments)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    seconds, gigabytes = ran.stdout.split()[-2:]
    return float(seconds), float(gigabytes)


def typical(code: str, *arguments: object, rounds: int = 3) -> tuple[float, float]:
    """Return the median of seconds and the largest peak of some runs of `once`."""
    runs = [once(code, *arguments) for _ in range(rounds)]
    return median(seconds for seconds, _ in runs), max(gigabytes for _, gigabytes in runs)


def by_turns(codes: dict[str, str], *arguments: object, rounds: int = 3) -> dict[str, float]:
    """Return the median seconds of each, run in turns so that a busy minute weighs on all."""
    turns = [
        {name: once(code, *arguments)[0] for name, code in codes.items()} for _ in range(rounds)
    ]
    return {name: median(turn[name] for turn in turns) for name in codes}


def growth(name: str, seconds: dict[int, float], of: str) -> list[Result]:
    """Hold each step of ten times against ten times the step before: 1 is growth in proportion."""
    steps = sorted(seconds)
    return [
        Result(
            f"{name}, {size:,} {of}",
            seconds[size],
            "10 times a tenth",
            10 * seconds[tenth],
            "about 1",
        )
        for tenth, size in itertools.pairwise(steps)
    ]
