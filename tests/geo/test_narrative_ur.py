"""The day's sentence in Urdu: the same facts as in English, in right Urdu."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.day_facts import facts_of_day, facts_of_days
from geo.narrative import day_in_words, describe_day, describe_days
from geo.narrative_ur import apart, counted, digits, listed, number
from geo.timeline import build_timeline

Make = Callable[..., pd.DataFrame]
Tell = Callable[..., str]

NAMES = {
    "karachi": "کراچی",
    "quetta": "کوئٹہ",
    "lahore": "لاہور",
    "numaish": "نمائش چورنگی",
    "punjab": "پنجاب",
    **dict(zip("abcdefgh", "ابپتثجچح", strict=True)),
}


def day(number: int) -> pd.Timestamp:
    return pd.Timestamp(2021, 1, number)


@pytest.fixture(scope="module")
def tell(make_counts: Make, make_sites: Make) -> Tell:
    """Describe a day in Urdu, of reports given as (site, day, columns)."""

    def describe(number: int, *entries: tuple[Any, ...], **sites: dict[str, Any]) -> str:
        ids = list(dict.fromkeys(entry[0] for entry in entries))
        frame = build_timeline(make_counts(*entries), make_sites(ids, **sites))
        said = describe_day(frame, day(number), language="ur", names=NAMES)
        head, _, rest = said.partition(": ")
        assert head == day_in_words(day(number), language="ur")
        return rest

    return describe


def test_the_first_day_names_its_towns(tell: Tell) -> None:
    assert tell(5, ("karachi", 5)) == "ایک شہر میں احتجاج کی خبر ہے: کراچی (ایک خبر)۔"
    two = tell(5, ("karachi", 5), ("quetta", 5, {"reports": 3}))
    assert two == "۲ شہروں میں احتجاج کی خبر ہے: کوئٹہ اور کراچی (۴ خبریں)۔"


def test_later_days_name_what_is_new(tell: Tell) -> None:
    said = tell(6, ("karachi", 5), ("karachi", 6), ("quetta", 6))
    assert said == "۲ شہروں میں احتجاج کی خبر ہے (۲ خبریں)؛ اس دن پہلی بار خبر آئی: کوئٹہ۔"


def test_a_return_after_silence_is_not_called_the_first(tell: Tell) -> None:
    said = tell(9, ("karachi", 5), ("karachi", 9), ("quetta", 9))
    assert "؛ اس دن پہلی بار خبر آئی: کوئٹہ؛" in said
    assert said.endswith("؛ خاموشی کے بعد دوبارہ خبر آئی: کراچی۔")


def test_an_end_is_named_as_a_report(tell: Tell) -> None:
    said = tell(6, ("karachi", 5), ("karachi", 6, {"ended": True}))
    assert said.endswith("؛ احتجاج ختم ہونے کی خبر: کراچی۔")


def test_a_day_of_ends_alone_is_not_told_as_a_day_of_protest(tell: Tell) -> None:
    ends = {"reports": 2, "ends": 2, "ended": True}
    said = tell(6, ("karachi", 5), ("karachi", 6, ends), ("quetta", 5))
    assert said == "کراچی سے صرف احتجاج ختم ہونے کی خبریں ہیں (۲ خبریں)۔"
    one = {"reports": 1, "ends": 1, "ended": True}
    assert "صرف احتجاج ختم ہونے کی خبر ہے (ایک خبر)" in tell(6, ("karachi", 5), ("karachi", 6, one))


def test_silence_is_said_to_be_no_report(tell: Tell) -> None:
    said = tell(6, ("karachi", 5), ("quetta", 6))
    assert said.endswith("؛ کراچی سے اس دن کوئی خبر نہیں۔")
    assert "ختم" not in said


def test_many_silent_places_are_only_counted(tell: Tell) -> None:
    early = [(name, 5) for name in "abcd"]
    assert tell(6, *early[:3], ("h", 6)).endswith("؛ ا، ب اور پ سے اس دن کوئی خبر نہیں۔")
    said = tell(6, *early, ("h", 6))
    assert said.endswith("؛ پہلے کے ۴ مقامات سے اس دن کوئی خبر نہیں۔")


def test_more_than_six_towns_are_cut(tell: Tell) -> None:
    said = tell(5, *((name, 5) for name in "abcdefgh"))
    assert said == "۸ شہروں میں احتجاج کی خبر ہے: ا، ب، پ، ت، ث، ج اور ۲ دیگر (۸ خبریں)۔"


def test_a_day_without_reports(tell: Tell) -> None:
    for at in (4, 6, 9):
        assert tell(at, ("karachi", 5), ("karachi", 8)) == "اس دن کسی احتجاج کی خبر نہیں۔"


def test_provinces_are_counted_when_there_are_several(tell: Tell) -> None:
    entries = [("karachi", 5), ("quetta", 5)]
    assert "صوبوں" not in tell(5, *entries)
    said = tell(5, *entries, quetta={"admin1": "Balochistan"})
    assert said.startswith("۲ صوبوں اور علاقوں کے ۲ شہروں میں احتجاج کی خبر ہے: ")


def test_spots_are_sites_not_towns(tell: Tell) -> None:
    said = tell(5, ("karachi", 5), ("numaish", 5), numaish={"level": "spot"})
    assert said == (
        "ایک مقام پر احتجاج کی خبر ہے، نیز کراچی میں، جہاں کسی مقام کا نام نہیں دیا گیا: "
        "نمائش چورنگی (۲ خبریں)۔"
    )


def test_areas_are_named_apart_from_towns(tell: Tell) -> None:
    province = {"level": "province", "site": "Punjab"}
    assert tell(5, ("punjab", 5), punjab=province) == (
        "پنجاب میں احتجاج کی خبر ہے، کسی شہر کا نام نہیں دیا گیا (ایک خبر)۔"
    )
    said = tell(6, ("karachi", 5), ("karachi", 6), ("punjab", 6), punjab=province)
    assert said.startswith(
        "ایک شہر میں احتجاج کی خبر ہے، اور پنجاب میں، جہاں کسی شہر کا نام نہیں دیا گیا (۲ خبریں)؛"
    )


def test_weak_reports_are_counted_apart(tell: Tell) -> None:
    some = tell(5, ("karachi", 5, {"reports": 3, "weak": 2}))
    assert some.endswith("(۳ خبریں، ان میں سے ۲ کمزور)۔")
    assert tell(5, ("karachi", 5, {"reports": 2, "weak": 2})).endswith("(۲ خبریں، سب کمزور)۔")
    assert tell(5, ("karachi", 5, {"reports": 1, "weak": 1})).endswith("(ایک خبر، کمزور)۔")


def test_a_latin_name_does_not_turn_the_words_around_it(tell: Tell) -> None:
    said = tell(5, ("camp", 5, {"reports": 12}), camp={"site": "Camp 7 (North)"})
    assert said == ("ایک شہر میں احتجاج کی خبر ہے: \u2068Camp 7 (North)\u2069 (۱۲ خبریں)۔")
    assert apart("کراچی Karachi") == "کراچی Karachi"


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcde"),
            st.integers(1, 7),
            st.fixed_dictionaries({"reports": st.integers(1, 1500), "ended": st.booleans()}),
        ),
        min_size=1,
        unique_by=lambda entry: entry[:2],
    ),
    st.integers(1, 8),
)
def test_every_day_is_one_sentence_with_the_numbers_of_the_english(
    make_counts: Make, make_sites: Make, entries: list, number: int
) -> None:
    timeline = build_timeline(make_counts(*entries), make_sites("abcde"))
    said = describe_day(timeline, day(number), language="ur", names=NAMES)
    english = describe_day(timeline, day(number))
    assert said.count("۔") == 1
    assert said.endswith("۔")
    assert "  " not in said
    assert "\n" not in said
    assert not re.search(r"[A-Za-z0-9,;.]", said)
    assert unicodedata.bidirectional(said[0]) == "AL"
    assert said.count("؛") == english.count(";")
    plain = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")
    in_urdu = re.findall(r"\d+", said.translate(plain).replace("٬", "").replace("ایک", "1"))
    in_english = re.findall(r"\d+", english.replace(",", ""))
    assert sorted(map(int, in_urdu)) == sorted(map(int, in_english))


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.sampled_from("abcde"), st.integers(1, 7)), min_size=1, unique=True))
def test_many_days_are_told_as_each_alone(
    make_counts: Make, make_sites: Make, entries: list
) -> None:
    timeline = build_timeline(make_counts(*entries), make_sites("abcde"))
    days = pd.date_range("2020-12-31", "2021-01-09", unit="s")
    assert list(facts_of_days(timeline, days)) == [facts_of_day(timeline, d) for d in days]
    assert describe_days(timeline, days) == [describe_day(timeline, d) for d in days]
    shuffled = timeline.sample(frac=1, random_state=1)
    assert describe_days(shuffled, days, language="ur") == [
        describe_day(timeline, d, language="ur") for d in days
    ]


def test_two_sites_of_one_name_are_counted_twice_and_named_once(tell: Tell) -> None:
    said = tell(5, ("x", 5), ("y", 5), x={"site": "Sahiwal"}, y={"site": "Sahiwal"})
    assert said.startswith("۲ شہروں میں")
    assert said.count("Sahiwal") == 1


def test_days_are_written_out() -> None:
    for number_of_day in range(1, 32):
        stamp = pd.Timestamp(2021, (number_of_day - 1) % 12 + 1, min(number_of_day, 28))
        written = day_in_words(stamp, language="ur")
        assert written.endswith(digits(str(stamp.year)))
        assert not re.search(r"[A-Za-z0-9]", written)
        assert written.endswith(day_in_words(stamp, weekday=False, language="ur"))
    assert day_in_words(pd.Timestamp("2021-01-03"), language="ur") == "اتوار ۳ جنوری ۲۰۲۱"
    assert day_in_words(pd.Timestamp("2024-02-29"), language="ur") == "جمعرات ۲۹ فروری ۲۰۲۴"


def test_numbers_and_lists() -> None:
    assert number(0) == "۰"
    assert number(-1234567) == "\u200e-۱٬۲۳۴٬۵۶۷"
    assert number(0.5, decimals=2) == "۰٫۵۰"
    assert counted(1000, "خبر", "خبریں") == "۱٬۰۰۰ خبریں"
    assert listed([], at_most=6) == ""
    assert listed(["ا", "ا"], at_most=6) == "ا"
    assert listed(["ا", "ب", "پ"], at_most=2) == "ا، ب اور ۱ دیگر"
