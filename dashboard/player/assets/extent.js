// The part of the map that a frame's symbols and shapes take up: a sheet of that size is enough.

import { bendOf } from "./geodesic.js";
import { styleOf } from "./look.js";
import { CROSS_PX } from "./paint_centre.js";

/** Lines are no wider than this, half of it on either side of what they follow. */
const WIDEST_PX = 6;
/** The ring round the symbol that is pointed at stands so far off. */
const POINTED_PX = 10;
/** Sheets begin and end at multiples of this, so that they seldom change from day to day. */
const STEP_PX = 32;
/** A sheet that is this many times larger than it need be is cut down. */
const WASTE = 3;

/** @typedef {import("./label_boxes.js").Box} Box */

/** @type {Box} */
export const NOTHING = Object.freeze({ left: 0, top: 0, right: 0, bottom: 0 });

/**
 * The box of all that a frame draws, in CSS pixels, within the view.
 * @param {import("./renderer.js").DayShown} shown
 * @returns {Box | null} null where nothing is drawn
 */
export function extentOf({
  view,
  theme,
  drawn,
  order,
  shades,
  discs,
  arcs,
  ring,
  centre,
  pointed,
}) {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  /** @param {number} x @param {number} y @param {number} reach */
  const reachOut = (x, y, reach) => {
    if (x - reach < box.left) box.left = x - reach;
    if (y - reach < box.top) box.top = y - reach;
    if (x + reach > box.right) box.right = x + reach;
    if (y + reach > box.bottom) box.bottom = y + reach;
  };
  /** @param {Float64Array} points in world coordinates @param {number} reach */
  const follow = (points, reach) => {
    for (let i = 0; i < points.length; i += 2) {
      reachOut(points[i] * view.scale - view.left, points[i + 1] * view.scale - view.top, reach);
    }
  };
  const edge = widestEdge(theme);
  for (const mark of order) {
    const x = drawn.x[mark] * view.scale - view.left;
    const y = drawn.y[mark] * view.scale - view.top;
    reachOut(x, y, drawn.radius[mark] + edge);
  }
  for (const { parts, x, y, radiusPx } of shades) {
    if (!parts) reachOut(x, y, radiusPx + WIDEST_PX);
    for (const { west, east, north, south } of parts ?? []) {
      follow(Float64Array.of(west, north, east, south), WIDEST_PX);
    }
  }
  for (const { x, y, radiusPx } of discs) reachOut(x, y, radiusPx + WIDEST_PX);
  for (const { x0, y0, x1, y1 } of arcs) {
    reachOut(x0, y0, WIDEST_PX);
    reachOut(x1, y1, WIDEST_PX);
    // A curve never leaves the triangle of its ends and its bend.
    const [x, y] = bendOf(x0, y0, x1, y1);
    reachOut(x, y, WIDEST_PX);
  }
  if (ring) follow(ring, WIDEST_PX);
  if (centre) follow(centre.way, CROSS_PX + WIDEST_PX);
  if (centre?.ellipse) follow(centre.ellipse, WIDEST_PX);
  if (pointed) reachOut(pointed.x, pointed.y, pointed.radius + POINTED_PX);
  const within = {
    left: Math.max(box.left, 0),
    top: Math.max(box.top, 0),
    right: Math.min(box.right, view.width),
    bottom: Math.min(box.bottom, view.height),
  };
  return within.left < within.right && within.top < within.bottom ? within : null;
}

/** @param {import("./look.js").Theme} theme */
function widestEdge(theme) {
  const edges = theme.symbols.map((_, state) => {
    const { haloPx, ringPx, strokePx } = styleOf(theme, state);
    return haloPx ? haloPx + ringPx : strokePx;
  });
  // Stamps are of rounded radii and stand on whole pixels.
  return Math.max(...edges) + 3;
}

/**
 * The sheet to draw on: the one that is held while it does, for a new size costs a new canvas.
 * @param {Box | null} extent in CSS pixels
 * @param {Box} held in device pixels, as is what is returned
 * @param {{ratio: number, across: number, down: number}} screen `across` and `down` in device pixels
 * @returns {Box}
 */
export function sheetFor(extent, held, { ratio, across, down }) {
  const isHeld = held.right <= across && held.bottom <= down && areaOf(held) > 0;
  if (!extent) return isHeld ? held : NOTHING;
  const floor = (/** @type {number} */ px) => Math.floor((px * ratio) / STEP_PX) * STEP_PX;
  const ceil = (/** @type {number} */ px) => Math.ceil((px * ratio) / STEP_PX) * STEP_PX;
  const needed = {
    left: floor(extent.left),
    top: floor(extent.top),
    right: Math.min(across, ceil(extent.right)),
    bottom: Math.min(down, ceil(extent.bottom)),
  };
  if (!isHeld) return needed;
  const isEnough =
    held.left <= needed.left &&
    held.top <= needed.top &&
    held.right >= needed.right &&
    held.bottom >= needed.bottom;
  const kept = isEnough ? held : around(held, needed);
  return areaOf(kept) > WASTE * areaOf(needed) ? needed : kept;
}

/**
 * @param {Box} a
 * @param {Box} b
 * @returns {Box}
 */
function around(a, b) {
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  };
}

/** @param {Box} box */
function areaOf({ left, top, right, bottom }) {
  return (right - left) * (bottom - top);
}
