"""Every page, in both languages and both schemes: for everyone, and in Urdu throughout."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import settle

AXE: Final = Path(__file__).parents[1] / "player" / "node_modules" / "axe-core" / "axe.min.js"
PAGES: Final = ("", "present", "story", "compare", "data", "export", "about")
OPENED: Final = {
    ".dp-panel-help": ["?"],
    ".dp-panel-table": ["t"],
    ".dp-pinned": ["ArrowDown", "Enter"],
}
"""What opens over the map, by the keys that open it."""
OF_STREAMLIT: Final = '[data-testid="stFileUploaderDropzone"]'
"""Streamlit's own: a region with role presentation that has a name; no setting changes it."""
LATIN_KEPT: Final = re.compile(
    r"\u2068[^\u2069]*\u2069|\b(?:English|Upload|CSV|TSV|Excel|Parquet|GeoJSON|GeoPackage|Shapefile|"
    r"zip|KML|kepler\.gl|ACLED|UCDP|GDELT|Crowd Counting|SCAD|Mass Mobilization|MMAD|GTD|PNG|MIT|"
    r"GeoNames|geoBoundaries|Natural Earth|Pathways Data Pvt\. Ltd(?=\.)|CC BY|ODbL|"
    r"docs/method\.md|WGS84|reports\.csv)\b"
)
WORDS: Final = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    // Names of outlets, addresses and icons; quotes of the data have a direction of their own.
    const kept = "script, style, noscript, code, a, bdi, [translate=no], [data-testid^=stIcon]";
    if (parent.closest(kept)) continue;
    if (parent.checkVisibility()) found.push(walker.currentNode.textContent);
  }
  return found;
}"""


def violations(page: Page) -> list[tuple[str, list[str]]]:
    found = page.evaluate(
        "out => axe.run({ exclude: [[out]] }).then(({ violations }) => violations)",
        OF_STREAMLIT,
    )
    return [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in found]


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ur", "dark")])
def test_every_page_is_for_everyone(
    browser: Browser, server: str, language: str, scheme: str
) -> None:
    if not AXE.exists() and "CI" not in os.environ:
        pytest.skip("axe-core is not installed: npm is missing")
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    told = {}
    latin = {}
    for name in PAGES:
        page.goto(f"{server}/{name}?lang={language}")
        settle(page)
        if name in ("", "present"):
            page.locator("[data-dharna-player][data-ready]").wait_for()
        else:
            expect(page.locator("h1").first).to_be_visible()
        expect(page.locator('[data-testid="stException"]')).to_have_count(0)
        page.add_script_tag(path=str(AXE))
        told[name] = violations(page)
        if name == "":
            for opened, keys in OPENED.items():
                for key in keys:
                    page.locator(".dp-places").press(key)
                expect(page.locator(opened)).to_be_visible()
                told[opened] = violations(page)
                page.keyboard.press("Escape")
        texts = (LATIN_KEPT.sub("", text) for text in page.evaluate(WORDS))
        latin[name] = sorted({text for text in texts if re.search(r"[A-Za-z]{2}", text)})
    context.close()
    assert not any(told.values()), told
    if language == "ur":
        assert not any(latin.values()), latin
    else:
        assert latin["about"], "the search for words finds none"


def test_the_address_says_the_language_on_every_page(page: Page, server: str) -> None:
    page.goto(f"{server}/about")
    settle(page)
    page.get_by_text("اردو", exact=True).click()
    page.wait_for_url("**/about?lang=ur")
    settle(page)
    before = page.evaluate("history.length")
    for at, name in enumerate(("data", "story"), start=1):
        page.locator(f'a[href$="/{name}"]').first.click()
        page.wait_for_url(f"**/{name}?lang=ur")
        settle(page)
        assert page.evaluate("history.length") == before + at
    page.go_back()
    page.wait_for_url("**/data*")
    expect(page.get_by_role("heading", level=1)).to_have_text("ڈیٹا")


def test_what_is_shown_makes_no_history(page: Page, server: str) -> None:
    """Back and Forward go from page to page, however much was stepped on one."""
    page.goto(f"{server}/about")
    settle(page)
    before = page.evaluate("history.length")
    page.get_by_role("link", name="Explore").click()
    root = page.locator("[data-dharna-player][data-ready]")
    expect(root).to_have_attribute("data-day", "2021-01-03")
    settle(page)
    for day in ("2021-01-04", "2021-01-05"):
        # Nothing has the focus: the keys of a clicker, and the arrows, are the player's.
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("PageDown" if day == "2021-01-04" else "ArrowRight")
        expect(root).to_have_attribute("data-day", day)
        page.wait_for_url(f"**day={day}*")
    assert page.evaluate("history.length") == before + 1
    page.go_back()
    expect(page).to_have_url(re.compile("/about"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.go_forward()
    expect(root).to_have_attribute("data-day", "2021-01-05")
    settle(page)
    page.get_by_role("link", name="Present").click()
    expect(root).to_have_attribute("data-step", re.compile("."))
    settle(page)
    shown = root.get_attribute("data-step") or ""
    page.keyboard.press("PageDown")
    expect(root).not_to_have_attribute("data-step", shown)
    page.wait_for_url("**/present?step=*")
    assert page.evaluate("history.length") == before + 2
    page.go_back()
    expect(root).to_have_attribute("data-day", "2021-01-05")
