"""`dharna geocode`: every row comes back, with the place found for it or the reason why not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from geo.gazetteer import load_gazetteer
from geo.geocoder import Located, locate_reports
from geo.loader import ReadResult, is_there, load_campaign, read_reports
from geo.schema import LEVELS, LOCATION_DTYPES


@dataclass(frozen=True)
class Geocoded:
    """The rows of a source with their places, and the accounts of what became of them."""

    table: pd.DataFrame
    accounts: dict[str, Any]

    def in_words(self) -> str:
        """Say what became of the rows."""
        a = self.accounts
        levels = ", ".join(f"{number} {level}" for level, number in a["by_level"].items())
        return (
            f"{a['rows_read']} rows read, {a['rejected']} rejected, {a['located']} placed "
            f"({levels or 'none'}), {a['unlocated']} not placed"
        )


def geocode_source(source: str, *, country: str = "PK") -> Geocoded:
    """Read a source and locate its rows; a row without a date is located all the same.

    Returns
    -------
    Geocoded
        ``table`` has one row an input row, in the input's order: its columns as text, then those
        of `geo.schema.LOCATION_DTYPES`. An input column of one of these names keeps its cells
        under the name with ``_given`` behind it. A row that was rejected or not placed has the
        reason in ``geo_note``. ``accounts`` has ``format rows_read accepted rejected located
        unlocated by_level``.

    Raises
    ------
    DharnaError
        With one sentence that says what to do.
    """
    path = Path(source)
    is_file = is_there(path) and path.is_file()
    if "://" in source or not is_file:
        read = load_campaign(source).read
    else:
        read = read_reports(path, needs_date=False)
    located = locate_reports(read.reports, load_gazetteer(country), country=country)
    return Geocoded(_joined(read, located), _accounts(read, located))


def _joined(read: ReadResult, located: Located) -> pd.DataFrame:
    found = located.reports[list(LOCATION_DTYPES)].reindex(read.cells.index)
    notes = pd.concat(
        [
            read.rejected.set_index("line")["reason"].map("rejected: {}".format),
            located.unlocated["reason"],
        ]
    )
    texts = [name for name, kind in LOCATION_DTYPES.items() if kind == "str"]
    found[texts] = found[texts].fillna("")
    found.loc[notes.index, "geo_note"] = notes
    kept = read.cells.rename(columns={name: f"{name}_given" for name in found.columns})
    return pd.concat([kept, found], axis=1).reset_index(drop=True)


def _accounts(read: ReadResult, located: Located) -> dict[str, Any]:
    levels = located.reports["level"].value_counts()
    return {
        "format": read.recognition.format,
        "rows_read": read.rows_read,
        "accepted": len(read.reports),
        "rejected": len(read.rejected),
        "located": len(located.reports),
        "unlocated": len(located.unlocated),
        "by_level": {level: int(levels[level]) for level in LEVELS if level in levels},
    }
