"""One place name, with all that is given beside it → one gazetteer place, and the reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from geo.areas import LEAST_SPELLING, Areas, country_place, km_between, stated_areas
from geo.gazetteer import Gazetteer, Likeness, Place
from geo.names import name_key, sound_key, spelling_key
from geo.namesakes import as_candidates, choose_namesake
from geo.schema import AREA_LEVELS
from geo.wording import (
    Reading,
    bare_name,
    named_together,
    names_a_spot,
    part_of,
    readings,
    says_nowhere,
    without_comma,
)

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
_POINT_LEVELS: Final = ("town", "tehsil", "district")
_LARGE_TOWN: Final = 100_000
_LEAST_SOUND: Final = 3
"""Consonants that a name must have to be recognised by them alone."""
NO_PLACE: Final = Place("", "", "", "", "", "", "", 0.0, 0.0, 0.0, 0, "", "")
"""Stands where there is no place: every text empty."""
_SOURCES: Final = {
    "dharna": "hand table",
    "geonames": "GeoNames",
    "geoboundaries": "geoBoundaries",
    "natural-earth": "Natural Earth",
}


@dataclass(frozen=True)
class Placement:
    """Where one place name was put, or why it was not.

    Attributes
    ----------
    place
        The site; ``None`` when unlocated.
    town
        The town it gathers into at national zoom; the place itself unless a spot.
    method
        One of `geo.schema.GEO_METHODS`.
    match, note
        What was taken, and why or with what doubt.
    candidates
        Names to propose to a person. Never used to place anything.
    is_fallback
        Whether the name was not found: there is no place, or it is the area stated beside it.
    """

    place: Place | None
    town: Place | None = None
    method: str = "gazetteer"
    match: str = ""
    note: str = ""
    candidates: tuple[str, ...] = ()
    is_fallback: bool = False


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
    if found.place is None or (found.place.level in AREA_LEVELS and not found.match):
        found = _not_found(gazetteer, place or spot, areas, found, propose=propose)
    notes = "; ".join(filter(None, (found.note, areas.unused)))
    return replace(found, note=notes)


def named_town(gazetteer: Gazetteer, place: str, areas: Areas) -> Place | None:
    """Return the town that a place name stands for, if it stands for one."""
    if not gazetteer.knows(place):
        return None
    found = _choose(gazetteer, Reading(place), areas, by="name")
    return found.place if found and found.place and found.place.level == "town" else None


def placed(place: Place, *, note: str, town: Place | None = None) -> Placement:
    """Return a placement at a gazetteer place, with what was taken in words."""
    source = _SOURCES.get(place.source, place.source)
    if place.level in AREA_LEVELS:
        kind = "" if place.place_id.endswith("/around") else place.level
        region = place.admin1 if place.level in ("tehsil", "district") else ""
        match = ", ".join(filter(None, (f"{kind} {place.name}".strip(), region, source)))
    else:
        name = f"{town.name} › {place.name}" if town is not None else place.name
        region = place.admin1 if place.level == "town" else ""
        match = ", ".join(filter(None, (name, region, place.level, source)))
    method = "boundary" if place.level in AREA_LEVELS else "gazetteer"
    return Placement(place, town=town or place, method=method, match=match, note=note)


def _by_name(gazetteer: Gazetteer, place: str, spot: str, areas: Areas) -> Placement:
    if not place and not spot:
        return Placement(None, note="no place named")
    text = place or spot
    if len(named_together(text)) > 1 and not _has_and_within(gazetteer, text):
        return _several(gazetteer, named_together(text), spot if place else "", areas)
    place, areas = _without_areas(gazetteer, place, areas)
    spot, areas = _without_areas(gazetteer, spot, areas)
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
                town = _choose(gazetteer, reading, areas, by=by)
                if town is None:
                    continue
                found, is_whole = _into_spot(gazetteer, town, reading.spot)
                if is_whole:
                    yield found
                fallback = fallback or found
            alone = _spot_alone(gazetteer, place, spot, areas, by=by, is_bare=is_bare)
            if alone is not None:
                yield alone
        if fallback is not None:
            yield fallback
    for text in filter(None, (place, spot)):
        yield from _run_together(gazetteer, text, areas)
        area = part_of(text)
        wide = gazetteer.find(area, levels=AREA_LEVELS, within=areas.within) if area else []
        if len({p.level for p in wide}) == len(wide) > 0:
            yield placed(wide[-1], note=f"'{_short(text)}' is a part of it")


def _choose(
    gazetteer: Gazetteer, reading: Reading, areas: Areas, *, by: Likeness
) -> Placement | None:
    if by == "spelling" and len(spelling_key(reading.town)) < LEAST_SPELLING:
        return None
    if by == "sound" and not _may_go_by_sound(reading.town, areas):
        return None
    found = gazetteer.find(reading.town, levels=_POINT_LEVELS, within=areas.widest, by=by)
    found = _in_district(gazetteer, found, areas)
    if reading.level:
        found = [p for p in found if p.level == reading.level] or found
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
        if by != "name":
            notes.insert(0, _read_as(reading, found))
        return placed(found[0], note="; ".join(filter(None, notes)))
    chosen, note = choose_namesake(gazetteer, found)
    return replace(
        placed(chosen, note="; ".join(filter(None, (note, _near(reading))))),
        candidates=as_candidates(found),
    )


def _may_go_by_sound(name: str, areas: Areas) -> bool:
    """Return whether a name has consonants enough to be known by them, in the areas stated."""
    # Latin letters write the vowels, which then count: with another one it is another place.
    if not any("\u0600" <= letter <= "\u06ff" for letter in name_key(name)):
        return False
    return len(sound_key(name)) >= (_LEAST_SOUND if areas.around is None else _LEAST_SOUND - 1)


def _in_district(gazetteer: Gazetteer, found: list[Place], areas: Areas) -> list[Place]:
    """Keep the places in the district stated, else those near it: districts have been divided."""
    around = areas.around
    if around is None or not found:
        return found
    inside = [p for p in found if around.place_id in gazetteer.ancestors(p.place_id)]
    return inside or [p for p in found if areas.is_near(p)]


def _read_as(reading: Reading, found: list[Place]) -> str:
    return f"'{_short(reading.town)}' read as {found[0].name}"


def _near(reading: Reading) -> str:
    return "said to be near it" if reading.is_near else ""


def _elsewhere(taken: Place, namesakes: list[Place]) -> str:
    """Say which larger area of another province bears the same name."""
    others = [p for p in namesakes if p.admin1 != taken.admin1]
    if not others:
        return ""
    return f"also a {others[0].level} of {others[0].admin1}: took the {taken.level}"


def _into_spot(gazetteer: Gazetteer, town: Placement, spot: str) -> tuple[Placement, bool]:
    """Return the spot within a town, and whether all that was written has been understood."""
    if town.place is None or not spot:
        return town, True
    found = _spots(gazetteer, spot, town.place)
    if found and town.place.level == "town":
        return placed(found[0], town=town.place, note=town.note), True
    if len(found) == 1:
        return placed(found[0], town=gazetteer.town_of(found[0]), note=town.note), True
    if _covers(gazetteer, town.place, spot):
        return town, True
    note = f"spot '{_short(spot)}' is not in the gazetteer: placed at its {town.place.level}"
    return replace(town, note="; ".join(filter(None, (town.note, note)))), False


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


def _spot_alone(
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


def _run_together(gazetteer: Gazetteer, text: str, areas: Areas) -> Iterator[Placement]:
    """Read a town's name next to a spot's without a comma ("Empress Market Karachi")."""
    for town_name, rest in without_comma(text):
        found = gazetteer.find(town_name, levels=("town",), within=areas.widest)
        found = _in_district(gazetteer, found, areas)
        if not found or (len(found) > 1 and found[0].population < _LARGE_TOWN):
            continue
        town = found[0]
        spots = _spots(gazetteer, rest, town)
        if spots:
            yield placed(spots[0], town=town, note="")
        elif names_a_spot(rest) and town.population >= _LARGE_TOWN:
            note = f"spot '{_short(rest)}' is not in the gazetteer: placed at its town"
            yield placed(town, note=note)


def _several(gazetteer: Gazetteer, names: tuple[str, ...], spot: str, areas: Areas) -> Placement:
    """Place a cell that lists places at the finest area that holds them, if finer than a country.

    Several spots of one town stand for the town.
    """
    each = [_by_name(gazetteer, name, "", areas).place for name in names]
    known = [p for p in each if p is not None]
    listed = ", ".join(_short(name) for name in names)
    note = f"several places in one cell ({listed})"
    if len(known) < len(names):
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
    shared = gazetteer.shared_area(known)
    if shared is None or shared.level == "country":
        return Placement(
            None,
            note=f"{note}: give each its own row",
            candidates=as_candidates(known),
        )
    return replace(
        placed(shared, note=f"{note}: placed at the {shared.level} that holds them"),
        candidates=as_candidates(known),
    )


def _stated_abroad(gazetteer: Gazetteer, text: str, home: str) -> str:
    """Return the country that a place cell ends in ("Hyderabad, India"), if any."""
    head, comma, country = text.rpartition(",")
    country = country.strip()
    if not comma or not head.strip():
        return ""
    known = gazetteer.find(country, levels=("country",))
    at_home = gazetteer.find(country, levels=(*_POINT_LEVELS, "province"), country=home)
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
    if len(named) != 1 or gazetteer.find(tail, levels=_POINT_LEVELS, within=areas.within):
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
            note = f"{len(spots)} towns have a spot '{_short(name)}': name the town"
            listed = (f"{p.name}, {gazetteer.town_of(p).name}" for p in spots)
            candidates = tuple(dict.fromkeys(listed))
        else:
            note = f"'{_short(name)}' is not in the gazetteer{where}"
    if not candidates and name and propose:
        candidates = suggest(gazetteer, [name], within=areas.within)[0]
    if finest is None:
        country = areas.places[0] if areas.places and not name else None
        if country is not None:
            return placed(country, note=f"{note}: placed at its country")
        return Placement(None, note=note, candidates=candidates, is_fallback=True)
    at = placed(finest, note=f"{note}: placed at its {finest.level}")
    return replace(at, candidates=candidates, is_fallback=True)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else f"{flat[:59]}…"
