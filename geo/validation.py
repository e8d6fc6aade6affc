"""The rules that one report must keep, and the sentence for each that it breaks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.dates import fits_both_orders
from geo.schema import CERTAINTIES, DATE_PRECISIONS, STATUSES

if TYPE_CHECKING:
    import pandera.pandas as pa

_UNREADABLE_DAY: Final = "{column} '{cell}' is not a day that can be read: write it as 2021-01-31"
_ALLOWED: Final = {
    "status": STATUSES,
    "date_precision": DATE_PRECISIONS,
    "certainty": CERTAINTIES,
}
FIRST_YEAR: Final = 1500
LAST_YEAR: Final = 2100
LARGEST_RADIUS_KM: Final = 20_000
_WHOLE_ROW: Final = {
    "ends_before": "date_end is before date",
    "no_place": "no place name and no coordinates",
    "half_coordinate": "latitude and longitude must both be given",
    "size_order": "size_low is larger than size_high",
    "year": f"the year is outside {FIRST_YEAR} to {LAST_YEAR}",
}


def find_faults(
    typed: pd.DataFrame, text: pd.DataFrame, *, needs_date: bool, needs_place: bool = True
) -> dict[int, str]:
    """Check every row against every rule, and say in words what each bad row breaks.

    Parameters
    ----------
    typed
        Canonical columns after conversion; a cell that could not be converted is null.
    text
        The same rows as text: only the columns that the table has.
    needs_date, needs_place
        Whether a row without a day, or without a place, is a fault.

    Returns
    -------
    dict
        Line number → reasons, joined. Rows that keep all rules are not in it.
    """
    import pandera.pandas as pa  # 0.3 s to import: only when something is checked.

    checked = typed.assign(**{f"{name}_text": text[name] for name in text})
    try:
        rules = _rules(list(text.columns), needs_date=needs_date, needs_place=needs_place)
        rules.validate(checked, lazy=True)
    except pa.errors.SchemaErrors as found:
        return _in_words(found.failure_cases, text)
    return {}


def _rules(columns: list[str], *, needs_date: bool, needs_place: bool) -> pa.DataFrameSchema:
    import pandera.pandas as pa

    def rule(name: str, test: Any) -> pa.Check:
        return pa.Check(test, name=name, error=name, ignore_na=False)

    converted = ("date", "date_end", "latitude", "longitude", "size_low", "size_high", "radius_km")
    checks = [
        *(rule(f"unreadable:{c}", _unreadable(c)) for c in converted if c in columns),
        rule("range:latitude", _within("latitude", 90.0)),
        rule("range:longitude", _within("longitude", 180.0)),
        rule("whole:size_low", _whole_number("size_low")),
        rule("whole:size_high", _whole_number("size_high")),
        *(rule(f"word:{name}", _one_of(name, words)) for name, words in _ALLOWED.items()),
        rule("ends_before", lambda df: ~(df["date_end"] < df["date"])),
        rule("half_coordinate", lambda df: df["latitude"].isna() == df["longitude"].isna()),
        rule("year", _plausible_year),
        rule("size_order", lambda df: ~(df["size_low"] > df["size_high"])),
    ]
    if "radius_km" in columns:
        checks.append(rule("radius:radius_km", _plausible_radius))
    if needs_place:
        checks.append(rule("no_place", _has_place))
    if needs_date:
        checks.append(rule("missing:date", lambda df: df["date_text"].ne("")))
    return pa.DataFrameSchema(checks=checks)


def _unreadable(name: str) -> Any:
    return lambda df: df[f"{name}_text"].eq("") | df[name].notna()


def _within(name: str, limit: float) -> Any:
    return lambda df: df[name].isna() | df[name].between(-limit, limit)


def _whole_number(name: str) -> Any:
    return lambda df: df[name].isna() | ((df[name] >= 0) & (df[name] % 1 == 0) & (df[name] < 1e9))


def _plausible_radius(df: pd.DataFrame) -> pd.Series:
    result: pd.Series = df["radius_km"].isna() | df["radius_km"].between(0, LARGEST_RADIUS_KM)
    return result


def _one_of(name: str, words: tuple[str, ...]) -> Any:
    return lambda df: df[name].str.lower().isin(["", *words])


def _plausible_year(df: pd.DataFrame) -> pd.Series:
    """Keep a mistyped year from drawing a timeline of centuries."""
    within = [
        df[name].isna() | df[name].dt.year.between(FIRST_YEAR, LAST_YEAR)
        for name in ("date", "date_end")
    ]
    result: pd.Series = within[0] & within[1]
    return result


def _has_place(df: pd.DataFrame) -> pd.Series:
    named = (df[["place", "spot", "admin1", "admin2", "country"]] != "").any(axis=1)
    result: pd.Series = named | (df["latitude"].notna() & df["longitude"].notna())
    return result


def _in_words(failures: pd.DataFrame, text: pd.DataFrame) -> dict[int, str]:
    """Join the sentences of each line; a rule over the whole row is reported once a cell of it."""
    broken = failures[["check", "index"]].drop_duplicates()
    sentences = []
    for check, lines in broken.groupby("check", sort=False)["index"]:
        column = str(check).partition(":")[2]
        told = (text.loc[lines, column] if column in text else pd.Series("", index=lines)).map(
            partial(_sentence, str(check))
        )
        sentences.append(told.set_axis(lines.astype("int64")))
    by_line = pd.concat(sentences)
    joined: dict[int, str] = by_line.groupby(level=0).agg("; ".join).to_dict()
    return joined


def _sentence(check: str, whole_cell: str) -> str:
    if check in _WHOLE_ROW:
        return _WHOLE_ROW[check]
    kind, _, column = check.partition(":")
    cell = " ".join(whole_cell.split())[:60]
    if kind == "missing":
        return "no date"
    if kind == "word":
        return f"{column} '{cell}' is none of {', '.join(_ALLOWED[column])}"
    if kind == "range":
        return f"{column} {cell} is outside ±{'90' if column == 'latitude' else '180'} degrees"
    if kind == "whole":
        return f"{column} '{cell}' is not a whole number of persons"
    if kind == "radius":
        return f"{column} '{cell}' is no distance from 0 to {LARGEST_RADIUS_KM:,} km"
    if column in ("date", "date_end"):
        if fits_both_orders(cell):
            return (
                f"{column} '{cell}' may be day-first or month-first and no other row decides: "
                "write it as 2021-01-31"
            )
        return _UNREADABLE_DAY.format(column=column, cell=cell)
    if column in ("latitude", "longitude"):
        return f"{column} '{cell}' is not a coordinate: write it as 30.1978"
    return f"{column} '{cell}' is not a number"
