"""Seconds from the command to the first map in a browser, against a ten-line Streamlit page."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from bench.measure import Result
from dashboard.theme import LIGHT
from tests.browser.conftest import CHROMIUM, FLAGS, count_colour

ROUNDS = 5
_BLUE = "#00629b"
_MAPS = '[data-dharna-player], [data-testid="stDeckGlJsonChart"]'
_TEN_LINES = Path(__file__).with_name("ten_lines.py")


def run() -> list[Result]:
    ours = [str(Path(sys.executable).with_name("dharna")), "run", "--headless", "--port", "8711"]
    theirs = [sys.executable, "-m", "streamlit", "run", str(_TEN_LINES), "--server.port=8712"]
    theirs += ["--server.headless=true", "--browser.gatherUsageStats=false"]
    theirs += ["--server.address=127.0.0.1", "--server.fileWatcherType=none"]
    mine, yardstick = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for _ in range(ROUNDS):
            yardstick.append(_seconds_to_map(theirs, browser, _BLUE))
            mine.append(_seconds_to_map(ours, browser, LIGHT.continuing))
        browser.close()
    goal = "at most 1.5 times"
    return [Result("command to first map", median(mine), "ten-line page", median(yardstick), goal)]


def _seconds_to_map(command: list[str], browser: Browser, colour: str) -> float:
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    try:
        address = next(
            found[1] for line in process.stdout if (found := re.search(r"URL: (http://\S+)", line))
        )
        context = browser.new_context(viewport={"width": 1280, "height": 720})
        page = context.new_page()
        page.goto(address + "/?day=2021-01-06")
        while count_colour(_picture(page), colour, tolerance=29) <= 40:
            pass  # Taking the picture is the wait.
        seconds = time.perf_counter() - started
        context.close()
        return seconds
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()


def _picture(page: Page) -> Image.Image:
    """Return what the map of either page shows now."""
    shown = page.locator(_MAPS)
    shown.wait_for()
    return Image.open(io.BytesIO(shown.screenshot())).convert("RGB")
