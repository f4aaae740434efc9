// Which tiles of the map lie along a way. Pure.

const STEP_M = 150;
const M_PER_DEGREE = 111_195;

const column = (lon, zoom) => Math.floor((lon + 180) / 360 * 2 ** zoom);
const row = (lat, zoom) => Math.floor((1 - Math.asinh(Math.tan(lat * Math.PI / 180)) / Math.PI) / 2 * 2 ** zoom);

/** Points of the line no farther apart than a tile could be missed between. */
function* along(points) {
  for (const [i, [lon, lat]] of points.entries()) {
    yield [lon, lat];
    const next = points[i + 1];
    if (!next) return;
    const steps = Math.ceil(Math.hypot((next[0] - lon) * Math.cos(lat * Math.PI / 180), next[1] - lat) * M_PER_DEGREE / STEP_M);
    for (let n = 1; n < steps; n++) yield [lon + (next[0] - lon) * n / steps, lat + (next[1] - lat) * n / steps];
  }
}

/** [zoom, column, row] of every tile along `points` ([lon, lat] each), from `first` to `last` zoom, each once. */
export function tilesAlong(points, first, last) {
  const found = new Map();
  for (const [lon, lat] of along(points)) {
    for (let zoom = first; zoom <= last; zoom++) {
      const [x, y] = [column(lon, zoom), row(lat, zoom)];  // and those beside it: a screen is wider than a way
      for (const dx of [-1, 0, 1]) for (const dy of [-1, 0, 1]) found.set(`${zoom}/${x + dx}/${y + dy}`, [zoom, x + dx, y + dy]);
    }
  }
  return [...found.values()];
}
