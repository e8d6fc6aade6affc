"""The place tables that ship, and what makes a place table well formed."""

from __future__ import annotations

from importlib import resources
from typing import Final

import pandas as pd

from geo.errors import GazetteerError
from geo.schema import LEVELS

COLUMNS: Final = (
    "place_id",
    "name",
    "level",
    "parent_id",
    "admin1",
    "admin2",
    "country",
    "latitude",
    "longitude",
    "radius_km",
    "population",
    "alternates",
    "source",
    "source_id",
    "how",
)


def shipped_countries() -> tuple[str, ...]:
    """Return the ISO alpha-2 codes of the countries whose places ship with Dharna."""
    folder = resources.files("data") / "gazetteer"
    names = {entry.name for entry in folder.iterdir()}
    return tuple(sorted({n[:2].upper() for n in names if n[2:] == "_places.csv"}))


def has_tables(country: str) -> bool:
    """Return whether tables of a country's places ship with Dharna."""
    return country.upper() in shipped_countries()


def _table_names(country: str) -> list[str]:
    folder = resources.files("data") / "gazetteer"
    return sorted(
        entry.name
        for entry in folder.iterdir()
        if entry.name.startswith(f"{country.lower()}_") and entry.name.endswith(".csv")
    )


def read_tables(country: str) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Read the tables that ship for a country: its places with `COLUMNS`, and its aliases."""
    folder = resources.files("data") / "gazetteer"
    frames, aliases = [], None
    for name in _table_names(country):
        with (folder / name).open(encoding="utf-8") as file:
            table = pd.read_csv(
                file,
                dtype={"latitude": float, "longitude": float, "radius_km": float}
                | dict.fromkeys(set(COLUMNS) - {"latitude", "longitude", "radius_km"}, str),
                keep_default_na=False,
                na_values={"latitude": [""], "longitude": [""], "radius_km": [""]},
            )
        if "alias" in table:
            aliases = table
        else:
            frames.append(table)
    places = pd.concat(frames, ignore_index=True)
    places["population"] = pd.to_numeric(places["population"]).fillna(0).astype("int64")
    return places, aliases


def check_table(table: pd.DataFrame) -> None:
    """Raise ``GazetteerError`` unless a table can be a gazetteer."""
    missing = [column for column in COLUMNS if column not in table]
    if missing:
        msg = f"A gazetteer table lacks the column '{missing[0]}'; it needs {', '.join(COLUMNS)}."
        raise GazetteerError(msg)
    doubled = table["place_id"][table["place_id"].duplicated()]
    if len(doubled):
        msg = f"The place id {doubled.iloc[0]} stands twice in the gazetteer; ids are unique."
        raise GazetteerError(msg)
    unknown = set(table["level"]) - set(LEVELS)
    if unknown:
        msg = f"The gazetteer level '{unknown.pop()}' is none of {', '.join(LEVELS)}."
        raise GazetteerError(msg)
    if table[["latitude", "longitude", "radius_km"]].isna().any(axis=None):
        first = table.loc[
            table[["latitude", "longitude", "radius_km"]].isna().any(axis=1), "place_id"
        ].iloc[0]
        msg = f"The place {first} lacks a coordinate or radius; every place needs both."
        raise GazetteerError(msg)
