"""The reports of some days and a place, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from geo.tables.fast import quoted

_CODED: Final = ("event_type", "organiser", "source", "certainty")


@dataclass(frozen=True, eq=False)
class ReportsPage:
    """Some reports of a longer list.

    Attributes
    ----------
    rows
        Columns of a ledger that a list shows, and ``planned``.
    first
        Place of the first of them in the list, from 0.
    has_more
        Whether the list goes on behind them.
    """

    rows: pd.DataFrame
    first: int
    has_more: bool


def read_page(
    engine: Any,
    path: str,
    *,
    where: str,
    days: tuple[pd.Timestamp, pd.Timestamp],
    longest_days: int,
    first: int,
    most: int,
) -> pd.DataFrame:
    """Read reports that may speak of a day in a span, in the order of day, site and source.

    Parameters
    ----------
    engine
        A DuckDB connection.
    path
        The file of reports, which lie in the order of their first days.
    where
        A condition on its columns, made of numbers only.
    days
        First and last day of the span.
    longest_days
        How many days the longest report covers, so that older rows need not be looked at.
    first, most
        How many to leave out, and how many to return at most.
    """
    found: pd.DataFrame = engine.execute(
        f"SELECT * FROM read_parquet({quoted(path)}) WHERE {where} AND {_SPEAKS} "  # noqa: S608
        "ORDER BY first_day, site, source, report_id LIMIT $most OFFSET $skip",
        {**_span(days, longest_days), "most": most, "skip": first},
    ).fetch_df()
    return found


def count_reports(
    engine: Any,
    path: str,
    *,
    where: str,
    days: tuple[pd.Timestamp, pd.Timestamp],
    longest_days: int,
) -> pd.DataFrame:
    """Count the reports of `read_page`, without plans, by the codes of certainty and source."""
    found: pd.DataFrame = engine.execute(
        "SELECT certainty, source, count(*) AS reports "  # noqa: S608 - numbers only
        f"FROM read_parquet({quoted(path)}) WHERE {where} AND {_SPEAKS} AND NOT planned "
        "GROUP BY ALL ORDER BY ALL",
        _span(days, longest_days),
    ).fetch_df()
    return found


_SPEAKS: Final = "first_day BETWEEN $earliest AND $last AND last_day >= $first"


def _span(days: tuple[pd.Timestamp, pd.Timestamp], longest_days: int) -> dict[str, Any]:
    earliest = days[0] - pd.Timedelta(days=longest_days - 1)
    return {"earliest": earliest.date(), "first": days[0].date(), "last": days[1].date()}


def in_words(rows: pd.DataFrame, sites: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Put words in the place of numbers: the columns of a ledger that a list shows."""
    named = rows.copy()
    for facet in _CODED:
        of_facet = cells[cells["facet"] == facet].set_index("code")["cell"]
        named[facet] = rows[facet].map(of_facet).astype("str")
    place = sites.iloc[rows["site"].to_numpy()]
    named["site_id"], named["site"] = place["site_id"].to_numpy(), place["site"].to_numpy()
    named["level"] = place["level"].to_numpy()
    named["town_id"] = sites["site_id"].to_numpy()[rows["town"].to_numpy()]
    for name in ("date", "date_end", "first_day", "last_day"):
        named[name] = pd.to_datetime(rows[name]).astype("datetime64[s]")
    for name in ("low", "high"):
        named[f"size_{name}"] = rows[name].astype("Int64")
    kept = named.drop(columns=["low", "high", "province", "town"])
    return kept.astype(dict.fromkeys(("site_id", "site", "level", "town_id"), "str"))
