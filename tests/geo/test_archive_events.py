"""The events of an archive are those of the reports loaded whole, by every rule."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.archive import Archive, open_archive
from geo.archive_events import LEDGER_COLUMNS, merge_archive
from geo.checking import ReadOptions
from geo.errors import InputError
from geo.merge import EVENT_COLUMNS, MergeRules, merge_reports
from geo.pipeline import open_campaign
from tests.geo.awkward import awkward_reports

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:ibis")
RULES = (
    MergeRules(),
    MergeRules(same_type=True),
    MergeRules(distance_km=0.6),
    MergeRules(same_type=True, distance_km=1.2),
)


def crowded_reports(rows: int, *, seed: int) -> pd.DataFrame:
    """Return awkward reports, many of them of camps a few hundred metres apart, of all types."""
    random = np.random.default_rng(seed)
    frame = awkward_reports(rows, seed=seed)
    step = random.integers(0, 9, rows)
    is_camp = random.random(rows) < 0.7
    town = np.where(random.random(rows) < 0.6, "Quetta", "")
    frame.loc[is_camp, "spot"] = [f"Camp {n}" for n in step[is_camp]]
    frame.loc[is_camp, "place"] = town[is_camp]
    frame.loc[is_camp, "latitude"] = [f"{30.19 + 0.004 * n:.4f}" for n in step[is_camp]]
    frame.loc[is_camp, "longitude"] = "67.0097"
    kinds = ("sit-in", "march", "strike", "riot", "other", "", "hartal")
    return frame.assign(event_type=[kinds[n] for n in random.integers(0, len(kinds), rows)])


def assert_same_events(archive: Archive, reports: pd.DataFrame, rules: MergeRules) -> None:
    ours, theirs = merge_archive(archive, rules=rules), merge_reports(reports, rules=rules)
    found = archive.backend.to_pyarrow(ours.events).to_pandas()
    assert tuple(found.columns) == EVENT_COLUMNS
    by_id = [f.sort_values("event_id", ignore_index=True) for f in (found, theirs.events)]
    expected = by_id[1][list(EVENT_COLUMNS)]
    for name in EVENT_COLUMNS:
        assert _cells(by_id[0][name]) == _cells(expected[name]), name
    ledger = archive.backend.to_pyarrow(ours.ledger).to_pandas()
    assert tuple(ledger.columns) == LEDGER_COLUMNS
    ledger, merged = ledger.sort_values("line"), theirs.ledger
    if ledger["line"].tolist() != merged.index.tolist():  # An engine without lines.
        by = ["event_id", "rule", "outlet", "site_id", "town_id", "planned", "ended", "weak"]
        ledger, merged = ledger.sort_values(by), merged.sort_values(by)
    for name in ("event_id", "rule", "outlet", "planned", "ended", "weak", "site_id", "town_id"):
        assert _cells(ledger[name]) == _cells(merged[name]), name


def _cells(column: pd.Series) -> list[str]:
    if column.name in ("date", "date_end"):
        column = pd.to_datetime(column).dt.date
    if column.name in ("size_low", "size_high"):
        column = column.astype("Float64").astype("Int64")
    return ["" if pd.isna(cell) else str(cell) for cell in column]


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32 - 1), rows=st.integers(1, 250), rules=st.sampled_from(RULES))
def test_events_are_those_of_the_reports(
    tmp_path: Path, seed: int, rows: int, rules: MergeRules
) -> None:
    path = tmp_path / "crowded.parquet"
    crowded_reports(rows, seed=seed).to_parquet(path)
    assert_same_events(open_archive(str(path)), open_campaign(str(path)).reports, rules)


def test_spots_are_joined_at_all(tmp_path: Path) -> None:
    path = tmp_path / "crowded.parquet"
    crowded_reports(400, seed=5).to_parquet(path)
    archive, reports = open_archive(str(path)), open_campaign(str(path)).reports
    for rules in RULES:
        assert_same_events(archive, reports, rules)
    ledgers = [merge_archive(archive, rules=rules).ledger for rules in RULES]
    rules_told = [set(archive.backend.to_pyarrow(t)["rule"].to_pylist()) for t in ledgers]
    assert rules_told[0] == {"only report", "same site and day"}
    assert any(rule.startswith("same town and day, 0.4 km") for rule in rules_told[2])
    assert any(rule.startswith("same day, ") for rule in rules_told[3])
    numbers = [
        archive.backend.execute(merge_archive(archive, rules=r).events.count()) for r in RULES
    ]
    assert numbers[2] < numbers[0] < numbers[1]


def test_reports_without_a_day_are_told(tmp_path: Path) -> None:
    path = tmp_path / "dayless.parquet"
    pd.DataFrame({"place": ["Quetta", "Karachi"], "date": ["", "2021-01-05"]}).to_parquet(path)
    archive = open_archive(str(path), options=ReadOptions(needs_date=False))
    with pytest.raises(InputError, match="without a day"):
        merge_archive(archive)
