// Between two days symbols grow, shrink and fade: from what is drawn to what is to be drawn.

import { NOT_YET } from "./frames.js";

const LONGEST_MS = 260;
/** Of the time between two days while playing, so that each day stands still for a while. */
const SHARE = 0.45;

/**
 * Symbols as they are drawn: radius and opacity now, at the start and in the end.
 * @typedef {{radius: Float32Array, alpha: Float32Array, fromRadius: Float32Array,
 *   fromAlpha: Float32Array, toRadius: Float32Array, toAlpha: Float32Array, state: Uint8Array,
 *   fromX: Float64Array, fromY: Float64Array, x: Float64Array, y: Float64Array}} Drawn
 */

/**
 * @param {import("./plan.js").Plan} plan
 * @returns {Drawn}
 */
export function newDrawn(plan) {
  const floats = () => new Float32Array(plan.count);
  return {
    radius: floats(),
    alpha: floats(),
    fromRadius: floats(),
    fromAlpha: floats(),
    toRadius: floats(),
    toAlpha: floats(),
    state: new Uint8Array(plan.count).fill(NOT_YET),
    fromX: plan.x.slice(),
    fromY: plan.y.slice(),
    x: plan.x.slice(),
    y: plan.y.slice(),
  };
}

/**
 * Aim at a frame from wherever the symbols are now.
 * @param {Drawn} drawn
 * @param {import("./frames.js").Frame} frame
 * @param {(reports: number, state: number) => number} radiusOf
 * @param {(mark: number) => number} alphaOf opacity of a symbol that is there
 */
export function aim(drawn, frame, radiusOf, alphaOf) {
  drawn.fromRadius.set(drawn.radius);
  drawn.fromAlpha.set(drawn.alpha);
  for (let mark = 0; mark < frame.state.length; mark++) {
    const state = frame.state[mark];
    const there = state !== NOT_YET && alphaOf(mark) > 0;
    drawn.toAlpha[mark] = there ? alphaOf(mark) : 0;
    if (there) {
      drawn.toRadius[mark] = radiusOf(frame.reports[mark], state);
      // What fades away keeps the look that it had.
      drawn.state[mark] = state;
      if (drawn.fromAlpha[mark] === 0) drawn.fromRadius[mark] = 0.35 * drawn.toRadius[mark];
    } else {
      drawn.toRadius[mark] = 0.35 * drawn.radius[mark];
    }
  }
}

/**
 * Let symbols set out from where their town or its spots stood before the zoom changed.
 * @param {Drawn} drawn
 * @param {import("./plan.js").Plan} plan
 * @param {import("./plan.js").Plan} before
 */
export function setOut(drawn, plan, before) {
  for (let mark = 0; mark < plan.count; mark++) {
    const site = plan.members(mark)[0];
    const was = before.townMark[site] >= 0 ? before.townMark[site] : before.spotMark[site];
    if (was < 0) continue;
    drawn.fromX[mark] = before.x[was];
    drawn.fromY[mark] = before.y[was];
  }
}

/**
 * Put the symbols where they are at a share of the way, 0 to 1.
 * @param {Drawn} drawn
 * @param {import("./plan.js").Plan} plan
 * @param {number} share
 */
export function advance(drawn, plan, share) {
  const t = eased(share);
  for (let mark = 0; mark < plan.count; mark++) {
    drawn.radius[mark] =
      drawn.fromRadius[mark] + (drawn.toRadius[mark] - drawn.fromRadius[mark]) * t;
    drawn.alpha[mark] = drawn.fromAlpha[mark] + (drawn.toAlpha[mark] - drawn.fromAlpha[mark]) * t;
  }
  if (share >= 1) {
    drawn.x.set(plan.x);
    drawn.y.set(plan.y);
    drawn.fromX.set(plan.x);
    drawn.fromY.set(plan.y);
  } else {
    for (let mark = 0; mark < plan.count; mark++) {
      drawn.x[mark] = drawn.fromX[mark] + (plan.x[mark] - drawn.fromX[mark]) * t;
      drawn.y[mark] = drawn.fromY[mark] + (plan.y[mark] - drawn.fromY[mark]) * t;
    }
  }
}

/**
 * How long a change takes; none at all for who asks for reduced motion, or while scrubbing.
 * @param {{playing: boolean, speed: number, still: boolean}} how
 */
export function transitionMs({ playing, speed, still }) {
  if (still) return 0;
  return playing ? Math.min(LONGEST_MS, (1000 / speed) * SHARE) : LONGEST_MS;
}

/** @param {number} t */
export function eased(t) {
  const held = Math.max(0, Math.min(1, t));
  return 1 - (1 - held) ** 3;
}
