"""Files that an export gives, and how they reach a folder: whole or not at all."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dashboard.export.tables import write_whole
from geo.errors import InputError, OutputError

_LONGEST_STEM: Final = 80
_NOT_IN_NAMES: Final = re.compile(r"[^\w.-]+")


class CannotMakeError(InputError):
    """A format cannot be made here: its library is not installed, or it cannot hold the data."""


@dataclass(frozen=True)
class ExportedFile:
    """One finished file: its name without a folder, its media type, its content."""

    name: str
    media_type: str
    data: bytes

    @property
    def sha256(self) -> str:
        """The content's hash in hexadecimal digits."""
        return hashlib.sha256(self.data).hexdigest()


def write_files(files: Iterable[ExportedFile], folder: Path) -> list[Path]:
    """Write files into a folder, made if need be, each under its name only when complete.

    Raises
    ------
    OutputError
        When one cannot be written; those before it stay, of that one nothing is left.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"Cannot make the folder {folder}: {error.strerror or error}; choose another place."
        raise OutputError(msg) from error
    written = []
    for file in files:
        write_whole(file.data, folder / file.name)
        written.append(folder / file.name)
    return written


def safe_stem(text: str) -> str:
    """Return a text as the beginning of a file's name, the same on every system.

    >>> safe_stem("../My: campaign?")
    'My_campaign'
    """
    plain = _NOT_IN_NAMES.sub("_", text).strip("._-")
    return plain[:_LONGEST_STEM] or "dharna"
