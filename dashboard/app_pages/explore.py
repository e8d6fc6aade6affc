"""Page Explore: the map, its day, and everything filtered alike."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from html import escape

import pandas as pd
import pydeck as pdk
import streamlit as st

from dashboard import opening, report_list, session, transport
from dashboard.address import LONGEST_WINDOW, MODES, ViewState, picture_name, span_in_words
from dashboard.filters import FACETS, in_words
from dashboard.legend import COARSE, legend_html
from dashboard.maps import NATIONAL, MapLook, build_deck, fit_country, fit_view, is_elsewhere
from dashboard.markdown import plain
from dashboard.opening import Opened
from dashboard.report_list import context_html, report_list_html
from dashboard.reports import context_in_span, frame_span, reports_in_frame, reports_table
from dashboard.viewport import Viewport, viewport
from geo.boundaries import load_boundaries
from geo.narrative import describe_day
from geo.timeline import count_days, frame_at

_MODE_WORDS = {"day": "That day", "window": "Window", "cumulative": "All until then"}
_SWITCHES = (
    (
        "doubt",
        "Radius of doubt",
        "A grey circle round each active site: the place lies within it about nine times in ten. "
        "On the whole country most are smaller than their symbols; look at a town.",
    ),
    ("silent", "Silent sites", "Places reported before, without a report in what is shown."),
)
_STYLE = f"""
<style>{transport.STYLE}{report_list.STYLE}
.stMainBlockContainer {{ padding: 3.2rem 1.6rem 1.5rem; }}
.stVerticalBlock {{ gap: 0.45rem; }}
.dharna-day {{ display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 1rem; }}
.dharna-day h1 {{ font-size: 1.6rem; font-weight: 650; padding: 0; margin: 0; }}
.dharna-day span {{ font-size: 0.95rem; }}
/* The room of three lines, so that the buttons below stay where they are from day to day. */
.dharna-sentence {{ min-height: 4.8rem; line-height: 1.6rem; margin: 0.2rem 0 0; }}
@media (min-width: 1500px) {{ .dharna-sentence {{ min-height: 3.2rem; }} }}
/* A tooltip at the map's edge is not cut off. */
.stMainBlockContainer :has([data-testid="stDeckGlJsonChart"]),
[data-testid="stDeckGlJsonChart"], [data-testid="stDeckGlJsonChart"] * {{
  overflow: visible !important;
}}
.stElementContainer:has([data-testid="stDeckGlJsonChart"]) {{ position: relative; z-index: 5; }}
</style>
"""


def main() -> None:
    """Draw the page."""
    opened = opening.current()
    if not opened.choices.days:
        st.warning(
            f"{plain(opened.campaign.info.title)} holds no report that could be both placed and "
            "dated; page About says why."
        )
        return
    st.html(_STYLE)
    session.restore(opened.choices)
    room = viewport()
    _filter_panel(opened)
    st.fragment(_stage, run_every=transport.timer_seconds())(opened, room)


def _filter_panel(opened: Opened) -> None:
    session.seed_filters()
    with st.sidebar:
        st.subheader("Filters", anchor=False)
        for facet, label in FACETS.items():
            counts = opened.choices.values[facet]
            st.multiselect(
                label,
                list(counts),
                key=f"filter_{facet}",
                on_change=session.take_filter,
                args=(facet,),
                format_func=partial(_with_count, counts),
                placeholder="All",
            )
        st.button(
            "Reset filters",
            on_click=session.reset_filters,
            disabled=not session.state().filters.active,
            width="stretch",
        )


def _with_count(counts: Mapping[str, int], name: str) -> str:
    return f"{name} ({counts[name]})"


def _stage(opened: Opened, room: Viewport) -> None:
    """Everything that moves with the day; reruns alone while the timeline plays."""
    days = opened.choices.days
    transport.play_on(days)
    shown = session.state()
    session.keep_address()
    session.seed_widgets()
    course = opening.course_of(opened, shown.filters, "spot" if shown.focus else "town")
    timeline = course.timeline
    if shown.focus:
        timeline = timeline[timeline["town_id"] == shown.focus]
    frame = frame_at(timeline, shown.day, mode=shown.mode, window_days=shown.window_days)
    span = frame_span(shown.day, days[0], mode=shown.mode, window_days=shown.window_days)
    reports = reports_in_frame(course.merged.ledger, span, town_id=shown.focus)
    sentence = describe_day(timeline, shown.day)
    _heading(opened, shown, sentence)
    map_column, side = st.columns([0.63, 0.37], gap="small")
    with map_column:
        if timeline.empty:
            _nothing_left(shown)
        else:
            deck = _deck(opened, frame, timeline, shown, room)
            key = f"map-{shown.focus}-{room.map_height_px}"
            st.pydeck_chart(deck, height=room.map_height_px, key=key, alt=sentence)
        transport.controls(days)
        _chart(opened, timeline, span)
    with side:
        st.html(legend_html(session.scheme()))
        if shown.focus:
            st.html(f"<small>{COARSE}</small>")
        _view_options(opened, shown)
        _save_button(opened, shown, frame, reports, sentence)
        _report_list(opened, shown, span, reports, height=max(room.map_height_px - 170, 190))
    session.rerun_page_if_asked()


def _heading(opened: Opened, shown: ViewState, sentence: str) -> None:
    where = f" · {opened.focus_names[shown.focus]}" if shown.focus else ""
    if shown.mode != "day":
        where += f" · symbols and list: {span_in_words(shown)}"
    day, _, rest = sentence.partition(": ")
    if shown.filters.active:
        where += f" · filtered by {in_words(shown.filters)}"
    title = escape(opened.campaign.info.title + where)
    st.html(
        f'<div class="dharna-day"><h1>{escape(day)}</h1><span>{title}</span></div>'
        f'<p class="dharna-sentence">{escape(rest[:1].upper() + rest[1:])}{_left_out(opened)}</p>'
    )


def _left_out(opened: Opened) -> str:
    """Say how many rows of the file are on no map, if any."""
    campaign = opened.campaign
    rejected, unlocated = len(campaign.read.rejected), len(campaign.located.unlocated)
    if not rejected + unlocated:
        return ""
    left_out = f"{rejected} rejected, {unlocated} not placed"
    return f" Left out of {campaign.read.rows_read} rows: {left_out}; page About lists them."


def _deck(
    opened: Opened, frame: pd.DataFrame, timeline: pd.DataFrame, shown: ViewState, room: Viewport
) -> pdk.Deck:
    look = MapLook(
        scheme=session.scheme(),
        height_px=room.map_height_px,
        width_px=room.map_width_px,
        doubt=shown.doubt,
        silent=shown.silent,
        text_scale=room.text_scale,
    )
    if shown.focus or (opened.campaign.info.view is None and is_elsewhere(timeline)):
        view = fit_view(timeline, look)
    else:
        view = fit_country(opened.campaign.info.view or NATIONAL, look)
    return build_deck(frame, boundaries=load_boundaries(), view=view, look=look)


def _view_options(opened: Opened, shown: ViewState) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            "Look at",
            ["", *opened.choices.focuses],
            key="focus",
            on_change=session.take,
            args=("focus",),
            format_func=lambda town: opened.focus_names.get(town, "Country"),
            width=125,
        )
        st.selectbox(
            "Show",
            MODES,
            key="mode",
            on_change=session.take,
            args=("mode",),
            format_func=_MODE_WORDS.__getitem__,
            width=110,
        )
        if shown.mode == "window":
            st.number_input(
                "Days",
                1,
                LONGEST_WINDOW,
                key="window_days",
                on_change=session.take,
                args=("window_days",),
                width=75,
            )
    with st.container(horizontal=True, gap="small"):
        for name, label, hint in _SWITCHES:
            st.checkbox(label, key=name, on_change=session.take, args=(name,), help=hint)


def _report_list(
    opened: Opened,
    shown: ViewState,
    span: tuple[pd.Timestamp, pd.Timestamp],
    reports: pd.DataFrame,
    *,
    height: int,
) -> None:
    rows = reports_table(reports)
    place = opened.focus_names.get(shown.focus, "")
    context = context_in_span(opened.campaign.context, span, place=place)
    with st.container(height=height, key="reports"):
        st.html(report_list_html(rows, several_days=shown.mode != "day") + context_html(context))


def _save_button(
    opened: Opened,
    shown: ViewState,
    frame: pd.DataFrame,
    reports: pd.DataFrame,
    sentence: str,
) -> None:
    scheme = session.scheme()

    def picture() -> bytes:
        # matplotlib takes 0.3 s to import; only who saves a picture waits for it.
        from dashboard.picture import picture_of

        return picture_of(
            opened.campaign,
            shown,
            frame=frame,
            reports=reports,
            sentence=sentence,
            scheme=scheme,
        )

    st.download_button(
        "Save this day as a picture",
        data=picture,
        file_name=picture_name(opened.campaign.info.id, shown),
        mime="image/png",
        icon=":material/image:",
        on_click="ignore",
        width="stretch",
        disabled=frame.empty,
    )


def _chart(opened: Opened, timeline: pd.DataFrame, span: tuple[pd.Timestamp, pd.Timestamp]) -> None:
    # Altair takes 0.25 s to import: by now the map is on its way to the browser.
    from dashboard.charts import BRUSH, day_chart

    days = count_days(timeline, opened.campaign.days)
    st.altair_chart(
        day_chart(days, shown=span, scheme=session.scheme()),
        key="day_chart",
        on_select=_take_brush,
        selection_mode=BRUSH,
        alt="Reports and active sites per day",
    )


def _take_brush() -> None:
    """Show the brushed range of days as a window that ends on its last day."""
    selections = st.session_state["day_chart"]["selection"].values()
    brushed = [day for brush in selections for day in brush.get("iso", [])]
    if brushed:
        session.show_range(pd.Timestamp(min(brushed)), pd.Timestamp(max(brushed)))


def _nothing_left(shown: ViewState) -> None:
    st.info(f"No report is left under these filters: {plain(in_words(shown.filters))}.")
    st.button("Reset filters", on_click=session.reset_filters, key="reset-empty", type="primary")


main()
