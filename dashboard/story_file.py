"""A story ↔ its JSON file. What is read may come from anyone, so every value is checked.

The format is described in docs/stories.md and, for other programs, in ``story_schema.json``.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date
from typing import Any, Final, NoReturn, TypeVar, get_args

import pandas as pd

from dashboard.address import BORDERS, GROUNDS, LAYERS, MODES, Camera, ViewState
from dashboard.filters import FACETS, Filters
from dashboard.story import DEFAULT_DELAY_S, Step, Story, Text
from geo.errors import InputError
from geo.narrative import Language

VERSION: Final = 1
MOST_BYTES: Final = 4_000_000
MOST_STEPS: Final = 1000
MOST_VALUES: Final = 500
"""Chosen values of one facet."""
LONGEST: Final = {"title": 200, "text": 2000, "note": 6000, "id": 40, "value": 300}
"""In characters."""
LONGEST_WINDOW: Final = 366
"""In days."""
DELAYS_S: Final = (0.5, 3600.0)
YEARS: Final = (1500, 2200)
DEGREES_AND_ZOOM: Final = {
    "longitude": (-180.0, 180.0),
    "latitude": (-85.0, 85.0),
    "zoom": (0.0, 22.0),
}
STEP_ID: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_CAMPAIGN_ID: Final = re.compile(r"[\w .()-]{1,120}")
_FINGERPRINT: Final = re.compile(r"[0-9a-f]{1,64}")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LANGUAGES: Final = get_args(Language)
_TURNING: Final = "\u202a\u202b\u202c\u202d\u202e"
"""Characters that turn the direction of all that follows them."""

Member = TypeVar("Member")


def read_story(source: bytes | str) -> Story:
    """Read a story from its JSON.

    Fields that the format does not know are ignored, and so are facets; what it knows must be
    right.

    Raises
    ------
    InputError
        With one sentence that names the step and the field.
    """
    size = len(source)
    if size > MOST_BYTES:
        msg = f"The story has {size / 1e6:.1f} MB; at most {MOST_BYTES / 1e6:.0f} MB are read."
        raise InputError(msg)
    data = _parsed(source)
    if not isinstance(data, Mapping) or "steps" not in data:
        msg = "This JSON is no story; a story is an object with a list of 'steps'."
        raise InputError(msg)
    reader = _Reader(data, "the story")
    version = reader.number("dharna_story", VERSION, (1, 1_000_000), whole=True)
    if version > VERSION:
        reader.wrong("dharna_story", f"is version {version:.0f}; this Dharna reads {VERSION}")
    found = reader.take("steps", [])
    if not isinstance(found, list) or not found:
        reader.wrong("steps", "must be a list of at least one step")
    if len(found) > MOST_STEPS:
        reader.wrong("steps", f"has {len(found):,} steps; give at most {MOST_STEPS:,}")
    story = Story(
        title=reader.text("title"),
        campaign=reader.pattern("campaign", _CAMPAIGN_ID, "letters and digits, 120 at most"),
        fingerprint=reader.pattern("fingerprint", _FINGERPRINT, "hexadecimal digits"),
        delay_s=reader.number("delay_s", DEFAULT_DELAY_S, DELAYS_S),
        steps=tuple(_step(entry, number) for number, entry in enumerate(found, start=1)),
    )
    seen: set[str] = set()
    for number, step in enumerate(story.steps, start=1):
        if step.id in seen:
            _Reader({}, f"step {number}").wrong("id", f"is '{step.id}' a second time")
        seen.add(step.id)
    return story


def story_json(story: Story) -> str:
    """Write a story as JSON, the same bytes for the same story."""
    data = {
        "dharna_story": VERSION,
        "title": _text_out(story.title),
        "campaign": story.campaign,
        "fingerprint": story.fingerprint,
        "delay_s": _number_out(story.delay_s),
        "steps": [_step_out(step) for step in story.steps],
    }
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _parsed(source: bytes | str) -> Any:
    try:
        text = source.decode("utf-8-sig") if isinstance(source, bytes) else source
        return json.loads(text.removeprefix("\ufeff"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        msg = "The story is not UTF-8 text; save it as JSON in UTF-8."
        raise InputError(msg) from None
    except json.JSONDecodeError as error:
        msg = f"The story is no JSON: {error.msg} in line {error.lineno}; mend it there."
        raise InputError(msg) from None
    except (ValueError, RecursionError):
        msg = "The story holds a number or a nesting that no story needs; take it out."
        raise InputError(msg) from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _step(entry: Any, number: int) -> Step:
    where = f"step {number}"
    if not isinstance(entry, Mapping):
        msg = f"In the story, {where} is not an object; each step is one."
        raise InputError(msg)
    reader = _Reader(entry, where)
    return Step(
        id=reader.pattern("id", STEP_ID, "lower-case letters, digits and hyphens, 40 at most")
        or f"step-{number}",
        view=ViewState(
            day=reader.day("day"),
            mode=reader.word("mode", MODES),
            window_days=int(reader.number("window_days", 3, (1, LONGEST_WINDOW), whole=True)),
            focus=reader.line("focus", LONGEST["value"]),
            ground=reader.word("ground", GROUNDS),
            borders=reader.word("borders", BORDERS),
            camera=reader.camera("camera"),
            filters=reader.filters("filters"),
            **reader.layers("layers"),
        ),
        title=reader.text("title"),
        text=reader.text("text", several_lines=True),
        note=reader.text("note", several_lines=True),
        delay_s=reader.optional("delay_s", lambda name: reader.number(name, 1.0, DELAYS_S)),
    )


class _Reader:
    """Takes checked values out of one object of the file; says where it is when one is wrong."""

    def __init__(self, data: Mapping[str, Any], where: str) -> None:
        self.data, self.where = data, where

    def wrong(self, name: str, complaint: str) -> NoReturn:
        msg = f"In the story, {self.where}: '{name}' {complaint}."
        raise InputError(msg, where=f"{self.where}, {name}")

    def take(self, name: str, default: Any) -> Any:
        """Return a value; JSON's null stands for one that is not given."""
        value = self.data.get(name)
        return default if value is None else value

    def optional(self, name: str, read: Callable[[str], Member]) -> Member | None:
        return None if self.data.get(name) is None else read(name)

    def object(self, name: str) -> Mapping[str, Any]:
        value = self.take(name, {})
        if not isinstance(value, Mapping):
            self.wrong(name, f"must be an object, not {_shown(value)}")
        return value

    def number(
        self, name: str, default: float, limits: tuple[float, float], *, whole: bool = False
    ) -> float:
        value = self.take(name, default)
        low, high = limits
        kind = "a whole number" if whole else "a number"
        # JSON's true and false are numbers to Python.
        fits = isinstance(value, int | float) and not isinstance(value, bool)
        if not fits or not low <= value <= high or (whole and value != int(value)):
            self.wrong(name, f"must be {kind} from {low:g} to {high:g}, not {_shown(value)}")
        return float(value)

    def line(self, name: str, longest: int, *, several_lines: bool = False) -> str:
        return _checked(self, name, self.take(name, ""), longest, several_lines=several_lines)

    def pattern(self, name: str, pattern: re.Pattern[str], meaning: str) -> str:
        value = self.line(name, 200)
        if value and not pattern.fullmatch(value):
            self.wrong(name, f"must be {meaning}, not {_shown(value)}")
        return value

    def text(self, name: str, *, several_lines: bool = False) -> Text:
        given = self.take(name, {})
        if isinstance(given, str):
            given = {"en": given}
        if not isinstance(given, Mapping):
            self.wrong(name, f'must be {{"en": …, "ur": …}}, not {_shown(given)}')
        longest = LONGEST[name]
        inner = _Reader(given, f"{self.where}, {name}")
        words = {tag: inner.line(tag, longest, several_lines=several_lines) for tag in _LANGUAGES}
        return Text(**words)

    def day(self, name: str) -> pd.Timestamp:
        value = self.take(name, "")
        try:
            if not isinstance(value, str) or not _DAY.fullmatch(value):
                raise ValueError
            found = date.fromisoformat(value)
            if not YEARS[0] <= found.year <= YEARS[1]:
                raise ValueError
        except ValueError:
            self.wrong(name, f"must be a day such as 2021-01-06, not {_shown(value)}")
        return pd.Timestamp(found).as_unit("s")

    def word(self, name: str, words: Sequence[Member]) -> Member:
        value = self.take(name, words[0])
        found = next((word for word in words if word == value), None)
        if found is None:
            self.wrong(name, f"must be one of {', '.join(map(str, words))}, not {_shown(value)}")
        return found

    def filters(self, name: str) -> Filters:
        given = _Reader(self.object(name), f"{self.where}, {name}")
        return Filters(**{facet: given.values(facet) for facet in FACETS})

    def values(self, name: str) -> tuple[str, ...]:
        value = self.take(name, [])
        if not isinstance(value, list) or len(value) > MOST_VALUES:
            self.wrong(name, f"must be a list of at most {MOST_VALUES} values")
        return tuple(dict.fromkeys(_checked(self, name, item, LONGEST["value"]) for item in value))

    def camera(self, name: str) -> Camera | None:
        if self.data.get(name) is None:
            return None
        given = _Reader(self.object(name), f"{self.where}, {name}")
        return Camera(
            **{part: given.needed(part, limits) for part, limits in DEGREES_AND_ZOOM.items()}
        )

    def needed(self, name: str, limits: tuple[float, float]) -> float:
        return self.number(name, math.nan, limits)

    def layers(self, name: str) -> dict[str, bool]:
        given = _Reader(self.object(name), f"{self.where}, {name}")
        return {layer: given.switch(layer, usual) for layer, usual in LAYERS.items()}

    def switch(self, name: str, usual: bool) -> bool:
        value = self.take(name, usual)
        if not isinstance(value, bool):
            self.wrong(name, f"must be true or false, not {_shown(value)}")
        return value


def _checked(
    reader: _Reader, name: str, value: Any, longest: int, *, several_lines: bool = False
) -> str:
    """Return text that can be shown: short enough, and nothing in it that cannot be seen."""
    if not isinstance(value, str):
        reader.wrong(name, f"must be text, not {_shown(value)}")
    if len(value) > longest:
        reader.wrong(name, f"has {len(value):,} characters; give at most {longest:,}")
    for letter in set(value):
        is_break = several_lines and letter == "\n"
        if letter in _TURNING or (unicodedata.category(letter) in ("Cc", "Cs") and not is_break):
            reader.wrong(name, f"holds the character U+{ord(letter):04X}; take it out")
    return value


def _shown(value: Any) -> str:
    """Quote a value, short and on one line."""
    if isinstance(value, Mapping | list):
        return "an object" if isinstance(value, Mapping) else "a list"
    if isinstance(value, float) and math.isnan(value):
        return "left out"
    text = "".join(c if c.isprintable() else " " for c in str(value)[:200])
    short = text if len(text) <= 60 else f"{text[:59]}…"
    return f"'{short}'" if isinstance(value, str) else short


def _step_out(step: Step) -> dict[str, Any]:
    view, camera = step.view, step.view.camera
    data: dict[str, Any] = {
        "id": step.id,
        "day": view.day.strftime("%Y-%m-%d"),
        "mode": view.mode,
        "window_days": view.window_days,
        "filters": {
            field.name: list(chosen)
            for field in fields(view.filters)
            if (chosen := getattr(view.filters, field.name))
        },
        "camera": None
        if camera is None
        else {part: _number_out(getattr(camera, part)) for part in DEGREES_AND_ZOOM},
        "focus": view.focus,
        "layers": {layer: getattr(view, layer) for layer in LAYERS},
        "ground": view.ground,
        "borders": view.borders,
        "title": _text_out(step.title),
        "text": _text_out(step.text),
        "note": _text_out(step.note),
    }
    if step.delay_s is not None:
        data["delay_s"] = _number_out(step.delay_s)
    return data


def _text_out(text: Text) -> dict[str, str]:
    return {tag: words for tag, words in asdict(text).items() if words}


def _number_out(value: float) -> int | float:
    return int(value) if float(value).is_integer() else float(value)
