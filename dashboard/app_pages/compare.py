"""Page Compare: two campaigns, or two selections of one, by days since their origins."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Final

import streamlit as st

from dashboard import opening, own_campaign, playing, session
from dashboard.address import ViewState
from dashboard.compare import (
    CURVES,
    Side,
    comparison_html,
    curve_chart,
    days_shown,
    side_names,
)
from dashboard.day_multiples import multiples_html
from dashboard.filters import FACETS, Filters, counted_in_words
from dashboard.markdown import plain
from dashboard.measured import measured
from dashboard.picture_button import picture_button
from dashboard.player.base import player_base, player_theme
from dashboard.player.component import Command, player
from dashboard.server import DEFAULT_SOURCE, SOURCE_VARIABLE
from dashboard.shown import Shown
from dashboard.translation import apart, date_in_words, number, retell, tr, trn
from geo.boundaries import load_boundaries
from geo.errors import DharnaError, InputError
from geo.facets import UNNAMED
from geo.loader import list_campaigns
from geo.measure_words import MEASURE_WORDS

_SHOWN: Final = "campaign shown"
_SERVER: Final = "campaign of this server"
_LETTERS: Final = ("a", "b")
_MAP_PX: Final = 400
_STYLE: Final = """
<style>
.stMainBlockContainer { padding: 4rem 1.6rem 1.5rem; max-width: 92rem; }
h1 { font-size: 1.6rem !important; padding: 0 !important; }
</style>
"""


def main() -> None:
    """Draw the page."""
    st.html(_STYLE)
    st.title(tr("Compare"), anchor=False)
    st.caption(
        tr(
            "Two campaigns, or two selections of one, by days since their origins. Both depend on "
            "who reported: compare the courses, not the numbers of reports."
        )
    )
    columns = st.columns(2, gap="medium")
    chosen = []
    for letter, column in zip(_LETTERS, columns, strict=True):
        with column:
            chosen.append(_choose(letter))
    found = [side for side in chosen if side is not None]
    if len(found) < len(_LETTERS):
        return
    names = side_names([side.name for _, _, side in found], [chosen for _, chosen, _ in found])
    sides = [replace(side, name=name) for name, (_, _, side) in zip(names, found, strict=True)]
    number = _day(sides)
    for letter, column, side, (opened, filters, _) in zip(
        _LETTERS, columns, sides, found, strict=True
    ):
        with column:
            _map(letter, side, number, opened, filters)
            day = side.day(number)
            picture_button(
                opened,
                ViewState(day, filters=filters),
                key=f"compare_picture_{letter}",
                disabled=day not in opened.days,
            )
    _curves(sides, number)
    _small_maps(sides)
    st.header(tr("Measures of both"), anchor=False)
    st.html(comparison_html(sides, session.scheme()))


def _choose(letter: str) -> tuple[Shown, Filters, Side] | None:
    """Let one side be chosen; ``None``, and the reason told, when it cannot be shown."""
    sources = _sources()
    source = st.selectbox(
        tr("Campaign {letter}", letter=letter.upper()),
        list(sources),
        key=f"compare_{letter}",
        format_func=_titles,
    )
    try:
        opened = sources[source] or opening.open_source(source)
    except DharnaError as error:
        st.error(plain(retell(error)))
        return None
    filters = _filters(letter, source, opened)
    try:
        course = opened.course(filters, "town")
        if course.timeline.empty:
            st.info(tr("No report is left under these filters."))
            return None
        measures = measured(opened, course)
    except InputError as error:
        st.info(plain(retell(error)))
        return None
    title = tr(opened.info.title)
    return opened, filters, Side(title, course.timeline, measures)


def _sources() -> dict[str, Shown | None]:
    """Return what can be compared; shipped campaigns are opened when they are chosen."""
    shown = opening.current()
    sources: dict[str, Shown | None] = {_SHOWN: shown}
    held = own_campaign.own()
    if held is not None and held.opened is not None:
        sources[_SERVER] = _of_server()
    others = (name for name in list_campaigns() if name != shown.info.id)
    return {**sources, **dict.fromkeys(others)}


def _of_server() -> Shown:
    return opening.open_source(os.environ.get(SOURCE_VARIABLE, DEFAULT_SOURCE))


def _titles(source: str) -> str:
    if source in (_SHOWN, _SERVER):
        opened = opening.current() if source == _SHOWN else _of_server()
        return f"{apart(tr(opened.info.title))} ({tr(source)})"
    return source.replace("_", " ")


def _filters(letter: str, source: str, opened: Shown) -> Filters:
    chosen = {}
    with st.expander(tr("Filters {letter}", letter=letter.upper())):
        for facet, label in FACETS.items():
            counts = opened.choices.values[facet]
            chosen[facet] = tuple(
                st.multiselect(
                    tr(label),
                    list(counts),
                    default=_first_choice(letter, facet, counts),
                    key=f"compare_{letter}_{facet}_{source}_{opened.fingerprint}",
                    format_func=partial(counted_in_words, facet, counts),
                    placeholder=tr("All"),
                )
            )
    return Filters(**chosen)


def _first_choice(letter: str, facet: str, counts: Mapping[str, int]) -> list[str]:
    """Begin with the two provinces that have most reports, so that there is something to see."""
    if facet != "province":
        return []
    named = sorted((n for n in counts if n != UNNAMED), key=lambda name: -counts[name])
    place = _LETTERS.index(letter)
    return named[place : place + 1] if len(named) >= len(_LETTERS) else []


def _day(sides: list[Side]) -> int:
    last = max(side.length for side in sides)
    first = min(int(side.measures.days["day_number"].iloc[0]) for side in sides)
    if last <= first:
        return last
    key = "compare_day"
    if not first <= st.session_state.get(key, first) <= last:
        st.session_state.pop(key)
    chosen: int = st.select_slider(
        tr("Days since origin"),
        range(first, last + 1),
        min(first + 3, last),
        key=key,
        format_func=number,
    )
    return chosen


def _map(letter: str, side: Side, number: int, opened: Shown, filters: Filters) -> None:
    frame = side.frame(number)
    day = side.day(number)
    active = int((frame["state"] != "silent").sum())
    told = tr(", ").join(
        [
            tr("day {n}", n=number),
            date_in_words(day),
            trn("{n} active site", "{n} active sites", active),
        ]
    )
    st.markdown(f"**{plain(side.name)}**  \n{plain(told)}")
    if day not in opened.choices.days:
        # The longer of the two courses goes on.
        st.info(tr("The reports of this side do not reach that day."))
        return
    player(
        f"compare_map_{letter}",
        playing.feed_of(opened, filters),
        base=player_base(),
        theme=player_theme(session.scheme()),
        text=playing.text_of(opened, filters, session.speak()),
        command=Command(day.toordinal(), {"day": f"{day:%Y-%m-%d}"}),
        height=_MAP_PX,
        layout="pane",
        label=f"{side.name}: {told}",
    )


def _curves(sides: list[Side], number: int) -> None:
    st.header(tr("Curves"), anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        column = st.selectbox(
            tr("Measure"),
            CURVES,
            key="compare_curve",
            format_func=lambda n: tr(MEASURE_WORDS[n].label),
        )
        as_share = st.checkbox(tr("As shares of the largest"), key="compare_share")
    st.altair_chart(
        curve_chart(sides, column, number=number, scheme=session.scheme(), as_share=as_share),
        alt=tr("{measure} by days since origin", measure=tr(MEASURE_WORDS[column].label)),
    )
    st.caption(f"{tr(MEASURE_WORDS[column].meaning)} {tr(MEASURE_WORDS[column].caveat)}")


def _small_maps(sides: list[Side]) -> None:
    st.header(tr("Day by day"), anchor=False)
    numbers = days_shown(max(side.length for side in sides))
    st.html(multiples_html(sides, numbers, boundaries=load_boundaries(), scheme=session.scheme()))
    st.caption(tr("Active sites of the day; paler where only a week or a month is known."))


main()
