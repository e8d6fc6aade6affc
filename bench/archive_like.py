"""Make a folder of Parquet files in the shape of a national archive of reports: synthetic rows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

PLACES = 2_000
DAYS = 730
OUTLETS = 40
_ROWS_AT_ONCE = 1_000_000
_ROWS_A_FILE = 10_000_000
_PROVINCES = ("Balochistan", "Sindh", "Punjab", "Khyber Pakhtunkhwa")
_TYPES = ("sit-in", "march", "demonstration", "strike", "road-block", "vigil")
_SIZES = (50, 100, 200, 500, 1_000, 2_000, 5_000)


def write_archive_like(folder: Path, rows: int, *, seed: int = 7) -> Path:
    """Write `rows` rows as Parquet files of ten million at most, the same for the same seed."""
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    for number, first in enumerate(range(0, rows, _ROWS_A_FILE)):
        of_file = min(_ROWS_A_FILE, rows - first)
        writer = None
        for start in range(0, of_file, _ROWS_AT_ONCE):
            table = _rows(first + start, min(_ROWS_AT_ONCE, of_file - start), random)
            writer = writer or pq.ParquetWriter(folder / f"part-{number:03}.parquet", table.schema)
            writer.write_table(table)
        if writer is not None:
            writer.close()
    return folder


def _rows(start: int, count: int, random: np.random.Generator) -> pa.Table:
    place = (random.beta(1, 3, count) * PLACES).astype(np.int64)
    spread = np.random.default_rng(1)
    latitude, longitude = spread.uniform(25, 36, PLACES), spread.uniform(62, 74, PLACES)
    days = np.datetime64("2019-01-01") + random.integers(0, DAYS, count)
    size = random.integers(0, len(_SIZES), count)
    is_sized = random.random(count) < 0.3
    low = np.array(_SIZES)[size]

    def of(values: list[str], at: np.ndarray) -> pa.Array:
        return pa.array(values).take(pa.array(at))

    return pa.table(
        {
            "report_id": pa.array(np.char.add("r", np.arange(start, start + count).astype(str))),
            "date": pa.array(days),
            "place": of([f"Chak {i} Alpha" for i in range(PLACES)], place),
            "admin1": of(list(_PROVINCES), place % len(_PROVINCES)),
            "latitude": pa.array(latitude[place].round(4)),
            "longitude": pa.array(longitude[place].round(4)),
            "event_type": of(list(_TYPES), random.integers(0, len(_TYPES), count)),
            "organiser": of(
                ["", *(f"Union {i}" for i in range(30))], random.integers(0, 31, count)
            ),
            "source": of(
                [f"Outlet {i}" for i in range(OUTLETS)], random.integers(0, OUTLETS, count)
            ),
            "status": of(
                ["observed", "end", "planned"], random.choice(3, count, p=[0.96, 0.02, 0.02])
            ),
            "size_low": pa.array(low, mask=~is_sized),
            "size_high": pa.array(low * 2, mask=~is_sized),
        }
    )
