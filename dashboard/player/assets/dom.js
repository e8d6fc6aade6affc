// Elements out of plain values. Text goes in as text: nothing that a file says is read as HTML.

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number | boolean | ((event: any) => void) | null>} [attributes]
 *   functions listen (`onclick`), false and null leave an attribute off
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter((child) => child || child === "").map((child) => child || ""));
  return element;
}

/**
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @param {...Node} children
 */
export function makeSvg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** Drawings of 20 by 20, filled, in the colour of the text. */
const ICONS = {
  first: "M4 4h2.4v12H4zM16 4v12L7.5 10z",
  previous: "M13.5 4v12L5 10z",
  next: "M6.5 4v12L15 10z",
  last: "M13.6 4H16v12h-2.4zM4 4v12l8.5-6z",
  play: "M5.5 3.5v13L16.5 10z",
  pause: "M5 4h3.6v12H5zM11.4 4H15v12h-3.6z",
  loop: "M5 5h8V2.5L17 6l-4 3.5V7H7v4H5zM15 15H7v2.5L3 14l4-3.5V13h6V9h2z",
  "zoom-in": "M9 4h2v5h5v2h-5v5H9v-5H4V9h5z",
  "zoom-out": "M4 9h12v2H4z",
  fit: "M3 3h5v2H5v3H3zM12 3h5v5h-2V5h-3zM3 12h2v3h3v2H3zM15 12h2v5h-5v-2h3zM8 8h4v4H8z",
  "full-screen": "M3 3h5v2H5v3H3zM12 3h5v5h-2V5h-3zM3 12h2v3h3v2H3zM15 12h2v5h-5v-2h3z",
  layers:
    "M10 2.5l8 4-8 4-8-4zM3.8 9.4L10 12.5l6.2-3.1L18 10.3l-8 4-8-4zM3.8 13.2L10 16.3l6.2-3.1 1.8.9-8 4-8-4z",
  table: "M3 4h14v12H3zM5 8v2h4V8zM11 8v2h4V8zM5 12v2h4v-2zM11 12v2h4v-2z",
  help: "M10 2a8 8 0 1 1 0 16 8 8 0 0 1 0-16zm-1 11.2v2h2v-2zm-2.2-5.4h2c.1-.8.5-1.2 1.2-1.2s1.2.4 1.2 1.1c0 .6-.3.9-1 1.4-.9.6-1.3 1.2-1.2 2.4v.5h1.9v-.4c0-.7.3-1 1-1.5.8-.6 1.4-1.3 1.4-2.4 0-1.7-1.4-2.8-3.3-2.8S6.8 5.900 6.800 7.800z",
  close:
    "M5.400 4L10 8.600 14.600 4 16 5.400 11.400 10 16 14.600 14.600 16 10 11.400 5.400 16 4 14.600 8.600 10 4 5.400z",
};

/** @param {keyof typeof ICONS} name */
export function icon(name) {
  const path = makeSvg("path", {
    d: ICONS[name],
    fill: "currentColor",
    "fill-rule": "evenodd",
  });
  return makeSvg(
    "svg",
    {
      viewBox: "0 0 20 20",
      width: 18,
      height: 18,
      "aria-hidden": "true",
      focusable: "false",
    },
    path,
  );
}

/**
 * @param {keyof typeof ICONS} name
 * @param {string} label
 * @param {() => void} onPress
 * @param {Record<string, string>} [more]
 */
export function iconButton(name, label, onPress, more = {}) {
  return make(
    "button",
    {
      type: "button",
      "aria-label": label,
      title: label,
      onclick: onPress,
      ...more,
    },
    icon(name),
  );
}

/**
 * Give a button another drawing and name.
 * @param {HTMLButtonElement} button
 * @param {keyof typeof ICONS} name
 * @param {string} label
 */
export function relabel(button, name, label) {
  if (button.getAttribute("aria-label") === label) return;
  button.replaceChildren(icon(name));
  button.setAttribute("aria-label", label);
  button.title = label;
}

/**
 * The address if it is one of the web; anything else, such as a script, is none.
 * @param {string} text
 * @returns {string | null}
 */
export function webAddress(text) {
  return /^https?:\/\/[^\s]+$/i.test(text) ? text : null;
}
