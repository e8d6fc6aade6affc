// Very many sites: the hexagons of H3 that gather them, one size for each range of zoom.

import { worldX, worldY } from "./mercator.js";

/** Below each of these zooms the hexagons of that resolution are shown; sites from the last on. */
const UNTIL_ZOOM = new Map([
  [2, 4.2],
  [3, 5.7],
  [4, 7.1],
  [5, 8.6],
]);
const CORNERS = 6;

/**
 * The hexagons of one resolution: which of them each site lies in, their middles and outlines.
 * @typedef {{resolution: number, of: import("./pack.js").Column, count: number, x: Float64Array,
 *   y: Float64Array, parts: import("./base.js").Part[]}} Hexagons
 */

/**
 * The hexagons for a zoom; null where sites are shown themselves.
 * @param {import("./pack.js").Feed} feed
 * @param {number} zoom
 * @returns {number | null} their resolution
 */
export function resolutionAt(feed, zoom) {
  if (!feed.cells) return null;
  for (const resolution of feed.cells.resolutions) {
    if (zoom < (UNTIL_ZOOM.get(resolution) ?? 0)) return resolution;
  }
  return null;
}

/** @type {WeakMap<import("./pack.js").Feed, Map<number, Hexagons>>} */
const known = new WeakMap();

/**
 * @param {import("./pack.js").Feed} feed
 * @param {number} resolution
 * @returns {Hexagons}
 */
export function hexagonsOf(feed, resolution) {
  let of = known.get(feed);
  if (!of) known.set(feed, (of = new Map()));
  let found = of.get(resolution);
  if (!found) of.set(resolution, (found = projectedHexagons(feed, resolution)));
  return found;
}

/**
 * @param {import("./pack.js").Feed} feed
 * @param {number} resolution
 * @returns {Hexagons}
 */
function projectedHexagons(feed, resolution) {
  const cells = /** @type {Record<string, import("./pack.js").Column>} */ (feed.cells);
  const longitude = cells[`longitude${resolution}`];
  const latitude = cells[`latitude${resolution}`];
  const corners = cells[`corners${resolution}`];
  const count = longitude.length;
  /** @type {import("./base.js").Part[]} */
  const parts = [];
  for (let cell = 0; cell < count; cell++) {
    const points = new Float64Array(2 * (CORNERS + 1));
    for (let corner = 0; corner <= CORNERS; corner++) {
      const at = 2 * (cell * CORNERS + (corner % CORNERS));
      points[2 * corner] = worldX(corners[at]);
      points[2 * corner + 1] = worldY(corners[at + 1]);
    }
    const xs = points.filter((_, i) => i % 2 === 0);
    const ys = points.filter((_, i) => i % 2 === 1);
    parts.push({
      points,
      west: Math.min(...xs),
      east: Math.max(...xs),
      north: Math.min(...ys),
      south: Math.max(...ys),
    });
  }
  return {
    resolution,
    of: cells[`of${resolution}`],
    count,
    x: Float64Array.from(longitude, worldX),
    y: Float64Array.from(latitude, worldY),
    parts,
  };
}

/**
 * Gather the symbols of sites into hexagons. Areas stay as they are: they are shades, not symbols.
 * @param {import("./pack.js").Feed} feed
 * @param {import("./plan.js").Plan} single
 * @param {number} resolution
 * @returns {import("./plan.js").Plan}
 */
export function inHexagons(feed, single, resolution) {
  const hexagons = hexagonsOf(feed, resolution);
  const cellOf = new Int32Array(single.count);
  const markOf = new Int32Array(hexagons.count).fill(-1);
  /** @type {number[][]} */
  const parts = [];
  /** @type {number[]} */
  const hexagon = [];
  for (let mark = 0; mark < single.count; mark++) {
    const site = single.site[mark];
    const isArea = feed.sites.area[site] > 0;
    const cell = isArea ? -1 : hexagons.of[site];
    let into = isArea ? -1 : markOf[cell];
    if (into < 0) {
      into = parts.push([]) - 1;
      hexagon.push(cell);
      if (!isArea) markOf[cell] = into;
    }
    parts[into].push(mark);
    cellOf[mark] = into;
  }
  const moved = (/** @type {Int32Array} */ of) => of.map((mark) => (mark < 0 ? -1 : cellOf[mark]));
  const only = (/** @type {number[]} */ marks) => (marks.length === 1 ? single.site[marks[0]] : -1);
  const at = (/** @type {Float64Array} */ middle, /** @type {Float64Array} */ own) =>
    Float64Array.from(parts, (marks, mark) =>
      hexagon[mark] < 0 ? own[marks[0]] : middle[hexagon[mark]],
    );
  return {
    key: "",
    isGathered: true,
    count: parts.length,
    x: at(hexagons.x, single.x),
    y: at(hexagons.y, single.y),
    site: Int32Array.from(parts, only),
    isSpot: Uint8Array.from(parts, (marks) => single.isSpot[marks[0]]),
    first: Int32Array.from(parts, (marks) =>
      marks.reduce((least, mark) => Math.min(least, single.first[mark]), single.first[marks[0]]),
    ),
    townMark: moved(single.townMark),
    spotMark: moved(single.spotMark),
    members: (cell) => parts[cell].map((mark) => single.site[mark]),
    outline: (mark) => (hexagon[mark] < 0 ? null : hexagons.parts[hexagon[mark]]),
  };
}

/**
 * The hexagons of active symbols as shades below them.
 * @param {import("./scene_shapes.js").Moment} moment
 * @returns {import("./scene_shapes.js").Shade[]}
 */
export function hexagonShades({ plan, drawn, view }) {
  if (!plan.outline) return [];
  const shades = [];
  for (let mark = 0; mark < plan.count; mark++) {
    const outline = plan.outline(mark);
    if (!outline || drawn.alpha[mark] < 0.02 || drawn.state[mark] >= 3) continue;
    shades.push({
      mark,
      parts: [outline],
      x: plan.x[mark] * view.scale - view.left,
      y: plan.y[mark] * view.scale - view.top,
      radiusPx: 0,
      state: drawn.state[mark],
      alpha: drawn.alpha[mark] * 0.55,
    });
  }
  return shades;
}
