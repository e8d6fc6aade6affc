"""The state of a view ↔ the address that restores it. Unknown and hostile values are ignored."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

import pandas as pd

from dashboard.filters import FACETS, Filters, known_only
from dashboard.translation import tr, trn
from geo.timeline import frame_at

ShownMode = Literal["day", "window", "cumulative", "new"]
"""How days are gathered: as `geo.timeline.Mode`, or only what began that day."""
MODES: Final[tuple[ShownMode, ...]] = get_args(ShownMode)
LONGEST_WINDOW: Final = 30
_DEFAULT_WINDOW: Final = 3


LAYERS: Final = {
    "doubt": False,
    "silent": True,
    "names": True,
    "links": False,
    "front": False,
    "centre": False,
    "legend": True,
}
"""What of a map may be switched on and off, and whether it is on unless told otherwise."""
GROUNDS: Final = ("borders", "blank", "tiles")
"""What lies below the symbols; tiles are shown only where their user has switched them on."""
BORDERS: Final = ("ground", "pakistan", "india")
DRAWINGS: Final = ("auto", "canvas", "webgl")
"""Who draws the player's map; of the machine that shows it, and no part of a story."""
_SPANS: Final = {"cumulative": "all days until then", "new": "what began that day"}
_CAMERA: Final = re.compile(
    r"(-?\d{1,3}(?:\.\d{1,5})?),(-?\d{1,2}(?:\.\d{1,5})?),(\d{1,2}(?:\.\d{1,3})?)"
)


@dataclass(frozen=True)
class Camera:
    """Where a map looks: the middle in WGS84 degrees, and a web-map zoom."""

    longitude: float
    latitude: float
    zoom: float


@dataclass(frozen=True)
class ViewState:
    """Everything that decides what a page shows.

    ``focus`` is the id of a town looked at closely, or empty for the whole country; ``camera`` is
    ``None`` while the map shows what it began with.
    """

    day: pd.Timestamp
    mode: ShownMode = "day"
    window_days: int = _DEFAULT_WINDOW
    focus: str = ""
    doubt: bool = LAYERS["doubt"]
    silent: bool = LAYERS["silent"]
    names: bool = LAYERS["names"]
    links: bool = LAYERS["links"]
    front: bool = LAYERS["front"]
    centre: bool = LAYERS["centre"]
    legend: bool = LAYERS["legend"]
    ground: str = GROUNDS[0]
    borders: str = BORDERS[0]
    drawing: str = DRAWINGS[0]
    camera: Camera | None = None
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True)
class Choices:
    """What a state may name: the campaign's days, towns with spots, and facet values."""

    days: Sequence[pd.Timestamp]
    focuses: Sequence[str]
    values: Mapping[str, Mapping[str, int]]


def span_in_words(state: ViewState) -> str:
    """Say which days a frame holds, in the language of the run.

    >>> span_in_words(ViewState(pd.Timestamp("2021-01-06"), mode="window", window_days=3))
    '3 days up to that day'
    """
    if state.mode == "window":
        return trn("{n} day up to that day", "{n} days up to that day", state.window_days)
    return tr(_SPANS.get(state.mode, "that day alone"))


def frame_shown(timeline: pd.DataFrame, state: ViewState) -> pd.DataFrame:
    """Return the frame that a state shows of a timeline."""
    if state.mode == "new":
        frame = frame_at(timeline, state.day)
        return frame[frame["state"] == "started"]
    return frame_at(timeline, state.day, mode=state.mode, window_days=state.window_days)


def picture_name(campaign: str, state: ViewState) -> str:
    """Name the file of a picture by what it shows.

    >>> picture_name("machh_2021", ViewState(pd.Timestamp("2021-01-06"), focus="PK-SD/karachi"))
    'machh_2021_2021-01-06_karachi.png'
    """
    parts = [campaign, f"{state.day:%Y-%m-%d}", state.focus.rpartition("/")[2]]
    if state.mode != "day":
        words = {"window": f"{state.window_days}days", "cumulative": "until-then", "new": "new"}
        parts.append(words[state.mode])
    return "_".join(filter(None, parts)) + ".png"


def to_params(state: ViewState) -> dict[str, list[str]]:
    """Write a state as query parameters: the day always, the rest where it is not the default."""
    params = {"day": [state.day.strftime("%Y-%m-%d")]}
    if state.mode != "day":
        params["mode"] = [state.mode]
    if state.mode == "window" or state.window_days != _DEFAULT_WINDOW:
        params["window"] = [str(state.window_days)]
    if state.focus:
        params["focus"] = [state.focus]
    for name, usual in LAYERS.items():
        if getattr(state, name) != usual:
            params[name] = ["0" if usual else "1"]
    for name, words in (("ground", GROUNDS), ("borders", BORDERS), ("drawing", DRAWINGS)):
        if getattr(state, name) != words[0]:
            params[name] = [getattr(state, name)]
    if state.camera is not None:
        camera = state.camera
        params["camera"] = [f"{camera.longitude:.4f},{camera.latitude:.4f},{camera.zoom:.2f}"]
    for facet in FACETS:
        if chosen := getattr(state.filters, facet):
            params[facet] = list(chosen)
    return params


def from_params(params: Mapping[str, Sequence[str]], choices: Choices) -> ViewState:
    """Read a state from query parameters; whatever is not among the choices is left out.

    Parameters
    ----------
    params
        Every value of each parameter, as the address has them.
    choices
        What may be named. ``choices.days`` must not be empty.
    """

    def first(name: str) -> str:
        return next(iter(params.get(name, ())), "")

    by_name = {day.strftime("%Y-%m-%d"): day for day in choices.days}
    mode: ShownMode = next((m for m in MODES if m == first("mode")), "day")
    asked = first("window")
    window = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 0
    filters = Filters(**{facet: tuple(dict.fromkeys(params.get(facet, ()))) for facet in FACETS})
    return ViewState(
        day=by_name.get(first("day"), choices.days[0]),
        mode=mode,
        window_days=window if 1 <= window <= LONGEST_WINDOW else _DEFAULT_WINDOW,
        focus=first("focus") if first("focus") in choices.focuses else "",
        **{
            name: first(name) == "1" if not usual else first(name) != "0"
            for name, usual in LAYERS.items()
        },
        ground=_known(first("ground"), GROUNDS),
        borders=_known(first("borders"), BORDERS),
        drawing=_known(first("drawing"), DRAWINGS),
        camera=_camera(first("camera")),
        filters=known_only(filters, choices.values),
    )


def _known(word: str, words: Sequence[str]) -> str:
    return word if word in words else words[0]


def _camera(text: str) -> Camera | None:
    found = _CAMERA.fullmatch(text)
    if found is None:
        return None
    longitude, latitude, zoom = (float(number) for number in found.groups())
    if abs(longitude) > 180 or abs(latitude) > 85:
        return None
    return Camera(longitude, latitude, zoom)
