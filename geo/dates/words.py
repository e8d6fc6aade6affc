"""Words that dates are written with: months and weekdays in the languages of our sources."""

from __future__ import annotations

import unicodedata
from typing import Final

_MONTHS: Final = (
    "january jan janvier janv enero ene januar janner janner jaenner جنوری",
    "february feb febr fevrier fevr fev febrero februar فروری",
    "march mar mars marzo maerz marz mrz مارچ",
    "april apr avril avr abril abr اپریل",
    "may mai mayo مئی",
    "june jun juin junio juni جون",
    "july jul juillet juil julio juli جولائی",
    "august aug aout agosto ago اگست",
    "september sep sept septembre septiembre setiembre ستمبر",
    "october oct octobre octubre oktober okt اکتوبر",
    "november nov novembre noviembre نومبر",
    "december dec decembre diciembre dic dezember dez دسمبر",
)
_WEEKDAYS: Final = (
    "monday mon lundi lunes montag پیر سوموار",
    "tuesday tue tues mardi martes dienstag منگل",
    "wednesday wed weds mercredi miercoles mittwoch بدھ",
    "thursday thu thur thurs jeudi jueves donnerstag جمعرات",
    "friday fri vendredi viernes freitag جمعہ",
    "saturday sat samedi sabado samstag sonnabend ہفتہ",
    "sunday sun dimanche domingo sonntag اتوار",
)
_PASSED_OVER: Final = "the of on from le la du de del el am den der der dem ء عیسوی کو بروز"
_RANGE: Final = "to till until through thru au al bis hasta سے تا"
_IN_LAYOUTS: Final = "st nd rd th er o a and t z w c e week wk beginning commencing starting ending"
_PARTS_OF_MONTH: Final = "early mid late"

_EASTERN: Final = {
    **{ord(digit): str(value) for value, digit in enumerate("۰۱۲۳۴۵۶۷۸۹")},
    **{ord(digit): str(value) for value, digit in enumerate("٠١٢٣٤٥٦٧٨٩")},
    ord("٫"): ".",
    ord("،"): ",",
    ord("؛"): ";",
    ord("؍"): "/",
    ord("−"): "-",
}
_MARKS: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\ufeff"))
_LETTERS: Final = {ord("ي"): "ی", ord("ى"): "ی", ord("ك"): "ک", ord("ه"): "ہ"}


def to_western_digits(text: str) -> str:
    """Write Eastern Arabic and Urdu digits as 0-9, and their comma, point, slash and minus alike.

    >>> to_western_digits("۵ جنوری ۲۰۲۱")
    '5 جنوری 2021'
    """
    return text if text.isascii() else text.translate(_EASTERN)


def fold(text: str) -> str:
    """Take case, accents and invisible marks from a text.

    >>> fold("Février")
    'fevrier'
    """
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", to_western_digits(text).translate(_MARKS))
    bare = "".join(char for char in apart if unicodedata.category(char) != "Mn")
    return bare.translate(_LETTERS).lower()


def _numbered(rows: tuple[str, ...]) -> dict[str, int]:
    return {word: number for number, row in enumerate(rows) for word in fold(row).split()}


MONTHS: Final = {word: number + 1 for word, number in _numbered(_MONTHS).items()}
"""Folded month name → 1-12."""
WEEKDAYS: Final = _numbered(_WEEKDAYS)
"""Folded weekday name → 0 (Monday) - 6."""
PASSED_OVER: Final = frozenset(fold(_PASSED_OVER).split())
RANGE_WORDS: Final = frozenset(fold(_RANGE).split())
PARTS_OF_MONTH: Final = frozenset(_PARTS_OF_MONTH.split())
KNOWN_WORDS: Final = frozenset(
    [*MONTHS, *WEEKDAYS, *PASSED_OVER, *RANGE_WORDS, *PARTS_OF_MONTH, *_IN_LAYOUTS.split()]
)
"""A cell with any other word is no date."""
