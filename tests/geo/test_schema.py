"""Columns and types that cross module borders."""

import pandas as pd
import pytest

from geo import schema


@pytest.mark.parametrize(
    "dtypes",
    [schema.REPORT_DTYPES, schema.LOCATION_DTYPES, schema.SITE_DTYPES, schema.COUNT_DTYPES],
)
def test_an_empty_frame_has_the_columns_and_types(dtypes: dict[str, str]) -> None:
    frame = schema.empty(dtypes)
    assert list(frame.columns) == list(dtypes)
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == dtypes


def test_conform_adds_drops_orders_and_converts() -> None:
    given = pd.DataFrame({"extra": [1], "day": [pd.Timestamp("2021-01-05")], "site_id": ["a"]})
    given = given.assign(reports=[2.0], sources=["3"], weak=[0], ends=[0], ended=[0], precise=[2])
    frame = schema.conform(given, schema.COUNT_DTYPES)
    assert list(frame.columns) == list(schema.COUNT_DTYPES)
    assert frame.dtypes.astype(str).to_dict() == schema.COUNT_DTYPES
    assert frame.loc[0, "sources"] == 3
    assert frame["size_low"].isna().all()


@pytest.mark.parametrize("kind", ["str", "float64", "Int64", "datetime64[s]"])
def test_conform_adds_a_missing_column_empty(kind: str) -> None:
    frame = schema.conform(pd.DataFrame(index=[4, 5]), {"x": kind})
    assert frame["x"].dtype == kind
    assert frame["x"].isna().all() or (frame["x"] == "").all()


def test_conform_makes_missing_text_empty_never_null() -> None:
    frame = schema.conform(pd.DataFrame({"site": ["a", None]}), {"site": "str", "town_id": "str"})
    assert frame["site"].tolist() == ["a", ""]
    assert frame["town_id"].tolist() == ["", ""]


def test_conform_takes_a_text_column_that_holds_no_text() -> None:
    frame = schema.conform(pd.DataFrame({"site": [float("nan")] * 2}), {"site": "str"})
    assert frame["site"].tolist() == ["", ""]


def test_conform_refuses_what_cannot_be_converted() -> None:
    with pytest.raises(ValueError, match="x"):
        schema.conform(pd.DataFrame({"reports": ["x"]}), {"reports": "int64"})


def test_conform_leaves_its_input_alone() -> None:
    given = pd.DataFrame({"site": [None]})
    schema.conform(given, {"site": "str"})
    assert given["site"].isna().all()


def test_area_levels_are_the_coarse_levels() -> None:
    assert schema.LEVELS[-len(schema.AREA_LEVELS) :] == schema.AREA_LEVELS
    assert not {"spot", "town"} & set(schema.AREA_LEVELS)
