"""Sources too large to be loaded: opened by their cube, which is made the first time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.archive import is_large, open_archive
from geo.cube import Cube, find_cube, make_cube, source_stamp

if TYPE_CHECKING:
    from dashboard.large import LargeCampaign

Progress = Callable[[float, str], None]
_OPENING: Final = 0.35
"""Share of the time that the judging and placing of the rows takes."""


def open_if_large(sources: Sequence[str], *, tell: Progress | None = None) -> LargeCampaign | None:
    """Open sources by their cube when one of them is too large to be loaded.

    Parameters
    ----------
    sources
        Folders, patterns, files or addresses.
    tell
        Told how far it is; it may take minutes the first time.

    Returns
    -------
    LargeCampaign or None
        ``None`` when all of them can be loaded.

    Raises
    ------
    DharnaError
        With one sentence that says what to do.
    """
    if not any(is_large(source) for source in sources):
        return None
    from dashboard.large import open_cube  # Small campaigns do not wait for it.

    return open_cube(_cube_of(sources, tell or _untold), _named(sources))


def _cube_of(sources: Sequence[str], tell: Progress) -> Cube:
    stamp = source_stamp(sources)
    kept = None if stamp is None else find_cube(stamp)
    if kept is not None:
        return kept
    archive = open_archive(
        *sources, progress=lambda share, what: tell(share * _OPENING, what.capitalize())
    )
    name = stamp or archive.fingerprint
    kept = find_cube(name)
    if kept is not None:
        return kept
    return make_cube(
        archive, name, progress=lambda share, what: tell(_OPENING + share * (1 - _OPENING), what)
    )


def _named(sources: Sequence[str]) -> str:
    more = f" and {len(sources) - 1} more" if len(sources) > 1 else ""
    return f"{Path(sources[0]).name or sources[0]}{more}"


def _untold(_share: float, _what: str) -> None:
    pass
