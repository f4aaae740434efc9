// A mass-casualty incident as a hospital reads it: how many can you take, and then one list of who comes.

import {post} from '../api.js';
import {Counts, Tag, person} from '../casualties.js';
import {Button, Chip, Icon, html} from '../parts.js';
import {attempt} from '../page.js';
import {named, t, word} from '../say.js';
import {hour} from '../time.js';
import {signature} from './speaker.js';
import {Surge} from '../surge.js';
import {say} from './posting.js';
import {SurgePost} from './surgepost.js';
import {hospital, lists, readAgain} from './state.js';

const read = list => attempt(() => post(`/api/v1/receiving/mass/${list.incident_id}/read`, signature()).then(() => true), t('mass.read_done')).then(readAgain);
const same = () => { const {red, yellow, green} = hospital.peek().surge; return attempt(() => say('capacity', {surge: {red, yellow, green}}), t('common.saved')).then(readAgain); };
const isAsked = list => !list.ended_at && !(Date.parse(hospital.value.surge?.reported_at) >= Date.parse(list.declared_at));

const Row = ({one}) => html`<tr data-ended=${one.state === 'handed_over'}><th scope="row" class="num">${one.tag}</th><td><${Tag} colour=${one.colour}/></td><td>${person(one)}${one.needs.map(need => html` <${Chip} key=${need}>${word('capability', need)}<//>`)}${one.note && html`<br/><small class="prose">${one.note}</small>`}</td>
  <td>${one.callsign ? named(one.callsign) : t('mass.no_unit_yet')}</td><td>${word('casualty', one.state)}</td><td class="figure">${one.eta ? hour(one.eta) : '–'}</td></tr>`;

const List = ({list}) => html`<section class="card pad mass-list" aria-label=${t('mass.title')}><header class="row wrap"><${Icon} name="users"/><h2 class="grow">${t('mass.title')} <span class="num">${list.number}</span>${list.ended_at ? ` · ${t('mass.over')}` : ''}</h2>
    ${list.kind && html`<${Chip}>${word('mass_kind', list.kind)}<//>`}${list.estimated && html`<${Chip}>${t('mass.about_n', {n: list.estimated})}<//>`}${list.hazards && html`<${Chip} kind="warn" icon="triangle-alert">${list.hazards}<//>`}</header>
  ${isAsked(list) && html`<div class="surge-asked stack"><p><b>${t('mass.post_surge')}</b></p>${hospital.value.surge && html`<${Button} kind="main" icon="check" onClick=${same}>${t('mass.same_as_before')} <${Surge} surge=${hospital.value.surge}/><//>`}<${SurgePost} open/></div>`}
  ${list.casualties.length > 0 && html`<${Counts} counts=${list.counts}/><table class="table"><thead><tr>${['tag_short', 'colour', 'person', 'unit', 'state', 'eta'].map(one => html`<th key=${one}>${t(`mass.${one}`)}</th>`)}</tr></thead><tbody>${list.casualties.map(one => html`<${Row} key=${one.tag} one=${one}/>`)}</tbody></table>`}
  ${list.unread ? html`<${Button} kind="main" icon="check" onClick=${() => read(list)}>${t('mass.read')}<//>` : list.acked_at && html`<p class="dim">${t('mass.read_by', {at: hour(list.acked_at), name: list.acked_name ?? ''})}</p>`}</section>`;

export const MassLists = () => lists.value.map(one => html`<${List} key=${one.incident_id} list=${one}/>`);
