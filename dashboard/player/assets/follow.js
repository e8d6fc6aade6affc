// Two windows of one machine: the audience's shows what the presenter's shows.

/**
 * @param {string} name
 * @param {"presenter" | "audience"} role
 * @param {{current: () => Record<string, unknown>,
 *   take: (state: Record<string, unknown>) => void, lost: (isLost: boolean) => void}} on
 */
export function joinChannel(name, role, on) {
  if (typeof BroadcastChannel === "undefined") return { tell: () => {}, leave: () => {} };
  const channel = new BroadcastChannel(name);
  const tell = () => {
    if (role === "presenter") channel.postMessage({ kind: "state", state: on.current() });
  };
  channel.onmessage = ({ data }) => {
    if (typeof data !== "object" || data === null) return;
    if (role === "presenter" && data.kind === "hello") tell();
    if (role === "audience" && data.kind === "state" && typeof data.state === "object") {
      on.lost(false);
      on.take(data.state ?? {});
    }
    if (role === "audience" && data.kind === "bye") on.lost(true);
  };
  if (role === "audience") {
    on.lost(true);
    channel.postMessage({ kind: "hello" });
  } else tell();
  return {
    tell,
    leave() {
      if (role === "presenter") channel.postMessage({ kind: "bye" });
      channel.close();
    },
  };
}
