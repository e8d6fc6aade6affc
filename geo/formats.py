"""Which column of a table plays which part: recognised by header, never by file name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from geo.errors import SchemaError
from geo.schema import REPORT_DTYPES

_LONGEST_SHOWN: Final = 40
_SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    "report_id": ("id", "event_id"),
    "date": ("day", "event_date", "start_date", "date_start"),
    "date_end": ("end_date",),
    "event_type": ("type", "form", "protest_form"),
    "place": ("city", "town", "location", "place_name", "locality", "name"),
    "spot": ("site", "venue", "landmark", "address"),
    "admin1": ("province", "state", "region"),
    "admin2": ("district",),
    "country": ("country_code", "iso2"),
    "latitude": ("lat", "y"),
    "longitude": ("lon", "lng", "long", "x"),
    "organiser": ("organizer", "organisers", "organizers", "organisation", "organization", "actor"),
    "size_low": ("size_min",),
    "size_high": ("size_max",),
    "size_text": ("size", "crowd_size", "turnout"),
    "source": ("outlet", "publisher", "source_publisher", "newspaper"),
    "source_url": ("url", "link"),
    "source_date": ("published", "publication_date"),
    "note": ("notes", "description", "comment", "quote_or_paraphrase"),
}


@dataclass(frozen=True)
class Recognition:
    """What a header was taken for.

    Attributes
    ----------
    format
        ``canonical`` when the header uses Dharna's own names for all it needs, else ``table``.
    roles
        Canonical column → the table's column.
    """

    format: str
    roles: dict[str, str]

    @property
    def locatable(self) -> bool:
        """Whether a place can be told from these columns at all."""
        named = any(name in self.roles for name in ("place", "spot", "admin1", "admin2", "country"))
        return named or {"latitude", "longitude"} <= self.roles.keys()


def recognise(header: Sequence[str], *, where: str, needs_date: bool = True) -> Recognition:
    """Give each canonical column the table's column that holds it.

    A canonical name always wins over a synonym; letter case, blanks and underscores do not matter.

    Parameters
    ----------
    header
        Column names in the order of the table.
    where
        What to call the table in an error: a file's name.
    needs_date
        Locating alone needs no date; counting does.

    Raises
    ------
    SchemaError
        When there is no date column, or nothing that names or gives a place.

    >>> recognise(["Date", "City"], where="x.csv").roles
    {'date': 'Date', 'place': 'City'}
    """
    by_key: dict[str, str] = {}
    for name in header:
        by_key.setdefault(_key(name), name)
    if {"site_id", "geo_method"} <= by_key.keys():
        # What `dharna geocode` wrote: its `site` is a place that was found, not one that was given.
        by_key.pop("site", None)
    roles = {}
    for canonical in REPORT_DTYPES:
        for candidate in (canonical, *_SYNONYMS.get(canonical, ())):
            if candidate in by_key:
                roles[canonical] = by_key[candidate]
                break
    needed = [name for name in ("date", "place") if name in roles]
    exact = needed and all(_key(roles[name]) == name for name in needed)
    found = Recognition("canonical" if exact else "table", roles)
    seen = ", ".join(_shortened(name) for name in header[:12]) + (" …" if len(header) > 12 else "")
    if needs_date and "date" not in roles:
        msg = f"{where} has no date column (its columns are: {seen}); name one of them 'date'."
        raise SchemaError(msg, where=where)
    if not found.locatable:
        msg = (
            f"{where} has neither a place column nor latitude and longitude "
            f"(its columns are: {seen}); name one of them 'place'."
        )
        raise SchemaError(msg, where=where)
    return found


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_SHOWN else name[: _LONGEST_SHOWN - 1] + "…"


def _key(name: str) -> str:
    return re.sub(r"[\s_\-.]+", "_", name.strip().lower())
