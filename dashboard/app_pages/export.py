"""Page Export: what is on the screen as files to hand on."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Final, cast, get_args

import pandas as pd
import streamlit as st

from dashboard import opening, own_story, session
from dashboard.export.files import ExportedFile
from dashboard.export.options import FilmPace
from dashboard.export.presets import DEFAULT_PRESET, PRESETS, with_size
from dashboard.markdown import plain
from dashboard.opening import Opened
from dashboard.server import DEFAULT_SOURCE, SOURCE_VARIABLE
from dashboard.shown import Shown
from dashboard.theme import PAGE_STYLE, Scheme
from dashboard.translation import date_in_words, iso_date, number, retell, tr
from dashboard.translation.catalogue import LANGUAGES
from geo.errors import DharnaError
from geo.narrative import Language

if TYPE_CHECKING:
    from dashboard.large import LargeCampaign

_MADE: Final = "_exported"
_CANCELLED: Final = "_cancelled"
_SCHEMES: Final[tuple[Scheme, ...]] = get_args(Scheme)
# The first file of these types is shown below the others.
_SEEN: Final = ("image/png", "image/gif", "video/mp4", "video/webm")
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
    st.html(PAGE_STYLE)
    st.title(tr("Export"), anchor=False)
    shown = session.state()
    if not opened.is_measurable(shown.filters):
        st.info(tr("Filter the archive on page Explore first: it has too many days of sites."))
        return
    st.write(
        tr(
            "{title}: what page Explore shows now, {day}.",
            title=plain(tr(opened.info.title)),
            day=date_in_words(shown.day),
        )
    )
    with st.form("export"):
        formats = st.multiselect(
            tr("Formats"), _formats(opened), ["png"], format_func=lambda name: tr(_WORDS[name])
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
            _SCHEMES,
            _SCHEMES.index(session.scheme()),
            format_func=lambda name: tr(name.capitalize()),
        )
        language = right.selectbox(
            tr("Language"),
            LANGUAGES,
            LANGUAGES.index(session.speak()),
            format_func={"en": "English", "ur": "اردو"}.__getitem__,
        )
        size = left.text_input(tr("Another size in pixels"), placeholder="1280x720")
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
            size=size,
            scheme=scheme,
            language=language,
            span=span,
            seconds=seconds,
            with_story=with_story,
        )
    elif st.session_state.pop(_CANCELLED, False):
        st.info(tr("The export was cancelled; nothing of it was written."))
    _downloads(st.session_state.get(_MADE, []))


def _formats(opened: Shown) -> list[str]:
    """Name what can be made: of an archive no pack, which holds every report."""
    return [name for name in _WORDS if isinstance(opened, Opened) or name != "all"]


def _span(opened: Shown) -> tuple[pd.Timestamp, pd.Timestamp]:
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
    opened: Shown,
    *,
    formats: tuple[str, ...],
    preset: str,
    size: str,
    scheme: Scheme,
    language: Language,
    span: tuple[pd.Timestamp, pd.Timestamp],
    seconds: float,
    with_story: bool,
) -> None:
    """Make the files; whoever presses Cancel, or leaves the page, stops it where it is."""
    # matplotlib takes its time to import; only who exports waits for it.
    from dashboard.export.options import ExportOptions
    from dashboard.export.progress import Progress
    from dashboard.export.request import export

    waiting = st.empty()
    with waiting.container():
        bar = st.progress(0.0, tr("Making the files"))
        st.button(tr("Cancel"), icon=":material/close:", on_click=_cancel)

    def tell(what: str, share: float) -> None:
        bar.progress(share, tr(_WORDS.get(what, what)))

    told = Progress(tell)
    days = opened.choices.days
    try:
        options = ExportOptions(
            formats=formats,
            preset=with_size(PRESETS[preset], size) if size.strip() else PRESETS[preset],
            scheme=scheme,
            language=language,
            first=None if span[0] == days[0] else span[0],
            last=None if span[1] == days[-1] else span[1],
            pace=FilmPace(day_s=seconds, growth_s=min(FilmPace.growth_s, seconds * 0.6)),
            story=own_story.story_of(opened) if with_story else None,
            sources=_sources(),
        )
        if isinstance(opened, Opened):
            made = export(opened.campaign, session.state(), options, progress=told)
        else:
            from dashboard.export.archives import export_archive

            archive = cast("LargeCampaign", opened)
            made = export_archive(archive, session.state(), options, progress=told)
        st.session_state[_MADE] = made
    except DharnaError as error:
        st.error(plain(retell(error)))
    waiting.empty()


def _cancel() -> None:
    """Remember, for the run that ends the one before, why it did."""
    st.session_state[_CANCELLED] = True


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
    shown = next((file for file in files if file.media_type in _SEEN), None)
    if shown is not None and shown.media_type.startswith("image/"):
        st.image(shown.data)
    elif shown is not None:
        st.video(shown.data, format=shown.media_type)


main()
