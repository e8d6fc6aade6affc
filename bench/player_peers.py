"""The same campaigns stepped through with plotly, folium's TimestampedGeoJson and kepler.gl.

Each is timed in its own page from the command until the frame after it has been painted, and so is
the player beside them. Their scripts come from npm and PyPI once and are kept in ``out/peers``;
whatever else a page asks for, such as a base map, is refused. None draws a map below the points:
that is in their favour.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tarfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

import pandas as pd
from playwright.sync_api import Browser, Error, Page, Route, sync_playwright

from bench.measure import Result
from bench.player import opened, serving_player
from bench.player_data import FIRST_DAY, SCALES, Scale, site_table, timeline
from tests.browser.conftest import CHROMIUM, FLAGS

STEPS: Final = 15
# Taken before those that are timed: by then most sites have begun, and the code is warm.
WARM_UP_STEPS: Final = 20
ROUNDS: Final = 3
# Beyond so many events, where others take minutes, each has one turn.
MANY_EVENTS: Final = 100_000
PATIENCE_MS: Final = 120_000
# A larger page (folium's of a million events) was not stepped through within six minutes.
LARGEST_BYTES: Final = 150_000_000
_KEPT: Final = Path("out/peers")
_ADDRESS: Final = "http://peers.test"
_VIEW: Final = {"width": 1280, "height": 720}
_SCRIPTS: Final = {
    "leaflet.js": ("leaflet@1.9.3", "dist/leaflet.js"),
    "leaflet.css": ("leaflet@1.9.3", "dist/leaflet.css"),
    "jquery-3.7.1.min.js": ("jquery@3.7.1", "dist/jquery.min.js"),
    "jquery.min.js": ("jquery@3.7.1", "dist/jquery.min.js"),
    "iso8601.min.js": ("iso8601-js-period@0.2.1", "iso8601.js"),
    "moment.min.js": ("moment@2.18.1", "min/moment.min.js"),
    "leaflet.timedimension.min.js": (
        "leaflet-timedimension@1.1.1",
        "dist/leaflet.timedimension.min.js",
    ),
    "react.js": ("react@18.2.0", "umd/react.production.min.js"),
    "react-dom.js": ("react-dom@18.2.0", "umd/react-dom.production.min.js"),
    "redux.js": ("redux@4.2.1", "dist/redux.min.js"),
    "react-redux.js": ("react-redux@8.1.3", "dist/react-redux.min.js"),
    "styled.js": ("styled-components@6.1.8", "dist/styled-components.min.js"),
    "kepler.js": ("kepler.gl@3.2.6", "umd/keplergl.min.js"),
    "kepler.css": ("kepler.gl@3.2.6", "umd/keplergl.min.css"),
}
TIMED: Final = """async ([steps, warmUp]) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage(0);
  }));
  const taken = [];
  for (let i = 0; i < steps + warmUp; i++) {
    const start = performance.now();
    await forward();
    document.body.getBoundingClientRect();
    await frame();
    if (i >= warmUp) taken.push(performance.now() - start);
    await new Promise((done) => setTimeout(done, 20));
  }
  return taken;
}"""


@dataclass(frozen=True)
class Measured:
    """Of one page: median of a step and time until it could step, bytes sent once and by steps."""

    step_s: float
    ready_s: float
    sent: int
    requests: int

    def told(self) -> str:
        return (
            f"ready {self.ready_s:.1f} s, step {1000 * self.step_s:.1f} ms, "
            f"{self.sent / 1e6:.1f} MB once, {self.requests} requests by steps"
        )


def run() -> list[Result]:
    """Step ours and each of `PEERS` through each campaign, in one browser, in turns."""
    results = []
    with sync_playwright() as playwright, serving_player() as (address, _):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, scale in SCALES.items():
            ours: list[float] = []
            theirs: dict[str, list[float]] = {peer: [] for peer in PEERS}
            events = events_of(scale)
            pages = {peer: made(events, scale) for peer, made in PEERS.items()}
            for _ in range(1 if scale.events > MANY_EVENTS else ROUNDS):
                ours.append(_ours(browser, f"{address}?scale={name}", name))
                for peer in list(pages):
                    found = measured(browser, pages[peer])
                    said = found if isinstance(found, str) else found.told()
                    print(f"  {peer} at {name} events: {said}", flush=True)
                    if isinstance(found, str):
                        del pages[peer]
                    else:
                        theirs[peer].append(found.step_s)
            step = f"step, painted, {name} events"
            results += [
                Result(step, median(ours), peer, median(taken), "≤ 1")
                for peer, taken in theirs.items()
                if taken
            ]
        browser.close()
    return results


def _ours(browser: Browser, address: str, name: str) -> float:
    """Return the median of a step in seconds."""
    page, ready_s = opened(browser, address)
    page.evaluate("() => { window.forward = () => player.step(1); }")
    step_s = median(_timed(page)) / 1000
    page.close()
    print(
        f"  ours at {name} events: ready {ready_s:.1f} s, step {1000 * step_s:.1f} ms", flush=True
    )
    return step_s


def events_of(scale: Scale) -> pd.DataFrame:
    """Return ``day longitude latitude reports`` of each event, days counted from 0."""
    sites = site_table(scale)
    placed = timeline(scale, sites).merge(sites[["site_id", "longitude", "latitude"]], on="site_id")
    day = (placed["day"] - FIRST_DAY).dt.days
    return placed.assign(day=day)[["day", "longitude", "latitude", "reports"]].round(4)


def measured(browser: Browser, pages: dict[str, bytes]) -> Measured | str:
    """Step through the pages of one of `PEERS`; where that cannot be done, say why."""
    sent = sum(len(body) for path, body in pages.items() if path in {"/", "/data.json"})
    if sent > LARGEST_BYTES:
        return f"its page of {sent / 1e6:.0f} MB is not opened"
    page = browser.new_page(viewport=_VIEW)  # type: ignore[arg-type]
    page.set_default_timeout(PATIENCE_MS)
    page.route("**/*", lambda route: _answer(route, pages))
    try:
        start = time.perf_counter()
        page.goto(f"{_ADDRESS}/", wait_until="commit")
        page.wait_for_function("() => window.isReady === true", timeout=PATIENCE_MS)
        ready = time.perf_counter() - start
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        return Measured(median(_timed(page)) / 1000, ready, sent, len(asked))
    except Error as error:
        return f"{str(error).splitlines()[0]} ({sent / 1e6:.1f} MB)"
    finally:
        page.close()


def _timed(page: Page) -> list[float]:
    taken: list[float] = page.evaluate(TIMED, [STEPS, WARM_UP_STEPS])
    return taken


def _answer(route: Route, pages: dict[str, bytes]) -> None:
    path = "/" + route.request.url.partition("?")[0].removeprefix(f"{_ADDRESS}/")
    name = path.rpartition("/")[2]
    if path in pages:
        kind = {"": "text/html", "json": "application/json"}.get(path.partition(".")[2])
        route.fulfill(body=pages[path], content_type=kind or "text/javascript")
    elif name in _SCRIPTS:
        kind = "text/css" if name.endswith(".css") else "text/javascript"
        route.fulfill(body=_script(name), content_type=kind)
    else:
        route.abort()


def _script(name: str) -> bytes:
    """Return a file of a package of npm, fetched once."""
    package, path = _SCRIPTS[name]
    folder = (_KEPT / package).resolve()
    if not folder.exists():
        npm = shutil.which("npm")
        if npm is None:
            msg = "npm is needed to fetch what the player is compared with"
            raise RuntimeError(msg)
        partly = folder.with_name(folder.name + ".part")
        partly.mkdir(parents=True, exist_ok=True)
        command = [npm, "pack", "--silent", package]
        subprocess.run(command, cwd=partly, check=True, capture_output=True)
        for packed in partly.glob("*.tgz"):
            with tarfile.open(packed) as archive:
                archive.extractall(partly, filter="data")
            packed.unlink()
        partly.rename(folder)
    root = next(path for path in folder.iterdir() if path.is_dir())
    return (root / path).read_bytes()


def _html(head: str, script: str) -> bytes:
    return (
        "<!doctype html><meta charset='utf-8'><link rel='icon' href='data:,'>"
        "<style>html,body,#map{margin:0;height:100%}</style>"
        f"{head}<body><div id='map'></div><script>{script}</script></body>"
    ).encode()


def _plotly(events: pd.DataFrame, scale: Scale) -> dict[str, bytes]:
    """Frames of `scattergl` without a map: the quickest of plotly's ways."""
    from plotly.offline import get_plotlyjs

    by_day = dict(list(events.groupby("day")))
    data = [
        {name: by_day[day][name].tolist() for name in ("longitude", "latitude", "reports")}
        if day in by_day
        else {"longitude": [], "latitude": [], "reports": []}
        for day in range(scale.days)
    ]
    script = """
    (async () => {
      const days = await (await fetch("/data.json")).json();
      const trace = (d) => ({ x: d.longitude, y: d.latitude, marker: { size: d.reports
        .map((n) => 4 + 3 * Math.sqrt(n)) } });
      const first = { type: "scattergl", mode: "markers", ...trace(days[0]) };
      await Plotly.newPlot("map", [first], { xaxis: { range: [60, 78] },
        yaxis: { range: [23, 37] } });
      await Plotly.addFrames("map", days.map((d, i) => ({ name: String(i), data: [trace(d)] })));
      let day = 0;
      window.forward = () => Plotly.animate("map", [String(++day % days.length)], {
        mode: "immediate", transition: { duration: 0 }, frame: { duration: 0, redraw: true } });
      window.isReady = true;
    })();"""
    return {
        "/": _html("<script src='/plotly.js'></script>", script),
        "/plotly.js": get_plotlyjs().encode(),
        "/data.json": json.dumps(data).encode(),
    }


def _folium(events: pd.DataFrame, scale: Scale) -> dict[str, bytes]:
    import folium
    from folium.plugins import TimestampedGeoJson

    day_names = (FIRST_DAY + pd.to_timedelta(range(scale.days), unit="D")).strftime("%Y-%m-%d")
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row.longitude, row.latitude]},
            "properties": {
                "times": [day_names[row.day]],
                "icon": "circle",
                "iconstyle": {"radius": 3, "stroke": False, "fillOpacity": 0.6},
            },
        }
        for row in events.itertuples()
    ]
    shown = folium.Map(location=[30.2, 69.4], zoom_start=5, tiles=None)
    TimestampedGeoJson(
        {"type": "FeatureCollection", "features": features},
        period="P1D",
        duration="PT12H",
        auto_play=False,
        add_last_point=False,
    ).add_to(shown)
    page = shown.get_root().render()
    script = """<script>
    addEventListener("load", () => {
      const map = Object.entries(window).find(([name]) => /^map_[0-9a-f]{32}$/.test(name))[1];
      window.forward = () => map.timeDimension.nextTime(1, true);
      window.isReady = true;
    });</script>"""
    return {"/": (page + script).encode()}


def _kepler(events: pd.DataFrame, scale: Scale) -> dict[str, bytes]:
    times = (FIRST_DAY + pd.to_timedelta(events["day"], unit="D")).dt.strftime("%Y-%m-%d %H:%M:%S")
    table = events.assign(time=times)[["time", "latitude", "longitude", "reports"]]
    head = "".join(
        f"<script src='/{name}.js'></script>"
        for name in ("react", "react-dom", "redux", "react-redux", "styled", "kepler")
    )
    script = """
    (async () => {
      const K = window.KeplerGl, R = window.React;
      const first = Date.UTC(2021, 0, 1), day = 864e5, days = DAYS;
      const reducers = Redux.combineReducers({ keplerGl: K.keplerGlReducer });
      const middle = Redux.applyMiddleware(...K.enhanceReduxMiddleware([]));
      const store = Redux.createStore(reducers, {}, middle);
      const element = R.createElement(ReactRedux.Provider, { store }, R.createElement(K.KeplerGl,
        { mapboxApiAccessToken: "none", id: "map", width: 1280, height: 720 }));
      ReactDOM.createRoot(document.getElementById("map")).render(element);
      await new Promise((done) => setTimeout(done, 100));
      const csv = await (await fetch("/data.json")).text();
      const layer = { id: "p", type: "point", config: { dataId: "d", label: "p", isVisible: true,
        columns: { lat: "latitude", lng: "longitude" }, visConfig: { radius: 5 } } };
      const filter = { dataId: ["d"], id: "t", name: ["time"], type: "timeRange",
        value: [first, first + day - 1], enlarged: false };
      const config = { version: "v1", config: { visState: { filters: [filter], layers: [layer] },
        mapState: { latitude: 30.2, longitude: 69.4, zoom: 4.2 } } };
      store.dispatch(K.addDataToMap({ datasets: { info: { id: "d", label: "d" },
        data: K.processCsvData(csv) }, options: { centerMap: false }, config }));
      const state = () => store.getState().keplerGl.map.visState;
      const wait = () => new Promise((done) => requestAnimationFrame(done));
      while (!state().filters.length || !state().layers.length) await wait();
      for (let i = 0; i < 3; i++) await wait();
      let at = 0;
      window.forward = () => {
        at = (at + 1) % days;
        const value = [first + at * day, first + (at + 1) * day - 1];
        store.dispatch(K.wrapTo("map", K.setFilter(0, "value", value)));
      };
      window.isReady = true;
    })();""".replace("DAYS", str(scale.days))
    return {"/": _html(head, script), "/data.json": table.to_csv(index=False).encode()}


PEERS: Final[dict[str, Callable[[pd.DataFrame, Scale], dict[str, bytes]]]] = {
    "plotly": _plotly,
    "folium TimestampedGeoJson": _folium,
    "kepler.gl": _kepler,
}
