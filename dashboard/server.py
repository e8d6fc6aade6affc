"""`dharna run`: Streamlit on localhost, with nothing reported to anyone."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dashboard.progress_line import progress_line
from dashboard.theme import PAGE_FONT, streamlit_options
from geo.errors import InputError

if TYPE_CHECKING:
    from dashboard.archives import Place
    from dashboard.first_opening import FirstOpening

ADDRESS: Final = "127.0.0.1"
SOURCE_VARIABLE: Final = "DHARNA_SOURCE"
"""Environment variable that tells the pages which sources to open: one a line."""
DEFAULT_SOURCE: Final = "machh_2021"
_SHORT_TURN_S: Final = 0.0005
_LARGEST_UPLOAD_MB: Final = 2000
_FIRST_PORT: Final = 8501
_TAKEN: Final = f"Port {{port}} on {ADDRESS} is taken or not allowed; give another with --port."
_PATIENCE_S: Final = 4.0
"""How long an archive may open before its pages are served."""
_TOLD_EVERY_S: Final = 0.25
_LAST_WORD_S: Final = 3.0


def serve(
    sources: Sequence[str], *, port: int | None, headless: bool, place: Place | None = None
) -> None:
    """Serve the dashboard until interrupted.

    Parameters
    ----------
    sources
        A shipped campaign's name; or files' paths and database addresses. A file is read before
        anything is served, so that a bad one is told here and not in the browser. An archive that
        was never opened before is served meanwhile: its pages show how far the opening is.
    port
        Port on localhost; the first free one from 8501 on when ``None``.
    headless
        Whether to leave the browser closed.
    place
        Who reads an archive, and in how much memory.

    Raises
    ------
    DharnaError
        When the source cannot be opened or the port is taken.
    """
    if port is not None:
        _check_port(port)
    # What ships is known to open. Anything else is opened here, and its faults told here.
    named = "\n".join(sources)
    opening = None if named == DEFAULT_SOURCE else _begun(sources, place)
    os.environ[SOURCE_VARIABLE] = named
    from streamlit import config
    from streamlit.config_option import ConfigOption
    from streamlit.web import bootstrap
    from streamlit.web.server.starlette.starlette_server import RetriesExceededError

    for name, value in _options(headless=headless).items():
        config.set_option(name, value)
    if port is not None:
        config.set_option("server.port", port)
    else:
        # Of a port that nobody chose Streamlit takes the next when another server has it.
        config.set_option("server.port", _FIRST_PORT, ConfigOption.STREAMLIT_DEFINITION)
    threading.Thread(target=_warm_up, args=(named, opening), daemon=True).start()
    try:
        bootstrap.run(
            str(Path(__file__).parent / "app.py"), is_hello=False, args=[], flag_options={}
        )
    except SystemExit:
        # It says itself that another server was quicker to take the port.
        raise InputError(_TAKEN.format(port=port)) from None
    except RetriesExceededError:
        msg = f"No port from {_FIRST_PORT} on is free; give one with --port."
        raise InputError(msg) from None
    finally:
        if opening is not None:
            opening.stop()
    if opening is not None and opening.error:
        raise InputError(opening.error)


def _begun(sources: Sequence[str], place: Place | None) -> FirstOpening | None:
    """Open sources; return the opening of an archive that takes longer than one would wait."""
    from dashboard import opening
    from dashboard.archives import Place, is_archive, kept_cube, opened_by

    named = "\n".join(sources)
    if not is_archive(sources, place):
        with progress_line() as tell:
            opening.open_source(named, tell=tell)
        return None
    kept = kept_cube(sources)
    if kept is not None:
        opening.hold(named, opened_by(kept, sources))
        return None
    from dashboard.first_opening import FirstOpening

    first = FirstOpening(sources, place or Place())
    first.start()
    try:
        with progress_line() as tell:
            while not first.done.wait(_TOLD_EVERY_S) and first.seconds < _PATIENCE_S:
                tell(first.share, first.what)
    except KeyboardInterrupt:
        first.stop()
        raise
    if first.is_stopped:
        raise KeyboardInterrupt
    if first.done.is_set():
        opening.hold(named, first.result())
        return None
    opening.await_opening(first)
    return first


def _options(*, headless: bool) -> dict[str, Any]:
    return {
        "server.address": ADDRESS,
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


def _warm_up(source: str, opening: FirstOpening | None) -> None:
    """Import and compute what the first page needs, in the browser's own loading time."""
    if opening is not None and not _held(source, opening):
        return
    # Short turns: the same process is serving the page's files to the browser meanwhile.
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_SHORT_TURN_S)
    try:
        from dashboard.filters import Filters
        from dashboard.opening import open_source
        from dashboard.playing import feed_of

        opened = open_source(source)
        if opened.choices.days:
            feed_of(opened, Filters())
        from dashboard import measures_panel  # noqa: F401 - imported for the page to come
    finally:
        sys.setswitchinterval(usual)


def _held(source: str, first: FirstOpening) -> bool:
    """Wait for an archive's first opening, and show it; end the server when it fails."""
    from dashboard import opening

    with progress_line() as tell:
        while not first.done.wait(_TOLD_EVERY_S):
            tell(first.share, first.what)
    if first.is_stopped:
        return False
    try:
        opening.hold(source, first.result())
    except InputError as error:
        first.error = str(error)
        time.sleep(_LAST_WORD_S)  # The pages show why before they lose their server.
        signal.raise_signal(signal.SIGTERM)
        return False
    return True


def _check_port(port: int) -> None:
    """Tell before the sources are read of a port that cannot be had."""
    with socket.socket() as probe:
        # A port left in TIME_WAIT is free to a server; one that listens is not.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except (OSError, OverflowError):
            raise InputError(_TAKEN.format(port=port)) from None
