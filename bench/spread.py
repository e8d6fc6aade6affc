"""Timelines and measures: of the shipped campaign, of many sites in a year, and large sets alone.

The yardsticks are networkx and pointpats where they are installed; without them the limit is one.
"""

from __future__ import annotations

import importlib.util
import sys

from bench.measure import Result
from bench.processes import by_turns, growth, once, typical

STEPS = (200, 2_000, 20_000)
_GIB_OF_GB = 1e9 / 2**30
_WARM = """
import numpy as np, pandas as pd, pyproj, scipy.spatial, scipy.special
from geo.pipeline import follow, open_campaign
from geo.onsets import find_origin
from geo.spread import measure_spread
"""
_SHIPPED = (
    _WARM
    + """
def prepare():
    timeline = follow(open_campaign("machh_2021")).timeline
    measure_spread(timeline.iloc[:60])  # libraries load their parts when first used
    return timeline
def work(timeline):
    measure_spread(timeline, serial_interval=[0, 0.5, 0.3, 0.2], window_days=3)
"""
)
_COUNTS = (
    _WARM
    + """
from geo.timeline import build_timeline
DAYS = 365
def prepare(number):
    SITES = int(number)
    random = np.random.default_rng(5)
    first = random.integers(0, DAYS, SITES)
    length = np.minimum(random.geometric(0.1, SITES), DAYS - first)
    site = np.repeat(np.arange(SITES), length)
    offset = np.arange(len(site)) - np.repeat(np.cumsum(length) - length, length)
    day = np.datetime64("2021-01-01") + (first[site] + offset)
    names = np.array([f"s{i:05}" for i in range(SITES)])
    sites = pd.DataFrame({
        "site_id": names, "site": names, "level": "town", "town_id": names,
        "admin1": [f"p{i % 8}" for i in range(SITES)], "admin2": "", "country": "PK",
        "latitude": random.uniform(24, 36, SITES), "longitude": random.uniform(62, 75, SITES),
        "radius_km": 5.0,
    })
    counts = pd.DataFrame({
        "site_id": names[site], "day": day.astype("datetime64[s]"), "reports": 2, "sources": 1,
        "size_low": pd.array([pd.NA] * len(site), "Int64"),
        "size_high": pd.array([pd.NA] * len(site), "Int64"),
        "weak": 0, "ends": 0, "ended": False, "weight": 2.0, "precise": 2,
    }).astype({"site_id": "str"})
    return counts, sites.astype({"site_id": "str"})
"""
)
_YEAR = (
    _COUNTS
    + """
def work(held):
    measure_spread(build_timeline(*held))
"""
)
_TIMELINE = (
    _COUNTS
    + """
def work(held):
    build_timeline(*held)
"""
)
# The least that a notebook does: every site on every day, and what is new or goes on.
_NOTEBOOK = (
    _COUNTS
    + """
def work(held):
    counts, sites = held
    days = pd.date_range(counts["day"].min(), counts["day"].max())
    every = pd.MultiIndex.from_product([sites["site_id"], days], names=["site_id", "day"])
    full = counts.set_index(["site_id", "day"])[["reports", "sources"]].reindex(every, fill_value=0)
    active = full["reports"] > 0
    before = active.groupby(level="site_id").shift(fill_value=False)
    full["state"] = np.select([active & ~before, active], ["started", "continuing"], "silent")
    full.reset_index().merge(sites, on="site_id")
"""
)
_LINKS = """
import numpy as np, pandas as pd, pyproj, scipy.spatial
from geo.links import find_links
def prepare():
    random = np.random.default_rng(3)
    return pd.DataFrame({
        "site_id": [f"s{i:07}" for i in range(SIZE)],
        "latitude": random.uniform(24, 36, SIZE), "longitude": random.uniform(62, 75, SIZE),
        "onset_day": random.integers(0, 365, SIZE),
    }).astype({"site_id": "str"})
"""
_OUR_LINKS = _LINKS + "def work(onsets):\n    find_links(onsets)\n"
_NETWORKX = (
    _LINKS
    + """
import networkx as nx
from geo.distance import great_circle_km
def work(onsets):
    graph = nx.DiGraph()
    columns = ("latitude", "longitude", "onset_day")
    latitude, longitude, day = (onsets[name].to_numpy() for name in columns)
    km = great_circle_km(latitude[:, None], longitude[:, None], latitude, longitude)
    source, target = np.nonzero(day[:, None] < day)
    graph.add_weighted_edges_from(zip(source, target, km[source, target]))
    graph.add_weighted_edges_from(("root", int(i), 1e6) for i in np.flatnonzero(day == day.min()))
    nx.minimum_spanning_arborescence(graph)
"""
)
_POINTS = """
import numpy as np, scipy.spatial, scipy.special
def prepare():
    random = np.random.default_rng(9)
    return random.uniform(0, 1000, (3000, 2)), random.integers(0, 365, 3000)
"""
_OUR_KNOX = (
    _POINTS
    + """
from geo.spacetime import knox_test
def work(held):
    places, days = held
    knox_test(*places.T, days, distance_km=50, lag_days=10, permutations=99, seed=1)
"""
)
_POINTPATS = (
    _POINTS
    + """
from pointpats.spacetime import Knox
def work(held):
    places, days = held
    Knox(places, days.reshape(-1, 1), delta=50, tau=10, permutations=99)
"""
)
_POINTPATS_OLD = (
    _POINTS
    + """
import warnings
from pointpats.spacetime import knox
def work(held):
    warnings.simplefilter("ignore", DeprecationWarning)  # it is replaced by Knox there
    places, days = held
    knox(places, days.reshape(-1, 1), delta=50, tau=10, permutations=99)
"""
)
_AGREES = (
    _POINTS
    + """
from pointpats.centrography import ellipse
from pointpats.spacetime import Knox
from geo.ellipse import standard_ellipse
from geo.spacetime import knox_test
def work(held):
    places, days = held
    theirs = Knox(places, days.reshape(-1, 1), delta=50, tau=10, permutations=0)
    ours = knox_test(*places.T, days, distance_km=50, lag_days=10, permutations=0)
    assert ours.observed == theirs.statistic_, (ours.observed, theirs.statistic_)
    np.testing.assert_allclose(ours.expected, theirs.expected[0, 0])
    for begin in range(0, 300, 20):
        part = places[begin : begin + 20]
        found = standard_ellipse(*part.T)
        major, minor, turn = ellipse(part)
        np.testing.assert_allclose(sorted([found.major_km, found.minor_km]), sorted([major, minor]))
        # Theirs turns either axis, clockwise or not, by the quadrant: the axis itself is compared.
        np.testing.assert_allclose(
            abs(np.sin(2 * found.rotation_rad)), abs(np.sin(2 * turn)), atol=1e-9
        )
"""
)


def run() -> list[Result]:
    shipped, _ = typical(_SHIPPED)
    spread = {sites: typical(_YEAR, sites) for sites in STEPS}
    year, gigabytes = spread[STEPS[-1]]
    links, _ = once(_sized(_OUR_LINKS, 1_000_000))
    knox, _ = typical(_OUR_KNOX)
    results = [
        Result("spread of machh_2021", shipped, "limit", 0.3, "at most 1 times"),
        Result("20,000 sites x 365 days", year, "limit", 5.0, "at most 1 times"),
        Result(
            "its peak memory",
            gigabytes * _GIB_OF_GB,
            "limit",
            1.0,
            "at most 1 times",
            unit="GiB",
        ),
        Result("links of 1M onsets", links, "limit", 15.0, "at most 1 times"),
        *_timelines(),
        *growth("spread", {sites: seconds for sites, (seconds, _) in spread.items()}, "sites"),
    ]
    if _installed("networkx"):
        ours, _ = typical(_sized(_OUR_LINKS, 400))
        theirs, _ = once(_sized(_NETWORKX, 400))
        results.append(Result("links of 400 onsets", ours, "networkx arborescence", theirs, "-"))
    if _installed("pointpats"):
        once(_AGREES)
        goal = "at most 0.05 times"
        theirs, _ = once(_POINTPATS)
        results.append(Result("Knox, 3,000 onsets", knox, "pointpats Knox", theirs, goal))
        theirs, _ = typical(_POINTPATS_OLD)
        results.append(Result("Knox, 3,000 onsets", knox, "pointpats knox (old)", theirs, "-"))
    else:
        print("pointpats is not installed (extra bench): Knox is measured alone", file=sys.stderr)
        results.append(Result("Knox, 3,000 onsets", knox, "limit (no pointpats)", 1.0, "-"))
    return results


def _timelines() -> list[Result]:
    found = {sites: by_turns({"ours": _TIMELINE, "pandas": _NOTEBOOK}, sites) for sites in STEPS}
    against = [
        Result(
            f"timeline, {n:,} sites x 365", each["ours"], "pandas, states only", each["pandas"], "-"
        )
        for n, each in found.items()
    ]
    return against + growth("timeline", {n: each["ours"] for n, each in found.items()}, "sites")


def _sized(code: str, onsets: int) -> str:
    return f"SIZE = {onsets}\n{code}"


def _installed(name: str) -> bool:
    return importlib.util.find_spec(name) is not None
