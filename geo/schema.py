"""The columns that cross a module border, and the words allowed in them.

Days are ``datetime64[s]`` at midnight without a time zone: the local calendar day of the protest.
Coordinates are WGS84 decimal degrees (EPSG:4326), distances kilometres, sizes persons.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

EVENT_TYPES: Final = (
    "sit-in",
    "road-block",
    "march",
    "demonstration",
    "strike",
    "vigil",
    "riot",
    "other",
)
STATUSES: Final = ("start", "continue", "end", "observed", "planned")
DATE_PRECISIONS: Final = ("day", "week", "month")
CERTAINTIES: Final = ("stated", "approximate", "weak")
LEVELS: Final = ("spot", "town", "tehsil", "district", "province", "country")
"""From fine to coarse."""
AREA_LEVELS: Final = ("tehsil", "district", "province", "country")
"""Levels whose site stands for an area: drawn as a shade, never as a point."""
STATES: Final = ("started", "continuing", "ended", "silent")
GEO_METHODS: Final = ("given", "gazetteer", "boundary", "online", "manual")

REPORT_DTYPES: Final[dict[str, str]] = {
    "report_id": "str",
    "date": "datetime64[s]",
    "date_end": "datetime64[s]",
    "date_precision": "str",
    "event_type": "str",
    "event_type_raw": "str",
    "place": "str",
    "spot": "str",
    "admin1": "str",
    "admin2": "str",
    "country": "str",
    "latitude": "float64",
    "longitude": "float64",
    "organiser": "str",
    "size_low": "Int64",
    "size_high": "Int64",
    "size_text": "str",
    "status": "str",
    "certainty": "str",
    "source": "str",
    "source_url": "str",
    "source_date": "str",
    "note": "str",
}
"""One source's statement about one place and day. Text is never null: empty means none."""

LOCATION_DTYPES: Final[dict[str, str]] = {
    "site_id": "str",
    "site": "str",
    "level": "str",
    "town_id": "str",
    "latitude": "float64",
    "longitude": "float64",
    "radius_km": "float64",
    "geo_method": "str",
    "geo_match": "str",
    "geo_note": "str",
}
"""What locating adds. `town_id` is the site that a spot gathers into at national zoom."""

SITE_DTYPES: Final[dict[str, str]] = {
    "site_id": "str",
    "site": "str",
    "level": "str",
    "town_id": "str",
    "admin1": "str",
    "admin2": "str",
    "country": "str",
    "latitude": "float64",
    "longitude": "float64",
    "radius_km": "float64",
}

COUNT_DTYPES: Final[dict[str, str]] = {
    "site_id": "str",
    "day": "datetime64[s]",
    "reports": "int64",
    "sources": "int64",
    "size_low": "Int64",
    "size_high": "Int64",
    "weak": "int64",
    "ends": "int64",
    "ended": "bool",
    "weight": "float64",
    "precise": "int64",
}
"""The engine's result: one row a site and day with at least one report that counts."""

TIMELINE_COLUMNS: Final = (
    "site_id",
    "site",
    "level",
    "admin1",
    "latitude",
    "longitude",
    "radius_km",
    "day",
    "state",
    "reports",
    "sources",
    "size_low",
    "size_high",
)
"""What `dharna timeline` writes, in this order."""


def empty(dtypes: dict[str, str]) -> pd.DataFrame:
    """Return a frame without rows that has these columns and types.

    >>> list(empty(COUNT_DTYPES).columns)[:2]
    ['site_id', 'day']
    """
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in dtypes.items()})


def conform(frame: pd.DataFrame, dtypes: dict[str, str]) -> pd.DataFrame:
    """Give `frame` exactly these columns, in this order and with these types.

    Missing columns are added empty; further columns are dropped. Raises ``ValueError`` when a cell
    cannot take its column's type.
    """
    missing = {
        # A float column knows no pd.NA.
        name: pd.Series(None if kind == "float64" else pd.NA, index=frame.index, dtype="object")
        for name, kind in dtypes.items()
        if name not in frame
    }
    columns = {name: missing[name] if name in missing else frame[name] for name in dtypes}
    whole = pd.DataFrame(columns, index=frame.index)
    for name in (name for name, kind in dtypes.items() if kind == "str"):
        # A column without any text may have come as numbers, which take no "".
        is_text = whole[name].dtype == "object" or isinstance(whole[name].dtype, pd.StringDtype)
        whole[name] = (whole[name] if is_text else whole[name].astype("object")).fillna("")
    return whole.astype(dtypes)
