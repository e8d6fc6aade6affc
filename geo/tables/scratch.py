"""The file that is read, which may be a temporary copy of the one that was given."""

from __future__ import annotations

import os
import tempfile
import weakref
from dataclasses import dataclass
from pathlib import Path

from geo.tables.raw import fault


class Scratch:
    """An empty temporary file; it is removed with the last reference to this object.

    Attributes
    ----------
    path
        The file, readable and writable by this user only.
    """

    def __init__(self, suffix: str = "") -> None:
        number, name = tempfile.mkstemp(prefix="dharna-", suffix=suffix)
        os.close(number)
        self.path = Path(name)
        self._remove = weakref.finalize(self, _unlink, self.path)


@dataclass(frozen=True)
class Source:
    """A plain file and what to call it; holds the temporary copy, if it is one, alive."""

    name: str
    path: Path
    copy: Scratch | None = None

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self.path.stat().st_size

    def stamp(self) -> tuple[int, int]:
        """Return what changes when the file does."""
        stat = self.path.stat()
        return stat.st_size, stat.st_mtime_ns

    def check(self, stamp: tuple[int, int]) -> None:
        """Raise ``FormatError`` when the file is not the one that had this stamp."""
        if not self.path.is_file() or self.stamp() != stamp:
            raise fault(self.name, "has changed since it was read; read it again.")


def copied(name: str, copy: Scratch) -> Source:
    """Return the source that reads a temporary copy."""
    return Source(name, copy.path, copy)


def _unlink(path: Path) -> None:
    path.unlink(missing_ok=True)
