// The sign of a turn: told by its shape alone, from the other seat.

import {html} from '../parts.js';

const BENT = {straight: 0, slight_right: 45, right: 90, sharp_right: 135, slight_left: -45, left: -90, sharp_left: -135};
const point = (x, y) => `${x.toFixed(1)} ${y.toFixed(1)}`;

/** A stem from below that bends by `degrees`, and its head. */
function bent(degrees) {
  const way = degrees * Math.PI / 180, [fromX, fromY] = [12 - Math.sign(degrees) * 5, degrees ? 10 : 14];
  const long = degrees ? 11 : 11.5, [x, y] = [fromX + Math.sin(way) * long, fromY - Math.cos(way) * long];
  const barb = side => point(x - Math.sin(way + side) * 5, y + Math.cos(way + side) * 5);
  return `M${point(fromX, 22)}L${point(fromX, fromY)}L${point(x, y)}M${barb(0.7)}L${point(x, y)}L${barb(-0.7)}`;
}
const DRAWN = {
  u_turn: 'M17 22V9a4.5 4.5 0 0 0-9 0v9M4.5 14.5 8 18l3.5-3.5',
  arrive: 'M6 22V3h12l-3 4.5 3 4.5H6',
  depart: bent(0),
};

export const Arrow = ({turn}) => html`<svg class="icon arrow" viewBox="0 0 24 24" aria-hidden="true" data-turn=${turn}><path d=${turn in BENT ? bent(BENT[turn]) : DRAWN[turn] ?? DRAWN.depart}/></svg>`;
