"""How far DuckDB is with a long query, told while it runs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

Tell = Callable[[float, str], None]
_POLL_S: Final = 0.5


@contextmanager
def watched(connection: Any, tell: Tell, start: float, end: float, what: str) -> Iterator[None]:
    """Tell how far the queries of a block are, where their engine says so.

    Parameters
    ----------
    connection
        Of DuckDB; any other engine, or ``None``, is not asked.
    tell
        Told a share of the whole work, and what is done.
    start, end
        The shares that the block begins and ends with.
    what
        What is done.
    """
    tell(start, what)
    asked = getattr(connection, "query_progress", None)
    if asked is None:
        yield
        return
    done = threading.Event()
    reached = start

    def poll() -> None:
        nonlocal reached
        while not done.wait(_POLL_S):
            share = min(max(float(asked()), 0.0), 100.0) / 100
            # A block of several queries begins at nothing with each.
            reached = max(reached, start + (end - start) * share)
            tell(reached, what)

    watcher = threading.Thread(target=poll, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def engine_of(reports: Any) -> Any:
    """Return the connection that answers for an archive; ``None`` where it is not DuckDB's."""
    return getattr(reports.backend, "con", None)


def quieten(connection: Any) -> None:
    """Let DuckDB tell how far it is, and keep it from drawing a bar of its own."""
    # It counts only where the bar is set by hand, though "true" is said to be the default.
    for setting in ("enable_progress_bar = true", "enable_progress_bar_print = false"):
        connection.execute(f"SET {setting}").fetchall()
