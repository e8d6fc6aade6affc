"""What the player is given of a campaign under some filters, and what it tells back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.address import BORDERS, LAYERS, MODES, Camera, ViewState
from dashboard.feeding import attribution_of
from dashboard.filters import Filters
from dashboard.player.feed import Feed, shortened_note
from dashboard.shown import Shown
from dashboard.translation import place_name, player_text, province_name, translate
from geo.boundaries import load_boundaries
from geo.narrative import Language


def feed_of(opened: Shown, filters: Filters) -> Feed:
    """Return what the player plays; the same selection is packed once for a campaign."""
    return opened.feed(filters)


def text_of(opened: Shown, filters: Filters, language: Language) -> dict[str, Any]:
    """Return the player's words and sentences in a language; nothing for English, its own."""
    if language == "en":
        return {}
    return player_text(
        language,
        sentences=opened.sentences(filters, language),
        names=names_said(opened, language),
    )


def names_said(opened: Shown, language: Language) -> dict[str, str]:
    """Return what the feed has in English, and what the player says for it in a language.

    These are provinces, the campaign's title and attribution, and notes of its reports, as far as
    the catalogue knows them.
    """
    if language == "en":
        return {}
    info, sites = opened.info, opened.sites
    said = {name: province_name(name, language) for name in sites["admin1"].unique() if name}
    pairs = zip(sites["site"], sites["site_id"], strict=True)
    origin = info.origin_place
    said |= {name: place_name(i, name, language) for name, i in pairs if name == origin}
    borders = [load_boundaries(view=view).note for view in BORDERS]
    notes = map(shortened_note, opened.notes_on_cards)
    texts = [info.title, info.attribution, *borders, *notes]
    said |= {text: translate(text, language) for text in texts if text}
    if not info.attribution:
        source = translate("Source: {name}.", language, name=opened.source_name)
        said[attribution_of(info, opened.source_name)] = source
    return {english: words for english, words in said.items() if words != english}


def command_of(shown: ViewState, opened: Shown) -> dict[str, Any]:
    """Return the player's state for a page's; a town to be looked at closely moves the camera."""
    state: dict[str, Any] = {
        "day": f"{shown.day:%Y-%m-%d}",
        "mode": shown.mode,
        "windowDays": shown.window_days,
        "layers": {name: getattr(shown, name) for name in LAYERS},
        "ground": shown.ground,
        "borders": shown.borders,
    }
    camera = shown.camera or _camera_on(opened, shown.focus)
    if camera is not None:
        state["camera"] = {
            "longitude": camera.longitude,
            "latitude": camera.latitude,
            "zoom": camera.zoom,
        }
    return state


def _camera_on(opened: Shown, focus: str) -> Camera | None:
    """Look at a town so that its spots come apart."""
    if not focus:
        return None
    sites = opened.sites
    of_town = sites[(sites["town_id"] == focus) & sites["level"].isin(["spot", "town"])]
    if of_town.empty:
        return None
    middle = of_town[["longitude", "latitude"]].agg(["min", "max"]).mean()
    return Camera(float(middle["longitude"]), float(middle["latitude"]), 10.2)


def changes_of(told: Mapping[str, Any], opened: Shown) -> dict[str, Any]:
    """Return the fields of a `ViewState` that the player told; what is not known is left out."""
    changes: dict[str, Any] = {}
    by_name = {f"{day:%Y-%m-%d}": day for day in opened.choices.days}
    if told.get("day") in by_name:
        changes["day"] = by_name[told["day"]]
    if told.get("mode") in MODES:
        changes["mode"] = told["mode"]
    window = told.get("windowDays")
    if isinstance(window, int) and 1 <= window <= len(by_name):
        changes["window_days"] = window
    layers = told.get("layers")
    if isinstance(layers, Mapping):
        changes |= {name: bool(layers[name]) for name in LAYERS if name in layers}
    for name in ("ground", "borders", "drawing"):
        if isinstance(told.get(name), str):
            changes[name] = told[name]
    camera = told.get("camera")
    # A camera that nobody chose is fitted anew to every window: it is no part of the view.
    if isinstance(camera, Mapping) and told.get("chosen"):
        numbers = [camera.get(name) for name in ("longitude", "latitude", "zoom")]
        if all(isinstance(number, int | float) for number in numbers):
            changes["camera"] = Camera(*(float(number) for number in numbers))  # type: ignore[arg-type]
    return changes
