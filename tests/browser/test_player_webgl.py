"""Who draws the player's map: WebGL where asked for, Canvas 2D where it is the quicker one."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, Playwright, expect

from dashboard.player.base import player_theme
from dashboard.player.component import deck_bundle

from .conftest import CHROMIUM, FLAGS, count_changed
from .staged import day_of, frames, ink, place, player_on

AXE = Path(__file__).parents[1] / "player" / "node_modules" / "axe-core" / "axe.min.js"
EVERYTHING = {"doubt": True, "links": True, "front": True, "centre": True, "names": False}


@pytest.fixture
def page(quiet_page: Page) -> Page:
    return quiet_page


def shot(page: Page) -> Image.Image:
    page.evaluate("player.flush()")
    frames(page, 3)
    return Image.open(io.BytesIO(page.locator(".dp-map").screenshot())).convert("RGB")


def is_near(picture: Image.Image, x: float, y: float, colour: str) -> bool:
    """Tell whether a colour of the theme is there within some pixels of a point."""
    wanted = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    box = picture.crop((int(x) - 6, int(y) - 6, int(x) + 7, int(y) + 7))
    away = np.abs(np.asarray(box, dtype=int) - wanted).max(axis=2)
    return bool((away < 24).any())


def test_the_wheel_brings_deckgl_and_its_global(page: Page, stage: str) -> None:
    assert deck_bundle().stat().st_size > 1_000_000
    page.goto(stage)
    page.add_script_tag(url=f"{stage}deck.js")
    needed = ["Deck", "JSONConverter", "LayerExtension", "MapView", "OrthographicView"]
    needed += ["SolidPolygonLayer", "PathLayer", "ScatterplotLayer"]
    assert page.evaluate("names => names.filter(n => typeof deck[n] !== 'function')", needed) == []


def test_webgl_shows_the_same_day_as_canvas(page: Page, stage: str) -> None:
    """The same symbols in the same places, whoever draws them."""
    root = player_on(page, f"{stage}?drawing=canvas")
    expect(root).to_have_attribute("data-drawing", "canvas")
    page.evaluate("layers => player.setState({ day: '2021-01-08', layers })", EVERYTHING)
    day_of(root, "2021-01-08")
    page.locator(".dp-map").hover(position={"x": 5, "y": 200})
    by_canvas = shot(page)
    page.evaluate("player.setState({ drawing: 'webgl' })")
    expect(root).to_have_attribute("data-drawing", "webgl")
    day_of(root, "2021-01-08")
    by_webgl = shot(page)
    started = player_theme("light")["palette"]["started"]
    bannu = place(page, 70.604, 32.985)
    assert is_near(by_canvas, *bannu, started)
    assert is_near(by_webgl, *bannu, started)
    assert count_changed(by_canvas, by_webgl) < 0.01 * by_webgl.width * by_webgl.height
    page.keyboard.press("Tab")
    page.get_by_role("slider").press("Home")
    day_of(root, "2021-01-03")
    assert count_changed(by_webgl, shot(page)) > 500, "another day is another picture"


def test_axe_finds_no_violation_within_the_frame(page: Page, stage: str) -> None:
    if not AXE.exists() and "CI" not in os.environ:
        pytest.skip("axe-core is not installed: npm is missing")
    expect(player_on(page, f"{stage}?drawing=webgl")).to_have_attribute("data-drawing", "webgl")
    assert len(page.frames) == 2
    for frame in page.frames:
        frame.add_script_tag(path=str(AXE))
        found = frame.evaluate("axe.run().then(({ violations }) => violations)")
        assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found] == []


def test_the_choice_is_made_by_measuring(page: Page, stage: str) -> None:
    """In this browser WebGL is drawn in software: Canvas 2D is the quicker one, and it is said."""
    root = player_on(page, f"{stage}?drawing=auto")
    page.wait_for_function("() => player.drawing().why")
    made: dict[str, Any] = page.evaluate("player.drawing()")
    assert made["why"] == "slower"
    assert 0 < made["canvasMs"] <= made["webglMs"]
    expect(root).to_have_attribute("data-drawing", "canvas")
    assert page.locator(".dp-gl").count() == 0, "what is not used is not kept"
    page.get_by_role("button", name="Layers").click()
    expect(page.locator(".dp-drawing")).to_contain_text("Drawn with Canvas 2D. First frames:")
    page.get_by_label("Drawing").select_option("webgl")
    expect(root).to_have_attribute("data-drawing", "webgl")
    expect(page.locator(".dp-drawing")).to_have_text("Drawn with WebGL.")
    assert page.evaluate("player.getState().drawing") == "webgl"
    page.evaluate("player.setState({ drawing: 'https://example.org' })")
    assert page.evaluate("player.getState().drawing") == "webgl"


@pytest.fixture
def without_webgl(playwright: Playwright) -> Iterator[Page]:
    opened = playwright.chromium.launch(
        executable_path=CHROMIUM, args=[*FLAGS, "--disable-3d-apis"]
    )
    yield opened.new_page(viewport={"width": 900, "height": 600})
    opened.close()


def test_without_webgl_canvas_draws(without_webgl: Page, stage: str) -> None:
    root = player_on(without_webgl, f"{stage}?drawing=webgl")
    without_webgl.wait_for_function("() => player.drawing().why === 'missing'")
    expect(root).to_have_attribute("data-drawing", "canvas")
    without_webgl.evaluate("player.setState({ day: '2021-01-08' })")
    started = player_theme("light")["palette"]["started"]
    assert ink(without_webgl, started) > 100
    without_webgl.get_by_role("button", name="Layers").click()
    expect(without_webgl.locator(".dp-drawing")).to_contain_text("This browser has no WebGL.")
