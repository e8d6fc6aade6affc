"""Maps that kepler.gl wrote: the datasets within its JSON and its pages."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, Final

from geo.errors import FormatError
from geo.tables.raw import Choices, RawTable, fault, shown
from geo.tables.records import clean, value_text
from geo.tables.scratch import Source
from geo.tables.shaping import shape_held

MOST_BYTES: Final = 2_000_000_000
_PAGE: Final = re.compile(
    r"(?:const|var|let)\s+datasets\s*=\s*(?=\[)|window\.__keplerglDataConfig\s*=\s*(?=\{)"
)
_IS_PAGE: Final = re.compile(r"kepler\.?gl", re.IGNORECASE)

Datasets = dict[str, Any]
"""Label → dataset, in any of the forms that kepler.gl and its Jupyter widget write."""


def datasets_of(value: Any) -> Datasets | None:
    """Return the datasets of a kepler.gl map; ``None`` when the JSON is no such map."""
    if isinstance(value, dict) and isinstance(value.get("datasets"), list):
        value = value["datasets"]
    elif isinstance(value, dict) and "config" in value and isinstance(value.get("data"), dict):
        return dict(value["data"])
    if not isinstance(value, list) or not value:
        return None
    found: Datasets = {}
    for number, entry in enumerate(value, start=1):
        data = entry.get("data") if isinstance(entry, dict) else None
        if not isinstance(data, dict) or not isinstance(data.get("fields"), list):
            return None
        info = entry.get("info") if isinstance(entry.get("info"), dict) else {}
        label = str(data.get("label") or info.get("label") or f"dataset {number}")
        found[label if label not in found else f"{label} {number}"] = data
    return found


def kepler_tables(
    name: str,
    datasets: Datasets,
    choices: Choices,
    *,
    features: Callable[[str, Any, Choices], RawTable],
) -> Iterator[RawTable | FormatError]:
    """Yield a table, or the sentence that says why not, for each dataset.

    Parameters
    ----------
    name
        The file's name; a dataset is called ``name/label`` when there are several.
    datasets
        What `datasets_of` found.
    choices
        The caller's knowledge of headers.
    features
        Turns a dataset that is GeoJSON into a table.
    """
    if not datasets:
        raise fault(name, "is a kepler.gl map without data; export it with its data.")
    for label, data in datasets.items():
        title = name if len(datasets) == 1 else f"{name}/{shown(label, 40)}"
        try:
            yield _table(title, data, choices, features)
        except FormatError as error:
            yield error


def find_datasets(source: Source) -> Datasets | None:
    """Return the datasets within a page that kepler.gl exported; ``None`` for any other page.

    Raises
    ------
    FormatError
        When it is such a page and its data cannot be read.
    """
    if source.size > MOST_BYTES:
        return None
    text = source.path.read_text(encoding="utf-8", errors="replace")
    if not _IS_PAGE.search(text):
        return None
    for found in _PAGE.finditer(text):
        try:
            value, _ = json.JSONDecoder(parse_constant=lambda _: None).raw_decode(text, found.end())
        except (ValueError, RecursionError) as error:
            words = "is a kepler.gl page whose data is damaged; export it anew."
            raise fault(source.name, words) from error
        if value == []:
            return {}
        datasets = datasets_of(value)
        if datasets is not None:
            return datasets
    return None


def _table(
    name: str, data: Any, choices: Choices, features: Callable[[str, Any, Choices], RawTable]
) -> RawTable:
    if isinstance(data, str):
        return _from_text(name, data, choices, features)
    if isinstance(data, dict) and data.get("type") in ("FeatureCollection", "Feature"):
        return features(name, data, choices)
    if isinstance(data, dict) and isinstance(data.get("fields"), list):
        header = [_field_name(field) for field in data["fields"]]
        rows = data.get("allData", data.get("rows"))
        shapes = [i for i, field in enumerate(data["fields"]) if _is_shape(field)]
        if shapes and isinstance(rows, list):
            return features(name, _as_features(header, rows, shapes[0]), choices)
    elif isinstance(data, dict) and isinstance(data.get("columns"), list):
        header = [value_text(column) for column in data["columns"]]
        rows = data.get("data")
    else:
        raise fault(name, "is a kepler.gl dataset of an unknown form; export its data as CSV.")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise fault(name, "is a kepler.gl dataset whose rows cannot be read; export it as CSV.")
    lines = ((line, [value_text(cell) for cell in row]) for line, row in enumerate(rows, start=2))
    return shape_held(name, chain([(1, header)], lines), choices)


def _from_text(
    name: str, text: str, choices: Choices, features: Callable[[str, Any, Choices], RawTable]
) -> RawTable:
    if text.lstrip().startswith("{"):
        try:
            return features(name, json.loads(text), choices)
        except RecursionError as error:
            raise fault(name, "is nested too deep to be a table.") from error
    try:
        rows = list(csv.reader(io.StringIO(clean(text), newline="")))
    except csv.Error as error:
        raise fault(name, "holds CSV that cannot be read; export its data as CSV.") from error
    return shape_held(name, [(i, row) for i, row in enumerate(rows, start=1) if any(row)], choices)


def _field_name(field: Any) -> str:
    if isinstance(field, dict):
        return value_text(field.get("name") or field.get("id"))
    return value_text(field)


def _is_shape(field: Any) -> bool:
    return isinstance(field, dict) and field.get("type") == "geojson"


def _as_features(header: list[str], rows: list[Any], shape: int) -> dict[str, Any]:
    """Return the GeoJSON of rows of which one cell is a feature or a geometry."""
    made = []
    for row in rows:
        cells = row if isinstance(row, list) else []
        held = cells[shape] if shape < len(cells) else None
        held = held if isinstance(held, dict) else {}
        pairs = zip(header, cells, strict=False)
        properties = {key: cell for i, (key, cell) in enumerate(pairs) if i != shape}
        geometry = held.get("geometry") if held.get("type") == "Feature" else held or None
        made.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return {"type": "FeatureCollection", "features": made}
