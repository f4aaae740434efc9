// The room a quiet hospital has: what it answered in this shift, and what the network believes of it, with the words
// and answers that belief comes from. Folded away while somebody asks or a patient is on the way.

import {signal} from '@preact/signals';
import {Button, Chip, Icon, html} from '../parts.js';
import {t, word} from '../say.js';
import {since, span} from '../time.js';
import {asking, beliefs, coming, hospital, requests} from './state.js';

const TAKEN = ['accepted', 'accepted_conditional', 'phone_answered', 'held', 'confirmed', 'designated', 'arrived', 'offloaded', 'released'];
const share = n => `${Math.round(n * 100)} %`, count = n => Number.isInteger(n) ? n : n.toFixed(1);
const median = list => list.length ? [...list].sort((a, b) => a - b)[Math.floor((list.length - 1) / 2)] : null;

function today() {
  const all = [...requests.value.values()], answered = all.filter(r => r.answered_at);
  const reasons = Object.entries(Object.groupBy(all.filter(r => r.decline_code), r => r.decline_code)).map(([code, list]) => [code, list.length]).sort((a, b) => b[1] - a[1]);
  return {asked: all.length, taken: answered.filter(r => TAKEN.includes(r.state)).length, declined: all.filter(r => r.state === 'declined').length, silent: all.filter(r => r.state === 'expired').length,
    took: median(answered.map(r => (Date.parse(r.answered_at) - Date.parse(r.asked_at)) / 1000)), reasons};
}

const Count = ({name, children, warn}) => html`<div class="card count-tile"><h3>${name}</h3><b class=${`num ${warn ? 'warned' : ''}`}>${children}</b></div>`;
const Today = () => {
  const day = today();
  return html`<section class="card pad" aria-label=${t('receiving.shift')}><h2>${t('receiving.shift')}</h2><div class="counts"><${Count} name=${t('receiving.asked_n')}>${day.asked}</${Count}><${Count} name=${t('receiving.taken_n')}>${day.taken}</${Count}>
    <${Count} name=${t('receiving.declined_n')}>${day.declined}</${Count}><${Count} name=${t('receiving.silent_n')} warn=${day.silent > 0}>${day.silent > 0 ? '! ' : ''}${day.silent}</${Count}><${Count} name=${t('receiving.took')}>${day.took == null ? '–' : span(day.took)}</${Count}></div>
    ${day.reasons.length > 0 && html`<ul class="reasons-told">${day.reasons.map(([code, n]) => html`<li key=${code}>${word('decline', code)} <b class="num">${n}</b></li>`)}</ul>`}</section>`;
};

const SAYS = {yes: ['good', 'check'], no: ['', 'x'], unknown: ['', 'circle-help']};
const Row = ({belief: b}) => {
  const said = hospital.value.answers.find(one => one.capability === b.capability), [kind, icon] = SAYS[b.says];
  return html`<tr><th scope="row">${b.capability ? word('capability', b.capability) : t('receiving.any_patient')}</th>
    <td>${b.capability ? html`<${Chip} kind=${kind} icon=${icon}>${word('says', b.says)}</${Chip}>` : html`<span class="dim">–</span>`}</td>
    <td class="figure">${said ? html`${span(since(said.reported_at))}<small> · ${share(b.belief)}</small>` : '–'}</td>
    <td class="figure">${b.borne_out.tested < .5 ? '–' : share(b.borne_out.share)}</td>
    <td class="figure">${b.asked ? `${count(b.accepted)} / ${count(b.asked)}` : '–'}</td><td class="figure"><b>${share(b.accept)}</b><small title=${t('receiving.range_more')}> ${Math.round(b.low * 100)}–${Math.round(b.high * 100)}</small><span class="bar"><i style=${{width: share(b.accept).replace(' ', '')}}/></span></td></tr>`;
};

const SHOWN = 8;
const all = signal(false);
/** What lowers every chance at once: no emergency bed left, or a notice that covers all. */
const lowered = house => {
  const er = house.beds.find(one => one.bed === 'O001'), free = er?.available == null ? null : er.available - house.promised - house.at_door;
  return [free != null && free <= 0 && t('receiving.lowered_full'), house.diversions.some(one => !one.capability && !one.advisory) && t('receiving.lowered_notice')].filter(Boolean);
};
const Believed = () => html`<section class="card pad" aria-label=${t('receiving.believed')}><h2>${t('receiving.believed')}</h2><p class="dim">${t('receiving.believed_more')}</p>
  ${lowered(hospital.value).map(why => html`<p class="row lowered" key=${why}><${Icon} name="triangle-alert"/>${why}</p>`)}
  <table class="table believed"><thead><tr><th>${t('receiving.case')}</th><th>${t('receiving.your_word')}</th><th class="figure">${t('receiving.word_age')}</th><th class="figure" title=${t('receiving.borne_out_more')}>${t('receiving.borne_out')}</th><th class="figure">${t('receiving.record')}</th><th class="figure">${t('receiving.chance')}</th></tr></thead>
  <tbody>${beliefs.value.slice(0, all.value ? undefined : SHOWN).map(one => html`<${Row} key=${one.capability ?? ''} belief=${one}/>`)}</tbody></table>
  ${beliefs.value.length > SHOWN && html`<${Button} kind="bare small" icon="chevron-down" aria-expanded=${all.value} onClick=${() => { all.value = !all.value; }}>${all.value ? t('common.fewer') : t('receiving.all_cases', {n: beliefs.value.length})}<//>`}</section>`;

export const Room = () => {
  const busy = asking.value.length > 0 || coming.value.length > 0;
  if (busy) return html`<details class="past room-folded"><summary>${t('receiving.shift')} · ${t('receiving.believed')}</summary><div class="room"><${Today}/><${Believed}/></div></details>`;
  return html`<div class="room"><${Today}/><${Believed}/></div>`;
};
