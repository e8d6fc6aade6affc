"""Page Story: the steps of a talk, put in order, edited, saved and loaded."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import opening, own_story, session
from dashboard.address import span_in_words
from dashboard.filters import in_words
from dashboard.markdown import plain
from dashboard.shown import Shown
from dashboard.stories import (
    move_step,
    read_story,
    remove_step,
    replace_step,
    story_json,
    story_warnings,
)
from dashboard.story import Step, Story, Text
from dashboard.theme import PAGE_STYLE
from dashboard.translation import date_in_words, language, number, retell, tr
from geo.errors import DharnaError


def main() -> None:
    """Draw the page."""
    opened = opening.current()
    st.html(PAGE_STYLE)
    st.title(tr("Story"), anchor=False)
    if not opened.choices.days:
        st.warning(tr("There is no day to tell of: page Data says why."))
        return
    session.restore(opened.choices)
    story = own_story.story_of(opened)
    st.write(
        tr(
            "A story is an order of views, each with its day, filters, place on the map and words. "
            "Add views on page Explore; page Present shows them, one a click."
        )
    )
    for sentence in story_warnings(
        story,
        campaign=opened.info.id,
        fingerprint=opened.fingerprint,
        choices=opened.choices,
    ):
        st.warning(plain(sentence))
    _head(opened, story)
    for position, step in enumerate(story.steps):
        _step(opened, story, position, step)


def _head(opened: Shown, story: Story) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link("app_pages/present.py", label=tr("Present it"), icon=":material/slideshow:")
        st.download_button(
            tr("Save as a file"),
            data=lambda: story_json(story).encode("utf-8"),
            file_name=f"{opened.info.id}-story.json",
            mime="application/json",
            on_click="ignore",
        )
        own = own_story.own_story(opened) is not None
        if st.button(tr("Back to the story that ships"), disabled=not own):
            own_story.drop_story()
            st.rerun()
    file = st.file_uploader(tr("Load a story"), type=["json"])
    if file is not None and st.session_state.get("_story_file") != file.file_id:
        st.session_state["_story_file"] = file.file_id
        try:
            own_story.keep_story(opened, read_story(file.getvalue()))
        except DharnaError as error:
            st.error(plain(retell(error)))
            return
        st.rerun()


def _step(opened: Shown, story: Story, position: int, step: Step) -> None:
    view = step.view
    title = step.title.of(language()) or date_in_words(view.day)
    day = date_in_words(view.day, weekday=False)
    head = title if step.title.of(language()) == "" else f"{day}: {title}"
    # Between digits a raised dot would be read as the zero of Urdu.
    with st.expander(f"({number(position + 1)}) {plain(head)}"):
        shown = f"{date_in_words(view.day)}: {span_in_words(view)}"
        filtered = f"{tr('; ')}{in_words(view.filters)}" if view.filters.active else ""
        st.caption(plain(shown + filtered))
        with st.form(f"step-{position}-{step.id}", border=False):
            changed = _fields(step)
            if st.form_submit_button(tr("Keep these words")):
                own_story.keep_story(opened, replace_step(story, position, changed))
                st.rerun()
        with st.container(horizontal=True):
            last = len(story.steps) - 1
            if st.button(tr("Earlier"), key=f"up-{position}", disabled=position == 0):
                _keep(opened, move_step(story, position, position - 1))
            if st.button(tr("Later"), key=f"down-{position}", disabled=position == last):
                _keep(opened, move_step(story, position, position + 1))
            if st.button(tr("Remove"), key=f"remove-{position}", disabled=last == 0):
                _keep(opened, remove_step(story, position))


def _keep(opened: Shown, story: Story) -> None:
    own_story.keep_story(opened, story)
    st.rerun()


def _fields(step: Step) -> Step:
    english, urdu = st.columns(2)

    def words(name: str, label: str, label_ur: str) -> Text:
        text: Text = getattr(step, name)
        ask = "text_input" if name == "title" else "text_area"
        return Text(
            en=getattr(english, ask)(label, text.en, key=f"{name}-en-{step.id}"),
            ur=getattr(urdu, ask)(label_ur, text.ur, key=f"{name}-ur-{step.id}"),
        )

    title = words("title", tr("Title"), tr("Title (Urdu)"))
    text = words("text", tr("Text"), tr("Text (Urdu)"))
    note = words("note", tr("Speaker's note"), tr("Speaker's note (Urdu)"))
    delay = st.number_input(
        tr("Seconds when the story plays by itself (0: the story's own)"),
        *(0.0, 600.0, float(step.delay_s or 0)),
        key=f"delay-{step.id}",
    )
    return replace(step, title=title, text=text, note=note, delay_s=delay or None)


main()
