"""The player in a real browser: on a page of its own, and mounted by Streamlit."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from dashboard.player.base import player_base, player_theme
from dashboard.player.component import ASSETS
from dashboard.player.inline import font_addresses, inlined_script, style_sheet
from geo.pipeline import Campaign, follow

from .staged import HOSTILE, campaign_feed, day_of, frames, ink, place, player_on, state_of

AXE = Path(__file__).parents[1] / "player" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture
def page(quiet_page: Page) -> Page:
    return quiet_page


def test_ten_keys_a_tenth_of_a_second_apart_are_ten_days(page: Page, stage: str) -> None:
    root = player_on(page, f"{stage}?feed=sixty")
    day_of(root, "2021-01-01")
    page.get_by_role("slider").focus()
    page.evaluate("""() => new Promise((done) => {
      const target = document.activeElement;
      let pressed = 0;
      const timer = setInterval(() => {
        const press = { key: "ArrowRight", bubbles: true, composed: true };
        target.dispatchEvent(new KeyboardEvent("keydown", press));
        if (++pressed === 10) { clearInterval(timer); done(); }
      }, 100);
    })""")
    day_of(root, "2021-01-11")
    days = [detail["day"] for name, detail in page.evaluate("told") if name == "day"]
    assert days == [f"2021-01-{n:02}" for n in range(2, 12)], "a day was left out or told twice"


def test_keys_of_the_keyboard_and_of_a_clicker(page: Page, stage: str) -> None:
    root = player_on(page, f"{stage}?feed=sixty")
    page.get_by_role("slider").focus()
    for key, day in (
        ("PageDown", "2021-01-02"),
        ("ArrowRight", "2021-01-03"),
        ("PageUp", "2021-01-02"),
        ("End", "2021-03-01"),
        ("ArrowRight", "2021-03-01"),
        ("Home", "2021-01-01"),
        ("ArrowLeft", "2021-01-01"),
    ):
        page.keyboard.press(key)
        day_of(root, day)
    page.keyboard.press("6")
    assert state_of(page)["speed"] == 8
    page.keyboard.press("b")
    expect(page.locator(".dp-black")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".dp-black")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.get_by_role("region", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    # The focus is where it was; who came by the button is given back to it.
    expect(page.get_by_role("slider")).to_be_focused()
    page.get_by_role("button", name="Keys").press("Enter")
    expect(page.get_by_role("region", name="Keys")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Keys")).to_be_focused()
    page.keyboard.press("l")
    assert state_of(page)["layers"]["links"]
    expect(page.get_by_role("note")).to_contain_text("not a claim of cause")


def test_it_plays_loops_and_pauses(page: Page, stage: str) -> None:
    root = player_on(page, stage)
    page.get_by_label("Speed").select_option("8")
    page.get_by_role("button", name="Play").click()
    day_of(root, "2021-01-09")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    days = [detail["day"] for name, detail in page.evaluate("told") if name == "day"]
    assert days == [f"2021-01-0{n}" for n in range(4, 10)]
    page.get_by_role("button", name="Loop").click()
    page.evaluate("told.length = 0")
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(
        "told.filter(([name, d]) => name === 'day' && d.day === '2021-01-03').length >= 2"
    )
    page.keyboard.press("ArrowRight")
    assert not state_of(page)["playing"]


def test_dragging_over_the_bars_scrubs(page: Page, stage: str) -> None:
    root = player_on(page, stage)
    box = page.get_by_role("slider").bounding_box()
    assert box is not None
    across = box["width"] / 7
    y = box["y"] + 20
    page.mouse.move(box["x"] + across * 0.5, y)
    page.mouse.down()
    page.mouse.move(box["x"] + across * 4.5, y)
    day_of(root, "2021-01-07")
    expect(page.get_by_role("heading", level=2)).to_have_text("Thursday 7 January 2021")
    page.mouse.move(box["x"] + across * 2.5, y)
    day_of(root, "2021-01-05")
    page.mouse.move(box["x"] - 300, y)
    day_of(root, "2021-01-03")
    page.mouse.up()
    page.mouse.move(box["x"] + across * 4.5, y)
    day_of(root, "2021-01-03")
    page.wait_for_function("told.some(([name]) => name === 'pause')")
    assert sum(name == "pause" for name, _ in page.evaluate("told")) == 1


def test_a_range_is_brushed_below_the_bars(page: Page, stage: str) -> None:
    root = player_on(page, stage)
    box = page.get_by_role("slider").bounding_box()
    assert box is not None
    y = box["y"] + box["height"] - 6
    page.mouse.move(box["x"] + box["width"] * 1.5 / 7, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 3.5 / 7, y, steps=4)
    page.mouse.up()
    assert state_of(page)["range"] == ["2021-01-04", "2021-01-06"]
    page.get_by_role("button", name="Last day").click()
    day_of(root, "2021-01-06")
    page.get_by_role("button", name="Show as one window").click()
    state = state_of(page)
    assert (state["mode"], state["windowDays"], state["range"]) == ("window", 3, None)
    expect(page.get_by_text("3 days up to that day")).to_be_visible()


def test_a_day_is_typed(page: Page, stage: str) -> None:
    root = player_on(page, stage)
    field = page.get_by_label("Go to day")
    expect(field).to_have_value("3 Jan 2021")
    field.fill("7 January")
    field.press("Enter")
    day_of(root, "2021-01-07")
    field.fill("soon")
    field.press("Enter")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.blur()
    expect(field).to_have_value("7 Jan 2021")
    day_of(root, "2021-01-07")


def test_symbols_change_with_the_day_and_the_mode(page: Page, stage: str) -> None:
    player_on(page, stage)
    palette = player_theme("light")["palette"]
    first = ink(page, palette["started"])
    assert first > 60
    page.evaluate("player.setState({ day: '2021-01-08' })")
    assert ink(page, palette["ended"]) > 200
    page.evaluate("player.setState({ mode: 'new' })")
    assert ink(page, palette["ended"]) < 60
    page.evaluate("player.setState({ mode: 'day', day: '2021-01-07' })")
    one = ink(page, palette["continuing"])
    page.evaluate("player.setState({ mode: 'cumulative' })")
    assert ink(page, palette["continuing"]) > 1.3 * one


def test_towns_come_apart_and_cards_tell(page: Page, stage: str) -> None:
    player_on(page, stage)
    page.evaluate("player.setState({ day: '2021-01-07' })")
    names = page.locator(".dp-name")
    expect(names.filter(has_text="Karachi")).to_have_count(1)
    page.evaluate("player.setState({ camera: { longitude: 67.05, latitude: 24.92, zoom: 10 } })")
    expect(names.filter(has_text="Governor House")).to_have_count(1)
    expect(names.filter(has_text="Hyderabad")).to_have_count(0)
    expect(page.locator(".dp-scale")).to_contain_text("coast and borders are coarse here")
    # Places tell where one is, and are no reports: none is named twice.
    landmarks = page.locator(".dp-name-place")
    expect(landmarks.first).to_be_visible()
    assert not set(landmarks.all_inner_texts()) & set(
        page.locator(".dp-name-site, .dp-name-quiet").all_inner_texts()
    )
    page.get_by_role("button", name="Show all sites").click()
    expect(names.filter(has_text="Governor House")).to_have_count(0)
    expect(landmarks).to_have_count(0)
    frames(page)
    at = place(page, 67.001, 30.184)
    page.mouse.move(*at)
    card = page.locator(".dp-card")
    expect(card).to_contain_text("Quetta, Balochistan")
    expect(card).to_contain_text("Continuing: reported again")
    page.mouse.click(*at)
    expect(card.get_by_role("link").first).to_have_attribute("rel", "noopener noreferrer")
    assert ["select", {"site": "PK-BA/quetta"}] in page.evaluate("told")
    card.get_by_role("button", name="Close").click()
    expect(card).to_be_hidden()
    expect(page.get_by_role("slider")).to_be_focused()


def test_names_keep_clear_of_each_other(page: Page, stage: str) -> None:
    player_on(page, f"{stage}?feed=sixty")
    for day in ("2021-01-05", "2021-02-11"):
        page.evaluate(f"player.setState({{ day: '{day}' }}); player.flush()")
        boxes = page.evaluate(
            """[...document.querySelectorAll(".dp-name")].map((e) => {
              const { left, top, right, bottom } = e.getBoundingClientRect();
              return [left, top, right, bottom];
            })"""
        )
        frame = page.locator(".dp-map").bounding_box()
        assert frame is not None
        assert len(boxes) > 5
        for i, (left, top, right, bottom) in enumerate(boxes):
            assert left >= frame["x"]
            assert right <= frame["x"] + frame["width"]
            for a, b, c, d in boxes[i + 1 :]:
                assert left >= c or a >= right or top >= d or b >= bottom


def test_crowds_are_gathered_and_say_so(page: Page, stage: str) -> None:
    player_on(page, f"{stage}?feed=crowded")
    expect(page.get_by_role("note")).to_contain_text("too close to tell apart")
    box = page.locator(".dp-map").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.wheel(0, -400)
    page.mouse.wheel(0, -400)
    page.mouse.wheel(0, -400)
    expect(page.get_by_role("note")).not_to_contain_text("too close to tell apart")


def test_places_are_reached_by_keyboard_alone(page: Page, stage: str) -> None:
    root = player_on(page, stage)
    page.evaluate("player.setState({ day: '2021-01-07' })")
    places = page.get_by_role("listbox", name="Places on the map")
    expect(places.get_by_role("option").first).to_have_text(re.compile(r"^Karachi, \d+ reports$"))
    for _ in range(30):
        page.keyboard.press("Tab")
        if places.evaluate("list => document.activeElement === list"):
            break
    card = page.locator(".dp-card")
    expect(card).to_contain_text("Karachi")
    page.keyboard.press("ArrowDown")
    expect(card).not_to_contain_text("Karachi")
    selected = places.locator('[aria-selected="true"]').inner_text().split(",")[0]
    expect(card).to_contain_text(selected)
    page.keyboard.press("Enter")
    expect(card.get_by_role("button", name="Close")).to_be_visible()
    page.keyboard.press("ArrowRight")
    day_of(root, "2021-01-08")


def test_the_day_is_read_out_and_there_as_a_table(
    page: Page, stage: str, campaign: Campaign
) -> None:
    player_on(page, stage)
    status = page.get_by_role("status")
    expect(status).to_contain_text("Sunday 3 January 2021")
    page.get_by_role("slider").focus()
    page.keyboard.press("End")
    expect(status).to_contain_text("Saturday 9 January 2021")
    expect(page.get_by_role("slider")).to_have_attribute(
        "aria-valuetext", "Saturday 9 January 2021"
    )
    page.evaluate("player.setState({ day: '2021-01-07' })")
    page.get_by_role("button", name="The day as a table").click()
    table = page.get_by_role("table", name="Thursday 7 January 2021")
    timeline = follow(campaign, level="town").timeline
    shown = timeline[(timeline["day"] == "2021-01-07") & (timeline["state"] != "silent")]
    expect(table.get_by_role("row")).to_have_count(len(shown) + 1)
    first = shown.sort_values("reports").iloc[-1]
    expect(table.get_by_role("row").nth(1)).to_contain_text(f"{first['site']}, {first['admin1']}")
    expect(table.get_by_role("row").nth(1)).to_contain_text(f"{first['reports']}")


def test_symbols_fade_unless_reduced_motion_is_asked_for(browser: Browser, stage: str) -> None:
    """Count the frames in which the symbols change after one step."""
    changed = {}
    for motion in ("no-preference", "reduce"):
        context = browser.new_context(reduced_motion=motion, viewport={"width": 900, "height": 600})
        page = context.new_page()
        player_on(page, stage)
        changed[motion] = page.evaluate(
            """() => new Promise((done) => {
              const canvas = document.querySelector(".dp-marks");
              let before = "", count = 0, left = 40;
              player.step(1);
              const look = () => {
                const now = canvas.toDataURL();
                if (now !== before && before) count++;
                before = now;
                if (--left) requestAnimationFrame(look); else done(count);
              };
              requestAnimationFrame(look);
            })"""
        )
        context.close()
    assert changed["reduce"] <= 1
    assert changed["no-preference"] >= 2


def test_what_a_file_says_is_never_markup(page: Page, stage: str) -> None:
    player_on(page, f"{stage}?feed=hostile")
    expect(page.locator(".dp-sentence")).to_have_text(HOSTILE)
    expect(page.get_by_role("listbox").get_by_role("option")).to_contain_text("<script>")
    page.get_by_role("listbox").focus()
    page.keyboard.press("Enter")
    card = page.locator(".dp-card")
    expect(card).to_contain_text("<script>")
    expect(card.get_by_role("link")).to_have_count(0)
    page.get_by_role("button", name="The day as a table").click()
    page.evaluate(
        """player.setState({ day: "<script>", mode: "x", camera: { longitude: "a" }, layers: 7,
          range: [1, {}], windowDays: 1e99, borders: "__proto__", ground: "x", speed: -1 })"""
    )
    page.evaluate("player.setState(null)")
    frames(page)
    assert page.evaluate("window.hacked") is None
    assert state_of(page)["day"] == "2021-01-05"
    assert state_of(page)["borders"] == "ground"


def test_other_borders_bring_other_notes(page: Page, stage: str) -> None:
    player_on(page, stage)
    expect(page.get_by_text("not a statement on status")).to_be_visible()
    page.get_by_role("button", name="Layers").click()
    page.get_by_label("Borders as seen").select_option("india")
    expect(page.get_by_text("as the Government of India draws them")).to_be_visible()
    page.get_by_label("Base map").select_option("blank")
    expect(page.get_by_text("as the Government of India draws them")).to_be_hidden()
    box = page.get_by_label("Radius of doubt")
    box.check()
    assert state_of(page)["layers"]["doubt"]


def test_tiles_come_only_when_offered_and_chosen(page: Page, stage: str) -> None:
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if "/tiles/" in r.url else None)
    player_on(page, stage)
    page.evaluate("player.setState({ ground: 'tiles' })")
    assert state_of(page)["ground"] == "borders"
    page.evaluate(
        "player.setTiles({ address: `${location.origin}/tiles/{z}/{x}/{y}.png`, credit: 'Ours' })"
    )
    frames(page)
    assert asked == []
    page.evaluate("player.setState({ ground: 'tiles' })")
    assert state_of(page)["ground"] == "borders", "an address alone switches nothing on"
    page.get_by_role("button", name="Layers").click()
    assert "tiles" not in page.get_by_label("Base map").inner_html()
    expect(page.locator(".dp-layers")).to_contain_text("requested from 127.0.0.1")
    page.get_by_label("Use online tiles").check()
    expect(page.get_by_label("Base map")).to_have_value("tiles")
    expect(page.get_by_text("those of its server. Ours")).to_be_visible()
    page.wait_for_function(
        """() => {
          const canvas = document.querySelector(".dp-base");
          const at = [canvas.width / 2, canvas.height / 2, 1, 1];
          const [r, g, b] = canvas.getContext("2d").getImageData(...at).data;
          return r === 12 && g === 200 && b === 90;
        }"""
    )
    assert all(re.fullmatch(r".*/tiles/\d+/\d+/\d+\.png", url) for url in asked)
    page.get_by_label("Use online tiles").uncheck()
    assert state_of(page)["ground"] == "borders"
    page.evaluate("player.setTiles(null)")
    expect(page.get_by_label("Use online tiles")).to_have_count(0)


def test_the_map_follows_the_hand(page: Page, stage: str) -> None:
    player_on(page, stage)
    box = page.locator(".dp-map").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    before = state_of(page)["camera"]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 120, y + 40, steps=5)
    page.mouse.up()
    moved = state_of(page)["camera"]
    assert moved["longitude"] < before["longitude"]
    assert moved["latitude"] > before["latitude"]
    page.mouse.wheel(0, -240)
    assert state_of(page)["camera"]["zoom"] > before["zoom"]
    page.wait_for_function("told.some(([name]) => name === 'state')")
    zoom = state_of(page)["camera"]["zoom"]
    page.get_by_role("button", name="Zoom out").click()
    assert state_of(page)["camera"]["zoom"] == pytest.approx(zoom - 1, abs=0.02)


def test_a_new_selection_keeps_day_and_camera(page: Page, stage: str) -> None:
    root = player_on(page, f"{stage}?feed=sixty")
    page.evaluate("""async () => {
      player.setState({ day: "2021-02-01", camera: { longitude: 68, latitude: 29, zoom: 6 } });
      const other = await (await fetch("/crowded.bin")).arrayBuffer();
      player.setData({ feed: other });
    }""")
    day_of(root, "2021-02-01")
    assert state_of(page)["camera"] == {"longitude": 68, "latitude": 29, "zoom": 6}


def test_the_audience_follows_the_presenter(context: BrowserContext, stage: str) -> None:
    def options(role: str) -> str:
        return f'{stage}?options={{"channel":"talk","role":"{role}","layout":"present"}}'

    presenter, audience = context.new_page(), context.new_page()
    player_on(presenter, options("presenter"))
    presenter.evaluate("player.setState({ day: '2021-01-05' })")
    shown = player_on(audience, options("audience"))
    day_of(shown, "2021-01-05")
    presenter.evaluate("player.step(1)")
    day_of(shown, "2021-01-06")
    presenter.evaluate(
        "player.setState({ black: true, camera: { longitude: 67, latitude: 25, zoom: 9 } })"
    )
    expect(audience.locator(".dp-black")).to_be_visible()
    assert audience.evaluate("player.getState().camera.zoom") == 9
    presenter.evaluate("player.destroy()")
    expect(audience.get_by_text("Waiting for the presenter's window.")).to_be_visible()


def test_presenting_shows_nothing_else_until_asked(page: Page, stage: str) -> None:
    root = player_on(page, f'{stage}?options={{"layout":"present"}}')
    controls = page.locator(".dp-below")
    expect(controls).to_have_css("opacity", "0")
    expect(page.get_by_role("heading", level=2)).to_be_visible()
    page.mouse.move(300, 300)
    page.mouse.move(320, 320)
    expect(controls).to_have_css("opacity", "1")
    page.get_by_role("slider").focus()
    page.keyboard.press("PageDown")
    day_of(root, "2021-01-04")


def test_urdu_runs_from_right_to_left(page: Page, stage: str) -> None:
    root = player_on(page, stage)
    page.evaluate("""player.setText({
      locale: "ur", dir: "rtl", sentences: Array(7).fill("اس دن احتجاج کی اطلاع ملی۔"),
      strings: { play: "چلائیں" },
    })""")
    expect(root).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("button", name="چلائیں")).to_be_visible()
    expect(page.get_by_role("heading", level=2)).to_contain_text("۲۰۲۱")
    expect(page.locator(".dp-name").filter(has_text="بلوچستان")).to_have_count(1)
    page.wait_for_function("document.fonts.check(`600 16px 'Noto Naskh Arabic'`, 'ہے')")
    expect(page.locator(".dp-title")).to_have_css("direction", "rtl")
    play = page.get_by_role("button", name="چلائیں").bounding_box()
    day = page.get_by_label("Go to day").bounding_box()
    assert play is not None
    assert day is not None
    assert play["x"] > day["x"], "the controls are not mirrored"
    tools = [page.get_by_role("button", name=name).bounding_box() for name in ("Zoom in", "Keys")]
    assert tools[0]["y"] < tools[1]["y"], "the tools stand upside down"
    for sheet in (".dp-marks", ".dp-names"):
        left, width, wanted, across = page.locator(sheet).evaluate(
            """e => [
              e.offsetLeft, e.offsetWidth, parseFloat(e.style.left), e.parentElement.offsetWidth
            ]"""
        )
        assert width < across
        assert left == wanted, "symbols and names stand beside their places"
    # Time itself runs as the keys do: later days lie to the right.
    expect(page.get_by_role("slider")).to_have_css("direction", "ltr")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("opened", ["", "The day as a table", "Layers", "Keys"])
def test_axe_finds_no_violation(
    page: Page, stage: str, scheme: str, width: int, opened: str
) -> None:
    if not AXE.exists() and "CI" not in os.environ:
        pytest.skip("axe-core is not installed: npm is missing")
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(reduced_motion="reduce")
    player_on(page, f"{stage}?scheme={scheme}")
    page.evaluate("player.setState({ day: '2021-01-07' })")
    expect(page.get_by_role("listbox").get_by_role("option").first).to_be_attached()
    page.get_by_role("listbox").focus()
    if opened:
        page.get_by_role("button", name=opened).click()
    page.add_script_tag(path=str(AXE))
    found = page.evaluate("axe.run().then(({ violations }) => violations)")
    told = [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found]
    assert told == []


def test_a_phone_has_all_of_it_in_reach(page: Page, stage: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    player_on(page, stage)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    frame = page.locator(".dp-map").bounding_box()
    assert frame is not None
    assert frame["height"] >= 300
    for button in page.get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390


def test_destroying_it_leaves_nothing(page: Page, stage: str) -> None:
    player_on(page, stage)
    page.evaluate("player.setState({ playing: true }); player.destroy()")
    frames(page, 5)
    assert page.locator("#stage > *").count() == 0


def test_it_plays_in_a_file_opened_from_a_disk(
    page: Page, campaign: Campaign, tmp_path: Path
) -> None:
    feed = b64encode(campaign_feed(campaign).data).decode()
    alone = tmp_path / "alone.html"
    alone.write_text(
        f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Alone</title>
        <style>{style_sheet()}</style><main><div id="stage" style="height: 700px"></div></main>
        <script type="module">{inlined_script()}
        const player = createPlayer(document.getElementById("stage"), {{
          fonts: {json.dumps(font_addresses())} }});
        player.setTheme({json.dumps(player_theme("dark"))});
        const feed = Uint8Array.from(atob("{feed}"), (letter) => letter.charCodeAt(0));
        player.setData({{ base: {player_base()}, feed }});
        player.setText({{ locale: "ur", dir: "rtl" }});
        </script></html>""",
        encoding="utf-8",
    )
    root = player_on(page, alone.as_uri())
    page.get_by_role("slider").focus()
    page.keyboard.press("PageDown")
    day_of(root, "2021-01-04")
    page.wait_for_function("document.fonts.check(`600 16px 'Noto Naskh Arabic'`, 'ہے')")


APP = """
import json
from pathlib import Path
import streamlit as st
from dashboard.player.base import player_base, player_theme
from dashboard.player.component import Command, player
from dashboard.player.feed import Feed

shown = st.session_state.setdefault("shown", 0)
st.session_state["runs"] = st.session_state.get("runs", 0) + 1
result = player(
    "player", Feed(Path({feed!r}).read_bytes(), "rev"), base=player_base(),
    theme=player_theme("light"), command=Command(shown, {{"day": "2021-01-06"}}),
)
if st.button("Back to the sixth"):
    st.session_state["shown"] += 1
    st.rerun()
st.text_input("Words")
st.html(f"<p id='told'>{{(result.state or {{}}).get('day')}}</p>")
st.html(f"<p id='runs'>{{st.session_state['runs']}}</p>")
"""


@pytest.fixture(scope="module")
def streamlit_app(campaign: Campaign, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("app")
    (folder / "feed.bin").write_bytes(campaign_feed(campaign).data)
    script = folder / "app.py"
    script.write_text(APP.format(feed=str(folder / "feed.bin")), encoding="utf-8")
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port=0"]
    command += ["--server.headless=true", "--server.address=127.0.0.1"]
    command += ["--server.fileWatcherType=none", "--browser.gatherUsageStats=false"]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ASSETS.parents[2])},
    )
    assert process.stdout is not None
    try:
        line = next(line for line in process.stdout if "URL: http" in line)
        yield line.partition("URL: ")[2].strip()
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()


def test_streamlit_mounts_it_once_and_hears_where_it_rests(page: Page, streamlit_app: str) -> None:
    root = player_on(page, streamlit_app)
    day_of(root, "2021-01-06")
    page.get_by_role("button", name="Next day").click()
    day_of(root, "2021-01-07")
    expect(page.locator("#told")).to_have_text("2021-01-07")
    # The rerun has changed nothing: neither the day, nor what has the focus.
    day_of(root, "2021-01-07")
    expect(page.get_by_role("button", name="Next day")).to_be_focused()
    # Keys of Streamlit's own are not set off from within the player.
    runs = page.locator("#runs").inner_text()
    page.keyboard.press("r")
    page.keyboard.press("c")
    page.keyboard.press("PageDown")
    expect(page.locator("#told")).to_have_text("2021-01-08")
    assert int(page.locator("#runs").inner_text()) <= int(runs) + 2
    expect(page.get_by_role("dialog")).to_have_count(0)
    # A clicker's keys move it from anywhere but a field.
    page.get_by_role("button", name="Back to the sixth").click()
    day_of(root, "2021-01-06")
    page.keyboard.press("PageDown")
    day_of(root, "2021-01-07")
    page.get_by_label("Words").press("PageDown")
    day_of(root, "2021-01-07")
