"""Names of places in Urdu: by hand, else from the gazetteer's alternates."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from io import StringIO
from typing import Final

import pandas as pd

from geo.gazetteer_tables import read_tables
from geo.narrative import Language
from geo.narrative_ur import digits

LETTERS: Final = frozenset("آأؤئءابپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوہۂۃھیےۓ")
"""The letters that Urdu is written with; Arabic ي ك ه are others."""
_BESIDE: Final = frozenset(" -()،۔0123456789۰۱۲۳۴۵۶۷۸۹\N{ZERO WIDTH NON-JOINER}")
_COUNTRY: Final = "PK"
"""Whose gazetteer has names in Urdu."""


def is_urdu(name: str) -> bool:
    """Return whether a name is written in the letters of Urdu alone.

    >>> is_urdu("کوئٹہ"), is_urdu("كويته"), is_urdu("Quetta")
    (True, False, False)
    """
    return not LETTERS.isdisjoint(name) and set(name) <= LETTERS | _BESIDE


def place_name(site_id: str, english: str, language: Language) -> str:
    """Return a site's name in a language; its English one where no other is known.

    >>> place_name("PK-BA/quetta", "Quetta", "ur")
    'کوئٹہ'
    """
    return english if language == "en" else _urdu().get(site_id, english)


def place_names(sites: pd.DataFrame, language: Language) -> dict[str, str]:
    """Return the names of sites that are known in a language by ``site_id``; none for English.

    Parameters
    ----------
    sites
        With ``site_id``.
    """
    if language == "en":
        return {}
    known = _urdu()
    return {site_id: known[site_id] for site_id in sites["site_id"] if site_id in known}


def province_name(english: str, language: Language) -> str:
    """Return the name of a province, territory or district of the shipped country.

    >>> province_name("Sindh", "ur")
    'سندھ'
    """
    return english if language == "en" else _urdu_areas().get(english, english)


@lru_cache(maxsize=1)
def _urdu() -> dict[str, str]:
    """Return place ids with their names in Urdu."""
    tables, _ = read_tables(_COUNTRY)
    found = {
        place_id: digits(name)
        for place_id, alternates in zip(tables["place_id"], tables["alternates"], strict=True)
        if (name := _first_urdu(alternates.split("|")))
    }
    return found | _by_hand()


@lru_cache(maxsize=1)
def _urdu_areas() -> dict[str, str]:
    """Return English names of areas with those in Urdu; a province wins over its namesakes."""
    tables, _ = read_tables(_COUNTRY)
    known = _urdu()
    names: dict[str, str] = {}
    for level in ("country", "province", "district"):
        rows = tables[tables["level"] == level]
        for place_id, name in zip(rows["place_id"], rows["name"], strict=True):
            if place_id in known:
                names.setdefault(name, known[place_id])
    return names


def _first_urdu(names: Iterable[str]) -> str:
    return next((name for name in names if is_urdu(name)), "")


def _by_hand() -> dict[str, str]:
    file = resources.files("dashboard.translation") / "ur" / "places.csv"
    rows = csv.DictReader(StringIO(file.read_text(encoding="utf-8")))
    return {row["place_id"]: row["name_ur"] for row in rows}
