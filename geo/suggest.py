"""Names like one that was not found: proposals for a person, never placements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from geo.gazetteer import Gazetteer
from geo.names import name_key

_LEAST_LIKE: Final = 75
_SHOWN: Final = 5


def suggest(
    gazetteer: Gazetteer, names: Sequence[str], *, within: str = ""
) -> list[tuple[str, ...]]:
    """Propose places whose names are like those given, for each up to five, the likest first.

    Parameters
    ----------
    gazetteer
        Whose names are compared.
    names
        As written.
    within
        Id of the area that must hold the places proposed.
    """
    from rapidfuzz import fuzz, process

    known = gazetteer.names(within=within)
    keys = list(known)
    found: list[tuple[str, ...]] = []
    for name in names:
        near = process.extract(
            name_key(name), keys, scorer=fuzz.ratio, score_cutoff=_LEAST_LIKE, limit=_SHOWN
        )
        places = (gazetteer.places[known[key]] for key, _, _ in near)
        found.append(tuple(dict.fromkeys(f"{p.name}, {p.admin1 or p.country}" for p in places)))
    return found
