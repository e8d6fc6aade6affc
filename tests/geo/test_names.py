"""Keys under which one name always falls together, and different names never do."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.names import name_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("KARACHI", "karachi"),
        ("  Tando   Bago ", "Tando Bago"),
        ("D.I. Khan", "D I Khan"),
        ("Mīrpur Khās", "Mirpur Khas"),
        ("Gulshan-e-Iqbal", "Gulshan e Iqbal"),
        ("Ja'far-e-Tayyar", "Jafar e Tayyar"),
        ("Ja’far", "Jaʼfar"),
        ("Golimar & Sons", "Golimar and Sons"),
        ("کراچی", "كراچي"),
        ("کوئٹہ", "كوئٹه"),
        ("لاہور", "لاهور"),
        ("مُلتان", "ملتان"),
        ("آزاد کشمیر", "ازاد كشمير"),
        ("خیبر\u200cپختونخوا", "خیبرپختونخوا"),
        ("کوي\u0654ٹہ", "کوئٹہ"),
    ],
)
def test_ways_to_write_one_name(one: str, other: str) -> None:
    assert name_key(one) == name_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Malir", "Matli"),
        ("Kharmang", "Kharan"),
        ("Mirpur", "Mirpur Khas"),
        ("Khairpur", "Khairpur Nathan Shah"),
        ("Mach", "Machh"),
        ("کراچی", "کرک"),
        ("Block 13", "Block 31"),
    ],
)
def test_different_spellings_stay_apart(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@settings(deadline=None)
@given(st.text())
def test_a_key_is_its_own_key(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)


@settings(deadline=None)
@given(st.text(), st.sampled_from([" ", ".", "  ", "\t", "-", ","]))
def test_blanks_and_stops_around_make_no_difference(name: str, around: str) -> None:
    assert name_key(around + name + around) == name_key(name)


@pytest.mark.parametrize("nothing", ["", " ", "—", "…", "'"])
def test_nothing_has_no_key(nothing: str) -> None:
    assert name_key(nothing) == ""
