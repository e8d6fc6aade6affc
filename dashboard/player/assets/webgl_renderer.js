// The renderer for machines with a graphics card: deck.gl, in a frame of its own over the land.

import { make } from "./dom.js";

// Hidden from readers of screens, who have the list of places; checks of pages look into it.
const EMPTY = `<!doctype html><html lang="en"><title>Map</title><body><main
  style="position:absolute;inset:0"><h1 style="position:absolute;clip-path:inset(50%)">Map</h1>
  </main></body></html>`;

/**
 * Where deck.gl's bundle and our stage are served.
 * @typedef {{bundle: string, stage: string}} DeckFiles
 */
/** @typedef {import("./webgl/stage.js").Stage} Stage */

/**
 * Whether this browser has WebGL at all.
 * @returns {boolean}
 */
export function hasWebgl() {
  const context = document.createElement("canvas").getContext("webgl2");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}

/**
 * Load deck.gl into a frame within the map, below the names.
 * @param {HTMLElement} parent
 * @param {HTMLElement} before the canvases: the frame lies below them, and they are cleared
 * @param {DeckFiles} files
 * @param {(error: Error) => void} failed told of what deck.gl finds wrong
 * @returns {Promise<import("./renderer.js").Renderer>}
 */
export async function newWebglRenderer(parent, before, files, failed) {
  const frame = make("iframe", {
    class: "dp-gl",
    "aria-hidden": "true",
    tabindex: "-1",
    title: "Map",
    srcdoc: EMPTY,
  });
  // Of another scheme than its page, a frame would be painted white.
  frame.style.colorScheme = "light";
  const loaded = new Promise((done) => frame.addEventListener("load", done, { once: true }));
  before.before(frame);
  try {
    await loaded;
    const stage = await stageIn(frame, files, failed);
    return {
      name: "webgl",
      drawGround: stage.drawGround,
      drawDay: stage.drawDay,
      present: stage.present,
      finish: stage.finish,
      clear: stage.clear,
      remove() {
        stage.stop();
        frame.remove();
      },
    };
  } catch (error) {
    frame.remove();
    throw error;
  }
}

/**
 * @param {HTMLIFrameElement} frame
 * @param {DeckFiles} files
 * @param {(error: Error) => void} failed
 * @returns {Promise<Stage>}
 */
async function stageIn(frame, files, failed) {
  const page = frame.contentDocument;
  /** @type {any} */
  const own = frame.contentWindow;
  if (!page || !own) throw new Error("The frame of the map has no page.");
  page.documentElement.style.cssText = "height:100%;overflow:hidden";
  page.body.style.cssText = "margin:0;height:100%;overflow:hidden;position:relative";
  await script(page, files.bundle, "text/javascript");
  await script(page, files.stage, "module");
  if (!own.deck) throw new Error("deck.gl's bundle has no deck.");
  return own.newDharnaStage(own.deck, page, failed);
}

/**
 * @param {Document} page
 * @param {string} address
 * @param {string} type
 */
function script(page, address, type) {
  return new Promise((done, refused) => {
    const element = page.createElement("script");
    element.type = type;
    element.src = new URL(address, document.baseURI).href;
    element.onload = done;
    element.onerror = () => refused(new Error(`${address} did not load.`));
    page.head.append(element);
  });
}
