"""A one-day step of the player in Chromium, against the same step through Streamlit's own widgets.

Ours is timed in the page, from the command until its pixels are there and its text is laid out.
Streamlit's is timed from the key until its page holds the new day: what its map then still takes
to draw is left out, in its favour.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from bench.measure import Result
from bench.player_data import SCALES, feed_of
from dashboard.player.base import player_base, player_theme
from dashboard.player.component import ASSETS
from tests.browser.conftest import CHROMIUM, FLAGS

STEPS = 40
ROUNDS = 3
TEN_MINUTES_OF_STEPS = 10 * 60 * 8
SLIDER_STEPS = 7
_HERE = Path(__file__).parent
_SIZE = {"width": 1280, "height": 720}


def run() -> list[Result]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with serving_player() as (address, sizes):
            steps: dict[str, list[float]] = {name: [] for name in SCALES}
            ready = []
            # In turns, so that a busy moment of the machine does not fall on one alone.
            for _ in range(ROUNDS):
                for name in SCALES:
                    page, seconds = opened(browser, f"{address}?scale={name}")
                    steps[name].append(_step_seconds(page))
                    if name == "1M":
                        ready.append(seconds)
                    page.close()
            grown = _memory(browser, f"{address}?scale=10k")
        sliders = {sends: _slider_seconds(browser, sends) for sends in ("all", "day")}
        browser.close()
    ours = {name: median(values) for name, values in steps.items()}
    slider = "st.slider + st.pydeck_chart"
    return [
        Result("step, 10k events", ours["10k"], f"{slider}, all points", sliders["all"], "≤ 1/15"),
        Result("step, 10k events", ours["10k"], f"{slider}, a day's", sliders["day"], "≤ 1/5"),
        Result("step, 100k events", ours["100k"], "step, 10k events", ours["10k"], "≤ 1.5"),
        Result("step, 1M events", ours["1M"], "step, 10k events", ours["10k"], "≤ 1.5"),
        Result("ready to play, 1M events", median(ready), "8 s", 8.0, "≤ 1"),
        Result("sent once, 1M events", sizes["1M"] / 1e6, "20 MB", 20.0, "≤ 1", "MB"),
        Result("heap after 4,800 steps", grown[1], "before", grown[0], "≤ 1.1", "MB"),
    ]


@contextmanager
def serving_player() -> Iterator[tuple[str, dict[str, int]]]:
    feeds = {name: feed_of(scale).data for name, scale in SCALES.items()}
    pages = {
        "/": (_HERE / "player.html").read_bytes(),
        "/base.json": player_base().encode(),
        "/theme.json": json.dumps(player_theme("light")).encode(),
        **{f"/{name}.bin": data for name, data in feeds.items()},
        **{f"/assets/{path.name}": path.read_bytes() for path in ASSETS.glob("*.*")},
    }
    kinds = {".js": "text/javascript", ".css": "text/css", "": "text/html"}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            self.send_response(200 if path in pages else 404)
            kind = kinds.get(Path(path).suffix, "application/octet-stream")
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(pages.get(path, b""))

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        yield address, {name: len(data) for name, data in feeds.items()}
    finally:
        server.shutdown()
        server.server_close()


def opened(browser: Browser, address: str) -> tuple[Page, float]:
    page = browser.new_page(viewport=_SIZE)
    start = time.perf_counter()
    page.goto(address)
    page.locator("[data-ready]").wait_for()
    return page, time.perf_counter() - start


def _step_seconds(page: Page) -> float:
    """Step on after a first third: by then nearly all sites have begun, and the code is warm."""
    milliseconds = page.evaluate(
        """async (steps) => {
          player.setState({ day: "2021-01-01" });
          for (let i = 0; i < 19; i++) step();
          const taken = [];
          for (let i = 0; i < steps; i++) {
            taken.push(step());
            await new Promise((done) => setTimeout(done, 4));
          }
          return taken;
        }""",
        STEPS,
    )
    return median(milliseconds) / 1000


def _memory(browser: Browser, address: str) -> tuple[float, float]:
    """Return the page's heap before and after the steps of ten minutes at full speed, in MB."""
    page, _ = opened(browser, address)
    session = page.context.new_cdp_session(page)

    def heap() -> float:
        session.send("HeapProfiler.collectGarbage")
        used: float = session.send("Runtime.getHeapUsage")["usedSize"]
        return used / 1e6

    loop = """(steps) => {
      for (let i = 0; i < steps; i++) {
        if (player.getState().day === "2021-03-01") player.setState({ day: "2021-01-01" });
        step();
      }
    }"""
    page.evaluate(loop, 120)
    before = heap()
    for _ in range(TEN_MINUTES_OF_STEPS // 240):
        page.evaluate(loop, 240)
    after = heap()
    page.close()
    return before, after


def _slider_seconds(browser: Browser, sends: str) -> float:
    port = 8713 if sends == "all" else 8714
    command = [sys.executable, "-m", "streamlit", "run", str(_HERE / "player_slider.py")]
    command += [f"--server.port={port}", "--server.headless=true", "--server.address=127.0.0.1"]
    command += ["--browser.gatherUsageStats=false", "--server.fileWatcherType=none"]
    here = {**os.environ, "PYTHONUNBUFFERED": "1", "BENCH_SENDS": sends}
    here["PYTHONPATH"] = str(_HERE.parent)
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=here
    )
    assert process.stdout is not None
    try:
        next(line for line in process.stdout if "URL: http" in line)
        page = browser.new_page(viewport=_SIZE)
        page.goto(f"http://127.0.0.1:{port}")
        page.locator("#day").wait_for()
        page.locator("canvas").first.wait_for()
        page.get_by_role("slider").focus()
        taken = []
        for _ in range(SLIDER_STEPS):
            page.evaluate(_WATCH)
            page.keyboard.press("ArrowRight")
            taken.append(page.evaluate("watched") / 1000)
        page.close()
        return median(taken)
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()


# From the key to the page that holds the new day.
_WATCH = """() => {
  const told = () => document.querySelector("#day")?.textContent;
  const before = told();
  window.watched = new Promise((done) => {
    addEventListener("keydown", () => {
      const start = performance.now();
      const watch = () => {
        const now = told();
        if (now && now !== before) done(performance.now() - start);
        else setTimeout(watch, 1);
      };
      watch();
    }, { capture: true, once: true });
  });
}"""
