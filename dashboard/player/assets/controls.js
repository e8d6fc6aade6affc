// The row of buttons: play, step, speed, a date, what a frame is.

import { MODES, SPEEDS, bounds } from "./clock.js";
import { typedDay } from "./days.js";
import { iconButton, make, relabel } from "./dom.js";

/**
 * @param {HTMLElement} parent
 * @param {import("./words.js").Words} words
 * @param {(command: string, value?: string | number) => void} order
 * @param {HTMLElement} range shown between the buttons
 */
export function newControls(parent, words, order, range) {
  const say = words.say;
  const first = iconButton("first", say("first"), () => order("first"));
  const previous = iconButton("previous", say("previous"), () => order("previous"));
  const play = iconButton("play", say("play"), () => order("play"), {
    class: "dp-play",
  });
  const next = iconButton("next", say("next"), () => order("next"));
  const last = iconButton("last", say("last"), () => order("last"));
  const loop = iconButton("loop", say("loop"), () => order("loop"), {
    "aria-pressed": "false",
  });
  const speed = make(
    "select",
    {
      "aria-label": say("speed"),
      title: say("speed"),
      onchange: () => order("speed-value", Number(speed.value)),
    },
    ...SPEEDS.map((n) =>
      make(
        "option",
        { value: n },
        n < 1 ? say("speed-slow", { n: 1 / n }) : words.count("speed", n),
      ),
    ),
  );
  let firstDay = 0;
  let count = 1;
  const date = make("input", {
    type: "text",
    inputmode: "text",
    autocomplete: "off",
    spellcheck: "false",
    class: "dp-typed",
    "aria-label": say("go-to-day"),
    title: say("go-to-day"),
    onfocus: () => date.select(),
    onchange: () => {
      const isDay = typedDay(date.value, firstDay, count) !== null;
      date.setAttribute("aria-invalid", String(!isDay));
      if (isDay) order("date", date.value);
    },
    onblur: () => {
      // What is no day of the data gives way to the day that is shown.
      date.removeAttribute("aria-invalid");
      date.value = shownDate;
    },
  });
  let shownDate = "";
  const mode = make(
    "select",
    {
      "aria-label": say("show"),
      title: say("show"),
      onchange: () => order("mode", mode.value),
    },
    ...MODES.map((name) => make("option", { value: name }, say(`mode-${name}`))),
  );
  const windowDays = make("input", {
    type: "number",
    min: "1",
    max: "366",
    "aria-label": say("window-days"),
    title: say("window-days"),
    onchange: () => order("window", Number(windowDays.value)),
  });
  const bar = make(
    "div",
    { class: "dp-bar", role: "group", "aria-label": say("timeline") },
    make("div", { class: "dp-group", dir: "ltr" }, first, previous, play, next, last),
    make("div", { class: "dp-group" }, loop, speed),
    range,
    make("div", { class: "dp-group dp-choice" }, date, mode, windowDays),
  );
  parent.append(bar);
  return {
    element: bar,
    /**
     * @param {import("./clock.js").Clock} clock
     * @param {number} from first of the days, since 1970-01-01
     */
    show(clock, from) {
      firstDay = from;
      count = clock.count;
      const [start, end] = bounds(clock);
      relabel(play, clock.playing ? "pause" : "play", say(clock.playing ? "pause" : "play"));
      // Not disabled: a button that is would lose the focus to nothing.
      for (const [button, isAtEnd] of /** @type {[HTMLButtonElement, boolean][]} */ ([
        [first, clock.day <= start],
        [previous, clock.day <= 0],
        [next, clock.day >= clock.count - 1],
        [last, clock.day >= end],
      ])) {
        keepAttribute(button, "aria-disabled", String(isAtEnd));
      }
      keepAttribute(loop, "aria-pressed", String(clock.loop));
      keep(speed, String(clock.speed));
      keep(mode, clock.mode);
      keep(windowDays, String(clock.windowDays));
      windowDays.hidden = clock.mode !== "window";
      shownDate = words.day.full(from + clock.day);
      keep(date, shownDate);
    },
  };
}
/** @typedef {ReturnType<typeof newControls>} Controls */

/**
 * @param {HTMLInputElement | HTMLSelectElement} field
 * @param {string} value
 */
function keep(field, value) {
  if (field.value !== value) field.value = value;
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {string} value
 */
function keepAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
