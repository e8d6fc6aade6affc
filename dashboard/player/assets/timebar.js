// The bars under the map: a slider that is dragged to scrub, and a strip below to choose a range.

import { make } from "./dom.js";
import { dayAt, leftOf, stackBars, ticks } from "./histogram.js";
import { faded } from "./look.js";

const STRIP_PX = 18;

/**
 * What the bars show: sites by state and day.
 * @typedef {{counts: Uint32Array[], firstDay: number, theme: import("./look.js").Theme,
 *   words: import("./words.js").Words, rev: string}} Shown
 */

/**
 * @param {HTMLElement} parent
 * @param {{scrub: (day: number, isDone: boolean) => void,
 *   brush: (range: [number, number] | null, isDone: boolean) => void}} on
 */
export function newTimebar(parent, on) {
  const canvas = make("canvas", { "aria-hidden": "true" });
  const slider = make("div", {
    class: "dp-time",
    role: "slider",
    tabindex: "0",
    "aria-valuemin": "0",
    dir: "ltr",
  });
  const marked = newMarked();
  slider.append(marked.below, canvas, ...marked.above);
  parent.append(slider);
  let barsKey = "";
  let width = 0;
  let height = 0;
  /** @type {Shown | null} */
  let shown = null;
  /** @type {import("./clock.js").Clock | null} */
  let clock = null;
  /** @type {{kind: "scrub" | "brush", from: number, pointer: number} | null} */
  let drag = null;

  const days = () => clock?.count ?? 1;
  const placeOf = (/** @type {PointerEvent} */ event) => {
    const box = slider.getBoundingClientRect();
    return {
      day: dayAt(event.clientX - box.left, width, days()),
      y: event.clientY - box.top,
    };
  };
  slider.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    const { day, y } = placeOf(event);
    const kind = y > height - STRIP_PX || event.shiftKey ? "brush" : "scrub";
    drag = { kind, from: day, pointer: event.pointerId };
    slider.setPointerCapture(event.pointerId);
    if (kind === "scrub") on.scrub(day, false);
  });
  slider.addEventListener("pointermove", (event) => {
    const { day, y } = placeOf(event);
    slider.classList.toggle("dp-brushing", drag ? drag.kind === "brush" : y > height - STRIP_PX);
    if (!drag || drag.pointer !== event.pointerId) return;
    if (drag.kind === "scrub") on.scrub(day, false);
    else if (day !== drag.from) on.brush([drag.from, day], false);
  });
  const lift = (/** @type {PointerEvent} */ event) => {
    if (!drag || drag.pointer !== event.pointerId) return;
    const { day } = placeOf(event);
    if (drag.kind === "scrub") on.scrub(day, true);
    else on.brush(day === drag.from ? null : [drag.from, day], true);
    drag = null;
  };
  slider.addEventListener("pointerup", lift);
  slider.addEventListener("pointercancel", lift);

  function draw() {
    if (!shown || !clock || !width) return;
    const ratio = Math.min(globalThis.devicePixelRatio || 1, 2);
    const key = [shown.rev, width, height, ratio, shown.theme.scheme, shown.words.locale].join("|");
    if (key !== barsKey) {
      barsKey = key;
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
      drawBars(canvas, ratio, width, height, shown);
    }
    marked.show(clock, width, height - STRIP_PX);
  }

  return {
    element: slider,
    resize() {
      width = slider.clientWidth;
      height = slider.clientHeight;
      draw();
    },
    /** @param {Shown} given */
    setShown(given) {
      shown = given;
      barsKey = "";
      slider.setAttribute("aria-label", given.words.say("timeline"));
      slider.title = given.words.say("brush-hint");
      draw();
    },
    /** @param {import("./clock.js").Clock} given */
    setClock(given) {
      clock = given;
      slider.setAttribute("aria-valuemax", String(given.count - 1));
      slider.setAttribute("aria-valuenow", String(given.day));
      if (shown) {
        slider.setAttribute("aria-valuetext", shown.words.day.long(shown.firstDay + given.day));
      }
      draw();
    },
    isDragging: () => drag !== null,
  };
}
/** @typedef {ReturnType<typeof newTimebar>} Timebar */

/**
 * What moves with the day lies round the bars as elements: the bars themselves are drawn once.
 */
function newMarked() {
  const span = make("i", { class: "dp-span" });
  const before = make("i", { class: "dp-veil" });
  const after = make("i", { class: "dp-veil" });
  const chosen = make("i", { class: "dp-chosen" });
  const day = make("i", { class: "dp-day" });
  const tip = make("i", { class: "dp-tip" });
  return {
    below: span,
    above: [before, after, chosen, day, tip],
    /**
     * @param {import("./clock.js").Clock} clock
     * @param {number} width
     * @param {number} tall height of the bars
     */
    show({ day: at, count, mode, windowDays, range }, width, tall) {
      const left = leftOf(at, width, count);
      const dayPx = width / count;
      span.hidden = mode !== "window" && mode !== "cumulative";
      const first = mode === "window" ? Math.max(0, at - windowDays + 1) : 0;
      if (!span.hidden) stretch(span, leftOf(first, width, count), left + dayPx, 0, tall);
      before.hidden = after.hidden = chosen.hidden = !range;
      if (range) {
        const from = leftOf(range[0], width, count);
        const to = leftOf(range[1] + 1, width, count);
        stretch(before, 0, from, 0, tall);
        stretch(after, to, width, 0, tall);
        stretch(chosen, from, Math.max(to, from + 2), tall, tall + 3);
      }
      // A frame as wide as the day, at least wide enough to be seen.
      const across = Math.max(dayPx, 3) + 1;
      const middle = left + dayPx / 2;
      const begin = Math.max(0, Math.min(middle - across / 2, width - across));
      stretch(day, begin, begin + across, 0, tall);
      const point = Math.max(6, Math.min(width - 6, middle));
      stretch(tip, point - 6, point + 6, tall - 1, tall + 6);
    },
  };
}

/**
 * @param {HTMLElement} element
 * @param {number} left
 * @param {number} right
 * @param {number} top
 * @param {number} bottom
 */
function stretch({ style }, left, right, top, bottom) {
  style.transform = `translate(${left}px,${top}px)`;
  style.width = `${right - left}px`;
  style.height = `${bottom - top}px`;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} ratio
 * @param {number} width
 * @param {number} height
 * @param {Shown} shown
 */
function drawBars(canvas, ratio, width, height, shown) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const { palette } = shown.theme;
  const room = height - STRIP_PX;
  const stacked = stackBars(shown.counts, width);
  const binPx = (width * stacked.daysPerBin) / shown.counts[0].length;
  const gap = binPx > 8 ? Math.min(3, binPx * 0.12) : 0;
  const unit = (room - 6) / Math.max(stacked.highest, 1);
  // From the base line upwards: what goes on, what begins, what ends, and silence on top.
  for (let bin = 0; bin < stacked.bins; bin++) {
    let top = room;
    for (const state of [1, 0, 2, 3]) {
      const tall = stacked.heights[state][bin] * unit;
      if (tall <= 0) continue;
      top -= tall;
      const left = bin * binPx + gap;
      const across = Math.max(binPx - 2 * gap, 1);
      context.fillStyle = palette[shown.theme.symbols[state].state];
      if (state === 3) {
        // Silence is hollow here as on the map.
        context.fillStyle = faded(palette.silent, 0.28);
        context.fillRect(left, top, across, tall);
        if (gap > 0) {
          context.strokeStyle = palette.silent;
          context.lineWidth = 1;
          context.strokeRect(left + 0.5, top + 0.5, across - 1, Math.max(tall - 1, 0.5));
        }
      } else {
        context.fillRect(left, top, across, tall);
        if (state === 0 && gap > 0) {
          context.fillStyle = palette.background;
          context.fillRect(left, top + tall - 1, across, 1);
        }
      }
    }
  }
  context.fillStyle = palette.border;
  context.fillRect(0, room, width, 1);
  context.font = `12px ${shown.theme.font}`;
  context.fillStyle = palette.muted;
  context.textBaseline = "top";
  const days = shown.counts[0].length;
  const marks = ticks(shown.firstDay, days, width, 62);
  for (const { day, byMonth } of marks) {
    const writer = byMonth ? shown.words.day.month : shown.words.day.short;
    const text = writer(shown.firstDay + day);
    const dayPx = width / days;
    const middle = leftOf(day, width, days) + (dayPx > 30 ? dayPx / 2 : 0);
    const half = context.measureText(text).width / 2;
    if (!byMonth && dayPx <= 30) context.fillRect(middle, room, 1, 4);
    const at = Math.max(half, Math.min(width - half, middle));
    context.textAlign = "center";
    context.fillText(text, at, room + 5);
  }
}
