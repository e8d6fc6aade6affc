"""The story that a session tells: its own, the one that ships, or the days themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from dashboard.filters import Filters
from dashboard.playing import command_of
from dashboard.shown import Shown
from dashboard.stories import shipped_story, view_of_step
from dashboard.story import Story
from geo.narrative import Language

_STORY: Final = "_own_story"
MOST_SELECTIONS: Final = 8


def story_of(opened: Shown) -> Story:
    """Return the session's story of a campaign; else the one that ships; else its days."""
    held = own_story(opened)
    if held is not None:
        return held
    shipped = shipped_story(opened.info.id)
    if shipped is not None:
        return shipped
    return opened.days_story()


def own_story(opened: Shown) -> Story | None:
    """Return the story that the session made or loaded for a campaign, if any."""
    held: tuple[str, Story] | None = st.session_state.get(_STORY)
    if held is None or held[0] != opened.fingerprint:
        return None
    return held[1]


def keep_story(opened: Shown, story: Story) -> None:
    """Hold a story for this session."""
    st.session_state[_STORY] = (opened.fingerprint, story)


def drop_story() -> None:
    """Go back to the story that ships, or to the days."""
    st.session_state.pop(_STORY, None)


def steps_for_player(
    story: Story, opened: Shown, language: Language, known: Sequence[Filters] = ()
) -> list[dict[str, Any]]:
    """Return a story's steps as the player takes them: a state each, and what is said.

    ``feed`` is the place of the step's filters among those `known`, from `selections`.
    """
    steps = []
    for position, step in enumerate(story.steps):
        # On the whole window the legend waits until it is asked for.
        view = replace(view_of_step(step, opened.choices), legend=False)
        told = {
            "id": step.id,
            "title": step.title.of(language),
            "text": step.text.of(language),
            "delay": story.delay_of(position),
            "state": command_of(view, opened),
        }
        steps.append(told | ({"feed": known.index(view.filters)} if known else {}))
    return steps


def selections(story: Story, opened: Shown, *, most: int = MOST_SELECTIONS) -> list[Filters]:
    """Return the different filters of a story's steps, so far as the data know their values.

    None for an archive, nor for a story of more than `most`: each is a feed of its own.
    """
    views = [view_of_step(step, opened.choices) for step in story.steps]
    found = list(dict.fromkeys(view.filters for view in views))
    return found if opened.has_cards and len(found) <= most else []
