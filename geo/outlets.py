"""Source cells → the independent outlets that they name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from geo.codes import Coded, Ints, Rows, code_text

_NAME: Final = re.compile(r"(?:\([^()]*\)|[^;])+")


@dataclass(frozen=True, eq=False)
class Outlets:
    """The outlets behind the rows of a source column.

    Attributes
    ----------
    cells
        The column, each cell its outlets' names joined by ``"; "``.
    names
        Every outlet once, sorted; a cell without a name has none.
    starts, named
        Cell ``c`` of ``cells.values`` names ``named[starts[c]:starts[c + 1]]``, each a place in
        `names`.
    """

    cells: Coded
    names: pd.Index
    starts: Rows
    named: Ints

    def count(self, rows: Rows | slice = slice(None)) -> Ints:
        """Return how many different outlets each of these rows names."""
        return np.diff(self.starts).astype(np.int32)[self.cells.codes[rows]]

    def of_rows(self, rows: Rows) -> tuple[Rows, Ints]:
        """Return pairs of a place in `rows` and an outlet that this row names, row by row."""
        cells = self.cells.codes[rows]
        length = np.diff(self.starts)[cells]
        place = np.repeat(np.arange(len(rows)), length)
        within = np.arange(len(place)) - np.repeat(np.cumsum(length) - length, length)
        return place, self.named[np.repeat(self.starts[cells], length) + within]


def split_names(cell: str) -> list[str]:
    """Split a source cell at ";", but not within brackets; no name twice.

    A cell with one name is taken as it stands.

    >>> split_names("Dawn; Geo News ;Dawn")
    ['Dawn', 'Geo News']
    >>> split_names("Photograph (agency; paper not stated)")
    ['Photograph (agency; paper not stated)']
    """
    if ";" not in cell:
        return [cell] if cell else []
    names = [name.strip() for name in _NAME.findall(cell)]
    return list(dict.fromkeys(filter(None, names)))


def find_outlets(sources: pd.Series, outlets: Mapping[str, str] | None = None) -> Outlets:
    """Read the outlets of a source column; each distinct cell is read once.

    Parameters
    ----------
    sources
        Text; several outlets of one report are separated by ";".
    outlets
        Source label → independent outlet behind it, looked up once for a whole cell and else for
        each of its names; a label that is missing is its own outlet.
    """
    coded = code_text(sources)
    known = dict(outlets or {})
    labels = coded.values.tolist()
    per_cell = [_outlets_of(label, known) for label in labels]
    texts = pd.Series([_joined(names) for names in per_cell], dtype="str")
    merged = code_text(texts)
    cells = Coded(merged.codes[coded.codes], merged.values)
    split = [split_names(text) for text in merged.values.tolist()]
    flat = code_text(pd.Series([name for names in split for name in names], dtype="str"))
    starts = np.concatenate([[0], np.cumsum([len(names) for names in split], dtype=np.intp)])
    return Outlets(cells, flat.values, starts.astype(np.intp), flat.codes)


def _outlets_of(label: str, known: Mapping[str, str]) -> list[str]:
    if label in known:
        return [known[label]]
    return [known.get(name, name) for name in split_names(label)]


def _joined(names: list[str]) -> str:
    return "; ".join(dict.fromkeys(names))
