import assert from "node:assert/strict";
import { test } from "node:test";

import * as c from "../../dashboard/player/assets/clock.js";
import { dayOf, isoOf, typedDay, writersFor } from "../../dashboard/player/assets/days.js";
import { commandOf, isForControl } from "../../dashboard/player/assets/keys.js";
import { cameraFrom, layersFrom, timeFrom, timeOf } from "../../dashboard/player/assets/state.js";
import { randomFrom } from "./feeds.js";

test("ten steps are ten days, and the ends hold", () => {
  let clock = c.newClock(60);
  for (let i = 0; i < 10; i++) clock = c.stepped(clock, 1);
  assert.equal(clock.day, 10);
  assert.equal(c.stepped(clock, -50).day, 0);
  assert.equal(c.stepped(clock, 500).day, 59);
});

test("playing runs to the end and stops, or loops", () => {
  let clock = c.toggled(c.newClock(3));
  assert.ok(clock.playing);
  clock = c.played(c.played(clock));
  assert.deepEqual([clock.day, clock.playing], [2, true]);
  assert.deepEqual([c.played(clock).day, c.played(clock).playing], [2, false]);
  assert.deepEqual([c.played({ ...clock, loop: true }).day], [0]);
  // From the end it begins anew.
  assert.equal(c.toggled({ ...clock, playing: false }).day, 0);
});

test("one day cannot be played", () => {
  assert.equal(c.toggled(c.newClock(1)).playing, false);
});

test("a range bounds playing", () => {
  let clock = c.changed(c.newClock(10), { range: [6, 3], loop: true });
  assert.deepEqual(clock.range, [3, 6]);
  clock = c.toggled(clock);
  assert.equal(clock.day, 3);
  for (let i = 0; i < 4; i++) clock = c.played(clock);
  assert.equal(clock.day, 3);
});

test("hostile values leave the clock as it is", () => {
  const clock = c.newClock(5);
  for (const wished of [
    { day: "3" },
    { day: NaN },
    { mode: "<script>" },
    { windowDays: Infinity },
    { speed: 1e9 },
    { range: [1] },
    { range: ["a", "b"] },
    { playing: 1 },
    { range: {} },
  ]) {
    assert.deepEqual(c.changed(clock, wished), clock, JSON.stringify(wished));
  }
  assert.equal(c.changed(clock, { day: 1e12 }).day, 4);
});

test("a random walk never leaves the days", () => {
  const random = randomFrom(7);
  let clock = c.newClock(20);
  for (let i = 0; i < 2000; i++) {
    const way = random();
    if (way < 0.4) clock = c.stepped(clock, Math.floor(random() * 9) - 4);
    else if (way < 0.6) clock = c.played(clock);
    else if (way < 0.7) clock = c.toggled(clock);
    else if (way < 0.8) clock = c.changed(clock, { range: [random() * 40 - 10, random() * 40] });
    else if (way < 0.9) clock = c.changed(clock, { range: null, loop: random() < 0.5 });
    else clock = c.changed(clock, { mode: c.MODES[Math.floor(random() * 4)] });
    assert.ok(Number.isInteger(clock.day) && clock.day >= 0 && clock.day < 20);
    const [first, last] = c.frameSpan(clock);
    assert.ok(first >= 0 && first <= last && last === clock.day);
  }
});

test("frames span what their mode says", () => {
  const clock = { ...c.newClock(10), day: 5, windowDays: 3 };
  assert.deepEqual(c.frameSpan(clock), [5, 5]);
  assert.deepEqual(c.frameSpan({ ...clock, mode: "window" }), [3, 5]);
  assert.deepEqual(c.frameSpan({ ...clock, mode: "cumulative" }), [0, 5]);
  assert.deepEqual(c.frameSpan({ ...clock, mode: "window", day: 1 }), [0, 1]);
});

test("days are written and read back", () => {
  for (const day of [-40_000, -1, 0, 18_633, 60_000]) assert.equal(dayOf(isoOf(day)), day);
  for (const text of ["2021-02-30", "2021-1-1", "", null, 5, "2021-13-01", "20210101"]) {
    assert.equal(dayOf(text), null);
  }
});

test("typed days", () => {
  const first = dayOf("2020-12-28");
  const typed = (text) => typedDay(text, first, 20);
  assert.equal(typed("2021-01-06"), 9);
  assert.equal(typed("6 Jan"), 9);
  assert.equal(typed("6 January 2021"), 9);
  assert.equal(typed("6/1/2021"), 9);
  assert.equal(typed("۶.۱.۲۰۲۱"), 9);
  assert.equal(typed("30"), 2);
  assert.equal(typed("January 6, 2021"), 9);
  assert.equal(typed("Jan 6"), 9);
  assert.equal(typed("۶ جنوری، ۲۰۲۱"), 9);
  assert.equal(typed("31 دسمبر"), 3);
  for (const text of ["", "soon", "6 Foo", "6 Jan 2022", "2022-01-06", "31/13/2021", "99"]) {
    assert.equal(typed(text), null, text);
  }
  const english = writersFor("en-GB");
  assert.equal(typed(english.full(first + 9)), 9);
  // What the field shows can be typed, in Urdu as well.
  assert.equal(typed(writersFor("ur-PK").full(first + 9)), 9);
});

test("days in words", () => {
  const day = dayOf("2021-01-06");
  assert.equal(writersFor("en-GB").long(day), "Wednesday 6 January 2021");
  assert.equal(writersFor("en-GB").short(day), "6 Jan");
  assert.match(writersFor("ur").long(day), /۶/);
  assert.equal(writersFor("ur").number(120), "۱۲۰");
});

test("a state comes back from what it tells", () => {
  const first = 18_630;
  const clock = c.changed(c.newClock(30), {
    day: 7,
    mode: "window",
    windowDays: 5,
    range: [2, 9],
    speed: 4,
    loop: true,
  });
  assert.deepEqual(timeFrom(c.newClock(30), timeOf(clock, first), first), clock);
  assert.equal(timeFrom(clock, { day: "1999-01-01" }, first).day, 7);
  assert.equal(timeFrom(clock, { day: 5 }, first).day, 7);
  assert.deepEqual(timeFrom(clock, { range: ["x", "y"] }, first).range, [2, 9]);
});

test("cameras and layers are taken only whole", () => {
  assert.equal(cameraFrom({ longitude: "1", latitude: 2, zoom: 3 }), null);
  assert.equal(cameraFrom(null), null);
  assert.deepEqual(cameraFrom({ longitude: 1, latitude: 2, zoom: 3 }), {
    longitude: 1,
    latitude: 2,
    zoom: 3,
  });
  const layers = { doubt: false };
  assert.deepEqual(layersFrom(layers, { doubt: true, __proto__: { x: true }, other: true }), {
    doubt: true,
  });
  assert.deepEqual(layersFrom(layers, { doubt: "yes" }), layers);
  assert.deepEqual(layersFrom(layers, null), layers);
});

test("keys of a keyboard and of a clicker", () => {
  assert.deepEqual(commandOf({ key: "PageDown" }), { command: "next" });
  assert.deepEqual(commandOf({ key: "ArrowLeft" }), { command: "previous" });
  assert.deepEqual(commandOf({ key: "B" }), { command: "black" });
  assert.deepEqual(commandOf({ key: "3" }), { command: "speed", speed: 2 });
  assert.equal(commandOf({ key: "f", ctrlKey: true }), null);
  assert.equal(commandOf({ key: "constructor" }), null);
  assert.equal(commandOf({ key: "9" }), null);
});

test("controls keep their own keys", () => {
  const input = { tagName: "INPUT", type: "text" };
  assert.ok(isForControl("ArrowRight", input));
  assert.ok(isForControl("f", input));
  assert.ok(!isForControl("Escape", input));
  const button = { tagName: "BUTTON" };
  assert.ok(isForControl(" ", button));
  assert.ok(!isForControl("ArrowRight", button));
  assert.ok(!isForControl("PageDown", { tagName: "INPUT", type: "checkbox" }));
  assert.ok(!isForControl("Home", { tagName: "DIV", role: "slider" }));
});
