// The keyboard's way to the symbols: a list of the places in sight, out of sight itself. The place
// that it is at is ringed on the map and described.

import { make } from "./dom.js";

const MOST = 60;

/**
 * @param {HTMLElement} parent
 * @param {{visit: (mark: number) => void, open: (mark: number) => void, leave: () => void}} on
 */
export function newPlacesList(parent, on) {
  const list = make("div", { class: "dp-places" });
  parent.append(list);
  /** @type {{mark: number, name: string}[]} */
  let places = [];
  let at = -1;

  /** @param {number} to */
  function visit(to) {
    if (!places.length) return;
    at = Math.max(0, Math.min(places.length - 1, to));
    for (const [i, option] of [...list.children].entries()) {
      option.setAttribute("aria-selected", String(i === at));
    }
    list.setAttribute("aria-activedescendant", list.children[at].id);
    on.visit(places[at].mark);
  }

  list.addEventListener("focus", () => visit(at < 0 ? 0 : at));
  list.addEventListener("blur", () => {
    list.removeAttribute("aria-activedescendant");
    on.leave();
  });
  list.addEventListener("keydown", (event) => {
    const moves = /** @type {Record<string, number>} */ ({
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: places.length - 1,
    });
    if (event.key in moves) visit(moves[event.key]);
    else if ((event.key === "Enter" || event.key === " ") && at >= 0) on.open(places[at].mark);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  return {
    element: list,
    /**
     * @param {{mark: number, name: string}[]} given most important first
     * @param {string} label
     */
    show(given, label) {
      const held = at >= 0 ? places[at]?.name : undefined;
      places = given.slice(0, MOST);
      at = held === undefined ? -1 : places.findIndex(({ name }) => name === held);
      // It can be reached from when it has a name.
      list.setAttribute("aria-label", label);
      list.setAttribute("role", "listbox");
      list.tabIndex = 0;
      list.replaceChildren(
        ...places.map(({ name }, i) =>
          make("div", { role: "option", id: `dp-place-${i}`, "aria-selected": i === at }, name),
        ),
      );
      if (at >= 0) list.setAttribute("aria-activedescendant", `dp-place-${at}`);
      else list.removeAttribute("aria-activedescendant");
    },
    isFocused: () =>
      /** @type {Document | ShadowRoot} */ (list.getRootNode()).activeElement === list,
    /** @param {number} mark */
    has: (mark) => places.some((place) => place.mark === mark),
  };
}
