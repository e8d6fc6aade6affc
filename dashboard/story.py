"""A story: views of a campaign in an order, each with what is said about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from dashboard.address import ViewState
from geo.narrative import Language

DEFAULT_DELAY_S: Final = 12.0


@dataclass(frozen=True)
class Text:
    """The same words in English and in Urdu; either may be missing.

    >>> Text(en="The first day").of("ur")
    'The first day'
    """

    en: str = ""
    ur: str = ""

    @classmethod
    def said(cls, words: str, language: Language) -> Text:
        """Return words that were written in a language.

        >>> Text.said("پہلا دن", "ur").en
        ''
        """
        return cls(ur=words) if language == "ur" else cls(en=words)

    def of(self, language: Language) -> str:
        """Return the words in a language; in the other where it has none."""
        return (self.ur or self.en) if language == "ur" else (self.en or self.ur)

    def language_of(self, language: Language) -> Language:
        """Return the language that `of` answers in, for the direction to write it in.

        >>> Text(en="The first day").language_of("ur")
        'en'
        """
        if self.of(language) == (self.ur if language == "ur" else self.en):
            return language
        return "en" if language == "ur" else "ur"


@dataclass(frozen=True)
class Step:
    """One view of a story.

    Attributes
    ----------
    id
        Lower-case letters, digits and hyphens; unique within its story; stands in addresses.
    view
        What is shown: day, mode, window, filters, camera, town looked at, layers.
    title, text, note
        What the audience reads, large and small; and what the speaker reads alone.
    delay_s
        Seconds until the next step when the story plays by itself; the story's own when ``None``.
    """

    id: str
    view: ViewState
    title: Text = field(default_factory=Text)
    text: Text = field(default_factory=Text)
    note: Text = field(default_factory=Text)
    delay_s: float | None = None

    @property
    def day(self) -> pd.Timestamp:
        """The last day that is shown."""
        return self.view.day


@dataclass(frozen=True)
class Story:
    """Steps in their order, and the data that they were made on.

    `campaign` is the id of the campaign, `fingerprint` that of its reports: see
    `geo.pipeline.Campaign`. Either may be empty.
    """

    title: Text = field(default_factory=Text)
    campaign: str = ""
    fingerprint: str = ""
    delay_s: float = DEFAULT_DELAY_S
    steps: tuple[Step, ...] = ()

    def delay_of(self, position: int) -> float:
        """Return how long a step, counted from 0, stays when the story plays by itself (s)."""
        own = self.steps[position].delay_s
        return self.delay_s if own is None else own

    def position_of(self, step_id: str) -> int | None:
        """Return where a step stands, counted from 0; ``None`` when there is none of that id."""
        return next((at for at, step in enumerate(self.steps) if step.id == step_id), None)
