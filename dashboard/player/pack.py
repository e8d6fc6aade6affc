"""Columns of numbers and a header → one block of bytes that a browser reads where it lies.

Layout: eight bytes of magic, the header's length (uint32, little-endian), four bytes of padding,
the header as JSON padded with blanks to a multiple of eight, then the columns, each beginning at a
multiple of eight from the first column's begin. A column stands in the header as its ``type``,
``offset`` and ``length``.
"""

from __future__ import annotations

import json
import zlib
from typing import Any, Final

import numpy as np
import numpy.typing as npt

MAGIC: Final = b"DHARNA1\n"
COMPRESSED: Final = b"DHARNAZ\n"
"""Begins a pack that is compressed behind these bytes (zlib)."""
STAMPED: Final = b"DHARNAR\n"
"""Begins a pack that stands behind its revision."""
_NIBBLE: Final = 15
TYPES: Final = ("uint8", "uint16", "uint32", "int32", "float32")
_WIDTH: Final = 8

Columns = dict[str, Any]


def pack(header: Columns) -> bytes:
    """Pack a header whose values may be arrays, on the first level or the second.

    Parameters
    ----------
    header
        JSON values and one-dimensional arrays of `TYPES`.

    Raises
    ------
    ValueError
        When an array has another type or shape.
    """
    blocks: list[bytes] = []
    offset = 0

    def placed(value: Any) -> Any:
        nonlocal offset
        if isinstance(value, dict):
            return {name: placed(item) for name, item in value.items()}
        if not isinstance(value, np.ndarray):
            return value
        if value.dtype.name not in TYPES or value.ndim != 1:
            msg = f"A column of {value.dtype.name} in {value.ndim} dimensions cannot be packed."
            raise ValueError(msg)
        spec = {"type": value.dtype.name, "offset": offset, "length": len(value)}
        data = value.astype(value.dtype.newbyteorder("<"), copy=False).tobytes()
        padded = data + bytes(-len(data) % _WIDTH)
        blocks.append(padded)
        offset += len(padded)
        return spec

    text = json.dumps(placed(header), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    encoded = text.encode()
    encoded += b" " * (-len(encoded) % _WIDTH)
    length = len(encoded).to_bytes(4, "little") + bytes(4)
    return b"".join((MAGIC, length, encoded, *blocks))


def compressed(data: bytes, rev: str) -> bytes:
    """Compress a pack, quickly: it is sent once. Its revision of 16 letters stands before it."""
    return COMPRESSED + rev.encode() + zlib.compress(data, 1)


def stamped(data: bytes, rev: str) -> bytes:
    """Put a pack's revision of 16 letters before it, so that a known pack is not looked into."""
    return STAMPED + rev.encode() + data


def paired(
    name: str, low: tuple[str, npt.NDArray[Any]], high: tuple[str, npt.NDArray[Any]]
) -> Columns:
    """Put two columns of numbers that are mostly below 15 into one of bytes.

    Parameters
    ----------
    name
        Of the bytes.
    low, high
        Name and numbers of the column in the lower and in the upper four bits. Numbers from 15 on
        stand apart, as columns named ``…MoreRow`` and ``…More``.
    """
    found: Columns = {}
    bits = []
    for title, values in (low, high):
        rows = np.flatnonzero(values >= _NIBBLE)
        found[f"{title}MoreRow"] = rows.astype(np.uint32)
        found[f"{title}More"] = narrowest(values[rows])
        bits.append(np.minimum(values, _NIBBLE).astype(np.uint8))
    found[name] = bits[0] | (bits[1] << 4)
    return found


def narrowest(values: npt.ArrayLike) -> npt.NDArray[Any]:
    """Give whole numbers of 0 or more the narrowest unsigned type that holds them all."""
    array = np.asarray(values)
    highest = int(array.max()) if array.size else 0
    kind = next(k for k in (np.uint8, np.uint16, np.uint32) if highest <= np.iinfo(k).max)
    return array.astype(kind)
