"""The offline gazetteer: places by name, with their place in the hierarchy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from geo.distance import great_circle_km
from geo.errors import GazetteerError
from geo.gazetteer_tables import COLUMNS, check_table, has_tables, read_tables
from geo.names import name_key, sound_key, spelling_key
from geo.plane import unit_vectors
from geo.schema import LEVELS

__all__ = ["COLUMNS", "DUMP", "Gazetteer", "Likeness", "Place", "load_gazetteer"]

DUMP: Final = "GeoNames dump"
"""What `Place.how` says of the populated places of a dump."""
Likeness = Literal["name", "spelling", "sound"]
_RANK: Final = {level: rank for rank, level in enumerate(LEVELS)}


@dataclass(frozen=True, slots=True)
class Place:
    """One gazetteer entry. WGS84 degrees; `radius_km` holds the true place nine times in ten."""

    place_id: str
    name: str
    level: str
    parent_id: str
    admin1: str
    admin2: str
    country: str
    latitude: float
    longitude: float
    radius_km: float
    population: int
    source: str
    how: str


class Gazetteer:
    """Places of one table, found by any of their names.

    Parameters
    ----------
    table
        Rows with `COLUMNS`; ``alternates`` holds further names joined by ``|``.
    aliases
        Further spellings: ``alias`` and ``place_id``.

    Raises
    ------
    GazetteerError
        When a column is missing, an id is used twice, a level is unknown, or a parent or an
        alias's place does not exist.
    """

    def __init__(self, table: pd.DataFrame, aliases: pd.DataFrame | None = None) -> None:
        check_table(table)
        places = {
            row[0]: Place(*row)
            for row in table[list(Place.__slots__)].itertuples(index=False, name=None)
        }
        self.places: Mapping[str, Place] = places
        self._chains: dict[str, tuple[str, ...]] = {}
        self._known_trees: dict[tuple[str, ...], tuple[list[str], Any]] = {}
        self._names = [
            (place_id, name)
            for place_id, first, others in zip(
                table["place_id"], table["name"], table["alternates"], strict=True
            )
            for name in (first, *others.split("|"))
        ]
        if aliases is not None:
            for alias, place_id in zip(aliases["alias"], aliases["place_id"], strict=True):
                if place_id not in places:
                    msg = f"Alias '{alias}' names the place {place_id}, which no table holds."
                    raise GazetteerError(msg)
                self._names.append((place_id, alias))
        for place in places.values():
            if place.parent_id and place.parent_id not in places:
                msg = f"The parent {place.parent_id} of {place.place_id} is in no table."
                raise GazetteerError(msg)

    def __len__(self) -> int:
        return len(self.places)

    @cached_property
    def countries(self) -> frozenset[str]:
        """ISO alpha-2 codes of the places."""
        return frozenset(place.country for place in self.places.values())

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        return self._index(name_key)

    @cached_property
    def _by_spelling(self) -> dict[str, list[str]]:
        return self._index(spelling_key)

    @cached_property
    def _by_sound(self) -> dict[str, list[str]]:
        return self._index(sound_key)

    def _index(self, key_of: Callable[[str], str]) -> dict[str, list[str]]:
        index: dict[str, list[str]] = {}
        for place_id, name in self._names:
            key = key_of(name)
            if key:
                ids = index.setdefault(key, [])
                if place_id not in ids:
                    ids.append(place_id)
        return index

    def bearers(self, name: str, *, by: Likeness = "name", country: str = "") -> list[Place]:
        """Return all places with that name, in no order that matters.

        Parameters
        ----------
        name
            As written.
        by
            How alike names must be: ``name`` but for signs and case, ``spelling`` but for the
            usual transliterations, ``sound`` but for vowels, in any script; see `geo.names`.
        country
            ISO alpha-2 code that must hold, if given.
        """
        if by == "name":
            ids = self._by_name.get(name_key(name), ())
        elif by == "spelling":
            ids = self._by_spelling.get(spelling_key(name), ())
        else:
            ids = self._by_sound.get(sound_key(name), ())
        found = [self.places[place_id] for place_id in ids]
        return [place for place in found if not country or place.country == country]

    def knows(self, name: str) -> bool:
        """Return whether any place bears this name."""
        return name_key(name) in self._by_name

    def find(
        self,
        name: str,
        *,
        levels: Sequence[str] = LEVELS,
        within: str = "",
        country: str = "",
        by: Likeness = "name",
    ) -> list[Place]:
        """Return the places of that name, finest level first, then by population.

        Parameters
        ----------
        name
            As written; see `geo.names.name_key` for what makes no difference.
        levels
            Levels to look at.
        within
            Id of a place that must be an ancestor: a town for its spots, a province for its towns.
        country
            ISO alpha-2 code that must hold.
        by
            How alike names must be, as in `bearers`.
        """
        outer = self.places.get(within) if within else None
        if within and outer is None:
            return []
        if outer is not None:
            country = country or outer.country
            if outer.level == "country" and outer.country == country:
                within = ""
        found = [
            place
            for place in self.bearers(name, by=by, country=country)
            if place.level in levels and (not within or within in self.ancestors(place.place_id))
        ]
        if len(found) < 2:
            return found
        return sorted(found, key=lambda p: (_RANK[p.level], -p.population, p.place_id))

    def ancestors(self, place_id: str) -> tuple[str, ...]:
        """Return the ids of a place and of all that contains it, from fine to coarse."""
        known = self._chains.get(place_id)
        if known is not None:
            return known
        chain = [place_id]
        while (place := self.places.get(chain[-1])) and place.parent_id not in ("", *chain):
            chain.append(place.parent_id)
        self._chains[place_id] = tuple(chain)
        return self._chains[place_id]

    def shared_area(self, places: Sequence[Place]) -> Place | None:
        """Return the finest area that holds all these places; ``None`` when none does."""
        chains = [(p.place_id, *self.ancestors(p.parent_id)) for p in places]
        shared = (area for area in chains[0] if all(area in chain for chain in chains))
        return next((self.places[area] for area in shared if area in self.places), None)

    def town_of(self, place: Place) -> Place:
        """Return the town that a spot lies in; any other place is its own."""
        parent = self.places.get(place.parent_id)
        if place.level == "spot" and parent is not None and parent.level == "town":
            return parent
        return place

    def names(self, *, within: str = "") -> dict[str, str]:
        """Return every known name's key with one place that has it, for proposals to a person."""
        known = (
            (key, next((i for i in ids if not within or within in self.ancestors(i)), ""))
            for key, ids in self._by_name.items()
        )
        return {key: place_id for key, place_id in known if place_id}

    def nearest(
        self,
        latitude: float,
        longitude: float,
        *,
        count: int = 1,
        levels: Iterable[str] = ("town",),
    ) -> list[tuple[Place, float]]:
        """Return the nearest places with their distances in km, nearest first."""
        wanted = tuple(sorted(set(levels)))
        ids, tree = self._trees(wanted)
        if not ids:
            return []
        _, rows = tree.query(unit_vectors(latitude, longitude), k=min(count, len(ids)))
        found = [self.places[ids[row]] for row in np.atleast_1d(rows[0])]
        away = great_circle_km(
            latitude, longitude, [p.latitude for p in found], [p.longitude for p in found]
        )
        return list(zip(found, away.tolist(), strict=True))

    def _trees(self, levels: tuple[str, ...]) -> tuple[list[str], Any]:
        from scipy.spatial import KDTree

        if levels not in self._known_trees:
            chosen = [p for p in self.places.values() if p.level in levels]
            points = unit_vectors([p.latitude for p in chosen], [p.longitude for p in chosen])
            tree = KDTree(points) if chosen else None
            self._known_trees[levels] = [p.place_id for p in chosen], tree
        return self._known_trees[levels]


@lru_cache(maxsize=8)
def load_gazetteer(country: str = "PK") -> Gazetteer:
    """Load the gazetteer of a country: the one that ships for it, else the world's.

    Places of a GeoNames dump that was added (`geo.dump`) are found as well. The world's index is
    built when it is first needed.

    Raises
    ------
    GazetteerError
        When none ships for that country and the world's index cannot be built.
    """
    from geo.world import with_dumps, world_gazetteer

    code = country.upper()
    if not (len(code) == 2 and code.isascii() and code.isalpha()):
        msg = f"No gazetteer ships for the country '{country[:60]}': give two letters such as PK."
        raise GazetteerError(msg)
    if not has_tables(code):
        return world_gazetteer(code)
    return with_dumps(Gazetteer(*read_tables(code)), code)
