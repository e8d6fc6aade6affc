"""The interface in English and in Urdu.

The sources speak English: ``tr("Reset filters")`` gives the words of the language that the run was
told to speak, and English where the catalogue knows none. What is filled in is named:
``trn("{n} row read", "{n} rows read", n)``.
"""

from dashboard.translation.catalogue import (
    Language,
    apart,
    direction,
    in_language,
    language,
    locale,
    number,
    set_language,
    tr,
    translate,
    trn,
)
from dashboard.translation.days import date_in_words, digits_said, iso_date
from dashboard.translation.places import place_name, place_names, province_name
from dashboard.translation.player import player_text
from dashboard.translation.retelling import retell

__all__ = [
    "Language",
    "apart",
    "date_in_words",
    "digits_said",
    "direction",
    "in_language",
    "iso_date",
    "language",
    "locale",
    "number",
    "place_name",
    "place_names",
    "player_text",
    "province_name",
    "retell",
    "set_language",
    "tr",
    "translate",
    "trn",
]
