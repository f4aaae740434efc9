// The card sent ahead: filled in from what is known, three rows of taps, one key. Sent by a person, and again when it changed.

import {attempt, toast} from '../page.js';
import {Button, Chip, Icon, html, signal} from '../parts.js';
import {codes, t, word} from '../say.js';
import {hour} from '../time.js';
import {said, signsLine} from '../prealertwords.js';
import {sendSoon} from './outbox.js';
import {job} from './state.js';

const tapped = signal({});  // what was tapped since the last card was sent: {job, teams, room, precautions}
const wanted = draft => tapped.value.job === job.value.id ? {...draft, ...tapped.value} : draft;
const tap = change => { tapped.value = {...(tapped.peek().job === job.peek().id ? tapped.peek() : {}), job: job.peek().id, ...change}; };

async function send(card) {
  const body = {teams: card.teams, room: card.room, precautions: card.precautions, device_at: new Date().toISOString()};
  await attempt(async () => {
    const answer = sendSoon(`/api/v1/incidents/${job.peek().incident_id}/pre-alert`, 'POST', body);
    toast(t(await answer === null ? 'outbox.kept' : 'prealert.sent'));
    tapped.value = {};
  });
}

const Several = ({legend, family, chosen, pick}) => html`<fieldset class="several"><legend class="label">${legend}</legend><div class="row wrap">${codes(family).map(code => html`<button type="button" key=${code} class="button" aria-pressed=${chosen.includes(code)}
  onClick=${() => pick(chosen.includes(code) ? chosen.filter(one => one !== code) : [...chosen, code])}>${word(family, code)}</button>`)}</div></fieldset>`;

const Known = ({card}) => html`<dl class="known">${[['prealert.why', [said('bundle', card.bundle), said('complaint', card.complaint)]], ['prealert.who', [said('age_years', card.age_years), said('sex', card.sex), said('acuity', card.acuity)]], ['prealert.vitals_now', [signsLine(card.vitals)]], ['prealert.eta', [said('eta', card.eta)]]].map(([name, values]) =>
  html`<div key=${name}><dt>${t(name)}</dt><dd>${[...new Set(values)].filter(one => one !== '–').join(' · ') || '–'}</dd></div>`)}</dl>`;

const Sent = ({sent}) => sent && html`<p class="row wrap"><${Chip} kind="good" icon="check">${t('prealert.sent_at', {at: hour(sent.sent_at)})}<//>
  ${sent.seen_at ? html`<${Chip} kind="good" icon="check">${t('prealert.seen_by', {by: sent.seen_by, at: hour(sent.seen_at)})}<//>` : html`<${Chip} kind="warn">${t('prealert.unseen')}<//>`}${sent.changes.length > 0 && html`<${Chip} kind="warn" icon="triangle-alert">${t('prealert.changed', {n: sent.changes.length})}<//>`}</p>`;

export const PreAlert = () => {
  const ahead = job.value?.pre_alert;
  if (!ahead) return null;
  const card = wanted(ahead.draft);
  return html`<section class="card pad stack prealert" aria-label=${t('prealert.title')}><h2 class="row"><${Icon} name="radio"/>${t('prealert.title')}</h2><${Sent} sent=${ahead.sent}/><${Known} card=${card}/>
    <${Several} legend=${t('prealert.teams')} family="team" chosen=${card.teams} pick=${teams => tap({teams})}/>
    <${Several} legend=${t('prealert.room')} family="room" chosen=${card.room ? [card.room] : []} pick=${rooms => tap({room: rooms.at(-1) ?? null})}/>
    <${Several} legend=${t('prealert.precautions')} family="precaution" chosen=${card.precautions} pick=${precautions => tap({precautions})}/>
    <${Button} kind=${ahead.sent ? 'wide' : 'wide main'} icon="send" onClick=${() => send(card)}>${t(ahead.sent ? 'prealert.send_again' : 'prealert.send')}<//></section>`;
};
