"""A page with nothing on it but the player, served on this machine, and what tests ask of it."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pandas as pd
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from bench.player_data import Scale, feed_of
from dashboard.player.base import player_base, player_theme
from dashboard.player.component import ASSETS, deck_bundle
from dashboard.player.feed import Feed, Origin, build_feed
from geo.links import find_links
from geo.narrative import describe_day
from geo.pipeline import Campaign, follow
from geo.schema import REPORT_DTYPES, conform
from geo.spread import first_onsets

HOSTILE = "<img src=x onerror=window.hacked=1><script>window.hacked=1</script>"
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>The player</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><link rel="stylesheet" href="/assets/player.css">
<style>html, body { margin: 0; height: 100% } #stage { height: 100vh }</style></head>
<body><main><h1 style="position:absolute;clip-path:inset(50%)">A campaign</h1>
<div id="stage"></div></main>
<script type="module">
import { createPlayer } from "/assets/player.js";
const asked = new URLSearchParams(location.search);
const load = async (path, kind) => (await fetch(path))[kind]();
const [feed, base, themes] = await Promise.all([
  load(`/${asked.get("feed") ?? "campaign"}.bin`, "arrayBuffer"),
  load("/base.json", "json"), load("/themes.json", "json"),
]);
const font = (weight) => `/assets/fonts/noto-naskh-arabic-${weight}.woff2`;
const options = { fonts: { 400: font(400), 600: font(600) } };
if (asked.has("drawing")) {
  options.deck = { bundle: "/deck.js", stage: "/assets/webgl/stage.js" };
}
Object.assign(options, JSON.parse(asked.get("options") ?? "{}"));
const player = createPlayer(document.getElementById("stage"), options);
window.player = player;
window.told = [];
for (const name of ["day", "pause", "state", "select", "command"]) {
  player.on(name, (detail) => window.told.push([name, detail]));
}
player.setTheme(themes[asked.get("scheme") ?? "light"]);
player.setState({ drawing: asked.get("drawing") });
player.setData({ base, feed });
</script></body></html>
"""


def hostile_feed() -> Feed:
    from geo.engine import count_site_days
    from geo.merge import merge_reports
    from geo.timeline import build_timeline

    row = {"report_id": "r1", "date": "2021-01-05", "date_end": "2021-01-05", "note": HOSTILE}
    row |= {"source": HOSTILE, "source_url": "javascript:window.hacked=1", "status": "observed"}
    reports = pd.DataFrame([row | {"certainty": "stated", "event_type": "sit-in"}])
    reports[["date", "date_end"]] = reports[["date", "date_end"]].apply(pd.to_datetime)
    located = conform(reports, REPORT_DTYPES).assign(site_id="x", town_id="x")
    ledger = merge_reports(located).ledger
    site = {"site_id": "x", "site": HOSTILE, "level": "town", "town_id": "x", "admin1": HOSTILE}
    sites = pd.DataFrame([site | {"admin2": "", "country": "PK", "radius_km": 5.0}])
    sites = sites.assign(latitude=30.0, longitude=69.0)
    timeline = build_timeline(count_site_days(ledger), sites)
    days = pd.DatetimeIndex(["2021-01-05"]).as_unit("s")
    return build_feed(
        timeline, timeline, sites, days, sentences=[HOSTILE], title=HOSTILE, reports=ledger
    )


def one_colour_png() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (256, 256), (12, 200, 90)).save(drawn, "PNG")
    return drawn.getvalue()


def campaign_feed(campaign: Campaign) -> Feed:
    towns, spots = follow(campaign, level="town"), follow(campaign, level="spot")
    return build_feed(
        towns.timeline,
        spots.timeline,
        campaign.located.sites,
        campaign.days,
        sentences=[
            describe_day(towns.timeline, day).partition(": ")[2].capitalize()
            for day in campaign.days
        ],
        title=campaign.info.title,
        attribution=campaign.info.attribution,
        view=campaign.info.view,
        links=find_links(first_onsets(towns.timeline)),
        origin=Origin(67.0, 30.2, campaign.days[0], "Quetta"),
        front_km=pd.Series(400.0, index=campaign.days),
        reports=spots.merged.ledger,
    )


@contextmanager
def staging(campaign: Campaign) -> Iterator[str]:
    """The address of a page with nothing on it but the player."""
    themes = {scheme: player_theme(scheme) for scheme in ("light", "dark")}
    kinds = {".js": "text/javascript", ".css": "text/css", ".json": "application/json"}
    pages = {
        "/": PAGE.encode(),
        "/base.json": player_base().encode(),
        "/themes.json": json.dumps(themes).encode(),
        "/campaign.bin": campaign_feed(campaign).data,
        "/sixty.bin": feed_of(Scale(2_000, 150, 60)).data,
        "/crowded.bin": feed_of(Scale(20_000, 4_000, 60)).data,
        "/hostile.bin": hostile_feed().data,
        "/deck.js": deck_bundle().read_bytes(),
        "/tile.png": one_colour_png(),
        **{
            f"/assets/{path.relative_to(ASSETS)}": path.read_bytes() for path in ASSETS.rglob("*.*")
        },
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path.startswith("/tiles/"):
                path = "/tile.png"
            self.send_response(200 if path in pages else 404)
            kind = kinds.get(Path(path).suffix, "text/html" if path == "/" else "")
            self.send_header("Content-Type", kind or "application/octet-stream")
            self.end_headers()
            self.wfile.write(pages.get(path, b""))

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


def player_on(page: Page, address: str) -> Locator:
    page.goto(address)
    root = page.locator("[data-dharna-player]")
    expect(root).to_have_attribute("data-ready", "")
    return root


def day_of(root: Locator, day: str) -> None:
    expect(root).to_have_attribute("data-day", day)


def state_of(page: Page) -> dict[str, Any]:
    state: dict[str, Any] = page.evaluate("player.getState()")
    return state


def frames(page: Page, count: int = 2) -> None:
    """Let the browser draw some frames."""
    page.evaluate(
        """count => new Promise(done => {
          const wait = (left) => left ? requestAnimationFrame(() => wait(left - 1)) : done();
          wait(count);
        })""",
        count,
    )


def place(page: Page, longitude: float, latitude: float) -> tuple[float, float]:
    """Return where on the page a place is drawn."""
    x, y = page.evaluate(
        """async ([longitude, latitude]) => {
          const { viewOf, worldX, worldY } = await import("/assets/mercator.js");
          const box = document.querySelector(".dp-map").getBoundingClientRect();
          const view = viewOf(player.getState().camera, box.width, box.height);
          return [
            box.left + worldX(longitude) * view.scale - view.left,
            box.top + worldY(latitude) * view.scale - view.top,
          ];
        }""",
        [longitude, latitude],
    )
    return x, y


def ink(page: Page, colour: str) -> int:
    """Count the pixels of the symbols' canvas that have a colour of the theme."""
    pixels: int = page.evaluate(
        """colour => {
          player.flush();
          const canvas = document.querySelector(".dp-marks");
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          const [r, g, b] = [1, 3, 5].map(i => parseInt(colour.slice(i, i + 2), 16));
          let count = 0;
          for (let i = 0; i < data.length; i += 4) {
            const away = [r, g, b].reduce((sum, n, c) => sum + Math.abs(data[i + c] - n), 0);
            if (data[i + 3] > 200 && away < 40) count++;
          }
          return count;
        }""",
        colour,
    )
    return pixels
