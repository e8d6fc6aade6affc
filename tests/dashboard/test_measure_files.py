"""Measures written to files."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from dashboard.measure_files import write_measures
from geo.errors import InputError, OutputError
from geo.measures import Measures, measure
from geo.pipeline import Campaign, follow


@pytest.fixture(scope="module")
def shipped(campaign: Campaign) -> Measures:
    return measure(campaign, follow(campaign))


def test_days_links_and_figures_are_written(shipped: Measures, tmp_path: Path) -> None:
    days, links, figures = tmp_path / "d.csv", tmp_path / "l.parquet", tmp_path / "m.json"
    write_measures(shipped, days=days, links=links, figures=figures)
    assert pd.read_csv(days)["sites"].tolist() == shipped.days["sites"].tolist()
    assert pd.read_csv(days)["day"].iloc[0] == "2021-01-03"
    assert len(pd.read_parquet(links)) == len(shipped.links)
    assert json.loads(figures.read_text(encoding="utf-8")) == shipped.as_json()


def test_only_what_is_asked_for_is_written(shipped: Measures, tmp_path: Path) -> None:
    write_measures(shipped, figures=tmp_path / "m.json")
    assert [path.name for path in tmp_path.iterdir()] == ["m.json"]


def test_nothing_is_begun_where_one_place_cannot_be_written(
    shipped: Measures, tmp_path: Path
) -> None:
    with pytest.raises(OutputError, match="there is no folder"):
        write_measures(shipped, days=tmp_path / "d.csv", links=tmp_path / "none" / "l.csv")
    assert not list(tmp_path.iterdir())
    with pytest.raises(InputError, match=r"ends in \.csv or \.parquet"):
        write_measures(shipped, days=tmp_path / "d.txt")
