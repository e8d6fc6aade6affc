"""GIF written frame by frame: one palette for all, and of each frame only what has changed.

Pillow's own writer holds every frame until the last has come. Here Pillow packs one frame at a
time (GIF89a; https://www.w3.org/Graphics/GIF/spec-gif89a.txt), so that memory does not grow.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from typing import Any, BinaryIO, Final

import numpy as np
import numpy.typing as npt
from PIL import Image

Pixels = npt.NDArray[np.uint8]

COLOURS: Final = 256
_HEADER: Final = b"GIF89a"
_TABLE_OF_256: Final = 0xF7
_FOREVER: Final = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
_TRAILER: Final = b"\x3b"
_IMAGE: Final = 0x2C
_EXTENSION: Final = 0x21
_KEEP: Final = 0x04
"""The next frame is laid over this one."""
_LONGEST_CS: Final = 65_535
_LONGEST_COMMENT: Final = 255


def palette_of(frames: Sequence[Pixels]) -> Image.Image:
    """Return an image whose palette suits all of some frames (rows, columns, RGB or RGBA)."""
    small = [frame[::2, ::2, :3] for frame in frames]
    joined = Image.fromarray(np.ascontiguousarray(np.concatenate(small)))
    return joined.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


class GifWriter:
    """Writes frames of one size to an open file, each as soon as the next one is known.

    Parameters
    ----------
    target
        Opened for binary writing.
    size
        Width and height in pixels.
    palette
        From `palette_of`.
    comment
        What the film shows: its alternative text.
    """

    def __init__(
        self, target: BinaryIO, size: tuple[int, int], palette: Image.Image, comment: str
    ) -> None:
        self._target = target
        self._palette = palette
        self._shown: npt.NDArray[np.uint8] | None = None
        self._waiting: tuple[bytes, int] | None = None
        colours = bytes(palette.getpalette() or ())[: 3 * COLOURS].ljust(3 * COLOURS, b"\0")
        target.write(_HEADER + struct.pack("<HHBBB", *size, _TABLE_OF_256, 0, 0) + colours)
        target.write(_FOREVER)
        target.write(_comment(comment))

    def add(self, frame: Pixels, hundredths: int) -> None:
        """Show a frame for some hundredths of a second; one like the last makes that longer."""
        image = Image.fromarray(np.ascontiguousarray(frame[..., :3]))
        indexed = np.asarray(image.quantize(palette=self._palette, dither=Image.Dither.NONE))
        if self._shown is None:
            changed = (0, 0, indexed.shape[1], indexed.shape[0])
        else:
            rows, columns = np.nonzero(indexed != self._shown)
            if not len(rows):
                self._lengthen(hundredths)
                return
            changed = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
        left, top, right, bottom = (int(edge) for edge in changed)
        self._flush()
        self._shown = indexed
        part = np.ascontiguousarray(indexed[top:bottom, left:right])
        self._waiting = (_packed(part, left, top, self._palette), hundredths)

    def close(self) -> None:
        """Write what is left and the end; the file itself stays open."""
        self._flush()
        self._target.write(_TRAILER)

    def _lengthen(self, hundredths: int) -> None:
        if self._waiting is not None:
            data, shown_for = self._waiting
            self._waiting = (data, shown_for + hundredths)

    def _flush(self) -> None:
        if self._waiting is None:
            return
        data, hundredths = self._waiting
        length = min(max(hundredths, 2), _LONGEST_CS)
        self._target.write(b"\x21\xf9\x04" + struct.pack("<BHBB", _KEEP, length, 0, 0))
        self._target.write(data)
        self._waiting = None


def _packed(part: npt.NDArray[np.uint8], left: int, top: int, palette: Image.Image) -> bytes:
    """Return a part of a frame as image descriptor and data, packed by Pillow."""
    image = Image.fromarray(part).copy()
    image.putpalette(bytes(palette.getpalette() or ()))
    held = io.BytesIO()
    options: dict[str, Any] = {"optimize": False, "interlace": 0}
    image.save(held, format="GIF", **options)
    data = held.getvalue()
    at = _image_at(data)
    _, _, width, height, flags = struct.unpack_from("<HHHHB", data, at + 1)
    if flags & 0x80:
        msg = "Pillow gave a frame a palette of its own."
        raise AssertionError(msg)
    begin = struct.pack("<BHHHHB", _IMAGE, left, top, width, height, 0)
    return begin + data[at + 10 : -1]


def _image_at(data: bytes) -> int:
    """Return where the image descriptor of a one-frame GIF stands: after header and extensions."""
    flags = data[10]
    at = 13 + (3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0)
    while data[at] == _EXTENSION:
        at += 2
        while data[at]:
            at += data[at] + 1
        at += 1
    return at


def _comment(text: str) -> bytes:
    data = text.encode("ascii", "replace")
    blocks = [data[i : i + _LONGEST_COMMENT] for i in range(0, len(data), _LONGEST_COMMENT)]
    return (
        b"\x21\xfe" + b"".join(bytes([len(block)]) + block for block in blocks) + b"\0"
        if blocks
        else b""
    )
