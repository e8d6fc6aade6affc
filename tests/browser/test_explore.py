from __future__ import annotations

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from dashboard.theme import LIGHT

from .conftest import count_changed, count_colour, map_when, serving, settle


def heading(page: Page) -> Locator:
    return page.locator(".dharna-day h1")


def has_sites(picture: Image.Image) -> bool:
    return count_colour(picture, LIGHT.started) + count_colour(picture, LIGHT.continuing) > 60


def test_the_map_is_drawn_and_changes_with_the_day(page: Page, server: str) -> None:
    page.goto(f"{server}/?day=2021-01-03")
    expect(heading(page)).to_have_text("Sunday 3 January 2021")
    first = map_when(page, has_sites)
    assert count_colour(first, LIGHT.land) > 5_000, "the provinces are not drawn"
    assert count_colour(first, LIGHT.sea) > 1_000, "the sea is not drawn"

    settle(page)
    page.get_by_role("button", name="Last day").click()
    expect(heading(page)).to_have_text("Saturday 9 January 2021")
    page.get_by_role("button", name="Previous day").click()
    expect(heading(page)).to_have_text("Friday 8 January 2021")
    later = map_when(page, lambda p: count_changed(first, p) > 1_500)
    assert count_colour(later, LIGHT.ended) > 3 * count_colour(first, LIGHT.ended)


def test_buttons_and_slider_step_and_the_address_follows(page: Page, server: str) -> None:
    page.goto(f"{server}/?day=2021-01-05")
    expect(heading(page)).to_have_text("Tuesday 5 January 2021")
    page.get_by_role("button", name="Next day").click()
    expect(heading(page)).to_have_text("Wednesday 6 January 2021")
    expect(page).to_have_url(f"{server}/?day=2021-01-06")
    settle(page)
    thumb = page.get_by_role("slider")
    thumb.focus()
    thumb.press("ArrowRight")
    expect(heading(page)).to_have_text("Thursday 7 January 2021")
    expect(page).to_have_url(f"{server}/?day=2021-01-07")
    page.get_by_role("button", name="First day").click()
    expect(heading(page)).to_have_text("Sunday 3 January 2021")
    expect(page.get_by_role("button", name="Previous day")).to_be_disabled()


def test_it_plays_to_the_last_day_and_stops(page: Page, server: str) -> None:
    page.goto(f"{server}/?day=2021-01-07")
    expect(heading(page)).to_have_text("Thursday 7 January 2021")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(heading(page)).to_have_text("Friday 8 January 2021")
    expect(heading(page)).to_have_text("Saturday 9 January 2021")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(page).to_have_url(f"{server}/?day=2021-01-09")


def test_a_pasted_address_restores_the_view(page: Page, browser: Browser, server: str) -> None:
    page.goto(f"{server}/?day=2021-01-07")
    expect(heading(page)).to_have_text("Thursday 7 January 2021")
    settle(page)
    page.get_by_label("Province or territory").click()
    page.get_by_role("option", name="Sindh").click()
    page.keyboard.press("Escape")
    page.wait_for_url("**province=Sindh*")
    settle(page)
    page.get_by_text("Radius of doubt").click()
    page.wait_for_url("**doubt=1*")
    sentence = page.locator(".dharna-sentence")
    expect(sentence).to_contain_text("5 towns")
    told, address = sentence.inner_text(), page.url

    elsewhere = browser.new_context(viewport={"width": 1280, "height": 720})
    try:
        pasted = elsewhere.new_page()
        pasted.goto(address)
        expect(heading(pasted)).to_have_text("Thursday 7 January 2021")
        expect(pasted.locator(".dharna-sentence")).to_have_text(told)
        expect(pasted.get_by_role("checkbox", name="Radius of doubt")).to_be_checked()
        assert pasted.url == address
    finally:
        elsewhere.close()


def test_hostile_addresses_are_ignored(page: Page, server: str) -> None:
    page.goto(f"{server}/?day=%3Cscript%3E&mode=../..&window=99999999999&focus=x&province=%00&y=1")
    expect(heading(page)).to_have_text("Sunday 3 January 2021")
    expect(page.locator('[data-testid="stException"]')).to_have_count(0)


def test_a_city_is_looked_at_closely(page: Page, server: str) -> None:
    page.goto(f"{server}/?day=2021-01-07&focus=PK-SD/karachi")
    expect(page.locator(".dharna-sentence")).to_contain_text("sites")
    expect(page.locator(".dharna-day span")).to_contain_text("Karachi")
    map_when(page, has_sites)


def test_empty_results_say_so_and_offer_a_way_back(page: Page, server: str) -> None:
    page.goto(
        f"{server}/?day=2021-01-07&province=Islamabad%20Capital%20Territory&event_type=strike"
    )
    expect(page.get_by_text("No report is left under these filters")).to_be_visible()
    page.get_by_role("button", name="Reset filters").last.click()
    expect(page.locator(".dharna-sentence")).to_contain_text("14 towns")


def test_the_shown_day_is_saved_as_a_picture(page: Page, server: str) -> None:
    page.goto(f"{server}/?day=2021-01-08")
    expect(heading(page)).to_have_text("Friday 8 January 2021")
    with page.expect_download() as started:
        page.get_by_role("button", name="Save this day as a picture").click()
    download = started.value
    assert download.suggested_filename == "machh_2021_2021-01-08.png"
    picture = Image.open(download.path())
    assert picture.format == "PNG"
    assert picture.size == (1920, 1080)
    assert "Friday 8 January 2021" in picture.text["Description"]


def test_about_tells_sources_method_and_doubt(page: Page, server: str) -> None:
    page.goto(f"{server}/?day=2021-01-06")
    expect(heading(page)).to_have_text("Wednesday 6 January 2021")
    page.get_by_role("link", name="About").click()
    for title in ("Sources", "What is not sure", "Method", "What it does not claim"):
        expect(page.get_by_role("heading", name=title)).to_be_visible()
    page.get_by_role("link", name="Explore").click()
    expect(heading(page)).to_have_text("Wednesday 6 January 2021")
    expect(page).to_have_url(f"{server}/?day=2021-01-06")


SCRIPT = "<img src=x onerror=window.hacked=1><script>window.hacked=1</script>{{7*7}} $x$ **b**"


def test_text_from_a_file_is_data(page: Page, tmp_path) -> None:
    table = tmp_path / "hostile.csv"
    table.write_text(
        "date,place,spot,organiser,source,source_url,note,latitude,longitude\n"
        f'2021-01-05,"{SCRIPT}","{SCRIPT}","{SCRIPT}","{SCRIPT}",javascript:alert(1),"{SCRIPT}",30.2,67.0\n'
        "2021-01-06,Quetta,,,Dawn,,,,\n",
        encoding="utf-8",
    )
    with serving(str(table)) as address:
        page.goto(f"{address}/?day=2021-01-05")
        expect(heading(page)).to_have_text("Tuesday 5 January 2021")
        picture = map_when(page, has_sites)
        box = page.locator('[data-testid="stDeckGlJsonChart"]').bounding_box()
        assert box is not None
        x, y = first_pixel(picture, LIGHT.started)
        page.mouse.move(box["x"] + x, box["y"] + y)
        expect(page.locator(".deck-tooltip")).to_contain_text("<script>")
        assert page.evaluate("window.hacked") is None
        page.get_by_role("link", name="About").click()
        expect(page.get_by_role("heading", name="Method")).to_be_visible()
        assert page.evaluate("window.hacked") is None


def first_pixel(picture: Image.Image, colour: str) -> tuple[int, int]:
    """Return a point well inside the first patch of a colour."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    pixels = picture.load()
    for y in range(4, picture.height - 4):
        for x in range(4, picture.width - 4):
            around = [pixels[x + dx, y + dy] for dx in (-2, 0, 2) for dy in (-2, 0, 2)]
            if all(abs(p[0] - red) + abs(p[1] - green) + abs(p[2] - blue) < 60 for p in around):
                return x, y
    pytest.fail(f"no patch of {colour} on the map")
