"""One place name, with all that is given beside it → one gazetteer place, and the reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Final

from geo.areas import Areas, country_place, stated_areas
from geo.gazetteer import Gazetteer, Likeness, Place
from geo.names import name_key
from geo.namesakes import as_candidates
from geo.placement import NO_PLACE, Placement, placed, short
from geo.schema import AREA_LEVELS
from geo.spots import into_spot, run_together, spot_alone
from geo.towns import POINT_LEVELS, choose_town, may_lie_in, named_town
from geo.wording import (
    listed_names,
    named_together,
    names_a_spot,
    part_of,
    readings,
    says_nowhere,
)

__all__ = ["NO_PLACE", "Placement", "named_town", "place_name", "placed"]

_ABROAD: Final = frozenset(
    name_key(name)
    for name in (
        *("India", "Afghanistan", "Iran", "China", "Bangladesh", "بھارت", "افغانستان", "ایران"),
        *("UK", "United Kingdom", "England", "USA", "United States", "Canada", "Australia"),
        *("UAE", "United Arab Emirates", "Saudi Arabia", "Iraq", "Turkey", "Germany", "France"),
    )
)
"""Countries whose name may end a place cell; as `geo.names.name_key` writes them."""
_SIGNS: Final = str.maketrans("،؛٬，；、", ",;,,;,")
"""Commas and semicolons of other scripts."""
_LIKENESSES: Final[tuple[Likeness, ...]] = ("name", "spelling", "sound")


def place_name(
    gazetteer: Gazetteer,
    *,
    place: str = "",
    spot: str = "",
    admin1: str = "",
    admin2: str = "",
    country: str = "",
    default_country: str = "",
    propose: bool = True,
) -> Placement:
    """Place one name by everything that is given with it.

    Order: a spot within its town; a town by its province and district; the district or province
    named when nothing finer is known. Names are compared as written, then by the usual
    transliterations, then by their consonants, the looser only where one place can be meant.
    Between namesakes the district seat wins, then a population three times the next; otherwise
    the radius covers them or the level goes up to the area that holds them all.

    Parameters
    ----------
    gazetteer
        Where names are looked up.
    place, spot, admin1, admin2, country
        As written; any may be empty.
    default_country
        ISO alpha-2 code taken when no country is written.
    propose
        Whether to look for similar names when a name is not found, which takes a millisecond.
    """
    place, spot = place.translate(_SIGNS), spot.translate(_SIGNS)
    abroad = "" if country else _stated_abroad(gazetteer, place or spot, default_country)
    nation = country or abroad or default_country
    if nation and country_place(gazetteer, nation) is None:
        return Placement(None, note=f"no gazetteer for the country '{nation}'")
    areas = stated_areas(gazetteer, admin1=admin1, admin2=admin2, country=nation)
    place = "" if says_nowhere(place) else place.strip()
    spot = "" if says_nowhere(spot) else spot.strip()
    if not any((place, spot, admin1, admin2, country)):
        return Placement(None, note="no place named")
    found = _by_name(gazetteer, place, spot, areas)
    if found.place is None:
        name, areas = _without_areas(gazetteer, place or spot, areas)
        found = _not_found(gazetteer, name, areas, found, propose=propose)
    notes = "; ".join(filter(None, (found.note, areas.unused)))
    return replace(found, note=notes)


def _by_name(gazetteer: Gazetteer, place: str, spot: str, areas: Areas) -> Placement:
    if not place and not spot:
        return Placement(None, note="no place named")
    text = place or spot
    if len(named_together(text)) > 1 and not _has_and_within(gazetteer, text):
        return _several(gazetteer, text, spot if place else "", areas)
    place, areas = _without_areas(gazetteer, place, areas)
    spot, areas = _without_areas(gazetteer, spot, areas)
    towns = _listed_towns(gazetteer, place or spot, areas)
    if towns:
        return _apart(gazetteer, towns, listed_names(place or spot))
    return next(_attempts(gazetteer, place, spot, areas), Placement(None))


def _has_and_within(gazetteer: Gazetteer, text: str) -> bool:
    """Return whether what looks like a list is one name ("Azad Jammu and Kashmir")."""
    parts = (text, *text.split(","))
    return any(len(named_together(part)) > 1 and gazetteer.knows(part) for part in parts)


def _attempts(gazetteer: Gazetteer, place: str, spot: str, areas: Areas) -> Iterator[Placement]:
    """Yield placements, the surest first; with a spot that is not known, only if all else fails."""
    ways = readings(place, spot)
    fallback: Placement | None = None
    for by in _LIKENESSES:
        for is_bare in (False, True):
            for reading in ways:
                if reading.is_bare != is_bare:
                    continue
                town = choose_town(gazetteer, reading, areas, by=by)
                if town is None:
                    continue
                found, is_whole = into_spot(gazetteer, town, reading.spot, is_stated=bool(spot))
                if is_whole:
                    yield found
                fallback = fallback or found
            alone = spot_alone(gazetteer, place, spot, areas, by=by, is_bare=is_bare)
            if alone is not None:
                yield alone
        if fallback is not None:
            yield fallback
    for text in filter(None, (place, spot)):
        yield from run_together(gazetteer, text, areas)
        area = part_of(text)
        wide = gazetteer.find(area, levels=AREA_LEVELS, within=areas.within) if area else []
        if len({p.level for p in wide}) == len(wide) > 0:
            yield placed(wide[-1], note=f"'{short(text)}' is a part of it")


def _several(gazetteer: Gazetteer, text: str, spot: str, areas: Areas) -> Placement:
    """Place a cell that lists places at the finest area that holds them, if finer than a country.

    Several spots of one town stand for the town. A slash also stands between a spot and its town.
    """
    names = named_together(text)
    is_slashed = len(named_together(text.replace("/", " "))) == 1
    each = [_by_name(gazetteer, name, "", areas).place for name in names]
    known = [p for p in each if p is not None]
    listed = ", ".join(short(name) for name in names)
    note = f"several places in one cell ({listed})"
    if len(known) < len(names) and (is_slashed or any(names_a_spot(name) for name in names)):
        whole = next(_attempts(gazetteer, ", ".join(names), spot, areas), Placement(None))
        if whole.place is not None and whole.place.level in ("spot", "town"):
            return replace(whole, note="; ".join(filter(None, (note, whole.note))))
    if not known:
        return Placement(None)
    if len({p.place_id for p in known}) == 1 and len(known) == len(names):
        return placed(known[0], note="", town=gazetteer.town_of(known[0]))
    if len(known) < len(names):
        return Placement(
            None,
            note=f"{note}, not all known: give each its own row",
            candidates=as_candidates(known),
        )
    return _apart(gazetteer, known, names)


def _listed_towns(gazetteer: Gazetteer, text: str, areas: Areas) -> list[Place]:
    """Return the towns of a cell that lists them between commas or hyphens, and nothing else.

    "Sahiwal, Sargodha" is no list: one lies in the district that the other names.
    """
    names = listed_names(text)
    if not names or gazetteer.knows(text):
        return []
    towns = [_one_town(gazetteer, name, areas) for name in names]
    known = [town for town in towns if town is not None]
    if len(known) < len(names) or len({town.place_id for town in known}) < len(known):
        return []
    for town, name in product(known, names):
        if name_key(name) == name_key(town.name):
            continue
        if gazetteer.find(name, levels=("spot",), within=town.place_id):
            return []
        for area in gazetteer.find(name, levels=AREA_LEVELS, country=town.country):
            if may_lie_in(gazetteer, town, area):
                return []
    return known


def _one_town(gazetteer: Gazetteer, name: str, areas: Areas) -> Place | None:
    found = gazetteer.find(name, levels=("town",), within=areas.widest)
    return max(found, key=lambda p: p.population) if found else None


def _apart(gazetteer: Gazetteer, towns: list[Place], names: tuple[str, ...]) -> Placement:
    """Place several towns at the finest area that holds them, if it is finer than a country."""
    listed = ", ".join(short(name) for name in names)
    note = f"several places in one cell ({listed})"
    shared = gazetteer.shared_area(towns)
    if shared is None or shared.level == "country":
        note = f"{note}: give each its own row"
        return Placement(None, note=note, candidates=as_candidates(towns))
    at = placed(shared, note=f"{note}: placed at the {shared.level} that holds them")
    return replace(at, candidates=as_candidates(towns))


def _stated_abroad(gazetteer: Gazetteer, text: str, home: str) -> str:
    """Return the country that a place cell ends in ("Hyderabad, India"), if any."""
    head, comma, country = text.rpartition(",")
    country = country.strip()
    if not comma or not head.strip():
        return ""
    known = gazetteer.find(country, levels=("country",))
    at_home = gazetteer.find(country, levels=(*POINT_LEVELS, "province"), country=home)
    if known and not at_home:
        return known[0].country
    return country if name_key(country) in _ABROAD and not known else ""


def _without_areas(gazetteer: Gazetteer, text: str, areas: Areas) -> tuple[str, Areas]:
    """Take province and country off the end of a place cell ("Lahore, Punjab, Pakistan")."""
    head, comma, tail = text.rpartition(",")
    if not comma or not head.strip() or gazetteer.find(text):
        return text, areas
    named = gazetteer.find(tail, levels=("province", "country"))
    if areas.within:
        inside = [p for p in named if areas.within in gazetteer.ancestors(p.place_id)]
        named = inside or [p for p in named if p.place_id in gazetteer.ancestors(areas.within)]
    if len(named) != 1 or gazetteer.find(tail, levels=POINT_LEVELS, within=areas.within):
        return text, areas
    if named[0].place_id not in gazetteer.ancestors(areas.within or named[0].place_id):
        kept = tuple(a for a in areas.places if a.place_id != named[0].place_id)
        areas = replace(areas, places=(named[0], *kept))
    return _without_areas(gazetteer, head.strip(), areas)


def _not_found(
    gazetteer: Gazetteer, name: str, areas: Areas, found: Placement, *, propose: bool
) -> Placement:
    """Place what was not found at the area stated, with a reason and proposals."""
    from geo.suggest import suggest

    finest = areas.finest
    where = f" for {finest.name}" if finest is not None else ""
    candidates = found.candidates
    note = found.note
    if not note:
        spots = gazetteer.find(name, levels=("spot",), within=areas.widest)
        if len(spots) > 1:
            note = f"{len(spots)} towns have a spot '{short(name)}': name the town"
            listed = (f"{p.name}, {gazetteer.town_of(p).name}" for p in spots)
            candidates = tuple(dict.fromkeys(listed))
        else:
            note = f"'{short(name)}' is not in the gazetteer{where}"
            known = _known_elsewhere(gazetteer, name, areas)
            if known:
                same = known[0].admin1 in (finest.admin1, finest.name) if finest else False
                region = known[0].admin2 if same else known[0].admin1
                note += f", but is a town of {region}" if region else ""
                candidates = as_candidates(known)
    if not candidates and name and propose:
        candidates = suggest(gazetteer, [name], within=areas.within)[0]
    if finest is None:
        country = areas.places[0] if areas.places and not name else None
        if country is not None:
            return placed(country, note=f"{note}: placed at its country")
        return Placement(None, note=note, candidates=candidates, is_fallback=True)
    at = placed(finest, note=f"{note}: placed at its {finest.level}")
    return replace(at, candidates=candidates, is_fallback=True)


def _known_elsewhere(gazetteer: Gazetteer, name: str, areas: Areas) -> list[Place]:
    """Return the towns of that name in the country outside the areas stated, the largest first."""
    if not name or areas.finest is None:
        return []
    country = areas.places[-1].country
    found = gazetteer.find(name, levels=("town",), country=country)
    return sorted(found, key=lambda p: -p.population)[:5]
