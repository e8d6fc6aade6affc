"""The page that stands alone, opened from a disk; and page Export in the running dashboard."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from dashboard.address import ViewState
from dashboard.export.material import Material
from dashboard.export.options import ExportOptions
from dashboard.export.standalone import standalone_page
from dashboard.filters import Filters
from dashboard.story import Step, Story, Text
from geo.pipeline import Campaign

from .staged import day_of, player_on
from .test_player import AXE

DAY = pd.Timestamp("2021-01-06").as_unit("s")


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that fails its test on any fault, and on any request but for its own file."""
    faults: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    opened.on(
        "request",
        lambda asked: (
            None if asked.url.startswith(("file:", "data:", "blob:")) else faults.append(asked.url)
        ),
    )
    yield opened
    opened.close()
    assert faults == []


def written(campaign: Campaign, folder: Path, **options: object) -> str:
    language = options.get("language", "en")
    material = Material(campaign, ViewState(DAY), "2021-02-01", language=language)
    path = folder / "page.html"
    path.write_bytes(standalone_page(material, ExportOptions(**options)))
    return path.as_uri()


def test_it_opens_on_its_day_and_steps_without_any_network(
    page: Page, campaign: Campaign, tmp_path: Path
) -> None:
    page.goto(written(campaign, tmp_path))
    page.wait_for_selector("[data-ready]")
    expect(page.locator("#waiting")).to_be_hidden()
    expect(page.get_by_text("Wednesday 6 January 2021").first).to_be_visible()
    page.get_by_role("slider").focus()
    page.keyboard.press("PageDown")
    expect(page.get_by_text("Thursday 7 January 2021").first).to_be_visible()
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_text("Friday 8 January 2021").first).to_be_visible(timeout=10_000)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture(scope="module")
def alone(campaign: Campaign, tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(campaign, tmp_path_factory.mktemp("alone"))


def test_from_a_disk_keys_scrubbing_and_play_are_the_players(page: Page, alone: str) -> None:
    root = player_on(page, alone)
    day_of(root, "2021-01-06")
    page.get_by_role("slider").focus()
    for key, day in (
        ("ArrowRight", "2021-01-07"),
        ("PageUp", "2021-01-06"),
        ("End", "2021-01-09"),
        ("ArrowRight", "2021-01-09"),
        ("Home", "2021-01-03"),
    ):
        page.keyboard.press(key)
        day_of(root, day)
    page.keyboard.press("b")
    expect(page.locator(".dp-black")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".dp-black")).to_be_hidden()
    box = page.get_by_role("slider").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.5 / 7, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 4.5 / 7, box["y"] + 20)
    day_of(root, "2021-01-07")
    page.mouse.up()
    page.get_by_label("Speed").select_option("8")
    page.get_by_role("button", name="Play").click()
    day_of(root, "2021-01-09")
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_from_a_disk_a_place_has_its_card_and_the_day_its_table(page: Page, alone: str) -> None:
    player_on(page, alone)
    page.evaluate("player.setState({ day: '2021-01-07' })")
    page.get_by_role("listbox", name="Places on the map").focus()
    card = page.locator(".dp-card")
    expect(card).to_contain_text("Karachi")
    page.keyboard.press("Enter")
    expect(card.get_by_role("link").first).to_have_attribute("rel", "noopener noreferrer")
    # What the pointer is left over may show its own card, which has nothing to close.
    card.get_by_role("button", name="Close").click()
    expect(card.get_by_role("button", name="Close")).to_be_hidden()
    page.get_by_role("button", name="The day as a table").click()
    table = page.get_by_role("table", name="Thursday 7 January 2021")
    expect(table.get_by_role("row").nth(1)).to_contain_text("Karachi, Sindh")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_from_a_disk_axe_finds_no_violation(
    page: Page, campaign: Campaign, tmp_path: Path, scheme: str
) -> None:
    if not AXE.exists() and "CI" not in os.environ:
        pytest.skip("axe-core is not installed: npm is missing")
    page.emulate_media(reduced_motion="reduce")
    player_on(page, written(campaign, tmp_path, scheme=scheme))
    expect(page.get_by_role("listbox").get_by_role("option").first).to_be_attached()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run().then(({ violations }) => violations)")
    told = [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found]
    assert told == []


def test_its_sources_and_licences_stand_below(
    page: Page, campaign: Campaign, tmp_path: Path
) -> None:
    page.goto(written(campaign, tmp_path))
    expect(page.get_by_text(campaign.fingerprint)).to_be_visible()
    page.get_by_text("Licences of what is inside").click()
    expect(page.get_by_text("SIL OPEN FONT LICENSE").first).to_be_visible()


def test_a_story_is_told_step_by_step(page: Page, campaign: Campaign, tmp_path: Path) -> None:
    filters = {1: Filters(province=("Balochistan",)), 2: Filters()}
    steps = tuple(
        Step(f"s{n}", ViewState(DAY, filters=of), Text(f"Step {n}"), Text(f"Words of step {n}"))
        for n, of in filters.items()
    )
    page.goto(written(campaign, tmp_path, story=Story(steps=steps)))
    page.wait_for_selector("[data-ready]")
    expect(page.locator(".dp-sentence", has_text="Words of step 1")).to_be_visible()
    places = page.locator(".dp-places")
    expect(places).to_contain_text("Quetta")
    expect(places).not_to_contain_text("Lahore")
    page.keyboard.press("PageDown")
    page.locator("#stage").click()
    page.keyboard.press("PageDown")
    expect(page.locator(".dp-sentence", has_text="Words of step 2")).to_be_visible()
    expect(places).to_contain_text("Lahore")


def test_in_urdu_it_runs_from_right_to_left(page: Page, campaign: Campaign, tmp_path: Path) -> None:
    page.goto(written(campaign, tmp_path, language="ur", scheme="dark"))
    page.wait_for_selector("[data-ready]")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    expect(page.get_by_text("جنوری").first).to_be_visible()
    page.wait_for_function("document.fonts.check(`600 16px 'Noto Naskh Arabic'`, 'ہے')")
