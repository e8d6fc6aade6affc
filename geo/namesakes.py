"""Several places of one name → the one meant, or what holds them all."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from geo.areas import km_between
from geo.gazetteer import DUMP, Gazetteer, Place
from geo.names import name_key

_MUCH_LARGER: Final = 3.0
_COVERED_KM: Final = 25.0
_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def choose_namesake(gazetteer: Gazetteer, found: list[Place]) -> tuple[Place, str]:
    """Choose among places of one level and name.

    The district seat wins, then the only one that is more than a dump's village, then a population
    three times the next. Else one site covers them all
    when they lie within 25 km of their middle; else the finest area that holds them is taken.

    Returns
    -------
    place, note
        What was taken, and why.
    """
    start = _counted(gazetteer, found)
    seats = [p for p in found if p.admin2 and name_key(p.admin2) == name_key(p.name)]
    if len(seats) == 1:
        return seats[0], f"{start}: took the district seat"
    towns = [p for p in found if p.how != DUMP]
    if len(towns) == 1:
        return towns[0], f"{start}: took the town, not the villages"
    largest, second = sorted(found, key=lambda p: -p.population)[:2]
    if largest.population > _MUCH_LARGER * max(second.population, 1):
        return largest, f"{start}: took the largest by far"
    covering = _covering(found)
    if covering is not None:
        return covering, f"{start}, near each other: the radius covers them"
    shared = gazetteer.shared_area(found)
    if shared is None:
        return largest, f"{start}: took the largest"
    return shared, f"{start}, none clearly meant: placed at the area that holds them"


def as_candidates(found: list[Place]) -> tuple[str, ...]:
    """Return places as a person would tell them apart."""
    return tuple(f"{p.name}, {p.admin2 or p.admin1 or p.country}" for p in found)


def _counted(gazetteer: Gazetteer, found: list[Place]) -> str:
    number = _NUMBERS[len(found)] if len(found) < len(_NUMBERS) else str(len(found))
    shared = gazetteer.shared_area(found)
    where = f" in {shared.name}" if shared is not None else ""
    return f"{number} places named {found[0].name}{where}"


def _covering(found: list[Place]) -> Place | None:
    """Return one site in the middle of places near each other, wide enough for all."""
    middle = replace(
        found[0],
        latitude=round(sum(p.latitude for p in found) / len(found), 5),
        longitude=round(sum(p.longitude for p in found) / len(found), 5),
    )
    away = [km_between(middle, p) for p in found]
    # The mean of longitudes is no middle across the date line; the distance then says so.
    if max(away) > _COVERED_KM:
        return None
    radius = max(km + p.radius_km for km, p in zip(away, found, strict=True))
    ids = sorted(p.place_id for p in found)
    return replace(
        middle,
        place_id="+".join((ids[0], *(i.rpartition("/")[2] for i in ids[1:]))),
        radius_km=round(radius, 1),
        population=0,
        how="middle of places of one name; the radius covers them",
    )
