// What stands round the map: date, sentence, range, scale, legend, notes; and what is read out.

import { changed } from "./clock.js";
import { isoOf } from "./days.js";
import { iconButton, make } from "./dom.js";
import { saidOf, sentenceOf } from "./elements.js";
import { legendEntries } from "./legend_view.js";
import { latitudeOf, scaleBar } from "./mercator.js";
import { LIGHT } from "./pack.js";

const TELL_MS = 250;
const COARSE_FROM_ZOOM = 8;
const TOLD_UP_TO_SPEED = 0.5;

/**
 * @param {import("./elements.js").Core} core
 * @param {{move: (clock: import("./clock.js").Clock) => void}} on
 */
export function newSurroundings(core, on) {
  const { root, elements, scene, layout } = core;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let telling;
  let roomKey = "";
  let rangeKey = "";
  let scaleKey = "";
  /** @type {import("./label_boxes.js").Box[]} */
  let boxes = [];
  let isMeasured = false;

  function modeInWords() {
    const { mode, windowDays } = core.clock;
    if (mode === "window") return core.words.say("until-window", { n: windowDays });
    if (mode === "cumulative") return core.words.say("until-cumulative");
    return mode === "new" ? core.words.say("only-new") : "";
  }

  /** An inference never stands on the map without saying so: links, where no legend tells. */
  function doubtInWords() {
    return core.layers.links && !core.layers.legend ? core.words.say("links-shown") : "";
  }

  function tell() {
    clearTimeout(telling);
    // Read out where the timeline comes to rest, not all that it runs through.
    telling = setTimeout(() => {
      const { clock, words, firstDay } = core;
      if (clock.playing && clock.speed > TOLD_UP_TO_SPEED) return;
      const told = `${words.day.long(firstDay + clock.day)}: ${sentenceOf(core, clock.day)}`;
      if (elements.live.textContent !== told) elements.live.textContent = told;
    }, TELL_MS);
  }

  /** Names keep off these; they are measured when names are next placed, not with each change. */
  function measureOverlays() {
    isMeasured = false;
  }

  function blocked() {
    if (isMeasured) return boxes;
    isMeasured = true;
    const frame = elements.map.getBoundingClientRect();
    const shown = [elements.title, elements.scale, ...elements.tools.children];
    boxes = shown.map((element) => {
      const box = element.getBoundingClientRect();
      return {
        left: box.left - frame.left,
        top: box.top - frame.top,
        right: box.right - frame.left,
        bottom: box.bottom - frame.top,
      };
    });
    return boxes;
  }
  scene.state.blocked = blocked;

  function showRange() {
    const { clock, words, firstDay } = core;
    const key = clock.range ? `${clock.range.join()}|${words.locale}` : "";
    if (key === rangeKey) return;
    rangeKey = key;
    elements.range.hidden = !clock.range;
    if (!clock.range) return;
    const [from, to] = clock.range;
    const asWindow = () => {
      const windowDays = to - from + 1;
      on.move(
        changed(core.clock, {
          day: to,
          mode: "window",
          windowDays,
          range: null,
        }),
      );
    };
    elements.range.replaceChildren(
      make(
        "span",
        {},
        words.say("range-shown", {
          from: words.day.short(firstDay + from),
          to: words.day.short(firstDay + to),
        }),
      ),
      make("button", { type: "button", onclick: asWindow }, words.say("range-window")),
      iconButton("close", words.say("range-clear"), () =>
        on.move(changed(core.clock, { range: null })),
      ),
    );
  }

  /** Keep room for the longest sentence, so that the map does not jump from day to day. */
  function keepSentenceRoom() {
    const { sentence } = elements;
    const all = core.sentences ?? scene.feed()?.sentences ?? [];
    const key = [sentence.clientWidth, all.length, core.words.locale, scene.feed()?.rev].join("|");
    if (layout !== "explore" || key === roomKey || !sentence.clientWidth) return;
    roomKey = key;
    const longest = [...all].sort((a, b) => b.length - a.length).slice(0, 4);
    const probe = /** @type {HTMLElement} */ (sentence.cloneNode());
    probe.style.cssText = "visibility:hidden;position:absolute;min-height:0";
    probe.style.width = `${sentence.clientWidth}px`;
    root.append(probe);
    const heights = longest.map((text) => {
      probe.textContent = text;
      return probe.offsetHeight;
    });
    probe.remove();
    sentence.style.minHeight = `${Math.max(0, ...heights)}px`;
  }

  function showScale() {
    const now = scene.view();
    if (!now.width) return;
    const { words } = core;
    const latitude = latitudeOf((now.top + now.height / 2) / now.scale);
    const { km, px } = scaleBar(Math.min(130, now.width / 4), latitude, now.scale);
    const side = words.say(latitude >= 0 ? "north" : "south");
    const at = words.say("latitude", {
      n: Math.round(Math.abs(latitude)),
      side,
    });
    // The borders that ship are drawn for a whole country.
    const isCoarse = scene.state.ground === "borders" && now.zoom > COARSE_FROM_ZOOM;
    const note = isCoarse ? ` · ${words.say("coarse")}` : "";
    const said = `${words.say("kilometres", { n: km })} ${at}${note}`;
    const key = `${px.toFixed(0)}|${said}`;
    if (key === scaleKey) return;
    scaleKey = key;
    const bar = make("i");
    bar.style.width = `${px.toFixed(0)}px`;
    elements.scale.replaceChildren(
      make("span", { class: "dp-north", "aria-hidden": "true" }),
      make("span", {}, make("span", { dir: "auto" }, said), bar),
    );
    measureOverlays();
  }

  function showLegend() {
    const { legend } = elements;
    const { theme } = scene.state;
    const feed = scene.feed();
    legend.hidden = !core.layers.legend;
    if (!theme || !feed || legend.hidden) return;
    legend.setAttribute("aria-label", core.words.say("legend"));
    const hatched = scene
      .base()
      ?.lines.some((l) => l.role === "disputed_hatch" && l.views.includes(scene.state.borders));
    const has = {
      light: feed.town.flags.some((/** @type {number} */ flag) => (flag & LIGHT) > 0),
      areas: feed.sites.area.some((/** @type {number} */ area) => area > 0),
      hatch: scene.state.ground === "borders" && Boolean(hatched),
      gathered: Boolean(scene.plan()?.isGathered),
      links: core.layers.links,
      front: core.layers.front && feed.origin ? core.words.name(feed.origin.name) : "",
      centre: core.layers.centre,
    };
    legend.replaceChildren(...legendEntries(theme, core.words, scene.shrink(), has));
  }

  return {
    measureOverlays,
    showLegend,
    showScale,
    /** The clock has moved, or the language changed. */
    showTime() {
      const { clock, words, firstDay } = core;
      const iso = isoOf(firstDay + clock.day);
      const modeWords = [modeInWords(), doubtInWords()].filter(Boolean).join(" · ");
      const isOther = root.dataset.day !== iso || elements.mode.textContent !== modeWords;
      if (isOther) {
        root.dataset.day = iso;
        elements.date.textContent = words.day.long(firstDay + clock.day);
        elements.sentence.textContent = sentenceOf(core, clock.day);
        elements.mode.textContent = modeWords;
        const title = saidOf(core, clock.day)?.title ?? "";
        elements.step.textContent = title === elements.date.textContent ? "" : title;
        elements.step.hidden = !elements.step.textContent;
        measureOverlays();
      }
      root.toggleAttribute("data-playing", clock.playing || Boolean(core.story?.isPlaying()));
      showRange();
      const byDays = clock.count > 1 ? clock.day / (clock.count - 1) : 1;
      const share = core.story?.count() ? core.story.share() : byDays;
      elements.progressBar.style.width = `${(100 * share).toFixed(2)}%`;
      tell();
    },
    showNote() {
      const { borders, ground } = scene.state;
      const about = core.words.name(scene.base()?.source.notes[borders] ?? "");
      const credit = core.words.name(scene.feed()?.attribution ?? "");
      const tiles = ground === "tiles" && scene.tiles();
      const said = tiles ? [core.words.say("tiles-note"), tiles.credit] : [];
      const parts = [ground === "borders" && about, ...said, credit];
      elements.note.textContent = parts.filter(Boolean).join(" ");
    },
    /** The room or the language has changed. */
    resize() {
      keepSentenceRoom();
      showScale();
      measureOverlays();
    },
    fontsLoaded() {
      roomKey = "";
      keepSentenceRoom();
      measureOverlays();
    },
    forget() {
      delete root.dataset.day;
      roomKey = rangeKey = scaleKey = "";
    },
    stop: () => clearTimeout(telling),
  };
}
/** @typedef {ReturnType<typeof newSurroundings>} Surroundings */
