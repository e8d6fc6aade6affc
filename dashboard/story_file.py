"""A story ↔ its JSON file. What is read may come from anyone, so every value is checked.

The format is described in docs/stories.md and, for other programs, in ``story_schema.json``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, Final, NoReturn, get_args

from dashboard.address import BORDERS, DRAWINGS, GROUNDS, LAYERS, MODES, Camera, ViewState
from dashboard.filters import FACETS, Filters
from dashboard.story import DEFAULT_DELAY_S, Step, Story, Text
from dashboard.story_fields import Fields, number_out
from geo.errors import InputError
from geo.narrative import Language

VERSION: Final = 1
MOST_BYTES: Final = 4_000_000
MOST_STEPS: Final = 1000
MOST_VALUES: Final = 500
"""Chosen values of one facet."""
LONGEST_TITLE: Final = 200
LONGEST_TEXT: Final = 2000
LONGEST_NOTE: Final = 6000
LONGEST_ID: Final = 40
LONGEST_VALUE: Final = 300
"""In characters."""
LONGEST_WINDOW: Final = 366
"""In days."""
DELAYS_S: Final = (0.5, 3600.0)
CAMERA_LIMITS: Final = {
    "longitude": (-180.0, 180.0),
    "latitude": (-85.0, 85.0),
    "zoom": (0.0, 22.0),
}
"""WGS84 degrees, and a web-map zoom."""
STEP_ID: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_CAMPAIGN_ID: Final = re.compile(r"[\w .()-]{1,120}")
_FINGERPRINT: Final = re.compile(r"[0-9a-f]{1,64}")


def read_story(source: bytes | str) -> Story:
    """Read a story from its JSON.

    Fields and facets that the format does not know are ignored; those that it knows must be right.

    Raises
    ------
    InputError
        With one sentence that names the step and the field.
    """
    if len(source) > MOST_BYTES:
        msg = (
            f"The story has {len(source) / 1e6:.1f} MB; at most {MOST_BYTES / 1e6:.0f} MB are read."
        )
        raise InputError(msg)
    data = _parsed(source)
    if not isinstance(data, Mapping) or "steps" not in data:
        msg = "This JSON is no story; a story is an object with a list of 'steps'."
        raise InputError(msg)
    given = Fields(data, "the story")
    version = given.number("dharna_story", VERSION, (1, 1_000_000), whole=True)
    if version > VERSION:
        given.wrong("dharna_story", f"is {version:.0f}; this Dharna reads version {VERSION}")
    found = given.take("steps", [])
    if not isinstance(found, list) or not found:
        given.wrong("steps", "must be a list of at least one step")
    if len(found) > MOST_STEPS:
        given.wrong("steps", f"has {len(found):,} steps; give at most {MOST_STEPS:,}")
    story = Story(
        title=_text(given, "title", LONGEST_TITLE),
        campaign=given.pattern("campaign", _CAMPAIGN_ID, "letters, digits and blanks", 120),
        fingerprint=given.pattern("fingerprint", _FINGERPRINT, "hexadecimal digits", 64),
        delay_s=given.number("delay_s", DEFAULT_DELAY_S, DELAYS_S),
        steps=tuple(_step(entry, number) for number, entry in enumerate(found, start=1)),
    )
    seen: set[str] = set()
    for number, step in enumerate(story.steps, start=1):
        if step.id in seen:
            Fields({}, f"step {number}").wrong("id", f"is '{step.id}', as another step's is")
        seen.add(step.id)
    return story


def story_json(story: Story) -> str:
    """Write a story as JSON, the same text for the same story."""
    data = {
        "dharna_story": VERSION,
        "title": _text_out(story.title),
        "campaign": story.campaign,
        "fingerprint": story.fingerprint,
        "delay_s": number_out(story.delay_s),
        "steps": [_step_out(step) for step in story.steps],
    }
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _parsed(source: bytes | str) -> Any:
    try:
        text = source.decode("utf-8") if isinstance(source, bytes) else source
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
    if not isinstance(entry, Mapping):
        msg = f"In the story, step {number} is not an object; each step is one."
        raise InputError(msg)
    given = Fields(entry, f"step {number}")
    meaning = f"lower-case letters, digits and hyphens, at most {LONGEST_ID}"
    return Step(
        id=given.pattern("id", STEP_ID, meaning, LONGEST_TITLE) or f"step-{number}",
        view=_view(given),
        title=_text(given, "title", LONGEST_TITLE),
        text=_text(given, "text", LONGEST_TEXT, several_lines=True),
        note=_text(given, "note", LONGEST_NOTE, several_lines=True),
        delay_s=given.number("delay_s", None, DELAYS_S) if given.has("delay_s") else None,
    )


def _view(given: Fields) -> ViewState:
    layers, filters = given.inner("layers"), given.inner("filters")
    return ViewState(
        day=given.day("day"),
        mode=given.word("mode", MODES),
        window_days=int(given.number("window_days", 3, (1, LONGEST_WINDOW), whole=True)),
        focus=given.line("focus", LONGEST_VALUE),
        **{name: layers.switch(name, usual) for name, usual in LAYERS.items()},
        ground=given.word("ground", GROUNDS),
        borders=given.word("borders", BORDERS),
        drawing=DRAWINGS[0],
        camera=_camera(given),
        filters=Filters(
            **{facet: filters.lines(facet, MOST_VALUES, LONGEST_VALUE) for facet in FACETS}
        ),
    )


def _camera(given: Fields) -> Camera | None:
    if not given.has("camera"):
        return None
    camera = given.inner("camera")
    return Camera(
        **{part: camera.number(part, None, limits) for part, limits in CAMERA_LIMITS.items()}
    )


def _text(given: Fields, name: str, longest: int, *, several_lines: bool = False) -> Text:
    if isinstance(given.take(name, None), str):
        return Text(en=given.line(name, longest, several_lines=several_lines))
    words = given.inner(name)
    return Text(
        **{tag: words.line(tag, longest, several_lines=several_lines) for tag in get_args(Language)}
    )


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
        "camera": camera and {part: number_out(getattr(camera, part)) for part in CAMERA_LIMITS},
        "focus": view.focus,
        "layers": {layer: getattr(view, layer) for layer in LAYERS},
        "ground": view.ground,
        "borders": view.borders,
        "title": _text_out(step.title),
        "text": _text_out(step.text),
        "note": _text_out(step.note),
    }
    if step.delay_s is not None:
        data["delay_s"] = number_out(step.delay_s)
    return data


def _text_out(text: Text) -> dict[str, str]:
    return {tag: words for tag, words in asdict(text).items() if words}
