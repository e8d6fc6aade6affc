import assert from "node:assert/strict";
import { test } from "node:test";

import { ringAround, bendOf, curveUntil } from "../../dashboard/player/assets/geodesic.js";
import * as m from "../../dashboard/player/assets/mercator.js";
import { tilesFor } from "../../dashboard/player/assets/tiles.js";
import { randomFrom } from "./feeds.js";

const near = (a, b, within = 1e-9) => assert.ok(Math.abs(a - b) <= within, `${a} is not ${b}`);

test("degrees come back from the world", () => {
  const random = randomFrom(1);
  for (let i = 0; i < 500; i++) {
    const longitude = random() * 360 - 180;
    const latitude = random() * 170 - 85;
    near(m.longitudeOf(m.worldX(longitude)), longitude);
    near(m.latitudeOf(m.worldY(latitude)), latitude, 1e-8);
  }
});

test("known points of Web Mercator", () => {
  near(m.worldX(0), 0.5);
  near(m.worldY(0), 0.5);
  // EPSG:3857 of 85.0511288° north is the half of its square.
  near(m.worldY(85.05112877980659), 0, 1e-7);
  near(m.worldY(45) * 40_075_016.685578488 - 20_037_508.342789244, -5_621_521.486192066, 1e-3);
});

test("a camera comes back from its view", () => {
  const camera = { longitude: 69.4, latitude: 30.2, zoom: 5.3 };
  const back = m.cameraOf(m.viewOf(camera, 800, 600));
  for (const name of ["longitude", "latitude", "zoom"]) near(back[name], camera[name]);
});

test("zooming keeps what lies under the pointer", () => {
  const camera = { longitude: 69.4, latitude: 30.2, zoom: 5 };
  const at = { x: 200, y: 450 };
  const before = m.viewOf(camera, 800, 600);
  const after = m.viewOf(m.zoomedAt(camera, 800, 600, at, 1.7), 800, 600);
  near((before.left + at.x) / before.scale, (after.left + at.x) / after.scale, 1e-12);
  near((before.top + at.y) / before.scale, (after.top + at.y) / after.scale, 1e-12);
});

test("panning there and back leaves the camera", () => {
  const camera = { longitude: 69.4, latitude: 30.2, zoom: 5 };
  const back = m.panned(m.panned(camera, 120, -60), -120, 60);
  near(back.longitude, camera.longitude);
  near(back.latitude, camera.latitude);
});

test("a fitted camera holds the box", () => {
  const box = [61, 24, 77, 37];
  const view = m.viewOf(m.fitted(box, 900, 500, { padding: 40 }), 900, 500);
  const x = (lon) => m.worldX(lon) * view.scale - view.left;
  const y = (lat) => m.worldY(lat) * view.scale - view.top;
  assert.ok(x(61) >= 39.9 && x(77) <= 860.1);
  assert.ok(y(37) >= 39.9 && y(24) <= 460.1);
  // It is as large as it can be.
  assert.ok(Math.abs(y(37) - 40) < 0.1 || Math.abs(x(61) - 40) < 0.1);
});

test("hostile cameras are kept on the map", () => {
  const held = m.limited({ longitude: 1e9, latitude: Number.NaN, zoom: Infinity });
  assert.deepEqual(held, { longitude: 180, latitude: 0, zoom: 1 });
});

test("a scale bar is round and fits", () => {
  for (let zoom = 2; zoom < 16; zoom += 0.37) {
    const { km, px } = m.scaleBar(130, 30, m.scaleOf(zoom));
    assert.ok(px <= 130 && px > 130 / 2.6, `${px} px at zoom ${zoom}`);
    assert.match(String(km), /^(0\.0*)?[125]0*$/);
  }
});

test("a ring is as far away everywhere", () => {
  const ring = ringAround(67, 30, 500);
  const rad = Math.PI / 180;
  for (let i = 0; i < ring.length; i += 2) {
    const lon = m.longitudeOf(ring[i]) * rad;
    const lat = m.latitudeOf(ring[i + 1]) * rad;
    const cosine =
      Math.sin(lat) * Math.sin(30 * rad) +
      Math.cos(lat) * Math.cos(30 * rad) * Math.cos(lon - 67 * rad);
    near(Math.acos(cosine) * m.EARTH_RADIUS_KM, 500, 1e-3);
  }
});

test("a curve begins and ends where it should", () => {
  const bend = bendOf(0, 0, 10, 0);
  assert.deepEqual(curveUntil([0, 0], bend, [10, 0], 1).to, [10, 0]);
  assert.deepEqual(curveUntil([0, 0], bend, [10, 0], 0).to, [0, 0]);
  assert.ok(bend[1] !== 0);
});

test("tiles cover the view without a gap", () => {
  for (const zoom of [1.2, 4.7, 9.5, 16.9]) {
    const view = m.viewOf({ longitude: 67, latitude: 25, zoom }, 700, 500);
    const tiles = tilesFor(view);
    const covers = (x, y) =>
      tiles.some((t) => x >= t.left && x < t.left + t.side && y >= t.top && y < t.top + t.side);
    for (const x of [0, 350, 699])
      for (const y of [0, 250, 499]) assert.ok(covers(x, y), `${zoom}`);
    for (const { z, x, y } of tiles) assert.ok(x >= 0 && y >= 0 && x < 2 ** z && y < 2 ** z);
    assert.ok(tiles.length < 40);
  }
});
