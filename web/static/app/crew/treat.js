// What is done for the patient, by tapping: the usual dose in one tap, when it was done in steps, no typing needed.

import {signal} from '@preact/signals';
import {Problem} from '../api.js';
import {Button, Choices, Icon, Stepper, html, useEffect} from '../parts.js';
import {toast} from '../page.js';
import {problemSentence, t, word} from '../say.js';
import {hour} from '../time.js';
import {doseWords, doubtsAbout, itemOf, itemsOf, lists, readLists, routeWord, sayDoubt, sayEntry} from './quick.js';
import {Unsent} from './mark.js';
import {sendSaying, sendSoon} from './outbox.js';
import {job} from './state.js';

const KINDS = ['drug', 'procedure', 'impression', 'finding', 'allergy', 'medication', 'history', 'event'];
const DOSED = ['drug', 'procedure'], FIRST = 12;
const AGO = {event: [0, 10, 30, 60, 180, 360]}, AGO_USUAL = [0, 1, 2, 5];
const REASONS = ['slip', 'wrong_dose', 'wrong_time', 'not_done', 'learnt_more'];
const MINUTE_MS = 60_000;

const kind = signal('drug'), ago = signal(0), all = signal(false);
const sheet = signal(null);    // {item, dose, unit, route, amends}: one entry before it is written
const striking = signal(null); // the entry that was wrong
const doubted = signal(null);  // {entry, amends, reason, doubts}: asked before it is written
const owner = signal(null);    // the job all of this belongs to
const QUESTIONS = [sheet, striking, doubted];
const close = () => { for (const one of QUESTIONS) one.value = null; };
/** Closes what is asked now, later: what has been asked in the meantime stays, whatever took so long. */
const closer = () => {
  const asked = QUESTIONS.map(one => one.peek()), minutes = ago.peek();
  return () => {
    QUESTIONS.forEach((one, n) => { if (one.peek() === asked[n]) one.value = null; });
    if (ago.peek() === minutes) ago.value = 0;
  };
};
const entries = () => job.value?.care ?? [];
const standing = () => entries().filter(one => one.stands);

const addressOf = amends => amends ? `/api/v1/care/${amends.id}/amend` : `/api/v1/incidents/${job.peek().incident_id}/care`;
const doneAt = amends => new Date((amends ? Date.parse(amends.done_at) : Date.now()) - ago.peek() * MINUTE_MS).toISOString();

/** Writes an entry, or asks first where something speaks against it. */
async function write(entry, {amends = null, reason = null, sure = false} = {}) {
  const against = sure ? [] : doubtsAbout(entry, standing().filter(one => one.id !== amends?.id));
  if (against.length) return doubt({entry, amends, reason, doubts: against});
  const body = {...entry, device_at: doneAt(amends), sure, ...(reason && {reason})}, end = closer();
  try {
    offerBack(await sendSoon(addressOf(amends), 'POST', body), entry);
    end();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.code === 'doubtful') doubt({entry, amends, reason, doubts: problem.document.doubts});
    else toast(problemSentence(problem), {bad: true});
  }
}
/** What asks something stands at the head of the page, where it is seen. */
const ask = (question, value) => { close(); question.value = value; scrollTo(0, 0); };
const doubt = about => { doubted.value = about; scrollTo(0, 0); };
const strike = async (entry, reason) => {
  const end = closer();
  if (await sendSaying(`/api/v1/care/${entry.id}/strike`, 'POST', {reason, device_at: new Date().toISOString()}, t('treat.struck'))) end();
};
function offerBack(made, entry) {
  if (made === null) return toast(t('outbox.kept'));
  const action = made?.id && {label: t('crew.take_back'), run: () => { away(); strike(made, 'slip'); }};
  const away = toast(t('treat.written', {what: sayEntry(entry)}), {lasts: 6000, action});
}

const agoWords = n => n === 0 ? t('treat.now') : n < 60 ? t('treat.ago', {n}) : t('treat.ago_hours', {n: n / 60});
const When = ({legend, first}) => html`<div class="when"><${Choices} name="ago" legend=${legend} value=${ago.value} pick=${n => { ago.value = n; }}
  options=${(AGO[kind.value] ?? AGO_USUAL).map(n => [n, n === 0 && first ? first : agoWords(n)])}/></div>`;

const Kinds = () => html`<div class="treat-kinds" role="group" aria-label=${t('treat.what')}>${KINDS.map(one => html`<${Button} key=${one} aria-pressed=${kind.value === one}
  onClick=${() => { kind.value = one; ago.value = 0; all.value = false; close(); }}>${word('care_kind', one)}<//>`)}</div>`;

const usual = item => item.doses[0] ?? {};
const Dosed = ({item}) => html`<li class="dosed"><${Button} onClick=${() => write({kind: kind.peek(), code: item.code, ...usual(item)})}><b>${sayEntry({kind: kind.value, code: item.code})}</b><span class="num">${doseWords(usual(item))}</span><//>
  ${item.doses.length > 0 && html`<${Button} icon="pencil" aria-label=${t('treat.other_dose', {what: sayEntry({kind: kind.value, code: item.code})})} onClick=${() => ask(sheet, {item, ...usual(item), amends: null})}/>`}</li>`;
const Plain = ({item}) => {
  const there = standing().find(one => one.kind === kind.value && one.code === item.code);
  return html`<li><${Button} aria-pressed=${there != null} icon=${there ? 'check' : undefined} onClick=${() => { if (there?.unsent) return; if (there) ask(striking, there); else write({kind: kind.peek(), code: item.code}); }}>${sayEntry({kind: kind.value, code: item.code})}<//></li>`;
};
const Quick = () => {
  const items = itemsOf(kind.value), dosed = DOSED.includes(kind.value), shown = all.value ? items : items.slice(0, FIRST), Line = dosed ? Dosed : Plain;
  return html`<ul class=${dosed ? 'quick' : 'quick two'}>${shown.map(item => html`<${Line} key=${`${kind.value}${item.code}`} item=${item}/>`)}</ul>
    ${items.length > shown.length && html`<${Button} kind="wide" icon="chevron-down" onClick=${() => { all.value = true; }}>${t('treat.all', {n: items.length})}<//>`}
    ${!DOSED.includes(kind.value) && kind.value !== 'event' && html`<${OwnWords}/>`}`;
};
const OwnWords = () => {
  const take = event => {
    event.preventDefault();
    const form = event.target, text = new FormData(form).get('text').trim();
    if (text) { write({kind: kind.peek(), text}); form.reset(); }
  };
  return html`<form class="row" onSubmit=${take}><input class="input" name="text" maxlength="200" autocomplete="off" aria-label=${t('treat.own_words')} placeholder=${t('treat.own_words')}/><button class="button">${t('common.save')}</button></form>`;
};

const stepOf = dose => dose == null || dose >= 100 ? 10 : dose >= 10 ? 5 : dose > 1 ? 1 : 0.1;
const put = change => { sheet.value = {...sheet.peek(), ...change}; };
const said = () => { const {item, dose, unit, route, text, kind: of} = sheet.peek(); return {kind: of ?? kind.peek(), code: item?.code ?? null, ...(text && {text}), dose, unit, route}; };
/** Another dose, another way, another time; an amendment is sent by tapping its reason. */
const Sheet = () => {
  const {item, dose, unit, route, amends} = sheet.value, routes = [...new Set((item?.doses ?? []).map(one => one.route).filter(Boolean))], at = amends && hour(amends.done_at);
  return html`<div class="sheet stack"><div class="row"><h3 class="grow">${sayEntry(amends ?? {kind: kind.value, code: item.code})}</h3><${Button} kind="bare" icon="x" aria-label=${t('common.close')} onClick=${close}/></div>
    ${item?.doses.length > 0 && html`<div class="choices doses">${item.doses.map(one => html`<${Button} key=${doseWords(one)} aria-pressed=${doseWords(one) === doseWords({dose, unit, route})} onClick=${() => put(one)}>${doseWords(one)}<//>`)}</div>
      <div class="row dose"><span class="grow">${t('treat.dose')} <small>${doseWords({dose: '', unit}).trim()}</small></span><${Stepper} typed label=${t('treat.dose')} value=${dose ?? null} step=${stepOf(dose)} min=${0.01} digits=${2} start=${item.doses[0].dose} set=${next => put({dose: next})}/></div>
      ${routes.length > 1 && html`<${Choices} name="route" legend=${t('treat.route')} value=${route} pick=${one => put({route: one})} options=${routes.map(one => [one, routeWord(one)])}/>`}`}
    <${When} legend=${t('treat.when')} first=${at}/>
    ${amends ? html`<${Reasons} legend=${t('treat.why_amend')} pick=${reason => write(said(), {amends, reason})}/>` : html`<${Button} kind="main wide" icon="check" onClick=${() => write(said())}>${t('treat.write')}<//>`}</div>`;
};
const Reasons = ({legend, pick}) => html`<div class="field"><span class="label">${legend}</span><div class="choices">${REASONS.map(one => html`<${Button} key=${one} onClick=${() => pick(one)}>${word('care_reason', one)}<//>`)}</div></div>`;
const Striking = () => html`<div class="sheet stack"><div class="row"><h3 class="grow">${sayEntry(striking.value)}</h3><${Button} kind="bare" icon="x" aria-label=${t('common.close')} onClick=${close}/></div>
  <${Reasons} legend=${t('treat.why_strike')} pick=${reason => strike(striking.peek(), reason)}/></div>`;
const Doubted = () => {
  const {entry, amends, reason, doubts} = doubted.value;
  return html`<div class="notice warn doubted-entry" role="alert"><${Icon} name="triangle-alert"/><div class="grow stack"><b>${sayEntry(entry)}</b>${doubts.map(one => html`<p key=${one.code}>${sayDoubt(one)}</p>`)}
    <div class="row"><${Button} kind="grow" onClick=${() => { doubted.value = null; }}>${t('treat.not_written')}<//><${Button} kind="grow" onClick=${() => write(entry, {amends, reason, sure: true})}>${t('treat.all_the_same')}<//></div></div></div>`;
};

export const Treat = () => {
  useEffect(() => { readLists().catch(() => null); }, []);
  if (owner.value !== job.value.id) { owner.value = job.value.id; close(); ago.value = 0; }
  if (!lists.value) return html`<section class="card pad" aria-busy="true">${t('common.loading')}</section>`;
  return html`<section class="card pad stack treat" aria-label=${t('treat.title')}><h2>${t('treat.title')}</h2>
    ${doubted.value ? html`<${Doubted}/>` : sheet.value ? html`<${Sheet}/>` : striking.value ? html`<${Striking}/>` : html`<${Kinds}/><${When} legend=${t('treat.when')}/><${Quick}/>`}</section><${Written}/>`;
};

const amend = entry => { ago.value = 0; ask(sheet, {kind: entry.kind, item: itemOf(entry.kind, entry.code), dose: entry.dose, unit: entry.unit, route: entry.route, text: entry.text, amends: entry}); };
const Line = ({entry: e}) => html`<li class=${e.stands ? '' : 'gone-entry'}><time class="num">${hour(e.done_at)}</time><span class="prose grow">${e.struck ? html`<b>${t('treat.struck')}</b> ` : ''}${e.stands ? sayEntry(e) : html`<s>${sayEntry(e)}</s>`}
    <small>${[e.amends && !e.struck && t('treat.amended'), e.reason && (REASONS.includes(e.reason) ? word('care_reason', e.reason) : e.reason), e.by].filter(Boolean).join(' · ')}</small>
    ${e.despite.length > 0 && html`<small class="row"><${Icon} name="triangle-alert"/>${t('treat.despite')}: ${e.despite.map(one => word('despite', one.split(':')[0])).join(', ')}</small>`}</span>
  ${e.unsent ? html`<${Unsent}/>` : e.stands && html`<${Button} icon="pencil" aria-label=${t('treat.amend', {what: sayEntry(e)})} onClick=${() => amend(e)}/><${Button} icon="x" aria-label=${t('treat.strike', {what: sayEntry(e)})} onClick=${() => ask(striking, e)}/>`}</li>`;
/** What is on record, the newest first; what was amended or struck stays to be read. */
const Written = () => html`<section class="card pad stack" aria-label=${t('treat.written_so_far')}><h2>${t('treat.written_so_far')}</h2>
  ${entries().length ? html`<ul class="entries">${[...entries()].reverse().map(one => html`<${Line} key=${one.id} entry=${one}/>`)}</ul>` : html`<p class="dim">${t('treat.nothing_yet')}</p>`}</section>`;
