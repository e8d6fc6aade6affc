// A story: states in an order, each with what is said; keys then go from step to step, not by days.

/**
 * `feed` is the place, among the story's own feeds, of the one whose filters the step shows.
 * @typedef {{id: string, title: string, text: string, delay: number, feed?: number,
 *   state: Record<string, any>}} Step
 * @typedef {{rev: string, data: Uint8Array, sentences?: string[] | null}} StoryFeed
 */
/** @typedef {ReturnType<typeof newStory>} StoryPlayer */

/**
 * `passed` tells that the story went on by itself.
 * @param {{show: (step: Step) => void, changed: () => void, passed: () => void,
 *   later?: (run: () => void, ms: number) => any, cancel?: (timer: any) => void}} on
 */
export function newStory(on) {
  const later = on.later ?? setTimeout;
  const cancel = on.cancel ?? clearTimeout;
  /** @type {Step[]} */
  let steps = [];
  let at = 0;
  let isPlaying = false;
  /** @type {any} */
  let waiting;

  /** @param {number} position */
  function go(position) {
    if (!steps.length) return;
    at = Math.min(Math.max(Math.trunc(position), 0), steps.length - 1);
    on.show(steps[at]);
    if (isPlaying) wait();
  }

  function wait() {
    cancel(waiting);
    if (at === steps.length - 1) {
      isPlaying = false;
      on.changed();
      return;
    }
    waiting = later(() => {
      go(at + 1);
      on.passed();
    }, 1000 * steps[at].delay);
  }

  function pause() {
    cancel(waiting);
    isPlaying = false;
  }

  return {
    /**
     * Take a story over; null ends it. The step stays where it was when it still exists.
     * @param {Step[] | null} given
     */
    set(given) {
      const held = steps[at]?.id;
      pause();
      steps = given ?? [];
      at = Math.max(
        0,
        steps.findIndex((step) => step.id === held),
      );
    },
    count: () => steps.length,
    at: () => at,
    step: () => steps[at] ?? null,
    isPlaying: () => isPlaying,
    share: () => (steps.length > 1 ? at / (steps.length - 1) : 1),
    go,
    /**
     * Obey a command about time; false when there is no story, or it is about something else.
     * @param {string} command
     */
    run(command) {
      if (!steps.length) return false;
      if (command === "play") {
        isPlaying = !isPlaying && at < steps.length - 1;
        if (isPlaying) wait();
        else cancel(waiting);
        on.changed();
        return true;
      }
      const to = { next: at + 1, previous: at - 1, first: 0, last: steps.length - 1 }[command];
      if (to === undefined) return false;
      pause();
      go(to);
      return true;
    },
    stop: pause,
  };
}
