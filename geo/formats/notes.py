"""The form of a protest as the words of a report's notes tell it."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.formats.text import Text, encoded_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

CROWD_IN_NOTES: Final = r"\[\s*(?:[Cc][Rr][Oo][Ww][Dd] )?[Ss][Ii][Zz][Ee]\s*=\s*([^\];]*?)\s*[\];]"
"""How ACLED's notes state the size of a crowd."""
_HELD: Final = (
    r"\b(?:staged?|staging|held|hold|holding|observed|observing|organi[sz]ed|began|begun|started|"
    r"continued?|continuing|joined|went on|gone on|took part in|participated in|resorted to|"
    r"set up|entered|resumed|led|took out|taken out|carried out|conducted)\s+"
)
_WORDS: Final = r"(?:[^\s.;]+\s+){0,7}"
"""A few words of the same sentence. RE2 is fast with these, and slow with counted characters."""
_ROADS: Final = (
    r"(?:roads?|highways?|motorways?|streets?|expressways?|routes?|railway tracks?|bridges?|"
    r"traffic|chowks?|intersections?|crossings?)\b"
)
_NOT_HELD: Final = (
    r"\b(?:threaten(?:ed|ing|s)?|warn(?:ed|ing|s)?|vow(?:ed|ing|s)?|announc(?:ed|ing|es?)|"
    r"plan(?:ned|ning|s)?|will|would|called off|postponed|call(?:ed|ing)? for)\s+"
    rf"{_WORDS}|\b(?:against|over|amid|despite|condemn(?:ed|ing)|ahead of)\s+(?:[^\s.;]+\s+){{0,2}}"
)
"""What comes before a form that was only threatened or called off, or that others held."""


class _Form(NamedTuple):
    """How notes tell of one form: the word for it, that it was held, and what is unlike it."""

    name: str
    word: str
    held: str
    unlike: str = ""


_FORMS: Final = (
    _Form(
        "sit-in",
        r"(?:sit-?\s?in|dharna)",
        rf"{_HELD}{_WORDS}(?:[^\s.;]*-)?(?:sit-?\s?ins?|dharnas?)\b",
    ),
    _Form(
        "road-block",
        r"(?:block|barricad)",
        rf"\b(?:block|blockad|barricad)(?:ed|ing)\s+{_WORDS}{_ROADS}"
        rf"|\b{_ROADS}\s+(?:[^\s.;]+\s+){{0,4}}(?:was|were) (?:also )?"
        r"(?:blocked|blockaded|barricaded)\b",
    ),
    _Form(
        "strike",
        r"(?:strike|bandh|hartal)",
        rf"{_HELD}{_WORDS}(?:strikes?|bandhs?|hartals?)\b",
        unlike=r"\b(?:hunger|air|drone|missile|lightning)[ -]strikes?\b",
    ),
    _Form("vigil", r"vigil", rf"{_HELD}{_WORDS}vigils?\b"),
    _Form(
        "march",
        r"(?:march|rall(?:y|ie)|procession)",
        rf"\b(?:marched|rallied)\b|{_HELD}{_WORDS}(?:march(?:es)?|rall(?:y|ies)|processions?)\b",
        unlike=rf"{_HELD}{_WORDS}(?:\d{{1,2}}(?:st|nd|rd|th)?|in|of|since|until)\s+March\b",
    ),
)
"""Forms from the firmest to the loosest: the first that the notes tell of is taken."""
_ANY: Final = "|".join(form.word for form in _FORMS)
_SAMPLE: Final = 20_000
_PART: Final = 50_000
_MOST_THREADS: Final = 8


def type_in_notes(notes: Text, ask: Any) -> Text:
    """Tell what form a protest took, where its notes say that one was held.

    A form that is only threatened, announced or called off does not count.

    Parameters
    ----------
    notes
        Text, one entry a row.
    ask
        Mask of the rows whose notes are asked at all.

    Returns
    -------
    Text
        An event type of `geo.schema.EVENT_TYPES`, or nothing.

    >>> said = pa.chunked_array([["They held a dharna.", "They warned of a strike."]])
    >>> type_in_notes(said.cast(pa.large_string()), pa.chunked_array([[True, True]])).to_pylist()
    ['sit-in', '']
    """
    sample = notes.slice(0, _SAMPLE)
    if len(pc.unique(sample)) * 2 < len(sample):
        encoded = encoded_of(notes)
        every = _forms(encoded.dictionary)[encoded.indices.to_numpy()]
        every *= np.asarray(ask).astype(bool)
    else:
        every = _forms_in_parts(notes, ask)
    names = pa.array(["", *(form.name for form in _FORMS)], pa.large_string())
    return pa.chunked_array([names.take(pa.array(every))])


def form_in_notes(notes: ir.StringColumn, *, engine: str) -> ir.StringValue:
    """Return what `type_in_notes` tells of a table's notes, as an expression of its engine.

    Parameters
    ----------
    notes
        Without nulls.
    engine
        Its name in Ibis: PostgreSQL writes the edge of a word in a way of its own.
    """
    import ibis

    edge = r"\y" if engine == "postgres" else r"\b"

    def says(pattern: str) -> Any:
        return notes.re_search("(?i)" + pattern.replace(r"\b", edge))

    told = []
    for form in _FORMS:
        # PostgreSQL takes the options of a pattern at its very beginning only.
        sure = says(form.word) & says(f"(?:{form.held})") & ~says(f"(?:{_NOT_HELD}){form.word}")
        if form.unlike:
            sure &= ~says(f"(?:{form.unlike})")
        told.append((sure, form.name))
    return ibis.cases(*told, else_="")


def _forms_in_parts(notes: Text, ask: Any) -> np.ndarray:
    """Read the notes part by part, side by side: less memory, and all of the processor."""

    def read(start: int) -> np.ndarray:
        wanted = np.asarray(ask.slice(start, _PART)).astype(bool)
        forms = np.zeros(len(wanted), dtype=np.int8)
        forms[wanted] = _forms(notes.slice(start, _PART).filter(pa.array(wanted)))
        return forms

    with ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, _MOST_THREADS)) as beside:
        parts = beside.map(read, range(0, len(notes), _PART))
        return np.concatenate([np.zeros(0, dtype=np.int8), *parts])


def _forms(notes: Any) -> np.ndarray:
    """Return the number of the form that each text tells of, counted from one; zero for none."""
    found = np.zeros(len(notes), dtype=np.int8)
    rows = np.flatnonzero(_says(notes, _ANY))
    texts = notes.take(pa.array(rows))
    for number, form in enumerate(_FORMS, start=1):
        named = np.flatnonzero(_says(texts, form.word))
        told = named[_says(texts.take(pa.array(named)), form.held)]
        if len(told):
            meant = texts.take(pa.array(told))
            doubt = _says(meant, f"(?:{_NOT_HELD}){form.word}")
            if form.unlike:
                doubt |= _says(meant, form.unlike)
            sure = told[~doubt]
            found[rows[sure]] = number
            left = np.ones(len(rows), dtype=bool)
            left[sure] = False
            rows, texts = rows[left], texts.filter(pa.array(left))
    return found


def _says(texts: Any, pattern: str) -> np.ndarray:
    """Return which texts have the pattern, in whatever letter case."""
    mask = pc.match_substring_regex(texts, pattern, ignore_case=True)
    return np.asarray(mask).astype(bool)
