"""The folder where what was worked out once is kept for the next time."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.errors import OutputError


def cache_folder() -> Path:
    """Return the user's cache folder for Dharna; it need not exist yet.

    ``DHARNA_CACHE`` names another one. Else the system's custom holds: ``XDG_CACHE_HOME`` or
    ``~/.cache``, ``~/Library/Caches``, ``%LOCALAPPDATA%``.
    """
    if chosen := os.environ.get("DHARNA_CACHE"):
        return Path(chosen)
    home = Path.home()
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "dharna"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "dharna"
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "dharna"


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Give a folder to write into that becomes `target` at the end: whole, or not at all.

    Raises
    ------
    OutputError
        When nothing can be written there.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        msg = (
            f"The cache folder {target.parent} cannot be written ({error.strerror}): "
            "name another in DHARNA_CACHE."
        )
        raise OutputError(msg) from error
    try:
        yield draft
        if target.exists():
            shutil.rmtree(target)
        draft.replace(target)
    except OSError as error:
        msg = f"{target.name} could not be written to {target.parent}: {error.strerror}."
        raise OutputError(msg) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
