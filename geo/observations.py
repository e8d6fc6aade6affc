"""What callers hand to a measure → arrays of numbers, or one sentence on why not.

Lists, arrays and Series are taken, of numbers or of dates; each measure thereby says the same of
the same mistake.
"""

from __future__ import annotations

import operator
from datetime import timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import InputError

Floats = npt.NDArray[np.float64]

_DAY: Final = np.timedelta64(1, "D")


def as_numbers(values: npt.ArrayLike, name: str) -> Floats:
    """Return values as floats, shape (n,); what is missing becomes NaN.

    Parameters
    ----------
    values
        Numbers in any one-dimensional form.
    name
        What they are, plural, for the sentence.

    Raises
    ------
    InputError
        When a value is no number, or is a date.
    """
    given = _flat(values)
    if given.dtype.kind in "mM":
        msg = f"The {name} are dates or durations; give plain numbers."
        raise InputError(msg)
    try:
        return given.astype(np.float64)
    except (TypeError, ValueError):
        pass
    try:
        numbers = pd.to_numeric(pd.Series(given, dtype=object))
    except (TypeError, ValueError) as error:
        msg = f"The {name} must be numbers: {str(error)[:80]}."
        raise InputError(msg) from error
    return np.asarray(numbers.to_numpy(dtype=np.float64, na_value=np.nan))


def days_as_numbers(days: npt.ArrayLike) -> Floats:
    """Return days as floats: numbers as they are, dates as days since 1 January 1970.

    Dates are ``datetime64``, timestamps, `datetime.date` or text as ``2021-01-03``; the time of day
    is dropped, and of a zone the local date counts. Durations are turned into days. What is missing
    becomes NaN.

    Raises
    ------
    InputError
        When something is neither a number nor a date.
    """
    given = _flat(days)
    if given.dtype.kind == "m":
        return np.asarray(given / _DAY, dtype=np.float64)
    if given.dtype.kind == "M":
        numbers = given.astype("datetime64[D]").astype(np.float64)
        numbers[np.isnat(given)] = np.nan
        return numbers
    if given.dtype.kind in "biuf":
        return given.astype(np.float64)
    return _objects_as_days(pd.Series(given, dtype=object))


def whole_number(value: Any, name: str, *, least: int) -> int:
    """Return a count as an int; 7.0 counts as whole.

    Raises
    ------
    InputError
        When it is no whole number of at least `least`.
    """
    whole = int(value) if isinstance(value, float) and value.is_integer() else value
    try:
        number = operator.index(whole)
    except TypeError:
        number = least - 1
    if number < least:
        msg = f"{name} is {str(value)[:40]}; give a whole number of {least} or more."
        raise InputError(msg)
    return number


def _objects_as_days(given: pd.Series) -> Floats:
    known = given[given.notna()]
    try:
        if known.map(lambda day: isinstance(day, timedelta)).all():
            return np.asarray(pd.to_timedelta(given).to_numpy() / _DAY, dtype=np.float64)
        if known.map(lambda day: isinstance(day, str)).any():
            dates = pd.to_datetime(known, format="%Y-%m-%d")
        elif known.map(lambda day: hasattr(day, "isoformat")).all():
            # Of a moment in a zone the date that people there read counts.
            dates = pd.Series(
                [np.datetime64(day.isoformat()[:10], "D") for day in known], index=known.index
            )
        else:
            return as_numbers(given.to_numpy(), "days")
    except (TypeError, ValueError) as error:
        msg = "A day is neither a number nor a date as 2021-01-03; mend it or leave its row out."
        raise InputError(msg) from error
    numbers = np.full(len(given), np.nan)
    numbers[given.notna().to_numpy()] = dates.to_numpy().astype("datetime64[D]").astype(np.float64)
    return numbers


def _flat(values: npt.ArrayLike) -> npt.NDArray[Any]:
    """Return values as a one-dimensional array; dates with a zone stay objects."""
    try:
        return np.asarray(values).ravel()
    except ValueError as error:
        msg = "The values are not one list of numbers; give one for each onset."
        raise InputError(msg) from error
