"""The Urdu fonts that ship with Dharna, for pages and for pictures."""

from __future__ import annotations

from base64 import b64encode
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Final, Literal

Family = Literal["naskh", "nastaliq"]

FILES: Final[dict[Family, dict[int, str]]] = {
    "naskh": {400: "noto-naskh-arabic-400.woff2", 600: "noto-naskh-arabic-600.woff2"},
    "nastaliq": {400: "noto-nastaliq-urdu-400.woff2"},
}
"""Files for browsers, by weight."""
URDU_FONT: Final = "Noto Naskh Arabic"
"""Name of the naskh in style sheets."""
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


def font_face_css(base_url: str) -> str:
    """Return the style rules that make the naskh known to a page, under `URDU_FONT`.

    Pages, tables and charts name it before their own font (see `dashboard.theme`): only letters of
    Urdu are taken from it.

    Parameters
    ----------
    base_url
        Where `folder` is served.
    """
    return "\n".join(
        f"@font-face {{ font-family: '{URDU_FONT}'; font-weight: {weight}; font-display: swap; "
        f"src: url(\"{base_url.rstrip('/')}/{name}\") format('woff2'); unicode-range: {RANGE}; }}"
        for weight, name in FILES["naskh"].items()
    )
