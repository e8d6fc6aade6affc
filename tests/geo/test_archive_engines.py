"""The same expressions on other engines: frames equal to DuckDB's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from geo.archive import open_archive
from geo.archive_course import follow_archive
from geo.archive_places import placed_rows
from geo.errors import InputError
from geo.merge import MergeRules
from geo.pipeline import SiteLevel, open_campaign
from tests.geo.awkward import awkward_reports
from tests.geo.test_archive import DATA, acled_reports, assert_same_columns
from tests.geo.test_archive_events import assert_same_events, crowded_reports
from tests.spark_cluster import QUICK_JAVA, need_java, spark_cluster

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    need_java()
    pyspark = pytest.importorskip("pyspark")
    with spark_cluster(tmp_path_factory.mktemp("cluster")) as address:
        # One session for all; few partitions, as the tables are small.
        settings = pyspark.SparkConf()
        settings.set("spark.sql.shuffle.partitions", "2").set("spark.executor.memory", "512m")
        settings.set("spark.driver.host", "127.0.0.1").set("spark.ui.enabled", "false")
        settings.set("spark.sql.session.timeZone", "UTC").set("spark.sql.ansi.enabled", "false")
        for process in ("driver", "executor"):
            settings.set(f"spark.{process}.extraJavaOptions", QUICK_JAVA)
        session = (
            pyspark.sql.SparkSession.builder.config(conf=settings).master(address).getOrCreate()
        )
        yield address
        session.stop()


def same_on(engine: str, source: str, here: str, *, level: SiteLevel) -> None:
    ours, theirs = open_archive(here), open_archive(source, engine=engine)
    for name in ("rows_read", "rejected", "set_aside", "unlocated"):
        assert getattr(ours, name) == getattr(theirs, name), name
    by_id = [archive.sites.sort_values("site_id", ignore_index=True) for archive in (ours, theirs)]
    pd.testing.assert_frame_equal(*by_id)
    both = [follow_archive(archive, level=level).timeline for archive in (ours, theirs)]
    pd.testing.assert_frame_equal(*both)


def test_a_spark_cluster_gives_the_same(cluster: str, tmp_path: Path) -> None:
    shipped = pd.read_csv(DATA / "machh_2021" / "reports.csv", dtype="str")
    shipped.to_parquet(tmp_path / "shipped.parquet")
    awkward_reports(300, seed=31).to_parquet(tmp_path / "awkward.parquet")
    for name, level in (("shipped", "spot"), ("awkward", "town")):
        source = str(tmp_path / f"{name}.parquet")
        same_on(cluster, source, source, level=level)  # type: ignore[arg-type]


def test_a_spark_cluster_merges_and_places_the_same(cluster: str, tmp_path: Path) -> None:
    # A name that addresses write otherwise; the rows are numbered by their files.
    folder = tmp_path / "چھاؤنی 50% + #1"
    folder.mkdir()
    whole = crowded_reports(200, seed=8)
    whole[:90].to_parquet(folder / "a.parquet")
    whole[90:].to_parquet(folder / "b.parquet")
    archive, here = open_archive(str(folder), engine=cluster), open_archive(str(folder))
    rules = MergeRules(same_type=True, distance_km=1.2)
    files = [str(folder / f"{name}.parquet") for name in "ab"]
    assert_same_events(archive, open_campaign(*files).reports, rules)
    placed = [a.backend.to_pyarrow(placed_rows(a)).to_pylist() for a in (archive, here)]
    assert placed[0] == placed[1]
    notes = tmp_path / "acled.parquet"
    acled_reports(tags=False).to_parquet(notes)
    archive = open_archive(str(notes), engine=cluster)
    columns = ("event_type", "size_low", "size_high")
    assert_same_columns(archive, open_campaign(str(notes)).reports, *columns)


def test_a_cluster_that_is_not_there_is_told() -> None:
    with pytest.raises(InputError, match="engine"):
        open_archive("x", engine="spar://nowhere")
