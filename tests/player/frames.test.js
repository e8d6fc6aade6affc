import assert from "node:assert/strict";
import { test } from "node:test";

import { changed, newClock } from "../../dashboard/player/assets/clock.js";
import {
  dayCounts,
  followPlan,
  NOT_YET,
  peakReports,
} from "../../dashboard/player/assets/frames.js";
import { viewOf } from "../../dashboard/player/assets/mercator.js";
import {
  rowOf,
  SILENT,
  sizeOf,
  unpacked,
  withPairs,
  withSites,
} from "../../dashboard/player/assets/pack.js";
import { CROWDED, groundOf, planFor, planKey } from "../../dashboard/player/assets/plan.js";
import {
  advance,
  aim,
  newDrawn,
  setOut,
  transitionMs,
} from "../../dashboard/player/assets/transition.js";
import { cityFeed, feedOf, packed, randomFrom } from "./feeds.js";

const FAR = viewOf({ longitude: 69, latitude: 28, zoom: 4 }, 800, 600);
const CLOSE = viewOf({ longitude: 67, latitude: 25, zoom: 10 }, 800, 600);

function framesOf(feed, view, wished) {
  const plan = planFor(feed, groundOf(feed), view);
  const follow = followPlan(feed, plan);
  const clock = changed(newClock(feed.dayCount), wished);
  return { plan, frame: follow.at(clock), follow, clock };
}

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
const markOf = (plan, site, isSpot = 0) =>
  plan.site.findIndex((s, i) => s === site && plan.isSpot[i] === isSpot);

test("a pack is read as it was written", () => {
  const feed = cityFeed();
  const shifted = new Uint8Array(packed(feed).length + 3);
  shifted.set(packed(feed), 3);
  for (const bytes of [packed(feed), packed(feed).buffer, shifted.subarray(3)]) {
    const read = unpacked(bytes);
    assert.deepEqual(read.town, feed.town);
    assert.deepEqual(read.sites, feed.sites);
  }
  assert.throws(() => unpacked(new Uint8Array(40)), /not a packed campaign/);
});

test("states: not yet, started, continuing, silent, ended", () => {
  const feed = cityFeed();
  const states = [0, 1, 2, 3].map((day) => {
    const { plan, frame } = framesOf(feed, FAR, { day });
    return [frame.state[markOf(plan, 0)], frame.state[markOf(plan, 3)]];
  });
  assert.deepEqual(states, [
    [0, NOT_YET],
    [1, 0],
    [SILENT, SILENT],
    [2, 0],
  ]);
});

test("towns come apart when seen closely, and their sums are equal", () => {
  const feed = cityFeed();
  for (const mode of ["day", "window", "cumulative", "new"]) {
    for (let day = 0; day < 4; day++) {
      const far = framesOf(feed, FAR, { day, mode, windowDays: 2 });
      const close = framesOf(feed, CLOSE, { day, mode, windowDays: 2 });
      assert.equal(far.plan.count, 2);
      assert.equal(close.plan.count, 3);
      assert.equal(markOf(close.plan, 0), -1, "a town stands beside its spots");
      // "new" asks for onsets, which towns and spots have on days of their own.
      if (mode !== "new")
        assert.equal(sum(far.frame.reports), sum(close.frame.reports), `${mode} ${day}`);
    }
  }
});

test("a window and all until then are the sums of their days", () => {
  const feed = cityFeed();
  const window = framesOf(feed, FAR, { day: 3, mode: "window", windowDays: 3 });
  assert.equal(window.frame.reports[markOf(window.plan, 0)], 7);
  const all = framesOf(feed, FAR, { day: 3, mode: "cumulative" });
  assert.equal(all.frame.reports[markOf(all.plan, 0)], 10);
  assert.equal(all.frame.reports[markOf(all.plan, 3)], 5);
});

test("what is new: onsets alone, and no silence", () => {
  const { plan, frame } = framesOf(cityFeed(), FAR, { day: 1, mode: "new" });
  assert.equal(frame.state[markOf(plan, 0)], NOT_YET);
  assert.equal(frame.state[markOf(plan, 3)], 0);
});

test("vague dates are light", () => {
  const { plan, frame } = framesOf(cityFeed(), FAR, { day: 3 });
  assert.equal(frame.light[markOf(plan, 3)], 1);
  assert.equal(frame.light[markOf(plan, 0)], 0);
});

function largeFeed(siteCount, days, rows, seed) {
  const random = randomFrom(seed);
  const sites = Array.from({ length: siteCount }, (_, i) => [
    `S${i}`,
    62 + random() * 12,
    25 + random() * 10,
    i,
  ]);
  const cells = new Map();
  while (cells.size < rows) {
    const day = Math.floor(random() * days);
    const site = Math.floor(random() * siteCount);
    cells.set(`${day}|${site}`, [
      day,
      site,
      1 + Math.floor(random() * 5),
      Math.floor(random() * 3),
    ]);
  }
  return feedOf({ days, sites, town: [...cells.values()] });
}

test("a walk through the days gives what each day gives by itself", () => {
  const feed = largeFeed(40, 30, 300, 11);
  const plan = planFor(feed, groundOf(feed), FAR);
  const walking = followPlan(feed, plan);
  const random = randomFrom(3);
  let clock = newClock(30);
  for (let i = 0; i < 200; i++) {
    clock = changed(clock, {
      day: Math.floor(random() * 30),
      mode: ["day", "window", "cumulative", "new"][Math.floor(random() * 4)],
      windowDays: 1 + Math.floor(random() * 9),
    });
    const walked = walking.at(clock);
    const fresh = followPlan(feed, plan).at(clock);
    assert.deepEqual(walked.reports, fresh.reports);
    assert.deepEqual(walked.state, fresh.state);
  }
});

test("crowded views are gathered into cells, with equal sums, and panning moves nothing", () => {
  const feed = largeFeed(CROWDED + 400, 3, 3000, 5);
  const ground = groundOf(feed);
  const view = viewOf({ longitude: 68, latitude: 30, zoom: 5 }, 900, 700);
  const plan = planFor(feed, ground, view);
  assert.ok(plan.isGathered);
  assert.ok(plan.count < 700);
  const panned = viewOf({ longitude: 68.5, latitude: 30.3, zoom: 5.2 }, 900, 700);
  assert.equal(planKey(ground, panned, feed).key, plan.key);
  const frame = followPlan(feed, plan).at(changed(newClock(3), { day: 1 }));
  const { offset, reports } = feed.town;
  assert.equal(sum(frame.reports), sum(reports.slice(offset[1], offset[2])));
  const members = Array.from({ length: plan.count }, (_, cell) => plan.members(cell)).flat();
  const first = new Set(feed.town.site);
  assert.equal(members.length, first.size, "each site counts once");
  assert.equal(new Set(members).size, first.size);
});

test("the peak is the largest sum that any frame shows", () => {
  const feed = largeFeed(20, 25, 200, 9);
  const plan = planFor(feed, groundOf(feed), FAR);
  for (const wished of [
    { mode: "day" },
    { mode: "window", windowDays: 4 },
    { mode: "cumulative" },
  ]) {
    const follow = followPlan(feed, plan);
    let most = 0;
    for (let day = 0; day < 25; day++) {
      most = Math.max(most, ...follow.at(changed(newClock(25), { ...wished, day })).reports);
    }
    assert.equal(peakReports(feed, plan, changed(newClock(25), wished)), most, wished.mode);
  }
});

test("the bars count sites by state, the silent ones among them", () => {
  const { counts, reports } = dayCounts(cityFeed());
  assert.deepEqual(
    counts.map((of) => [...of]),
    [
      [1, 1, 0, 1],
      [0, 1, 0, 0],
      [0, 0, 0, 1],
      [0, 0, 2, 0],
    ],
  );
  assert.deepEqual([...reports], [3, 6, 0, 6]);
});

test("rows and sizes are found", () => {
  const feed = feedOf({
    days: 2,
    sites: [
      ["A", 60, 20, 0],
      ["B", 61, 20, 1],
    ],
    town: [
      [0, 0, 1, 0],
      [0, 1, 1, 0, { low: 100 }],
      [1, 1, 1, 1, { low: 5, high: 9 }],
    ],
  });
  assert.equal(rowOf(feed.town, 1, 1), 2);
  assert.equal(rowOf(feed.town, 0, 1), -1);
  assert.deepEqual(sizeOf(feed.town, 0), { low: null, high: null });
  assert.deepEqual(sizeOf(feed.town, 1), { low: 100, high: null });
  assert.deepEqual(sizeOf(feed.town, 2), { low: 5, high: 9 });
});

test("changes begin where symbols are and end where they should be", () => {
  const feed = cityFeed();
  const { plan, follow, clock } = framesOf(feed, FAR, { day: 0 });
  const drawn = newDrawn(plan);
  const radius = (reports) => 10 * reports;
  const shown = () => 1;
  aim(drawn, follow.at(clock), radius, shown);
  advance(drawn, plan, 1);
  const city = markOf(plan, 0);
  const town = markOf(plan, 3);
  assert.deepEqual([drawn.radius[city], drawn.alpha[city], drawn.alpha[town]], [30, 1, 0]);
  aim(drawn, follow.at(changed(clock, { day: 1 })), radius, shown);
  advance(drawn, plan, 0);
  assert.equal(drawn.radius[city], 30);
  advance(drawn, plan, 0.5);
  assert.ok(drawn.radius[city] > 30 && drawn.radius[city] < 50);
  assert.ok(drawn.alpha[town] > 0 && drawn.alpha[town] < 1);
  advance(drawn, plan, 1);
  assert.deepEqual([drawn.radius[city], drawn.alpha[town]], [50, 1]);
  // Back again: what fades keeps its state.
  aim(drawn, follow.at(clock), radius, shown);
  assert.equal(drawn.state[town], 0);
  advance(drawn, plan, 1);
  assert.equal(drawn.alpha[town], 0);
});

test("spots set out from their town", () => {
  const feed = cityFeed();
  const ground = groundOf(feed);
  const far = planFor(feed, ground, FAR);
  const close = planFor(feed, ground, CLOSE);
  const drawn = newDrawn(close);
  setOut(drawn, close, far);
  const square = markOf(close, 1, 1);
  const city = markOf(far, 0);
  advance(drawn, close, 0);
  assert.equal(drawn.x[square], far.x[city]);
  advance(drawn, close, 1);
  assert.equal(drawn.x[square], close.x[square]);
});

test("no transition for reduced motion, short ones at speed", () => {
  assert.equal(transitionMs({ playing: true, speed: 1, still: true }), 0);
  assert.ok(transitionMs({ playing: true, speed: 8, still: false }) <= 0.5 * 125);
  assert.ok(transitionMs({ playing: false, speed: 8, still: false }) > 100);
});

test("hexagons gather very many sites by zoom, with equal sums at every size", () => {
  const feed = largeFeed(1600, 3, 3000, 5);
  const n = feed.sites.count;
  const cells = { resolutions: [2, 3, 4, 5] };
  [2, 3, 4, 5].forEach((resolution, size) => {
    const count = 10 * 4 ** size;
    Object.assign(cells, {
      [`of${resolution}`]: Uint32Array.from({ length: n }, (_, i) => i % count),
      [`longitude${resolution}`]: new Float32Array(count).fill(68),
      [`latitude${resolution}`]: new Float32Array(count).fill(30),
      [`corners${resolution}`]: new Float32Array(count * 12).fill(30),
    });
  });
  const many = { ...feed, cells };
  const ground = groundOf(many);
  const sums = [3, 5, 6.5, 8, 9.5].map((zoom) => {
    const view = viewOf({ longitude: 68, latitude: 30, zoom }, 900, 700);
    const plan = planFor(many, ground, view);
    const frame = followPlan(many, plan).at(changed(newClock(3), { day: 1, mode: "cumulative" }));
    assert.equal(Boolean(plan.outline), zoom < 8.6);
    return sum(frame.reports);
  });
  assert.ok(sums[0] > 0);
  assert.deepEqual(new Set(sums).size, 1);
});

test("sites that stand as steps within a day are read as they were", async () => {
  const feed = largeFeed(300, 3, 300, 5);
  const { offset, site } = feed.town;
  const siteSteps = Uint16Array.from(site, (at, row) =>
    Array.from(offset).includes(row) ? at : at - site[row - 1],
  );
  assert.deepEqual(Array.from(withSites({ offset, siteSteps }).site), Array.from(site));
});

test("columns that share their bytes are read as they were", async () => {
  const flagsReports = Uint8Array.from([1 | (2 << 4), 15 | (15 << 4), 0]);
  const sourcesWeak = Uint8Array.from([1, 15, 3 | (1 << 4)]);
  const none = { row: new Uint32Array(), more: new Uint8Array() };
  const rows = withPairs({
    flagsReports,
    flagsMoreRow: Uint32Array.from([1]),
    flagsMore: Uint8Array.from([15]),
    reportsMoreRow: Uint32Array.from([1]),
    reportsMore: Uint16Array.from([700]),
    sourcesWeak,
    sourcesMoreRow: Uint32Array.from([1]),
    sourcesMore: Uint8Array.from([20]),
    weakMoreRow: none.row,
    weakMore: none.more,
  });
  assert.deepEqual(Array.from(rows.flags), [1, 15, 0]);
  assert.deepEqual(Array.from(rows.reports), [2, 700, 0]);
  assert.deepEqual(Array.from(rows.sources), [1, 20, 3]);
  assert.deepEqual(Array.from(rows.weak), [0, 0, 1]);
});
