"""Selections are pure: what goes in is not changed, what comes out was in it."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.filters import (
    FACETS,
    Filters,
    apply_filters,
    facet_table,
    facet_values,
    in_words,
    known_only,
)
from geo.facets import UNNAMED
from geo.pipeline import Campaign
from geo.schema import EVENT_TYPES, LEVELS


@pytest.fixture(scope="module")
def facets(campaign: Campaign) -> pd.DataFrame:
    return facet_table(campaign)


@pytest.fixture(scope="module")
def values(facets: pd.DataFrame) -> dict[str, dict[str, int]]:
    return facet_values(facets)


def chosen_from(values: dict[str, dict[str, int]]) -> st.SearchStrategy[Filters]:
    choices = {
        facet: st.lists(st.sampled_from(list(values[facet])), max_size=3, unique=True).map(tuple)
        for facet in FACETS
    }
    return st.builds(Filters, **choices)


def test_every_report_has_a_value_of_every_facet(campaign: Campaign, facets: pd.DataFrame) -> None:
    assert list(facets.columns) == list(FACETS)
    assert facets.index.equals(campaign.reports.index)
    assert facets.notna().all(axis=None)


def test_organisers_named_together_are_each_a_value(
    campaign: Campaign, facets: pd.DataFrame, values: dict[str, dict[str, int]]
) -> None:
    cell = next(cell for cell in campaign.reports["organiser"] if ";" in cell)
    assert not any(";" in value for value in values["organiser"])
    for name in cell.split(";"):
        kept = apply_filters(campaign.reports, facets, Filters(organiser=(name.strip(),)))
        assert cell in set(kept["organiser"])


def test_what_is_not_stated_is_a_value_and_stands_last(
    campaign: Campaign, values: dict[str, dict[str, int]]
) -> None:
    unnamed = int((campaign.reports["organiser"] == "").sum())
    assert values["organiser"][UNNAMED] == unnamed
    assert list(values["organiser"])[-1] == UNNAMED


def test_values_stand_in_the_order_to_offer_them(values: dict[str, dict[str, int]]) -> None:
    for facet, order in (("event_type", EVENT_TYPES), ("level", LEVELS)):
        assert list(values[facet]) == [name for name in order if name in values[facet]]
    named = [name for name in values["source"] if name != UNNAMED]
    assert named == sorted(named, key=str.casefold)


def test_counts_are_those_of_the_reports(
    campaign: Campaign, facets: pd.DataFrame, values: dict[str, dict[str, int]]
) -> None:
    for facet in FACETS:
        for value, count in values[facet].items():
            kept = apply_filters(campaign.reports, facets, Filters(**{facet: (value,)}))
            assert len(kept) == count > 0


def test_no_choice_lets_everything_through(campaign: Campaign, facets: pd.DataFrame) -> None:
    kept = apply_filters(campaign.reports, facets, Filters())
    pd.testing.assert_frame_equal(kept, campaign.reports)
    assert not Filters().active
    assert Filters(level=("town",)).active


def test_values_of_one_facet_add_and_facets_narrow(
    campaign: Campaign, facets: pd.DataFrame
) -> None:
    def number(**chosen: tuple[str, ...]) -> int:
        return len(apply_filters(campaign.reports, facets, Filters(**chosen)))

    sindh, punjab = number(province=("Sindh",)), number(province=("Punjab",))
    assert number(province=("Sindh", "Punjab")) == sindh + punjab
    assert 0 < number(province=("Sindh",), event_type=("march",)) < sindh
    assert number(province=("Atlantis",)) == 0


@settings(deadline=None, max_examples=25)
@given(st.data())
def test_more_filters_never_keep_more(
    campaign: Campaign, facets: pd.DataFrame, values: dict[str, dict[str, int]], data: st.DataObject
) -> None:
    filters = data.draw(chosen_from(values))
    kept = apply_filters(campaign.reports, facets, filters)
    for facet in FACETS:
        one = Filters(**{facet: getattr(filters, facet)})
        assert set(kept.index) <= set(apply_filters(campaign.reports, facets, one).index)
    assert known_only(filters, values) == filters


@settings(deadline=None, max_examples=25)
@given(st.lists(st.text(max_size=20), max_size=4).map(tuple))
def test_what_the_data_do_not_hold_is_dropped(
    values: dict[str, dict[str, int]], strange: tuple[str, ...]
) -> None:
    hostile = Filters(**dict.fromkeys(FACETS, (*strange, "town", "Sindh")))
    kept = known_only(hostile, values)
    for facet in FACETS:
        assert set(getattr(kept, facet)) <= set(values[facet])
    assert "Sindh" in kept.province
    assert "town" in kept.level


def test_in_words() -> None:
    assert in_words(Filters()) == "no filter"
    both = Filters(province=("Sindh", "Punjab"), level=("spot",))
    assert in_words(both) == "Province or territory: Sindh, Punjab; How finely placed: spot"
