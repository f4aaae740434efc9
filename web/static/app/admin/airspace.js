// The air of the region: its zones and how each stands to a flight now, what opens them, the files they came from.

import {signal} from '@preact/signals';
import {AirMap} from './airmap.js';
import {limits, meant, state} from './airstate.js';
import {Problem, get, post, query, upload} from '../api.js';
import {attempt, fill, toast} from '../page.js';
import {Button, Chip, Empty, Field, HoldButton, Icon, Skeleton, html} from '../parts.js';
import {dots, problemSentence, t, word} from '../say.js';
import {day, lastDay, moment, now} from '../time.js';

export const board = '/api/v1/admin/airspace';
const MB = 1024 * 1024, DAY_MS = 86_400_000, SHOWN_REMARKS = 12;
const file = signal(null), read = signal(null), wrong = signal(null), busy = signal(false);
const drawn = signal({}), paper = signal({});
const drawnWrong = signal(null), paperWrong = signal(null);  // each form has its own mistakes

export const take = answer => { state.value = answer; };
export const event = (one, again) => one.kind === 'airspace_changed' && again();
const reload = async () => { state.value = await get(board); };
const done = async (work, said) => { if (await attempt(async () => await work() ?? true, said)) await reload(); };

/** The file goes as it is; what the server says of it comes back. */
async function send(step) {
  const one = file.peek();
  wrong.value = null;
  if (!one) return;
  if (one.size > state.peek().largest) { wrong.value = t('admin.too_large', {mb: state.peek().largest / MB}); return; }
  busy.value = true;
  try {
    read.value = await upload(`${board}/${step}?name=${encodeURIComponent(one.name)}`, one);
    meant.value = read.peek().zones;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    read.value = null;
    wrong.value = dots([problem.code === 'invalid_input' ? t('admin.air_unread') : problemSentence(problem), problem.document.detail]);
  }
  busy.value = false;
  if (step !== 'import' || !read.peek()) return;
  toast(t('admin.air_imported', {n: read.peek().put}));
  await reload();
}
const choose = event => { file.value = event.target.files[0] ?? null; read.value = wrong.value = null; };

async function submit(event, written, problem, work, said) {
  event.preventDefault();
  await fill(problem, async () => {
    await work();
    written.value = {};
    await reload();
  }, said);
}
const at = (date, hour = '00:00') => date ? new Date(`${date}T${hour}`).toISOString() : null;
const number = said => said === '' || said == null ? null : Number(said);
const draft = ({name, lat, lon, radius_m: radius, ceiling = 'UNL', hours = '2', authority = '', authority_phone: phone}) => ({name, lat: number(lat), lon: number(lon), radius_m: number(radius), ceiling: ceiling || 'UNL', authority, authority_phone: phone || null,
  ends: hours ? new Date(now.peek() + Number(hours) * 3_600_000).toISOString() : null});
const draw = event => submit(event, drawn, drawnWrong, async () => {
  await post(`${board}/zones`, draft(drawn.peek()));
  looks += 1;  // an answer that is still on its way shows nothing any more
  meant.value = [];
}, t('admin.zone_drawn'));

/** What is typed is shown as the server reads it; of what is wrong only what has been typed is said. */
const LOOK_AFTER_MS = 400;
let looks = 0, later = null;
async function lookAt() {
  const mine = ++looks, said = drawn.peek();
  if (!said.lat || !said.lon) return;
  const answer = await query(`${board}/zones/check`, {...draft(said), name: said.name || t('admin.draw_zone')}).catch(problem => problem);
  if (mine !== looks) return;
  if (answer instanceof Problem) drawnWrong.value = {fields: Object.fromEntries(Object.entries(answer.fields).filter(([name]) => said[name === 'floor' ? 'ceiling' : name]))};
  else drawnWrong.value = null;
  meant.value = answer instanceof Problem ? [] : [answer];
}
function typed(said) {
  drawn.value = {...drawn.peek(), ...said};
  clearTimeout(later);
  later = setTimeout(lookAt, LOOK_AFTER_MS);
}
const authorise = event => submit(event, paper, paperWrong, () => {
  const {zone = closed()[0]?.id, document_no, valid_from: from, valid_until: until, max_altitude_m: high} = paper.peek();
  return post(`${board}/zones/${encodeURIComponent(zone)}/authorisations`, {document_no, valid_from: at(from), valid_until: at(until, '23:59'), max_altitude_m: number(high)});
}, t('admin.authorised'));
const closed = () => state.value.zones.filter(zone => zone.restriction !== 'no_restriction');

function pointOut(zone) {
  meant.value = [zone];
  document.querySelector('.air-map').scrollIntoView({block: 'nearest'});
}

const MARKS = {free: [null, 'minus'], high: [null, 'arrow-up'], idle: [null, 'clock'], open: ['good', 'check'], closed: ['warn', 'lock']};
const holds = ({applies}) => applies.map(one => [one.begin && moment(one.begin), one.end && `~ ${moment(one.end)}`, one.slots.length > 0 && t('admin.some_hours')].filter(Boolean).join(' ')).filter(Boolean).join(', ');

const Zone = ({zone}) => html`<tr><th scope="row"><button type="button" class="pick" aria-pressed=${meant.value.length === 1 && meant.value[0].id === zone.id} onClick=${() => pointOut(zone)}><${Icon} name="map-pin"/><span>${zone.name}</span></button><small>${word('restriction', zone.restriction)} · ${zone.series === 'by_hand' ? t('admin.told_to', {by: zone.put_by ?? '–'}) : zone.source}</small></th>
  <td class="num">${limits(zone)}<small>${holds(zone)}</small></td>
  <td><${Chip} kind=${MARKS[zone.standing][0]} icon=${MARKS[zone.standing][1]}>${word('zone_standing', zone.standing)}<//>${zone.opened_by && html`<small class="num">${t('admin.opened_until', {no: zone.opened_by.document_no, day: lastDay(zone.opened_by.valid_until)})}</small>`}</td>
  <td>${zone.authority || '–'}${zone.authority_phone && html`<small class="num">${zone.authority_phone}</small>`}</td>
  <td><time class="num">${zone.put_at ? moment(zone.put_at) : '–'}</time><small>${zone.put_by ?? ''}</small></td>
  <td>${zone.series === 'by_hand' && html`<${HoldButton} kind="small" holdMs=${800} act=${() => done(() => post(`${board}/zones/${zone.id}/end`), t('admin.zone_ended'))}>${t('admin.end_zone')}<//>`}</td></tr>`;
const ORDER = ['closed', 'open', 'idle', 'high', 'free'];
const Zones = () => state.value.zones.length === 0 ? html`<${Empty} icon="map" title=${t('admin.no_zones')}/>`
  : html`<div class="scroll" tabindex="0" role="region" aria-label=${t('admin.zones')}><table class="table wide"><thead><tr>${['name', 'limits', 'standing', 'authority', 'put_on_record'].map(one => html`<th scope="col" key=${one}>${word('admin', one)}</th>`)}<th scope="col"><span class="unseen">${t('admin.end_zone')}</span></th></tr></thead>
    <tbody>${[...state.value.zones].sort((a, b) => ORDER.indexOf(a.standing) - ORDER.indexOf(b.standing)).map(zone => html`<${Zone} key=${zone.id} zone=${zone}/>`)}</tbody></table></div>`;

/** The days of a paper, the hours of a call. */
const spell = one => one.given === 'telephone' ? `${moment(one.valid_from)} ~ ${moment(one.valid_until)}` : `${day(one.valid_from)} ~ ${lastDay(one.valid_until)}`;
const Standing = ({one}) => {
  if (one.withdrawn_at) return html`<${Chip} icon="circle-x">${t('admin.approval_withdrawn')}<//>`;
  if (Date.parse(one.valid_until) <= now.value) return html`<${Chip} icon="clock">${t('admin.expired')}<//>`;
  return Date.parse(one.valid_from) > now.value ? html`<${Chip} icon="clock">${t('admin.not_yet')}<//>` : html`<${Chip} kind="good" icon="check">${t('admin.valid')}<//>`;
};
const Paper = ({one}) => html`<tr><th scope="row">${one.document_no}<small>${word('air_given', one.given)}${one.given_by ? ` · ${one.given_by}` : ''}${one.sortie_id ? ` · ${t('admin.for_one_sortie')}` : ''}</small></th><td>${one.zone}</td>
  <td class="num">${spell(one)}${one.slots.length > 0 && html`<small>${t('admin.some_hours')}</small>`}</td><td class="num">${one.max_altitude_m == null ? '–' : `${one.max_altitude_m} m`}</td>
  <td>${one.recorded_by ?? t('admin.system')}<small class="num">${one.recorded_at ? moment(one.recorded_at) : ''}</small></td><td><${Standing} one=${one}/></td>
  <td>${!one.withdrawn_at && Date.parse(one.valid_until) > now.value && html`<${HoldButton} kind="small" holdMs=${800} act=${() => done(() => post(`${board}/authorisations/${one.id}/withdraw`), t('admin.paper_withdrawn'))}>${t('admin.withdraw_approval')}<//>`}</td></tr>`;
const Papers = () => state.value.authorisations.length === 0 ? html`<${Empty} icon="check" title=${t('admin.no_papers')}/>`
  : html`<div class="scroll" tabindex="0" role="region" aria-label=${t('admin.papers')}><table class="table wide"><thead><tr>${['document_no', 'zone', 'valid_between', 'max_altitude_m', 'put_on_record'].map(one => html`<th scope="col" key=${one}>${word('admin', one)}</th>`)}<th scope="col">${t('list.state')}</th><th scope="col"><span class="unseen">${t('admin.withdraw_approval')}</span></th></tr></thead>
    <tbody>${state.value.authorisations.map(one => html`<${Paper} key=${one.id} one=${one}/>`)}</tbody></table></div>`;

const Remarks = ({list}) => html`<ul class="mistakes">${list.slice(0, SHOWN_REMARKS).map((one, i) => html`<li key=${i} class="row"><${Icon} name="info"/><span><b>${one.zone_id}</b> ${word('air_remark', one.code)}</span></li>`)}${list.length > SHOWN_REMARKS && html`<li class="dim">${t('admin.more_remarks', {n: list.length - SHOWN_REMARKS})}</li>`}</ul>`;
const Import = () => html`<form class="card pad stack file-zones" onSubmit=${e => { e.preventDefault(); send('import'); }}><h2>${t('admin.air_import')}</h2>
  <${Field} label=${t('admin.choose_file')} name="air-file" hint=${t('admin.air_import_more')}><input class="input" id="air-file" type="file" accept=".json,.geojson,.kml,.csv" onChange=${choose}/><//>
  ${wrong.value && html`<p class="wrong" role="alert"><${Icon} name="circle-alert"/><span>${wrong.value}</span></p>`}
  ${read.value && html`<div role="status"><p class="row"><${Icon} name="circle-check"/>${t('admin.air_read', {form: word('air_form', read.value.form), n: read.value.zones.length})}</p><${Remarks} list=${read.value.remarks}/></div>`}
  <div class="row"><${Button} icon="search" disabled=${busy.value || !file.value} onClick=${() => send('check')}>${t('admin.check')}<//><button class="button main" disabled=${busy.value || !read.value || read.value.put != null}>${t('admin.air_take')}</button></div></form>`;

const Text = ({of, name, label, hint, also, says, ...rest}) => html`<${Field} label=${label} name=${name} says=${says} also=${also} problem=${(of === drawn ? drawnWrong : paperWrong).value} hint=${hint}><input class="input" id=${name} autocomplete="off" value=${of.value[name] ?? ''} onInput=${e => { if (of === drawn) typed({[name]: e.target.value}); else of.value = {...of.peek(), [name]: e.target.value}; }} ...${rest}/><//>`;
const Draw = () => html`<form class="card pad stack file-zones" onSubmit=${draw} novalidate><h2>${t('admin.draw_zone')}</h2><p class="dim">${t('admin.draw_more')}</p>
  <${Text} of=${drawn} name="name" label=${t('admin.name')} maxlength="64"/>
  <div class="pair"><${Text} of=${drawn} name="lat" label=${t('admin.lat')} inputmode="decimal"/><${Text} of=${drawn} name="lon" label=${t('admin.lon')} inputmode="decimal"/></div>
  <div class="pair"><${Text} of=${drawn} name="radius_m" says="zone_radius_m" label=${t('admin.radius_m')} inputmode="numeric"/><${Text} of=${drawn} name="ceiling" also=${['floor']} label=${t('admin.ceiling')} placeholder="1500 ft AGL"/></div>
  <div class="pair"><${Text} of=${drawn} name="authority" label=${t('admin.authority')} maxlength="96"/><${Text} of=${drawn} name="authority_phone" label=${t('admin.authority_phone')} type="tel" inputmode="tel" maxlength="32"/></div>
  <${Field} label=${t('admin.lasts')} name="ends" problem=${drawnWrong.value}><select class="input" id="ends" value=${drawn.value.hours ?? '2'} onChange=${e => { drawn.value = {...drawn.peek(), hours: e.target.value}; }}>${['1', '2', '6', '24', ''].map(n => html`<option key=${n} value=${n}>${n ? t('admin.hours', {n}) : t('admin.no_end')}</option>`)}</select><//>
  <div><button class="button main">${t('admin.add_zone')}</button></div></form>`;
const Authorise = () => html`<form class="card pad stack file-paper" onSubmit=${authorise} novalidate><h2>${t('admin.file_paper')}</h2>
  <${Field} label=${t('admin.zone')} name="zone"><select class="input" id="zone" value=${paper.value.zone ?? closed()[0]?.id} onChange=${e => { paper.value = {...paper.peek(), zone: e.target.value}; }}>${closed().map(zone => html`<option key=${zone.id} value=${zone.id}>${zone.name}</option>`)}</select><//>
  <${Text} of=${paper} name="document_no" label=${t('admin.document_no')} maxlength="64"/>
  <div class="pair"><${Text} of=${paper} name="valid_from" label=${t('admin.valid_from')} type="date"/><${Text} of=${paper} name="valid_until" label=${t('admin.approval_until')} type="date"/></div>
  <${Text} of=${paper} name="max_altitude_m" label=${t('admin.max_altitude_m')} inputmode="numeric" hint=${t('admin.max_altitude_more')}/>
  <div><button class="button main" disabled=${closed().length === 0}>${t('admin.file_it')}</button></div></form>`;

const Sources = () => html`<p class="dim inset">${state.value.series.map(one => `${one.name === 'pack' ? t('admin.pack') : one.name === 'by_hand' ? t('admin.by_hand') : one.name} ${one.zones}${one.newest ? ` · ${moment(one.newest)}${now.value - Date.parse(one.newest) > 28 * DAY_MS ? ` (${t('admin.older_than_cycle')})` : ''}` : ''}`).join('  /  ')}</p>`;

export const View = () => {
  if (!state.value) return html`<${Skeleton} rows=${6}/>`;
  return html`<div class="split air"><div class="stack"><${AirMap}/><section class="card"><div class="head"><h2>${t('admin.zones')}</h2><span class="dim">${t('admin.zones_more', {m: Math.round(state.value.altitude_m)})}</span></div><${Sources}/><${Zones}/></section>
      <section class="card"><div class="head"><h2>${t('admin.papers')}</h2><span class="dim">${t('admin.papers_more')}</span></div><${Papers}/></section></div>
    <aside class="stack" aria-label=${t('admin.air_change')}><${Draw}/><${Authorise}/><${Import}/></aside></div>`;
};
