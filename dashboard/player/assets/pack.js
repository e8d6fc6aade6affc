// The packed campaign: a header of JSON, then columns of numbers that are used where they lie.

/** @typedef {Uint8Array | Uint16Array | Uint32Array | Int32Array | Float32Array} Column */
/**
 * Active site-days of one level, sorted by day: rows of day d are offset[d] to offset[d + 1].
 * Sizes are there for few rows and kept apart, by row.
 * @typedef {{offset: Column, site: Column, reports: Column, flags: Column, sources: Column,
 *   weak: Column, sizeRow: Column, sizeLow: Column, sizeHigh: Column}} Rows
 */
/**
 * @typedef {{count: number, id: string[], name: string[], nameUrdu: string[], admin1: string[],
 *   level: string[], longitude: Column, latitude: Column, radiusKm: Column, town: Column,
 *   area: Column}} Sites
 */
/**
 * Mean centre and ellipse of each day, NaN where there is none; no days at all where they were not
 * worked out. Half-axes, and the bearing of the long one, degrees from north.
 * @typedef {{longitude: Column, latitude: Column, majorKm: Column, minorKm: Column,
 *   bearing: Column}} Centres
 */
/** @typedef {{site: number, first: number, last: number, source: string, url: string,
 *   text: string, isPlanned: boolean}} ReportLine */
/**
 * @typedef {{rev: string, firstDay: number, dayCount: number, title: string, attribution: string,
 *   sentences: string[], sites: Sites, town: Rows, spot: Rows, links: {from: Column, to: Column},
 *   origin: {longitude: number, latitude: number, day: number, name: string} | null,
 *   frontKm: (number | null)[], centre: Centres, reports: ReportLine[],
 *   cells?: Record<string, any> | null,
 *   camera: {longitude: number, latitude: number, zoom: number} | null}} Feed
 */

/** Bits of a row's flags. */
export const STATE_BITS = 3;
export const ONSET = 4;
export const LIGHT = 8;
/** Order of the states in a row's flags; silence has no row. */
export const STATES = /** @type {const} */ (["started", "continuing", "ended", "silent"]);
export const SILENT = 3;
/** Size columns: the bound is not known. */
export const UNKNOWN = -1;

const MAGIC = "DHARNA1\n";
const COMPRESSED = "DHARNAZ\n";
/** Begins a pack behind its revision: a known one need not be looked into. */
const STAMPED = "DHARNAR\n";
const REV_LENGTH = 16;
/** @type {Record<string, new (buffer: ArrayBuffer, offset: number, length: number) => Column>} */
const TYPES = {
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
};

/**
 * Read a pack that may be compressed; one that is not is read at once.
 * @param {Uint8Array | ArrayBuffer} bytes
 * @param {string} known the revision that is held: such a pack is not unpacked again
 * @returns {{rev: string, feed: Feed | Promise<Feed> | null}}
 */
export function opened(bytes, known) {
  const given = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
  const head = new TextDecoder().decode(given.subarray(0, COMPRESSED.length + REV_LENGTH));
  const kind = head.slice(0, COMPRESSED.length);
  if (kind !== COMPRESSED && kind !== STAMPED) {
    const feed = unpacked(given);
    return { rev: feed.rev, feed };
  }
  const rev = head.slice(COMPRESSED.length);
  if (rev === known) return { rev, feed: null };
  const pack = given.subarray(COMPRESSED.length + REV_LENGTH);
  return { rev, feed: kind === STAMPED ? unpacked(pack) : inflated(pack) };
}

/**
 * @param {Uint8Array} bytes
 * @returns {Promise<Feed>}
 */
function inflated(bytes) {
  const packed = new Blob([/** @type {BlobPart} */ (bytes)]);
  const whole = packed.stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(whole).arrayBuffer().then(unpacked);
}

/**
 * Read a pack.
 * @param {Uint8Array | ArrayBuffer} bytes
 * @returns {Feed}
 */
export function unpacked(bytes) {
  const given = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
  // Columns are views into the buffer and must begin on their own width.
  const whole = given.byteOffset % 8 ? given.slice() : given;
  const text = new TextDecoder();
  if (text.decode(whole.subarray(0, MAGIC.length)) !== MAGIC) {
    throw new Error("This is not a packed campaign of this version.");
  }
  const at = new DataView(whole.buffer, whole.byteOffset);
  const headerBytes = at.getUint32(MAGIC.length, true);
  const start = MAGIC.length + 8;
  const header = JSON.parse(text.decode(whole.subarray(start, start + headerBytes)));
  const base = whole.byteOffset + start + headerBytes;
  /** @param {{type: string, offset: number, length: number}} spec */
  const column = ({ type, offset, length }) => {
    const kind = TYPES[type];
    if (!kind) throw new Error(`A column has the unknown type ${type}.`);
    return new kind(/** @type {ArrayBuffer} */ (whole.buffer), base + offset, length);
  };
  /** @param {Record<string, any>} group */
  const columns = (group) =>
    Object.fromEntries(
      Object.entries(group).map(([name, value]) => [name, isSpec(value) ? column(value) : value]),
    );
  return /** @type {Feed} */ ({
    ...header,
    sites: columns(header.sites),
    town: withSites(withPairs(columns(header.town))),
    spot: withSites(withPairs(columns(header.spot))),
    cells: header.cells ? columns(header.cells) : null,
    links: columns(header.links),
    centre: columns(header.centre),
    reports: header.reports.map(
      (/** @type {[number, number, number, string, string, string, number]} */ row) => ({
        site: row[0],
        first: row[1],
        last: row[2],
        source: row[3],
        url: row[4],
        text: row[5],
        isPlanned: row[6] === 1,
      }),
    ),
  });
}

/**
 * Two columns of small numbers may share their bytes: the first in the lower four bits. Where one
 * of them is larger, 15 stands there and the number in `more`, by row.
 * @param {Record<string, any>} rows
 */
export function withPairs(rows) {
  if (!rows.flagsReports) return rows;
  const { flagsReports, sourcesWeak, ...rest } = rows;
  return {
    ...rest,
    ...apart(flagsReports, "flags", "reports", rest),
    ...apart(sourcesWeak, "sources", "weak", rest),
  };
}

/**
 * @param {Uint8Array} pairs
 * @param {string} low
 * @param {string} high
 * @param {Record<string, any>} rest
 */
function apart(pairs, low, high, rest) {
  /** @type {Record<string, any>} */
  const found = {};
  for (const [name, shift] of /** @type {[string, number][]} */ ([
    [low, 0],
    [high, 4],
  ])) {
    const rows = rest[`${name}MoreRow`];
    const more = rest[`${name}More`];
    const column = new more.constructor(pairs.length);
    for (let row = 0; row < pairs.length; row++) column[row] = (pairs[row] >> shift) & 15;
    for (let i = 0; i < rows.length; i++) column[rows[i]] = more[i];
    found[name] = column;
  }
  return found;
}

/**
 * Sites may stand as steps from one to the next within a day.
 * @param {Record<string, any>} rows
 */
export function withSites(rows) {
  const { siteSteps, offset } = rows;
  if (!siteSteps) return rows;
  const site = new Uint32Array(siteSteps.length);
  for (let day = 0; day + 1 < offset.length; day++) {
    let at = 0;
    for (let row = offset[day]; row < offset[day + 1]; row++) site[row] = at += siteSteps[row];
  }
  return { ...rows, site };
}

/**
 * First day with a row for each site, as a day number; -1 without.
 * @param {Rows} rows
 * @param {number} siteCount
 * @returns {Int32Array}
 */
export function firstDays(rows, siteCount) {
  const first = new Int32Array(siteCount).fill(-1);
  for (let day = 0; day + 1 < rows.offset.length; day++) {
    for (let row = rows.offset[day]; row < rows.offset[day + 1]; row++) {
      const site = rows.site[row];
      if (first[site] < 0) first[site] = day;
    }
  }
  return first;
}

/**
 * The row of one site on one day; -1 when it is silent.
 * @param {Rows} rows
 * @param {number} site
 * @param {number} day
 */
export function rowOf(rows, site, day) {
  for (let row = rows.offset[day]; row < rows.offset[day + 1]; row++) {
    if (rows.site[row] === site) return row;
  }
  return -1;
}

/**
 * Lowest low and highest high of a row; null where not known.
 * @param {Rows} rows
 * @param {number} row
 * @returns {{low: number | null, high: number | null}}
 */
export function sizeOf(rows, row) {
  let low = 0;
  let high = rows.sizeRow.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows.sizeRow[middle] < row) low = middle + 1;
    else high = middle;
  }
  if (rows.sizeRow[low] !== row) return { low: null, high: null };
  const known = (/** @type {number} */ n) => (n === UNKNOWN ? null : n);
  return { low: known(rows.sizeLow[low]), high: known(rows.sizeHigh[low]) };
}

/**
 * @param {unknown} value
 * @returns {value is {type: string, offset: number, length: number}}
 */
function isSpec(value) {
  return typeof value === "object" && value !== null && "offset" in value && "type" in value;
}
