// Online map tiles below the symbols: only where the page gives their address, and only when chosen.

import { TILE_PX } from "./mercator.js";

/** Tiles are 256 px wide on their server, one zoom level finer than the map counts. */
const SIDE_PX = 256;
const FINEST = 19;
const MOST_KEPT = 400;

/**
 * `address` holds {z}, {x} and {y}; `credit` is what their server asks to be named.
 * @typedef {{address: string, credit: string}} TileSource
 */

/**
 * The tiles that a view needs, with where they go on the screen.
 * @param {import("./mercator.js").View} view
 * @returns {{z: number, x: number, y: number, left: number, top: number, side: number}[]}
 */
export function tilesFor(view) {
  const exact = view.zoom + Math.log2(TILE_PX / SIDE_PX);
  const z = Math.max(0, Math.min(FINEST, Math.round(exact)));
  const across = 2 ** z;
  const side = view.scale / across;
  const found = [];
  const last = (/** @type {number} */ px) => Math.min(across - 1, Math.floor(px / side));
  for (let y = Math.max(0, Math.floor(view.top / side)); y <= last(view.top + view.height); y++) {
    for (
      let x = Math.max(0, Math.floor(view.left / side));
      x <= last(view.left + view.width);
      x++
    ) {
      found.push({ z, x, y, left: x * side - view.left, top: y * side - view.top, side });
    }
  }
  return found;
}

/**
 * Who is asked for tiles, by name.
 * @param {TileSource} source
 */
export function serverOf(source) {
  return new URL(source.address, globalThis.location?.href).host;
}

/**
 * @param {TileSource} source
 * @param {() => void} arrived a tile has come: draw again
 */
export function newTiles(source, arrived) {
  /** @type {Map<string, HTMLImageElement>} */
  const images = new Map();

  /** @param {{z: number, x: number, y: number}} tile */
  function imageOf({ z, x, y }) {
    const address = source.address
      .replace("{z}", String(z))
      .replace("{x}", String(x))
      .replace("{y}", String(y));
    let image = images.get(address);
    if (!image) {
      image = new Image();
      image.onload = arrived;
      image.src = address;
      images.set(address, image);
      // The oldest go first.
      for (const old of images.keys()) {
        if (images.size <= MOST_KEPT) break;
        images.delete(old);
      }
    }
    return image;
  }

  return {
    credit: source.credit,
    /**
     * @param {CanvasRenderingContext2D} context
     * @param {import("./mercator.js").View} view
     */
    draw(context, view) {
      for (const tile of tilesFor(view)) {
        const image = imageOf(tile);
        if (!image.complete || !image.naturalWidth) continue;
        const [left, top] = [Math.floor(tile.left), Math.floor(tile.top)];
        const right = Math.floor(tile.left + tile.side);
        const bottom = Math.floor(tile.top + tile.side);
        context.drawImage(image, left, top, right - left, bottom - top);
      }
    },
  };
}
/** @typedef {ReturnType<typeof newTiles>} Tiles */
