"""An address restores what it was made from, and takes no orders from strangers."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.address import (
    LONGEST_WINDOW,
    MODES,
    Choices,
    ViewState,
    from_params,
    span_in_words,
    to_params,
)
from dashboard.filters import FACETS, Filters

DAYS = pd.date_range("2021-01-03", "2021-01-09", unit="s")
VALUES = {facet: {"a": 1, "b & c": 2, "کراچی": 3, "(not stated)": 4} for facet in FACETS}
CHOICES = Choices(days=tuple(DAYS), focuses=("PK-SD/karachi", "PK-BA/quetta"), values=VALUES)
FIRST = ViewState(DAYS[0])

selections = {
    facet: st.lists(st.sampled_from(list(VALUES[facet])), unique=True).map(tuple)
    for facet in FACETS
}
view_states = st.builds(
    ViewState,
    day=st.sampled_from(list(DAYS)),
    mode=st.sampled_from(MODES),
    window_days=st.integers(1, LONGEST_WINDOW),
    focus=st.sampled_from(["", *CHOICES.focuses]),
    doubt=st.booleans(),
    silent=st.booleans(),
    filters=st.builds(Filters, **selections),
)


@settings(deadline=None, max_examples=150)
@given(view_states)
def test_an_address_restores_its_state(state: ViewState) -> None:
    assert from_params(to_params(state), CHOICES) == state


@settings(deadline=None, max_examples=60)
@given(view_states)
def test_an_address_holds_lists_of_text_only(state: ViewState) -> None:
    for name, values in to_params(state).items():
        assert isinstance(name, str)
        assert values
        assert all(isinstance(value, str) for value in values)


def test_what_is_the_default_is_left_out() -> None:
    assert to_params(FIRST) == {"day": ["2021-01-03"]}


def test_an_empty_address_is_the_first_day() -> None:
    assert from_params({}, CHOICES) == FIRST


names = st.sampled_from(["day", "mode", "window", "focus", "doubt", "silent", *FACETS]) | st.text()
hostile = st.dictionaries(
    names,
    st.lists(
        st.text()
        | st.sampled_from(
            [
                *("<script>alert(1)</script>", "javascript:alert(1)", "' OR 1=1 --", "../../etc"),
                *("x" * 100_000, "-1", "0", "31", "9" * 400, "1e3", "٣", "²", "2021-01-05", "nan"),
                *("2021-13-45", "0000-00-00", "cumulative", "CUMULATIVE", "a", "PK-SD/karachi"),
            ]
        ),
        max_size=4,
    ),
    max_size=8,
)


@settings(deadline=None, max_examples=150)
@given(hostile)
def test_a_strange_address_gives_a_state_that_could_have_been_chosen(params: Any) -> None:
    state = from_params(params, CHOICES)
    assert state.day in CHOICES.days
    assert state.mode in MODES
    assert 1 <= state.window_days <= LONGEST_WINDOW
    assert state.focus in ("", *CHOICES.focuses)
    assert isinstance(state.doubt, bool)
    assert isinstance(state.silent, bool)
    for facet in FACETS:
        chosen = getattr(state.filters, facet)
        assert set(chosen) <= set(VALUES[facet])
        assert len(set(chosen)) == len(chosen)
    assert from_params(to_params(state), CHOICES) == state


@pytest.mark.parametrize("window", ["0", "31", "-1", "3.5", "٧", "²", "", "x", "0003", "1" * 5000])
def test_a_window_that_cannot_be_is_the_usual_one(window: str) -> None:
    params = {"mode": ["window"], "window": [window]}
    assert from_params(params, CHOICES).window_days == FIRST.window_days


def test_the_first_value_counts_where_one_is_meant() -> None:
    params = {"day": ["2021-01-05", "2021-01-06"], "mode": []}
    assert from_params(params, CHOICES).day == DAYS[2]


def test_unknown_parameters_are_ignored() -> None:
    assert from_params({"embed": ["true"], "theme": ["dark"]}, CHOICES) == FIRST


def test_spans_in_words() -> None:
    assert span_in_words(FIRST) == "that day alone"
    assert span_in_words(ViewState(DAYS[0], mode="cumulative")) == "all days until then"
    assert span_in_words(ViewState(DAYS[0], mode="window", window_days=7)).startswith("7 days")
