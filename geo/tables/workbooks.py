"""Excel and OpenDocument workbooks: the sheet that holds the table, its cells as text."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from threading import Timer
from typing import IO, Any, Final

from geo.tables.raw import Choices, RawTable, Row, fault, shown
from geo.tables.scratch import Source
from geo.tables.shaping import shape_held
from geo.tables.unpacking import check_size

MOST_MEMORY_BYTES: Final = 6_000_000_000
LONGEST_SECONDS: Final = 300.0
_PROGRAM: Final = Path(__file__).with_name("sheet_worker.py")
_DAMAGED: Final = "cannot be opened (protected, damaged or far too large?); save it as CSV."


def read_workbook(source: Source, choices: Choices) -> RawTable:
    """Read xlsx, xlsm, xlsb, xls or ods: of several sheets the one that holds the table.

    That is the one with two or more well-known column names, then the one with most filled cells.
    The header may stand below title lines. Dates become ISO text, formulas their stored value,
    whole numbers lose ``.0``, and a cell merged downwards counts for each of its rows.

    Raises
    ------
    FormatError
        When it is protected, damaged, empty or unfolds to more than memory holds.
    """
    if find_spec("python_calamine") is None:
        words = "is a workbook; install dharna[excel] to read it, or save it as CSV."
        raise fault(source.name, words)
    if zipfile.is_zipfile(source.path):
        with zipfile.ZipFile(source.path) as archive:
            check_size(source.name, archive.infolist())
    command = [sys.executable, "-P", str(_PROGRAM), str(source.path), str(MOST_MEMORY_BYTES)]
    with subprocess.Popen(  # noqa: S603  the program is ours, the path one argument
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    ) as process:
        timer = Timer(LONGEST_SECONDS, process.kill)
        timer.start()
        try:
            table = _table(source, process.stdout, choices)
        except BaseException:
            process.kill()
            raise
        finally:
            timer.cancel()
    if process.returncode != 0:
        raise fault(source.name, _DAMAGED)
    return table


def _table(source: Source, lines: IO[bytes] | None, choices: Choices) -> RawTable:
    stream = iter(lines or ())
    first: dict[str, Any] = json.loads(next(stream, b"{}"))
    error = first.get("error", "")
    if error == "password":
        raise fault(source.name, "is protected by a password; save it without one, or as CSV.")
    if error == "empty":
        raise fault(source.name, "is empty; it needs a header line and rows below it.")
    if error or "sheet" not in first:
        raise fault(source.name, _DAMAGED)
    notes: tuple[str, ...] = ()
    if first["filled"] > 1:
        notes = (f"read from sheet '{shown(first['sheet'], 40)}' of {first['sheets']}",)
    return shape_held(source.name, _rows(stream), choices, notes=notes)


def _rows(lines: Iterator[bytes]) -> Iterator[Row]:
    for line in lines:
        try:
            number, cells = json.loads(line)
        except ValueError:
            # The program ended within a line; its exit code says so too.
            return
        if "".join(cells).strip():
            yield number, cells
