"""Waves out of a long file."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from geo.onsets import all_onsets
from geo.pipeline import Campaign, follow
from geo.timeline import build_timeline
from geo.waves import WAVE_DTYPES, split_waves, tag_waves


def onsets_at(*groups: tuple[str, float, str, int]) -> pd.DataFrame:
    """Build onsets: (name, longitude, first day, number), one a day, 20 km apart."""
    rows = [
        {
            "site_id": f"PK-SD/{name}-{i}",
            "site": f"{name.title()} {i}",
            "admin1": "Sindh",
            "latitude": 26.0,
            "longitude": longitude + 0.2 * i,
            "onset_day": pd.Timestamp(first) + pd.Timedelta(days=i),
        }
        for name, longitude, first, number in groups
        for i in range(number)
    ]
    return pd.DataFrame(rows).astype({"onset_day": "datetime64[s]"})


def test_far_in_space_or_in_time_is_another_wave() -> None:
    onsets = onsets_at(
        ("east", 70, "2021-01-03", 6),
        ("west", 62, "2021-01-03", 7),
        ("again", 70, "2022-05-01", 5),
        ("alone", 66, "2021-01-03", 2),
    )
    found = split_waves(onsets, distance_km=100, lag_days=7)
    assert list(found.waves.columns) == list(WAVE_DTYPES)
    assert found.waves["name"].tolist() == [
        "East 0, 2021-01-03",
        "West 0, 2021-01-03",
        "Again 0, 2022-05-01",
    ]
    assert found.waves["wave_id"].tolist()[0] == "PK-SD/east-0@2021-01-03"
    assert found.waves["onsets"].tolist() == [6, 7, 5]
    assert found.waves["last_onset"].dt.day.tolist() == [8, 9, 5]
    outside = found.onsets.loc[found.onsets["wave_id"] == "", "site"]
    assert outside.tolist() == ["Alone 0", "Alone 1"]


def test_the_order_of_rows_does_not_matter() -> None:
    onsets = onsets_at(("east", 70, "2021-01-03", 6), ("west", 62, "2021-01-05", 7))
    one = split_waves(onsets)
    other = split_waves(onsets.sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(one.waves, other.waves)
    pd.testing.assert_frame_equal(one.onsets, other.onsets)


def test_nothing_has_no_waves() -> None:
    onsets = onsets_at(("east", 70, "2021-01-03", 3))
    for rows in (onsets, onsets.head(0)):
        found = split_waves(rows)
        assert found.waves.empty
        assert list(found.waves.columns) == list(WAVE_DTYPES)
        assert (found.onsets["wave_id"] == "").all()


def test_each_day_of_a_site_follows_its_onset(
    make_counts: Callable[..., pd.DataFrame], make_sites: Callable[..., pd.DataFrame]
) -> None:
    days = [("karachi", day) for day in (1, 2, 20, 21)]
    timeline = build_timeline(make_counts(*days), make_sites(["karachi"]))
    waves = split_waves(all_onsets(timeline), lag_days=2, min_onsets=1)
    tags = tag_waves(timeline, waves)
    assert tags.index.equals(timeline.index)
    assert set(tags[timeline["day"] < "2021-01-20"]) == {"karachi@2021-01-01"}
    assert set(tags[timeline["day"] >= "2021-01-20"]) == {"karachi@2021-01-20"}


def test_the_shipped_campaign_is_one_wave_at_most(campaign: Campaign) -> None:
    timeline = follow(campaign).timeline
    found = split_waves(all_onsets(timeline), distance_km=400, lag_days=7)
    assert len(found.waves) == 1
    assert found.waves["first_day"].tolist() == [pd.Timestamp("2021-01-03")]
    tags = tag_waves(timeline, found)
    assert len(tags) == len(timeline)
    assert np.isin(tags, ["", found.waves.loc[0, "wave_id"]]).all()
