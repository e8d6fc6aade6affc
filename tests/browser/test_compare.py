"""Page Compare as its users have it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from .conftest import choose, settle

READY = "[data-dharna-player][data-ready]"


def opened(page: Page, server: str) -> Page:
    page.goto(f"{server}/compare")
    expect(page.get_by_role("heading", name="Measures of both")).to_be_visible()
    settle(page)
    return page


def test_two_selections_stand_side_by_side(page: Page, server: str) -> None:
    opened(page, server)
    expect(page.locator(READY)).to_have_count(2)
    expect(page.get_by_text("Province or territory: Sindh").first).to_be_visible()
    expect(page.get_by_text("Province or territory: Punjab").first).to_be_visible()
    small = page.locator('img[alt^="Active sites by day"]')
    expect(small).to_have_count(2)
    for image in small.all():
        assert image.evaluate("image => image.complete && image.naturalWidth > 300")
    expect(
        page.locator(
            '[data-testid="stVegaLiteChart"] canvas, [data-testid="stVegaLiteChart"] svg'
        ).first
    ).to_be_visible()
    expect(page.locator('[data-testid="stException"]')).to_have_count(0)


def test_the_day_moves_both_maps(page: Page, server: str) -> None:
    opened(page, server)
    expect(page.get_by_text("day 3, Wednesday 6 January 2021")).to_have_count(2)
    thumb = page.get_by_role("slider")
    thumb.focus()
    thumb.press("ArrowRight")
    expect(page.get_by_text("day 4, Thursday 7 January 2021")).to_have_count(2)
    for side in ("Sindh", "Punjab"):
        shown = page.get_by_role("region", name=f"{side}: day 4, Thursday 7 January 2021")
        expect(shown).to_have_attribute("data-day", "2021-01-07")
    settle(page)


def test_the_maps_are_no_timelines_of_their_own(page: Page, server: str) -> None:
    """The slider moves both; a key that moved one of them would set them apart."""
    opened(page, server)
    shown = page.locator(READY)
    expect(shown).to_have_count(2)
    expect(shown.first.get_by_role("button", name="Zoom in")).to_be_visible()
    expect(shown.first.locator(".dp-below")).to_be_hidden()
    places = shown.first.get_by_role("listbox", name="Places on the map")
    for press in ("PageDown", "ArrowRight", " "):
        page.keyboard.press(press)
        places.press(press)
    places.press("t")
    expect(shown.first.get_by_role("region", name="The day as a table")).to_be_visible()
    for of_side in shown.all():
        expect(of_side).to_have_attribute("data-day", "2021-01-06")


def test_names_are_urdu_on_an_urdu_page(page: Page, server: str) -> None:
    page.goto(f"{server}/compare?lang=ur")
    expect(page.locator(".dp-name", has_text="کراچی")).to_be_visible()
    assert not re.search(r"[A-Za-z]{2}", " ".join(page.locator(".dp-names").all_inner_texts()))


def test_a_filter_changes_one_side_alone(page: Page, server: str) -> None:
    opened(page, server)
    page.get_by_text("Filters B", exact=True).click()
    choose(page, page.get_by_label("Form of protest").last, "sit-in")
    settle(page)
    expect(page.get_by_text("Form of protest: sit-in").first).to_be_visible()
    expect(page.get_by_text("Province or territory: Sindh").first).to_be_visible()
    expect(page.locator('[data-testid="stException"]')).to_have_count(0)
