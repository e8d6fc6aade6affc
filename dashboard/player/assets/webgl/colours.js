// Colours of the style sheet as the four bytes that the graphics card takes.

/**
 * `#rrggbb`, `#rrggbbaa` or `rgba(r,g,b,a)` as red, green, blue and opacity, 0 to 255.
 * @param {string} colour
 * @param {number} [opacity] 0 to 1, of the whole
 * @returns {[number, number, number, number]}
 */
export function channels(colour, opacity = 1) {
  const named = /^rgba?\(([^)]*)\)$/.exec(colour);
  const [r, g, b, a = 255] = named
    ? named[1].split(",").map((part, i) => Number(part) * (i === 3 ? 255 : 1))
    : (colour.slice(1).match(/../g) ?? []).map((pair) => parseInt(pair, 16));
  return [r, g, b, Math.round(a * opacity)];
}
