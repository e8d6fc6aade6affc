"""The server that online geocoding asks: which one, how often, and as whom."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final
from urllib.parse import urlsplit

from geo.errors import DharnaError, InputError

PUBLIC_SERVERS: Final[Mapping[str, str]] = {
    "nominatim": "nominatim.openstreetmap.org",
    "photon": "photon.komoot.io",
}
"""Providers that anybody may ask, within limits, and the server asked unless another is named."""
PUBLIC_DELAY_S: Final = 1.0
"""Public servers allow one question a second at most."""
_LONGEST_WAIT_S: Final = 120.0
logging.getLogger("geopy").addHandler(logging.NullHandler())
"""The rate limiter logs each failure with its traceback; `ask_online` says it in one sentence."""
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class RefusedByServerError(Exception):
    """The server answers, and will not serve this user: asking again only makes it worse."""


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
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def host(self) -> str:
        """Whom the names go to, in words."""
        return self.domain or PUBLIC_SERVERS.get(self.provider) or f"the servers of {self.provider}"

    @property
    def is_public(self) -> bool:
        """Whether it is a server that anybody may ask, at its pace and with a name."""
        return self.host in PUBLIC_SERVERS.values() or not (self.domain or self.options)

    @property
    def pace_s(self) -> float:
        """Seconds between questions."""
        return max(self.delay_s, PUBLIC_DELAY_S) if self.is_public else self.delay_s

    @property
    def cache_key(self) -> str:
        """Under what answers are kept: those of one server are not those of another."""
        return f"{self.provider} {self.domain}"


def online_settings(
    provider: str,
    *,
    server: str = "",
    email: str = "",
    user_agent: str = "",
    delay_s: float | None = None,
    options: Mapping[str, Any] | None = None,
) -> OnlineSettings:
    """Return settings from what a user wrote.

    Parameters
    ----------
    provider
        A provider that geopy knows.
    server
        Address of an own server (``http://localhost:8080``, ``maps.example.org/nominatim``); empty
        for the provider's public one.
    email, user_agent
        Who asks. With an e-mail address alone the user agent is Dharna's.
    delay_s
        Seconds between questions; unless given one for public servers, none for an own one.
    options
        Further arguments of the provider, such as ``api_key``.

    Raises
    ------
    InputError
        With one sentence: no such provider, no address, no identification for a public server.
    """
    if email.strip() and not _EMAIL.fullmatch(email.strip()):
        msg = f"'{email.strip()[:60]}' is no e-mail address; write one such as desk@example.org."
        raise InputError(msg)
    agent = " ".join(user_agent.split())
    if email.strip() and email.strip() not in agent:
        agent = f"{agent or _own_agent()} ({email.strip()})"
    scheme, domain = _server_parts(server)
    if delay_s is not None and not 0 <= delay_s <= 3600:
        msg = f"The seconds between questions are {delay_s:g}; give 0 to 3600."
        raise InputError(msg)
    default_s = 0.0 if domain else PUBLIC_DELAY_S
    settings = OnlineSettings(
        provider=provider.strip().casefold(),
        domain=domain,
        scheme=scheme,
        user_agent=agent,
        delay_s=default_s if delay_s is None else delay_s,
        options=dict(options or {}),
    )
    geocode_of(settings)
    return settings


def providers() -> tuple[str, ...]:
    """Return the names of the providers that geopy knows, those that need no key first."""
    from geopy.geocoders import SERVICE_TO_GEOCODER

    return (*PUBLIC_SERVERS, *sorted(set(SERVICE_TO_GEOCODER) - set(PUBLIC_SERVERS)))


def geocode_of(settings: OnlineSettings) -> Callable[..., Any]:
    """Return geopy's geocode of the provider, behind its rate limiter. Nothing is asked yet.

    Raises
    ------
    InputError
        When a public server is to be asked without a ``user_agent``, no such provider exists, or
        it cannot be set up with these options.
    """
    from geopy.exc import (
        ConfigurationError,
        GeocoderAuthenticationFailure,
        GeocoderInsufficientPrivileges,
        GeocoderNotFound,
        GeocoderRateLimited,
    )
    from geopy.extra.rate_limiter import RateLimiter
    from geopy.geocoders import get_geocoder_for_service

    if settings.is_public and not settings.user_agent.strip():
        msg = (
            f"The public server of {settings.provider[:60]} asks who you are: give an e-mail "
            "address, or a user agent with your organisation and an e-mail address."
        )
        raise InputError(msg)
    arguments = {"timeout": settings.timeout_s, **settings.options}
    if settings.user_agent:
        arguments["user_agent"] = settings.user_agent
    if settings.domain:
        arguments |= {"domain": settings.domain, "scheme": settings.scheme}
    try:
        geocoder = get_geocoder_for_service(settings.provider)(**arguments)
    except GeocoderNotFound:
        msg = f"There is no online provider '{settings.provider[:60]}': try nominatim or photon."
        raise InputError(msg) from None
    except (TypeError, ValueError, ConfigurationError) as error:
        # geopy names the arguments that lack or that it does not know.
        said = " ".join(str(error).replace("__init__()", "it").split())[:200]
        msg = f"The provider {settings.provider} cannot be set up this way: {said}."
        raise InputError(msg) from None

    def patient(query: str, **words: Any) -> Any:
        try:
            return geocoder.geocode(query, **words)
        except GeocoderRateLimited as error:
            # The server says how long to wait; the rate limiter then asks again.
            time.sleep(min(float(error.retry_after or 0), _LONGEST_WAIT_S))
            raise
        except (GeocoderAuthenticationFailure, GeocoderInsufficientPrivileges) as error:
            raise RefusedByServerError(str(error)) from error

    limited: Callable[..., Any] = RateLimiter(
        patient,
        min_delay_seconds=settings.pace_s,
        max_retries=settings.retries,
        error_wait_seconds=max(settings.error_wait_s, settings.pace_s),
        swallow_exceptions=False,
    )
    return limited


def is_of_the_server(error: Exception) -> bool:
    """Return whether an error comes from the server or its answer, not from this program."""
    from geopy.exc import GeopyError

    # A body that is no answer at all makes geopy stumble over its fields.
    stumbled = isinstance(error, GeopyError | KeyError | ValueError | TypeError | AttributeError)
    return stumbled and not isinstance(error, DharnaError)


def _server_parts(server: str) -> tuple[str, str]:
    """Return scheme and the rest of a server's address."""
    text = server.strip().rstrip("/")
    if not text:
        return "https", ""
    local = re.match(r"(localhost|127\.0\.0\.1|\[::1\])(?=[:/]|$)", text)
    parts = urlsplit(text if "://" in text else f"{'http' if local else 'https'}://{text}")
    try:
        good = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1)
    except ValueError:
        good = None
    if not good or parts.query or parts.fragment or re.search(r"\s", text):
        msg = f"'{text[:80]}' is no server's address; write one such as https://maps.example.org."
        raise InputError(msg)
    return parts.scheme, f"{parts.netloc}{parts.path}"


def _own_agent() -> str:
    try:
        return f"Dharna/{version('dharna')}"
    except PackageNotFoundError:
        return "Dharna"
