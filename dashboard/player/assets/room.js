// The room that the player has: its size, how large text grows in it, its fonts and its pointer.

const ASKED_MS = 2600;
/** The room that text of the usual size is meant for, and how much larger it may become. */
const ROOM_PX = { explore: [1000, 760], present: [1280, 720], pane: [1000, 760] };
const LARGEST_SCALE = 1.5;

/**
 * @param {import("./elements.js").Core} core
 * @param {HTMLElement} timebar
 * @param {{resized: (isOther: boolean) => void, scaled: () => void, fonts: () => void,
 *   motion: () => void}} on
 */
export function newRoom(core, timebar, on) {
  const { root, layout, scene } = core;
  const { map } = core.elements;
  const stopping = new AbortController();
  const { signal } = stopping;
  /** @type {import("./look.js").Theme | null} */
  let given = null;

  /** Let text and symbols grow with the window: a projector's is read from the last row. */
  function scaleText() {
    if (!given) return;
    const { clientWidth, clientHeight } = root;
    const wanted = Math.min(clientWidth / ROOM_PX[layout][0], clientHeight / ROOM_PX[layout][1]);
    const textScale = (given.textScale ?? 1) * Math.min(Math.max(wanted, 1), LARGEST_SCALE);
    const { theme } = scene.state;
    if (theme?.textScale === textScale && theme.scheme === given.scheme) return;
    scene.state.theme = { ...given, textScale };
    root.style.setProperty("--dp-scale", String(textScale));
    scene.names.forget();
    on.scaled();
  }

  const sizes = new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = map;
    if (!width || !height) return;
    const isOther = scene.state.width !== width || scene.state.height !== height;
    Object.assign(scene.state, { width, height });
    if (isOther) scaleText();
    on.resized(isOther);
  });
  sizes.observe(map);
  sizes.observe(timebar);

  document.fonts?.addEventListener?.("loadingdone", on.fonts, { signal });
  const motion = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)");
  motion?.addEventListener?.("change", on.motion, { signal });

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let asking;
  const ask = () => {
    root.classList.add("dp-asked");
    clearTimeout(asking);
    asking = setTimeout(() => root.classList.remove("dp-asked"), ASKED_MS);
  };
  if (layout === "present") {
    root.addEventListener("pointermove", ask, { signal });
    // A finger that taps does not move.
    root.addEventListener("click", ask, { signal });
  }

  return {
    /** @param {import("./look.js").Theme} theme */
    setTheme(theme) {
      given = theme;
      scaleText();
      for (const [name, colour] of Object.entries(theme.palette)) {
        root.style.setProperty(`--dp-${name}`, colour);
      }
      root.style.setProperty("--dp-font", theme.font);
      root.dataset.scheme = theme.scheme;
      scene.names.forget();
    },
    stop() {
      clearTimeout(asking);
      stopping.abort();
      sizes.disconnect();
    },
  };
}

/** Whether less motion is asked for. */
export function isMotionReduced() {
  return Boolean(globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches);
}
