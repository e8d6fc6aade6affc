"""Parts that columns may play, told from their cells where their names say nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

import pandas as pd

from geo.formats.description import COORDINATES

_MOST: Final = 0.8
_KNOWN_PLACES: Final = 0.4
_LEAST_FILLED: Final = 0.3
_ROWS: Final = 200
_COLUMNS: Final = 500
_NUMBER: Final = re.compile(r"[+-]?\d{1,3}\.\d{2,}")
_PAIR: Final = re.compile(r"\(?\s*[+-]?\d{1,3}\.\d+°?\s*[,; ]\s*[+-]?\d{1,3}\.\d+°?\s*\)?")
_DATE_SHAPE: Final = re.compile(
    r"(?=.*\d)(?=.*(?:[^\W\d_]{3}|\d[-/.]\d|\b(?:19|20)\d{6}\b)).{6,40}"
)


def propose_roles(
    header: Sequence[str], roles: dict[str, str], sample: pd.DataFrame
) -> dict[str, str]:
    """Propose columns for a date and a place, where none was found by name.

    Parameters
    ----------
    header
        The table's columns.
    roles
        Canonical column → column, as far as it is known.
    sample
        Some rows of text cells.

    Returns
    -------
    dict
        Proposals only: canonical column → column. Nothing that `roles` has is proposed anew,
        except that a place column full of coordinates is proposed as such.
    """
    cells = {
        name: _filled(sample[name].head(_ROWS))
        for name in list(header)[:_COLUMNS]
        if name in sample
    }
    free = [name for name in cells if name not in roles.values()]
    found: dict[str, str] = {}
    if "date" not in roles:
        found |= _role("date", free, cells, _look_like_days)
    has_point = COORDINATES in roles or {"latitude", "longitude"} <= roles.keys()
    if not has_point:
        places = [roles[name] for name in ("place", "spot") if name in roles]
        found |= _role(COORDINATES, [*places, *free], cells, _are_pairs)
        if COORDINATES not in found:
            found |= _latitude_and_longitude([n for n in free if n not in found.values()], cells)
    named = ("place", "spot", "admin1", "admin2", "country")
    if not has_point and not any(name in roles for name in named):
        left = [name for name in free if name not in found.values()]
        found |= _role("place", left, cells, _are_known_places)
    return found


def _role(
    role: str, names: Sequence[str], cells: dict[str, list[str]], test: Callable[[list[str]], bool]
) -> dict[str, str]:
    chosen = next((name for name in names if cells.get(name) and test(cells[name])), "")
    return {role: chosen} if chosen else {}


def _filled(column: pd.Series) -> list[str]:
    """Return the cells that are not empty; none at all when most are empty."""
    texts = [text for cell in column if isinstance(cell, str) and (text := cell.strip())]
    return texts if len(texts) >= _LEAST_FILLED * max(len(column), 1) else []


def _look_like_days(cells: list[str]) -> bool:
    from geo.dates import fits_both_orders, parse_days

    shaped = [cell for cell in cells if _DATE_SHAPE.fullmatch(cell)]
    if len(shaped) < _MOST * len(cells):
        return False
    column = pd.Series(shaped, dtype="str")
    read = parse_days(column).days.notna() | column.map(fits_both_orders).astype(bool)
    return bool(read.sum() >= _MOST * len(cells))


def _are_pairs(cells: list[str]) -> bool:
    return sum(_PAIR.fullmatch(cell) is not None for cell in cells) >= _MOST * len(cells)


def _latitude_and_longitude(names: list[str], cells: dict[str, list[str]]) -> dict[str, str]:
    """Find two columns side by side that hold degrees with decimals; the wider one is longitude."""
    degrees = {name: values for name in names if (values := _degrees(cells[name]))}
    order = list(degrees)
    if len(order) != 2 or names.index(order[1]) - names.index(order[0]) != 1:
        return {}
    first, second = (max(map(abs, degrees[name])) for name in order)
    if min(first, second) > 90:
        return {}
    latitude, longitude = order if second > 90 or first <= 90 else order[::-1]
    return {"latitude": latitude, "longitude": longitude}


def _degrees(cells: list[str]) -> list[float]:
    values = [float(cell) for cell in cells if _NUMBER.fullmatch(cell)]
    fits = len(values) >= _MOST * len(cells) and all(abs(value) <= 180 for value in values)
    return values if fits and len(set(values)) > 1 else []


def _are_known_places(cells: list[str]) -> bool:
    from geo.gazetteer import load_gazetteer

    gazetteer = load_gazetteer()
    distinct = {cell.partition(",")[0] for cell in cells if not cell.isdigit() and len(cell) < 80}
    known = sum(bool(gazetteer.find(name)) for name in distinct)
    return bool(distinct) and known >= max(_KNOWN_PLACES * len(distinct), 1)
