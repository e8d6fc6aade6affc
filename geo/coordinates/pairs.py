"""Both coordinates in one text column → a column for each."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import pandas as pd

from geo.coordinates.degrees import plain_degrees, read_degrees

_LONGEST: Final = 200
_NUM = r"[+-]?(?:\d+\.?\d*|\.\d+)"
_SIMPLE: Final = rf"^\s*[(\[]?\s*(?P<lat>{_NUM})(?:\s*[,;|/]\s*|\s+)(?P<lon>{_NUM})\s*[)\]]?\s*$"
_NUMBER = r"([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)"
_GEOJSON: Final = re.compile(rf'"coordinates"\s*:\s*\[\s*{_NUMBER}\s*,\s*{_NUMBER}\s*[,\]]', re.I)
_WKT: Final = re.compile(
    rf"(?:SRID=\d+;\s*)?POINT\s*(?:ZM?|M)?\s*\(\s*{_NUMBER}\s+{_NUMBER}(?:\s+{_NUMBER}){{0,2}}\s*\)",
    re.I,
)
_URI: Final = re.compile(rf"geo:\s*{_NUMBER},{_NUMBER}(?:[,;?].*)?", re.I)
_LABELLED: Final = re.compile(
    rf"\W*(lat|lon|lng|long)[a-z]*\W*?{_NUMBER}\W+?(lat|lon|lng|long)[a-z]*\W*?{_NUMBER}\W*", re.I
)
_LETTERS_BACK: Final = re.compile(r"([^NSEW]+[NSEW])[\s,;/|]*([^NSEW]+[NSEW])")
_LETTERS_FRONT: Final = re.compile(r"([NSEW][^NSEW]+?)[\s,;/|]*([NSEW][^NSEW]+)")
_SEPARATORS: Final = tuple(map(re.compile, (r"[;|]", r",\s+", r"\s*/\s*", r"\s+", r",")))


def split_pair(text: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Take a column that holds both coordinates apart.

    The latitude comes first, as people write it (``30.19, 67.01``), except where the text says
    otherwise: in WKT and GeoJSON the longitude comes first, and hemispheres (``67°E 30°N``) and
    labels (``lon=67 lat=30``) name theirs.

    Parameters
    ----------
    text
        Text cells, any length.

    Returns
    -------
    tuple of pandas.Series
        Latitude and longitude as text that `parse_coordinates` reads; both empty where a cell is
        not a pair.

    >>> lat, lon = split_pair(pd.Series(["30.19, 67.01", "POINT (67.01 30.19)"]))
    >>> lat.tolist(), lon.tolist()
    (['30.19', '30.19'], ['67.01', '67.01'])
    """
    codes, found = pd.factorize(text.astype("str"))
    cells = pd.Series(found, dtype="str")
    latitude, longitude = _split_simple(cells)
    rest = np.flatnonzero(latitude.isna())
    halves = [_split(cell) for cell in cells.iloc[rest].tolist()]
    latitude.iloc[rest] = [lat for lat, _ in halves]
    longitude.iloc[rest] = [lon for _, lon in halves]
    return _spread(latitude, codes, text.index), _spread(longitude, codes, text.index)


def _split_simple(cells: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Split the cells that are two plain numbers; null for all others."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = pc.extract_regex(pa.array(cells, type=pa.large_string()), _SIMPLE)
    halves = (pc.struct_field(found, half) for half in ("lat", "lon"))
    latitude, longitude = (pd.Series(half.to_pandas(), dtype="str") for half in halves)
    return latitude, longitude


def _split(cell: str) -> tuple[str, str]:
    if len(cell) > _LONGEST:
        return "", ""
    if found := _GEOJSON.search(cell) or _WKT.fullmatch(cell.strip()):
        return found[2], found[1]
    if found := _URI.fullmatch(cell.strip()):
        return found[1], found[2]
    text = plain_degrees(cell).strip("()[]{} ")
    if (found := _LABELLED.fullmatch(text)) and found[1][:2] != found[3][:2]:
        return (found[2], found[4]) if found[1] == "LAT" else (found[4], found[2])
    if found := _LETTERS_BACK.fullmatch(text) or _LETTERS_FRONT.fullmatch(text):
        return _by_letters(found[1].strip(" ,;/|"), found[2].strip(" ,;/|"))
    for separator in _SEPARATORS:
        halves = separator.split(text)
        if len(halves) == 2 and all(_is_degrees(half) for half in halves):
            return halves[0].strip(), halves[1].strip()
    return "", ""


def _by_letters(first: str, second: str) -> tuple[str, str]:
    """Tell by the hemispheres which half is the latitude; none where both are of one axis."""
    north = [bool(set("NS") & set(half)) for half in (first, second)]
    if north[0] == north[1] or not (_is_degrees(first) and _is_degrees(second)):
        return "", ""
    return (first, second) if north[0] else (second, first)


def _is_degrees(text: str) -> bool:
    return not np.isnan(read_degrees(text.strip())[0])


def _spread(halves: pd.Series, codes: np.ndarray, index: pd.Index) -> pd.Series:
    texts = pd.Series([*halves, ""], dtype="str")
    return pd.Series(texts.array.take(codes), index=index, dtype="str")
