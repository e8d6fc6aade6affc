"""Compressed files and archives → plain files, within limits."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final

from geo.errors import FormatError
from geo.tables.raw import fault, shown
from geo.tables.scratch import Scratch

MOST_UNPACKED_BYTES: Final = 20_000_000_000
MOST_RATIO: Final = 1_000
"""Bytes that one packed byte may become, once `RATIO_FROM_BYTES` are unpacked."""
RATIO_FROM_BYTES: Final = 100_000_000
MOST_MEMBERS: Final = 1_000
_BLOCK: Final = 1 << 20
_XZ_MEMORY_BYTES: Final = 1 << 28

DAMAGE: Final = (EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, ValueError)
_DAMAGED: Final = "is damaged or cut off; make or download it anew."


def unpack(name: str, path: Path, kind: str) -> Scratch:
    """Unpack a gzip, bzip2, xz or zstd file.

    Raises
    ------
    FormatError
        When it is damaged, or unpacks to more than `MOST_UNPACKED_BYTES` or `MOST_RATIO` allow.
    """
    packed = path.stat().st_size
    try:
        if kind == "xz":
            with path.open("rb") as file:
                return _copy(name, _xz_blocks(file), packed)
        with _opened(path, kind) as stream:
            return _copy(name, _blocks(stream), packed)
    except FormatError:
        raise
    except DAMAGE as error:
        raise fault(name, _DAMAGED) from error
    except OSError as error:
        # gzip, bz2 and zstd say "invalid data" with an OSError that has no number.
        if error.errno is None:
            raise fault(name, _DAMAGED) from error
        raise


def list_members(name: str, path: Path) -> list[zipfile.ZipInfo]:
    """Name the files of a zip archive that may hold a table.

    Raises
    ------
    FormatError
        When there are none, or more than `MOST_MEMBERS`.
    """
    with zipfile.ZipFile(path) as archive:
        items = [item for item in archive.infolist() if not _is_clutter(item)]
    if not items:
        raise fault(name, "holds no files; it needs one with a header line and rows below it.")
    if len(items) > MOST_MEMBERS:
        words = f"holds {len(items):,} files; pack at most {MOST_MEMBERS:,}."
        raise fault(name, words)
    places = [item for item in items if item.filename.lower().endswith(".kml")]
    # A KMZ holds one KML file and the pictures that it shows.
    return places[:1] if places and items[0].filename.lower() == "doc.kml" else items


def unpack_member(name: str, path: Path, item: zipfile.ZipInfo) -> Scratch:
    """Unpack one file of a zip archive; its own path is never used.

    Raises
    ------
    FormatError
        When it is protected, damaged or too large.
    """
    if item.flag_bits & 1:
        raise fault(name, "is protected by a password; pack it without one.")
    try:
        with zipfile.ZipFile(path) as archive, archive.open(item) as stream:
            return _copy(name, _blocks(stream), max(item.compress_size, 1))
    except FormatError:
        raise
    except (*DAMAGE, NotImplementedError, RuntimeError) as error:
        raise fault(name, _DAMAGED) from error


def member_name(name: str, item: zipfile.ZipInfo) -> str:
    """Return what to call a file in an archive.

    >>> member_name("a.zip", zipfile.ZipInfo("folder/b.csv"))
    'a.zip/folder/b.csv'
    """
    return f"{name}/{shown(item.filename)}"


def check_size(name: str, items: list[zipfile.ZipInfo]) -> None:
    """Refuse a workbook or layer whose parts say that they unpack to too much."""
    packed = sum(item.compress_size for item in items)
    _within_limits(name, sum(item.file_size for item in items), packed)


def _is_clutter(item: zipfile.ZipInfo) -> bool:
    parts = item.filename.replace("\\", "/").split("/")
    return item.is_dir() or parts[0] == "__MACOSX" or parts[-1].startswith(".")


def _opened(path: Path, kind: str) -> Any:
    if kind == "gzip":
        return gzip.open(path)
    if kind == "bzip2":
        return bz2.open(path)
    import pyarrow as pa

    return pa.CompressedInputStream(pa.OSFile(str(path)), "zstd")


def _blocks(stream: Any) -> Iterator[bytes]:
    while block := stream.read(_BLOCK):
        yield block


def _xz_blocks(file: IO[bytes]) -> Iterator[bytes]:
    """Unpack xz with a limit to the memory that its header can ask for."""
    data = file.read(_BLOCK)
    while data:
        unpacker = lzma.LZMADecompressor(lzma.FORMAT_AUTO, memlimit=_XZ_MEMORY_BYTES)
        while not unpacker.eof:
            if unpacker.needs_input:
                data = data or file.read(_BLOCK)
                if not data:
                    raise EOFError
            yield unpacker.decompress(data, _BLOCK)
            data = b""
        data = (unpacker.unused_data or file.read(_BLOCK)).lstrip(b"\0")


def _copy(name: str, blocks: Iterator[bytes], packed: int) -> Scratch:
    copy = Scratch()
    size = 0
    with copy.path.open("wb") as file:
        for block in blocks:
            size += len(block)
            _within_limits(name, size, packed)
            file.write(block)
    return copy


def _within_limits(name: str, size: int, packed: int) -> None:
    if size > MOST_UNPACKED_BYTES:
        words = f"unpacks to more than {MOST_UNPACKED_BYTES / 1e9:.0f} GB; split the table."
        raise fault(name, words)
    if size > RATIO_FROM_BYTES and size > MOST_RATIO * packed:
        words = f"unpacks to more than {MOST_RATIO:,} times its size; give the table unpacked."
        raise fault(name, words)
