"""What to check by hand: nothing that is sure, everything that is not."""

from __future__ import annotations

import pandas as pd

from geo.candidates import candidate_places
from geo.doubts import COLUMNS, places_to_check
from geo.gazetteer import load_gazetteer
from geo.geocoder import locate_reports
from geo.pipeline import Campaign
from geo.schema import REPORT_DTYPES, conform


def located(*places: dict[str, str]):  # type: ignore[no-untyped-def]
    rows = pd.DataFrame(places).assign(report_id=[str(i) for i in range(len(places))])
    return locate_reports(conform(rows, REPORT_DTYPES), load_gazetteer("PK"), country="PK")


def test_sure_places_are_not_listed_and_missing_ones_come_first() -> None:
    table = places_to_check(
        located({"place": "Quetta"}, {"admin1": "Sindh"}, {"place": "Xyzzy"}, {"place": "Xyzzy"})
    )
    assert list(table.columns) == list(COLUMNS)
    assert table["place"].tolist() == ["Xyzzy", ""]
    assert table["reports"].tolist() == [2, 1]
    assert table["taken_as"].tolist()[0] == ""
    assert table["level"].tolist()[1] == "province"


def test_nothing_to_check_is_an_empty_table() -> None:
    assert places_to_check(located({"place": "Quetta"})).empty


def test_the_shipped_campaign_lists_its_areas(campaign: Campaign) -> None:
    table = places_to_check(campaign.located)
    areas = campaign.reports["level"].isin(["province", "country"]).sum()
    assert table.loc[table["level"].isin(["province", "country"]), "reports"].sum() == areas


def test_candidates_have_coordinates_to_be_shown() -> None:
    found = candidate_places(load_gazetteer("PK"), {"place": "Sahiwal"}, country="PK")
    assert len(found) >= 2
    assert all(place.name == "Sahiwal" or place.level == "province" for place in found)
    assert candidate_places(load_gazetteer("PK"), {"place": "Xyzzyq"}, country="PK") == []
