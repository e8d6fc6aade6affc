"""The player as one script and one style sheet, for a page that stands alone.

A page opened from a disk may load no modules. The player's are few and import only each other, by
name: put one after the other, each after those it needs, they are one module.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import lru_cache
from pathlib import Path
from typing import Final

ASSETS: Final = Path(__file__).parent / "assets"
_ENTRY: Final = "player.js"
_IMPORT: Final = re.compile(r'^import\s+\{[^}]*\}\s+from\s+"\./([\w]+\.js)";\n', re.MULTILINE)
_IMPORTED: Final = re.compile(r'^import\s+(\{[^}]*\})\s+from\s+"\./([\w]+)\.js";\n', re.MULTILINE)
_EXPORT: Final = re.compile(
    r"^export (?=(?:(?:async )?function|const|class)\s+(\w+))", re.MULTILINE
)
_FONTS: Final = {
    weight: ASSETS / "fonts" / f"noto-naskh-arabic-{weight}.woff2" for weight in (400, 600)
}


@lru_cache(maxsize=1)
def inlined_script() -> str:
    """Return all modules as the text of one module; `createPlayer` is its only outcome.

    Each module becomes a function that returns what it exports, so that names which two modules use
    for themselves do not meet.
    """
    parts = [_as_function(name) for name in _in_order(_ENTRY, [])]
    return "\n".join(
        ["const modules = {};", *parts, "const { createPlayer } = modules.player;", ""]
    )


@lru_cache(maxsize=1)
def style_sheet() -> str:
    """Return the player's style sheet."""
    return (ASSETS / "player.css").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def font_addresses() -> dict[str, str]:
    """Return the files of the Urdu font as data addresses, by weight: the player's ``fonts``."""
    return {
        str(weight): f"data:font/woff2;base64,{b64encode(path.read_bytes()).decode()}"
        for weight, path in _FONTS.items()
    }


def _source(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")


def _in_order(name: str, done: list[str]) -> list[str]:
    """List a module after all that it imports, each once; there is no import in a circle."""
    for needed in _IMPORT.findall(_source(name)):
        if needed not in done:
            _in_order(needed, done)
    if name not in done:
        done.append(name)
    return done


def _as_function(name: str) -> str:
    source = _source(name)
    taken = [
        f"  const {names.replace(' as ', ': ')} = modules.{module};"
        for names, module in _IMPORTED.findall(source)
    ]
    names = ", ".join(_EXPORT.findall(source))
    body = _EXPORT.sub("", _IMPORT.sub("", source))
    key = name.removesuffix(".js")
    return "\n".join(
        [f"modules.{key} = (() => {{", *taken, body.rstrip(), f"  return {{ {names} }};", "})();"]
    )
