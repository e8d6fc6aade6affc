// The map itself: two canvases, land below and what changes with the day above, and the names.

import { drawBase, projected } from "./base.js";
import { make } from "./dom.js";
import { followPlan, peakReports } from "./frames.js";
import { ringAround } from "./geodesic.js";
import { radiusPx, shrinkFor } from "./look.js";
import { viewOf } from "./mercator.js";
import { newNamesLayer } from "./names_layer.js";
import { SILENT } from "./pack.js";
import {
  drawAreas,
  drawDoubt,
  drawLinks,
  drawMarks,
  drawPointed,
  drawRing,
  inPaintOrder,
} from "./paint.js";
import { groundOf, planFor, planKey } from "./plan.js";
import { areaNames, siteNames } from "./scene_names.js";
import { arcsOf, discsOf, isAreaMark, shadeAt, shadesOf } from "./scene_shapes.js";
import { advance, aim, newDrawn, setOut } from "./transition.js";

const LIGHT_ALPHA = 0.5;
const MOST_NAMES = 60;

/** @typedef {{doubt: boolean, silent: boolean, names: boolean, links: boolean, front: boolean}} Layers */
/**
 * A symbol as it stands on the screen.
 * @typedef {{mark: number, site: number, x: number, y: number, radius: number, state: number,
 *   reports: number, isArea: boolean}} Seen
 */

/**
 * @param {HTMLElement} parent
 * @param {import("./mercator.js").Camera} camera
 */
export function newScene(parent, camera) {
  const below = make("canvas", { class: "dp-base", "aria-hidden": "true" });
  const above = make("canvas", { class: "dp-marks", "aria-hidden": "true" });
  parent.append(below, above);
  const names = newNamesLayer(parent);
  const baseContext = contextOf(below);
  const context = contextOf(above);

  const scene = {
    camera,
    width: 0,
    height: 0,
    /** @type {import("./look.js").Theme | null} */
    theme: null,
    /** @type {Layers} */
    layers: {
      doubt: false,
      silent: true,
      names: true,
      links: false,
      front: false,
    },
    /** @type {"borders" | "blank" | "tiles"} */
    ground: "borders",
    borders: "ground",
    rtl: false,
    urdu: false,
    /** Boxes of what lies over the map, kept free of names. @type {import("./label_boxes.js").Box[]} */
    blocked: [],
    /** @type {number} */
    pointed: -1,
    shrink: 1,
  };
  /** @type {import("./pack.js").Feed | null} */
  let feed = null;
  /** @type {import("./plan.js").Ground | null} */
  let ground = null;
  /** @type {import("./base.js").Base | null} */
  let base = null;
  /** @type {import("./plan.js").Plan | null} */
  let plan = null;
  /** @type {ReturnType<typeof followPlan> | null} */
  let follow = null;
  /** @type {import("./frames.js").Frame | null} */
  let frame = null;
  /** @type {import("./transition.js").Drawn | null} */
  let drawn = null;
  /** @type {import("./clock.js").Clock | null} */
  let clock = null;
  /** @type {import("./tiles.js").Tiles | null} */
  let tiles = null;
  let peakKey = "";
  let share = 1;
  /** As drawn now, and as they will be once the change is over. @type {number[]} */
  let order = [];
  /** @type {number[]} */
  let aimed = [];

  const view = () => viewOf(scene.camera, scene.width, scene.height);
  const isArea = (/** @type {number} */ mark) => {
    return Boolean(feed && plan && isAreaMark(feed, plan, mark));
  };
  const siteName = (/** @type {number} */ site) => {
    if (!feed || site < 0) return "";
    return (scene.urdu && feed.sites.nameUrdu[site]) || feed.sites.name[site];
  };

  /** Make sure that the symbols are those of the view. */
  function keepPlan() {
    if (!feed || !ground) return false;
    const now = view();
    if (plan && plan.key === planKey(ground, now).key) return false;
    const before = plan;
    const beforeDrawn = drawn;
    plan = planFor(feed, ground, now);
    follow = followPlan(feed, plan);
    drawn = newDrawn(plan);
    peakKey = "";
    scene.pointed = -1;
    if (before && beforeDrawn) setOut(drawn, plan, before);
    return true;
  }

  function keepScale() {
    if (!feed || !plan || !clock || !scene.theme) return;
    const key = `${clock.mode}|${clock.mode === "window" ? clock.windowDays : ""}`;
    if (key === peakKey) return;
    peakKey = key;
    scene.shrink = shrinkFor(scene.theme, peakReports(feed, plan, clock), plan.isGathered);
  }

  /** Aim at the clock's frame; `advanceTo` moves there. */
  function aimNow() {
    if (!follow || !drawn || !clock || !scene.theme) return;
    const { theme, layers } = scene;
    keepScale();
    frame = follow.at(clock);
    const { state, light } = frame;
    aim(
      drawn,
      frame,
      (reports) => radiusPx(theme, reports, scene.shrink),
      (mark) => {
        if (state[mark] === SILENT && !layers.silent) return 0;
        return light[mark] ? LIGHT_ALPHA : 1;
      },
    );
    share = 0;
  }

  function seeAimed() {
    if (!drawn || !plan) return;
    const target = {
      ...drawn,
      alpha: drawn.toAlpha,
      radius: drawn.toRadius,
      x: plan.x,
      y: plan.y,
    };
    aimed = inPaintOrder(target, view(), isArea);
  }

  function drawGround() {
    if (!scene.theme || !scene.width) return;
    fitCanvas(below, baseContext, scene.width, scene.height);
    drawBase(
      baseContext,
      scene.ground === "borders" ? base : null,
      view(),
      scene.theme,
      scene.borders,
    );
    if (scene.ground === "tiles") tiles?.draw(baseContext, view());
  }

  function drawDay() {
    const { theme, layers } = scene;
    if (!theme || !scene.width) return;
    fitCanvas(above, context, scene.width, scene.height);
    context.clearRect(0, 0, scene.width, scene.height);
    const now = moment();
    if (!now) return;
    order = inPaintOrder(now.drawn, now.view, isArea);
    drawAreas(context, shadesOf(now), now.view, theme);
    if (layers.doubt) drawDoubt(context, discsOf(now, order), theme);
    if (layers.links) drawLinks(context, arcsOf(now), Math.max(share, 0.02), theme);
    if (layers.front) drawFront(now);
    drawMarks(context, now.drawn, order, now.view, theme);
    const seen = scene.pointed >= 0 ? seenAt(scene.pointed) : null;
    if (seen && !seen.isArea) drawPointed(context, seen, theme);
  }

  /** @returns {import("./scene_shapes.js").Moment | null} */
  function moment() {
    if (!feed || !ground || !plan || !frame || !drawn || !clock) return null;
    const { borders } = scene;
    return {
      feed,
      ground,
      base,
      borders,
      plan,
      frame,
      drawn,
      clock,
      view: view(),
    };
  }

  /** @param {import("./scene_shapes.js").Moment} now */
  function drawFront(now) {
    const { origin, frontKm } = now.feed;
    const km = frontKm[now.clock.day];
    if (!origin || !km || !scene.theme) return;
    drawRing(context, ringAround(origin.longitude, origin.latitude, km), now.view, scene.theme);
  }

  /**
   * @param {number} mark
   * @returns {Seen | null}
   */
  function seenAt(mark) {
    if (!plan || !drawn || !frame || mark >= plan.count || drawn.state[mark] > SILENT) return null;
    const now = view();
    return {
      mark,
      site: plan.site[mark],
      x: plan.x[mark] * now.scale - now.left,
      y: plan.y[mark] * now.scale - now.top,
      radius: drawn.toRadius[mark],
      state: drawn.state[mark],
      reports: frame.reports[mark],
      isArea: isArea(mark),
    };
  }

  function drawNames() {
    const now = moment();
    const { theme } = scene;
    const isOff = !now || !theme || !scene.layers.names;
    seeAimed();
    const ofSites = isOff
      ? { names: [], blocked: [] }
      : siteNames(now, aimed, theme, siteName, names.width);
    const ofAreas =
      isOff || scene.ground !== "borders" ? [] : areaNames(now, theme, scene.urdu, names.width);
    names.show([...ofSites.names, ...ofAreas], {
      width: scene.width,
      height: scene.height,
      blocked: [...scene.blocked, ...ofSites.blocked],
      rtl: scene.rtl,
      most: MOST_NAMES,
    });
  }

  return {
    state: scene,
    surface: above,
    names,
    view,
    isArea,
    siteName,
    feed: () => feed,
    tiles: () => tiles,
    /** @param {import("./tiles.js").Tiles | null} given */
    setTiles(given) {
      tiles = given;
      if (!given && scene.ground === "tiles") scene.ground = "borders";
    },
    plan: () => plan,
    base: () => base,
    frame: () => frame,
    seenAt,
    /**
     * West, south, east and north of all sites that are drawn; null without any.
     * @returns {[number, number, number, number] | null}
     */
    bounds() {
      if (!feed) return null;
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
    /** @param {import("./pack.js").Feed} given */
    setFeed(given) {
      feed = given;
      ground = groundOf(given);
      plan = drawn = follow = frame = null;
      peakKey = "";
    },
    /** @param {import("./base.js").BaseSource | null} source */
    setBase(source) {
      if (source && base?.rev === source.rev) return;
      base = source ? projected(source) : null;
    },
    /** @param {import("./clock.js").Clock} given */
    setClock(given) {
      clock = given;
    },
    /**
     * Prepare the frame of the clock and the view.
     * @returns {boolean} whether the symbols are others than before
     */
    prepare() {
      const isNew = keepPlan();
      aimNow();
      return isNew;
    },
    keepPlan,
    /** @param {number} given 0 to 1 of the way to the prepared frame */
    advanceTo(given) {
      share = given;
      if (drawn && plan) advance(drawn, plan, given);
    },
    drawGround,
    drawDay,
    drawNames,
    /**
     * The topmost symbol under a point, or the area there.
     * @param {{x: number, y: number}} at
     */
    hit(at) {
      if (!plan || !drawn) return -1;
      const now = view();
      for (let i = order.length - 1; i >= 0; i--) {
        const mark = order[i];
        const dx = drawn.x[mark] * now.scale - now.left - at.x;
        const dy = drawn.y[mark] * now.scale - now.top - at.y;
        const reach = Math.max(drawn.radius[mark] + 2, 9);
        if (dx * dx + dy * dy <= reach * reach) return mark;
      }
      const then = moment();
      return then ? shadeAt(shadesOf(then), now, at) : -1;
    },
    /** Symbols in sight that are active or silent, most reports first. */
    inSight() {
      seeAimed();
      const active = aimed;
      const then = moment();
      const areas = then ? shadesOf(then).map(({ mark }) => mark) : [];
      const reports = frame?.reports ?? new Float64Array();
      const quiet = (/** @type {number} */ mark) => (drawn?.state[mark] === SILENT ? 1 : 0);
      return [...active, ...areas].sort(
        (a, b) => quiet(a) - quiet(b) || reports[b] - reports[a] || a - b,
      );
    },
  };
}
/** @typedef {ReturnType<typeof newScene>} Scene */

/** @param {HTMLCanvasElement} canvas */
function contextOf(canvas) {
  // Kept in memory, not on a graphics card: where the card is only pretended, it is the slower one.
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("This browser draws no canvas.");
  return context;
}

/**
 * Match a canvas to its size in CSS pixels, sharp on dense screens.
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasRenderingContext2D} context
 * @param {number} width
 * @param {number} height
 */
function fitCanvas(canvas, context, width, height) {
  const ratio = Math.min(globalThis.devicePixelRatio || 1, 2);
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
}
