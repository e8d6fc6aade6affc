"""`dharna run`: Streamlit on localhost, with nothing reported to anyone."""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from dashboard.progress_line import progress_line
from dashboard.theme import PAGE_FONT, streamlit_options
from geo.errors import InputError

ADDRESS: Final = "127.0.0.1"
SOURCE_VARIABLE: Final = "DHARNA_SOURCE"
"""Environment variable that tells the pages which sources to open: one a line."""
DEFAULT_SOURCE: Final = "machh_2021"
_SHORT_TURN_S: Final = 0.0005
_LARGEST_UPLOAD_MB: Final = 2000
_FIRST_PORT: Final = 8501
_PORTS_TRIED: Final = 50


def serve(sources: Sequence[str], *, port: int | None, headless: bool) -> None:
    """Serve the dashboard until interrupted.

    Parameters
    ----------
    sources
        A shipped campaign's name; or files' paths and database addresses. A file is read before
        anything is served, so that a bad one is told here and not in the browser.
    port
        Port on localhost; the first free one from 8501 on when ``None``.
    headless
        Whether to leave the browser closed.

    Raises
    ------
    DharnaError
        When the source cannot be opened or the port is taken.
    """
    chosen = _free_port(port)
    # What ships is known to open. Anything else is opened here, and its faults told here.
    named = "\n".join(sources)
    if named != DEFAULT_SOURCE:
        with progress_line() as tell:
            _open_source(named, tell)
    os.environ[SOURCE_VARIABLE] = named
    from streamlit import config
    from streamlit.web import bootstrap

    for name, value in _options(chosen, headless=headless).items():
        config.set_option(name, value)
    threading.Thread(target=_warm_up, args=(named,), daemon=True).start()
    bootstrap.run(str(Path(__file__).parent / "app.py"), is_hello=False, args=[], flag_options={})


def _options(port: int, *, headless: bool) -> dict[str, Any]:
    return {
        "server.address": ADDRESS,
        "server.port": port,
        "server.headless": headless,
        "server.maxUploadSize": _LARGEST_UPLOAD_MB,
        "server.fileWatcherType": "none",
        "browser.serverAddress": "localhost",
        "browser.gatherUsageStats": False,
        "client.toolbarMode": "viewer",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "theme.font": PAGE_FONT,
        **streamlit_options("light"),
        **streamlit_options("dark"),
    }


def _warm_up(source: str) -> None:
    """Import and compute what the first page needs, in the browser's own loading time."""
    # Short turns: the same process is serving the page's files to the browser meanwhile.
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_SHORT_TURN_S)
    try:
        from dashboard.filters import Filters
        from dashboard.playing import feed_of

        opened = _open_source(source)
        if opened.choices.days:
            feed_of(opened, Filters())
        from dashboard import measures_panel  # noqa: F401 - imported for the page to come
    finally:
        sys.setswitchinterval(usual)


def _open_source(source: str, tell: Callable[[float, str], None] | None = None) -> Any:
    from dashboard.opening import open_source

    return open_source(source, tell=tell)


def _free_port(port: int | None) -> int:
    tried = [port] if port is not None else range(_FIRST_PORT, _FIRST_PORT + _PORTS_TRIED)
    for candidate in tried:
        with socket.socket() as probe:
            # A port left in TIME_WAIT is free to a server; one that listens is not.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((ADDRESS, candidate))
            except (OSError, OverflowError):
                continue
        return candidate
    if port is not None:
        msg = f"Port {port} on {ADDRESS} is taken or not allowed; give another with --port."
    else:
        msg = f"No port from {_FIRST_PORT} to {tried[-1]} is free; give one with --port."
    raise InputError(msg)
