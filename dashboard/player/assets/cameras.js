// Where the map looks: fitted to the campaign until someone chooses, then where the hand leads.

import { listenToHand } from "./camera_hand.js";
import { fitted } from "./mercator.js";

/** @typedef {import("./mercator.js").Camera} Camera */

/** Campaigns give their view for a map of this height. */
const MEANT_FOR_PX = 600;
const WIDEST = 1.05;
/** Steps of a story give theirs for a map of 1280 by this; another shows the same land. */
const STEP_HEIGHT_PX = 680;
/** How much of that width is needed in a window so much wider than high: in a high one the middle. */
const STEP_WIDTHS = { high: { aspect: 0.6, px: 720 }, wide: { aspect: 1.2, px: 1280 } };
const FIT = { padding: 56, maxZoom: 12 };

/**
 * @param {import("./elements.js").Core} core
 * @param {{looked: () => void, settled: () => void}} on
 * @param {() => import("./popups.js").Popups} popups
 */
export function newCameras(core, on, popups) {
  const { scene } = core;
  const { hand } = core.elements;
  let isChosen = false;
  /** The camera of a story's step, until a hand moves it. @type {Camera | null} */
  let stepCamera = null;

  /**
   * @param {Camera} camera
   * @param {boolean} [chosen]
   */
  function look(camera, chosen = true) {
    stepCamera = null;
    scene.state.camera = camera;
    isChosen = isChosen || chosen;
    on.looked();
  }

  const stop = listenToHand(hand, {
    camera: () => scene.state.camera,
    size: () => scene.state,
    move: (camera) => {
      popups().closeCard();
      look(camera);
    },
    settle: on.settled,
    point: (at) => {
      const mark = at ? scene.hit(at) : -1;
      hand.style.cursor = mark >= 0 ? "pointer" : "";
      if (!popups().isPinned()) popups().point(mark, false);
    },
    click: (at) => {
      const mark = scene.hit(at);
      popups().closeCard();
      if (mark >= 0) popups().point(mark, true);
    },
  });

  /** @param {Camera} camera */
  function lookStep(camera) {
    const { width, height } = scene.state;
    const { high, wide } = STEP_WIDTHS;
    const share = (width / height - high.aspect) / (wide.aspect - high.aspect);
    const needed = high.px + Math.max(0, Math.min(1, share)) * (wide.px - high.px);
    const room = width ? Math.min(width / needed, height / STEP_HEIGHT_PX) : 1;
    look({ ...camera, zoom: camera.zoom + Math.log2(room) });
    stepCamera = camera;
  }

  /** Fit the map to the campaign, unless someone chose where it looks. */
  function lookFirst() {
    const camera = scene.feed()?.camera;
    const bounds = scene.bounds();
    const { width, height } = scene.state;
    if (!width) return;
    if (stepCamera) lookStep(stepCamera);
    if (isChosen) return;
    // A window higher than wide shows no less of the country from west to east.
    const room = Math.min(height, width * WIDEST);
    if (camera) look({ ...camera, zoom: camera.zoom + Math.log2(room / MEANT_FOR_PX) }, false);
    else if (bounds) look(fitted(bounds, width, height, FIT), false);
  }

  return {
    look,
    lookFirst,
    /**
     * Look where a step of a story says: at what it names, or at all again after one that did.
     * @param {Camera | null} camera
     */
    step(camera) {
      if (camera) return lookStep(camera);
      if (!stepCamera) return;
      stepCamera = null;
      isChosen = false;
      lookFirst();
    },
    /** Whether the user, or the page, chose the camera: else it is fitted anew to every size. */
    isChosen: () => isChosen && !stepCamera,
    fit() {
      const bounds = scene.bounds();
      const { width, height } = scene.state;
      if (!bounds || !width) return;
      look(fitted(bounds, width, height, FIT));
      on.settled();
    },
    stop,
  };
}
/** @typedef {ReturnType<typeof newCameras>} Cameras */
