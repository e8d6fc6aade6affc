// Lines cut into dashes of a length on the screen: deck.gl's own dashes are not in its bundle.

/**
 * Cut a line into dashes, measured along it from its first point.
 * @param {ArrayLike<number>} points x, y, ... in pixels
 * @param {number} dash length in pixels
 * @param {number} gap
 * @param {{left: number, top: number, right: number, bottom: number}} [sight] dashes out of it are
 *   left out
 * @returns {number[][]} each dash as x, y, ... with every bend within it
 */
export function cutDashes(points, dash, gap, sight) {
  const period = dash + gap;
  /** @type {number[][]} */
  const dashes = [];
  /** @type {number[] | null} */
  let open = null;
  let along = 0;
  const close = () => {
    if (open && open.length > 2) dashes.push(open);
    open = null;
  };
  for (let i = 2; i < points.length; i += 2) {
    const [x0, y0, x1, y1] = [points[i - 2], points[i - 1], points[i], points[i + 1]];
    const length = Math.hypot(x1 - x0, y1 - y0);
    if (length === 0) continue;
    if (sight && isBeside(x0, y0, x1, y1, sight)) {
      close();
      along += length;
      continue;
    }
    let at = 0;
    while (at < length) {
      const phase = (along + at) % period;
      const isDash = phase < dash;
      // At least a little: a remainder that rounding leaves would never end.
      const left = Math.max((isDash ? dash : period) - phase, 1e-6);
      const to = Math.min(length, at + left);
      const point = (/** @type {number} */ px) => [
        x0 + ((x1 - x0) * px) / length,
        y0 + ((y1 - y0) * px) / length,
      ];
      if (isDash) {
        open ??= point(at);
        open.push(...point(to));
        if (to < at + left) break;
      }
      close();
      at = to;
    }
    along += length;
  }
  close();
  return dashes;
}

/**
 * Points along a quadratic curve.
 * @param {[number, number]} from
 * @param {[number, number]} bend
 * @param {[number, number]} to
 * @param {number} pieces
 * @returns {number[]} x, y, ...
 */
export function alongCurve(from, bend, to, pieces = 24) {
  const points = [];
  for (let i = 0; i <= pieces; i++) {
    const t = i / pieces;
    for (const axis of [0, 1]) {
      const before = from[axis] + (bend[axis] - from[axis]) * t;
      const after = bend[axis] + (to[axis] - bend[axis]) * t;
      points.push(before + (after - before) * t);
    }
  }
  return points;
}

/**
 * Whether a piece lies wholly on one side of what is in sight.
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 * @param {{left: number, top: number, right: number, bottom: number}} sight
 */
function isBeside(x0, y0, x1, y1, { left, top, right, bottom }) {
  return (
    Math.max(x0, x1) < left ||
    Math.min(x0, x1) > right ||
    Math.max(y0, y1) < top ||
    Math.min(y0, y1) > bottom
  );
}
