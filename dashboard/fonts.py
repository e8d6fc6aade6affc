"""The Urdu fonts that ship with Dharna, for pages and for pictures."""

from __future__ import annotations

from base64 import b64encode
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Final, Literal

Family = Literal["naskh", "nastaliq"]

NAMES: Final[dict[Family, str]] = {"naskh": "Noto Naskh Arabic", "nastaliq": "Noto Nastaliq Urdu"}
"""Names for style sheets."""
FILES: Final[dict[Family, dict[int, str]]] = {
    "naskh": {400: "noto-naskh-arabic-400.woff2", 600: "noto-naskh-arabic-600.woff2"},
    "nastaliq": {400: "noto-nastaliq-urdu-400.woff2"},
}
"""Files for browsers, by weight."""
RANGE: Final = "U+0600-06FF, U+0750-077F, U+200C-200F, U+FB50-FDFF, U+FE70-FEFF"
"""Letters taken from these fonts; all others are left to the font of the page."""
_TTF: Final = {False: "noto-naskh-arabic-400.ttf", True: "noto-naskh-arabic-600.ttf"}


def folder() -> Path:
    """Return the folder of the font files, to be served or copied."""
    return Path(str(resources.files("data") / "fonts"))


def ttf_path(*, bold: bool = False) -> Path:
    """Return the file of the Urdu letters for matplotlib; it holds those of Latin too."""
    return folder() / _TTF[bold]


@lru_cache(maxsize=8)
def font_data_uri(family: Family = "naskh", *, weight: int = 400) -> str:
    """Return a font as a data address, for a page that stands alone.

    Raises
    ------
    KeyError
        When the family has no such weight.
    """
    data = (folder() / FILES[family][weight]).read_bytes()
    return f"data:font/woff2;base64,{b64encode(data).decode()}"


def font_face_css(base_url: str = "") -> str:
    """Return the style rules that make the fonts known to a page.

    Parameters
    ----------
    base_url
        Where `folder` is served; without one the fonts stand in the rules themselves.
    """
    return "\n".join(
        f"@font-face {{ font-family: '{NAMES[family]}'; font-weight: {weight}; "
        f'font-display: swap; src: url("{_address(base_url, family, weight)}") '
        f"format('woff2'); unicode-range: {RANGE}; }}"
        for family, files in FILES.items()
        for weight in files
    )


def _address(base_url: str, family: Family, weight: int) -> str:
    if not base_url:
        return font_data_uri(family, weight=weight)
    return f"{base_url.rstrip('/')}/{FILES[family][weight]}"
