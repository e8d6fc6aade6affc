"""Page Explore: the map that plays, and everything filtered alike beside it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from html import escape
from typing import Any, Final

import streamlit as st

from dashboard import measures_panel, opening, own_story, playing, report_list, session
from dashboard.address import ViewState, span_in_words
from dashboard.filters import FACETS, counted_in_words, in_words
from dashboard.markdown import plain
from dashboard.picture_button import picture_button
from dashboard.player.base import player_base, player_theme
from dashboard.player.component import Command, player
from dashboard.report_list import context_html, report_list_html
from dashboard.reports import context_in_span, reports_table, span_of
from dashboard.shown import PAGE, Shown
from dashboard.stories import add_step, step_of_view
from dashboard.story import Text
from dashboard.translation import language, place_name, place_names, tr
from geo.cube.lists import ReportsPage

_PLAYER: Final = "player"
_SELECTED: Final = "_selected_place"
_LISTED: Final = "_listed_from"
_HEIGHT: Final = "max(620px, calc(100vh - 76px))"
_STYLE: Final = f"""
<style>{report_list.STYLE}
.stMainBlockContainer {{ padding: 3.4rem 1.2rem 1rem; }}
.stVerticalBlock {{ gap: 0.45rem; }}
.dharna-day h1 {{ font-size: 1.15rem; font-weight: 650; padding: 0; margin: 0; }}
[class*="st-key-reports"], [data-testid="stLayoutWrapper"]:has(> [class*="st-key-reports"]) {{
  height: max(320px, calc(100vh - 265px)) !important; flex-basis: auto !important; }}
.dharna-day p {{ font-size: 0.9rem; margin: 0.2rem 0 0; }}
</style>
"""


def main() -> None:
    """Draw the page."""
    opened = opening.current()
    if not opened.choices.days:
        st.warning(
            tr(
                "{title} holds no report that could be both placed and dated; page About says why.",
                title=plain(tr(opened.info.title)),
            )
        )
        return
    st.html(_STYLE)
    session.restore(opened.choices)
    _filter_panel(opened)
    st.fragment(_stage)(opened)


def _filter_panel(opened: Shown) -> None:
    session.seed_filters()
    with st.sidebar:
        st.header(tr("Filters"), anchor=False)
        for facet, label in FACETS.items():
            counts = opened.choices.values[facet]
            st.multiselect(
                tr(label),
                list(counts),
                key=f"filter_{facet}",
                on_change=session.take_filter,
                args=(facet,),
                format_func=partial(counted_in_words, facet, counts),
                placeholder=tr("All"),
            )
        st.button(
            tr("Reset filters"),
            on_click=session.reset_filters,
            disabled=not session.state().filters.active,
            width="stretch",
        )


def _stage(opened: Shown) -> None:
    """Player and reports; reruns alone where the player comes to rest."""
    shown = session.state()
    session.keep_address()
    stage, side = st.columns([0.7, 0.3], gap="small")
    with stage:
        _player(opened, shown)
    with side:
        _beside(opened, shown)
    measures_panel.draw(opened, shown)
    session.rerun_page_if_asked()


def _player(opened: Shown, shown: ViewState) -> None:
    if opened.is_empty(shown.filters):
        told = plain(in_words(shown.filters))
        st.info(tr("No report is left under these filters: {filters}.", filters=told))
        st.button(tr("Reset filters"), on_click=session.reset_filters, key="empty", type="primary")
        return
    player(
        _PLAYER,
        playing.feed_of(opened, shown.filters),
        base=player_base(),
        theme=player_theme(session.scheme()),
        text=playing.text_of(opened, shown.filters, session.speak()),
        command=Command(
            session.command_number(),
            playing.command_of(shown, opened) | {"drawing": shown.drawing},
        ),
        height=_HEIGHT,
        tiles=session.tiles(),
        on_state=partial(_take_state, opened),
        on_select=_take_selected,
    )


def _take_state(opened: Shown) -> None:
    """Take over where the player came to rest."""
    told: Any = st.session_state[_PLAYER].get("state")
    if isinstance(told, Mapping):
        session.keep_online(told)
        session.change(**playing.changes_of(told, opened))


def _take_selected() -> None:
    """Take over the place that was clicked on."""
    told: Any = st.session_state[_PLAYER].get("selected")
    if isinstance(told, Mapping):
        st.session_state[_SELECTED] = str(told.get("site", ""))


def _beside(opened: Shown, shown: ViewState) -> None:
    _heading(opened, shown)
    if opened.choices.focuses:
        session.seed("focus")
        st.selectbox(
            tr("Look at"),
            ["", *opened.choices.focuses],
            key="focus",
            on_change=_take_focus,
            format_func=partial(_focus_name, opened),
        )
    with st.container(horizontal=True):
        picture_button(opened, shown, key="picture", disabled=opened.is_empty(shown.filters))
        _add_to_story(opened, shown)
    _report_list(opened, shown)


def _focus_name(opened: Shown, town: str) -> str:
    if not town:
        return tr("Whole country")
    return place_name(town, opened.focus_names[town], language())


def _take_focus() -> None:
    """Look at a town closely, or at the whole again: where the map was is forgotten."""
    session.change(camera=None)
    session.take("focus")


def _heading(opened: Shown, shown: ViewState) -> None:
    told = tr("Reports of that day")
    if shown.mode != "day":
        told = tr("Reports of {span}", span=span_in_words(shown))
    if shown.filters.active:
        told = tr("; ").join([told, tr("filtered by {filters}", filters=in_words(shown.filters))])
    said = f"{told}{tr('.')} {_left_out(opened)}".rstrip()
    title = escape(tr(opened.info.title))
    st.html(f'<div class="dharna-day"><h1>{title}</h1><p>{escape(said)}</p></div>')


def _left_out(opened: Shown) -> str:
    """Say how many rows of the file are on no map, if any."""
    rows_read, rejected, unlocated = opened.left_out
    if not rejected + unlocated:
        return ""
    left_out = tr(
        "{rejected} rejected, {unlocated} not placed", rejected=rejected, unlocated=unlocated
    )
    if not opened.lists_rejected:
        return tr(
            "Left out of {n} rows: {left_out}; page Data counts them, and the command "
            "{command} says of each row why.",
            n=rows_read,
            command="dharna geocode",
            left_out=left_out,
        )
    return tr(
        "Left out of {n} rows: {left_out}; page Data lists them.",
        n=rows_read,
        left_out=left_out,
    )


def _report_list(opened: Shown, shown: ViewState) -> None:
    site = _selected(opened, shown)
    first = _first_listed(opened, shown, site)
    page = opened.reports(shown, site_id=site, first=first)
    rows = reports_table(page.rows, names=_names_said(opened))
    place = opened.focus_names.get(shown.focus, "")
    span = span_of(shown, opened.choices.days[0])
    context = context_in_span(opened.context, span, place=place)
    with st.container(height=420, key="reports"):
        st.html(
            report_list_html(rows, several_days=shown.mode != "day", of_place=bool(site))
            + ("" if context.empty else context_html(context, places=_places_said(opened)))
        )
        _turn_pages(page)


def _selected(opened: Shown, shown: ViewState) -> str:
    """Return the town that was clicked on, where cards show no reports; with a way back."""
    site: str = st.session_state.get(_SELECTED, "")
    names = opened.sites.set_index("site_id")["site"]
    if opened.has_cards or shown.focus or site not in names.index:
        return ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(tr("Reports from {place}", place=plain(str(names[site]))))
        st.button(tr("All places"), on_click=_forget_selected, key="all-places")
    return site


def _forget_selected() -> None:
    st.session_state.pop(_SELECTED, None)


def _first_listed(opened: Shown, shown: ViewState, site: str) -> int:
    """Return where the list stands; another view begins it anew."""
    listed = (opened.fingerprint, shown.day, shown.mode, shown.window_days, shown.filters)
    key = (*listed, shown.focus, site)
    held, first = st.session_state.get(_LISTED, (None, 0))
    if held != key:
        first = 0
    st.session_state[_LISTED] = (key, first)
    return int(first)


def _turn_pages(page: ReportsPage) -> None:
    if not (page.first or page.has_more):
        return
    st.caption(
        tr("Reports {first} to {last}", first=page.first + 1, last=page.first + len(page.rows))
    )
    with st.container(horizontal=True):
        back = tr("The {n} before", n=PAGE)
        st.button(back, on_click=_turn, args=(-PAGE,), disabled=not page.first, key="page-back")
        on = tr("Next {n}", n=PAGE)
        st.button(on, on_click=_turn, args=(PAGE,), disabled=not page.has_more, key="page-on")


def _turn(by: int) -> None:
    key, first = st.session_state[_LISTED]
    st.session_state[_LISTED] = (key, max(first + by, 0))


def _names_said(opened: Shown) -> dict[str, str]:
    return place_names(opened.sites, language())


def _places_said(opened: Shown) -> dict[str, str]:
    """Return the English names of places with those in the language of the run."""
    sites = opened.sites
    named = _names_said(opened)
    pairs = zip(sites["site_id"], sites["site"], strict=True)
    return {name: named[site_id] for site_id, name in pairs if site_id in named}


def _add_to_story(opened: Shown, shown: ViewState) -> None:
    """Take the view into the story: day, filters, place on the map, layers, and words."""
    with (
        st.popover(tr("Add to the story"), icon=":material/playlist_add:"),
        st.form("add-step", border=False, clear_on_submit=True),
    ):
        title = st.text_input(tr("Title"))
        text = st.text_area(tr("Text that the audience reads"))
        note = st.text_area(tr("Note that you alone read"))
        if not st.form_submit_button(tr("Add this view")):
            return
        said = [Text.said(words, language()) for words in (title, text, note)]
        step = step_of_view(shown, title=said[0], text=said[1], note=said[2])
        held = own_story.own_story(opened)
        story = own_story.story_of(opened) if held is None else held
        own_story.keep_story(opened, add_step(story, step))
        added = len(story.steps) + 1
        st.success(tr("Added as step {n}; page Story puts it in order.", n=added))


main()
