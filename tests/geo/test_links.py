"""Links and continuity, against brute force and networkx."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.continuity import continuity
from geo.distance import great_circle_km
from geo.errors import InputError
from geo.links import LINK_DTYPES, find_links, link_likelihoods


def random_onsets(seed: int, n: int = 30, days: int = 6) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    day = rng.integers(0, days, n).astype("timedelta64[D]")
    return pd.DataFrame(
        {
            "site_id": [f"s{i:04}" for i in range(n)],
            "latitude": rng.uniform(24, 36, n),
            "longitude": rng.uniform(62, 76, n),
            "onset_day": np.datetime64("2021-01-03", "s") + day,
        }
    )


def distances(onsets: pd.DataFrame) -> np.ndarray:
    latitude, longitude = onsets["latitude"].to_numpy(), onsets["longitude"].to_numpy()
    return great_circle_km(latitude[:, None], longitude[:, None], latitude, longitude)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000), st.integers(2, 25), st.integers(1, 8))
def test_links_are_the_minimum_spanning_arborescence(seed: int, n: int, days: int) -> None:
    onsets = random_onsets(seed, n, days)
    apart, day = distances(onsets), onsets["onset_day"].to_numpy()
    graph = nx.DiGraph()
    for i in range(n):
        if day[i] == day.min():
            graph.add_edge("root", i, weight=0.0)
        for j in range(n):
            if day[j] < day[i]:
                graph.add_edge(j, i, weight=apart[i, j])
    tree = nx.minimum_spanning_arborescence(graph)
    names = onsets["site_id"]
    expected = {(names[i], names[j]) for j, i in tree.edges if j != "root"}
    found = find_links(onsets)
    assert set(zip(found["site_id"], found["from_site_id"], strict=True)) == expected


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000))
def test_what_holds_for_every_link(seed: int) -> None:
    onsets = random_onsets(seed)
    links = find_links(onsets)
    assert list(links.columns) == list(LINK_DTYPES)
    assert (links["lag_days"] > 0).all()
    assert links["basis"].str.startswith("inferred").all()
    first = onsets["onset_day"] == onsets["onset_day"].min()
    assert set(links["site_id"]) == set(onsets.loc[~first, "site_id"])
    day = onsets.set_index("site_id")["onset_day"]
    lag = links["site_id"].map(day) - links["from_site_id"].map(day)
    assert (lag.dt.days == links["lag_days"]).all()
    pd.testing.assert_frame_equal(links, find_links(onsets.sample(frac=1, random_state=seed)))


def test_the_distance_is_the_geodesic() -> None:
    """Quetta to Karachi: 590 km on the ellipsoid, 592 km on the sphere."""
    onsets = pd.DataFrame(
        {
            "site_id": ["q", "k"],
            "latitude": [30.18414, 24.8608],
            "longitude": [67.00141, 67.0104],
            "onset_day": [0, 2],
        }
    )
    link = find_links(onsets).iloc[0]
    assert (link["site_id"], link["from_site_id"], link["lag_days"]) == ("k", "q", 2)
    assert link["distance_km"] == pytest.approx(589.9, abs=0.5)


def test_at_one_spot_the_earliest_counts_then_the_first_by_id() -> None:
    onsets = pd.DataFrame(
        {
            "site_id": ["late", "b", "a", "target"],
            "latitude": [30.0] * 4,
            "longitude": [70.0] * 4,
            "onset_day": [1, 0, 0, 2],
        }
    )
    links = find_links(onsets).set_index("site_id")["from_site_id"].to_dict()
    assert links == {"late": "a", "target": "a"}


@pytest.mark.parametrize("seed", range(4))
def test_many_sites_at_few_spots(seed: int) -> None:
    spots = random_onsets(seed, 12)
    crowd = random_onsets(seed, 400, 40)
    which = np.random.default_rng(seed).integers(0, 12, 400)
    crowd[["latitude", "longitude"]] = spots[["latitude", "longitude"]].to_numpy()[which]
    ordered = crowd.sort_values(["onset_day", "site_id"], ignore_index=True)
    apart, day = distances(ordered), ordered["onset_day"].to_numpy()
    links = find_links(crowd).set_index("site_id")["from_site_id"].to_dict()
    for row in np.flatnonzero(day > day[0]):
        earlier = np.flatnonzero(day < day[row])
        nearest = earlier[np.argmin(apart[row, earlier].round(6))]
        assert links[ordered["site_id"][row]] == ordered["site_id"][nearest]


def test_neighbours_over_the_date_line_are_near() -> None:
    onsets = pd.DataFrame(
        {
            "site_id": ["east", "west", "far"],
            "latitude": [0.0, 0.0, 0.0],
            "longitude": [179.9, -179.9, 170.0],
            "onset_day": [0, 1, 0],
        }
    )
    assert find_links(onsets)["from_site_id"].tolist() == ["east"]


@pytest.mark.parametrize("n", [0, 1])
def test_nothing_to_link(n: int) -> None:
    links = find_links(random_onsets(0, n))
    assert links.empty
    assert list(links.columns) == list(LINK_DTYPES)
    assert math.isnan(continuity(random_onsets(0, n)).share)


def test_a_site_comes_once_and_with_a_day() -> None:
    onsets = random_onsets(0)
    with pytest.raises(InputError, match="'s0000' comes twice"):
        find_links(pd.concat([onsets, onsets.head(1)]))
    with pytest.raises(InputError, match="no day"):
        find_links(onsets.assign(onset_day=pd.NaT))


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 1000))
def test_without_distance_likelihoods_are_wallinga_and_teunis(seed: int) -> None:
    onsets = random_onsets(seed)
    weights = np.array([0, 0.5, 0.3, 0.2])
    found = link_likelihoods(onsets, serial_interval=weights, scale_km=math.inf, within_km=math.inf)
    day = (onsets["onset_day"] - onsets["onset_day"].min()).dt.days.to_numpy()
    cases = np.bincount(day, minlength=12)
    numbers = dict(zip(onsets["site_id"], day, strict=True))
    for row in found.itertuples():
        t = numbers[row.site_id]
        total = sum(weights[s] * cases[t - s] for s in range(1, 4) if t - s >= 0)
        assert row.weight == pytest.approx(weights[row.lag_days] / total)


def test_likelihoods_sum_to_one_and_fall_with_distance() -> None:
    onsets = random_onsets(4)
    found = link_likelihoods(onsets, serial_interval=[0, 1, 1, 1], scale_km=200)
    sums = found.groupby("site_id")["weight"].sum()
    np.testing.assert_allclose(sums, 1)
    for _, one in found.groupby(["site_id", "lag_days"]):
        assert (one.sort_values("distance_km")["weight"].diff().dropna() <= 0).all()
    assert (found["distance_km"] <= 1000 * 1.006).all()
    assert found["basis"].str.startswith("inferred").all()
    # A short scale leaves hardly anything but the nearest.
    near = link_likelihoods(onsets, serial_interval=[0] + [1] * 9, scale_km=1, within_km=5000)
    best = near.drop_duplicates("site_id").set_index("site_id")["from_site_id"].to_dict()
    links = find_links(onsets)
    assert best == dict(zip(links["site_id"], links["from_site_id"], strict=True))


def test_likelihoods_need_an_interval_and_a_scale() -> None:
    with pytest.raises(InputError, match="0 at lag 0 and a scale above 0"):
        link_likelihoods(random_onsets(0), serial_interval=[1, 1], scale_km=10)
    with pytest.raises(InputError, match="0 at lag 0 and a scale above 0"):
        link_likelihoods(random_onsets(0), serial_interval=[0, 1], scale_km=0)


@pytest.mark.parametrize(("seed", "days"), [(1, 6), (2, 3), (3, 20)])
def test_continuity_is_the_mean_over_shuffles(seed: int, days: int) -> None:
    onsets = random_onsets(seed, 30, days)
    apart = distances(onsets) <= 200
    day = (onsets["onset_day"] - onsets["onset_day"].min()).dt.days.to_numpy()
    found = continuity(onsets, distance_km=200)

    def share(dates: np.ndarray) -> float:
        near = (apart & (dates[None, :] < dates[:, None])).any(axis=1)
        return float(near[dates > dates.min()].mean())

    assert found.share == pytest.approx(share(day))
    rng = np.random.default_rng(0)
    shuffles = [share(rng.permutation(day)) for _ in range(3000)]
    error = np.std(shuffles) / math.sqrt(3000)
    assert found.expected == pytest.approx(np.mean(shuffles), abs=4.5 * error)
    assert found.n == (day > 0).sum()


def test_a_chain_is_continuous_and_a_leap_is_not() -> None:
    chain = pd.DataFrame(
        {
            "site_id": [f"s{i:02}" for i in range(12)],
            "latitude": 30.0,
            "longitude": 60 + 0.5 * np.arange(12),
            "onset_day": np.arange(12),
        }
    )
    found = continuity(chain, distance_km=60)
    assert found.share == 1
    assert found.expected < 0.7
    leaps = chain.assign(longitude=60 + 5.0 * np.arange(12))
    assert continuity(leaps, distance_km=60).share == 0
    with pytest.raises(InputError, match="give more than 0"):
        continuity(chain, distance_km=0)
