"""An archive → its timeline: what `geo.pipeline.follow` gives of a campaign that is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from geo.archive import Archive
from geo.archive_counts import count_archive
from geo.codes import group_starts
from geo.errors import InputError
from geo.pipeline import SiteLevel
from geo.timeline import build_timeline

BYTES_A_SITE_DAY: Final = 250


@dataclass(frozen=True)
class ArchiveCourse:
    """How an archive ran: its timeline. Its events stay uncounted, for they are many."""

    timeline: pd.DataFrame


def follow_archive(
    archive: Archive, *, level: SiteLevel = "town", gap_days: int | None = None
) -> ArchiveCourse:
    """Count an archive in its engine and build the timeline.

    Which reports are one event changes nothing here: each counts where it was placed.

    Parameters
    ----------
    archive
        From `geo.archive.open_archive`.
    level
        ``town`` gathers spots into their towns; ``spot`` keeps them apart.
    gap_days
        The gap rule; the archive's own when ``None``.
    """
    counts = count_archive(archive, by="town_id" if level == "town" else "site_id")
    _check_length(archive, counts)
    timeline = build_timeline(
        counts,
        archive.sites,
        gap_days=archive.info.gap_days if gap_days is None else gap_days,
        last_day=archive.days[-1] if len(archive.days) else None,
    )
    return ArchiveCourse(timeline)


def _check_length(archive: Archive, counts: pd.DataFrame) -> None:
    """Refuse a timeline that memory cannot hold, before it is begun."""
    if not len(counts) or not len(archive.days):
        return
    first = counts["day"].to_numpy()[group_starts(counts["site_id"].to_numpy())]
    days = (archive.days[-1].to_datetime64() - first).astype("timedelta64[D]").astype(np.int64) + 1
    rows = int(days.sum())
    if rows * BYTES_A_SITE_DAY > archive.memory:
        msg = (
            f"A timeline of {len(first):,} sites would have {rows:,} site-days, more than fit into "
            f"{archive.memory / 1e9:.0f} GB; gather spots into towns, round the coordinates, take "
            "fewer days, or give more with --memory."
        )
        raise InputError(msg)
