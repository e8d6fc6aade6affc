// What each key does. A clicker sends PageDown and PageUp.

/** @type {Record<string, string>} */
const COMMANDS = {
  ArrowRight: "next",
  PageDown: "next",
  ArrowLeft: "previous",
  PageUp: "previous",
  Home: "first",
  End: "last",
  " ": "play",
  "+": "zoom-in",
  "=": "zoom-in",
  "-": "zoom-out",
  "[": "range-from",
  "]": "range-to",
  "?": "help",
  ".": "black",
  Escape: "close",
};
/** Letters, whatever the case: no key needs Shift. @type {Record<string, string>} */
const LETTERS = {
  f: "full-screen",
  b: "black",
  m: "centre",
  l: "links",
  n: "notes",
  o: "loop",
  r: "fit",
  t: "table",
};
const SPEED_DIGITS = ["1", "2", "3", "4", "5", "6"];

/** Every command with its keys, for the list of keys. */
export const KEYS_SHOWN = /** @type {[string, string][]} */ ([
  ["→ PageDown", "next"],
  ["← PageUp", "previous"],
  ["Home End", "ends"],
  ["Space", "play"],
  ["1 – 6", "speed"],
  ["O", "loop"],
  ["[ ]", "range"],
  ["+ −", "zoom"],
  ["R", "fit"],
  ["L", "links"],
  ["M", "centre"],
  ["T", "table"],
  ["N", "notes"],
  ["F", "full-screen"],
  ["B .", "black"],
  ["?", "help"],
]);

/**
 * @param {{key: string, ctrlKey?: boolean, metaKey?: boolean, altKey?: boolean}} event
 * @returns {{command: string, speed?: number} | null}
 *   `speed` is a place in the list of speeds
 */
export function commandOf(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const speed = SPEED_DIGITS.indexOf(event.key);
  if (speed >= 0) return { command: "speed", speed };
  const letter = event.key.toLowerCase();
  if (Object.hasOwn(COMMANDS, event.key)) return { command: COMMANDS[event.key] };
  return Object.hasOwn(LETTERS, letter) ? { command: LETTERS[letter] } : null;
}

/**
 * Whether a key belongs to the control that has the focus, not to the player.
 * @param {string} key
 * @param {{tagName: string, type?: string, role?: string | null} | null} focused
 */
export function isForControl(key, focused) {
  if (!focused) return false;
  const tag = focused.tagName.toLowerCase();
  if (key === "Escape") return false;
  if (tag === "textarea" || tag === "select") return true;
  if (tag === "input")
    return focused.type !== "checkbox" && focused.type !== "radio" ? true : key === " ";
  if (tag === "button" || tag === "a" || tag === "summary") return key === " " || key === "Enter";
  if (focused.role === "listbox") return ["Home", "End", " "].includes(key);
  return false;
}
