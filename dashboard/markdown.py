"""Text from a file, made safe to stand in Markdown."""

from __future__ import annotations

import re
from typing import Final

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$~:=&])")


def plain(text: str) -> str:
    r"""Escape whatever Markdown, its HTML, its maths or its emoji codes would read a meaning into.

    >>> plain("<b>1*2</b>")
    '\\<b\\>1\\*2\\</b\\>'
    """
    return _SPECIAL.sub(r"\\\1", text)
