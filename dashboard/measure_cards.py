"""Figures as cards: a number with its interval, its one-line meaning, and its formula on demand."""

from __future__ import annotations

import math
from collections.abc import Iterable
from html import escape
from typing import Final

import pandas as pd

from dashboard.theme import PALETTES, Scheme
from geo.measures import Figure, Measures
from geo.narrative import day_in_words

_WHOLE: Final = frozenset({"active", "new", "sites", "reports", "provinces", "open_stretches"})
_UNKNOWN: Final = "cannot be told"


def cards_html(figures: Iterable[Figure], scheme: Scheme) -> str:
    """Draw figures as cards; nothing in them is read as HTML but our own."""
    palette = PALETTES[scheme]
    style = (
        f".dharna-figures {{ --edge: {palette.border}; --muted: {palette.muted}; }}"
        ".dharna-figures { display: grid; gap: 0.5rem; margin: 0 !important; padding: 0 !important;"
        " grid-template-columns: repeat(auto-fill, minmax(13.5rem, 1fr)); }"
        ".dharna-figures > div { border: 1px solid var(--edge); border-radius: 0.4rem;"
        " padding: 0.5rem 0.7rem; }"
        ".dharna-figures dt { font-size: 0.85rem; font-weight: 600; }"
        ".dharna-figures dd { margin: 0; font-size: 0.82rem; }"
        ".dharna-figures .value { font-size: 1.25rem; font-weight: 650; }"
        ".dharna-figures .none { font-size: 1rem; font-weight: 400; }"
        ".dharna-figures .muted { color: var(--muted); }"
        ".dharna-figures summary { cursor: pointer; min-height: 24px; }"
    )
    cards = "".join(_card(figure) for figure in figures)
    return f'<style>{style}</style><dl class="dharna-figures">{cards}</dl>'


def value_in_words(figure: Figure) -> str:
    """Write a figure's value with its unit; figures that are measured are rounded to three digits.

    >>> from geo.measure_words import MEASURE_WORDS
    >>> value_in_words(Figure("reach_km2", 502279.9, MEASURE_WORDS["reach_km2"]))
    '502,000 km²'
    """
    if figure.value is None:
        return _UNKNOWN
    number = _number(figure.value, exact=figure.name in _WHOLE)
    return f"{number} {figure.words.unit}".rstrip()


def interval_in_words(figure: Figure) -> str:
    """Write the 95 % interval; empty without one.

    >>> from geo.measure_words import MEASURE_WORDS
    >>> interval_in_words(Figure("front_km_per_day", 25.9, MEASURE_WORDS["front_km_per_day"],
    ...                          -26.04, 82.96))
    '95 % interval −26 to 83'
    """
    if figure.value is None or (figure.low is None and figure.high is None):
        return ""
    low = "unbounded" if figure.low is None else _number(figure.low)
    high = "unbounded" if figure.high is None else _number(figure.high)
    return f"95 % interval {low} to {high}"


def onset_sentences(measures: Measures, day: pd.Timestamp) -> list[str]:
    """Say of each place that began on a day when, how far away, and what lies nearest.

    One such sentence is "Karachi, day 2, about 590 km, nearest earlier site Quetta".
    """
    rows = measures.onsets[measures.onsets["onset_day"] == day]
    sentences = []
    for row in rows.to_dict("records"):
        parts = [str(row["site"]), f"day {row['day_number']}"]
        if row["distance_km"] > 1:
            parts.append(f"about {_tens(row['distance_km'])} km")
        if row["from_site"]:
            parts.append(f"nearest earlier site {row['from_site']} ({_tens(row['link_km'])} km)")
        sentences.append(", ".join(parts))
    return sentences


def onset_rows(measures: Measures, day: pd.Timestamp | None = None) -> pd.DataFrame:
    """Return the onsets until a day as a table for readers, in words and rounded numbers."""
    table = measures.onsets
    if day is not None:
        table = table[table["onset_day"] <= day]
    vague = table["onset_low"] < table["onset_high"]
    between = (table["onset_low"].map(_short) + " to " + table["onset_high"].map(_short)).where(
        vague, ""
    )
    return pd.DataFrame(
        {
            "Place": table["site"],
            "Province": table["admin1"],
            "Day": table["day_number"],
            "Date": table["onset_day"].dt.strftime("%Y-%m-%d"),
            "Between": between,
            f"km from {measures.origin.name}": table["distance_km"].round(),
            "Nearest earlier site (inferred)": table["from_site"],
            "km from it": table["link_km"].round(),
            "Days after it": table["lag_days"],
        }
    ).reset_index(drop=True)


def _short(day: pd.Timestamp) -> str:
    return day_in_words(day, weekday=False)


def _card(figure: Figure) -> str:
    words = figure.words
    interval = interval_in_words(figure)
    kind = "value none" if figure.value is None else "value"
    lines = [
        f'<dt>{escape(words.label)}</dt><dd class="{kind}">{escape(value_in_words(figure))}</dd>'
    ]
    if interval:
        lines.append(f"<dd>{escape(interval)}</dd>")
    lines.append(f"<dd>{escape(words.meaning)}</dd>")
    if figure.note:
        lines.append(f'<dd class="muted">{escape(figure.note[:1].upper() + figure.note[1:])}</dd>')
    told = [f"Formula: {words.formula}."]
    if words.sources:
        told.append(f"Source: {'; '.join(words.sources)}.")
    told.append(f"How it misleads: {words.caveat}")
    body = "".join(f"<p>{escape(line)}</p>" for line in told)
    lines.append(f"<dd><details><summary>Formula and doubt</summary>{body}</details></dd>")
    return f"<div>{''.join(lines)}</div>"


def _number(value: float, *, exact: bool = False) -> str:
    if exact or value == 0:
        return f"{value:,.0f}"
    digits = 2 - math.floor(math.log10(abs(value)))
    if abs(value) >= 10:
        digits = min(digits, 0)
    rounded = round(value, digits)
    return f"{rounded:,.{max(digits, 0)}f}".replace("-", "−")


def _tens(km: float) -> str:
    return f"{round(km, -1):,.0f}" if km >= 100 else f"{km:.0f}"
