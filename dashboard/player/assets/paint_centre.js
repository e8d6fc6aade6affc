// The mean centre's way and the ellipse, on a canvas.

import { faded } from "./look.js";

/** Half of the cross that marks the centre. */
export const CROSS_PX = 7;
/** A bend for each day is marked up to so many. */
export const MOST_BENDS = 40;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {import("./centre.js").Centre} centre
 * @param {import("./mercator.js").View} view
 * @param {import("./look.js").Theme} theme
 */
export function drawCentre(context, { way, isToday, ellipse }, view, theme) {
  const { text, land } = theme.palette;
  if (ellipse) {
    trace(context, ellipse, view);
    context.closePath();
    context.fillStyle = faded(text, 0.06);
    context.fill();
    context.strokeStyle = faded(text, 0.7);
    context.lineWidth = 1.3;
    context.stroke();
  }
  trace(context, way, view);
  context.lineJoin = "round";
  for (const [colour, width] of /** @type {[string, number][]} */ ([
    [faded(land, 0.85), 4.5],
    [text, 1.8],
  ])) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke();
  }
  const bends = way.length / 2;
  context.fillStyle = text;
  for (let i = 0; bends <= MOST_BENDS && i < bends - 1; i++) {
    const [x, y] = onScreen(way, i, view);
    context.beginPath();
    context.arc(x, y, 2.4, 0, 2 * Math.PI);
    context.fill();
  }
  const [x, y] = onScreen(way, bends - 1, view);
  context.globalAlpha = isToday ? 1 : 0.45;
  for (const [colour, width, more] of /** @type {[string, number, number][]} */ ([
    [land, 5.5, 1.5],
    [text, 2.4, 0],
  ])) {
    const half = CROSS_PX + more;
    context.beginPath();
    context.moveTo(x - half, y);
    context.lineTo(x + half, y);
    context.moveTo(x, y - half);
    context.lineTo(x, y + half);
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke();
  }
  context.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Float64Array} points in world coordinates
 * @param {import("./mercator.js").View} view
 */
function trace(context, points, view) {
  context.beginPath();
  for (let i = 0; i < points.length / 2; i++) {
    const [x, y] = onScreen(points, i, view);
    if (i === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
}

/**
 * @param {Float64Array} points in world coordinates
 * @param {number} i
 * @param {import("./mercator.js").View} view
 */
function onScreen(points, i, view) {
  return [points[2 * i] * view.scale - view.left, points[2 * i + 1] * view.scale - view.top];
}
