// One frame of what changes with the day: shaded areas, doubt, links, front, symbols.

import { trace } from "./base.js";
import { bendOf, curveUntil } from "./geodesic.js";
import { faded, styleOf } from "./look.js";
import { SILENT } from "./pack.js";
import { drawCentre } from "./paint_centre.js";
import { stampFor } from "./stamps.js";

const PAINT_ORDER = [SILENT, 2, 1, 0];

/**
 * Symbols in sight, from below upwards: quiet states first, large before small.
 * @param {import("./transition.js").Drawn} drawn
 * @param {import("./mercator.js").View} view
 * @param {(mark: number) => boolean} isArea
 * @returns {number[]}
 */
export function inPaintOrder(drawn, view, isArea) {
  const { scale, left, top, width, height } = view;
  /** @type {number[][]} */
  const byState = [[], [], [], []];
  for (let mark = 0; mark < drawn.alpha.length; mark++) {
    if (drawn.alpha[mark] < 0.02 || drawn.state[mark] > SILENT) continue;
    const reach = drawn.radius[mark] + 6;
    const x = drawn.x[mark] * scale - left;
    const y = drawn.y[mark] * scale - top;
    if (x < -reach || y < -reach || x > width + reach || y > height + reach) continue;
    if (!isArea(mark)) byState[drawn.state[mark]].push(mark);
  }
  for (const marks of byState) marks.sort((a, b) => drawn.radius[b] - drawn.radius[a] || a - b);
  return PAINT_ORDER.flatMap((state) => byState[state]);
}

/**
 * All that changes with the day, from below upwards.
 * @param {CanvasRenderingContext2D} context
 * @param {import("./renderer.js").DayShown} shown
 */
export function drawShown(context, shown) {
  const { view, theme, drawn, order, shades, discs, arcs, share, ring, centre, pointed } = shown;
  // Caps, joins and dashes are those of this frame, whatever the one before has drawn.
  context.save();
  drawAreas(context, shades, view, theme);
  drawDoubt(context, discs, theme);
  drawLinks(context, arcs, share, theme);
  if (ring) drawRing(context, ring, view, theme);
  if (centre) drawCentre(context, centre, view, theme);
  drawMarks(context, drawn, order, view, theme);
  if (pointed) drawPointed(context, pointed, theme);
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import("./transition.js").Drawn} drawn
 * @param {number[]} order
 * @param {import("./mercator.js").View} view
 * @param {import("./look.js").Theme} theme
 */
function drawMarks(context, drawn, order, view, theme) {
  const { a: ratio, e: left, f: top } = context.getTransform();
  context.save();
  // Whole device pixels: a stamp is copied as it is, never resampled.
  context.setTransform(1, 0, 0, 1, left, top);
  for (const mark of order) {
    const { canvas, half } = stampFor(theme, drawn.state[mark], drawn.radius[mark], ratio);
    const x = (drawn.x[mark] * view.scale - view.left) * ratio;
    const y = (drawn.y[mark] * view.scale - view.top) * ratio;
    context.globalAlpha = drawn.alpha[mark];
    context.drawImage(canvas, Math.round(x - half), Math.round(y - half));
  }
  context.restore();
}

/**
 * Soft discs: the place lies within them about nine times in ten.
 * @param {CanvasRenderingContext2D} context
 * @param {import("./scene_shapes.js").Disc[]} discs
 * @param {import("./look.js").Theme} theme
 */
function drawDoubt(context, discs, theme) {
  const colour = theme.palette.doubt;
  for (const { x, y, radiusPx, alpha } of discs) {
    const soft = context.createRadialGradient(x, y, 0, x, y, radiusPx);
    soft.addColorStop(0, faded(colour, 0.2));
    soft.addColorStop(0.75, faded(colour, 0.12));
    soft.addColorStop(1, faded(colour, 0.02));
    context.globalAlpha = alpha;
    context.fillStyle = soft;
    context.beginPath();
    context.arc(x, y, radiusPx, 0, 2 * Math.PI);
    context.fill();
    context.strokeStyle = faded(colour, 0.35);
    context.lineWidth = 1;
    context.setLineDash([2, 3]);
    context.stroke();
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/**
 * Shades for reports that name an area and no town: its outline, or a circle of its radius.
 * @param {CanvasRenderingContext2D} context
 * @param {import("./scene_shapes.js").Shade[]} areas
 * @param {import("./mercator.js").View} view
 * @param {import("./look.js").Theme} theme
 */
function drawAreas(context, areas, view, theme) {
  for (const area of areas) {
    const { colour } = styleOf(theme, area.state);
    context.globalAlpha = area.alpha;
    context.beginPath();
    if (area.parts) for (const part of area.parts) trace(context, part, view, true);
    else context.arc(area.x, area.y, area.radiusPx, 0, 2 * Math.PI);
    context.fillStyle = faded(colour, 0.16);
    context.fill("evenodd");
    context.strokeStyle = faded(colour, 0.9);
    context.lineWidth = 1.6;
    context.stroke();
  }
  context.globalAlpha = 1;
}

/**
 * Arcs from the nearest earlier site, growing as their day begins.
 * @param {CanvasRenderingContext2D} context
 * @param {import("./scene_shapes.js").Arc[]} links
 * @param {number} share how far today's arcs have grown
 * @param {import("./look.js").Theme} theme
 */
function drawLinks(context, links, share, theme) {
  context.lineCap = "round";
  for (const { x0, y0, x1, y1, isToday } of links) {
    const bend = bendOf(x0, y0, x1, y1);
    const end = curveUntil([x0, y0], bend, [x1, y1], isToday ? share : 1);
    context.beginPath();
    context.moveTo(x0, y0);
    context.quadraticCurveTo(end.bend[0], end.bend[1], end.to[0], end.to[1]);
    context.strokeStyle = faded(theme.palette.text, isToday ? 0.75 : 0.3);
    context.lineWidth = isToday ? 1.6 : 1;
    context.setLineDash([5, 3]);
    context.stroke();
  }
  context.setLineDash([]);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Float64Array} ring in world coordinates
 * @param {import("./mercator.js").View} view
 * @param {import("./look.js").Theme} theme
 */
function drawRing(context, ring, view, theme) {
  context.beginPath();
  for (let i = 0; i < ring.length; i += 2) {
    const x = ring[i] * view.scale - view.left;
    const y = ring[i + 1] * view.scale - view.top;
    if (i === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
  context.closePath();
  context.strokeStyle = faded(theme.palette.started, 0.8);
  context.lineWidth = 1.5;
  context.setLineDash([8, 5]);
  context.stroke();
  context.setLineDash([]);
}

/**
 * A ring round the symbol that the pointer or the keyboard is at.
 * @param {CanvasRenderingContext2D} context
 * @param {{x: number, y: number, radius: number}} at
 * @param {import("./look.js").Theme} theme
 */
function drawPointed(context, at, theme) {
  for (const [colour, width] of /** @type {[string, number][]} */ ([
    [theme.palette.land, 5],
    [theme.palette.accent, 2.5],
  ])) {
    context.beginPath();
    context.arc(at.x, at.y, at.radius + 5, 0, 2 * Math.PI);
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke();
  }
}
