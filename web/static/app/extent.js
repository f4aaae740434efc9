// How far a zone of the air reaches, so that it can be said in words what a map shows. Pure.

const M_PER_DEG = 111_195;  // of latitude, and of longitude at the equator
const along = lat => M_PER_DEG * Math.cos(lat * Math.PI / 180);

/** The box around a circle or a ring of corners, and its size in metres: {south, west, north, east, wide_m, high_m}. */
export function extentOf(shape) {
  const round = 'radius_m' in shape, places = round ? [shape.centre] : shape.corners;
  const lats = places.map(p => p.lat), lons = places.map(p => p.lon), out = round ? shape.radius_m : 0;
  const middle = (Math.min(...lats) + Math.max(...lats)) / 2;
  const [south, north] = [Math.min(...lats) - out / M_PER_DEG, Math.max(...lats) + out / M_PER_DEG];
  const [west, east] = [Math.min(...lons) - out / along(middle), Math.max(...lons) + out / along(middle)];
  return {south, west, north, east, wide_m: (east - west) * along(middle), high_m: (north - south) * M_PER_DEG};
}

/** Metres between two boxes, 0 when they touch. */
export function apart(one, other) {
  const gap = (low, high, from, to) => Math.max(0, from - high, low - to);
  const lat = Math.max(-90, Math.min(90, (one.south + one.north + other.south + other.north) / 4));
  return Math.hypot(gap(one.south, one.north, other.south, other.north) * M_PER_DEG, gap(one.west, one.east, other.west, other.east) * along(lat));
}

/** The corners of boxes, for a map that shall show all of them. */
export const cornersOf = boxes => boxes.flatMap(({south, west, north, east}) => [{lat: south, lon: west}, {lat: north, lon: east}]);
