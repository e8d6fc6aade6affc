// What opens over the map: the card of a symbol, the panels, and the list that keys walk along.

import { factsOf, newCard } from "./card.js";
import { frameSpan } from "./clock.js";
import { iconButton, make } from "./dom.js";
import { dayTable, keysPanel, layersPanel } from "./panels.js";
import { newPlacesList } from "./places_list.js";

const LIST_MS = 250;
const MOST_LISTED = 60;

/** @typedef {"layers" | "table" | "help"} PanelName */

/**
 * @param {import("./elements.js").Core} core
 * @param {{stale: () => void, closed: () => void, select: (site: string | null) => void,
 *   change: (change: Record<string, any>) => void,
 *   drawing: () => import("./drawing.js").DrawingChoice}} on
 */
export function newPopups(core, on) {
  const { elements, scene } = core;
  const { map, panel, tools } = elements;
  /** @type {{mark: number, isPinned: boolean} | null} */
  let shown = null;
  let isFromList = false;
  /** @type {PanelName | null} */
  let open = null;
  /** What had the focus when a panel was opened. @type {Element | null} */
  let opener = null;
  let listedKey = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let listing;

  const places = newPlacesList(map, {
    visit: (mark) => point(mark, false),
    open: (mark) => {
      point(mark, true);
      isFromList = true;
    },
    leave: () => {
      if (!shown?.isPinned) point(-1, false);
    },
  });
  map.append(tools, elements.scale);
  const card = newCard(map, () => {
    closeCard();
    // Back to where one came from.
    if (isFromList) places.element.focus();
    else on.closed();
  });
  map.append(panel, elements.waiting);

  /**
   * @param {number} mark -1: none
   * @param {boolean} isPinned
   */
  function point(mark, isPinned) {
    if (shown?.isPinned && !isPinned && !places.isFocused()) return;
    if ((shown?.mark ?? -1) === mark && Boolean(shown?.isPinned) === isPinned) return;
    shown = mark < 0 ? null : { mark, isPinned };
    isFromList = false;
    scene.state.pointed = mark;
    showCard();
    on.stale();
    const seen = isPinned ? scene.seenAt(mark) : null;
    if (seen) on.select(seen.site >= 0 ? (scene.feed()?.sites.id[seen.site] ?? null) : null);
  }

  function closeCard() {
    shown = null;
    scene.state.pointed = -1;
    card.hide();
    on.stale();
  }

  function showCard() {
    const seen = shown && scene.seenAt(shown.mark);
    if (!shown || !seen) {
      card.hide();
      return;
    }
    const facts = factsOf(scene, seen, core.clock, frameSpan(core.clock), core.words);
    card.show(facts, seen, shown.isPinned, core.words, scene.state);
  }

  function listPlaces() {
    clearTimeout(listing);
    // It can wait until the map stands still.
    listing = setTimeout(() => {
      if (core.clock.playing) return;
      const { words } = core;
      const named = scene
        .inSight()
        .slice(0, MOST_LISTED)
        .map((mark) => {
          const seen = scene.seenAt(mark);
          const n = scene.plan()?.members(mark).length ?? 1;
          const name = (seen && scene.siteName(seen.site)) || words.say("gathered", { n });
          const said = seen?.reports
            ? words.count("reports", seen.reports)
            : words.say("silent-state");
          return { mark, name: `${name}${words.say("comma")}${said}` };
        });
      const key = [words.locale, ...named.map(({ mark, name }) => `${mark} ${name}`)].join("|");
      if (key === listedKey) return;
      listedKey = key;
      places.show(named, words.say("places"));
      places.element.hidden = named.length === 0;
    }, LIST_MS);
  }

  /** @param {PanelName} name */
  function contentOf(name) {
    const { words } = core;
    if (name === "help") return keysPanel(words);
    if (name === "table") {
      const day = words.day.long(core.firstDay + core.clock.day);
      return dayTable(scene, core.clock, words, day);
    }
    const now = {
      layers: core.layers,
      ground: scene.state.ground,
      hasTiles: scene.tiles() !== null,
      tileSource: core.tileSource,
      borders: scene.state.borders,
      views: scene.base()?.source.views ?? [],
      originName: words.name(scene.feed()?.origin?.name ?? ""),
      drawing: on.drawing().isOffered() ? on.drawing().choice() : null,
    };
    return layersPanel(words, now, on.change);
  }

  function showPanel() {
    panel.hidden = open === null;
    for (const button of tools.querySelectorAll("[data-panel]")) {
      const isOpen = button.getAttribute("data-panel") === open;
      button.setAttribute("aria-expanded", String(isOpen));
    }
    if (open === null) return;
    const name = open;
    const title = core.words.say(name);
    panel.setAttribute("aria-label", title);
    panel.className = `dp-panel dp-panel-${name}`;
    const at = fieldsOf(panel).indexOf(/** @type {HTMLElement} */ (focused()));
    panel.replaceChildren(
      make("h3", {}, title),
      iconButton("close", core.words.say("close"), () => togglePanel(name), {
        class: "dp-panel-close",
      }),
      contentOf(name),
    );
    // Its fields stand in one order: what was used keeps the focus.
    if (at >= 0) fieldsOf(panel)[at]?.focus();
  }

  function focused() {
    return /** @type {ShadowRoot | Document} */ (panel.getRootNode()).activeElement;
  }

  /** @param {PanelName} name */
  function togglePanel(name) {
    const isIn = panel.contains(focused());
    if (!open) opener = focused();
    open = open === name ? null : name;
    showPanel();
    if (open) panel.focus();
    else if (isIn) giveFocusBack(name);
  }

  /**
   * Where nothing had the focus nothing gets it: on a button, Space would open the panel again
   * instead of playing.
   * @param {PanelName} name
   */
  function giveFocusBack(name) {
    const isButton = opener instanceof HTMLElement && opener.dataset.panel === name;
    // The buttons are made anew with every language.
    const to = isButton ? tools.querySelector(`[data-panel="${name}"]`) : opener;
    if (to instanceof HTMLElement) to.focus();
    opener = null;
  }

  return {
    point,
    togglePanel,
    closeCard,
    showPanel,
    isPinned: () => Boolean(shown?.isPinned),
    /** Symbols stand where they belong: follow them. */
    follow() {
      listPlaces();
      showCard();
      if (open === "table" && !core.clock.playing) showPanel();
    },
    /** Close what was opened last; says whether there was something. */
    closeTop() {
      if (open) togglePanel(open);
      else if (shown) closeCard();
      else return false;
      return true;
    },
    forget() {
      listedKey = "";
    },
    stop: () => clearTimeout(listing),
  };
}
/** @typedef {ReturnType<typeof newPopups>} Popups */

/**
 * @param {HTMLElement} panel
 * @returns {HTMLElement[]}
 */
function fieldsOf(panel) {
  return [...panel.querySelectorAll("input, select")].map(
    (field) => /** @type {HTMLElement} */ (field),
  );
}
