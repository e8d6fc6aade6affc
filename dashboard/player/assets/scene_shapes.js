// What lies round the symbols of a frame, as plain shapes on the screen: shades, doubt, links.

import { frameSpan } from "./clock.js";
import { kmToPx } from "./mercator.js";
import { SILENT } from "./pack.js";

const MOST_DISCS = 400;
const HARDLY_SEEN = 0.02;

/**
 * One moment of the map: all that its shapes and names follow from.
 * @typedef {{feed: import("./pack.js").Feed, ground: import("./plan.js").Ground,
 *   base: import("./base.js").Base | null, borders: string, plan: import("./plan.js").Plan,
 *   frame: import("./frames.js").Frame, drawn: import("./transition.js").Drawn,
 *   clock: import("./clock.js").Clock, view: import("./mercator.js").View}} Moment
 */
/**
 * @typedef {{mark: number, parts: import("./base.js").Part[] | null, x: number, y: number,
 *   radiusPx: number, state: number, alpha: number}} Shade
 */

/** @typedef {{x: number, y: number, radiusPx: number, alpha: number}} Disc */
/** @typedef {{x0: number, y0: number, x1: number, y1: number, isToday: boolean}} Arc */

/**
 * Whether a symbol stands for an area: it is shaded, never drawn as a point.
 * @param {import("./pack.js").Feed} feed
 * @param {import("./plan.js").Plan} plan
 * @param {number} mark
 */
export function isAreaMark(feed, plan, mark) {
  const site = plan.site[mark];
  return site >= 0 && feed.sites.area[site] > 0;
}

/**
 * Areas with a report: their outlines, or circles of their radius.
 * @param {Moment} moment
 * @returns {Shade[]}
 */
export function shadesOf({ feed, base, borders, plan, drawn, view }) {
  const { sites } = feed;
  const shades = [];
  for (let mark = 0; mark < plan.count; mark++) {
    if (!isAreaMark(feed, plan, mark)) continue;
    if (drawn.alpha[mark] < HARDLY_SEEN || drawn.state[mark] >= SILENT) continue;
    const site = plan.site[mark];
    // A whole country is not shaded: that would be the map, and say nothing.
    if (sites.level[site] === "country") continue;
    const outline = base?.shapes.find((shape) => shape.id === sites.id[site]);
    shades.push({
      mark,
      parts: outline?.views.includes(borders) ? outline.parts : null,
      x: plan.x[mark] * view.scale - view.left,
      y: plan.y[mark] * view.scale - view.top,
      radiusPx: kmToPx(sites.radiusKm[site], sites.latitude[site], view.scale),
      state: drawn.state[mark],
      alpha: drawn.alpha[mark],
    });
  }
  return shades;
}

/**
 * The shade under a point; -1 without.
 * @param {Shade[]} shades
 * @param {import("./mercator.js").View} view
 * @param {{x: number, y: number}} at
 */
export function shadeAt(shades, view, at) {
  const x = (at.x + view.left) / view.scale;
  const y = (at.y + view.top) / view.scale;
  const found = shades.findLast((shade) =>
    shade.parts
      ? isInside(shade.parts, x, y)
      : Math.hypot(shade.x - at.x, shade.y - at.y) <= shade.radiusPx,
  );
  return found ? found.mark : -1;
}

/**
 * Radii of doubt of active symbols; one smaller than its symbol would not be seen.
 * @param {Moment} moment
 * @param {number[]} order symbols in sight
 * @returns {Disc[]}
 */
export function discsOf({ feed, plan, drawn, view }, order) {
  const discs = [];
  for (const mark of order) {
    const site = plan.site[mark];
    if (site < 0 || drawn.state[mark] === SILENT) continue;
    const radiusPx = kmToPx(feed.sites.radiusKm[site], feed.sites.latitude[site], view.scale);
    if (radiusPx <= drawn.radius[mark]) continue;
    const x = drawn.x[mark] * view.scale - view.left;
    const y = drawn.y[mark] * view.scale - view.top;
    discs.push({ x, y, radiusPx, alpha: drawn.alpha[mark] });
  }
  return discs.slice(0, MOST_DISCS);
}

/**
 * Links of the onsets that the frame holds.
 * @param {Moment} moment
 * @returns {Arc[]}
 */
export function arcsOf({ feed, ground, plan, clock, view }) {
  const [first, last] = frameSpan(clock);
  const { from, to } = feed.links;
  const place = (/** @type {number} */ site) => {
    const mark = plan.townMark[site];
    const [x, y] =
      mark >= 0 ? [plan.x[mark], plan.y[mark]] : [ground.siteX[site], ground.siteY[site]];
    return {
      x: x * view.scale - view.left,
      y: y * view.scale - view.top,
      mark,
    };
  };
  const arcs = [];
  for (let i = 0; i < to.length; i++) {
    const day = ground.townFirst[to[i]];
    if (day < first || day > last) continue;
    const start = place(from[i]);
    const end = place(to[i]);
    // Within one cell there is nothing to draw.
    if (start.mark === end.mark && start.mark >= 0) continue;
    arcs.push({
      x0: start.x,
      y0: start.y,
      x1: end.x,
      y1: end.y,
      isToday: day === clock.day,
    });
  }
  return arcs;
}

/**
 * Even-odd rule over all rings of a shape, in world coordinates.
 * @param {import("./base.js").Part[]} parts
 * @param {number} x
 * @param {number} y
 */
export function isInside(parts, x, y) {
  let inside = false;
  for (const { points, west, east, north, south } of parts) {
    if (x < west || x > east || y < north || y > south) continue;
    for (let i = 0, j = points.length - 2; i < points.length; j = i, i += 2) {
      const yi = points[i + 1];
      const yj = points[j + 1];
      const crosses = yi > y !== yj > y;
      if (crosses && x < ((points[j] - points[i]) * (y - yi)) / (yj - yi) + points[i]) {
        inside = !inside;
      }
    }
  }
  return inside;
}
