// The card the crew sent ahead, in large type: what stands on it, what is different since, and who here has read it.

import {effect} from '@preact/signals';
import {chime} from '../alarm.js';
import {attempt} from '../page.js';
import {Button, Chip, Icon, html} from '../parts.js';
import {post} from '../api.js';
import {t} from '../say.js';
import {said, signsLine} from '../prealertwords.js';
import {hour} from '../time.js';
import {coming} from './state.js';

/** A field with what it was, when it is not that any more: both stand, nothing is swapped in silence. */
const Value = ({card, changes, field}) => {
  const change = changes.find(one => one.field === field);
  return change ? html`<ins class="changed">${said(field, change.now)} <${Chip} kind="warn" icon="triangle-alert">${t('prealert.was', {was: said(field, change.was)})}<//></ins>` : html`<span>${said(field, card[field])}</span>`;
};
const GROUPS = [['prealert.why', ['bundle', 'complaint']], ['prealert.who', ['age_years', 'sex', 'acuity']], ['prealert.teams', ['teams']], ['prealert.room', ['room']], ['prealert.precautions', ['precautions']], ['prealert.eta', ['eta']]];

const filled = ({card, changes}, fields) => fields.filter(field => card[field]?.length !== 0 && card[field] || changes.some(c => c.field === field));

const see = id => attempt(() => post(`/api/v1/requests/${id}/pre-alert/seen`), t('common.saved'));

export const PreAlert = ({patient: p}) => {
  const one = p.pre_alert;
  if (!one) return html`<p class="dim row prealert-none"><${Icon} name="bell"/>${t('prealert.none')}</p>`;
  return html`<section class="card prealert" data-seen=${one.seen_at != null} aria-label=${t('prealert.title')}><header class="row wrap"><${Icon} name="radio"/><h3>${t('prealert.title')}</h3><span class="dim"><time class="num">${hour(one.sent_at)}</time> · ${one.by}</span>
      <span class="grow"/>${one.seen_at ? html`<${Chip} kind="good" icon="check">${t('prealert.seen_by', {by: one.seen_by, at: hour(one.seen_at)})}<//>` : html`<${Button} kind="main" icon="check" onClick=${() => see(p.request_id)}>${t('prealert.see')}<//>`}</header>
    <dl>${GROUPS.map(([name, fields]) => html`<div key=${name} class=${`of-${fields[0]}`}><dt>${t(name)}</dt><dd>${filled(one, fields).length ? filled(one, fields).map(field => html`<${Value} key=${field} card=${one.card} changes=${one.changes} field=${field}/>`) : '–'}</dd></div>`)}
      <div class="vitals"><dt>${t('prealert.vitals', {at: hour(one.sent_at)})}</dt><dd class="num">${signsLine(one.card.vitals)}</dd></div></dl></section>`;
};

let unseen = 0;
effect(() => {
  const count = coming.value.filter(p => p.pre_alert && !p.pre_alert.seen_at).length;
  if (count > unseen) chime();
  unseen = count;
});
