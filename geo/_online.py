"""Online geocoding for names that no gazetteer holds. Nothing here runs unless it is asked to."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pandas as pd

from geo._online_answers import WRITTEN, Key, OnlineAnswers, answer_details, answer_key, as_place
from geo._online_cache import kept_answers
from geo.areas import country_place
from geo.cache import cache_folder
from geo.distinct import distinct_rows
from geo.errors import InputError
from geo.gazetteer import Gazetteer, Place
from geo.names import name_key
from geo.placing import place_name

Progress = Callable[[int, int, float], None]
"""Called with names done, names in all, and the seconds left."""

_PUBLIC: Final = ("nominatim.openstreetmap.org", "photon.komoot.io")
_PUBLIC_DELAY_S: Final = 1.0
"""Public servers allow one question a second at most."""
_GIVE_UP_AFTER: Final = 5
"""Failures in a row after which a server is taken to be down."""
_LONGEST_WAIT_S: Final = 120.0


@dataclass(frozen=True)
class OnlineSettings:
    """Which server to ask, and how.

    Attributes
    ----------
    provider
        A name that `geopy.geocoders.get_geocoder_for_service` knows: ``nominatim``, ``photon``, …
    domain
        The server; empty for the provider's public one. ``scheme`` goes with it.
    user_agent
        Who asks: a name and an address for complaints, which public servers require.
    delay_s
        Seconds between questions; public servers are never asked more than once a second.
    timeout_s, retries
        Seconds to wait for an answer, and how often to ask again after a failure.
    options
        Further arguments of the provider's geocoder, such as ``api_key``.
    """

    provider: str = "nominatim"
    domain: str = ""
    scheme: str = "https"
    user_agent: str = ""
    delay_s: float = 1.0
    timeout_s: float = 10.0
    retries: int = 3
    error_wait_s: float = 5.0
    options: Mapping[str, Any] = field(default_factory=dict)


def ask_online(
    reports: pd.DataFrame,
    gazetteer: Gazetteer,
    *,
    country: str,
    settings: OnlineSettings,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> OnlineAnswers:
    """Ask a server for each distinct name that the gazetteer does not know.

    Every answer is kept in the cache at once, so that no name is asked twice and a run that was
    stopped goes on where it was. An answer in another country than the one stated is not taken.

    Parameters
    ----------
    reports
        Canonical columns; rows with coordinates are left alone.
    gazetteer, country
        As for `geo.geocoder.locate_reports`.
    settings
        Which server, and how.
    cache
        The file that keeps the answers; in the user's cache folder unless given.
    progress
        Told how far it is.

    Raises
    ------
    InputError
        When a public server is to be asked without a ``user_agent``, or no such provider exists.
    OutputError
        When the cache cannot be written.
    """
    geocode = _geocode(settings)
    waiting = _names_not_known(reports, gazetteer, country)
    found: dict[Key, Place] = {}
    counts = {"asked": 0, "from_cache": 0, "not_found": 0}
    failures, stopped = 0, ""
    start = time.monotonic()
    server = f"{settings.provider} {settings.domain}"
    with kept_answers(cache or cache_folder() / "online.sqlite") as table:
        for number, (written, nation) in enumerate(waiting):
            question = _question(written, nation)
            kept = table.read(server, question, nation.country)
            if kept is None:
                try:
                    kept = _ask(geocode, settings, question, nation)
                except Exception as error:
                    if not _is_of_the_server(error):
                        raise
                    failures += 1
                    stopped = f"{settings.provider} does not answer ({_said(error)})"
                    if failures >= _GIVE_UP_AFTER:
                        break
                    continue
                failures, stopped = 0, ""
                counts["asked"] += 1
                table.keep(server, question, nation.country, kept)
            else:
                counts["from_cache"] += 1
            place = as_place(kept, nation, settings.provider)
            if place is None:
                counts["not_found"] += 1
            else:
                found[answer_key(written)] = place
            if progress is not None:
                each = (time.monotonic() - start) / max(counts["asked"], 1)
                progress(number + 1, len(waiting), each * (len(waiting) - number - 1))
    if stopped:
        left = len(waiting) - counts["asked"] - counts["from_cache"]
        stopped += f"; {left} names were not asked: try again later, it goes on from there."
    return OnlineAnswers(found, stopped=stopped, **counts)


def _names_not_known(
    reports: pd.DataFrame, gazetteer: Gazetteer, country: str
) -> list[tuple[dict[str, str], Place]]:
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
        found = place_name(gazetteer, **written, default_country=country, propose=False)
        if found.is_fallback:
            waiting.append((written, nation))
    return waiting


def _question(written: Mapping[str, str], nation: Place) -> str:
    parts = (written["spot"], written["place"], written["admin2"], written["admin1"], nation.name)
    return ", ".join(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))


def _geocode(settings: OnlineSettings) -> Callable[..., Any]:
    """Return geopy's geocode of the provider, behind its rate limiter."""
    from geopy.exc import GeocoderNotFound, GeocoderRateLimited
    from geopy.extra.rate_limiter import RateLimiter
    from geopy.geocoders import get_geocoder_for_service

    is_public = not settings.domain or settings.domain in _PUBLIC
    if is_public and not settings.user_agent.strip():
        msg = (
            f"The public server of {settings.provider} asks who you are: give a user_agent with "
            "your organisation and an e-mail address."
        )
        raise InputError(msg)
    options = {"timeout": settings.timeout_s, **settings.options}
    if settings.user_agent:
        options["user_agent"] = settings.user_agent
    if settings.domain:
        options |= {"domain": settings.domain, "scheme": settings.scheme}
    try:
        geocoder = get_geocoder_for_service(settings.provider)(**options)
    except GeocoderNotFound:
        msg = f"There is no online provider '{settings.provider[:60]}': try nominatim or photon."
        raise InputError(msg) from None
    except TypeError as error:
        msg = f"The provider {settings.provider} cannot be set up this way: {error}."
        raise InputError(msg) from None

    def patient(query: str, **arguments: Any) -> Any:
        try:
            return geocoder.geocode(query, **arguments)
        except GeocoderRateLimited as error:
            # The server says how long to wait; the rate limiter then asks again.
            time.sleep(min(float(error.retry_after or 0), _LONGEST_WAIT_S))
            raise

    delay = max(settings.delay_s, _PUBLIC_DELAY_S) if is_public else settings.delay_s
    limited: Callable[..., Any] = RateLimiter(
        patient,
        min_delay_seconds=delay,
        max_retries=settings.retries,
        error_wait_seconds=max(settings.error_wait_s, delay),
        swallow_exceptions=False,
    )
    return limited


def _ask(
    geocode: Callable[..., Any], settings: OnlineSettings, question: str, nation: Place
) -> dict[str, Any]:
    """Return the server's first answer as it is kept: empty when it has none."""
    arguments: dict[str, Any] = {}
    if settings.provider == "nominatim":
        arguments = {"country_codes": nation.country.lower(), "addressdetails": True}
        arguments["language"] = "en"
    location = geocode(question, **arguments)
    if location is None:
        return {}
    raw = location.raw if isinstance(location.raw, dict) else {}
    return {
        "latitude": float(location.latitude),
        "longitude": float(location.longitude),
        "address": str(location.address)[:300],
        **answer_details(raw),
    }


def _is_of_the_server(error: Exception) -> bool:
    from geopy.exc import GeopyError

    # A body that is no answer at all makes geopy stumble over its fields.
    return isinstance(error, GeopyError | KeyError | ValueError | TypeError | AttributeError)


def _said(error: Exception) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= 60 else f"{text[:59]}…"
