// What to tell the caller, step by step in both languages; on an arrest the beat to press to, and the stamp of the first
// compression. The beat is seen, and heard where somebody wants it: M goes from off to seen, to heard, to off.

import {effect, signal} from '@preact/signals';
import {post} from '../api.js';
import {TICK, chime} from '../alarm.js';
import {attempt} from '../page.js';
import {Button, html} from '../parts.js';
import {language, t, word} from '../say.js';
import {clock, span} from '../time.js';
import {ending} from './acts.js';
import {current, refresh} from './state.js';

const QUIET = .06, OFF = 0, HEARD = 2;
const beating = signal(OFF);
const beats = signal(null);  // a minute, of the guide that is shown
export const beat = () => { beating.value = beats.peek() ? (beating.peek() + 1) % (HEARD + 1) : OFF; };

let timer = null;
effect(() => {
  clearInterval(timer);
  if (beating.value === HEARD && beats.value && current.value) timer = setInterval(() => chime(TICK, QUIET), 60_000 / beats.value);
});

/** Somebody has begun to press. */
export const pressed = incident => beats.peek() ? attempt(() => post(`/api/v1/incidents/${incident.id}/first-compression`)).then(refresh) : Promise.resolve();

const WHY = 'no_compression_';
const noted = stamps => Object.entries(stamps).filter(([name]) => name.startsWith(WHY)).sort(([, a], [, b]) => (a < b ? 1 : -1))[0]?.[0].slice(WHY.length);
const askWhy = (incident, after) => { ending.value = {title: t('interview.not_pressed_why'), group: 'undue', act: reason => attempt(() => post(`/api/v1/incidents/${incident.id}/no-compression`, {reason})).then(refresh).then(after)}; };

const Pressing = ({data, press, after}) => {
  const {first_compression: first, call_received: rung} = data.stamps, why = noted(data.stamps);
  return html`<div class="row wrap pressing"><span class="pulse" data-on=${beating.value > OFF} style=${{'--beat': `${60 / data.guide.beats}s`}} aria-hidden="true"></span><b class="num">${t('interview.beat', {n: data.guide.beats})}</b>
    <${Button} kind="small" icon=${beating.value === HEARD ? 'volume-2' : 'volume-x'} keys="M" aria-pressed=${beating.value > OFF} onClick=${beat}>${beating.value === OFF ? t('interview.beat_start') : beating.value === HEARD ? t('interview.beat_stop') : t('interview.sound')}</${Button}>
    ${first ? html`<span>${t('interview.compressed', {at: clock(first), after: span((Date.parse(first) - Date.parse(rung)) / 1000)})}</span>` : html`<${Button} kind="small main" keys="C" onClick=${press}>${t('interview.compression')}</${Button}><${Button} kind="small" onClick=${() => askWhy(current.value, after)}>${why ? word('undue', why) : t('interview.not_pressed')}</${Button}>`}</div>`;
};

export const Telling = ({data, press, after}) => {
  const {guide, language: spoken} = data, mine = language.value;
  if (beats.peek() !== guide.beats) queueMicrotask(() => { beats.value = guide.beats; if (!guide.beats) beating.value = OFF; });
  return html`<details class="telling" open=${Boolean(guide.beats)}><summary>${t('interview.tell')}: <b>${guide.title[mine]}</b>${spoken !== mine && html` <span lang=${spoken}>${guide.title[spoken]}</span>`}</summary>
    ${guide.beats && html`<${Pressing} data=${data} press=${press} after=${after}/>`}
    <ol>${guide.steps.map((step, i) => html`<li key=${i}>${step[mine]}${spoken !== mine && html`<span class="theirs" lang=${spoken}>${step[spoken]}</span>`}</li>`)}</ol></details>`;
};
