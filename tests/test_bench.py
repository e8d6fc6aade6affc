"""The benchmarks are not run by tests, but must be there to run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import __main__ as bench
from bench.measure import Result
from bench.processes import growth, once


def test_an_unknown_benchmark_is_told_with_those_there_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["bench", "speed_of_light"])
    assert bench.main() == 2
    told = capsys.readouterr().err
    assert all(name in told for name in ("speed_of_light", *bench.BENCHMARKS))


def test_one_that_fails_does_not_cost_the_figures_of_the_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fails() -> list[Result]:
        raise OSError("no disk")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["bench", "fails", "works"])
    kept = {"fails": fails, "works": lambda: [Result("a", 1.0, "b", 4.0, "under 1")]}
    monkeypatch.setattr(bench, "BENCHMARKS", kept)
    assert bench.main() == 1
    failed, works = json.loads((tmp_path / "out/bench.json").read_text())["runs"]
    assert "no disk" in failed["error"]
    assert works["results"][0]["ratio"] == 0.25


def test_growth_holds_each_step_against_ten_times_the_one_before() -> None:
    found = growth("load", {100: 4.0, 10: 1.0, 1_000: 20.0}, "rows")
    told = [(result.name, result.ratio) for result in found]
    assert told == [("load, 100 rows", 0.4), ("load, 1,000 rows", 0.5)]


def test_what_a_process_prepares_is_not_timed() -> None:
    code = "import time\ndef prepare(s):\n    time.sleep(float(s))\ndef work(_):\n    pass\n"
    seconds, gigabytes = once(code, 0.2)
    assert 0 <= seconds < 0.1
    assert 0 < gigabytes < 1
