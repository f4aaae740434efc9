// Many casualties, in the panel: declared here, the report, how many of each colour, and the way to the board.

import {signal} from '@preact/signals';
import {post} from '../api.js';
import {Counts, Methane, MethaneForm} from '../casualties.js';
import {Button, Icon, html} from '../parts.js';
import {attempt} from '../page.js';
import {t} from '../say.js';
import {later, ending} from './acts.js';
import {OVER, current, detail, refresh} from './state.js';

const writing = signal(null);  // id of the incident whose report is open

const tell = async (incident, report) => {
  if (await attempt(() => post(`/api/v1/incidents/${incident.id}/mass`, report), t('mass.declared'))) writing.value = null;
  refresh();
};
const finish = incident => {
  const title = t('mass.end');
  ending.value = {title, group: 'mass_end', act: reason => later({incident, words: title, act: () => attempt(() => post(`/api/v1/incidents/${incident.id}/mass/end`, {reason})).then(refresh)})};
};

/** ⇧M: the board where there is one, else the report to declare it with. */
export function toMass() {
  const incident = current.peek();
  if (!incident) return;
  if (detail.peek()?.mass) location.assign(`/desk/mass/${incident.id}`);
  else if (!OVER.includes(incident.state)) writing.value = incident.id;
}

export const Mass = ({incident, over}) => {
  const mass = detail.value?.mass, running = mass && !mass.ended_at;
  if (!mass && over) return null;
  if (writing.value === incident.id) return html`<section class="section"><h3>${t('mass.title')}</h3><${MethaneForm} report=${mass?.report} send=${report => tell(incident, report)} back=${() => { writing.value = null; }}/></section>`;
  if (!mass) return html`<section class="section mass-none"><${Button} kind="bare small" icon="users" keys="⇧M" onClick=${toMass}>${t('mass.declare')}<//></section>`;
  return html`<section class="section mass" aria-label=${t('mass.title')}><h3><${Icon} name="users"/>${t('mass.title')}${!running && ` · ${t('mass.over')}`}</h3><${Counts} counts=${mass.counts}/><${Methane} mass=${mass}/>
    <div class="row wrap"><a class="button main" href=${`/desk/mass/${incident.id}`}>${t('mass.board')}<kbd>⇧M</kbd></a>
      ${!over && html`<${Button} onClick=${() => { writing.value = incident.id; }}>${t(running ? 'mass.change' : 'mass.again')}<//>`}${running && html`<${Button} onClick=${() => finish(incident)}>${t('mass.end')}<//>`}</div></section>`;
};
