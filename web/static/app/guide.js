// Where somebody is along a route, and what comes next. Positions are [lon, lat]; lengths are metres.

const R = 6_371_008.8;  // mean radius of the Earth, IUGG 1980
const ASTRAY_M = 250;  // farther from the way than this nobody is on it: its nearest point says nothing
const rad = degrees => degrees * Math.PI / 180;

/** Metres between two positions; flat, which at city scale is off by less than a metre in a thousand. */
export function metres([lonA, latA], [lonB, latB]) {
  const x = rad(lonB - lonA) * Math.cos(rad((latA + latB) / 2)), y = rad(latB - latA);
  return R * Math.hypot(x, y);
}

/** How far along `points` the place nearest to `here` lies, and how far off the route `here` is: {done, off}. */
export function along(points, here) {
  let done = 0, best = {done: 0, off: Infinity};
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]], length = metres(a, b);
    const scale = Math.cos(rad(here[1]));
    const [dx, dy] = [(b[0] - a[0]) * scale, b[1] - a[1]], [hx, hy] = [(here[0] - a[0]) * scale, here[1] - a[1]];
    const share = Math.min(1, Math.max(0, (hx * dx + hy * dy) / (dx * dx + dy * dy || 1)));
    const off = metres(here, [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]);
    if (off < best.off) best = {done: done + length * share, off};
    done += length;
  }
  return best;
}

/** The next manoeuvre of `route` (steps {name, distance_m, turn}) for somebody at `here`:
 *  {turn, name, in_m, left_m, off_m}. Without a position it is the start of the route. */
export function nextTurn(route, here) {
  const {done: nearest, off} = here ? along(route.points, here) : {done: 0, off: 0};
  const done = off > ASTRAY_M ? 0 : nearest;
  let end = 0;
  for (const [i, step] of route.steps.entries()) {
    end += step.distance_m;
    const following = route.steps[i + 1];
    if (following && end > done + 5) {
      return {turn: following.turn, name: following.name ?? null, in_m: end - done, left_m: route.distance_m - done, off_m: off};
    }
  }
  return {turn: 'arrive', name: null, in_m: Math.max(0, route.distance_m - done), left_m: Math.max(0, route.distance_m - done), off_m: off};
}

/** 320 m, 1.4 km: rounded as a driver hears it. */
export function far(m) {
  if (m == null) return '–';
  if (m < 100) return `${Math.round(m / 10) * 10} m`;
  return m < 975 ? `${Math.round(m / 50) * 50} m` : `${(m / 1000).toFixed(1)} km`;
}
