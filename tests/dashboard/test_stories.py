"""Stories: kept whole through their file, and safe to read whoever wrote it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dashboard
from dashboard.address import BORDERS, GROUNDS, LAYERS, MODES, Camera, Choices, ViewState
from dashboard.filters import FACETS, Filters
from dashboard.stories import (
    Step,
    Story,
    Text,
    add_step,
    days_as_story,
    move_step,
    read_story,
    remove_step,
    replace_step,
    shipped_story,
    step_of_view,
    story_json,
    story_warnings,
    view_of_step,
)
from dashboard.story_file import LONGEST_TEXT, MOST_BYTES, MOST_STEPS, STEP_ID
from dashboard.translation import in_language
from geo.errors import InputError
from geo.narrative import day_in_words, describe_day
from geo.pipeline import Campaign, follow

DAY = pd.Timestamp("2021-01-06").as_unit("s")
SCHEMA = json.loads(
    (Path(dashboard.__file__).parent / "story_schema.json").read_text(encoding="utf-8")
)


def words(longest: int) -> st.SearchStrategy[str]:
    letters = st.characters(
        exclude_categories=("Cc", "Cs"), exclude_characters="\u202a\u202b\u202c\u202d\u202e"
    )
    return st.text(letters, max_size=longest)


texts = st.builds(Text, words(40), words(40))
views = st.builds(
    ViewState,
    day=st.dates(pd.Timestamp("1600-01-01").date(), pd.Timestamp("2199-12-31").date()).map(
        lambda day: pd.Timestamp(day).as_unit("s")
    ),
    mode=st.sampled_from(MODES),
    window_days=st.integers(1, 366),
    focus=words(30),
    **{name: st.booleans() for name in LAYERS},
    ground=st.sampled_from(GROUNDS),
    borders=st.sampled_from(BORDERS),
    camera=st.none()
    | st.builds(Camera, st.floats(-180, 180), st.floats(-85, 85), st.floats(0, 22)),
    filters=st.builds(
        Filters,
        **{facet: st.lists(words(20), max_size=3, unique=True).map(tuple) for facet in FACETS},
    ),
)
steps = st.builds(
    Step,
    id=st.from_regex(STEP_ID, fullmatch=True),
    view=views,
    title=texts,
    text=texts,
    note=texts,
    delay_s=st.none() | st.floats(0.5, 3600),
)
stories = st.builds(
    Story,
    title=texts,
    campaign=st.from_regex(r"[a-z0-9_]{0,20}", fullmatch=True),
    fingerprint=st.from_regex(r"[0-9a-f]{0,12}", fullmatch=True),
    delay_s=st.floats(0.5, 3600),
    steps=st.lists(steps, min_size=1, max_size=4, unique_by=lambda step: step.id).map(tuple),
)


def a_step(step_id: str = "one", **view: Any) -> Step:
    return Step(step_id, ViewState(DAY, **view), title=Text("A title", "عنوان"))


def a_file(**fields: Any) -> str:
    step = {"id": "one", "day": "2021-01-06"} | fields
    return json.dumps({"dharna_story": 1, "steps": [step]})


@settings(deadline=None)
@given(stories)
def test_a_story_comes_back_as_it_was(story: Story) -> None:
    written = story_json(story)
    assert read_story(written) == story
    assert read_story(written.encode()) == story
    assert story_json(read_story(written)) == written


@settings(deadline=None, max_examples=30)
@given(stories)
def test_what_is_written_keeps_to_the_schema(story: Story) -> None:
    import jsonschema

    jsonschema.validate(json.loads(story_json(story)), SCHEMA)


def test_the_schema_names_every_field_that_is_written() -> None:
    written = json.loads(story_json(Story(steps=(replace(a_step(), delay_s=3.0),))))
    assert set(SCHEMA["properties"]) == set(written)
    in_step = SCHEMA["$defs"]["step"]["properties"]
    assert set(in_step) == set(written["steps"][0])
    assert set(in_step["layers"]["properties"]) == set(LAYERS)
    assert set(in_step["filters"]["properties"]) == set(FACETS)
    assert in_step["mode"]["enum"] == list(MODES)


@settings(deadline=None, max_examples=200)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    ["steps", "day", "id", "mode", "filters", "camera", "layers", "title", "en"]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_a_story_or_one_sentence(data: Any) -> None:
    try:
        story = read_story(json.dumps(data))
    except InputError as error:
        said = str(error)
        assert said.endswith(".")
        assert "\n" not in said
        assert len(said) < 400
    else:
        assert read_story(story_json(story)) == story


@given(st.binary(max_size=60))
def test_any_bytes_are_a_sentence(data: bytes) -> None:
    with pytest.raises(InputError):
        read_story(data)


def test_unknown_fields_are_ignored() -> None:
    story = read_story(
        json.dumps(
            {
                "steps": [
                    {
                        "day": "2021-01-06",
                        "colour": "red",
                        "layers": {"rain": True},
                        "filters": {"weather": ["wet"]},
                    }
                ],
                "author": "x",
            }
        )
    )
    assert story.steps == (Step("step-1", ViewState(DAY)),)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"day": None}, "step 1: 'day' must be a day such as 2021-01-06, not left out."),
        (
            {"day": "2021-02-30"},
            "step 1: 'day' must be a day such as 2021-01-06, not '2021-02-30'.",
        ),
        ({"day": "٢٠٢١-٠١-٠٦"}, "'day' must be a day"),
        ({"day": "0900-01-01"}, "'day' must be a day"),
        ({"day": 20210106}, "'day' must be a day such as 2021-01-06, not 20210106."),
        ({"mode": "week"}, "'mode' must be one of day, window, cumulative, new, not 'week'."),
        ({"mode": {}}, "'mode' must be one of day, window, cumulative, new, not an object."),
        ({"window_days": 0}, "'window_days' must be a whole number from 1 to 366, not 0."),
        ({"window_days": 2.5}, "'window_days' must be a whole number from 1 to 366, not 2.5."),
        ({"window_days": True}, "must be a whole number from 1 to 366, not true."),
        ({"id": "../../x"}, "'id' must be lower-case letters, digits and hyphens"),
        ({"id": "x" * 41}, "'id' must be lower-case letters, digits and hyphens"),
        ({"focus": ["Karachi"]}, "'focus' must be text, not a list."),
        ({"filters": []}, "step 1: 'filters' must be an object, not a list."),
        ({"filters": {"source": "Dawn"}}, "step 1, filters: 'source' must be a list"),
        ({"filters": {"source": [7]}}, "step 1, filters: 'source' must be text, not 7."),
        (
            {"camera": {"longitude": 69}},
            "camera: 'latitude' must be a number from -85 to 85, not left out.",
        ),
        ({"camera": {"longitude": 181, "latitude": 0, "zoom": 1}}, "camera: 'longitude' must be"),
        ({"layers": {"links": 1}}, "step 1, layers: 'links' must be true or false, not 1."),
        ({"title": 5}, "step 1: 'title' must be an object, not 5."),
        ({"title": {"en": "a\nb"}}, "step 1, title: 'en' holds the character U+000A; take it out."),
        ({"text": {"ur": "\u202eevil"}}, "step 1, text: 'ur' holds the character U+202E; take it"),
        ({"note": {"en": "\ud800"}}, "step 1, note: 'en' holds the character U+D800; take it out."),
        ({"text": {"en": "x" * (LONGEST_TEXT + 1)}}, "has 2,001 characters; give at most 2,000."),
        ({"delay_s": 0}, "step 1: 'delay_s' must be a number from 0.5 to 3600, not 0."),
        ({"delay_s": 1e999}, "The story holds a number"),
        (
            {"ground": "satellite"},
            "'ground' must be one of borders, blank, tiles, not 'satellite'.",
        ),
    ],
)
def test_a_wrong_value_is_named_with_its_step(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        read_story(a_file(**fields))
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (b"\xff\xfe{}", "The story is not UTF-8 text; save it as JSON in UTF-8."),
        ("{", "The story is no JSON: "),
        ("[]", "This JSON is no story; a story is an object with a list of 'steps'."),
        ('{"steps": []}', "the story: 'steps' must be a list of at least one step."),
        ('{"steps": [1]}', "step 1 is not an object; each step is one."),
        ('{"steps": {"a": 1}}', "'steps' must be a list"),
        ("[" * 200_000, "a nesting that no story needs"),
        ('{"steps": [1' + "0" * 6000 + "]}", "a number or a nesting that no story needs"),
        ('{"steps": [NaN]}', "a number or a nesting that no story needs"),
        (" " * (MOST_BYTES + 1), "The story has 4.0 MB; at most 4 MB are read."),
        ('{"dharna_story": 2, "steps": [{}]}', "'dharna_story' is 2; this Dharna reads version 1."),
        ('{"fingerprint": "<b>", "steps": [{}]}', "'fingerprint' must be hexadecimal digits"),
    ],
)
def test_what_is_no_story_is_one_sentence(source: bytes | str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read_story(source)
    assert said in str(caught.value)
    assert len(str(caught.value)) < 300


def test_steps_are_limited_and_their_ids_unique() -> None:
    step = {"id": "one", "day": "2021-01-06"}
    with pytest.raises(InputError, match="step 2: 'id' is 'one', as another step's is"):
        read_story(json.dumps({"steps": [step, step]}))
    with pytest.raises(InputError, match="has 1,001 steps; give at most 1,000"):
        read_story(json.dumps({"steps": [step] * (MOST_STEPS + 1)}))
    full = Story(steps=tuple(a_step(f"s-{i}") for i in range(MOST_STEPS)))
    with pytest.raises(InputError, match="has 1,000 steps already"):
        add_step(full, a_step())


def test_a_title_alone_is_taken_as_english() -> None:
    assert read_story(a_file(title="Begin")).steps[0].title == Text(en="Begin")


def test_a_mark_before_the_text_is_no_part_of_it() -> None:
    assert read_story(b"\xef\xbb\xbf" + a_file().encode()).steps[0].day == DAY


@settings(deadline=None)
@given(stories, steps, st.integers(-3, 8), st.integers(0, 8))
def test_changes_touch_only_what_they_say(story: Story, step: Step, to: int, at: int) -> None:
    position = at % len(story.steps)
    longer = add_step(story, step, at=to)
    where = min(max(to, 0), len(story.steps))
    assert len({other.id for other in longer.steps}) == len(longer.steps)
    assert replace(longer.steps[where], id=step.id) == step
    assert remove_step(longer, where) == story
    moved = move_step(story, position, to)
    assert sorted(other.id for other in moved.steps) == sorted(s.id for s in story.steps)
    landed = min(max(to, 0), len(story.steps) - 1)
    assert moved.steps[landed] == story.steps[position]
    assert move_step(moved, landed, position) == story
    changed = replace_step(story, position, step)
    assert replace(changed.steps[position], id=step.id) == step
    assert remove_step(changed, position) == remove_step(story, position)
    assert read_story(story_json(changed)) == changed


def test_a_position_that_is_none_is_one_sentence() -> None:
    story = Story(steps=(a_step(),))
    for position in (-1, 1):
        for change in (remove_step, lambda s, p: move_step(s, p, 0)):
            with pytest.raises(InputError, match="The story has no step"):
                change(story, position)
        with pytest.raises(InputError, match=r"The story has no step \d; it has 1\."):
            replace_step(story, position, a_step())


def test_ids_made_of_titles() -> None:
    view = ViewState(DAY)
    assert step_of_view(view).id == "2021-01-06"
    assert step_of_view(view, title=Text("Karachi: the 2nd day!")).id == "karachi-the-2nd-day"
    assert step_of_view(view, title=Text(ur="کراچی")).id == "2021-01-06"
    long = step_of_view(view, title=Text("word " * 20)).id
    assert STEP_ID.fullmatch(long)
    story = add_step(add_step(Story(), a_step("x" * 40)), a_step("x" * 40))
    assert story.steps[1].id == "x" * 38 + "-2"
    assert read_story(story_json(story)) == story


def test_a_step_pins_the_view_it_was_made_of() -> None:
    view = ViewState(
        DAY,
        mode="window",
        window_days=5,
        links=True,
        silent=False,
        filters=Filters(province=("Sindh",)),
    )
    camera = Camera(67.0, 24.9, 9.5)
    step = step_of_view(view, camera, title=Text("Karachi"))
    assert step.view == replace(view, camera=camera)
    assert step_of_view(step.view).view.camera == camera


CHOICES = Choices(
    days=tuple(pd.date_range("2021-01-03", "2021-01-09", unit="s")),
    focuses=("PK-SD/karachi",),
    values={facet: ({"Sindh": 3} if facet == "province" else {}) for facet in FACETS},
)


def test_a_step_shows_only_what_the_data_hold() -> None:
    early = a_step(focus="PK-XX/nowhere", filters=Filters(province=("Sindh", "<b>")))
    early = replace(early, view=replace(early.view, day=pd.Timestamp("2020-12-01")))
    shown = view_of_step(early, CHOICES)
    assert shown.day == CHOICES.days[0]
    assert shown.focus == ""
    assert shown.filters == Filters(province=("Sindh",))
    known = a_step(focus="PK-SD/karachi", filters=Filters(province=("Sindh",)))
    assert view_of_step(known, CHOICES) == known.view
    told = story_warnings(
        Story(steps=(known, early)), campaign="machh_2021", fingerprint="", choices=CHOICES
    )
    assert told == (
        "Step 2 names what the data do not hold: the day 2020-12-01, the town PK-XX/nowhere, "
        "1 filter value.",
    )


def test_a_story_of_other_data_is_told() -> None:
    story = Story(campaign="machh_2021", fingerprint="abc", steps=(a_step(),))

    def told(campaign: str, fingerprint: str) -> tuple[str, ...]:
        return story_warnings(story, campaign=campaign, fingerprint=fingerprint, choices=CHOICES)

    assert told("machh_2021", "abc") == ()
    assert told("machh_2021", "abd") == (
        "The data have changed since the story was made; check the numbers in its texts.",
    )
    assert told("mine", "abc") == (
        "The story was made for the campaign machh_2021, and mine is shown; check each step.",
    )


def test_warnings_are_told_in_the_language_of_the_run() -> None:
    early = Story(steps=(a_step(focus="PK-XX/nowhere", filters=Filters(level=("x", "y"))),))
    with in_language("ur"):
        told = story_warnings(early, campaign="", fingerprint="", choices=CHOICES)
    assert told == (
        "مرحلہ ۱ میں ایسی چیز ہے جو ڈیٹا میں نہیں: "
        "شہر \u2068PK-XX/nowhere\u2069، چھانٹی کی ۲ قدریں۔",
    )


def test_text_falls_back_to_the_other_language() -> None:
    both = Text("a", "ب")
    assert (both.of("en"), both.of("ur")) == ("a", "ب")
    assert Text(en="a").of("ur") == "a"
    assert Text(en="a").language_of("ur") == "en"
    assert Text(ur="ب").language_of("en") == "ur"
    assert both.language_of("ur") == "ur"


def test_days_are_steps_where_there_is_no_story(campaign: Campaign) -> None:
    timeline = follow(campaign).timeline
    story = days_as_story(campaign, timeline, names_ur={"PK-BA/quetta": "کوئٹہ"})
    assert [step.day for step in story.steps] == list(campaign.days)
    assert read_story(story_json(story)) == story
    for step, day in zip(story.steps, campaign.days, strict=True):
        assert step.title.en == day_in_words(day)
        said = describe_day(timeline, day)
        assert said.lower() == f"{step.title.en}: {step.text.en}".lower()
        assert step.title.ur == day_in_words(day, language="ur")
        assert step.text.ur.endswith("۔")
    assert "کوئٹہ" in story.steps[0].text.ur
    assert story.fingerprint == campaign.fingerprint
    assert not story_warnings(
        story,
        campaign=campaign.info.id,
        fingerprint=campaign.fingerprint,
        choices=Choices(tuple(campaign.days), (), {facet: {} for facet in FACETS}),
    )


def test_the_page_of_documentation_describes_the_format() -> None:
    page = (Path(dashboard.__file__).parents[1] / "docs" / "stories.md").read_text("utf-8")
    example = re.search(r"```json\n(.*?)```", page, re.DOTALL)
    assert example is not None
    story = read_story(example[1])
    assert story.steps[0].view.camera == Camera(67.08, 24.93, 10.2)
    named = set(re.findall(r"`([\w-]+)`", page))
    fields = {*SCHEMA["properties"], *SCHEMA["$defs"]["step"]["properties"]}
    assert fields | set(LAYERS) | set(FACETS) | set(MODES) <= named


def test_only_campaigns_that_ship_have_a_story() -> None:
    assert shipped_story("machh_2021") is not None
    for name in ("gazetteer", "no_such", "../machh_2021", "machh_2021/", ""):
        assert shipped_story(name) is None
    assert (resources.files("data") / "machh_2021" / "story.json").is_file()


def test_steps_name_the_feed_that_holds_their_filters(campaign: Campaign) -> None:
    from dashboard.opening import opened_from
    from dashboard.own_story import MOST_SELECTIONS, selections, steps_for_player

    opened = opened_from(campaign)
    story = shipped_story("machh_2021")
    assert story is not None
    known = selections(story, opened)
    assert len(known) == len(set(known)) == 4
    steps = steps_for_player(story, opened, "en", known)
    assert [known[step["feed"]] for step in steps] == [step.view.filters for step in story.steps]
    # Filters that the data do not know let everything through, as everywhere.
    nowhere = replace(story, steps=(Step("a", ViewState(DAY, filters=Filters(source=("x",)))),))
    assert selections(nowhere, opened) == [Filters()]
    sources = list(opened.choices.values["source"])[: MOST_SELECTIONS + 1]
    many = replace(
        story,
        steps=tuple(
            Step(f"s{i}", ViewState(DAY, filters=Filters(source=(name,))))
            for i, name in enumerate(sources)
        ),
    )
    assert selections(many, opened) == []
    assert all("feed" not in step for step in steps_for_player(many, opened, "en"))
    assert len(selections(many, opened, most=len(many.steps))) == MOST_SELECTIONS + 1
