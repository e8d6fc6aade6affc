"""What there is to say about a day, before it is put into any language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from geo.schema import AREA_LEVELS

_SeenBefore = Callable[["pd.Series[str]"], "pd.Series[bool]"]


@dataclass(frozen=True)
class DayFacts:
    """Numbers and names of one day; a name for each site, by number of reports, most first.

    Attributes
    ----------
    day
        Which day.
    reports, weak
        Reports of that day, and how many of them are weak.
    only_ends
        Whether every report tells of an end.
    is_first
        Whether the timeline begins with this day.
    active
        All sites with a report.
    towns, spots, areas
        The same, parted: towns, sites within towns, and areas of which no town is named.
    provinces
        Provinces of towns and spots; 0 where none is known.
    new, again
        Sites that began that day: for the first time, or after a silence.
    ended, silent
        Sites with a reported end; sites reported before, without a report that day, by name.
    """

    day: pd.Timestamp
    reports: int = 0
    weak: int = 0
    only_ends: bool = False
    is_first: bool = False
    active: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    spots: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    provinces: int = 0
    new: tuple[str, ...] = ()
    again: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


def facts_of_day(
    timeline: pd.DataFrame, day: pd.Timestamp, *, names: Mapping[str, str] | None = None
) -> DayFacts:
    """Gather what is known of a day.

    Parameters
    ----------
    timeline
        From `geo.timeline.build_timeline`.
    day
        Any day.
    names
        ``site_id`` → name in the language that is written; the timeline's own where it has none.
    """

    def seen_before(site_ids: pd.Series[str]) -> pd.Series[bool]:
        begun = timeline["onset"] & (timeline["day"] < day)
        return site_ids.isin(timeline.loc[begun, "site_id"])

    today = timeline[timeline["day"] == day]
    return _gathered(
        today, day, first=timeline["day"].min(), seen_before=seen_before, names=names or {}
    )


def facts_of_days(
    timeline: pd.DataFrame,
    days: Sequence[pd.Timestamp] | pd.DatetimeIndex,
    *,
    names: Mapping[str, str] | None = None,
) -> Iterator[DayFacts]:
    """Gather what is known of many days, in one go through the timeline."""
    if timeline.empty:
        yield from (facts_of_day(timeline, day) for day in days)
        return
    ordered = timeline.sort_values("day", kind="stable")
    onsets = ordered[ordered["onset"]]
    first_seen = onsets.drop_duplicates("site_id").set_index("site_id")["day"]
    first = ordered["day"].iloc[0]
    for day in days:
        left, right = (ordered["day"].searchsorted(day, side=side) for side in ("left", "right"))

        def seen_before(site_ids: pd.Series[str], day: pd.Timestamp = day) -> pd.Series[bool]:
            return site_ids.map(first_seen) < day

        today = ordered.iloc[left:right]
        yield _gathered(today, day, first=first, seen_before=seen_before, names=names or {})


def _gathered(
    today: pd.DataFrame,
    day: pd.Timestamp,
    *,
    first: pd.Timestamp,
    seen_before: _SeenBefore,
    names: Mapping[str, str],
) -> DayFacts:
    active = today[today["state"] != "silent"]
    if active.empty:
        return DayFacts(day)

    def by_size(sites: pd.DataFrame) -> tuple[str, ...]:
        return _named(sites.sort_values(["reports", "site"], ascending=[False, True]), names)

    are_areas = active["level"].isin(AREA_LEVELS)
    points = active[~are_areas]
    are_spots = points["level"] == "spot"
    fresh = active[active["onset"]]
    known = seen_before(fresh["site_id"]).astype(bool)
    silent = today[today["state"] == "silent"]
    return DayFacts(
        day,
        reports=int(active["reports"].sum()),
        weak=int(active["weak"].sum()),
        only_ends=bool((active["reports"] == active["ends"]).all()),
        is_first=bool(day == first),
        active=by_size(active),
        towns=by_size(points[~are_spots]),
        spots=by_size(points[are_spots]),
        areas=_named(active[are_areas].sort_values("site"), names),
        provinces=int(points["admin1"].replace("", pd.NA).nunique()),
        new=by_size(fresh[~known]),
        again=by_size(fresh[known]),
        ended=by_size(active[active["state"] == "ended"]),
        silent=_named(silent.sort_values("site"), names),
    )


def _named(sites: pd.DataFrame, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return a name for each site; two sites may have the same one."""
    own = zip(sites["site_id"], sites["site"], strict=True)
    return tuple(names.get(site_id) or name for site_id, name in own)
