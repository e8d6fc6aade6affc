// What the symbols mean, with the very symbols of the map.

import { make, makeSvg } from "./dom.js";
import { faded, radiusPx, sizeSteps, styleOf } from "./look.js";

/**
 * @param {import("./look.js").Theme} theme
 * @param {import("./words.js").Words} words
 * @param {number} shrink
 * @param {{light: boolean, areas: boolean, hatch: boolean, gathered: boolean, links: boolean,
 *   front: string, centre: boolean}} has
 *   which of the rarer symbols there are; `front`: the place that it is measured from
 * @returns {HTMLElement[]}
 */
export function legendEntries(theme, words, shrink, has) {
  const entries = theme.symbols.map((symbol, state) =>
    entry(
      symbolOf(theme, state, 1),
      words.say(symbol.state === "silent" ? "silent-state" : symbol.state),
      words.say(`${symbol.state}-means`),
    ),
  );
  if (has.light)
    entries.push(entry(symbolOf(theme, 1, 0.5), words.say("light"), words.say("light-means")));
  entries.push(entry(sizesOf(theme, words, shrink), words.say("size"), words.say("size-means")));
  if (has.areas) {
    entries.push(entry(shadeOf(theme), words.say("shaded"), words.say("shaded-means")));
  }
  if (has.hatch) {
    entries.push(entry(hatchOf(theme), words.say("hatched"), words.say("hatched-means")));
  }
  if (has.gathered) {
    const few = makeSvg(
      "g",
      {},
      ...[6, 11, 16].map((x) =>
        makeSvg("circle", {
          cx: x,
          cy: x === 11 ? 4 : 10,
          r: 3,
          fill: theme.palette.muted,
        }),
      ),
    );
    entries.push(
      entry(drawing(22, 14, few), words.say("gathered-short"), words.say("gathered-means")),
    );
  }
  if (has.links)
    entries.push(
      entry(dashOf(theme.palette.text, "5 3"), words.say("links"), words.say("links-note")),
    );
  if (has.front) {
    const meaning = words.say("front-note", { place: has.front });
    entries.push(entry(dashOf(theme.palette.started, "8 5"), words.say("front"), meaning));
  }
  if (has.centre) {
    entries.push(entry(centreOf(theme), words.say("centre"), words.say("centre-note")));
  }
  return entries;
}

/**
 * @param {string} colour
 * @param {string} dashes
 */
function dashOf(colour, dashes) {
  const line = {
    x1: 0,
    y1: 7,
    x2: 26,
    y2: 7,
    stroke: colour,
    "stroke-width": 1.6,
  };
  return drawing(26, 14, makeSvg("line", { ...line, "stroke-dasharray": dashes }));
}

/**
 * @param {Element} drawing
 * @param {string} label
 * @param {string} meaning
 */
function entry(drawing, label, meaning) {
  return make(
    "div",
    { class: "dp-key" },
    drawing,
    make("span", {}, make("b", {}, label), " ", meaning),
  );
}

/**
 * @param {number} width
 * @param {number} height
 * @param {...Element} children
 */
function drawing(width, height, ...children) {
  return makeSvg(
    "svg",
    { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
    ...children,
  );
}

/**
 * @param {import("./look.js").Theme} theme
 * @param {number} state
 * @param {number} opacity
 */
function symbolOf(theme, state, opacity) {
  const style = styleOf(theme, state);
  const r = style.isSilent ? 4 : 6;
  const parts = [];
  if (style.haloPx) {
    parts.push(
      makeSvg("circle", {
        cx: 11,
        cy: 11,
        r: r + style.haloPx,
        fill: "none",
        stroke: style.colour,
        "stroke-width": 1.8,
      }),
    );
  }
  parts.push(
    makeSvg("circle", {
      cx: 11,
      cy: 11,
      r,
      fill: style.isHollow ? "none" : style.body,
      stroke: style.edge,
      "stroke-width": style.strokePx,
    }),
  );
  const group = makeSvg("g", { opacity }, ...parts);
  return drawing(22, 22, group);
}

/**
 * @param {import("./look.js").Theme} theme
 * @param {import("./words.js").Words} words
 * @param {number} shrink
 */
function sizesOf(theme, words, shrink) {
  const steps = sizeSteps(theme, shrink);
  const radii = steps.map((step) => radiusPx(theme, step, shrink));
  const largest = Math.max(...radii);
  const middle = largest + 1;
  const end = 2 * largest + 6;
  const colour = theme.palette.muted;
  // Upper halves, as large as on the map, on one base line, with a tick from the top of each.
  const parts = steps.flatMap((step, i) => {
    const r = radii[i];
    const d = `M${middle - r} ${largest}A${r} ${r} 0 0 1 ${middle + r} ${largest}`;
    const text = makeSvg("text", { x: end + 3, "font-size": 11, fill: colour });
    text.setAttribute("y", String(i === 0 ? largest + 1 : largest - r + 4));
    text.textContent = words.day.number(step);
    const from = { x1: middle, y1: largest - r, x2: end };
    const line = {
      ...from,
      y2: i === 0 ? largest - 3 : largest - r,
      "stroke-width": 0.6,
    };
    return [
      makeSvg("path", { d, fill: "none", stroke: colour }),
      makeSvg("line", { ...line, stroke: colour }),
      text,
    ];
  });
  const across = end + 5 + 7 * words.day.number(steps[steps.length - 1]).length;
  const down = largest + 8;
  const base = makeSvg("line", {
    x1: 0,
    y1: largest,
    x2: end - 4,
    y2: largest,
    stroke: colour,
  });
  return makeSvg(
    "svg",
    {
      width: across,
      height: down,
      viewBox: `0 -6 ${across} ${down}`,
      direction: "ltr",
      "aria-hidden": "true",
    },
    base,
    ...parts,
  );
}

/** @param {import("./look.js").Theme} theme */
function centreOf({ palette }) {
  const line = { stroke: palette.text, "stroke-width": 2.2 };
  return drawing(
    26,
    16,
    makeSvg("ellipse", { cx: 13, cy: 8, rx: 12, ry: 7, fill: "none", stroke: palette.text }),
    makeSvg("line", { ...line, x1: 8, y1: 8, x2: 18, y2: 8 }),
    makeSvg("line", { ...line, x1: 13, y1: 3, x2: 13, y2: 13 }),
  );
}

/** @param {import("./look.js").Theme} theme */
function shadeOf(theme) {
  const { started } = theme.palette;
  return drawing(
    22,
    14,
    makeSvg("rect", {
      x: 1,
      y: 1,
      width: 20,
      height: 12,
      fill: faded(started, 0.18),
      stroke: started,
    }),
  );
}

/** @param {import("./look.js").Theme} theme */
function hatchOf(theme) {
  const { land, disputed } = theme.palette;
  const lines = [-10, -4, 2, 8, 14].map((x) =>
    makeSvg("line", { x1: x, y1: 14, x2: x + 14, y2: 0, stroke: disputed }),
  );
  return drawing(22, 14, makeSvg("rect", { width: 22, height: 14, fill: land }), ...lines);
}
