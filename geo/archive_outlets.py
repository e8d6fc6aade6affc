"""Who stands behind the reports of an archive: each source cell is read once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.archive import Archive
from geo.outlets import Outlets, find_outlets
from geo.scans.lookups import Lookup


def outlet_numbers(archive: Archive) -> list[Lookup]:
    """Return for each part which outlets a source cell names: ``outlet``, an entry for each.

    A cell that names none has no entry, so that joining leaves such reports out.
    """
    known, parts = _known(archive)
    cell, outlet = known.of_rows(np.arange(len(known.cells.codes)))
    apart, start = [], 0
    for lookup in parts:
        end = start + len(lookup.rows)
        of_part = (cell >= start) & (cell < end)
        values = pd.DataFrame({"outlet": outlet[of_part].astype(np.int32)})
        apart.append(lookup.taken(cell[of_part] - start).with_values(values))
        start = end
    return apart


def outlet_cells(archive: Archive) -> list[Lookup]:
    """Return for each part the source cells as they are, and as the ``outlet`` behind them."""
    known, parts = _known(archive)
    texts = known.cells.text()
    found, start = [], 0
    for lookup in parts:
        end = start + len(lookup.rows)
        outlet = texts.iloc[start:end].to_numpy()
        found.append(lookup.with_values(lookup.values.assign(outlet=outlet)))
        start = end
    return found


def _known(archive: Archive) -> tuple[Outlets, list[Lookup]]:
    parts = [part.source for part in archive.parts]
    cells = pd.concat([lookup.values["source"] for lookup in parts], ignore_index=True)
    return find_outlets(cells, archive.info.outlets), parts
