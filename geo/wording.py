"""What a place cell says beside the name: kinds, nearness, several places, nothing at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from geo.names import name_key

_KIND_WORDS: Final = {
    "town": "city|town|township|village|sub village|hamlet|settlement|locality|bazaar|bazar|ciudad"
    "|ville|cidade|شہر|گاؤں|قصبہ|مدینہ|قریہ",
    "municipality": "municipality|commune|municipio|municipal area",
    "tehsil": "tehsil|tahsil|teh|taluka|taluqa|taluk|subdivision|sub division|sub tehsil"
    "|subdistrict|sub district|upazila|woreda|تحصیل|تعلقہ|ناحیہ",
    "district": "district|distt|dist|distrcit|distict|distric|zila|zilla|county|raion|rayon|cercle"
    "|agency|division|departement|lga|local government area|ضلع|ایجنسی|ڈویژن|قضاء",
    "province": "province|state|governorate|oblast|department|prefecture|territory|republic"
    "|autonomous region|wilaya|wilayat|vilayet|viloyat|muhafazah|provincia|provinsi|departamento"
    "|estado|krai|kray|voivodeship|canton|emirate|صوبہ|ولایہ|محافظہ",
}
_KINDS: Final = {
    name_key(word): level for level, words in _KIND_WORDS.items() for word in words.split("|")
}
"""Words for a kind of place → the level it points to."""
_AROUND: Final = (
    "near to|near|nr|around|close to|outside|outskirts of|on the outskirts of|suburbs of|suburb of"
    "|vicinity of|in the vicinity of|surroundings of|environs of|in front of|opposite|in|at|نزد"
    "|(?:north|south|east|west|northeast|northwest|southeast|southwest) of"
)
_BEHIND: Final = (
    "area|areas|valley|region|sector|outskirts|suburbs|suburb|vicinity|surroundings|environs"
    "|کے قریب|قریب"
)
_WORDS: Final = "|".join(sorted(map(re.escape, _KINDS), key=len, reverse=True))
_BEFORE: Final = re.compile(
    rf"^(?:the )?(?:(?P<around>{_AROUND})|(?P<kind>{_WORDS})(?: of| de| do| da| du)?) (?P<rest>.+)$"
)
_AFTER: Final = re.compile(rf"^(?P<rest>.+) (?:(?P<around>{_BEHIND})|(?P<kind>{_WORDS}))$")
_PART: Final = re.compile(
    r"^(?:the )?(?:"
    r"(?:various|several|different|multiple|many|other|some|all)(?: \w+)?"
    r" (?:places|cities|towns|locations|areas|parts|districts|villages)(?: of| in| across)?"
    r"|parts of|across|all over|throughout|interior|rural|urban|greater|upper|lower|central"
    r"|(?:north|south|east|west|northeast|northwest|southeast|southwest)(?:ern)?"
    r") (?P<rest>.+)$"
)
_NOWHERE: Final = re.compile(
    r"^(?:(?:place|location|city|town|village|area|address|venue) )?"
    r"(?:unknown|unspecified|undisclosed|undetermined|not (?:known|stated|specified|given|available"
    r"|clear|reported)|unclear|n a|na|nil|none|null|nan|tba|tbd|tbc|various|several|multiple|many"
    r"|different|others?|elsewhere|anywhere|somewhere|no location|missing|no data|نامعلوم|متعدد"
    r"|مختلف)(?: \w+)?(?: (?:places|cities|towns|locations|areas|villages|districts|شہر|مقامات))?$"
    r"|^(?:place|location|city|town|village) name$"
)
_BETWEEN_PLACES: Final = re.compile(
    r"\s*(?:;|\||\n|\s/\s|(?<=\w{3})/(?=\w{3})|\s&\s|\s\+\s|\band\b|\bas well as\b|\s(?:اور)\s)\s*",
    re.IGNORECASE,
)
_SPOT_WORDS: Final = re.compile(
    r"\b(?:chowk|chowrangi|chorangi|road|rd|street|avenue|highway|motorway|bypass|interchange|flyover"
    r"|bridge|square|roundabout|mor|morr|phatak|crossing|gate|press club|club|bazaar|bazar|market"
    r"|colony|sector|block|phase|society|park|ground|stadium|station|airport|terminal|hospital"
    r"|university|college|school|madrassa|masjid|mosque|imambargah|church|temple|shrine|court"
    r"|courts|assembly|secretariat|house|hall|hotel|mall|plaza|tower|consulate|embassy|office"
    r"|offices|jail|prison|port|harbour|dam|barrage|canal|mine|mines|fort|cemetery|graveyard|goth|cantt|saddar|sadar|چوک|چورنگی|روڈ|بازار|کالونی"
    r"|پریس کلب|بائی پاس|گیٹ)\b"
)
_VILLAGE_WORDS: Final = re.compile(
    r"^(?:chak|chack|killi|kili|kalay|kali|goth|basti|mouza|moza|mauza|dera|deh|dhok|village|union"
    r" council|uc|tappa|گوٹھ|چک|کلی|بستی|موضع|گاؤں)\b|\b(?:village|kalay|kili)$"
)
_INSIDE: Final = re.compile(r"^(?P<head>[^()]*)\((?P<tail>[^()]+)\)\s*(?P<end>.*)$", re.DOTALL)
_BETWEEN_WORDS: Final = re.compile(
    r"^(?P<head>.+?)\s+(?P<word>near|in|at|outside|نزد|of)\s+(?P<tail>.+)$", re.IGNORECASE
)
_DASH: Final = re.compile(r"\s+[-–—]\s+|\s*[–—]\s*")


@dataclass(frozen=True)
class Reading:
    """One way to read a place cell: a town's name, with what lies in it.

    Attributes
    ----------
    town, spot
        Names to look up; the spot may be empty.
    level
        The level that a word of the cell points to (``Tehsil Kot Addu``), or empty.
    is_near
        Whether the place is said to be only near the one named.
    is_bare
        Whether words of the cell were left out.
    """

    town: str
    spot: str = ""
    level: str = ""
    is_near: bool = False
    is_bare: bool = False


@lru_cache(maxsize=65_536)
def says_nowhere(text: str) -> bool:
    """Return whether a cell stands for not knowing the place.

    >>> says_nowhere("Unknown"), says_nowhere("several cities"), says_nowhere("Quetta")
    (True, True, False)
    """
    key = name_key(text)
    return not key or _NOWHERE.match(key) is not None


@lru_cache(maxsize=65_536)
def named_together(text: str) -> tuple[str, ...]:
    """Return the names of a cell that lists several; the whole cell when it lists none.

    >>> named_together("Karachi and Lahore")
    ('Karachi', 'Lahore')
    """
    parts = [part.strip(" ,") for part in _BETWEEN_PLACES.split(text)]
    return tuple(part for part in parts if name_key(part)) or (text,)


@lru_cache(maxsize=65_536)
def bare_names(text: str) -> tuple[Reading, ...]:
    """Return a name as its words for kind or nearness are taken off, one after the other.

    >>> [reading.town for reading in bare_names("Swat valley district")]
    ['swat valley', 'swat']
    """
    rest, level, is_near = name_key(text), "", False
    found = []
    for _ in range(3):
        match = _BEFORE.match(rest) or _AFTER.match(rest)
        if match is None:
            break
        rest = match["rest"]
        level = level or _KINDS.get(match["kind"] or "", "")
        is_near = is_near or match["around"] not in (None, "in", "at")
        found.append(Reading(rest, level=level, is_near=is_near))
    return tuple(found)


def bare_name(text: str) -> Reading:
    """Return a name without the words for its kind or nearness.

    >>> bare_name("Tehsil Kot Addu").town, bare_name("Tehsil Kot Addu").level
    ('kot addu', 'tehsil')
    >>> bare_name("near Mach").is_near
    True
    """
    found = bare_names(text)
    return found[-1] if found else Reading(name_key(text))


def part_of(text: str) -> str:
    """Return the area that a cell names a part of ("interior Sindh", "parts of Punjab"), if any."""
    match = _PART.match(name_key(text))
    return match["rest"] if match else ""


def names_a_spot(text: str) -> bool:
    """Return whether a name has a word that squares, roads, buildings and quarters have."""
    return _SPOT_WORDS.search(name_key(text)) is not None


def names_a_village(text: str) -> bool:
    """Return whether a name has a word that villages have, and quarters of a town have not.

    >>> names_a_village("Chak 123/JB"), names_a_village("Liberty Chowk")
    (True, False)
    """
    return _VILLAGE_WORDS.search(name_key(text)) is not None


def listed_names(text: str) -> tuple[str, ...]:
    """Return the parts of a cell between commas or hyphens, which may be a list of towns.

    >>> listed_names("Karachi, Lahore"), listed_names("Rawalpindi-Islamabad")
    (('Karachi', 'Lahore'), ('Rawalpindi', 'Islamabad'))
    """
    parts = [part.strip() for part in text.split(",")]
    if len(parts) == 1:
        parts = [part.strip() for part in text.split("-")]
    return tuple(parts) if len(parts) > 1 and all(map(name_key, parts)) else ()


@lru_cache(maxsize=65_536)
def readings(place: str, spot: str) -> tuple[Reading, ...]:
    """Return the ways to read a place cell and a spot cell, the plainest first.

    A cell is a town; or "spot, town", "town, spot", "town (spot)", "spot near town"; without the
    words for a kind of place; or a town's name next to a spot's without a comma.
    """
    found = [Reading(place, spot)] if place else []
    for text in (place, spot):
        given = spot if text is place else ""
        found += [Reading(town, given or rest) for town, rest in _split(text)]
    for reading in tuple(found):
        found += [
            Reading(plain.town, reading.spot, plain.level, plain.is_near, True)
            for plain in bare_names(reading.town)
        ]
    for text in (place, spot):
        match = _BETWEEN_WORDS.match(text)
        if match:
            is_near = match["word"].casefold() not in ("in", "at", "of")
            given = spot if text is place else ""
            found.append(
                Reading(bare_name(match["tail"]).town, given or match["head"], "", is_near, True)
            )
    return tuple(dict.fromkeys(found))


def _split(text: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    head, comma, tail = text.rpartition(",")
    if comma and tail.strip():
        first, _, rest = text.partition(",")
        pairs += [(tail.strip(), head.strip()), (first.strip(), rest.strip())]
        middle = [part.strip() for part in text.split(",")[1:-1]]
        pairs += [(part, first.strip()) for part in middle if part]
    inside = _INSIDE.match(text)
    if inside and inside["head"].strip():
        head = f"{inside['head']} {inside['end']}".strip()
        pairs += [(head, inside["tail"]), (inside["tail"], head)]
    parts = _DASH.split(text)
    if len(parts) == 2 and all(map(name_key, parts)):
        pairs += [(parts[0], parts[1]), (parts[1], parts[0])]
    return pairs


def without_comma(text: str) -> list[tuple[str, str]]:
    """Return ways to cut a cell into a town, last or first, and the rest; long names first.

    >>> without_comma("Empress Market Karachi")[2]
    ('karachi', 'empress market')
    """
    words = name_key(text).split()
    pairs = []
    for size in range(min(3, len(words) - 1), 0, -1):
        pairs.append((" ".join(words[-size:]), " ".join(words[:-size])))
        pairs.append((" ".join(words[:size]), " ".join(words[size:])))
    return pairs
