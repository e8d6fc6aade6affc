"""Campaigns of any size for the player's benchmark: towns scattered over Pakistan, made up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.player.feed import Feed, build_feed

FIRST_DAY = pd.Timestamp("2021-01-01")


@dataclass(frozen=True)
class Scale:
    """How much there is: site-days with a report, towns and days."""

    events: int
    sites: int
    days: int


SCALES = {
    "10k": Scale(10_000, 800, 60),
    "100k": Scale(100_000, 4_000, 180),
    "1M": Scale(1_000_000, 20_000, 365),
}


def site_table(scale: Scale, *, seed: int = 3) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    ids = [f"t{i}" for i in range(scale.sites)]
    return pd.DataFrame(
        {
            "site_id": pd.array(ids, dtype="str"),
            "site": pd.array([f"Chak {i}" for i in range(scale.sites)], dtype="str"),
            "level": "town",
            "town_id": pd.array(ids, dtype="str"),
            "admin1": "Punjab",
            "admin2": "",
            "country": "PK",
            "latitude": random.uniform(24.5, 35.5, scale.sites),
            "longitude": random.uniform(62.5, 74.0, scale.sites),
            "radius_km": 5.0,
        }
    )


def timeline(scale: Scale, sites: pd.DataFrame, *, seed: int = 5) -> pd.DataFrame:
    """Return active site-days with the columns of a timeline, one report in most of them."""
    random = np.random.default_rng(seed)
    cells = random.choice(scale.sites * scale.days, scale.events, replace=False)
    cells.sort()
    site, day = cells // scale.days, cells % scale.days
    again = np.r_[False, (np.diff(site) == 0) & (np.diff(day) <= 2)]
    onset = ~again
    ended = random.random(scale.events) < 0.03
    return pd.DataFrame(
        {
            "site_id": sites["site_id"].to_numpy()[site],
            "town_id": sites["site_id"].to_numpy()[site],
            "day": FIRST_DAY + pd.to_timedelta(day, unit="D"),
            "state": np.where(ended, "ended", np.where(onset, "started", "continuing")),
            "onset": onset,
            "reports": random.geometric(0.6, scale.events),
            "sources": 1,
            "weak": 0,
            "precise": 1,
            "size_low": pd.array([pd.NA] * scale.events, dtype="Int64"),
            "size_high": pd.array([pd.NA] * scale.events, dtype="Int64"),
        }
    )


def feed_of(scale: Scale) -> Feed:
    sites = site_table(scale)
    rows = timeline(scale, sites)
    days = pd.date_range(FIRST_DAY, periods=scale.days, unit="s")
    return build_feed(
        rows,
        rows,
        sites,
        days,
        sentences=[f"Day {i + 1} of {scale.days}." for i in range(scale.days)],
        title="A made-up campaign",
    )
