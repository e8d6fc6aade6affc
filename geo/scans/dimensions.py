"""Which columns of a table are judged together, and their distinct combinations.

No rule of a report looks at two of these groups at once, so that a row is good when its
combination in each of them is; and a source of hundreds of millions of rows has few combinations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import pandas as pd
import pyarrow as pa

from geo.errors import InputError
from geo.formats import Recognition, convert
from geo.formats.conversion import columns_behind
from geo.scans.cells import DECIMALS, Reading, cells_of, key_of
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
BYTES_A_COMBINATION: Final = 1_500
"""What judging and placing one takes at most, as measured on a million stated coordinates."""
_OWN_BYTES: Final = 400_000_000
_LEAST_COMBINATIONS: Final = 200_000
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
    readings
        What of a column's cells is read, where that is not all.
    """

    name: str
    canonical: tuple[str, ...]
    columns: tuple[str, ...]
    readings: Mapping[str, Reading] = field(default_factory=dict)


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
        unique = tuple(dict.fromkeys(columns))
        found[name] = Dimension(name, canonical, unique, dict.fromkeys(unique, reading))
    return found


class TooManyError(InputError):
    """More combinations than there is memory for."""


def most_combinations(memory: int) -> int:
    """Return how many combinations of one dimension fit into so many bytes."""
    return max((memory - _OWN_BYTES) // BYTES_A_COMBINATION, _LEAST_COMBINATIONS)


def rounded(dimension: Dimension, coordinates: Sequence[str]) -> Iterator[tuple[int, Dimension]]:
    """Give a dimension of places with ever fewer decimals of its coordinates, and how many."""
    for reading, decimals in DECIMALS.items():
        taken = {name: reading for name in dimension.columns if name in coordinates}
        if taken:
            yield decimals, replace(dimension, readings={**dimension.readings, **taken})


def combinations(
    scan: Scan, recognition: Recognition, dimension: Dimension, *, most: int | None = None
) -> Combinations:
    """Have the engine find the distinct combinations, and convert each to canonical text.

    They stand in the order of their first rows, where the engine numbers rows, else of their text.

    Raises
    ------
    TooManyError
        When there are more than `most`.
    """
    keys, rows = _distinct(scan, dimension, most)
    cells = cells_of(keys) if dimension.columns else pd.DataFrame(index=pd.RangeIndex(1))
    whole = {name: cells.get(name, "") for name in scan.header}
    given = pd.DataFrame(whole, index=cells.index, columns=scan.header).astype("str")
    text, aside = convert(given, recognition)
    kept = [name for name in dimension.canonical if name in text]
    return Combinations(dimension, keys, rows, text[kept], aside)


def _distinct(scan: Scan, dimension: Dimension, most: int | None) -> tuple[pa.Table, pd.Series]:
    table, columns = scan.table, dimension.columns
    if not columns:
        count = int(scan.backend.execute(table.count()))
        return pa.table({"__none": pa.array([0], pa.int8())}), pd.Series([count])
    keys = {
        f"k{i}": key_of(table[scan.columns[name]], reading=dimension.readings.get(name, ""))
        for i, name in enumerate(columns)
    }
    totals = {NUMBER: table.count()}
    if LINE in table.columns:
        totals[FIRST] = table[LINE].min()
    grouped = table.group_by(**keys).agg(**totals)
    found: pa.Table = scan.backend.to_pyarrow(grouped if most is None else grouped.limit(most + 1))
    if most is not None and found.num_rows > most:
        msg = (
            f"{scan.name} has more than {most:,} different combinations of "
            f"{', '.join(columns[:5])}: too many for the memory; give more with --memory, or round "
            "coordinates or sizes first."
        )
        raise TooManyError(msg, where=scan.name)
    order = [FIRST] if LINE in table.columns else list(keys)
    found = found.sort_by([(name, "ascending") for name in order])
    taken = found.select(list(keys)).rename_columns(list(columns))
    return taken, found[NUMBER].to_pandas()
