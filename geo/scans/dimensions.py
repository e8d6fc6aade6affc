"""Which columns of a table are judged together, and their distinct combinations.

No rule of a report looks at two of these groups at once, so that a row is good when its
combination in each of them is; and a source of hundreds of millions of rows has few combinations.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd
import pyarrow as pa

from geo.errors import InputError
from geo.formats import Recognition, convert
from geo.formats.conversion import columns_behind
from geo.scans.cells import Reading, cells_of, key_of
from geo.scans.scan import LINE, Scan

DAYS: Final = ("date", "date_end", "date_precision")
PLACE: Final = (
    *("place", "spot", "admin1", "admin2", "country"),
    *("latitude", "longitude", "radius_km", "coordinates"),
)
SIZES: Final = ("size_low", "size_high", "size_text")
STATE: Final = ("status", "certainty")
KIND: Final = ("event_type", "event_type_raw")
GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "days": DAYS,
    "place": PLACE,
    "sizes": SIZES,
    "state": STATE,
    "kind": KIND,
    "organiser": ("organiser",),
    "source": ("source",),
}
MOST_COMBINATIONS: Final = 5_000_000
"""Beyond this they would fill the memory that they are to save."""
NUMBER: Final = "__rows"
FIRST: Final = "__first"


@dataclass(frozen=True)
class Dimension:
    """Columns that are judged together.

    Attributes
    ----------
    name
        One of `GROUPS`.
    canonical
        What is made from them.
    columns
        The table's columns that it is made from, by their names in the header.
    reading
        What of their cells is read.
    """

    name: str
    canonical: tuple[str, ...]
    columns: tuple[str, ...]
    reading: Reading = ""


@dataclass(frozen=True, eq=False)
class Combinations:
    """The distinct combinations of a dimension's columns.

    Attributes
    ----------
    keys
        One row a combination, typed, columns as in `Dimension.columns`.
    rows
        How many rows have it.
    text
        Canonical columns of text, indexed from 0.
    aside
        Why such rows are no protest; empty where they are.
    """

    dimension: Dimension
    keys: pa.Table
    rows: pd.Series
    text: pd.DataFrame
    aside: pd.Series


def dimensions_of(recognition: Recognition, header: list[str]) -> dict[str, Dimension]:
    """Return the dimensions of a table.

    The state of a row, which says whether it is a protest at all, goes with the columns that tell
    its type; notes never decide on that.
    """
    behind = columns_behind(recognition, header)
    notes = set(behind.get("note", ()))
    found = {}
    for name, canonical in GROUPS.items():
        columns = [c for role in canonical for c in behind.get(role, ())]
        if name == "state" and recognition.format not in ("canonical", "table"):
            columns += [c for role in KIND for c in behind.get(role, ()) if c not in notes]
        reading: Reading = "day" if name == "days" else ""
        if name == "source" and recognition.format.startswith("gdelt"):
            reading = "host"
        if recognition.format == "acled" and name in ("kind", "sizes"):
            # Nearly every row has notes of its own: the engine reads them (`Part.rows`), and they
            # state sizes only where there is no other column for these.
            told = [column for column in columns if column not in notes]
            if name == "sizes" and not told:
                told, reading = columns, "crowd"
            columns = told
        found[name] = Dimension(name, canonical, tuple(dict.fromkeys(columns)), reading)
    return found


def combinations(scan: Scan, recognition: Recognition, dimension: Dimension) -> Combinations:
    """Have the engine find the distinct combinations, and convert each to canonical text.

    They stand in the order of their first rows, where the engine numbers rows, else of their text.
    """
    keys, rows = _distinct(scan, dimension)
    cells = cells_of(keys) if dimension.columns else pd.DataFrame(index=pd.RangeIndex(1))
    whole = {name: cells.get(name, "") for name in scan.header}
    given = pd.DataFrame(whole, index=cells.index, columns=scan.header).astype("str")
    text, aside = convert(given, recognition)
    kept = [name for name in dimension.canonical if name in text]
    return Combinations(dimension, keys, rows, text[kept], aside)


def _distinct(scan: Scan, dimension: Dimension) -> tuple[pa.Table, pd.Series]:
    table, columns = scan.table, dimension.columns
    if not columns:
        count = int(scan.backend.execute(table.count()))
        return pa.table({"__none": pa.array([0], pa.int8())}), pd.Series([count])
    keys = {
        f"k{i}": key_of(table[scan.columns[name]], reading=dimension.reading)
        for i, name in enumerate(columns)
    }
    totals = {NUMBER: table.count()}
    if LINE in table.columns:
        totals[FIRST] = table[LINE].min()
    grouped = table.group_by(**keys).agg(**totals).limit(MOST_COMBINATIONS + 1)
    found: pa.Table = scan.backend.to_pyarrow(grouped)
    if found.num_rows > MOST_COMBINATIONS:
        msg = (
            f"{scan.name} has more than {MOST_COMBINATIONS:,} different combinations of "
            f"{', '.join(columns[:5])}: too many to be judged; round coordinates or sizes first."
        )
        raise InputError(msg, where=scan.name)
    order = [FIRST] if LINE in table.columns else list(keys)
    found = found.sort_by([(name, "ascending") for name in order])
    taken = found.select(list(keys)).rename_columns(list(columns))
    return taken, found[NUMBER].to_pandas()
