// The player: one element that shows a campaign day by day and moves under the hand.

import { newCameras } from "./cameras.js";
import { changed, newClock } from "./clock.js";
import { newCommands } from "./commands.js";
import { newDrawing } from "./drawing.js";
import { newElements } from "./elements.js";
import { newEvents } from "./events.js";
import { joinChannel } from "./follow.js";
import { newGiven } from "./given.js";
import { newPace } from "./pace.js";
import { newPopups } from "./popups.js";
import { isMotionReduced, newRoom } from "./room.js";
import { newScene } from "./scene.js";
import { cameraFrom, layersFrom, rounded, timeFrom, timeOf } from "./state.js";
import { newStory } from "./story.js";
import { newSurroundings } from "./surroundings.js";
import { newTimebar } from "./timebar.js";
import { wordsIn } from "./words.js";

const ANYWHERE = { longitude: 0, latitude: 20, zoom: 1 };
const SETTLE_MS = 250;

/**
 * `still` leaves out all transitions, as for who asks for reduced motion. Two windows with one
 * `channel` go together: the audience's follows the presenter's. `fonts` are the files of the Urdu
 * font by weight; without `deck`, the files of deck.gl, only Canvas 2D draws.
 * @typedef {{layout?: import("./elements.js").Layout, channel?: string, role?: "presenter" | "audience",
 *   still?: boolean, fonts?: Record<string, string>,
 *   deck?: import("./webgl_renderer.js").DeckFiles}} Options
 */

/**
 * Put a player into an element.
 * @param {HTMLElement} root
 * @param {Options} [options]
 */
export function createPlayer(root, options = {}) {
  const layout = options.layout ?? "explore";
  const stopping = new AbortController();
  const events = newEvents();
  const { emit } = events;
  const core = newCore(root, layout, options);
  const { scene, elements } = core;
  elements.map.append(elements.hand, elements.title);
  const pace = newPace(core, {
    move,
    settled: () => popups.follow(),
    rearranged: () => {
      popups.closeCard();
      around.showLegend();
    },
  });
  const popups = newPopups(core, {
    stale: () => pace.stale("day"),
    closed: () => timebar.element.focus(),
    select: (site) => emit("select", { site }),
    change: choose,
    drawing: () => drawing,
  });
  const around = newSurroundings(core, {
    move: (clock) => {
      move(clock);
      timebar.element.focus();
      settleSoon();
    },
  });
  root.append(elements.map);
  if (layout === "explore") root.append(elements.sentence);
  root.append(elements.below, elements.legend, elements.note, elements.progress);
  root.append(elements.black, elements.live);
  const commands = newCommands({
    core,
    move,
    settle: settleSoon,
    zoom: (camera) => {
      cameras.look(camera);
      settleSoon();
    },
    fit: () => cameras.fit(),
    popups,
    change: choose,
    fullScreen,
    tell(command) {
      // Whoever acts on a command is told first where the player stands.
      if (command === "notes") settle();
      emit("command", command);
    },
  });
  const timebar = newTimebar(elements.below, {
    scrub: (day, isDone) => scrub({ ...core.clock, day, playing: false }, isDone),
    brush: (range, isDone) => scrub(changed(core.clock, { range, playing: false }), isDone),
  });
  root.addEventListener("keydown", commands.onKey, { signal: stopping.signal });
  const cameras = newCameras(
    core,
    {
      looked: () => {
        around.showScale();
        channel?.tell();
        pace.moved();
      },
      settled: settleSoon,
    },
    () => popups,
  );
  const drawing = newDrawing(core, options.deck ?? null, {
    redraw: pace.redraw,
    chosen: popups.showPanel,
    failed: (error) => emit("error", error),
    isBusy: () => core.clock.playing || pace.isChanging(),
  });
  const given = newGiven({
    ...{ core, pace, popups, around, cameras, timebar, commands },
    ...{ fonts: options.fonts, showTime, setState, ready, emit },
  });
  const room = newRoom(core, timebar.element, {
    resized: (isOther) => {
      timebar.resize();
      around.resize();
      if (isOther) {
        cameras.lookFirst();
        pace.redraw();
      }
      ready();
    },
    scaled: () => {
      if (root.hasAttribute("data-ready")) around.showLegend();
    },
    fonts: () => {
      scene.names.forget();
      around.fontsLoaded();
      pace.stale("names");
    },
    motion: pace.redraw,
  });

  // ---- Time ---------------------------------------------------------------------------------

  /**
   * @param {import("./clock.js").Clock} next
   * @param {boolean} [isAtOnce]
   */
  function move(next, isAtOnce = false) {
    const before = core.clock;
    core.clock = next;
    if (next.playing && !before.playing) pace.startPlaying();
    showTime();
    const isOtherFrame =
      before.day !== next.day || before.mode !== next.mode || before.windowDays !== next.windowDays;
    if (isOtherFrame) {
      pace.change(isAtOnce);
      if (before.mode !== next.mode) around.showLegend();
      emit("day", timeOf(next, core.firstDay));
    }
    channel?.tell();
    if (before.playing && !next.playing) settleSoon();
  }

  /**
   * @param {import("./clock.js").Clock} next
   * @param {boolean} isDone
   */
  function scrub(next, isDone) {
    move(next, true);
    if (isDone) settleSoon();
  }

  function showTime() {
    around.showTime();
    const playing = core.clock.playing || Boolean(core.story?.isPlaying());
    given.controls().show({ ...core.clock, playing }, core.firstDay);
    timebar.setClock(core.clock);
  }

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let settling;
  function settleSoon() {
    // A burst of steps is told once.
    clearTimeout(settling);
    settling = setTimeout(settle, SETTLE_MS);
  }

  function settle() {
    if (settling === undefined) return;
    clearTimeout(settling);
    settling = undefined;
    if (!core.clock.playing) emit("pause", currentState());
    emit("state", currentState());
  }

  function fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    // Presenting, the notes and the button beside them come along.
    else
      (layout === "present" ? document.documentElement : root)
        .requestFullscreen?.()
        .catch(() => emit("error", "Full screen was refused."));
  }

  function ready() {
    if (root.hasAttribute("data-ready") || !scene.feed() || !scene.state.theme) return;
    if (!scene.state.width) return;
    pace.flush();
    around.showLegend();
    root.setAttribute("data-ready", "");
    emit("ready", currentState());
    drawing.begin();
  }

  // ---- What others see ----------------------------------------------------------------------

  /** @returns {import("./state.js").PlayerState} */
  function currentState() {
    return {
      ...timeOf(core.clock, core.firstDay),
      camera: rounded(scene.state.camera),
      chosen: cameras.isChosen(),
      layers: { ...core.layers },
      ground: scene.state.ground,
      online: scene.tiles() !== null,
      borders: scene.state.borders,
      drawing: drawing.choice().asked,
      black: !elements.black.hidden,
      step: core.story?.count() ? core.story.at() : null,
    };
  }

  core.story = newStory({
    show(step) {
      around.forget();
      given.showStep();
      const { camera, ...state } = step.state;
      cameras.step(cameraFrom(camera));
      setState(state);
      showTime();
      root.dataset.step = step.id;
      // Its page, too, is to know where the presenter is.
      if (options.role === "audience") settleSoon();
    },
    changed: showTime,
    // The page keeps up: its address, and the speaker's notes.
    passed: settleSoon,
  });

  /** @param {Record<string, any>} wished unknown and hostile values are ignored */
  function setState(wished) {
    if (typeof wished !== "object" || wished === null) return;
    // Days are those of a feed that is still being unpacked.
    given.wish(wished);
    const { story } = core;
    if (story?.count() && Number.isInteger(wished.step)) {
      if (wished.step !== story.at() || !root.dataset.step) story.go(wished.step);
    }
    const camera = cameraFrom(wished.camera);
    // Where nobody chose to look, each window fits its own map.
    if (camera && wished.chosen !== false) cameras.look(camera);
    const views = scene.base()?.source.views ?? [];
    const before = JSON.stringify([core.layers, scene.state.ground, scene.state.borders]);
    core.layers = layersFrom(core.layers, wished.layers);
    Object.assign(scene.state.layers, core.layers);
    if (typeof wished.online === "boolean") given.switchTiles(wished.online);
    const grounds = ["borders", "blank", ...(scene.tiles() ? ["tiles"] : [])];
    if (grounds.includes(wished.ground)) scene.state.ground = wished.ground;
    if (views.includes(wished.borders)) scene.state.borders = wished.borders;
    if (typeof wished.black === "boolean") elements.black.hidden = !wished.black;
    drawing.ask(wished.drawing);
    if (before !== JSON.stringify([core.layers, scene.state.ground, scene.state.borders])) {
      popups.showPanel();
      around.showLegend();
      around.showNote();
      around.showScale();
      pace.redraw();
    }
    move(timeFrom(core.clock, wished, core.firstDay));
  }

  /** @param {Record<string, any>} wished by the user, within the player */
  function choose(wished) {
    setState(wished);
    settleSoon();
  }

  const channel = options.channel
    ? joinChannel(options.channel, options.role ?? "presenter", {
        current: () => ({
          ...currentState(),
          playing: false,
          drawing: undefined,
          online: undefined,
        }),
        take: setState,
        lost: (isLost) => {
          elements.waiting.hidden = !isLost;
        },
      })
    : null;
  given.setText({});

  return {
    setData: given.setData,
    setState,
    setText: given.setText,
    setTiles: given.setTiles,
    setStory: given.setStory,
    /** @param {import("./look.js").Theme} theme */
    setTheme(theme) {
      room.setTheme(theme);
      given.showBars();
      around.showLegend();
      pace.redraw();
      ready();
    },
    getState: currentState,
    /** Who draws, and what the frames of each cost here. */
    drawing: drawing.choice,
    flush: pace.flush,
    /** @param {number} steps days on; negative: back */
    step: (steps) => commands.step(steps),
    /** @param {KeyboardEvent} event pressed elsewhere on the page, and meant for the player */
    key: (event) => commands.onKey(event),
    focus: () => timebar.element.focus(),
    on: events.on,
    destroy() {
      pace.stop();
      around.stop();
      popups.stop();
      drawing.stop();
      clearTimeout(settling);
      core.story?.stop();
      stopping.abort();
      cameras.stop();
      room.stop();
      channel?.leave();
      events.forget();
      root.replaceChildren();
      for (const name of ["data-ready", "data-day", "data-playing", "data-drawing"]) {
        root.removeAttribute(name);
      }
    },
  };
}
/** @typedef {ReturnType<typeof createPlayer>} Player */

/**
 * @param {HTMLElement} root
 * @param {import("./elements.js").Layout} layout
 * @param {Options} options
 * @returns {import("./elements.js").Core}
 */
function newCore(root, layout, options) {
  const elements = newElements(layout);
  root.classList.add("dharna-player", `dp-${layout}`);
  root.setAttribute("data-dharna-player", "");
  root.setAttribute("role", "region");
  return {
    root,
    layout,
    elements,
    scene: newScene(elements.map, { ...ANYWHERE }),
    words: wordsIn(),
    clock: newClock(1),
    firstDay: 0,
    sentences: null,
    story: null,
    tileSource: null,
    layers: {
      doubt: false,
      silent: true,
      names: true,
      links: false,
      front: false,
      centre: false,
      legend: layout === "explore",
    },
    isStill: () => options.still ?? isMotionReduced(),
  };
}
