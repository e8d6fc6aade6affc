"""What reports can be chosen by, and how the values of a cell are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from geo.schema import CERTAINTIES, EVENT_TYPES, LEVELS

FACETS: Final = ("province", "event_type", "organiser", "source", "level", "certainty")
"""By what reports can be chosen. `province` and `level` are the site's, the rest the report's."""
UNNAMED: Final = "(not stated)"
"""The value of an empty cell."""
_SEVERAL: Final = ("organiser", "source")
"""Facets of which one report may have several values, parted by semicolons."""
_ORDERS: Final[dict[str, tuple[str, ...]]] = {
    "event_type": EVENT_TYPES,
    "level": LEVELS,
    "certainty": CERTAINTIES,
}


def values_of(cell: str, facet: str) -> tuple[str, ...]:
    """Return the values that a cell has in a facet.

    >>> values_of("Dawn; Geo News;", "source"), values_of("", "province")
    (('Dawn', 'Geo News'), ('(not stated)',))
    """
    if facet not in _SEVERAL:
        return (cell or UNNAMED,)
    parts = dict.fromkeys(part.strip() for part in cell.split(";"))
    return tuple(filter(None, parts)) or (UNNAMED,)


def in_order(counts: Mapping[str, int], facet: str) -> dict[str, int]:
    """Put a facet's values into the order to offer them: the schema's, or the alphabet's."""
    order = _ORDERS.get(facet)
    if order is None:
        names = sorted(counts, key=lambda name: (name == UNNAMED, name.casefold()))
    else:
        names = [name for name in order if name in counts]
    return {name: counts[name] for name in names}
