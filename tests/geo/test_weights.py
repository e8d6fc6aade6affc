"""Windows of reports known to a week or a month."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.weights import precision_of, report_windows, spread_days

days = st.dates(date(1899, 1, 1), date(2100, 12, 31))


def row(first: object, last: object, precision: str) -> pd.DataFrame:
    frame = pd.DataFrame({"date": [first], "date_end": [last], "date_precision": [precision]})
    return frame.astype({"date": "datetime64[s]", "date_end": "datetime64[s]"})


@given(days)
def test_a_week_is_that_of_the_iso_calendar(day: date) -> None:
    found = report_windows(row(day, day, "week")).iloc[0]
    assert (found["first"].isoweekday(), found["last"].isoweekday()) == (1, 7)
    assert found["first"] <= pd.Timestamp(day) <= found["last"]
    assert (found["last"] - found["first"]).days == 6


@given(days)
def test_a_month_is_that_of_the_calendar(day: date) -> None:
    found = report_windows(row(day, day, "month")).iloc[0]
    assert (found["first"].day, found["last"].is_month_end) == (1, True)
    assert (found["first"].year, found["first"].month) == (day.year, day.month)
    assert found["weight"] * found["last"].day == pytest.approx(1)


def test_several_days_of_protest_are_no_doubt() -> None:
    found = report_windows(row("2021-01-05", "2021-01-08", "day")).iloc[0]
    assert found["weight"] == 1
    assert (found["last"] - found["first"]).days == 3


def test_a_range_of_doubt_is_taken_as_it_is() -> None:
    found = report_windows(row("2021-01-05", "2021-01-14", "month")).iloc[0]
    assert found["weight"] == pytest.approx(0.1)
    assert found["first"] == pd.Timestamp("2021-01-05")


def test_nothing_is_done_where_every_day_is_known() -> None:
    first = np.array([10, 11], dtype=np.int32)
    assert spread_days(first, first, pd.Series(["day", ""], dtype="str")) is None
    assert spread_days(first, first, pd.Series(["day", None], dtype="category")) is None


def test_a_table_without_precision_is_known_to_the_day() -> None:
    frame = row("2021-01-05", "2021-01-05", "day").drop(columns="date_precision")
    assert precision_of(frame).tolist() == ["day"]
    assert report_windows(frame)["weight"].tolist() == [1.0]
    assert report_windows(frame.iloc[:0]).empty
