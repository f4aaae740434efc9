// What became of the patients this crew brought: read when asked for, for nobody needs it on the way.

import {get} from '../api.js';
import {outcomeLine} from '../outcome.js';
import {Button, Icon, html, signal} from '../parts.js';
import {attempt} from '../page.js';
import {complaintOf, named, t} from '../say.js';
import {moment} from '../time.js';
import {job} from './state.js';

const cases = signal(null);
const look = () => attempt(async () => { cases.value = cases.peek() ? null : (await get('/api/v1/crew/outcomes')).cases; });
const Case = ({one}) => html`<li class="outcome-line"><a class="row" href=${`/record/${one.incident_id}`}><span class="grow"><b>${complaintOf(one)}</b> <small class="num">${one.number} · ${moment(one.at)}${one.hospital ? ` · ${named(one.hospital)}` : ''}</small></span><${Icon} name="chevron-right"/></a>
  <p class=${one.outcome ? '' : 'dim'}>${one.outcome ? outcomeLine(one.outcome) : t('outcomes.none_yet')}</p></li>`;

export const Brought = () => html`<section class="card pad stack" aria-label=${t('outcomes.brought')}>${job.value && html`<a class="button wide" href=${`/record/${job.value.incident_id}`}><${Icon} name="file-text"/>${t('page.record')}</a>`}
  <${Button} kind="wide" icon="history" aria-expanded=${cases.value != null} onClick=${look}>${t('outcomes.brought')}<//>
  ${cases.value && (cases.value.length ? html`<ul>${cases.value.map(one => html`<${Case} key=${one.incident_id} one=${one}/>`)}</ul>` : html`<p class="dim">${t('outcomes.nobody')}</p>`)}</section>`;
