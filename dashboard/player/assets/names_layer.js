// Names over the map, as HTML so that every script is joined and ordered as it should be.

import { make } from "./dom.js";
import { placeLabels } from "./label_boxes.js";

/**
 * @typedef {import("./label_boxes.js").Anchor & {text: string, kind: "site" | "quiet" | "area" | "centre"}} Name
 */

/**
 * @param {HTMLElement} parent
 */
export function newNamesLayer(parent) {
  const layer = make("div", { class: "dp-names", "aria-hidden": "true" });
  parent.append(layer);
  const measuring = document.createElement("canvas").getContext("2d");
  /** @type {Map<string, number>} */
  let widths = new Map();
  /** @type {Map<string, number>} */
  let sides = new Map();
  /** Elements by name, so that a name that stays is not laid out again. */
  /** @type {Map<string, HTMLElement>} */
  let shown = new Map();
  /** @type {HTMLElement[]} */
  const free = [];

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
      /** @type {Map<string, HTMLElement>} */
      const kept = new Map();
      for (const { key } of placed) {
        const element = shown.get(key);
        if (element) kept.set(key, element);
      }
      for (const [key, element] of shown) if (!kept.has(key)) free.push(element);
      for (const { key, left, top } of placed) {
        const name = /** @type {Name} */ (byKey.get(key));
        let element = kept.get(key) ?? free.pop();
        if (!element) {
          element = make("span", { dir: "auto" });
          layer.append(element);
        }
        kept.set(key, element);
        if (element.textContent !== name.text) element.textContent = name.text;
        const kind = `dp-name dp-name-${name.kind}`;
        if (element.className !== kind) element.className = kind;
        const transform = `translate(${left.toFixed(1)}px,${top.toFixed(1)}px)`;
        if (element.style.transform !== transform) element.style.transform = transform;
      }
      for (const element of free)
        if (element.className !== "dp-gone") element.className = "dp-gone";
      shown = kept;
      return placed.length;
    },
  };
}
/** @typedef {ReturnType<typeof newNamesLayer>} NamesLayer */
