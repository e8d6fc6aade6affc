"""Small frames and places that many tests start from."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from geo.gazetteer import COLUMNS, Gazetteer
from geo.pipeline import Campaign, open_campaign
from geo.schema import COUNT_DTYPES, REPORT_DTYPES, SITE_DTYPES, conform
from tests.geocoding_server import GeocodingServer

Row = dict[str, Any]

_PROVINCE_OF = {
    "PK-BA": "Balochistan",
    "PK-SD": "Sindh",
    "PK-PB": "Punjab",
    "PK-JK": "Azad Jammu and Kashmir",
}


def pytest_configure(config: pytest.Config) -> None:
    # No test, and no server that one starts, sees or changes what its user has kept.
    kept = tempfile.TemporaryDirectory(prefix="dharna-cache-")
    os.environ["DHARNA_CACHE"] = kept.name
    config.add_cleanup(kept.cleanup)
    # Ibis 12 reads an option that pandas 3 calls outdated; only Ibis can mend that.
    config.addinivalue_line(
        "filterwarnings",
        "ignore:The 'future.infer_string' option:DeprecationWarning:ibis.formats.pandas",
    )


def place(
    place_id: str,
    name: str,
    level: str,
    parent_id: str,
    *,
    at: tuple[float, float] = (30.0, 70.0),
    district: str = "",
    population: int = 0,
    alternates: str = "",
) -> Row:
    province = _PROVINCE_OF.get(place_id[:5], "")
    return {
        "place_id": place_id,
        "name": name,
        "level": level,
        "parent_id": parent_id,
        "admin1": province,
        "admin2": district,
        "country": "PK",
        "latitude": at[0],
        "longitude": at[1],
        "radius_km": 5.0,
        "population": population,
        "alternates": alternates,
        "source": "geonames",
        "source_id": "",
        "how": "made up",
    }


PLACES = [
    place("PK", "Pakistan", "country", "", alternates="پاکستان"),
    *(place(code, name, "province", "PK") for code, name in _PROVINCE_OF.items()),
    place("PK-BA/d/nasirabad", "Nasirabad", "district", "PK-BA", district="Nasirabad"),
    place("PK-PB/d/sahiwal", "Sahiwal", "district", "PK-PB", district="Sahiwal"),
    place("PK-PB/d/sargodha", "Sargodha", "district", "PK-PB", district="Sargodha"),
    place("PK-BA/quetta", "Quetta", "town", "PK-BA", at=(30.18, 67.0), population=1_000_000),
    place(
        *("PK-SD/karachi", "Karachi", "town", "PK-SD"),
        at=(24.86, 67.01),
        population=15_000_000,
        alternates="کراچی|Kurrachee",
    ),
    place("PK-SD/nasirabad", "Nasirabad", "town", "PK-SD", at=(27.38, 67.92)),
    place("PK-SD/mirpur-khas", "Mirpur Khas", "town", "PK-SD", at=(25.53, 69.01)),
    place("PK-JK/mirpur", "Mirpur", "town", "PK-JK", at=(33.15, 73.75)),
    place(
        *("PK-PB/sahiwal", "Sahiwal", "town", "PK-PB/d/sahiwal"),
        at=(30.66, 73.11),
        district="Sahiwal",
        population=235_695,
    ),
    place(
        *("PK-PB/sahiwal-sargodha", "Sahiwal", "town", "PK-PB/d/sargodha"),
        at=(31.97, 72.32),
        district="Sargodha",
        population=235_695,
    ),
    place("PK-PB/kot-a", "Kot", "town", "PK-PB", population=400),
    place("PK-SD/kot-b", "Kot", "town", "PK-SD", population=100),
    place("PK-PB/garh-a", "Garh", "town", "PK-PB", population=300),
    place("PK-PB/garh-b", "Garh", "town", "PK-PB", population=100),
    place("PK-BA/quetta/bypass", "Western Bypass", "spot", "PK-BA/quetta", at=(30.2, 66.95)),
    place("PK-SD/karachi/bypass", "Western Bypass", "spot", "PK-SD/karachi", at=(25.0, 66.95)),
    place("PK-SD/karachi/numaish", "Numaish Chowrangi", "spot", "PK-SD/karachi", at=(24.87, 67.03)),
]


@pytest.fixture(scope="session")
def place_table() -> pd.DataFrame:
    """The synthetic gazetteer's rows; copy before changing."""
    return pd.DataFrame(PLACES)[list(COLUMNS)]


@pytest.fixture(scope="session")
def places(place_table: pd.DataFrame) -> Gazetteer:
    """A gazetteer of twenty made-up rows, with the traps that real ones hold."""
    aliases = pd.DataFrame({"alias": ["K'chi"], "place_id": ["PK-SD/karachi"]})
    return Gazetteer(place_table, aliases)


@pytest.fixture(scope="session")
def campaign() -> Campaign:
    """The shipped campaign, read and located."""
    return open_campaign("machh_2021")


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a file into a folder of the test's own."""

    def to_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return to_file


@pytest.fixture(scope="session")
def make_reports() -> Callable[..., pd.DataFrame]:
    """Build canonical reports out of rows that state only what matters to a test."""

    def build(*rows: Row) -> pd.DataFrame:
        frame = pd.DataFrame([{"report_id": f"r{i}", **row} for i, row in enumerate(rows)])
        days = frame["date"] if "date" in frame else pd.Series(None, frame.index, dtype="object")
        frame["date"] = pd.to_datetime(days.fillna("2021-01-05"))
        ends = pd.to_datetime(frame["date_end"]) if "date_end" in frame else frame["date"]
        frame["date_end"] = ends.fillna(frame["date"])
        filled = {"event_type": "sit-in", "status": "observed", "certainty": "stated"}
        for name, value in filled.items():
            frame[name] = frame[name].fillna(value) if name in frame else value
        return conform(frame, REPORT_DTYPES)

    return build


@pytest.fixture
def geocoding_server() -> Iterator[GeocodingServer]:
    """Run a geocoding server on this machine for one test."""
    running = GeocodingServer()
    yield running
    running.close()


@pytest.fixture(scope="session")
def make_counts() -> Callable[..., pd.DataFrame]:
    """Build the engine's result: (site, day of January 2021) or (site, day, {columns})."""

    def build(*entries: tuple[Any, ...]) -> pd.DataFrame:
        rows = [
            {
                "site_id": entry[0],
                "day": pd.Timestamp(2021, 1, entry[1]),
                "reports": 1,
                "sources": 1,
                "weak": 0,
                "ends": 0,
                "ended": False,
                **(entry[2] if len(entry) > 2 else {}),
            }
            for entry in entries
        ]
        for row in rows:
            row.setdefault("precise", row["reports"])
            row.setdefault("weight", float(row["reports"]))
        return conform(pd.DataFrame(rows, columns=list(COUNT_DTYPES)), COUNT_DTYPES)

    return build


@pytest.fixture(scope="session")
def make_sites() -> Callable[..., pd.DataFrame]:
    """Build a site table: towns of Sindh unless a row says otherwise."""

    def build(site_ids: Iterable[str], **changed: Row) -> pd.DataFrame:
        rows = [
            {
                "site_id": name,
                "site": name.title(),
                "level": "town",
                "town_id": name,
                "admin1": "Sindh",
                "country": "PK",
                "latitude": 25.0 + i,
                "longitude": 68.0 + i,
                "radius_km": 5.0,
                **changed.get(name, {}),
            }
            for i, name in enumerate(site_ids)
        ]
        return conform(pd.DataFrame(rows, columns=list(SITE_DTYPES)), SITE_DTYPES)

    return build
