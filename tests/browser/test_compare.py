"""Page Compare as its users have it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from .conftest import choose, settle


def opened(page: Page, server: str) -> Page:
    page.goto(f"{server}/compare")
    expect(page.get_by_role("heading", name="Measures of both")).to_be_visible()
    settle(page)
    return page


def test_two_selections_stand_side_by_side(page: Page, server: str) -> None:
    opened(page, server)
    maps = page.locator('[data-testid="stDeckGlJsonChart"]')
    expect(maps).to_have_count(2)
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
    settle(page)


def test_a_filter_changes_one_side_alone(page: Page, server: str) -> None:
    opened(page, server)
    page.get_by_text("Filters B", exact=True).click()
    choose(page, page.get_by_label("Form of protest").last, "sit-in")
    settle(page)
    expect(page.get_by_text("Form of protest: sit-in").first).to_be_visible()
    expect(page.get_by_text("Province or territory: Sindh").first).to_be_visible()
    expect(page.locator('[data-testid="stException"]')).to_have_count(0)
