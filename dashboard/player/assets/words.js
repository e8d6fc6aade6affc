// Every word of the interface: English here, other languages given by the page under the same keys.

export const ENGLISH = {
  player: "Protests day by day, on a map",
  comma: ", ",
  map: "Map",
  timeline: "Timeline",
  day: "Day",
  "go-to-day": "Go to day",
  first: "First day",
  previous: "Previous day",
  next: "Next day",
  last: "Last day",
  play: "Play",
  pause: "Pause",
  loop: "Loop",
  speed: "Speed",
  "speed-one": "{n} day a second",
  "speed-other": "{n} days a second",
  "speed-slow": "1 day in {n} s",
  show: "Show",
  "mode-day": "That day",
  "mode-window": "Window",
  "mode-cumulative": "All until then",
  "mode-new": "What is new",
  "window-days": "Days in the window",
  "until-window": "{n} days up to that day",
  "until-cumulative": "all days until then",
  "only-new": "only what started that day",
  layers: "Layers",
  doubt: "Radius of doubt",
  silent: "Silent sites",
  names: "Names",
  links: "Links",
  "links-shown": "dashed: nearest earlier site; not a claim of cause",
  "links-note": "Nearest earlier site; not a claim of cause.",
  front: "Front",
  "front-note": "Nine in ten of the day's new places lie within it, measured from {place}.",
  centre: "Mean centre",
  "centre-note":
    "Its way until then, and the standard deviational ellipse of the day's active sites.",
  legend: "Legend",
  base: "Base map",
  "base-borders": "Boundaries",
  "base-blank": "Blank",
  "base-tiles": "Online tiles",
  online: "Use online tiles",
  "online-note":
    "Pictures of the ground are then requested from {server} while you look: it learns this computer's address and which parts of the map are on the screen. {credit}",
  "tiles-note": "Borders and names of the base map are those of its server.",
  borders: "Borders as seen",
  "borders-ground": "on the ground",
  "borders-pakistan": "by Pakistan",
  "borders-india": "by India",
  drawing: "Drawing",
  "drawing-auto": "Whichever is quicker",
  "drawing-canvas": "Canvas 2D",
  "drawing-webgl": "WebGL",
  "drawn-with": "Drawn with {name}.",
  "drawing-missing": "This browser has no WebGL.",
  "drawing-failed": "WebGL failed here.",
  "drawing-measured": "First frames: Canvas 2D {canvas} ms, WebGL {webgl} ms.",
  "zoom-in": "Zoom in",
  "zoom-out": "Zoom out",
  fit: "Show all sites",
  "full-screen": "Full screen",
  table: "The day as a table",
  help: "Keys",
  close: "Close",
  notes: "Notes",
  black: "Black screen",
  ends: "First and last day",
  zoom: "Zoom",
  range: "Range from or to this day",
  "range-shown": "{from} to {to}",
  "range-clear": "Clear the range",
  "range-window": "Show as one window",
  "brush-hint": "Drag over the days below the bars to choose a range",
  places: "Places on the map",
  place: "Place",
  state: "State",
  reports: "Reports",
  outlets: "Outlets",
  size: "Size",
  placed: "Placed within",
  started: "Started",
  continuing: "Continuing",
  ended: "Ended",
  "silent-state": "Silent",
  "started-means": "first report, or first after a silence",
  "continuing-means": "reported again",
  "ended-means": "a report says it ended that day",
  "silent-means": "no report that day: not an end",
  "size-means": "number of reports",
  "light-means": "dated to a week or month only",
  light: "Paler",
  shaded: "Shaded",
  "shaded-means": "area named, no town",
  "gathered-short": "Gathered",
  "gathered-means": "places too close to tell apart; zoom in",
  hatched: "Hatched",
  "hatched-means": "disputed territory",
  "reports-one": "{n} report",
  "reports-other": "{n} reports",
  "outlets-one": "{n} outlet",
  "outlets-other": "{n} outlets",
  "weak-one": "{n} of them weak",
  "weak-other": "{n} of them weak",
  "places-one": "{n} place",
  "places-other": "{n} places",
  "size-range": "{low} to {high} persons",
  "size-low": "at least {low} persons",
  "size-high": "up to {high} persons",
  coded: "coded from the sources' words",
  "placed-spot": "Spot, placed within {km} km",
  "placed-town": "Town, placed within {km} km",
  "area-named": "No place within it is named",
  "whole-town": "no site named",
  planned: "Planned, not counted",
  gathered: "{n} places gathered here",
  "light-date": "Dated to a week or month only",
  "more-rows": "{n} more are not listed.",
  "more-reports": "{n} more reports.",
  "no-sites": "Nothing is reported for what is shown.",
  kilometres: "{n} km",
  coarse: "coast and borders are coarse here; squares are places of the gazetteer, not reports",
  latitude: "at {n}° {side}",
  north: "N",
  south: "S",
  "audience-lost": "Waiting for the presenter's window.",
};

/** @typedef {Record<string, string>} Strings */
/**
 * The interface in one language.
 * @typedef {{locale: string, dir: "ltr" | "rtl", say: (key: string, values?: Record<string,
 *   string | number>) => string, name: (english: string) => string,
 *   count: (key: string, n: number) => string,
 *   day: import("./days.js").Writers}} Words
 */

import { writersFor } from "./days.js";

/**
 * @param {{locale?: string, dir?: "ltr" | "rtl", strings?: Strings}} [given]
 * @returns {Words}
 */
export function wordsIn(given = {}) {
  const { locale = "en-GB", dir = "ltr", strings = {} } = given;
  const writers = writersFor(locale);
  const plural = new Intl.PluralRules(locale);
  const english = /** @type {Strings} */ (ENGLISH);
  /** @type {Words["say"]} */
  const say = (key, values = {}) => {
    const template = strings[key] ?? english[key] ?? key;
    return template.replace(/\{(\w+)\}/g, (whole, name) => {
      const value = values[name];
      if (value === undefined) return whole;
      return typeof value === "number" ? writers.number(value) : value;
    });
  };
  return {
    locale,
    dir,
    say,
    name: (english) => strings[`name:${english}`] ?? english,
    count: (key, n) => say(`${key}-${plural.select(n) === "one" ? "one" : "other"}`, { n }),
    day: writers,
  };
}

/**
 * A range of persons in words; empty when neither end is known.
 * @param {Words} words
 * @param {{low: number | null, high: number | null}} size
 */
export function sizeInWords(words, { low, high }) {
  if (low !== null && high !== null) return words.say("size-range", { low, high });
  if (low !== null) return words.say("size-low", { low });
  return high !== null ? words.say("size-high", { high }) : "";
}
