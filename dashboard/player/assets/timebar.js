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
  slider.append(canvas);
  parent.append(slider);
  const context = /** @type {CanvasRenderingContext2D} */ (
    canvas.getContext("2d", { willReadFrequently: true })
  );
  /** @type {HTMLCanvasElement} */
  const bars = document.createElement("canvas");
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
    const { palette } = shown.theme;
    const count = clock.count;
    const key = [shown.rev, width, height, ratio, shown.theme.scheme, shown.words.locale].join("|");
    if (key !== barsKey) {
      barsKey = key;
      for (const of of [canvas, bars]) {
        of.width = Math.round(width * ratio);
        of.height = Math.round(height * ratio);
      }
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
      drawBars(bars, ratio, width, height, shown);
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const left = leftOf(clock.day, width, count);
    const dayPx = width / count;
    const barHeight = height - STRIP_PX;
    if (clock.mode === "window" || clock.mode === "cumulative") {
      const first = clock.mode === "window" ? Math.max(0, clock.day - clock.windowDays + 1) : 0;
      const from = leftOf(first, width, count);
      context.fillStyle = faded(palette.accent, 0.13);
      context.fillRect(from, 0, left + dayPx - from, barHeight);
    }
    context.drawImage(bars, 0, 0, width, height);
    if (clock.range) {
      const from = leftOf(clock.range[0], width, count);
      const to = leftOf(clock.range[1] + 1, width, count);
      context.fillStyle = faded(palette.background, 0.6);
      context.fillRect(0, 0, from, barHeight);
      context.fillRect(to, 0, width - to, barHeight);
      context.fillStyle = palette.accent;
      context.fillRect(from, barHeight, Math.max(to - from, 2), 3);
    }
    // The day itself: a frame as wide as the day, at least wide enough to be seen.
    const across = Math.max(dayPx, 3);
    const middle = left + dayPx / 2;
    context.strokeStyle = palette.text;
    context.lineWidth = 2;
    context.strokeRect(
      Math.max(1, Math.min(middle - across / 2, width - across - 1)),
      1,
      Math.max(across - 1, 1),
      barHeight - 2,
    );
    context.fillStyle = palette.text;
    context.beginPath();
    const tip = Math.max(6, Math.min(width - 6, middle));
    context.moveTo(tip - 6, barHeight + 6);
    context.lineTo(tip + 6, barHeight + 6);
    context.lineTo(tip, barHeight - 1);
    context.fill();
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
