// What a frame shows, as layers of deck.gl: land on the map, all that changes in pixels over it.

import { bendOf, curveUntil } from "../geodesic.js";
import { styleOf } from "../look.js";
import { CROSS_PX, MOST_BENDS } from "../paint_centre.js";
import { channels } from "./colours.js";
import { alongCurve, cutDashes } from "./dashes.js";
import { circlesOf } from "./marks.js";

const FADE_PX = 70;
const FADE_STEPS = 14;
/** Beyond the window, so that no edge of what is cut is seen. */
const BEYOND_PX = 40;
/** Later things lie over earlier ones; there is no depth on a flat map. */
const FLAT = { depthCompare: "always", depthWriteEnabled: false };
const IN_PIXELS = {
  parameters: FLAT,
  pickable: false,
  radiusUnits: "pixels",
  widthUnits: "pixels",
  lineWidthUnits: "pixels",
  positionFormat: "XY",
};

/** @typedef {any} Deck deck.gl comes without types */
/** @typedef {{props: any, clone: (props: any) => Layer}} Layer */

/**
 * Let discs run out softly within a dotted edge: what deck.gl draws is of one colour.
 * @param {Deck} deck
 */
export function softDiscs(deck) {
  return class SoftDiscs extends deck.LayerExtension {
    static extensionName = "SoftDiscs";
    static componentName = "SoftDiscs";
    getShaders() {
      return { inject: { "fs:DECKGL_FILTER_COLOR": SOFT } };
    }
  };
}

/** Opacities as of `drawDoubt`: 0.2 in the middle, 0.12 further out, 0.02 at the end, 0.35 on it. */
const SOFT = `
  float fromMiddle = length(geometry.uv);
  float pixel = fwidth(fromMiddle);
  float whole = color.a;
  color.a *= mix(1.0, 0.6, smoothstep(0.0, 0.75, fromMiddle));
  color.a *= mix(1.0, 0.17, smoothstep(0.75, 1.0, fromMiddle));
  float dots = max(floor(6.2832 / pixel / 5.0), 1.0);
  float isDot = step(fract(atan(geometry.uv.y, geometry.uv.x) / 6.2832 * dots), 0.4);
  float isEdge = 1.0 - smoothstep(0.0, 1.5 * pixel, abs(fromMiddle - 1.0 + pixel));
  color.a = mix(color.a, 1.75 * whole, isDot * isEdge);
`;

/**
 * Land and borders of a viewpoint, on the map.
 * @param {Layer[]} layers from the page's specification
 * @param {string} borders
 * @returns {Layer[]}
 */
export function landLayers(layers, borders) {
  return layers
    .filter((layer) => !layer.props.dashPx)
    .map((layer) =>
      layer.clone({
        id: `land-${layer.props.id}-${borders}`,
        data: rowsOf(layer, borders),
        parameters: FLAT,
        jointRounded: true,
      }),
    );
}

/**
 * Broken lines of a viewpoint and the soft end of the map, in pixels.
 * @param {Deck} deck
 * @param {Layer[]} layers
 * @param {import("../renderer.js").GroundShown} shown
 * @returns {Layer[]}
 */
export function groundLayers(deck, layers, { view, theme, base, borders }) {
  if (!base) return [];
  const sight = sightOf(view);
  const broken = layers.filter((layer) => layer.props.dashPx);
  const lines = broken.map((layer) => {
    const { id, dashPx } = layer.props;
    const paths = Array.from(base.lines)
      .filter((line) => line.role === id && line.views.includes(borders))
      .flatMap((line) => line.parts)
      .filter((part) => isInSight(part, view))
      .flatMap((part) => cutDashes(inPixels(part.points, view), dashPx, 0.6 * dashPx, sight));
    return layer.clone({
      id: `screen-${id}`,
      data: paths.map((path) => ({ path })),
      parameters: FLAT,
    });
  });
  return [...lines, edges(deck, base.sheet, view, theme.palette.background)];
}

/**
 * All that changes with the day, in pixels, from below upwards.
 * @param {Deck} deck
 * @param {any} soft an instance of `softDiscs`
 * @param {import("../renderer.js").DayShown} shown
 * @returns {Layer[]}
 */
export function dayLayers(deck, soft, shown) {
  return [
    ...shadeLayers(deck, shown),
    doubtLayer(deck, soft, shown),
    linksLayer(deck, shown),
    frontLayer(deck, shown),
    ...centreLayers(deck, shown),
    marksLayer(deck, shown),
    pointedLayer(deck, shown),
  ];
}

/**
 * @param {Layer} layer
 * @param {string} borders
 */
function rowsOf(layer, borders) {
  return layer.props.data.filter((/** @type {{views: string[]}} */ row) =>
    row.views.includes(borders),
  );
}

/**
 * @param {Deck} deck
 * @param {import("../renderer.js").DayShown} shown
 */
function shadeLayers(deck, { shades, view, theme }) {
  const rows = Array.from(shades, (shade) => ({
    ...shade,
    colour: styleOf(theme, shade.state).colour,
    rings: (shade.parts ?? []).map((part) => closed(inPixels(part.points, view))),
  }));
  const rings = rows.flatMap((row) => row.rings.map((ring) => ({ ...row, ring })));
  /** @typedef {(typeof rings)[number]} Ring */
  /** @typedef {(typeof rows)[number]} Row */
  return [
    new deck.SolidPolygonLayer({
      ...IN_PIXELS,
      id: "screen-shade-fill",
      data: rings,
      getPolygon: (/** @type {Ring} */ row) => row.ring,
      getFillColor: (/** @type {Ring} */ row) => channels(row.colour, 0.16 * row.alpha),
    }),
    new deck.PathLayer({
      ...IN_PIXELS,
      id: "screen-shade-edge",
      data: rings,
      getPath: (/** @type {Ring} */ row) => row.ring,
      getColor: (/** @type {Ring} */ row) => channels(row.colour, 0.9 * row.alpha),
      getWidth: 1.6,
    }),
    new deck.ScatterplotLayer({
      ...IN_PIXELS,
      id: "screen-shade-disc",
      data: rows.filter((row) => !row.parts),
      stroked: true,
      getPosition: (/** @type {Row} */ row) => [row.x, row.y],
      getRadius: (/** @type {Row} */ row) => row.radiusPx,
      getFillColor: (/** @type {Row} */ row) => channels(row.colour, 0.16 * row.alpha),
      getLineColor: (/** @type {Row} */ row) => channels(row.colour, 0.9 * row.alpha),
      getLineWidth: 1.6,
    }),
  ];
}

/**
 * @param {Deck} deck
 * @param {any} soft
 * @param {import("../renderer.js").DayShown} shown
 */
function doubtLayer(deck, soft, { discs, theme }) {
  /** @typedef {import("../scene_shapes.js").Disc} Disc */
  return new deck.ScatterplotLayer({
    ...IN_PIXELS,
    id: "screen-doubt",
    data: Array.from(discs),
    extensions: [soft],
    getPosition: (/** @type {Disc} */ disc) => [disc.x, disc.y],
    getRadius: (/** @type {Disc} */ disc) => disc.radiusPx,
    getFillColor: (/** @type {Disc} */ disc) => channels(theme.palette.doubt, 0.2 * disc.alpha),
  });
}

/**
 * @param {Deck} deck
 * @param {import("../renderer.js").DayShown} shown
 */
function linksLayer(deck, { arcs, share, theme, view }) {
  const sight = sightOf(view);
  const rows = Array.from(arcs).flatMap(({ x0, y0, x1, y1, isToday }) => {
    const bend = bendOf(x0, y0, x1, y1);
    const end = curveUntil([x0, y0], bend, [x1, y1], isToday ? share : 1);
    const curve = alongCurve([x0, y0], end.bend, end.to);
    return cutDashes(curve, 5, 3, sight).map((path) => ({ path, isToday }));
  });
  /** @typedef {(typeof rows)[number]} Row */
  return new deck.PathLayer({
    ...IN_PIXELS,
    id: "screen-links",
    data: rows,
    capRounded: true,
    getPath: (/** @type {Row} */ row) => row.path,
    getColor: (/** @type {Row} */ row) => channels(theme.palette.text, row.isToday ? 0.75 : 0.3),
    getWidth: (/** @type {Row} */ row) => (row.isToday ? 1.6 : 1),
  });
}

/**
 * @param {Deck} deck
 * @param {import("../renderer.js").DayShown} shown
 */
function frontLayer(deck, { ring, view, theme }) {
  const line = ring ? closed(inPixels(ring, view)) : [];
  return new deck.PathLayer({
    ...IN_PIXELS,
    id: "screen-front",
    data: cutDashes(line, 8, 5, sightOf(view)).map((path) => ({ path })),
    getPath: (/** @type {{path: number[]}} */ row) => row.path,
    getColor: channels(theme.palette.started, 0.8),
    getWidth: 1.5,
  });
}

/**
 * The mean centre's way and the ellipse; as `drawCentre` does.
 * @param {Deck} deck
 * @param {import("../renderer.js").DayShown} shown
 */
function centreLayers(deck, { centre, view, theme }) {
  const { text, land } = theme.palette;
  const ellipse = centre?.ellipse ? [closed(inPixels(centre.ellipse, view))] : [];
  const way = centre ? inPixels(centre.way, view) : [];
  const bends = Array.from({ length: way.length / 2 }, (_, i) => way.slice(2 * i, 2 * i + 2));
  const here = bends.at(-1);
  const alpha = centre?.isToday ? 1 : 0.45;
  const cross = (/** @type {number[]} */ [x, y], /** @type {number} */ half) => [
    [x - half, y, x + half, y],
    [x, y - half, x, y + half],
  ];
  /** @type {[number[], number[], number][]} */
  const lines = ellipse.map((ring) => [ring, channels(text, 0.7), 1.3]);
  if (way.length > 2) lines.push([way, channels(land, 0.85), 4.5], [way, channels(text), 1.8]);
  for (const [colour, width, more] of /** @type {[string, number, number][]} */ ([
    [land, 5.5, 1.5],
    [text, 2.4, 0],
  ])) {
    const strokes = here ? cross(here, CROSS_PX + more) : [];
    for (const stroke of strokes) lines.push([stroke, channels(colour, alpha), width]);
  }
  return [
    new deck.SolidPolygonLayer({
      ...IN_PIXELS,
      id: "screen-ellipse",
      data: ellipse,
      getPolygon: (/** @type {number[]} */ ring) => ring,
      getFillColor: channels(text, 0.06),
    }),
    new deck.PathLayer({
      ...IN_PIXELS,
      id: "screen-centre",
      data: lines,
      jointRounded: true,
      getPath: (/** @type {[number[], number[], number]} */ [path]) => path,
      getColor: (/** @type {[number[], number[], number]} */ [, colour]) => colour,
      getWidth: (/** @type {[number[], number[], number]} */ [, , width]) => width,
    }),
    new deck.ScatterplotLayer({
      ...IN_PIXELS,
      id: "screen-bends",
      data: bends.length <= MOST_BENDS ? bends.slice(0, -1) : [],
      getPosition: (/** @type {number[]} */ at) => at,
      getRadius: 2.4,
      getFillColor: channels(text),
    }),
  ];
}

/**
 * @param {Deck} deck
 * @param {import("../renderer.js").DayShown} shown
 */
function marksLayer(deck, shown) {
  const { length, position, radius, width, fill, line } = circlesOf(shown);
  return new deck.ScatterplotLayer({
    ...IN_PIXELS,
    id: "screen-marks",
    stroked: true,
    data: {
      length,
      attributes: {
        getPosition: { value: position, size: 2 },
        getRadius: { value: radius, size: 1 },
        getLineWidth: { value: width, size: 1 },
        getFillColor: { value: fill, size: 4, normalized: true },
        getLineColor: { value: line, size: 4, normalized: true },
      },
    },
  });
}

/**
 * @param {Deck} deck
 * @param {import("../renderer.js").DayShown} shown
 */
function pointedLayer(deck, { pointed, theme }) {
  const rings = pointed
    ? [
        { ...pointed, colour: theme.palette.land, width: 5 },
        { ...pointed, colour: theme.palette.accent, width: 2.5 },
      ]
    : [];
  /** @typedef {(typeof rings)[number]} Ring */
  return new deck.ScatterplotLayer({
    ...IN_PIXELS,
    id: "screen-pointed",
    data: rings,
    filled: false,
    stroked: true,
    getPosition: (/** @type {Ring} */ ring) => [ring.x, ring.y],
    getRadius: (/** @type {Ring} */ ring) => ring.radius + 5,
    getLineColor: (/** @type {Ring} */ ring) => channels(ring.colour),
    getLineWidth: (/** @type {Ring} */ ring) => ring.width,
  });
}

/**
 * The background's colour over the end of the map, in steps too fine to be seen.
 * @param {Deck} deck
 * @param {import("../base.js").Base["sheet"]} sheet
 * @param {import("../mercator.js").View} view
 * @param {string} colour
 */
function edges(deck, sheet, view, colour) {
  const left = sheet.west * view.scale - view.left;
  const right = sheet.east * view.scale - view.left;
  const top = sheet.north * view.scale - view.top;
  const bottom = sheet.south * view.scale - view.top;
  const step = FADE_PX / FADE_STEPS;
  const strips = Array.from({ length: FADE_STEPS }, (_, i) => {
    const [near, far] = [i * step, (i + 1) * step];
    const opacity = 1 - (i + 0.5) / FADE_STEPS;
    return [
      { box: [left + near, 0, left + far, view.height], opacity },
      { box: [right - far, 0, right - near, view.height], opacity },
      { box: [0, top + near, view.width, top + far], opacity },
      { box: [0, bottom - far, view.width, bottom - near], opacity },
    ];
  }).flat();
  const beyond = [
    { box: [-1, 0, left, view.height], opacity: 1 },
    { box: [right, 0, view.width + 1, view.height], opacity: 1 },
    { box: [0, -1, view.width, top], opacity: 1 },
    { box: [0, bottom, view.width, view.height + 1], opacity: 1 },
  ];
  const seen = [...strips, ...beyond].filter(
    ({ box: [x0, y0, x1, y1] }) =>
      x1 > x0 && y1 > y0 && x1 > 0 && y1 > 0 && x0 < view.width && y0 < view.height,
  );
  /** @typedef {(typeof seen)[number]} Strip */
  return new deck.SolidPolygonLayer({
    ...IN_PIXELS,
    id: "screen-edges",
    data: seen,
    getPolygon: (/** @type {Strip} */ { box: [x0, y0, x1, y1] }) => [
      ...[x0, y0, x1, y0],
      ...[x1, y1, x0, y1, x0, y0],
    ],
    getFillColor: (/** @type {Strip} */ strip) => channels(colour, strip.opacity),
  });
}

/** @param {import("../mercator.js").View} view */
function sightOf(view) {
  return {
    left: -BEYOND_PX,
    top: -BEYOND_PX,
    right: view.width + BEYOND_PX,
    bottom: view.height + BEYOND_PX,
  };
}

/**
 * @param {import("../base.js").Part} part
 * @param {import("../mercator.js").View} view
 */
function isInSight({ west, east, north, south }, { scale, left, top, width, height }) {
  return (
    east * scale - left >= 0 &&
    west * scale - left <= width &&
    south * scale - top >= 0 &&
    north * scale - top <= height
  );
}

/**
 * @param {Float64Array} points in world coordinates
 * @param {import("../mercator.js").View} view
 * @returns {number[]}
 */
function inPixels(points, { scale, left, top }) {
  return Array.from(points, (n, i) => n * scale - (i % 2 ? top : left));
}

/** @param {number[]} ring */
function closed(ring) {
  const isClosed = ring[0] === ring.at(-2) && ring[1] === ring.at(-1);
  return isClosed ? ring : [...ring, ring[0], ring[1]];
}
