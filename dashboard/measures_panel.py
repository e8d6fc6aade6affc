"""Panel of page Explore: what can be measured of the spread until the day that is shown."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pandas as pd
import streamlit as st

from dashboard import session
from dashboard.address import ViewState
from dashboard.export.tables import csv_bytes
from dashboard.markdown import plain
from dashboard.measure_cards import cards_html, onset_rows, onset_sentences
from dashboard.measure_files import measures_json
from dashboard.measured import measured
from dashboard.shown import Shown
from dashboard.translation import date_in_words, retell, tr, trn
from geo.errors import InputError
from geo.granularity import GRANULARITIES, Granularity, propose_granularity
from geo.measures import FEW_ONSETS, Measures
from geo.reproduction import discrete_serial_interval, reproduction_number

_NOW: Final = (
    *("active", "new", "ended", "silent", "sites", "reports", "outlets", "crowd"),
    *("provinces", "reach_km2", "population"),
)
_MOVING: Final = (
    *("distance_median_km", "distance_p90_km", "front_km_per_day", "growth_per_day"),
    *("doubling_days", "direction_deg", "concentration", "ellipse_major_km", "ellipse_minor_km"),
)
_UNTIL: Final = "of first onsets until that day"
_WEEK: Final = "of the seven days up to that day"
_ALL: Final = "of all days"
_FEW_DAYS: Final = 14
_MOST_SENTENCES: Final = 12


def draw(opened: Shown, shown: ViewState) -> None:
    """Draw the measures of the shown selection's towns, with the day that is shown."""
    try:
        measures = measured(opened, opened.course(shown.filters, "town"))
    except InputError as error:
        st.info(plain(retell(error)))
        return
    st.header(tr("Measures of the spread"), anchor=False)
    st.caption(
        tr(
            "Until {day}. The unit is the onset: a place's first report, or its first after a "
            "silence. Measures describe dates and places of reports; they do not show who followed "
            "whom.",
            day=date_in_words(shown.day),
        )
    )
    tabs = st.tabs(
        [
            tr("That day"),
            tr("Distance and time"),
            tr("Sites"),
            tr("Growth"),
            tr("Onsets"),
            tr("All days"),
        ]
    )
    with tabs[0]:
        _that_day(measures, shown.day)
    with tabs[1]:
        _distance(measures, shown.day)
    with tabs[2]:
        _sites(measures, shown.day)
    with tabs[3]:
        _growth(measures, shown.day)
        _reproduction(measures, shown.day)
    with tabs[4]:
        _onsets(opened, measures, shown.day)
    with tabs[5]:
        _whole(opened, measures)


def _that_day(measures: Measures, day: pd.Timestamp) -> None:
    figures = measures.on(day)
    if not figures:
        st.info(tr("No report is placed at a town on that day or before."))
        return
    st.html(cards_html([figures[name] for name in (*_NOW, *_MOVING)], session.scheme()))


def _distance(measures: Measures, day: pd.Timestamp) -> None:
    from dashboard.measure_charts import distance_time_chart

    front = measures.figures["front_km_per_day"]
    st.altair_chart(
        distance_time_chart(measures, day, session.scheme()),
        alt=tr("First onsets by day and distance from the origin"),
    )
    st.write(plain(retell(front.note)))
    until = measures.on(day).get("front_km_per_day")
    edge = measures.figures["leading_edge_km_per_day"]
    told = [replace(front, note=_ALL), replace(edge, note=_joined(_ALL, edge.note))]
    if until is not None:
        told.insert(0, replace(until, note=_joined(_UNTIL, until.note)))
    st.html(cards_html(told, session.scheme()))


def _joined(*notes: str) -> str:
    return "; ".join(filter(None, notes))


def _sites(measures: Measures, day: pd.Timestamp) -> None:
    from dashboard.measure_charts import sites_chart

    period = _period(len(measures.days))
    st.altair_chart(
        sites_chart(measures, day, session.scheme(), period=period),
        alt=tr("Sites reached and new sites by day"),
    )
    still = measures.figures["open_stretches"]
    st.caption(
        trn(
            "{n} stretch of protest has no reported end and was active where the data stop: do not "
            "read the last days as a decline.",
            "{n} stretches of protest have no reported end and were active where the data stop: do "
            "not read the last days as a decline.",
            int(still.value or 0),
        )
    )


def _period(days: int) -> Granularity:
    """Let the length of a bar be chosen, where there are days enough for a choice."""
    if days <= _FEW_DAYS:
        return "day"
    words = {"day": tr("a day"), "week": tr("a week"), "month": tr("a month")}
    return st.radio(
        tr("Each bar is"),
        GRANULARITIES,
        index=GRANULARITIES.index(propose_granularity(days)),
        format_func=lambda name: words[name],
        horizontal=True,
        key="measures_period",
    )


def _growth(measures: Measures, day: pd.Timestamp) -> None:
    from dashboard.measure_charts import growth_chart

    st.altair_chart(
        growth_chart(measures, day, session.scheme()),
        alt=tr("Growth rate of onsets by day, with its interval"),
    )
    st.caption(
        tr(
            "Of the seven days up to each day. Bars are 95 % intervals; one that holds 0 says "
            "nothing."
        )
    )
    names = ("growth_per_day", "doubling_days")
    told = [
        replace(figures[name], note=_joined(of, figures[name].note))
        for figures, of in ((measures.on(day), _WEEK), (measures.figures, _ALL))
        for name in names
        if name in figures
    ]
    st.html(cards_html(told, session.scheme()))


def _reproduction(measures: Measures, day: pd.Timestamp) -> None:
    """Show R under the serial interval that the reader states: there is none to propose."""
    from dashboard.measure_charts import reproduction_chart

    with st.expander(tr("Reproduction number, under a serial interval that you state")):
        st.caption(
            tr(
                "Days from one onset to those that follow from it. None has been published for "
                "protests: what is drawn holds only if yours does. Places that answer one call "
                "count as caused by earlier ones."
            )
        )
        with st.container(horizontal=True):
            mean = st.number_input(tr("Mean, days"), 1.1, 60.0, None, 0.5, key="serial_mean")
            sd = st.number_input(
                tr("Standard deviation, days"), 0.1, 60.0, None, 0.5, key="serial_sd"
            )
            window = st.number_input(tr("Window, days"), 1, 60, 7, key="serial_window")
        if mean is None or sd is None:
            return
        found = reproduction_number(
            measures.days["onsets"], discrete_serial_interval(mean, sd), window_days=window
        )
        if found["mean"].isna().all():
            st.info(tr("There are too few days for this window and this interval."))
            return
        st.altair_chart(
            reproduction_chart(measures, found, day, session.scheme()),
            alt=tr("Reproduction number by day, with its interval"),
        )
        st.caption(tr("Bars are 95 % intervals; above 1 onsets multiply, below they dwindle."))


def _onsets(opened: Shown, measures: Measures, day: pd.Timestamp) -> None:
    sentences = onset_sentences(measures, day, most=_MOST_SENTENCES)
    if sentences:
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in sentences))
    more = int((measures.onsets["onset_day"] == day).sum()) - len(sentences)
    if more > 0:
        told = "{n} more of that day in the table."
        st.caption(trn(told, told, more))
    st.dataframe(onset_rows(measures, day), hide_index=True, placeholder="")
    st.caption(
        tr(
            "The nearest earlier site is an inference from days and places: nobody observed that "
            "one followed the other."
        )
    )
    st.download_button(
        tr("Download links (CSV)"),
        data=lambda: csv_bytes(measures.links),
        file_name=f"{opened.info.id}-links.csv",
        mime="text/csv",
        on_click="ignore",
    )


def _whole(opened: Shown, measures: Measures) -> None:
    figures = measures.figures
    plainly = [figure for figure in figures.values() if not figure.detail]
    hidden = [figure for figure in figures.values() if figure.detail]
    few = measures.spread.knox.n < FEW_ONSETS
    st.html(cards_html(plainly if few else [*plainly, *hidden], session.scheme()))
    if few and hidden:
        with st.expander(tr("Details: tests, on few onsets")):
            st.html(cards_html(hidden, session.scheme()))
    name = opened.info.id
    with st.container(horizontal=True):
        st.download_button(
            tr("Download days (CSV)"),
            data=lambda: csv_bytes(measures.days),
            file_name=f"{name}-days.csv",
            mime="text/csv",
            on_click="ignore",
        )
        st.download_button(
            tr("Download measures (JSON)"),
            data=lambda: measures_json(measures),
            file_name=f"{name}-measures.json",
            mime="application/json",
            on_click="ignore",
        )
