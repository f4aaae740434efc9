// At the door: what is read aloud, and the receiver's signature on this device. It is the transfer of care; without one
// the handover stands as well, and says why.

import {signal} from '@preact/signals';
import {Spoken, Taken, useHandover} from '../handover.js';
import {Button, Choices, Icon, html} from '../parts.js';
import {codes, t, word} from '../say.js';
import {Signature, isSigned} from './signature.js';
import {outlive} from './drafts.js';
import {sendSaying} from './outbox.js';
import {job} from './state.js';

const OTHER = '', WITH_PATIENT = ['at_patient', 'depart_scene', 'at_hospital', 'handed_over'];
const blank = {name_id: null, name: '', duty: null, drawing: ''};
const draft = signal(blank), owner = signal(null);  // what is being signed, and for which job
outlive('signing', {draft}, owner);
const mine = () => owner.value === job.value.id ? draft.value : blank;
const put = change => { [draft.value, owner.value] = [{...mine(), ...change}, job.peek().id]; };
const isReady = d => d.name_id ? true : d.name_id === OTHER && d.name.trim() !== '' && isSigned(d.drawing);

async function sign() {
  const {name_id, name, duty, drawing} = mine(), listed = Boolean(name_id);
  const body = {...(listed ? {name_id} : {name: name.trim(), duty}), drawing: isSigned(drawing) ? drawing : null, device_at: new Date().toISOString()};
  if (await sendSaying(`/api/v1/assignments/${job.peek().id}/signature`, 'POST', body, t('transfer.signed'))) draft.value = blank;
}
const why = reason => sendSaying(`/api/v1/assignments/${job.peek().id}/unsigned`, 'POST', {reason}, t('common.saved'));

const SignHere = ({names}) => {
  const d = mine();
  return html`<section class="card pad stack sign-here" aria-label=${t('transfer.sign')}><h2 class="row"><${Icon} name="pencil"/>${t('transfer.sign')}</h2>
    <${Choices} name="receiver" legend=${t('transfer.who')} value=${d.name_id} pick=${name_id => put({name_id})} options=${[...names.map(one => [one.id, html`${one.name}${one.duty && html` <small>${word('duty', one.duty)}</small>`}`]), [OTHER, t('transfer.other')]]}/>
    ${d.name_id === OTHER && html`<input class="input" maxlength="64" autocomplete="off" aria-label=${t('transfer.name')} placeholder=${t('transfer.name')} value=${d.name} onInput=${event => put({name: event.target.value})}/>
      <${Choices} name="receiver-duty" legend=${t('transfer.duty')} value=${d.duty} pick=${duty => put({duty})} options=${codes('duty').map(code => [code, word('duty', code)])}/>`}
    ${d.name_id != null && html`<${Signature} label=${d.name_id ? t('transfer.draw_too') : t('transfer.draw')} value=${d.drawing} set=${drawing => put({drawing})}/>
      <${Button} kind="wide main" icon="check" disabled=${!isReady(d)} onClick=${sign}>${t('transfer.sign_now')}<//>`}</section>`;
};

/** One key says why nobody signed; the handover itself has waited for no answer. */
const Why = ({transfer}) => transfer && !transfer.signed_at && !transfer.unsigned && html`<${Choices} name="unsigned" legend=${t('transfer.why_unsigned')} value=${null} pick=${why} options=${codes('not_signed').map(code => [code, word('not_signed', code)])}/>`;

export const Handover = () => {
  const {incident_id: incident, state, transfer, vitals, patient, scores, care} = job.value;
  const told = useHandover(incident, JSON.stringify([state, vitals.length, patient, scores.assessments.length, care ?? null, transfer?.signed_at]));
  if (!WITH_PATIENT.includes(state)) return null;
  return html`<section class="card pad stack" aria-label=${t('transfer.title')}><h2 class="row"><${Icon} name="clipboard-list"/>${t('transfer.title')}</h2><${Taken} transfer=${transfer}/><${Why} transfer=${transfer}/><${Spoken} told=${told} phone/></section>
    ${['at_hospital', 'handed_over'].includes(state) && !transfer?.signed_at && html`<${SignHere} names=${told?.names ?? []}/>`}`;
};
