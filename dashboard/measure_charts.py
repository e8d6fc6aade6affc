"""Charts of the measures of spread. Nothing here knows of Streamlit."""

from __future__ import annotations

from typing import Any, Final

import altair as alt
import numpy as np
import pandas as pd

from dashboard.chart_digits import in_digits
from dashboard.theme import PALETTES, Scheme
from dashboard.translation import iso_date, tr
from geo.granularity import Granularity, period_starts
from geo.measures import Measures

_HEIGHT: Final = 240
_MANY_PLACES: Final = 800
"""Beyond, the places of a chart are drawn small and pale: how many there are is seen then."""
MANY_DAYS: Final = 70
"""Beyond, days are drawn as lines and bands without a mark for each."""


def distance_time_chart(measures: Measures, day: pd.Timestamp, scheme: Scheme) -> alt.LayerChart:
    """Draw first onsets by day and distance, with the front's band where one can be measured.

    Parameters
    ----------
    measures
        From `geo.measures.measure`.
    day
        Onsets after it are pale.
    scheme
        ``light`` or ``dark``.
    """
    palette = PALETTES[scheme]
    onsets = measures.onsets
    rows = pd.DataFrame(
        {
            "day": onsets["day_number"],
            "km": onsets["distance_km"].round(1),
            "place": onsets["site"],
            "nearest": onsets["from_site"],
            "begun": onsets["onset_day"] <= day,
            "from": (onsets["onset_low"] - measures.origin.day).dt.days,
            "until": (onsets["onset_high"] - measures.origin.day).dt.days,
        }
    )
    x = _days_axis(measures)
    y = alt.Y(
        "km:Q", title=tr("km from {place}", place=measures.origin.name), scale=alt.Scale(zero=True)
    )
    begun = 0.9 if len(rows) <= _MANY_PLACES else 0.4
    points = (
        alt.Chart(rows)
        .mark_circle(size=70 if len(rows) <= _MANY_PLACES else 14, color=palette.continuing)
        .encode(
            x=x,
            y=y,
            opacity=alt.condition("datum.begun", alt.value(begun), alt.value(begun / 4.5)),
            tooltip=[
                alt.Tooltip("place:N", title=tr("Place")),
                alt.Tooltip("day:Q", title=tr("Day")),
                alt.Tooltip("km:Q", title=tr("km"), format=",.0f"),
                alt.Tooltip("nearest:N", title=tr("Nearest earlier site (inferred)")),
            ],
        )
    )
    layers: list[Any] = [_today(measures, day, scheme), points]
    vague = rows[rows["from"] < rows["until"]]
    if len(vague):
        bars = alt.Chart(vague).mark_rule(color=palette.continuing, opacity=0.5)
        layers.insert(0, bars.encode(x=alt.X("from:Q", title=None), x2="until:Q", y="km:Q"))
    band = front_band(measures)
    if len(band):
        area = alt.Chart(band).mark_area(color=palette.started, opacity=0.16)
        line = alt.Chart(band).mark_line(color=palette.started, strokeDash=[5, 3])
        layers = [
            area.encode(x="day:Q", y="low:Q", y2="high:Q"),
            line.encode(x="day:Q", y="km:Q"),
            *layers,
        ]
    return _layered(layers)


def front_band(measures: Measures) -> pd.DataFrame:
    """Return the front's line with the lines of its interval: ``day km low high``.

    Empty where no front can be measured. The lines of the interval turn about the median onset.
    """
    front, onsets = measures.spread.front, measures.onsets
    bounded = np.isfinite([front.low, front.high]).all()
    if not measures.has_front or not bounded:
        return pd.DataFrame(
            {name: pd.Series(dtype="float64") for name in ("day", "km", "low", "high")}
        )
    day = onsets["day_number"].to_numpy(dtype=np.float64)
    x = np.array([day.min(), np.median(day), day.max()])
    middle = front.intercept_km + front.speed_km_per_day * x[1]
    slow, fast = (middle + slope * (x - x[1]) for slope in (front.low, front.high))
    return pd.DataFrame(
        {
            "day": x,
            "km": np.maximum(middle + front.speed_km_per_day * (x - x[1]), 0),
            "low": np.maximum(np.minimum(slow, fast), 0),
            "high": np.maximum(np.maximum(slow, fast), 0),
        }
    )


def new_by_period(measures: Measures, period: Granularity) -> pd.DataFrame:
    """Return the new sites of each period: ``day new start end``, days since the origin.

    ``day`` is the date of a period's first day, ``start`` and ``end`` are the edges of its bar.
    """
    days = measures.days
    first = period_starts(days["day"], period)
    grouped = days.groupby(first.to_numpy())
    table = grouped.agg(new=("new", "sum"), begin=("day_number", "min"), last=("day_number", "max"))
    table["start"], table["end"] = table["begin"] - 0.42, table["last"] + 0.42
    return table.rename_axis("day").reset_index()[["day", "new", "start", "end"]]


def sites_chart(
    measures: Measures, day: pd.Timestamp, scheme: Scheme, *, period: Granularity = "day"
) -> alt.LayerChart:
    """Draw the sites reached until each day as a line, and each period's new sites as bars."""
    palette = PALETTES[scheme]
    fresh = new_by_period(measures, period)
    dates = [iso_date(first) for first in fresh["day"]]
    fresh = fresh.assign(floor=0, begun=fresh["day"] <= day, date=dates)
    rows = measures.days[["day_number", "sites", "new", "active"]].rename(
        columns={"day_number": "day"}
    )
    x = _days_axis(measures)
    tips = [
        alt.Tooltip("day:Q", title=tr("Day")),
        alt.Tooltip("sites:Q", title=tr("Sites reached")),
        alt.Tooltip("new:Q", title=tr("New sites")),
        alt.Tooltip("active:Q", title=tr("Active sites")),
    ]
    shade = alt.condition("datum.begun", alt.value(0.95), alt.value(0.3))
    bars = (
        alt.Chart(fresh.drop(columns="day"))
        .mark_bar(color=palette.started)
        .encode(
            x=alt.X("start:Q", title=None),
            x2="end:Q",
            y="new:Q",
            y2="floor:Q",
            opacity=shade,
            tooltip=[
                alt.Tooltip("date:N", title=tr("From")),
                alt.Tooltip("new:Q", title=tr("New sites")),
            ],
        )
    )
    line = alt.Chart(rows).mark_line(color=palette.continuing, point=len(rows) <= MANY_DAYS)
    y = alt.Y("sites:Q", title=tr("Sites: reached (line), new (bars)"))
    return _layered(
        [
            bars,
            line.encode(x=x, y=y, tooltip=tips),
            _today(measures, day, scheme),
        ]
    )


def growth_chart(measures: Measures, day: pd.Timestamp, scheme: Scheme) -> alt.LayerChart:
    """Draw the growth rate of the seven days up to each day with its 95 % interval."""
    palette = PALETTES[scheme]
    rows = measures.days[["day_number", "growth_per_day", "growth_low", "growth_high"]].rename(
        columns={"day_number": "day", "growth_per_day": "rate"}
    )
    rows = rows[rows["rate"].notna()]
    x = _days_axis(measures)
    tips = [
        alt.Tooltip("day:Q", title=tr("Day")),
        alt.Tooltip("rate:Q", title=tr("Growth per day"), format=".2f"),
        alt.Tooltip("growth_low:Q", title=tr("from"), format=".2f"),
        alt.Tooltip("growth_high:Q", title=tr("to"), format=".2f"),
    ]
    base = alt.Chart(rows)
    zero = alt.Chart(pd.DataFrame({"rate": [0.0]})).mark_rule(color=palette.muted)
    few = len(rows) <= MANY_DAYS
    # A lone day has no width, so that its interval is a line and not an area.
    interval = (
        base.mark_rule(color=palette.continuing, opacity=0.35, strokeWidth=5)
        if few
        else base.mark_area(color=palette.continuing, opacity=0.25)
    )
    return _layered(
        [
            zero.encode(y="rate:Q"),
            interval.encode(x=x, y=alt.Y("growth_low:Q", title=""), y2="growth_high:Q"),
            base.mark_line(color=palette.continuing, point=few, strokeWidth=2 if few else 1).encode(
                x=x, y=alt.Y("rate:Q", title=tr("Growth per day")), tooltip=tips
            ),
            _today(measures, day, scheme),
        ]
    )


def reproduction_chart(
    measures: Measures, reproduction: pd.DataFrame, day: pd.Timestamp, scheme: Scheme
) -> alt.LayerChart:
    """Draw the reproduction number by the last day of its window, with its 95 % interval.

    Parameters
    ----------
    measures, day, scheme
        As for the other charts.
    reproduction
        From `geo.reproduction.reproduction_number` of the onsets of all days.
    """
    palette = PALETTES[scheme]
    begin = int(measures.days["day_number"].iloc[0])
    rows = reproduction.dropna().reset_index()
    rows["day"] = rows["day"] - 1 + begin
    x = _days_axis(measures)
    tips = [
        alt.Tooltip("day:Q", title=tr("Day")),
        alt.Tooltip("mean:Q", title=tr("Reproduction number"), format=".2f"),
        alt.Tooltip("low:Q", title=tr("from"), format=".2f"),
        alt.Tooltip("high:Q", title=tr("to"), format=".2f"),
    ]
    base = alt.Chart(rows)
    one = alt.Chart(pd.DataFrame({"mean": [1.0]})).mark_rule(color=palette.muted)
    few = len(rows) <= MANY_DAYS
    band = (
        base.mark_rule(color=palette.continuing, opacity=0.35, strokeWidth=5)
        if few
        else base.mark_area(color=palette.continuing, opacity=0.25)
    )
    y = alt.Y("mean:Q", title=tr("Reproduction number"))
    return _layered(
        [
            one.encode(y="mean:Q"),
            band.encode(x=x, y=alt.Y("low:Q", title=""), y2="high:Q"),
            base.mark_line(color=palette.continuing, point=few).encode(x=x, y=y, tooltip=tips),
            _today(measures, day, scheme),
        ]
    )


def _today(measures: Measures, day: pd.Timestamp, scheme: Scheme) -> alt.Chart:
    number = (day - measures.origin.day.normalize()).days
    rule: alt.Chart = (
        alt.Chart(pd.DataFrame({"day": [number]}))
        .mark_rule(color=PALETTES[scheme].muted, strokeDash=[2, 3])
        .encode(x="day:Q")
    )
    return rule


def _layered(layers: list[Any]) -> alt.LayerChart:
    return in_digits(alt.LayerChart(layer=layers, height=_HEIGHT))


def _days_axis(measures: Measures) -> alt.X:
    """Return the axis of days, with room for the marks of the first and the last."""
    axis = alt.Axis(tickMinStep=1, format="d")
    scale = alt.Scale(padding=14, nice=False, zero=False)
    return alt.X("day:Q", title=_since(measures), axis=axis, scale=scale)


def _since(measures: Measures) -> str:
    return tr("Days since {day}", day=iso_date(measures.origin.day))
