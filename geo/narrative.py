"""One sentence a day: caption, alternative text and speaker's note alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal

import pandas as pd

from geo import narrative_ur
from geo.day_facts import DayFacts, facts_of_day, facts_of_days

Language = Literal["en", "ur"]

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
NAMED_AT_MOST: Final = 6
SILENT_NAMED_AT_MOST: Final = 3


def day_in_words(day: pd.Timestamp, *, weekday: bool = True, language: Language = "en") -> str:
    """Write a day out, the same under every locale.

    >>> day_in_words(pd.Timestamp("2021-01-06"))
    'Wednesday 6 January 2021'
    >>> day_in_words(pd.Timestamp("2021-01-06"), language="ur")
    'بدھ ۶ جنوری ۲۰۲۱'
    """
    if language == "ur":
        return narrative_ur.day_in_words(day, weekday=weekday)
    words = f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{_WEEKDAYS[day.weekday()]} {words}" if weekday else words


def describe_day(
    timeline: pd.DataFrame,
    day: pd.Timestamp,
    *,
    language: Language = "en",
    names: Mapping[str, str] | None = None,
) -> str:
    """Say in one sentence what was reported for a day.

    Towns are counted and named; a site that stands for a whole district or province is named apart.

    Parameters
    ----------
    timeline
        From `geo.timeline.build_timeline`, of towns or of spots.
    day
        Any day; one outside the timeline is said to have no report.
    language
        English or Urdu.
    names
        ``site_id`` → name in that language; the timeline's own where there is none.
    """
    return _told(facts_of_day(timeline, day, names=names), language)


def describe_days(
    timeline: pd.DataFrame,
    days: Sequence[pd.Timestamp] | pd.DatetimeIndex,
    *,
    language: Language = "en",
    names: Mapping[str, str] | None = None,
) -> list[str]:
    """Say one sentence for each of many days: as `describe_day`, in one go."""
    return [_told(facts, language) for facts in facts_of_days(timeline, days, names=names)]


def counted(number: int, noun: str) -> str:
    """Write a number with its noun.

    >>> counted(1, "report"), counted(2, "outlet")
    ('1 report', '2 outlets')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _told(facts: DayFacts, language: Language) -> str:
    if language == "ur":
        return narrative_ur.sentence(
            facts, named_at_most=NAMED_AT_MOST, silent_at_most=SILENT_NAMED_AT_MOST
        )
    return f"{day_in_words(facts.day)}: {'; '.join(_clauses(facts))}."


def _clauses(facts: DayFacts) -> list[str]:
    if not facts.active:
        return ["no protest is reported for that day"]
    number = _reports(facts)
    if facts.only_ends:
        return [f"only ends are reported, in {_listed(facts.active)} ({number})"]
    where = _where(facts)
    if facts.is_first and (facts.spots or facts.towns):
        where += f": {_listed(facts.spots or facts.towns)}"
    clauses = [f"{where} ({number})"]
    if facts.new and not facts.is_first:
        clauses.append(f"first reported that day: {_listed(facts.new)}")
    if facts.again:
        clauses.append(f"reported again after a silence: {_listed(facts.again)}")
    if facts.ended:
        clauses.append(f"an end reported in {_listed(facts.ended)}")
    if facts.silent:
        clauses.append(f"no report that day from {_few_or_counted(facts.silent)}")
    return clauses


def _reports(facts: DayFacts) -> str:
    doubt = (
        f", {'all' if facts.weak == facts.reports else facts.weak} of them weak"
        if facts.weak
        else ""
    )
    return counted(facts.reports, "report") + doubt


def _where(facts: DayFacts) -> str:
    areas = _listed(facts.areas)
    if not facts.spots and not facts.towns:
        return f"protest reported in {areas}, no town named"
    if facts.spots:
        where = f"protest reported at {counted(len(facts.spots), 'site')}"
        if facts.towns:
            where += f", and in {_listed(facts.towns)} with no site named"
    else:
        where = f"protest reported in {counted(len(facts.towns), 'town')}"
    if facts.provinces > 1:
        where += f" of {facts.provinces} provinces and territories"
    return f"{where}, and in {areas} with no town named" if areas else where


def _few_or_counted(names: Sequence[str]) -> str:
    """Name up to three places; more are only counted, as their absence says little."""
    if len(names) <= SILENT_NAMED_AT_MOST:
        return _listed(names)
    return f"{len(names)} places reported before"


def _listed(names: Sequence[str]) -> str:
    """Join names, the first six in full.

    >>> _listed(["Quetta", "Karachi", "Lahore"])
    'Quetta, Karachi and Lahore'
    """
    unique = list(dict.fromkeys(names))
    shown, rest = unique[:NAMED_AT_MOST], len(unique) - NAMED_AT_MOST
    if rest > 0:
        return f"{', '.join(shown)} and {rest} more"
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"
