"""Page Explore as its users have it."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, Route, expect

from dashboard.theme import LIGHT

from .conftest import TILES, choose, count_colour, serving, settle
from .staged import one_colour_png


def player(page: Page) -> Locator:
    root = page.locator("[data-dharna-player][data-ready]")
    root.wait_for()
    return root


def on_day(page: Page, day: str) -> None:
    expect(player(page)).to_have_attribute("data-day", day)


def map_picture(page: Page) -> Image.Image:
    return Image.open(io.BytesIO(page.locator(".dp-map").screenshot())).convert("RGB")


def test_the_map_is_drawn_and_changes_with_the_day(page: Page, server: str) -> None:
    # A picture is not to be taken while symbols grow and fade.
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{server}/?day=2021-01-03")
    on_day(page, "2021-01-03")
    first = map_picture(page)
    assert count_colour(first, LIGHT.land) > 5_000, "the provinces are not drawn"
    assert count_colour(first, LIGHT.sea) > 1_000, "the sea is not drawn"
    assert count_colour(first, LIGHT.started) > 60
    page.get_by_role("button", name="Last day").click()
    on_day(page, "2021-01-09")
    page.get_by_role("button", name="Previous day").click()
    on_day(page, "2021-01-08")
    expect(page.locator(".dp-sentence")).to_contain_text("19 towns")
    ended = 3 * count_colour(first, LIGHT.ended)
    pictures = (map_picture(page) for _ in range(100))
    assert any(count_colour(later, LIGHT.ended) > ended for later in pictures)


def test_steps_reach_list_and_address(page: Page, server: str) -> None:
    page.goto(f"{server}/?day=2021-01-05")
    on_day(page, "2021-01-05")
    page.get_by_role("button", name="Next day").click()
    on_day(page, "2021-01-06")
    expect(page).to_have_url(f"{server}/?day=2021-01-06")
    settle(page)
    page.keyboard.press("PageDown")
    on_day(page, "2021-01-07")
    expect(page).to_have_url(f"{server}/?day=2021-01-07")
    expect(page.locator(".dharna-reports").first).to_contain_text("Khairpur Nathan Shah")


def test_a_pasted_address_restores_the_view(page: Page, browser: Browser, server: str) -> None:
    page.goto(f"{server}/?day=2021-01-07")
    on_day(page, "2021-01-07")
    settle(page)
    choose(page, page.get_by_label("Province or territory"), "Sindh")
    page.wait_for_url("**province=Sindh*")
    settle(page)
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_url("**camera=*")
    sentence = page.locator(".dp-sentence")
    expect(sentence).to_contain_text("5 towns")
    told, address = sentence.inner_text(), page.url

    elsewhere = browser.new_context(viewport={"width": 1280, "height": 720})
    try:
        pasted = elsewhere.new_page()
        pasted.goto(address)
        on_day(pasted, "2021-01-07")
        expect(pasted.locator(".dp-sentence")).to_have_text(told)
        settle(pasted)
        assert pasted.url == address
    finally:
        elsewhere.close()


def test_back_and_forward_restore_the_view(page: Page, server: str) -> None:
    page.goto(f"{server}/?day=2021-01-07")
    on_day(page, "2021-01-07")
    page.goto(f"{server}/?day=2021-01-04")
    on_day(page, "2021-01-04")
    page.go_back()
    on_day(page, "2021-01-07")


def test_hostile_addresses_are_ignored(page: Page, server: str) -> None:
    page.goto(
        f"{server}/?day=%3Cscript%3E&mode=../..&window=99999999999&focus=x&province=%00&y=1"
        "&camera=1e9,NaN,%27&borders=%3Cb%3E&ground=tiles"
    )
    on_day(page, "2021-01-03")
    expect(page.locator('[data-testid="stException"]')).to_have_count(0)


def test_a_city_is_looked_at_closely(page: Page, server: str) -> None:
    page.goto(f"{server}/?day=2021-01-07&focus=PK-SD/karachi")
    on_day(page, "2021-01-07")
    expect(page.locator(".dharna-reports").first).to_contain_text("Numaish Chowrangi")
    expect(page.get_by_text("Numaish Chowrangi").first).to_be_visible()


def test_empty_results_say_so_and_offer_a_way_back(page: Page, server: str) -> None:
    page.goto(
        f"{server}/?day=2021-01-07&province=Islamabad%20Capital%20Territory&event_type=strike"
    )
    expect(page.get_by_text("No report is left under these filters")).to_be_visible()
    page.get_by_role("button", name="Reset filters").last.click()
    on_day(page, "2021-01-07")
    expect(page.locator(".dp-sentence")).to_contain_text("14 towns")


def test_the_shown_day_is_saved_as_a_picture(page: Page, server: str) -> None:
    view = "?day=2021-01-08&links=1&camera=67.0800,24.9000,9.80&province=Sindh"
    page.goto(f"{server}/{view}")
    on_day(page, "2021-01-08")
    settle(page)
    with page.expect_download() as started:
        page.get_by_role("button", name="Save as a picture").click()
    download = started.value
    assert download.suggested_filename == "machh_2021_2021-01-08.png"
    picture = Image.open(download.path())
    assert picture.format == "PNG"
    assert picture.size == (1920, 1080)
    assert "Friday 8 January 2021" in picture.text["Description"]
    assert picture.text["Comment"].endswith(f"View {view}")


def test_about_tells_sources_method_and_doubt(page: Page, server: str) -> None:
    page.goto(f"{server}/?day=2021-01-06")
    on_day(page, "2021-01-06")
    settle(page)
    page.get_by_role("link", name="About").click()
    for title in ("Sources", "What is not sure", "Method", "What it does not claim"):
        expect(page.get_by_role("heading", name=title)).to_be_visible()
    page.get_by_role("link", name="Explore").click()
    on_day(page, "2021-01-06")
    expect(page).to_have_url(f"{server}/?day=2021-01-06")


SCRIPT = "<img src=x onerror=window.hacked=1><script>window.hacked=1</script>{{7*7}} $x$ **b**"


def test_text_from_a_file_is_data(page: Page, tmp_path: Path) -> None:
    table = tmp_path / "hostile.csv"
    table.write_text(
        "date,place,spot,organiser,source,source_url,note,latitude,longitude\n"
        f'2021-01-05,"{SCRIPT}","{SCRIPT}","{SCRIPT}","{SCRIPT}",javascript:alert(1),"{SCRIPT}",30.2,67.0\n'
        "2021-01-06,Quetta,,,Dawn,,,,\n",
        encoding="utf-8",
    )
    with serving(str(table)) as address:
        page.goto(f"{address}/?day=2021-01-05")
        on_day(page, "2021-01-05")
        expect(page.locator(".dharna-reports").first).to_contain_text("<script>")
        page.get_by_role("button", name="Table").click()
        expect(page.get_by_role("region").get_by_text("<script>").first).to_be_visible()
        assert page.evaluate("window.hacked") is None
        page.get_by_role("link", name="About").click()
        expect(page.get_by_role("heading", name="Method")).to_be_visible()
        assert page.evaluate("window.hacked") is None


def test_explore_is_drawn_as_its_address_asks(page: Page, server: str) -> None:
    page.goto(f"{server}/?day=2021-01-07&drawing=webgl")
    root = page.locator("[data-dharna-player][data-ready]")
    expect(root).to_have_attribute("data-drawing", "webgl")
    expect(root).to_have_attribute("data-day", "2021-01-07")
    page.goto(f"{server}/present?drawing=canvas")
    expect(root).to_have_attribute("data-drawing", "canvas")
    expect(page.locator(".dp-gl")).to_have_count(0)


def test_online_tiles_are_asked_for_once_switched_on(page: Page, server: str) -> None:
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=one_colour_png(), content_type="image/png")

    page.route(f"{TILES}**", answer)
    page.goto(f"{server}/?day=2021-01-06&ground=tiles")
    on_day(page, "2021-01-06")
    settle(page)
    page.get_by_role("button", name="Layers").click()
    assert asked == [], "an address alone switches nothing on"
    with page.expect_request(f"{TILES}**"):
        page.get_by_label("Use online tiles").check()
    page.wait_for_url("**ground=tiles*")
    assert all(url.startswith(TILES) for url in asked)
