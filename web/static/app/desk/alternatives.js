// Other ways for a unit under way: how much later, how much of it is another road, over which street. Only when asked.

import {effect, signal} from '@preact/signals';
import {get} from '../api.js';
import {far} from '../guide.js';
import {line} from '../map.js';
import {Button, html} from '../parts.js';
import {attempt} from '../page.js';
import {named, t} from '../say.js';
import {current} from './state.js';

/** {job, ways}: what was asked for last, `ways` null while it is sought; null for none. */
const asked = signal(null);
/** States in which a unit is on a way at all. */
export const DRIVING = ['dispatched', 'acked', 'en_route', 'staged', 'depart_scene'];
effect(() => {
  const job = current.value?.assignments.find(one => one.id === asked.value?.job);
  if (asked.value && !DRIVING.includes(job?.state)) asked.value = null;
});

export async function askWays(job) {
  if (asked.peek()?.job === job) { asked.value = null; return; }
  asked.value = {job, ways: null};
  const told = await attempt(() => get(`/api/v1/assignments/${job}/alternatives`));
  if (asked.peek()?.job === job) asked.value = told ? {job, ways: told.alternatives} : null;
}

const later = seconds => `${seconds < 0 ? '−' : '+'}${t('areas.line', {n: Math.round(Math.abs(seconds) / 60)})}`;
const Way = ({way, n}) => html`<li class="row wrap"><b class="num">${n}</b><span>${way.over ? t('ways.over', {street: named(way.over)}) : t('ways.unnamed')}</span><span class="grow"/>
  <span class="num"><b>${later(way.later_s)}</b> · ${far(way.distance_m)} · ${t('ways.apart', {share: Math.round((1 - way.shared) * 100)})}</span></li>`;

export const WaysKey = ({job}) => html`<${Button} kind="small" aria-pressed=${asked.value?.job === job} onClick=${() => askWays(job)}>${t('ways.key')}<//>`;
export const Ways = ({job}) => {
  if (asked.value?.job !== job) return null;
  const {ways} = asked.value;
  if (!ways?.length) return html`<small class="dim" role="status">${t(ways ? 'ways.none' : 'ways.seeking')}</small>`;
  return html`<ol class="ways">${ways.map((way, i) => html`<${Way} key=${i} way=${way} n=${i + 1}/>`)}</ol>`;
};
export const feedWays = map => effect(() => map.feed('alternatives', (asked.value?.ways ?? []).map((way, i) => line(way.points, {name: `${i + 1}  ${later(way.later_s)}`}))));
