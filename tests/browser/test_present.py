"""The talk: the whole window, keys and a clicker, notes for the speaker, the audience's window."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from .conftest import settle


def player(page: Page) -> Locator:
    root = page.locator("[data-dharna-player][data-ready]")
    root.wait_for()
    return root


def at_step(page: Page, number: int, count: int) -> None:
    expect(page.get_by_text(f"Step {number} of {count}")).to_be_visible()


def story(count: int) -> str:
    """A story of some days, written as a user's file."""
    steps = [
        {
            "id": f"step-{i}",
            "day": f"2021-01-{3 + i:02d}",
            "title": {"en": f"Title {i}"},
            "text": {"en": f"<b>Text</b> {i}"},
            "note": {"en": f"Note {i}"},
            "delay_s": 1,
        }
        for i in range(count)
    ]
    return json.dumps({"version": 1, "title": {"en": "A talk"}, "campaign": "", "steps": steps})


def load_story(page: Page, server: str, folder: Path, count: int) -> None:
    path = folder / "talk.json"
    path.write_text(story(count), encoding="utf-8")
    page.goto(f"{server}/story")
    page.locator('input[type="file"]').set_input_files(str(path))
    expect(page.get_by_text("(1) 3 January 2021: Title 0")).to_be_visible()
    settle(page)


def test_a_clicker_alone_leads_through_a_story(page: Page, server: str, tmp_path: Path) -> None:
    load_story(page, server, tmp_path, 4)
    page.get_by_role("link", name="Present it").click()
    root = player(page)
    expect(root).to_have_attribute("data-step", "step-0")
    expect(page.locator(".dp-step")).to_have_text("Title 0")
    expect(page.locator(".dp-sentence")).to_have_text("<b>Text</b> 0")
    for i in (1, 2, 3, 3):
        page.keyboard.press("PageDown")
        expect(root).to_have_attribute("data-step", f"step-{i}")
        expect(root).to_have_attribute("data-day", f"2021-01-{3 + i:02d}")
    page.keyboard.press("PageUp")
    expect(page.locator(".dp-step")).to_have_text("Title 2")
    page.keyboard.press("Home")
    expect(root).to_have_attribute("data-step", "step-0")
    page.keyboard.press("b")
    expect(page.locator(".dp-black")).to_be_visible()
    page.keyboard.press("b")
    expect(page.locator(".dp-black")).to_be_hidden()


def test_keys_of_the_presenter(page: Page, server: str, tmp_path: Path) -> None:
    load_story(page, server, tmp_path, 4)
    page.get_by_role("link", name="Present it").click()
    root = player(page)
    for key, step in (
        ("ArrowRight", 1),
        ("PageDown", 2),
        ("ArrowLeft", 1),
        ("PageUp", 0),
        ("End", 3),
        ("Home", 0),
    ):
        page.keyboard.press(key)
        expect(root).to_have_attribute("data-step", f"step-{step}")
    page.keyboard.press("b")
    expect(page.locator(".dp-black")).to_be_visible()
    page.keyboard.press("b")
    expect(page.locator(".dp-black")).to_be_hidden()
    page.keyboard.press("l")
    expect(page.locator(".dp-mode")).to_contain_text("not a claim of cause")
    page.keyboard.press("l")
    expect(page.locator(".dp-mode")).not_to_contain_text("not a claim of cause")
    page.keyboard.press(".")
    expect(page.locator(".dp-black")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".dp-black")).to_be_hidden()
    # What the speaker alone sees comes along into full screen, and its button.
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement !== null")
    page.keyboard.press("n")
    button = page.get_by_role("button", name="Save as a picture")
    assert button.evaluate("button => document.fullscreenElement.contains(button)")
    button.focus()
    page.keyboard.press("n")
    expect(button).to_have_count(0)
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement === null")
    page.keyboard.press("6")
    expect(page.get_by_label("Speed")).to_have_value("8")
    page.keyboard.press("?")
    expect(page.get_by_role("region", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("region", name="Keys")).to_be_hidden()
    # Nothing has the focus again. Each step stays for its delay, of one second in the file.
    page.keyboard.press("Space")
    expect(page.get_by_role("region", name="Keys")).to_be_hidden()
    expect(root).to_have_attribute("data-step", "step-3")
    page.keyboard.press("n")
    at_step(page, 4, 4)


def test_a_phone_presents_and_explores(browser: Browser, server: str) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    try:
        page = context.new_page()
        for name in ("", "present"):
            page.goto(f"{server}/{name}")
            root = player(page)
            settle(page)
            across = ".stApp, [data-testid=stMain], [data-dharna-player]"
            for part in page.locator(across).all():
                assert part.evaluate("e => e.scrollWidth <= 390"), name
            before = root.get_attribute("data-step" if name else "data-day") or ""
            # Presenting, the controls come when the map is touched.
            page.locator(".dp-map").tap(position={"x": 60, "y": 330})
            expect(page.locator(".dp-below")).to_have_css("opacity", "1")
            page.locator(".dp-below").get_by_role("button", name="Next day").tap()
            expect(root).not_to_have_attribute("data-step" if name else "data-day", before)
    finally:
        context.close()


def test_the_urdu_side_panel_opens_and_closes_on_a_phone(browser: Browser, server: str) -> None:
    """Streamlit hides its panel by moving it to the left: from the right, that is over the page."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    try:
        page = context.new_page()
        page.goto(f"{server}/about?lang=ur")
        settle(page)
        # Moved out, the panel itself is of no width; what is in it would be seen.
        panel = page.get_by_test_id("stSidebarNavLink").first
        expect(page.locator("h1").first).to_be_visible()
        expect(panel).to_be_hidden()
        language = page.locator(".st-key-language").bounding_box()
        menu = page.get_by_test_id("stMainMenu").bounding_box()
        assert language is not None
        assert menu is not None
        assert menu["x"] + menu["width"] <= language["x"]
        page.get_by_test_id("stExpandSidebarButton").tap()
        expect(panel).to_be_visible()
        page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").tap()
        expect(panel).to_be_hidden()
    finally:
        context.close()


def test_the_speaker_alone_sees_the_notes(page: Page, server: str, tmp_path: Path) -> None:
    load_story(page, server, tmp_path, 3)
    page.get_by_role("link", name="Present it").click()
    expect(player(page)).to_have_attribute("data-step", "step-0")
    expect(page.get_by_text("Note 0")).to_have_count(0)
    settle(page)
    page.keyboard.press("n")
    at_step(page, 1, 3)
    expect(page.get_by_text("Note 0")).to_be_visible()
    expect(page.get_by_text("Next: Title 1")).to_be_visible()
    settle(page)
    page.keyboard.press("PageDown")
    at_step(page, 2, 3)
    expect(page.get_by_text("Note 1")).to_be_visible()
    with page.expect_download() as started:
        page.get_by_role("button", name="Save as a picture").click()
    assert re.fullmatch(r"machh_2021_step_\d.png", started.value.suggested_filename)


def test_the_notes_come_beside_a_player_that_stays(page: Page, server: str, tmp_path: Path) -> None:
    load_story(page, server, tmp_path, 4)
    page.get_by_role("link", name="Present it").click()
    expect(player(page)).to_have_attribute("data-step", "step-0")
    page.evaluate("window.held = document.querySelector('[data-dharna-player]')")
    settle(page)
    for key in ("n", "PageDown", "PageDown"):
        page.keyboard.press(key)
    at_step(page, 3, 4)
    expect(player(page)).to_have_attribute("data-step", "step-2")
    settle(page)
    for key in ("n", "PageUp"):
        page.keyboard.press(key)
    expect(page.get_by_text("Note 2")).to_have_count(0)
    expect(player(page)).to_have_attribute("data-step", "step-1")
    assert page.evaluate("window.held === document.querySelector('[data-dharna-player]')")


def test_the_audience_follows(page: Page, context: BrowserContext, server: str) -> None:
    page.goto(f"{server}/present?channel=abc123")
    expect(player(page)).to_have_attribute("data-ready", "")
    audience = context.new_page()
    audience.goto(f"{server}/present?view=audience&channel=abc123")
    followed = player(audience)
    page.bring_to_front()
    before = player(page).get_attribute("data-step")
    page.keyboard.press("PageDown")
    expect(player(page)).not_to_have_attribute("data-step", before or "")
    now = player(page).get_attribute("data-step") or ""
    expect(followed).to_have_attribute("data-step", now)
    # The first steps show Balochistan alone, the third all that was reported.
    expect(followed.locator(".dp-places")).not_to_contain_text("Lahore")
    page.keyboard.press("PageDown")
    expect(followed).to_have_attribute("data-step", "lahore-and-multan")
    for window in (player(page), followed):
        expect(window.locator(".dp-places")).to_contain_text("Lahore")


def test_a_view_of_explore_becomes_a_step(page: Page, server: str) -> None:
    page.goto(f"{server}/?day=2021-01-06&province=Sindh")
    expect(player(page)).to_have_attribute("data-day", "2021-01-06")
    settle(page)
    page.get_by_role("button", name="Add to the story").click()
    page.get_by_label("Title").fill("Sindh alone")
    page.get_by_role("button", name="Add this view").click()
    expect(page.get_by_text("Added as step")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Story").click()
    expect(page.get_by_text("Sindh alone").first).to_be_visible()


def test_words_written_on_an_urdu_page_are_urdu(page: Page, server: str) -> None:
    page.goto(f"{server}/?lang=ur&day=2021-01-06")
    expect(player(page)).to_have_attribute("data-day", "2021-01-06")
    settle(page)
    page.get_by_role("button", name="روداد میں شامل کریں").click()
    page.get_by_label("عنوان").fill("ایک نیا منظر")
    page.get_by_role("button", name="یہ منظر شامل کریں").click()
    expect(page.get_by_text("مرحلہ ۱۱ کے طور پر شامل")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="روداد").click()
    page.locator("summary", has_text="ایک نیا منظر").click()
    expect(page.get_by_label("عنوان (اردو)").last).to_have_value("ایک نیا منظر")
    expect(page.get_by_label("عنوان", exact=True).last).to_have_value("")


def test_a_hostile_story_is_one_sentence(page: Page, server: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text('{"version": 1, "steps": [{"day": "soon", "title": 7}]}', encoding="utf-8")
    page.goto(f"{server}/story")
    page.locator('input[type="file"]').set_input_files(str(path))
    expect(page.get_by_role("alert")).to_have_count(1)
    expect(page.locator('[data-testid="stException"]')).to_have_count(0)
