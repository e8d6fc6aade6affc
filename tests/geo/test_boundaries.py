"""The shipped map layers: whole, without gaps, and different from each point of view."""

import subprocess
import sys
from importlib.resources import files
from itertools import combinations

import pytest
import shapely
from shapely.geometry import shape

from geo.boundaries import (
    LINE_KINDS,
    VIEWS,
    Boundaries,
    line_features,
    load_boundaries,
    province_polygon,
)
from geo.errors import BoundaryError

LAYERS = ("pk_provinces", "neighbours", "disputed", "lines")
FRAME = shapely.box(54.0, 18.0, 86.0, 41.0)
# Rounding to three decimals moves a corner by at most 0.0005 degrees.
GAP_TOLERANCE_DEG2 = 1e-6
ALL_PROVINCES = {"PK-BA", "PK-GB", "PK-IS", "PK-JK", "PK-KP", "PK-PB", "PK-SD"}
GILGIT = shapely.Point(74.31, 35.92)
MUZAFFARABAD = shapely.Point(73.47, 34.37)
SRINAGAR = shapely.Point(74.80, 34.08)
AKSAI_CHIN = shapely.Point(79.3, 35.2)
SIACHEN = shapely.Point(77.15, 35.35)


@pytest.fixture(params=VIEWS)
def boundaries(request: pytest.FixtureRequest) -> Boundaries:
    return load_boundaries(view=request.param)


def shapes(collection: dict, key: str = "place_id") -> dict[str, shapely.Geometry]:
    return {f["properties"][key]: shape(f["geometry"]) for f in collection["features"]}


def owner(boundaries: Boundaries, point: shapely.Point) -> list[str]:
    land = shapes(boundaries.provinces) | shapes(boundaries.neighbours)
    return [place_id for place_id, area in land.items() if area.contains(point)]


def lines_drawn(boundaries: Boundaries) -> set[tuple[str, str]]:
    return {
        (feature["properties"]["kind"], feature["properties"]["name"])
        for feature in boundaries.lines["features"]
    }


def test_the_layers_are_small_enough_to_load_at_once() -> None:
    sizes = [
        len((files("data") / "boundaries" / f"{name}.geojson").read_bytes()) for name in LAYERS
    ]
    assert sum(sizes) < 400_000


def test_every_geometry_is_valid_and_inside_the_frame(boundaries: Boundaries) -> None:
    layers = (
        boundaries.provinces,
        boundaries.neighbours,
        boundaries.disputed,
        boundaries.lines,
    )
    for layer in layers:
        assert layer["type"] == "FeatureCollection"
        for feature in layer["features"]:
            geometry = shape(feature["geometry"])
            assert geometry.is_valid
            assert not geometry.is_empty
            assert FRAME.buffer(0.001).covers(geometry)


def test_label_points_lie_inside_and_names_are_bilingual(boundaries: Boundaries) -> None:
    for layer in (boundaries.provinces, boundaries.neighbours, boundaries.disputed):
        for feature in layer["features"]:
            properties = feature["properties"]
            label = shapely.Point(properties["label_longitude"], properties["label_latitude"])
            assert shape(feature["geometry"]).contains(label), properties["name"]
            assert properties["name"].isascii()
            assert "\u0600" <= properties["name_ur"][0] <= "\u06ff"


def test_land_neither_overlaps_nor_gapes(boundaries: Boundaries) -> None:
    land = list((shapes(boundaries.provinces) | shapes(boundaries.neighbours)).values())
    for one, other in combinations(land, 2):
        assert one.intersection(other).area <= GAP_TOLERANCE_DEG2
    whole = shapely.union_all(land)
    holes = [
        shapely.Polygon(ring)
        for part in shapely.get_parts(whole)
        for ring in part.interiors
        if shapely.Polygon(ring).area < 0.01
    ]
    assert holes == []


def test_provinces_touch_along_lines(boundaries: Boundaries) -> None:
    provinces = shapes(boundaries.provinces)
    for one, other in [("PK-BA", "PK-SD"), ("PK-PB", "PK-SD"), ("PK-KP", "PK-PB")]:
        border = provinces[one].boundary.intersection(provinces[other].boundary)
        assert border.length > 1.0
    assert provinces["PK-IS"].boundary.intersection(provinces["PK-PB"].boundary).length > 0.5


def test_all_views_cover_the_same_land() -> None:
    land = {
        view: shapely.union_all(
            [
                *shapes(load_boundaries(view=view).provinces).values(),
                *shapes(load_boundaries(view=view).neighbours).values(),
            ]
        )
        for view in VIEWS
    }
    for view in VIEWS[1:]:
        assert land["ground"].symmetric_difference(land[view]).area < 1e-4


def test_lines_follow_the_polygons(boundaries: Boundaries) -> None:
    land = shapes(boundaries.provinces) | shapes(boundaries.neighbours)
    edges = shapely.union_all([area.boundary for area in land.values()])
    drawn = shapely.union_all(
        [
            shape(feature["geometry"])
            for feature in boundaries.lines["features"]
            if feature["properties"]["kind"] not in {"disputed", "disputed_hatch"}
        ]
    )
    # The Line of Actual Control and the like run inside a unit; all borders must be drawn.
    missing = edges.difference(drawn.buffer(0.002)).difference(FRAME.boundary.buffer(0.01))
    claimed = line_features(boundaries, "disputed")["features"]
    claimed_lines = shapely.union_all([shape(feature["geometry"]) for feature in claimed])
    missing = missing.difference(claimed_lines.buffer(0.002))
    assert missing.length < 0.1


def test_line_kinds_are_the_declared_ones() -> None:
    kinds = {kind for view in VIEWS for kind, _ in lines_drawn(load_boundaries(view=view))}
    assert kinds == set(LINE_KINDS)


def test_on_the_ground_each_side_has_what_it_administers() -> None:
    ground = load_boundaries()
    assert set(shapes(ground.provinces)) == ALL_PROVINCES
    assert owner(ground, GILGIT) == ["PK-GB"]
    assert owner(ground, MUZAFFARABAD) == ["PK-JK"]
    assert owner(ground, SRINAGAR) == ["IN"]
    assert owner(ground, SIACHEN) == ["IN"]
    assert owner(ground, AKSAI_CHIN) == ["CN"]
    assert ("line_of_control", "Line of Control") in lines_drawn(ground)


def test_on_the_ground_the_whole_former_state_is_hatched() -> None:
    ground = load_boundaries()
    parts = shapes(ground.disputed, "part")
    hatched = shapely.union_all(list(parts.values()))
    for point in (GILGIT, MUZAFFARABAD, SRINAGAR, AKSAI_CHIN, SIACHEN):
        assert hatched.contains(point)
    assert len(parts) == 7
    for feature in ground.disputed["features"]:
        assert feature["properties"]["administered_by"] in {"Pakistan", "India", "China"}
        assert feature["properties"]["claimed_by"]


def test_pakistan_sets_the_indian_administered_part_apart() -> None:
    pakistan = load_boundaries(view="pakistan")
    assert set(shapes(pakistan.provinces)) == ALL_PROVINCES
    assert owner(pakistan, SRINAGAR) == ["XJ"]
    assert owner(pakistan, SIACHEN) == ["PK-GB"]
    assert set(shapes(pakistan.disputed, "part")) == {"jammu_kashmir", "ladakh"}


def test_india_draws_the_whole_former_state_as_its_own() -> None:
    india = load_boundaries(view="india")
    assert set(shapes(india.provinces)) == ALL_PROVINCES - {"PK-GB", "PK-JK"}
    for point in (GILGIT, MUZAFFARABAD, SRINAGAR, AKSAI_CHIN, SIACHEN):
        assert owner(india, point) == ["IN"]
    assert india.disputed["features"] == []
    assert {kind for kind, _ in lines_drawn(india)} == {"international", "province", "coast"}


@pytest.mark.parametrize("view", ["ground", "pakistan"])
def test_hatching_stays_inside_and_reaches_all_of_the_disputed_area(view: str) -> None:
    boundaries = load_boundaries(view=view)
    area = shapely.union_all(list(shapes(boundaries.disputed, "part").values()))
    (feature,) = line_features(boundaries, "disputed_hatch")["features"]
    strokes = shape(feature["geometry"])
    assert area.buffer(0.002).covers(strokes)
    assert strokes.buffer(0.2).covers(area.buffer(-0.2))


def test_each_view_says_whose_borders_it_draws() -> None:
    notes = {view: load_boundaries(view=view).note for view in VIEWS}
    assert len(set(notes.values())) == len(VIEWS)
    assert "Pakistan" in notes["pakistan"]
    assert "India" in notes["india"]
    assert all("\n" not in note and len(note) < 200 for note in notes.values())


def test_province_polygon_returns_a_geometry_or_says_why_not() -> None:
    polygon = province_polygon(load_boundaries(), "PK-BA")
    assert shape(polygon).contains(shapely.Point(67.0, 30.18))
    with pytest.raises(BoundaryError, match="india viewpoint draws no province 'PK-GB'"):
        province_polygon(load_boundaries(view="india"), "PK-GB")


def test_unknown_countries_views_and_kinds_are_refused() -> None:
    with pytest.raises(BoundaryError, match="'XX'"):
        load_boundaries("XX")
    with pytest.raises(BoundaryError, match="'moon'"):
        load_boundaries(view="moon")
    with pytest.raises(BoundaryError, match="river"):
        line_features(load_boundaries(), "river")


def test_loading_needs_no_geometry_library() -> None:
    code = (
        "import sys; from geo.boundaries import load_boundaries; load_boundaries();"
        "print([m for m in ('geopandas', 'shapely', 'pandas', 'numpy') if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


def test_layers_are_loaded_once() -> None:
    assert load_boundaries(view="ground") is load_boundaries(view="ground")
