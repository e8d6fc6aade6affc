"""Latitudes and longitudes as text → decimal degrees (WGS84)."""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

import numpy as np
import pandas as pd

from geo.dates.words import to_western_digits

Axis = Literal["latitude", "longitude"]
Style = Literal["plain", "comma", "sexagesimal", "other axis", "unreadable"]

_LONGEST: Final = 60
_QUOTED: Final = 60
_LETTERS: Final = {"latitude": "NS", "longitude": "EW"}
_SIGN: Final = {"N": 1, "E": 1, "S": -1, "W": -1}
_PLAIN: Final = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_MARKS: Final = (
    (re.compile(r"º|˚|DEGREES?|DEG\.?|(?<=\d)D(?=[\d ])"), "°"),
    (re.compile(r"''|[″“”]"), '"'),
    (re.compile(r"[′’‘´`]|MINUTES?|MIN\.?"), "'"),
    (re.compile(r"SECONDS?|SEC\.?"), '"'),
    (re.compile(r"([NSEW])(?:ORTH|OUTH|AST|EST)\b"), r"\1"),
)
_NUMBER = r"(\d{1,3}(?:[.,]\d*)?|[.,]\d+)"
_SMALL = r"(\d{1,2}(?:[.,]\d*)?)"
_FRONT, _BACK = r"([NSEW]?)\s*([+-]?)\s*", r"\s*([NSEW]?)"
_DECIMAL: Final = re.compile(rf"{_FRONT}{_NUMBER}\s*°?{_BACK}")
_MINUTES: Final = re.compile(rf"{_FRONT}(\d{{1,3}})\s*([°:\s])\s*{_SMALL}\s*('?){_BACK}")
_SECONDS: Final = re.compile(
    rf"{_FRONT}(\d{{1,3}})\s*[°:\s-]\s*(\d{{1,2}})\s*[':\s-]\s*{_SMALL}\s*\"?{_BACK}"
)


class ParsedCoordinates(NamedTuple):
    """Two columns of coordinates, with what was done to read them."""

    latitude: pd.Series
    """``float64`` degrees north; null where the cell is blank or cannot be read. Out of range is
    kept as it is: whoever checks the rows says so."""
    longitude: pd.Series
    """``float64`` degrees east, likewise."""
    notes: tuple[str, ...]
    """What the user should know of how the columns were read, one sentence each."""


def parse_coordinates(lat_text: pd.Series, lon_text: pd.Series) -> ParsedCoordinates:
    """Read a column of latitudes and one of longitudes.

    Decimal degrees, with a decimal comma too, a degree sign, or a letter for the hemisphere before
    or after; degrees, minutes and seconds. A letter of the other axis (``67.01 E`` as a latitude),
    a sign beside a letter, minutes or seconds of 60 and more: the cell is not read.

    Parameters
    ----------
    lat_text, lon_text
        Text cells, any length.

    >>> one = parse_coordinates(pd.Series(["30°30'N"]), pd.Series(["67,01"]))
    >>> one.latitude.tolist(), one.longitude.tolist()
    ([30.5], [67.01])
    """
    latitude, about_latitude = _parse_axis(lat_text, "latitude")
    longitude, about_longitude = _parse_axis(lon_text, "longitude")
    return ParsedCoordinates(latitude, longitude, (*about_latitude, *about_longitude))


def read_degrees(cell: str, axis: Axis | None = None) -> tuple[float, Style]:
    """Read one cell; ``nan`` where it holds no degrees.

    Parameters
    ----------
    cell
        The text.
    axis
        Whose letters the cell may hold; ``None`` allows those of both.

    >>> read_degrees("30 30 00 S", "latitude")
    (-30.5, 'sexagesimal')
    """
    if len(cell) > _LONGEST:
        return np.nan, "unreadable"
    text = plain_degrees(cell)
    if found := _DECIMAL.fullmatch(text):
        front, sign, number, back = found.groups()
        degrees = _decimal(number)
        style: Style = "comma" if "," in number else "plain"
    elif found := _MINUTES.fullmatch(text):
        front, sign, whole, mark, minutes, tick, back = found.groups()
        # "30 11" without any mark or letter may as well be two numbers.
        if mark.isspace() and not (tick or front or back):
            return np.nan, "unreadable"
        degrees, style = _sexagesimal(whole, minutes, "0"), "sexagesimal"
    elif found := _SECONDS.fullmatch(text):
        front, sign, whole, minutes, seconds, back = found.groups()
        degrees, style = _sexagesimal(whole, minutes, seconds), "sexagesimal"
    else:
        return np.nan, "unreadable"
    letter = front or back
    if np.isnan(degrees) or (front and back) or (letter and sign):
        return np.nan, "unreadable"
    if letter and axis and letter not in _LETTERS[axis]:
        return np.nan, "other axis"
    return degrees * (_SIGN[letter] if letter else -1 if sign == "-" else 1), style


def plain_degrees(cell: str) -> str:
    """Write a cell's digits, marks and hemispheres in one way."""
    text = to_western_digits(cell).replace("\u00a0", " ").strip().upper()
    for mark, plain in _MARKS:
        text = mark.sub(plain, text)
    return text


def _decimal(number: str) -> float:
    return float(number.replace(",", "."))


def _sexagesimal(whole: str, minutes: str, seconds: str) -> float:
    parts = (float(whole), _decimal(minutes), _decimal(seconds))
    if parts[1] >= 60 or parts[2] >= 60:
        return np.nan
    return parts[0] + parts[1] / 60 + parts[2] / 3600


def _parse_axis(column: pd.Series, axis: Axis) -> tuple[pd.Series, list[str]]:
    fast = _as_floats(column)
    if fast is not None:
        return pd.Series(fast, index=column.index, dtype="float64"), []
    codes, found = pd.factorize(column.astype("str"))
    texts = pd.Series(found, dtype="str").str.strip()
    values = np.full(len(texts) + 1, np.nan)
    plain = texts.str.fullmatch(_PLAIN).to_numpy(dtype="bool")
    values[:-1][plain] = texts[plain].str.lstrip("+").astype("float64")
    rest = np.flatnonzero(~plain & (texts != "").to_numpy(dtype="bool"))
    read = [read_degrees(text, axis) for text in texts.iloc[rest].tolist()]
    values[rest] = [degrees for degrees, _ in read]
    counts = np.bincount(codes[codes >= 0], minlength=len(texts))
    styles = pd.DataFrame(
        {
            "style": [style for _, style in read],
            "cells": counts[rest],
            "text": texts.iloc[rest].to_numpy(),
        }
    )
    values[~np.isfinite(values)] = np.nan
    return pd.Series(values[codes], index=column.index, dtype="float64"), _notes(styles, axis)


def _as_floats(column: pd.Series) -> np.ndarray | None:
    """Convert a column that is plain numbers throughout; ``None`` where any cell is not."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pd.api.types.is_numeric_dtype(column):
        floats = column.to_numpy(dtype="float64", na_value=np.nan).copy()
    else:
        texts = pc.utf8_trim_whitespace(pa.array(column.astype("str"), type=pa.large_string()))
        texts = pc.if_else(pc.equal(texts, ""), None, texts)
        try:
            floats = pc.cast(texts, pa.float64()).to_numpy(zero_copy_only=False).copy()
        except pa.ArrowInvalid:
            return None
    floats[~np.isfinite(floats)] = np.nan
    return floats


def _notes(styles: pd.DataFrame, axis: Axis) -> list[str]:
    other = "E or W" if axis == "latitude" else "N or S"
    said = {
        "comma": ("was read with a decimal comma", "were read with a decimal comma"),
        "sexagesimal": ("was read from degrees and minutes", "were read from degrees and minutes"),
        "other axis": (f"carries {other}: not read", f"carry {other}: not read"),
    }
    notes = []
    for style, (one, many) in said.items():
        chosen = styles[styles["style"] == style]
        count = int(chosen["cells"].sum())
        if count:
            cell = " ".join(str(chosen["text"].iloc[0]).split())[:_QUOTED]
            what = f"1 {axis} {one}" if count == 1 else f"{count} {axis}s {many}"
            notes.append(f"{what} ({cell})")
    return notes
