"""Engines of Ibis beyond DuckDB, PostgreSQL and Spark: equal frames, or one sentence."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pandas as pd
import pytest

from geo.archive import Archive, open_archive
from geo.archive_course import follow_archive
from geo.archive_events import merge_archive
from geo.archive_places import placed_rows
from geo.errors import DharnaError, InputError
from geo.merge import MergeRules
from geo.pipeline import open_campaign
from tests.geo.test_archive_events import assert_same_events, crowded_reports

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
RULES = MergeRules(same_type=True, distance_km=1.2)


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("backends") / "crowded.parquet"
    crowded_reports(150, seed=9).to_parquet(path)
    return path


def assert_same(ours: Archive, theirs: Archive) -> None:
    for name in ("rows_read", "rejected", "set_aside", "unlocated"):
        assert getattr(ours, name) == getattr(theirs, name), name
    both = [follow_archive(archive).timeline for archive in (ours, theirs)]
    pd.testing.assert_frame_equal(*both)
    placed = [a.backend.to_pyarrow(placed_rows(a)).to_pandas() for a in (ours, theirs)]
    columns = ["date", "place", "spot", "note", "site_id", "geo_note"]
    by_cell = [frame[columns].sort_values(columns, ignore_index=True) for frame in placed]
    pd.testing.assert_frame_equal(*by_cell)


def test_datafusion_reads_the_same_files(rows: Path) -> None:
    pytest.importorskip("datafusion")
    archive = open_archive(str(rows), engine="datafusion://")
    assert_same(archive, open_archive(str(rows)))
    assert_same_events(archive, open_campaign(str(rows)).reports, RULES)


def test_sqlite_counts_its_table_and_says_what_it_cannot_do(rows: Path, tmp_path: Path) -> None:
    pytest.importorskip("regex")
    with contextlib.closing(sqlite3.connect(tmp_path / "x.db")) as base:
        pd.read_parquet(rows).to_sql("events", base, index=False)
    address = f"sqlite:///{tmp_path / 'x.db'}"
    archive = open_archive(f"{address}?table=events", engine=address)
    assert_same(archive, open_archive(str(rows)))
    with pytest.raises(InputError, match="sqlite cannot answer") as caught:
        archive.backend.to_pyarrow(merge_archive(archive, rules=RULES).events)
    assert "\n" not in str(caught.value)
    assert open_archive(address, engine=address).fingerprint != archive.fingerprint
    with pytest.raises(DharnaError, match=r"has no table 'none'; .*there are: events"):
        open_archive(f"{address}?table=none", engine=address)
    with pytest.raises(InputError, match="sqlite reads tables, no files"):
        open_archive(str(rows), engine=address)
    with pytest.raises(InputError, match="sqlite:// is not read by duckdb"):
        open_archive(f"{address}?table=events")


@pytest.mark.parametrize(
    ("engine", "sentence"),
    [
        ("mysql://me:s3cret@host/base", "differ in case"),
        ("sqlite:////no/such/folder/x.db", "cannot be reached"),
        ("trino://me:s3cret@127.0.0.1:1/base", "needs its driver"),
        ("nonsense://me:s3cret@host", "is not known"),
    ],
)
def test_engines_that_do_not_serve_are_one_sentence(engine: str, sentence: str) -> None:
    with pytest.raises(DharnaError, match=sentence) as caught:
        open_archive("x.parquet", engine=engine)
    assert "s3cret" not in str(caught.value)
    assert "\n" not in str(caught.value)
