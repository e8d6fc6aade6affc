// When what is drawn: playing, changes between days, and redrawing what has become stale.

import { played } from "./clock.js";
import { transitionMs } from "./transition.js";

/** Of a change that is no step in time, such as a town that comes apart. */
const REARRANGE_MS = 260;

/**
 * @param {import("./elements.js").Core} core
 * @param {{move: (clock: import("./clock.js").Clock) => void, settled: () => void,
 *   rearranged: () => void}} on
 *   `settled`: names and symbols stand where they belong; `rearranged`: the symbols are others
 */
export function newPace(core, on) {
  const { scene } = core;
  const stale = { ground: true, day: true, names: true, aim: true };
  let playedAt = 0;
  let changeStart = 0;
  let changeMs = 0;
  let isChanging = false;
  let isGone = false;
  let request = 0;

  function schedule() {
    if (!request && !isGone) request = requestAnimationFrame(onFrame);
  }

  /** @param {number} now */
  function onFrame(now) {
    request = 0;
    if (isGone) return;
    if (core.clock.playing) {
      const dayMs = 1000 / core.clock.speed;
      if (now - playedAt >= dayMs) {
        // A machine that cannot keep up plays slower: no day is left out.
        playedAt = Math.max(playedAt + dayMs, now - dayMs);
        on.move(played(core.clock));
      }
    }
    draw(now);
    if (core.clock.playing || isChanging || stale.day || stale.ground || stale.names) schedule();
  }

  /** @param {number} now */
  function draw(now) {
    const canDraw = Boolean(scene.feed() && scene.state.theme);
    if (canDraw && stale.aim) aim(now);
    if (canDraw && isChanging) {
      const share = changeMs > 0 ? (now - changeStart) / changeMs : 1;
      scene.advanceTo(Math.min(1, share));
      isChanging = share < 1;
      stale.day = true;
    }
    if (stale.ground) scene.drawGround();
    if (canDraw && (stale.ground || stale.day)) scene.drawDay();
    if (stale.ground || (canDraw && stale.day)) scene.renderer().present();
    if (canDraw && stale.names) {
      scene.drawNames();
      on.settled();
    }
    stale.ground = stale.day = stale.names = false;
  }

  /** @param {number} now */
  function aim(now) {
    stale.aim = false;
    stale.day = true;
    if (scene.prepare()) rearrange();
    if (isChanging) changeStart = now;
  }

  function rearrange() {
    changeMs = core.isStill() ? 0 : REARRANGE_MS;
    isChanging = true;
    on.rearranged();
  }

  return {
    /** Start the change to the clock's frame. @param {boolean} isAtOnce */
    change(isAtOnce) {
      scene.setClock(core.clock);
      stale.aim = stale.names = true;
      changeMs = transitionMs({
        ...core.clock,
        still: core.isStill() || isAtOnce,
      });
      isChanging = true;
      schedule();
    },
    /** The camera has moved. */
    moved() {
      stale.ground = stale.day = stale.names = true;
      if (scene.keepPlan()) {
        stale.aim = true;
        rearrange();
      }
      schedule();
    },
    /** The pointed symbol, a name or the look has changed. @param {(keyof typeof stale)[]} what */
    stale(...what) {
      for (const name of what) stale[name] = true;
      schedule();
    },
    /** Everything is stale, and is to change at once. */
    redraw() {
      stale.ground = stale.day = stale.names = stale.aim = true;
      isChanging = true;
      changeMs = 0;
      schedule();
    },
    isChanging: () => isChanging,
    startPlaying() {
      playedAt = performance.now();
      schedule();
    },
    /** End every running change and draw now. */
    flush() {
      cancelAnimationFrame(request);
      request = 0;
      const now = performance.now();
      changeMs = 0;
      draw(now);
      if (isChanging) draw(now);
      if (core.clock.playing) schedule();
    },
    stop() {
      isGone = true;
      cancelAnimationFrame(request);
    },
  };
}
/** @typedef {ReturnType<typeof newPace>} Pace */
