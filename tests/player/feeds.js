// Small feeds written out by hand.

const TYPES = { uint8: 1, uint16: 2, uint32: 4, int32: 4, float32: 4 };
const MAKERS = {
  Uint8Array: "uint8",
  Uint16Array: "uint16",
  Uint32Array: "uint32",
  Int32Array: "int32",
  Float32Array: "float32",
};

/** Rows given as [day, site, reports, state, {onset, light, sources, weak, low, high}]. */
export function rowsOf(entries, days) {
  const sorted = [...entries].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const offset = new Uint32Array(days + 1);
  for (const [day] of sorted) for (let d = day + 1; d <= days; d++) offset[d]++;
  const more = sorted.map((entry) => entry[4] ?? {});
  const sized = sorted.flatMap((_, i) => ("low" in more[i] || "high" in more[i] ? [i] : []));
  return {
    offset,
    site: Uint16Array.from(sorted, (e) => e[1]),
    reports: Uint16Array.from(sorted, (e) => e[2]),
    flags: Uint8Array.from(
      sorted,
      (e, i) => e[3] | (more[i].onset ? 4 : 0) | (more[i].light ? 8 : 0),
    ),
    sources: Uint8Array.from(more, (m) => m.sources ?? 1),
    weak: Uint8Array.from(more, (m) => m.weak ?? 0),
    sizeRow: Uint32Array.from(sized),
    sizeLow: Int32Array.from(sized, (i) => more[i].low ?? -1),
    sizeHigh: Int32Array.from(sized, (i) => more[i].high ?? -1),
  };
}

/** Sites given as [name, longitude, latitude, town, {level, radius}]. */
export function feedOf({ sites, town, spot = [], days }) {
  return {
    rev: "r1",
    firstDay: 18_630,
    dayCount: days,
    title: "Made up",
    attribution: "",
    sentences: [],
    sites: {
      count: sites.length,
      id: sites.map(([name]) => name.toLowerCase()),
      name: sites.map(([name]) => name),
      nameUrdu: sites.map(() => ""),
      admin1: sites.map(() => ""),
      level: sites.map((s) => s[4]?.level ?? "town"),
      longitude: Float32Array.from(sites, (s) => s[1]),
      latitude: Float32Array.from(sites, (s) => s[2]),
      radiusKm: Float32Array.from(sites, (s) => s[4]?.radius ?? 5),
      town: Uint16Array.from(sites, (s) => s[3]),
      area: Uint8Array.from(sites, (s) =>
        ["town", "spot"].includes(s[4]?.level ?? "town") ? 0 : 1,
      ),
    },
    town: rowsOf(town, days),
    spot: rowsOf(spot, days),
    links: { from: new Uint32Array(), to: new Uint32Array() },
    origin: null,
    frontKm: [],
    centre: {
      ...{ longitude: new Float32Array(0), latitude: new Float32Array(0) },
      ...{
        majorKm: new Float32Array(0),
        minorKm: new Float32Array(0),
        bearing: new Float32Array(0),
      },
    },
    reports: [],
    camera: null,
  };
}

/** A city of two spots, seen from far and near, and a town that begins later. */
export function cityFeed() {
  return feedOf({
    days: 4,
    sites: [
      ["City", 67, 25, 0],
      ["Square", 67, 25.05, 0, { level: "spot" }],
      ["Bridge", 67.1, 25, 0, { level: "spot" }],
      ["Town", 70, 30, 3],
    ],
    town: [
      [0, 0, 3, 0, { onset: true }],
      [1, 0, 5, 1],
      [1, 3, 1, 0, { onset: true }],
      [3, 0, 2, 2],
      [3, 3, 4, 0, { onset: true, light: true }],
    ],
    spot: [
      [0, 1, 3, 0, { onset: true }],
      [1, 1, 2, 1],
      [1, 2, 3, 0, { onset: true }],
      [3, 2, 2, 2],
    ],
  });
}

/** Pack a header as the page does. */
export function packed(header) {
  const blocks = [];
  let offset = 0;
  const place = (value) => {
    if (ArrayBuffer.isView(value)) {
      const type = MAKERS[value.constructor.name];
      const spec = { type, offset, length: value.length };
      const bytes = new Uint8Array(Math.ceil((value.length * TYPES[type]) / 8) * 8);
      bytes.set(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
      blocks.push(bytes);
      offset += bytes.length;
      return spec;
    }
    if (value && typeof value === "object" && !Array.isArray(value)) {
      return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, place(item)]));
    }
    return value;
  };
  let text = JSON.stringify(place(header));
  text += " ".repeat((8 - (new TextEncoder().encode(text).length % 8)) % 8);
  const encoded = new TextEncoder().encode(text);
  const head = new Uint8Array(16);
  head.set(new TextEncoder().encode("DHARNA1\n"));
  new DataView(head.buffer).setUint32(8, encoded.length, true);
  const whole = new Uint8Array(16 + encoded.length + offset);
  whole.set(head);
  whole.set(encoded, 16);
  let at = 16 + encoded.length;
  for (const block of blocks) {
    whole.set(block, at);
    at += block.length;
  }
  return whole;
}

/** Numbers between 0 and 1, the same for the same seed (a linear congruential generator). */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
