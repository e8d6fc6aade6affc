from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dashboard import theme
from dashboard.geometry import polygons_of
from dashboard.player.base import LANDS, LINES, base_layers, places_of, player_base, player_theme
from dashboard.player.feed import LIGHT, ONSET, Origin, build_feed
from dashboard.player.inline import ASSETS, font_addresses, inlined_script
from dashboard.player.pack import MAGIC, narrowest, pack
from geo.boundaries import LINE_KINDS, VIEWS, load_boundaries
from geo.campaign import View
from geo.daily import centres_by_day
from geo.links import find_links
from geo.pipeline import Campaign, follow
from geo.schema import STATES
from geo.spread import first_onsets
from geo.timeline import build_timeline, count_days

STATE_BITS = 3


def unpack(data: bytes) -> dict[str, Any]:
    """Read a pack by its description, apart from the code that wrote it."""
    assert data[:8] == MAGIC
    length = int.from_bytes(data[8:12], "little")
    header = json.loads(data[16 : 16 + length])
    columns = data[16 + length :]

    def read(value: Any) -> Any:
        if isinstance(value, dict) and set(value) == {"type", "offset", "length"}:
            dtype = np.dtype(value["type"]).newbyteorder("<")
            assert value["offset"] % 8 == 0
            return np.frombuffer(columns, dtype, value["length"], value["offset"])
        return {k: read(v) for k, v in value.items()} if isinstance(value, dict) else value

    return {name: read(value) for name, value in header.items()}


@pytest.fixture(scope="module")
def fed(campaign: Campaign) -> tuple[dict[str, Any], Any, Any]:
    towns, spots = follow(campaign, level="town"), follow(campaign, level="spot")
    feed = build_feed(
        towns.timeline,
        spots.timeline,
        campaign.located.sites,
        campaign.days,
        sentences=[f"Day {i}." for i in range(len(campaign.days))],
        title=campaign.info.title,
        view=campaign.info.view,
        links=find_links(first_onsets(towns.timeline)),
        origin=Origin(67.0, 30.2, campaign.days[0], "Quetta"),
        front_km=pd.Series([120.04], index=campaign.days[2:3]),
        centres=centres_by_day(towns.timeline).iloc[1:],
        reports=spots.merged.ledger,
    )
    return unpack(feed.data), towns, spots


def test_every_active_site_day_is_there_once(fed) -> None:
    read, towns, _ = fed
    active = towns.timeline[towns.timeline["state"] != "silent"]
    rows = read["town"]
    assert len(rows["site"]) == len(active)
    day = np.repeat(np.arange(read["dayCount"]), np.diff(rows["offset"]))
    sent = {
        (read["sites"]["id"][site], int(d)): (int(n), STATES[flag & STATE_BITS], bool(flag & ONSET))
        for site, d, n, flag in zip(rows["site"], day, rows["reports"], rows["flags"], strict=True)
    }
    first = towns.timeline["day"].min()
    expected = {
        (row["site_id"], (row["day"] - first).days): (row["reports"], row["state"], row["onset"])
        for row in active.to_dict("records")
    }
    assert sent == expected


def test_spots_of_a_town_add_up_to_the_town(fed) -> None:
    read, *_ = fed
    town_of = read["sites"]["town"]
    days = np.arange(read["dayCount"])

    def sums(rows: dict[str, Any], *, of_spots: bool) -> dict[tuple[int, int], int]:
        total: dict[tuple[int, int], int] = {}
        day = np.repeat(days, np.diff(rows["offset"]))
        for site, d, n in zip(rows["site"], day, rows["reports"], strict=True):
            key = (int(town_of[site]) if of_spots else int(site), int(d))
            total[key] = total.get(key, 0) + int(n)
        return total

    towns, spots = sums(read["town"], of_spots=False), sums(read["spot"], of_spots=True)
    assert len(spots) > 10
    assert spots.items() <= towns.items()


def test_days_counted_as_the_timeline_counts_them(fed) -> None:
    read, towns, _ = fed
    counted = count_days(towns.timeline)
    assert np.diff(read["town"]["offset"]).tolist() == counted["active"].tolist()


def test_the_rest_of_the_header(fed) -> None:
    read, towns, _ = fed
    assert read["dayCount"] == 7
    assert read["firstDay"] == 18630
    assert read["frontKm"] == [None, None, 120.0, None, None, None, None]
    assert read["origin"]["name"] == "Quetta"
    assert np.isnan(read["centre"]["longitude"]).tolist() == [True, *[False] * 6]
    assert read["centre"]["majorKm"][5] == pytest.approx(
        centres_by_day(towns.timeline)["major_km"][5], rel=1e-6
    )
    assert len(read["links"]["from"]) == len(read["links"]["to"]) > 10
    assert len(read["rev"]) == 16
    planned = sum(row[6] for row in read["reports"])
    assert len(read["reports"]) > planned
    site, first, last, source, url, text, _ = read["reports"][0]
    assert 0 <= site < read["sites"]["count"]
    assert 0 <= first <= last < 7
    assert source
    assert url == "" or url.startswith("http")
    assert text == "" or len(text) <= 241


def test_the_revision_changes_with_the_content(make_counts, make_sites) -> None:
    sites = make_sites(["alpha"])
    days = pd.date_range("2021-01-03", periods=3, unit="s")

    def feed(reports: int) -> Any:
        timeline = build_timeline(make_counts(("alpha", 3, {"reports": reports})), sites)
        return build_feed(timeline, timeline, sites, days)

    assert feed(1).rev == feed(1).rev
    assert feed(1).data == feed(1).data
    assert feed(1).rev != feed(2).rev


def test_sizes_are_kept_apart_and_bounded(make_counts, make_sites) -> None:
    sites = make_sites(["alpha", "beta"])
    counts = make_counts(
        ("alpha", 3, {"size_low": 100, "size_high": 10**12}),
        ("alpha", 4, {"size_low": 7}),
        ("beta", 4),
    )
    timeline = build_timeline(counts, sites)
    days = pd.date_range("2021-01-03", periods=2, unit="s")
    rows = unpack(build_feed(timeline, timeline, sites, days).data)["town"]
    assert rows["sizeRow"].tolist() == [0, 1]
    assert rows["sizeLow"].tolist() == [100, 7]
    assert rows["sizeHigh"].tolist() == [2**31 - 1, -1]


def test_vague_reports_are_light_over_their_window(make_reports, make_sites) -> None:
    from geo.engine import count_site_days
    from geo.merge import merge_reports

    reports = make_reports(
        {"date": "2021-01-04", "date_end": "2021-01-10", "date_precision": "week"},
        {"date": "2021-01-06", "date_precision": "day"},
        {
            "date": "2021-01-04",
            "date_end": "2021-01-10",
            "date_precision": "week",
            "status": "planned",
        },
    ).assign(site_id="alpha", town_id="alpha")
    merged = merge_reports(reports)
    sites = make_sites(["alpha"])
    timeline = build_timeline(count_site_days(merged.ledger), sites)
    days = pd.date_range("2021-01-04", "2021-01-10", unit="s")
    read = unpack(build_feed(timeline, timeline, sites, days).data)
    light = (read["town"]["flags"] & LIGHT > 0).tolist()
    assert light == [True, True, False, True, True, True, True]


def test_an_empty_campaign_can_be_packed(make_counts, make_sites) -> None:
    sites = make_sites([])
    timeline = build_timeline(make_counts(), sites)
    days = pd.DatetimeIndex([])
    read = unpack(build_feed(timeline, timeline, sites, days, view=View(69.0, 30.0, 5.0)).data)
    assert read["dayCount"] == 0
    assert read["sites"]["count"] == 0
    assert read["town"]["offset"].tolist() == [0]


def test_a_site_that_the_table_lacks_is_named(make_counts, make_sites) -> None:
    timeline = build_timeline(make_counts(("alpha", 3)), make_sites(["alpha"]))
    with pytest.raises(ValueError, match="lacks 1 sites of the timeline, as 'alpha'"):
        build_feed(timeline, timeline, make_sites(["beta"]), pd.DatetimeIndex([]))


def test_columns_take_the_narrowest_type() -> None:
    assert narrowest([0, 255]).dtype == np.uint8
    assert narrowest([256]).dtype == np.uint16
    assert narrowest([70_000]).dtype == np.uint32
    assert narrowest([]).dtype == np.uint8


def test_only_known_columns_are_packed() -> None:
    with pytest.raises(ValueError, match="float64 in 1 dimensions"):
        pack({"a": np.zeros(3)})
    with pytest.raises(ValueError, match="uint8 in 2 dimensions"):
        pack({"a": np.zeros((2, 2), np.uint8)})
    with pytest.raises(ValueError, match="JSON"):
        pack({"a": float("nan")})


def test_the_base_holds_each_feature_once_and_every_view_whole() -> None:
    base = base_layers([load_boundaries(view=view) for view in VIEWS], places=places_of("PK"))
    assert base == json.loads(player_base())
    places = base["places"]
    assert [place["text"] for place in places[:2]] == ["Lahore", "Karachi"]
    assert "Hazara Town" in {place["text"] for place in places if place["isSpot"]}
    # A road that is only known to lie in its city is no landmark.
    assert "Airport Road Quetta" not in {place["text"] for place in places}
    layers = {layer["id"]: layer for layer in base["deck"]["layers"]}
    assert list(layers) == [*LANDS, *(role for role, *_ in LINES)], "from below upwards"
    polygons = [row for role in LANDS for row in layers[role]["data"]]
    paths = [row for role, *_ in LINES for row in layers[role]["data"]]
    for view in VIEWS:
        boundaries = load_boundaries(view=view)
        land = (boundaries.provinces, boundaries.neighbours)
        expected = sum(len(polygons_of(collection)) for collection in land)
        assert sum(view in row["views"] for row in polygons) == expected
        lines = sum(len(f["geometry"]["coordinates"]) for f in boundaries.lines["features"])
        assert sum(view in row["views"] for row in paths) == lines
        assert base["notes"][view] == boundaries.note
    seen = [json.dumps(row) for row in polygons]
    assert len(set(seen)) == len(seen)
    rings = [
        row["polygon"] if isinstance(row["polygon"], list) else row["polygon"]["positions"]
        for row in polygons
    ]
    for flat in [*rings, *(row["path"] for row in paths)]:
        assert len(flat) % 2 == 0
        assert all(-180 <= x <= 180 for x in flat[::2])
        assert all(-90 <= y <= 90 for y in flat[1::2])


def test_the_base_is_what_deckgl_reads() -> None:
    for layer in json.loads(player_base())["deck"]["layers"]:
        drawn = "getFillColor" if layer["@@type"] == "SolidPolygonLayer" else "getColor"
        kind, _, colour = layer[drawn].partition(".")
        assert kind == "@@#palette", "a colour that is a column's name"
        assert all(colour in player_theme(scheme)["palette"] for scheme in theme.PALETTES)
        assert layer["positionFormat"] == "XY"


def test_a_hole_is_told_by_where_it_begins() -> None:
    square = [[0.0, 0.0], [9.0, 0.0], [9.0, 9.0], [0.0, 0.0]]
    hole = [[2.0, 1.0], [3.0, 1.0], [3.0, 2.0], [2.0, 1.0]]
    about = {"place_id": "x", "name": "X", "label_longitude": 1.0, "label_latitude": 1.0}
    feature = {
        "properties": {**about, "views": ["ground"]},
        "geometry": {"type": "Polygon", "coordinates": [square, hole]},
    }
    made = replace(
        load_boundaries(), provinces={"type": "FeatureCollection", "features": [feature]}
    )
    land = next(x for x in base_layers([made])["deck"]["layers"] if x["id"] == "land")
    polygon = land["data"][0]["polygon"]
    assert polygon["holeIndices"] == [8]
    assert polygon["positions"][8:10] == [2.0, 1.0]


def test_the_player_looks_like_the_other_maps() -> None:
    for scheme in theme.PALETTES:
        look = player_theme(scheme)
        sizes = look["sizes"]
        for reports in (1, 4, 50, 900):
            px = sizes["basePx"] + sizes["rootPx"] * reports**0.5
            assert px == pytest.approx(theme.radius_px(reports), abs=0.01)
        assert [symbol["state"] for symbol in look["symbols"]] == list(STATES)
        assert json.loads(json.dumps(look)) == look
    drawn = {kind for kind, *_ in LINES}
    assert drawn == set(LINE_KINDS), "a kind of line is not drawn"
    assert all(colour in look["palette"] for _, colour, *_ in LINES)


def test_the_modules_become_one_script_that_imports_nothing() -> None:
    script = inlined_script()
    assert "import {" not in script
    assert "export " not in re.sub(r"//.*|/\*\*.*?\*/", "", script, flags=re.DOTALL)
    modules = {path.stem for path in ASSETS.glob("*.js")} - {"shim", "one_entry"}
    inlined = re.findall(r"^modules\.(\w+) = ", script, re.MULTILINE)
    assert sorted(inlined) == sorted(modules), "a module is missing, or nobody uses it"
    assert inlined[-1] == "player"
    assert font_addresses()["400"].startswith("data:font/woff2;base64,d09GMg")
