"""Counting: by hand on small tables, and against a plain re-computation on random ones."""

from __future__ import annotations

from typing import Any

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.engine import count_site_days, site_day_counts
from geo.errors import InputError
from geo.merge import merge_reports
from geo.outlets import split_names
from geo.schema import COUNT_DTYPES
from geo.weights import report_windows

START = pd.Timestamp("2021-01-05")


@pytest.fixture(scope="module")
def engine() -> Any:
    """One engine for all: opening one each time is what takes long."""
    return ibis.duckdb.connect()


def ledger(*rows: dict[str, Any]) -> pd.DataFrame:
    filled = []
    for i, row in enumerate(rows):
        first = START + pd.Timedelta(days=row.get("day", 0))
        site = row.get("site", "karachi")
        filled.append(
            {
                "report_id": row.get("report_id") or f"of its own {i}",
                "site_id": site,
                "town_id": site.split("/")[0],
                "date": first,
                "date_end": first + pd.Timedelta(days=row.get("length", 1) - 1),
                "outlet": row.get("outlet", "A"),
                "ended": row.get("ended", False),
                "weak": row.get("weak", False),
                "planned": row.get("planned", False),
                "size_low": row.get("low"),
                "size_high": row.get("high"),
            }
        )
    frame = pd.DataFrame(filled)
    frame[["date", "date_end"]] = frame[["date", "date_end"]].astype("datetime64[s]")
    return frame.astype({"size_low": "Int64", "size_high": "Int64"})


def count(*rows: dict[str, Any], by: Any = "site_id", engine: Any = None) -> pd.DataFrame:
    return count_site_days(ledger(*rows), by=by, backend=engine)


def only(*rows: dict[str, Any], engine: Any) -> pd.Series:
    counts = count(*rows, by="town_id", engine=engine)
    assert len(counts) == 1
    return counts.iloc[0]


def test_the_result_has_the_declared_columns_and_types(engine: Any) -> None:
    counts = count({}, engine=engine)
    assert counts.dtypes.astype(str).to_dict() == COUNT_DTYPES


def test_reports_and_outlets_are_counted_without_repeats(engine: Any) -> None:
    rows = [{"report_id": "a"}, {"report_id": "a"}, {"outlet": "B"}, {"outlet": ""}]
    row = count(*rows, engine=engine).iloc[0]
    assert (row["reports"], row["sources"]) == (3, 2)


def test_a_report_without_a_source_is_no_source(engine: Any) -> None:
    assert count({"outlet": ""}, engine=engine)["sources"].tolist() == [0]


def test_several_days_are_counted_on_each(engine: Any) -> None:
    counts = count({"length": 3}, engine=engine)
    assert counts["day"].dt.day.tolist() == [5, 6, 7]
    assert counts["reports"].tolist() == [1, 1, 1]


def test_several_days_that_end_end_on_the_last(engine: Any) -> None:
    counts = count({"length": 3, "ended": True}, engine=engine)
    assert counts["ended"].tolist() == [False, False, True]


def test_plans_are_not_counted(engine: Any) -> None:
    assert count({"planned": True}, engine=engine).empty
    assert count({"planned": True}, {}, engine=engine)["reports"].tolist() == [1]


def test_nothing_counts_to_nothing(engine: Any) -> None:
    counts = count_site_days(ledger({}).iloc[:0], backend=engine)
    assert counts.empty
    assert counts.dtypes.astype(str).to_dict() == COUNT_DTYPES


def test_the_engine_may_be_left_out() -> None:
    assert count({})["reports"].tolist() == [1]


def test_sites_are_kept_apart_or_gathered(engine: Any) -> None:
    rows = [{"site": "karachi"}, {"site": "karachi/a"}, {"site": "karachi/b"}, {"site": "quetta"}]
    assert len(count(*rows, engine=engine)) == 4
    gathered = count(*rows, by="town_id", engine=engine)
    assert gathered["site_id"].tolist() == ["karachi", "quetta"]
    assert gathered["reports"].tolist() == [3, 1]


def test_a_towns_outlets_are_counted_once_over_its_spots(engine: Any) -> None:
    row = only({"site": "k/a"}, {"site": "k/b"}, {"site": "k/b", "outlet": "B"}, engine=engine)
    assert row["sources"] == 2


def test_sizes_of_spots_are_summed(engine: Any) -> None:
    a = {"site": "k/a", "low": 100, "high": 200}
    again = {"site": "k/a", "low": 50, "high": 150}
    b = {"site": "k/b", "low": 10, "high": 20}
    row = only(a, again, b, engine=engine)
    assert (row["size_low"], row["size_high"]) == (60, 220)


def test_a_report_on_the_whole_town_that_says_more_wins(engine: Any) -> None:
    spots = [{"site": "k/a", "low": 100, "high": 200}, {"site": "k/b", "low": 10, "high": 20}]
    more = only(*spots, {"site": "k", "low": 500, "high": 900}, engine=engine)
    assert (more["size_low"], more["size_high"]) == (500, 900)
    less = only(*spots, {"site": "k", "low": 5, "high": 9}, engine=engine)
    assert (less["size_low"], less["size_high"]) == (110, 220)


def test_an_unknown_size_stays_unknown(engine: Any) -> None:
    row = only({"site": "k/a"}, {"site": "k"}, engine=engine)
    assert pd.isna(row["size_low"])
    half = only({"site": "k/a", "low": 5}, {"site": "k"}, engine=engine)
    assert half["size_low"] == 5
    assert pd.isna(half["size_high"])


@pytest.mark.parametrize(
    ("rows", "ended"),
    [
        ([{"site": "k", "ended": True}], True),
        ([{"site": "k"}], False),
        ([{"site": "k", "ended": True}, {"site": "k/a"}], True),
        ([{"site": "k/a", "ended": True}, {"site": "k/b"}], False),
        ([{"site": "k/a", "ended": True}, {"site": "k/b", "ended": True}], True),
        ([{"site": "k/a", "ended": True}, {"site": "k"}], False),
        ([{"site": "k/a", "ended": True}, {"site": "k/a"}], True),
    ],
)
def test_when_a_town_has_ended(rows: list[dict[str, Any]], ended: bool, engine: Any) -> None:
    assert bool(only(*rows, engine=engine)["ended"]) is ended


def test_months_and_leap_days_are_crossed(engine: Any) -> None:
    frame = ledger({}).assign(
        date=pd.Series(pd.to_datetime(["2024-02-28"]).as_unit("s")),
        date_end=pd.Series(pd.to_datetime(["2024-03-01"]).as_unit("s")),
    )
    days = count_site_days(frame, backend=engine)["day"].dt.strftime("%m-%d").tolist()
    assert days == ["02-28", "02-29", "03-01"]


def plainly(frame: pd.DataFrame, by: str) -> dict[tuple[str, pd.Timestamp], tuple[Any, ...]]:
    """Count the same with loops, from the words of the documentation."""
    days: dict[tuple[str, pd.Timestamp], list[dict[str, Any]]] = {}
    for row in frame[~frame["planned"]].to_dict("records"):
        for day in pd.date_range(row["date"], row["date_end"]):
            ends = row["ended"] and day == row["date_end"]
            days.setdefault((row[by], day), []).append({**row, "ends": ends})
    return {key: account(key[0], rows) for key, rows in days.items()}


def account(key: str, rows: list[dict[str, Any]]) -> tuple[Any, ...]:
    sites = {row["site_id"]: [r for r in rows if r["site_id"] == row["site_id"]] for row in rows}
    ends = {site: any(r["ends"] for r in own) for site, own in sites.items()}
    return (
        len({row["report_id"] for row in rows}),
        len({name for row in rows for name in split_names(row["outlet"])}),
        len({row["report_id"] for row in rows if row["weak"]}),
        len({row["report_id"] for row in rows if row["ends"]}),
        total(key, sites, "size_low", min),
        total(key, sites, "size_high", max),
        ends.get(key, False) or all(ends.values()),
    )


def total(key: str, sites: dict[str, list[dict[str, Any]]], column: str, pick: Any) -> float | None:
    known = {
        site: [r[column] for r in own if not pd.isna(r[column])] for site, own in sites.items()
    }
    spots = [pick(v) for site, v in known.items() if v and site != key]
    own = known.get(key) or []
    values = ([sum(spots)] if spots else []) + ([pick(own)] if own else [])
    return max(values, default=None)


random_rows = st.lists(
    st.fixed_dictionaries(
        {
            "site": st.sampled_from(["k", "k/a", "k/b", "q", "q/a"]),
            "day": st.integers(0, 3),
            "length": st.integers(1, 3),
            "outlet": st.sampled_from(["", "A", "B", "A; B", "C; B"]),
            "report_id": st.sampled_from(["r1", "r2", "r3", "r4", "r5", None]),
            "ended": st.booleans(),
            "weak": st.booleans(),
            "planned": st.booleans(),
            "low": st.sampled_from([None, 0, 10, 500]),
            "high": st.sampled_from([None, 20, 1000]),
        }
    ),
    min_size=1,
    max_size=12,
)


@settings(deadline=None, max_examples=15)
@given(random_rows, st.sampled_from(["site_id", "town_id"]), st.integers(0, 2**32 - 1))
def test_the_engine_agrees_with_a_plain_recomputation(
    engine: Any, rows: list[dict[str, Any]], by: Any, seed: int
) -> None:
    frame = ledger(*rows)
    counts = count_site_days(frame, by=by, backend=engine)
    assert as_told(counts) == plainly(frame, by)
    order = np.random.default_rng(seed).permutation(len(frame))
    again = count_site_days(frame.iloc[order], by=by, backend=engine)
    pd.testing.assert_frame_equal(counts, again)


def as_told(counts: pd.DataFrame) -> dict[tuple[str, pd.Timestamp], tuple[Any, ...]]:
    return {
        (row["site_id"], row["day"]): (
            *(row["reports"], row["sources"], row["weak"], row["ends"]),
            *(None if pd.isna(row[c]) else row[c] for c in ("size_low", "size_high")),
            row["ended"],
        )
        for row in counts.to_dict("records")
    }


@settings(deadline=None, max_examples=15)
@given(random_rows, st.sampled_from(["site_id", "town_id"]))
def test_ids_of_their_own_are_counted_without_looking(
    engine: Any, rows: list[dict[str, Any]], by: Any
) -> None:
    frame = ledger(*({**row, "report_id": None} for row in rows))
    assert as_told(count_site_days(frame, by=by, backend=engine)) == plainly(frame, by)


@settings(deadline=None, max_examples=15)
@given(random_rows, st.sampled_from(["site_id", "town_id"]))
def test_a_table_of_texts_is_counted_by_the_same_expression(
    engine: Any, rows: list[dict[str, Any]], by: Any
) -> None:
    """Such as a table in a database: a row for each outlet of a report."""
    frame = ledger(*rows)
    names = [split_names(cell) or [""] for cell in frame["outlet"]]
    table = frame.assign(outlet=names).explode("outlet", ignore_index=True)
    table = table[~table["planned"]].astype({"size_low": "float64", "size_high": "float64"})
    if table.empty:
        return
    expression = site_day_counts(ibis.memtable(table), by=by)
    counts = engine.to_pyarrow(expression).to_pandas().rename(columns={"key": "site_id"})
    counts["day"] = pd.to_datetime(counts["day"])
    assert as_told(counts) == plainly(frame, by)


def test_the_expression_is_no_single_engines() -> None:
    kinds = {
        **dict.fromkeys(["report_id", "site_id", "town_id", "outlet"], "string"),
        **dict.fromkeys(["date", "date_end"], "timestamp"),
        **dict.fromkeys(["ended", "weak"], "boolean"),
        **dict.fromkeys(["size_low", "size_high"], "float64"),
    }
    expression = site_day_counts(ibis.table(kinds, name="reports"), by="town_id")
    assert "GROUP BY" in ibis.to_sql(expression, dialect="postgres")
    assert list(expression.columns) == [
        *("key", "day", "reports", "weak", "ends", "sources", "size_low", "size_high", "ended"),
        *("weight", "precise"),
    ]


def merged_rows(rows: list[dict[str, Any]]) -> pd.DataFrame:
    frame = ledger(*rows)
    status = np.where(frame["planned"], "planned", np.where(frame["ended"], "end", "observed"))
    certainty = np.where(frame["weak"], "weak", "stated")
    told = frame.drop(columns=["planned", "ended", "weak"]).rename(columns={"outlet": "source"})
    return told.assign(status=status, certainty=certainty, event_type="sit-in")


@settings(deadline=None, max_examples=15)
@given(random_rows, st.sampled_from(["site_id", "town_id"]))
def test_what_was_merged_is_counted_as_its_ledger(
    engine: Any, rows: list[dict[str, Any]], by: Any
) -> None:
    merged = merge_reports(merged_rows(rows), outlets={"C": "B"})
    counts = count_site_days(merged, by=by, backend=engine)
    pd.testing.assert_frame_equal(counts, count_site_days(merged.ledger, by=by, backend=engine))
    kinds = dict.fromkeys(["site_id", "town_id", "outlet"], "category")
    other = count_site_days(merged.ledger.astype(kinds), by=by, backend=engine)
    pd.testing.assert_frame_equal(counts, other)


def test_several_outlets_of_one_report_count_each(engine: Any) -> None:
    rows = [
        {"outlet": "A; B"},
        {"outlet": "B; C", "site": "karachi/x"},
        {"day": 1, "outlet": "A;D"},
    ]
    assert count(*rows, by="town_id", engine=engine)["sources"].tolist() == [3, 2]


def test_a_lone_day_is_seen_beside_days_that_are_shared(engine: Any) -> None:
    """A report on several days takes its part in each of them."""
    counts = count({"day": 1}, {"length": 3}, {"day": 5}, engine=engine)
    assert counts["day"].dt.day.tolist() == [5, 6, 7, 10]
    assert counts["reports"].tolist() == [1, 2, 1, 1]


def test_a_report_without_a_day_is_refused(engine: Any) -> None:
    with pytest.raises(InputError, match="has no day"):
        count_site_days(ledger({}).assign(date=pd.NaT), backend=engine)


def test_many_reports_agree_with_a_grouping_in_pandas(engine: Any) -> None:
    """More rows than one 16-bit digit holds, over more days and sites than there are rows."""
    random = np.random.default_rng(3)
    size = 90_000
    sites = pd.Series(random.integers(0, 4_000, size)).astype("str")
    first = pd.Series(START + pd.to_timedelta(random.integers(0, 900, size), unit="D"))
    frame = pd.DataFrame(
        {
            "report_id": pd.Series(np.arange(size)).astype("str"),
            "site_id": sites + "/" + sites.str[-1],
            "town_id": sites,
            "date": first.dt.as_unit("s"),
            "date_end": first.dt.as_unit("s"),
            "outlet": pd.Series(random.integers(0, 9, size)).astype("str"),
            "ended": random.random(size) < 0.1,
            "weak": random.random(size) < 0.1,
            "planned": False,
            "size_low": pd.Series(random.integers(1, 99, size)).astype("Int64"),
            "size_high": pd.Series(random.integers(100, 999, size)).astype("Int64"),
        }
    )
    counts = count_site_days(frame, by="town_id", backend=engine)
    plain = frame.groupby(["town_id", "date"], as_index=False).agg(
        reports=("report_id", "nunique"),
        sources=("outlet", "nunique"),
        size_low=("size_low", "min"),
        size_high=("size_high", "max"),
        weak=("weak", "sum"),
        ends=("ended", "sum"),
        ended=("ended", "any"),
        weight=("report_id", "size"),
        precise=("report_id", "size"),
    )
    plain.columns = pd.Index(list(COUNT_DTYPES), dtype="str")
    pd.testing.assert_frame_equal(counts, plain.astype(COUNT_DTYPES))


@pytest.mark.parametrize(
    ("precision", "first", "last"),
    [("week", "01-04", "01-10"), ("month", "01-01", "01-31"), ("day", "01-05", "01-05")],
)
def test_a_report_is_spread_over_the_days_that_it_may_mean(
    precision: str, first: str, last: str, engine: Any
) -> None:
    counts = count_site_days(ledger({}).assign(date_precision=precision), backend=engine)
    days = counts["day"].dt.strftime("%m-%d")
    assert (days.iloc[0], days.iloc[-1]) == (first, last)
    assert counts["weight"].sum() == pytest.approx(1)
    assert counts["weight"].nunique() == 1
    assert set(counts["precise"]) == {int(precision == "day")}
    assert (counts["reports"] == 1).all()


def test_a_stated_range_of_doubt_is_the_window(engine: Any) -> None:
    counts = count_site_days(ledger({"length": 4}).assign(date_precision="week"), backend=engine)
    assert counts["weight"].tolist() == [0.25] * 4


@pytest.mark.parametrize("by", ["site_id", "town_id"])
@pytest.mark.parametrize("ids", [["a", "b", "c", "d"], ["a", "a", "c", "c"]])
def test_weights_of_different_reports_add_up(by: Any, ids: list[str], engine: Any) -> None:
    """A day, two weeks and a month, of a town and a spot of it."""
    sites = ["k", "k", "k/x", "k/x"]
    rows = [{"site": site, "report_id": name} for site, name in zip(sites, ids, strict=True)]
    frame = ledger(*rows).assign(date_precision=["day", "week", "week", "month"])
    counts = count_site_days(frame, by=by, backend=engine)
    widest = {"day": 1.0, "week": 1 / 7, "month": 1 / 31}
    want: dict[tuple[str, int], dict[str, float]] = {}
    spans = {"day": range(5, 6), "week": range(4, 11), "month": range(1, 32)}
    for site, name, precision in zip(frame[by], ids, frame["date_precision"], strict=True):
        for day in spans[precision]:
            held = want.setdefault((site, day), {})
            held[name] = max(held.get(name, 0.0), widest[precision])
    found = counts.set_index(["site_id", counts["day"].dt.day])
    assert set(found.index) == set(want)
    for key, held in want.items():
        assert found.loc[key, "weight"] == pytest.approx(sum(held.values()))
        assert found.loc[key, "precise"] == sum(value == 1 for value in held.values())
        assert found.loc[key, "reports"] == len(held)


def test_an_end_within_a_week_is_set_on_its_last_day(engine: Any) -> None:
    frame = ledger({"ended": True}).assign(date_precision="week")
    assert count_site_days(frame, backend=engine)["ended"].tolist() == [False] * 6 + [True]


@settings(deadline=None, max_examples=25)
@given(random_rows, st.sampled_from(["site_id", "town_id"]), st.data())
def test_windows_are_counted_as_reports_on_all_their_days(
    engine: Any, rows: list[dict[str, Any]], by: Any, data: st.DataObject
) -> None:
    """But for weights, a report of a week counts as one on each day of that week."""
    precision = data.draw(st.lists(st.sampled_from(["day", "week", "month"]), min_size=len(rows)))
    frame = ledger(*rows).assign(date_precision=precision[: len(rows)])
    counts = count_site_days(frame, by=by, backend=engine)
    windows = report_windows(frame)
    widened = frame.assign(date=windows["first"], date_end=windows["last"])
    assert as_told(counts) == plainly(widened, by)
    every = count_site_days(widened.assign(date_precision="day"), by=by, backend=engine)
    assert every["weight"].tolist() == every["reports"].tolist()
    assert (counts["weight"] <= counts["reports"] + 1e-9).all()
    assert (counts["precise"] <= counts["reports"]).all()
    only_vague = counts["precise"] == 0
    assert (counts["weight"][~only_vague] >= 1).all()
    if frame["report_id"].is_unique:
        total = (~frame["planned"] & (frame["date_precision"] != "day")).sum()
        whole = (counts["weight"] - counts["precise"]).sum()
        assert whole == pytest.approx(total)
