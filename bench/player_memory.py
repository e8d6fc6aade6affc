"""Ten minutes of looping play at full speed: what the page and its process keep of them.

``DHARNA_BENCH_MINUTES`` makes it shorter or longer.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Final

from playwright.sync_api import CDPSession, Page, sync_playwright

from bench.measure import Result
from bench.player import opened, serving_player
from tests.browser.conftest import CHROMIUM, FLAGS

MINUTES: Final = 10.0
# Played before the first look, so that code, stamps and names of all days are there.
WARM_UP_S: Final = 30.0
_SPEED: Final = 8


def run() -> list[Result]:
    minutes = float(os.environ.get("DHARNA_BENCH_MINUTES", MINUTES))
    with sync_playwright() as playwright, serving_player() as (address, _):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page, _ = opened(browser, f"{address}?scale=10k")
        inside, outside = page.context.new_cdp_session(page), browser.new_browser_cdp_session()
        page.evaluate(_PLAY, _SPEED)
        page.wait_for_timeout(1000 * WARM_UP_S)
        before = _memory(inside, outside)
        seen, start = _days_seen(page), time.perf_counter()
        while (left := 60 * minutes - (time.perf_counter() - start)) > 0:
            page.wait_for_timeout(1000 * min(left, 60))
            now = _memory(inside, outside)
            print(
                f"{(time.perf_counter() - start) / 60:.1f} min, {_days_seen(page) - seen} days: "
                f"heap {now[0]:.2f} MB, process {now[1]:.0f} MB, {now[2]:.0f} nodes",
                flush=True,
            )
        after, days = _memory(inside, outside), _days_seen(page) - seen
        browser.close()
    least = 0.5 * _SPEED * 60 * minutes
    if days < least:
        msg = f"only {days} days were played where at least {least:.0f} were to be"
        raise RuntimeError(msg)
    told = f"before {days} days of {minutes:g} minutes"
    return [
        Result("heap after play", after[0], told, before[0], "≤ 1.1", "MB"),
        Result("process after play", after[1], told, before[1], "≤ 1.1", "MB"),
        Result("DOM nodes after play", after[2], told, before[2], "≤ 1.1", "n"),
    ]


def _memory(inside: CDPSession, outside: CDPSession) -> tuple[float, float, float]:
    """Return the page's heap and its process's resident memory in MB, and its nodes."""
    inside.send("HeapProfiler.collectGarbage")
    heap: float = inside.send("Runtime.getHeapUsage")["usedSize"]
    nodes: float = inside.send("Memory.getDOMCounters")["nodes"]
    processes = outside.send("SystemInfo.getProcessInfo")["processInfo"]
    pids = [process["id"] for process in processes if process["type"] == "renderer"]
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) for pid in pids)
    return heap / 1e6, pages * os.sysconf("SC_PAGE_SIZE") / 1e6, nodes


def _days_seen(page: Page) -> int:
    seen: int = page.evaluate("window.daysSeen")
    return seen


_PLAY: Final = """(speed) => {
  window.daysSeen = 0;
  player.on("day", () => { window.daysSeen++; });
  player.setState({ day: "2021-01-01", speed, loop: true, playing: true });
}"""
