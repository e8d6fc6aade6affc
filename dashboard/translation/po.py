"""Catalogues of translated words in the PO format of GNU gettext, which translators' tools write.

Read as text, without being compiled: a catalogue is small. What is read of the format: ``msgid``,
``msgid_plural``, ``msgstr``, ``msgstr[0]`` and ``msgstr[1]``, strings over several lines, comments.
Entries marked fuzzy are left out, as gettext does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_LINE: Final = re.compile(r'(?:(msgid|msgid_plural|msgstr|msgstr\[\d\])\s+)?"((?:[^"\\]|\\.)*)"\s*')
_ESCAPED: Final = re.compile(r"\\(.)")
_ESCAPES: Final = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}


@dataclass(frozen=True)
class Entry:
    """One entry: its English, for several as well where it counts, and the words for both."""

    english: str
    words: tuple[str, ...]
    several: str = ""


def read_po(text: str, *, where: str = "the catalogue") -> Iterator[Entry]:
    r"""Yield the translated entries of a catalogue, without its header.

    Raises
    ------
    ValueError
        With file and line, when a line is none of the format or an entry stands twice.

    Examples
    --------
    >>> list(read_po('msgid "Day"\nmsgstr "دن"\n'))
    [Entry(english='Day', words=('دن',), several='')]
    """
    seen: set[str] = set()
    for number, fields, fuzzy in _blocks(text, where):
        english = fields.get("msgid", "")
        words = tuple(fields[name] for name in sorted(fields) if name.startswith("msgstr"))
        if english in seen:
            msg = f"{where}, line {number}: '{english[:60]}' stands there a second time."
            raise ValueError(msg)
        seen.add(english)
        if english and words and all(words) and not fuzzy:
            yield Entry(english, words, fields.get("msgid_plural", ""))


def _blocks(text: str, where: str) -> Iterator[tuple[int, dict[str, str], bool]]:
    """Yield the first line, the fields and the mark of each entry."""
    fields: dict[str, str] = {}
    name, begin, fuzzy, next_fuzzy = "", 0, False, False
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        if not bare or bare.startswith("#"):
            next_fuzzy = next_fuzzy or (bare.startswith("#,") and "fuzzy" in bare)
            continue
        found = _LINE.fullmatch(bare)
        if found is None:
            msg = f"{where}, line {number}: this is no line of a PO file."
            raise ValueError(msg)
        if found[1] == "msgid":
            if fields:
                yield begin, fields, fuzzy
            fields, begin, fuzzy, next_fuzzy = {}, number, next_fuzzy, False
        name = found[1] or name
        piece = _ESCAPED.sub(lambda escaped: _ESCAPES.get(escaped[1], escaped[0]), found[2])
        fields[name] = fields.get(name, "") + piece
    if fields:
        yield begin, fields, fuzzy
