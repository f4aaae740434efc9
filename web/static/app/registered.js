// A registered person's card, as desk, crew and hospital read it, and the form that opens one without a call of its
// number. What nobody has said is said to be unknown. Nothing of a card is kept in the browser.

import {signal} from '@preact/signals';
import {Problem, query} from './api.js';
import {Button, Chip, Field, html, useEffect, useRef} from './parts.js';
import {toast} from './page.js';
import {codes, language, problemSentence, t, word} from './say.js';
import {hour, until} from './time.js';

const Listed = ({name, entries}) => html`<dt>${t(`registered.${name}`)}</dt><dd>${entries == null ? html`<span class="dim">${t('registered.unknown')}</span>`
  : entries.length ? entries.map(one => one.text).join(' · ') : t('registered.none')}</dd>`;
const Said = ({name, children}) => children && html`<dt>${t(`registered.${name}`)}</dt><dd class="prose">${children}</dd>`;
const spaced = number => number.replace(/^(02|0\d\d)(\d{3,4})(\d{4})$/, '$1-$2-$3');
const spoken = code => { try { return new Intl.DisplayNames([language.value], {type: 'language'}).of(code) ?? code; } catch { return code; } };  // whoever wrote a name of their own reads it
const person = card => [card.sex && word('sex', card.sex), card.birth_year && t('registered.years', {n: new Date().getFullYear() - card.birth_year}), card.languages.map(spoken).join(', ')].filter(Boolean).join(' · ');
const age = card => card.age_days ? t('registered.age', {days: card.age_days}) : t('registered.today');

const Around = ({card}) => html`<${Said} name="address">${card.address}<//>
  <${Said} name="contacts">${card.contacts.length > 0 && card.contacts.map(one => html`<span key=${one.number}>${one.name}${one.relation ? ` (${one.relation})` : ''} <a class="num" href=${`tel:${one.number}`}>${spaced(one.number)}</a> </span>`)}<//>`;

const Body = ({card, folded}) => html`${card.needs.length > 0 && html`<p class="row wrap">${card.needs.map(need => html`<${Chip} key=${need} kind="act">${word('need', need)}<//>`)}${card.by_text && html`<b>${t('registered.by_text')}</b>`}</p>`}
  <dl class="facts"><${Listed} name="allergies" entries=${card.allergies}/><${Listed} name="drugs" entries=${card.drugs}/><${Listed} name="conditions" entries=${card.conditions}/>
    <${Said} name="access">${card.access}<//>${!folded && html`<${Around} card=${card}/>`}</dl>
  ${folded && (card.address || card.contacts.length > 0) && html`<details><summary>${t('registered.more')}</summary><dl class="facts"><${Around} card=${card}/></dl></details>`}`;

/** Gravest first: how to talk, what not to give, then what there is; who else knows; how old it all is. `folded` where
 * the place of the incident stands beside it anyway, `brief` when it is somebody else. */
export const Card = ({card, folded, brief, children}) => html`<article class="person-card" aria-label=${`${t('registered.card')}: ${card.name}`}>
  <header class="row wrap"><b>${card.name}</b> <span class="dim">${person(card)}</span><span class="grow"/><small class="num dim">${t('registered.card')} · ${card.is_old ? html`<${Chip} kind="warn" icon="triangle-alert">${t('registered.old')} · ${age(card)}<//>` : age(card)}${card.by_guardian ? ` · ${t('registered.guardian')}` : ''}</small></header>
  ${!brief && html`<${Body} card=${card} folded=${folded}/>`}${card.until && html`<small class="num">${t('registered.opened_until', {at: hour(card.until)})}</small>`}${children}</article>`;

export const breaking = signal(null);  // which patient a card is being opened for, by the key of the form
const opened = signal([]);             // {where, card}: what was opened, until it shuts
const problem = signal(null);

async function open(form, where, about) {
  const told = Object.fromEntries(new FormData(form));
  try {
    const {cards} = await query('/api/v1/registered/glass', {number: told.number, reason: told.reason, words: told.words, ...about});
    opened.value = [...opened.peek(), ...cards.map(card => ({where, card}))];
    breaking.value = problem.value = null;
    if (!cards.length) toast(t('registered.nothing'));
  } catch (wrong) {
    if (!(wrong instanceof Problem)) throw wrong;
    problem.value = wrong;
    toast(problemSentence(wrong), {bad: true});
  }
}

const Form = ({where, about}) => {
  const first = useRef();
  useEffect(() => first.current?.focus(), []);
  const keys = event => { if (event.key === 'Escape') { event.stopPropagation(); breaking.value = null; } };
  return html`<form class="person-form" aria-label=${t('registered.break')} onKeyDown=${keys} onSubmit=${event => { event.preventDefault(); open(event.target, where, about); }}>
    <small>${t('registered.break_more')}</small>
    <${Field} label=${t('registered.break_number')} name="glass-number" also=${['number']} problem=${problem.value}><input class="input num" id="glass-number" name="number" type="tel" required maxlength="24" autocomplete="off" ref=${first}/></${Field}>
    <${Field} label=${t('registered.break_reason')} name="glass-reason"><select class="input" id="glass-reason" name="reason">${codes('glass_reason').map(code => html`<option key=${code} value=${code}>${word('glass_reason', code)}</option>`)}</select></${Field}>
    <${Field} label=${t('registered.break_words')} name="glass-words" also=${['words']} problem=${problem.value}><input class="input" id="glass-words" name="words" required maxlength="200" autocomplete="off"/></${Field}>
    <div class="row wrap end"><${Button} keys="Esc" onClick=${() => { breaking.value = null; }}>${t('common.close')}<//><button class="button main">${t('registered.break_open')}</button></div></form>`;
};

/** The way to a card by another number; `where` names the patient on this page, `about` to the server. */
export const Glass = ({where, about}) => {
  const shown = opened.value.filter(one => one.where === where && until(one.card.until) > 0);
  return html`${shown.map(({card}) => html`<${Card} key=${card.look_id} card=${card}/>`)}
    ${breaking.value === where ? html`<${Form} where=${where} about=${about}/>` : html`<${Button} kind="bare small" icon="lock" onClick=${() => { problem.value = null; breaking.value = where; }}>${t('registered.break')}<//>`}`;
};
