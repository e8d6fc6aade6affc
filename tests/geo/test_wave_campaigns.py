"""A wave opened as a campaign holds its own reports and no other's."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.checking import ReadOptions
from geo.errors import InputError
from geo.measures import measure
from geo.pipeline import Campaign, follow, open_campaign
from geo.wave_campaigns import campaign_waves, wave_campaign

TOWNS = ("Quetta", "Mastung", "Kalat", "Pishin", "Sibi", "Machh")
FAR = ("Karachi", "Hyderabad", "Thatta", "Badin", "Matli", "Jamshoro")


@pytest.fixture(scope="module")
def long_file(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """Two waves half a year apart in two regions, a return of the first, and a lone report."""
    rows = ["date,place,date_precision,status,source"]
    rows += [f"2020-01-{5 + i:02},{town},day,observed,A" for i, town in enumerate(TOWNS)]
    rows += [f"2020-07-{5 + i:02},{town},day,observed,B" for i, town in enumerate(FAR)]
    rows += [f"2021-03-{5 + i:02},{town},day,observed,A" for i, town in enumerate(TOWNS)]
    rows += ["2020-01-07,Quetta,week,observed,C", "2020-01-09,Quetta,day,planned,C"]
    rows += ["2020-10-01,Lahore,day,observed,A", "2020-01-06,Balochistan,day,observed,A"]
    path = tmp_path_factory.mktemp("waves") / "years.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return open_campaign(str(path), options=ReadOptions(country="PK"))


def test_a_long_file_falls_into_its_waves(long_file: Campaign) -> None:
    waves = campaign_waves(follow(long_file))
    assert waves.waves["first_day"].dt.strftime("%Y-%m").tolist() == [
        "2020-01",
        "2020-07",
        "2021-03",
    ]
    assert waves.waves["sites"].tolist() == [6, 6, 6]
    assert waves.waves["name"].tolist()[0] == "Quetta, 2020-01-05"


def test_a_wave_opens_with_its_own_reports(long_file: Campaign) -> None:
    course = follow(long_file)
    waves = campaign_waves(course)
    parts = [wave_campaign(long_file, course, waves, wave_id) for wave_id in waves.waves["wave_id"]]
    first, second, third = parts
    # A week's report and a plan of Quetta are of the first wave; the province, Lahore of none.
    assert [len(part.reports) for part in parts] == [8, 6, 6]
    assert set(second.reports["site"]) == set(FAR)
    assert first.days[0] == pd.Timestamp("2020-01-05")
    assert third.days[0] == pd.Timestamp("2021-03-05")
    assert len({part.fingerprint for part in [*parts, long_file]}) == 4
    assert len({part.info.id for part in [*parts, long_file]}) == 4
    for part in parts:
        read = part.read
        assert read.rows_read == len(part.reports) == read.accepted
        assert len(part.located.unlocated) == len(read.rejected) == 0


def test_a_wave_can_be_followed_and_measured(long_file: Campaign) -> None:
    course = follow(long_file)
    waves = campaign_waves(course)
    wave = wave_campaign(long_file, course, waves, waves.waves["wave_id"].iloc[2])
    measures = measure(wave, follow(wave))
    assert measures.origin.name == "Quetta"
    assert measures.origin.day == pd.Timestamp("2021-03-05")
    assert measures.days["day_number"].tolist()[0] == 0
    assert measures.figures["sites"].value == 6


def test_an_unknown_wave_is_refused(long_file: Campaign) -> None:
    course = follow(long_file)
    with pytest.raises(InputError, match="There is no wave 'nowhere'; choose one of the 3 found"):
        wave_campaign(long_file, course, campaign_waves(course), "nowhere")
