"""One sentence a day: what it says, and what it must not say."""

from __future__ import annotations

import locale
from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.narrative import day_in_words, describe_day
from geo.timeline import build_timeline

Make = Callable[..., pd.DataFrame]
Tell = Callable[..., str]


def day(number: int) -> pd.Timestamp:
    return pd.Timestamp(2021, 1, number)


@pytest.fixture(scope="module")
def tell(make_counts: Make, make_sites: Make) -> Tell:
    """Describe a day after Tuesday 5 January of reports given as (site, day, columns)."""

    def describe(number: int, *entries: tuple[Any, ...], **sites: dict[str, Any]) -> str:
        names = list(dict.fromkeys(entry[0] for entry in entries))
        frame = build_timeline(make_counts(*entries), make_sites(names, **sites))
        return describe_day(frame, day(number)).partition(": ")[2]

    return describe


def test_the_first_day_names_its_towns(tell: Tell) -> None:
    assert tell(5, ("karachi", 5)) == "protest reported in 1 town: Karachi (1 report)."
    two = tell(5, ("karachi", 5), ("quetta", 5, {"reports": 3}))
    assert two == "protest reported in 2 towns: Quetta and Karachi (4 reports)."


def test_later_days_name_what_is_new(tell: Tell) -> None:
    said = tell(6, ("karachi", 5), ("karachi", 6), ("quetta", 6))
    assert said == "protest reported in 2 towns (2 reports); first reported that day: Quetta."


def test_a_day_with_nothing_new_says_no_more(tell: Tell) -> None:
    said = tell(6, ("karachi", 5), ("karachi", 6))
    assert said == "protest reported in 1 town (1 report)."


def test_a_return_after_silence_is_not_called_the_first(tell: Tell) -> None:
    said = tell(9, ("karachi", 5), ("karachi", 9), ("quetta", 9))
    assert "first reported that day: Quetta;" in said
    assert "reported again after a silence: Karachi" in said
    alone = tell(9, ("karachi", 5), ("karachi", 9))
    assert "first reported" not in alone


def test_an_end_is_named_as_a_report(tell: Tell) -> None:
    said = tell(6, ("karachi", 5), ("karachi", 6, {"ended": True}))
    assert said.endswith("; an end reported in Karachi.")


def test_silence_is_said_to_be_no_report(tell: Tell) -> None:
    said = tell(6, ("karachi", 5), ("quetta", 6))
    assert said.endswith("; no report that day from Karachi.")
    assert "ended" not in said


def test_many_silent_places_are_only_counted(tell: Tell) -> None:
    early = [(name, 5) for name in "abcd"]
    assert tell(6, *early[:3], ("x", 6)).endswith("no report that day from A, B and C.")
    said = tell(6, *early, ("x", 6))
    assert said.endswith("no report that day from 4 places reported before.")


def test_more_than_six_towns_are_cut(tell: Tell) -> None:
    said = tell(5, *((name, 5) for name in "abcdefgh"))
    assert said == "protest reported in 8 towns: A, B, C, D, E, F and 2 more (8 reports)."


def test_a_day_without_reports(tell: Tell) -> None:
    nothing = "no protest is reported for that day."
    for number in (4, 6, 7, 9):
        assert tell(number, ("karachi", 5), ("karachi", 8)) == nothing
    assert (
        describe_day(build_timeline_of_nothing(), day(5))
        == "Tuesday 5 January 2021: no protest is reported for that day."
    )


def build_timeline_of_nothing() -> pd.DataFrame:
    return pd.DataFrame({"day": pd.Series(dtype="datetime64[s]"), "state": []})


def test_provinces_are_counted_when_there_are_several(tell: Tell) -> None:
    entries = [("karachi", 5), ("quetta", 5)]
    assert "provinces" not in tell(5, *entries)
    said = tell(5, *entries, quetta={"admin1": "Balochistan"})
    assert said.startswith("protest reported in 2 towns of 2 provinces and territories: ")


def test_an_unknown_province_is_not_counted(tell: Tell) -> None:
    assert "provinces" not in tell(5, ("karachi", 5), ("quetta", 5), quetta={"admin1": ""})


def test_spots_are_sites_not_towns(tell: Tell) -> None:
    said = tell(5, ("karachi", 5), ("numaish", 5), numaish={"level": "spot"})
    assert said == (
        "protest reported at 1 site, and in Karachi with no site named: Numaish (2 reports)."
    )


def test_weak_reports_are_counted_apart(tell: Tell) -> None:
    assert tell(5, ("karachi", 5, {"reports": 3, "weak": 2})) == (
        "protest reported in 1 town: Karachi (3 reports, 2 of them weak)."
    )
    said = tell(5, ("karachi", 5, {"reports": 2, "weak": 2}))
    assert said.endswith("(2 reports, all of them weak).")


def test_a_day_of_ends_alone_is_not_told_as_a_day_of_protest(tell: Tell) -> None:
    ends = {"reports": 2, "ends": 2, "ended": True}
    said = tell(6, ("karachi", 5), ("karachi", 6, ends), ("quetta", 5))
    assert said == "only ends are reported, in Karachi (2 reports)."
    said = tell(6, ("karachi", 5), ("karachi", 6, ends), ("quetta", 6))
    assert said.startswith("protest reported in 2 towns")


def test_areas_are_named_apart_from_towns(tell: Tell) -> None:
    province = {"level": "province", "site": "Punjab"}
    assert tell(5, ("punjab", 5), punjab=province) == (
        "protest reported in Punjab, no town named (1 report)."
    )
    said = tell(6, ("karachi", 5), ("karachi", 6), ("punjab", 6), punjab=province)
    assert said.startswith("protest reported in 1 town, and in Punjab with no town named (2 ")


def test_brackets_in_a_name_do_not_take_the_list(tell: Tell) -> None:
    area = {"level": "district", "site": "Kachhi (Bolan)"}
    said = tell(5, ("karachi", 5), ("kachhi", 5), kachhi=area)
    assert "Kachhi (Bolan) with no town named" in said
    assert "Kachhi: " not in said
    assert said.endswith("(2 reports).")


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.tuples(st.sampled_from("abcde"), st.integers(1, 7)), min_size=1, unique=True),
    st.integers(1, 8),
)
def test_every_day_is_one_sentence(
    make_counts: Make, make_sites: Make, entries: list, number: int
) -> None:
    timeline = build_timeline(make_counts(*entries), make_sites("abcde"))
    said = describe_day(timeline, day(number))
    assert said.startswith(f"{day_in_words(day(number))}: ")
    assert said.endswith(".")
    assert said.count(".") == 1
    assert "\n" not in said
    assert "  " not in said


def test_days_are_written_out() -> None:
    assert day_in_words(pd.Timestamp("2021-01-03")) == "Sunday 3 January 2021"
    assert day_in_words(pd.Timestamp("2024-02-29")) == "Thursday 29 February 2024"
    assert day_in_words(pd.Timestamp("2021-01-03"), weekday=False) == "3 January 2021"


def test_all_months_and_weekdays() -> None:
    for number in range(1, 32):
        stamp = pd.Timestamp(2021, (number - 1) % 12 + 1, min(number, 28))
        assert day_in_words(stamp) == f"{stamp:%A} {stamp.day} {stamp:%B} {stamp.year}"


class NoFormats(date):
    """A day that cannot be formatted, so that no locale can be asked."""

    def strftime(self, *_: object) -> str:  # type: ignore[override]
        return pytest.fail("a locale was asked")

    __format__ = strftime  # type: ignore[assignment]


def test_no_locale_is_asked() -> None:
    stamp: Any = NoFormats(2021, 1, 6)
    assert day_in_words(stamp) == "Wednesday 6 January 2021"


def test_no_locale_changes_a_day() -> None:
    before = locale.setlocale(locale.LC_TIME)
    tried = []
    try:
        for name in ("de_DE.UTF-8", "ur_PK.UTF-8", "fr_FR.UTF-8", "C.UTF-8", "C"):
            try:
                tried.append(locale.setlocale(locale.LC_TIME, name))
            except locale.Error:
                continue
            assert day_in_words(pd.Timestamp("2021-01-06")) == "Wednesday 6 January 2021"
    finally:
        locale.setlocale(locale.LC_TIME, before)
    assert "C" in tried
