"""Digits of charts in the language of the run. Nothing here knows of Streamlit."""

from __future__ import annotations

from typing import Final

import altair as alt

from dashboard.translation import language

_URDU: Final = alt.Locale(
    number=alt.NumberLocale(
        decimal="٫",
        thousands="٬",
        grouping=[3],
        currency=["", ""],
        numerals=list("۰۱۲۳۴۵۶۷۸۹"),
        minus="\N{LEFT-TO-RIGHT MARK}−",
    )
)


def in_digits(chart: alt.LayerChart) -> alt.LayerChart:
    """Let a chart's axes and tooltips write numbers with the digits of the run's language."""
    if language() != "ur":
        return chart
    written: alt.LayerChart = chart.configure(locale=_URDU)
    return written
