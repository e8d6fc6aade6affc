"""A real server and a real browser. Whatever is waited for is a state, never a length of time."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Playwright,
    TimeoutError,  # noqa: A004
    expect,
    sync_playwright,
)

from geo.pipeline import Campaign

from .staged import staging

# Nobody is there: what is asked of it is answered by the test that means it.
TILES = "http://127.0.0.1:65535/"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
]
# A busy machine is slow, not wrong.
expect.set_options(timeout=30_000)
LOCAL = re.compile(r"^(https?|wss?)://(localhost|127\.0\.0\.1)(:\d+)?(/|$)|^(data|blob|about):")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(*arguments: str) -> Iterator[str]:
    """Run `dharna run` on a port that no other worker is about to take, and give its address."""
    command = shutil.which("dharna", path=str(Path(sys.executable).parent))
    assert command is not None, "the package is not installed beside this Python"
    process = subprocess.Popen(
        [command, "run", *arguments, "--headless", "--port", str(_free_port())],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={
            **os.environ,
            "PYTHONUNBUFFERED": "1",
            "DHARNA_TILES": f"{TILES}{{z}}/{{x}}/{{y}}.png",
        },
    )
    try:
        assert process.stdout is not None
        told = []
        for line in process.stdout:
            told.append(line)
            if found := re.search(r"URL: (http://localhost:\d+)", line):
                yield found[1]
                return
        raise AssertionError("the server ended: " + "".join(told))
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture(scope="session")
def stage(campaign: Campaign) -> Iterator[str]:
    """The address of a page with nothing on it but the player."""
    with staging(campaign) as address:
        yield address


@pytest.fixture
def quiet_page(context: BrowserContext) -> Iterator[Page]:
    """A page that fails its test on any message of an error."""
    faults: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    yield opened
    assert faults == []


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield opened
    opened.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1280, "height": 720}, accept_downloads=True)
    opened.set_default_timeout(30_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that fails its test when it asks for anything beyond this machine."""
    outside: list[str] = []
    opened = context.new_page()
    opened.on("request", lambda r: outside.append(r.url) if not LOCAL.match(r.url) else None)
    yield opened
    assert outside == []


def settle(page: Page) -> None:
    """Wait until the server has nothing more to say: input in the midst of a run may be undone."""
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()


def count_colour(picture: Image.Image, colour: str, tolerance: int = 12) -> int:
    """Count the pixels near a ``#rrggbb`` colour."""
    wanted = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    away = np.abs(np.asarray(picture, dtype=int) - wanted).max(axis=2)
    return int((away <= tolerance).sum())


def count_changed(before: Image.Image, after: Image.Image) -> int:
    """Count the pixels that clearly differ between two pictures of one size."""
    away = np.abs(np.asarray(before, dtype=int) - np.asarray(after, dtype=int)).max(axis=2)
    return int((away > 40).sum())


def choose(page: Page, field: Locator, option: str) -> None:
    """Choose an option of a selection; a list that a scrolling page closed is opened again."""
    chosen = field.locator("xpath=ancestor::*[@data-testid='stMultiSelect']").get_by_text(option)
    for _ in range(10):
        field.fill(option)
        field.press("ArrowDown")
        try:
            page.get_by_role("option", name=option).first.wait_for(timeout=3_000)
            field.press("Enter")
            chosen.first.wait_for(timeout=3_000)
        except TimeoutError:
            field.fill("")
            continue
        field.press("Escape")
        return
    raise AssertionError(f"{option} could not be chosen")
