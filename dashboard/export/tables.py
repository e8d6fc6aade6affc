"""Tables out: CSV or Parquet by ending, whole or not at all, with formula cells made harmless."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pandas as pd

from geo.errors import InputError, OutputError

_ROWS_AT_ONCE: Final = 250_000
ENDINGS: Final = (".csv", ".parquet")
_FORMULA: Final = re.compile(r"^[=@\t\r]|^[+\-](?!\d+(?:[.,]\d+)*$)")


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV or Parquet.

    In CSV a text cell or a heading that a spreadsheet would take for a formula gets an apostrophe
    in front (OWASP, "CSV injection"); numbers, signed ones too, stay as they are. The file appears
    under its name only when it is complete.

    Raises
    ------
    InputError
        When the ending is neither ``.csv`` nor ``.parquet``.
    OutputError
        When the file cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        msg = f"Cannot write {path.name}: name a file that ends in {' or '.join(ENDINGS)}."
        raise InputError(msg)
    if ending == ".csv":
        write_whole(_csv_parts(frame), path)
    else:
        write_whole([frame.to_parquet(index=False)], path)


def check_writable(path: Path) -> None:
    """Make sure, before work begins, that a file could be written.

    Raises
    ------
    OutputError
        When its folder does not exist, or a folder bears its name.
    """
    if path.is_dir() or not path.parent.is_dir():
        why = "it is a folder" if path.is_dir() else f"there is no folder {path.parent}"
        msg = f"Cannot write {path}: {why}; choose another place."
        raise OutputError(msg)


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Give a temporary name beside a file's own, which it takes when all went well.

    Raises
    ------
    OutputError
        When the folder does not exist or cannot be written to; nothing is left behind.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield unfinished
        unfinished.replace(path)
    except OSError as error:
        msg = f"Cannot write {path}: {error.strerror or error}; choose another place."
        raise OutputError(msg) from error
    finally:
        unfinished.unlink(missing_ok=True)


def _csv_parts(frame: pd.DataFrame) -> Iterator[bytes]:
    """Yield a table as CSV, some rows at a time: as text they take more memory than as columns."""
    for start in range(0, max(len(frame), 1), _ROWS_AT_ONCE):
        yield csv_bytes(frame.iloc[start : start + _ROWS_AT_ONCE], header=start == 0)


def write_whole(data: bytes | Iterable[bytes], path: Path) -> None:
    """Write a file under a temporary name beside its own, then rename it.

    Raises
    ------
    OutputError
        When the folder does not exist or cannot be written to; nothing is left behind.
    """
    try:
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as f:
            unfinished = Path(f.name)
            try:
                for part in [data] if isinstance(data, bytes) else data:
                    f.write(part)
                f.flush()
                unfinished.chmod(0o644)
                unfinished.replace(path)
            except BaseException:
                # An interrupt, too, leaves nothing half-written.
                unfinished.unlink(missing_ok=True)
                raise
    except OSError as error:
        msg = f"Cannot write {path}: {error.strerror or error}; choose another place."
        raise OutputError(msg) from error


def neutralise_formulas(frame: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before every text cell that a spreadsheet would run."""
    safe = frame.copy()
    for name in safe.columns:
        if isinstance(safe[name].dtype, pd.StringDtype) or safe[name].dtype == object:
            cells = safe[name].astype("str")
            runs = cells.str.match(_FORMULA) & safe[name].notna()
            safe[name] = safe[name].mask(runs, "'" + cells)
    return safe


def csv_bytes(frame: pd.DataFrame, *, header: bool = True) -> bytes:
    """Return a table as CSV in UTF-8, with formula cells made harmless."""
    days = {
        name: frame[name].dt.strftime("%Y-%m-%d")
        for name in frame.select_dtypes("datetime").columns
    }
    safe = neutralise_formulas(frame.assign(**days))
    # A lone carriage return is written bare, and what follows it would begin a row of its own.
    safe = safe.replace(r"\r\n?", "\n", regex=True)
    safe.columns = [f"'{name}" if _FORMULA.match(name) else name for name in safe.columns]
    text: str = safe.to_csv(index=False, header=header, lineterminator="\n")
    return text.encode("utf-8")
