import assert from "node:assert/strict";
import { test } from "node:test";

import { channels } from "../../dashboard/player/assets/webgl/colours.js";
import { alongCurve, cutDashes } from "../../dashboard/player/assets/webgl/dashes.js";
import { circlesOf } from "../../dashboard/player/assets/webgl/marks.js";

const lengthOf = (line) => {
  let length = 0;
  for (let i = 2; i < line.length; i += 2) {
    length += Math.hypot(line[i] - line[i - 2], line[i + 1] - line[i - 1]);
  }
  return length;
};

test("a straight line becomes dashes of one length", () => {
  const dashes = cutDashes([0, 0, 100, 0], 6, 4);
  assert.equal(dashes.length, 10);
  for (const [i, dash] of dashes.entries()) {
    assert.deepEqual(
      dash.map((n) => Math.round(n * 1e6) / 1e6),
      [10 * i, 0, 10 * i + 6, 0],
    );
  }
});

test("a dash goes round bends, however short the pieces are", () => {
  const fine = [0, 0];
  for (let i = 1; i <= 400; i++) fine.push(i / 4, Math.sin(i / 20));
  const dashes = cutDashes(fine, 6, 4);
  for (const dash of dashes.slice(0, -1)) assert.ok(Math.abs(lengthOf(dash) - 6) < 1e-4);
  assert.ok(dashes[0].length > 4, "a bend was left out");
  assert.equal(dashes.length, Math.ceil(lengthOf(fine) / 10));
});

test("a last dash ends with its line", () => {
  const dashes = cutDashes([0, 0, 13, 0], 6, 4);
  assert.deepEqual(
    dashes.map((dash) => Math.round(lengthOf(dash))),
    [6, 3],
  );
});

test("what is out of sight is not cut, and dashes in sight stand where they stood", () => {
  const line = [0, 0, 1000, 0, 2000, 0];
  const sight = { left: 1200, top: -10, right: 1300, bottom: 10 };
  const seen = cutDashes(line, 6, 4, sight);
  const all = cutDashes(line, 6, 4).map(([x]) => Math.round(x));
  assert.ok(seen.length < all.length);
  for (const [x] of seen) assert.ok(all.includes(Math.round(x)));
});

test("nothing comes of no line", () => {
  assert.deepEqual(cutDashes([], 6, 4), []);
  assert.deepEqual(cutDashes([5, 5, 5, 5], 6, 4), []);
});

test("a curve begins and ends where it should", () => {
  const curve = alongCurve([0, 0], [50, 40], [100, 0], 10);
  assert.deepEqual(curve.slice(0, 2), [0, 0]);
  assert.deepEqual(curve.slice(-2), [100, 0]);
  assert.deepEqual(curve.slice(10, 12), [50, 20]);
});

test("colours become bytes", () => {
  assert.deepEqual(channels("#ff8000"), [255, 128, 0, 255]);
  assert.deepEqual(channels("#ff8000", 0.5), [255, 128, 0, 128]);
  assert.deepEqual(channels("rgba(1,2,3,0.5)"), [1, 2, 3, 128]);
  assert.deepEqual(channels("#00000000"), [0, 0, 0, 0]);
});

test("each symbol is one circle, and one more where it has a ring; from below upwards", () => {
  const theme = {
    palette: { started: "#ff0000", ended: "#0000ff", land: "#ffffff" },
    symbols: [
      { state: "started", fill: 1, strokePx: 1, haloPx: 4, body: "" },
      { state: "ended", fill: 1, strokePx: 2, haloPx: 0, body: "" },
    ],
  };
  const drawn = {
    x: Float64Array.of(0.5, 0.25),
    y: Float64Array.of(0.5, 0.75),
    radius: Float32Array.of(10, 6),
    alpha: Float32Array.of(0.5, 1),
    state: Uint8Array.of(0, 1),
  };
  const view = { scale: 1000, left: 100, top: 200, width: 800, height: 600, zoom: 1 };
  const circles = circlesOf({ drawn, order: [1, 0], view, theme });
  assert.equal(circles.length, 3);
  assert.deepEqual([...circles.position], [150, 550, 400, 300, 400, 300]);
  assert.deepEqual([...circles.radius], [6, 14, 10]);
  assert.deepEqual([...circles.fill.slice(4, 8)], [0, 0, 0, 0], "a ring is empty");
  assert.equal(circles.line[7], 127, "a ring fades with its symbol");
  assert.equal(circles.fill[11], 127);
});
