// What is not on the server yet: how many and since when; one by one with what became of each, and what to do about it.

import {signal} from '@preact/signals';
import {Problem} from '../api.js';
import {Button, HoldButton, Icon, html} from '../parts.js';
import {problemSentence, t, word, wordOr} from '../say.js';
import {hour} from '../time.js';
import {mayGoAnyway} from './queue.js';
import {discard, flush, held, isLoose, ofOthers, sendAnyway, waiting} from './outbox.js';
import {sayDoubt} from './quick.js';

const opened = signal(false);

const NAMES = [
  [/\/steps$/, body => word('step', body.action)],
  [/\/correct$/, () => t('crew.correction')],
  [/\/vitals$/, () => t('crew.vitals')],
  [/\/patient$/, () => t('desk.patient')],
  [/\/notes$/, body => `${t('crew.note')}: ${body.text}`],
  [/\/assessments$/, body => word('scale', body.scale)],
  [/\/casualties/, body => [t('mass.tag'), body.tag].filter(Boolean).join(' ')],
  [/\/mass$/, () => t('mass.report')],
  [/\/service$/, body => body.out_of_service ? `${t('crew.out_of_service')}: ${wordOr('service', body.out_of_service)}` : t('crew.back_in_service')],
  [/\/care(?:\/|$)/, () => t('crew.tab_care')],
  [/\/untransported$/, () => t('leaving.title')],
  [/\/orders\/[^/]+\/answer$/, body => `${t('guidance.order')}: ${word('order_do', body.action)}`],
  [/\/talk$/, () => t('guidance.talk')],
  [/\/pre-alert$/, () => t('prealert.title')],
  [/\/pictures\?/, (_, path) => word('picture_kind', new URLSearchParams(path.split('?')[1]).get('kind'))],
  [/\/kit(?:\/|$)/, () => t('stock.title')],
  [/\/positions$/, () => t('outbox.positions')],
];
/** What a write is, in words. */
const nameOf = ({path, body}) => NAMES.find(([one]) => one.test(path))?.[1](body, path) ?? t('outbox.other');
const sentence = ({problem}) => problem.code === 'too_old' ? t('outbox.too_old') : problemSentence(new Problem(problem));

const Line = ({write}) => html`<li class="unsent-line" data-state=${write.state}><div class="row"><time class="num">${hour(write.at)}</time><b class="grow cut">${nameOf(write)}</b>
    <span>${t(write.state === 'refused' ? 'outbox.refused' : 'outbox.waits')}</span></div>
  ${write.problem && html`<p class="wrong"><${Icon} name="circle-alert"/>${sentence(write)}</p>${write.problem.doubts?.map(one => html`<p key=${one.code}>${sayDoubt(one)}</p>`)}<div class="row">
    ${mayGoAnyway(write.problem) && html`<${Button} kind="grow" icon="send" onClick=${() => sendAnyway(write)}>${t(write.problem.code === 'doubtful' ? 'treat.all_the_same' : 'outbox.anyway')}<//>`}
    <${HoldButton} kind="grave grow" icon="x" holdMs=${800} act=${() => discard(write)}>${t('outbox.discard')}<//></div>`}</li>`;

const Head = ({list, refused}) => html`<button type="button" class="unsent-head" aria-expanded=${opened.value} onClick=${() => { opened.value = !opened.peek(); }}>
  <${Icon} name=${refused ? 'circle-alert' : 'clock'}/><b class="num">${t('outbox.waiting', {n: list.length, at: hour(list[0].at)})}</b>${refused > 0 && html`<b class="num">${t('outbox.ask', {n: refused})}</b>`}<${Icon} name="chevron-down"/></button>`;

export const Unsent = () => {
  const list = waiting.value, refused = list.filter(write => write.state === 'refused').length;
  return html`${held.value && html`<p class="offline" role="alert"><${Icon} name="log-out"/><span>${t(`outbox.${held.value}`)} <a class="button" href=${held.value === 'sign_in' ? '/signin?next=/crew' : '/crew'}>${t(held.value === 'sign_in' ? 'signin.title' : 'outbox.reload')}</a></span></p>`}
    ${ofOthers.value > 0 && html`<p class="offline"><${Icon} name="clock"/>${t('outbox.of_others', {n: ofOthers.value})}</p>`}
    ${isLoose.value && html`<p class="offline" role="alert"><${Icon} name="triangle-alert"/><b>${t('outbox.loose')}</b></p>`}
    ${list.length > 0 && html`<section class="unsent" data-refused=${refused > 0} aria-label=${t('outbox.title')}><${Head} list=${list} refused=${refused}/>
      ${!held.value && (opened.value || refused > 0) && html`<ol>${list.filter(write => opened.value || write.state === 'refused').map(write => html`<${Line} key=${write.seq} write=${write}/>`)}</ol>`}
      ${opened.value && html`<${Button} kind="wide" icon="refresh-cw" onClick=${flush}>${t('outbox.now')}<//>`}</section>`}`;
};
