"""Two courses side by side, by days since their origins. Nothing here knows of Streamlit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import altair as alt
import pandas as pd

from dashboard.chart_digits import in_digits
from dashboard.filters import Filters, in_words
from dashboard.measure_cards import formula_html, interval_in_words, value_in_words
from dashboard.measure_charts import MANY_DAYS
from dashboard.theme import PALETTES, Scheme
from dashboard.translation import tr
from geo.measure_words import MEASURE_WORDS
from geo.measures import Figure, Measures
from geo.timeline import frame_at

CURVES: Final = (
    *("sites", "active", "new", "reports", "provinces", "reach_km2"),
    *("distance_median_km", "growth_per_day"),
)
"""Columns by day that can be drawn as curves."""
_TABLE: Final = (
    *("sites", "provinces", "reports", "reach_km2", "population", "distance_median_km"),
    *("distance_p90_km", "front_km_per_day", "growth_per_day", "doubling_days"),
    *("direction_deg", "concentration", "continuity", "continuity_expected", "link_km"),
)


@dataclass(frozen=True, eq=False)
class Side:
    """One of what is compared: its name, timeline and measures."""

    name: str
    timeline: pd.DataFrame
    measures: Measures

    @property
    def length(self) -> int:
        """The number of its last day, counted from its origin."""
        return int(self.measures.days["day_number"].iloc[-1])

    def day(self, number: int) -> pd.Timestamp:
        """Return the date of a day since the origin."""
        return self.measures.origin.day.normalize() + pd.Timedelta(days=number)

    def frame(self, number: int) -> pd.DataFrame:
        """Return the sites as they were that many days after the origin; empty beyond the data."""
        return frame_at(self.timeline, self.day(number))


def side_names(titles: Sequence[str], filters: Sequence[Filters]) -> list[str]:
    """Name sides by what tells them apart: campaign, filters, or at last a number.

    >>> side_names(["Sit-ins"] * 2, [Filters(province=("Sindh",)), Filters()])
    ['Province or territory: Sindh', 'no filter']
    >>> side_names(["Sit-ins", "Marches"], [Filters(province=("Sindh",)), Filters()])
    ['Sit-ins (Province or territory: Sindh)', 'Marches']
    >>> side_names(["Sit-ins"] * 2, [Filters()] * 2)
    ['Sit-ins (1)', 'Sit-ins (2)']
    """
    if len(set(titles)) == 1 and len(set(filters)) > 1:
        return _numbered([in_words(chosen) for chosen in filters])
    pairs = zip(titles, filters, strict=True)
    return _numbered([f"{t} ({in_words(f)})" if f.active else t for t, f in pairs])


def _numbered(names: Sequence[str]) -> list[str]:
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(f"{name} ({seen[name]})" if names.count(name) > 1 else name)
    return found


def curves(sides: Sequence[Side], column: str, *, as_share: bool = False) -> pd.DataFrame:
    """Return a measure of all sides by day since the origin: ``side day value``.

    Parameters
    ----------
    sides
        At least one.
    column
        One of `CURVES`.
    as_share
        Divide each side's values by its largest, so that courses of different size can be compared.
    """
    parts = []
    for side in sides:
        values = side.measures.days[column].astype("float64")
        largest = values.abs().max()
        if as_share and largest > 0:
            values = values / largest
        parts.append(
            pd.DataFrame(
                {"side": side.name, "day": side.measures.days["day_number"], "value": values}
            )
        )
    return pd.concat(parts, ignore_index=True).dropna(subset="value").reset_index(drop=True)


def curve_chart(
    sides: Sequence[Side], column: str, *, number: int, scheme: Scheme, as_share: bool = False
) -> alt.LayerChart:
    """Draw a measure of all sides on one axis of days since the origin.

    Parameters
    ----------
    sides, column, as_share
        As for `curves`.
    number
        The day that the maps show.
    scheme
        ``light`` or ``dark``.
    """
    palette = PALETTES[scheme]
    words = MEASURE_WORDS[column]
    names = [side.name for side in sides]
    colours = alt.Scale(domain=names, range=[palette.continuing, palette.started][: len(names)])
    dashes = alt.Scale(domain=names, range=[[1, 0], [6, 3]][: len(names)])
    legend = alt.Legend(title=None, orient="top", labelLimit=420)
    label = tr(words.label)
    title = f"{label} ({tr(words.unit)})"
    if as_share:
        title = tr("{measure} (share of the largest)", measure=label)
    lines = (
        alt.Chart(curves(sides, column, as_share=as_share))
        .mark_line(point=max(side.length for side in sides) <= MANY_DAYS)
        .encode(
            x=alt.X(
                "day:Q",
                title=tr("Days since origin"),
                axis=alt.Axis(tickMinStep=1, format="d"),
                scale=alt.Scale(padding=14, nice=False, zero=False),
            ),
            y=alt.Y("value:Q", title=title),
            color=alt.Color("side:N", scale=colours, legend=legend),
            strokeDash=alt.StrokeDash("side:N", scale=dashes, legend=legend),
            tooltip=[
                alt.Tooltip("side:N", title=tr("Which")),
                alt.Tooltip("day:Q", title=tr("Day")),
                alt.Tooltip("value:Q", title=label, format=",.3~r"),
            ],
        )
    )
    rule = alt.Chart(pd.DataFrame({"day": [number]})).mark_rule(color=palette.muted)
    return in_digits(alt.LayerChart(layer=[lines, rule.encode(x="day:Q")], height=260))


def comparison_html(sides: Sequence[Side], scheme: Scheme) -> str:
    """Draw the figures of the whole as a table: one row a measure, a column for each side.

    Nothing in it is read as HTML but our own.
    """
    palette = PALETTES[scheme]
    style = (
        ".dharna-both { width: 100%; border-collapse: collapse; font-size: 0.86rem; }"
        f".dharna-both th, .dharna-both td {{ border-bottom: 1px solid {palette.border}; }}"
        ".dharna-both th, .dharna-both td { padding: 0.4rem 0.7rem 0.4rem 0; vertical-align: top;"
        " text-align: start; font-weight: 400; }"
        ".dharna-both thead th, .dharna-both b { font-weight: 650; }"
        ".dharna-both b { display: block; }"
        f".dharna-both small {{ font-size: 0.8rem; color: {palette.muted}; }}"
        ".dharna-both p { font-size: 0.82rem; margin: 0.2rem 0 0; }"
        ".dharna-both summary { cursor: pointer; min-height: 24px; }"
    )
    heads = (tr("Measure"), *(side.name for side in sides), tr("Meaning"))
    head = "".join(f'<th scope="col" dir="auto">{escape(text)}</th>' for text in heads)
    rows = []
    for name in _TABLE:
        words = MEASURE_WORDS[name]
        cells = "".join(f"<td>{_cell(side.measures.figures.get(name))}</td>" for side in sides)
        meaning = f"<td>{escape(tr(words.meaning))}{formula_html(words)}</td>"
        rows.append(f'<tr><th scope="row">{escape(tr(words.label))}</th>{cells}{meaning}</tr>')
    return (
        f'<style>{style}</style><table class="dharna-both"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _cell(figure: Figure | None) -> str:
    if figure is None or figure.value is None:
        return f"<small>{escape(tr('cannot be told'))}</small>"
    span = interval_in_words(figure)
    return f"<b>{escape(value_in_words(figure))}</b><small>{escape(span)}</small>"


def days_shown(last: int, most: int = 8) -> list[int]:
    """Choose the days of the small maps: all, or so many from the first to the last.

    >>> days_shown(3), days_shown(70, most=3)
    ([0, 1, 2, 3], [0, 35, 70])
    """
    if last < most:
        return list(range(max(last, 0) + 1))
    return sorted({round(i * last / (most - 1)) for i in range(most)})
