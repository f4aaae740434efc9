// Orders and talk on the hospital's page: a physician signs in, or a name with a physician's duty is tapped.

import {computed, effect, signal} from '@preact/signals';
import {Orders, tell, writeTo} from '../guidance/orders.js';
import {Talk, seen} from '../guidance/talk.js';
import {Choices, Icon, html} from '../parts.js';
import {t, word} from '../say.js';
import {duty, inbound, names, requestOf, shared} from './state.js';
import {signature} from './speaker.js';

const PHYSICIANS = ['doctor', 'on_call'];
const chosen = signal(null);      // the physician's name that is tapped
const doctors = computed(() => names.value.filter(one => PHYSICIANS.includes(one.duty)));
const signedIn = () => !shared.value && PHYSICIANS.includes(duty.value);

const Who = () => signedIn() ? null : doctors.value.length ? html`<${Choices} name="physician" legend=${t('guidance.physician')} value=${chosen.value} pick=${id => { chosen.value = id; }} options=${doctors.value.map(one => [one.id, html`${one.name}<small> · ${word('duty', one.duty)}</small>`])}/>`
  : html`<p class="row dim"><${Icon} name="info"/>${t('guidance.no_physician')}</p>`;

/** The medical director's orders are read here, and nobody here settles them. */
const giver = {
  mayOrder: () => signedIn() || doctors.value.some(one => one.id === chosen.value),
  signed: () => signedIn() ? {} : {name_id: chosen.peek()},
  isOurs: order => order.hospital_id != null,
  Who,
};

/** Orders and talk of one inbound patient, side by side. */
export const Guidance = ({patient: p}) => {
  const over = requestOf(p)?.state === 'offloaded', incident = p.incident.id;
  return html`<div class="guidance"><${Orders} incident=${incident} orders=${p.orders} over=${over} giver=${giver}/>
    <${Talk} incident=${incident} talk=${p.talk} write=${writeTo(incident, signature)} tell=${tell} over=${over}/></div>`;
};

effect(() => inbound.value.forEach(p => p.talk && seen(p.incident.id, p.talk, tell, false)));
