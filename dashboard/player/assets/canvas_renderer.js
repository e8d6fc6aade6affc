// The renderer that works everywhere: Canvas 2D, land on one canvas and the day on another.

import { drawBase } from "./base.js";
import { make } from "./dom.js";
import { drawAreas, drawDoubt, drawLinks, drawMarks, drawPointed, drawRing } from "./paint.js";
import { drawCentre } from "./paint_centre.js";

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
  return {
    name: "canvas",
    elements: [below, above],
    drawGround({ view, theme, base, borders, tiles }) {
      fitCanvas(below, ground, view.width, view.height);
      drawBase(ground, base, view, theme, borders);
      tiles?.draw(ground, view);
    },
    drawDay({ view, theme, drawn, order, shades, discs, arcs, share, ring, centre, pointed }) {
      fitCanvas(above, context, view.width, view.height);
      context.clearRect(0, 0, view.width, view.height);
      drawAreas(context, shades, view, theme);
      drawDoubt(context, discs, theme);
      drawLinks(context, arcs, share, theme);
      if (ring) drawRing(context, ring, view, theme);
      if (centre) drawCentre(context, centre, view, theme);
      drawMarks(context, drawn, order, view, theme);
      if (pointed) drawPointed(context, pointed, theme);
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

/** @param {HTMLCanvasElement} canvas */
function contextOf(canvas) {
  // Kept in memory, not on a graphics card: where the card is only pretended, it is the slower one.
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("This browser draws no canvas.");
  return context;
}

/**
 * Match a canvas to its size in CSS pixels, sharp on dense screens.
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasRenderingContext2D} context
 * @param {number} width
 * @param {number} height
 */
function fitCanvas(canvas, context, width, height) {
  const ratio = Math.min(globalThis.devicePixelRatio || 1, 2);
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
}
