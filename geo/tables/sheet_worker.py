"""Prints the table of a workbook as lines of JSON: run as a program of its own.

A hostile workbook can make the reader ask for more memory than there is, which ends the process:
so it is one that nothing else runs in. It imports nothing of this package.

    python sheet_worker.py PATH MEMORY_BYTES

The first line tells of the sheet (or of an error), each other line is a row: number, then cells.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from typing import Any

_SAMPLE_ROWS = 50
_LOOKED_BELOW = 20
_MOST_MERGED = 5_000_000
_WORDS = {
    *("date", "day", "event_date", "start_date", "date_start", "year", "month", "timestamp"),
    *("place", "city", "town", "location", "locality", "village", "site", "venue", "address"),
    *("district", "tehsil", "province", "state", "region", "country", "admin1", "admin2"),
    *("latitude", "longitude", "lat", "lon", "lng", "long", "event_type", "type", "organiser"),
    *("source", "source_url", "url", "notes", "note", "description", "event_id", "id", "size"),
}


def main(path: str, memory_bytes: int) -> None:
    """Print the table of the workbook's sheet that holds one."""
    _limit_memory(memory_bytes)
    # Loading the reader is left until the limit stands.
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        _print_table(CalamineWorkbook.from_path(path))
    except PasswordError:
        _print({"error": "password"})
    except (CalamineError, OSError, ValueError, KeyError) as error:
        _print({"error": "damaged", "what": str(error)[:200]})


def _print_table(book: Any) -> None:
    best: tuple[tuple[bool, int], str, Any, int] | None = None
    filled = 0
    for meta in book.sheets_metadata:
        if not str(meta.typ).endswith("WorkSheet"):
            continue
        sheet = book.get_sheet_by_name(meta.name)
        count = _count_cells(sheet)
        if not count:
            continue
        filled += 1
        at, words = _find_header(sheet)
        score = (words >= 2, count)
        if best is None or score > best[0]:
            best = (score, meta.name, sheet, at)
    if best is None:
        _print({"error": "empty"})
        return
    _, name, sheet, header = best
    _print({"sheet": name, "filled": filled, "sheets": len(book.sheet_names)})
    merged = _merged_cells(sheet, header)
    for number, row in enumerate(sheet.iter_rows()):
        if number >= header:
            cells = [_text(cell) for cell in row]
            for column, value in merged.get(number, {}).items():
                cells[column] = value
            if any(cells):
                _print([number + 1, cells])


def _count_cells(sheet: Any) -> int:
    return sum(cell != "" for row in sheet.iter_rows() for cell in row)


def _find_header(sheet: Any) -> tuple[int, int]:
    """Return the header's row (from 0) and how many well-known names stand in it."""
    sample = []
    for number, row in enumerate(sheet.iter_rows()):
        if number >= (sheet.start[0] if sheet.start else 0) + _SAMPLE_ROWS:
            break
        sample.append([_text(cell).strip() for cell in row])
    known = [sum(_key(cell) in _WORDS for cell in row) for row in sample]
    if max(known) >= 2:
        at = known.index(max(known))
        return at, known[at]
    counts = [sum(map(bool, row)) for row in sample]
    for at, count in enumerate(counts):
        below = [n for n in counts[at + 1 : at + 1 + _LOOKED_BELOW] if n]
        if count >= 2 and (not below or 2 * count >= max(below)):
            return at, known[at]
    return next(i for i, count in enumerate(counts) if count), 0


def _key(cell: str) -> str:
    return "_".join(cell.lower().replace("-", " ").replace("_", " ").split())


def _merged_cells(sheet: Any, header: int) -> dict[int, dict[int, str]]:
    """Return row → column → value for cells merged downwards: it holds for all of their rows."""
    values: dict[int, dict[int, str]] = {}
    ranges = [
        (top, left, bottom)
        for (top, left), (bottom, _) in sheet.merged_cell_ranges or []
        if top > header and bottom > top
    ]
    if not ranges:
        return values
    (_, first), (last_row, last) = sheet.start, sheet.end
    starts: dict[int, list[tuple[int, int]]] = {}
    for top, left, bottom in ranges:
        if first <= left <= last:
            starts.setdefault(top, []).append((left - first, min(bottom, last_row)))
    filled = 0
    for top, row in enumerate(sheet.iter_rows()):
        for left, bottom in starts.get(top, []):
            for number in range(top + 1, bottom + 1):
                filled += 1
                if filled > _MOST_MERGED:
                    return values
                values.setdefault(number, {})[left] = _text(row[left])
    return values


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _limit_memory(memory_bytes: int) -> None:
    try:
        import resource
    except ImportError:
        return
    try:
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ValueError, OSError):
        return


def _print(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
