"""The day's sentence in Urdu, and numbers and days as Pakistani papers write them.

Nouns stand in the case that their postposition asks for: ``شہر`` is one town or several, ``شہروں
میں`` in several. Names in another script are set apart, so that they do not turn the words around
them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

import pandas as pd

from geo.day_facts import DayFacts

WEEKDAYS: Final = ("پیر", "منگل", "بدھ", "جمعرات", "جمعہ", "ہفتہ", "اتوار")
MONTHS: Final = (
    *("جنوری", "فروری", "مارچ", "اپریل", "مئی", "جون"),
    *("جولائی", "اگست", "ستمبر", "اکتوبر", "نومبر", "دسمبر"),
)
_DIGITS: Final = str.maketrans("0123456789,.", "۰۱۲۳۴۵۶۷۸۹٬٫")
_MINUS: Final = "\N{LEFT-TO-RIGHT MARK}-"
_APART: Final = ("\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}")


def number(value: float, *, decimals: int = 0) -> str:
    """Write a number with the digits used in Pakistan, thousands set apart.

    >>> number(1234), number(2.5, decimals=1)
    ('۱٬۲۳۴', '۲٫۵')
    """
    written = f"{abs(value):,.{decimals}f}".translate(_DIGITS)
    return f"{_MINUS}{written}" if value < 0 else written


def digits(text: str) -> str:
    """Write the digits in a text as those used in Pakistan, and nothing else of it.

    >>> digits("2021")
    '۲۰۲۱'
    """
    return "".join(c.translate(_DIGITS) if c.isascii() and c.isdigit() else c for c in text)


def day_in_words(day: pd.Timestamp, *, weekday: bool = True) -> str:
    """Write a day out.

    >>> day_in_words(pd.Timestamp("2021-01-06"))
    'بدھ ۶ جنوری ۲۰۲۱'
    """
    words = f"{digits(str(day.day))} {MONTHS[day.month - 1]} {digits(str(day.year))}"
    return f"{WEEKDAYS[day.weekday()]} {words}" if weekday else words


def counted(value: int, one: str, several: str) -> str:
    """Write a number with its noun; one is written out.

    >>> counted(1, "خبر", "خبریں"), counted(50, "خبر", "خبریں")
    ('ایک خبر', '۵۰ خبریں')
    """
    return f"ایک {one}" if value == 1 else f"{number(value)} {several}"


def listed(names: Sequence[str], *, at_most: int) -> str:
    """Join names, each once, the first ones in full.

    >>> listed(["کوئٹہ", "کراچی", "لاہور"], at_most=6)
    'کوئٹہ، کراچی اور لاہور'
    """
    unique = list(dict.fromkeys(names))
    shown, rest = [apart(name) for name in unique[:at_most]], len(unique) - at_most
    if rest > 0:
        return f"{'، '.join(shown)} اور {number(rest)} دیگر"
    if len(shown) < 2:
        return "".join(shown)
    return f"{'، '.join(shown[:-1])} اور {shown[-1]}"


def apart(name: str) -> str:
    """Set a name of another script apart from the Urdu around it."""
    is_urdu = any(unicodedata.bidirectional(letter) == "AL" for letter in name)
    return name if is_urdu else name.join(_APART)


def sentence(facts: DayFacts, *, named_at_most: int, silent_at_most: int) -> str:
    """Say in one sentence what was reported for a day."""
    clauses = _clauses(facts, named_at_most, silent_at_most)
    return f"{day_in_words(facts.day)}: {'؛ '.join(clauses)}۔"


def _clauses(facts: DayFacts, named: int, silent: int) -> list[str]:
    if not facts.active:
        return ["اس دن کسی احتجاج کی خبر نہیں"]
    reports = _reports(facts)
    if facts.only_ends:
        places = listed(facts.active, at_most=named)
        told = "خبر ہے" if facts.reports == 1 else "خبریں ہیں"
        return [f"{places} سے صرف احتجاج ختم ہونے کی {told} ({reports})"]
    where = _where(facts, named)
    if facts.is_first and (facts.spots or facts.towns):
        where += f": {listed(facts.spots or facts.towns, at_most=named)}"
    clauses = [f"{where} ({reports})"]
    if facts.new and not facts.is_first:
        clauses.append(f"اس دن پہلی بار خبر آئی: {listed(facts.new, at_most=named)}")
    if facts.again:
        clauses.append(f"خاموشی کے بعد دوبارہ خبر آئی: {listed(facts.again, at_most=named)}")
    if facts.ended:
        clauses.append(f"احتجاج ختم ہونے کی خبر: {listed(facts.ended, at_most=named)}")
    if facts.silent:
        clauses.append(f"{_few_or_counted(facts.silent, silent)} سے اس دن کوئی خبر نہیں")
    return clauses


def _reports(facts: DayFacts) -> str:
    reports = counted(facts.reports, "خبر", "خبریں")
    if not facts.weak:
        return reports
    if facts.weak == facts.reports:
        return f"{reports}، کمزور" if facts.reports == 1 else f"{reports}، سب کمزور"
    return f"{reports}، ان میں سے {number(facts.weak)} کمزور"


def _where(facts: DayFacts, named: int) -> str:
    areas = listed(facts.areas, at_most=named)
    if not facts.spots and not facts.towns:
        return f"{areas} میں احتجاج کی خبر ہے، کسی شہر کا نام نہیں دیا گیا"
    within = f"{number(facts.provinces)} صوبوں اور علاقوں کے " if facts.provinces > 1 else ""
    if facts.spots:
        at = f"{counted(len(facts.spots), 'مقام', 'مقامات')} پر"
    else:
        at = f"{counted(len(facts.towns), 'شہر', 'شہروں')} میں"
    where = f"{within}{at} احتجاج کی خبر ہے"
    if facts.spots and facts.towns:
        towns = listed(facts.towns, at_most=named)
        where += f"، نیز {towns} میں، جہاں کسی مقام کا نام نہیں دیا گیا"
    if areas:
        where += f"، اور {areas} میں، جہاں کسی شہر کا نام نہیں دیا گیا"
    return where


def _few_or_counted(names: Sequence[str], at_most: int) -> str:
    """Name a few places; more are only counted, as their absence says little."""
    if len(names) <= at_most:
        return listed(names, at_most=at_most)
    return f"پہلے کے {number(len(names))} مقامات"
