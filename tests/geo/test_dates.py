"""Days as people write them: read when they can mean one day only."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import geo.dates.columns as columns_module
from geo.dates import (
    ParsedDays,
    fits_both_orders,
    join_parts,
    parse_days,
    parse_days_together,
)
from geo.dates.words import MONTHS, WEEKDAYS, fold

days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
old_days = st.dates(date(1000, 1, 1), date(9999, 12, 31))

URDU = "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر"
FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
SPANISH = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
GERMAN = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"


def parse(*cells: str | None) -> ParsedDays:
    return parse_days(pd.Series(list(cells), dtype="str"))


def iso(column: pd.Series) -> list[str]:
    return ["" if pd.isna(day) else day.strftime("%Y-%m-%d") for day in column]


def read(*cells: str | None) -> list[str]:
    return iso(parse(*cells).days)


def eastern(text: str, digits: str) -> str:
    return text.translate(str.maketrans("0123456789", digits))


@pytest.mark.parametrize(
    "cell",
    [
        *("2021-01-05", "2021-1-5", "2021/01/05", "2021.01.05", "2021 01 05", "20210105"),
        *("5 January 2021", "05 Jan 2021", "5-Jan-2021", "05-January-2021", "05-Jan-21"),
        *("January 5, 2021", "Jan 5 2021", "JAN 5, 2021", "Jan. 5, 2021", "Jan-05-2021"),
        *("5th January 2021", "the 5th of January, 2021", "January 5th 2021", "5. Januar 2021"),
        *("Tuesday, 5 January 2021", "Tuesday-January 5-2021", "5 January 2021 (Tue)"),
        *("2021 January 5", "2021-Jan-05", "05JAN2021", "05Jan21", "Jan 5, '21", "5 Jan '21"),
        *("5 janvier 2021", "5 de enero de 2021", "mardi 5 janvier 2021", "5 enero 2021"),
        *("5 جنوری 2021", "۵ جنوری ۲۰۲۱", "5 جنوری 2021ء", "منگل، 5 جنوری 2021", "۲۰۲۱-۰۱-۰۵"),
        *("2021-01-05T23:59:59Z", "2021-01-05 08:30", "2021-01-05T08:30:00.125+05:00"),
        *("2021-01-05 08:30:00+05", "20210105T083000Z", "20210105083000", "5 Jan 2021, 8:30 PM"),
        *("Tue, 05 Jan 2021 08:30:00 GMT", "Tue Jan 05 08:30:00 +0000 2021", "2021-W01-2"),
        *("January 5, 2021 at 08:30", "08:30 5 January 2021", "  2021-01-05 ", "5\u00a0Jan 2021"),
        "2021-01-05 08:30 - 10:30",
    ],
)
def test_ways_to_write_the_fifth_of_january(cell: str) -> None:
    parsed = parse(cell)
    assert iso(parsed.days) == ["2021-01-05"]
    assert parsed.precision.tolist() == ["day"]
    assert parsed.ends.isna().all()
    assert not any("weekday" in note or "not read" in note for note in parsed.notes)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("01-January-2015", "2015-01-01"),
        ("9-May-20", "2020-05-09"),
        ("5 August 2024", "2024-08-05"),
        ("Wednesday-May 8-2002", "2002-05-08"),
        ("5 Sept. 2021", "2021-09-05"),
        ("12 October 1492", "1492-10-12"),
        ("1 mai 1871", "1871-05-01"),
        ("9 März 1848", "1848-03-09"),
        ("29 February 2024", "2024-02-29"),
    ],
)
def test_layouts_met_in_event_files(cell: str, day: str) -> None:
    assert read(cell) == [day]


@pytest.mark.parametrize(
    "cell",
    [
        *("", "soon", "2021", "2021-02-30", "2021-13-01", "0", "99999999", "5 January", "May"),
        *("31/11/2021", "40/1/2021", "13/13/2021", "=TODAY()", "\U0001f4c5", "31 February 2021"),
        *(
            "1/2/21",
            "٥/١/٢٠٢١ م",
            "2021-01-05 and more",
            "-2021-01-05",
            "10:30",
            "Jan-21",
            "2021Q1",
        ),
        *("5 @01 2021", "29 February 2023", "2020/21", "0000-01-05", "112 January 2021", "x" * 99),
        *("1, 2 and 3 January 2021", "5 and 9 January 2021", "20/21 January", "2021-W60"),
    ],
)
def test_what_is_no_day_is_null(cell: str) -> None:
    parsed = parse(cell)
    assert iso(parsed.days) == [""]
    assert parsed.precision.tolist() == [""]


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("5-8 January 2021", "2021-01-05", "2021-01-08"),
        ("5–8 January 2021", "2021-01-05", "2021-01-08"),
        ("5th to 8th January 2021", "2021-01-05", "2021-01-08"),
        ("from 5 to 8 January 2021", "2021-01-05", "2021-01-08"),
        ("5 January – 8 January 2021", "2021-01-05", "2021-01-08"),
        ("January 5-8, 2021", "2021-01-05", "2021-01-08"),
        ("Jan 28 - Feb 2, 2021", "2021-01-28", "2021-02-02"),
        ("28 December - 3 January 2021", "2020-12-28", "2021-01-03"),
        ("28 Dec 2020 – 3 Jan 2021", "2020-12-28", "2021-01-03"),
        ("5 and 6 January 2021", "2021-01-05", "2021-01-06"),
        ("2021-01-05/2021-01-08", "2021-01-05", "2021-01-08"),
        ("2021-01-05 to 2021-01-08", "2021-01-05", "2021-01-08"),
        ("2021-01-05 - 2021-01-08", "2021-01-05", "2021-01-08"),
        ("2021-01-05T08:00:00Z/2021-01-08T09:00:00Z", "2021-01-05", "2021-01-08"),
        ("5 سے 8 جنوری 2021", "2021-01-05", "2021-01-08"),
        ("15/1/2021 - 18/1/2021", "2021-01-15", "2021-01-18"),
        ("15/1/2021-18/1/2021", "2021-01-15", "2021-01-18"),
        ("5 January 2021 - 5 January 2021", "2021-01-05", "2021-01-05"),
    ],
)
def test_a_range_has_its_first_and_last_day(cell: str, first: str, last: str) -> None:
    parsed = parse(cell)
    assert (iso(parsed.days), iso(parsed.ends)) == ([first], [last])


@pytest.mark.parametrize("cell", ["8-5 January 2021", "2021-01-08 to 2021-01-05"])
def test_a_range_that_runs_backward_is_reported_and_not_read(cell: str) -> None:
    parsed = parse(cell, "2021-01-01")
    assert iso(parsed.days) == ["", "2021-01-01"]
    assert parsed.notes == (f"1 range ends before it starts ({cell}): not read",)


@pytest.mark.parametrize(
    "cell",
    [
        "28 January - 31 February 2021",
        "2021-01-05/2021-13-01",
        "2021-13-01/2021-01-05",
        "8-5 January 2021",
    ],
)
def test_a_range_is_read_whole_or_not_at_all(cell: str) -> None:
    parsed = parse(cell)
    assert parsed.days.isna().all()
    assert parsed.ends.isna().all()


@pytest.mark.parametrize(
    ("cell", "day", "end", "precision"),
    [
        ("January 2021", "2021-01-01", "", "month"),
        ("Jan '21", "2021-01-01", "", "month"),
        ("2021-01", "2021-01-01", "", "month"),
        ("01/2021", "2021-01-01", "", "month"),
        ("2021 January", "2021-01-01", "", "month"),
        ("mid-January 2021", "2021-01-01", "", "month"),
        ("جنوری 2021", "2021-01-01", "", "month"),
        ("January 2021 to February 2021", "2021-01-01", "2021-02-28", "month"),
        ("week of 4 January 2021", "2021-01-04", "", "week"),
        ("Week beginning 2021-01-04", "2021-01-04", "", "week"),
        ("w/c 4 January 2021", "2021-01-04", "", "week"),
        ("week ending 10 January 2021", "2021-01-04", "", "week"),
        ("2021-W01", "2021-01-04", "", "week"),
    ],
)
def test_a_month_or_week_says_so(cell: str, day: str, end: str, precision: str) -> None:
    parsed = parse(cell)
    assert (iso(parsed.days), iso(parsed.ends)) == ([day], [end])
    assert parsed.precision.tolist() == [precision]


def test_early_in_a_month_says_nothing_of_a_day() -> None:
    assert read("early 5 January 2021") == [""]


def test_a_month_and_two_digits_may_be_a_day_without_a_year() -> None:
    assert parse("Jan-21", "May 20", "2021-01-05").notes == (
        "2 cells may be a month and its year or a day without a year (Jan-21): not read",
    )


def test_nulls_stay_null() -> None:
    assert read(None, "2021-01-05") == ["", "2021-01-05"]


def test_an_empty_column_has_no_days() -> None:
    for column in (pd.Series([], dtype="str"), pd.Series([None, ""], dtype="str")):
        parsed = parse_days(column)
        assert parsed.days.isna().all()
        assert parsed.order == "none"
        assert parsed.notes == ()
        assert parsed.days.dtype == parsed.ends.dtype == "datetime64[s]"
        assert parsed.precision.tolist() == [""] * len(column)


# Day-first or month-first.


def test_one_cell_decides_the_order_of_its_column() -> None:
    assert read("5/1/2021", "13/1/2021") == ["2021-01-05", "2021-01-13"]
    assert read("5/1/2021", "1/13/2021") == ["2021-05-01", "2021-01-13"]
    assert read("5.1.2021", "13.1.2021 08:30") == ["2021-01-05", "2021-01-13"]
    assert parse("1/13/2021").order == "month-first"
    assert parse("5/1/2021", "13/1/2021").notes == (
        "dates were read day-first (13/1/2021 decides)",
    )


def test_the_end_of_a_range_decides_too() -> None:
    assert read("5/1/2021", "5/1/2021 - 13/1/2021") == ["2021-01-05", "2021-01-05"]


def test_an_undecided_order_is_never_guessed() -> None:
    parsed = parse("5/1/2021", "6/1/2021", "5/1/2021", "2021-01-07")
    assert parsed.order == "ambiguous"
    assert parsed.days.isna().tolist() == [True, True, True, False]
    assert parsed.notes == ("3 dates may be day-first or month-first (5/1/2021): not read",)


def test_the_same_number_twice_is_one_day_in_either_order() -> None:
    assert read("1/1/2021", "5/1/2021") == ["2021-01-01", ""]
    assert parse("1/1/2021").notes == ()


def test_cells_that_disagree_are_read_only_where_they_fit_one_order() -> None:
    parsed = parse("13/1/2021", "1/14/2021", "5/1/2021")
    assert iso(parsed.days) == ["2021-01-13", "2021-01-14", ""]
    assert parsed.order == "ambiguous"
    assert parsed.notes == (
        "1 date may be day-first or month-first (5/1/2021): not read, "
        "as 13/1/2021 is day-first and 1/14/2021 month-first",
    )


@pytest.mark.parametrize("impossible", ["13/13/2021", "40/1/2021", "1/40/2021", "0/0/2021"])
def test_a_bad_cell_does_not_decide_for_good_ones(impossible: str) -> None:
    assert read("13/1/2021", "5/1/2021", impossible) == ["2021-01-13", "2021-01-05", ""]
    assert read("5/1/2021", impossible) == ["", ""]


def test_the_columns_of_a_file_share_one_order() -> None:
    parsed = parse_days_together(
        {"date": pd.Series(["13/1/2021", "5/1/2021"]), "date_end": pd.Series(["5/2/2021", ""])}
    )
    assert list(parsed) == ["date", "date_end"]
    assert iso(parsed["date_end"].days) == ["2021-02-05", ""]
    assert parsed["date_end"].order == "day-first"
    assert parsed["date_end"].notes == ("dates were read day-first (13/1/2021 in date decides)",)


def test_columns_that_disagree_decide_for_themselves_alone() -> None:
    parsed = parse_days_together(
        {
            "date": pd.Series(["13/1/2021"]),
            "date_end": pd.Series(["5/2/2021"]),
            "source_date": pd.Series(["1/15/2021"]),
        }
    )
    assert [column.order for column in parsed.values()] == ["day-first", "ambiguous", "month-first"]
    assert iso(parsed["date_end"].days) == [""]


def test_a_column_without_numeric_dates_follows_nobody() -> None:
    parsed = parse_days_together(
        {"date": pd.Series(["13/1/2021"]), "date_end": pd.Series(["2021-02-05"])}
    )
    assert parsed["date_end"].order == "none"
    assert parsed["date_end"].notes == ()


def test_what_fits_both_orders() -> None:
    assert all(map(fits_both_orders, ["5-1-2021", "5/1/21", "5/1/2021 08:30", "5/1/2021-6/1/2021"]))
    assert not any(map(fits_both_orders, ["5/5/2021", "13/1/2021", "0/1/2021", "2021-01-05"]))


# Years of two digits.


def test_two_digit_years_turn_at_69() -> None:
    parsed = parse("13/1/68", "13/1/69", "13/1/98")
    assert iso(parsed.days) == ["2068-01-13", "1969-01-13", "1998-01-13"]
    assert "two-digit years 69, 98, 68 were read as 1969, 1998, 2068" in parsed.notes
    assert parse("9-May-20").notes == ("two-digit years 20 were read as 2020",)
    many = parse(*(f"9-May-{year}" for year in range(10, 20)))
    assert many.notes == ("two-digit years 10 to 19 were read as 2010 to 2019",)


def test_two_digit_years_leave_the_order_to_the_column() -> None:
    assert read("05-01-21", "13-01-21") == ["2021-01-05", "2021-01-13"]
    assert read("05-01-21", "06-01-21") == ["", ""]


def test_a_number_above_31_tells_where_the_year_is() -> None:
    parsed = parse("99-12-31", "01-01-05")
    assert iso(parsed.days) == ["1999-12-31", "2001-01-05"]
    assert parsed.notes[0] == "two-digit years were taken to stand first (99-12-31 decides)"


def test_numbers_that_look_like_years_first_are_not_guessed() -> None:
    parsed = parse("21-01-05", "21-01-13", "21-02-20")
    assert parsed.days.isna().all()
    assert parsed.notes == ("3 dates may have the year first or last (21-01-05): not read",)


def test_a_first_number_of_one_digit_is_no_year() -> None:
    assert read("5/1/20", "10/1/21", "10/1/19", "13/1/19") == [
        *("2020-01-05", "2021-01-10", "2019-01-10", "2019-01-13"),
    ]


# Weekdays.


def test_a_weekday_that_the_day_is_not_is_reported_and_the_day_read() -> None:
    parsed = parse("Monday 5 January 2021", "Monday 5 January 2021", "Tuesday 5 January 2021")
    assert iso(parsed.days) == ["2021-01-05"] * 3
    assert parsed.notes == (
        "2 cells name another weekday than their day has (Monday 5 January 2021)",
    )


@settings(deadline=None, max_examples=60)
@given(days)
def test_the_right_weekday_is_never_reported(day: date) -> None:
    parsed = parse(day.strftime("%A, %d %B %Y"), day.strftime("%a %d %b %Y"))
    assert iso(parsed.days) == [day.isoformat()] * 2
    assert parsed.notes == ()


def test_no_word_is_both_a_month_and_a_weekday() -> None:
    assert not set(MONTHS) & set(WEEKDAYS)
    assert sorted(set(MONTHS.values())) == list(range(1, 13))
    assert sorted(set(WEEKDAYS.values())) == list(range(7))
    assert all(fold(word) == word for word in [*MONTHS, *WEEKDAYS])


# Numbers.


@pytest.mark.parametrize(
    ("cell", "note"),
    [
        ("1609804800", "numbers were read as seconds since 1970, days as in UTC"),
        ("1609891199.5", "numbers were read as seconds since 1970, days as in UTC"),
        ("1609891199999", "numbers were read as milliseconds since 1970, days as in UTC"),
        ("1609804800123456", "numbers were read as microseconds since 1970, days as in UTC"),
        ("1609804800000000000", "numbers were read as nanoseconds since 1970, days as in UTC"),
        ("44201", "numbers were read as Excel day numbers"),
        ("44201.75", "numbers were read as Excel day numbers"),
    ],
)
def test_a_column_of_numbers(cell: str, note: str) -> None:
    parsed = parse(cell, None, "", cell)
    assert iso(parsed.days) == ["2021-01-05", "", "", "2021-01-05"]
    assert parsed.notes == (note,)
    assert parsed.precision.tolist() == ["day", "", "", "day"]


@pytest.mark.parametrize("other", ["2021-01-06", "soon", "12", "61000", "1609804800", "44201x"])
def test_numbers_among_other_cells_are_not_days(other: str) -> None:
    parsed = parse("44201", "44202", other)
    assert iso(parsed.days)[:2] == ["", ""]
    assert "2 numbers among other dates may be Excel day numbers (44201): not read" in parsed.notes


@pytest.mark.parametrize("cell", ["4102444800", "19999", "60001", "9999999999999", "160980480"])
def test_implausible_numbers_are_not_days(cell: str) -> None:
    assert read(cell) == [""]


@settings(deadline=None, max_examples=60)
@given(st.datetimes(pd.Timestamp("2001-09-10"), pd.Timestamp("2099-12-30")))
def test_seconds_and_spreadsheet_days_are_read_back(moment: pd.Timestamp) -> None:
    at = pd.Timestamp(moment)
    day = at.date()
    seconds = str(int((at - pd.Timestamp(0)).total_seconds()))
    assert read(seconds, seconds) == [day.isoformat()] * 2
    serial = (day - date(1899, 12, 30)).days
    assume(20_000 <= serial <= 60_000)
    assert read(str(serial)) == [day.isoformat()]


# Split columns.


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("2021", "1", "5"), "2021-01-05"),
        (("2021.0", "1.0", "5.0"), "2021-01-05"),
        (("2021", "Jan", "5"), "2021-01-05"),
        (("2021", "1", "0"), "2021-01"),
        (("2021", "1", "-99"), "2021-01"),
        (("2021", "1", ""), "2021-01"),
        (("2021", "0", "5"), ""),
        (("", "1", "5"), ""),
        (("2021", "-99", "-99"), ""),
        (("2021", "13", "5"), "2021-13-05"),
        (("2021", "1", "45"), "2021-01-45"),
        (("21", "1", "5"), "0021-01-05"),
        (("20x", "1", "5"), "20x-01-05"),
        (("2021", "1", "5.5"), "2021-01-5.5"),
    ],
)
def test_split_columns_are_joined(parts: tuple[str, str, str], text: str) -> None:
    columns = [pd.Series([part], index=[7], dtype="str") for part in parts]
    joined = join_parts(*columns)
    assert joined.tolist() == [text]
    assert joined.index.tolist() == [7]
    assert joined.dtype == "str"


def test_split_columns_may_be_numbers_and_hold_nulls() -> None:
    joined = join_parts(
        pd.Series([2021, 2021]), pd.Series([1.0, np.nan]), pd.Series([5, 5], dtype="Int64")
    )
    assert joined.tolist() == ["2021-01-05", ""]


@settings(deadline=None, max_examples=60)
@given(st.lists(old_days, max_size=6))
def test_split_days_are_read_back(column: list[date]) -> None:
    parts = (pd.Series([getattr(d, p) for d in column]) for p in ("year", "month", "day"))
    assert iso(parse_days(join_parts(*parts)).days) == [day.isoformat() for day in column]


# Every layout, any day.


def written(day: date) -> dict[str, str]:
    """Return one day in many layouts that cannot mean another."""
    d, m, y, i = day.day, day.month, f"{day.year:04}", day.month - 1
    english = f"{day:%B}"
    return {
        "iso": f"{y}-{m:02}-{d:02}",
        "iso short": f"{y}-{m}-{d}",
        "iso time": f"{y}-{m:02}-{d:02}T23:59:59+05:00",
        "slashes": f"{y}/{m}/{d}",
        "dots": f"{y}.{m:02}.{d:02}",
        "acled": f"{d:02} {english} {y}",
        "dashes": f"{d}-{english[:3]}-{y}",
        "american": f"{english} {d}, {y}",
        "gtd": f"{day:%A}-{english} {d}-{y}",
        "full": f"{day:%A}, {d} {english} {y}",
        "sas": f"{d:02}{english[:3].upper()}{y}",
        "urdu": eastern(f"{d} {URDU.split()[i]} {y}ء", "۰۱۲۳۴۵۶۷۸۹"),
        "arabic digits": eastern(f"{y}-{m:02}-{d:02}", "٠١٢٣٤٥٦٧٨٩"),
        "french": f"{'1er' if d == 1 else d} {FRENCH.split()[i]} {y}",
        "spanish": f"{d} de {SPANISH.split()[i]} de {y}",
        "german": f"{d}. {GERMAN.split()[i]} {y}",
    }


@settings(deadline=None, max_examples=100)
@given(old_days)
def test_written_and_read_is_the_same_day(day: date) -> None:
    cells = written(day)
    assert dict(zip(cells, read(*cells.values()), strict=True)) == dict.fromkeys(
        cells, day.isoformat()
    )


@settings(deadline=None, max_examples=60)
@given(days)
def test_a_compact_day_is_read_back(day: date) -> None:
    assert read(day.strftime("%Y%m%d")) == [day.isoformat()]


@settings(deadline=None, max_examples=100)
@given(days, st.integers(0, 400))
def test_a_written_range_is_read_back(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    cells = [
        f"{first.isoformat()}/{last.isoformat()}",
        f"{first.isoformat()} to {last.isoformat()}",
        f"{first:%d %B %Y} – {last:%d %B %Y}",
        f"{first:%B} {first.day}, {first.year} - {last:%B} {last.day}, {last.year}",
    ]
    if (first.year, first.month) == (last.year, last.month):
        cells += [
            f"{first.day}-{last.day} {last:%B %Y}",
            f"{last:%b} {first.day}–{last.day}, {last.year}",
        ]
    elif length < 300:
        cells += [f"{first:%d %B} - {last:%d %B %Y}", f"{first:%b %d} to {last:%b %d, %Y}"]
    parsed = parse(*cells)
    assert iso(parsed.days) == [first.isoformat()] * len(cells)
    assert iso(parsed.ends) == [last.isoformat()] * len(cells)


@settings(deadline=None, max_examples=60)
@given(st.lists(days, min_size=1, max_size=8), st.booleans())
def test_a_decided_column_is_read_back_whole(column: list[date], day_first: bool) -> None:
    late = [day.replace(day=13) + timedelta(days=3) for day in column]
    layout = "%d/%m/%Y" if day_first else "%m/%d/%Y"
    cells = [day.strftime(layout) for day in (*column, *late)]
    assert read(*cells) == [day.isoformat() for day in (*column, *late)]


@settings(deadline=None, max_examples=100)
@given(st.lists(days, min_size=1, max_size=8), st.booleans())
def test_the_order_is_decided_just_where_the_data_decide(
    column: list[date], day_first: bool
) -> None:
    layout = "%d.%m.%Y" if day_first else "%m.%d.%Y"
    parsed = parse(*(day.strftime(layout) for day in column))
    decided = any(day.day > 12 for day in column)
    expected = ("day-first" if day_first else "month-first") if decided else "ambiguous"
    assert parsed.order == expected
    for day, found in zip(column, iso(parsed.days), strict=True):
        certain = decided or day.day == day.month
        assert found == (day.isoformat() if certain else "")
    left = any("may be day-first or month-first" in note for note in parsed.notes)
    assert left == bool(parsed.days.isna().any())


some_cells = st.one_of(
    days.flatmap(lambda day: st.sampled_from(sorted(written(day).values()))),
    st.sampled_from(["", "soon", "13/1/2021", "5/1/2021", "44201", "January 2021", "5-8 May 2021"]),
    st.from_regex(r"\A\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}\Z"),
    st.text(max_size=14),
)


@settings(deadline=None, max_examples=150)
@given(st.lists(some_cells, max_size=8))
def test_nothing_raises_and_every_cell_has_its_place(cells: list[str]) -> None:
    parsed = parse(*cells)
    assert len(parsed.days) == len(parsed.ends) == len(parsed.precision) == len(cells)
    assert ((parsed.precision == "") == parsed.days.isna()).all()
    ranged = parsed.ends.notna()
    assert (parsed.ends[ranged] >= parsed.days[ranged]).all()
    assert all("\n" not in note for note in parsed.notes)


@settings(deadline=None, max_examples=60)
@given(st.lists(days.map(lambda day: sorted(written(day).values())[day.day % 8]), max_size=8))
def test_a_column_is_its_cells_read_one_by_one(cells: list[str]) -> None:
    column = pd.Series(cells * 3, dtype="str")
    assert iso(parse_days(column).days) == [read(cell)[0] for cell in cells] * 3


@settings(deadline=None, max_examples=40)
@given(st.lists(some_cells, max_size=8))
def test_thinning_long_columns_changes_nothing(cells: list[str]) -> None:
    timed = [*cells, *(f"{cell} 08:30:15" for cell in cells), *(f"{c}T23:59Z" for c in cells)]
    whole = parse(*timed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns_module, "_MANY", 0)
        thinned = parse(*timed)
    assert iso(thinned.days) == iso(whole.days)
    assert iso(thinned.ends) == iso(whole.ends)


def test_an_index_is_kept_and_the_column_left_alone() -> None:
    column = pd.Series(["13/1/2021", "x", "2021-01-05"], index=[9, 4, 7], dtype="str")
    before = column.copy()
    parsed = parse_days(column)
    assert parsed.days.index.tolist() == parsed.ends.index.tolist() == [9, 4, 7]
    assert parsed.precision.index.tolist() == [9, 4, 7]
    pd.testing.assert_series_equal(column, before)


def test_columns_of_days_and_of_objects_are_read_too() -> None:
    given_days = pd.Series(pd.to_datetime(["2021-01-05", None]))
    assert iso(parse_days(given_days).days) == ["2021-01-05", ""]
    assert iso(parse_days(pd.Series([None, "2021-01-05"], dtype="object")).days)[1] == "2021-01-05"


def test_a_quoted_cell_is_short_and_on_one_line() -> None:
    cell = "5 January 2021 to\n" + " " * 40 + "3 January 2021"
    (note,) = parse(cell).notes
    assert "5 January 2021 to 3 January 2021" in note


def test_long_columns_are_read_on_their_distinct_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    real = columns_module.read_cell
    monkeypatch.setattr(columns_module, "read_cell", lambda cell: seen.append(cell) or real(cell))
    column = pd.Series(["2021-01-05", "6 January 2021", None] * 10_000, dtype="str")
    assert parse_days(column).days.notna().sum() == 20_000
    assert sorted(seen) == ["", "2021-01-05", "6 January 2021"]


def test_no_split_columns_no_dates() -> None:
    none = pd.Series([], dtype="str")
    assert join_parts(none, none, none).tolist() == []


parts_of_dates = st.tuples(*[st.sampled_from(["", "0", "-99", "1", "2021", "12", "31", "x"])] * 3)


@settings(deadline=None, max_examples=60)
@given(st.lists(parts_of_dates, max_size=12))
def test_split_columns_are_joined_row_by_row(rows: list[tuple[str, str, str]]) -> None:
    columns = [pd.Series([row[i] for row in rows], dtype="str") for i in range(3)]
    alone = [join_parts(*(pd.Series([part], dtype="str") for part in row))[0] for row in rows]
    assert join_parts(*columns).tolist() == alone
