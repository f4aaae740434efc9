// The record as a list, and how everything stood at the instant shown: enough without the map.

import {Chip, Icon, Priority, html, useEffect, useRef} from '../parts.js';
import {complaintOf, t, word, wordOr} from '../say.js';
import {clock, moment, span} from '../time.js';
import {KINDS, asked, begins, current, entries, flights, go, hidden, jobs, listed, playing, record} from './state.js';
import {ICONS, details, droneName, hospitalName, jobUnit, odd, sentence} from './words.js';

const Entry = ({entry: e, state}) => html`<li data-state=${state} aria-current=${state === 'now' ? 'step' : undefined}><button type="button" class="entry" onClick=${() => { playing.value = false; go(e.ms); }}>
  <time class="num">${clock(e.ms)}</time><${Icon} name=${ICONS[e.kind]}/><span class="prose">${sentence(e)} ${details(e).map(one => html`<small key=${one}>${one} </small>`)}${odd(e).map(one => html`<${Chip} key=${one} kind="warn">${one}<//> `)}</span><small class="num">+${span((e.ms - begins.value) / 1000)}</small></button></li>`;

export const Entries = () => {
  const box = useRef(), now = current.value;
  useEffect(() => show(box.current, box.current.querySelector('[data-state="now"]')), [now]);
  return html`<section class="happened card" aria-labelledby="happened"><div class="head"><h2 id="happened">${t('replay.happened')}</h2></div>
    <div class="kinds row wrap" role="group" aria-label=${t('replay.kinds')}>${KINDS.filter(kind => entries.value.some(e => e.kind === kind)).map(kind => html`<button type="button" key=${kind} class="button small" aria-pressed=${!hidden.value.has(kind)} onClick=${() => toggle(kind)}><${Icon} name=${ICONS[kind]}/>${t(`replay.kind_${kind}`)}</button>`)}</div>
    <ol class="entries" ref=${box} tabindex="0" aria-labelledby="happened">${listed.value.map((e, i) => html`<${Entry} key=${e.i} entry=${e} state=${i === now ? 'now' : i < now ? 'past' : 'to_come'}/>`)}</ol></section>`;
};

/** Brings the entry into the list's own view; the page itself never moves. */
function show(list, entry) {
  if (!entry) return;
  const top = entry.offsetTop - list.offsetTop, over = top + entry.offsetHeight * 3 - list.scrollTop - list.clientHeight;
  if (over > 0) list.scrollTop += over;
  else if (top < list.scrollTop) list.scrollTop = top;
}

function toggle(kind) {
  const next = new Set(hidden.peek());
  if (!next.delete(kind)) next.add(kind);
  hidden.value = next;
}

const look = state => ['on_scene', 'at_patient'].includes(state) ? 'scene' : ['depart_scene', 'at_hospital', 'handed_over'].includes(state) ? 'loaded' : ['clear', 'cancelled', 'declined', 'diverted'].includes(state) ? 'free' : 'going';
export const lookOf = job => look(job.state);

export const Moment = () => {
  const {incident} = record.value, sent = jobs.value.filter(job => job.state), flown = flights.value.filter(one => one.state);
  return html`<section class="moment card pad" aria-labelledby="moment"><h2 id="moment" class="row"><${Priority} p=${incident.priority}/><span class="num">${incident.number}</span> ${complaintOf(incident)}${incident.simulated && html`<${Chip} kind="unreal">${t('chief.simulated')}<//>`}<span class="grow"/><small>${moment(incident.received_at)}</small></h2>
    <ul>${sent.map(job => html`<li key=${job.id} class="row"><i class="mark" data-s=${lookOf(job)}/><b>${jobUnit(job.id)}</b><span>${word('assignment', job.state)}</span>${!job.way.length && html`<small>${t('replay.no_track')}</small>`}</li>`)}
    ${flown.map(one => html`<li key=${one.id} class="row"><${Icon} name="drone"/><b>${droneName(one.drone)}</b><span>${word('sortie', one.state)}</span>${one.place?.altitude != null && html`<small class="num">${Math.round(one.place.altitude)} m</small>`}</li>`)}
    ${[...asked.value].map(([hospital, e]) => html`<li key=${hospital} class="row"><${Icon} name="hospital"/><b>${hospitalName(hospital)}</b><span>${wordOr('request', e.more.state)}</span>${e.more.decline && html`<small>${wordOr('decline', e.more.decline)}</small>`}</li>`)}
    ${!sent.length && html`<li class="dim">${t('replay.nobody_yet')}</li>`}</ul></section>`;
};
