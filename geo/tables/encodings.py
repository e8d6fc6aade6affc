"""Text in any of the encodings that event files come in → UTF-8."""

from __future__ import annotations

import codecs
from collections import Counter
from pathlib import Path
from typing import Final

from geo.tables.kinds import HEAD_BYTES, is_utf16
from geo.tables.scratch import Scratch

_BLOCK: Final = 1 << 22


def is_utf8(path: Path) -> bool:
    """Tell whether a whole file is UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def to_utf8(path: Path) -> tuple[Scratch, tuple[str, ...]] | None:
    """Write a file anew as UTF-8; ``None`` when it is that already.

    UTF-16 and UTF-32 are known by their mark or by their zero bytes. Any other file is decoded line
    by line, so that a line in another encoding costs no other line: UTF-8 where that is valid, else
    Windows-1252, and Latin-1 for the five bytes that Windows-1252 leaves open.

    Returns
    -------
    tuple or None
        The file, and notes that say what was done.
    """
    with path.open("rb") as file:
        encoding = is_utf16(file.read(HEAD_BYTES))
    if encoding:
        return _from_utf16(path, encoding)
    return None if is_utf8(path) else _line_by_line(path)


def decode_line(line: bytes) -> tuple[str, str]:
    """Decode one line, and name the encoding that fitted.

    >>> decode_line("Café".encode("cp1252"))
    ('Café', 'Windows-1252')
    """
    for encoding, title in (("utf-8", "UTF-8"), ("cp1252", "Windows-1252")):
        try:
            return line.decode(encoding), title
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1"), "Latin-1"


def _from_utf16(path: Path, encoding: str) -> tuple[Scratch, tuple[str, ...]]:
    copy = Scratch()
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    last = ""
    with path.open("rb") as file, copy.path.open("wb") as out:
        while block := file.read(_BLOCK):
            text = decoder.decode(block)
            out.write(text.encode("utf-8", errors="replace"))
        last = decoder.decode(b"", final=True)
        # Half a character at the end is no text: the file was cut there.
        out.write(last.replace("\ufffd", "").encode("utf-8", errors="replace"))
    title = f"decoded as {encoding[:6].upper()}"
    cut = ("the file ends within a character and may be cut off",) if last else ()
    return copy, (title, *cut)


def _line_by_line(path: Path) -> tuple[Scratch, tuple[str, ...]]:
    copy = Scratch()
    counts: Counter[str] = Counter()
    with path.open("rb") as file, copy.path.open("wb") as out:
        first = file.read(3)
        if first != codecs.BOM_UTF8:
            file.seek(0)
        for line in file:
            if line.isascii():
                out.write(line)
                continue
            text, title = decode_line(line)
            counts[title] += 1
            out.write(text.encode())
    return copy, _notes(counts)


def _notes(counts: Counter[str]) -> tuple[str, ...]:
    other = [title for title in ("Windows-1252", "Latin-1") if counts[title]]
    if not counts["UTF-8"]:
        return (f"decoded as {' and '.join(other)}",)
    lines = sum(counts[title] for title in other)
    what = "1 line is" if lines == 1 else f"{lines:,} lines are"
    return (f"decoded as UTF-8, but {what} {' or '.join(other)}",)
