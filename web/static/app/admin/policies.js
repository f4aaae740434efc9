// The policy of the decisions: its text with a live check, what it would change, why, and every version before it.

import {signal} from '@preact/signals';
import {get, post, Problem} from '../api.js';
import {attempt, sometimes, toast} from '../page.js';
import {Button, Chip, Empty, Field, Icon, Skeleton, html} from '../parts.js';
import {t, word, wordOr} from '../say.js';
import {moment} from '../time.js';

export const board = '/api/v1/admin/policies';
const state = signal(null), text = signal(''), base = signal(0), checked = signal(null), note = signal('');
const problem = signal(null), stale = signal(null), compared = signal(null), picked = signal({old: 0, new: 0}), busy = signal(false);

export function take(answer) {
  const before = state.peek(), untouched = !before || text.peek() === before.text;
  state.value = answer;
  if (untouched) begin();
  else if (answer.number !== base.peek()) tellStale();
  if (!before || before.number !== answer.number) picked.value = {old: Math.max(0, answer.number - 1), new: answer.number};
}
export const event = (one, again) => one.kind === 'policy_changed' && again();

function begin() {
  text.value = state.peek().text;
  base.value = state.peek().number;
  stale.value = checked.value = problem.value = null;
}
function tellStale() {
  const newest = state.peek().history[0];
  stale.value = {by: newest.by, n: newest.number, note: newest.note};
}
const look = sometimes(async () => {
  const asked = text.peek();
  const told = await attempt(() => post(`${board}/check`, {text: asked}));
  if (told && asked === text.peek()) checked.value = told;
}, 400);
function write(value) {
  text.value = value;
  checked.value = null;
  look();
}

async function put(event) {
  event.preventDefault();
  problem.value = null;
  busy.value = true;
  try {
    const {number} = await post(board, {text: text.peek(), note: note.peek(), base: base.peek()});
    note.value = '';
    toast(t('admin.put_done', {n: number}));
    state.value = await get(board);
    picked.value = {old: number - 1, new: number};
    begin();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    problem.value = error;
    if (error.code === 'taken') {
      state.value = await get(board);
      tellStale();
    } else if (error.code === 'policy_mistakes') checked.value = {...checked.peek(), mistakes: error.document.mistakes};
    else if (error.code !== 'invalid_input') await attempt(() => { throw error; });
  }
  busy.value = false;
}

const compare = async () => {
  const {old, new: now} = picked.peek();
  compared.value = await attempt(() => get(`${board}/${old}/to/${now}`)) ?? null;
};
const putBack = async number => {
  const found = await attempt(() => get(`${board}/${number}`));
  if (!found) return;
  write(found.text);
  toast(t('admin.put_back_more'));
  document.getElementById('note').focus();
};
const keys = event => {
  if (event.code === 'KeyS' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    document.getElementById('note').focus();
  }
};

const SIGNS = {added: '+', removed: '−', same: ' '};
export const Diff = ({lines, label}) => html`<div class="scroll" tabindex="0" role="region" aria-label=${label}><table class="diff"><tbody>${lines.map((line, i) => line.kind === 'gap'
  ? html`<tr key=${i} class="gap"><td colspan="4">⋯</td></tr>`
  : html`<tr key=${i} class=${line.kind}><td class="num">${line.old ?? ''}</td><td class="num">${line.new ?? ''}</td><td class="what">${line.kind === 'same' ? '' : word('admin', line.kind)}</td><td><code>${SIGNS[line.kind]} ${line.text}</code></td></tr>`)}</tbody></table></div>`;

const Mistakes = ({list}) => html`<ul class="mistakes">${list.map((one, i) => html`<li key=${i} class="wrong"><${Icon} name="circle-alert"/><span>${one.line != null && html`<b class="num">${t('admin.line', {n: one.line})}</b>`} ${one.at && html`<code>${one.at}</code>`} ${t(`policy_fault.${one.code}`, {limit: one.code === 'not_toml' ? '' : one.limit})}</span></li>`)}</ul>`;
const shown = value => value == null ? '–' : Array.isArray(value) ? value.join(', ') : String(value);

const Verdict = () => {
  const told = checked.value;
  if (text.value === state.value.text) return html`<p class="dim" role="status">${t('admin.unchanged')}</p>`;
  if (!told) return html`<p class="dim" role="status">${t('admin.checking')}</p>`;
  return html`<div class="stack" role="status">${told.mistakes.length ? html`<p class="wrong"><b>${t('admin.mistakes', {n: told.mistakes.length})}</b></p><${Mistakes} list=${told.mistakes}/>` : html`<p class="row"><${Icon} name="circle-check"/>${t('admin.sound')}</p>`}
    ${told.changes?.length > 0 && html`<h3>${t('admin.figures')}</h3><ul class="figures">${told.changes.map(one => html`<li key=${one.at}><span>${meaning(one.at)}</span> <code>${one.at}</code> <b class="num">${shown(one.old)} → ${shown(one.new)}</b></li>`)}</ul>`}
    ${told.lines?.length > 0 && html`<h3>${t('admin.diff')}</h3><${Diff} lines=${told.lines} label=${t('admin.diff')}/>`}</div>`;
};

const Editor = () => {
  const same = text.value === state.value.text, bad = checked.value?.mistakes.length > 0;
  return html`<form class="card pad stack" onSubmit=${put} onKeyDown=${keys} novalidate>
    <div class="row wrap"><h2>${t('admin.policies')}</h2><${Chip} icon="check">${t('admin.in_force')}: ${state.value.number} · <code>${state.value.version.split('-')[1].slice(0, 8)}</code><//><span class="grow"/>
    ${!same && html`<${Button} kind="small" icon="undo-2" onClick=${begin}>${t('admin.discard')}<//>`}</div>
    ${state.value.unusable.length > 0 && html`<div class="notice warn"><${Icon} name="triangle-alert"/><div><b>${t('admin.unusable')}</b><${Mistakes} list=${state.value.unusable}/></div></div>`}
    ${stale.value && html`<div class="notice warn" role="alert"><${Icon} name="triangle-alert"/><div class="grow"><b>${t('admin.stale', stale.value)}</b></div><${Button} kind="small" onClick=${begin}>${t('admin.take_new')}<//></div>`}
    <div class="field"><label for="policy">${t('admin.editor')}</label><textarea class="input code" id="policy" spellcheck="false" autocomplete="off" wrap="off" aria-describedby="policy-more" aria-invalid=${bad ? 'true' : undefined} value=${text.value} onInput=${e => write(e.target.value)}/><small id="policy-more">${t('admin.editor_more')}</small></div>
    <${Verdict}/>
    <${Field} label=${t('admin.note')} name="note" problem=${problem.value}><input class="input" id="note" maxlength="200" autocomplete="off" value=${note.value} onInput=${e => { note.value = e.target.value; }}/><//>
    <div class="end"><button class="button main" disabled=${busy.value || same || bad || !checked.value || Boolean(stale.value)}>${t('admin.put')}</button></div></form>`;
};

const History = () => html`<section class="card"><div class="head"><h2>${t('admin.history')}</h2></div>
  <ol class="versions">${state.value.history.map(one => html`<li class="section" key=${one.number}><div class="row wrap"><b class="num">${one.number}</b>${one.number === state.value.number && html`<${Chip} icon="check">${t('admin.in_force')}<//>`}<code>${one.hash.slice(0, 8)}</code><span class="grow"/><span class="dim">${one.by ?? ''}</span>${one.at && html`<time class="num">${moment(one.at)}</time>`}</div>
    <div class="row"><p class="grow">${one.note ?? t('admin.by_code')}</p>${one.number !== state.value.number && html`<${Button} kind="small" icon="rotate-ccw" onClick=${() => putBack(one.number)}>${t('admin.put_back')}<//>`}</div></li>`)}</ol></section>`;

const Version = ({side, words}) => html`<label class="field"><span class="label">${words}</span><select class="input" value=${picked.value[side]} onChange=${e => { picked.value = {...picked.peek(), [side]: Number(e.target.value)}; }}>
  ${state.value.history.map(one => html`<option key=${one.number} value=${one.number}>${one.number} · ${one.note ?? t('admin.by_code')}</option>`)}</select></label>`;

const Compare = () => html`<section class="card pad stack"><h2>${t('admin.compare')}</h2><div class="pair"><${Version} side="old" words=${t('admin.from')}/><${Version} side="new" words=${t('admin.to')}/><${Button} onClick=${compare}>${t('admin.compare')}<//></div>
  ${compared.value && (compared.value.lines.length ? html`<h3>${t('admin.compare_with', compared.value)}</h3><${Diff} lines=${compared.value.lines} label=${t('admin.compare')}/>` : html`<${Empty} icon="check" title=${t('admin.unchanged')}/>`)}</section>`;

const PARTICULAR = [['[ladder.acuity.1]', 'policy.ladder.acuity'], ['[ladder.bundle.stroke]', 'policy.ladder.bundle'], ['[ladder.bundle.stroke.acuity.1]', 'policy.ladder.bundle.acuity']];
const Meanings = () => html`<section class="card"><details><summary class="head"><h2>${t('admin.meanings')}</h2></summary><div class="scroll" tabindex="0" role="region" aria-label=${t('admin.meanings')}><table class="table wide"><thead><tr><th scope="col">${t('admin.key')}</th><th scope="col">${t('admin.meaning')}</th><th scope="col">${t('admin.default')}</th></tr></thead>
  <tbody>${Object.entries(state.value.defaults).map(([at, value]) => html`<tr key=${at}><th scope="row"><code>${at}</code></th><td>${meaning(at)}</td><td class="num">${shown(value)}</td></tr>`)}
  ${PARTICULAR.map(([at, key]) => html`<tr key=${at}><th scope="row"><code>${at}</code></th><td>${t(key)}</td><td class="num">–</td></tr>`)}</tbody></table></div></details></section>`;
/** What is said of one acuity, one bundle or both: "stroke · acuity 1 · how many more when widening". */
const particular = parts => {
  const last = parts.at(-1), named = [];
  for (let i = 1; i + 1 < parts.length; i += 2) named.push(parts[i] === 'bundle' ? word('bundle', parts[i + 1]) : t('policy.ladder.of_acuity', {n: parts[i + 1]}));
  return [...named, word('policy', `ladder.${last}`)].join(' · ');
};
const meaning = at => {
  const parts = at.split('.'), last = parts.at(-1), family = parts.slice(0, -1).join('.');
  const own = wordOr('policy', at);
  if (own !== at) return own;
  if (/^ladder\.(bundle|acuity)\./.test(at)) return particular(parts);
  if (at.startsWith('drop.rules.')) return `${word('kit', parts[2])} · ${word('policy', `drop.rules.${last}`)}`;
  if (family === 'hospitals.waits.goals') return `${word('policy', family)} · ${word('capability', last)}`;
  if (last === 'half_life' || last === 'until') return `${word('policy', family)} · ${word('policy', last)}`;
  return `${word('policy', family)} · ${word('level', last)}`;
};

export const View = () => !state.value ? html`<${Skeleton} rows=${8}/>`
  : html`<div class="split even"><${Editor}/><div class="stack"><${History}/><${Compare}/></div></div><${Meanings}/>`;
