"""Making, changing and showing stories. Pure: every change gives a new story."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from importlib import resources
from typing import Final

import pandas as pd

from dashboard.address import Camera, Choices, ViewState
from dashboard.filters import Filters, known_only
from dashboard.story import DEFAULT_DELAY_S, Step, Story, Text
from dashboard.story_file import LONGEST_ID, MOST_STEPS, read_story, story_json
from dashboard.translation import tr, trn
from geo.errors import InputError
from geo.narrative import day_in_words, describe_days
from geo.pipeline import Campaign

__all__ = [
    "DEFAULT_DELAY_S",
    "Step",
    "Story",
    "Text",
    "add_step",
    "days_as_story",
    "move_step",
    "read_story",
    "remove_step",
    "replace_step",
    "shipped_story",
    "step_of_view",
    "story_json",
    "story_warnings",
    "view_of_step",
]

_CAMPAIGN: Final = re.compile(r"[a-z0-9_]{1,60}")
_NOT_IN_ID: Final = re.compile(r"[^a-z0-9]+")


def days_as_story(
    campaign: Campaign,
    timeline: pd.DataFrame,
    *,
    names_ur: Mapping[str, str] | None = None,
    camera: Camera | None = None,
) -> Story:
    """Return the days of a campaign as a story, each with its generated sentence.

    Parameters
    ----------
    campaign
        Gives days, title and fingerprint.
    timeline
        From `geo.timeline.build_timeline`; the sentences tell of it.
    names_ur
        ``site_id`` → name in Urdu, for the Urdu sentences.
    camera
        Where every step looks; all sites when ``None``.
    """
    days = campaign.days
    said = {
        "en": describe_days(timeline, days),
        "ur": describe_days(timeline, days, language="ur", names=names_ur),
    }
    steps = [
        Step(
            id=day.strftime("%Y-%m-%d"),
            view=ViewState(day, camera=camera),
            title=Text(day_in_words(day), day_in_words(day, language="ur")),
            text=Text(_without_day(said["en"][at]), _without_day(said["ur"][at])),
        )
        for at, day in enumerate(days)
    ]
    return Story(
        title=Text(en=campaign.info.title),
        campaign=campaign.info.id,
        fingerprint=campaign.fingerprint,
        steps=tuple(steps),
    )


def step_of_view(
    state: ViewState,
    camera: Camera | None = None,
    *,
    title: Text | None = None,
    text: Text | None = None,
    note: Text | None = None,
) -> Step:
    """Return the step that shows what a page shows now.

    Parameters
    ----------
    state
        Of the page.
    camera
        Where the player looks; the state's own when ``None``.
    title, text, note
        What is said; the step's id is made of the English title, or of the day.
    """
    heading = title or Text()
    return Step(
        id=_id_from(heading.en) or state.day.strftime("%Y-%m-%d"),
        view=state if camera is None else replace(state, camera=camera),
        title=heading,
        text=text or Text(),
        note=note or Text(),
    )


def view_of_step(step: Step, choices: Choices) -> ViewState:
    """Return the state that shows a step; what the data do not hold is left out.

    A day that the campaign does not cover becomes the nearest that it does. `choices.days` must
    not be empty.
    """
    view = step.view
    return replace(
        view,
        day=min(choices.days, key=lambda day: abs(day - view.day)),
        focus=view.focus if view.focus in choices.focuses else "",
        filters=known_only(view.filters, choices.values),
    )


def story_warnings(
    story: Story, *, campaign: str, fingerprint: str, choices: Choices
) -> tuple[str, ...]:
    """Say, a sentence each, where a story and the data shown do not fit together."""
    warnings = []
    if story.campaign and story.campaign != campaign:
        warnings.append(
            tr(
                "The story was made for the campaign {made}, and {shown} is shown; check each "
                "step.",
                made=story.campaign[:60],
                shown=campaign[:60],
            )
        )
    elif story.fingerprint and story.fingerprint != fingerprint:
        warnings.append(
            tr("The data have changed since the story was made; check the numbers in its texts.")
        )
    covered = set(choices.days)
    for number, step in enumerate(story.steps, start=1):
        view = step.view
        lost = _lost(view.filters, known_only(view.filters, choices.values))
        lacks = []
        if view.day not in covered:
            lacks.append(tr("the day {day}", day=f"{view.day:%Y-%m-%d}"))
        if view.focus not in ("", *choices.focuses):
            lacks.append(tr("the town {town}", town=view.focus[:60]))
        if lost:
            lacks.append(trn("{n} filter value", "{n} filter values", lost))
        if lacks:
            told = tr(", ").join(lacks)
            warnings.append(
                tr("Step {n} names what the data do not hold: {lacks}.", n=number, lacks=told)
            )
    return tuple(warnings)


def shipped_story(campaign: str) -> Story | None:
    """Return the story that ships with a campaign; ``None`` when none does."""
    if not _CAMPAIGN.fullmatch(campaign):
        return None
    file = resources.files("data") / campaign / "story.json"
    return read_story(file.read_bytes()) if file.is_file() else None


def add_step(story: Story, step: Step, *, at: int | None = None) -> Story:
    """Put a step into a story, at its end unless `at` says where; its id is made unique.

    Raises
    ------
    InputError
        When the story is full.
    """
    if len(story.steps) >= MOST_STEPS:
        msg = f"The story has {MOST_STEPS:,} steps already; take one out first."
        raise InputError(msg)
    position = len(story.steps) if at is None else min(max(at, 0), len(story.steps))
    own = replace(step, id=_free_id(step.id, {other.id for other in story.steps}))
    return replace(story, steps=(*story.steps[:position], own, *story.steps[position:]))


def remove_step(story: Story, position: int) -> Story:
    """Take a step, counted from 0, out of a story."""
    _check(story, position)
    return replace(story, steps=(*story.steps[:position], *story.steps[position + 1 :]))


def replace_step(story: Story, position: int, step: Step) -> Story:
    """Put another step in the place of one, counted from 0; its id is made unique."""
    _check(story, position)
    others = {other.id for at, other in enumerate(story.steps) if at != position}
    own = replace(step, id=_free_id(step.id, others))
    return replace(story, steps=(*story.steps[:position], own, *story.steps[position + 1 :]))


def move_step(story: Story, position: int, to: int) -> Story:
    """Move a step, counted from 0, to another place; beyond the ends it stops there."""
    _check(story, position)
    rest = [*story.steps[:position], *story.steps[position + 1 :]]
    rest.insert(min(max(to, 0), len(rest)), story.steps[position])
    return replace(story, steps=tuple(rest))


def _check(story: Story, position: int) -> None:
    if not 0 <= position < len(story.steps):
        msg = f"The story has no step {position + 1}; it has {len(story.steps)}."
        raise InputError(msg)


def _lost(chosen: Filters, known: Filters) -> int:
    return sum(
        len(set(values) - set(getattr(known, facet))) for facet, values in vars(chosen).items()
    )


def _without_day(sentence: str) -> str:
    rest = sentence.partition(": ")[2]
    return rest[:1].upper() + rest[1:]


def _id_from(title: str) -> str:
    return _NOT_IN_ID.sub("-", title.lower())[:LONGEST_ID].strip("-")


def _free_id(wanted: str, taken: set[str]) -> str:
    """Return an id that no other step has: the wanted one, or it with a number behind."""
    if wanted not in taken:
        return wanted
    number = 2
    while True:
        end = f"-{number}"
        found = wanted[: LONGEST_ID - len(end)].rstrip("-") + end
        if found not in taken:
            return found
        number += 1
