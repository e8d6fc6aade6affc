"""What the player is given of a campaign under some filters, and what it tells back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from dashboard.address import BORDERS, LAYERS, MODES, Camera, ViewState
from dashboard.filters import Filters
from dashboard.maps import NATIONAL, is_elsewhere
from dashboard.opening import Opened, course_of
from dashboard.player.feed import Feed, Origin, build_feed, shortened_note
from dashboard.translation import place_name, place_names, player_text, province_name, translate
from geo.boundaries import load_boundaries
from geo.daily import centres_by_day
from geo.errors import InputError
from geo.links import find_links
from geo.narrative import Language, describe_days
from geo.onsets import find_origin, first_onsets, reach_by_day
from geo.pipeline import Campaign

_FEEDS_KEPT: Final = 8
_REPORTS_ON_CARDS: Final = 20_000
_ROWS_IN_WORDS: Final = 400_000


def feed_of(opened: Opened, filters: Filters) -> Feed:
    """Return what the player plays; the same selection is packed once for a campaign."""
    known = opened.feeds
    if filters not in known:
        if len(known) >= _FEEDS_KEPT:
            del known[next(iter(known))]
        known[filters] = _packed(opened, filters)
    return known[filters]


def _packed(opened: Opened, filters: Filters) -> Feed:
    campaign = opened.campaign
    towns, spots = (course_of(opened, filters, level) for level in ("town", "spot"))
    sites = campaign.located.sites
    view = campaign.info.view or (None if is_elsewhere(sites) else NATIONAL)
    ledger = spots.merged.ledger
    begun = _origin(opened, towns.timeline)
    reach = None if begun is None else reach_by_day(first_onsets(towns.timeline), begun)
    return build_feed(
        towns.timeline,
        spots.timeline,
        sites,
        campaign.days,
        sentences=sentences_of(opened, filters, "en"),
        title=campaign.info.title,
        attribution=_attribution(campaign),
        view=view,
        links=find_links(first_onsets(towns.timeline)),
        origin=begun and Origin(begun.longitude, begun.latitude, begun.day, begun.name),
        front_km=reach,
        centres=centres_by_day(towns.timeline),
        names_ur=place_names(sites, "ur"),
        reports=ledger if len(ledger) <= _REPORTS_ON_CARDS else None,
    )


def sentences_of(opened: Opened, filters: Filters, language: Language) -> list[str]:
    """Say each day in a sentence, without its name; nothing where there are too many rows."""
    timeline = course_of(opened, filters, "town").timeline
    if len(timeline) > _ROWS_IN_WORDS:
        return []
    names = place_names(opened.campaign.located.sites, language)
    told = describe_days(timeline, opened.campaign.days, language=language, names=names)
    bare = (text.partition(": ")[2] for text in told)
    return [text[:1].upper() + text[1:] for text in bare]


def text_of(opened: Opened, filters: Filters, language: Language) -> dict[str, Any]:
    """Return the player's words and sentences in a language; nothing for English, its own."""
    if language == "en":
        return {}
    return player_text(
        language,
        sentences=sentences_of(opened, filters, language),
        names=names_said(opened.campaign, language),
    )


def names_said(campaign: Campaign, language: Language) -> dict[str, str]:
    """Return what the feed has in English, and what the player says for it in a language.

    These are provinces, the campaign's title and attribution, and notes of its reports, as far as
    the catalogue knows them.
    """
    if language == "en":
        return {}
    sites, ledger = campaign.located.sites, campaign.reports
    notes = ledger["note"].unique().tolist() if len(ledger) <= _REPORTS_ON_CARDS else []
    said = {name: province_name(name, language) for name in sites["admin1"].unique() if name}
    pairs = zip(sites["site"], sites["site_id"], strict=True)
    origin = campaign.info.origin_place
    said |= {name: place_name(i, name, language) for name, i in pairs if name == origin}
    borders = [load_boundaries(view=view).note for view in BORDERS]
    texts = [campaign.info.title, campaign.info.attribution, *borders, *map(shortened_note, notes)]
    said |= {text: translate(text, language) for text in texts if text}
    if not campaign.info.attribution:
        source = translate("Source: {name}.", language, name=campaign.read.name)
        said[_attribution(campaign)] = source
    return {english: words for english, words in said.items() if words != english}


def _attribution(campaign: Campaign) -> str:
    named = translate("Source: {name}.", "en", name=campaign.read.name)
    return campaign.info.attribution or named


def _origin(opened: Opened, timeline: pd.DataFrame) -> Any:
    info = opened.campaign.info
    for place, admin1 in ((info.origin_place, info.origin_admin1), ("", "")):
        try:
            return find_origin(timeline, place=place, admin1=admin1, day=info.origin_day)
        except InputError:
            # Filters may leave the origin out, or nothing that is placed at all.
            continue
    return None


def command_of(shown: ViewState, opened: Opened) -> dict[str, Any]:
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


def _camera_on(opened: Opened, focus: str) -> Camera | None:
    """Look at a town so that its spots come apart."""
    if not focus:
        return None
    sites = opened.campaign.located.sites
    of_town = sites[(sites["town_id"] == focus) & sites["level"].isin(["spot", "town"])]
    if of_town.empty:
        return None
    middle = of_town[["longitude", "latitude"]].agg(["min", "max"]).mean()
    return Camera(float(middle["longitude"]), float(middle["latitude"]), 10.2)


def changes_of(told: Mapping[str, Any], opened: Opened) -> dict[str, Any]:
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
