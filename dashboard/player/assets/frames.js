// What each symbol shows on a day: reports, state, lightness. Steps from day to day are small.

import { frameSpan } from "./clock.js";
import { LIGHT, ONSET, SILENT, STATES, STATE_BITS } from "./pack.js";

/** No symbol yet: its sites have not begun. */
export const NOT_YET = 255;
const CONTINUING = 1;

/**
 * Per symbol of a plan; `state` indexes STATES or is NOT_YET, `reports` is summed over the frame.
 * @typedef {{state: Uint8Array, reports: Float64Array, light: Uint8Array, started: Uint16Array,
 *   active: Uint16Array}} Frame
 */

/**
 * Follows one plan through the days.
 * @param {import("./pack.js").Feed} feed
 * @param {import("./plan.js").Plan} plan
 */
export function followPlan(feed, plan) {
  const n = plan.count;
  /** @type {Frame} */
  const frame = {
    state: new Uint8Array(n),
    reports: new Float64Array(n),
    light: new Uint8Array(n),
    started: new Uint16Array(n),
    active: new Uint16Array(n),
  };
  const seen = new Uint8Array(n);
  const sums = new Float64Array(n);
  /** Days summed in `sums`: from `from` up to, but without, `until`. */
  let from = 0;
  let until = 0;

  /**
   * @param {number} day
   * @param {1 | -1} sign
   */
  function addDay(day, sign) {
    addRows(feed.town, plan.townMark, day, sign, sums);
    addRows(feed.spot, plan.spotMark, day, sign, sums);
  }

  /**
   * @param {number} first
   * @param {number} last
   */
  function sumOver(first, last) {
    const anew = last - first + 1;
    const moved = Math.abs(first - from) + Math.abs(last + 1 - until);
    if (moved >= anew) {
      sums.fill(0);
      from = until = first;
    }
    while (until <= last) addDay(until++, 1);
    while (until > last + 1) addDay(--until, -1);
    while (from < first) addDay(from++, -1);
    while (from > first) addDay(--from, 1);
  }

  return {
    /**
     * @param {import("./clock.js").Clock} clock
     * @returns {Frame} the same arrays at every call
     */
    at(clock) {
      const onlyNew = clock.mode === "new";
      seen.fill(0);
      frame.reports.fill(0);
      frame.light.fill(1);
      frame.started.fill(0);
      frame.active.fill(0);
      takeDay(feed.town, plan.townMark, clock.day, onlyNew, frame, seen);
      takeDay(feed.spot, plan.spotMark, clock.day, onlyNew, frame, seen);
      for (let mark = 0; mark < n; mark++) {
        const of = seen[mark];
        if (of) frame.state[mark] = of === 1 ? 0 : of === 4 ? 2 : CONTINUING;
        else frame.state[mark] = !onlyNew && plan.first[mark] <= clock.day ? SILENT : NOT_YET;
        if (!of) frame.light[mark] = 0;
      }
      if (clock.mode === "window" || clock.mode === "cumulative") {
        const [first, last] = frameSpan(clock);
        sumOver(first, last);
        frame.reports.set(sums);
      }
      return frame;
    },
  };
}

/**
 * The most reports that one symbol ever shows in a mode, for the scale of sizes.
 * @param {import("./pack.js").Feed} feed
 * @param {import("./plan.js").Plan} plan
 * @param {import("./clock.js").Clock} clock
 */
export function peakReports(feed, plan, clock) {
  const sums = new Float64Array(plan.count);
  const length = clock.mode === "window" ? clock.windowDays : 1;
  let peak = 0;
  for (let day = 0; day < feed.dayCount; day++) {
    const gone = day - length;
    if (clock.mode !== "cumulative" && gone >= 0) {
      addRows(feed.town, plan.townMark, gone, -1, sums);
      addRows(feed.spot, plan.spotMark, gone, -1, sums);
    }
    peak = Math.max(peak, addRows(feed.town, plan.townMark, day, 1, sums));
    peak = Math.max(peak, addRows(feed.spot, plan.spotMark, day, 1, sums));
  }
  return peak;
}

/**
 * Sites by state for each day, as stacked by the histogram: towns, whatever the zoom.
 * @param {import("./pack.js").Feed} feed
 * @returns {{counts: Uint32Array[], reports: Float64Array}} by state, then by day
 */
export function dayCounts(feed) {
  const counts = STATES.map(() => new Uint32Array(feed.dayCount));
  const reports = new Float64Array(feed.dayCount);
  const begun = new Uint8Array(feed.sites.count);
  const { offset, site, flags } = feed.town;
  let sites = 0;
  for (let day = 0; day < feed.dayCount; day++) {
    for (let row = offset[day]; row < offset[day + 1]; row++) {
      counts[flags[row] & STATE_BITS][day]++;
      reports[day] += feed.town.reports[row];
      if (!begun[site[row]]) {
        begun[site[row]] = 1;
        sites++;
      }
    }
    counts[SILENT][day] = sites - (offset[day + 1] - offset[day]);
  }
  return { counts, reports };
}

/**
 * @param {import("./pack.js").Rows} rows
 * @param {Int32Array} markOf
 * @param {number} day
 * @param {boolean} onlyNew
 * @param {Frame} frame
 * @param {Uint8Array} seen bits of the states seen
 */
function takeDay(rows, markOf, day, onlyNew, frame, seen) {
  const { offset, site, reports, flags } = rows;
  for (let row = offset[day]; row < offset[day + 1]; row++) {
    const mark = markOf[site[row]];
    const flag = flags[row];
    if (mark < 0 || (onlyNew && !(flag & ONSET))) continue;
    seen[mark] |= 1 << (flag & STATE_BITS);
    frame.reports[mark] += reports[row];
    frame.active[mark]++;
    if (flag & ONSET) frame.started[mark]++;
    if (!(flag & LIGHT)) frame.light[mark] = 0;
  }
}

/**
 * @param {import("./pack.js").Rows} rows
 * @param {Int32Array} markOf
 * @param {number} day
 * @param {1 | -1} sign
 * @param {Float64Array} sums
 * @returns {number} the largest sum touched
 */
function addRows(rows, markOf, day, sign, sums) {
  const { offset, site, reports } = rows;
  let largest = 0;
  for (let row = offset[day]; row < offset[day + 1]; row++) {
    const mark = markOf[site[row]];
    if (mark < 0) continue;
    const sum = (sums[mark] += sign * reports[row]);
    if (sum > largest) largest = sum;
  }
  return largest;
}
