"""A session's tables: one that fails costs no other, and nothing is lost on the way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from dashboard.account import account_html, account_of
from dashboard.workspace import (
    Workspace,
    add_source,
    assemble,
    with_options,
    without,
    workspace_of,
)
from geo.checking import ReadOptions
from geo.corrections import Corrections
from geo.errors import InputError
from geo.pipeline import Campaign, follow

TABLE = """date,place,event_type
2021-01-05,Quetta,sit-in
2021-01-06,Karachi,sit-in
soon,Lahore,march
"""


def silent(text: str) -> None:
    assert text


def bring(folder: Path, *files: tuple[str, str]) -> Workspace:
    held = Workspace()
    for number, (name, content) in enumerate(files):
        path = folder / str(number) / name
        path.parent.mkdir()
        path.write_text(content, encoding="utf-8")
        held = add_source(held, str(path), country="PK", tell=silent)
    return held


def test_a_file_that_fails_costs_no_other(tmp_path: Path) -> None:
    held = bring(
        tmp_path, ("a.csv", TABLE), ("b.csv", "<html><p>no</p></html>"), ("c.csv", "a,b\n1,2\n")
    )
    campaign = assemble(held, tell=silent)
    assert campaign.read.rows_read == 3
    assert len(campaign.reports) == 2
    assert len(held.failures) == 1
    assert "b.csv" in held.failures[0]
    unread = [entry for entry in held.entries if entry.read is None]
    assert [entry.name for entry in unread] == ["c.csv"]
    assert "date" in unread[0].error


def test_two_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    held = bring(tmp_path, ("a.csv", TABLE), ("a.csv", TABLE))
    assert [entry.name for entry in held.entries] == ["a.csv", "a (2).csv"]
    campaign = assemble(held, tell=silent)
    assert campaign.reports["report_id"].is_unique
    assert set(campaign.read.rejected["file"]) == {"a.csv", "a (2).csv"}


def test_a_table_is_read_another_way_and_back(tmp_path: Path) -> None:
    held = bring(tmp_path, ("a.csv", "seen,told,place\n2021-01-05,2021-01-09,Quetta\n"))
    assert assemble(held, tell=silent).reports["date"].tolist() == [pd.Timestamp("2021-01-05")]
    roles = ReadOptions(roles={"date": "told"})
    changed = with_options(held, 0, roles)
    assert assemble(changed, tell=silent).reports["date"].tolist() == [pd.Timestamp("2021-01-09")]
    assert without(changed, 0).entries == ()


def test_nothing_that_can_be_read_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="None of the tables"):
        assemble(bring(tmp_path, ("c.csv", "a,b\n1,2\n")), tell=silent)


def test_corrections_place_what_was_not_found(tmp_path: Path) -> None:
    held = bring(tmp_path, ("a.csv", "date,place\n2021-01-05,Xyzzy Bazaar\n"))
    assert len(assemble(held, tell=silent).located.unlocated) == 1
    by_hand = pd.DataFrame(
        [{"place": "Xyzzy Bazaar", "latitude": 30.2, "longitude": 67.0, "radius_km": 3.0}]
    )
    corrected = replace(held, corrections=Corrections(by_hand))
    report = assemble(corrected, tell=silent).reports.iloc[0]
    assert (report["geo_method"], report["radius_km"]) == ("manual", 3.0)


def test_a_campaign_that_is_open_can_be_begun_with(campaign: Campaign) -> None:
    again = assemble(workspace_of(campaign), tell=silent)
    pd.testing.assert_frame_equal(again.reports, campaign.reports)
    assert again.info == campaign.info


def test_the_account_adds_up_and_is_escaped(tmp_path: Path) -> None:
    held = bring(tmp_path, ("a.csv", TABLE + "2021-01-07,Nowhere<b>,march\n"))
    campaign = assemble(held, tell=silent)
    account = account_of(campaign, follow(campaign))
    assert account.read == account.rejected + account.aside + account.unplaced + account.placed == 4
    assert "4 rows read: 3 accepted, 1 rejected" in account.in_words()
    for scheme in ("light", "dark"):
        drawn = account_html(account, scheme)  # type: ignore[arg-type]
        assert drawn.count("<li") == 3
        assert "<b>1 rejected</b>" in drawn
