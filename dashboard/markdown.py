"""Text from a file, made safe to stand on a page."""

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


def web_address(text: str) -> str | None:
    """Return an address that leads to a web page; ``None`` for any other, least of all a script.

    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)")
    ('https://example.org/a', None)
    """
    return text if text.lower().startswith(("http://", "https://")) else None
