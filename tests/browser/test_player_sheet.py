"""The day's canvas covers what it holds and no more: it must show what a whole one would."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from .staged import player_on

# A scene of its own walks through days and views; the part that it has painted, where it stands,
# is compared with the same frame painted afresh on a canvas of the whole map.
WALK = """async () => {
  const load = (name) => import(`/assets/${name}.js`);
  const { newScene } = await load("scene");
  const { drawShown } = await load("paint");
  const { opened } = await load("pack");
  const { newClock } = await load("clock");
  const get = async (path, kind) => (await fetch(path))[kind]();
  const [pack, base, themes] = await Promise.all([
    get("/campaign.bin", "arrayBuffer"), get("/base.json", "json"), get("/themes.json", "json"),
  ]);
  const [width, height] = [760, 520];
  const parent = document.createElement("div");
  parent.className = "dp-map";
  parent.style.cssText = `position:absolute;left:0;top:0;width:${width}px;height:${height}px`;
  document.querySelector(".dharna-player").append(parent);
  const scene = newScene(parent, { longitude: 69, latitude: 30, zoom: 4.5 });
  Object.assign(scene.state, { width, height, theme: themes.light });
  for (const layer of Object.keys(scene.state.layers)) scene.state.layers[layer] = true;
  const { feed } = opened(pack, "");
  scene.setBase(base);
  scene.setFeed(await feed);

  const ratio = Math.min(devicePixelRatio, 2);
  const across = Math.round(width * ratio), down = Math.round(height * ratio);
  const blank = () => {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: across, height: down });
    return canvas.getContext("2d", { willReadFrequently: true });
  };
  const pixels = (context) => context.getImageData(0, 0, across, down).data;
  const found = [];
  const walk = (day, camera, share, layers) => {
    Object.assign(scene.state, { camera });
    Object.assign(scene.state.layers, layers);
    scene.setClock({ ...newClock(5), day });
    scene.prepare();
    scene.advanceTo(share);
    scene.drawDay();
    let shown;
    scene.redrawWith({ drawGround() {}, drawDay: (given) => { shown = given; }, present() {} });
    const whole = blank();
    whole.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawShown(whole, shown);
    const marks = parent.querySelector(".dp-marks");
    const part = blank();
    const [map, box] = [parent.getBoundingClientRect(), marks.getBoundingClientRect()];
    const at = [box.left - map.left, box.top - map.top].map((px) => px * ratio);
    const places = at.map(Math.round);
    part.drawImage(marks, ...places);
    const [wanted, got] = [pixels(whole), pixels(part)];
    found.push({
      away: wanted.reduce((most, value, i) => Math.max(most, Math.abs(value - got[i])), 0),
      ink: wanted.reduce((sum, value, i) => sum + (i % 4 === 3 && value > 0), 0),
      share: (marks.width * marks.height) / (across * down),
      off: Math.max(...at.map((px, i) => Math.abs(px - places[i]))),
    });
  };
  const all = { doubt: true, links: true, front: true, centre: true, silent: true };
  const plain = { doubt: false, links: false, front: false, centre: false, silent: false };
  const country = { longitude: 69, latitude: 30, zoom: 4.5 };
  for (let day = 0; day < 5; day++) walk(day, country, 1, plain);
  for (const share of [0, 0.3, 0.8]) walk(2, country, share, plain);
  for (let day = 4; day >= 0; day--) walk(day, country, day % 2 ? 0.5 : 1, all);
  for (let i = 0; i < 4; i++) {
    const camera = { ...country, longitude: 66 + 2.3 * i, latitude: 33 - 1.7 * i };
    walk(3, camera, 1, i % 2 ? all : plain);
  }
  for (const zoom of [5.5, 7.1, 10.4, 7.1, 3]) {
    walk(4, { longitude: 67, latitude: 30.2, zoom }, 1, zoom > 7 ? all : plain);
  }
  // Nobody is in sight: what was there goes.
  walk(4, { longitude: -120, latitude: -40, zoom: 6 }, 1, plain);
  return found;
}"""


@pytest.mark.parametrize("ratio", [1, 1.25])
def test_a_part_that_is_painted_shows_what_a_whole_map_would(
    browser: Browser, stage: str, ratio: float
) -> None:
    with browser.new_context(device_scale_factor=ratio) as context:
        page = context.new_page()
        player_on(page, stage)
        found = page.evaluate(WALK)
    assert [frame["away"] for frame in found] == [0] * len(found)
    assert all(frame["off"] < 0.05 for frame in found), "it stands on whole pixels of the screen"
    assert min(frame["ink"] for frame in found[:-1]) > 100
    assert found[-1]["ink"] == 0
    assert min(frame["share"] for frame in found) < 0.3, "a part, not the whole"
