"""Page Export: what is on the screen as files to hand on."""

from __future__ import annotations

import os
from functools import partial
from typing import Final

import pandas as pd
import streamlit as st

from dashboard import opening, own_story, session
from dashboard.export.files import ExportedFile
from dashboard.export.options import FILM_FORMATS, FilmPace
from dashboard.export.presets import DEFAULT_PRESET, PRESETS
from dashboard.markdown import plain
from dashboard.opening import Opened
from dashboard.server import DEFAULT_SOURCE, SOURCE_VARIABLE
from dashboard.translation import date_in_words, iso_date, number, retell, tr
from dashboard.translation import language as language_of_page
from geo.errors import DharnaError

_MADE: Final = "_exported"
_WORDS: Final = {
    "png": "Picture (PNG)",
    "svg": "Picture (SVG)",
    "pdf": "Picture (PDF)",
    "multiples": "All days on one page (PNG)",
    "gif": "Film (GIF)",
    "mp4": "Film (MP4)",
    "webm": "Film (WebM)",
    "pptx": "Slides (PowerPoint)",
    "html": "Page that stands alone (HTML)",
    "csv": "Tables (CSV, with data package)",
    "xlsx": "Workbook (Excel)",
    "geojson": "GeoJSON",
    "gpkg": "GeoPackage",
    "parquet": "GeoParquet",
    "kml": "KML",
    "all": "Everything in one archive",
}


def main() -> None:
    """Draw the page."""
    opened = opening.current()
    if not opened.choices.days:
        st.warning(tr("There is no day to export: page Data says why."))
        return
    session.restore(opened.choices)
    st.title(tr("Export"), anchor=False)
    shown = session.state()
    st.write(
        tr(
            "{title}: what page Explore shows now, {day}.",
            title=plain(tr(opened.campaign.info.title)),
            day=date_in_words(shown.day),
        )
    )
    with st.form("export"):
        formats = st.multiselect(
            tr("Formats"), list(_WORDS), ["png"], format_func=lambda name: tr(_WORDS[name])
        )
        left, middle, right = st.columns(3)
        preset = left.selectbox(
            tr("Size of pictures and films"),
            list(PRESETS),
            list(PRESETS).index(DEFAULT_PRESET),
            format_func=lambda name: tr(PRESETS[name].words),
        )
        scheme = middle.selectbox(
            tr("Colours"),
            ("light", "dark"),
            format_func=lambda name: tr(name.capitalize()),
        )
        language = right.selectbox(
            tr("Language"),
            ("en", "ur"),
            ("en", "ur").index(language_of_page()),
            format_func={"en": "English", "ur": "اردو"}.__getitem__,
        )
        span = _span(opened)
        seconds = st.select_slider(
            tr("Seconds a day in films"),
            [tenths / 10 for tenths in range(2, 51)],
            FilmPace.day_s,
            format_func=partial(number, decimals=1),
        )
        with_story = st.checkbox(tr("Slides and page follow the story"), value=True)
        asked = st.form_submit_button(
            tr("Make the files"), type="primary", icon=":material/deployed_code:"
        )
    if asked and formats:
        st.session_state.pop(_MADE, None)
        _make(
            opened,
            formats=tuple(formats),
            preset=preset,
            scheme=scheme,
            language=language,
            span=span,
            seconds=seconds,
            with_story=with_story,
        )
    _downloads(st.session_state.get(_MADE, []))


def _span(opened: Opened) -> tuple[pd.Timestamp, pd.Timestamp]:
    days = opened.choices.days
    if len(days) < 2:
        return days[0], days[-1]
    first, last = st.select_slider(
        tr("Days of films, slides and data"),
        list(days),
        (days[0], days[-1]),
        format_func=iso_date,
    )
    return first, last


def _make(
    opened: Opened,
    *,
    formats: tuple[str, ...],
    preset: str,
    scheme: str,
    language: str,
    span: tuple[pd.Timestamp, pd.Timestamp],
    seconds: float,
    with_story: bool,
) -> None:
    """Make the files; whoever presses Cancel, or leaves the page, stops it where it is."""
    # matplotlib takes its time to import; only who exports waits for it.
    from dashboard.export.options import ExportOptions
    from dashboard.export.progress import Progress
    from dashboard.export.request import export

    bar = st.progress(0.0, tr("Making the files"))
    st.button(tr("Cancel"), icon=":material/close:")

    def tell(what: str, share: float) -> None:
        bar.progress(share, tr(_WORDS.get(what, what)))

    told = Progress(tell)
    days = opened.choices.days
    try:
        options = ExportOptions(
            formats=formats,
            preset=PRESETS[preset],
            scheme="dark" if scheme == "dark" else "light",
            language="ur" if language == "ur" else "en",
            first=None if span[0] == days[0] else span[0],
            last=None if span[1] == days[-1] else span[1],
            pace=FilmPace(day_s=seconds, growth_s=min(FilmPace.growth_s, seconds * 0.6)),
            story=own_story.story_of(opened) if with_story else None,
            sources=_sources(),
        )
        st.session_state[_MADE] = export(opened.campaign, session.state(), options, progress=told)
    except DharnaError as error:
        st.error(plain(retell(error)))
    bar.empty()


def _sources() -> tuple[str, ...]:
    """Return how the campaign is opened again; what a session brought can only be brought again."""
    if opening.OWN in st.session_state:
        return ()
    return tuple(os.environ.get(SOURCE_VARIABLE, DEFAULT_SOURCE).split("\n"))


def _downloads(files: list[ExportedFile]) -> None:
    for position, file in enumerate(files):
        size = len(file.data) / 1e6
        words = file.name
        if size >= 0.1:
            words = tr("{name} ({n} MB)", name=file.name, n=number(size, decimals=1))
        st.download_button(
            words,
            file.data,
            file_name=file.name,
            mime=file.media_type,
            key=f"file-{position}",
            icon=":material/download:",
            on_click="ignore",
        )
    if any(file.name.endswith(FILM_FORMATS) for file in files):
        film = next(file for file in files if file.name.endswith(FILM_FORMATS))
        if film.name.endswith("gif"):
            st.image(film.data)
        else:
            st.video(film.data)


main()
