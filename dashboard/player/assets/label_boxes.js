// Where names go: greedy by priority, beside their symbols, on nothing else, inside the map.

/**
 * @typedef {{key: string, x: number, y: number, radius: number, width: number, height: number,
 *   priority: number, centred?: boolean}} Anchor
 */
/** @typedef {{left: number, top: number, right: number, bottom: number}} Box */
/** @typedef {{key: string, left: number, top: number, side: number}} Placed */

const GAP_PX = 3;
/** Sides in order of preference: right, left, below, above, then the corners. */
const SIDES = /** @type {const} */ ([
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
  [1, -1],
  [1, 1],
  [-1, -1],
  [-1, 1],
]);

/**
 * @param {Anchor[]} anchors
 * @param {{bounds: Box, blocked?: Box[], most?: number, before?: Map<string, number>,
 *   rtl?: boolean}} options
 *   `before` holds the side that each name had, which is tried first, so that names do not hop
 * @returns {Placed[]}
 */
export function placeLabels(anchors, options) {
  const { bounds, blocked = [], most = 60, before = new Map(), rtl = false } = options;
  const ordered = [...anchors].sort((a, b) => b.priority - a.priority || compare(a.key, b.key));
  const taken = new Grid();
  for (const box of blocked) taken.add(box, "");
  for (const { key, x, y, radius } of anchors) {
    if (radius > 0) {
      taken.add(
        {
          left: x - radius,
          top: y - radius,
          right: x + radius,
          bottom: y + radius,
        },
        key,
      );
    }
  }
  /** @type {Placed[]} */
  const placed = [];
  for (const anchor of ordered) {
    if (placed.length >= most) break;
    for (const side of sidesFor(anchor, before.get(anchor.key), rtl)) {
      const box = boxAt(anchor, side);
      if (!inside(box, bounds) || taken.hits(box, anchor.key)) continue;
      taken.add(box, "");
      placed.push({ key: anchor.key, left: box.left, top: box.top, side });
      break;
    }
  }
  return placed;
}

/**
 * @param {Box} a
 * @param {Box} b
 */
export function overlap(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/**
 * @param {Anchor} anchor
 * @param {number | undefined} last
 * @param {boolean} rtl
 */
function sidesFor(anchor, last, rtl) {
  if (anchor.centred) return [-1];
  const usual = rtl ? [1, 0, 2, 3, 6, 7, 4, 5] : [0, 1, 2, 3, 4, 5, 6, 7];
  return last === undefined ? usual : [last, ...usual.filter((side) => side !== last)];
}

/**
 * @param {Anchor} anchor
 * @param {number} side
 * @returns {Box}
 */
function boxAt(anchor, side) {
  const { x, y, radius, width, height } = anchor;
  let left = x - width / 2;
  let top = y - height / 2;
  if (side >= 0) {
    const [across, down] = SIDES[side];
    const reach = across && down ? radius * 0.72 + 1 : radius + GAP_PX;
    if (across) left = across > 0 ? x + reach : x - reach - width;
    if (down) top = down > 0 ? y + reach - (across ? height * 0.3 : 0) : y - reach - height;
    if (across && down < 0) top += height * 0.3;
  }
  return { left, top, right: left + width, bottom: top + height };
}

/**
 * @param {Box} box
 * @param {Box} bounds
 */
function inside(box, bounds) {
  return (
    box.left >= bounds.left &&
    box.right <= bounds.right &&
    box.top >= bounds.top &&
    box.bottom <= bounds.bottom
  );
}

/** Boxes by the squares that they touch. */
class Grid {
  constructor() {
    /** @type {Map<number, {box: Box, key: string}[]>} */
    this.squares = new Map();
  }

  /**
   * @param {Box} box
   * @param {string} key whose symbol this is; its own name may lie near it
   */
  add(box, key) {
    const held = { box, key };
    const [top, bottom] = [squareOf(box.top), squareOf(box.bottom)];
    const [left, right] = [squareOf(box.left), squareOf(box.right)];
    for (let row = top; row <= bottom; row++) {
      for (let col = left; col <= right; col++) {
        const square = this.squares.get(row * ROW + col);
        if (square) square.push(held);
        else this.squares.set(row * ROW + col, [held]);
      }
    }
  }

  /**
   * @param {Box} box
   * @param {string} own
   */
  hits(box, own) {
    const [top, bottom] = [squareOf(box.top), squareOf(box.bottom)];
    const [left, right] = [squareOf(box.left), squareOf(box.right)];
    for (let row = top; row <= bottom; row++) {
      for (let col = left; col <= right; col++) {
        const square = this.squares.get(row * ROW + col);
        if (!square) continue;
        for (const other of square) {
          if ((other.key === "" || other.key !== own) && overlap(box, other.box)) return true;
        }
      }
    }
    return false;
  }
}

const SQUARE_PX = 64;
const ROW = 10_000;

/** @param {number} px */
function squareOf(px) {
  return Math.floor(px / SQUARE_PX);
}

/**
 * @param {string} a
 * @param {string} b
 */
function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}
