"""The rows of a cube as columns of numbers in files, mapped into memory and never read whole.

Rows stand in the order of town, day and site. The rows of one site and day are a *group*. Processes
that read one cube share the pages of its files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from geo.codes import group_starts

Columns = dict[str, npt.NDArray[Any]]
Chosen = Mapping[str, npt.NDArray[np.int32]]
"""Facet → the codes of the cells that are let through."""
Rows = npt.NDArray[np.intp]

FACET_COLUMNS: Final = (
    *("event_type", "province", "level", "certainty"),
    *("organiser", "source"),
)
WEAK, ENDED, VAGUE = 1, 2, 4
"""Bits of a row's ``flags``."""
_DENSE: Final = (*FACET_COLUMNS, "n", "flags", "span", "group")
_OF_GROUPS: Final = ("town", "site", "day")
_SPARSE: Final = ("sized", "low", "high", "repeated", "report")
"""Only some rows have a size, or an id that other rows bear too: ``sized`` and ``repeated`` are
the numbers of these rows."""
_ROWS_AT_ONCE: Final = 1_000_000
"""What is counted in one go: the columns of so many rows fit a processor's cache better."""
_COMPARED: Final = 8
"""Up to so many codes a column is compared with each; more are looked up."""


def write_columns(table: Any, folder: Path) -> None:
    """Write rows of the cube.

    Parameters
    ----------
    table
        Arrow: `FACET_COLUMNS` as codes and ``town site day n span weak ended low high``, and
        ``report`` (-1: none) if ids stand in several rows; sorted by town, day and site.
    folder
        Where to; it is made.
    """
    import pyarrow as pa

    folder.mkdir()

    def numbers(name: str) -> npt.NDArray[Any]:
        column = table[name]
        if pa.types.is_date(column.type):
            column = column.cast(pa.int32())
        return np.asarray(column.to_numpy())

    def keep(name: str, values: npt.NDArray[Any]) -> None:
        np.save(folder / f"{name}.npy", values)

    town, day, site = numbers("town"), numbers("day"), numbers("site")
    new = np.ones(len(site), dtype=bool)
    new[1:] = (np.diff(site) != 0) | (np.diff(day) != 0) | (np.diff(town) != 0)
    keep("group", _narrow(np.cumsum(new) - 1))
    for name, values in (("town", town), ("site", site), ("day", day)):
        keep(name, values[new].astype(np.int32))
    for name in FACET_COLUMNS:
        keep(name, _narrow(numbers(name)))
    span = numbers("span")
    flags = WEAK * numbers("weak") + ENDED * numbers("ended") + VAGUE * (span > 1)
    keep("flags", flags.astype(np.uint8))
    keep("span", _narrow(span))
    low, high = numbers("low"), numbers("high")
    sized = np.flatnonzero(~(np.isnan(low) & np.isnan(high)))
    for name, values in (("sized", sized), ("low", low[sized]), ("high", high[sized])):
        keep(name, values)
    report = numbers("report") if "report" in table.column_names else np.full(len(site), -1)
    repeated = np.flatnonzero(report >= 0)
    keep("repeated", repeated)
    keep("report", report[repeated].astype(np.int64))
    # Rows with an id of their own are counted by the sum of `n`; the others id by id.
    keep("n", _narrow(np.where(report < 0, numbers("n"), 0)))


@dataclass(frozen=True, eq=False)
class Part:
    """The rows of some towns.

    Attributes
    ----------
    columns
        By name; see `write_columns`.
    """

    columns: Columns

    @cached_property
    def is_split(self) -> bool:
        """Whether any town has groups of several sites on one day."""
        town, day = self.columns["town"], self.columns["day"]
        return bool(((town[1:] == town[:-1]) & (day[1:] == day[:-1])).any())

    @cached_property
    def is_single(self) -> bool:
        """Whether each row stands for one report."""
        n = self.columns["n"]
        return bool(len(n)) and int(n.min()) == 1 == int(n.max())

    @cached_property
    def chunks(self) -> list[slice]:
        """Stretches of rows that can be counted apart: no town lies in two."""
        rows = len(self.columns["group"])
        if not rows:
            return []
        of_groups = group_starts(self.columns["town"])
        begins = np.searchsorted(self.columns["group"], of_groups)
        wanted = np.arange(_ROWS_AT_ONCE, rows, _ROWS_AT_ONCE)
        cuts = begins[np.searchsorted(begins, wanted, side="right") - 1]
        bounds = np.unique(np.concatenate([[0], cuts, [rows]]))
        return [slice(a, b) for a, b in pairwise(bounds.tolist())]

    def pick(self, rows: slice, chosen: Chosen) -> npt.NDArray[np.bool_] | None:
        """Tell which rows of a stretch have a chosen code in each facet; ``None`` for all."""
        picked: npt.NDArray[np.bool_] | None = None
        for facet, codes in chosen.items():
            found = _is_among(self.columns[facet][rows], codes)
            picked = found if picked is None else picked & found
        return picked


def read_parts(folder: Path) -> list[Part]:
    """Open the parts of a cube; their files are mapped, not read."""
    return [Part(dict(_columns_of(path))) for path in sorted(folder.glob("cube-*"))]


def _columns_of(folder: Path) -> Iterator[tuple[str, npt.NDArray[Any]]]:
    for name in (*_DENSE, *_OF_GROUPS, *_SPARSE):
        path = folder / f"{name}.npy"
        yield name, np.load(path, mmap_mode="r").view(np.ndarray)


def _is_among(column: npt.NDArray[Any], codes: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    if len(codes) > _COMPARED:
        known = np.zeros(max(int(codes.max()), int(column.max(initial=0))) + 1, dtype=bool)
        known[codes] = True
        looked_up: npt.NDArray[np.bool_] = known[column]
        return looked_up
    found = np.zeros(len(column), dtype=bool)
    highest = np.iinfo(column.dtype).max
    for code in codes.tolist():
        if code <= highest:
            found |= column == column.dtype.type(code)
    return found


def _narrow(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    highest = int(values.max(initial=0))
    kind = next(k for k in (np.uint8, np.uint16, np.uint32) if highest <= np.iinfo(k).max)
    return values.astype(kind)
