// Drones on a map: those on the ground at one place are one mark with all their names; the flying and the chosen lie on top.

const ON_GROUND_M = 2, TOGETHER_DEG = 1e-4;
const ARROWS = ['↑', '↗', '→', '↘', '↓', '↙', '←', '↖'];
const heads = degrees => degrees == null ? '' : ` ${ARROWS[Math.round(degrees / 45) % 8]}`;
const spot = place => [place.lat, place.lon].map(degrees => Math.round(degrees / TOGETHER_DEG)).join(' ');

/** Marks for drones of {name, place, altitude_m, heading_deg, chosen, ago}, the topmost last: {place, name, up, faint, rank}. Of a
 *  flying one `ago` says how old its place is, where it is not of now: it is drawn faint. */
export function marksOf(drones) {
  const up = one => one.altitude_m >= ON_GROUND_M, down = Object.groupBy(drones.filter(one => !up(one)), one => spot(one.place));
  const together = Object.values(down).map(ones => ({place: (ones.find(one => one.chosen) ?? ones[0]).place, name: ones.map(one => one.name).sort().join(' · '), up: ones.some(one => one.chosen), rank: ones.some(one => one.chosen) ? 2 : 0}));
  const flying = drones.filter(up).map(one => ({place: one.place, name: `${one.name} ${Math.round(one.altitude_m)} m${heads(one.heading_deg)}${one.ago ? ` · ${one.ago}` : ''}`, up: true, faint: Boolean(one.ago), rank: one.chosen ? 3 : 1}));
  return [...together, ...flying].sort((a, b) => a.rank - b.rank);
}
