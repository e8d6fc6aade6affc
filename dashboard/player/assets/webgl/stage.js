// Runs in a frame of its own beside deck.gl's bundle, and draws there what the player shows.
//
// deck.gl takes only lists made in its own frame; so nothing of the player's reaches it but numbers.

import { dayLayers, groundLayers, landLayers, softDiscs } from "./layers.js";
import { channels } from "./colours.js";

/**
 * @param {any} deck the bundle's global
 * @param {Document} page
 * @param {(error: Error) => void} failed
 */
export async function newStage(deck, page, failed) {
  const soft = new (softDiscs(deck))();
  /** @type {import("./layers.js").Layer[]} */
  let specified = [];
  let specifiedFor = "";
  /** @type {import("./layers.js").Layer[]} */
  let land = [];
  let landFor = "";
  /** @type {import("./layers.js").Layer[]} */
  let ground = [];
  /** @type {import("./layers.js").Layer[]} */
  let day = [];
  /** @type {import("../mercator.js").View | null} */
  let view = null;

  /** @type {any} */
  const drawing = await new Promise((done, refused) => {
    const made = new deck.Deck({
      parent: page.querySelector("main"),
      width: "100%",
      height: "100%",
      useDevicePixels: Math.min(globalThis.devicePixelRatio || 1, 2),
      controller: false,
      getCursor: () => "inherit",
      views: [
        new deck.MapView({ id: "map", repeat: false }),
        new deck.OrthographicView({ id: "screen", flipY: true }),
      ],
      viewState: statesOf({ width: 1, height: 1, zoom: 1, scale: 1024, left: 0, top: 0 }),
      layerFilter: (/** @type {any} */ { layer, viewport }) =>
        layer.id.startsWith("land") === (viewport.id === "map"),
      layers: [],
      onLoad: () => done(made),
      onError: (/** @type {Error} */ error) => {
        refused(error);
        failed(error);
      },
    });
  });
  const canvas = /** @type {HTMLCanvasElement} */ (page.querySelector("canvas"));
  const context = /** @type {WebGL2RenderingContext} */ (canvas.getContext("webgl2"));

  /**
   * @param {import("../base.js").Base} base
   * @param {import("../look.js").Theme} theme
   */
  function specify(base, theme) {
    const key = `${base.rev}|${JSON.stringify(theme.palette)}`;
    if (key === specifiedFor) return;
    specifiedFor = key;
    landFor = "";
    const palette = Object.fromEntries(
      Object.entries(theme.palette).map(([name, colour]) => [name, channels(colour)]),
    );
    const converter = new deck.JSONConverter({
      configuration: { classes: deck, enumerations: { palette } },
    });
    // Rows hold nothing but numbers and names: they need no conversion.
    const layers = base.source.deck.layers.map(({ data, ...layer }) => layer);
    const converted = converter.convert(structuredClone({ layers })).layers;
    specified = converted.map((/** @type {any} */ layer, /** @type {number} */ i) => {
      // A kind of layer that the bundle lacks becomes nothing, in silence.
      if (!layer) throw new Error(`deck.gl has no ${layers[i]["@@type"]}.`);
      return layer.clone({ data: structuredClone(base.source.deck.layers[i].data) });
    });
  }

  return {
    /** @param {import("../renderer.js").GroundShown} shown */
    drawGround(shown) {
      view = shown.view;
      const { base, borders, theme, tiles } = shown;
      if (base) specify(base, theme);
      const key = base ? `${specifiedFor}|${borders}` : "";
      if (key !== landFor) {
        landFor = key;
        land = base ? landLayers(specified, borders) : [];
      }
      ground = groundLayers(deck, specified, shown);
      const empty = tiles ? "transparent" : theme.palette.land;
      page.body.style.background = base ? theme.palette.sea : empty;
    },
    /** @param {import("../renderer.js").DayShown} shown */
    drawDay(shown) {
      view = shown.view;
      day = dayLayers(deck, soft, shown);
    },
    present() {
      if (!view) return;
      drawing.setProps({ layers: [...land, ...ground, ...day], viewState: statesOf(view) });
      drawing.redraw("frame");
    },
    finish() {
      context.readPixels(0, 0, 1, 1, context.RGBA, context.UNSIGNED_BYTE, new Uint8Array(4));
    },
    clear() {
      land = ground = day = [];
      landFor = "";
      drawing.setProps({ layers: [] });
    },
    stop: () => drawing.finalize(),
  };
}
/** @typedef {Awaited<ReturnType<typeof newStage>>} Stage */

/** @param {import("../mercator.js").View} view */
function statesOf({ width, height, zoom, scale, left, top }) {
  const x = (left + width / 2) / scale;
  const y = (top + height / 2) / scale;
  return {
    map: {
      longitude: x * 360 - 180,
      latitude: (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI,
      zoom,
      pitch: 0,
      bearing: 0,
    },
    screen: { target: [width / 2, height / 2, 0], zoom: 0 },
  };
}

Object.assign(globalThis, { newDharnaStage: newStage });
