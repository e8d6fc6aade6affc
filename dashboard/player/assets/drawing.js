// Who draws: Canvas 2D from the first moment, and WebGL where its first frames turn out cheaper.

import { DRAWINGS } from "./renderer.js";
import { hasWebgl, newWebglRenderer } from "./webgl_renderer.js";

/** Frames of each that are compared, after those in which shaders are made. */
const FRAMES = 5;
const WARM_UP = 3;
/** Before deck.gl is fetched, plain WebGL has to be this much quicker than Canvas 2D's frame. */
const PROBES = 3;
const SETTLE_MS = 600;

/** @typedef {(typeof DRAWINGS)[number]} Drawing */
/**
 * What is known of the choice: who was asked for, who draws, and why.
 * `canvasMs` and `webglMs` are medians of a frame, where they were measured.
 * @typedef {{asked: Drawing, name: "canvas" | "webgl",
 *   why: "" | "missing" | "slower" | "quicker" | "failed" | "asked",
 *   canvasMs: number | null, webglMs: number | null}} Choice
 */

/**
 * @param {import("./elements.js").Core} core
 * @param {import("./webgl_renderer.js").DeckFiles | null} files null: only Canvas 2D
 * @param {{redraw: () => void, chosen: () => void, failed: (error: string) => void,
 *   isBusy: () => boolean}} on
 */
export function newDrawing(core, files, on) {
  const { root, scene } = core;
  const { canvas } = scene;
  /** @type {Choice} */
  let choice = { asked: "auto", name: "canvas", why: "", canvasMs: null, webglMs: null };
  /** @type {Promise<import("./renderer.js").Renderer> | null} */
  let loading = null;
  /** @type {import("./renderer.js").Renderer | null} */
  let webgl = null;
  let isGone = false;
  let round = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;

  root.dataset.drawing = "canvas";

  /** @param {Partial<Choice>} known */
  function choose(known) {
    choice = { ...choice, ...known };
    const chosen = choice.name === "webgl" && webgl ? webgl : canvas;
    if (scene.renderer() !== chosen) {
      scene.setRenderer(chosen);
      on.redraw();
    }
    root.dataset.drawing = choice.name;
    on.chosen();
  }

  /** @param {unknown} error */
  function fallBack(error) {
    if (isGone) return;
    webgl?.remove();
    webgl = loading = null;
    choose({ name: "canvas", why: "failed" });
    on.failed(`WebGL: ${error}`);
  }

  function load() {
    const before = canvas.elements[0];
    const parent = /** @type {HTMLElement} */ (before.parentElement);
    loading ??= newWebglRenderer(
      parent,
      before,
      /** @type {import("./webgl_renderer.js").DeckFiles} */ (files),
      fallBack,
    ).then((made) => {
      webgl = made;
      return made;
    });
    return loading;
  }

  /** @param {number} mine */
  async function force(mine) {
    try {
      const made = await load();
      if (isGone) made.remove();
      else if (mine === round) choose({ name: "webgl", why: "asked" });
    } catch (error) {
      if (mine === round) fallBack(error);
    }
  }

  /** @param {number} mine */
  async function measure(mine) {
    if (isGone || mine !== round) return;
    if (on.isBusy()) {
      // Nobody is kept waiting: it is measured while nothing moves.
      waiting = setTimeout(() => measure(mine), SETTLE_MS);
      return;
    }
    const canvasMs = frameMs(canvas, scene.redrawWith);
    const plainMs = plainFrameMs(scene.state.width, scene.state.height);
    if (plainMs >= canvasMs) {
      choose({ name: "canvas", why: "slower", canvasMs, webglMs: plainMs });
      return;
    }
    try {
      const made = await load();
      if (isGone) {
        made.remove();
        return;
      }
      if (mine !== round) return;
      for (let i = 0; i < WARM_UP; i++) {
        scene.redrawWith(made);
        made.finish();
        await nextFrame();
        if (isGone || mine !== round) return;
      }
      const webglMs = frameMs(made, scene.redrawWith);
      if (webglMs < canvasMs) choose({ name: "webgl", why: "quicker", canvasMs, webglMs });
      else {
        made.remove();
        webgl = loading = null;
        choose({ name: "canvas", why: "slower", canvasMs, webglMs });
      }
    } catch (error) {
      if (mine === round) fallBack(error);
    }
  }

  return {
    choice: () => choice,
    /** Whether there is anything to choose from. */
    isOffered: () => files !== null,
    /** @param {unknown} asked anything: what is no way of drawing is ignored */
    ask(asked) {
      const known = DRAWINGS.find((name) => name === asked);
      if (!known || !files || known === choice.asked) return;
      choice = { ...choice, asked: known };
      this.begin();
    },
    /** The first frame has been drawn: now it can be said who draws from here on. */
    begin() {
      if (!files || !root.hasAttribute("data-ready")) return;
      clearTimeout(waiting);
      const mine = ++round;
      if (choice.asked === "canvas") choose({ name: "canvas", why: "asked" });
      else if (!hasWebgl()) choose({ name: "canvas", why: "missing" });
      else if (choice.asked === "webgl") force(mine);
      else waiting = setTimeout(() => measure(mine), SETTLE_MS);
    },
    stop() {
      isGone = true;
      clearTimeout(waiting);
      webgl?.remove();
    },
  };
}
/** @typedef {ReturnType<typeof newDrawing>} DrawingChoice */

/**
 * Median cost of whole frames, until they are on the screen, in milliseconds.
 * @param {import("./renderer.js").Renderer} renderer
 * @param {(renderer: import("./renderer.js").Renderer) => void} draw
 */
function frameMs(renderer, draw) {
  return medianMs(FRAMES, () => {
    draw(renderer);
    renderer.finish();
  });
}

/**
 * Cost of filling the map four times over with WebGL alone: less no drawing of it can cost.
 * @param {number} width in CSS pixels
 * @param {number} height
 */
function plainFrameMs(width, height) {
  const ratio = Math.min(globalThis.devicePixelRatio || 1, 2);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("webgl2");
  if (!context) return Infinity;
  const pixel = new Uint8Array(4);
  const program = blendingProgram(context);
  const draw = () => {
    context.useProgram(program);
    context.enable(context.BLEND);
    context.blendFunc(context.SRC_ALPHA, context.ONE_MINUS_SRC_ALPHA);
    context.viewport(0, 0, canvas.width, canvas.height);
    context.drawArrays(context.TRIANGLES, 0, 12);
    context.readPixels(0, 0, 1, 1, context.RGBA, context.UNSIGNED_BYTE, pixel);
  };
  draw();
  const taken = medianMs(PROBES, draw);
  context.getExtension("WEBGL_lose_context")?.loseContext();
  return taken;
}

/** @param {WebGL2RenderingContext} context */
function blendingProgram(context) {
  const program = context.createProgram();
  const sources = /** @type {[number, string][]} */ ([
    [
      context.VERTEX_SHADER,
      `#version 300 es
      void main() {
        int i = gl_VertexID % 3;
        gl_Position = vec4(i == 1 ? 3.0 : -1.0, i == 2 ? 3.0 : -1.0, 0.0, 1.0);
      }`,
    ],
    [
      context.FRAGMENT_SHADER,
      `#version 300 es
      precision highp float;
      out vec4 colour;
      void main() { colour = vec4(gl_FragCoord.xy / 4096.0, 0.5, 0.5); }`,
    ],
  ]);
  for (const [kind, source] of sources) {
    const shader = /** @type {WebGLShader} */ (context.createShader(kind));
    context.shaderSource(shader, source);
    context.compileShader(shader);
    context.attachShader(program, shader);
  }
  context.linkProgram(program);
  return program;
}

/**
 * @param {number} times
 * @param {() => void} run
 */
function medianMs(times, run) {
  const taken = Array.from({ length: times }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return taken.sort((a, b) => a - b)[Math.floor(times / 2)];
}

function nextFrame() {
  return new Promise((done) => requestAnimationFrame(done));
}
