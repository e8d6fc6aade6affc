import assert from "node:assert/strict";
import { test } from "node:test";

import { centreOf } from "../../dashboard/player/assets/centre.js";
import { ellipseAround, ringAround } from "../../dashboard/player/assets/geodesic.js";
import { latitudeOf, worldX, worldY } from "../../dashboard/player/assets/mercator.js";
import { feedOf } from "./feeds.js";

const NONE = Number.NaN;
const f = (...numbers) => Float32Array.from(numbers);

function someFeed() {
  const feed = feedOf({ sites: [["A", 67, 30, 0]], town: [], days: 4 });
  feed.centre = {
    longitude: f(67, NONE, 68, 69),
    latitude: f(30, NONE, 30, 29),
    majorKm: f(NONE, NONE, 200, 300),
    minorKm: f(NONE, NONE, 100, 50),
    bearing: f(NONE, NONE, 90, 0),
  };
  return feed;
}

test("the way grows with the day; a day without sites keeps what was", () => {
  const feed = someFeed();
  const lengths = [0, 1, 2, 3].map((day) => centreOf(feed, day).way.length / 2);
  assert.deepEqual(lengths, [1, 1, 2, 3]);
  assert.deepEqual(
    [0, 1, 2, 3].map((day) => centreOf(feed, day).isToday),
    [true, false, true, true],
  );
  assert.equal(centreOf(feed, 0).ellipse, null);
  const [x, y] = centreOf(feed, 3).way.slice(-2);
  assert.ok(Math.abs(x - worldX(69)) < 1e-9 && Math.abs(y - worldY(29)) < 1e-9);
});

test("no centre without days, before the first, or beyond the last", () => {
  const feed = feedOf({ sites: [["A", 67, 30, 0]], town: [], days: 4 });
  assert.equal(centreOf(feed, 0), null);
  const late = someFeed();
  late.centre.longitude[0] = NONE;
  assert.equal(centreOf(late, 0), null);
  assert.equal(centreOf(late, 9), null);
});

test("an ellipse reaches as far as its half-axes, the long one along its bearing", () => {
  const ring = ellipseAround(68, 30, 222.39, 111.195, 90);
  const xs = ring.filter((_, i) => i % 2 === 0);
  const ys = ring.filter((_, i) => i % 2 === 1);
  const east = (Math.max(...xs) - worldX(68)) * 360;
  const north = latitudeOf(Math.min(...ys)) - 30;
  assert.ok(Math.abs(east - 2 / Math.cos(Math.PI / 6)) < 0.01, `${east}`);
  assert.ok(Math.abs(north - 1) < 0.01, `${north}`);
  assert.deepEqual(ellipseAround(10, 20, 50, 50, 0), ringAround(10, 20, 50));
});
