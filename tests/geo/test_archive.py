"""An archive gives what loading the whole source gives: the same numbers and the same frames."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.archive import COLUMNS, Archive, is_large, open_archive
from geo.archive_counts import count_archive
from geo.archive_course import follow_archive
from geo.checking import ReadOptions
from geo.engine import count_site_days
from geo.errors import InputError
from geo.formats.gdelt import COLUMNS_2
from geo.merge import merge_reports
from geo.pipeline import Campaign, open_campaign
from tests.geo.awkward import awkward_reports

pytestmark = pytest.mark.filterwarnings(
    "ignore:fetch_arrow_table\\(\\) is deprecated:DeprecationWarning:ibis"
)
DATA = Path(__file__).parents[2] / "data"


def assert_equal(archive: Archive, campaign: Campaign) -> None:
    read, located = campaign.read, campaign.located
    assert archive.rows_read == read.rows_read
    assert archive.rejected == len(read.rejected)
    assert archive.set_aside == len(read.set_aside)
    assert archive.unlocated == len(located.unlocated)
    by_id = [
        frame.sort_values("site_id", ignore_index=True) for frame in (archive.sites, located.sites)
    ]
    pd.testing.assert_frame_equal(*by_id)
    merged = merge_reports(located.reports)
    for by in ("site_id", "town_id"):
        pd.testing.assert_frame_equal(count_archive(archive, by=by), count_site_days(merged, by=by))
    assert archive.days.tolist() == campaign.days.tolist()


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shipped") / "reports.parquet"
    pd.read_csv(DATA / "machh_2021" / "reports.csv", dtype="str").to_parquet(path)
    return path


def test_the_shipped_reports_come_out_the_same(shipped: Path) -> None:
    assert_equal(open_archive(str(shipped)), open_campaign(str(shipped)))


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32 - 1), rows=st.integers(1, 120), clean=st.sampled_from([0.0, 0.8]))
def test_awkward_reports_come_out_the_same(
    tmp_path: Path, seed: int, rows: int, clean: float
) -> None:
    path = tmp_path / "awkward.parquet"
    awkward_reports(rows, seed=seed, clean=clean).to_parquet(path)
    assert_equal(open_archive(str(path)), open_campaign(str(path)))


def test_located_has_a_row_for_each_located_report(tmp_path: Path) -> None:
    path = tmp_path / "awkward.parquet"
    awkward_reports(200, seed=1).to_parquet(path)
    archive, campaign = open_archive(str(path)), open_campaign(str(path))
    found = archive.backend.to_pyarrow(archive.located.order_by("line")).to_pandas()
    assert tuple(found.columns) == COLUMNS
    reports = campaign.reports
    assert found["line"].tolist() == reports.index.tolist()
    texts = ["site_id", "town_id", "level", "date_precision", "event_type", "organiser", "status"]
    for name in [*texts, "source", "certainty", "note", "event_type_raw", "size_text", "place"]:
        assert found[name].tolist() == reports[name].tolist(), name
    for name in ("date", "date_end"):
        assert pd.to_datetime(found[name]).tolist() == reports[name].tolist(), name
    for name in ("size_low", "size_high", "latitude"):
        ours, theirs = found[name].to_numpy(float), reports[name].to_numpy(float, na_value=np.nan)
        np.testing.assert_array_equal(ours, theirs, err_msg=name)


def test_typed_columns_are_read_as_their_text(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "date": pd.to_datetime(["2021-01-05 10:00", "2021-01-06 00:00", None]),
            "place": ["Quetta", "Karachi", "Quetta"],
            "latitude": [30.2, np.nan, 30.2],
            "longitude": [67.0, np.nan, 67.0],
            "size_low": pd.array([100, None, 5], dtype="Int32"),
            "size_high": [150.0, 20.0, 2.0],
        }
    )
    path = tmp_path / "typed.parquet"
    frame.to_parquet(path)
    assert_equal(open_archive(str(path)), open_campaign(str(path)))


def test_several_files_are_one_and_other_headers_join_them(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    whole = awkward_reports(90, seed=3)
    whole[:40].to_parquet(folder / "a.parquet")
    whole[40:].to_parquet(folder / "b.parquet")
    whole[["date", "place"]].to_parquet(folder / "c.parquet")
    (folder / "_SUCCESS").touch()
    files = [str(folder / f"{name}.parquet") for name in "abc"]
    archive = open_archive(str(folder))
    assert_equal(archive, open_campaign(*files))
    assert len(archive.parts) == 2
    lines = archive.backend.to_pyarrow(archive.rows(["line"]))["line"].to_pylist()
    assert len(set(lines)) == len(lines)
    pattern = open_archive(str(folder / "[ab].parquet"))
    assert pattern.rows_read == 90


def test_the_fingerprint_tells_how_a_source_was_read(shipped: Path, tmp_path: Path) -> None:
    first = open_archive(str(shipped)).fingerprint
    assert open_archive(str(shipped)).fingerprint == first
    otherwise = ReadOptions(roles={"spot": ""})
    assert open_archive(str(shipped), options=otherwise).fingerprint != first
    other = tmp_path / "reports.parquet"
    pd.read_parquet(shipped).iloc[:-1].to_parquet(other)
    assert open_archive(str(other)).fingerprint != first


def test_what_is_set_aside_may_be_counted(tmp_path: Path) -> None:
    rows = {
        "event_id_cnty": ["1", "2", "3", "4"],
        "event_date": ["2021-01-05"] * 4,
        "event_type": ["Protests", "Battles", "Battles", "Riots"],
        "sub_event_type": ["Peaceful protest", "Armed clash", "Armed clash", "Mob violence"],
        "actor1": ["Protesters (Pakistan)"] * 4,
        "time_precision": ["1", "1", "9", "2"],
        "country": ["Pakistan"] * 4,
        "location": ["Quetta"] * 4,
        "latitude": ["30.2", "30.2", "x", "30.2"],
        "longitude": ["67.0", "67.0", "67.0", "67.0"],
        "geo_precision": ["1", "2", "1", "2"],
        "source": ["Dawn"] * 4,
        "notes": ["a", "b", "c", "d"],
    }
    path = tmp_path / "acled.parquet"
    pd.DataFrame(rows).to_parquet(path)
    for include in (False, True):
        options = ReadOptions(include_aside=include)
        archive = open_archive(str(path), options=options)
        assert_equal(archive, open_campaign(str(path), options=options))
    assert archive.rejected == 1


NOTES = (
    "Hundreds staged a sit-in [size=about 200] at the press club.",
    "They held a DHARNA; [crowd size = 50-60].",
    "Workers threatened to stage a strike. [size=no report]",
    "Traders observed a shutter-down strike\nand marched. [size=several hundred; 3 hours]",
    "Students on hunger strike for 3 days held a rally.",
    "Protesters blocked the National Highway for two hours.",
    "The road was later barricaded. A procession was taken out.",
    "They called off the march.",
    "On 5 March they began in March to gather and held a candlelight vigil.",
    "کراچی میں دھرنا",
    "",
    None,
)


def acled_reports(*, tags: bool) -> pd.DataFrame:
    """Return rows in ACLED's columns, whose notes tell of all forms and of sizes."""
    rows = len(NOTES) * 4
    kinds = ("Peaceful protest", "Mob violence", "Armed clash", "Protest with intervention")
    types = ("Protests", "Riots", "Battles", "Protests")
    frame = pd.DataFrame(
        {
            "event_id_cnty": [f"PAK{n}" for n in range(rows)],
            "event_date": [f"2021-01-{n % 9 + 1:02}" for n in range(rows)],
            "event_type": [types[n % 4] for n in range(rows)],
            "sub_event_type": [kinds[n % 4] for n in range(rows)],
            "actor1": "Protesters (Pakistan)",
            "time_precision": "1",
            "country": "Pakistan",
            "location": "Quetta",
            "latitude": "30.2",
            "longitude": "67.0",
            "geo_precision": "1",
            "source": "Dawn",
            "notes": [NOTES[n // 4] for n in range(rows)],
        }
    )
    return frame.assign(tags=["crowd size=12", ""] * (rows // 2)) if tags else frame


def assert_same_columns(archive: Archive, reports: pd.DataFrame, *names: str) -> None:
    found = archive.backend.to_pyarrow(archive.rows(["line", *names]).order_by("line")).to_pandas()
    for name in names:
        kind = "Int64" if name.startswith("size_") else "string"
        ours, theirs = (
            f[name].astype(kind).astype("string").fillna("").tolist() for f in (found, reports)
        )
        assert ours == theirs, name


@pytest.mark.parametrize("tags", [False, True])
def test_notes_of_acled_tell_the_form_and_the_size(tmp_path: Path, *, tags: bool) -> None:
    path = tmp_path / "acled.parquet"
    acled_reports(tags=tags).to_parquet(path)
    archive, campaign = open_archive(str(path)), open_campaign(str(path))
    assert_equal(archive, campaign)
    told = set(campaign.reports["event_type"])
    assert {"sit-in", "strike", "road-block", "march", "vigil", "riot", "demonstration"} == told
    assert campaign.reports["size_low"].notna().any()
    assert_same_columns(archive, campaign.reports, "event_type", "size_low", "size_high", "note")
    # The engine is asked for the distinct sizes, not for all notes.
    assert len(archive.parts[0].lookups["sizes"].rows) < 6


def test_outlets_of_gdelt_are_hosts(tmp_path: Path) -> None:
    urls = [
        *(f"https://www.dawn.com/news/{n}" for n in range(20)),
        *(f"http://Tribune.com.pk:8080/story?id={n}" for n in range(20)),
        *(
            "HTTPS://WWW.BBC.com#x",
            " https://dawn.com/y ",
            "BBC Monitoring",
            "https://",
            "",
            "www.x.pk",
        ),
    ]
    rows = len(urls)
    blank = pd.DataFrame("", index=range(rows), columns=list(COLUMNS_2))
    frame = blank.assign(
        GLOBALEVENTID=[str(n) for n in range(rows)],
        SQLDATE=[f"202101{n % 9 + 1:02}" for n in range(rows)],
        Year="2021",
        EventCode="141",
        IsRootEvent="1",
        ActionGeo_Type="4",
        ActionGeo_FullName="Quetta, Balochistan, Pakistan",
        ActionGeo_CountryCode="PK",
        ActionGeo_Lat="30.2",
        ActionGeo_Long="67.0",
        SOURCEURL=urls,
    )
    path = tmp_path / "gdelt.parquet"
    frame.to_parquet(path)
    archive, campaign = open_archive(str(path)), open_campaign(str(path))
    assert_equal(archive, campaign)
    assert_same_columns(archive, campaign.reports, "source")
    assert len(archive.parts[0].source.rows) == 7


def test_large_sources_are_told_from_small_ones(tmp_path: Path, shipped: Path) -> None:
    assert is_large(str(shipped.parent))
    assert is_large(str(shipped.parent / "*.parquet"))
    assert not is_large(str(shipped))
    assert not is_large("machh_2021")
    (tmp_path / "campaign.toml").touch()
    assert not is_large(str(tmp_path))


def test_csv_files_come_out_the_same_however_they_are_out_of_order(tmp_path: Path) -> None:
    plain, torn = tmp_path / "plain.csv", tmp_path / "torn.csv"
    whole = awkward_reports(150, seed=11)
    whole.to_csv(plain, index=False)
    text = plain.read_text(encoding="utf-8").splitlines()
    text[5] += ",beyond,the,header"
    text[9] = ""
    text[12] = ",,,"
    text[20] = text[20].replace(",", ',"unclosed', 1)
    torn.write_text("\n".join(text) + "\n", encoding="utf-8")
    for path in (plain, torn):
        assert_equal(open_archive(str(path)), open_campaign(str(path)))
    archive = open_archive(str(torn))
    lines = archive.backend.to_pyarrow(archive.rows(["line"]))["line"].to_pylist()
    assert sorted(lines) == open_campaign(str(torn)).reports.index.tolist()


def test_a_folder_may_mix_encodings_and_compression(tmp_path: Path) -> None:
    whole = awkward_reports(60, seed=12)
    whole[:30].to_csv(tmp_path / "a.csv.gz", index=False)
    whole[30:].to_csv(tmp_path / "b.csv", index=False, sep=";", encoding="utf-16")
    files = [str(tmp_path / "a.csv.gz"), str(tmp_path / "b.csv")]
    assert_equal(open_archive(str(tmp_path)), open_campaign(*files))


def test_too_many_combinations_are_told(shipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.archive.most_combinations", lambda _memory: 3)
    with pytest.raises(InputError, match="more than 3 different combinations"):
        open_archive(str(shipped))


@pytest.mark.parametrize("as_text", [False, True])
def test_coordinates_lose_decimals_where_they_are_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, as_text: bool
) -> None:
    rows = 400
    random = np.random.default_rng(4)
    degrees = {
        "latitude": random.uniform(30.1, 30.11, rows),
        "longitude": 67.0 + 0 * random.random(rows),
    }
    frame = pd.DataFrame({"date": "2021-01-05", "place": "Quetta", **degrees}).round(7)
    frame.loc[0, "latitude"] = np.nan
    path = tmp_path / "phones.parquet"
    (frame.astype("str").replace("nan", "") if as_text else frame).to_parquet(path)
    whole = open_archive(str(path))
    monkeypatch.setattr("geo.archive.most_combinations", lambda _memory: 60)
    archive = open_archive(str(path))
    assert any("taken to 3 decimals (111 m)" in note for note in archive.notes)
    assert not any("decimals" in note for note in whole.notes)
    assert len(archive.sites) < 14 < len(whole.sites)
    for name in ("rows_read", "rejected", "set_aside", "unlocated"):
        assert getattr(archive, name) == getattr(whole, name), name
    counts = count_archive(archive)
    assert counts["reports"].sum() == count_archive(whole)["reports"].sum() == rows - 1
    monkeypatch.setattr("geo.archive.most_combinations", lambda _memory: 1)
    with pytest.raises(InputError, match="too many for the memory"):
        open_archive(str(path))


def test_places_are_the_same_piece_by_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "awkward.parquet"
    frame = awkward_reports(200, seed=19)
    # Stated twice in ways that differ: one site, in several pieces.
    frame["latitude"] = frame["latitude"].replace("30.1978", "30.19781")
    pd.concat([awkward_reports(200, seed=19), frame]).to_parquet(path)
    campaign = open_campaign(str(path))
    monkeypatch.setattr("geo.scans.placing._AT_ONCE", 3)
    assert_equal(open_archive(str(path)), campaign)


def test_a_timeline_beyond_the_memory_is_refused(
    shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = open_archive(str(shipped))
    assert len(follow_archive(archive).timeline) > 100
    monkeypatch.setattr("geo.archive_course.BYTES_A_SITE_DAY", archive.memory // 100)
    with pytest.raises(InputError, match="site-days, more than fit"):
        follow_archive(archive)
