// Lines about one patient. A phrase is read in each reader's own language; one tick is delivered, two are read.

import {signal} from '@preact/signals';
import {Button, Chip, Icon, html, useEffect, useRef} from '../parts.js';
import {codes, t, word} from '../say.js';
import {hour} from '../time.js';

const drafts = signal({});       // incident id → what is half written
const told = new Map();          // incident id → {newest, read}: what this page has said of the lines it has
const PHRASES = {crew: 'phrase_crew', hospital: 'phrase_carer', director: 'phrase_carer'};

const others = talk => talk.lines.filter(line => line.side !== talk.side);
const newestOf = lines => lines.at(-1)?.id ?? 0;

/** Says that the others' lines have come, or are read; once each. `tell(incident_id, body)` sends it. */
export function seen(incident, talk, tell, read) {
  const mine = others(talk), waits = mine.filter(line => read ? !line.read[talk.side] : !line.delivered[talk.side]);
  if (!waits.length) return;
  const newest = newestOf(waits), before = told.get(incident) ?? {delivered: 0, read: 0}, kind = read ? 'read' : 'delivered';
  if (before[kind] >= newest) return;
  told.set(incident, {...before, [kind]: newest});
  tell(incident, {newest, read}).catch(() => told.set(incident, before));
}

const Ticks = ({line, side}) => {
  if (line.side !== side) return null;
  const read = Object.keys(line.read), got = Object.keys(line.delivered).filter(one => !read.includes(one));
  const words = [read.length && t('guidance.read_by', {who: read.map(one => word('talk_side', one)).join(', ')}), got.length && t('guidance.delivered_to', {who: got.map(one => word('talk_side', one)).join(', ')})].filter(Boolean).join(' · ') || t('guidance.sent');
  return html`<span class="ticks" data-read=${read.length > 0} data-got=${got.length > 0}><${Icon} name=${read.length || got.length ? 'check' : 'send'}/>${read.length > 0 && html`<${Icon} name="check"/>`}${words}</span>`;
};
const Line = ({line, side}) => html`<li class=${line.side === side ? 'own' : ''} data-unread=${line.side !== side && !line.read[side]}><p class="prose">${line.phrase ? word(PHRASES[line.side], line.phrase) : line.text ?? html`<span class="dim">${t('guidance.purged')}</span>`}</p>
  <small class="num">${word('talk_side', line.side)} ${line.by} · ${hour(line.at)} <${Ticks} line=${line} side=${side}/></small></li>`;

/** `write(body)` answers whether it went; `tell` as in `seen`; `over` closes writing. */
export const Talk = ({incident, talk, write, tell, over}) => {
  const list = useRef(), {lines, side, unread} = talk, text = drafts.value[incident] ?? '';
  useEffect(() => { list.current.scrollTop = list.current.scrollHeight; }, [lines.length]);
  useEffect(() => {
    const watch = new IntersectionObserver(([one]) => { if (one.isIntersecting && document.visibilityState === 'visible') seen(incident, talk, tell, true); }, {threshold: .6});
    watch.observe(list.current);
    return () => watch.disconnect();
  }, [incident, lines.length, unread]);
  const say = async body => { if (await write(body) && body.text) drafts.value = {...drafts.peek(), [incident]: ''}; };
  const send = event => { event.preventDefault(); if (text.trim()) say({text}); };
  return html`<section class="card guidance-talk" aria-label=${t('guidance.talk')}><h3 class="row"><${Icon} name="message-square"/>${t('guidance.talk')}${unread > 0 && html`<${Chip} kind="warn" icon="bell">${t('guidance.unread', {n: unread})}<//>`}</h3>
    <div class="log" ref=${list} role="log" aria-label=${t('guidance.talk')} tabindex="0"><ol class="lines">${lines.length ? lines.map(line => html`<${Line} key=${line.id} line=${line} side=${side}/>`) : html`<li class="dim">${t('guidance.nothing')}</li>`}</ol></div>
    ${over ? html`<p class="dim">${t('guidance.over')}</p>` : html`<div class="choices phrases">${codes(PHRASES[side]).map(code => html`<${Button} key=${code} onClick=${() => say({phrase: code})}>${word(PHRASES[side], code)}<//>`)}</div>
    <form class="row" onSubmit=${send}><input class="input" maxlength="500" autocomplete="off" aria-label=${t('guidance.write')} placeholder=${t('guidance.write')} value=${text} onInput=${event => { drafts.value = {...drafts.peek(), [incident]: event.target.value}; }}/><button class="button">${t('common.send')}</button></form>`}</section>`;
};
