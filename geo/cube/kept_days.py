"""The active days of a whole campaign as a file, so that opening it again counts nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from geo.cube.counts import SiteDays
from geo.cube.following import ActiveDays

_WHOLE: Final = ("reports", "sources", "weak", "ends", "precise")
_SIZES: Final = ("size_low", "size_high")


def write_days(active: ActiveDays, path: Path) -> None:
    """Write active days; every whole number in as few bytes as hold it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    counts = active.counts
    columns: dict[str, Any] = {"site": counts.site, "day": counts.day}
    columns |= {name: _narrow(counts.columns[name]) for name in _WHOLE}
    columns |= {name: counts.columns[name] for name in (*_SIZES, "ended", "weight")}
    columns |= {"state": active.state, "onset": active.onset}
    pq.write_table(pa.table(columns), path)


def read_days(path: Path, names: pd.Index, *, gap_days: int) -> ActiveDays:
    """Read what `write_days` wrote.

    Parameters
    ----------
    path
        The file.
    names
        Site ids in the order of their codes.
    gap_days
        The rule that the days were followed by.
    """
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    held = {name: np.asarray(table[name].to_numpy()) for name in table.column_names}
    columns = {name: held[name] for name in (*_WHOLE, *_SIZES, "ended", "weight")}
    counts = SiteDays(held["site"], held["day"], columns, names)
    return ActiveDays(counts, held["state"], held["onset"], gap_days)


def _narrow(values: Any) -> Any:
    return values.astype(np.int32) if values.max(initial=0) < np.iinfo(np.int32).max else values
