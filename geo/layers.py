"""Several gazetteers as one: those that come first are asked first."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Sequence

from geo.gazetteer import Gazetteer, Likeness, Place


class LayeredGazetteer(Gazetteer):
    """Gazetteers that answer together; of an id that several have, the first's place is taken.

    Parameters
    ----------
    layers
        From the most trusted to the least.
    """

    def __init__(self, layers: Sequence[Gazetteer]) -> None:
        self.layers = tuple(layers)
        self.places = ChainMap(*(layer.places for layer in layers))  # type: ignore[arg-type]
        self._chains = {}
        self._known_trees = {}

    def bearers(self, name: str, *, by: Likeness = "name", country: str = "") -> list[Place]:
        """Return all places of any layer with that name."""
        found: dict[str, Place] = {}
        for layer in self.layers:
            for place in layer.bearers(name, by=by, country=country):
                found.setdefault(place.place_id, place)
        return list(found.values())

    def knows(self, name: str) -> bool:
        """Return whether any place bears this name."""
        return any(layer.knows(name) for layer in self.layers)

    def names(self, *, within: str = "") -> dict[str, str]:
        """Return the names of the first layer: enough for proposals."""
        return self.layers[0].names(within=within)

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
