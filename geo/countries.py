"""Countries by their names and codes, as event files write them."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib import resources
from typing import Final

from geo.names import name_key

_TABLE: Final = "gazetteer/countries.csv"


def iso2_of(text: str) -> str:
    """Return the ISO 3166 alpha-2 code of a country, or ``""`` when it is not known.

    Parameters
    ----------
    text
        A code of two or three letters, an ISO number, or a name in any letter case.

    >>> iso2_of("Pakistan"), iso2_of("PAK"), iso2_of("586"), iso2_of("Atlantis")
    ('PK', 'PK', 'PK', '')
    """
    return _codes().get(_key(text), "")


def country_name(iso2: str) -> str:
    """Return a country's English name; the code itself when it is not known.

    >>> country_name("PK")
    'Pakistan'
    """
    return country_names().get(iso2.upper(), iso2)


@lru_cache(maxsize=1)
def country_names() -> dict[str, str]:
    """Return ISO 3166 alpha-2 code → English name (GeoNames), in the order of the names."""
    named = {row["iso2"]: row["name"] for row in _rows()}
    return dict(sorted(named.items(), key=lambda item: item[1]))


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for row in _rows():
        names = [row["iso2"], row["iso3"], row["iso_numeric"].zfill(3), row["iso_numeric"]]
        names += [row["name"], *filter(None, row["alternates"].split("|"))]
        for name in names:
            codes.setdefault(_key(name), row["iso2"])
    codes.pop("", None)
    return codes


@lru_cache(maxsize=1)
def _rows() -> list[dict[str, str]]:
    text = resources.files("data").joinpath(_TABLE).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _key(text: str) -> str:
    key = name_key(text)
    return key.removeprefix("the ")
