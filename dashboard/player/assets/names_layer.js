// Names over the map, as HTML so that every script is joined and ordered as it should be.

import { make } from "./dom.js";
import { NOTHING, sheetFor } from "./extent.js";
import { placeLabels } from "./label_boxes.js";

/** How far a name's halo reaches beyond its box. */
const HALO_PX = 4;

/**
 * @typedef {import("./label_boxes.js").Anchor & {text: string, kind: "site" | "quiet" | "area" | "place" | "centre"}} Name
 */

/**
 * @param {HTMLElement} parent
 * @param {HTMLElement} symbols names of areas lie below them: they stretch over the whole map, and
 *   seldom change
 */
export function newNamesLayer(parent, symbols) {
  const layer = make("div", { class: "dp-names", "aria-hidden": "true" });
  const below = make("div", { class: "dp-area-names", "aria-hidden": "true" });
  parent.append(layer);
  symbols.before(below);
  const measuring = document.createElement("canvas").getContext("2d");
  /** @type {Map<string, number>} */
  let widths = new Map();
  /** @type {Map<string, number>} */
  let sides = new Map();
  /** Elements by name, so that a name that stays is not laid out again. */
  /** @type {Map<string, HTMLElement>} */
  let shown = new Map();
  const free = {
    /** @type {HTMLElement[]} */
    above: [],
    /** @type {HTMLElement[]} */
    below: [],
  };
  /** The part of the map that the layer covers: no more than names need. */
  let sheet = NOTHING;

  /**
   * @param {{key: string, left: number, top: number}[]} placed
   * @param {Map<string, Name>} byKey
   * @param {{ratio: number, across: number, down: number}} screen
   */
  function cover(placed, byKey, screen) {
    const extent = { left: screen.across, top: screen.down, right: 0, bottom: 0 };
    for (const { key, left, top } of placed) {
      const { width, height, kind } = /** @type {Name} */ (byKey.get(key));
      if (isOfLand(kind)) continue;
      extent.left = Math.min(extent.left, Math.max(0, left - HALO_PX));
      extent.top = Math.min(extent.top, Math.max(0, top - HALO_PX));
      extent.right = Math.max(extent.right, left + width + HALO_PX);
      extent.bottom = Math.max(extent.bottom, top + height + HALO_PX);
    }
    const next = sheetFor(extent.left < extent.right ? extent : null, sheet, screen);
    if (next === sheet) return;
    for (const [name, px] of /** @type {["left" | "top" | "width" | "height", number][]} */ ([
      ["left", next.left],
      ["top", next.top],
      ["width", next.right - next.left],
      ["height", next.bottom - next.top],
    ])) {
      layer.style[name] = `${px}px`;
    }
    sheet = next;
  }

  return {
    element: layer,
    /** Forget all widths: the fonts have changed. */
    forget() {
      widths = new Map();
    },
    /**
     * Width of a name in its own font.
     * @param {string} text
     * @param {number} sizePx
     * @param {string} font
     */
    width(text, sizePx, font) {
      const key = `${sizePx}|${text}`;
      let width = widths.get(key);
      if (width === undefined) {
        width = text.length * sizePx * 0.6;
        if (measuring) {
          measuring.font = `600 ${sizePx}px ${font}`;
          width = measuring.measureText(text).width;
        }
        widths.set(key, width + 3);
        return width + 3;
      }
      return width;
    },
    /**
     * @param {Name[]} names
     * @param {{width: number, height: number, blocked: import("./label_boxes.js").Box[],
     *   rtl: boolean, most: number}} room
     */
    show(names, { width, height, blocked, rtl, most }) {
      const bounds = { left: 4, top: 4, right: width - 4, bottom: height - 4 };
      const placed = placeLabels(names, {
        bounds,
        blocked,
        before: sides,
        rtl,
        most,
      });
      sides = new Map(placed.map(({ key, side }) => [key, side]));
      const byKey = new Map(names.map((name) => [name.key, name]));
      cover(placed, byKey, { ratio: 1, across: width, down: height });
      /** @type {Map<string, HTMLElement>} */
      const kept = new Map();
      for (const { key } of placed) {
        const element = shown.get(key);
        if (element) kept.set(key, element);
      }
      for (const [key, element] of shown) {
        if (!kept.has(key)) free[element.parentElement === layer ? "above" : "below"].push(element);
      }
      for (const { key, left, top } of placed) {
        const name = /** @type {Name} */ (byKey.get(key));
        const isBelow = isOfLand(name.kind);
        let element = kept.get(key) ?? free[isBelow ? "below" : "above"].pop();
        if (!element) {
          element = make("span", { dir: "auto" });
          (isBelow ? below : layer).append(element);
        }
        kept.set(key, element);
        if (element.textContent !== name.text) element.textContent = name.text;
        const kind = `dp-name dp-name-${name.kind}`;
        if (element.className !== kind) element.className = kind;
        const [x, y] = isBelow ? [left, top] : [left - sheet.left, top - sheet.top];
        const transform = `translate(${x.toFixed(1)}px,${y.toFixed(1)}px)`;
        if (element.style.transform !== transform) element.style.transform = transform;
      }
      for (const element of [...free.above, ...free.below]) {
        if (element.className !== "dp-gone") element.className = "dp-gone";
      }
      shown = kept;
      return placed.length;
    },
  };
}
/** @typedef {ReturnType<typeof newNamesLayer>} NamesLayer */

/**
 * Whether a name stands still as days pass.
 * @param {Name["kind"]} kind
 */
function isOfLand(kind) {
  return kind === "area" || kind === "place";
}
