"""Make a file in the shape of an ACLED export: synthetic rows under the header of 2024.

No row is ACLED's: places are numbered, actors and notes are put together from a few words.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

PLACES = 20_000
DAYS = 365 * 4
_ROWS_AT_ONCE = 250_000
_PROVINCES = ("Balochistan", "Sindh", "Punjab", "Khyber Pakhtunkhwa")
_KINDS = (
    ("Demonstrations", "Protests", "Peaceful protest"),
    ("Demonstrations", "Protests", "Protest with intervention"),
    ("Demonstrations", "Riots", "Violent demonstration"),
    ("Political violence", "Battles", "Armed clash"),
)
_SHARES = (0.80, 0.08, 0.07, 0.05)
_TIME_PRECISION = (0.95, 0.04, 0.01)
_OUTLETS = ("Dawn (Pakistan)", "Express Tribune (Pakistan)", "Nation (Pakistan)", "Geo News")
_CROWDS = ("crowd size=no report", "crowd size=about 200", "crowd size=hundreds", "")
_SENTENCE = (
    "teachers workers residents traders students held a sit-in outside the press club over wages "
    "water power, prices and transport; the road was blocked for hours before talks"
)
_WORDS = np.array(_SENTENCE.split())


def write_acled_like(path: Path, rows: int, *, seed: int = 7) -> Path:
    """Write `rows` rows to a CSV file, the same bytes for the same seed."""
    random = np.random.default_rng(seed)
    with path.open("wb") as file:
        first = True
        for start in range(0, rows, _ROWS_AT_ONCE):
            count = min(_ROWS_AT_ONCE, rows - start)
            options = pa_csv.WriteOptions(include_header=first, quoting_style="needed")
            pa_csv.write_csv(_rows(start, count, random), file, options)
            first = False
    return path


def _rows(start: int, count: int, random: np.random.Generator) -> pa.Table:
    ids = np.arange(start, start + count)
    place = random.integers(0, PLACES, count)
    kind = random.choice(len(_KINDS), count, p=_SHARES)
    days = np.datetime64("2018-01-01") + random.integers(0, DAYS, count)
    names = pa.array([f"Chak {i} Alpha" for i in range(PLACES)])
    spread = np.random.default_rng(1)
    latitude = pa.array([f"{x:.4f}" for x in spread.uniform(25, 36, PLACES)])
    longitude = pa.array([f"{x:.4f}" for x in spread.uniform(62, 74, PLACES)])
    notes = pa.array([" ".join(spread.choice(_WORDS, 40)).capitalize() + "." for _ in range(5000)])
    fatalities = np.where(random.random(count) < 0.02, 1, 0)
    pick = random.integers

    def of(values: object, index: np.ndarray) -> pa.Array:
        return pa.array(values).take(pa.array(index))

    columns = {
        "event_id_cnty": pa.array(np.char.add("PAK", ids.astype(str))),
        "event_date": pa.array(np.datetime_as_string(days)),
        "year": pa.array(days.astype("datetime64[Y]").astype(int) + 1970),
        "time_precision": pa.array(random.choice([1, 2, 3], count, p=_TIME_PRECISION)),
        "disorder_type": of([k[0] for k in _KINDS], kind),
        "event_type": of([k[1] for k in _KINDS], kind),
        "sub_event_type": of([k[2] for k in _KINDS], kind),
        "actor1": of(["Protesters (Pakistan)", "Rioters (Pakistan)"], pick(0, 2, count)),
        "assoc_actor_1": of(["Teachers (Pakistan)", "", "Labor (Pakistan)"], pick(0, 3, count)),
        "inter1": of(["Protesters", "Rioters"], pick(0, 2, count)),
        "actor2": of(["", "Police Forces of Pakistan (2018-2022)"], pick(0, 2, count)),
        "assoc_actor_2": of([""], np.zeros(count, int)),
        "inter2": of(["", "State forces"], pick(0, 2, count)),
        "interaction": of(["Protesters only", "State forces-Protesters"], pick(0, 2, count)),
        "civilian_targeting": of(["", "Civilian targeting"], pick(0, 2, count)),
        "iso": pa.array(np.full(count, 586)),
        "region": of(["South Asia"], np.zeros(count, int)),
        "country": of(["Pakistan"], np.zeros(count, int)),
        "admin1": of(_PROVINCES, place % len(_PROVINCES)),
        "admin2": of([f"District {i}" for i in range(120)], place % 120),
        "admin3": of([f"Tehsil {i}" for i in range(500)], place % 500),
        "location": names.take(pa.array(place)),
        "latitude": latitude.take(pa.array(place)),
        "longitude": longitude.take(pa.array(place)),
        "geo_precision": pa.array(random.choice([1, 1, 1, 1, 2], count)),
        "source": of([f"{a}; {b}" for a in _OUTLETS for b in _OUTLETS], pick(0, 16, count)),
        "source_scale": of(["National", "Subnational-National"], pick(0, 2, count)),
        "notes": notes.take(pa.array(pick(0, 5000, count))),
        "fatalities": pa.array(fatalities),
        "tags": of(_CROWDS, pick(0, len(_CROWDS), count)),
        "timestamp": pa.array(np.full(count, 1_690_000_000)),
    }
    return pa.table(columns)
