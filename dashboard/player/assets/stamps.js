// Symbols drawn once and stamped wherever they are needed: many times faster than drawing each.

import { styleOf } from "./look.js";

/** Radii are rounded to this, so that a growing symbol needs few stamps. */
const STEP_PX = 0.25;
const MOST = 2000;

/** @typedef {{canvas: HTMLCanvasElement, half: number}} Stamp */

/** @type {Map<string, Stamp>} */
let stamps = new Map();
/** @type {import("./look.js").Theme | null} */
let stampedFor = null;

/**
 * @param {import("./look.js").Theme} theme
 * @param {number} state
 * @param {number} radius
 * @param {number} ratio device pixels to a CSS pixel
 * @returns {Stamp} its canvas is in device pixels, `half` its width too
 */
export function stampFor(theme, state, radius, ratio) {
  if (stampedFor !== theme || stamps.size > MOST) {
    stamps = new Map();
    stampedFor = theme;
  }
  const step = Math.max(2, Math.round(radius / STEP_PX));
  const key = `${state}|${step}|${ratio}`;
  const held = stamps.get(key);
  if (held) return held;
  const made = drawStamp(theme, state, step * STEP_PX, ratio);
  stamps.set(key, made);
  return made;
}

/**
 * @param {import("./look.js").Theme} theme
 * @param {number} state
 * @param {number} radius
 * @param {number} ratio
 * @returns {Stamp}
 */
function drawStamp(theme, state, radius, ratio) {
  const style = styleOf(theme, state);
  const reach = radius + (style.haloPx ? style.haloPx + style.ringPx : style.strokePx) + 1;
  const half = Math.ceil(reach * ratio);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 2 * half;
  const context = /** @type {CanvasRenderingContext2D} */ (
    canvas.getContext("2d", { willReadFrequently: true })
  );
  context.setTransform(ratio, 0, 0, ratio, half, half);
  const circle = (/** @type {number} */ r) => {
    context.beginPath();
    context.arc(0, 0, r, 0, 2 * Math.PI);
  };
  if (style.haloPx) {
    circle(radius + style.haloPx);
    context.strokeStyle = style.colour;
    context.lineWidth = style.ringPx;
    context.stroke();
  }
  circle(radius);
  if (!style.isHollow) {
    context.fillStyle = style.body;
    context.fill();
  }
  context.strokeStyle = style.edge;
  context.lineWidth = style.strokePx;
  context.stroke();
  return { canvas, half };
}
