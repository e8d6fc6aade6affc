"""The steps that slides follow: a story's, or else a step a day."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from dashboard.address import Choices, ViewState
from dashboard.export.material import Material
from dashboard.export.options import ExportOptions
from dashboard.export.page import Caption
from dashboard.filters import Filters, facet_table, facet_values
from geo.pipeline import Course, SiteLevel


@dataclass(frozen=True)
class ShownStep:
    """One step: what is looked at, what is written, and what the speaker says."""

    material: Material
    day: pd.Timestamp
    caption: Caption
    note: str


def steps_of(material: Material, options: ExportOptions) -> list[ShownStep]:
    """Return the steps of the options' story; a step for each day covered without one."""
    if options.story is None or not options.story.steps:
        return [_of_day(material, day) for day in material.days]
    from dashboard.stories import view_of_step

    campaign = material.campaign
    choices = Choices(
        days=tuple(campaign.days),
        focuses=tuple(campaign.located.sites["town_id"].unique()),
        values=facet_values(facet_table(campaign)),
    )
    steps = []
    seen: dict[ViewState, Material] = {}
    courses: dict[Filters, dict[SiteLevel, Course]] = {material.state.filters: material.courses}
    for step in options.story.steps:
        view = view_of_step(step, choices)
        # Steps that differ in their day alone share what follows from all the rest.
        alike = replace(view, day=campaign.days[0])
        if alike not in seen:
            followed = courses.setdefault(view.filters, {})
            seen[alike] = replace(material, state=view, first=None, last=None, courses=followed)
        own = seen[alike]
        told = _of_day(own, view.day)
        title, text = step.title.of(options.language), step.text.of(options.language)
        note = "\n".join(filter(None, (step.note.of(options.language), told.note)))
        caption = replace(
            told.caption,
            title=title or told.caption.title,
            sentence=text or told.caption.sentence,
        )
        steps.append(ShownStep(own, view.day, caption, note))
    return steps


def _of_day(material: Material, day: pd.Timestamp) -> ShownStep:
    caption = material.caption(day)
    note = "\n".join((caption.sentence, caption.selection, caption.doubt))
    return ShownStep(material, day, caption, note)
