// What the decision says of a drone: which one would fly, how sure that is, and why the others would not.

import {signal} from '@preact/signals';
import {html} from '../parts.js';
import {whyNone} from '../nogo.js';
import {dots, t, word} from '../say.js';
import {prime, seconds} from '../time.js';
import {droneName, places, plan} from './state.js';

const open = signal(false);  // the drones that were not taken, with their reasons
const zoneName = id => places.value.squadron.zones.find(zone => zone.id === id)?.name ?? id;

const Reasons = ({reasons, drones}) => html`<ul class="reasons">${whyNone(reasons, drones, zoneName).map(([those, sentences]) => html`<li key=${String(those)}>${those && drones > 1 && html`<b>${those.length ? `${those.map(droneName).join(', ')}:` : t('desk.drone_all')}</b> `}${dots(sentences)}</li>`)}</ul>`;

/** What is not as usual about the flight: how high, a wait for other drones, a walk to the kit. */
const flown = go => dots([go.height_m != null && t('desk.drone_height', {m: go.height_m}), seconds(go.delay) > 0 && t('desk.drone_wait', {time: prime(seconds(go.delay))}), go.site?.walk_m >= 1 && t('desk.drone_walk', {m: Math.round(go.site.walk_m)})]);

/** The race in one line, the flight in the next. */
const Go = ({go}) => html`<p><b>${t('desk.drone_go', {drone: droneName(go.drone_id), kit: word('kit', go.kit)})}</b><br/>
  <small>${dots([t('desk.drone_arrival', {time: prime(seconds(go.arrival.mean)), spread: prime(seconds(go.arrival.sd))}), go.p_first != null ? t('desk.drone_first', {share: Math.round(go.p_first * 100)}) : t('desk.drone_alone'), go.expected_gain != null && t('desk.drone_gain', {time: prime(seconds(go.expected_gain))})])}${flown(go) && html`<br/>${flown(go)}`}</small></p>
  ${go.considered.length > 0 && html`<p><button type="button" class="button bare small" aria-expanded=${open.value} onClick=${() => { open.value = !open.value; }}>${t('desk.drone_others')}</button></p>`}
  ${open.value && html`<${Reasons} reasons=${go.considered} drones=${places.value.squadron.drones.length}/>`}`;

const NoGo = ({answer}) => {
  const named = new Set(answer.reasons.map(reason => reason.drone_id).filter(Boolean));
  return html`<p><b>${t('desk.drone_no_go', {kit: word('kit', plan.value.triage.kit)})}</b></p><${Reasons} reasons=${answer.reasons} drones=${named.size}/>`;
};

/** Go or no go: an answer with a drone, or one with nothing but reasons. */
export const Offer = ({answer}) => answer.drone_id ? html`<${Go} go=${answer}/>` : html`<${NoGo} answer=${answer}/>`;
