"""Rows of a recognised table → canonical columns of text, and why a row is no protest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from geo.formats.catalogue import format_of
from geo.formats.description import DAY, MONTH, ROLES, Read, Source, columns_by_key, key
from geo.formats.recognition import Recognition
from geo.formats.split_dates import join_columns
from geo.formats.text import constant, first_of, series_of, text_of


class Converted(NamedTuple):
    """What a table's rows became, in the same order and with the same index."""

    text: pd.DataFrame
    """Canonical columns as text (type ``str``, trimmed, never null), those that there are."""
    aside: pd.Series
    """Why the row is no protest ("ACLED: Battles › Armed clash"); empty when it is one."""


def convert(
    cells: pd.DataFrame, recognition: Recognition, *, include_aside: bool = False
) -> Converted:
    """Turn a table's cells into canonical columns.

    Rows are neither dropped nor put in another order. Dates stay as they are written, except that
    parts in several columns are joined in ISO form.

    Parameters
    ----------
    cells
        Text cells with the columns of the header that was recognised.
    recognition
        What `recognise` said of that header.
    include_aside
        Whether rows that are no protests are taken as reports too: no row then has a reason.

    Returns
    -------
    Converted
        The columns that the format supplies: of `geo.schema.REPORT_DTYPES`, ``radius_km`` and
        ``coordinates``.
    """
    form = format_of(recognition.format)
    source = Source(cells)
    if form.read is None:
        read = _as_named(cells, recognition)
        columns = read.columns
    else:
        read = form.read(source)
        by_format = form.roles(columns_by_key(cells.columns))
        removed = by_format.keys() - recognition.roles.keys()
        chosen = {
            role: column
            for role, column in recognition.roles.items()
            if by_format.get(role) != column and column in cells
        }
        columns = {role: text for role, text in read.columns.items() if role not in removed}
        columns |= {role: text_of(cells[column]) for role, column in chosen.items()}
    text = pd.DataFrame(
        {role: series_of(columns[role], cells.index) for role in ROLES if role in columns},
        index=cells.index,
    )
    aside = constant("", len(cells)) if include_aside else read.aside
    return Converted(text, series_of(aside, cells.index))


def _as_named(cells: pd.DataFrame, recognition: Recognition) -> Read:
    """Take the columns as they are; put a date together that is in three."""
    columns = {
        role: text_of(cells[column])
        for role, column in recognition.roles.items()
        if column in cells
    }
    blank = constant("", len(cells))
    month, day = columns.pop(MONTH, None), columns.pop(DAY, None)
    if month is not None and "date" in columns:
        date, precision, _ = join_columns(columns["date"], month, blank if day is None else day)
        columns["date"] = date
        columns["date_precision"] = first_of(columns.get("date_precision", blank), precision)
    return Read(columns, blank)


def columns_behind(recognition: Recognition, header: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Name the table's columns that each canonical column is made from.

    Parameters
    ----------
    recognition
        What `recognise` said of the header.
    header
        All columns of the table.

    >>> from geo.formats.recognition import recognise
    >>> columns_behind(recognise(["Date", "City"], where="x.csv"), ["Date", "City"])
    {'date': ('Date',), 'place': ('City',)}
    """
    form = format_of(recognition.format)
    roles = recognition.roles
    if form.read is None:
        parts = tuple(roles[part] for part in (MONTH, DAY) if part in roles)
        behind: dict[str, tuple[str, ...]] = {
            role: (column,) for role, column in roles.items() if role not in (MONTH, DAY)
        }
        if parts and "date" in behind:
            behind["date"] += parts
            behind["date_precision"] = (*behind.get("date_precision", ()), *behind["date"])
        return behind
    by_key = columns_by_key(header)
    made: dict[str, tuple[str, ...]] = {}
    for column in form.columns:
        there = (by_key[key(name)] for name in column.sources if key(name) in by_key)
        made[column.canonical] = made.get(column.canonical, ()) + tuple(there)
    by_format = form.roles(by_key)
    chosen = {r: (c,) for r, c in roles.items() if by_format.get(r) != c and c in header}
    removed = by_format.keys() - roles.keys()
    return {r: c for r, c in made.items() if c and r not in removed} | chosen
