"""An archive on the pages: the same numbers as the small campaign, and one sentence where not."""

from __future__ import annotations

import zlib

import numpy as np
import pandas as pd
import pytest

from dashboard.address import ViewState
from dashboard.answers import Answers
from dashboard.filters import Filters
from dashboard.large import LargeCampaign, open_cube
from dashboard.opening import Opened, opened_from
from dashboard.player.cells import RESOLUTIONS, cell_columns, gather_sites
from dashboard.player.pack import COMPRESSED, compressed
from geo.cube import make_cube
from geo.measures import measure
from geo.pipeline import Campaign
from tests.geo.test_cube import given_by

DAY = pd.Timestamp("2021-01-06")
SINDH = Filters(province=("Sindh",))


@pytest.fixture(scope="module")
def small(campaign: Campaign) -> Opened:
    return opened_from(campaign)


@pytest.fixture(scope="module")
def large(campaign: Campaign, tmp_path_factory: pytest.TempPathFactory) -> LargeCampaign:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DHARNA_CACHE", str(tmp_path_factory.mktemp("cache")))
        return open_cube(make_cube(given_by(campaign), "f" * 16), "machh_2021")


def test_pages_choose_from_the_same(small: Opened, large: LargeCampaign) -> None:
    assert large.choices.days == small.choices.days
    assert large.choices.values == small.choices.values
    assert set(large.choices.focuses) == set(small.choices.focuses)
    ours, theirs = large.account(), small.account()
    for name in ("read", "aside", "unplaced", "placed", "events", "sites", "planned"):
        assert getattr(ours, name) == getattr(theirs, name), name


@pytest.mark.parametrize("filters", [Filters(), SINDH])
def test_the_course_is_the_same(small: Opened, large: LargeCampaign, filters: Filters) -> None:
    for level in ("town", "spot"):
        ours = large.course(filters, level).timeline  # type: ignore[arg-type]
        theirs = small.course(filters, level).timeline  # type: ignore[arg-type]
        shared = ["site_id", "day", "state", "reports", "sources", "weak", "onset"]
        pd.testing.assert_frame_equal(ours[shared], theirs[shared])
    assert large.is_empty(Filters(organiser=("nobody",)))
    found = measure(large, large.course(filters, "town"))
    assert found.days.equals(measure(small, small.course(filters, "town")).days)


def test_lists_hold_the_same_reports(small: Opened, large: LargeCampaign) -> None:
    for shown in (ViewState(DAY), ViewState(DAY, filters=SINDH)):
        pages = [view.reports(shown) for view in (small, large)]
        assert pages[0].has_more == pages[1].has_more
        if not pages[0].has_more:
            ids = [sorted(page.rows["report_id"]) for page in pages]
            assert ids[0] == ids[1] != []


def test_a_feed_is_packed_once_and_kept_beside_the_cube(large: LargeCampaign) -> None:
    feed = large.feed(Filters())
    assert large.feed(Filters()) is feed
    kept = large.cube.folder / "feed-1.bin"
    assert kept.read_bytes().endswith(feed.data)
    assert large.feed(SINDH).rev != feed.rev


def test_days_make_a_story_where_none_is_told(large: LargeCampaign) -> None:
    steps = large.days_story().steps
    assert 1 < len(steps) <= 12
    assert "reported" in steps[0].text.en


def test_every_site_lies_in_one_cell_of_each_size(campaign: Campaign) -> None:
    sites = campaign.located.sites
    levels = gather_sites(sites)
    assert [level.resolution for level in levels] == list(RESOLUTIONS)
    weight = np.arange(len(sites))
    for level in levels:
        sums = np.bincount(level.cell_of, weights=weight, minlength=len(level))
        assert sums.sum() == weight.sum()
        assert len(level.corners) == 12 * len(level)
    used = np.flatnonzero(weight % 2)
    columns = cell_columns(levels, used)
    assert len(columns["of3"]) == len(used)
    assert columns["of3"].max() + 1 == len(columns["longitude3"])


def test_a_compressed_pack_says_its_revision_before_it() -> None:
    data = compressed(b"pack" * 9, "0123456789abcdef")
    assert data.startswith(COMPRESSED + b"0123456789abcdef")
    assert zlib.decompress(data[len(COMPRESSED) + 16 :]) == b"pack" * 9


def test_answers_are_found_once_and_put_away_by_weight() -> None:
    asked: list[int] = []

    def find(number: int) -> list[int]:
        asked.append(number)
        return [number] * number

    held: Answers[int, list[int]] = Answers(5, len)
    for number in (2, 3, 2, 4, 2):
        assert held.get(number, lambda number=number: find(number)) == [number] * number
    assert asked == [2, 3, 4, 2]


def test_pages_say_what_an_archive_cannot_do(large: LargeCampaign) -> None:
    assert "dharna export" in large.limits
    assert not large.has_cards
    assert not large.lists_rejected
    assert large.source_table()["reports"].is_monotonic_decreasing
