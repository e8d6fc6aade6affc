"""A wave of a long file as a campaign of its own."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from geo.errors import InputError
from geo.pipeline import Campaign, Course
from geo.waves import Waves, split_waves, tag_waves
from geo.weights import report_windows


def campaign_waves(
    course: Course,
    *,
    distance_km: float = 150.0,
    lag_days: float = 14.0,
    min_onsets: int = 5,
) -> Waves:
    """Split a course into waves.

    Parameters
    ----------
    course
        From `geo.pipeline.follow`, of towns.
    distance_km, lag_days, min_onsets
        As for `geo.waves.split_waves`.
    """
    from geo.onsets import all_onsets

    return split_waves(
        all_onsets(course.timeline),
        distance_km=distance_km,
        lag_days=lag_days,
        min_onsets=min_onsets,
    )


def wave_reports(campaign: Campaign, course: Course, waves: Waves, wave_id: str) -> pd.DataFrame:
    """Return a campaign's reports that belong to a wave, plans among them.

    A report belongs to it when its town is of the wave and a day that it may mean lies within the
    wave's stretch there. Reports of a district or province alone belong to no wave.
    """
    timeline = course.timeline
    of_wave = (tag_waves(timeline, waves) == wave_id) & (timeline["state"] != "silent")
    rows = timeline[of_wave.to_numpy(dtype=bool)]
    stretches = rows.groupby(["site_id", "onset_day"]).agg(begin=("day", "min"), end=("day", "max"))
    near = stretches.reset_index().rename(columns={"site_id": "town_id"})
    reports = campaign.reports
    windows = report_windows(reports).assign(town_id=reports["town_id"].astype("str"))
    windows["row"] = range(len(windows))
    pairs = windows.merge(near.drop(columns="onset_day"), on="town_id")
    overlap = (pairs["first"] <= pairs["end"]) & (pairs["last"] >= pairs["begin"])
    return reports.iloc[sorted(pairs.loc[overlap, "row"].unique())]


def wave_campaign(campaign: Campaign, course: Course, waves: Waves, wave_id: str) -> Campaign:
    """Return a wave as a campaign: its reports, its first onset as origin, its name as title.

    Its rows read are the reports of the wave; what was rejected or not placed stays with the whole.

    Parameters
    ----------
    campaign, course
        The whole, and its course of towns.
    waves
        From `campaign_waves` of that course.
    wave_id
        One of ``waves.waves``.

    Raises
    ------
    InputError
        When there is no such wave.
    """
    table = waves.waves
    found = table[table["wave_id"] == wave_id]
    if found.empty:
        msg = f"There is no wave {wave_id[:60]!r}; choose one of the {len(table)} found."
        raise InputError(msg)
    wave = found.iloc[0]
    reports = wave_reports(campaign, course, waves, wave_id)
    whole = campaign.read
    accepted = whole.reports[whole.reports["report_id"].isin(reports["report_id"])]
    read = replace(
        whole,
        name=f"{whole.name}: {wave['name']}",
        rows_read=len(accepted),
        reports=accepted,
        set_aside=whole.set_aside.iloc[:0],
        rejected=whole.rejected.iloc[:0],
        notes=(f"{len(accepted):,} of the rows of {whole.name}, one wave of several.",),
        findings=(),
    )
    info = replace(
        campaign.info,
        id=f"{campaign.info.id}_{wave['first_day']:%Y%m%d}_{wave['site_id'].rpartition('/')[2]}",
        title=str(wave["name"]),
        summary=f"One wave of {campaign.info.title}.",
        origin_place=str(wave["site"]),
        origin_admin1=str(wave["admin1"]),
        origin_day=wave["first_day"],
        first_day=None,
        last_day=None,
        view=None,
    )
    located = replace(
        campaign.located, reports=reports, unlocated=campaign.located.unlocated.iloc[:0]
    )
    context = campaign.context.iloc[:0]
    return replace(campaign, info=info, reads=(read,), located=located, context=context)
