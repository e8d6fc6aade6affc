"""Places set by hand win over all else, and a row that cannot be used says why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from geo.corrections import COLUMNS, Corrections, parse_corrections, read_corrections
from geo.errors import FormatError, InputError, SourceNotFoundError
from geo.gazetteer import Gazetteer
from geo.geocoder import Located, locate_reports

MakeReports = Callable[..., pd.DataFrame]
POINT = {"latitude": 26.0, "longitude": 68.0}


def corrections(*rows: dict[str, Any]) -> Corrections:
    return Corrections(pd.DataFrame(list(rows)))


@pytest.fixture
def locate(places: Gazetteer, make_reports: MakeReports) -> Callable[..., Located]:
    def located(by_hand: Corrections, *rows: dict[str, Any]) -> Located:
        return locate_reports(make_reports(*rows), places, country="PK", corrections=by_hand)

    return located


Locate = Callable[..., Located]


def test_a_correction_wins_over_name_and_coordinates(locate: Locate) -> None:
    by_hand = corrections(
        {"place": "Karachi", "site": "Port", "level": "spot", **POINT, "note": "the desk"},
        {"place": "Nowhere", "site": "Somewhere", "radius_km": 7, **POINT},
    )
    found = locate(
        by_hand,
        {"place": "Karachi"},
        {"place": " karachi. ", "latitude": 1.0, "longitude": 1.0},
        {"place": "Nowhere"},
        {"place": "Quetta"},
    ).reports
    assert found["geo_method"].tolist() == ["manual", "manual", "manual", "gazetteer"]
    assert found["site"].tolist() == ["Port", "Port", "Somewhere", "Quetta"]
    assert found["level"].tolist() == ["spot", "spot", "town", "town"]
    assert found["latitude"].tolist()[:3] == [26.0] * 3
    assert found["radius_km"].tolist()[:3] == [1.0, 1.0, 7.0]
    assert found["geo_note"].tolist()[:3] == [
        "corrected by hand: the desk",
        "corrected by hand: the desk",
        "corrected by hand",
    ]


def test_a_place_of_the_gazetteer_keeps_its_site(locate: Locate) -> None:
    """Whether it is named by its id or chosen with its own coordinates."""
    by_hand = corrections(
        {"place": "K-town", "site_id": "PK-SD/karachi"},
        {"place": "Big city", "site": "Karachi", "latitude": 24.86, "longitude": 67.01},
        {"place": "The square", "site_id": "PK-SD/karachi/numaish"},
    )
    rows = [{"place": name} for name in ("K-town", "Big city", "Karachi", "The square")]
    found = locate(by_hand, *rows)
    assert found.reports["site_id"].tolist() == [*["PK-SD/karachi"] * 3, "PK-SD/karachi/numaish"]
    assert found.reports["town_id"].tolist() == ["PK-SD/karachi"] * 4
    assert found.sites["site_id"].is_unique


def test_the_areas_a_correction_states_must_hold_and_the_most_wins(locate: Locate) -> None:
    by_hand = corrections(
        {"place": "Sahiwal", "admin1": "Punjab", "admin2": "Sargodha", "site": "b", **POINT},
        {"place": "Sahiwal", "admin1": "Punjab", "site": "a", **POINT},
        {"place": "Sahiwal", "admin1": "Sindh", "site": "c", **POINT},
    )
    found = locate(
        by_hand,
        {"place": "Sahiwal", "admin1": "Punjab", "admin2": "Sargodha"},
        {"place": "Sahiwal", "admin1": "Punjab", "admin2": "Sahiwal"},
        {"place": "Sahiwal"},
        {"place": "Sahiwal", "spot": "Square", "admin1": "Punjab"},
    ).reports
    assert found["site"].tolist()[:2] == ["b", "a"]
    assert found["geo_method"].tolist()[2:] == ["gazetteer", "gazetteer"]


def test_the_last_of_two_alike_wins(locate: Locate) -> None:
    by_hand = corrections(
        {"place": "X", "site": "old", **POINT}, {"place": "X", "site": "new", **POINT}
    )
    assert locate(by_hand, {"place": "X"}).reports["site"].tolist() == ["new"]


def test_no_corrections_change_nothing(locate: Locate) -> None:
    assert len(Corrections()) == 0
    assert list(Corrections().table.columns) == list(COLUMNS)
    assert locate(Corrections(), {"place": "Karachi"}).reports["geo_method"].tolist() == [
        "gazetteer"
    ]


def test_they_are_written_and_read_again(tmp_path: Path) -> None:
    first = corrections(
        {"place": "Mach, Bolan", "site": 'A "B"', "level": "town", **POINT, "radius_km": 2.5},
        {"spot": "چوک", "site_id": "PK-SD/karachi", "note": "two\nlines"},
    )
    path = tmp_path / "corrections.csv"
    path.write_text(first.to_csv(), encoding="utf-8")
    for again in (read_corrections(path), parse_corrections(first.to_csv().encode("utf-8-sig"))):
        pd.testing.assert_frame_equal(again.table, first.table)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"place": "", **POINT}, "Correction 2 says no place, spot or area"),
        ({"place": "X", "latitude": 26.0}, "Correction 2 has one coordinate without the other"),
        ({"place": "X"}, "Correction 2 says no new place"),
        ({"place": "X", "latitude": 91, "longitude": 1}, "latitude 91 is not between -90 and 90"),
        ({"place": "X", "latitude": 1, "longitude": 181}, "longitude 181 is not between"),
        ({"place": "X", **POINT, "level": "hamlet"}, "level 'hamlet' is none of spot, town"),
        ({"place": "X", **POINT, "radius_km": 0}, "radius 0 km is not between"),
        ({"place": "X", **POINT, "radius_km": -3}, "radius -3 km is not between"),
        ({"place": "X", **POINT, "radius_km": "wide"}, "Correction 2: the radius_km 'wide' is no"),
        ({"place": "X", "latitude": "north\nby " + "x" * 99, "longitude": 1}, r"'north by x+…'"),
    ],
)
def test_a_row_that_cannot_be_used_says_why(row: dict[str, Any], sentence: str) -> None:
    good = {"place": "A", **POINT}
    with pytest.raises(InputError, match=sentence) as caught:
        corrections(good, row)
    assert "\n" not in str(caught.value)


def test_a_site_that_no_gazetteer_has_needs_coordinates(locate: Locate) -> None:
    with pytest.raises(InputError, match="names the site PK-XX/none, which the gazetteer lacks"):
        locate(corrections({"place": "X", "site_id": "PK-XX/none"}), {"place": "X"})
    kept = corrections({"place": "X", "site_id": "own/1", "site": "Own", **POINT})
    assert locate(kept, {"place": "X"}).reports["site_id"].tolist() == ["own/1"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe\x00", "is not UTF-8 text"),
        (b"", "is not a table of corrections"),
        (b"a,b\n1,2\n", "has neither a column place nor spot"),
        (b"place,latitude\nX,1\n", r"f\.csv: Correction 1 has one coordinate"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(content: bytes, sentence: str) -> None:
    with pytest.raises((FormatError, InputError), match=sentence):
        parse_corrections(content, where="f.csv")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFoundError, match=r"no file none\.csv"):
        read_corrections(tmp_path / "none.csv")
