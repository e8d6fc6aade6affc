"""Rows of a recognised table → canonical columns of text, and why a row is no protest."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from geo.formats.catalogue import format_of
from geo.formats.description import DAY, MONTH, ROLES, Read, Source, columns_by_key
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
