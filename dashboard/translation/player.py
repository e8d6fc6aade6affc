"""What the player says in another language than English."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import Any

from dashboard.translation.catalogue import direction, locale
from geo.narrative import Language


def player_text(
    language: Language,
    *,
    sentences: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the player's words: ``locale dir strings sentences``; nothing for English.

    Parameters
    ----------
    language
        Of the interface.
    sentences
        One for each day, without the day's name, in that language.
    names
        Provinces, titles and texts of the data in that language, by their English.
    """
    if language == "en":
        return {}
    text: dict[str, Any] = {
        "locale": locale(language),
        "dir": direction(language),
        "strings": player_strings(language)
        | {f"name:{english}": said for english, said in (names or {}).items()},
    }
    # Without any the player tells the sentences that its feed brings.
    return text | ({"sentences": list(sentences)} if sentences else {})


@lru_cache(maxsize=4)
def player_strings(language: Language) -> dict[str, str]:
    """Return the player's words by their keys; none for English, which it has itself."""
    if language == "en":
        return {}
    file = resources.files("dashboard.translation") / language / "player.json"
    strings: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return strings
