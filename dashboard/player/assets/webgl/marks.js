// Symbols as columns for the graphics card: circles, and rings round them, from below upwards.

import { styleOf } from "../look.js";
import { channels } from "./colours.js";

/**
 * Columns of circles, one row each; positions and radii in pixels, colours as four bytes.
 * @typedef {{length: number, position: Float32Array, radius: Float32Array, width: Float32Array,
 *   fill: Uint8Array, line: Uint8Array}} Circles
 */

/**
 * @param {import("../renderer.js").DayShown} shown
 * @returns {Circles}
 */
export function circlesOf({ drawn, order, view, theme }) {
  const styles = theme.symbols.map((_, state) => {
    const style = styleOf(theme, state);
    const body = channels(style.isHollow ? "#00000000" : style.body);
    return { ...style, body, edge: channels(style.edge), ring: channels(style.colour) };
  });
  const rings = order.filter((mark) => styles[drawn.state[mark]].haloPx > 0).length;
  const circles = newCircles(order.length + rings);
  let row = 0;
  /**
   * @param {number} mark
   * @param {number} radius
   * @param {number} width
   * @param {number[]} fill
   * @param {number[]} line
   */
  const put = (mark, radius, width, fill, line) => {
    const alpha = drawn.alpha[mark];
    circles.position[2 * row] = drawn.x[mark] * view.scale - view.left;
    circles.position[2 * row + 1] = drawn.y[mark] * view.scale - view.top;
    circles.radius[row] = radius;
    circles.width[row] = width;
    circles.fill.set([fill[0], fill[1], fill[2], fill[3] * alpha], 4 * row);
    circles.line.set([line[0], line[1], line[2], line[3] * alpha], 4 * row);
    row++;
  };
  for (const mark of order) {
    const style = styles[drawn.state[mark]];
    const radius = drawn.radius[mark];
    if (style.haloPx) put(mark, radius + style.haloPx, style.ringPx, [0, 0, 0, 0], style.ring);
    put(mark, radius, style.strokePx, style.body, style.edge);
  }
  return circles;
}

/** @param {number} length */
function newCircles(length) {
  return {
    length,
    position: new Float32Array(2 * length),
    radius: new Float32Array(length),
    width: new Float32Array(length),
    fill: new Uint8Array(4 * length),
    line: new Uint8Array(4 * length),
  };
}
