// The symbols of a campaign: which there are at a zoom, and how they move from frame to frame.

import { followPlan, peakReports } from "./frames.js";
import { radiusPx, shrinkFor } from "./look.js";
import { SILENT } from "./pack.js";
import { groundOf, planFor, planKey } from "./plan.js";
import { advance, aim, newDrawn, setOut } from "./transition.js";

const LIGHT_ALPHA = 0.5;

/** @param {import("./pack.js").Feed} feed */
export function newSymbols(feed) {
  const ground = groundOf(feed);
  /** @type {import("./plan.js").Plan | null} */
  let plan = null;
  /** @type {ReturnType<typeof followPlan> | null} */
  let follow = null;
  /** @type {import("./frames.js").Frame | null} */
  let frame = null;
  /** @type {import("./transition.js").Drawn | null} */
  let drawn = null;
  let peakKey = "";
  let shrink = 1;
  let share = 1;

  /**
   * @param {import("./clock.js").Clock} clock
   * @param {import("./look.js").Theme} theme
   */
  function keepScale(clock, theme) {
    if (!plan) return;
    const key = `${clock.mode}|${clock.mode === "window" ? clock.windowDays : ""}`;
    if (key === peakKey) return;
    peakKey = key;
    shrink = shrinkFor(theme, peakReports(feed, plan, clock), plan.isGathered);
  }

  return {
    feed,
    ground,
    plan: () => plan,
    frame: () => frame,
    drawn: () => drawn,
    share: () => share,
    shrink: () => shrink,
    /**
     * Make sure that the symbols are those of the view.
     * @param {import("./mercator.js").View} view
     * @returns {boolean} whether they are others than before
     */
    keepPlan(view) {
      if (plan && plan.key === planKey(ground, view, feed).key) return false;
      const before = plan;
      const beforeDrawn = drawn;
      plan = planFor(feed, ground, view);
      follow = followPlan(feed, plan);
      drawn = newDrawn(plan);
      peakKey = "";
      if (before && beforeDrawn) setOut(drawn, plan, before);
      return true;
    },
    /**
     * Aim at the clock's frame; `advanceTo` moves there.
     * @param {import("./clock.js").Clock} clock
     * @param {import("./look.js").Theme} theme
     * @param {boolean} withSilent
     */
    aimAt(clock, theme, withSilent) {
      if (!follow || !drawn) return;
      keepScale(clock, theme);
      frame = follow.at(clock);
      const { state, light } = frame;
      aim(
        drawn,
        frame,
        (reports) => radiusPx(theme, reports, shrink),
        (mark) => {
          if (state[mark] === SILENT && !withSilent) return 0;
          return light[mark] ? LIGHT_ALPHA : 1;
        },
      );
      share = 0;
    },
    /** @param {number} given 0 to 1 of the way to the frame aimed at */
    advanceTo(given) {
      share = given;
      if (drawn && plan) advance(drawn, plan, given);
    },
    /** The symbols as they will be once the change is over. */
    target() {
      if (!drawn || !plan) return null;
      return { ...drawn, alpha: drawn.toAlpha, radius: drawn.toRadius, x: plan.x, y: plan.y };
    },
    /**
     * West, south, east and north of all sites that are drawn; null without any.
     * @returns {[number, number, number, number] | null}
     */
    bounds() {
      let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
      for (const site of new Set(feed.town.site)) {
        if (feed.sites.level[site] === "country") continue;
        west = Math.min(west, feed.sites.longitude[site]);
        east = Math.max(east, feed.sites.longitude[site]);
        south = Math.min(south, feed.sites.latitude[site]);
        north = Math.max(north, feed.sites.latitude[site]);
      }
      return west <= east ? [west, south, east, north] : null;
    },
  };
}
/** @typedef {ReturnType<typeof newSymbols>} Symbols */
