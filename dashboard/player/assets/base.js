// Land and borders: projected once, drawn whenever the view moves, left alone while days pass.

import { faded } from "./look.js";
import { worldX, worldY } from "./mercator.js";

/**
 * What the page sends. `deck` is a specification of deck.gl: layers of polygons, then of paths,
 * from below upwards; coordinates are flat lists of longitude, latitude.
 * @typedef {{id: string, views: string[],
 *   polygon: number[] | {positions: number[], holeIndices: number[]}}} PolygonRow
 * @typedef {{views: string[], path: number[]}} PathRow
 * @typedef {{"@@type": "SolidPolygonLayer", id: string, data: PolygonRow[]}} PolygonSource
 * @typedef {{"@@type": "PathLayer", id: string, data: PathRow[]}} PathSource
 * @typedef {{rev: string, views: string[], notes: Record<string, string>,
 *   places?: {id: string, text: string, textUrdu: string, longitude: number, latitude: number,
 *     isSpot: boolean}[],
 *   names: {role: string, text: string, textUrdu: string, longitude: number, latitude: number,
 *     widthDeg: number, views: string[]}[],
 *   deck: {layers: (PolygonSource | PathSource)[]}}} BaseSource
 */
/**
 * A ring or line in world coordinates with its box.
 * @typedef {{points: Float64Array, west: number, east: number, north: number, south: number}} Part
 */
/**
 * @typedef {{rev: string, source: BaseSource,
 *   shapes: {role: string, id: string, views: string[], parts: Part[]}[],
 *   lines: {role: string, views: string[], parts: Part[]}[],
 *   sheet: {west: number, east: number, north: number, south: number}}} Base
 */

const FADE_PX = 70;

/**
 * @param {BaseSource} source
 * @returns {Base}
 */
export function projected(source) {
  /** @type {Map<string, Base["shapes"][number]>} */
  const shapes = new Map();
  /** @type {Base["lines"]} */
  const lines = [];
  for (const layer of source.deck.layers) {
    const role = layer.id;
    if (layer["@@type"] === "PathLayer") {
      lines.push(...layer.data.map(({ views, path }) => ({ role, views, parts: [partOf(path)] })));
      continue;
    }
    for (const { id, views, polygon } of layer.data) {
      // The polygons of one place are one shape.
      const key = [role, id, ...views].join("|");
      const shape = shapes.get(key) ?? { role, id, views, parts: [] };
      shape.parts.push(...ringsOf(polygon).map(partOf));
      shapes.set(key, shape);
    }
  }
  const all = [...shapes.values()];
  const parts = all.flatMap((shape) => shape.parts);
  return {
    rev: source.rev,
    source,
    shapes: all,
    lines,
    sheet: {
      west: Math.min(...parts.map((part) => part.west)),
      east: Math.max(...parts.map((part) => part.east)),
      north: Math.min(...parts.map((part) => part.north)),
      south: Math.max(...parts.map((part) => part.south)),
    },
  };
}

/**
 * @param {PolygonRow["polygon"]} polygon
 * @returns {number[][]} its outer ring, then its holes
 */
function ringsOf(polygon) {
  if (Array.isArray(polygon)) return [polygon];
  const begins = [0, ...polygon.holeIndices];
  return begins.map((begin, i) => polygon.positions.slice(begin, begins[i + 1]));
}

/**
 * @param {CanvasRenderingContext2D} context in CSS pixels
 * @param {Base | null} base null: blank
 * @param {import("./mercator.js").View} view
 * @param {import("./look.js").Theme} theme
 * @param {string} borders whose borders
 */
export function drawBase(context, base, view, theme, borders) {
  const { palette } = theme;
  context.fillStyle = base ? palette.sea : palette.land;
  context.fillRect(0, 0, view.width, view.height);
  if (!base) return;
  for (const role of ["neighbour", "land"]) {
    context.beginPath();
    for (const shape of base.shapes) {
      if (shape.role === role && shape.views.includes(borders)) {
        for (const part of shape.parts) trace(context, part, view, true);
      }
    }
    context.fillStyle = palette[role];
    context.fill("evenodd");
  }
  context.lineJoin = "round";
  for (const [role, colour, widthPx, dashPx] of theme.lines) {
    context.beginPath();
    for (const line of base.lines) {
      if (line.role === role && line.views.includes(borders)) {
        for (const part of line.parts) trace(context, part, view, false);
      }
    }
    context.strokeStyle = palette[colour];
    context.lineWidth = widthPx;
    context.setLineDash(dashPx ? [dashPx, 0.6 * dashPx] : []);
    context.stroke();
  }
  context.setLineDash([]);
  fadeEdges(context, base, view, palette.background);
}

/**
 * Let the map run out softly where the layers end.
 * @param {CanvasRenderingContext2D} context
 * @param {Base} base
 * @param {import("./mercator.js").View} view
 * @param {string} colour
 */
function fadeEdges(context, base, view, colour) {
  const { sheet } = base;
  const left = sheet.west * view.scale - view.left;
  const right = sheet.east * view.scale - view.left;
  const top = sheet.north * view.scale - view.top;
  const bottom = sheet.south * view.scale - view.top;
  const edges = /** @type {[number, number, number, number, number, number][]} */ ([
    [left, 0, left + FADE_PX, 0, Math.min(left, 0), 0],
    [right, 0, right - FADE_PX, 0, Math.max(right, view.width), 0],
    [0, top, 0, top + FADE_PX, 0, Math.min(top, 0)],
    [0, bottom, 0, bottom - FADE_PX, 0, Math.max(bottom, view.height)],
  ]);
  for (const [x0, y0, x1, y1, outerX, outerY] of edges) {
    const fade = context.createLinearGradient(x0, y0, x1, y1);
    fade.addColorStop(0, colour);
    fade.addColorStop(1, faded(colour, 0));
    context.fillStyle = fade;
    const isVertical = x0 === x1;
    const [from, to] = isVertical ? [outerY, y1] : [outerX, x1];
    if (isVertical) context.fillRect(0, Math.min(from, to), view.width, Math.abs(to - from));
    else context.fillRect(Math.min(from, to), 0, Math.abs(to - from), view.height);
  }
}

/**
 * Add a ring or line to the path, unless it is out of sight. Points nearer than half a pixel to
 * the last are left out.
 * @param {CanvasRenderingContext2D} context
 * @param {Part} part
 * @param {import("./mercator.js").View} view
 * @param {boolean} closed
 */
export function trace(context, part, view, closed) {
  const { scale, left, top, width, height } = view;
  if (part.east * scale - left < -4 || part.west * scale - left > width + 4) return;
  if (part.south * scale - top < -4 || part.north * scale - top > height + 4) return;
  const { points } = part;
  let lastX = NaN;
  let lastY = NaN;
  for (let i = 0; i < points.length; i += 2) {
    const x = points[i] * scale - left;
    const y = points[i + 1] * scale - top;
    if (i === 0) context.moveTo(x, y);
    else if (Math.abs(x - lastX) + Math.abs(y - lastY) < 0.5 && i + 2 < points.length) continue;
    else context.lineTo(x, y);
    lastX = x;
    lastY = y;
  }
  if (closed) context.closePath();
}

/**
 * @param {number[]} flat longitude, latitude, ...
 * @returns {Part}
 */
function partOf(flat) {
  const points = new Float64Array(flat.length);
  let [west, east, north, south] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < flat.length; i += 2) {
    const x = (points[i] = worldX(flat[i]));
    const y = (points[i + 1] = worldY(flat[i + 1]));
    west = Math.min(west, x);
    east = Math.max(east, x);
    north = Math.min(north, y);
    south = Math.max(south, y);
  }
  return { points, west, east, north, south };
}
