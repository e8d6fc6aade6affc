"""The chart beside the map, as data."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from dashboard.charts import BRUSH, day_chart
from dashboard.theme import PALETTES, Scheme
from geo.timeline import build_timeline, count_days

Make = Callable[..., pd.DataFrame]


@pytest.fixture(scope="module")
def days(make_counts: Make, make_sites: Make) -> pd.DataFrame:
    counts = make_counts(("k", 3, {"reports": 4}), ("k", 6), ("q", 6))
    return count_days(build_timeline(counts, make_sites(["k", "q"])))


def spec(days: pd.DataFrame, scheme: Scheme = "light") -> dict[str, Any]:
    shown = (pd.Timestamp("2021-01-04"), pd.Timestamp("2021-01-06"))
    return day_chart(days, shown=shown, scheme=scheme).to_dict()


def rows(found: dict[str, Any]) -> list[dict[str, Any]]:
    return next(iter(found["datasets"].values()))


def test_two_bars_a_day_none_left_out(days: pd.DataFrame) -> None:
    bars = {(r["iso"], r["measure"]): r["count"] for r in rows(spec(days))}
    assert bars == {
        ("2021-01-03", "Reports"): 4,
        ("2021-01-04", "Reports"): 0,
        ("2021-01-05", "Reports"): 0,
        ("2021-01-06", "Reports"): 2,
        ("2021-01-03", "Active sites"): 1,
        ("2021-01-04", "Active sites"): 0,
        ("2021-01-05", "Active sites"): 0,
        ("2021-01-06", "Active sites"): 2,
    }


def test_days_outside_the_frame_are_paler(days: pd.DataFrame) -> None:
    found = spec(days)
    inside = {r["iso"] for r in rows(found) if r["in_frame"]}
    assert inside == {"2021-01-04", "2021-01-05", "2021-01-06"}
    opacity = found["encoding"]["opacity"]
    assert opacity["condition"]["value"] > opacity["value"]


def test_it_can_be_brushed(days: pd.DataFrame) -> None:
    (brush,) = spec(days)["params"]
    assert brush["name"] == BRUSH
    assert brush["select"] == {"type": "interval", "encodings": ["x"]}


@pytest.mark.parametrize("scheme", PALETTES)
def test_colours_come_from_the_theme(days: pd.DataFrame, scheme: Scheme) -> None:
    colours = spec(days, scheme)["encoding"]["color"]["scale"]["range"]
    assert colours == [PALETTES[scheme].silent, PALETTES[scheme].continuing]


def test_days_are_written_out_in_the_tip(days: pd.DataFrame) -> None:
    assert "Wednesday 6 January 2021" in {r["words"] for r in rows(spec(days))}


def test_nothing_is_fetched(days: pd.DataFrame) -> None:
    found = spec(days)
    found.pop("$schema")
    assert "http" not in json.dumps(found)


def test_no_days_are_no_bars(days: pd.DataFrame) -> None:
    assert rows(spec(days.iloc[:0])) == []
