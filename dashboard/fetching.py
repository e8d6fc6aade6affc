"""One file from a web address, when its user asks: never from a private network."""

from __future__ import annotations

import http.client
import ipaddress
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Final
from urllib.parse import unquote, urlsplit

from geo.errors import InputError

LARGEST_BYTES: Final = 2_000_000_000
_PATIENCE_S: Final = 30.0
_AT_ONCE: Final = 1 << 20

Progress = Callable[[int, int | None], None]
"""Is told the bytes that have come and, where the server says it, how many there are."""


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the open internet.

    >>> is_public("93.184.216.34"), is_public("192.168.0.1"), is_public("::ffff:127.0.0.1")
    (True, False, False)
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    return bool((mapped or found).is_global) and not found.is_multicast


def fetch(
    url: str,
    folder: Path,
    *,
    allowed: Callable[[str], bool] = is_public,
    progress: Progress | None = None,
) -> Path:
    """Download one file into a folder.

    The address that answers is checked after the connection stands and before anything is asked of
    it, at each redirect anew: a name that resolves to another machine the second time gains
    nothing. No proxy is used.

    Parameters
    ----------
    url
        ``https://`` or ``http://``.
    folder
        Where the file is written, under the last part of its address.
    allowed
        Which IP addresses may be spoken to.
    progress
        Is told after each megabyte.

    Raises
    ------
    InputError
        When the address is none, is private, or does not give a file; nothing is left behind.
    """
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        msg = f"'{url[:80]}' is no web address; give one that begins with https://."
        raise InputError(msg)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), *_handlers(allowed))
    request = urllib.request.Request(url.strip(), headers={"User-Agent": "Dharna"})  # noqa: S310
    target = folder / _file_name(parts.path)
    try:
        with opener.open(request, timeout=_PATIENCE_S) as answer, target.open("wb") as file:
            _copy(answer, file, parts.hostname, progress)
    except InputError:
        target.unlink(missing_ok=True)
        raise
    except urllib.error.HTTPError as error:
        error.close()
        msg = f"{parts.hostname} answered {error.code} for this address; check it in a browser."
        raise InputError(msg, where=url) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        target.unlink(missing_ok=True)
        cause = getattr(error, "reason", error)
        if isinstance(cause, InputError):
            raise cause from None
        msg = f"{parts.hostname} cannot be reached ({cause}); try again, or download it by hand."
        raise InputError(" ".join(msg.split())[:300], where=url) from error
    return target


def _copy(answer: Any, file: IO[bytes], host: str, progress: Progress | None) -> None:
    stated = answer.headers.get("Content-Length", "")
    total = int(stated) if stated.isdigit() else None
    come = 0
    while part := answer.read(_AT_ONCE):
        come += len(part)
        if come > LARGEST_BYTES:
            msg = f"{host} sends more than {LARGEST_BYTES // 10**9} GB; download it by hand."
            raise InputError(msg)
        file.write(part)
        if progress is not None:
            progress(come, total)
    if total is not None and come < total:
        msg = f"{host} broke off after {come:,} of {total:,} bytes; try again."
        raise InputError(msg)


def _file_name(path: str) -> str:
    name = re.sub(r"[^\w.\- ]+", "_", unquote(path).rpartition("/")[2])[-100:].strip(". ")
    return name or "download"


def _handlers(allowed: Callable[[str], bool]) -> list[Any]:
    def guard(connection: http.client.HTTPConnection) -> None:
        if not allowed(connection.sock.getpeername()[0]):
            connection.close()
            msg = (
                f"{connection.host} is a private address; only those of the open internet are read."
            )
            raise InputError(msg)

    class Plain(http.client.HTTPConnection):
        def connect(self) -> None:
            super().connect()
            guard(self)

    class Secure(http.client.HTTPSConnection):
        def connect(self) -> None:
            # The plain connection first: a private host is not even greeted.
            http.client.HTTPConnection.connect(self)
            guard(self)
            self.sock = self._context.wrap_socket(  # type: ignore[attr-defined]
                self.sock, server_hostname=self.host
            )

    class PlainHandler(urllib.request.HTTPHandler):
        def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(Plain, req)

    class SecureHandler(urllib.request.HTTPSHandler):
        def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(Secure, req)

    return [PlainHandler(), SecureHandler()]
