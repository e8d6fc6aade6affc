// The bars under the map: sites by state for each day, in bins when days are narrower than pixels.

const NARROWEST_PX = 2;

/**
 * `heights[state][bin]` is the mean number of sites of the bin's days.
 * @typedef {{bins: number, daysPerBin: number, heights: Float64Array[], highest: number}} Bars
 */

/**
 * @param {Uint32Array[]} counts by state, then by day
 * @param {number} widthPx
 * @returns {Bars}
 */
export function stackBars(counts, widthPx) {
  const days = counts[0].length;
  const daysPerBin = Math.max(1, Math.ceil((days * NARROWEST_PX) / Math.max(widthPx, 1)));
  const bins = Math.ceil(days / daysPerBin);
  const heights = counts.map((perDay) => {
    const sums = new Float64Array(bins);
    for (let day = 0; day < days; day++) sums[Math.floor(day / daysPerBin)] += perDay[day];
    // The last bin may be short.
    return sums.map((sum, bin) => sum / Math.min(daysPerBin, days - bin * daysPerBin));
  });
  let highest = 0;
  for (let bin = 0; bin < bins; bin++) {
    highest = Math.max(
      highest,
      heights.reduce((sum, of) => sum + of[bin], 0),
    );
  }
  return { bins, daysPerBin, heights, highest };
}

/**
 * The day under a pixel; days share the width evenly.
 * @param {number} x
 * @param {number} widthPx
 * @param {number} days
 */
export function dayAt(x, widthPx, days) {
  return Math.max(0, Math.min(days - 1, Math.floor((x / Math.max(widthPx, 1)) * days)));
}

/**
 * Left edge of a day.
 * @param {number} day
 * @param {number} widthPx
 * @param {number} days
 */
export function leftOf(day, widthPx, days) {
  return (day / days) * widthPx;
}

/**
 * Days to write under the bars, evenly apart and never closer than a width.
 * @param {number} firstDay since 1970-01-01
 * @param {number} days
 * @param {number} widthPx
 * @param {number} textPx
 * @returns {{day: number, byMonth: boolean}[]} days from 0
 */
export function ticks(firstDay, days, widthPx, textPx) {
  const most = Math.max(1, Math.floor(widthPx / textPx));
  const step = [1, 2, 3, 5, 7, 10, 14].find((n) => days / n <= most);
  if (step) {
    return Array.from({ length: Math.ceil(days / step) }, (_, i) => ({
      day: i * step,
      byMonth: false,
    }));
  }
  /** @type {{day: number, byMonth: boolean}[]} */
  const months = [];
  for (let day = 0; day < days; day++) {
    const date = new Date((firstDay + day) * 86_400_000);
    if (date.getUTCDate() === 1) months.push({ day, byMonth: true });
  }
  const every = [1, 2, 3, 6, 12, 24, 60, 120].find((n) => months.length / n <= most) ?? 240;
  return months.filter(({ day }) => {
    const date = new Date((firstDay + day) * 86_400_000);
    return (date.getUTCFullYear() * 12 + date.getUTCMonth()) % every === 0;
  });
}
