"""Map layers: shapefiles and GeoPackages, read by GDAL."""

from __future__ import annotations

import sqlite3
import warnings
import zipfile
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from geo.tables.columnar import plain_text
from geo.tables.points import NOT_POINTS, coordinate_texts, point_of_wkb
from geo.tables.raw import Choices, RawTable, fault, shown
from geo.tables.scratch import Source
from geo.tables.shaping import as_text_array, shape_columns
from geo.tables.unpacking import check_size, unpack_member

_PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_DAMAGED: Final = "cannot be read as a map layer (damaged or empty?); export it as GeoJSON."


def read_layers(source: Source, choices: Choices) -> RawTable:
    """Read a GeoPackage: of several layers the one with most points.

    Attributes become columns; points become ``latitude`` and ``longitude`` in EPSG:4326 unless
    columns of these names are there. Areas and lines keep empty coordinates, with a note.

    Raises
    ------
    FormatError
        When it is damaged, or no layer holds a row.
    """
    _need_gdal(source.name)
    path = source.path
    with TemporaryDirectory(prefix="dharna-") as folder:
        # GDAL tells a GeoPackage by its ending; a link gives it one.
        link = Path(folder) / "layers.gpkg"
        link.symlink_to(path.resolve())
        return _read(source.name, link, choices)


def read_shapefile(source: Source, choices: Choices) -> RawTable:
    """Read the shapefile in a zip archive: of several the one with most points.

    Raises
    ------
    FormatError
        When it is damaged, or its parts are not all there.
    """
    name = source.name
    _need_gdal(name)
    with zipfile.ZipFile(source.path) as archive:
        items = archive.infolist()
    check_size(name, items)
    stems = [i.filename[:-4] for i in items if i.filename.lower().endswith(".shp")]
    with TemporaryDirectory(prefix="dharna-") as folder:
        for number, stem in enumerate(stems[:100], start=1):
            for item in items:
                ending = item.filename[len(stem) :].lower()
                if item.filename.startswith(stem) and ending in _PARTS:
                    part = unpack_member(f"{name}/{shown(item.filename)}", source.path, item)
                    target = Path(folder) / f"layer{number}{ending}"
                    target.write_bytes(part.path.read_bytes())
        titles = {f"layer{n}": Path(stem).name for n, stem in enumerate(stems[:100], start=1)}
        return _read(name, Path(folder), choices, titles)


def read_bare_shapefile(source: Source, choices: Choices) -> RawTable:
    """Read a ``.shp`` file whose other parts lie beside it.

    Raises
    ------
    FormatError
        When its ``.dbf`` is not there, as after an upload of the ``.shp`` alone.
    """
    name = source.name
    beside = {part.suffix.lower() for part in source.path.parent.glob(f"{source.path.stem}.*")}
    if source.path.suffix.lower() != ".shp" or ".dbf" not in beside:
        words = "is one part of a shapefile; give a zip of its .shp, .shx, .dbf and .prj."
        raise fault(name, words)
    _need_gdal(name)
    return _read(name, source.path, choices)


def _need_gdal(name: str) -> None:
    if find_spec("pyogrio") is None:
        words = "is a map layer; install dharna[spatial] to read it, or export it as GeoJSON."
        raise fault(name, words)


def _read(
    name: str, path: Path, choices: Choices, titles: dict[str, str] | None = None
) -> RawTable:
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError, FieldError, GeometryError

    damage = (DataLayerError, DataSourceError, FieldError, GeometryError, pa.ArrowException)
    try:
        with warnings.catch_warnings():
            # GDAL warns of what it mends or passes over; rows say for themselves what they lack.
            warnings.simplefilter("ignore")
            layers = [str(layer[0]) for layer in pyogrio.list_layers(path)]
            if not layers:
                raise fault(name, _DAMAGED)
            layer = max(layers, key=lambda each: _points_in(path, each))
            meta, table = pyogrio.read_arrow(path, layer=layer)
    except (*damage, RuntimeError, sqlite3.Error, UnicodeError) as error:
        raise fault(name, _DAMAGED) from error
    title = shown((titles or {}).get(layer, layer), 40)
    notes = (f"read from layer '{title}' of {len(layers)}",) if len(layers) > 1 else ()
    return _as_table(name, meta, table, choices, notes)


def _points_in(path: Path, layer: str) -> tuple[bool, int]:
    import pyogrio

    info = pyogrio.read_info(path, layer=layer, force_feature_count=True)
    return "Point" in str(info["geometry_type"]), int(info["features"])


def _as_table(
    name: str, meta: dict[str, Any], table: pa.Table, choices: Choices, notes: tuple[str, ...]
) -> RawTable:
    shape = meta.get("geometry_name") or "wkb_geometry"
    columns: dict[str, Any] = {
        column: _text(table[column]) for column in table.column_names if column != shape
    }
    if shape in table.column_names:
        values = table[shape].to_pylist()
        points = [point_of_wkb(value) for value in values]
        others = sum(p is None and v is not None for p, v in zip(points, values, strict=True))
        if others:
            notes = (*notes, f"{others:,} {NOT_POINTS}")
        if any(points) and not {"latitude", "longitude"} <= columns.keys():
            try:
                texts = coordinate_texts(points, meta.get("crs"))
            except ValueError as error:
                words = "has a coordinate system that is not known; save it in WGS84 (EPSG:4326)."
                raise fault(name, words) from error
            columns["latitude"], columns["longitude"] = texts
    if not columns:
        raise fault(name, "has shapes but no attributes; it needs a date for each.")
    return shape_columns(name, columns, choices, rows=table.num_rows, notes=notes)


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pa.chunked_array([pa.array([""] * len(column), pa.large_string())])
    family = "float" if pa.types.is_floating(kind) else "text"
    family = "time" if pa.types.is_timestamp(kind) else family
    return plain_text(as_text_array(pc.cast(column, pa.large_string())), family)
