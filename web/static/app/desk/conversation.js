// The person who called, in writing: what they ask for, the way in, and a conversation for who cannot speak or hear.
// Enter sends. A phrase is read in the caller's own language. Nothing here takes the focus or moves by itself.

import {signal} from '@preact/signals';
import {post} from '../api.js';
import {Age, Button, Chip, Icon, html, useEffect, useRef} from '../parts.js';
import {attempt} from '../page.js';
import {codes, t, word} from '../say.js';
import {Pictures, nextPicture, shareLarge} from '../pictures.js';
import {clock, now} from '../time.js';
import {Film} from './film.js';
import {current, detail, refresh} from './state.js';

const drafts = signal({});    // call id → what is half written; survives looking at another incident
const unfolded = signal({});  // call id → whether its conversation is open, once somebody has said so
const sending = signal(false);
const UNREAD = ['talk', 'place', 'photo'];

const ask = async (call, path, body, done) => {
  if (sending.peek()) return false;
  sending.value = true;
  const went = await attempt(async () => { await post(`/api/v1/calls/${call.id}/${path}`, body); return true; }, done);
  sending.value = false;
  await refresh();
  return went === true;
};
const say = async (call, body) => {
  if (await ask(call, 'messages', body) && body.text) drafts.value = {...drafts.peek(), [call.id]: ''};
};
const settle = (call, kind, outcome) => ask(call, 'wishes', {kind, outcome}, t('common.saved'));

/** What the caller asks for and nobody has settled. The desk decides; the page never does it by itself. */
const Wish = ({call, wish}) => html`<div class="notice warn wish" role="group" aria-label=${word('message', wish.kind)}><${Icon} name=${wish.kind === 'callback' ? 'phone-call' : 'triangle-alert'}/>
  <div class="grow"><b>${word('alert', `caller_${wish.kind}`)}</b> <${Age} at=${wish.at}/>
  <div class="row wrap">${wish.kind === 'callback' ? html`${call.caller_number && html`<a class="button small main" href=${`tel:${call.caller_number}`}><${Icon} name="phone"/><span class="num">${call.caller_number}</span></a>`}
    ${['called', 'not_reached'].map(outcome => html`<${Button} kind="small" key=${outcome} onClick=${() => settle(call, 'callback', outcome)}>${word('wish_outcome', outcome)}</${Button}>`)}`
    : html`<${Button} kind="small" onClick=${() => settle(call, 'no_help', 'still_coming')}>${t('talk.keep_coming')}</${Button}><small>${t('talk.or_end')}</small>`}</div></div></div>`;

const Line = ({line}) => html`<li class=${line.side} data-unread=${line.side === 'caller' && !line.read_at && UNREAD.includes(line.kind)}><p class="prose">${line.kind === 'place' && html`<b>${word('message', 'place')}</b> `}${line.phrase ? word(`phrase_${line.side}`, line.phrase) : line.text ?? word('message', line.kind)}</p>
  <small class="num">${line.side === 'desk' ? line.by : word('side', 'caller')} · ${clock(line.at).slice(0, 5)}${line.outcome ? ` · ${word('wish_outcome', line.outcome)}` : ''}</small></li>`;

const Write = ({call}) => {
  const text = drafts.value[call.id] ?? '';
  const send = event => {
    event.preventDefault();
    if (text.trim()) say(call, {text});
  };
  return html`<div class="choices phrases">${codes('phrase_desk').map(code => html`<${Button} kind="small" key=${code} disabled=${sending.value} onClick=${() => say(call, {phrase: code})}>${word('phrase_desk', code)}</${Button}>`)}</div>
    <form class="row" onSubmit=${send}><input class="input" id=${`write-${call.id}`} maxlength="500" autocomplete="off" aria-label=${t('talk.write')} placeholder=${t('talk.write')} value=${text}
      onInput=${event => { drafts.value = {...drafts.peek(), [call.id]: event.target.value}; }}/><button class="button" aria-busy=${sending.value}>${t('common.send')}</button></form>`;
};

const Talk = ({call}) => {
  const list = useRef(), lines = call.messages, unread = lines.filter(l => l.side === 'caller' && !l.read_at && UNREAD.includes(l.kind));
  const wishes = lines.filter(l => ['callback', 'no_help'].includes(l.kind) && !l.outcome), way = lines.findLast(l => l.kind === 'place')?.text;
  const shown = unfolded.value[call.id] ?? unread.length > 0, ended = !call.link_expires || Date.parse(call.link_expires) < now.value;
  useEffect(() => { if (list.current) list.current.scrollTop = list.current.scrollHeight; }, [lines.length, shown]);
  return html`${wishes.map(wish => html`<${Wish} key=${wish.id} call=${call} wish=${wish}/>`)}
    ${way && html`<p class="way-in"><${Icon} name="map-pin"/> <b>${word('message', 'place')}</b> <span class="prose">${way}</span></p>`}
    <${Pictures} list=${call.attachments} share keys done=${refresh}/><${Film} call=${call} ended=${ended}/><details class="talk" open=${shown} onToggle=${event => { if (event.target.open !== shown) unfolded.value = {...unfolded.peek(), [call.id]: event.target.open}; }}>
    <summary><${Icon} name="message-square"/> ${t('talk.title')} <span class="num dim">${call.caller_number ?? ''}</span> ${unread.length > 0 && html`<${Chip} kind="warn" icon="bell">${t('talk.unread', {n: unread.length})}</${Chip}>`}</summary>
    ${lines.length > 0 ? html`<div class="log" ref=${list} role="log" aria-label=${t('talk.title')} tabindex="0"><ol class="lines">${lines.map(line => html`<${Line} key=${line.id} line=${line}/>`)}</ol></div>` : html`<p class="dim">${t('talk.nothing')}</p>`}
    ${unread.length > 0 && html`<${Button} kind="small" icon="check" onClick=${() => ask(call, 'read')}>${t('talk.seen')}</${Button}>`}
    ${ended ? html`<p class="dim">${t('talk.ended')}</p>` : html`<${Write} call=${call}/>`}</details>`;
};

/** Key W: writes to the caller of the incident in the panel. At once, so that the next letter is no key any more. */
export function writeToCaller() {
  const call = detail.peek()?.calls?.at(-1), field = call && document.getElementById(`write-${call.id}`);
  if (!field) return;
  field.closest('details').open = true;
  field.focus();
  unfolded.value = {...unfolded.peek(), [call.id]: true};
}

const pictures = () => (detail.peek()?.calls ?? []).flatMap(call => call.attachments);
/** Key ⇧P: what the caller sent, large, the newest first. */
export const lookAtPictures = () => nextPicture(pictures());
/** Key ⇧S: the large one also for the receiving hospital, or no longer. */
export const sharePictures = () => shareLarge(pictures(), refresh);

/** Key C: calls the caller back; the telephone of the desk takes it from there. */
export function dialCaller() {
  const number = detail.peek()?.calls?.findLast(call => call.caller_number)?.caller_number;
  if (number) location.href = `tel:${number}`;
}

export const Conversation = () => {
  const calls = detail.value?.id === current.value?.id ? detail.value?.calls ?? [] : [];
  return calls.length > 0 && html`<section class="section conversation">${calls.map(call => html`<${Talk} key=${call.id} call=${call}/>`)}</section>`;
};
