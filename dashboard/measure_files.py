"""Measures as files: days and links as tables, everything as JSON."""

from __future__ import annotations

import json
from pathlib import Path

from dashboard.export.tables import check_writable, write_table, write_whole
from geo.measures import Measures


def write_measures(
    measures: Measures,
    *,
    days: Path | None = None,
    links: Path | None = None,
    figures: Path | None = None,
) -> None:
    """Write what is asked for; where one file cannot be written none is begun.

    Parameters
    ----------
    measures
        From `geo.measures.measure`.
    days
        CSV or Parquet file for `geo.spread.MEASURE_DTYPES`, one row a day.
    links
        CSV or Parquet file for the links inferred between places.
    figures
        JSON file for the figures with their words, and the measures in full.

    Raises
    ------
    InputError
        When the ending of a table is neither ``.csv`` nor ``.parquet``.
    OutputError
        When a file cannot be written.
    """
    for path in (days, links, figures):
        if path is not None:
            check_writable(path)
    if days is not None:
        write_table(measures.days, days)
    if links is not None:
        write_table(measures.links, links)
    if figures is not None:
        write_whole(measures_json(measures), figures)


def measures_json(measures: Measures) -> bytes:
    """Return the figures with their words, and the measures in full, as JSON."""
    text = json.dumps(measures.as_json(), indent=2, ensure_ascii=False, allow_nan=False)
    return (text + "\n").encode("utf-8")
