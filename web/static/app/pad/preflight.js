// The list before take-off. The server holds it: what is shown here is what it would answer to a launch.

import {useRef} from 'preact/hooks';
import {whyNot} from '../nogo.js';
import {Button, Icon, html} from '../parts.js';
import {t, word, wordOr} from '../say.js';
import {lastDay, span} from '../time.js';
import {LOOKED_AT, act, asked, checks, current, may, notes, preflight, readNotices, ready, tick} from './state.js';
import {Telephone} from './telephone.js';

const FIGURES = {
  link: one => `${one.value.toFixed(1)} s`,
  position: one => one.value == null ? '' : `${one.lack === 'poor_hdop' ? one.value.toFixed(1) : one.value} / ${one.limit}`,
  battery: one => `${one.value == null ? '–' : Math.round(one.value)} / ${Math.round(one.limit)} Wh`,
  upload: one => one.ref?.slice(0, 8) ?? '',
  airspace: one => one.ref ?? '',
  notices: one => one.tick ? `${one.tick.by} · ${span(one.value)}` : '',
  traffic: one => one.value == null ? '' : `${one.ref} ${Math.round(one.value)} m`,
  pilot: one => one.ref ?? '',
};
const figure = one => (one.check === 'link' && one.value == null ? '' : FIGURES[one.check]?.(one) ?? '');
const LOOK = {true: ['good', 'circle-check'], false: ['bad', 'circle-x'], null: ['', 'circle-help']};
const Mark = ({ok}) => html`<span class=${`mark-of ${LOOK[ok][0]}`}><${Icon} name=${LOOK[ok][1]}/><span class="unseen">${t(`pad.check_${ok}`)}</span></span>`;

/** One that is not green: what is wrong, and what one can do about it from here. */
const Red = ({one}) => html`<li class="check red" data-ok=${String(one.ok)}><${Mark} ok=${one.ok}/><span class="grow"><b>${word('preflight', one.check)}</b>
  <small>${one.reasons.length ? one.reasons.map(reason => whyNot(reason)).join(' · ') : word('preflight_lack', one.lack)}${figure(one) && html` <span class="num">${figure(one)}</span>`}</small></span>
  ${one.check === 'notices' && html`<${Button} kind="small" icon="check" keys="B" onClick=${readNotices}>${t('pad.notices_now')}</${Button}>`}</li>`;
const Green = ({one}) => html`<li class="check" data-ok="true"><${Mark} ok=${true}/><span>${word('preflight', one.check)} <small class="num">${figure(one)}</small></span></li>`;

/** The code on the kit's label: scanned or typed, and sent with Enter. */
const Label = ({sortie, one, number}) => {
  const field = useRef();
  const read = event => {
    event.preventDefault();
    if (field.current.value.trim()) tick(sortie, 'kit', field.current.value.trim());
    field.current.value = '';  // the next label is read into an empty field, also when this one is refused
    field.current.blur();
  };
  return html`<form class="label-read row" onSubmit=${read}><${Mark} ok=${one.ok}/><label class="grow" for="kit-label"><b>${word('preflight', 'kit')}</b><small>${one.ok ? one.tick.value : one.lack === 'not_confirmed' ? t('pad.read_label', {kit: one.ref}) : one.lack === 'other_kit' ? t('pad.other_label', {read: one.tick.value, kit: one.ref}) : word('preflight_lack', one.lack)}</small></label>
    <input id="kit-label" class="input num" ref=${field} onFocus=${event => event.target.select()} autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="64" placeholder=${one.ref} enterkeyhint="done"/><kbd>${number}</kbd></form>`;
};
const Ask = ({sortie, one, number}) => one.check === 'kit' ? html`<${Label} sortie=${sortie} one=${one} number=${number}/>`
  : html`<button type="button" class="ask row" aria-pressed=${one.ok === true} onClick=${() => tick(sortie, one.check)}><${Mark} ok=${one.ok}/><span class="grow"><b>${word('preflight', one.check)}</b>${!one.ok && html`<small>${word('preflight_lack', one.lack)}</small>`}</span><kbd>${number}</kbd></button>`;

/** What the vehicle itself complains of, in its own words. */
const Complaints = ({sortie: s}) => {
  const said = [...new Set(notes.value.filter(one => one.sortie_id === s.id && one.severity !== 'info').map(one => one.text || wordOr('flight_note', one.code)))].slice(0, 3);
  return said.length > 0 && html`<ul class="complaints" aria-label=${word('preflight_judge', 'vehicle')}>${said.map(one => html`<li key=${one}><${Icon} name="message-square"/>${one}</li>`)}</ul>`;
};
const Crossing = ({one, sortie}) => html`<li><b>${one.name}</b> ${one.open ? one.document_no ? t('pad.authorised', {no: one.document_no, until: lastDay(one.until)}) : t('pad.zone_open') : t('pad.zone_closed')}${!one.open && html` · ${one.authority}${one.phone && html` <a class="num" href=${`tel:${one.phone}`}>${one.phone}</a>`} <${Telephone} id=${one.id} sortie=${sortie.id}/>`}</li>`;

export const Preflight = ({sortie: s}) => {
  if (!checks.value.length) return html`<p class="dim pad" role="status">${t('pad.checking')}</p>`;
  const told = checks.value.filter(one => one.judge !== 'person'), red = told.filter(one => !one.ok), green = told.filter(one => one.ok);
  const crossings = preflight.value?.crossings ?? [];
  return html`<section class="preflight section" aria-label=${t('pad.preflight')}><h3>${t('pad.preflight')}<span class="num">${checks.value.filter(one => one.ok).length} / ${checks.value.length}</span></h3>
    <div class="asks">${asked.value.map((one, i) => html`<${Ask} key=${one.check} sortie=${s} one=${one} number=${i + 1}/>`)}</div>
    ${red.length > 0 && html`<ul class="reds">${red.map(one => html`<${Red} key=${one.check} one=${one}/>`)}</ul>`}
    <${Complaints} sortie=${s}/>
    <ul class="greens">${green.map(one => html`<${Green} key=${one.check} one=${one}/>`)}</ul>
    ${crossings.length > 0 && html`<ul class="crossings">${crossings.map(one => html`<${Crossing} key=${one.name} one=${one} sortie=${s}/>`)}</ul>`}</section>`;
};

export const PreflightKey = ({sortie: s}) => may(s, 'preflight_ok') && html`<${Button} kind="main" icon="clipboard-list" keys="N" disabled=${!ready.value} onClick=${() => act(s, 'preflight_ok')}>${word('sortie_do', 'preflight_ok')}</${Button}>`;

/** A label that was scanned while no field had the focus; while none is awaited it says nothing to anybody. */
export function scanned(label) {
  const s = current.peek(), awaited = s && LOOKED_AT.includes(s.state) && asked.peek().some(one => one.check === 'kit');
  if (awaited) tick(s, 'kit', label);
}

/** Answers the list by number; false when nothing is asked under it. */
export function answer(s, number) {
  const one = LOOKED_AT.includes(s.state) ? asked.peek()[number - 1] : null;
  if (!one) return false;
  if (one.check === 'kit') document.getElementById('kit-label')?.focus();
  else tick(s, one.check);
  return true;
}
