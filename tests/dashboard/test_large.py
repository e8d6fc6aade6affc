"""An archive on the pages: the same numbers as the small campaign, and one sentence where not."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from dashboard.address import ViewState
from dashboard.answers import Answers
from dashboard.archives import Place
from dashboard.export.archives import ArchiveMaterial, AsCampaign, export_archive
from dashboard.export.material import Material
from dashboard.export.options import ExportOptions
from dashboard.export.request import export
from dashboard.filters import Filters
from dashboard.first_opening import FirstOpening, open_apart
from dashboard.large import LargeCampaign, open_cube
from dashboard.opening import Opened, opened_from
from dashboard.player.cells import RESOLUTIONS, cell_columns, gather_sites
from dashboard.player.pack import COMPRESSED, STAMPED, compressed, paired
from geo.cube import make_cube
from geo.errors import InputError
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
    kept = large.cube.folder / "feed-2.bin"
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


def test_numbers_that_share_their_bytes_come_apart_again() -> None:
    random = np.random.default_rng(0)
    low, high = random.integers(0, 20, 300), random.integers(0, 700, 300)
    found = paired("both", ("low", low), ("high", high))
    for name, shift, values in (("low", 0, low), ("high", 4, high)):
        read = ((found["both"] >> shift) & 15).astype(np.int64)
        read[found[f"{name}MoreRow"]] = found[f"{name}More"]
        np.testing.assert_array_equal(read, values)


def test_a_large_feed_holds_the_rows_of_the_small_one(small: Opened, large: LargeCampaign) -> None:
    """Read by the very JavaScript that the player reads it with."""
    feeds = [shown.feed(SINDH).data for shown in (small, large)]
    assert feeds[1].startswith(STAMPED + large.feed(SINDH).rev.encode())
    code = """
        import { opened, sizeOf } from "./dashboard/player/assets/pack.js";
        import { readFileSync } from "node:fs";
        const told = process.argv.slice(1).map((path) => {
          const { feed } = opened(readFileSync(path), "");
          const held = opened(readFileSync(path), feed.rev).feed === null;
          const kept = ["town", "spot"].map((level) => {
            const rows = feed[level];
            const told = [];
            for (let day = 0; day < feed.dayCount; day++)
              for (let row = rows.offset[day]; row < rows.offset[day + 1]; row++)
                told.push([day, feed.sites.id[rows.site[row]], rows.reports[row], rows.flags[row],
                  rows.sources[row], rows.weak[row], JSON.stringify(sizeOf(rows, row))].join());
            return told.sort();
          });
          return { kept, held };
        });
        console.log(JSON.stringify(told));
    """
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number}.bin" for number in range(2)]
        for path, data in zip(paths, feeds, strict=True):
            path.write_bytes(data)
        told = subprocess.run(
            ["node", "--input-type=module", "-e", code, *map(str, paths)],
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        )
    theirs, ours = json.loads(told.stdout)
    assert ours["kept"] == theirs["kept"]
    assert min(map(len, ours["kept"])) > 9
    # What is known already is not even looked into.
    assert (ours["held"], theirs["held"]) == (True, False)


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
    assert "no pack of all its reports" in large.limits
    assert not large.has_cards
    assert not large.lists_rejected
    assert large.source_table()["reports"].is_monotonic_decreasing


def test_exports_of_an_archive_are_those_of_its_reports(
    small: Opened, large: LargeCampaign
) -> None:
    state = ViewState(DAY, filters=SINDH)
    options = ExportOptions(formats=("png", "csv"), made="2021-02-01")
    theirs = {file.name: file for file in export(small.campaign, state, options)}
    ours = {file.name: file for file in export_archive(large, state, options)}
    left_out = {name for name in theirs if "_reports." in name or "_events." in name}
    assert set(ours) == set(theirs) - left_out
    assert len(left_out) == 2
    for name in ("site_days", "sites", "links", "measures", "measures_whole"):
        named = f"machh_2021_{name}.csv"
        tables = [pd.read_csv(io.BytesIO(made[named].data)) for made in (ours, theirs)]
        if name == "sites":  # Those that were only planned are known by their reports alone.
            tables[1] = tables[1][tables[1]["site_id"].isin(tables[0]["site_id"])]
        key = [column for column in ("site_id", "day", "measure") if column in tables[0]]
        ordered = [table.sort_values(key, ignore_index=True) for table in tables]
        assert_frame_equal(*ordered, check_dtype=False)
    made = [Material(small.campaign, state, "2021-02-01")]
    made.append(ArchiveMaterial(AsCampaign(large), state, "2021-02-01"))
    for whole in (False, True):
        captions = [material.caption(DAY, whole=whole) for material in made]
        assert captions[0].selection == captions[1].selection
        assert captions[0].sentence == captions[1].sentence
    with pytest.raises(InputError, match="A pack holds every report"):
        export_archive(large, state, ExportOptions(formats=("all",)))


def test_an_opening_that_is_watched_ends_with_the_archive_a_reason_or_no_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DHARNA_CACHE", str(tmp_path / "cache"))
    # As in a session: Streamlit's main module is a page, which must not be run a second time.
    page = tmp_path / "page.py"
    page.write_text("raise AssertionError('the page was run again')")
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
    sys.modules["__main__"].__file__ = str(page)
    made, stopped = (FirstOpening([str(tmp_path / name)], Place()) for name in ("one", "other"))
    for opening in (made, stopped):
        folder = Path(opening.sources[0])
        folder.mkdir()
        (folder / "a.csv").write_text("date,place\n2021-01-03,Quetta\n2021-01-04,Karachi\n")
        opening.start()
    stopped.stop()
    assert stopped.done.wait(60)
    assert (stopped.error, stopped.is_stopped) == ("", True)
    assert made.done.wait(60)
    assert (made.error, made.is_stopped) == ("", False)
    assert made.result().account().placed == 2
    names = [path.name for path in (tmp_path / "cache" / "cubes").iterdir()]
    assert names == [made.result().cube.folder.name]
    (tmp_path / "empty").mkdir()
    told: list[tuple[str, object]] = []
    monkeypatch.setattr("signal.signal", lambda *_: None)
    open_apart([str(tmp_path / "empty")], Place(), told.append)
    assert told[-1][0] == "failed"
    assert "There is no file" in told[-1][1]
