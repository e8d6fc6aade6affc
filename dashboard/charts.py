"""Charts beside the map. Nothing here knows of Streamlit."""

from __future__ import annotations

import altair as alt
import pandas as pd

from dashboard.theme import PALETTES, Scheme
from geo.narrative import day_in_words

BRUSH = "brush"


def day_chart(
    days: pd.DataFrame, *, shown: tuple[pd.Timestamp, pd.Timestamp], scheme: Scheme
) -> alt.Chart:
    """Draw reports and active sites per day as paired bars that can be brushed to a range.

    Parameters
    ----------
    days
        From `geo.timeline.count_days`.
    shown
        First and last day of the frame on the map; other days are paler.
    scheme
        ``light`` or ``dark``.
    """
    palette = PALETTES[scheme]
    table = days[["day", "reports", "active"]].rename(
        columns={"reports": "Reports", "active": "Active sites"}
    )
    table["words"] = [day_in_words(day) for day in table["day"]]
    table["in_frame"] = table["day"].between(*shown)
    table["iso"] = table["day"].dt.strftime("%Y-%m-%d")
    long = table.drop(columns="day").melt(
        id_vars=["iso", "words", "in_frame"], var_name="measure", value_name="count"
    )
    brush = alt.selection_interval(name=BRUSH, encodings=["x"])
    colours = alt.Scale(
        domain=["Reports", "Active sites"], range=[palette.silent, palette.continuing]
    )
    chart: alt.Chart = (
        alt.Chart(long)
        .mark_bar()
        .encode(
            x=alt.X(
                "iso:O",
                title=None,
                axis=alt.Axis(
                    labelAngle=0,
                    labelOverlap=True,
                    labelExpr=_short_day_expression(),
                    ticks=False,
                    labelPadding=5,
                ),
            ),
            xOffset=alt.XOffset("measure:N", sort=["Reports", "Active sites"]),
            y=alt.Y("count:Q", title=None, axis=alt.Axis(tickMinStep=1, tickCount=3, format="d")),
            color=alt.Color(
                "measure:N", scale=colours, legend=alt.Legend(title=None, orient="right")
            ),
            opacity=alt.condition("datum.in_frame", alt.value(1.0), alt.value(0.45)),
            tooltip=[
                alt.Tooltip("words:N", title="Day"),
                alt.Tooltip("measure:N", title="What"),
                alt.Tooltip("count:Q", title="How many"),
            ],
        )
        .add_params(brush)
        .properties(height=104)
    )
    return chart


def _short_day_expression() -> str:
    """Return the Vega expression that turns ``2021-01-06`` into ``6 Jan``."""
    months = "['Jan','Feb','Mar','Apr','May','Jun','Jul','Aug','Sep','Oct','Nov','Dec']"
    return f"toNumber(slice(datum.label,8,10))+' '+{months}[toNumber(slice(datum.label,5,7))-1]"
