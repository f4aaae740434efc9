// The queue: who waits, by priority then age, and who is being looked after. Whoever waits out of sight is counted in red.

import {signal} from '@preact/signals';
import {Chip, Empty, Icon, Priority, html, useEffect, useRef} from '../parts.js';
import {far, metres} from '../guide.js';
import {complaintOf, named, t, word} from '../say.js';
import {choose, chosen, closed, pending, places, sorties} from './state.js';
import {callsign} from './acts.js';
import {LegClock, isLate} from './clock.js';
import {KIND, underWay} from './drop.js';
import {Lines} from './lines.js';
import {Others} from './presence.js';
import {arrived, hold, paused, release, rows, running, waiting} from './order.js';

const NEAR_M = 2000;
const HEAD_PX = 40;  // the heading that stays on top covers what scrolls below it

/** A place we have both names of is told in the reader's language; any other stands as it was told. */
const inWords = text => named([...places.value.landmarks, ...places.value.demand, ...places.value.stations].find(one => one.name.ko === text)?.name ?? text);

/** The place in words: as it was told, else by the nearest landmark, else by its coordinates. */
export function placeText(place) {
  if (!place) return t('desk.no_place');
  if (place.text) return inWords(place.text);
  const near = places.value.landmarks.map(l => [metres([l.lon, l.lat], [place.lon, place.lat]), l]).sort((a, b) => a[0] - b[0])[0];
  return near && near[0] < NEAR_M ? t('desk.near', {name: named(near[1].name), far: far(near[0])}) : `${place.lat.toFixed(5)}, ${place.lon.toFixed(5)}`;
}
const SURE = {verified: ['good', 'check'], approximate: ['warn', 'locate'], unverified: ['bad', 'circle-help']};
export const Verification = ({incident, short}) => {
  const [kind, icon] = SURE[incident.verification], radius = incident.place?.radius_m;
  return html`<${Chip} kind=${kind} icon=${icon}>${t(`verification.${incident.verification}`)}${radius && !short ? ` ±${Math.round(radius)} m` : ''}</${Chip}>`;
};

/** The kit from the air, while it is on its way or lies there. */
const Flown = ({incident}) => {
  const sortie = [...sorties.value.values()].findLast(one => one.incident_id === incident.id && underWay(one));
  return sortie && html`<${Chip} kind=${KIND[sortie.stage]} icon="drone">${word('kit_stage', sortie.stage)}</${Chip}>`;
};

const waits = i => pending.value.includes(i) || null;
const Row = ({incident: i}) => html`<li data-waits=${waits(i)}><button type="button" class="call" aria-pressed=${i.id === chosen.value} onClick=${() => choose(i.id)} id=${`call-${i.id}`}>
  <${Priority} p=${i.priority}/><b class="cut">${complaintOf(i)}</b><${LegClock} leg=${i.leg}/>
  <span class="where cut">${placeText(i.place)}</span>
  <span class="row chips"><${Chip}><span class="num">${i.number}</span></${Chip}>${i.mass_level && html`<${Chip} kind="warn" icon="users">${t('mass.title')} ${t('mass.level_n', {n: i.mass_level})}<//>`}${i.state === 'served' && html`<${Chip} kind="good" icon="circle-check">${word('incident', 'served')}<//>`}${i.paper_card && html`<${Chip} icon="file-text">${i.paper_card}</${Chip}>`}
    ${i.assignments.filter(job => job.open).map(job => html`<${Chip} key=${job.id} kind="act" icon="ambulance">${callsign(job.unit_id)} · ${word('assignment', job.state)}</${Chip}>`)}
    <${Flown} incident=${i}/><${Others} incident=${i} short/>${i.verification !== 'verified' && html`<${Verification} incident=${i} short/>`}</span></button></li>`;

const List = ({name, incidents, late, children}) => html`<section aria-label=${name}><div class="head"><h2>${name}</h2><span class=${`count num ${late ? 'late' : ''}`}>${incidents.length}</span>${children}</div>
  <ul class="list">${incidents.map(i => html`<${Row} key=${i.id} incident=${i}/>`)}</ul></section>`;

const out = signal({above: 0, below: 0});  // how many who wait are out of sight
function count(box) {
  if (!box) return;  // the queue has just been taken off the page
  const {top, bottom} = box.getBoundingClientRect(), seen = {above: 0, below: 0};
  for (const row of box.querySelectorAll('[data-waits]')) {
    const at = row.getBoundingClientRect(), middle = (at.top + at.bottom) / 2;
    if (middle < top + HEAD_PX) seen.above += 1;
    else if (middle > bottom) seen.below += 1;
  }
  if (seen.above !== out.peek().above || seen.below !== out.peek().below) out.value = seen;
}
const Out = ({where, box}) => {
  const n = out.value[where];
  const show = () => {
    const hidden = box.current.querySelectorAll('[data-waits]');
    (where === 'above' ? hidden[n - 1] : hidden[hidden.length - n])?.scrollIntoView({block: 'center'});
  };
  return n > 0 && html`<button type="button" class=${`out ${where}`} onClick=${show}><${Icon} name=${where === 'above' ? 'arrow-up' : 'chevron-down'}/>${t(`desk.more_${where}`, {n})}</button>`;
};

export const Queue = () => {
  const box = useRef(), late = pending.value.some(isLate);
  useEffect(() => {
    const look = () => count(box.current), watch = new ResizeObserver(look);
    watch.observe(box.current);
    box.current.addEventListener('scroll', look, {passive: true});
    return () => watch.disconnect();
  }, []);
  useEffect(() => count(box.current));
  return html`<nav class="queue" aria-label=${t('desk.queue')} onPointerMove=${hold} onPointerLeave=${release}><${Lines}/><div class="rows" ref=${box}>
    <${List} name=${t('desk.pending')} incidents=${waiting.value} late=${late}><span class="grow"/>
      ${paused.value && html`<span class=${`num held ${arrived.value.length ? 'late' : 'dim'}`} role="status">${arrived.value.length ? t('desk.held_new', {n: arrived.value.length}) : t('desk.held')}</span>`}</${List}>
    ${!waiting.value.length && html`<p class="none dim"><${Icon} name="circle-check"/> ${t('desk.nobody_waits')}</p>`}
    ${running.value.length > 0 && html`<${List} name=${t('desk.active')} incidents=${running.value}/>`}
    ${!rows.value.length && html`<${Empty} icon="phone-incoming" title=${t('desk.quiet')}>${t('desk.quiet_more')}</${Empty}>`}
    ${closed.value.length > 0 && html`<details class="closed"><summary>${t('desk.closed')} <span class="num">${closed.value.length}</span></summary>
      <ul class="list">${closed.value.map(i => html`<${Row} key=${i.id} incident=${i}/>`)}</ul></details>`}</div>
    <${Out} where="above" box=${box}/><${Out} where="below" box=${box}/></nav>`;
};
