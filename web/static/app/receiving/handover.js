// The handover at the hospital: what the crew will say, and one key of a named person that takes the patient over.

import {signal} from '@preact/signals';
import {post} from '../api.js';
import {Spoken, Taken, useHandover} from '../handover.js';
import {Button, Icon, Priority, html} from '../parts.js';
import {attempt} from '../page.js';
import {complaintOf, named, t, word} from '../say.js';
import {hour} from '../time.js';
import {NameKeys, mustName, signature} from './speaker.js';
import {requestOf, toSign} from './state.js';

const naming = signal(null);  // request whose signature waits for a name

async function sign(id) {
  naming.value = mustName() ? id : null;
  if (!naming.peek()) await attempt(() => post(`/api/v1/requests/${id}/signature`, signature()), t('transfer.signed'));
}
const Sign = ({id}) => naming.value === id ? html`<${NameKeys} done=${() => sign(id)} back=${() => { naming.value = null; }}/>` : html`<${Button} kind="main" icon="pencil" onClick=${() => sign(id)}>${t('transfer.take_over')}<//>`;

/** Beside a patient on the way: open once somebody wants to read it, and signed for at the door. */
export const Handover = ({patient: p}) => {
  const ask = requestOf(p), told = useHandover(p.incident.id, JSON.stringify([p.crew_state, p.vitals.length, p.patient, p.scores.assessments.length, p.trends.events]));
  const taken = told?.transfers.at(-1);
  return html`<section class="card pad stack handover" aria-label=${t('transfer.title')}><h3 class="row wrap"><${Icon} name="clipboard-list"/><span class="grow">${t('transfer.title')}</span><a class="button small" href=${`/api/v1/incidents/${p.incident.id}/record.pdf`} target="_blank" rel="noopener"><${Icon} name="printer"/>${t('transfer.print')}</a></h3><${Taken} transfer=${taken}/><${Spoken} told=${told}/>${ask?.arrived_at && !taken?.signed_at && html`<${Sign} id=${p.request_id}/>`}</section>`;
};

/** Patients who were left here and for whom nobody has signed. */
export const ToSign = () => toSign.value.length > 0 && html`<section class="to-sign" aria-label=${t('transfer.to_sign')}><div class="head"><h2>${t('transfer.to_sign')}</h2><span class="count num">${toSign.value.length}</span></div>
  ${toSign.value.map(one => html`<article class="card pad row wrap" key=${one.request_id}>${one.incident && html`<${Priority} p=${one.incident.priority}/>`}<div class="grow">${one.incident && html`<b>${complaintOf(one.incident)}</b> <small class="num">${one.incident.number}</small>`}<p>${[one.unit && named(one.unit), t('transfer.at', {at: hour(one.at)}), one.unsigned && word('not_signed', one.unsigned)].filter(Boolean).join(' · ')}</p></div>${one.incident && html`<${Sign} id=${one.request_id}/>`}</article>`)}</section>`;
