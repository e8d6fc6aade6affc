"""Canonical columns of text → days, numbers and words, and what is wrong with each row.

Every value is worked out on the distinct cells, and a row's faults depend on that row alone: the
rows may be a table's, or its distinct combinations of some of the columns.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

import pandas as pd

from geo.boundaries import country_boxes
from geo.coordinates import (
    Box,
    CoordinateFinding,
    blank,
    exchange,
    inspect_coordinates,
    parse_coordinates,
    split_pair,
)
from geo.countries import country_name, iso2_of
from geo.dates import ParsedDays, parse_days_together
from geo.distinct import by_distinct
from geo.schema import EVENT_TYPES, REPORT_DTYPES
from geo.validation import find_faults

STATED_RADIUS: Final = "radius_km"
"""Column of a report beyond `geo.schema.REPORT_DTYPES`: kilometres of doubt its source states."""


class Judged(NamedTuple):
    """Rows as days, numbers and words, with what is wrong with them."""

    typed: pd.DataFrame
    """Canonical columns; what could not be read is null, what was not there empty."""
    faults: dict[int, str]
    """Index label → reasons, for rows that break a rule."""
    days: dict[str, ParsedDays]
    findings: tuple[CoordinateFinding, ...]


def judge(
    text: pd.DataFrame,
    *,
    fixes: frozenset[str],
    country: str,
    needs_date: bool = True,
    needs_place: bool = True,
) -> Judged:
    """Read canonical columns of text and hold every row against the rules of a report.

    Parameters
    ----------
    text
        From `geo.formats.convert`; any of its columns.
    fixes
        Kinds of doubtful coordinates whose fix is applied.
    country
        ISO alpha-2 code that coordinates are checked against where a row names no country.
    needs_date, needs_place
        Whether a row without a day, or without a place, breaks a rule.
    """
    typed, days = _with_days(text)
    text, coordinates, findings = _with_coordinates(text, fixes, country)
    typed = typed.assign(**coordinates).assign(**_sizes(text)).assign(**_plain_text(text))
    faults = find_faults(typed, text, needs_date=needs_date, needs_place=needs_place)
    return Judged(typed, faults, days, findings)


def filled(typed: pd.DataFrame) -> pd.DataFrame:
    """Fill in what a report may leave out: its last day, status, precision, certainty and type."""
    raw = typed["event_type_raw"]
    return typed.assign(
        event_type_raw=raw.where(raw != "", typed["event_type"]),
        event_type=_known_types(typed["event_type"]),
        status=_filled(typed["status"], "observed"),
        date_precision=_filled(typed["date_precision"], "day"),
        certainty=_filled(typed["certainty"], "stated"),
        date_end=typed["date_end"].fillna(typed["date"]),
    )


def _with_days(text: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, ParsedDays]]:
    """Read both days of each row; a range in the first column gives the last day as well."""
    days = parse_days_together({n: text[n] for n in ("date", "date_end") if n in text})
    none = pd.Series(pd.NaT, index=text.index, dtype="datetime64[s]")
    first = days["date"].days if "date" in days else none
    last = _last_days(days["date_end"]) if "date_end" in days else none
    precision = _column(text, "date_precision").str.lower()
    if "date" in days:
        last = last.fillna(days["date"].ends)
        precision = precision.where(precision != "", days["date"].precision)
    return pd.DataFrame({"date": first, "date_end": last, "date_precision": precision}), days


def _last_days(parsed: ParsedDays) -> pd.Series:
    """Return the last day of what stands in a column of last days: of a range, of a month."""
    month_end = (parsed.days + pd.offsets.MonthEnd(0)).astype("datetime64[s]")
    return parsed.ends.fillna(parsed.days.where(parsed.precision != "month", month_end))


def _with_coordinates(
    text: pd.DataFrame, fixes: frozenset[str], default_country: str
) -> tuple[pd.DataFrame, dict[str, pd.Series], tuple[CoordinateFinding, ...]]:
    """Read the coordinates, say which are doubtful, and mend only what was asked for."""
    if "coordinates" in text:
        pair = split_pair(text["coordinates"])
        for name, part in zip(("latitude", "longitude"), pair, strict=True):
            text = text.assign(**{name: _column(text, name).where(_column(text, name) != "", part)})
    parsed = parse_coordinates(_column(text, "latitude"), _column(text, "longitude"))
    latitude, longitude = parsed.latitude, parsed.longitude
    country = _countries(_column(text, "country"), default_country)
    findings = inspect_coordinates(latitude, longitude, country, boxes=_boxes())
    for finding in findings:
        if finding.kind not in fixes:
            continue
        if finding.fix == "exchange":
            latitude, longitude = exchange(latitude, longitude, finding.lines)
        elif finding.fix == "blank":
            latitude, longitude = blank(latitude, longitude, finding.lines)
            at = text.index.isin(finding.lines)
            given = {name: _column(text, name).mask(at, "") for name in ("latitude", "longitude")}
            text = text.assign(**given)
    return text, {"latitude": latitude, "longitude": longitude}, tuple(findings)


@lru_cache(maxsize=1)
def _boxes() -> dict[str, Box]:
    """Return the bounds of each country by its name: findings are told to people."""
    return {country_name(code): box for code, box in country_boxes().items()}


def _countries(column: pd.Series, default: str) -> pd.Series:
    """Return countries by their English name; one that is not named is the default."""

    def named(distinct: pd.Series) -> pd.Series:
        found = [country_name(iso2_of(name) if name else default) for name in distinct]
        return pd.Series(found, dtype="str")

    return by_distinct(column, named)


def _sizes(text: pd.DataFrame) -> dict[str, pd.Series]:
    return {
        name: _numbers(_column(text, name))
        for name in ("size_low", "size_high", STATED_RADIUS)
        if name in text or name != STATED_RADIUS
    }


def _numbers(column: pd.Series) -> pd.Series:
    """Read numbers, each distinct text once; what is none becomes null and is judged later."""

    def numbers(distinct: pd.Series) -> pd.Series:
        plain = distinct.str.replace(",", "", regex=False)
        return pd.to_numeric(plain, errors="coerce").astype("float64")

    return by_distinct(column, numbers)


def _plain_text(text: pd.DataFrame) -> dict[str, pd.Series]:
    return {
        name: _column(text, name)
        for name, kind in REPORT_DTYPES.items()
        if kind == "str" and name != "date_precision"
    }


def _column(text: pd.DataFrame, name: str) -> pd.Series:
    if name in text:
        return text[name]
    return pd.Series("", index=text.index, dtype="str")


def _filled(column: pd.Series, default: str) -> pd.Series:
    return by_distinct(column, lambda distinct: distinct.str.lower().replace("", default))


def _known_types(column: pd.Series) -> pd.Series:
    def known(distinct: pd.Series) -> pd.Series:
        plain = distinct.str.lower().str.replace(r"[\s_]+", "-", regex=True)
        return plain.where(plain.isin(EVENT_TYPES), "other")

    return by_distinct(column, known)
