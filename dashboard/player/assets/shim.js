// Mounts the player in a page of Streamlit. Streamlit calls this again whenever the page reruns.

/**
 * @typedef {{player: import("./player.js").Player, stage: HTMLElement, commandRev: number,
 *   look: string, isOnline: boolean, stop: () => void}} Mounted
 */
/** @type {WeakMap<object, Promise<Mounted>>} */
const mounted = new WeakMap();

/**
 * @param {{data: any, parentElement: HTMLElement | ShadowRoot,
 *   setStateValue: (name: string, value: unknown) => void,
 *   setTriggerValue: (name: string, value: unknown) => void}} component
 */
export default function mount(component) {
  const { parentElement } = component;
  let held = mounted.get(parentElement);
  if (!held) {
    held = begin(component);
    mounted.set(parentElement, held);
  }
  held.then((of) => renew(of, component)).catch((error) => console.error("player:", error));
  return () => {
    const of = mounted.get(parentElement);
    mounted.delete(parentElement);
    of?.then(({ player, stage, stop }) => {
      stop();
      player.destroy();
      stage.remove();
    });
  };
}

/** @param {Parameters<typeof mount>[0]} component */
async function begin({ data, parentElement, setStateValue, setTriggerValue }) {
  const { options, height } = data.setup;
  // This module has no address that a path could be relative to.
  const assets = new URL(data.setup.assets, document.baseURI).href;
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = `${assets}/player.css`;
  const styled = new Promise((done) => {
    style.onload = style.onerror = done;
  });
  fetchAtOnce(data.setup.modules.map((/** @type {string} */ name) => `${assets}/${name}`));
  const stage = document.createElement("div");
  stage.style.height = typeof height === "number" ? `${height}px` : height;
  parentElement.append(style);
  const [{ createPlayer }] = await Promise.all([import(`${assets}/player.js`), styled]);
  parentElement.append(stage);
  const deck = {
    bundle: new URL(data.setup.deck, document.baseURI).href,
    stage: `${assets}/webgl/stage.js`,
  };
  /** @type {import("./player.js").Player} */
  const player = createPlayer(stage, { ...options, fonts: fontsOf(assets), deck });
  player.setState({ drawing: data.setup.drawing });
  /** @param {() => void} stop @returns {Mounted} */
  const mountedAs = (stop) => ({ player, stage, commandRev: -1, look: "", isOnline: false, stop });
  player.on("error", (error) => console.error("player:", error));
  // Where a pane looks is nobody else's concern: the page need not run again.
  if (options.layout === "pane") return mountedAs(() => {});
  player.on("state", (state) => setStateValue("state", state));
  player.on("select", (site) => setTriggerValue("selected", site));
  player.on("command", (command) => {
    if (command === "notes") setTriggerValue("command", command);
  });
  return mountedAs(leadKeys(player, stage, options.layout === "present"));
}

/**
 * @param {Mounted} of
 * @param {Parameters<typeof mount>[0]} component
 */
function renew(of, { data }) {
  const { player } = of;
  const { theme, text, setup, command } = data;
  of.stage.style.height = typeof setup.height === "number" ? `${setup.height}px` : setup.height;
  if (setup.label) of.stage.setAttribute("aria-label", setup.label);
  // What is as it was is left alone: a control that is being used would lose the focus.
  const look = JSON.stringify([theme, text]);
  if (look !== of.look) {
    of.look = look;
    player.setTheme(theme);
    player.setText(text);
  }
  player.setTiles(setup.tiles ?? null);
  // Switched on on another page of this session.
  if (setup.tiles?.is_on && !of.isOnline) player.setState({ online: true });
  of.isOnline = Boolean(setup.tiles?.is_on);
  const base = JSON.parse(decoded(data.base));
  const feeds = feedsOf(data);
  // A story that brings its feeds says which is shown.
  player.setData(feeds.length ? { base } : { base, feed: bytesOf(data.feed) });
  player.setStory(data.story ?? null, feeds);
  // A rerun brings the same command again: it is obeyed once.
  if (command && command.rev !== of.commandRev) {
    of.commandRev = command.rev;
    player.setState(command.state);
  }
}

/**
 * A clicker's keys move the player wherever on the page the focus is, unless someone is typing.
 * @param {import("./player.js").Player} player
 * @param {HTMLElement} stage
 * @param {boolean} isWhole nothing else is on the page: all of the player's keys are meant for it
 * @returns {() => void} leaves the page its keys
 */
function leadKeys(player, stage, isWhole) {
  /** @param {KeyboardEvent} event */
  function isMeant(event) {
    const target = event.composedPath()[0];
    // What is pressed within, the player hears itself.
    if (target instanceof Node && stage.contains(target)) return false;
    const isTyping =
      target instanceof HTMLElement &&
      (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));
    if (isWhole) return !isTyping;
    const isOnPage = target === document.body || target === document.documentElement;
    const isArrow = event.key === "ArrowRight" || event.key === "ArrowLeft";
    const isStep = event.key === "PageDown" || event.key === "PageUp" || (isArrow && isOnPage);
    return isStep && !isTyping && !event.ctrlKey && !event.altKey && !event.metaKey;
  }

  /** @param {KeyboardEvent} event */
  function hear(event) {
    if (!isMeant(event)) return;
    player.key(event);
    event.stopPropagation();
  }
  document.addEventListener("keydown", hear, true);
  return () => document.removeEventListener("keydown", hear, true);
}

/**
 * Modules name each other: left alone, each rank of them waits for the one before.
 * @param {string[]} modules
 */
function fetchAtOnce(modules) {
  for (const href of modules) {
    if (document.head.querySelector(`link[href="${href}"]`)) continue;
    const link = document.createElement("link");
    link.rel = "modulepreload";
    link.href = href;
    document.head.append(link);
  }
}

/** @param {string} assets */
function fontsOf(assets) {
  const file = (/** @type {number} */ weight) =>
    `${assets}/fonts/noto-naskh-arabic-${weight}.woff2`;
  return { 400: file(400), 600: file(600) };
}

/**
 * The feeds of a story: they come as one table, and are cut apart.
 * @param {any} data
 * @returns {import("./story.js").StoryFeed[]}
 */
function feedsOf({ feeds, cuts }) {
  if (!feeds) return [];
  const bytes = bytesOf(feeds);
  let at = 0;
  return cuts.map((/** @type {{rev: string, bytes: number, sentences: string[]}} */ cut) => {
    const data = bytes.subarray(at, (at += cut.bytes));
    return { rev: cut.rev, data, sentences: cut.sentences };
  });
}

/**
 * The bytes of a table with one column of them.
 * @param {any} table
 * @returns {Uint8Array}
 */
function bytesOf(table) {
  const column = table.getChildAt ? table.getChildAt(0) : table;
  const bytes = column.toArray();
  return bytes instanceof Uint8Array ? bytes : Uint8Array.from(bytes);
}

/** @param {any} table */
function decoded(table) {
  return new TextDecoder().decode(bytesOf(table));
}
