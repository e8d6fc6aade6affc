// The renderer that works everywhere: Canvas 2D, land on one canvas and the day on another.

import { drawBase } from "./base.js";
import { make } from "./dom.js";
import { NOTHING, extentOf, sheetFor } from "./extent.js";
import { drawShown } from "./paint.js";

/** Nothing is drawn larger than for a screen of this density. */
const HIGHEST_RATIO = 2;

/**
 * @param {HTMLElement} parent
 * @returns {import("./renderer.js").Renderer & {elements: HTMLElement[]}}
 */
export function newCanvasRenderer(parent) {
  const below = make("canvas", { class: "dp-base", "aria-hidden": "true" });
  const above = make("canvas", { class: "dp-marks", "aria-hidden": "true" });
  parent.append(below, above);
  const ground = contextOf(below);
  const context = contextOf(above);
  let sheet = NOTHING;
  let sheetRatio = 0;
  return {
    name: "canvas",
    elements: [below, above],
    drawGround({ view, theme, base, borders, tiles }) {
      const ratio = screenRatio();
      fitCanvas(below, view.width * ratio, view.height * ratio, ratio);
      ground.setTransform(ratio, 0, 0, ratio, 0, 0);
      drawBase(ground, base, view, theme, borders);
      tiles?.draw(ground, view);
    },
    drawDay(shown) {
      const { width, height } = shown.view;
      const ratio = screenRatio();
      const screen = { ratio, across: Math.round(width * ratio), down: Math.round(height * ratio) };
      // Each frame the whole canvas is put on the screen: it is no larger than what it holds.
      sheet = sheetFor(extentOf(shown), ratio === sheetRatio ? sheet : NOTHING, screen);
      sheetRatio = ratio;
      const { left, top, right, bottom } = sheet;
      fitCanvas(above, right - left, bottom - top, ratio);
      above.style.left = `${left / ratio}px`;
      above.style.top = `${top / ratio}px`;
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, right - left, bottom - top);
      context.setTransform(ratio, 0, 0, ratio, -left, -top);
      drawShown(context, shown);
    },
    present() {},
    finish() {
      if (above.width) context.getImageData(0, 0, 1, 1);
      if (below.width) ground.getImageData(0, 0, 1, 1);
    },
    clear() {
      for (const canvas of [below, above]) canvas.width = canvas.height = 0;
    },
    remove() {
      below.remove();
      above.remove();
    },
  };
}

function screenRatio() {
  return Math.min(globalThis.devicePixelRatio || 1, HIGHEST_RATIO);
}

/** @param {HTMLCanvasElement} canvas */
function contextOf(canvas) {
  // Kept in memory, not on a graphics card: where the card is only pretended, it is the slower one.
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("This browser draws no canvas.");
  return context;
}

/**
 * Match a canvas to its size, sharp on dense screens.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width in device pixels
 * @param {number} height
 * @param {number} ratio device pixels to a CSS pixel
 */
function fitCanvas(canvas, width, height, ratio) {
  const [across, down] = [Math.max(1, Math.round(width)), Math.max(1, Math.round(height))];
  if (canvas.width === across && canvas.height === down) return;
  canvas.width = across;
  canvas.height = down;
  canvas.style.width = `${across / ratio}px`;
  canvas.style.height = `${down / ratio}px`;
}
