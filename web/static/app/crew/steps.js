// The chain of a job. One big key for the next step; whatever else is allowed stands behind "more".

import {signal} from '@preact/signals';
import {Button, Icon, html} from '../parts.js';
import {toast} from '../page.js';
import {t, word} from '../say.js';
import {stampDoubt} from '../stamps.js';
import {clock} from '../time.js';
import {correct} from './correction.js';
import {asksFirst, doubt, doubted, mayDepart} from './doubt.js';
import {send} from './outbox.js';
import {stateAfter} from './overlay.js';
import {job} from './state.js';
import {Unsent} from './mark.js';
import {turnTo} from './tabs.js';

const NEXT = {dispatched: 'ack', acked: 'en_route', en_route: 'on_scene', staged: 'on_scene', on_scene: 'at_patient', at_patient: 'depart', depart_scene: 'at_hospital', at_hospital: 'hand_over', handed_over: 'clear'};
const ICON = {ack: 'check', en_route: 'navigation', on_scene: 'map-pin', at_patient: 'user', depart: 'hospital', at_hospital: 'flag', hand_over: 'clipboard-list', clear: 'circle-check'};
const CHAIN = [['en_route', ['dispatched', 'acked', 'en_route', 'staged']], ['on_scene', ['on_scene', 'at_patient']], ['depart', ['depart_scene']], ['at_hospital', ['at_hospital', 'handed_over']]];
const UNDOABLE = ['en_route', 'staged', 'on_scene', 'at_patient', 'depart_scene'];
let away = () => null;  // only the newest step can be taken back
const ELSEWHERE = ['cancel', 'divert', 'time_out', 'dispatch', 'no_patient', 'refusal', 'treat_only'];  // the desk's, or told in leaving.js with their reason
const REST_MS = 600;  // the next step stands in the same place: a double tap takes one
const busy = signal(false);
const more = signal(false);

export async function go(action, more = {}) {
  if (busy.peek() || (!more.suggested && asksFirst(action))) return;
  busy.value = true;
  try {
    await send(`/api/v1/assignments/${job.peek().id}/steps`, 'POST', {action, device_at: new Date().toISOString(), ...more});
    if (stateAfter(action)) {
      turnTo(stateAfter(action));
      offerBack(stateAfter(action));
    }
    await new Promise(rested => setTimeout(rested, REST_MS));
  } finally {
    busy.value = false;
  }
}

/** For a few seconds a slip of the finger is one tap away from undone; later it stands under "more". */
function offerBack(state) {
  away();
  if (UNDOABLE.includes(state)) away = toast(word('assignment', state), {lasts: 6000, action: {label: t('crew.take_back'), run: () => { away(); correct('slip'); }}});
}

export const Progress = () => {
  const at = CHAIN.findIndex(([, states]) => states.includes(job.value.state)), stamps = Object.fromEntries(job.value.stamps.map(s => [s.name, s]));
  return html`<ol class="steps">${CHAIN.map(([name], i) => html`<li key=${name} class=${i <= at ? 'done' : ''} aria-current=${i === at ? 'step' : null}>${t(`crew.leg_${name}`)}<small class="num">${stamps[name] ? clock(stamps[name].at).slice(0, 5) : ''}${stamps[name]?.unsent && html`<${Unsent}/>`}${stamps[name] && stampDoubt(stamps[name]) && html`<span title=${stampDoubt(stamps[name])}> !<span class="unseen">${stampDoubt(stamps[name])}</span></span>`}</small></li>`)}</ol>`;
};

export const NextStep = () => {
  const action = NEXT[job.value.state], asked = doubted.value?.job === job.value.id ? doubted.value : null;
  if (!action && !asked) return html`<p class="dim">${word('assignment', job.value.state)}</p>`;
  const next = asked?.action ?? action, why = asked && doubt(next), still = busy.value || asked?.resting === true;
  const key = html`<button type="button" class=${`button next ${asked ? 'doubted' : isMain(next) ? 'main' : ''}`} aria-busy=${busy.value} disabled=${still} onClick=${() => go(next)}><${Icon} name=${asked ? 'circle-help' : ICON[next]}/>
    <span>${why && html`<small>${why}</small>`}${asked ? t('crew.still', {step: word('step', next)}) : word('step', next)}</span></button>`;
  return html`${job.value.state === 'dispatched' && !asked ? html`<div class="respond">${key}<${Respond}/></div>` : key}<p class="unseen" role="status">${why ?? ''}</p>`;
};
/** On the road at once: acknowledged, en route and led, in one tap. Who still has to get dressed acknowledges first. */
const Respond = () => html`<button type="button" class="button next main" aria-busy=${busy.value} disabled=${busy.value} onClick=${() => go('en_route', {respond: true})}><${Icon} name="navigation"/><span>${t('crew.respond')}</span></button>`;
/** One blue key at a time: while a hospital that agreed waits to be chosen, leaving is not the next thing to do. */
const isMain = action => action !== 'ack' && (action !== 'depart' || mayDepart());

/** Everything else the state machine allows, so that an unusual course needs no radio call. */
export const More = () => {
  const others = job.value.allowed.filter(action => action !== NEXT[job.value.state] && !ELSEWHERE.includes(action));
  return others.length > 0 && html`<section><${Button} kind="bare" icon="chevron-down" aria-expanded=${more.value} onClick=${() => { more.value = !more.value; }}>${t('crew.more_steps')}</${Button}>
    ${more.value && html`<div class="choices">${others.map(action => html`<${Button} key=${action} onClick=${() => { more.value = false; go(action); }}>${word('step', action)}</${Button}>`)}</div>`}</section>`;
};
