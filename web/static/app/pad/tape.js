// The figures of one flight, as large as they are read across a room, each with where it came from in the last minute.

import {Chip, html} from '../parts.js';
import {t, word} from '../say.js';
import {clock, since, span, until} from '../time.js';
import {keptKit} from './course.js';
import {heardOf, telemetry, traces} from './state.js';

const LOW = .3, BINGO_WARNS_S = 60, DRIFT_S = 30, WIDE = 96, HIGH = 22;

/** A line of the last figures, from 0 up to `most` or beyond; nothing where fewer than two are known. */
const Trace = ({points, most}) => {
  const known = points.filter(one => one != null);
  if (known.length < 2) return html`<svg class="trace" viewBox=${`0 0 ${WIDE} ${HIGH}`} aria-hidden="true"/>`;
  const top = Math.max(most, ...known);
  const drawn = points.map((one, i) => one == null ? null : `${(i / (points.length - 1) * WIDE).toFixed(1)},${(HIGH - 2 - Math.max(0, one) / top * (HIGH - 4)).toFixed(1)}`).filter(Boolean).join(' ');
  return html`<svg class="trace" viewBox=${`0 0 ${WIDE} ${HIGH}`} preserveAspectRatio="none" aria-hidden="true"><polyline points=${drawn}/></svg>`;
};
const Tile = ({name, value, unit, mark, points, most, why}) => html`<div class=${`tile ${mark ? 'low' : ''}`}><h3>${name}</h3><p class="reading"><b class="num">${mark ? '! ' : ''}${value ?? '–'}</b> <small>${unit}</small></p>${why && html`<small class="why">${why}</small>`}${points && html`<${Trace} points=${points} most=${most}/>`}</div>`;

const LINK = {live: ['good', 'wifi'], late: ['warn', 'wifi'], lost: ['bad', 'wifi-off'], home: ['lost', 'wifi-off'], none: ['', 'wifi-off']};
/** How the vehicle is heard, what it does, and whether it stands still on our word. */
export const LinkLine = ({sortie: s}) => {
  const seen = telemetry.value.get(s.drone_id), {age, link} = heardOf(s), [kind, icon] = LINK[link], vehicle = seen?.vehicle ?? s.vehicle;
  return html`<p class="row wrap link"><${Chip} kind=${kind} icon=${icon}>${t(`pad.link_${link}`)}</${Chip}>${age != null && link !== 'live' && html`<span class="num late">${t('pad.heard', {age: span(age)})}</span>`}<span class="grow"/>
    ${s.paused_at && html`<${Chip} kind="warn" icon="pause">${t('pad.paused')}</${Chip}>`}${vehicle?.mode && html`<b>${word('flight_mode', vehicle.mode)}</b>`}${seen?.phase && html`<small>${word('phase', seen.phase)}</small>`}</p>`;
};

/** How long home takes by the last that was heard, less what has gone by since once it flies there; or why nobody can say. */
const HOMEWARD = ['returning', 'aborted'];
const HomeIn = ({sortie: s}) => {
  const seen = s && telemetry.value.get(s.drone_id), {home_s: takes = null, home_unknown: why = null} = seen?.watch ?? {}, gone = s && HOMEWARD.includes(s.state) ? since(seen?.at) ?? 0 : 0;
  return html`<${Tile} name=${t('pad.home_in')} value=${takes == null ? null : span(Math.max(0, takes - gone))} unit="" why=${why && word('home_unknown', why)}/>`;
};

const whole = value => value == null ? null : Math.round(value);
/** The strip keeps its place while nothing flies, so that the map above it keeps its own. */
export const Tape = ({sortie: s}) => {
  const seen = telemetry.value.get(s?.drone_id), trace = traces.value.get(s?.drone_id) ?? [], left = s ? until(seen?.sortie_id === s.id && seen.eta || s.eta) : null;
  const stays = seen?.watch?.stays_s, line = seen?.vehicle?.line_m, share = seen?.battery_share, dropped = s?.let_go_at, drift = !dropped && s?.entered.airborne && left != null && left < -DRIFT_S;
  return html`<section class=${`tape ${!s ? 'idle' : ['live', 'late'].includes(heardOf(s).link) ? '' : 'old'}`} aria-label=${t('pad.tape')}>
    ${s && keptKit(s) ? html`<${Tile} name=${t('pad.kit')} value=${t('pad.on_board')} unit=""/>` : dropped ? html`<${Tile} name=${t('pad.kit_is_down')} value=${clock(dropped).slice(0, 5)} unit=""/>` : html`<${Tile} name=${t('pad.kit_down')} value=${left == null ? null : left < 0 ? `+${span(-left)}` : span(left)} unit="" mark=${drift}/>`}
    <${Tile} name=${t('pad.altitude')} value=${whole(seen?.altitude_m)} unit="m" points=${trace.map(one => one.altitude_m)} most=${20}/><${Tile} name=${t('pad.speed')} value=${seen?.speed_mps?.toFixed(1)} unit="m/s" points=${trace.map(one => one.speed_mps)} most=${5}/>
    <${Tile} name=${t('pad.battery')} value=${share == null ? null : whole(share * 100)} unit="%" mark=${share < LOW} points=${trace.map(one => one.battery_share)} most=${1}/><${Tile} name=${t('pad.stays')} value=${stays == null ? null : span(stays)} unit="" mark=${stays != null && stays < BINGO_WARNS_S}/>
    <${HomeIn} sortie=${s}/><${Tile} name=${t('pad.line')} value=${line?.toFixed(1)} unit="m"/></section>`;
};
