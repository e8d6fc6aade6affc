// Which names a moment of the map asks for, and how important each is.

import { worldX, worldY } from "./mercator.js";
import { SILENT } from "./pack.js";
import { CROSS_PX } from "./paint_centre.js";

const MOST_ANCHORS = 160;
/** Symbols without a name that names still keep off. */
const MOST_BLOCKED = 640;
/** Where there are more symbols than this, silent ones go without a name. */
const CROWD = 150;
const AREA_NAMES_UP_TO_ZOOM = 8;
/** From here on the land shows its towns, and then its spots: coast and borders tell little. */
const PLACES_FROM_ZOOM = 8;
const SPOTS_FROM_ZOOM = 10;
const MOST_PLACES = 24;
/** Below the name stands the mark of the place, as high as this. */
const PLACE_MARK_PX = 7;
const SITE_PX = 13.5;
const AREA_PX = 11.5;
/** The mean centre comes first, then active sites, provinces, silent sites, countries. */
const CENTRE = 1e15;
const ACTIVE = 1e12;
const PROVINCE = 1e9;

/** @typedef {import("./names_layer.js").Name} Name */
/** @typedef {(text: string, sizePx: number, font: string) => number} Measure */

/**
 * Names of the symbols in sight; symbols that get none are blocked instead.
 * @param {import("./scene_shapes.js").Moment} moment
 * @param {number[]} aimed symbols in sight, as they will be
 * @param {import("./look.js").Theme} theme
 * @param {(site: number) => string} nameOf
 * @param {Measure} measure
 * @returns {{names: Name[], blocked: import("./label_boxes.js").Box[]}}
 */
export function siteNames({ plan, frame, drawn, view }, aimed, theme, nameOf, measure) {
  const sizePx = Math.round(SITE_PX * (theme.textScale ?? 1));
  const ranked = aimed
    .map((mark) => ({
      mark,
      isQuiet: drawn.state[mark] === SILENT,
      priority: frame.reports[mark] + (drawn.state[mark] === SILENT ? 0 : ACTIVE),
    }))
    .sort((a, b) => b.priority - a.priority);
  const isCrowd = ranked.length > CROWD;
  /** @type {Name[]} */
  const names = [];
  const blocked = [];
  for (const { mark, isQuiet, priority } of ranked) {
    const site = plan.site[mark];
    const x = plan.x[mark] * view.scale - view.left;
    const y = plan.y[mark] * view.scale - view.top;
    const radius = drawn.toRadius[mark] + theme.symbols[drawn.state[mark]].haloPx + 1;
    const text = nameOf(site);
    if (text && !(isQuiet && isCrowd) && names.length < MOST_ANCHORS) {
      names.push({
        key: `${plan.isSpot[mark] ? "spot" : "town"}:${site}`,
        x,
        y,
        radius,
        width: measure(text, sizePx, theme.font),
        height: sizePx * 1.2,
        priority,
        text,
        kind: isQuiet ? "quiet" : "site",
      });
    } else if (blocked.length < MOST_BLOCKED) {
      blocked.push({
        left: x - radius,
        top: y - radius,
        right: x + radius,
        bottom: y + radius,
      });
    }
  }
  return { names, blocked };
}

/**
 * The name of the mean centre, where it is in sight.
 * @param {import("./scene_shapes.js").Moment} moment
 * @param {import("./centre.js").Centre} centre
 * @param {string} text
 * @param {import("./look.js").Theme} theme
 * @param {Measure} measure
 * @returns {Name[]}
 */
export function centreName({ view }, { way }, text, theme, measure) {
  const sizePx = Math.round(SITE_PX * (theme.textScale ?? 1));
  const x = way[way.length - 2] * view.scale - view.left;
  const y = way[way.length - 1] * view.scale - view.top;
  if (!text || x < 0 || y < 0 || x > view.width || y > view.height) return [];
  return [
    {
      key: "centre",
      x,
      y,
      radius: CROSS_PX + 2,
      width: measure(text, sizePx, theme.font),
      height: sizePx * 1.2,
      priority: CENTRE,
      text,
      kind: "centre",
    },
  ];
}

/**
 * Names of provinces and countries, where they are wide enough for them.
 * @param {import("./scene_shapes.js").Moment} moment
 * @param {import("./look.js").Theme} theme
 * @param {boolean} isUrdu
 * @param {Measure} measure
 * @returns {Name[]}
 */
export function areaNames({ base, borders, view }, theme, isUrdu, measure) {
  if (view.zoom > AREA_NAMES_UP_TO_ZOOM) return [];
  const sizePx = Math.round(AREA_PX * (theme.textScale ?? 1));
  /** @type {Name[]} */
  const names = [];
  for (const name of base?.source.names ?? []) {
    if (!name.views.includes(borders)) continue;
    const text = isUrdu && name.textUrdu ? name.textUrdu : name.text.toUpperCase();
    // The letters are set a little apart.
    const width = measure(text, sizePx, theme.font) * 1.08;
    if ((name.widthDeg / 360) * view.scale < width * 0.6) continue;
    names.push({
      key: `area:${name.text}`,
      x: worldX(name.longitude) * view.scale - view.left,
      y: worldY(name.latitude) * view.scale - view.top,
      radius: 0,
      width,
      height: sizePx * 1.2,
      priority: name.role === "province" ? PROVINCE : -1,
      text,
      kind: "area",
      centred: true,
    });
  }
  return names;
}

/**
 * Names of towns and spots of the gazetteer, to tell where one is; none that the sites in sight
 * are named after.
 * @param {import("./scene_shapes.js").Moment} moment
 * @param {number[]} aimed symbols in sight, as they will be
 * @param {import("./look.js").Theme} theme
 * @param {boolean} isUrdu
 * @param {Measure} measure
 * @returns {Name[]}
 */
export function placeNames({ base, feed, plan, view }, aimed, theme, isUrdu, measure) {
  if (view.zoom <= PLACES_FROM_ZOOM) return [];
  const sizePx = Math.round(AREA_PX * (theme.textScale ?? 1));
  const height = sizePx * 1.2 + PLACE_MARK_PX;
  const sites = new Set(aimed.map((mark) => feed.sites.id[plan.site[mark]]));
  /** @type {Name[]} */
  const names = [];
  for (const place of base?.source.places ?? []) {
    if (names.length === MOST_PLACES) break;
    if (sites.has(place.id) || (place.isSpot && view.zoom < SPOTS_FROM_ZOOM)) continue;
    const x = worldX(place.longitude) * view.scale - view.left;
    const y = worldY(place.latitude) * view.scale - view.top;
    if (x < 0 || y < 0 || x > view.width || y > view.height) continue;
    const text = isUrdu ? place.textUrdu : place.text;
    names.push({
      key: `place:${place.id}`,
      x,
      y: y - (height - PLACE_MARK_PX) / 2,
      radius: 0,
      width: measure(text, sizePx, theme.font),
      height,
      priority: -2 - names.length,
      text,
      kind: "place",
      centred: true,
    });
  }
  return names;
}
