"""Places set by hand: they win over coordinates and gazetteers, and are kept as a small table."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from geo.errors import FormatError, InputError, SourceNotFoundError
from geo.gazetteer import Gazetteer, Place
from geo.names import name_key
from geo.placement import NO_PLACE, Placement
from geo.schema import LEVELS

WRITTEN: Final = ("place", "spot", "admin1", "admin2", "country")
"""What a correction recognises a place by, as reports write it."""
NUMBERS: Final = ("latitude", "longitude", "radius_km")
COLUMNS: Final = (*WRITTEN, "site_id", "site", "level", *NUMBERS, "note")
DEFAULT_RADIUS_KM: Final = 1.0
_SAME_POINT_DEG: Final = 2e-4
_SHOWN: Final = 60


class Corrections:
    """Corrections by hand, checked.

    A correction holds for reports whose place and spot are written as it writes them (letter case,
    accents and punctuation make no difference) and that state the areas it states; an area left
    empty holds for any. Where several hold, the one that states most areas wins, then the last.

    Parameters
    ----------
    table
        Any of `COLUMNS`; what is missing is empty. A row names a gazetteer's place in ``site_id``,
        or a point of its own in ``latitude`` and ``longitude`` (WGS84 degrees) with ``site``,
        ``level`` (``town`` unless said) and ``radius_km`` (1 km unless said). None: no corrections.

    Raises
    ------
    InputError
        For the first row that cannot be used, with its number, counted from 1.
    """

    def __init__(self, table: pd.DataFrame | None = None) -> None:
        given = pd.DataFrame(columns=list(COLUMNS)) if table is None else table
        self.table = _typed(given)
        self._rows: dict[tuple[str, str], list[tuple[dict[str, str], dict[str, object]]]] = {}
        for number, row in enumerate(_records(self.table), start=1):
            _check_row(number, row)
            areas = {name: key for name in WRITTEN[2:] if (key := name_key(str(row[name])))}
            where = name_key(str(row["place"])), name_key(str(row["spot"]))
            self._rows.setdefault(where, []).insert(0, (areas, row))
        for rows in self._rows.values():
            rows.sort(key=lambda entry: -len(entry[0]))

    def __len__(self) -> int:
        return len(self.table)

    def find(self, gazetteer: Gazetteer, written: Mapping[str, str]) -> Placement | None:
        """Return the placement by hand of a place as written; ``None`` when there is none.

        Raises
        ------
        InputError
            When the correction names a ``site_id`` that the gazetteer lacks and no coordinates.
        """
        if not self._rows:
            return None
        key = name_key(written.get("place", "")), name_key(written.get("spot", ""))
        for areas, row in self._rows.get(key, ()):
            if all(name_key(written.get(name, "")) == area for name, area in areas.items()):
                return _placement(gazetteer, row)
        return None

    def to_csv(self) -> str:
        """Return the corrections as the text of a CSV file that `parse_corrections` reads."""
        return str(self.table.to_csv(index=False, lineterminator="\n"))


def read_corrections(path: str | Path) -> Corrections:
    """Read corrections from a CSV file in UTF-8 with a header of any of `COLUMNS`.

    Raises
    ------
    SourceNotFoundError, FormatError, InputError
        With one sentence that says what to do.
    """
    file = Path(path)
    if not file.is_file():
        msg = f"There is no file {file.name} with corrections: check its name and folder."
        raise SourceNotFoundError(msg)
    return parse_corrections(file.read_bytes(), where=file.name)


def parse_corrections(content: bytes | str, *, where: str = "the corrections") -> Corrections:
    """Read corrections from the content of a CSV file; see `read_corrections`."""
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
        table = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    except UnicodeDecodeError:
        msg = f"{where} is not UTF-8 text: save the corrections as CSV in UTF-8."
        raise FormatError(msg, where=where) from None
    except ValueError:
        msg = f"{where} is not a table of corrections: it needs the columns {', '.join(COLUMNS)}."
        raise FormatError(msg, where=where) from None
    table.columns = table.columns.str.strip().str.casefold()
    if not set(table.columns) & {"place", "spot"}:
        msg = f"{where} has neither a column place nor spot, which say what is corrected."
        raise FormatError(msg, where=where)
    try:
        return Corrections(table)
    except InputError as error:
        raise InputError(f"{where}: {error}", where=where) from None


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    columns: dict[str, pd.Series] = {}
    for name in COLUMNS:
        column = table[name] if name in table else pd.Series("", index=table.index, dtype="str")
        if name not in NUMBERS:
            columns[name] = column.astype("object").fillna("").astype("str").str.strip()
            continue
        cells = column.astype("object").fillna("").astype("str").str.strip()
        numbers = pd.to_numeric(cells, errors="coerce").astype("float64")
        wrong = cells[(cells != "") & ~cells.str.casefold().isin(["nan"]) & numbers.isna()]
        if len(wrong):
            row = int(np.flatnonzero(cells.index == wrong.index[0])[0])
            msg = (
                f"Correction {row + 1}: the {name} '{_short(wrong.iloc[0])}' is no number; "
                "write it in decimal degrees or kilometres."
            )
            raise InputError(msg, where=name)
        columns[name] = numbers
    return pd.DataFrame(columns).reset_index(drop=True)


def _records(table: pd.DataFrame) -> list[dict[str, object]]:
    return [{str(key): cell for key, cell in row.items()} for row in table.to_dict("records")]


def _check_row(number: int, row: Mapping[str, object]) -> None:
    latitude, longitude, radius = (float(str(row[name])) for name in NUMBERS)
    start = f"Correction {number}"
    sentence = ""
    if not any(name_key(str(row[name])) for name in WRITTEN):
        sentence = f"{start} says no place, spot or area to be corrected: write it as reports do."
    elif math.isnan(latitude) != math.isnan(longitude):
        sentence = f"{start} has one coordinate without the other: give both or neither."
    elif math.isnan(latitude) and not row["site_id"]:
        sentence = f"{start} says no new place: give latitude and longitude, or a site_id."
    elif abs(latitude) > 90:
        sentence = f"{start}: the latitude {latitude:g} is not between -90 and 90; mend it."
    elif abs(longitude) > 180:
        sentence = f"{start}: the longitude {longitude:g} is not between -180 and 180; mend it."
    elif row["level"] and row["level"] not in LEVELS:
        sentence = f"{start}: the level '{_short(row['level'])}' is none of {', '.join(LEVELS)}."
    elif not (math.isnan(radius) or 0 < radius < 20_000):
        sentence = f"{start}: the radius {radius:g} km is not between 0 and 20,000; mend it."
    if sentence:
        raise InputError(sentence, where=f"row {number}")


def _placement(gazetteer: Gazetteer, row: Mapping[str, object]) -> Placement:
    why = str(row["note"])
    note = f"corrected by hand: {why}" if why else "corrected by hand"
    known = gazetteer.places.get(str(row["site_id"])) if row["site_id"] else None
    if known is not None:
        town = gazetteer.town_of(known)
        return Placement(known, town, method="manual", match=f"{known.name}, by hand", note=note)
    latitude, longitude, radius = (float(str(row[name])) for name in NUMBERS)
    if math.isnan(latitude):
        msg = (
            f"A correction names the site {_short(row['site_id'])}, which the gazetteer lacks: "
            "give it a latitude and longitude."
        )
        raise InputError(msg)
    same = next(
        (
            p
            for p in gazetteer.find(str(row["site"]))
            if math.hypot(p.latitude - latitude, p.longitude - longitude) < _SAME_POINT_DEG
        ),
        None,
    )
    if same is not None and row["level"] in ("", same.level):
        # One of the gazetteer's own places was chosen: its reports belong together.
        town = gazetteer.town_of(same)
        return Placement(same, town, method="manual", match=f"{same.name}, by hand", note=note)
    name = str(row["site"] or row["spot"] or row["place"] or row["admin2"] or row["admin1"])
    slug = name_key(name).replace(" ", "-")
    place = Place(
        place_id=str(row["site_id"]) or f"by-hand/{latitude:.4f},{longitude:.4f}/{slug}",
        name=name,
        level=str(row["level"]) or "town",
        parent_id="",
        admin1=str(row["admin1"]),
        admin2=str(row["admin2"]),
        country=_country_code(gazetteer, str(row["country"])),
        latitude=latitude,
        longitude=longitude,
        radius_km=DEFAULT_RADIUS_KM if math.isnan(radius) else radius,
        population=NO_PLACE.population,
        source="by hand",
        how=why,
    )
    return Placement(place, place, method="manual", match=f"{name}, by hand", note=note)


def _country_code(gazetteer: Gazetteer, country: str) -> str:
    found = gazetteer.find(country, levels=("country",)) if country else []
    return found[0].country if found else country.upper() if len(country) == 2 else ""


def _short(cell: object) -> str:
    text = " ".join(str(cell).split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
