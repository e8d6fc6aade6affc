"""The reports behind a frame, as rows to read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from dashboard.reports import COLUMNS, frame_span, reports_in_frame, reports_table
from geo.gazetteer import Gazetteer
from geo.geocoder import locate_reports
from geo.merge import merge_reports
from geo.pipeline import Campaign, follow

DAY = pd.Timestamp("2021-01-06")
FIRST = pd.Timestamp("2021-01-03")


@pytest.fixture(scope="module")
def ledger(
    places: Gazetteer, make_reports: Callable[..., pd.DataFrame]
) -> Callable[..., pd.DataFrame]:
    def build(*rows: dict[str, Any]) -> pd.DataFrame:
        rows = tuple({"place": "Karachi", **row} for row in rows)
        return merge_reports(
            locate_reports(make_reports(*rows), places, country="PK").reports
        ).ledger

    return build


def test_spans() -> None:
    assert frame_span(DAY, FIRST, mode="day", window_days=5) == (DAY, DAY)
    assert frame_span(DAY, FIRST, mode="cumulative", window_days=5) == (FIRST, DAY)
    window = frame_span(DAY, FIRST, mode="window", window_days=3)
    assert window == (pd.Timestamp("2021-01-04"), DAY)


def test_a_report_belongs_to_every_day_it_speaks_of(ledger: Callable[..., pd.DataFrame]) -> None:
    reports = ledger({"date": "2021-01-05", "date_end": "2021-01-07"}, {"date": "2021-01-08"})
    numbers = [
        len(reports_in_frame(reports, (pd.Timestamp(2021, 1, n), pd.Timestamp(2021, 1, n))))
        for n in range(4, 10)
    ]
    assert numbers == [0, 1, 1, 1, 1, 0]


def test_a_town_brings_its_spots(ledger: Callable[..., pd.DataFrame]) -> None:
    day = pd.Timestamp("2021-01-05")
    reports = ledger({}, {"spot": "Numaish Chowrangi"}, {"place": "Quetta"})
    kept = reports_in_frame(reports, (day, day), town_id="PK-SD/karachi")
    assert kept["place"].tolist() == ["Karachi", "Karachi"]


def test_the_list_adds_up_with_the_frame(campaign: Campaign) -> None:
    course = follow(campaign)
    total = 0
    for day in campaign.days:
        kept = reports_in_frame(course.merged.ledger, (day, day))
        happened = kept[~kept["planned"]]
        shown = course.timeline.loc[course.timeline["day"] == day, "reports"].sum()
        assert len(happened) == shown
        total += len(happened)
    assert total >= len(campaign.reports[campaign.reports["status"] != "planned"])


def test_rows_to_read(ledger: Callable[..., pd.DataFrame]) -> None:
    table = reports_table(
        ledger(
            {"spot": "Numaish Chowrangi", "source": "B", "source_url": "https://example.org/b"},
            {"source": "A", "status": "planned", "size_text": "thousands", "size_low": 5},
            {"place": "", "admin1": "Sindh", "size_low": 1000, "size_high": 5000},
        )
    )
    assert list(table.columns) == list(COLUMNS)
    assert table["Where"].tolist() == ["Karachi", "Numaish Chowrangi, Karachi", "Sindh"]
    assert table["What"].tolist() == ["planned: sit-in", "sit-in", "sit-in"]
    assert table["Said"].tolist() == ["thousands", "", "1,000 to 5,000 persons"]
    assert table["Day"].tolist() == ["2021-01-05"] * 3


@pytest.mark.parametrize(
    ("link", "offered"),
    [
        ("https://example.org/a?b=c", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        ("data:text/html,<script>", False),
        (" https://example.org", True),
        ("//example.org", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_only_web_pages_are_offered_as_links(
    ledger: Callable[..., pd.DataFrame], link: str, offered: bool
) -> None:
    table = reports_table(ledger({"source_url": link.strip()}))
    assert bool(table["Link"].notna().iloc[0]) is offered


def test_no_reports_are_no_rows(ledger: Callable[..., pd.DataFrame]) -> None:
    table = reports_table(ledger({}).iloc[:0])
    assert table.empty
    assert list(table.columns) == list(COLUMNS)
