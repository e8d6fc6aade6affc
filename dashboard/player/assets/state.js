// What of the player can be asked for and is told: plain values, checked wherever they come in.

import { changed } from "./clock.js";
import { dayOf, isoOf } from "./days.js";
import { limited } from "./mercator.js";

/**
 * @typedef {{day: string, mode: string, windowDays: number, playing: boolean, loop: boolean,
 *   speed: number, range: [string, string] | null,
 *   camera: import("./mercator.js").Camera, chosen: boolean, layers: Record<string, boolean>, ground: string, online: boolean,
 *   borders: string, drawing: string, black: boolean, step: number | null}} PlayerState
 */

/**
 * The part of a wished state that concerns time.
 * @param {import("./clock.js").Clock} clock
 * @param {Record<string, any>} wished days as YYYY-MM-DD
 * @param {number} firstDay
 */
export function timeFrom(clock, wished, firstDay) {
  const at = (/** @type {unknown} */ iso) => {
    const day = dayOf(iso);
    return day === null ? undefined : day - firstDay;
  };
  const day = at(wished.day);
  const isKnown = day !== undefined && day >= 0 && day < clock.count;
  /** @type {Record<string, unknown>} */
  const given = { ...wished, day: isKnown ? day : undefined };
  if (Array.isArray(wished.range)) given.range = wished.range.map(at);
  return changed(clock, given);
}

/**
 * A camera out of anything; null when it is none.
 * @param {unknown} wished
 * @returns {import("./mercator.js").Camera | null}
 */
export function cameraFrom(wished) {
  if (typeof wished !== "object" || wished === null) return null;
  const { longitude, latitude, zoom } = /** @type {Record<string, unknown>} */ (wished);
  if (![longitude, latitude, zoom].every((n) => typeof n === "number" && Number.isFinite(n))) {
    return null;
  }
  return limited(/** @type {import("./mercator.js").Camera} */ (wished));
}

/**
 * Known switches out of anything.
 * @param {Record<string, boolean>} layers
 * @param {unknown} wished
 * @returns {Record<string, boolean>}
 */
export function layersFrom(layers, wished) {
  const next = { ...layers };
  if (typeof wished !== "object" || wished === null) return next;
  for (const [name, value] of Object.entries(wished)) {
    if (Object.hasOwn(layers, name) && typeof value === "boolean") next[name] = value;
  }
  return next;
}

/**
 * @param {import("./clock.js").Clock} clock
 * @param {number} firstDay
 */
export function timeOf(clock, firstDay) {
  const { day, mode, windowDays, playing, loop, speed, range } = clock;
  return {
    day: isoOf(firstDay + day),
    mode,
    windowDays,
    playing,
    loop,
    speed,
    range: range
      ? /** @type {[string, string]} */ ([isoOf(firstDay + range[0]), isoOf(firstDay + range[1])])
      : null,
  };
}

/** @param {import("./mercator.js").Camera} camera */
export function rounded({ longitude, latitude, zoom }) {
  const to = (/** @type {number} */ n, /** @type {number} */ digits) => Number(n.toFixed(digits));
  return {
    longitude: to(longitude, 4),
    latitude: to(latitude, 4),
    zoom: to(zoom, 2),
  };
}
