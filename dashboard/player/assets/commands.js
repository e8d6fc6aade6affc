// Keys and buttons → what happens.

import { SPEEDS, bounds, changed, stepped, toggled } from "./clock.js";
import { typedDay } from "./days.js";
import { commandOf, isForControl } from "./keys.js";
import { zoomedAt } from "./mercator.js";

/** What a pane obeys: all but time, which others move. */
const OF_PANES = ["zoom-in", "zoom-out", "fit", "layers", "table", "links", "centre", "close"];

/** @typedef {import("./clock.js").Clock} Clock */
/** @typedef {"zoom-in" | "zoom-out" | "fit" | "layers" | "table" | "full-screen" | "help"} ToolName */

/**
 * @param {{core: import("./elements.js").Core, move: (clock: Clock) => void,
 *   settle: () => void, zoom: (camera: import("./mercator.js").Camera) => void, fit: () => void,
 *   popups: import("./popups.js").Popups, change: (wished: Record<string, any>) => void,
 *   fullScreen: () => void, tell: (command: string) => void}} parts
 */
export function newCommands(parts) {
  const { core, popups } = parts;
  const { scene, elements } = core;

  /** @param {number} steps */
  function zoom(steps) {
    const { width, height, camera } = scene.state;
    parts.zoom(zoomedAt(camera, width, height, { x: width / 2, y: height / 2 }, steps));
  }

  /**
   * The clock after a command; null when the command is not about time.
   * @param {string} command
   * @param {string | number} [value]
   * @returns {Clock | null}
   */
  function clockAfter(command, value) {
    const { clock } = core;
    const held = { ...clock, playing: false };
    const [first, last] = bounds(clock);
    switch (command) {
      case "next":
        return stepped(held, 1);
      case "previous":
        return stepped(held, -1);
      case "first":
        return changed(held, { day: first });
      case "last":
        return changed(held, { day: last });
      case "play":
        return toggled(clock);
      case "loop":
        return { ...clock, loop: !clock.loop };
      case "speed":
        return changed(clock, { speed: SPEEDS[Number(value)] });
      case "speed-value":
        return changed(clock, { speed: value });
      case "mode":
        return changed(clock, { mode: value });
      case "window":
        return changed(clock, { windowDays: value });
      case "date":
        return changed(held, {
          day: typedDay(String(value), core.firstDay, clock.count),
        });
      case "range-from":
        return changed(clock, {
          range: [clock.day, Math.max(clock.day, last)],
        });
      case "range-to":
        return changed(clock, {
          range: [Math.min(first, clock.day), clock.day],
        });
      default:
        return null;
    }
  }

  function closeTop() {
    if (!elements.black.hidden) parts.change({ black: false });
    else if (!popups.closeTop() && core.clock.range) {
      parts.move(changed(core.clock, { range: null }));
    }
  }

  /** @type {Record<string, () => void>} */
  const others = {
    "zoom-in": () => zoom(1),
    "zoom-out": () => zoom(-1),
    fit: parts.fit,
    help: () => popups.togglePanel("help"),
    table: () => popups.togglePanel("table"),
    layers: () => popups.togglePanel("layers"),
    links: () => parts.change({ layers: { links: !core.layers.links } }),
    centre: () => parts.change({ layers: { centre: !core.layers.centre } }),
    "full-screen": parts.fullScreen,
    black: () => parts.change({ black: elements.black.hidden }),
    close: closeTop,
  };

  /**
   * @param {string} command
   * @param {string | number} [value]
   */
  function run(command, value) {
    if (core.story?.run(command)) {
      parts.settle();
      parts.tell(command);
      return;
    }
    const next = clockAfter(command, value);
    if (next) {
      parts.move(next);
      if (!next.playing) parts.settle();
    } else others[command]?.();
    parts.tell(command);
  }

  const opener = (/** @type {string} */ name) => ({
    "data-panel": name,
    "aria-expanded": "false",
  });
  /** @type {[ToolName, () => void, Record<string, string>][]} */
  const tools = [
    ["zoom-in", () => run("zoom-in"), {}],
    ["zoom-out", () => run("zoom-out"), {}],
    ["fit", () => run("fit"), {}],
    ["layers", () => run("layers"), opener("layers")],
    ["table", () => run("table"), opener("table")],
    ["full-screen", () => run("full-screen"), {}],
    ["help", () => run("help"), opener("help")],
  ];

  const isObeyed = (/** @type {string} */ command) =>
    core.layout !== "pane" || OF_PANES.includes(command);

  return {
    run,
    tools: tools.filter(([name]) => isObeyed(name)),
    /** @param {number} steps */
    step(steps) {
      if (core.story?.run(steps > 0 ? "next" : "previous")) {
        parts.settle();
        return;
      }
      parts.move(stepped({ ...core.clock, playing: false }, steps));
    },
    /** @param {KeyboardEvent} event */
    onKey(event) {
      const target = event.composedPath()[0];
      const focused =
        target instanceof HTMLElement
          ? {
              tagName: target.tagName,
              type: target.getAttribute("type") ?? undefined,
              role: target.getAttribute("role"),
            }
          : null;
      const found = isForControl(event.key, focused) ? null : commandOf(event);
      // The page has keys of its own, such as letters that rerun it; here they mean nothing.
      if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
      if (!found || !isObeyed(found.command)) return;
      event.preventDefault();
      run(found.command, found.speed);
    },
  };
}
/** @typedef {ReturnType<typeof newCommands>} Commands */
