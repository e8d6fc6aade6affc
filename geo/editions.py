"""Two editions of a file: what is new, moved, recoded or gone in the newer one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.codes import Floats, Rows, numbers_or_nan
from geo.distance import great_circle_km
from geo.pairing import pair_reports
from geo.schema import REPORT_DTYPES

PLACE_COLUMNS: Final = (
    *("place", "spot", "admin1", "admin2", "country"),
    *("latitude", "longitude", "site_id"),
)
"""A report whose cell changes in one of these has moved; in any other it was recoded."""
COMPARED: Final = (
    *(name for name in REPORT_DTYPES if name not in ("report_id", *PLACE_COLUMNS)),
    *PLACE_COLUMNS,
)
CHANGES: Final = ("new", "moved", "recoded", "deleted")
TABLE_DTYPES: Final[dict[str, str]] = {
    "report_id": "str",
    "change": "str",
    "column": "str",
    "old": "str",
    "new": "str",
    "distance_km": "float64",
}
_TOLERANCE_DEGREES: Final = 1e-6
"""A decimetre: nearer than any report is placed, farther than rounding moves a number."""
_POINT: Final = "coordinates"
_TOLD_OF: Final = ("date", "place", "event_type", "source")

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class EditionChanges:
    """What a newer edition of a file changed.

    Attributes
    ----------
    table
        ``report_id change column old new distance_km``: a row for each new or deleted report, with
        what it says, and for each changed column of the others. Moved reports have the distance
        between their points, NaN when an edition gives none. Ids are the newer edition's.
    counts
        Reports ``new moved recoded deleted unchanged``; one that was moved and recoded is counted
        as moved.
    key
        The column by which reports were matched; ``content`` when by what they say.
    """

    table: pd.DataFrame
    counts: dict[str, int]
    key: str

    @property
    def sentence(self) -> str:
        """The counts in words, and how reports were matched when not by their ids."""
        told = ", ".join(f"{self.counts[name]:,} {name}" for name in (*CHANGES, "unchanged"))
        text = f"Against the older edition: {told} of {sum(self.counts.values()):,}."
        if self.key == "content":
            text += (
                " Reports were matched by date, place, source, type and note,"
                " as their ids are not the same in both."
            )
        return text


def compare_editions(
    old: pd.DataFrame,
    new: pd.DataFrame,
    *,
    key: str | None = None,
    compare: Sequence[str] = COMPARED,
) -> EditionChanges:
    """Compare two editions of a file of reports.

    Blanks around a text do not matter, nothing equals nothing, and coordinates are the same within
    a millionth of a degree. Reports that share a key are paired in the order of their rows.

    Parameters
    ----------
    old, new
        Canonical reports (`geo.schema.REPORT_DTYPES`), located or not, any index.
    key
        A column that identifies a report; see `geo.pairing.pair_reports` for what is taken unless
        it is given.
    compare
        Columns looked at, as far as both editions have them.

    Raises
    ------
    InputError
        When an edition lacks the column `key`.
    """
    pairs = pair_reports(old, new, key)
    a, b = old.iloc[pairs.old], new.iloc[pairs.new]
    changed = _changed(a, b, [name for name in compare if name in a and name in b])
    moved, recoded = np.zeros(len(a), dtype=bool), np.zeros(len(a), dtype=bool)
    for name, flags in changed.items():
        target = moved if _is_place(name) else recoded
        target |= flags
    added = np.setdiff1d(np.arange(len(new)), pairs.new, assume_unique=True)
    gone = np.setdiff1d(np.arange(len(old)), pairs.old, assume_unique=True)
    counts = {
        "new": len(added),
        "moved": int(moved.sum()),
        "recoded": int((recoded & ~moved).sum()),
        "deleted": len(gone),
        "unchanged": int((~moved & ~recoded).sum()),
    }
    parts = [_whole(new.iloc[added], "new", added)]
    for name, flags in changed.items():
        rows = np.flatnonzero(flags)
        parts.append(_cells(a.iloc[rows], b.iloc[rows], name, pairs.new[rows]))
    parts.append(_whole(old.iloc[gone], "deleted", gone))
    # A stable sort: the changes of one report stay in the order of the columns.
    table = pd.concat(parts, ignore_index=True)
    rank = table["change"].map({name: i for i, name in enumerate(CHANGES)}).to_numpy(dtype=np.intp)
    order = np.lexsort([table["row"].to_numpy(), rank])
    table = table.iloc[order].reset_index(drop=True)[list(TABLE_DTYPES)].astype(TABLE_DTYPES)
    return EditionChanges(table, counts, pairs.key)


def _is_place(column: str) -> bool:
    return column in PLACE_COLUMNS or column == _POINT


def _changed(a: pd.DataFrame, b: pd.DataFrame, columns: list[str]) -> dict[str, Flags]:
    """Tell for each column in which rows it differs; a point's two coordinates are one column."""
    changed = {}
    for name in columns:
        if name not in ("latitude", "longitude"):
            changed[name] = _differs(a[name], b[name])
    whole = all(name in frame for frame in (a, b) for name in ("latitude", "longitude"))
    if whole and {"latitude", "longitude"} & set(columns):
        changed[_POINT] = _apart(a["latitude"], b["latitude"], _TOLERANCE_DEGREES)
        changed[_POINT] |= _apart(a["longitude"], b["longitude"], _TOLERANCE_DEGREES)
    return changed


def _differs(a: pd.Series, b: pd.Series) -> Flags:
    if all(pd.api.types.is_datetime64_dtype(column) for column in (a, b)):
        days = [column.to_numpy().astype("datetime64[s]") for column in (a, b)]
        return np.asarray((days[0] != days[1]) & ~(np.isnat(days[0]) & np.isnat(days[1])))
    if all(pd.api.types.is_numeric_dtype(column) for column in (a, b)):
        return _apart(a, b, 0.0)
    before, after = _text(a), _text(b)
    different = np.flatnonzero(np.asarray(before.array != after.array, dtype=bool))
    stripped = [column.iloc[different].str.strip().array for column in (before, after)]
    differs = np.zeros(len(a), dtype=bool)
    differs[different] = np.asarray(stripped[0] != stripped[1], dtype=bool)
    return differs


def _apart(a: pd.Series, b: pd.Series, tolerance: float) -> Flags:
    x, y = numbers_or_nan(a), numbers_or_nan(b)
    return ~((np.abs(x - y) <= tolerance) | (np.isnan(x) & np.isnan(y)))


def _text(column: pd.Series) -> pd.Series:
    """Return cells as text; null is empty, a day is ISO 8601, a number has no needless digits."""
    if pd.api.types.is_datetime64_dtype(column):
        return pd.Series(column.dt.strftime("%Y-%m-%d").fillna(""), dtype="str")
    if pd.api.types.is_float_dtype(column):
        return pd.Series([f"{x:.15g}" if x == x else "" for x in column.tolist()], dtype="str")
    return column.astype("str").fillna("")


def _whole(reports: pd.DataFrame, change: str, row: Rows) -> pd.DataFrame:
    """Say of new or deleted reports what they tell."""
    told = pd.Series("", index=reports.index, dtype="str")
    for name in (name for name in _TOLD_OF if name in reports):
        text = _text(reports[name]).set_axis(reports.index)
        told = told + text.where((text == "") | (told == ""), ", " + text)
    side = "new" if change == "new" else "old"
    blank = dict.fromkeys(("column", "old", "new"), "")
    return _rows(reports, row, {**blank, "change": change, side: told.to_numpy()})


def _cells(a: pd.DataFrame, b: pd.DataFrame, name: str, row: Rows) -> pd.DataFrame:
    """Show a column's cells before and after, for the reports in which it changed."""
    before, after = (_point(f) if name == _POINT else _text(f[name]) for f in (a, b))
    told = {"column": name, "old": before.to_numpy(), "new": after.to_numpy()}
    if not _is_place(name):
        return _rows(b, row, {**told, "change": "recoded"})
    return _rows(b, row, {**told, "change": "moved", "distance_km": _distance(a, b)})


def _rows(reports: pd.DataFrame, row: Rows, told: dict[str, object]) -> pd.DataFrame:
    ids = reports["report_id"] if "report_id" in reports else pd.Series("", reports.index)
    columns = {"report_id": ids.to_numpy(), "distance_km": np.nan, **told, "row": row}
    return pd.DataFrame(columns, index=range(len(reports)))


def _point(reports: pd.DataFrame) -> pd.Series:
    latitude, longitude = (_text(reports[name]) for name in ("latitude", "longitude"))
    both = latitude.reset_index(drop=True) + ", " + longitude.reset_index(drop=True)
    return both.where(both != ", ", "")


def _distance(a: pd.DataFrame, b: pd.DataFrame) -> Floats:
    if not all(name in frame for frame in (a, b) for name in ("latitude", "longitude")):
        return np.full(len(a), np.nan)
    points = (numbers_or_nan(frame[name]) for frame in (a, b) for name in ("latitude", "longitude"))
    return great_circle_km(*points)
