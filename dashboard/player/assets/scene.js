// The map itself: what a moment holds, who draws it, and the names over it.

import { projected } from "./base.js";
import { newCanvasRenderer } from "./canvas_renderer.js";
import { hexagonShades } from "./cells.js";
import { centreOf } from "./centre.js";
import { ringAround } from "./geodesic.js";
import { viewOf } from "./mercator.js";
import { newNamesLayer } from "./names_layer.js";
import { SILENT } from "./pack.js";
import { inPaintOrder } from "./paint.js";
import { areaNames, centreName, placeNames, siteNames } from "./scene_names.js";
import { arcsOf, discsOf, isAreaMark, shadeAt, shadesOf } from "./scene_shapes.js";
import { newSymbols } from "./symbols.js";

const MOST_NAMES = 60;
/** Today's links begin with this much of them, so that the first frame has something of them. */
const FIRST_OF_LINKS = 0.02;

/**
 * @typedef {{doubt: boolean, silent: boolean, names: boolean, links: boolean, front: boolean,
 *   centre: boolean}} Layers
 */
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
  const canvas = newCanvasRenderer(parent);
  /** @type {import("./renderer.js").Renderer} */
  let renderer = canvas;
  const names = newNamesLayer(parent, canvas.elements[1]);
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
      centre: false,
    },
    /** What the centre is called, in the language that is spoken. */
    centreName: "",
    /** @type {"borders" | "blank" | "tiles"} */
    ground: "borders",
    borders: "ground",
    rtl: false,
    urdu: false,
    /** Boxes of what lies over the map, kept free of names. @type {() => import("./label_boxes.js").Box[]} */
    blocked: () => [],
    /** @type {number} */
    pointed: -1,
  };
  /** @type {import("./symbols.js").Symbols | null} */
  let symbols = null;
  /** @type {import("./base.js").Base | null} */
  let base = null;
  /** @type {import("./clock.js").Clock | null} */
  let clock = null;
  /** @type {import("./tiles.js").Tiles | null} */
  let tiles = null;
  /** As drawn now, and as they will be once the change is over. @type {number[]} */
  let order = [];
  /** @type {number[]} */
  let aimed = [];

  const view = () => viewOf(scene.camera, scene.width, scene.height);
  const plan = () => symbols?.plan() ?? null;
  const isArea = (/** @type {number} */ mark) => {
    const now = plan();
    return Boolean(symbols && now && isAreaMark(symbols.feed, now, mark));
  };
  const siteName = (/** @type {number} */ site) => {
    if (!symbols || site < 0) return "";
    const { nameUrdu, name } = symbols.feed.sites;
    return (scene.urdu && nameUrdu[site]) || name[site];
  };

  /** Make sure that the symbols are those of the view. */
  function keepPlan() {
    const isNew = Boolean(symbols?.keepPlan(view()));
    if (isNew) scene.pointed = -1;
    return isNew;
  }

  function seeAimed() {
    const target = symbols?.target();
    if (target) aimed = inPaintOrder(target, view(), isArea);
  }

  /** @returns {import("./scene_shapes.js").Moment | null} */
  function moment() {
    const [now, frame, drawn] = [plan(), symbols?.frame(), symbols?.drawn()];
    if (!symbols || !now || !frame || !drawn || !clock) return null;
    const { borders } = scene;
    const { feed, ground } = symbols;
    return { feed, ground, base, borders, plan: now, frame, drawn, clock, view: view() };
  }

  function drawGround(by = renderer) {
    const { theme, borders, ground } = scene;
    if (!theme || !scene.width) return;
    by.drawGround({
      view: view(),
      theme,
      base: ground === "borders" ? base : null,
      borders,
      tiles: ground === "tiles" ? tiles : null,
    });
  }

  function drawDay(by = renderer) {
    const { theme, layers } = scene;
    const now = moment();
    if (!theme || !scene.width || !now || !symbols) return;
    order = inPaintOrder(now.drawn, now.view, isArea);
    const seen = scene.pointed >= 0 ? seenAt(scene.pointed) : null;
    by.drawDay({
      view: now.view,
      theme,
      drawn: now.drawn,
      order,
      shades: [...hexagonShades(now), ...shadesOf(now)],
      discs: layers.doubt ? discsOf(now, order) : [],
      arcs: layers.links ? arcsOf(now) : [],
      share: Math.max(symbols.share(), FIRST_OF_LINKS),
      ring: layers.front ? frontOf(now) : null,
      centre: layers.centre ? centreOf(now.feed, now.clock.day) : null,
      pointed: seen && !seen.isArea ? seen : null,
    });
  }

  /**
   * @param {number} mark
   * @returns {Seen | null}
   */
  function seenAt(mark) {
    const then = moment();
    if (!then || mark >= then.plan.count || then.drawn.state[mark] > SILENT) return null;
    const { drawn, frame, view: now } = then;
    return {
      mark,
      site: then.plan.site[mark],
      x: then.plan.x[mark] * now.scale - now.left,
      y: then.plan.y[mark] * now.scale - now.top,
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
    const ofLand =
      isOff || scene.ground !== "borders"
        ? []
        : [
            ...areaNames(now, theme, scene.urdu, names.width),
            ...placeNames(now, aimed, theme, scene.urdu, names.width),
          ];
    const centre = !isOff && scene.layers.centre && centreOf(now.feed, now.clock.day);
    const ofCentre = centre ? centreName(now, centre, scene.centreName, theme, names.width) : [];
    names.show([...ofCentre, ...ofSites.names, ...ofLand], {
      width: scene.width,
      height: scene.height,
      blocked: [...scene.blocked(), ...ofSites.blocked],
      rtl: scene.rtl,
      most: MOST_NAMES,
    });
  }

  return {
    state: scene,
    canvas,
    names,
    view,
    isArea,
    siteName,
    seenAt,
    keepPlan,
    plan,
    drawGround: () => drawGround(),
    drawDay: () => drawDay(),
    drawNames,
    /** Draw the whole moment with any renderer. @param {import("./renderer.js").Renderer} by */
    redrawWith(by) {
      drawGround(by);
      drawDay(by);
      by.present();
    },
    feed: () => symbols?.feed ?? null,
    tiles: () => tiles,
    base: () => base,
    frame: () => symbols?.frame() ?? null,
    shrink: () => symbols?.shrink() ?? 1,
    bounds: () => symbols?.bounds() ?? null,
    renderer: () => renderer,
    /** Let another renderer draw; what the one before has drawn goes. @param {import("./renderer.js").Renderer} given */
    setRenderer(given) {
      if (given === renderer) return;
      renderer.clear();
      renderer = given;
    },
    /** @param {import("./tiles.js").Tiles | null} given */
    setTiles(given) {
      tiles = given;
      if (!given && scene.ground === "tiles") scene.ground = "borders";
    },
    /** @param {import("./pack.js").Feed} given */
    setFeed(given) {
      symbols = newSymbols(given);
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
      if (clock && scene.theme) symbols?.aimAt(clock, scene.theme, scene.layers.silent);
      return isNew;
    },
    /** @param {number} share 0 to 1 of the way to the prepared frame */
    advanceTo: (share) => symbols?.advanceTo(share),
    /**
     * The topmost symbol under a point, or the area there.
     * @param {{x: number, y: number}} at
     */
    hit(at) {
      const then = moment();
      if (!then) return -1;
      const { drawn, view: now } = then;
      for (let i = order.length - 1; i >= 0; i--) {
        const mark = order[i];
        const dx = drawn.x[mark] * now.scale - now.left - at.x;
        const dy = drawn.y[mark] * now.scale - now.top - at.y;
        const reach = Math.max(drawn.radius[mark] + 2, 9);
        if (dx * dx + dy * dy <= reach * reach) return mark;
      }
      return shadeAt(shadesOf(then), now, at);
    },
    /** Symbols in sight that are active or silent, most reports first. */
    inSight() {
      seeAimed();
      const then = moment();
      if (!then) return [];
      const areas = shadesOf(then).map(({ mark }) => mark);
      const { reports } = then.frame;
      const quiet = (/** @type {number} */ mark) => (then.drawn.state[mark] === SILENT ? 1 : 0);
      return [...aimed, ...areas].sort(
        (a, b) => quiet(a) - quiet(b) || reports[b] - reports[a] || a - b,
      );
    },
  };
}
/** @typedef {ReturnType<typeof newScene>} Scene */

/**
 * The front's ring of a moment's day, in world coordinates.
 * @param {import("./scene_shapes.js").Moment} moment
 */
function frontOf({ feed, clock }) {
  const km = feed.frontKm[clock.day];
  const { origin } = feed;
  return origin && km ? ringAround(origin.longitude, origin.latitude, km) : null;
}
