// Web Mercator: degrees to the unit square ("world") and to pixels, and cameras over it.

/** Pixels across the whole world at zoom 0. */
export const TILE_PX = 512;
export const EARTH_RADIUS_KM = 6371.0088;
const MAX_LATITUDE = 85.051129;
const MIN_ZOOM = 1;
const MAX_ZOOM = 17;

/** @typedef {{longitude: number, latitude: number, zoom: number}} Camera */
/**
 * What a camera shows: pixel = world * scale - offset.
 * @typedef {{width: number, height: number, zoom: number, scale: number, left: number,
 *   top: number}} View
 */

/** @param {number} longitude */
export function worldX(longitude) {
  return (longitude + 180) / 360;
}

/** @param {number} latitude */
export function worldY(latitude) {
  const held = Math.max(-MAX_LATITUDE, Math.min(MAX_LATITUDE, latitude));
  return 0.5 - Math.asinh(Math.tan((held * Math.PI) / 180)) / (2 * Math.PI);
}

/** @param {number} x */
export function longitudeOf(x) {
  return x * 360 - 180;
}

/** @param {number} y */
export function latitudeOf(y) {
  return (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
}

/** @param {number} zoom */
export function scaleOf(zoom) {
  return TILE_PX * 2 ** zoom;
}

/**
 * @param {Camera} camera
 * @param {number} width
 * @param {number} height
 * @returns {View}
 */
export function viewOf(camera, width, height) {
  const scale = scaleOf(camera.zoom);
  return {
    width,
    height,
    zoom: camera.zoom,
    scale,
    left: worldX(camera.longitude) * scale - width / 2,
    top: worldY(camera.latitude) * scale - height / 2,
  };
}

/**
 * @param {View} view
 * @returns {Camera}
 */
export function cameraOf(view) {
  return {
    longitude: longitudeOf((view.left + view.width / 2) / view.scale),
    latitude: latitudeOf((view.top + view.height / 2) / view.scale),
    zoom: view.zoom,
  };
}

/**
 * Move the map under the pointer.
 * @param {Camera} camera
 * @param {number} dx pixels to the right
 * @param {number} dy pixels down
 * @returns {Camera}
 */
export function panned(camera, dx, dy) {
  const view = viewOf(camera, 0, 0);
  return limited(cameraOf({ ...view, left: view.left - dx, top: view.top - dy }));
}

/**
 * Zoom so that what lies under one pixel stays there.
 * @param {Camera} camera
 * @param {number} width
 * @param {number} height
 * @param {{x: number, y: number}} at
 * @param {number} steps zoom levels in; negative: out
 * @returns {Camera}
 */
export function zoomedAt(camera, width, height, at, steps) {
  const before = viewOf(camera, width, height);
  const zoom = Math.max(MIN_ZOOM, Math.min(MAX_ZOOM, camera.zoom + steps));
  const scale = scaleOf(zoom);
  const x = (before.left + at.x) / before.scale;
  const y = (before.top + at.y) / before.scale;
  const left = x * scale - at.x;
  const top = y * scale - at.y;
  return limited(cameraOf({ width, height, zoom, scale, left, top }));
}

/**
 * The camera that holds a box of degrees with room around it.
 * @param {[number, number, number, number]} bounds west, south, east, north
 * @param {number} width
 * @param {number} height
 * @param {{padding?: number, maxZoom?: number}} [options]
 * @returns {Camera}
 */
export function fitted(bounds, width, height, options = {}) {
  const { padding = 48, maxZoom = 13 } = options;
  const [west, south, east, north] = bounds;
  const across = Math.max(worldX(east) - worldX(west), 1e-9);
  const down = Math.max(worldY(south) - worldY(north), 1e-9);
  const room = [Math.max(width - 2 * padding, 40), Math.max(height - 2 * padding, 40)];
  const scale = Math.min(room[0] / across, room[1] / down);
  return limited({
    longitude: (west + east) / 2,
    latitude: latitudeOf((worldY(south) + worldY(north)) / 2),
    zoom: Math.min(Math.log2(scale / TILE_PX), maxZoom),
  });
}

/**
 * Keep a camera on the map; what is not a number becomes the middle of the world.
 * @param {Camera} camera
 * @returns {Camera}
 */
export function limited(camera) {
  const { longitude, latitude, zoom } = camera;
  return {
    longitude: within(longitude, -180, 180, 0),
    latitude: within(latitude, -MAX_LATITUDE, MAX_LATITUDE, 0),
    zoom: within(zoom, MIN_ZOOM, MAX_ZOOM, MIN_ZOOM),
  };
}

/**
 * Length in pixels of some kilometres along a parallel (spherical Earth).
 * @param {number} km
 * @param {number} latitude
 * @param {number} scale pixels across the world
 */
export function kmToPx(km, latitude, scale) {
  const parallel = 2 * Math.PI * EARTH_RADIUS_KM * Math.cos((latitude * Math.PI) / 180);
  return (km / parallel) * scale;
}

/**
 * The longest round number of kilometres that fits into a number of pixels.
 * @param {number} roomPx
 * @param {number} latitude
 * @param {number} scale
 * @returns {{km: number, px: number}}
 */
export function scaleBar(roomPx, latitude, scale) {
  const longest = roomPx / kmToPx(1, latitude, scale);
  const power = 10 ** Math.floor(Math.log10(longest));
  const step = [5, 2, 1].find((n) => n * power <= longest) ?? 1;
  const km = Number((step * power).toPrecision(1));
  return { km, px: kmToPx(km, latitude, scale) };
}

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 * @param {number} otherwise
 */
function within(value, low, high, otherwise) {
  return Number.isFinite(value) ? Math.max(low, Math.min(high, value)) : otherwise;
}
