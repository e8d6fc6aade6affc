"""Where maps look, and how a range of persons is said."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from dashboard.export.labels import web_mercator_px
from dashboard.maps import fit_view, is_elsewhere
from geo.pipeline import Campaign, follow


@pytest.fixture(scope="module")
def spots(campaign: Campaign) -> pd.DataFrame:
    timeline = follow(campaign, level="spot").timeline
    return timeline[timeline["town_id"] == "PK-SD/karachi"]


@pytest.mark.parametrize(("width", "height"), [(640, 430), (300, 900), (1800, 400)])
def test_a_fitted_view_holds_every_site(spots: pd.DataFrame, width: int, height: int) -> None:
    view = fit_view(spots, width_px=width, height_px=height)
    centre_x, centre_y = web_mercator_px(view.longitude, view.latitude, zoom=view.zoom)
    x, y = web_mercator_px(spots["longitude"], spots["latitude"], zoom=view.zoom)
    assert abs(x - centre_x).max() <= width / 2
    assert abs(y - centre_y).max() <= height / 2
    assert max(abs(x - centre_x).max() / width, abs(y - centre_y).max() / height) > 0.25


def test_one_site_is_not_looked_at_through_a_microscope(spots: pd.DataFrame) -> None:
    view = fit_view(spots.iloc[:1], width_px=640, height_px=430)
    assert view.zoom == 13.0
    assert math.isclose(view.latitude, spots["latitude"].iloc[0])


def test_most_sites_tell_whether_the_country_is_another(spots: pd.DataFrame) -> None:
    abroad = spots.assign(longitude=-74.0, latitude=4.6)
    assert not is_elsewhere(spots)
    assert is_elsewhere(abroad)
    assert is_elsewhere(pd.concat([spots, abroad, abroad]))
    assert not is_elsewhere(spots.iloc[:0])
