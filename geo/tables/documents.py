"""JSON in the forms that events come in: GeoJSON, kepler.gl maps, lists of records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from geo.errors import FormatError
from geo.tables.encodings import to_utf8
from geo.tables.kepler import datasets_of, kepler_tables
from geo.tables.points import NOT_POINTS, Point, with_points
from geo.tables.raw import Choices, RawTable, fault, shown
from geo.tables.records import columns_of
from geo.tables.scratch import Source
from geo.tables.shaping import shape_columns

MOST_BYTES: Final = 2_000_000_000
_LISTS: Final = ("data", "results", "events", "records", "rows", "items")


def read_json(source: Source, choices: Choices) -> Iterator[RawTable | FormatError]:
    """Read GeoJSON (also one feature a line), a kepler.gl map or a list of records.

    Yields
    ------
    RawTable or FormatError
        One for each table: only a kepler.gl map holds several.
    """
    value = load_json(source)
    datasets = datasets_of(value)
    if datasets is not None:
        yield from kepler_tables(source.name, datasets, choices, features=feature_table)
    else:
        yield _one_table(source, value, choices)


def load_json(source: Source) -> Any:
    """Parse a JSON file, or one that holds a JSON value on each line.

    Raises
    ------
    FormatError
        When it is not JSON, is nested too deep or is too large.
    """
    if source.size > MOST_BYTES:
        words = f"is JSON of more than {MOST_BYTES / 1e9:.0f} GB; save it as CSV or Parquet."
        raise fault(source.name, words)
    made = to_utf8(source.path)
    text = (made[0].path if made else source.path).read_text(encoding="utf-8-sig")
    return parse_json(source.name, text)


def parse_json(name: str, text: str) -> Any:
    """Parse JSON text; numbers that JSON does not know (NaN) become null."""
    try:
        return json.loads(text, parse_constant=lambda _: None)
    except RecursionError as error:
        raise fault(name, "is nested too deep to be a table; save it as CSV.") from error
    except ValueError as error:
        lines = [line.lstrip("\x1e") for line in text.splitlines() if line.strip("\x1e \t")]
        if len(lines) > 1 and lines[0].rstrip().endswith("}"):
            return _line_by_line(name, lines)
        what = shown(str(error), 80)
        raise fault(name, f"is not sound JSON ({what}); export it anew.") from error


def feature_table(name: str, collection: Any, choices: Choices) -> RawTable:
    """Turn GeoJSON features into rows: properties are columns, points become coordinates.

    Raises
    ------
    FormatError
        When there are no features, or their coordinate system is not known.
    """
    features = _features(collection)
    if not features:
        raise fault(name, "holds no features; it needs points with a date each.")
    rows: list[dict[str, Any]] = []
    points: list[Point | None] = []
    misshapen: dict[int, str] = {}
    others = 0
    for line, feature in enumerate(features, start=2):
        sound = isinstance(feature, dict)
        properties = feature.get("properties") if sound else None
        rows.append(properties if isinstance(properties, dict) else {})
        if sound and "id" in feature and "id" not in rows[-1]:
            rows[-1] = {"id": feature["id"], **rows[-1]}
        if not sound:
            misshapen[line] = "the feature is not an object"
        point, what = _point(feature.get("geometry") if sound else None)
        points.append(point)
        if what == "other":
            others += 1
        elif what:
            misshapen[line] = what
    try:
        columns = with_points(columns_of(name, rows), points, _crs(collection))
    except FormatError:
        raise
    except ValueError as error:
        words = "names a coordinate system that is not known; save it in WGS84 (EPSG:4326)."
        raise fault(name, words) from error
    return shape_columns(
        *(name, columns, choices),
        rows=len(rows),
        misshapen=misshapen,
        notes=(f"{others:,} {NOT_POINTS}",) if others else (),
    )


def _one_table(source: Source, value: Any, choices: Choices) -> RawTable:
    name = source.name
    if isinstance(value, dict) and str(value.get("type")) in (
        *("FeatureCollection", "Feature", "GeometryCollection", "Point", "MultiPoint"),
        *("Polygon", "MultiPolygon", "LineString", "MultiLineString"),
    ):
        return feature_table(name, value, choices)
    rows = _records(value)
    if rows and all(isinstance(row, dict) and row.get("type") == "Feature" for row in rows[:50]):
        return feature_table(name, {"type": "FeatureCollection", "features": rows}, choices)
    if rows and all(isinstance(row, dict) for row in rows):
        return shape_columns(name, columns_of(name, rows), choices, rows=len(rows))
    words = "is JSON, but neither GeoJSON, a kepler.gl map nor a list of records; save it as CSV."
    raise fault(name, words)


def _records(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        for key in _LISTS:
            if isinstance(value.get(key), list):
                return list(value[key])
    return []


def _features(collection: Any) -> list[Any]:
    if not isinstance(collection, dict):
        return []
    kind = collection.get("type")
    if kind == "FeatureCollection":
        features = collection.get("features")
        return features if isinstance(features, list) else []
    if kind == "Feature":
        return [collection]
    return [{"type": "Feature", "properties": {}, "geometry": collection}]


def _point(geometry: Any) -> tuple[Point | None, str]:
    """Return the point, and ``other`` or a reason when there is none that can be used."""
    if geometry is None:
        return None, ""
    if not isinstance(geometry, dict):
        return None, "the geometry is not an object"
    place = geometry.get("coordinates")
    if geometry.get("type") == "MultiPoint" and isinstance(place, list) and len(place) == 1:
        place = place[0]
    elif geometry.get("type") != "Point":
        return None, "other"
    if not isinstance(place, list) or not place:
        # GeoJSON allows a point without coordinates: a report without a place.
        return None, "" if place in ([], None) else "the coordinates are not a list"
    try:
        x, y = (float(number) for number in place[:2] if not isinstance(number, bool))
    except (TypeError, ValueError, OverflowError):
        return None, "the coordinates are not two numbers"
    return (x, y), ""


def _crs(collection: Any) -> str | None:
    crs = collection.get("crs") if isinstance(collection, dict) else None
    if not isinstance(crs, dict) or not isinstance(crs.get("properties"), dict):
        return None
    return str(crs["properties"].get("name", "")) or None


def _line_by_line(name: str, lines: list[str]) -> list[Any]:
    try:
        return [json.loads(line, parse_constant=lambda _: None) for line in lines]
    except (ValueError, RecursionError) as error:
        what = shown(str(error), 80)
        raise fault(name, f"is not sound JSON ({what}); export it anew.") from error
