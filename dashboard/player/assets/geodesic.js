// Circles of equal distance on the sphere, and the curves that links are drawn as.

import { EARTH_RADIUS_KM, worldX, worldY } from "./mercator.js";

const CORNERS = 96;

/**
 * A circle round a place, in world coordinates.
 * @param {number} longitude
 * @param {number} latitude
 * @param {number} km
 * @returns {Float64Array} x, y, ...
 */
export function ringAround(longitude, latitude, km) {
  return outline(longitude, latitude, (bearing) => [km, bearing]);
}

/**
 * An ellipse round a place, in world coordinates.
 * @param {number} longitude
 * @param {number} latitude
 * @param {number} majorKm half of its long axis
 * @param {number} minorKm
 * @param {number} axis bearing of the long axis, degrees from north
 * @returns {Float64Array} x, y, ...
 */
export function ellipseAround(longitude, latitude, majorKm, minorKm, axis) {
  return outline(longitude, latitude, (turn) => {
    const along = majorKm * Math.cos(turn);
    const across = minorKm * Math.sin(turn);
    return [Math.hypot(along, across), (axis * Math.PI) / 180 + Math.atan2(across, along)];
  });
}

/**
 * @param {number} longitude
 * @param {number} latitude
 * @param {(turn: number) => [number, number]} at km away and bearing in radians, by share of a turn
 */
function outline(longitude, latitude, at) {
  const ring = new Float64Array(2 * CORNERS);
  const phi = (latitude * Math.PI) / 180;
  for (let i = 0; i < CORNERS; i++) {
    const [km, bearing] = at((2 * Math.PI * i) / CORNERS);
    const angle = km / EARTH_RADIUS_KM;
    const sine =
      Math.sin(phi) * Math.cos(angle) + Math.cos(phi) * Math.sin(angle) * Math.cos(bearing);
    const east = Math.atan2(
      Math.sin(bearing) * Math.sin(angle) * Math.cos(phi),
      Math.cos(angle) - Math.sin(phi) * sine,
    );
    ring[2 * i] = worldX(longitude + (east * 180) / Math.PI);
    ring[2 * i + 1] = worldY((Math.asin(sine) * 180) / Math.PI);
  }
  return ring;
}

/**
 * The bend of a link's curve: beside its middle, always on the same hand.
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 * @returns {[number, number]}
 */
export function bendOf(x0, y0, x1, y1) {
  const lean = 0.18;
  return [(x0 + x1) / 2 - (y1 - y0) * lean, (y0 + y1) / 2 + (x1 - x0) * lean];
}

/**
 * The first part of a quadratic curve.
 * @param {[number, number]} from
 * @param {[number, number]} bend
 * @param {[number, number]} to
 * @param {number} share 0 to 1
 * @returns {{bend: [number, number], to: [number, number]}}
 */
export function curveUntil(from, bend, to, share) {
  const mix = (/** @type {[number, number]} */ a, /** @type {[number, number]} */ b) =>
    /** @type {[number, number]} */ ([a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]);
  const first = mix(from, bend);
  return { bend: first, to: mix(first, mix(bend, to)) };
}
