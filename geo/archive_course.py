"""An archive → its timeline: what `geo.pipeline.follow` gives of a campaign that is loaded."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from geo.archive import Archive
from geo.archive_counts import count_archive
from geo.pipeline import SiteLevel
from geo.timeline import build_timeline


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
    timeline = build_timeline(
        counts,
        archive.sites,
        gap_days=archive.info.gap_days if gap_days is None else gap_days,
        last_day=archive.days[-1] if len(archive.days) else None,
    )
    return ArchiveCourse(timeline)
