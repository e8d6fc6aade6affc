"""A spot's name → the spot, within its town or where only one town has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from geo.areas import Areas, km_between
from geo.gazetteer import Gazetteer, Likeness, Place
from geo.names import name_key
from geo.placement import Placement, placed, short
from geo.towns import in_district
from geo.wording import bare_name, names_a_spot, names_a_village, readings, without_comma

_LARGE_TOWN: Final = 100_000
_WIDER_KM: Final = 6.0
"""Areas with a smaller radius are the town itself."""


def into_spot(
    gazetteer: Gazetteer, town: Placement, spot: str, *, is_stated: bool
) -> tuple[Placement, bool]:
    """Return the spot within a town, and whether all that was written has been understood.

    What is not known and neither stated as a spot nor called like one may be a village of the
    district that the town is named after: then it is placed at that area, if there is one.
    """
    if town.place is None or not spot:
        return town, True
    found = _spots(gazetteer, spot, town.place)
    if found and town.place.level == "town":
        return placed(found[0], town=town.place, note=town.note), True
    if len(found) == 1:
        return placed(found[0], town=gazetteer.town_of(found[0]), note=town.note), True
    if _covers(gazetteer, town.place, spot):
        return town, True
    is_village = names_a_village(spot)
    if is_village or not (is_stated or names_a_spot(spot)):
        area = _area_named_after(gazetteer, town.place, is_village=is_village)
        if area is not None:
            note = f"'{short(spot)}' is not in the gazetteer: placed at its {area.level}"
            return replace(placed(area, note=note), candidates=town.candidates), False
    note = f"spot '{short(spot)}' is not in the gazetteer: placed at its {town.place.level}"
    return replace(town, note="; ".join(filter(None, (town.note, note)))), False


def _area_named_after(gazetteer: Gazetteer, town: Place, *, is_village: bool) -> Place | None:
    """Return the area around a town that bears its name, the widest of several.

    A name of a large town's own is a quarter of it, unless it has a village's word.
    """
    if town.level != "town" or (town.population >= _LARGE_TOWN and not is_village):
        return None
    levels = ("tehsil", "district")
    areas = gazetteer.find(town.name, levels=levels, country=town.country)
    around = [a for a in areas if km_between(a, town) <= a.radius_km and a.radius_km > _WIDER_KM]
    return around[-1] if around else None


def spot_alone(
    gazetteer: Gazetteer, place: str, spot: str, areas: Areas, *, by: Likeness, is_bare: bool
) -> Placement | None:
    """Place a spot named without its town, if only one town has a spot of that name."""
    if by == "sound":
        return None
    for name in filter(None, (place, spot)):
        text = bare_name(name).town if is_bare else name
        found = gazetteer.find(text, levels=("spot",), within=areas.widest, by=by)
        found = [p for p in found if areas.is_near(p)]
        if len(found) == 1:
            town = gazetteer.town_of(found[0])
            return placed(found[0], town=town, note="only one town has this spot")
    return None


def run_together(gazetteer: Gazetteer, text: str, areas: Areas) -> Iterator[Placement]:
    """Read a town's name next to a spot's without a comma ("Empress Market Karachi")."""
    for town_name, rest in without_comma(text):
        found = gazetteer.find(town_name, levels=("town",), within=areas.widest)
        found = in_district(gazetteer, found, areas)
        if not found or (len(found) > 1 and found[0].population < _LARGE_TOWN):
            continue
        town = found[0]
        spots = _spots(gazetteer, rest, town)
        if spots:
            yield placed(spots[0], town=town, note="")
        elif names_a_spot(rest) and (town.population >= _LARGE_TOWN or len(found) == 1):
            note = f"spot '{short(rest)}' is not in the gazetteer: placed at its town"
            yield placed(town, note=note)


def _spots(gazetteer: Gazetteer, text: str, town: Place) -> list[Place]:
    ways: tuple[Likeness, ...] = ("name", "spelling")
    plain = bare_name(text).town
    outer = name_key(town.name)
    stripped = name_key(text).removeprefix(f"{outer} ").removesuffix(f" {outer}")
    for by in ways:
        for name in dict.fromkeys((text, plain, stripped, *_pieces(text))):
            found = gazetteer.find(name, levels=("spot",), within=town.place_id, by=by)
            if found and (by == "name" or len(found) == 1):
                return found
    return []


def _pieces(text: str) -> list[str]:
    """Return the parts of a spot cell that may be a spot alone ("Press Club (Saddar)")."""
    return [name for r in readings("", text) for name in (r.town, r.spot) if name]


def _covers(gazetteer: Gazetteer, place: Place, text: str) -> bool:
    """Return whether a text only names what a place lies in or beside, or the place once more."""
    plain = bare_name(text).town
    own = (place.name, place.admin1, place.admin2, place.country)
    if {name_key(text), plain} & {name_key(name) for name in own}:
        return True
    if any(p.place_id == place.place_id for p in gazetteer.bearers(plain, country=place.country)):
        return True
    areas = gazetteer.find(plain, levels=("district", "province"), country=place.country)
    return any(km_between(place, area) <= area.radius_km for area in areas)
