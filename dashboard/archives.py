"""Sources too large to be loaded: opened by their cube, which is made the first time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.archive import is_large, open_archive
from geo.cube import Cube, find_cube, make_cube, source_stamp
from geo.scans.databases import has_many_rows

if TYPE_CHECKING:
    from dashboard.large import LargeCampaign

Progress = Callable[[float, str], None]
_OPENING: Final = 0.15
"""Share of the time that the judging and placing of the rows takes."""


@dataclass(frozen=True)
class Place:
    """Where an archive's rows are read: the engine's address and the bytes that it may use.

    `is_asked` when the user named either: sources are then not loaded, whatever their size.
    `country` is that of places that name none.
    """

    engine: str = "duckdb"
    memory: int | None = None
    is_asked: bool = False
    country: str = "PK"


def is_archive(sources: Sequence[str], place: Place | None = None) -> bool:
    """Tell whether sources are opened by their cube, and not loaded.

    Raises
    ------
    DharnaError
        When an address of a database leads nowhere.
    """
    if place is not None and place.is_asked:
        return True
    return any(is_large(source) or has_many_rows(source) for source in sources)


def open_if_large(
    sources: Sequence[str], *, place: Place | None = None, tell: Progress | None = None
) -> LargeCampaign | None:
    """Open sources by their cube when one of them is too large to be loaded.

    Parameters
    ----------
    sources
        Folders, patterns, files or addresses.
    place
        Who reads them; DuckDB on this machine when ``None``.
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
    if not is_archive(sources, place):
        return None
    return opened_by(_cube_of(sources, place or Place(), tell or _untold), sources)


def opened_by(cube: Cube, sources: Sequence[str]) -> LargeCampaign:
    """Make a cube ready for the pages."""
    from dashboard.large import open_cube  # Small campaigns do not wait for it.

    return open_cube(cube, _named(sources))


def kept_cube(sources: Sequence[str]) -> Cube | None:
    """Return the cube that is kept of unchanged files, without reading any of them."""
    stamp = source_stamp(sources)
    return None if stamp is None else find_cube(stamp)


def _cube_of(sources: Sequence[str], place: Place, tell: Progress) -> Cube:
    stamp = source_stamp(sources)
    kept = None if stamp is None else find_cube(stamp)
    if kept is not None:
        return kept
    archive = open_archive(
        *sources,
        engine=place.engine,
        memory=place.memory,
        country=place.country,
        progress=lambda share, what: tell(share * _OPENING, what.capitalize()),
    )
    name = stamp or archive.fingerprint
    kept = find_cube(name)
    if kept is not None:
        return kept
    return make_cube(
        archive,
        name,
        memory=place.memory,
        progress=lambda share, what: tell(_OPENING + share * (1 - _OPENING), what),
    )


def _named(sources: Sequence[str]) -> str:
    more = f" and {len(sources) - 1} more" if len(sources) > 1 else ""
    return f"{Path(sources[0]).name or sources[0]}{more}"


def _untold(_share: float, _what: str) -> None:
    pass
