"""Place names as written → keys under which the same name always falls together."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_LETTERS: Final = str.maketrans(
    {
        # Arabic code points typed for Urdu letters, and Urdu's variants of one letter.
        "ي": "ی",
        "ى": "ی",
        "ئ": "ی",
        "ك": "ک",
        "ه": "ہ",
        "ھ": "ہ",
        "ة": "ہ",
        "ۃ": "ہ",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ؤ": "و",
        "ں": "ن",
        "ـ": None,  # tatweel
        "\u200c": None,  # zero-width non-joiner
        "\u200d": None,
        "\u200e": None,
        "\u200f": None,
    }
)
_APOSTROPHES: Final = re.compile(r"['’‘ʼ`´]")
_BETWEEN: Final = re.compile(r"[\W_]+")


def name_key(name: str) -> str:
    """Return the key of a place name.

    Letter case, accents, vowel marks, punctuation, doubled blanks and the two encodings of Urdu
    letters make no difference; spelling does.

    >>> name_key("D.I. Khan") == name_key("d i khan")
    True
    >>> name_key("Mīrpur  Khās") == name_key("Mirpur Khas")
    True
    """
    decomposed = unicodedata.normalize("NFKD", name.translate(_LETTERS)).casefold()
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    # Composed letters such as U+0626 fall apart above; map once more.
    bare = _APOSTROPHES.sub("", bare.translate(_LETTERS)).replace("&", " and ")
    return _BETWEEN.sub(" ", bare).strip()
