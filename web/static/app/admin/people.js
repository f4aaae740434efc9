// People: the list on the left, whoever is picked on the right; below, what each role may do.

import {signal} from '@preact/signals';
import {get, post} from '../api.js';
import {attempt, fill} from '../page.js';
import {Button, Chip, Empty, Field, HoldButton, Icon, Skeleton, html} from '../parts.js';
import {codes, t, word} from '../say.js';
import {moment} from '../time.js';
import {Once, RolePlace, placeName} from './shared.js';

export const board = '/api/v1/admin/people';
const state = signal(null), rights = signal(null), sought = signal('');
const draft = signal(null);  // {id, login, name, role, facility, language}; id null for somebody new
const problem = signal(null), once = signal(null), busy = signal(false);

export function take(answer) {
  state.value = answer;
  rights.value ?? get('/api/v1/admin/rights').then(told => { rights.value = told; }, () => null);
}
export const event = (one, again) => one.kind === 'people_changed' && again();

const FRESH = {id: null, login: '', name: '', role: 'dispatcher', facility: null, language: 'ko'};
const pick = person => {
  problem.value = null;
  draft.value = {...person};
  if (matchMedia('(max-width: 1100px)').matches) setTimeout(() => document.getElementById('detail').scrollIntoView({block: 'start'}));
};
const set = change => { draft.value = {...draft.peek(), ...change}; };
const told = person => state.peek().people.find(one => one.id === person.id) ?? person;
const reload = async () => { state.value = await get(board); };

async function act(command, done) {
  busy.value = true;
  const answer = await attempt(command, done);
  if (answer !== undefined) await reload();
  busy.value = false;
  return answer;
}

async function save(event) {
  event.preventDefault();
  const {id, login, name, role, facility, language, duty} = draft.peek(), about = {name, role, facility, language, duty: dutiesOf(role).includes(duty) ? duty : null};
  busy.value = true;
  await fill(problem, async () => {
    const saved = await post(id ? `${board}/${id}` : board, id ? about : {login, ...about});
    if (!id) once.value = {title: t('admin.once_password', {name: saved.name}), secret: saved.password};
    await reload();
    pick(saved);
  });
  busy.value = false;
}

const reset = person => act(async () => {
  const {password} = await post(`${board}/${person.id}/password`);
  once.value = {title: t('admin.once_password', {name: person.name}), secret: password};
  return password;
});

const fits = (person, words) => !words || [person.name, person.login, placeName(state.value.facilities, person.facility), word('role', person.role)]
  .some(one => one.toLowerCase().includes(words));

const State = ({person}) => person.active
  ? person.waits ? html`<${Chip} icon="clock">${t('admin.waits')}<//>` : html`<${Chip} icon="check">${t('admin.active')}<//>`
  : html`<${Chip} kind="warn" icon="circle-x">${t('admin.inactive')}<//>`;

const Rows = () => {
  const shown = state.value.people.filter(person => fits(person, sought.value));
  if (!shown.length) return html`<${Empty} icon="search" title=${t('admin.nobody')}/>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${t('admin.people')}><table class="table wide"><thead><tr><th scope="col">${t('admin.name')}</th><th scope="col">${t('admin.role')}</th><th scope="col">${t('admin.facility')}</th>
    <th scope="col">${t('admin.language')}</th><th scope="col">${t('admin.signed_in')}</th><th scope="col">${t('list.state')}</th></tr></thead>
    <tbody>${shown.map(person => html`<tr key=${person.id} class=${person.id === draft.value?.id ? 'picked' : ''}>
      <th scope="row"><button type="button" class="linklike" aria-pressed=${person.id === draft.value?.id} onClick=${() => pick(person)}>${person.name}</button><small>${person.login}${person.id === state.value.me ? ` · ${t('admin.you')}` : ''}</small></th>
      <td>${word('role', person.role)}${person.duty && html`<small>${word('duty', person.duty)}</small>`}</td><td>${placeName(state.value.facilities, person.facility)}</td><td>${word('language', person.language)}</td>
      <td><time class="num">${person.signed_in_at ? moment(person.signed_in_at) : t('admin.never')}</time></td><td><${State} person=${person}/></td></tr>`)}</tbody></table></div>`;
};

const Acts = ({person}) => html`<div class="acts">
  <${Button} icon="rotate-ccw" disabled=${busy.value} onClick=${() => reset(person)}>${t('admin.reset')}<//>
  <${Button} icon="log-out" disabled=${busy.value} onClick=${() => act(async () => await post(`${board}/${person.id}/sessions/end`) ?? true, t('admin.sessions_ended'))}>${t('admin.end_sessions')}<//>
  ${person.active ? html`<${HoldButton} kind="" icon="circle-x" holdMs=${800} act=${() => act(() => post(`${board}/${person.id}/deactivate`))}>${t('admin.close_account')}<//>`
    : html`<${Button} icon="check" onClick=${() => act(() => post(`${board}/${person.id}/reactivate`))}>${t('admin.open_account')}<//>`}</div>`;

const paper = signal({number: '', grade: 2, valid_until: ''});
const certify = person => act(async () => {
  const answer = await post(`${board}/${person.id}/certificates`, {...paper.peek(), grade: Number(paper.peek().grade)});
  paper.value = {number: '', grade: 2, valid_until: ''};
  return answer;
}, t('admin.certified'));
const withdraw = one => act(async () => await post(`/api/v1/admin/certificates/${one.id}/withdrawal`) ?? true);
/** What a pilot may fly; without one that is valid they launch nothing. */
const Certificates = ({person}) => {
  const held = state.value.certificates.filter(one => one.pilot_id === person.id), write = change => { paper.value = {...paper.peek(), ...change}; };
  return html`<fieldset class="stack certificates"><legend class="label">${t('admin.certificates')}</legend>
    ${held.length ? html`<ul class="lines">${held.map(one => html`<li class="row wrap" key=${one.id}><b class="num">${one.number}</b><span>${t('admin.grade', {n: one.grade})}</span><span class="num dim">${one.valid_until}</span><span class="grow"/>
      ${one.withdrawn_at ? html`<${Chip} kind="warn" icon="circle-x">${t('admin.withdrawn')}<//>` : html`<${Button} kind="small" disabled=${busy.value} onClick=${() => withdraw(one)}>${t('admin.withdraw')}<//>`}</li>`)}</ul>` : html`<p class="dim">${t('admin.no_certificates')}</p>`}
    <div class="row wrap"><input class="input num" aria-label=${t('admin.certificate_number')} placeholder=${t('admin.certificate_number')} maxlength="32" value=${paper.value.number} onInput=${e => write({number: e.target.value})}/>
      <select class="input" aria-label=${t('admin.certificates')} value=${paper.value.grade} onChange=${e => write({grade: e.target.value})}>${[1, 2, 3, 4].map(n => html`<option key=${n} value=${n}>${t('admin.grade', {n})}</option>`)}</select>
      <input class="input num" type="date" aria-label=${t('admin.valid_until')} value=${paper.value.valid_until} onInput=${e => write({valid_until: e.target.value})}/>
      <${Button} icon="plus" disabled=${busy.value || !paper.value.number || !paper.value.valid_until} onClick=${() => certify(person)}>${t('admin.certify')}<//></div></fieldset>`;
};

const DIRECTS = 'medical_director';
const dutiesOf = role => role === 'supervisor' ? [DIRECTS] : role === 'hospital' ? codes('duty').filter(code => code !== DIRECTS) : [];
const Detail = () => {
  const one = draft.value;
  if (!one) return html`<${Empty} icon="user" title=${t('admin.pick_person')}/>`;
  const own = one.id === state.value.me;
  return html`<form class="stack" onSubmit=${save} novalidate><h2 class="row">${one.id ? told(one).name : t('admin.add_person')}<span class="grow"/>${one.id && html`<${State} person=${told(one)}/>`}</h2>
    ${!one.id && html`<${Field} label=${t('admin.login')} name="login" problem=${problem.value}><input class="input" id="login" value=${one.login} autocomplete="off" autocapitalize="none" spellcheck="false" onInput=${e => set({login: e.target.value})}/><//>`}
    <${Field} label=${t('admin.name')} name="name" problem=${problem.value}><input class="input" id="name" value=${one.name} autocomplete="off" maxlength="64" onInput=${e => set({name: e.target.value})}/><//>
    <${RolePlace} draft=${one} set=${set} facilities=${state.value.facilities} problem=${problem.value} fixed=${own}/>
    ${dutiesOf(one.role).length > 0 && html`<${Field} label=${t('admin.duty')} hint=${one.role === 'hospital' && t('admin.duty_more')} name="duty" problem=${problem.value}><select class="input" id="duty" value=${one.duty ?? ''} onChange=${e => set({duty: e.target.value})}>
      <option value="">–</option>${dutiesOf(one.role).map(code => html`<option key=${code} value=${code}>${word('duty', code)}</option>`)}</select><//>`}
    <${Field} label=${t('admin.language')} name="language" problem=${problem.value}><select class="input" id="language" value=${one.language} onChange=${e => set({language: e.target.value})}>
      ${['ko', 'en'].map(spoken => html`<option key=${spoken} value=${spoken}>${word('language', spoken)}</option>`)}</select><//>
    <p class="dim">${own ? t('admin.own_more') : one.id ? t('admin.moves_more') : t('admin.once')}</p>
    <div class="row wrap"><button class="button main" disabled=${busy.value}>${one.id ? t('admin.save') : t('admin.add')}</button><span class="grow"/>
      <${Button} kind="bare" icon="x" onClick=${() => { draft.value = null; }}>${t('common.close')}<//></div>
    ${one.id && (own ? html`<p><a href="/password">${t('admin.own_password')}</a></p>` : html`<${Acts} person=${told(one)}/>`)}${one.id && one.role === 'pilot' && html`<${Certificates} person=${told(one)}/>`}</form>`;
};

const Rights = () => {
  const {roles, rights: list} = rights.value, areas = new Map();
  for (const right of list) {
    const area = right.endpoint.split('.')[0].replace(/_(api|pages|board)$/, '');
    areas.set(area, [...areas.get(area) ?? [], right]);
  }
  return html`<section class="card"><details><summary class="head"><h2>${t('admin.rights')}</h2><span class="dim">${t('admin.rights_more')}</span></summary>
    <div class="scroll tall" tabindex="0" role="region" aria-label=${t('admin.rights')}><table class="table rights"><thead><tr><th scope="col">${t('admin.doing')}</th>${roles.map(role => html`<th scope="col" key=${role}>${word('role', role)}</th>`)}</tr></thead>
    ${[...areas].map(([area, inside]) => html`<tbody key=${area}><tr><th scope="rowgroup" colspan=${roles.length + 1}>${word('rights_of', area)}</th></tr>
      ${inside.map(right => html`<tr key=${right.endpoint}><th scope="row">${word('may', right.endpoint)}</th>${roles.map(role => html`<td key=${role}>${right.roles.includes(role)
        ? html`<${Icon} name="check"/><span class="unseen">${t('admin.may')}</span>` : html`<span aria-hidden="true" class="dim">–</span><span class="unseen">${t('admin.may_not')}</span>`}</td>`)}</tr>`)}</tbody>`)}</table></div></details></section>`;
};

export const View = () => {
  if (!state.value) return html`<${Skeleton} rows=${8}/>`;
  return html`<div class="split"><section class="card"><div class="head"><h2>${t('admin.people')}</h2><span class="count num">${state.value.people.length}</span><span class="grow"/>
      <input class="input seek" type="search" aria-label=${t('admin.filter')} placeholder=${t('admin.filter')} value=${sought.value} onInput=${e => { sought.value = e.target.value.trim().toLowerCase(); }}/>
      <${Button} kind="main" icon="plus" onClick=${() => pick(FRESH)}>${t('admin.add_person')}<//></div><${Rows}/></section>
    <aside class="card pad stack" id="detail" aria-label=${t('admin.people')}>${once.value && html`<${Once} ...${once.value} close=${() => { once.value = null; }}/>`}<${Detail}/></aside></div>${rights.value && html`<${Rights}/>`}`;
};
