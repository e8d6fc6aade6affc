"""Days as people write them: read when they can mean one day only."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.dates import fits_both_orders, parse_days

days = st.dates(date(1900, 1, 1), date(2199, 12, 31))


def read(*cells: str | None) -> list[str]:
    parsed = parse_days(pd.Series(list(cells), dtype="str")).days
    return ["" if pd.isna(day) else f"{day:%Y-%m-%d}" for day in parsed]


@pytest.mark.parametrize(
    "cell",
    [
        "2021-01-05",
        "2021-1-5",
        "2021/01/05",
        "20210105",
        "5 January 2021",
        "05 Jan 2021",
        "5-Jan-2021",
        "05-Jan-21",
        "January 5, 2021",
        "Jan 5 2021",
        "JAN 5, 2021",
        "2021-01-05T23:59:59Z",
        "2021-01-05 08:30",
        "2021-01-05T08:30:00.125+05:00",
        "  2021-01-05 ",
    ],
)
def test_ways_to_write_the_fifth_of_january(cell: str) -> None:
    assert read(cell) == ["2021-01-05"]


@pytest.mark.parametrize(
    "cell",
    [
        *("", "soon", "2021", "January 2021", "2021-02-30", "2021-13-01", "0", "44201"),
        *("31/11/2021", "40/1/2021", "13/13/2021", "=TODAY()", "2021-01-05 to 2021-01-07"),
        *("5 Januar 2021", "\U0001f4c5", "2021-01", "99999999", "1/2/21", "٥/١/٢٠٢١ م"),
    ],
)
def test_what_is_no_day_is_null(cell: str) -> None:
    assert read(cell) == [""]


def test_nulls_stay_null() -> None:
    assert read(None, "2021-01-05") == ["", "2021-01-05"]


def test_an_empty_column_has_no_days() -> None:
    parsed = parse_days(pd.Series([], dtype="str"))
    assert len(parsed.days) == 0
    assert parsed.order == "none"
    assert parsed.days.dtype == "datetime64[s]"


def test_one_cell_decides_the_order_of_its_column() -> None:
    assert read("5/1/2021", "13/1/2021") == ["2021-01-05", "2021-01-13"]
    assert read("5/1/2021", "1/13/2021") == ["2021-05-01", "2021-01-13"]
    assert parse_days(pd.Series(["1/13/2021"])).order == "month-first"


def test_an_undecided_order_is_never_guessed() -> None:
    parsed = parse_days(pd.Series(["5/1/2021", "6/1/2021", "2021-01-07"]))
    assert parsed.order == "ambiguous"
    assert parsed.days.isna().tolist() == [True, True, False]


def test_the_same_number_twice_is_one_day_in_either_order() -> None:
    assert read("1/1/2021", "5/1/2021") == ["2021-01-01", ""]


def test_cells_that_disagree_are_read_only_where_they_fit_one_order() -> None:
    assert read("13/1/2021", "1/14/2021", "5/1/2021") == ["2021-01-13", "2021-01-14", ""]


@pytest.mark.parametrize("impossible", ["13/13/2021", "40/1/2021", "1/40/2021", "0/0/2021"])
def test_a_bad_cell_does_not_decide_for_good_ones(impossible: str) -> None:
    assert read("13/1/2021", "5/1/2021", impossible) == ["2021-01-13", "2021-01-05", ""]
    assert read("5/1/2021", impossible) == ["", ""]


def test_an_index_is_kept() -> None:
    column = pd.Series(["13/1/2021", "x", "2021-01-05"], index=[9, 4, 7])
    assert parse_days(column).days.index.tolist() == [9, 4, 7]


@settings(deadline=None, max_examples=60)
@given(days, st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%d %B %Y", "%d %b %Y", "%B %d, %Y"]))
def test_written_and_read_is_the_same_day(day: date, layout: str) -> None:
    assert read(day.strftime(layout)) == [day.isoformat()]


@settings(deadline=None, max_examples=60)
@given(st.lists(days, min_size=1, max_size=8), st.booleans())
def test_a_decided_column_is_read_back_whole(column: list[date], day_first: bool) -> None:
    late = [day.replace(day=13) + timedelta(days=3) for day in column]
    layout = "%d/%m/%Y" if day_first else "%m/%d/%Y"
    cells = [day.strftime(layout) for day in (*column, *late)]
    assert read(*cells) == [day.isoformat() for day in (*column, *late)]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.text(max_size=14) | st.from_regex(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}"), max_size=6)
)
def test_nothing_raises(cells: list[str]) -> None:
    assert len(read(*cells)) == len(cells)


def test_what_fits_both_orders() -> None:
    assert fits_both_orders("5-1-2021")
    assert not any(map(fits_both_orders, ["5/5/2021", "13/1/2021", "0/1/2021", "2021-01-05"]))
