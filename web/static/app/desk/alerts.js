// What a person has to answer. Gravest first; at most three in full, the rest counted; owning one never hides it.

import {signal} from '@preact/signals';
import {Age, Button, Icon, html} from '../parts.js';
import {named, t} from '../say.js';
import {minutes} from '../time.js';
import {acknowledge, callsign, divert} from './acts.js';
import {choose, hospitals, incidents, standing} from './state.js';

export const unfolded = signal(false);
const ICONS = {1: 'octagon-alert', 2: 'triangle-alert', 3: 'info'};

function about(alert) {
  const {unit_id: unit, hospital_id: hospital, relieves, gain_s: gain} = alert.data;
  const house = hospitals.value.get(hospital ?? alert.subject);
  return t(`alert.${alert.kind}`, {
    unit: callsign(unit ?? alert.subject), relieves: relieves ? callsign(relieves) : '', gain: minutes(gain),
    hospital: house ? named({ko: house.name_ko, en: house.name_en}) : hospital ?? '', number: incidents.value.get(alert.incident_id)?.number ?? '',
  });
}

const Alert = ({alert, first}) => html`<li class="alert" data-level=${alert.level} data-owned=${Boolean(alert.acked_by)}>
  <${Icon} name=${ICONS[alert.level]}/><button type="button" class="what" disabled=${!alert.incident_id} onClick=${() => choose(alert.incident_id)}><b>${about(alert)}</b>
  <small>${alert.incident_id ? incidents.value.get(alert.incident_id)?.number ?? '' : ''} ${alert.acked_by ? t('desk.owned', {by: alert.acked_by}) : ''}</small></button><${Age} at=${alert.raised_at}/>
  ${alert.kind === 'divert_advised' && html`<${Button} kind="small main" onClick=${() => choose(alert.incident_id)}>${t('desk.look')}</${Button}>`}
  ${!alert.acked_by && html`<${Button} kind="small" keys=${first ? 'A' : null} onClick=${() => acknowledge(alert)}>${t('desk.acknowledge')}</${Button}>`}</li>`;

export const Alerts = () => {
  const all = standing.value, shown = unfolded.value ? all : all.slice(0, 3);
  return html`<section class="alerts" role="log" aria-live="assertive" aria-label=${t('desk.alerts')}><ul>${shown.map((alert, i) => html`<${Alert} key=${alert.id} alert=${alert} first=${i === 0}/>`)}</ul>
    ${all.length > 3 && html`<${Button} kind="small more" onClick=${() => { unfolded.value = !unfolded.value; }}>${unfolded.value ? t('common.fewer') : t('desk.more_alerts', {n: all.length - 3})}</${Button}>`}</section>`;
};
