// What any renderer is given and can do: the same frames, drawn with Canvas 2D or with WebGL.

/**
 * What lies below the symbols. `base` is null where no land is to be drawn, `tiles` where none are.
 * @typedef {{view: import("./mercator.js").View, theme: import("./look.js").Theme,
 *   base: import("./base.js").Base | null, borders: string,
 *   tiles: import("./tiles.js").Tiles | null}} GroundShown
 */
/**
 * What changes with the day, from below upwards: areas, doubt, links, front, centre, symbols,
 * and a ring round the symbol that is pointed at. `order` lists the symbols in sight; `share` is how far the
 * change to this frame has come.
 * @typedef {{view: import("./mercator.js").View, theme: import("./look.js").Theme,
 *   drawn: import("./transition.js").Drawn, order: number[],
 *   shades: import("./scene_shapes.js").Shade[], discs: import("./scene_shapes.js").Disc[],
 *   arcs: import("./scene_shapes.js").Arc[], share: number, ring: Float64Array | null,
 *   centre: import("./centre.js").Centre | null,
 *   pointed: {x: number, y: number, radius: number} | null}} DayShown
 */
/**
 * `present` brings what was drawn on the screen; `finish` waits until it is there, for measuring
 * alone; `clear` leaves nothing, while another renderer draws.
 * @typedef {{name: "canvas" | "webgl", drawGround: (shown: GroundShown) => void,
 *   drawDay: (shown: DayShown) => void, present: () => void, finish: () => void,
 *   clear: () => void, remove: () => void}} Renderer
 */

/** Who draws: whoever is quicker here, or the one that is asked for. */
export const DRAWINGS = /** @type {const} */ (["auto", "canvas", "webgl"]);
