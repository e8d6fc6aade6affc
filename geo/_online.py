"""Online geocoding for names that no gazetteer holds. Nothing here runs unless it is asked to."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd

from geo._online_answers import WRITTEN, Key, OnlineAnswers, answer_key, as_place, kept_answer
from geo._online_cache import kept_answers
from geo._online_server import (
    OnlineSettings,
    RefusedByServerError,
    geocode_of,
    is_of_the_server,
)
from geo.areas import country_place, stated_areas
from geo.cache import cache_folder
from geo.corrections import Corrections
from geo.distinct import distinct_rows
from geo.gazetteer import Gazetteer, Place
from geo.names import name_key
from geo.placing import place_name

__all__ = ["OnlineAnswers", "OnlineSettings", "ask_online", "names_to_ask", "not_asked_yet"]

Progress = Callable[[int, int, float], None]
"""Called with names done, names in all, and the seconds left."""
Waiting = tuple[dict[str, str], Place]
"""A place as written, and its country."""

_GIVE_UP_AFTER: Final = 5
"""Failures in a row after which a server is taken to be down."""
_LIMITED: Final = ("nominatim", "photon")
"""Providers that can be told how many answers to give."""
_ANSWERS: Final = 5


def ask_online(
    reports: pd.DataFrame,
    gazetteer: Gazetteer,
    *,
    country: str,
    settings: OnlineSettings,
    corrections: Corrections | None = None,
    cache: Path | None = None,
    progress: Progress | None = None,
    only_kept: bool = False,
) -> OnlineAnswers:
    """Ask a server for each distinct name that the gazetteer does not know.

    Every answer is kept in the cache at once, so that no name is asked twice and a run that was
    stopped goes on where it was. An answer outside the country, province or district stated is not
    taken, nor one of several that lie apart.

    Parameters
    ----------
    reports
        Canonical columns; rows with coordinates are left alone.
    gazetteer, country, corrections
        As for `geo.geocoder.locate_reports`; what was corrected by hand is not asked.
    settings
        Which server, and how.
    cache
        The file that keeps the answers; in the user's cache folder unless given.
    progress
        Told how far it is.
    only_kept
        Ask nothing: take what was kept from before.

    Raises
    ------
    InputError
        When a public server is to be asked without a ``user_agent``, or no such provider exists.
    OutputError
        When the cache cannot be written.
    """
    geocode = geocode_of(settings)
    waiting = names_to_ask(reports, gazetteer, country=country, corrections=corrections)
    found: dict[Key, Place] = {}
    counts = {"asked": 0, "from_cache": 0, "not_found": 0}
    failures, stopped = 0, ""
    start = time.monotonic()
    with kept_answers(cache or cache_folder() / "online.sqlite") as table:
        for number, (written, nation) in enumerate(waiting):
            question = _question(written, nation)
            kept = table.read(settings.cache_key, question, nation.country)
            if kept is None and only_kept:
                continue
            if kept is None:
                try:
                    kept = _ask(geocode, settings, question, nation)
                except RefusedByServerError as error:
                    stopped = f"{settings.host} refuses to answer ({_said(error)})"
                    break
                except Exception as error:
                    if not is_of_the_server(error):
                        raise
                    failures += 1
                    stopped = f"{settings.host} does not answer ({_said(error)})"
                    if failures >= _GIVE_UP_AFTER:
                        break
                    continue
                failures = 0
                counts["asked"] += 1
                table.keep(settings.cache_key, question, nation.country, kept)
            else:
                counts["from_cache"] += 1
            areas = stated_areas(
                gazetteer,
                admin1=written["admin1"],
                admin2=written["admin2"],
                country=nation.place_id,
            )
            place = as_place(kept, written, areas, nation, provider=settings.provider)
            if place is None:
                counts["not_found"] += 1
            else:
                found[answer_key(written)] = place
            if progress is not None:
                each = (time.monotonic() - start) / max(counts["asked"], 1)
                progress(number + 1, len(waiting), each * (len(waiting) - number - 1))
    left = len(waiting) - counts["asked"] - counts["from_cache"]
    if stopped:
        names = "1 name was" if left == 1 else f"{left:,} names were"
        stopped += f"; {names} not asked: try again later, it goes on from there."
    return OnlineAnswers(found, left=left, stopped=stopped, **counts)


def names_to_ask(
    reports: pd.DataFrame,
    gazetteer: Gazetteer,
    *,
    country: str,
    corrections: Corrections | None = None,
) -> list[Waiting]:
    """Return the distinct places as written that the gazetteer has not, with their country."""
    located = reports[["latitude", "longitude"]].notna().all(axis=1)
    _, distinct = distinct_rows(reports[~located], WRITTEN)
    waiting = []
    for row in distinct.itertuples(index=False, name=None):
        written = dict(zip(WRITTEN, map(str, row), strict=True))
        if not any(name_key(written[name]) for name in ("place", "spot")):
            continue
        nation = country_place(gazetteer, written["country"] or country)
        if nation is None:
            continue
        if corrections is not None and corrections.find(gazetteer, written) is not None:
            continue
        found = place_name(gazetteer, **written, default_country=country, propose=False)
        if found.is_fallback:
            waiting.append((written, nation))
    return waiting


def not_asked_yet(
    waiting: list[Waiting], settings: OnlineSettings, *, cache: Path | None = None
) -> list[Waiting]:
    """Return those of the names whose answer by this server is not in the cache."""
    with kept_answers(cache or cache_folder() / "online.sqlite") as table:
        return [
            (written, nation)
            for written, nation in waiting
            if table.read(settings.cache_key, _question(written, nation), nation.country) is None
        ]


def _question(written: Mapping[str, str], nation: Place) -> str:
    parts = (written["spot"], written["place"], written["admin2"], written["admin1"], nation.name)
    return ", ".join(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))


def _ask(
    geocode: Callable[..., Any], settings: OnlineSettings, question: str, nation: Place
) -> dict[str, Any]:
    """Return the server's answers as they are kept: empty when it has none."""
    arguments: dict[str, Any] = {"exactly_one": False}
    if settings.provider in _LIMITED:
        arguments["limit"] = _ANSWERS
    if settings.provider == "nominatim":
        arguments |= {"country_codes": nation.country.lower(), "addressdetails": True}
        arguments["language"] = "en"
    return kept_answer(geocode(question, **arguments) or [])


def _said(error: Exception) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= 60 else f"{text[:59]}…"
