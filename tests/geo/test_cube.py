"""The cube against the reports themselves: the same counts under any filter, whatever they hold."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from geo.campaign import CampaignInfo
from geo.cube import Cube, find_cube, make_cube, read_cube, tidy_cubes
from geo.cube.build import write_cube
from geo.cube.counts import SiteDays
from geo.cube.following import follow_counts
from geo.cube.store import cube_folder
from geo.engine import count_site_days
from geo.errors import InputError
from geo.facets import FACETS, values_of
from geo.merge import merge_reports
from geo.onset_days import find_onsets, mark_onsets
from geo.pipeline import Campaign, open_campaign
from geo.schema import LOCATION_DTYPES, REPORT_DTYPES, conform
from geo.timeline import build_timeline, frame_at
from geo.weights import report_windows


@dataclass
class Given:
    """Reports in memory, in the shape that a cube is made of."""

    info: CampaignInfo
    sites: pd.DataFrame
    reports: pd.DataFrame
    backend: Any = field(default_factory=ibis.duckdb.connect)
    rows_read: int = 0
    rejected: int = 0
    set_aside: int = 0
    unlocated: int = 0
    notes: tuple[str, ...] = ()

    @property
    def located(self) -> Any:
        dates = {n: self.reports[n].dt.date for n in ("date", "date_end")}
        return ibis.memtable(self.reports.assign(**dates))


def given_by(campaign: Campaign) -> Given:
    return Given(
        campaign.info,
        campaign.located.sites,
        campaign.reports,
        rows_read=campaign.read.rows_read,
        unlocated=len(campaign.located.unlocated),
    )


def awkward(seed: int, rows: int = 700) -> Given:
    """Reports with repeats, several days, weeks, months, plans, ends, odd sources, Urdu."""
    draw = np.random.default_rng(seed)
    towns = [f"t{i}" for i in range(12)]
    sites = pd.DataFrame(
        {
            "site_id": [*towns, *(f"t{i}/{s}" for i in range(5) for s in "abc"), "province"],
            "town_id": [*towns, *(f"t{i}" for i in range(5) for _ in "abc"), "province"],
        }
    )
    sites["site"] = sites["site_id"]
    sites["level"] = ["town"] * 12 + ["spot"] * 15 + ["province"]
    sites["admin1"] = [
        ("Sindh", "پنجاب", "")[int(t[1:]) % 3] if t[1:].isdigit() else "Sindh"
        for t in sites["town_id"]
    ]
    sites["admin2"] = sites["country"] = ""
    sites["latitude"] = draw.uniform(24, 36, len(sites))
    sites["longitude"] = draw.uniform(62, 74, len(sites))
    sites["radius_km"] = 5.0
    at = sites.iloc[draw.integers(0, len(sites), rows)].reset_index(drop=True)
    first = pd.Timestamp("2021-01-01") + pd.to_timedelta(draw.integers(0, 40, rows), unit="D")
    length = np.where(draw.random(rows) < 0.2, draw.integers(0, 5, rows), 0)
    names = [f"r{i}" for i in draw.integers(0, rows, rows)] if seed % 2 else map(str, range(rows))

    def any_of(*words: str) -> Any:
        return draw.choice(np.array(words, dtype=object), rows)

    low = pd.array(draw.integers(1, 900, rows), dtype="Int64")
    low[draw.random(rows) < 0.6] = pd.NA
    reports = pd.DataFrame(
        {
            "report_id": list(names),
            "date": first,
            "date_end": first + pd.to_timedelta(length, unit="D"),
            "date_precision": any_of("day", "day", "day", "day", "week", "month"),
            "event_type": any_of("sit-in", "march", "other"),
            "organiser": any_of("", "ملی یکجہتی", "A; B", "B ; C", "A"),
            "source": any_of("Dawn", "Dawn; Geo", "", "Geo (Lahore; city)", "x;;y", "repost"),
            "certainty": any_of("stated", "weak", "approximate"),
            "status": any_of("observed", "observed", "end", "planned", "start", ""),
            "size_low": low,
            "size_high": low + 10,
        }
    )
    whole = conform(pd.concat([reports, at], axis=1), {**REPORT_DTYPES, **LOCATION_DTYPES})
    info = CampaignInfo("awkward", "Awkward", "PK", outlets={"repost": "Dawn"})
    return Given(info, sites, whole)


def picked(given: Given, selection: dict[str, tuple[str, ...]]) -> pd.DataFrame:
    """Select reports one by one, as their words say."""
    admin1 = given.sites.set_index("site_id")["admin1"]
    cells = given.reports.assign(province=given.reports["site_id"].map(admin1))
    keep = [
        all(
            not chosen or set(values_of(row[f], f)) & set(chosen) for f, chosen in selection.items()
        )
        for row in cells[list(FACETS)].to_dict("records")
    ]
    return given.reports[keep]


def plainly(given: Given, selection: dict[str, tuple[str, ...]], by: Any) -> pd.DataFrame:
    merged = merge_reports(picked(given, selection), outlets=given.info.outlets)
    return count_site_days(merged, by=by, backend=given.backend)


def same(counts: pd.DataFrame, expected: pd.DataFrame) -> None:
    assert_frame_equal(counts, expected, check_exact=False, rtol=1e-12)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> tuple[Given, Cube]:
    return built(given_by(open_campaign("machh_2021")), tmp_path_factory.mktemp("machh"))


def built(given: Given, folder: Path) -> tuple[Given, Cube]:
    write_cube(given, folder)
    return given, read_cube(folder, "f")


SELECTIONS: list[dict[str, tuple[str, ...]]] = [
    {},
    {"province": ("Sindh",)},
    {"event_type": ("march", "sit-in"), "certainty": ("stated",)},
    {"source": ("Dawn",), "level": ("town",)},
    {"organiser": ("B", "(not stated)")},
    {"source": ("(not stated)",)},
    {"province": ("(not stated)", "پنجاب"), "level": ("spot", "province")},
    {"organiser": ("nobody",)},
]


@pytest.mark.parametrize("by", ["site_id", "town_id"])
def test_the_shipped_campaign_counts_as_its_reports_do(
    shipped: tuple[Given, Cube], by: Any
) -> None:
    given, cube = shipped
    source = next(iter(cube.values["source"]))
    for selection in (*SELECTIONS[:4], {"source": (source,)}):
        same(cube.counts(selection, by=by).frame(), plainly(given, selection, by))


@pytest.mark.parametrize("seed", range(2))
def test_awkward_reports_count_the_same_under_any_filter(seed: int, tmp_path: Path) -> None:
    given, cube = built(awkward(seed), tmp_path)
    for selection in SELECTIONS:
        for by in ("site_id", "town_id"):
            same(cube.counts(selection, by=by).frame(), plainly(given, selection, by))  # type: ignore[arg-type]


def test_stretches_are_counted_apart_and_outlets_without_bits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, cube = built(awkward(0), tmp_path)
    monkeypatch.setattr("geo.cube.columns._ROWS_AT_ONCE", 50)
    monkeypatch.setattr("geo.cube.columns._COMPARED", 1)
    monkeypatch.setattr("geo.cube.counts._MOST_WORDS", 0)
    cut = read_cube(tmp_path, "f")
    assert len(cut._parts[0].chunks) > 3 > len(cube._parts)
    for selection in SELECTIONS:
        for by in ("site_id", "town_id"):
            same(cut.counts(selection, by=by).frame(), plainly(given, selection, by))  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(3))
def test_onsets_are_marked_where_they_are_found(seed: int) -> None:
    random = np.random.default_rng(seed)
    rows = pd.DataFrame({"site_id": random.integers(0, 9, 400), "day": random.integers(0, 90, 400)})
    active = rows.drop_duplicates().sort_values(["site_id", "day"], ignore_index=True)
    active["reports"] = random.integers(1, 5, len(active))
    vague = random.random(len(active)) < 0.7
    active["precise"] = np.where(vague, 0, active["reports"])
    active["weight"] = active["precise"] + np.where(vague, active["reports"] / 7, 0)
    numbers = {name: active[name].to_numpy() for name in ("reports", "weight", "precise")}
    site, day = active["site_id"].to_numpy(), active["day"].to_numpy()
    for gap_days in (0, 2, 5):
        dated = active.assign(day=day.astype("datetime64[D]").astype("datetime64[s]"))
        expected = find_onsets(dated, gap_days=gap_days)["onset"].to_numpy()
        found = mark_onsets(site, day, gap_days=gap_days, **numbers)
        np.testing.assert_array_equal(found, expected)
        assert 0 < expected.sum() < len(expected)


def test_values_are_those_of_the_reports(shipped: tuple[Given, Cube]) -> None:
    from dashboard.filters import facet_table, facet_values

    campaign = open_campaign("machh_2021")
    _, cube = shipped
    assert cube.values == facet_values(facet_table(campaign))
    assert list(cube.days) == list(campaign.days)
    assert cube.info == campaign.info


def test_a_cube_is_kept_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DHARNA_CACHE", str(tmp_path))
    given = awkward(0, rows=40)
    assert find_cube("abc") is None
    told: list[float] = []
    make_cube(given, "abc", progress=lambda share, _: told.append(share))
    assert told == sorted(told)
    kept = find_cube("abc")
    assert kept is not None
    same(kept.counts().frame(), plainly(given, {}, "town_id"))
    given.sites = given.sites.iloc[:3]
    with pytest.raises(InputError, match="not in the table of sites"):
        make_cube(given, "def")
    assert find_cube("def") is None
    assert [path.name for path in cube_folder("abc").parent.iterdir()] == [kept.folder.name]


def test_another_process_reads_the_cube_at_the_same_time(tmp_path: Path) -> None:
    _, cube = built(awkward(0, rows=40), tmp_path)
    code = (
        "from pathlib import Path; from geo.cube import read_cube; import sys;"
        "print(len(read_cube(Path(sys.argv[1]), 'f').counts()))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert int(told.stdout) == len(cube.counts())


def test_old_cubes_are_put_away_and_young_ones_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DHARNA_CACHE", str(tmp_path))
    given = awkward(0, rows=20)
    folders = [make_cube(given, f"n{i}").folder for i in range(4)]
    for age, folder in enumerate(folders[:3]):
        then = time.time() - 10 * 86_400 - age
        os.utime(folder / "used", (then, then))
    tidy_cubes(kept=2)
    assert [folder.exists() for folder in folders] == [True, False, False, True]
    tidy_cubes(kept=0)
    assert [folder.exists() for folder in folders] == [False, False, False, True]


def test_active_days_are_those_of_the_timeline() -> None:
    given = awkward(1)
    counts = count_site_days(merge_reports(given.reports), by="town_id", backend=given.backend)
    timeline = build_timeline(counts, given.sites, gap_days=2)
    sites = given.sites.sort_values("site_id", ignore_index=True)
    codes = pd.Index(sites["site_id"]).get_indexer(counts["site_id"]).astype("int32")
    days = counts["day"].to_numpy().astype("datetime64[D]").astype("int32")
    rest = {name: counts[name].array for name in counts.columns[2:]}
    rest |= {
        name: counts[name].to_numpy(dtype=np.float64, na_value=np.nan)
        if name.startswith("size")
        else counts[name].to_numpy()
        for name in rest
    }
    site_days = SiteDays(codes, days, rest, pd.Index(sites["site_id"]))
    active = follow_counts(site_days, gap_days=2)
    shared = [n for n in timeline.columns if n not in ("onset_day", "onset_low", "onset_high")]
    rows = active.rows_of(sites, np.arange(len(active)))[shared]
    is_active = timeline["state"] != "silent"
    assert_frame_equal(rows, timeline.loc[is_active, shared].reset_index(drop=True))
    for day in pd.date_range("2021-01-03", periods=5, freq="9D", unit="s"):
        for mode in ("day", "window", "cumulative"):
            frame = active.frame_at(sites, day, mode=mode)  # type: ignore[arg-type]
            expected = frame_at(timeline, day, mode=mode)  # type: ignore[arg-type]
            assert_frame_equal(frame[shared], expected[shared])


def test_reports_are_read_page_by_page(shipped: tuple[Given, Cube]) -> None:
    given, cube = shipped
    days = (pd.Timestamp("2021-01-06"), pd.Timestamp("2021-01-07"))
    windows = report_windows(given.reports)
    within = given.reports[(windows["first"] <= days[1]) & (windows["last"] >= days[0])]
    pages, first = [], 0
    while True:
        page = cube.reports(days=days, first=first, most=50)
        pages.append(page.rows)
        if not page.has_more:
            break
        first += 50
    read = pd.concat(pages)
    assert sorted(read["report_id"]) == sorted(within["report_id"])
    same_order = read.set_index("report_id")
    expected = within.set_index("report_id").loc[same_order.index]
    for name in ("site_id", "town_id", "source", "source_url", "note", "status", "event_type"):
        assert same_order[name].tolist() == expected[name].tolist()
    of_town = cube.reports(days=days, town_id="PK-SD/karachi", most=500).rows
    assert len(of_town) == (within["town_id"] == "PK-SD/karachi").sum() > 0
