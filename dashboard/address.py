"""The state of a view ↔ the address that restores it. Unknown and hostile values are ignored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, get_args

import pandas as pd

from dashboard.filters import FACETS, Filters, known_only
from geo.timeline import Mode

MODES: Final[tuple[Mode, ...]] = get_args(Mode)
LONGEST_WINDOW: Final = 30
_DEFAULT_WINDOW: Final = 3


@dataclass(frozen=True)
class ViewState:
    """Everything that decides what a page shows.

    ``focus`` is the id of a town looked at closely, or empty for the whole country.
    """

    day: pd.Timestamp
    mode: Mode = "day"
    window_days: int = _DEFAULT_WINDOW
    focus: str = ""
    doubt: bool = False
    silent: bool = True
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True)
class Choices:
    """What a state may name: the campaign's days, towns with spots, and facet values."""

    days: Sequence[pd.Timestamp]
    focuses: Sequence[str]
    values: Mapping[str, Mapping[str, int]]


def span_in_words(state: ViewState) -> str:
    """Say which days a frame holds.

    >>> span_in_words(ViewState(pd.Timestamp("2021-01-06"), mode="window", window_days=3))
    '3 days up to that day'
    """
    if state.mode == "window":
        return f"{state.window_days} days up to that day"
    return "all days until then" if state.mode == "cumulative" else "that day alone"


def picture_name(campaign: str, state: ViewState) -> str:
    """Name the file of a picture by what it shows.

    >>> picture_name("machh_2021", ViewState(pd.Timestamp("2021-01-06"), focus="PK-SD/karachi"))
    'machh_2021_2021-01-06_karachi.png'
    """
    parts = [campaign, f"{state.day:%Y-%m-%d}", state.focus.rpartition("/")[2]]
    if state.mode != "day":
        parts.append(f"{state.window_days}days" if state.mode == "window" else "until-then")
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
    if state.doubt:
        params["doubt"] = ["1"]
    if not state.silent:
        params["silent"] = ["0"]
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
    mode: Mode = next((m for m in MODES if m == first("mode")), "day")
    asked = first("window")
    window = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 0
    filters = Filters(**{facet: tuple(dict.fromkeys(params.get(facet, ()))) for facet in FACETS})
    return ViewState(
        day=by_name.get(first("day"), choices.days[0]),
        mode=mode,
        window_days=window if 1 <= window <= LONGEST_WINDOW else _DEFAULT_WINDOW,
        focus=first("focus") if first("focus") in choices.focuses else "",
        doubt=first("doubt") == "1",
        silent=first("silent") != "0",
        filters=known_only(filters, choices.values),
    )
