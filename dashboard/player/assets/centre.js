// Where the active sites lie on average: the way of that centre until a day, and how they scatter.

import { ellipseAround } from "./geodesic.js";
import { worldX, worldY } from "./mercator.js";

/**
 * In world coordinates. `way` runs to the day's own centre, or to the last before it; `ellipse` is
 * null below three sites.
 * @typedef {{way: Float64Array, isToday: boolean, ellipse: Float64Array | null}} Centre
 */

/** @type {WeakMap<import("./pack.js").Feed, {way: Float64Array, until: Int32Array}>} */
const ways = new WeakMap();

/**
 * The centre of a day; null before there is any.
 * @param {import("./pack.js").Feed} feed
 * @param {number} day
 * @returns {Centre | null}
 */
export function centreOf(feed, day) {
  const { longitude, latitude, majorKm, minorKm, bearing } = feed.centre;
  if (day >= longitude.length) return null;
  const { way, until } = wayOf(feed);
  if (until[day] === 0) return null;
  const isToday = !Number.isNaN(longitude[day]);
  const isScattered = isToday && !Number.isNaN(majorKm[day]);
  return {
    way: way.subarray(0, 2 * until[day]),
    isToday,
    ellipse: isScattered
      ? ellipseAround(longitude[day], latitude[day], majorKm[day], minorKm[day], bearing[day])
      : null,
  };
}

/**
 * All centres, and how many of them there are until each day.
 * @param {import("./pack.js").Feed} feed
 */
function wayOf(feed) {
  const known = ways.get(feed);
  if (known) return known;
  const { longitude, latitude } = feed.centre;
  const way = [];
  const until = new Int32Array(longitude.length);
  for (let day = 0; day < longitude.length; day++) {
    if (!Number.isNaN(longitude[day])) way.push(worldX(longitude[day]), worldY(latitude[day]));
    until[day] = way.length / 2;
  }
  const made = { way: Float64Array.from(way), until };
  ways.set(feed, made);
  return made;
}
