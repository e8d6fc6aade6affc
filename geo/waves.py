"""Waves: a long file cut into campaigns, by clusters of onsets in space and time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from geo.clusters import NOISE, cluster_onsets
from geo.plane import plane_for

WAVE_DTYPES: Final[dict[str, str]] = {
    "wave_id": "str",
    "name": "str",
    "site_id": "str",
    "site": "str",
    "admin1": "str",
    "latitude": "float64",
    "longitude": "float64",
    "first_day": "datetime64[s]",
    "last_onset": "datetime64[s]",
    "onsets": "int64",
    "sites": "int64",
}
"""One row a wave. Place and coordinates are those of the site where it was first reported."""


@dataclass(frozen=True)
class Waves:
    """Waves and the onsets that belong to them.

    Attributes
    ----------
    waves
        `WAVE_DTYPES`, by first day, then by id.
    onsets
        The onsets given, with ``wave_id``, empty for onsets outside all waves.
    """

    waves: pd.DataFrame
    onsets: pd.DataFrame


def split_waves(
    onsets: pd.DataFrame,
    *,
    distance_km: float = 150.0,
    lag_days: float = 14.0,
    min_onsets: int = 5,
) -> Waves:
    """Cut onsets into waves: clusters that hang together in space and time.

    Parameters
    ----------
    onsets
        From `geo.daily.all_onsets`: ``site_id site admin1 latitude longitude onset_day``. A site
        that falls silent and returns months later may belong to two waves.
    distance_km, lag_days, min_onsets
        As for `geo.clusters.cluster_onsets`. Wide limits join what should be apart, narrow ones
        cut a wave where reports are thin: try neighbouring values before naming a wave.

    Returns
    -------
    Waves
        A wave is named by place and date of its first onset ("Quetta, 2021-01-03"); of several on
        one day by the first site id. ``wave_id`` is that
        onset's site and day, which stays as later data come in.

    Notes
    -----
    Distances are measured in one equal-area plane: fit for a country or a region. Files that span
    continents should be split by country first.
    """
    ordered = onsets.sort_values(["onset_day", "site_id"], ignore_index=True)
    if ordered.empty:
        empty = {name: pd.Series(dtype=kind) for name, kind in WAVE_DTYPES.items()}
        return Waves(pd.DataFrame(empty), ordered.assign(wave_id=pd.Series(dtype="str")))
    latitude, longitude = ordered["latitude"].to_numpy(), ordered["longitude"].to_numpy()
    x, y = plane_for(latitude, longitude).forward(latitude, longitude)
    labels = cluster_onsets(
        *(x, y, ordered["onset_day"].to_numpy()),
        distance_km=distance_km,
        lag_days=lag_days,
        min_onsets=min_onsets,
    )
    table = _describe(ordered, labels)
    ids = np.append(table["wave_id"].to_numpy(dtype=object), "")
    tagged = ordered.assign(wave_id=pd.Series(ids[labels], index=ordered.index, dtype="str"))
    waves = table.sort_values(["first_day", "wave_id"], ignore_index=True)
    return Waves(waves, tagged)


def tag_waves(timeline: pd.DataFrame, waves: Waves) -> pd.Series:
    """Return the wave of each row of a timeline, empty outside all: every day follows its onset."""
    keys = waves.onsets[["site_id", "onset_day", "wave_id"]]
    tagged = timeline[["site_id", "onset_day"]].merge(
        keys, on=["site_id", "onset_day"], how="left", validate="many_to_one"
    )
    return pd.Series(tagged["wave_id"].fillna("").to_numpy(), index=timeline.index, dtype="str")


def _describe(
    ordered: pd.DataFrame, labels: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> pd.DataFrame:
    members = ordered.assign(label=labels)[labels != NOISE]
    groups = members.groupby("label", sort=True)
    start = members.drop_duplicates("label").sort_values("label").reset_index(drop=True)
    date = start["onset_day"].dt.strftime("%Y-%m-%d")
    table = start[["site_id", "site", "admin1", "latitude", "longitude"]].assign(
        wave_id=start["site_id"] + "@" + date,
        name=start["site"] + ", " + date,
        first_day=start["onset_day"],
        last_onset=groups["onset_day"].max().to_numpy(),
        onsets=groups.size().to_numpy(),
        sites=groups["site_id"].nunique().to_numpy(),
    )
    described: pd.DataFrame = table[list(WAVE_DTYPES)].astype(WAVE_DTYPES)
    return described
