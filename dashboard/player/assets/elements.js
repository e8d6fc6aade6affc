// The player's elements, empty: where each stands in the other.

import { isoOf } from "./days.js";
import { make } from "./dom.js";

/** @typedef {"explore" | "present" | "pane"} Layout a pane is the map alone: others move its days */

/** @param {Layout} layout */
export function newElements(layout) {
  const date = make("h2", { class: "dp-date" });
  const mode = make("p", { class: "dp-mode" });
  const sentence = make("p", { class: "dp-sentence", dir: "auto" });
  const isPresent = layout === "present";
  const step = make("p", { class: "dp-step", dir: "auto", hidden: true });
  const title = make("div", { class: "dp-title" }, date, mode, step, isPresent && sentence);
  const progressBar = make("i");
  return {
    map: make("div", { class: "dp-map" }),
    hand: make("div", { class: "dp-hand" }),
    title,
    date,
    mode,
    step,
    sentence,
    tools: make("div", { class: "dp-tools", role: "group" }),
    scale: make("div", { class: "dp-scale", dir: "ltr" }),
    panel: make("div", {
      class: "dp-panel",
      role: "region",
      tabindex: "0",
      hidden: true,
    }),
    waiting: make("p", { class: "dp-waiting", hidden: true }),
    below: make("div", { class: "dp-below" }),
    range: make("div", { class: "dp-range", hidden: true }),
    legend: make("div", { class: "dp-legend", role: "note" }),
    note: make("p", { class: "dp-note", dir: "auto" }),
    progressBar,
    progress: make("div", { class: "dp-progress", dir: "ltr", "aria-hidden": "true" }, progressBar),
    black: make("div", { class: "dp-black", hidden: true }),
    live: make("p", {
      class: "dp-live",
      role: "status",
      "aria-live": "polite",
    }),
  };
}
/** @typedef {ReturnType<typeof newElements>} Elements */

/**
 * What all parts of one player share.
 * @typedef {{root: HTMLElement, layout: Layout, elements: Elements,
 *   scene: import("./scene.js").Scene, words: import("./words.js").Words,
 *   clock: import("./clock.js").Clock, firstDay: number, sentences: string[] | null,
 *   story: import("./story.js").StoryPlayer | null,
 *   tileSource: import("./tiles.js").TileSource | null,
 *   layers: Record<string, boolean>, isStill: () => boolean}} Core
 */

/**
 * The sentence of a day, counted from 0.
 * @param {Core} core
 * @param {number} day
 */
export function sentenceOf(core, day) {
  const said = saidOf(core, day)?.text;
  if (said) return said;
  return (core.sentences ?? core.scene.feed()?.sentences ?? [])[day] ?? "";
}

/**
 * The step of the story that speaks of a day; null when the timeline was moved away from it.
 * @param {Core} core
 * @param {number} day
 */
export function saidOf(core, day) {
  const step = core.story?.step();
  return step && step.state.day === isoOf(core.firstDay + day) ? step : null;
}
