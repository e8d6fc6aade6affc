"""The map's specification, compared as data: it asks for nothing and says no more than the data."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pydeck as pdk
import pytest

from dashboard.export.labels import text_width_px, web_mercator_px
from dashboard.map_labels import SOURCE_SANS
from dashboard.maps import MapLook, build_deck, fit_country, fit_view, tooltip_text
from dashboard.theme import PALETTES, SYMBOL_OF, body_colour, edge_colour, rgba
from geo.boundaries import VIEWS, Boundaries, load_boundaries
from geo.campaign import View
from geo.pipeline import Campaign, follow
from geo.schema import STATES
from geo.timeline import frame_at

HOSTILE = "<img src=x onerror=alert(1)> {tip} @@=1 \"'"
NATIONAL = View(longitude=69.4, latitude=30.2, zoom=4.7)


@pytest.fixture(scope="module")
def boundaries() -> Boundaries:
    return load_boundaries("PK")


@pytest.fixture(scope="module")
def timeline(campaign: Campaign) -> pd.DataFrame:
    return follow(campaign).timeline


@pytest.fixture(scope="module")
def spots(campaign: Campaign) -> pd.DataFrame:
    timeline = follow(campaign, level="spot").timeline
    return timeline[timeline["town_id"] == "PK-SD/karachi"]


@pytest.fixture(scope="module")
def made_up(make_sites: Callable[..., pd.DataFrame]) -> Callable[..., pd.DataFrame]:
    """Build a frame of one site a state, with changes to single sites."""

    def build(**changed: dict[str, Any]) -> pd.DataFrame:
        sites = make_sites(STATES, **changed)
        return sites.assign(
            state=list(STATES),
            reports=[0 if s == "silent" else 3 for s in STATES],
            sources=[0 if s == "silent" else 2 for s in STATES],
            weak=0,
            size_low=pd.array([200, None, None, None], dtype="Int64"),
            size_high=pd.array([900, None, None, None], dtype="Int64"),
        )

    return build


def spec_of(
    frame: pd.DataFrame, boundaries: Boundaries, view: View = NATIONAL, **look: Any
) -> dict[str, Any]:
    deck = build_deck(frame, boundaries=boundaries, view=view, look=MapLook(**look))
    return dict(json.loads(deck.to_json()))


def by_id(spec: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {layer["id"]: layer for layer in spec["layers"]}


def labels_of(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of all text layers, each with the size it is drawn at."""
    return [
        {"size": layer["getSize"], **row}
        for layer in spec["layers"]
        if layer["@@type"] == "TextLayer"
        for row in layer["data"]
    ]


def label_texts(spec: dict[str, Any]) -> set[str]:
    return {row["text"] for row in labels_of(spec)}


def keys_and_texts(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key, inner
            yield from keys_and_texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_and_texts(inner)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("scheme", PALETTES)
def test_the_map_asks_for_nothing_from_outside(
    timeline: pd.DataFrame, view: Any, scheme: Any
) -> None:
    frame = frame_at(timeline, timeline["day"].max(), mode="cumulative")
    deck = build_deck(
        frame,
        boundaries=load_boundaries("PK", view=view),
        view=NATIONAL,
        look=MapLook(scheme=scheme, doubt=True),
    )
    text = deck.to_json()
    assert "http" not in text
    assert "//" not in text
    spec = json.loads(text)
    assert spec.get("mapProvider") is None
    # Without one named, pydeck writes a stand-in, for which Streamlit fetches nothing.
    assert spec.get("mapStyle") in (None, "__MAP_STYLE__")


def test_every_layer_is_of_a_type_that_exists(
    timeline: pd.DataFrame, boundaries: Boundaries
) -> None:
    spec = spec_of(frame_at(timeline, timeline["day"].max()), boundaries, doubt=True)
    types = {layer["@@type"] for layer in spec["layers"]}
    ids = [layer["id"] for layer in spec["layers"]]
    assert len(ids) == len(set(ids))
    bundle = Path(pdk.__path__[0]) / "nbextension" / "static" / "index.js"
    shipped = bundle.read_text(encoding="utf-8", errors="ignore")
    assert [name for name in types if f'layerName="{name}"' not in shipped] == []
    assert 'layerName="SitLayer"' not in shipped


def test_every_day_has_the_layers_of_its_states_only(
    timeline: pd.DataFrame, boundaries: Boundaries
) -> None:
    for day in timeline["day"].unique():
        frame = frame_at(timeline, day)
        points = frame[frame["level"].isin(["spot", "town"])]
        layers = by_id(spec_of(frame, boundaries))
        drawn = {name[len("sites-") :] for name in layers if name.startswith("sites-")}
        assert drawn == set(points["state"])
        for state in drawn:
            assert len(layers[f"sites-{state}"]["data"]) == (points["state"] == state).sum()
        assert ("started-halo" in layers) == ("started" in drawn)


@pytest.mark.parametrize("scheme", PALETTES)
def test_symbols_are_those_of_the_theme(
    made_up: Callable[..., pd.DataFrame], boundaries: Boundaries, scheme: Any
) -> None:
    layers = by_id(spec_of(made_up(), boundaries, scheme=scheme))
    for state in STATES:
        layer, symbol = layers[f"sites-{state}"], SYMBOL_OF[state]
        palette = PALETTES[scheme]
        assert layer["getFillColor"][:3] == rgba(body_colour(palette, symbol))[:3]
        assert layer["getLineColor"] == rgba(edge_colour(palette, symbol))
        assert layer["getLineWidth"] == symbol.stroke_px
        assert layer["pickable"] is True
    assert layers["sites-silent"]["getFillColor"][3] < 10


def test_silent_sites_can_be_left_out(
    made_up: Callable[..., pd.DataFrame], boundaries: Boundaries
) -> None:
    both, without = (spec_of(made_up(), boundaries, silent=silent) for silent in (True, False))
    assert "sites-silent" in by_id(both)
    assert "sites-silent" not in by_id(without)
    assert "Silent" in label_texts(both)
    assert "Silent" not in label_texts(without)


def test_the_circle_of_doubt_is_the_radius_in_metres(
    made_up: Callable[..., pd.DataFrame], boundaries: Boundaries
) -> None:
    frame = made_up(started={"radius_km": 12.5})
    assert "doubt" not in by_id(spec_of(frame, boundaries))
    doubt = by_id(spec_of(frame, boundaries, doubt=True))["doubt"]
    assert doubt.get("radiusUnits", "meters") == "meters"
    assert [row["metres"] for row in doubt["data"]] == [12_500, 5_000, 5_000]


def test_areas_are_never_points(
    made_up: Callable[..., pd.DataFrame], boundaries: Boundaries
) -> None:
    area = {"site_id": "PK-SD", "level": "province", "site": "Sindh", "town_id": "PK-SD"}
    district = {"level": "district"}
    frame = made_up(started=area, continuing=district)
    spec = spec_of(frame, boundaries, doubt=True)
    layers = by_id(spec)
    assert not {"sites-started", "started-halo", "sites-continuing"} & set(layers)
    assert len(layers["doubt"]["data"]) == 1
    (shade,) = layers["areas"]["data"]["features"]
    assert shade["geometry"]["type"] in ("Polygon", "MultiPolygon")
    assert shade["tip"].startswith("Sindh\n")
    assert not {"Sindh", "Continuing"} & label_texts(spec)


def test_a_silent_area_is_not_shaded(
    made_up: Callable[..., pd.DataFrame], boundaries: Boundaries
) -> None:
    area = {"site_id": "PK-SD", "level": "province", "site": "Sindh"}
    assert "areas" not in by_id(spec_of(made_up(silent=area), boundaries))


def test_a_tip_is_plain_lines(made_up: Callable[..., pd.DataFrame]) -> None:
    frame = made_up().set_index("state", drop=False)
    assert tooltip_text(frame.loc["started"]).splitlines() == [
        "Started, Sindh",
        "Started: first report, or first after a silence",
        "3 reports, 2 outlets",
        "200 to 900 persons (coded from the sources' words)",
        "town, placed within 5 km",
    ]
    assert tooltip_text(frame.loc["silent"]).splitlines()[1:] == [
        "Silent: no report that day: not an end",
        "town, placed within 5 km",
    ]


def test_text_from_the_data_is_never_read_as_html(
    made_up: Callable[..., pd.DataFrame], boundaries: Boundaries
) -> None:
    frame = made_up(started={"site": HOSTILE, "admin1": "<b>"})
    deck = build_deck(frame, boundaries=boundaries, view=NATIONAL, look=MapLook())
    # As text the browser shows it as it is; as HTML it would have to be escaped.
    tooltip = deck._tooltip
    assert isinstance(tooltip, dict)
    assert tooltip["text"] == "{tip}"
    assert "html" not in tooltip
    (site,) = by_id(json.loads(deck.to_json()))["sites-started"]["data"]
    assert site["tip"].startswith(HOSTILE)


@pytest.mark.parametrize("name", ["@@=alert(1)", "@@=(", "@@#GL.ONE"])
def test_text_from_the_data_is_never_read_as_an_expression(
    made_up: Callable[..., pd.DataFrame], boundaries: Boundaries, name: str
) -> None:
    """deck.gl's JSON reader evaluates text that begins with ``@@=``, wherever it stands."""
    for changed in ({"site": name}, {"site_id": "PK-SD", "level": "province", "site": name}):
        spec = spec_of(made_up(started=changed), boundaries)
        rows = [layer["data"] for layer in spec["layers"]]
        texts = [text for _, text in keys_and_texts(rows) if isinstance(text, str)]
        assert not [text for text in texts if text.startswith("@@")]


def test_an_empty_frame_is_a_map_all_the_same(
    timeline: pd.DataFrame, boundaries: Boundaries
) -> None:
    spec = spec_of(timeline.iloc[:0], boundaries, doubt=True)
    assert not [name for name in by_id(spec) if name.startswith("sites-")]
    assert {"BALOCHISTAN", "SINDH"} <= label_texts(spec)
    assert not label_texts(spec) & set(timeline["site"])


def box_of(row: dict[str, Any], view: View) -> tuple[float, float, float, float]:
    """Return where a label row stands in world pixels: left, top, right, bottom."""
    x, y = web_mercator_px(row["longitude"], row["latitude"], zoom=view.zoom)
    x, y = float(x) + row["offset"][0], float(y) + row["offset"][1]
    size_px = row["size"]
    width = text_width_px(row["text"], size_px) * SOURCE_SANS
    left = x - {"start": 0, "middle": 0.5, "end": 1}[row["anchor"]] * width
    top = y - {"top": 0, "center": 0.5, "bottom": 1}[row["baseline"]] * size_px
    return left, top, left + width, top + size_px


def overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    slack = 0.5
    apart = a[2] <= b[0] + slack or b[2] <= a[0] + slack
    return not (apart or a[3] <= b[1] + slack or b[3] <= a[1] + slack)


@pytest.mark.parametrize(("zoom", "text_scale"), [(4.0, 1.4), (4.7, 1.0), (6.0, 1.2)])
def test_labels_do_not_overlap(
    timeline: pd.DataFrame, boundaries: Boundaries, zoom: float, text_scale: float
) -> None:
    view = View(69.4, 30.2, zoom)
    for day in timeline["day"].unique()[::2]:
        spec = spec_of(frame_at(timeline, day), boundaries, view, text_scale=text_scale)
        boxes = [(row["text"], box_of(row, view)) for row in labels_of(spec)]
        assert len(boxes) > 3
        for i, (one, box) in enumerate(boxes):
            for other, second in boxes[i + 1 :]:
                assert not overlap(box, second), f"{one} over {other} on {day}"


def test_spots_of_a_city_do_not_overlap_either(spots: pd.DataFrame, boundaries: Boundaries) -> None:
    look = MapLook()
    view = fit_view(spots, look)
    frame = frame_at(spots, spots["day"].max(), mode="cumulative")
    boxes = [box_of(row, view) for row in labels_of(spec_of(frame, boundaries, view))]
    assert len(boxes) > 5
    assert not [1 for i, a in enumerate(boxes) for b in boxes[i + 1 :] if overlap(a, b)]


def test_the_overlap_check_can_fail() -> None:
    row = {"longitude": 67.0, "latitude": 30.0, "offset": [8, 0], "text": "Quetta"}
    row |= {"anchor": "start", "baseline": "center", "size": 14}
    near = {**row, "offset": [12, 3]}
    far = {**row, "offset": [12, 40]}
    view = View(67, 30, 5)
    assert overlap(box_of(row, view), box_of(near, view))
    assert not overlap(box_of(row, view), box_of(far, view))


@pytest.mark.parametrize(("width", "height"), [(640, 430), (300, 900), (1800, 400)])
def test_a_fitted_view_holds_every_site(spots: pd.DataFrame, width: int, height: int) -> None:
    look = MapLook(width_px=width, height_px=height)
    view = fit_view(spots, look)
    centre_x, centre_y = web_mercator_px(view.longitude, view.latitude, zoom=view.zoom)
    x, y = web_mercator_px(spots["longitude"], spots["latitude"], zoom=view.zoom)
    assert abs(x - centre_x).max() <= width / 2
    assert abs(y - centre_y).max() <= height / 2
    assert max(abs(x - centre_x).max() / width, abs(y - centre_y).max() / height) > 0.25


def test_one_site_is_not_looked_at_through_a_microscope(spots: pd.DataFrame) -> None:
    view = fit_view(spots.iloc[:1], MapLook())
    assert view.zoom == 13.0
    assert math.isclose(view.latitude, spots["latitude"].iloc[0])


def test_a_country_fits_the_height_of_the_map() -> None:
    assert fit_country(NATIONAL, MapLook(height_px=600)).zoom == NATIONAL.zoom
    assert fit_country(NATIONAL, MapLook(height_px=1200)).zoom == NATIONAL.zoom + 1
    assert fit_country(NATIONAL, MapLook(height_px=300)).zoom == NATIONAL.zoom - 1
