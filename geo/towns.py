"""A town's name within the areas stated → the town, or the area of that name."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from geo.areas import LEAST_SPELLING, Areas, around_seat, km_between
from geo.gazetteer import Gazetteer, Likeness, Place
from geo.names import name_key, sound_key, spelling_key
from geo.namesakes import as_candidates, choose_namesake
from geo.placement import Placement, placed, short
from geo.wording import Reading, bare_name

POINT_LEVELS: Final = ("town", "tehsil", "district")
_LEVELS_OF: Final = {"municipality": ("district", "tehsil")}
"""Levels of the areas that a word for a kind stands for, where it is not one."""
_LEAST_SOUND: Final = 3
"""Consonants that a name must have to be recognised by them alone."""


def choose_town(
    gazetteer: Gazetteer, reading: Reading, areas: Areas, *, by: Likeness
) -> Placement | None:
    """Return the town, else the area, that a reading names; ``None`` when none is sure enough."""
    if by == "spelling" and len(spelling_key(reading.town)) < LEAST_SPELLING:
        return None
    if by == "sound" and not _may_go_by_sound(reading.town, areas):
        return None
    if reading.level == "province" and by == "name":
        meant = gazetteer.find(reading.town, levels=("province",), within=areas.widest)
        if len(meant) == 1:
            return placed(meant[0], note=_near(reading))
    found = gazetteer.find(reading.town, levels=POINT_LEVELS, within=areas.widest, by=by)
    found = in_district(gazetteer, found, areas)
    if reading.level:
        levels = _LEVELS_OF.get(reading.level, (reading.level,))
        found = [p for p in found if p.level in levels] or found
    if not found:
        wider = gazetteer.find(
            reading.town, levels=("province", "country"), within=areas.within, by=by
        )
        if by == "name" and wider:
            return placed(wider[0], note="")
        return placed(wider[0], note=_read_as(reading, wider)) if len(wider) == 1 else None
    namesakes, found = found, [p for p in found if p.level == found[0].level]
    if by != "name" and len(found) > 1:
        return None
    if len(found) == 1:
        notes = [_elsewhere(found[0], namesakes), _near(reading)]
        if found[0].level == "tehsil" and spelling_key(found[0].name) not in _own_keys(reading):
            notes.insert(0, f"'{short(reading.town)}' is a name of it, or lies in it")
        elif by != "name":
            notes.insert(0, _read_as(reading, found))
        if reading.level == "municipality" and found[0].level == "town":
            found = [around_seat(found[0], is_small=True)]
        return placed(found[0], note="; ".join(filter(None, notes)))
    chosen, note = choose_namesake(gazetteer, found)
    return replace(
        placed(chosen, note="; ".join(filter(None, (note, _near(reading))))),
        candidates=as_candidates(found),
    )


def named_town(gazetteer: Gazetteer, place: str, areas: Areas) -> Place | None:
    """Return the town that a place name stands for, if it stands for one."""
    if not gazetteer.knows(place):
        return None
    found = choose_town(gazetteer, Reading(place), areas, by="name")
    return found.place if found and found.place and found.place.level == "town" else None


def in_district(gazetteer: Gazetteer, found: list[Place], areas: Areas) -> list[Place]:
    """Keep the places in the district stated, else those near it: districts have been divided."""
    around = areas.around
    if around is None or not found:
        return found
    inside = [p for p in found if may_lie_in(gazetteer, p, around)]
    return inside or [p for p in found if areas.is_near(p)]


def may_lie_in(gazetteer: Gazetteer, place: Place, around: Place) -> bool:
    """Return whether a place lies in a district, as far as the gazetteer can tell.

    The world's towns are known to their province alone: those within the district's radius count.
    """
    chain = gazetteer.ancestors(place.place_id)
    if around.place_id in chain:
        return True
    outer = (gazetteer.places[area].level for area in chain[1:] if area in gazetteer.places)
    is_loose = place.level == "town" and not {"tehsil", "district"} & set(outer)
    province = around.parent_id
    is_loose = is_loose and province in ("", place.country, place.parent_id)
    return is_loose and km_between(place, around) <= around.radius_km


def _may_go_by_sound(name: str, areas: Areas) -> bool:
    """Return whether a name has consonants enough to be known by them, in the areas stated."""
    # Latin letters write the vowels, which then count: with another one it is another place.
    if not any("\u0600" <= letter <= "\u06ff" for letter in name_key(name)):
        return False
    return len(sound_key(name)) >= (_LEAST_SOUND if areas.around is None else _LEAST_SOUND - 1)


def _own_keys(reading: Reading) -> set[str]:
    return {spelling_key(reading.town), spelling_key(bare_name(reading.town).town)}


def _read_as(reading: Reading, found: list[Place]) -> str:
    return f"'{short(reading.town)}' read as {found[0].name}"


def _near(reading: Reading) -> str:
    return "said to be near it" if reading.is_near else ""


def _elsewhere(taken: Place, namesakes: list[Place]) -> str:
    """Say which larger area of another province bears the same name."""
    others = [p for p in namesakes if p.admin1 != taken.admin1]
    if not others:
        return ""
    return f"also a {others[0].level} of {others[0].admin1}: took the {taken.level}"
