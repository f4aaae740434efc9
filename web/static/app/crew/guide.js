// The next turn, large, and the way on a small map.

import {effect, signal} from '@preact/signals';
import {post} from '../api.js';
import {chime} from '../alarm.js';
import {MapBox, canDraw, line, point} from '../map.js';
import {far} from '../guide.js';
import {NextLight, lightPoint, lightsOf} from '../lights.js';
import {Button, Icon, html} from '../parts.js';
import {attempt} from '../page.js';
import {named, t} from '../say.js';
import {within} from '../eta.js';
import {hour} from '../time.js';
import {pinPoint} from '../stops.js';
import {detourSentence, feedTraffic} from '../traffic.js';
import {Arrow} from './arrow.js';
import {HandOff} from './handoff.js';
import {Turns} from './turns.js';
import {here, job, unit} from './state.js';
import {isLoaded, lightsAhead, lonLat, said, turnWords, way} from './way.js';

const Arrival = () => html`<small class="num">${t('desk.eta')} ${hour(job.value.eta)}${job.value.eta && ` · ${within(job.value.eta, job.value.eta_p90)}`} · ${far(said.value.left)}</small>`;
const Next = () => {
  const {steps} = way.value, {at, next, then} = said.value;
  const light = lightsAhead().find(one => one.state !== 'planned');
  return html`<section class="turn" aria-label=${t('crew.way')}><${Arrow} turn=${steps[next.step].turn}/><div><b class="num">${far(next.in)}</b>
    <p>${turnWords(steps[next.step])}</p></div>
    ${then && html`<p class="then"><span>${t('guide.then')}</span><${Arrow} turn=${steps[then.step].turn}/><span><span class="num">${t('guide.in', {far: far(then.in - next.in)})}</span> ${turnWords(steps[then.step])}</span></p>`}
    <div class="rest"><${Arrival}/><${NextLight} told=${job.value.signals} away=${light ? far(light.at - at) : null}/></div></section>`;
};

/** Off the way its turns mean nothing: it is said, and another way offered. Nobody is led anew without asking. */
const seeking = signal(false);
async function seek() {
  seeking.value = true;
  await attempt(() => post(`/api/v1/assignments/${job.peek().id}/route`));
  seeking.value = false;
}
const Astray = () => html`<section class="turn astray" role="status"><${Icon} name="route"/><div><b>${t('guide.astray')}</b><p class="num">${t('guide.off', {far: far(said.value.off)})}</p></div>
  <${Button} kind="wide" disabled=${seeking.value} onClick=${seek}>${t('guide.anew')}<//><div class="rest"><${Arrival}/></div></section>`;

/** Why the way is another one now; told once with a sound, for the eyes are on the road. */
let told = null;
effect(() => {
  const detour = job.value?.route?.detour;
  if (!detour || told === `${job.value.id} ${detour.at}`) return;
  told = `${job.value.id} ${detour.at}`;
  if (detour.reason !== 'left') chime();
});
const Detour = ({route}) => route.detour && html`<p class="detour" role="alert"><${Icon} name="route"/><b>${detourSentence(route.detour)}</b></p>`;

function feed(map) {
  const stops = [
    effect(() => {
      const {route, state, incident} = job.value ?? {};
      map.feed('routes', route ? [line(route.points, {to: isLoaded(state) ? 'hospital' : 'scene'})] : []);
      map.feed('incidents', incident?.place ? [point(incident.place, {priority: incident.priority ?? 0, chosen: false, active: false})] : []);
      map.feed('places', isLoaded(state) ? [] : pinPoint(job.value?.stops));
      map.feed('lights', lightsOf(route, job.value?.signals).map(lightPoint));
      const ends = route ? [route.points[0], route.points.at(-1)].map(([lon, lat]) => ({lon, lat})) : [incident?.place, here.peek()].filter(Boolean);
      map.fit(ends, 40);
    }),
    feedTraffic(map),
    effect(() => map.feed('units', here.value ? [point(here.value, {name: named(unit.value.callsign), state: 'going'})] : [])),
  ];
  return () => stops.forEach(stop => stop());
}

export const Guide = () => {
  const start = lonLat(here.value) ?? lonLat(job.value.incident.place);
  return html`${way.value && html`<${Detour} route=${way.value}/>${said.value.next ? html`<${Next}/>` : html`<${Astray}/>`}<${Turns}/>`}
    ${start && canDraw() && html`<div class="small-map"><${MapBox} centre=${start} zoom=${13} quiet ready=${feed}/></div>`}<${HandOff}/>`;
};
