"""Tables with places → GeoJSON, KML, GeoPackage and GeoParquet. Each file says what it is.

All are WGS84, longitude first. Rows without coordinates stay in, without a geometry, but for KML.
"""

from __future__ import annotations

import json
import re
import struct
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd

from dashboard.export.data_tables import DataTable
from dashboard.export.files import CannotMakeError
from dashboard.theme import PALETTES, SYMBOL_OF, radius_px, state_colour

_POINT: Final = 1
_LINE: Final = 2
_LITTLE_ENDIAN: Final = 1
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KML_SCALE: Final = 0.09
"""Icon scale of a radius of one pixel: Google's dot is 64 pixels wide and mostly border."""


def geojson(table: DataTable, about: dict[str, str]) -> bytes:
    """Return a table as a GeoJSON feature collection (RFC 7946) with a ``metadata`` member."""
    geometries = [
        None if at is None else _geojson_geometry(table, at) for at in _coordinates(table)
    ]
    rows = _plain(table.frame).to_dict("records")
    features = [
        {"type": "Feature", "geometry": geometry, "properties": row}
        for geometry, row in zip(geometries, rows, strict=True)
    ]
    collection = {
        "type": "FeatureCollection",
        "name": table.name,
        "metadata": {"table": table.title, "description": table.about, **about},
        "features": features,
    }
    text = json.dumps(collection, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return f"{text}\n".encode()


def geoparquet(table: DataTable, about: dict[str, str]) -> bytes:
    """Return a table as GeoParquet 1.1 (WKB); plain Parquet where it has no coordinates."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrow = pa.Table.from_pandas(table.frame, preserve_index=False)
    notes = {"dharna": json.dumps({"table": table.title, **about}, ensure_ascii=False)}
    if table.geometry:
        arrow = arrow.append_column("geometry", pa.array(_wkb(table), type=pa.binary()))
        notes["geo"] = json.dumps(_geo_metadata(table))
    arrow = arrow.replace_schema_metadata({**(arrow.schema.metadata or {}), **notes})
    sink = pa.BufferOutputStream()
    pq.write_table(arrow, sink, compression="zstd")
    data: bytes = sink.getvalue().to_pybytes()
    return data


def geopackage(tables: list[DataTable], about: dict[str, str], *, made: str) -> bytes:
    """Return all tables as layers of one GeoPackage, with a table ``about``.

    Raises
    ------
    CannotMakeError
        When pyogrio is not installed.
    """
    try:
        import pyogrio
    except ModuleNotFoundError as error:
        msg = "A GeoPackage needs pyogrio; install it with: pip install 'dharna[spatial]'."
        raise CannotMakeError(msg) from error

    said = pd.DataFrame({"name": list(about), "text": list(about.values())}).astype("str")
    notes = DataTable("about", "About these data", "What they are.", said, ("name",))
    # GDAL writes the hour into every layer, which would make each export another file.
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{made}T00:00:00Z"})
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "data.gpkg"
            for table in (*tables, notes):
                _write_layer(table, path)
            return path.read_bytes()
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def kml(tables: list[DataTable], about: dict[str, str]) -> bytes:
    """Return tables with coordinates as folders of one KML 2.2 document.

    Site-days carry their day as a time span, so that a viewer's time slider plays them.
    """
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>',
        f"<name>{_xml(about['title'])}</name>",
        f"<description>{_xml(_described(about))}</description>",
        *(_kml_style(state) for state in SYMBOL_OF),
    ]
    for table in tables:
        if table.geometry:
            parts += [
                f"<Folder><name>{_xml(table.title)}</name>",
                f"<description>{_xml(table.about)}</description>",
                *_placemarks(table),
                "</Folder>",
            ]
    return "\n".join([*parts, "</Document></kml>", ""]).encode()


def _coordinates(table: DataTable) -> list[tuple[float, ...] | None]:
    """Return each row's longitude and latitude, a line's beginning first."""
    if not table.geometry:
        return [None] * len(table.frame)
    rows = table.frame[list(table.coordinates)].to_numpy(dtype=float)
    known = np.isfinite(rows).all(axis=1)
    return [
        tuple(row) if is_known else None for row, is_known in zip(rows.tolist(), known, strict=True)
    ]


def _geojson_geometry(table: DataTable, at: tuple[float, ...]) -> dict[str, Any]:
    if table.geometry == "line":
        return {"type": "LineString", "coordinates": [list(at[:2]), list(at[2:])]}
    return {"type": "Point", "coordinates": list(at)}


def _wkb(table: DataTable) -> list[bytes | None]:
    """Return each row's geometry as well-known binary (OGC 06-103r4, 8.2)."""
    if table.geometry == "line":
        return [
            None if at is None else struct.pack("<BIIdddd", _LITTLE_ENDIAN, _LINE, 2, *at)
            for at in _coordinates(table)
        ]
    return [
        None if at is None else struct.pack("<BIdd", _LITTLE_ENDIAN, _POINT, *at)
        for at in _coordinates(table)
    ]


def _geo_metadata(table: DataTable) -> dict[str, Any]:
    known = [at for at in _coordinates(table) if at is not None]
    points = np.array([pair for at in known for pair in (at[:2], at[2:]) if pair])
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": ["LineString" if table.geometry == "line" else "Point"] if known else [],
    }
    if known:
        column["bbox"] = [*points.min(axis=0).tolist(), *points.max(axis=0).tolist()]
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}


def _write_layer(table: DataTable, path: Path) -> None:
    from pyogrio.raw import write

    frame = table.frame
    columns = [_layer_column(frame[name]) for name in frame]
    geometry = np.array([*_wkb(table), None], dtype=object)[:-1] if table.geometry else None
    kind = {"point": "Point", "line": "LineString"}.get(table.geometry)
    write(
        path,
        geometry,
        [values for values, _ in columns],
        np.array([str(name) for name in frame], dtype=object),
        field_mask=[mask for _, mask in columns],
        layer=table.name,
        driver="GPKG",
        geometry_type=kind,
        crs="EPSG:4326" if kind else None,
        append=path.exists(),
        layer_options={"DESCRIPTION": table.about, "IDENTIFIER": table.title},
        dataset_options=None if path.exists() else {"VERSION": "1.3"},
    )


def _layer_column(column: pd.Series) -> tuple[Any, Any]:
    """Return a column as an array that GDAL takes, and which of its cells are empty."""
    empty = column.isna().to_numpy()
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column.to_numpy().astype("datetime64[D]"), empty
    if pd.api.types.is_bool_dtype(column.dtype):
        return column.to_numpy(dtype=bool), None
    if pd.api.types.is_integer_dtype(column.dtype):
        return column.fillna(0).to_numpy(dtype=np.int64), empty
    if pd.api.types.is_float_dtype(column.dtype):
        return column.to_numpy(dtype=float), None
    return column.fillna("").str.replace("\0", "").to_numpy(dtype=object), None


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose cells are plain values for JSON, empty ones ``None``."""
    columns = {}
    for name in frame:
        column = frame[name]
        if pd.api.types.is_datetime64_any_dtype(column.dtype):
            column = column.dt.strftime("%Y-%m-%d")
        elif pd.api.types.is_float_dtype(column.dtype):
            column = column.where(np.isfinite(column))
        cells = column.astype(object)
        columns[name] = cells.where(column.notna(), None)
    return pd.DataFrame(columns, index=frame.index)


def _placemarks(table: DataTable) -> Iterator[str]:
    names = [str(name) for name in table.frame]
    for at, row in zip(_coordinates(table), _plain(table.frame).to_dict("records"), strict=True):
        if at is None:
            continue
        pairs = " ".join(f"{at[i]},{at[i + 1]}" for i in range(0, len(at), 2))
        shape = "LineString" if table.geometry == "line" else "Point"
        cells = ((name, row[name]) for name in names if row[name] not in (None, ""))
        yield "".join(
            [
                f"<Placemark><name>{_xml(_name_of(row))}</name>",
                f"<description>{_xml(_about_row(row))}</description>",
                _time_span(row),
                _icon(row),
                "<ExtendedData>",
                *(f'<Data name="{n}"><value>{_xml(str(v))}</value></Data>' for n, v in cells),
                f"</ExtendedData><{shape}><coordinates>{pairs}</coordinates></{shape}></Placemark>",
            ]
        )


def _name_of(row: dict[Any, Any]) -> str:
    if row.get("from_site"):
        return f"{row['from_site']} to {row['site']} (inferred)"
    return str(row.get("site") or row.get("site_id") or "")


def _about_row(row: dict[Any, Any]) -> str:
    parts = (row.get(name) for name in ("state", "event_type", "source", "note", "basis"))
    said = "; ".join(str(part) for part in parts if part)
    return f"{said} (reports: {row['reports']})" if row.get("reports") is not None else said


def _time_span(row: dict[Any, Any]) -> str:
    if row.get("day"):
        begin = end = row["day"]
    elif row.get("date"):
        begin, end = row["date"], row.get("date_end") or row["date"]
    else:
        return ""
    return f"<TimeSpan><begin>{begin}</begin><end>{end}</end></TimeSpan>"


def _icon(row: dict[Any, Any]) -> str:
    if row.get("state") not in SYMBOL_OF:
        return ""
    scale = round(radius_px(float(row.get("reports") or 0)) * _KML_SCALE, 2)
    return (
        f"<styleUrl>#{row['state']}</styleUrl>"
        f"<Style><IconStyle><scale>{scale}</scale></IconStyle></Style>"
    )


def _kml_style(state: str) -> str:
    colour = state_colour(PALETTES["light"], state).lstrip("#")
    red, green, blue = (colour[i : i + 2] for i in (0, 2, 4))
    # No icon is named: the common ones lie on a server, and a file must not call one.
    return (
        f'<Style id="{state}"><IconStyle><color>ff{blue}{green}{red}</color></IconStyle>'
        f"<LineStyle><color>ff{blue}{green}{red}</color></LineStyle></Style>"
    )


def _described(about: dict[str, str]) -> str:
    words: Iterable[str] = (f"{name.capitalize()}: {text}" for name, text in about.items())
    return "\n".join(words)


def _xml(text: str) -> str:
    return escape(_NOT_XML.sub("", text))
