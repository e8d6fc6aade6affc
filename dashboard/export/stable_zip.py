"""Zip archives that are the same bytes for the same content: no hour, no order of chance."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Final

_BEGIN: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that the format knows."""
_STORED: Final = (".png", ".gif", ".mp4", ".webm", ".gpkg", ".parquet", ".pptx", ".xlsx", ".zip")
"""Endings of what is compressed already, or all but."""


def stable_zip(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Return an archive of named members in the given order, each with the same fixed time.

    >>> stable_zip([("a.txt", b"a")]) == stable_zip([("a.txt", b"a")])
    True
    """
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members:
            entry = zipfile.ZipInfo(name, date_time=_BEGIN)
            entry.external_attr = 0o644 << 16
            packed = name.lower().endswith(_STORED)
            entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return target.getvalue()


def restamped(data: bytes, changed: Mapping[str, bytes] | None = None) -> bytes:
    """Return an archive's members anew without their times, some of them replaced.

    Office files are archives, and the programs that write them put the hour into each member.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        held = [(name, archive.read(name)) for name in archive.namelist()]
    replaced = dict(changed or {})
    return stable_zip((name, replaced.get(name, content)) for name, content in held)
