// Where somebody is along a way, and which turns come next; `dispatch/crew/guiding.py` is its twin, and one test holds
// them together. Positions are [lon, lat]; lengths are metres.

const R = 6_371_008.8;  // mean radius of the Earth, IUGG 1980
const ON_WAY_M = 100;  // farther from the way than this nobody is on it: its turns say nothing
const TAKEN_M = 5;  // a turn is taken this far behind it
const BACK_M = 50;  // nobody has driven further back than this
const rad = degrees => degrees * Math.PI / 180;

/** Metres between two positions; flat, which at city scale is off by less than a metre in a thousand. */
export function metres([lonA, latA], [lonB, latB]) {
  const x = rad(lonB - lonA) * Math.cos(rad((latA + latB) / 2)), y = rad(latB - latA);
  return R * Math.hypot(x, y);
}

/** How far along `points` the place nearest to `here` lies, how far from it `here` is, and how long the line is:
 *  {at, off, long}. What lies less than `after` along the line is not looked at. */
export function along(points, here, after = 0) {
  let passed = 0, best = {at: 0, off: Infinity};
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1], points[i]], length = metres(a, b), scale = Math.cos(rad(here[1]));
    const [dx, dy] = [(b[0] - a[0]) * scale, b[1] - a[1]], [hx, hy] = [(here[0] - a[0]) * scale, here[1] - a[1]];
    const foot = Math.min(1, Math.max(0, (hx * dx + hy * dy) / (dx * dx + dy * dy || 1)));
    const share = Math.max(foot, length ? (after - passed) / length : 0);
    if (share <= 1) {
      const off = metres(here, [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]);
      if (off < best.off) best = {at: passed + length * share, off};
    }
    passed += length;
  }
  return best.off < Infinity ? {...best, long: passed} : {at: passed, off: metres(points.at(-1), here), long: passed};
}

/** How far along the way each step's turn is taken; the last is its end. */
export function turnPlaces(steps, long) {
  let passed = 0;
  return steps.map((step, i) => {
    const at = i === steps.length - 1 ? long : step.along_m ?? passed;
    passed += step.distance_m;
    return at;
  });
}

/** What somebody at `here` is told on a way {points, steps}; without a position, what holds at its start.
 *  {at, off, left, next, then}, the turns {step, in} or null, none off the way. `driven`: how far along it they have been. */
export function guide(way, here, driven = 0) {
  let {at, off, long} = here ? along(way.points, here, driven - BACK_M) : {...along(way.points, way.points[0]), at: 0, off: 0};
  if (off > ON_WAY_M) ({at, off, long} = along(way.points, here));
  const left = Math.max(0, long - at);
  if (off > ON_WAY_M) return {at, off, left, next: null, then: null};
  const turns = turnPlaces(way.steps, long);
  const ahead = turns.map((m, step) => ({step, in: Math.max(0, m - at)})).filter(({step}) => step > 0 && turns[step] > at - TAKEN_M);
  return {at, off, left, next: ahead[0] ?? {step: turns.length - 1, in: left}, then: ahead[1] ?? null};
}

/** 320 m, 1.4 km: rounded as a driver hears it. */
export function far(m) {
  if (m == null) return '–';
  if (m < 100) return `${Math.round(m / 10) * 10} m`;
  return m < 975 ? `${Math.round(m / 50) * 50} m` : `${(m / 1000).toFixed(1)} km`;
}
