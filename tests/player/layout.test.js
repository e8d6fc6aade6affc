import assert from "node:assert/strict";
import { test } from "node:test";

import { isInside } from "../../dashboard/player/assets/scene_shapes.js";
import { dayAt, leftOf, stackBars, ticks } from "../../dashboard/player/assets/histogram.js";
import { overlap, placeLabels } from "../../dashboard/player/assets/label_boxes.js";
import { faded, radiusPx, shrinkFor, sizeSteps } from "../../dashboard/player/assets/look.js";
import { ENGLISH, sizeInWords, wordsIn } from "../../dashboard/player/assets/words.js";
import { webAddress } from "../../dashboard/player/assets/dom.js";
import { randomFrom } from "./feeds.js";

const BOUNDS = { left: 0, top: 0, right: 800, bottom: 500 };
const SIZES = { silentPx: 4, basePx: 2.8, rootPx: 3.4, steps: [1, 10, 50] };

function someAnchors(count, seed) {
  const random = randomFrom(seed);
  return Array.from({ length: count }, (_, i) => ({
    key: `k${i}`,
    x: random() * 900 - 50,
    y: random() * 600 - 50,
    radius: 4 + random() * 10,
    width: 30 + random() * 90,
    height: 16,
    priority: random(),
  }));
}

const boxOf = (anchor, { left, top }) => ({
  left,
  top,
  right: left + anchor.width,
  bottom: top + anchor.height,
});

test("names never lie on each other, on symbols, on what is blocked, or outside", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const anchors = someAnchors(120, seed);
    const byKey = new Map(anchors.map((a) => [a.key, a]));
    const blocked = [{ left: 0, top: 0, right: 260, bottom: 60 }];
    const placed = placeLabels(anchors, { bounds: BOUNDS, blocked });
    assert.ok(placed.length > 10);
    const boxes = placed.map((p) => boxOf(byKey.get(p.key), p));
    boxes.forEach((box, i) => {
      assert.ok(box.left >= 0 && box.top >= 0 && box.right <= 800 && box.bottom <= 500);
      assert.ok(!overlap(box, blocked[0]));
      for (const other of boxes.slice(i + 1)) assert.ok(!overlap(box, other));
      for (const a of anchors) {
        if (a.key === placed[i].key) continue;
        const disc = {
          left: a.x - a.radius,
          top: a.y - a.radius,
          right: a.x + a.radius,
          bottom: a.y + a.radius,
        };
        assert.ok(!overlap(box, disc), "a name lies on another's symbol");
      }
    });
  }
});

test("the more important of two names that collide is kept", () => {
  const one = { key: "a", x: 100, y: 100, radius: 5, width: 600, height: 16, priority: 1 };
  const two = { ...one, key: "b", y: 102, priority: 2 };
  const placed = placeLabels([one, two], { bounds: BOUNDS, most: 1 });
  assert.deepEqual(
    placed.map((p) => p.key),
    ["b"],
  );
});

test("a name keeps the side that it had", () => {
  const anchor = { key: "a", x: 400, y: 200, radius: 5, width: 60, height: 16, priority: 1 };
  const [first] = placeLabels([anchor], { bounds: BOUNDS });
  assert.equal(first.side, 0);
  const [kept] = placeLabels([anchor], { bounds: BOUNDS, before: new Map([["a", 3]]) });
  assert.equal(kept.side, 3);
  const [mirrored] = placeLabels([anchor], { bounds: BOUNDS, rtl: true });
  assert.equal(mirrored.side, 1);
});

test("bars keep their sums when days share a pixel", () => {
  const random = randomFrom(4);
  const counts = [0, 1, 2, 3].map(() =>
    Uint32Array.from({ length: 365 }, () => Math.floor(random() * 9)),
  );
  const wide = stackBars(counts, 1200);
  assert.equal(wide.bins, 365);
  const narrow = stackBars(counts, 120);
  assert.ok(narrow.bins <= 60);
  for (const state of [0, 1, 2, 3]) {
    let total = 0;
    for (let bin = 0; bin < narrow.bins; bin++) {
      const days = Math.min(narrow.daysPerBin, 365 - bin * narrow.daysPerBin);
      total += narrow.heights[state][bin] * days;
    }
    assert.ok(Math.abs(total - counts[state].reduce((a, b) => a + b)) < 1e-6);
  }
  assert.ok(wide.highest >= narrow.highest);
});

test("a day is found where it is drawn", () => {
  for (const days of [1, 7, 365, 4000]) {
    for (let day = 0; day < days; day += Math.ceil(days / 50)) {
      assert.equal(dayAt(leftOf(day, 900, days) + 450 / days, 900, days), day);
    }
  }
  assert.equal(dayAt(-50, 900, 7), 0);
  assert.equal(dayAt(5000, 900, 7), 6);
});

test("written days keep their distance", () => {
  for (const days of [1, 7, 60, 365, 2000, 10_000]) {
    const marks = ticks(18_630, days, 600, 60);
    assert.ok(marks.length >= 1, `${days} days`);
    for (let i = 1; i < marks.length; i++) {
      const apart = ((marks[i].day - marks[i - 1].day) / days) * 600;
      assert.ok(apart >= 55, `${apart} px with ${days} days`);
    }
  }
});

test("the area of a symbol grows with its reports, and the largest is bounded", () => {
  const theme = { sizes: SIZES };
  const plain = shrinkFor(theme, 50, false);
  assert.equal(plain, 1);
  assert.equal(radiusPx(theme, 49, plain).toFixed(2), "26.60");
  assert.equal(radiusPx(theme, 0, plain), 4);
  for (const peak of [200, 5000, 1e6]) {
    const shrink = shrinkFor(theme, peak, false);
    assert.ok(Math.abs(radiusPx(theme, peak, shrink) - 40) < 1e-9);
    const steps = sizeSteps(theme, shrink);
    assert.ok(radiusPx(theme, steps[2], shrink) <= 80);
  }
});

test("colours fade", () => {
  assert.equal(faded("#ff8000", 0.5), "rgba(255,128,0,0.5)");
});

test("points inside and outside a shape with a hole", () => {
  const ring = (points) => ({
    points: Float64Array.from(points),
    west: 0,
    east: 10,
    north: 0,
    south: 10,
  });
  const parts = [
    ring([0, 0, 10, 0, 10, 10, 0, 10]),
    { ...ring([4, 4, 6, 4, 6, 6, 4, 6]), west: 4, east: 6, north: 4, south: 6 },
  ];
  assert.ok(isInside(parts, 2, 2));
  assert.ok(!isInside(parts, 5, 5));
  assert.ok(!isInside(parts, 11, 5));
});

test("words are filled in, and other languages take their place", () => {
  const english = wordsIn();
  assert.equal(english.count("reports", 1), "1 report");
  assert.equal(english.count("reports", 1200), "1,200 reports");
  assert.equal(sizeInWords(english, { low: 200, high: null }), "at least 200 persons");
  assert.equal(sizeInWords(english, { low: null, high: null }), "");
  const other = wordsIn({
    locale: "ur",
    dir: "rtl",
    strings: { play: "چلائیں", "reports-other": "{n} رپورٹیں" },
  });
  assert.equal(other.say("play"), "چلائیں");
  assert.equal(other.count("reports", 12), "۱۲ رپورٹیں");
  assert.equal(other.say("pause"), ENGLISH.pause);
  assert.equal(other.say("until-window", {}), ENGLISH["until-window"]);
});

test("only addresses of the web become links", () => {
  assert.equal(webAddress("https://example.org/a?b=1"), "https://example.org/a?b=1");
  for (const text of [
    "javascript:alert(1)",
    "data:text/html,x",
    " https://x",
    "//x",
    "https://a b",
  ]) {
    assert.equal(webAddress(text), null);
  }
});
