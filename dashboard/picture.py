"""The picture of what a page shows: the same frame, with a caption that says what it is made of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import pandas as pd

from dashboard.address import ViewState, span_in_words
from dashboard.export.snapshot import Caption, SnapshotOptions, draw_snapshot
from dashboard.filters import in_words
from dashboard.legend import COARSE
from dashboard.maps import is_elsewhere
from dashboard.theme import Scheme
from geo.boundaries import load_boundaries
from geo.narrative import counted as number_of
from geo.pipeline import Campaign

DOUBT: Final = (
    "Reports are what sources said, not all that happened: a day without a report is not an end, "
    "and a place without one may have gone unreported."
)
_MAP_CREDITS: Final = (
    "Places: GeoNames (CC BY 4.0), geoBoundaries (ODbL), hand-made spots. Borders: Natural Earth."
)


def picture_of(
    campaign: Campaign,
    shown: ViewState,
    *,
    frame: pd.DataFrame,
    reports: pd.DataFrame,
    sentence: str,
    scheme: Scheme,
) -> bytes:
    """Draw the shown day as PNG.

    Parameters
    ----------
    campaign, shown
        What is looked at, and how.
    frame
        From `geo.timeline.frame_at`.
    reports
        The ledger's rows behind the frame; counted in the small print.
    sentence
        The day's sentence.
    scheme
        ``light`` or ``dark``.
    """
    info = campaign.info
    names = campaign.located.sites.set_index("site_id")["site"]
    caption = Caption(
        title=f"{info.title} · {names[shown.focus]}" if shown.focus else info.title,
        day=shown.day,
        sentence=sentence,
        attribution=f"{info.attribution or f'Source: {campaign.read.name}.'} {_MAP_CREDITS}",
        doubt=f"{DOUBT} {COARSE}" if shown.focus else DOUBT,
        selection=_selection(shown, reports),
        made=datetime.now(UTC).date().isoformat(),
        fingerprint=campaign.fingerprint,
    )
    options = SnapshotOptions(
        scheme=scheme,
        doubt=shown.doubt,
        focus=_extent(frame) if shown.focus or is_elsewhere(frame) else None,
        mode_words="Reports of that day" if shown.mode == "day" else f"Reports of {_span(shown)}",
    )
    visible = frame if shown.silent else frame[frame["state"] != "silent"]
    return draw_snapshot(visible, caption=caption, boundaries=load_boundaries(), options=options)


def _selection(shown: ViewState, reports: pd.DataFrame) -> str:
    counted = reports[~reports["planned"]]
    outlets = counted.loc[counted["outlet"] != "", "outlet"].nunique()
    certainty = counted["certainty"].value_counts()
    doubts = [f"{certainty[c]} {c}" for c in ("approximate", "weak") if c in certainty]
    number = f"{number_of(len(counted), 'report')} from {number_of(outlets, 'outlet')}"
    doubt = f" ({', '.join(doubts)})" if doubts else ""
    return f"{number}{doubt}; {span_in_words(shown)}; {in_words(shown.filters)}."


def _span(shown: ViewState) -> str:
    words = {"window": f"{shown.window_days} days", "new": "what began that day"}
    return words.get(shown.mode, "all days")


def _extent(frame: pd.DataFrame) -> tuple[float, float, float, float]:
    """Return west, south, east and north around a town's sites, with room for names."""
    west, east = frame["longitude"].min(), frame["longitude"].max()
    south, north = frame["latitude"].min(), frame["latitude"].max()
    margin = max(east - west, north - south, 0.02) * 0.2
    return (west - margin, south - margin, east + margin, north + margin)
