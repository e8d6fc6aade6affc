"""Page Present: the story on the whole window, step by step; notes for the speaker on demand."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final

import streamlit as st

from dashboard import opening, own_story, playing, session
from dashboard.filters import Filters
from dashboard.markdown import plain
from dashboard.picture_button import step_button
from dashboard.player.base import player_base, player_theme
from dashboard.player.component import Command, Selection, player
from dashboard.shown import Shown
from dashboard.stories import view_of_step
from dashboard.story import Step, Story
from dashboard.translation import date_in_words, digits_said, language, tr

_PLAYER: Final = "presented"
_STEP: Final = "_step"
_NOTES: Final = "_notes"
_CHANNEL: Final = "_channel"
_BEGAN: Final = "_began"
_WHOLE: Final = """
<style>
[data-testid="stHeader"], [data-testid="stSidebar"], [data-testid="stToolbar"],
.st-key-language { display: none !important; }
.stMainBlockContainer { padding: 0 !important; max-width: none; }
.stVerticalBlock, .stHorizontalBlock { gap: 0; }
.stMain { overflow: hidden; }
.stColumn:first-child { flex: 1 1 100%; }
.stColumn:last-child { display: none; }
</style>
"""
_WITH_NOTES: Final = """
<style>
[data-testid="stSidebar"] { display: none; }
.stMainBlockContainer { padding: 3.6rem 1rem 0; max-width: none; }
</style>
"""


def main() -> None:
    """Draw the page."""
    opened = opening.current()
    if not opened.choices.days:
        st.warning(tr("There is no day to present: page Data says why."))
        return
    is_audience = st.query_params.get("view") == "audience"
    noted = bool(st.session_state.get(_NOTES)) and not is_audience
    st.html(_WITH_NOTES if noted else _WHOLE)
    story = own_story.story_of(opened)
    # The player stands in the same place with notes and without: it plays on, and no key is lost.
    stage, side = st.columns([0.68, 0.32])
    with stage:
        height = "calc(100vh - 76px)" if noted else "100vh"
        _player(opened, story, is_audience=is_audience, height=height)
    if noted:
        with side:
            _notes(opened, story)


def _player(opened: Shown, story: Story, *, is_audience: bool, height: str) -> None:
    position = _position(story)
    filters = Filters()
    if story.steps:
        filters = view_of_step(story.steps[position], opened.choices).filters
    known = own_story.selections(story, opened)
    shown = [_selection(opened, chosen) for chosen in known]
    text = playing.text_of(opened, filters, session.speak())
    if shown:
        # Each selection brings its own, for as long as it is shown.
        text.pop("sentences", None)
    if story.steps and not is_audience:
        _keep_address(story.steps[position].id)
    player(
        _PLAYER,
        shown[0].feed if shown else playing.feed_of(opened, filters),
        base=player_base(),
        theme=player_theme(session.scheme()),
        text=text,
        story=own_story.steps_for_player(story, opened, session.speak(), known),
        selections=shown,
        command=Command(0, {"step": position}),
        height=height,
        layout="present",
        channel=_channel(),
        role="audience" if is_audience else "presenter",
        tiles=session.tiles(),
        drawing=st.query_params.get("drawing", ""),
        on_state=partial(_take_step, len(story.steps)),
        on_command=_take_command,
    )


def _selection(opened: Shown, filters: Filters) -> Selection:
    spoken = session.speak()
    sentences = [] if spoken == "en" else opened.sentences(filters, spoken)
    return Selection(playing.feed_of(opened, filters), sentences)


def _keep_address(step: str) -> None:
    """Let the address name the step, once the player has told one: before, it makes an entry."""
    told = _STEP in st.session_state
    if told and st.query_params.get("step") != step:
        st.query_params["step"] = step


def _position(story: Story) -> int:
    asked = st.query_params.get("step", "")
    if _STEP not in st.session_state and asked:
        st.session_state[_STEP] = story.position_of(asked) or 0
    held: int = st.session_state.get(_STEP, 0)
    return min(held, max(len(story.steps) - 1, 0))


def _take_step(count: int) -> None:
    told: Any = st.session_state[_PLAYER].get("state")
    if isinstance(told, Mapping):
        session.keep_online(told)
    if isinstance(told, Mapping) and isinstance(told.get("step"), int):
        st.session_state[_STEP] = min(max(told["step"], 0), count - 1)


def _take_command() -> None:
    if st.session_state[_PLAYER].get("command") == "notes":
        st.session_state[_NOTES] = not st.session_state.get(_NOTES, False)


def _channel() -> str:
    """Name the channel between two windows of one machine: the address carries it."""
    asked = st.query_params.get("channel", "")
    if asked.isalnum() and len(asked) <= 32:
        return asked
    if _CHANNEL not in st.session_state:
        st.session_state[_CHANNEL] = secrets.token_hex(8)
    held: str = st.session_state[_CHANNEL]
    return held


def _notes(opened: Shown, story: Story) -> None:
    """Show what only the speaker sees: where the talk is, the note, the clock, what comes next."""
    position = _position(story)
    step = story.steps[position]
    told = tr("Step {n} of {count}", n=position + 1, count=len(story.steps))
    st.markdown(f"**{told}**  \n{plain(_title(step))}")
    st.markdown(plain(step.note.of(language())) or f"_{tr('No note.')}_")
    st.fragment(_clock, run_every=5.0)()
    if position + 1 < len(story.steps):
        following = story.steps[position + 1]
        st.caption(tr("Next: {title}", title=plain(_title(following))))
    st.link_button(
        tr("Open the audience's window"),
        f"?view=audience&channel={_channel()}",
        icon=":material/tv:",
    )
    step_button(opened, story, position, key="step-picture")
    st.caption(tr("N hides these notes; F fills the screen; B blanks it; ? lists the keys."))


def _title(step: Step) -> str:
    return step.title.of(language()) or date_in_words(step.view.day)


def _clock() -> None:
    session.speak()  # A fragment may run in a thread of its own.
    now = datetime.now().astimezone()
    began = st.session_state.setdefault(_BEGAN, now)
    minutes, seconds = divmod(int((now - began).total_seconds()), 60)
    st.markdown(
        tr(
            "{time} · {minutes}:{seconds} since the talk began",
            time=digits_said(f"{now:%H:%M}"),
            minutes=minutes,
            seconds=digits_said(f"{seconds:02d}"),
        )
    )


main()
