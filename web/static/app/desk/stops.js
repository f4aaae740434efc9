// The entrance pin of the place that is shown, and the way to say that it is wrong.

import {signal} from '@preact/signals';
import {Button, html} from '../parts.js';
import {codes, t, word} from '../say.js';
import {Stops} from '../stops.js';
import {dismissPin} from './acts.js';
import {detail} from './state.js';

const asking = signal(null);  // the incident whose pin is being dismissed
const dismiss = (incident, reason) => { asking.value = null; dismissPin(incident, reason); };

export const CrewStops = ({incident}) => {
  const stops = detail.value?.id === incident.id ? detail.value.stops : null, open = asking.value === incident.id;
  return stops?.pin && html`<${Stops} stops=${stops}><${Button} kind="small" aria-expanded=${open} onClick=${() => { asking.value = open ? null : incident.id; }}>${t('where.stops_wrong')}<//><//>
    ${open && html`<div class="choices" role="group" aria-label=${t('where.stops_why')}>${codes('pin_wrong').map(code => html`<${Button} key=${code} kind="small" onClick=${() => dismiss(incident, code)}>${word('pin_wrong', code)}<//>`)}</div>`}`;
};
