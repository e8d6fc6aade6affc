"""Active days of a large campaign → what the player is fed with: site-days only, at most 20 MB.

As `dashboard.player.feed`, out of numbers. Sites stand as steps from one to the next within a day
and small numbers share their bytes: a site-day takes three or four. More than 20 MB are compressed,
to a byte or two each. Where even that is too much, sites are gathered into cells before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.player.cells import MANY_SITES, CellLevel, cell_columns
from dashboard.player.feed import LIGHT, ONSET, Feed, feed_header, site_columns, size_columns
from dashboard.player.pack import compressed, narrowest, pack, paired, stamped
from geo.codes import one_key, sorting_rows
from geo.cube.following import ActiveDays
from geo.schema import AREA_LEVELS, STATES

MOST_BYTES: Final = 20_000_000
_SIZES_UP_TO: Final = 500_000
"""Rows with a size that are sent; of more, sizes stand in the lists of reports alone."""
_ENDED: Final = STATES.index("ended")
_CONTINUING: Final = STATES.index("continuing")
Ints = npt.NDArray[np.int64]
Rows = dict[str, npt.NDArray[Any]]


def build_large_feed(
    towns: ActiveDays,
    spots: ActiveDays | None,
    sites: pd.DataFrame,
    days: pd.DatetimeIndex,
    *,
    levels: list[CellLevel],
    names_ur: Mapping[str, str] | None = None,
    **about: Any,
) -> tuple[Feed, int]:
    """Pack the active days of a selection.

    Parameters
    ----------
    towns, spots
        Of towns, and of all sites where some town has several.
    sites
        In the order of the counts' codes.
    days
        Every day that the campaign covers.
    levels
        The cells of these sites.
    names_ur
        ``site_id`` → name in Urdu.
    about
        As for `dashboard.player.feed.feed_header`.

    Returns
    -------
    feed, resolution
        The H3 resolution that sites were gathered at before they were sent; -1: not at all.
    """
    first = int(np.datetime64(days[0], "D").astype(np.int64)) if len(days) else 0
    of_towns = _rows_of(towns, first, len(days))
    of_spots = _rows_of(spots, first, len(days)) if spots is not None else None
    if of_spots is not None:
        of_spots = _of_split_towns(of_spots, sites)
    feed = _packed(of_towns, of_spots, sites, days, levels=levels, names_ur=names_ur, **about)
    if len(feed.data) <= MOST_BYTES:
        return feed, -1
    for level in reversed(levels):
        rows, cells = _gathered(of_towns, sites, level)
        feed = _packed(rows, None, cells, days, levels=[], names_ur={}, **about)
        if len(feed.data) <= MOST_BYTES:
            break
    return feed, level.resolution


def _packed(
    towns: Rows,
    spots: Rows | None,
    sites: pd.DataFrame,
    days: pd.DatetimeIndex,
    *,
    levels: list[CellLevel],
    names_ur: Mapping[str, str] | None,
    **about: Any,
) -> Feed:
    is_used = np.zeros(len(sites), dtype=bool)
    is_used[towns["site"]] = True
    if spots is not None:
        is_used[spots["site"]] = True
    used = np.flatnonzero(is_used)
    index = np.cumsum(is_used, dtype=np.int32) - 1
    shown = sites.iloc[used].reset_index(drop=True)
    place = pd.Series(np.arange(len(shown)), index=shown["site_id"])
    header = feed_header(days, place, **about)
    header["sites"] = site_columns(shown, place, names_ur or {})
    header["town"] = _columns(towns, index, len(days))
    header["spot"] = _columns(_none(towns) if spots is None else spots, index, len(days))
    if levels and len(shown) > MANY_SITES:
        header["cells"] = cell_columns(levels, used)
    rev = hashlib.sha256(pack({"rev": "", **header})).hexdigest()[:16]
    data = pack({"rev": rev, **header})
    return Feed((stamped if len(data) <= MOST_BYTES else compressed)(data, rev), rev)


def _rows_of(active: ActiveDays, first: int, day_count: int) -> Rows:
    counts = active.counts
    day = counts.day.astype(np.int64) - first
    flags = active.state + ONSET * active.onset.astype(np.uint8)
    flags += LIGHT * (counts.columns["precise"] == 0).astype(np.uint8)
    # Narrow numbers are put in order twice as fast as wide ones.
    rows: Rows = {"site": counts.site, "flags": flags}
    rows |= {name: narrowest(counts.columns[name]) for name in ("reports", "sources", "weak")}
    rows |= {name: counts.columns[f"size_{name}"] for name in ("low", "high")}
    within = (day >= 0) & (day < day_count)
    if not within.all():
        rows, day = {name: values[within] for name, values in rows.items()}, day[within]
    # The rows of each day are in the order of sites already.
    rows["day"] = narrowest(day)
    order = np.argsort(rows["day"], kind="stable")
    return {name: values[order] for name, values in rows.items()}


def _columns(rows: Rows, index: npt.NDArray[np.integer], day_count: int) -> dict[str, Any]:
    site = index[rows["site"]]
    offset = np.searchsorted(rows["day"], np.arange(day_count + 1))
    step = np.diff(site, prepend=site[:1])
    begins = offset[:-1][offset[:-1] < offset[1:]]
    step[begins] = site[begins]
    sized = np.flatnonzero(~(np.isnan(rows["low"]) & np.isnan(rows["high"])))
    if len(sized) > _SIZES_UP_TO:
        sized = sized[:0]
    return {
        "offset": offset.astype(np.uint32),
        "siteSteps": narrowest(step),
        **paired("flagsReports", ("flags", rows["flags"]), ("reports", rows["reports"])),
        **paired("sourcesWeak", ("sources", rows["sources"]), ("weak", rows["weak"])),
        **size_columns(sized, rows["low"][sized], rows["high"][sized]),
    }


def _none(rows: Rows) -> Rows:
    return {name: values[:0] for name, values in rows.items()}


def _of_split_towns(rows: Rows, sites: pd.DataFrame) -> Rows:
    """Keep the spots of towns with several sites: any other town is its only site."""
    town = pd.Index(sites["site_id"]).get_indexer(sites["town_id"])
    several = np.bincount(town[np.unique(rows["site"])], minlength=len(sites)) > 1
    several &= ~sites["level"].isin(AREA_LEVELS).to_numpy()
    kept = several[town[rows["site"]]]
    return {name: values[kept] for name, values in rows.items()}


def _gathered(rows: Rows, sites: pd.DataFrame, level: CellLevel) -> tuple[Rows, pd.DataFrame]:
    """Gather site-days into cell-days, and sites into cells named after their largest site.

    Reports are summed. A cell has started or ended when all of its active sites have, as a symbol
    of several sites in the player.
    """
    cell = level.cell_of[rows["site"]]
    key = one_key([rows["day"], cell])
    order = sorting_rows(key)
    starts = np.flatnonzero(np.append(True, np.diff(key[order]) != 0))
    state = rows["flags"][order] & 3
    lowest = np.minimum.reduceat(state, starts)
    highest = np.maximum.reduceat(state, starts)
    flags = np.where(lowest == highest, lowest, _CONTINUING).astype(np.uint8)
    flags |= np.bitwise_or.reduceat(rows["flags"][order] & ONSET, starts)
    flags |= np.bitwise_and.reduceat(rows["flags"][order] & LIGHT, starts)
    unknown = np.full(len(starts), np.nan)
    gathered: Rows = {
        "day": rows["day"][order][starts],
        "site": cell[order][starts],
        "flags": flags,
        "reports": np.add.reduceat(rows["reports"][order], starts),
        "weak": np.add.reduceat(rows["weak"][order], starts),
        "sources": np.maximum.reduceat(rows["sources"][order], starts),
        "low": unknown,
        "high": unknown,
    }
    return gathered, _cells_as_sites(sites, level, np.bincount(rows["site"], minlength=len(sites)))


def _cells_as_sites(sites: pd.DataFrame, level: CellLevel, weight: Ints) -> pd.DataFrame:
    order = np.argsort(-weight, kind="stable")
    cells, at = np.unique(level.cell_of[order], return_index=True)
    main = sites.iloc[order[at]].reset_index(drop=True)
    members = np.bincount(level.cell_of, minlength=len(level))
    extra = np.where(members > 1, " + " + (members - 1).astype(str).astype(object), "")
    ids = [f"h3/{level.resolution}/{cell}" for cell in cells]
    return main.assign(
        site_id=ids,
        town_id=ids,
        site=main["site"].astype(object) + extra,
        level="town",
        longitude=level.longitude.astype(np.float64),
        latitude=level.latitude.astype(np.float64),
        radius_km=_ACROSS_KM[level.resolution] / 2,
    )


_ACROSS_KM: Final = {2: 320.0, 3: 120.0, 4: 45.0, 5: 17.0}
