"""Each rule, and the sentence for whoever breaks it."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.checking import ReadOptions, ReadResult, check_table
from geo.tables import RawTable


def read(*rows: dict[str, str], needs_date: bool = True) -> ReadResult:
    table = pd.DataFrame(list(rows)).fillna("").astype("str")
    base = {"date": "2021-01-05", "place": "Quetta"}
    table = table.assign(**{k: v for k, v in base.items() if k not in table})
    table.index = pd.Index(range(2, 2 + len(table)), name="line")
    return check_table(RawTable("x.csv", table, {}), ReadOptions(needs_date=needs_date))


def reason(needs_date: bool = True, **cells: str) -> str:
    rejected = read(cells, needs_date=needs_date).rejected
    return "" if rejected.empty else str(rejected.loc[0, "reason"])


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"date": ""}, "no date"),
        ({"date": "soon"}, "date 'soon' is not a day that can be read: write it as 2021-01-31"),
        (
            {"date": "5/1/2021"},
            "date '5/1/2021' may be day-first or month-first and no other row decides: "
            "write it as 2021-01-31",
        ),
        ({"date_end": "30/2"}, "date_end '30/2' is not a day that can be read"),
        ({"date_end": "2021-01-04"}, "date_end is before date"),
        ({"place": ""}, "no place name and no coordinates"),
        ({"latitude": "30"}, "latitude and longitude must both be given"),
        ({"longitude": "67", "latitude": ""}, "latitude and longitude must both be given"),
        ({"latitude": "95", "longitude": "67"}, "latitude 95 is outside ±90 degrees"),
        ({"latitude": "30", "longitude": "-181"}, "longitude -181 is outside ±180 degrees"),
        ({"latitude": "inf", "longitude": "67"}, "latitude 'inf' is not a coordinate"),
        ({"latitude": "north", "longitude": "67"}, "latitude 'north' is not a coordinate"),
        ({"latitude": "nan", "longitude": "nan"}, "longitude 'nan' is not a coordinate"),
        ({"place": "", "latitude": "0", "longitude": "0"}, "no place name and no coordinates"),
        ({"size_low": "many"}, "size_low 'many' is not a number"),
        ({"size_low": "2.5"}, "size_low '2.5' is not a whole number of persons"),
        ({"size_high": "-1"}, "size_high '-1' is not a whole number of persons"),
        ({"size_high": "1e12"}, "size_high '1e12' is not a whole number of persons"),
        ({"size_low": "9", "size_high": "3"}, "size_low is larger than size_high"),
        ({"status": "maybe"}, "status 'maybe' is none of start, continue, end, observed, planned"),
        ({"date_precision": "hour"}, "date_precision 'hour' is none of day, week, month"),
        ({"certainty": "sure"}, "certainty 'sure' is none of stated, approximate, weak"),
    ],
)
def test_a_broken_rule_has_its_sentence(cells: dict[str, str], sentence: str) -> None:
    assert sentence in reason(**cells)


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {"date_end": "2021-01-05"},
        {"latitude": "-90", "longitude": "180"},
        {"place": "", "latitude": "30,18", "longitude": "67,0"},
        {"place": "", "admin1": "Sindh"},
        {"place": "", "spot": "Numaish"},
        {"size_low": "0", "size_high": "0"},
        {"size_low": "1,000", "size_high": "10,000"},
        {"status": "END"},
        {"event_type": "anything at all"},
        {"date_end": "13/1/2021"},
    ],
)
def test_the_edges_of_the_rules_are_inside(cells: dict[str, str]) -> None:
    assert reason(**cells) == ""


def test_all_reasons_of_a_row_are_given_once() -> None:
    found = reason(date="x", place="", latitude="99", longitude="y").split("; ")
    assert len(found) == len(set(found)) >= 3


def test_a_long_cell_is_not_repeated_whole() -> None:
    assert len(reason(date="x" * 5000)) < 200


def test_locating_needs_no_date_but_reads_a_bad_one_all_the_same() -> None:
    assert reason(needs_date=False, date="") == ""
    assert "not a day" in reason(needs_date=False, date="soon")


def test_a_word_is_not_called_a_date_of_two_orders() -> None:
    found = read({"date": "soon"}, {"date": "5/1/2021"}).rejected["reason"].tolist()
    assert "may be day-first" not in found[0]
    assert "may be day-first" in found[1]
