// Letters that many machines lack: fetched only where they are shown.

export const URDU_FONT = "Noto Naskh Arabic";

/** Blanks and Latin letters are left to the font of the page. */
const RANGE = "U+0600-06FF, U+0750-077F, U+200C-200F, U+FB50-FDFF, U+FE70-FEFF";

/** @type {Set<string>} */
const asked = new Set();

/**
 * Load the Urdu font into the document; a style sheet within a shadow tree cannot.
 * @param {Record<string, string>} files weight → address
 */
export function loadUrduFont(files) {
  if (typeof FontFace === "undefined") return;
  for (const [weight, address] of Object.entries(files)) {
    if (asked.has(address)) continue;
    asked.add(address);
    const face = new FontFace(URDU_FONT, `url(${JSON.stringify(address)})`, {
      weight,
      unicodeRange: RANGE,
    });
    document.fonts.add(face);
    // Without it the machine's own letters serve.
    face.load().catch(() => document.fonts.delete(face));
  }
}
