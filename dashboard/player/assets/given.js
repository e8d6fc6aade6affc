// What the page gives the player: data, words, a story, tiles. What is as it was changes nothing.

import { changed } from "./clock.js";
import { newControls } from "./controls.js";
import { iconButton } from "./dom.js";
import { loadUrduFont } from "./fonts.js";
import { dayCounts } from "./frames.js";
import { opened } from "./pack.js";
import { newTiles } from "./tiles.js";
import { wordsIn } from "./words.js";

/**
 * @typedef {{core: import("./elements.js").Core, pace: import("./pace.js").Pace,
 *   popups: import("./popups.js").Popups, around: import("./surroundings.js").Surroundings,
 *   cameras: import("./cameras.js").Cameras, timebar: import("./timebar.js").Timebar,
 *   commands: import("./commands.js").Commands, fonts?: Record<string, string>,
 *   setState: (wished: Record<string, any>) => void, showTime: () => void, ready: () => void, emit: import("./events.js").Events["emit"]}} Parts
 */

/** @param {Parts} parts */
export function newGiven(parts) {
  const { core, pace, popups, around, cameras, timebar, commands } = parts;
  const { root, scene, elements } = core;
  let controls = newControls(elements.below, core.words, commands.run, elements.range);
  elements.below.prepend(controls.element);
  let storyKey = "";
  /** @type {import("./story.js").StoryFeed[]} */
  let storyFeeds = [];
  let tilesKey = "";
  /** The revision of the feed that is shown, or that is being unpacked. */
  let feedRev = "";
  /** What was wished for while a feed is unpacked. @type {Record<string, any> | null} */
  let awaited = null;

  function showBars() {
    const feed = scene.feed();
    const { theme } = scene.state;
    if (!feed || !theme) return;
    const { words, firstDay } = core;
    timebar.setShown({ counts: dayCounts(feed).counts, firstDay, theme, words, rev: feed.rev });
  }

  function showAnew() {
    around.showNote();
    around.showLegend();
    pace.redraw();
    parts.ready();
  }

  /** @param {ReturnType<typeof opened>} asked */
  function takeSoon({ rev, feed }) {
    if (!feed) return;
    feedRev = rev;
    if (!(feed instanceof Promise)) {
      awaited = null;
      takeFeed(feed);
      return;
    }
    awaited = {};
    feed.then(
      (found) => {
        // Another may have been asked for meanwhile.
        if (rev !== feedRev) return;
        const wished = awaited ?? {};
        awaited = null;
        takeFeed(found);
        parts.setState(wished);
        showAnew();
      },
      (error) => parts.emit("error", String(error)),
    );
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
    if (core.layout !== "pane") {
      root.setAttribute("aria-label", core.words.name(feed.title) || core.words.say("player"));
    }
    cameras.lookFirst();
    showBars();
    parts.showTime();
    around.resize();
  }

  /**
   * Nothing is asked of a server before the user has switched it on.
   * @param {boolean} isOn
   */
  function switchTiles(isOn) {
    const source = isOn ? core.tileSource : null;
    if (Boolean(source) === Boolean(scene.tiles())) {
      popups.showPanel();
      return;
    }
    scene.setTiles(source && newTiles(source, () => pace.stale("ground")));
    popups.showPanel();
    around.showNote();
    around.showScale();
    around.showLegend();
    pace.redraw();
  }

  /** What the story's step plays, where the story brings it. */
  function ofStep() {
    return storyFeeds[core.story?.step()?.feed ?? -1] ?? null;
  }

  /** Let the map hold what the step filters before it shows the step's day. */
  function showStep() {
    const own = ofStep();
    if (!own) return;
    core.sentences = own.sentences ?? null;
    if (own.rev !== feedRev) setData({ feed: own.data });
  }

  /** @param {{feed?: Uint8Array | ArrayBuffer, base?: import("./base.js").BaseSource | null}} data */
  function setData(data) {
    const before = [scene.base(), scene.feed()];
    try {
      if (data.base !== undefined) scene.setBase(data.base);
      if (data.feed) takeSoon(opened(data.feed, feedRev));
    } catch (error) {
      parts.emit("error", String(error));
      throw error;
    }
    if (before[0] === scene.base() && before[1] === scene.feed()) return;
    showAnew();
  }

  return {
    controls: () => controls,
    showBars,
    setData,
    showStep,
    /** Hear what is wished while a feed is unpacked: its days are not there yet. @param {Record<string, any>} state */
    wish(state) {
      if (awaited) Object.assign(awaited, state);
    },
    /**
     * Let keys and clickers go through the steps of a story; null: through the days.
     * @param {import("./story.js").Step[] | null} steps
     * @param {import("./story.js").StoryFeed[]} [feeds] each step shows the one that it names;
     *   without any, all show the feed that is given
     */
    setStory(steps, feeds = []) {
      const key = JSON.stringify([steps, feeds.map(({ rev, sentences }) => [rev, sentences])]);
      if (key === storyKey || !core.story) return;
      storyKey = key;
      storyFeeds = feeds;
      core.story.set(steps);
      showStep();
      delete root.dataset.step;
      around.forget();
      parts.showTime();
    },
    /** Let online tiles be switched on, or no more. @param {import("./tiles.js").TileSource | null} source */
    setTiles(source) {
      const key = source ? source.address : "";
      if (key === tilesKey) return;
      tilesKey = key;
      core.tileSource = source;
      switchTiles(false);
    },
    switchTiles,
    /**
     * @param {{locale?: string, dir?: "ltr" | "rtl", strings?: import("./words.js").Strings,
     *   sentences?: string[] | null}} text
     */
    setText(text) {
      core.words = wordsIn(text);
      core.sentences = text.sentences ?? ofStep()?.sentences ?? null;
      const { words } = core;
      root.lang = words.locale;
      root.dir = words.dir;
      scene.state.rtl = words.dir === "rtl";
      scene.state.urdu = words.locale.startsWith("ur");
      scene.state.centreName = words.say("centre");
      if (scene.state.urdu && parts.fonts) loadUrduFont(parts.fonts);
      elements.waiting.textContent = words.say("audience-lost");
      elements.range.remove();
      const old = controls.element;
      controls = newControls(elements.below, words, commands.run, elements.range);
      old.replaceWith(controls.element);
      elements.tools.setAttribute("aria-label", words.say("map"));
      elements.tools.replaceChildren(
        ...commands.tools.map(([name, run, more]) => iconButton(name, words.say(name), run, more)),
      );
      around.forget();
      around.showNote();
      popups.forget();
      popups.showPanel();
      around.showLegend();
      showBars();
      parts.showTime();
      around.resize();
      pace.redraw();
    },
  };
}
/** @typedef {ReturnType<typeof newGiven>} Given */
