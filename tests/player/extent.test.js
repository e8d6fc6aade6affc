import assert from "node:assert/strict";
import { test } from "node:test";

import { NOTHING, extentOf, sheetFor } from "../../dashboard/player/assets/extent.js";
import { viewOf, worldX, worldY } from "../../dashboard/player/assets/mercator.js";

const SYMBOL = { state: "started", fill: 1, strokePx: 2, haloPx: 3, body: "" };
const THEME = { palette: { land: "#ffffff", started: "#aa0000" }, symbols: [SYMBOL] };
const SCREEN = { ratio: 1, across: 1000, down: 700 };

/** A frame with symbols given as [x, y, radius] on the screen, and whatever else is given. */
function shownOf(symbols, more = {}) {
  const view = viewOf({ longitude: 68, latitude: 30, zoom: 6 }, SCREEN.across, SCREEN.down);
  const drawn = {
    x: symbols.map(([x]) => (x + view.left) / view.scale),
    y: symbols.map(([, y]) => (y + view.top) / view.scale),
    radius: symbols.map(([, , radius]) => radius),
  };
  const order = symbols.map((_, i) => i);
  const nothing = { shades: [], discs: [], arcs: [], ring: null, centre: null, pointed: null };
  return { view, theme: THEME, drawn, order, ...nothing, ...more };
}

/** Whether the box holds all of a circle. */
function holds(box, x, y, radius) {
  return (
    box.left <= x - radius &&
    box.right >= x + radius &&
    box.top <= y - radius &&
    box.bottom >= y + radius
  );
}

test("a frame's extent holds its symbols with their rings, and ends at the view", () => {
  const two = extentOf(shownOf([[300, 200, 10], [500, 400, 6]])); // prettier-ignore
  assert.ok(holds(two, 300, 200, 10 + 3 + 1.8) && holds(two, 500, 400, 6 + 3 + 1.8));
  assert.ok(two.right - two.left < 240 && two.bottom - two.top < 240);
  const atTheEdge = extentOf(shownOf([[-3, 699, 10]]));
  assert.equal(atTheEdge.left, 0);
  assert.equal(atTheEdge.bottom, 700);
  assert.equal(extentOf(shownOf([])), null);
  assert.equal(extentOf(shownOf([[-60, 200, 10]])), null);
});

test("whatever else a frame draws lies within its extent", () => {
  const at = { x: 700, y: 300 };
  const round = { ...at, radiusPx: 40, radius: 40, alpha: 1, state: 0, mark: 0 };
  const world = Float64Array.of(worldX(67), worldY(31), worldX(70), worldY(29));
  const part = { west: world[0], north: world[1], east: world[2], south: world[3], points: world };
  const { view } = shownOf([]);
  const [left, top] = [world[0] * view.scale - view.left, world[1] * view.scale - view.top];
  const [right, low] = [world[2] * view.scale - view.left, world[3] * view.scale - view.top];
  for (const more of [
    { discs: [round] },
    { pointed: round },
    { shades: [{ ...round, parts: null }] },
  ]) {
    assert.ok(holds(extentOf(shownOf([], more)), at.x, at.y, 41), JSON.stringify(more));
  }
  for (const more of [
    { ring: world },
    { shades: [{ ...round, parts: [part] }] },
    { centre: { way: world, ellipse: null, isToday: true } },
    { centre: { way: world.subarray(0, 2), ellipse: world, isToday: true } },
  ]) {
    const box = extentOf(shownOf([], more));
    assert.ok(box.left < left && box.top < top && box.right > right && box.bottom > low);
  }
  const arc = extentOf(
    shownOf([], { arcs: [{ x0: 100, y0: 100, x1: 500, y1: 100, isToday: true }] }),
  );
  assert.ok(arc.left < 100 && arc.right > 500 && arc.bottom - arc.top > 20, "the bend counts");
});

test("a sheet is held while it is enough, and not much too large", () => {
  const first = sheetFor({ left: 310, top: 200, right: 590, bottom: 430 }, NOTHING, SCREEN);
  assert.ok(first.left <= 310 && first.top <= 200 && first.right >= 590 && first.bottom >= 430);
  const smaller = { left: 320, top: 230, right: 560, bottom: 400 };
  assert.equal(sheetFor(smaller, first, SCREEN), first);
  assert.equal(sheetFor(null, first, SCREEN), first);
  const wider = sheetFor({ ...smaller, right: 700 }, first, SCREEN);
  assert.ok(wider.left === first.left && wider.right >= 700);
  const tiny = sheetFor({ left: 400, top: 300, right: 420, bottom: 320 }, wider, SCREEN);
  assert.ok(tiny.right - tiny.left <= 64);
});

test("a sheet never leaves the screen, whatever was held", () => {
  const whole = { left: 0, top: 0, right: 1000, bottom: 700 };
  assert.deepEqual(sheetFor(whole, NOTHING, SCREEN), whole);
  const less = { ratio: 1, across: 600, down: 400 };
  const shrunk = sheetFor({ left: 10, top: 10, right: 590, bottom: 390 }, whole, less);
  assert.deepEqual(shrunk, { left: 0, top: 0, right: 600, bottom: 400 });
  assert.equal(sheetFor(null, whole, less), NOTHING);
  const dense = sheetFor({ left: 10, top: 10, right: 90, bottom: 90 }, NOTHING, {
    ...{ ratio: 1.25, across: 1250, down: 875 },
  });
  assert.ok(Object.values(dense).every(Number.isInteger));
  assert.ok(dense.right >= 90 * 1.25);
});
