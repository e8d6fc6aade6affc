"""Records with keys → columns of text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from geo.tables.points import number_text
from geo.tables.raw import fault
from geo.tables.shaping import MOST_COLUMNS, MOST_PADDED_CELLS

_MOST_DIGITS: Final = 4_000


def columns_of(name: str, rows: Sequence[dict[str, Any]]) -> dict[str, list[str]]:
    """Turn records into columns in the order in which their keys first stand.

    Raises
    ------
    FormatError
        When they have more keys than a table has columns.
    """
    keys: dict[str, None] = {}
    for row in rows:
        if not row.keys() <= keys.keys():
            keys.update(dict.fromkeys(row))
            if len(keys) > MOST_COLUMNS:
                words = f"has more than {MOST_COLUMNS:,} different keys; it is no table of reports."
                raise fault(name, words)
    given = sum(map(len, rows))
    if len(rows) * len(keys) > MOST_PADDED_CELLS and len(rows) * len(keys) > 20 * given:
        raise fault(name, "has records that share hardly a key; it is no table of reports.")
    return {clean(key): [value_text(row.get(key)) for row in rows] for key in keys}


def value_text(value: Any) -> str:
    """Write a JSON value as a cell: null is empty, lists and objects stay JSON.

    >>> value_text(200.0), value_text(None), value_text(["a"]), value_text(True)
    ('200', '', '["a"]', 'true')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return "" if value != value else number_text(value)
    if isinstance(value, int):
        return str(value) if value.bit_length() < _MOST_DIGITS else ""
    return clean(json.dumps(value, ensure_ascii=False))


def clean(text: str) -> str:
    """Replace halves of characters, which JSON can write and UTF-8 cannot; take NULs out."""
    if text.isascii():
        return text.replace("\0", "") if "\0" in text else text
    return text.replace("\0", "").encode("utf-8", errors="replace").decode("utf-8")
