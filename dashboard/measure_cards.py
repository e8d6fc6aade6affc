"""Figures as cards: a number with its interval, its one-line meaning, and its formula on demand."""

from __future__ import annotations

import math
from collections.abc import Iterable
from html import escape
from typing import Final

import pandas as pd

from dashboard.theme import PALETTES, Scheme
from dashboard.translation import (
    date_in_words,
    iso_date,
    language,
    number,
    province_name,
    retell,
    tr,
)
from geo.measure_words import Words
from geo.measures import Figure, Measures

_WHOLE: Final = frozenset(
    {"active", "new", "ended", "silent", "sites", "reports", "outlets", "provinces"}
    | {"open_stretches"}
)
_SINGULAR: Final = {
    "sites": "site",
    "reports": "report",
    "provinces": "province",
    "outlets": "outlet",
    "persons": "person",
    "stretches of protest": "stretch of protest",
}


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
        return tr("cannot be told")
    written = _number(figure.value, exact=figure.name in _WHOLE)
    unit = figure.words.unit
    if figure.value == 1:
        unit = _SINGULAR.get(unit, unit)
    return f"{written} {tr(unit) if unit else ''}".rstrip()


def interval_in_words(figure: Figure) -> str:
    """Write the 95 % interval; empty without one.

    >>> from geo.measure_words import MEASURE_WORDS
    >>> interval_in_words(Figure("front_km_per_day", 25.9, MEASURE_WORDS["front_km_per_day"],
    ...                          -26.04, 82.96))
    '95 % interval −26 to 83'
    """
    if figure.value is None or (figure.low is None and figure.high is None):
        return ""
    low, high = (
        tr("unbounded") if bound is None else _number(bound) for bound in (figure.low, figure.high)
    )
    return tr("95 % interval {low} to {high}", low=low, high=high)


def onset_sentences(measures: Measures, day: pd.Timestamp, *, most: int | None = None) -> list[str]:
    """Say of each place that began on a day, the nearest first, when, where, and what lies nearest.

    One such sentence is "Karachi, day 2, about 590 km, nearest earlier site Quetta".
    """
    rows = measures.onsets[measures.onsets["onset_day"] == day][:most]
    sentences = []
    for row in rows.to_dict("records"):
        parts = [str(row["site"]), tr("day {n}", n=int(row["day_number"]))]
        if row["distance_km"] > 1:
            parts.append(tr("about {km} km", km=_tens(row["distance_km"])))
        if row["from_site"]:
            km = _tens(row["link_km"])
            parts.append(tr("nearest earlier site {site} ({km} km)", site=row["from_site"], km=km))
        sentences.append(tr(", ").join(parts))
    return sentences


def onset_rows(measures: Measures, day: pd.Timestamp | None = None) -> pd.DataFrame:
    """Return the onsets until a day as a table for readers, in words and rounded numbers.

    Between which days an onset lies stands in it where any is not known to the day.
    """
    table = measures.onsets
    if day is not None:
        table = table[table["onset_day"] <= day]
    vague = table["onset_low"] < table["onset_high"]
    between = [
        tr("{low} to {high}", low=_short(low), high=_short(high)) if is_vague else ""
        for low, high, is_vague in zip(table["onset_low"], table["onset_high"], vague, strict=True)
    ]
    columns = pd.DataFrame(
        {
            tr("Place"): table["site"],
            tr("Province"): [province_name(name, language()) for name in table["admin1"]],
            tr("Day"): table["day_number"],
            tr("Date"): [iso_date(day) for day in table["onset_day"]],
            tr("Between"): between,
            tr("km from {place}", place=measures.origin.name): table["distance_km"].round(),
            tr("Nearest earlier site (inferred)"): table["from_site"],
            tr("km from it"): table["link_km"].round(),
            tr("Days after it"): table["lag_days"],
        }
    ).reset_index(drop=True)
    return columns if vague.any() else columns.drop(columns=tr("Between"))


def _short(day: pd.Timestamp) -> str:
    return date_in_words(day, weekday=False)


def _card(figure: Figure) -> str:
    words = figure.words
    interval = interval_in_words(figure)
    kind = "value none" if figure.value is None else "value"
    value = escape(value_in_words(figure))
    lines = [f'<dt>{escape(tr(words.label))}</dt><dd class="{kind}">{value}</dd>']
    if interval:
        lines.append(f"<dd>{escape(interval)}</dd>")
    lines.append(f"<dd>{escape(tr(words.meaning))}</dd>")
    if figure.note:
        note = retell(figure.note)
        lines.append(f'<dd class="muted">{escape(note[:1].upper() + note[1:])}</dd>')
    has_none = figure.value is not None and not interval and not figure.detail
    lines.append(f"<dd>{formula_html(words, is_estimate=not has_none)}</dd>")
    return f"<div>{''.join(lines)}</div>"


def formula_html(words: Words, *, is_estimate: bool = True) -> str:
    """Draw what opens on demand: formula, sources, and how the measure misleads."""
    told = [tr("Formula: {formula}.", formula=tr(words.formula))]
    if words.sources:
        told.append(tr("Source: {sources}.", sources="; ".join(words.sources)))
    if not is_estimate:
        told.append(
            tr("No interval: it describes all places and days reported, and estimates nothing.")
        )
    told.append(tr("How it misleads: {caveat}", caveat=tr(words.caveat)))
    body = "".join(f"<p>{escape(line)}</p>" for line in told)
    return f"<details><summary>{escape(tr('Formula and doubt'))}</summary>{body}</details>"


def _number(value: float, *, exact: bool = False) -> str:
    if exact or value == 0:
        return number(value)
    digits = 2 - math.floor(math.log10(abs(value)))
    if abs(value) >= 10:
        digits = min(digits, 0)
    rounded = round(value, digits)
    return number(rounded, decimals=max(digits, 0)).replace("-", "−")


def _tens(km: float) -> str:
    return number(round(km, -1) if km >= 100 else km)
