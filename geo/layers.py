"""Several gazetteers as one: those that come first are asked first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from geo.gazetteer import Gazetteer, Likeness, Place


class _LayeredPlaces(Mapping[str, Place]):
    """The places of several layers by id; what was looked up once is remembered."""

    def __init__(self, layers: Sequence[Gazetteer]) -> None:
        self._layers = layers
        self._known: dict[str, Place | None] = {}

    def get(self, place_id: str, default: Any = None) -> Any:
        if place_id not in self._known:
            found = (layer.places.get(place_id) for layer in self._layers)
            self._known[place_id] = next((place for place in found if place is not None), None)
        place = self._known[place_id]
        return default if place is None else place

    def __getitem__(self, place_id: str) -> Place:
        place: Place | None = self.get(place_id)
        if place is None:
            raise KeyError(place_id)
        return place

    def __contains__(self, place_id: object) -> bool:
        return self.get(str(place_id)) is not None

    def __iter__(self) -> Iterator[str]:
        seen: set[str] = set()
        for layer in self._layers:
            for place_id in layer.places:
                if place_id not in seen:
                    seen.add(place_id)
                    yield place_id

    def __len__(self) -> int:
        return sum(1 for _ in self)


class LayeredGazetteer(Gazetteer):
    """Gazetteers that answer together; of an id that several have, the first's place is taken.

    Parameters
    ----------
    layers
        From the most trusted to the least.
    """

    def __init__(self, layers: Sequence[Gazetteer]) -> None:
        self.layers = tuple(layers)
        self.places = _LayeredPlaces(self.layers)
        self._chains = {}
        self._known_trees = {}

    @cached_property
    def countries(self) -> frozenset[str]:
        """ISO alpha-2 codes of the places."""
        return frozenset().union(*(layer.countries for layer in self.layers))

    def bearers(self, name: str, *, by: Likeness = "name", country: str = "") -> list[Place]:
        """Return all places of any layer with that name."""
        found: dict[str, Place] = {}
        for layer in self.layers:
            if country and country not in layer.countries:
                continue
            for place in layer.bearers(name, by=by, country=country):
                found.setdefault(place.place_id, place)
        return list(found.values())

    def knows(self, name: str) -> bool:
        """Return whether any place bears this name."""
        return any(layer.knows(name) for layer in self.layers)

    def names(self, *, within: str = "") -> dict[str, str]:
        """Return the names of all layers that hold the area, with one place that has each."""
        found: dict[str, str] = {}
        for layer in reversed(self.layers):
            if not within or within in layer.places:
                found.update(layer.names(within=within))
        return found

    def nearest(
        self,
        latitude: float,
        longitude: float,
        *,
        count: int = 1,
        levels: Iterable[str] = ("town",),
    ) -> list[tuple[Place, float]]:
        """Return the nearest places of all layers with their distances in km, nearest first."""
        wanted = tuple(levels)
        found = [
            pair
            for layer in self.layers
            for pair in layer.nearest(latitude, longitude, count=count, levels=wanted)
        ]
        return sorted(found, key=lambda pair: pair[1])[:count]
