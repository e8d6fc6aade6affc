"""The commands on folders and patterns: what they write equals what they write of one file."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from dashboard.archive_commands import memory_bytes
from dashboard.cli import _run
from geo.errors import InputError
from tests.geo.awkward import awkward_reports

pytestmark = pytest.mark.filterwarnings(
    "ignore:fetch_arrow_table\\(\\) is deprecated:DeprecationWarning:ibis"
)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a folder of parts, and one file of the same rows."""
    root = tmp_path_factory.mktemp("sources")
    folder, whole = root / "parts", root / "whole.csv"
    folder.mkdir()
    rows = awkward_reports(240, seed=21)
    rows.to_csv(whole, index=False)
    rows[:100].to_csv(folder / "a.csv", index=False)
    rows[100:].to_csv(folder / "b.csv", index=False)
    return folder, whole


def test_timeline_of_a_folder_is_that_of_its_rows(
    sources: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, whole = sources
    few, many = tmp_path / "few.parquet", tmp_path / "many.parquet"
    measures = [tmp_path / "few.json", tmp_path / "many.json"]
    assert _run(["timeline", str(whole), "-o", str(few), "--measures", str(measures[0])]) == 0
    told = capsys.readouterr().out
    assert (
        _run(
            [
                *("timeline", str(folder / "*.csv"), "-o", str(many), "--memory", "2GB"),
                *("--measures", str(measures[1])),
            ]
        )
        == 0
    )
    words = capsys.readouterr().out
    assert told.split(": ", 1)[1].splitlines()[0] == words.split(": ", 1)[1].splitlines()[0]
    pd.testing.assert_frame_equal(pd.read_parquet(few), pd.read_parquet(many))
    figures = [json.loads(path.read_text("utf-8"))["figures"] for path in measures]
    assert figures[0] == figures[1]


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_geocode_of_a_folder_is_that_of_its_rows(
    sources: tuple[Path, Path], tmp_path: Path, ending: str
) -> None:
    folder, whole = sources
    few, many = tmp_path / f"few.{ending}", tmp_path / f"many.{ending}"
    reports = [tmp_path / "few.json", tmp_path / "many.json"]
    assert _run(["geocode", str(whole), "-o", str(few), "--report", str(reports[0])]) == 0
    assert _run(["geocode", str(folder), "-o", str(many), "--report", str(reports[1])]) == 0
    read = pd.read_csv if ending == "csv" else pd.read_parquet
    ours, theirs = read(many), read(few)
    # A row that breaks several rules tells of them in the order in which they were looked at.
    for table in (ours, theirs):
        table["geo_note"] = table["geo_note"].map(
            lambda note: sorted(str(note).removeprefix("rejected: ").split("; "))
        )
    pd.testing.assert_frame_equal(ours, theirs)
    assert json.loads(reports[0].read_text("utf-8")) == json.loads(reports[1].read_text("utf-8"))


def test_memory_is_an_amount() -> None:
    assert memory_bytes("3 GB") == 3 * 10**9
    for text in ("much", "2XB", "100MB", "-1GB"):
        with pytest.raises(InputError):
            memory_bytes(text)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--engine", "oracle"], "engine 'oracle'"),
        (["--memory", "lots"], "--memory is 'lots'"),
        (["-o", "out.txt"], "out.txt"),
    ],
)
def test_bad_usage_is_told_in_one_line(
    sources: tuple[Path, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    words: str,
) -> None:
    out = ["-o", str(tmp_path / "out.csv")]
    assert _run(["timeline", str(sources[0]), *out, *arguments]) == 2
    errors = [line for line in capsys.readouterr().err.splitlines() if line.startswith("dharna:")]
    assert len(errors) == 1
    assert words in errors[0]


@pytest.mark.parametrize("period", ["week", "month"])
def test_periods_of_a_folder_are_those_of_its_rows(
    sources: tuple[Path, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    period: str,
) -> None:
    outs = [tmp_path / "many.parquet", tmp_path / "few.parquet"]
    for source, out in zip(sources, outs, strict=True):
        assert _run(["timeline", str(source), "-o", str(out), "--period", period]) == 0
    told = [line for line in capsys.readouterr().out.splitlines() if f" site-{period}s of " in line]
    assert len(told) == 2
    many, few = (pd.read_parquet(out) for out in outs)
    pd.testing.assert_frame_equal(many, few)


def test_merging_by_distance_is_said_to_change_no_count(
    sources: tuple[Path, Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    frames = []
    for source in sources:
        out = tmp_path / f"{source.stem}.parquet"
        assert _run(["timeline", str(source), "-o", str(out), "--merge-km", "50"]) == 0
        frames.append(pd.read_parquet(out))
        said = "--merge-km was not used" in "".join(capfd.readouterr())
        assert said == source.is_dir()
    pd.testing.assert_frame_equal(*frames)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_events_of_an_archive_are_those_of_a_file(
    sources: tuple[Path, Path],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    ending: str,
) -> None:
    tables = []
    for source in sources:
        out, events = tmp_path / f"{source.stem}.csv", tmp_path / f"{source.stem}-events.{ending}"
        told = ["--events", str(events), "--merge-km", "2"]
        assert _run(["timeline", str(source), "-o", str(out), *told]) == 0
        assert "--merge-km was not used" not in "".join(capfd.readouterr())
        table = pd.read_csv(events) if ending == "csv" else pd.read_parquet(events)
        sizes = {name: table[name].astype("Float64") for name in ("size_low", "size_high")}
        tables.append(table.assign(**sizes).astype("str"))
    assert tables[0].to_csv() == tables[1].to_csv()
    wrong = tmp_path / "events.txt"
    assert _run(["timeline", str(sources[0]), "-o", str(out), "--events", str(wrong)]) == 2
    assert not wrong.exists()


@pytest.mark.parametrize("address", ["az://bucket/*.parquet", "hdfs://host/data", "r2://b/a.csv"])
@pytest.mark.parametrize("command", ["timeline", "geocode"])
@pytest.mark.parametrize("memory", [[], ["--memory", "2GB"]])
def test_stores_that_are_not_read_are_one_sentence(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    address: str,
    command: str,
    memory: list[str],
) -> None:
    out = tmp_path / "out.csv"
    assert _run([command, address, "-o", str(out), *memory]) == 2
    errors = capsys.readouterr().err.strip().splitlines()
    assert len(errors) == 1
    assert "give the folder" in errors[0]
    assert not out.exists()


def test_a_pattern_without_files_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    pattern = str(tmp_path / "*.parquet")
    assert _run(["timeline", pattern, "-o", str(tmp_path / "out.csv")]) == 2
    assert "There is no file at" in capsys.readouterr().err


def test_export_of_a_folder_is_that_of_its_rows_loaded_or_not(
    sources: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, whole = sources
    monkeypatch.setenv("DHARNA_CACHE", str(tmp_path / "cache"))

    def site_days(source: Path, out: str) -> pd.DataFrame:
        command = ["export", str(source), "--format", "csv", "-o", str(tmp_path / out)]
        assert _run(command) == 0
        return pd.read_csv(next((tmp_path / out).glob("*site_days.csv")))

    few = site_days(whole, "few")
    pd.testing.assert_frame_equal(site_days(folder, "many"), few)
    monkeypatch.setattr("dashboard.export.command.LARGE_PARQUET_BYTES", 10)
    pd.testing.assert_frame_equal(site_days(folder, "counted"), few)
    assert not list((tmp_path / "counted").glob("*_reports.csv"))
    command = ["export", str(folder), "--format", "all", "-o", str(tmp_path / "none")]
    assert _run(command) == 2
    assert not (tmp_path / "none").exists()


def test_an_interrupt_leaves_nothing_half_written(tmp_path: Path) -> None:
    """A SIGINT while the file is written: an older one stays, no other is left."""
    source, out = tmp_path / "reports.parquet", tmp_path / "out" / "places.csv"
    out.parent.mkdir()
    out.write_text("older", encoding="utf-8")
    rows = pd.concat([awkward_reports(20_000, seed=5)] * 50, ignore_index=True)
    rows.to_parquet(source)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    command = [sys.executable, "-m", "dashboard.cli", "geocode", str(source), "-o", str(out)]
    with subprocess.Popen(
        [*command, "--memory", "2GB"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(scratch)},
    ) as running:
        while running.poll() is None and len(list(out.parent.iterdir())) < 2:
            pass
        assert running.poll() is None, running.communicate()
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=60)
    assert running.returncode == 130, errors
    assert "nothing is left half-written" in errors
    assert "Traceback" not in errors
    assert [path.name for path in out.parent.iterdir()] == ["places.csv"]
    assert out.read_text(encoding="utf-8") == "older"
    assert list(scratch.iterdir()) == []
