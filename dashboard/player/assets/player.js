// The player: one element that shows a campaign day by day and moves under the hand.

import { newCameras } from "./cameras.js";
import { changed, newClock } from "./clock.js";
import { newCommands } from "./commands.js";
import { newControls } from "./controls.js";
import { iconButton } from "./dom.js";
import { newElements } from "./elements.js";
import { loadUrduFont } from "./fonts.js";
import { joinChannel } from "./follow.js";
import { dayCounts } from "./frames.js";
import { newPace } from "./pace.js";
import { unpacked } from "./pack.js";
import { newPopups } from "./popups.js";
import { newScene } from "./scene.js";
import { cameraFrom, layersFrom, rounded, timeFrom, timeOf } from "./state.js";
import { newStory } from "./story.js";
import { newSurroundings } from "./surroundings.js";
import { newTiles } from "./tiles.js";
import { newTimebar } from "./timebar.js";
import { wordsIn } from "./words.js";

const ANYWHERE = { longitude: 0, latitude: 20, zoom: 1 };
const ASKED_MS = 2600;
const SETTLE_MS = 250;
/** The room that text of the usual size is meant for, and how much larger it may become. */
const ROOM_PX = { explore: [1000, 760], present: [1280, 720] };
const LARGEST_SCALE = 1.5;

/**
 * `still` leaves out all transitions, as for who asks for reduced motion. Two windows with one
 * `channel` go together: the audience's follows the presenter's. `fonts` are the files of the Urdu
 * font by weight.
 * @typedef {{layout?: "explore" | "present", channel?: string, role?: "presenter" | "audience",
 *   still?: boolean, fonts?: Record<string, string>}} Options
 */
/** @typedef {"ready" | "day" | "pause" | "state" | "select" | "command" | "error"} EventName */

/**
 * Put a player into an element.
 * @param {HTMLElement} root
 * @param {Options} [options]
 */
export function createPlayer(root, options = {}) {
  const layout = options.layout ?? "explore";
  const motion = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)");
  const stopping = new AbortController();
  const { signal } = stopping;
  /** @type {Map<EventName, Set<(detail: any) => void>>} */
  const listeners = new Map();
  const emit = (/** @type {EventName} */ name, /** @type {any} */ detail) => {
    for (const listen of listeners.get(name) ?? []) listen(detail);
  };

  const elements = newElements(layout);
  const { map, tools, below } = elements;
  root.classList.add("dharna-player", `dp-${layout}`);
  root.setAttribute("data-dharna-player", "");
  root.setAttribute("role", "region");
  /** @type {import("./elements.js").Core} */
  const core = {
    root,
    layout,
    elements,
    scene: newScene(map, { ...ANYWHERE }),
    words: wordsIn(),
    clock: newClock(1),
    firstDay: 0,
    sentences: null,
    story: null,
    layers: {
      doubt: false,
      silent: true,
      names: true,
      links: false,
      front: false,
      centre: false,
      legend: layout === "explore",
    },
    isStill: () => options.still ?? Boolean(motion?.matches),
  };
  const { scene } = core;
  map.append(elements.hand, elements.title);
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
  });
  const around = newSurroundings(core, {
    move: (clock) => {
      move(clock);
      timebar.element.focus();
      settleSoon();
    },
  });
  root.append(map);
  if (layout === "explore") root.append(elements.sentence);
  root.append(below, elements.legend, elements.note, elements.progress);
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
  let controls = newControls(below, core.words, commands.run, elements.range);
  const timebar = newTimebar(below, {
    scrub: (day, isDone) => scrub({ ...core.clock, day, playing: false }, isDone),
    brush: (range, isDone) => scrub(changed(core.clock, { range, playing: false }), isDone),
  });
  root.addEventListener("keydown", commands.onKey, { signal });

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
    controls.show({ ...core.clock, playing }, core.firstDay);
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

  // ---- The room -----------------------------------------------------------------------------
  const sizes = new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = map;
    if (!width || !height) return;
    const isOther = scene.state.width !== width || scene.state.height !== height;
    Object.assign(scene.state, { width, height });
    if (isOther) scaleText();
    timebar.resize();
    around.resize();
    if (isOther) {
      cameras.lookFirst();
      pace.redraw();
    }
    ready();
  });
  sizes.observe(map);
  sizes.observe(timebar.element);

  const onFonts = () => {
    scene.names.forget();
    around.fontsLoaded();
    pace.stale("names");
  };
  document.fonts?.addEventListener?.("loadingdone", onFonts);
  motion?.addEventListener?.("change", pace.redraw, { signal });

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let asking;
  const ask = () => {
    root.classList.add("dp-asked");
    clearTimeout(asking);
    asking = setTimeout(() => root.classList.remove("dp-asked"), ASKED_MS);
  };
  if (layout === "present") root.addEventListener("pointermove", ask, { signal });

  function fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else root.requestFullscreen?.().catch(() => emit("error", "Full screen was refused."));
  }

  function ready() {
    if (root.hasAttribute("data-ready") || !scene.feed() || !scene.state.theme) return;
    if (!scene.state.width) return;
    pace.flush();
    around.showLegend();
    root.setAttribute("data-ready", "");
    emit("ready", currentState());
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
      borders: scene.state.borders,
      black: !elements.black.hidden,
      step: core.story?.count() ? core.story.at() : null,
    };
  }

  core.story = newStory({
    show(step) {
      around.forget();
      setState(step.state);
      showTime();
      root.dataset.step = step.id;
    },
    changed: showTime,
  });

  let storyKey = "";
  /**
   * Let keys and clickers go through the steps of a story; null: through the days.
   * @param {import("./story.js").Step[] | null} steps
   */
  function setStory(steps) {
    const key = JSON.stringify(steps);
    if (key === storyKey || !core.story) return;
    storyKey = key;
    core.story.set(steps);
    delete root.dataset.step;
    around.forget();
    showTime();
  }

  /** @param {Record<string, any>} wished unknown and hostile values are ignored */
  function setState(wished) {
    if (typeof wished !== "object" || wished === null) return;
    const { story } = core;
    if (story?.count() && Number.isInteger(wished.step)) {
      if (wished.step !== story.at() || !root.dataset.step) story.go(wished.step);
    }
    const camera = cameraFrom(wished.camera);
    if (camera) cameras.look(camera);
    const views = scene.base()?.source.views ?? [];
    const before = JSON.stringify([core.layers, scene.state.ground, scene.state.borders]);
    core.layers = layersFrom(core.layers, wished.layers);
    Object.assign(scene.state.layers, core.layers);
    const grounds = ["borders", "blank", ...(scene.tiles() ? ["tiles"] : [])];
    if (grounds.includes(wished.ground)) scene.state.ground = wished.ground;
    if (views.includes(wished.borders)) scene.state.borders = wished.borders;
    if (typeof wished.black === "boolean") elements.black.hidden = !wished.black;
    if (before !== JSON.stringify([core.layers, scene.state.ground, scene.state.borders])) {
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

  /** @param {{feed?: Uint8Array | ArrayBuffer, base?: import("./base.js").BaseSource | null}} data */
  function setData(data) {
    const before = [scene.base(), scene.feed()];
    try {
      if (data.base !== undefined) scene.setBase(data.base);
      if (data.feed) takeFeed(unpacked(data.feed));
    } catch (error) {
      emit("error", String(error));
      throw error;
    }
    if (before[0] === scene.base() && before[1] === scene.feed()) return;
    around.showNote();
    around.showLegend();
    pace.redraw();
    ready();
  }

  /** @param {import("./pack.js").Feed} feed */
  function takeFeed(feed) {
    const held = scene.feed();
    if (held && held.rev === feed.rev) return;
    // Other filters show the same day; the range is kept where it still lies within the days.
    const shift = core.firstDay - feed.firstDay;
    const { clock } = core;
    const count = Math.max(1, feed.dayCount);
    const range = clock.range?.map((day) => day + shift) ?? null;
    const isWithin = range?.every((day) => day >= 0 && day < count);
    core.clock = changed(
      { ...clock, count, day: 0, range: null },
      { day: held ? clock.day + shift : 0, range: isWithin ? range : null },
    );
    core.firstDay = feed.firstDay;
    popups.closeCard();
    scene.setFeed(feed);
    scene.setClock(core.clock);
    around.forget();
    root.setAttribute("aria-label", core.words.name(feed.title) || core.words.say("player"));
    cameras.lookFirst();
    showBars();
    showTime();
    around.resize();
  }

  function showBars() {
    const feed = scene.feed();
    const { theme } = scene.state;
    if (!feed || !theme) return;
    const { words, firstDay } = core;
    timebar.setShown({
      counts: dayCounts(feed).counts,
      firstDay,
      theme,
      words,
      rev: feed.rev,
    });
  }

  let tilesKey = "";
  /** Offer online tiles, or take the offer back. @param {import("./tiles.js").TileSource | null} source */
  function setTiles(source) {
    const key = source ? source.address : "";
    if (key === tilesKey) return;
    tilesKey = key;
    scene.setTiles(source && newTiles(source, () => pace.stale("ground")));
    popups.showPanel();
    around.showNote();
    pace.redraw();
  }

  /** @type {import("./look.js").Theme | null} */
  let given = null;
  /** Let text and symbols grow with the window: a projector's is read from the last row. */
  function scaleText() {
    if (!given) return;
    const { clientWidth, clientHeight } = root;
    const wanted = Math.min(clientWidth / ROOM_PX[layout][0], clientHeight / ROOM_PX[layout][1]);
    const textScale = (given.textScale ?? 1) * Math.min(Math.max(wanted, 1), LARGEST_SCALE);
    if (scene.state.theme?.textScale === textScale && scene.state.theme.scheme === given.scheme) {
      return;
    }
    scene.state.theme = { ...given, textScale };
    root.style.setProperty("--dp-scale", String(textScale));
    scene.names.forget();
    if (root.hasAttribute("data-ready")) around.showLegend();
  }

  /** @param {import("./look.js").Theme} theme */
  function setTheme(theme) {
    given = theme;
    scaleText();
    for (const [name, colour] of Object.entries(theme.palette)) {
      root.style.setProperty(`--dp-${name}`, colour);
    }
    root.style.setProperty("--dp-font", theme.font);
    root.dataset.scheme = theme.scheme;
    scene.names.forget();
    showBars();
    around.showLegend();
    pace.redraw();
    ready();
  }

  /**
   * @param {{locale?: string, dir?: "ltr" | "rtl", strings?: import("./words.js").Strings,
   *   sentences?: string[] | null}} given
   */
  function setText(given) {
    core.words = wordsIn(given);
    core.sentences = given.sentences ?? null;
    const { words } = core;
    root.lang = words.locale;
    root.dir = words.dir;
    scene.state.rtl = words.dir === "rtl";
    scene.state.urdu = words.locale.startsWith("ur");
    scene.state.centreName = words.say("centre");
    if (scene.state.urdu && options.fonts) loadUrduFont(options.fonts);
    elements.waiting.textContent = words.say("audience-lost");
    elements.range.remove();
    const old = controls.element;
    controls = newControls(below, words, commands.run, elements.range);
    old.replaceWith(controls.element);
    tools.setAttribute("aria-label", words.say("map"));
    tools.replaceChildren(
      ...commands.tools.map(([name, run, more]) => iconButton(name, words.say(name), run, more)),
    );
    around.forget();
    around.showNote();
    popups.forget();
    popups.showPanel();
    around.showLegend();
    showBars();
    showTime();
    around.resize();
    pace.redraw();
  }

  const channel = options.channel
    ? joinChannel(options.channel, options.role ?? "presenter", {
        current: () => ({ ...currentState(), playing: false }),
        take: setState,
        lost: (isLost) => {
          elements.waiting.hidden = !isLost;
        },
      })
    : null;
  setText({});

  return {
    setData,
    setState,
    setTheme,
    setText,
    setTiles,
    setStory,
    getState: currentState,
    flush: pace.flush,
    /** @param {number} steps days on; negative: back */
    step: (steps) => commands.step(steps),
    /** @param {KeyboardEvent} event pressed elsewhere on the page, and meant for the player */
    key: (event) => commands.onKey(event),
    focus: () => timebar.element.focus(),
    /**
     * @param {EventName} name
     * @param {(detail: any) => void} listen
     * @returns {() => void} stops listening
     */
    on(name, listen) {
      const all = listeners.get(name) ?? new Set();
      listeners.set(name, all.add(listen));
      return () => {
        all.delete(listen);
      };
    },
    destroy() {
      pace.stop();
      around.stop();
      popups.stop();
      clearTimeout(settling);
      clearTimeout(asking);
      core.story?.stop();
      document.fonts?.removeEventListener?.("loadingdone", onFonts);
      stopping.abort();
      cameras.stop();
      sizes.disconnect();
      channel?.leave();
      listeners.clear();
      root.replaceChildren();
      for (const name of ["data-ready", "data-day", "data-playing"]) root.removeAttribute(name);
    },
  };
}
/** @typedef {ReturnType<typeof createPlayer>} Player */
