// Dragging, pinching and turning the wheel over the map → cameras. A short press is a click.

import { panned, zoomedAt } from "./mercator.js";

const CLICK_PX = 4;

/**
 * @param {HTMLElement} surface
 * @param {{camera: () => import("./mercator.js").Camera, size: () => {width: number,
 *   height: number}, move: (camera: import("./mercator.js").Camera) => void, settle: () => void,
 *   point: (at: {x: number, y: number} | null) => void,
 *   click: (at: {x: number, y: number}) => void}} hand
 * @returns {() => void} stops listening
 */
export function listenToHand(surface, hand) {
  /** @type {Map<number, {x: number, y: number}>} */
  const fingers = new Map();
  let travelled = 0;
  const listening = new AbortController();
  const { signal } = listening;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let settling;

  /** @param {PointerEvent | WheelEvent | MouseEvent} event */
  const placeOf = (event) => {
    const box = surface.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const zoomBy = (/** @type {{x: number, y: number}} */ at, /** @type {number} */ steps) => {
    const { width, height } = hand.size();
    hand.move(zoomedAt(hand.camera(), width, height, at, steps));
  };
  const settleSoon = () => {
    clearTimeout(settling);
    settling = setTimeout(hand.settle, 160);
  };

  surface.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button > 0) return;
      surface.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, placeOf(event));
      travelled = fingers.size > 1 ? Infinity : 0;
    },
    { signal },
  );
  surface.addEventListener(
    "pointermove",
    (event) => {
      const now = placeOf(event);
      const before = fingers.get(event.pointerId);
      if (!before) {
        hand.point(now);
        return;
      }
      const others = [...fingers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
      fingers.set(event.pointerId, now);
      travelled += Math.hypot(now.x - before.x, now.y - before.y);
      if (others.length === 0) {
        if (travelled > CLICK_PX)
          hand.move(panned(hand.camera(), now.x - before.x, now.y - before.y));
        return;
      }
      const other = others[0];
      const was = Math.hypot(before.x - other.x, before.y - other.y);
      const is = Math.hypot(now.x - other.x, now.y - other.y);
      hand.move(panned(hand.camera(), (now.x - before.x) / 2, (now.y - before.y) / 2));
      const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
      if (was > 10 && is > 10) zoomBy(middle, Math.log2(is / was));
    },
    { signal },
  );
  const lift = (/** @type {PointerEvent} */ event) => {
    if (!fingers.delete(event.pointerId)) return;
    if (event.type === "pointerup" && travelled <= CLICK_PX) hand.click(placeOf(event));
    else settleSoon();
  };
  surface.addEventListener("pointerup", lift, { signal });
  surface.addEventListener("pointercancel", lift, { signal });
  surface.addEventListener("pointerleave", () => hand.point(null), { signal });
  surface.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const perPixel = event.deltaMode === 1 ? 0.05 : event.ctrlKey ? 0.01 : 0.0025;
      zoomBy(placeOf(event), Math.max(-1, Math.min(1, -event.deltaY * perPixel)));
      settleSoon();
    },
    { passive: false, signal },
  );
  surface.addEventListener(
    "dblclick",
    (event) => {
      zoomBy(placeOf(event), 1);
      settleSoon();
    },
    { signal },
  );
  return () => {
    clearTimeout(settling);
    listening.abort();
  };
}
