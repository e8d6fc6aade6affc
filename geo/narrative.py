"""One sentence a day: caption, alternative text and speaker's note alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from geo.schema import AREA_LEVELS

_WEEKDAYS: Final = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_NAMED_AT_MOST: Final = 6
_SILENT_NAMED_AT_MOST: Final = 3


def day_in_words(day: pd.Timestamp, *, weekday: bool = True) -> str:
    """Write a day out, the same under every locale.

    >>> day_in_words(pd.Timestamp("2021-01-06"))
    'Wednesday 6 January 2021'
    """
    words = f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{_WEEKDAYS[day.weekday()]} {words}" if weekday else words


def describe_day(timeline: pd.DataFrame, day: pd.Timestamp) -> str:
    """Say in one sentence what was reported for a day.

    Towns are counted and named; a site that stands for a whole district or province is named apart.

    Parameters
    ----------
    timeline
        From `geo.timeline.build_timeline`, of towns or of spots.
    day
        Any day; one outside the timeline is said to have no report.
    """
    today = timeline[timeline["day"] == day]
    active = today[today["state"] != "silent"]
    if active.empty:
        return f"{day_in_words(day)}: no protest is reported for that day."
    number = _reports(active)
    only_ends = active[active["reports"] == active["ends"]]
    if len(only_ends) == len(active):
        named = _listed(_by_size(active))
        return f"{day_in_words(day)}: only ends are reported, in {named} ({number})."
    points = active[~active["level"].isin(AREA_LEVELS)]
    areas = active[active["level"].isin(AREA_LEVELS)]
    first_day = bool(day == timeline["day"].min())
    where = _where(points, areas)
    spots = points[points["level"] == "spot"]
    if first_day and len(points):
        where += f": {_listed(_by_size(spots if len(spots) else points))}"
    clauses = [f"{where} ({number})"]
    fresh = active[active["onset"]]
    known = fresh["site_id"].isin(timeline.loc[timeline["day"] < day, "site_id"])
    if not known.all() and not first_day:
        clauses.append(f"first reported that day: {_listed(_by_size(fresh[~known]))}")
    if known.any():
        clauses.append(f"reported again after a silence: {_listed(_by_size(fresh[known]))}")
    ended = active[active["state"] == "ended"]
    if len(ended):
        clauses.append(f"an end reported in {_listed(_by_size(ended))}")
    silent = today[today["state"] == "silent"]
    if len(silent):
        clauses.append(f"no report that day from {_few_orcounted(sorted(silent['site']))}")
    return f"{day_in_words(day)}: {'; '.join(clauses)}."


def _reports(active: pd.DataFrame) -> str:
    number, weak = int(active["reports"].sum()), int(active["weak"].sum())
    doubt = f", {'all' if weak == number else weak} of them weak" if weak else ""
    return counted(number, "report") + doubt


def _where(points: pd.DataFrame, areas: pd.DataFrame) -> str:
    named = _listed(sorted(areas["site"]))
    if points.empty:
        return f"protest reported in {named}, no town named"
    spots = points[points["level"] == "spot"]
    towns = points[points["level"] != "spot"]
    provinces = points["admin1"].replace("", pd.NA).nunique()
    if spots.empty:
        where = f"protest reported in {counted(len(towns), 'town')}"
    else:
        where = f"protest reported at {counted(len(spots), 'site')}"
        if len(towns):
            where += f", and in {_listed(_by_size(towns))} with no site named"
    if provinces > 1:
        where += f" of {provinces} provinces and territories"
    return f"{where}, and in {named} with no town named" if len(areas) else where


def _by_size(sites: pd.DataFrame) -> list[str]:
    return sites.sort_values(["reports", "site"], ascending=[False, True])["site"].tolist()


def counted(number: int, noun: str) -> str:
    """Write a number with its noun.

    >>> counted(1, "report"), counted(2, "outlet")
    ('1 report', '2 outlets')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _few_orcounted(names: Sequence[str]) -> str:
    """Name up to three places; more are only counted, as their absence says little."""
    if len(names) <= _SILENT_NAMED_AT_MOST:
        return _listed(names)
    return f"{len(names)} places reported before"


def _listed(names: Sequence[str]) -> str:
    """Join names, the first six in full.

    >>> _listed(["Quetta", "Karachi", "Lahore"])
    'Quetta, Karachi and Lahore'
    """
    unique = list(dict.fromkeys(names))
    shown, rest = unique[:_NAMED_AT_MOST], len(unique) - _NAMED_AT_MOST
    if rest > 0:
        return f"{', '.join(shown)} and {rest} more"
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"
