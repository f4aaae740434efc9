// Four things a crew looks at, one at a time: nothing scrolls away, and what comes in never moves what is being pressed.

import {effect, signal} from '@preact/signals';
import {chime} from '../alarm.js';
import {Icon, html} from '../parts.js';
import {t} from '../say.js';
import {AGREED, ASKED, CHOSEN, drafted, job, requests} from './state.js';

const HOME = {at_patient: 'patient', at_hospital: 'hospital', handed_over: 'hospital'};
const TABS = [['way', 'navigation'], ['patient', 'heart-pulse'], ['care', 'stethoscope'], ['hospital', 'hospital'], ['more', 'list']];
const MANY = ['mass', 'users'];  // once the incident is one with many casualties
export const tab = signal('way');

/** To what a state needs first. Called after the crew's own step, never because something came in. */
export const turnTo = state => show(HOME[state] ?? 'way');
export const show = name => {
  tab.value = name;
  scrollTo(0, 0);
};

/** What waits behind a tab: [words for a screen reader, mark]. */
function mark(name) {
  if (name === 'mass') return job.value.mass.total ? [t('mass.casualties'), job.value.mass.total] : null;
  if (name === 'patient' && drafted.value > 0) return [t('crew.unsent', {n: drafted.value}), drafted.value];
  if (name !== 'hospital') return null;
  if (job.value.talk.unread > 0) return [t('guidance.unread', {n: job.value.talk.unread}), job.value.talk.unread];
  const all = requests.value, agreed = all.filter(r => AGREED.includes(r.state)).length, asked = all.filter(r => ASKED.includes(r.state)).length;
  if (all.some(r => CHOSEN.includes(r.state))) return [t('crew.hospital_set'), '✓'];
  return agreed ? [t('crew.agreed', {n: agreed}), `✓${agreed}`] : asked ? [t('crew.asked', {n: asked}), asked] : null;
}

export const Tabs = () => html`<nav class="tabs" aria-label=${t('crew.tabs')}>${(job.value?.mass ? [MANY, ...TABS] : TABS).map(([name, icon]) => {
  const waiting = mark(name);
  return html`<button type="button" key=${name} aria-pressed=${tab.value === name} onClick=${() => show(name)}><${Icon} name=${icon}/><span>${t(`crew.tab_${name}`)}</span>
    ${waiting && html`<b class="badge num" data-mark=${waiting[1]}><span aria-hidden="true">${waiting[1]}</span><span class="unseen">${waiting[0]}</span></b>`}</button>`;
})}</nav>`;

let known = null;  // the job the page has opened on
effect(() => {
  if (job.value && job.value.id !== known) {
    known = job.value.id;
    tab.value = HOME[job.value.state] ?? 'way';
  }
});
let agreedBefore = 0;
effect(() => {
  const agreed = requests.value.filter(r => AGREED.includes(r.state)).length;
  if (agreed > agreedBefore) chime();
  agreedBefore = agreed;
});
