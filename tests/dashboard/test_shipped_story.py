"""The shipped story says nothing that its data do not hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from importlib import resources

import pandas as pd
import pytest

from dashboard.address import frame_shown
from dashboard.filters import apply_filters, facet_table
from dashboard.opening import opened_from
from dashboard.stories import Story, read_story, shipped_story, story_json, story_warnings
from dashboard.story import Step
from dashboard.translation.places import is_urdu
from geo.pipeline import Campaign, Course, follow

EASTERN = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")
NUMBER = re.compile(r"\d+(?:[,٬]\d{3})*")


@dataclass(frozen=True)
class Said:
    """What a step's text and note claim, to be found again in the data."""

    reports: int
    weak: int
    towns: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    counted: dict[str, int] = field(default_factory=dict)
    """Reports of a place."""
    outlets: dict[str, int] = field(default_factory=dict)
    """Outlets that report of a place."""
    spots: dict[str, int] = field(default_factory=dict)
    """Named spots of a place."""
    quoted: tuple[str, ...] = ()
    """Numbers that a row, its note or the context states: found there word for word."""


SAID = {
    "the-highway": Said(
        7, 0, ("Machh", "Quetta"), counted={"Machh": 3, "Quetta": 4}, quoted=("12",)
    ),
    "beside-the-coffins": Said(
        4,
        0,
        ("Quetta",),
        silent=("Machh",),
        outlets={"Quetta": 4},
        quoted=("2,500", "3"),
    ),
    "lahore-and-multan": Said(
        7, 0, ("Quetta", "Lahore", "Multan"), ("Lahore",), outlets={"Lahore": 1}
    ),
    "tuesday": Said(
        15,
        0,
        ("Karachi", "Quetta", "Faisalabad", "Islamabad"),
        ("Karachi", "Islamabad", "Faisalabad"),
        ("Lahore", "Multan", "Machh"),
        counted={"Karachi": 10},
        spots={"Karachi": 4},
    ),
    "the-roads-of-karachi": Said(33, 2, ("Karachi",), spots={"Karachi": 18}, quoted=("6", "11")),
    "the-announcement": Said(
        50,
        8,
        (
            *("Karachi", "Islamabad", "Lahore", "Quetta", "Faisalabad", "Multan"),
            *("Parachinar", "Rawalpindi", "Sahiwal", "Sargodha"),
        ),
        ("Parachinar", "Rawalpindi", "Sahiwal", "Sargodha"),
    ),
    "new-on-thursday": Said(
        66,
        13,
        new=(
            *("Hyderabad", "Khairpur", "Khairpur Nathan Shah", "Sukkur", "Peshawar"),
            *("Muzaffargarh", "Skardu", "Gilgit-Baltistan"),
        ),
    ),
    "friday": Said(97, 40, counted={"Karachi": 46}),
    "without-the-weak": Said(57, 0),
    "the-end": Said(4, 0, ("Quetta", "Karachi"), quoted=("5000",)),
}
"""By the step's id."""


@pytest.fixture(scope="module")
def story() -> Story:
    found = shipped_story("machh_2021")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def courses(campaign: Campaign, story: Story) -> dict[str, Course]:
    """How the reports ran that each step shows."""
    facets = facet_table(campaign)
    return {
        step.id: follow(campaign, apply_filters(campaign.reports, facets, step.view.filters))
        for step in story.steps
    }


def told_on(course: Course, step: Step) -> pd.DataFrame:
    ledger = course.merged.ledger
    return ledger[~ledger["planned"] & (ledger["date"] == step.day)]


def numbers_in(*texts: str) -> set[int]:
    found = NUMBER.findall(" ".join(texts).translate(EASTERN))
    return {int(re.sub(r"\D", "", number)) for number in found}


def test_every_step_is_checked(story: Story) -> None:
    assert [step.id for step in story.steps] == list(SAID)
    assert 7 <= len(story.steps) <= 10


def test_the_file_is_written_as_dharna_writes_it() -> None:
    text = (resources.files("data") / "machh_2021" / "story.json").read_text(encoding="utf-8")
    assert story_json(read_story(text)) == text


def test_it_fits_the_data_that_ship(story: Story, campaign: Campaign) -> None:
    opened = opened_from(campaign)
    assert story.fingerprint == campaign.fingerprint
    assert not story_warnings(
        story,
        campaign=campaign.info.id,
        fingerprint=campaign.fingerprint,
        choices=opened.choices,
    )
    assert [step.day for step in story.steps] == sorted(step.day for step in story.steps)


@pytest.mark.parametrize("step_id", SAID)
def test_a_step_shows_what_it_speaks_of(
    story: Story, courses: dict[str, Course], step_id: str
) -> None:
    step, said = story.steps[story.position_of(step_id) or 0], SAID[step_id]
    course = courses[step_id]
    today = course.timeline[course.timeline["day"] == step.day]
    active = today[today["state"] != "silent"]
    reports = told_on(course, step)
    assert (active["reports"].sum(), active["weak"].sum()) == (said.reports, said.weak)
    assert len(reports) == said.reports
    if said.towns:
        assert set(active["site"]) == set(said.towns)
    if said.new:
        assert set(today.loc[today["onset"], "site"]) == set(said.new)
    if said.silent:
        assert set(today.loc[today["state"] == "silent", "site"]) == set(said.silent)
    for place, number in said.counted.items():
        assert (reports["place"] == place).sum() == number
    for place, number in said.outlets.items():
        assert reports.loc[reports["place"] == place, "outlet"].nunique() == number
    for place, number in said.spots.items():
        named = reports[(reports["place"] == place) & (reports["spot"] != "")]
        assert named["spot"].nunique() == number
    assert len(frame_shown(course.timeline, step.view)) > 0


def test_the_step_of_what_is_new_shows_that_alone(story: Story, courses: dict[str, Course]) -> None:
    step = story.steps[story.position_of("new-on-thursday") or 0]
    shown = frame_shown(courses[step.id].timeline, step.view)
    assert set(shown["site"]) == set(SAID[step.id].new)
    assert len(shown) == 8
    assert step.view.links
    of_sindh = shown[shown["admin1"] == "Sindh"]
    assert set(of_sindh["site"]) == {"Hyderabad", "Khairpur", "Khairpur Nathan Shah", "Sukkur"}
    assert set(shown.loc[shown["level"] == "province", "site"]) == {"Gilgit-Baltistan"}


def test_friday_with_and_without_the_weak(story: Story, courses: dict[str, Course]) -> None:
    sides = []
    for step_id in ("friday", "without-the-weak"):
        step = story.steps[story.position_of(step_id) or 0]
        timeline = courses[step_id].timeline
        sides.append(timeline[(timeline["day"] == step.day) & (timeline["state"] != "silent")])
    every, firm = sides
    towns = [set(side.loc[side["level"] == "town", "site"]) for side in sides]
    assert [len(names) for names in towns] == [19, 17]
    assert towns[0] - towns[1] == {"Chakwal", "Sharaqpur"}
    assert every.loc[every["onset"], "level"].tolist() == ["town"] * 11
    assert set(every.loc[every["state"] == "ended", "site"]) == {
        *("Lahore", "Islamabad", "Peshawar", "Karachi", "Gilgit-Baltistan", "Quetta"),
    }
    assert set(firm.loc[firm["state"] == "ended", "site"]) == {"Quetta"}
    assert set(every.loc[every["level"] == "province", "site"]) == {"Gilgit-Baltistan"}
    assert int(every.loc[every["site"] == "Karachi", "weak"].iloc[0]) == 31


def test_the_last_day_is_one_of_ends_and_silence(story: Story, courses: dict[str, Course]) -> None:
    timeline = courses["the-end"].timeline
    today = timeline[timeline["day"] == story.steps[-1].day]
    active = today[today["state"] != "silent"]
    assert (active["state"] == "ended").all()
    assert (active["reports"] == active["ends"]).all()
    assert (today["state"] == "silent").sum() == 28


def test_every_number_that_is_said_is_a_number_of_the_data(
    story: Story, courses: dict[str, Course], campaign: Campaign
) -> None:
    context = " ".join(campaign.context["text"])
    for step in story.steps:
        said, reports = SAID[step.id], told_on(courses[step.id], step)
        evidence = " ".join([context, *reports["note"], *reports["size_text"]])
        evidence += " ".join(f" {km:g} " for km in reports["radius_km"].unique())
        for number in said.quoted:
            assert re.search(rf"\b{number}\b", evidence), (step.id, number)
        lengths = (len(said.towns), len(said.new), len(said.silent))
        known = {
            *numbers_in(*said.quoted),
            *(said.reports, said.weak, *said.counted.values(), *said.outlets.values()),
            *(*said.spots.values(), *lengths),
            *range(step.day.day - 1, step.day.day + 2),  # days of the month
            *({19, 11, 31} if step.id == "friday" else ()),
            *({17} if step.id == "without-the-weak" else ()),
            *({28} if step.id == "the-end" else ()),
        }
        for language in ("en", "ur"):
            words = [getattr(step, part).of(language) for part in ("title", "text", "note")]
            assert numbers_in(*words) <= known, (step.id, language, numbers_in(*words) - known)


def test_both_languages_say_the_same_numbers(story: Story) -> None:
    for step in story.steps:
        for part in ("title", "text", "note"):
            text = getattr(step, part)
            assert text.en, (step.id, part)
            assert text.ur, (step.id, part)
            assert numbers_in(text.en) == numbers_in(text.ur), (step.id, part)


def test_urdu_is_written_in_the_letters_and_digits_of_urdu(story: Story) -> None:
    for step in story.steps:
        for part in ("title", "text", "note"):
            text = getattr(step, part).ur
            assert not re.search(r"[0-9A-Za-z,;?.]", text), (step.id, part)
            words = re.sub(r"[\s،؛۔:٬()\-\u064b\u0650]", "", text)
            assert is_urdu(words), (step.id, part, words)
