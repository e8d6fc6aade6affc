"""The areas that a report names beside its place: province, district, country."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from geo.distance import great_circle_km
from geo.gazetteer import Gazetteer, Likeness, Place
from geo.names import name_key, spelling_key
from geo.wording import bare_names, part_of, says_nowhere

LEAST_SPELLING: Final = 4
"""Letters of a spelling key below which different names fall together too easily."""
_PIECES: Final = re.compile(r"[\[\]()/]|\s[-–]\s")
_NEAR_ENOUGH: Final = 1.5
_NEAR_ENOUGH_KM: Final = 30.0
"""Radii of a district, and km beyond it (no more than its radius), within which a place counts as
near it."""
_AROUND_SEAT_KM: Final = 45.0
"""Stands for the radius of a district that is known by its seat alone."""
_SMALL: Final = ("municipality", "tehsil", "town")
_AROUND_SMALL_SEAT_KM: Final = 20.0
"""The same for a municipality, commune or tehsil."""


@dataclass(frozen=True)
class Areas:
    """Areas stated with a place.

    Attributes
    ----------
    places
        Areas that contain each other, finest first; the country last.
    around
        The district stated, where it is known at all: an area of ``places``, or the town that it
        is named after with a district's radius, or one that lies in another province than stated.
    unused
        What could not be used, in words.
    """

    places: tuple[Place, ...]
    around: Place | None
    unused: str

    @property
    def within(self) -> str:
        """Id of the finest area, or empty."""
        return self.places[0].place_id if self.places else ""

    @property
    def widest(self) -> str:
        """Id of the province stated, else of the country, else empty."""
        coarse = [a for a in self.places if a.level in ("province", "country")]
        return coarse[0].place_id if coarse else self.within

    @property
    def finest(self) -> Place | None:
        """The finest area finer than a country: where to put a place that is not known."""
        if self.around is not None:
            return self.around
        return next((a for a in self.places if a.level != "country"), None)

    def is_near(self, place: Place) -> bool:
        """Return whether a place lies in or near the district stated."""
        around = self.around
        if around is None:
            return True
        beyond = min(around.radius_km, _NEAR_ENOUGH_KM)
        reach = max(_NEAR_ENOUGH * around.radius_km, around.radius_km + beyond)
        return km_between(place, around) <= reach


def km_between(one: Place, other: Place) -> float:
    """Return the distance of two places in km."""
    return float(great_circle_km(one.latitude, one.longitude, other.latitude, other.longitude))


@lru_cache(maxsize=16_384)
def stated_areas(gazetteer: Gazetteer, *, admin1: str, admin2: str, country: str) -> Areas:
    """Find the areas stated, under any of their names.

    A district that is no district of the gazetteer may be a tehsil, or a town that stands for it.
    """
    nation = country_place(gazetteer, country)
    chain: tuple[Place, ...] = (nation,) if nation else ()
    unused = []
    if not says_nowhere(admin1):
        province = _area(gazetteer, admin1, ("province",), chain)
        if province is None:
            # Some files have a finer level in this column than the gazetteer's provinces.
            province = _area(gazetteer, admin1, ("district",), chain)
        if province is None:
            province = _province_by_town(gazetteer, admin1, chain)
        if province is not None:
            chain = (province, *chain)
        else:
            unused.append(f"'{_short(admin1)}' is no province of the gazetteer and was not used")
    around = None
    if not says_nowhere(admin2):
        district = _area(gazetteer, admin2, ("district", "tehsil"), chain)
        if district is not None:
            chain = (district, *chain)
            around = district
        else:
            around = _district_by_seat(gazetteer, admin2, chain)
        if around is None:
            unused.append(f"'{_short(admin2)}' is no district of the gazetteer and was not used")
    if around is None and chain and chain[0].level in ("district", "tehsil"):
        around = chain[0]
    return Areas(chain, around, "; ".join(unused))


def country_place(gazetteer: Gazetteer, country: str) -> Place | None:
    """Return the country of an ISO alpha-2 code or a name; ``None`` when it is not known."""
    if not country:
        return None
    by_id = gazetteer.places.get(country.strip().upper())
    if by_id is not None and by_id.level == "country":
        return by_id
    for text in (country, *_PIECES.split(country)):
        found = gazetteer.find(text, levels=("country",)) if text.strip() else []
        if found:
            return found[0]
    return None


def _area(
    gazetteer: Gazetteer, name: str, levels: tuple[str, ...], chain: tuple[Place, ...]
) -> Place | None:
    within = chain[0].place_id if chain else ""
    ways: tuple[Likeness, ...] = ("name", "spelling")
    texts = dict.fromkeys(
        text
        for piece in (name, *_PIECES.split(name))
        for plain in (name_key(piece), *(bare.town for bare in bare_names(piece)))
        for text in (plain, part_of(plain))
        if text
    )
    for by in ways:
        for text in texts:
            if by == "spelling" and len(spelling_key(text)) < LEAST_SPELLING:
                continue
            found = gazetteer.find(text, levels=levels, within=within, by=by)
            for level in levels:
                same = [p for p in found if p.level == level]
                # "Washington" is the state of that name, not the district called so at times.
                named = [p for p in same if name_key(p.name) == name_key(text)]
                widest = _holding_all(named) or _holding_all(same)
                if widest is not None:
                    return widest
    return None


def _holding_all(found: list[Place]) -> Place | None:
    """Return the widest of areas of one name if the middles of the others lie within it."""
    if not found:
        return None
    widest = max(found, key=lambda p: p.radius_km)
    if all(km_between(p, widest) <= widest.radius_km for p in found):
        return widest
    return None


def _province_by_town(gazetteer: Gazetteer, name: str, chain: tuple[Place, ...]) -> Place | None:
    """Return the province that is named after a town of its own ("Islamabad"), if one is."""
    within = chain[0].place_id if chain else ""
    key = name_key(name)
    outer = {
        area.place_id: area
        for town in gazetteer.find(name, levels=("town",), within=within)
        for place_id in gazetteer.ancestors(town.place_id)[1:]
        if (area := gazetteer.places[place_id]).level == "province"
        and f" {key} " in f" {name_key(area.name)} "
    }
    return next(iter(outer.values())) if len(outer) == 1 else None


def _district_by_seat(gazetteer: Gazetteer, name: str, chain: tuple[Place, ...]) -> Place | None:
    """Return the town that a district is named after, as a district, if only one can be meant."""
    outer = chain[0] if chain and chain[0].level in ("district", "tehsil") else None
    wide = [area for area in chain if area.level in ("province", "country")]
    within = wide[0].place_id if wide else ""
    bare = bare_names(name)
    is_small = bool(bare) and bare[-1].level in _SMALL
    for text in dict.fromkeys((name_key(name), *(plain.town for plain in bare))):
        found = gazetteer.find(text, levels=("town",), within=within)
        if outer is not None:
            found = [p for p in found if km_between(p, outer) <= _NEAR_ENOUGH * outer.radius_km]
        if len(found) > 1 and found[0].population > 3 * max(found[1].population, 1):
            found = found[:1]
        if len(found) == 1:
            return around_seat(found[0], is_small=is_small)
    return None


def around_seat(seat: Place, *, is_small: bool) -> Place:
    """Return the area that is known by its seat alone, with the radius of such areas."""
    radius_km = _AROUND_SMALL_SEAT_KM if is_small else _AROUND_SEAT_KM
    return Place(
        place_id=f"{seat.place_id}/around",
        name=f"around {seat.name}",
        level="tehsil" if is_small else "district",
        parent_id=seat.parent_id,
        admin1=seat.admin1,
        admin2=seat.admin2,
        country=seat.country,
        latitude=seat.latitude,
        longitude=seat.longitude,
        radius_km=max(radius_km, seat.radius_km),
        population=0,
        source=seat.source,
        how="the town that the area is named after; radius of such an area",
    )


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else f"{flat[:59]}…"
