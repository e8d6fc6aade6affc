// What the player tells, and who listens.

/** @typedef {"ready" | "day" | "pause" | "state" | "select" | "command" | "error"} EventName */

export function newEvents() {
  /** @type {Map<EventName, Set<(detail: any) => void>>} */
  const listeners = new Map();
  return {
    /**
     * @param {EventName} name
     * @param {any} detail
     */
    emit(name, detail) {
      for (const listen of listeners.get(name) ?? []) listen(detail);
    },
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
    forget: () => listeners.clear(),
  };
}
/** @typedef {ReturnType<typeof newEvents>} Events */
