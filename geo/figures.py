"""Numbers that explain themselves: value, interval, meaning, formula, sources and caveat."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from geo.measure_words import MEASURE_WORDS, Words
from geo.spacetime import KnoxResult
from geo.spread import Spread

DAY_FIGURES: Final = (
    *("active", "new", "ended", "silent", "sites", "reports", "outlets", "crowd"),
    *("provinces", "reach_km2", "population"),
    *("distance_median_km", "distance_p90_km", "front_km_per_day", "growth_per_day"),
    *("doubling_days", "direction_deg", "concentration"),
    *("ellipse_major_km", "ellipse_minor_km", "ellipse_bearing_deg"),
)
"""Figures of one day, out of its row of `geo.spread.measure_days`."""
_SPECIAL: Final = ("outlets", "crowd")
_BOUNDS: Final = {
    "front_km_per_day": ("front_low", "front_high"),
    "growth_per_day": ("growth_low", "growth_high"),
}
_AT_ORIGIN_KM: Final = 1.0


@dataclass(frozen=True)
class Figure:
    """One number with all that belongs to it; ``None`` where it cannot be told.

    ``low`` and ``high`` are a 95 % interval, both ``None`` for a number that has none. ``note``
    says what is special about this value, ``detail`` that it is not to be shown at first sight.
    """

    name: str
    value: float | None
    words: Words
    low: float | None = None
    high: float | None = None
    note: str = ""
    detail: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return it with its words, ready for JSON."""
        return {
            "label": self.words.label,
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "unit": self.words.unit,
            "meaning": self.words.meaning,
            "formula": self.words.formula,
            "sources": list(self.words.sources),
            "caveat": self.words.caveat,
            "note": self.note,
        }


def day_figures(row: pd.Series) -> dict[str, Figure]:
    """Return the figures of one day out of its row of `geo.spread.measure_days`."""
    figures = {name: _day_figure(name, row) for name in DAY_FIGURES if name not in _SPECIAL}
    growth = figures["growth_per_day"]
    doubling = figures["doubling_days"]
    if doubling.value is not None and growth.low and growth.high:
        low, high = math.log(2) / growth.high, math.log(2) / growth.low
        figures["doubling_days"] = replace(doubling, low=low, high=high)
    figures |= {"outlets": _outlets(row), "crowd": _crowd(row)}
    return {name: figures[name] for name in DAY_FIGURES}


def whole_figures(
    spread: Spread, onsets: pd.DataFrame, stretches: pd.DataFrame
) -> dict[str, Figure]:
    """Return the figures of a whole course by name.

    Parameters
    ----------
    spread
        From `geo.spread.measure_spread`.
    onsets
        Its located sites: ``distance_km``.
    stretches
        From `geo.lifecycle.lifecycles`.
    """
    last = spread.days.iloc[-1]
    front, growth = spread.front, spread.growth
    far = onsets["distance_km"].to_numpy()[onsets["distance_km"] > _AT_ORIGIN_KM]
    at_median, at_p90 = np.quantile(far, [0.5, 0.9]) if len(far) else (math.nan, math.nan)
    found = [
        _figure("sites", last["sites"]),
        _figure("reports", spread.days["reports"].sum(), note=_spread_note(spread.days)),
        _figure("provinces", last["provinces"]),
        _figure("reach_km2", spread.reach_km2),
        _figure("population", last["population"]),
        _figure("distance_median_km", at_median, note="of all first onsets away from the origin"),
        _figure("distance_p90_km", at_p90, note="of all first onsets away from the origin"),
        _figure(
            "front_km_per_day",
            front.speed_km_per_day,
            front.low,
            front.high,
            note=front_sentence(spread),
        ),
        _figure(
            "leading_edge_km_per_day",
            front.quantile_speed_km_per_day,
            front.quantile_low,
            front.quantile_high,
            note=front.note,
        ),
        _figure("growth_per_day", growth.rate_per_day, growth.low, growth.high, note=growth.note),
        _figure("doubling_days", growth.doubling_days, growth.doubling_low, growth.doubling_high),
        _figure("direction_deg", spread.direction.bearing_deg),
        _figure("concentration", spread.direction.concentration),
    ]
    if spread.ellipse is not None:
        found += [
            _figure("ellipse_major_km", spread.ellipse.major_km),
            _figure("ellipse_minor_km", spread.ellipse.minor_km),
            _figure("ellipse_bearing_deg", spread.ellipse.bearing_deg),
        ]
    near, knox = spread.continuity, spread.knox
    found += [
        _figure("continuity", near.share, note=f"within {near.distance_km:g} km"),
        _figure("continuity_expected", near.expected, note=f"within {near.distance_km:g} km"),
        _figure("knox_ratio", knox.ratio, note=" ".join(knox.warnings), detail=True),
        _knox_p(knox),
        _figure("link_km", spread.links["distance_km"].median()),
        _figure("open_stretches", stretches["censored"].sum()),
    ]
    if spread.reproduction is not None and len(spread.reproduction):
        window = spread.reproduction.iloc[-1]
        found.append(
            _figure("reproduction", window["mean"], window["low"], window["high"], detail=True)
        )
    return {figure.name: figure for figure in found}


def has_front(spread: Spread) -> bool:
    """Tell whether distance grows, or shrinks, with time beyond chance: the interval excludes 0."""
    return bool(spread.front.low > 0 or spread.front.high < 0)


def front_sentence(spread: Spread) -> str:
    """Say whether there is a front that can be measured."""
    front = spread.front
    if math.isnan(front.speed_km_per_day):
        return f"No front can be measured: {front.note}."
    span = f"{_bound(front.low)} to {_bound(front.high)} km/day"
    if has_front(spread):
        way = "away from" if front.speed_km_per_day > 0 else "towards"
        return f"First onsets move {way} {spread.origin.name} (95 % interval {span})."
    return (
        f"No front can be measured: the 95 % interval, {span}, holds zero. "
        "First onsets do not lie farther out, or nearer, with time beyond chance."
    )


def _day_figure(name: str, row: pd.Series) -> Figure:
    low, high = (_number(row[bound]) if bound else None for bound in _BOUNDS.get(name, ("", "")))
    # An infinite bound is none, but does not hold zero on its own side.
    holds_zero = name in _BOUNDS and row[_BOUNDS[name][0]] <= 0 <= row[_BOUNDS[name][1]]
    note = "the interval holds zero: it cannot be told from chance" if holds_zero else ""
    return Figure(name, _number(row[name]), MEASURE_WORDS[name], low=low, high=high, note=note)


def _knox_p(knox: KnoxResult) -> Figure:
    """Return the share of shuffles, or the normal p-value where pairs were too many to shuffle."""
    notes = [*knox.warnings]
    if knox.permutations == 0:
        notes.append("So many pairs are near that the normal distribution stands for shuffles.")
    p_value = knox.p_value if knox.permutations else knox.p_normal
    return _figure("knox_p", p_value, note=" ".join(notes), detail=True)


def _outlets(row: pd.Series) -> Figure:
    low, high = int(row["sources_low"]), int(row["sources_high"])
    return _figure("outlets", low, note=f"at most {high:,}" if high > low else "")


def _crowd(row: pd.Series) -> Figure:
    low, high = (_number(row[name]) for name in ("size_low", "size_high"))
    value = high if low is None else low
    if value is None:
        return _figure("crowd", None, note="no report of that day gives a size")
    sized = f"{int(row['sized_sites']):,} of {int(row['active']):,} sites have a size"
    most = "" if high is None or high == value else f"at most {high:,.0f}; "
    return _figure("crowd", value, note=most + sized)


def _bound(value: float) -> str:
    if math.isinf(value):
        return "unbounded"
    # A tenth of a km a day is told as such, not as 0.
    digits = 0 if abs(value) >= 1 or value == 0 else min(1 - math.floor(math.log10(abs(value))), 6)
    return f"{value:.{digits}f}".replace("-", "−")


def _spread_note(days: pd.DataFrame) -> str:
    doubtful = float(days["reports"].sum() - days["weight"].sum())
    if doubtful < 0.5:
        return ""
    told = f"{days['weight'].sum():,.0f}"
    return f"{told} when reports of a week or a month count once over their window"


def _figure(
    name: str,
    value: Any,
    low: Any = None,
    high: Any = None,
    *,
    note: str = "",
    detail: bool = False,
) -> Figure:
    return Figure(
        *(name, _number(value), MEASURE_WORDS[name], _number(low), _number(high)),
        note=note,
        detail=detail,
    )


def _number(value: Any) -> float | None:
    """Return a number that JSON knows, or ``None``."""
    if value is None or pd.isna(value) or not math.isfinite(value):
        return None
    return int(value) if float(value).is_integer() else float(value)
