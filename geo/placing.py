"""One place name, with all that is given beside it → one gazetteer place, and the reason."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

from geo.distance import great_circle_km
from geo.gazetteer import Gazetteer, Place
from geo.names import name_key
from geo.schema import AREA_LEVELS

_GIVEN_RADIUS_KM: Final = 1.0
_FAR_FROM_NAMESAKE_KM: Final = 60.0
_MUCH_LARGER: Final = 3.0
_NEIGHBOURS: Final = ("india", "afghanistan", "iran", "china", "bangladesh")
"""Countries whose towns share names with Pakistan's; as `geo.names.name_key` writes them."""
_POINT_LEVELS: Final = ("town", "tehsil", "district")
NO_PLACE: Final = Place("", "", "", "", "", "", "", 0.0, 0.0, 0.0, 0, "", "")
"""Stands where there is no place: every text empty."""


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
    """

    place: Place | None
    town: Place | None = None
    method: str = "gazetteer"
    match: str = ""
    note: str = ""
    candidates: tuple[str, ...] = ()


def place_name(
    gazetteer: Gazetteer,
    *,
    place: str = "",
    spot: str = "",
    admin1: str = "",
    admin2: str = "",
    country: str = "",
    latitude: float | None = None,
    longitude: float | None = None,
    default_country: str = "",
) -> Placement:
    """Place one name by everything that is given with it.

    Order: coordinates as given; a spot within its town; a town by its province and district;
    the district, province or country named when nothing finer is known. Between namesakes the
    district seat wins, then a population three times the next; otherwise the level goes up to the
    area that holds them all.
    """
    nation = country or default_country
    areas = _named_areas(gazetteer, admin1=admin1, admin2=admin2, country=nation)
    if latitude is not None and longitude is not None and not math.isnan(latitude + longitude):
        return _as_given(gazetteer, place, spot, latitude, longitude, areas)
    if nation and not _knows_country(gazetteer, nation):
        return Placement(None, note=f"no gazetteer for the country '{nation}'")
    if abroad := _stated_abroad(gazetteer, place or spot):
        return Placement(None, note=f"no gazetteer for the country '{abroad}'")
    if not any((place, spot, admin1, admin2, country)):
        return Placement(None, note="no place named")
    found = _by_name(gazetteer, place, spot, areas)
    unused = _unused_areas(areas, admin1=admin1, admin2=admin2)
    return replace(found, note="; ".join(filter(None, (found.note, unused)))) if unused else found


def _by_name(gazetteer: Gazetteer, place: str, spot: str, areas: tuple[Place, ...]) -> Placement:
    if not place and not spot:
        return _at_area(areas, note="no place named")
    if place:
        place, areas = _without_areas(gazetteer, place, areas)
    else:
        spot, areas = _without_areas(gazetteer, spot, areas)
    for town_name, spot_name in _readings(place, spot):
        town = _choose_town(gazetteer, town_name, areas)
        if town.place is not None:
            return _into_spot(gazetteer, town, spot_name) if spot_name else town
    return _spot_alone(gazetteer, place or spot, areas)


def _stated_abroad(gazetteer: Gazetteer, text: str) -> str:
    """Return the neighbouring country that a place cell ends in ("Hyderabad, India"), if any."""
    country = text.rpartition(",")[2].strip()
    abroad = name_key(country) in _NEIGHBOURS and not _knows_country(gazetteer, country)
    return country if abroad else ""


def _without_areas(
    gazetteer: Gazetteer, text: str, areas: tuple[Place, ...]
) -> tuple[str, tuple[Place, ...]]:
    """Take the province and country off the end of a place cell ("Lahore, Punjab, Pakistan")."""
    head, comma, tail = text.rpartition(",")
    if not comma or not head.strip() or gazetteer.find(text):
        return text, areas
    within = areas[0].place_id if areas else ""
    named = gazetteer.find(tail, levels=("province", "country"))
    if len(named) != 1 or gazetteer.find(tail, levels=_POINT_LEVELS):
        return text, areas
    if within in gazetteer.ancestors(named[0].place_id):
        areas = (named[0], *(a for a in areas if a.place_id != named[0].place_id))
    elif areas and named[0].place_id not in gazetteer.ancestors(within):
        return text, areas
    return _without_areas(gazetteer, head.strip(), areas)


def _unused_areas(areas: tuple[Place, ...], *, admin1: str, admin2: str) -> str:
    known = {area.level for area in areas}
    unused = [
        f"'{name}' is no {level} of the gazetteer and was not used"
        for name, level in ((admin1, "province"), (admin2, "district"))
        if name and level not in known
    ]
    return "; ".join(unused)


def _named_areas(
    gazetteer: Gazetteer, *, admin1: str, admin2: str, country: str
) -> tuple[Place, ...]:
    """Return the areas stated with a place, finest first: only those that contain each other."""
    areas: list[Place] = []
    nation = _country_place(gazetteer, country)
    if nation is not None:
        areas.append(nation)
    for name, level in ((admin1, "province"), (admin2, "district")):
        within = areas[0].place_id if areas else ""
        found = gazetteer.find(name, levels=(level,), within=within) if name else []
        if len(found) == 1:
            areas.insert(0, found[0])
    return tuple(areas)


def _country_place(gazetteer: Gazetteer, country: str) -> Place | None:
    by_id = gazetteer.places.get(country.upper())
    if by_id is not None and by_id.level == "country":
        return by_id
    found = gazetteer.find(country, levels=("country",)) if country else []
    return found[0] if found else None


def _knows_country(gazetteer: Gazetteer, country: str) -> bool:
    return _country_place(gazetteer, country) is not None


def _readings(place: str, spot: str) -> list[tuple[str, str]]:
    """Return the ways to read a place cell: as a town, as "spot, town", as "town, spot"."""
    readings = [(place, spot)] if place else []
    for text in (place, spot):
        head, comma, tail = text.rpartition(",")
        if comma and tail.strip():
            given = spot if text is place else ""
            readings.append((tail.strip(), given or head.strip()))
            first, _, rest = text.partition(",")
            readings.append((first.strip(), given or rest.strip()))
    return readings


def _choose_town(gazetteer: Gazetteer, name: str, areas: tuple[Place, ...]) -> Placement:
    within = areas[0].place_id if areas else ""
    found = gazetteer.find(name, levels=_POINT_LEVELS, within=within)
    if not found and len(areas) > 1 and areas[0].level == "district":
        # A town's district is not always known to the gazetteer: ask its province instead.
        found = [
            p
            for p in gazetteer.find(name, levels=_POINT_LEVELS, within=areas[1].place_id)
            if not p.admin2
        ]
    namesakes, found = found, [p for p in found if p.level == found[0].level]
    if not found:
        wider = gazetteer.find(name, levels=("province", "country"), within=within)
        if wider:
            return placed(wider[0], note="")
        return Placement(None)
    if len(found) == 1:
        return placed(found[0], note=_elsewhere(found[0], namesakes))
    return _among_namesakes(gazetteer, found)


def _elsewhere(taken: Place, namesakes: list[Place]) -> str:
    """Say which larger area of another province bears the same name."""
    others = [p for p in namesakes if p.admin1 != taken.admin1]
    if not others:
        return ""
    return f"also a {others[0].level} of {others[0].admin1}: took the {taken.level}"


def _among_namesakes(gazetteer: Gazetteer, found: list[Place]) -> Placement:
    name, others = found[0].name, len(found)
    listed = tuple(f"{p.name}, {p.admin2 or p.admin1}" for p in found)
    seats = [p for p in found if p.admin2 and name_key(p.admin2) == name_key(p.name)]
    if len(seats) == 1:
        return replace(
            placed(seats[0], note=f"{others} places named {name}: took the district seat"),
            candidates=listed,
        )
    largest, second = sorted(found, key=lambda p: -p.population)[:2]
    if largest.population > _MUCH_LARGER * max(second.population, 1):
        return replace(
            placed(largest, note=f"{others} places named {name}: took the largest by far"),
            candidates=listed,
        )
    shared = next(
        a
        for a in gazetteer.ancestors(found[0].place_id)
        if all(a in gazetteer.ancestors(p.place_id) for p in found)
    )
    note = f"{others} places named {name}, none clearly meant: placed at the area that holds them"
    return replace(placed(gazetteer.places[shared], note=note), candidates=listed)


def _into_spot(gazetteer: Gazetteer, town: Placement, spot: str) -> Placement:
    if town.place is None:
        return town
    found = gazetteer.find(spot, levels=("spot",), within=town.place.place_id)
    if found and town.place.level == "town":
        return placed(found[0], town=town.place, note=town.note)
    note = f"spot '{spot}' is not in the gazetteer: placed at its {town.place.level}"
    return replace(town, note="; ".join(filter(None, (town.note, note))))


def _spot_alone(gazetteer: Gazetteer, name: str, areas: tuple[Place, ...]) -> Placement:
    """Place a spot named without its town, if only one town has a spot of that name."""
    within = areas[0].place_id if areas else ""
    found = gazetteer.find(name, levels=("spot",), within=within)
    if len(found) == 1:
        town = gazetteer.town_of(found[0])
        return placed(found[0], town=town, note="only one town has this spot")
    if found:
        missing = f"{len(found)} towns have a spot '{name}': name the town"
        listed = (f"{p.name}, {gazetteer.town_of(p).name}" for p in found)
        candidates = tuple(dict.fromkeys(listed))
    else:
        where = f" for {areas[0].name}" if areas and areas[0].level != "country" else ""
        missing = f"'{name}' is not in the gazetteer{where}"
        candidates = _proposals(gazetteer, name, areas)
    if areas and areas[0].level != "country":
        return replace(_at_area(areas, note=missing), candidates=candidates)
    return Placement(None, note=missing, candidates=candidates)


def _at_area(areas: tuple[Place, ...], *, note: str) -> Placement:
    if not areas:
        return Placement(None, note=note)
    return placed(areas[0], note=f"{note}: placed at its {areas[0].level}")


def _as_given(
    gazetteer: Gazetteer,
    place: str,
    spot: str,
    latitude: float,
    longitude: float,
    areas: tuple[Place, ...],
) -> Placement:
    name = spot or place or f"{latitude:.4f}, {longitude:.4f}"
    province = next((a.name for a in areas if a.level == "province"), "")
    site = replace(
        NO_PLACE,
        place_id=f"at/{latitude:.4f},{longitude:.4f}/{name_key(name).replace(' ', '-')}",
        name=name,
        level="spot" if spot or not place else "town",
        admin1=province,
        country=next((a.country for a in areas), ""),
        latitude=latitude,
        longitude=longitude,
        radius_km=_GIVEN_RADIUS_KM,
    )
    town, note = site, "coordinates as given"
    named = _choose_town(gazetteer, place, areas).place if place else None
    if named is not None and named.level == "town":
        site = replace(site, admin1=site.admin1 or named.admin1, country=named.country)
        away = float(great_circle_km(latitude, longitude, named.latitude, named.longitude))
        if away > _FAR_FROM_NAMESAKE_KM:
            note += f"; {away:.0f} km from the {named.name} of the gazetteer"
        elif spot:
            town = named
        if town is not named:
            town = site
    return Placement(site, town=town, method="given", match=f"{name}, given", note=note)


def placed(place: Place, *, note: str, town: Place | None = None) -> Placement:
    """Return a placement at a gazetteer place, with what was taken in words."""
    source = {"dharna": "hand table", "geonames": "GeoNames", "geoboundaries": "geoBoundaries"}
    chain = f"{town.name} › {place.name}" if town is not None else place.name
    region = place.admin1 if place.level in ("town", "tehsil", "district") else ""
    match = ", ".join(
        filter(None, (chain, region, place.level, source.get(place.source, place.source)))
    )
    method = "boundary" if place.level in AREA_LEVELS else "gazetteer"
    return Placement(place, town=town or place, method=method, match=match, note=note)


def _proposals(gazetteer: Gazetteer, name: str, areas: tuple[Place, ...]) -> tuple[str, ...]:
    from rapidfuzz import fuzz, process

    known = gazetteer.names(within=areas[0].place_id if areas else "")
    near = process.extract(
        name_key(name), known.keys(), scorer=fuzz.ratio, score_cutoff=75, limit=5
    )
    places = (gazetteer.places[known[key]] for key, _, _ in near)
    return tuple(dict.fromkeys(f"{p.name}, {p.admin1 or p.country}" for p in places))
