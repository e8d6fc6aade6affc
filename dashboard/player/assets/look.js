// Colours, symbols and sizes, as the page gives them: the same as on pictures and slides.

/** @typedef {{state: string, fill: number, strokePx: number, haloPx: number, body: string}} Mark */
/**
 * @typedef {{scheme: "light" | "dark", palette: Record<string, string>, symbols: Mark[],
 *   sizes: {silentPx: number, basePx: number, rootPx: number, steps: number[]},
 *   lines: [string, string, number, number][], font: string, textScale?: number}} Theme
 */

/** The largest symbol; when more reports than this shows meet at a place, all shrink alike. */
const LARGEST_PX = 40;
/** The same where symbols gather many places and stand side by side. */
const LARGEST_GATHERED_PX = 22;
const SILENT = 3;

/**
 * How much symbols shrink so that the largest keeps to its limit.
 * @param {Theme} theme
 * @param {number} peak the most reports of one symbol
 * @param {boolean} isGathered
 */
export function shrinkFor(theme, peak, isGathered) {
  const { basePx, rootPx } = theme.sizes;
  const root = Math.sqrt(Math.max(peak, 1));
  const largest = isGathered ? LARGEST_GATHERED_PX : LARGEST_PX;
  return Math.min(1, (largest - basePx) / (rootPx * root));
}

/**
 * Radius in pixels: area grows with the number of reports.
 * @param {Theme} theme
 * @param {number} reports
 * @param {number} shrink
 */
export function radiusPx(theme, reports, shrink) {
  const { silentPx, basePx, rootPx } = theme.sizes;
  const px = reports > 0 ? basePx + rootPx * Math.sqrt(reports) * shrink : silentPx;
  return px * (theme.textScale ?? 1);
}

/**
 * Numbers of reports for the legend of sizes, the largest not beyond the peak.
 * @param {Theme} theme
 * @param {number} shrink
 * @returns {number[]}
 */
export function sizeSteps(theme, shrink) {
  if (shrink >= 1) return theme.sizes.steps;
  // The usual steps would all be dots: as many times more as symbols have shrunk.
  const factor = 10 ** Math.round(Math.log10(1 / shrink ** 2));
  return theme.sizes.steps.map((step) => step * factor);
}

/**
 * `#rrggbb` with an opacity.
 * @param {string} colour
 * @param {number} opacity
 */
export function faded(colour, opacity) {
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
  return `rgba(${r},${g},${b},${opacity})`;
}

/**
 * Fill, edge and ring of a state's symbol.
 * @param {Theme} theme
 * @param {number} state
 */
export function styleOf(theme, state) {
  const mark = theme.symbols[state];
  const scale = theme.textScale ?? 1;
  const colour = theme.palette[mark.state];
  // The land's colour round a plain disc sets it off from its neighbours.
  const isPlain = mark.fill > 0.5 && !mark.body;
  return {
    body: faded(theme.palette[mark.body || mark.state], mark.fill),
    edge: isPlain ? theme.palette.land : colour,
    colour,
    strokePx: mark.strokePx * scale,
    haloPx: mark.haloPx * scale,
    ringPx: 1.8 * scale,
    isHollow: mark.fill === 0,
    isSilent: state === SILENT,
  };
}
/** @typedef {ReturnType<typeof styleOf>} MarkStyle */
