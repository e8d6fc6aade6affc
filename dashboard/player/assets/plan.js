// Which symbols stand on the map at a zoom: towns, the spots of towns seen closely, or, where even
// these would lie on each other, cells that gather them. Every site-day counts in exactly one.

import { inHexagons, resolutionAt } from "./cells.js";
import { worldX, worldY } from "./mercator.js";
import { firstDays } from "./pack.js";

/** A town comes apart when its sites span this many pixels. */
export const SPLIT_PX = 64;
/** More symbols than this in sight are gathered into cells. */
export const CROWDED = 1200;
/** Width of a cell at its own whole zoom; up to twice that just before the next. */
const CELL_PX = 34;

/**
 * What of a feed does not depend on the view.
 * @typedef {{siteX: Float64Array, siteY: Float64Array, townFirst: Int32Array,
 *   spotFirst: Int32Array, spots: Map<number, number[]>, extent: Map<number, number>}} Ground
 */
/**
 * The symbols of one view. `townMark` and `spotMark` give the symbol that a row of each level
 * counts in (-1: none). `site` is the symbol's own site, or -1 for a cell of several.
 * @typedef {{key: string, isGathered: boolean, count: number, x: Float64Array, y: Float64Array, site: Int32Array,
 *   isSpot: Uint8Array, first: Int32Array, townMark: Int32Array, spotMark: Int32Array,
 *   members: (mark: number) => number[],
 *   outline?: (mark: number) => import("./base.js").Part | null}} Plan
 */

/**
 * @param {import("./pack.js").Feed} feed
 * @returns {Ground}
 */
export function groundOf(feed) {
  const { sites } = feed;
  const siteX = Float64Array.from({ length: sites.count }, (_, i) => worldX(sites.longitude[i]));
  const siteY = Float64Array.from({ length: sites.count }, (_, i) => worldY(sites.latitude[i]));
  const spotFirst = firstDays(feed.spot, sites.count);
  /** @type {Map<number, number[]>} */
  const spots = new Map();
  for (let i = 0; i < sites.count; i++) {
    if (spotFirst[i] < 0) continue;
    const of = spots.get(sites.town[i]);
    if (of) of.push(i);
    else spots.set(sites.town[i], [i]);
  }
  const extent = new Map();
  for (const [town, of] of spots) {
    const xs = of.map((i) => siteX[i]);
    const ys = of.map((i) => siteY[i]);
    const across = Math.max(...xs) - Math.min(...xs);
    extent.set(town, Math.max(across, Math.max(...ys) - Math.min(...ys)));
  }
  const townFirst = firstDays(feed.town, sites.count);
  return { siteX, siteY, townFirst, spotFirst, spots, extent };
}

/**
 * Towns that come apart at a scale.
 * @param {Ground} ground
 * @param {number} scale pixels across the world
 * @returns {number[]}
 */
export function splitTowns(ground, scale) {
  return [...ground.extent]
    .filter(([, extent]) => extent * scale >= SPLIT_PX)
    .map(([town]) => town);
}

/**
 * Say which symbols a view needs; the same key means the same symbols.
 * @param {Ground} ground
 * @param {import("./mercator.js").View} view
 * @param {import("./pack.js").Feed} feed
 */
export function planKey(ground, view, feed) {
  const hexagons = resolutionAt(feed, view.zoom);
  if (hexagons !== null) return { key: `h3/${hexagons}`, split: [], crowded: false, hexagons };
  const split = splitTowns(ground, view.scale);
  const crowded = inSight(ground, view, new Set(split)) > CROWDED;
  return {
    key: `${split.join()}|${crowded ? Math.floor(view.zoom) : ""}`,
    split,
    crowded,
    hexagons: null,
  };
}

/**
 * @param {import("./pack.js").Feed} feed
 * @param {Ground} ground
 * @param {import("./mercator.js").View} view
 * @returns {Plan}
 */
export function planFor(feed, ground, view) {
  const { key, split, crowded, hexagons } = planKey(ground, view, feed);
  const apart = new Set(split);
  const single = singleSites(feed, ground, apart);
  if (hexagons !== null) return { ...inHexagons(feed, single, hexagons), key };
  const plan = crowded ? gathered(feed, single, Math.floor(view.zoom)) : single;
  return { ...plan, key };
}

/**
 * One symbol a town, or a spot of a town that came apart.
 * @param {import("./pack.js").Feed} feed
 * @param {Ground} ground
 * @param {Set<number>} apart
 * @returns {Plan}
 */
function singleSites(feed, ground, apart) {
  const count = feed.sites.count;
  const townMark = new Int32Array(count).fill(-1);
  const spotMark = new Int32Array(count).fill(-1);
  /** @type {number[]} */
  const site = [];
  /** @type {number[]} */
  const isSpot = [];
  for (let i = 0; i < count; i++) {
    if (ground.townFirst[i] >= 0 && !apart.has(i)) {
      townMark[i] = site.push(i) - 1;
      isSpot.push(0);
    }
    if (ground.spotFirst[i] >= 0 && apart.has(feed.sites.town[i])) {
      spotMark[i] = site.push(i) - 1;
      isSpot.push(1);
    }
  }
  return {
    key: "",
    isGathered: false,
    count: site.length,
    x: Float64Array.from(site, (i) => ground.siteX[i]),
    y: Float64Array.from(site, (i) => ground.siteY[i]),
    site: Int32Array.from(site),
    isSpot: Uint8Array.from(isSpot),
    first: Int32Array.from(site, (i, at) => (isSpot[at] ? ground.spotFirst : ground.townFirst)[i]),
    townMark,
    spotMark,
    members: (mark) => [site[mark]],
  };
}

/**
 * Gather symbols into the cells of a grid that is fixed to the ground, so that panning moves
 * nothing from cell to cell. Areas stay as they are: they are shades, not symbols.
 * @param {import("./pack.js").Feed} feed
 * @param {Plan} single
 * @param {number} zoom whole
 * @returns {Plan}
 */
function gathered(feed, single, zoom) {
  const cells = (512 * 2 ** zoom) / CELL_PX;
  /** @type {Map<number, number>} */
  const known = new Map();
  /** @type {number[][]} */
  const parts = [];
  const cellOf = new Int32Array(single.count);
  for (let mark = 0; mark < single.count; mark++) {
    const column = Math.floor(single.x[mark] * cells);
    const row = Math.floor(single.y[mark] * cells);
    const isArea = feed.sites.area[single.site[mark]] > 0;
    const id = isArea ? -1 - mark : row * Math.ceil(cells) + column;
    let cell = known.get(id);
    if (cell === undefined) {
      cell = parts.push([]) - 1;
      known.set(id, cell);
    }
    parts[cell].push(mark);
    cellOf[mark] = cell;
  }
  const mean = (/** @type {Float64Array} */ of) =>
    Float64Array.from(parts, (marks) => marks.reduce((sum, m) => sum + of[m], 0) / marks.length);
  const moved = (/** @type {Int32Array} */ of) => of.map((mark) => (mark < 0 ? -1 : cellOf[mark]));
  return {
    key: "",
    isGathered: true,
    count: parts.length,
    x: mean(single.x),
    y: mean(single.y),
    site: Int32Array.from(parts, (marks) => (marks.length === 1 ? single.site[marks[0]] : -1)),
    isSpot: Uint8Array.from(parts, (marks) => single.isSpot[marks[0]]),
    first: Int32Array.from(parts, (marks) => Math.min(...marks.map((m) => single.first[m]))),
    townMark: moved(single.townMark),
    spotMark: moved(single.spotMark),
    members: (cell) => parts[cell].map((mark) => single.site[mark]),
  };
}

/**
 * @param {Ground} ground
 * @param {import("./mercator.js").View} view
 * @param {Set<number>} apart
 */
function inSight(ground, view, apart) {
  const west = view.left / view.scale;
  const east = (view.left + view.width) / view.scale;
  const north = view.top / view.scale;
  const south = (view.top + view.height) / view.scale;
  let count = 0;
  for (let i = 0; i < ground.siteX.length; i++) {
    if (ground.townFirst[i] < 0) continue;
    const x = ground.siteX[i];
    const y = ground.siteY[i];
    if (x < west || x > east || y < north || y > south) continue;
    count += apart.has(i) ? (ground.spots.get(i)?.length ?? 1) : 1;
  }
  return count;
}
