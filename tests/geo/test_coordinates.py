"""Coordinates as people write them, and what looks wrong with them: told, never mended unasked."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geo.boundaries import country_boxes
from geo.coordinates import (
    Box,
    CoordinateFinding,
    ParsedCoordinates,
    blank,
    exchange,
    inspect_coordinates,
    parse_coordinates,
    split_pair,
)
from geo.errors import InputError

BOXES: dict[str, Box] = {
    "PK": (60.8, 23.6, 77.9, 37.2),
    "FJ": (177.0, -19.0, -179.0, -16.0),
    "TR": (26.0, 35.8, 44.8, 42.1),
}
latitudes = st.floats(-90, 90).map(lambda value: round(value, 6))
longitudes = st.floats(-180, 180).map(lambda value: round(value, 6))


def text(*cells: str | None) -> pd.Series:
    return pd.Series(list(cells), dtype="str")


def parse_latitude(cell: str) -> float:
    return float(parse_coordinates(text(cell), text("67")).latitude[0])


def split(cell: str) -> tuple[str, str]:
    latitude, longitude = split_pair(text(cell))
    return str(latitude[0]), str(longitude[0])


def read_pair(cell: str) -> tuple[float, float]:
    parsed = parse_coordinates(*split_pair(text(cell)))
    return float(parsed.latitude[0]), float(parsed.longitude[0])


def inspect(
    *points: tuple[float, float], country: str | list[str] = "PK"
) -> list[CoordinateFinding]:
    latitude, longitude = (pd.Series([p[i] for p in points], dtype="float64") for i in (0, 1))
    stated = country if isinstance(country, str) else pd.Series(country, dtype="str")
    return inspect_coordinates(latitude, longitude, stated, boxes=BOXES)


# Reading one coordinate.


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "30.5",
            " 30.5 ",
            "+30.5",
            "3.05e1",
            "30,5",
            "30.5°",
            "30.5 N",
            "30.5N",
            "N30.5",
            "n 30.5",
        ),
        *(
            "30.5° N",
            "30.5 North",
            "30°30'N",
            "30° 30′ 00″ N",
            "30°30'0\"N",
            "30º30'00''",
            "30:30:00",
        ),
        *("30 30 00 N", "30 30 00", "N 30 30 00", "30 30 N", "30 deg 30 min N", "30-30-00 N"),
        *("30°30.0'N", "30°30'", "۳۰٫۵", "٣٠٫٥", "30°30,0'N", "30\u00a0°30'"),
    ],
)
def test_ways_to_write_thirty_and_a_half_degrees_north(cell: str) -> None:
    assert parse_latitude(cell) == 30.5


@pytest.mark.parametrize(
    ("cell", "degrees"),
    [
        ("30.5 S", -30.5),
        ("S 30 30 00", -30.5),
        ("-30 30 00", -30.5),
        ("-0°30'", -0.5),
        ("30°11'52\"N", 30 + 11 / 60 + 52 / 3600),
        ("30°11'52,8\"N", 30 + 11 / 60 + 52.8 / 3600),
        ("0", 0.0),
        (".5", 0.5),
        ("118.5", 118.5),
    ],
)
def test_signs_letters_and_fractions(cell: str, degrees: float) -> None:
    assert parse_latitude(cell) == pytest.approx(degrees, abs=1e-12)


@pytest.mark.parametrize(
    "cell",
    [
        *("", "soon", "nan", "inf", "-inf", "-", "°", "N", "30.5.1", "1,234,567", "30..5", "0x1e"),
        *(
            "-30.5 S",
            "+30 N",
            "N 30 N",
            "30 60 00",
            "30 00 60 N",
            "30°75'N",
            "30 11",
            "30.5 30 00 N",
        ),
        *("67 E", "W 67", "30°11'E", "30 N 67 E", "30.19, 67.01", "x" * 100, "30 X"),
    ],
)
def test_what_is_no_latitude_is_null(cell: str) -> None:
    assert np.isnan(parse_latitude(cell))


def test_what_was_done_is_told_with_a_count_and_a_cell() -> None:
    parsed = parse_coordinates(
        text("30,5", "30,5", "30.5", "67 E", None), text("67°30'E", "67.5", "", "30 N", "E 67.5")
    )
    assert parsed.notes == (
        "2 latitudes were read with a decimal comma (30,5)",
        "1 latitude carries E or W: not read (67 E)",
        "1 longitude was read from degrees and minutes (67°30'E)",
        "1 longitude carries N or S: not read (30 N)",
    )
    assert parsed.latitude.isna().tolist() == [False, False, False, True, True]
    assert parsed.longitude.isna().tolist() == [False, False, True, True, False]


def test_a_quoted_cell_has_no_line_break() -> None:
    assert all("\n" not in n for n in parse_coordinates(text("30,5\n"), text("67\nE")).notes)


def test_plain_numbers_need_no_note_and_keep_their_index() -> None:
    index = pd.Index([9, 4, 7])
    parsed = parse_coordinates(
        pd.Series(["30.5", "", None], index=index, dtype="str"),
        pd.Series([67.5, np.nan, np.inf], index=index),
    )
    assert parsed.notes == ()
    assert parsed.latitude.index.tolist() == parsed.longitude.index.tolist() == [9, 4, 7]
    assert parsed.latitude.dtype == parsed.longitude.dtype == "float64"
    assert parsed.longitude.isna().tolist() == [False, True, True]


def test_empty_columns() -> None:
    parsed = parse_coordinates(text(), text(None, ""))
    assert parsed == ParsedCoordinates(parsed.latitude, parsed.longitude, ())
    assert len(parsed.latitude) == 0
    assert parsed.longitude.isna().tolist() == [True, True]


def written(degrees: float, letters: str) -> dict[str, str]:
    """Return one coordinate in many layouts."""
    size, letter = abs(degrees), letters[0 if degrees >= 0 else 1]
    whole = int(size)
    minutes = (size - whole) * 60
    seconds = (minutes - int(minutes)) * 60
    # Fewer decimals than this could carry a second or minute to 60.
    short, long = f"{min(seconds, 59.99999):.5f}", f"{min(minutes, 59.999999):.6f}"
    sign = "-" if degrees < 0 else ""
    return {
        "decimal": f"{degrees:.6f}",
        "comma": f"{degrees:.6f}".replace(".", ","),
        "letter after": f"{size:.6f}° {letter}",
        "letter before": f"{letter}{size:.6f}",
        "seconds": f"{whole}°{int(minutes)}'{short}\"{letter}",
        "spaces": f"{whole} {int(minutes)} {short} {letter}",
        "minutes": f"{whole}° {long}' {letter}",
        "signed": f"{sign}{whole}:{int(minutes)}:{short}",
    }


@settings(deadline=None, max_examples=150)
@given(latitudes, longitudes)
def test_a_written_coordinate_is_read_back(latitude: float, longitude: float) -> None:
    cells = written(latitude, "NS"), written(longitude, "EW")
    parsed = parse_coordinates(*(text(*layouts.values()) for layouts in cells))
    assert parsed.latitude.tolist() == pytest.approx([latitude] * len(cells[0]), abs=1e-6)
    assert parsed.longitude.tolist() == pytest.approx([longitude] * len(cells[1]), abs=1e-6)


some_cells = st.one_of(
    latitudes.flatmap(lambda value: st.sampled_from(sorted(written(value, "NS").values()))),
    st.from_regex(r"\A[NS]?-?\d{1,3}[°:., ]\d{1,2}[':., ]\d{0,2}[\"NSEW]?\Z"),
    st.text(max_size=12),
)


@settings(deadline=None, max_examples=100)
@given(st.lists(some_cells, max_size=8))
def test_a_column_is_its_cells_read_one_by_one(cells: list[str]) -> None:
    whole = parse_coordinates(text(*cells), text(*cells)).latitude
    alone = [parse_latitude(cell) for cell in cells]
    np.testing.assert_array_equal(whole.to_numpy(), np.array(alone, dtype="float64"))
    assert np.isfinite(whole.dropna()).all()


# Taking a pair apart.


@pytest.mark.parametrize(
    "cell",
    [
        *("30.19, 67.01", "30.19 67.01", "(30.19; 67.01)", "[30.19,67.01]", "30.19/67.01"),
        *("POINT (67.01 30.19)", "point(67.01 30.19)", "SRID=4326;POINT Z (67.01 30.19 1680)"),
        *("30,19; 67,01", "30,19 67,01", "30,19, 67,01", "30.19°, 67.01°", "30.19° 67.01°"),
        *("30.19N, 67.01E", "67.01E 30.19N", "N30.19 E67.01", "30.19 North, 67.01 East"),
        *("30°11'24\"N 67°0'36\"E", "67°0'36\"E, 30°11'24\"N", "30 11 24 N 67 0 36 E"),
        *('{"type":"Point","coordinates":[67.01,30.19]}', '{"lat": 30.19, "lng": 67.01}'),
        *("lat: 30.19, lon: 67.01", "lon=67.01 lat=30.19", "Latitude 30.19 Longitude 67.01"),
        *("geo:30.19,67.01", "geo:30.19,67.01;u=35", "۳۰٫۱۹، ۶۷٫۰۱", "30.19 | 67.01"),
        '{"coordinates": [67.01, 30.19, 1680], "type": "Point"}',
    ],
)
def test_ways_to_write_a_pair(cell: str) -> None:
    assert read_pair(cell) == (pytest.approx(30.19, abs=1e-9), pytest.approx(67.01, abs=1e-9))


@pytest.mark.parametrize(
    "cell",
    [
        *("", "soon", "30.19", "1, 2, 3", "30.19 N, 30.2 N", "67 E 68 E", "lat: 1, lat: 2", "N, E"),
        *(
            "LINESTRING (67 30, 68 31)",
            "POINT EMPTY",
            "POINT (67.01)",
            "30.19 and 67.01",
            "x" * 300,
        ),
        '{"type":"Polygon","coordinates":[[[67,30],[68,30],[68,31],[67,30]]]}',
        '{"type":"MultiPoint","coordinates":[[67,30],[68,31]]}',
    ],
)
def test_what_is_no_pair_is_empty(cell: str) -> None:
    assert split(cell) == ("", "")


def test_a_pair_keeps_its_sign_and_its_index() -> None:
    latitude, longitude = split_pair(
        pd.Series(["-30.19, -67.01", None, "lat -30.19 lon -67.01"], index=[9, 4, 7], dtype="str")
    )
    assert latitude.tolist() == ["-30.19", "", "-30.19"]
    assert longitude.tolist() == ["-67.01", "", "-67.01"]
    assert latitude.index.tolist() == longitude.index.tolist() == [9, 4, 7]
    assert latitude.dtype == longitude.dtype == "str"


PAIR_LAYOUTS: dict[str, Callable[[float, float], str]] = {
    "comma": lambda lat, lon: f"{lat:.6f}, {lon:.6f}",
    "tight": lambda lat, lon: f"{lat:.6f},{lon:.6f}",
    "space": lambda lat, lon: f"({lat:.6f} {lon:.6f})",
    "decimal commas": lambda lat, lon: f"{lat:.6f}; {lon:.6f}".replace(".", ","),
    "wkt": lambda lat, lon: f"POINT ({lon:.6f} {lat:.6f})",
    "geojson": lambda lat, lon: json.dumps({"type": "Point", "coordinates": [lon, lat]}),
    "labels": lambda lat, lon: f"lon: {lon:.6f}, lat: {lat:.6f}",
    "letters": lambda lat, lon: f"{written(lat, 'NS')['seconds']}, {written(lon, 'EW')['seconds']}",
    "letters first": lambda lat, lon: (
        f"{written(lon, 'EW')['letter before']} {written(lat, 'NS')['letter before']}"
    ),
}


@settings(deadline=None, max_examples=150)
@given(latitudes, longitudes)
def test_a_written_pair_is_read_back(latitude: float, longitude: float) -> None:
    cells = text(*(write(latitude, longitude) for write in PAIR_LAYOUTS.values()))
    parsed = parse_coordinates(*split_pair(cells))
    assert parsed.latitude.tolist() == pytest.approx([latitude] * len(cells), abs=1e-6)
    assert parsed.longitude.tolist() == pytest.approx([longitude] * len(cells), abs=1e-6)


@settings(deadline=None, max_examples=100)
@given(st.lists(some_cells | st.text(max_size=30), max_size=6))
def test_a_column_of_pairs_is_its_cells_taken_one_by_one(cells: list[str]) -> None:
    latitude, longitude = split_pair(text(*cells))
    assert list(zip(latitude, longitude, strict=True)) == [split(cell) for cell in cells]
    assert ((latitude == "") == (longitude == "")).all()


# Findings.


def test_right_coordinates_give_no_finding() -> None:
    assert inspect((30.2, 67.0), (24.86, 67.01), (np.nan, np.nan), (30.2, np.nan)) == []


def test_exchanged_coordinates_are_told_by_the_country() -> None:
    (found,) = inspect((30.2, 67.0), (67.0, 30.2), (73.05, 33.7))
    assert (found.kind, found.lines, found.fix) == ("swapped", [1, 2], "exchange")
    assert found.sentence == (
        "2 rows (lines 1, 2) lie in PK only with latitude and longitude exchanged"
    )


def test_a_latitude_beyond_90_that_is_a_longitude_is_exchanged_too() -> None:
    for country in ("PK", ""):
        (found,) = inspect((118.0, 24.0), country=country)
        assert (found.kind, found.lines, found.fix) == ("swapped", [0], "exchange")
        assert "beyond 90 degrees" in found.sentence


def test_out_of_range_both_ways_is_left_to_the_row_check() -> None:
    assert inspect((95.0, 200.0), (-91.0, 181.0)) == []


def test_zero_is_told_whatever_the_country() -> None:
    for country in ("PK", "", "GH"):
        (found,) = inspect((0.0, 0.0), (0.0005, -0.001), (30.0, 67.0), country=country)
        assert (found.kind, found.lines, found.fix) == ("zero", [0, 1], "blank")
    assert inspect((0.0, 67.0), country="") == []


def test_a_point_abroad_is_told_beyond_fifty_kilometres() -> None:
    # 0.4 degrees of latitude are 44 km, 0.5 are 56 km; at 37 degrees north 0.5 of longitude are 44.
    assert inspect((37.6, 70.0), (23.2, 70.0), (37.0, 60.3), (37.0, 78.4)) == []
    (found,) = inspect((37.7, 70.0), (23.1, 70.0), (37.0, 60.1), (37.0, 78.6))
    assert (found.kind, found.lines, found.fix) == ("outside", [0, 1, 2, 3], "blank")
    assert found.sentence == "4 rows (lines 0, 1, 2, 3) lie more than 50 km outside PK"


def test_the_same_number_twice_is_told_where_the_country_has_no_such_point() -> None:
    (found,) = inspect((30.2, 30.2))
    assert (found.kind, found.fix) == ("equal", "blank")
    assert inspect((37.0, 37.0), country="TR") == []
    assert [f.kind for f in inspect((37.0, 37.0), country="")] == ["equal"]


def test_a_country_without_a_box_judges_nothing() -> None:
    assert inspect((67.0, 30.2), (-40.0, 10.0), country="ZZ") == []


def test_every_row_is_judged_by_its_own_country() -> None:
    points = ((39.0, 35.0), (39.0, 35.0), (35.0, 39.0), (39.0, 35.0), (67.0, 30.2))
    found = inspect(*points, country=["TR", "PK", "TR", "", "PK"])
    assert [(f.kind, f.lines) for f in found] == [("swapped", [2, 4]), ("outside", [1])]
    assert found[0].sentence.startswith("2 rows (lines 2, 4) lie in the country stated only with")


def test_countries_are_named_together() -> None:
    found = inspect((10.0, 10.5), (10.0, 10.5), country=["PK", "TR"])
    assert found[0].sentence.endswith("outside the country stated")


def test_a_box_may_cross_the_180th_meridian() -> None:
    assert inspect((-17.0, 178.0), (-17.0, -179.5), (-17.0, 179.9), country="FJ") == []
    found = inspect((-17.0, 175.0), (-17.0, -177.0), (178.0, -17.0), country="FJ")
    assert [(f.kind, f.lines) for f in found] == [("swapped", [2]), ("outside", [0, 1])]


def test_many_lines_are_not_all_listed() -> None:
    (found,) = inspect(*[(0.0, 0.0)] * 8)
    assert found.sentence == "8 rows (lines 0, 1, 2, 3, 4 and 3 more) are at 0, 0"
    assert found.lines == list(range(8))
    assert inspect((0.0, 0.0))[0].sentence == "1 row (line 0) is at 0, 0"


def test_lines_are_the_labels_of_the_index() -> None:
    index = pd.Index([12, 40])
    found = inspect_coordinates(
        pd.Series([30.2, 67.0], index=index),
        pd.Series([67.0, 30.2], index=index),
        "PK",
        boxes=BOXES,
    )
    assert found[0].lines == [40]


def test_no_rows_no_findings() -> None:
    assert inspect() == []
    assert inspect(country=[]) == []


any_degrees = st.floats(-200, 200) | st.just(0.0) | st.just(np.nan)
tables = st.lists(
    st.tuples(any_degrees, any_degrees, st.sampled_from(["PK", "TR", "FJ", "", "ZZ"])), max_size=12
)


@settings(deadline=None, max_examples=200)
@given(tables)
def test_findings_alter_nothing_and_a_row_is_in_one_at_most(
    rows: list[tuple[float, float, str]],
) -> None:
    frame = pd.DataFrame(rows, columns=["latitude", "longitude", "country"]).astype(
        {"latitude": "float64", "longitude": "float64", "country": "str"}
    )
    before = frame.copy()
    found = inspect_coordinates(
        frame["latitude"], frame["longitude"], frame["country"], boxes=BOXES
    )
    pd.testing.assert_frame_equal(frame, before)
    lines = [line for finding in found for line in finding.lines]
    assert len(lines) == len(set(lines))
    for finding in found:
        fix = exchange if finding.fix == "exchange" else blank
        latitude, longitude = fix(frame["latitude"], frame["longitude"], finding.lines)
        pd.testing.assert_frame_equal(frame, before)
        others = ~frame.index.isin(finding.lines)
        pd.testing.assert_series_equal(latitude[others], frame["latitude"][others])
        again = inspect_coordinates(latitude, longitude, frame["country"], boxes=BOXES)
        fixed = {line for f in again if f.kind == finding.kind for line in f.lines}
        assert not fixed & set(finding.lines)


@settings(deadline=None, max_examples=100)
@given(st.floats(23.6, 37.2), st.floats(60.8, 77.9))
def test_any_point_of_pakistan_is_found_when_exchanged(latitude: float, longitude: float) -> None:
    assert inspect((latitude, longitude)) == []
    (found,) = inspect((longitude, latitude))
    assert (found.kind, found.fix) == ("swapped", "exchange")


def test_exchange_and_blank_touch_their_lines_only() -> None:
    latitude, longitude = (
        pd.Series([67.0, 24.9], index=[3, 5]),
        pd.Series([30.2, 67.0], index=[3, 5]),
    )
    turned = exchange(latitude, longitude, [3])
    assert [column.tolist() for column in turned] == [[30.2, 24.9], [67.0, 67.0]]
    without = blank(latitude, longitude, [5])
    assert [column.isna().tolist() for column in without] == [[False, True]] * 2
    assert latitude.tolist() == [67.0, 24.9]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(latitudes, longitudes), min_size=1, max_size=8), st.data())
def test_exchanging_twice_is_exchanging_never(
    points: list[tuple[float, float]], data: st.DataObject
) -> None:
    assume(len(points) > 0)
    latitude, longitude = (pd.Series([p[i] for p in points]) for i in (0, 1))
    lines = data.draw(st.lists(st.integers(0, len(points) - 1), unique=True))
    back = exchange(*exchange(latitude, longitude, lines), lines)
    pd.testing.assert_series_equal(back[0], latitude)
    pd.testing.assert_series_equal(back[1], longitude)


@pytest.mark.parametrize("fix", [exchange, blank])
def test_a_line_that_is_not_there_is_an_error(fix: Callable[..., object]) -> None:
    with pytest.raises(InputError, match="no line 7"):
        fix(pd.Series([67.0]), pd.Series([30.2]), [0, 7])


# The boxes that ship.


def test_boxes_hold_places_known_to_lie_in_their_country() -> None:
    places = [
        *(("PK", 30.18, 67.0), ("PK", 35.92, 74.31), ("PK", 24.86, 67.01), ("PK", 25.12, 62.33)),
        *(("IN", 34.08, 74.8), ("IN", 11.67, 92.75), ("ES", 28.12, -15.43), ("FR", 48.86, 2.35)),
        *(
            ("US", 21.31, -157.86),
            ("US", 64.84, -147.72),
            ("RU", 66.02, -169.7),
            ("FJ", -16.5, 179.4),
        ),
        *(("NZ", -43.95, -176.55), ("BH", 26.22, 50.58), ("SG", 1.35, 103.82), ("UA", 44.95, 34.1)),
        *(("GF", 4.92, -52.33), ("NO", 69.65, 18.96), ("GB", 60.15, -1.15), ("PS", 31.5, 34.47)),
    ]
    country, latitude, longitude = zip(*places, strict=True)
    found = inspect_coordinates(
        pd.Series(latitude), pd.Series(longitude), pd.Series(country), boxes=country_boxes()
    )
    assert found == []
    turned = inspect_coordinates(
        pd.Series(longitude), pd.Series(latitude), pd.Series(country), boxes=country_boxes()
    )
    assert sum(len(f.lines) for f in turned if f.kind == "swapped") == len(places)


def test_boxes_are_well_formed() -> None:
    boxes = country_boxes()
    assert len(boxes) > 190
    for code, (west, south, east, north) in boxes.items():
        assert len(code) == 2
        assert code.isupper()
        assert -180 <= west <= 180
        assert -180 <= east <= 180
        assert -90 <= south < north <= 90
    assert {code for code, box in boxes.items() if box[0] > box[2]} == {"FJ", "NZ", "RU"}
    with pytest.raises(TypeError):
        boxes["PK"] = (0.0, 0.0, 0.0, 0.0)  # type: ignore[index]
