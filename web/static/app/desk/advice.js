// What a model advises, with its chance and how often such advice was right. F agrees, B passes it by; both are kept.
// It never makes an incident less grave, and it moves nothing by itself.

import {post} from '../api.js';
import {Button, Icon, html} from '../parts.js';
import {attempt} from '../page.js';
import {t, word, wordOr} from '../say.js';
import {current, detail, refresh} from './state.js';
import {sayPlace} from './where.js';

export const percent = share => `${Math.round(share * 100)} %`;
const waiting = () => detail.peek()?.advice?.[0];
const offered = one => one.kind === 'complaint' ? wordOr('complaint', one.offered) : t('patient.acuity', {n: one.offered});

export async function answerAdvice(answer, one = waiting()) {
  const incident = current.peek();
  if (!incident || !one || detail.peek()?.id !== incident.id) return;
  await attempt(() => post(`/api/v1/incidents/${incident.id}/advice/${one.id}`, {answer}), t(`advice.${answer}`));
  await refresh();
}

const One = ({one, first}) => html`<li class="row wrap" data-advice=${one.kind}><${Icon} name="info"/><span class="grow"><small>${word('advice_kind', one.kind)}</small> <b>${offered(one)}</b>${' '}
  <small class="num">${t('advice.chance', {chance: percent(one.chance), right: percent(one.right)})}</small></span>
  <${Button} kind="small" keys=${first && 'F'} onClick=${() => answerAdvice('accepted', one)}>${t('advice.accept')}<//><${Button} kind="small" keys=${first && 'B'} onClick=${() => answerAdvice('ignored', one)}>${t('advice.ignore')}<//></li>`;

const Places = ({incident}) => {
  const places = detail.value?.places ?? [];
  return incident.verification !== 'verified' && places.length > 0 && html`<div class="row wrap said-places" role="group" aria-label=${t('advice.places')}><small>${t('advice.places')}</small>${places.map(one => html`<button type="button" class="button small" key=${one.text}
    title=${word('place_kind', one.kind)} onClick=${() => sayPlace(one.text)}>${one.text} <small>${word('place_kind', one.kind)}</small></button>`)}</div>`;
};

export const Advice = ({incident}) => {
  const advice = detail.value?.advice ?? [];
  return html`<${Places} incident=${incident}/>${advice.length > 0 && html`<ul class="advice" aria-label=${t('advice.title')}>${advice.map((one, i) => html`<${One} key=${one.id} one=${one} first=${i === 0}/>`)}</ul>`}`;
};
