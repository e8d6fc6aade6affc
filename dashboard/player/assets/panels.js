// What opens over the map when asked: layers, the day's table, the list of keys.

import { make } from "./dom.js";
import { DRAWINGS } from "./renderer.js";
import { KEYS_SHOWN } from "./keys.js";
import { STATES, STATE_BITS, sizeOf } from "./pack.js";
import { serverOf } from "./tiles.js";
import { sizeInWords } from "./words.js";

const MOST_ROWS = 300;
const LAYER_NAMES = /** @type {const} */ ([
  ...["doubt", "silent", "names", "links", "front", "centre", "legend"],
]);

/**
 * @param {import("./words.js").Words} words
 * @param {{layers: Record<string, boolean>, ground: string, borders: string, views: string[],
 *   originName: string, hasTiles: boolean, tileSource: import("./tiles.js").TileSource | null,
 *   drawing: import("./drawing.js").Choice | null}} now
 * @param {(change: {layers?: Record<string, boolean>, ground?: string, borders?: string,
 *   drawing?: string, online?: boolean}) => void} change
 */
export function layersPanel(words, now, change) {
  const { say } = words;
  const notes = /** @type {Record<string, string>} */ ({
    links: say("links-note"),
    front: say("front-note", { place: now.originName }),
    centre: say("centre-note"),
  });
  const boxes = LAYER_NAMES.filter((name) => name !== "front" || now.originName).map((name) => {
    const box = make("input", {
      type: "checkbox",
      checked: now.layers[name],
      onchange: () => change({ layers: { [name]: box.checked } }),
    });
    const note = notes[name] && make("small", {}, notes[name]);
    return make("label", {}, box, make("span", {}, say(name), note));
  });
  const grounds = ["borders", "blank", ...(now.hasTiles ? ["tiles"] : [])];
  const ground = choice(
    say("base"),
    grounds,
    now.ground,
    (name) => say(`base-${name}`),
    (value) => change({ ground: value }),
  );
  const borders = choice(
    say("borders"),
    now.views,
    now.borders,
    (n) => say(`borders-${n}`),
    (value) => change({ borders: value }),
  );
  const drawing = now.drawing && drawingChoice(words, now.drawing, change);
  return make(
    "div",
    { class: "dp-layers" },
    ...boxes,
    now.tileSource && onlineSwitch(words, now.tileSource, now.hasTiles, change),
    ground,
    now.views.length > 1 && borders,
    drawing,
  );
}

/**
 * Online tiles are off until they are switched on, knowing who is asked and what that one learns.
 * @param {import("./words.js").Words} words
 * @param {import("./tiles.js").TileSource} source
 * @param {boolean} isOn
 * @param {(change: {online: boolean, ground: string}) => void} change
 */
function onlineSwitch({ say }, source, isOn, change) {
  const box = make("input", {
    type: "checkbox",
    checked: isOn,
    onchange: () => change({ online: box.checked, ground: box.checked ? "tiles" : "borders" }),
  });
  const note = say("online-note", { server: serverOf(source), credit: source.credit });
  return make("label", {}, box, make("span", {}, say("online"), make("small", {}, note)));
}

/**
 * Who draws, to be chosen, and why it is the one that it is.
 * @param {import("./words.js").Words} words
 * @param {import("./drawing.js").Choice} now
 * @param {(change: {drawing: string}) => void} change
 */
function drawingChoice(words, now, change) {
  const { say } = words;
  const row = choice(
    say("drawing"),
    [...DRAWINGS],
    now.asked,
    (name) => say(`drawing-${name}`),
    (value) => change({ drawing: value }),
  );
  return make("div", {}, row, make("small", { class: "dp-drawing" }, drawingNote(words, now)));
}

/**
 * @param {import("./words.js").Words} words
 * @param {import("./drawing.js").Choice} now
 */
export function drawingNote({ say }, { name, why, canvasMs, webglMs }) {
  const said = [say("drawn-with", { name: say(`drawing-${name}`) })];
  if (why === "missing" || why === "failed") said.push(say(`drawing-${why}`));
  if (why === "slower" || why === "quicker") {
    const ms = (/** @type {number | null} */ n) => Number((n ?? 0).toFixed(1));
    said.push(say("drawing-measured", { canvas: ms(canvasMs), webgl: ms(webglMs) }));
  }
  return said.join(" ");
}

/**
 * @param {string} label
 * @param {string[]} values
 * @param {string} chosen
 * @param {(value: string) => string} nameOf
 * @param {(value: string) => void} take
 */
function choice(label, values, chosen, nameOf, take) {
  const options = values.map((value) =>
    make("option", { value, selected: value === chosen }, nameOf(value)),
  );
  const select = make("select", { onchange: () => take(select.value) }, ...options);
  return make("label", { class: "dp-choice-row" }, make("span", {}, label), select);
}

/** @param {import("./words.js").Words} words */
export function keysPanel(words) {
  const rows = KEYS_SHOWN.map(([keys, command]) =>
    make(
      "tr",
      {},
      make(
        "th",
        { scope: "row", dir: "ltr" },
        ...keys.split(" ").map((key) => (key === "–" ? "– " : make("kbd", {}, key))),
      ),
      make("td", {}, words.say(command)),
    ),
  );
  return make("table", { class: "dp-keys" }, make("tbody", {}, ...rows));
}

/**
 * The shown day as a table: what is on the map, sites that are active first.
 * @param {import("./scene.js").Scene} scene
 * @param {import("./clock.js").Clock} clock
 * @param {import("./words.js").Words} words
 * @param {string} caption
 */
export function dayTable(scene, clock, words, caption) {
  const feed = scene.feed();
  const { say } = words;
  if (!feed) return make("p", {}, say("no-sites"));
  const { site, offset, reports } = feed.town;
  const [start, end] = [offset[clock.day], offset[clock.day + 1]];
  const rows = Array.from({ length: end - start }, (_, i) => start + i).sort(
    (a, b) => reports[b] - reports[a] || site[a] - site[b],
  );
  const head = ["place", "state", "reports", "outlets", "size", "placed"].map((key) =>
    make("th", { scope: "col" }, say(key)),
  );
  const body = rows.slice(0, MOST_ROWS).map((row) => {
    const of = site[row];
    const state = STATES[feed.town.flags[row] & STATE_BITS];
    const admin = words.name(feed.sites.admin1[of]);
    const name = scene.siteName(of);
    const cells = [
      words.say(state),
      words.day.number(reports[row]),
      words.day.number(feed.town.sources[row]),
      sizeInWords(words, sizeOf(feed.town, row)),
      say("kilometres", { n: Number(feed.sites.radiusKm[of].toPrecision(2)) }),
    ];
    return make(
      "tr",
      {},
      make(
        "th",
        { scope: "row", dir: "auto" },
        admin && admin !== name ? `${name}${say("comma")}${admin}` : name,
      ),
      ...cells.map((text) => make("td", { dir: "auto" }, text)),
    );
  });
  const left = rows.length - body.length;
  return make(
    "div",
    {},
    make(
      "table",
      { class: "dp-table" },
      make("caption", {}, caption),
      make("thead", {}, make("tr", {}, ...head)),
      make("tbody", {}, ...body),
    ),
    rows.length === 0 && make("p", {}, say("no-sites")),
    left > 0 && make("p", {}, say("more-rows", { n: left })),
  );
}
