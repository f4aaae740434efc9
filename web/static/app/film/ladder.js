// How much of the picture the network takes, as a ladder; its lowest rung is sound alone: what is said matters more
// than what is seen. Pure: what was measured in, the next rung out.

/** Widest first. `bps` is what the picture may use, `scale` by how much it is made smaller, `fps` how often it comes. */
export const RUNGS = [
  {bps: 600_000, scale: 1, fps: 15},
  {bps: 300_000, scale: 1.5, fps: 15},
  {bps: 150_000, scale: 2, fps: 10},
  {bps: 70_000, scale: 4, fps: 5},
  null,  // no picture: sound alone
];
export const SOUND_ALONE = RUNGS.length - 1;
const SOUND_BPS = 40_000;  // left to the voice before anything is given to the picture
const LOSES = .08, LOSES_MUCH = .25, IS_CALM = .02;  // share of packets lost since the last look
const CALM_LOOKS = 4, MOST_PATIENCE = 32;  // looks in a row without trouble before a rung is tried again

/** Where a line begins with `viewers` watching at once: every one is fed by the same telephone. */
export const begins = viewers => ({rung: top(viewers), calm: 0, patience: CALM_LOOKS, tried: false});
const top = viewers => viewers > 2 ? 2 : viewers > 1 ? 1 : 0;
const needs = rung => SOUND_BPS + (RUNGS[rung]?.bps ?? 0);
const clamp = (rung, viewers) => Math.min(SOUND_ALONE, Math.max(top(viewers), rung));

/** The next step of a line. `lost` is the share of packets the other side has missed (null: not told), `bps` what the
 *  network is believed to carry (null: unknown). Down at once, up only after calm; a try that fails is waited for
 *  twice as long. */
export function step(line, {lost = null, bps = null, viewers = 1} = {}) {
  const worse = lost > LOSES_MUCH ? 2 : lost > LOSES || bps !== null && line.rung !== SOUND_ALONE && bps < needs(line.rung) * .4 ? 1 : 0;
  if (worse) return {rung: clamp(line.rung + worse, viewers), calm: 0, patience: line.tried ? Math.min(MOST_PATIENCE, line.patience * 2) : line.patience, tried: false};
  if (lost === null || lost > IS_CALM) return {...line, rung: clamp(line.rung, viewers), calm: 0};
  const calm = line.calm + 1, fits = bps === null || line.rung === SOUND_ALONE || bps >= needs(line.rung - 1) * .6;
  if (calm < line.patience || !fits || line.rung <= top(viewers)) return {...line, rung: clamp(line.rung, viewers), calm, ...(line.tried && calm >= CALM_LOOKS && {patience: CALM_LOOKS, tried: false})};
  return {rung: clamp(line.rung - 1, viewers), calm: 0, patience: line.patience, tried: true};
}
