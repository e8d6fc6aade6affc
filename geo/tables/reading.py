"""Any file → its tables: what it is, is told from its content."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from geo.errors import FormatError, SourceNotFoundError
from geo.tables.columnar import read_parquet
from geo.tables.delimited import read_delimited
from geo.tables.documents import feature_table, read_json
from geo.tables.kepler import find_datasets, kepler_tables
from geo.tables.kinds import PACKED, head_of, kind_of
from geo.tables.kml import read_kml
from geo.tables.layers import read_bare_shapefile, read_layers, read_shapefile
from geo.tables.raw import Choices, RawTable, Reading, fault, shown
from geo.tables.scratch import Source, copied
from geo.tables.unpacking import list_members, member_name, unpack, unpack_member
from geo.tables.workbooks import read_workbook

_SINGLE: dict[str, Callable[[Source, Choices], RawTable]] = {
    "delimited": read_delimited,
    "workbook": read_workbook,
    "parquet": read_parquet,
    "kml": read_kml,
    "geopackage": read_layers,
    "shapefile": read_shapefile,
    "shp": read_bare_shapefile,
}


def read_table(
    path: Path,
    *,
    header_of: Callable[[Sequence[str]], list[str] | None] | None = None,
    is_tag_row: Callable[[Sequence[str]], bool] | None = None,
    columns: Callable[[list[str]], list[str] | None] | None = None,
) -> RawTable:
    """Read a file's table, or the first of several, as text cells.

    CSV and its kin (any delimiter, UTF-8, UTF-16, Windows-1252), workbooks (xlsx, xlsm, xlsb, xls,
    ods), Parquet, GeoJSON, GeoPackage, zipped shapefile, KML, kepler.gl maps; also compressed. What
    a file is, its content tells; its name plays no part.

    Parameters
    ----------
    path
        The file.
    header_of
        Given the first row's cells, returns column names when that row is data already (a format
        without header), else ``None``.
    is_tag_row
        Tells whether the row below the header holds tags and is no data.
    columns
        Given the header, returns the columns that are needed (``None``: all). The others are not
        kept; `RawTable.fetch` reads them again.

    Raises
    ------
    SourceNotFoundError
        When there is no such file.
    FormatError
        When the file holds no table of a kind that is read.
    """
    source = _source(path)
    choices = Choices(header_of, is_tag_row, columns)
    failure: FormatError | None = None
    for number, found in enumerate(_guarded(source, choices)):
        if isinstance(found, RawTable):
            if number == 0 and found.name == source.name:
                return found
            note = f"the first table that could be read in {source.name}: {found.name}"
            return replace(found, notes=(*found.notes, note))
        failure = failure or found
    raise failure or fault(source.name, "holds no table.")


def read_tables(
    path: Path,
    *,
    header_of: Callable[[Sequence[str]], list[str] | None] | None = None,
    is_tag_row: Callable[[Sequence[str]], bool] | None = None,
    columns: Callable[[list[str]], list[str] | None] | None = None,
) -> Reading:
    """Read all tables of a file: an archive and a kepler.gl map may hold several.

    What cannot be read costs nothing else: it is a sentence in `Reading.failures`. Parameters as in
    `read_table`.

    Raises
    ------
    SourceNotFoundError
        When there is no such file.
    """
    found = list(_guarded(_source(path), Choices(header_of, is_tag_row, columns)))
    return Reading(
        tuple(each for each in found if isinstance(each, RawTable)),
        tuple(each for each in found if isinstance(each, FormatError)),
    )


def _source(path: Path) -> Source:
    try:
        there = path.is_file()
    except (OSError, ValueError):
        there = False
    if not there:
        where = shown(str(path), 200)
        msg = f"There is no file {where}; give a file, or a campaign named by 'dharna datasets'."
        raise SourceNotFoundError(msg)
    return Source(shown(path.name), path)


def _guarded(source: Source, choices: Choices) -> Iterator[RawTable | FormatError]:
    """Turn every failure that a file can cause into its sentence."""
    try:
        yield from _tables(source, choices)
    except FormatError as error:
        yield error
    except OSError as error:
        what = shown(error.strerror or str(error))
        failure = fault(source.name, f"cannot be read: {what}.")
        failure.__cause__ = error
        yield failure
    except MemoryError:
        yield fault(source.name, "needs more memory than there is; split the table.")


def _tables(
    source: Source, choices: Choices, *, packed: bool = False
) -> Iterator[RawTable | FormatError]:
    kind = kind_of(source.name, source.path, head_of(source.path))
    if packed and kind in (*PACKED, "archive"):
        raise fault(source.name, "holds an archive within an archive; unpack it first.")
    if kind in PACKED:
        inner = copied(source.name, unpack(source.name, source.path, kind))
        yield from _tables(inner, choices, packed=True)
    elif kind == "archive":
        for item in list_members(source.name, source.path):
            yield from _member(source, item, choices)
    elif kind == "json":
        yield from read_json(source, choices)
    elif kind == "html":
        yield from _page(source, choices)
    elif kind == "xml":
        raise fault(source.name, "is XML, but not KML; give the table as CSV.")
    else:
        yield _SINGLE[kind](source, choices)


def _member(source: Source, item: object, choices: Choices) -> Iterator[RawTable | FormatError]:
    name = member_name(source.name, item)  # type: ignore[arg-type]
    try:
        inner = copied(name, unpack_member(name, source.path, item))  # type: ignore[arg-type]
        yield from _tables(inner, choices, packed=True)
    except FormatError as error:
        yield error


def _page(source: Source, choices: Choices) -> Iterator[RawTable | FormatError]:
    datasets = find_datasets(source)
    if datasets is None:
        words = "is a web page, not a table; download the table itself, or save it as CSV."
        raise fault(source.name, words)
    yield from kepler_tables(source.name, datasets, choices, features=feature_table)
