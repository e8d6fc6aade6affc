// Where the timeline stands, and how it moves: pure steps from one state to the next.

export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];
export const MODES = /** @type {const} */ (["day", "window", "cumulative", "new"]);
export const LONGEST_WINDOW = 366;

/** @typedef {typeof MODES[number]} Mode */
/**
 * `day` counts from 0, the first day of the data; `range` bounds playing, both ends included.
 * @typedef {{day: number, count: number, mode: Mode, windowDays: number, playing: boolean,
 *   loop: boolean, speed: number, range: [number, number] | null}} Clock
 */

/**
 * @param {number} count number of days
 * @returns {Clock}
 */
export function newClock(count) {
  return {
    day: 0,
    count: Math.max(1, count),
    mode: "day",
    windowDays: 3,
    playing: false,
    loop: false,
    speed: 1,
    range: null,
  };
}

/**
 * Take over what is valid of some wished values; all else stays as it is.
 * @param {Clock} clock
 * @param {Record<string, unknown>} wished
 * @returns {Clock}
 */
export function changed(clock, wished) {
  const next = { ...clock };
  const { day, mode, windowDays, playing, loop, speed, range } = wished;
  if (isNumber(day)) next.day = held(day, 0, clock.count - 1);
  if (MODES.includes(/** @type {Mode} */ (mode))) next.mode = /** @type {Mode} */ (mode);
  if (isNumber(windowDays)) next.windowDays = held(windowDays, 1, LONGEST_WINDOW);
  if (typeof playing === "boolean") next.playing = playing;
  if (typeof loop === "boolean") next.loop = loop;
  if (isNumber(speed) && SPEEDS.includes(speed)) next.speed = speed;
  if (range === null) next.range = null;
  if (Array.isArray(range) && range.length === 2 && range.every(isNumber)) {
    const [a, b] = range.map((at) => held(at, 0, clock.count - 1));
    next.range = [Math.min(a, b), Math.max(a, b)];
  }
  return next;
}

/**
 * First and last day that playing and stepping to the ends keep to.
 * @param {Clock} clock
 * @returns {[number, number]}
 */
export function bounds(clock) {
  return clock.range ?? [0, clock.count - 1];
}

/**
 * Go some days on or back, no farther than the ends of the data.
 * @param {Clock} clock
 * @param {number} steps
 * @returns {Clock}
 */
export function stepped(clock, steps) {
  return { ...clock, day: held(clock.day + steps, 0, clock.count - 1) };
}

/**
 * Start playing, from the beginning when the end was reached; or pause.
 * @param {Clock} clock
 * @returns {Clock}
 */
export function toggled(clock) {
  const [first, last] = bounds(clock);
  if (clock.playing) return { ...clock, playing: false };
  const day = clock.day >= last || clock.day < first ? first : clock.day;
  return { ...clock, day, playing: last > first };
}

/**
 * One step of playing: on by a day; at the end back to the first day, or stop.
 * @param {Clock} clock
 * @returns {Clock}
 */
export function played(clock) {
  const [first, last] = bounds(clock);
  if (clock.day < last) return { ...clock, day: Math.max(clock.day + 1, first) };
  return clock.loop ? { ...clock, day: first } : { ...clock, playing: false };
}

/**
 * First and last day of what the map shows.
 * @param {Clock} clock
 * @returns {[number, number]}
 */
export function frameSpan(clock) {
  if (clock.mode === "cumulative") return [0, clock.day];
  const length = clock.mode === "window" ? clock.windowDays : 1;
  return [Math.max(0, clock.day - length + 1), clock.day];
}

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
function held(value, low, high) {
  return Math.max(low, Math.min(high, Math.round(value)));
}

/**
 * @param {unknown} value
 * @returns {value is number}
 */
function isNumber(value) {
  return typeof value === "number" && Number.isFinite(value);
}
