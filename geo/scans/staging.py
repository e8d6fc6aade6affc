"""CSV files → Parquet in the scratch folder, read once and never whole."""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from geo.checking import columns_needed
from geo.formats import header_of, is_tag_row
from geo.scans.scan import LINE, MISSHAPEN
from geo.tables.blocks import read_parts
from geo.tables.careful import TRIED_BYTES, Spot, begin, read_rows, rows_of
from geo.tables.encodings import to_utf8
from geo.tables.fast import Layout, csv_query, plain_path, quoted
from geo.tables.kinds import PACKED, head_of, kind_of
from geo.tables.physical import count_lines, has_nul
from geo.tables.raw import Choices, shown
from geo.tables.scratch import Source, copied
from geo.tables.shaping import check_padding, drop_blank, find_header, open_table
from geo.tables.unpacking import unpack
from geo.watching import quieten


@dataclass(frozen=True)
class Staged:
    """A CSV file as Parquet.

    Attributes
    ----------
    path
        The Parquet file: text columns, and `LINE` and `MISSHAPEN` where rows were out of order.
    header
        All columns of the CSV file; of a format that is known only those needed are in `path`.
    first_line
        Line of the first row.
    notes
        Sentences on how it was read.
    """

    path: Path
    header: tuple[str, ...]
    first_line: int
    notes: tuple[str, ...]


def stage(file: Path, folder: Path, number: int, *, whole: bool = False) -> Staged:
    """Write a CSV file as Parquet: by the engine when every row fits, else block by block.

    Raises
    ------
    FormatError
        When it has no header that can be read.
    """
    source = _plain(file)
    notes: tuple[str, ...] = ()
    made = to_utf8(source.path)
    if made is not None:
        source, notes = copied(source.name, made[0]), made[1]
    target = folder / f"staged-{number}.parquet"
    with source.path.open("rb") as opened:
        data = opened.read(TRIED_BYTES)
    spot, delimiter = begin(data)
    choices = Choices(header_of, is_tag_row, None if whole else columns_needed)
    return _at_once(source, data, target, notes, choices) or _by_blocks(
        source, spot, delimiter, target, notes, choices
    )


def _plain(file: Path) -> Source:
    name = shown(file.name)
    kind = kind_of(name, file, head_of(file))
    return copied(name, unpack(name, file, kind)) if kind in PACKED else Source(name, file)


def _at_once(
    source: Source, data: bytes, target: Path, notes: tuple[str, ...], choices: Choices
) -> Staged | None:
    """Let DuckDB write the file; ``None`` when a row does not fit or nothing is sure."""
    import duckdb

    spot, delimiter = begin(data)
    try:
        text = data[spot.byte : data.rindex(b"\n") + 1].decode()
    except ValueError:
        return None
    misquoted: dict[int, str] = {}
    rows = rows_of(io.StringIO(text, newline=""), spot.lines, delimiter, misquoted)
    first = list(islice(drop_blank(rows), 3))
    if misquoted or not first:
        return None
    header = find_header(source.name, [cells for _, cells in first], choices)
    if len(first) <= header.rows or len(first[0][1]) > len(header.names):
        return None
    line = first[header.rows][0]
    lines = count_lines(source.path)
    if lines.nul or lines.lone_cr:
        return None
    layout = Layout(delimiter, header.names, len(header.names), choices.wanted(header.names))
    path, _link = plain_path(source)
    to, each = quoted(str(target)), " || ".join(f"trim(c{i})" for i in layout.places)
    try:
        with duckdb.connect() as base:
            quieten(base)
            query = csv_query(path, layout, skip=line - 1)
            base.execute(f"COPY ({query}) TO {to} (FORMAT parquet)")
            blank = f"SELECT 1 FROM read_parquet({to}) WHERE {each} = '' LIMIT 1"  # noqa: S608
            if base.execute(blank).fetchall():
                return None
    except (duckdb.Error, OSError):
        return None
    # Only with a row to each line are the numbers of lines known.
    if pq.read_metadata(target).num_rows != lines.count - (line - 1):
        return None
    return Staged(target, tuple(header.names), line, notes + header.notes)


def _by_blocks(
    source: Source,
    spot: Spot,
    delimiter: str,
    target: Path,
    notes: tuple[str, ...],
    choices: Choices,
) -> Staged:
    faults: dict[int, str] = {}
    nul = has_nul(source.path)
    starts: list[int] = []
    rows = drop_blank(read_rows(source, spot, delimiter, faults, starts))
    header, first = open_table(source.name, rows, choices, faults)
    first = first or list(islice(rows, 1))
    wanted = choices.wanted(header.names)
    kinds = [(f"c{header.names.index(name)}", pa.large_string()) for name in wanted]
    schema = pa.schema([*kinds, (LINE, pa.int64()), (MISSHAPEN, pa.large_string())])
    with pq.ParquetWriter(target, schema) as writer:
        if first:
            line, cells = first[0]
            width = max(len(cells), len(header.names))
            layout = Layout(delimiter, header.names, width, wanted)
            body = Spot(line - 1, starts[line - 1 - spot.lines])
            faults.pop(line - 1, None)
            count = 0
            for arrays, numbers in read_parts(source, body, layout, faults, nul=nul):
                count += len(numbers)
                check_padding(source.name, count, len(header.names), source.size)
                unfit = [faults.pop(int(at), "") if faults else "" for at in numbers]
                reasons = pa.array(unfit, pa.large_string())
                columns = [*(_text(array) for array in arrays), pa.array(numbers), reasons]
                writer.write_table(pa.table(columns, schema=schema))
    return Staged(target, tuple(header.names), 2, notes + header.notes)


def _text(array: Any) -> Any:
    return array.cast(pa.large_string())
